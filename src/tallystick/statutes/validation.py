"""Which rules does a law pack break?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import TypeVar

from tallystick.statutes.faults import Faults, nearest, shown
from tallystick.statutes.pack import ACTS, ANY, Offence, Pack, Penalty, Row
from tallystick.statutes.threshold_rules import Told, faults_of_thresholds, overlap

AnyRow = TypeVar("AnyRow", bound=Row)
CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def faults_of(pack: Pack) -> Faults:
    """Return every fault of `pack`, one message each, in the order of its files."""
    faults = Faults()
    rules = (_of_header, faults_of_thresholds, _offences, _penalties, _others, _every_row)
    for rule in rules:
        for file, row, words in rule(pack):
            faults.add(f"{pack.origin}/{file}", row, words)
    return faults


def _of_header(pack: Pack) -> Iterator[Told]:
    file = "pack.toml"
    if not CODE.fullmatch(pack.code):
        yield file, None, f"code is {shown(pack.code)}; write one such as KZ or US-FL"
    for caveat in pack.caveats:
        for act in caveat.acts:
            if act not in ACTS:
                yield file, None, f"caveats: act {shown(act)}; {nearest(act, ACTS)}"
        if caveat.substance and caveat.substance not in pack.substances:
            words = nearest(caveat.substance, pack.substances)
            yield file, None, f"caveats: substance {shown(caveat.substance)}; {words}"
    for name in pack.synonyms:
        if name not in pack.substances:
            words = nearest(name, pack.substances)
            yield file, None, f"synonyms: no threshold names {shown(name)}; {words}"
    if pack.double_counting:
        yield from ((file, None, f"double_counting.{words}")
                    for words in _unsourced(pack, pack.double_counting.source))  # fmt: skip


def _files(pack: Pack) -> Iterator[tuple[str, Row]]:
    tables = {"thresholds": pack.thresholds, "offences": pack.offences,
              "penalties": pack.penalties, "circumstances": pack.circumstances,
              "reference_units": pack.reference_units}  # fmt: skip
    for name, rows in tables.items():
        yield from ((f"{name}.csv", row) for row in rows)


def _every_row(pack: Pack) -> Iterator[Told]:
    for file, row in _files(pack):
        if row.from_date and row.to_date and row.from_date > row.to_date:
            words = f"it is in force from {row.from_date} to {row.to_date}; swap the dates"
            yield file, row.line, words
        yield from ((file, row.line, words) for words in _unsourced(pack, row.source))


def _unsourced(pack: Pack, source: Iterable[str]) -> Iterator[str]:
    for key in source:
        if key not in pack.sources:
            yield f"source {shown(key)} is not in sources.csv; {nearest(key, pack.sources)}"


def _offences(pack: Pack) -> Iterator[Told]:
    file = "offences.csv"
    classes = {row.class_ for row in pack.thresholds} | set(pack.other_classes) | {ANY}
    circumstances = {row.key for row in pack.circumstances}
    for row in pack.offences:
        for words in _unknown(row, classes, circumstances, set(pack.substances)):
            yield file, row.line, words
        if not row.classes and not row.or_with:
            words = "it has neither classes nor or_with, so it never applies; write any"
            yield file, row.line, words
    for row, other in _twice(pack.offences, lambda row: row.key):
        words = f"offence {shown(row.key)} is in force at row {other.line:,} as well; end one"
        yield file, row.line, words


def _unknown(
    row: Offence, classes: set[str], circumstances: set[str], substances: set[str]
) -> Iterator[str]:
    for name, words, known, where in (
        ("classes", row.classes, classes, "thresholds.csv, nor under other_classes in pack.toml"),
        ("or_with", row.or_with, circumstances, "circumstances.csv"),
        ("only_with", row.only_with, circumstances, "circumstances.csv"),
        ("substances", row.substances, substances, "thresholds.csv"),
    ):
        for word in words:
            if word not in known:
                yield f"{name}: {shown(word)} is not in {where}; {nearest(word, sorted(known))}"


def _penalties(pack: Pack) -> Iterator[Told]:
    file = "penalties.csv"
    for row in pack.penalties:
        named = [each for each in pack.offences if each.key == row.offence]
        if not named:
            keys = [each.key for each in pack.offences]
            words = f"offence {shown(row.offence)} is not in offences.csv; "
            yield file, row.line, words + nearest(row.offence, keys)
        elif not any(overlap(each.dates, row.dates) for each in named):
            words = "the offence is not in force on any day of this penalty; correct the dates"
            yield file, row.line, words
        yield from ((file, row.line, words) for words in _of_penalty(row))
    for row, other in _twice(pack.penalties, lambda row: row.offence):
        words = f"{shown(row.offence)} has its penalty at row {other.line:,} as well; end one"
        yield file, row.line, words


def _of_penalty(row: Penalty) -> Iterator[str]:
    for name, least, most in (
        ("prison", row.prison_min_years, row.prison_max_years),
        ("fine", row.fine_min, row.fine_max),
    ):
        if least is not None and most is not None and least > most:
            yield f"the least {name} is {least} and the most {most}; swap them"
    if (row.fine_min, row.fine_max, row.works_max) != (None, None, None) and not row.fine_unit:
        yield "it has a fine or works and no fine_unit; write the unit in which the law states it"
    alternatives = (row.fine_max, row.fine_min, row.works_max, row.service_hours_max,
                    row.arrest_days_max)  # fmt: skip
    if not row.prison and not row.other and not any(each is not None for each in alternatives):
        yield "it punishes with nothing; write the penalty, or take the row out"


def _others(pack: Pack) -> Iterator[Told]:
    for circumstance, _ in _twice(pack.circumstances, lambda row: row.key):
        words = f"circumstance {shown(circumstance.key)} stands twice; keep one"
        yield "circumstances.csv", circumstance.line, words
    for unit, other in _twice(pack.reference_units, lambda row: row.unit):
        words = f"{shown(unit.unit)} is worth something else at row {other.line:,}; end one"
        yield "reference_units.csv", unit.line, words
    for unit in pack.reference_units:
        if not unit.value:
            yield "reference_units.csv", unit.line, "value is 0; a unit is worth more than nothing"


def _twice(
    rows: tuple[AnyRow, ...], key: Callable[[AnyRow], str]
) -> Iterator[tuple[AnyRow, AnyRow]]:
    """Yield rows of one key that are in force together with an earlier row."""
    grouped: dict[str, list[AnyRow]] = {}
    for row in rows:
        grouped.setdefault(key(row), []).append(row)
    for several in grouped.values():
        for first, second in combinations(several, 2):
            if overlap(first.dates, second.dates):
                yield second, first
