"""Which rules does a law pack break?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tallystick.statutes.faults import Faults, nearest, shown
from tallystick.statutes.pack import Pack
from tallystick.statutes.penalty_rules import faults_of_penalties, twice
from tallystick.statutes.rows import ACTS, ANY, Offence, Penalty, Row, Threshold
from tallystick.statutes.threshold_rules import Told, faults_of_thresholds

NONE = "none"
CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def faults_of(pack: Pack) -> Faults:
    """Return every fault of `pack`, one message each, in the order of its files."""
    faults = Faults()
    rules = (_of_header, faults_of_thresholds, _offences, faults_of_penalties, _others, _every_row)
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
        for words in _unheld("caveats", caveat.substances, pack):
            yield file, None, words
        known = {each.key for each in pack.circumstances}
        for key in caveat.circumstances:
            if key not in known:
                yield file, None, f"caveats: circumstance {shown(key)}; {nearest(key, known)}"
    for name in pack.synonyms:
        if name not in pack.substances:
            words = nearest(name, pack.substances)
            yield file, None, f"synonyms: no threshold names {shown(name)}; {words}"
    if pack.double_counting:
        yield from ((file, None, f"double_counting.{words}")
                    for words in _unsourced(pack, pack.double_counting.source))  # fmt: skip
    yield from ((file, None, words) for words in (*_of_later_law(pack), *_of_names(pack)))


def _of_later_law(pack: Pack) -> Iterator[str]:
    for later in pack.later_law:
        yield from _unheld("later_law", later.substances, pack)
        keys = [each.key for each in pack.circumstances]
        for key in later.circumstances:
            if key not in keys:
                yield f"later_law: circumstance {shown(key)}; {nearest(key, keys)}"
        yield from (f"later_law.{words}" for words in _unsourced(pack, later.source))


def _of_names(pack: Pack) -> Iterator[str]:
    circumstances = [each.key for each in pack.circumstances]
    if pack.office and pack.office not in circumstances:
        yield f"office: {shown(pack.office)}; {nearest(pack.office, circumstances)}"
    named = {*circumstances, *(row.class_ for row in pack.thresholds), *pack.other_classes,
             *pack.substances}  # fmt: skip
    for word in pack.words:
        if word not in named:
            yield f"words: {shown(word)}; {nearest(word, sorted(named))}"


def _unheld(where: str, substances: Iterable[str], pack: Pack) -> Iterator[str]:
    for name in substances:
        if name not in pack.substances:
            yield f"{where}: substance {shown(name)}; {nearest(name, pack.substances)}"


def _files(pack: Pack) -> Iterator[tuple[str, Row]]:
    tables = {"thresholds": pack.thresholds, "offences": pack.offences,
              "penalties": pack.penalties, "circumstances": pack.circumstances,
              "reference_units": pack.reference_units}  # fmt: skip
    for name, rows in tables.items():
        yield from ((f"{name}.csv", row) for row in rows)


def _every_row(pack: Pack) -> Iterator[Told]:
    for file, row in _files(pack):
        for first, last, said in (
            (row.from_date, row.to_date, "in force"), (row.read_from, row.read_to, "read"),
        ):  # fmt: skip
            if first and last and first > last:
                yield file, row.line, f"it is {said} from {first} to {last}; swap the dates"
        if row.dates[0] is None and isinstance(row, Threshold | Offence | Penalty):
            yield file, row.line, (
                "from is empty, and no day is told from which its source tells the law; write "
                "from, or read_from here or in sources.csv"
            )  # fmt: skip
        if row.confidence != "memory" and {*row.source} == {NONE}:
            words = "source is none, and confidence is not memory; write the source, or memory"
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
    for row, other in twice(pack.offences, _content):
        if row.key != other.key:
            yield file, row.line, (
                f"{shown(row.key)} covers what {shown(other.key)} at row {other.line:,} covers, "
                "on the same days; take one out, or say what parts them"
            )  # fmt: skip
    for row, other in twice(pack.offences, lambda row: row.key):
        words = f"offence {shown(row.key)} is in force at row {other.line:,} as well; end one"
        yield file, row.line, words


def _content(row: Offence) -> tuple[object, ...]:
    """What twins have in common: all but the key, the name and where it was read."""
    return (
        row.article,
        row.part,
        *map(frozenset, (row.acts, row.classes, row.or_with, row.only_with, row.substances)),
    )


def _unknown(
    row: Offence, classes: set[str], circumstances: set[str], substances: set[str]
) -> Iterator[str]:
    for name, words, known, where in (
        ("classes", row.classes, classes, "thresholds.csv, nor under other_classes in pack.toml"),
        ("or_with", row.or_with, circumstances, "circumstances.csv"),
        ("only_with", row.only_with, circumstances, "circumstances.csv"),
        ("inherent", row.inherent, circumstances, "circumstances.csv"),
        ("substances", row.substances, substances, "thresholds.csv, nor under other_substances"),
    ):
        for word in words:
            if word not in known:
                yield f"{name}: {shown(word)} is not in {where}; {nearest(word, sorted(known))}"


def _others(pack: Pack) -> Iterator[Told]:
    for circumstance, _ in twice(pack.circumstances, lambda row: row.key):
        words = f"circumstance {shown(circumstance.key)} stands twice; keep one"
        yield "circumstances.csv", circumstance.line, words
    articles = {name for each in pack.offences for name in (each.article, each.key)}
    for row in pack.circumstances:
        for name in row.articles:
            if name not in articles:
                words = f"articles: {shown(name)} is not in offences.csv"
                yield "circumstances.csv", row.line, f"{words}; {nearest(name, sorted(articles))}"
    for unit, other in twice(pack.reference_units, lambda row: row.unit):
        words = f"{shown(unit.unit)} is worth something else at row {other.line:,}; end one"
        yield "reference_units.csv", unit.line, words
    for unit in pack.reference_units:
        if not unit.value:
            yield "reference_units.csv", unit.line, "value is 0; a unit is worth more than nothing"
