"""Which rules do the penalties of a law pack break, and which offence or day has none?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import date
from itertools import combinations
from typing import TypeVar

from tallystick.statutes.faults import nearest, shown
from tallystick.statutes.pack import Pack
from tallystick.statutes.rows import Offence, Penalty, Row
from tallystick.statutes.threshold_rules import DAY, Told, overlap

AnyRow = TypeVar("AnyRow", bound=Row)
# Mexico's Federal Criminal Code, Art. 25, has the longest fixed term of the laws held here: 60.
MOST_YEARS = 60
CURRENCIES = (
    "AMD", "AZN", "BRL", "BYN", "CZK", "EUR", "GBP", "GEL", "INR", "KGS", "KZT", "MDL", "MXN",
    "PHP", "PLN", "RUB", "TJS", "UAH", "USD", "UZS",
)  # fmt: skip
OTHER_UNITS = ("days",)


def faults_of_penalties(pack: Pack) -> Iterator[Told]:
    """Yield each fault of a penalty, and each offence or day without one."""
    file = "penalties.csv"
    units = {*CURRENCIES, *OTHER_UNITS, *pack.units, *(row.unit for row in pack.reference_units)}
    for row in pack.penalties:
        named = [each for each in pack.offences if each.key == row.offence]
        if not named:
            keys = [each.key for each in pack.offences]
            words = f"offence {shown(row.offence)} is not in offences.csv; "
            yield file, row.line, words + nearest(row.offence, keys)
        elif not any(overlap(each.dates, row.dates) for each in named):
            words = "the offence is not in force on any day of this penalty; correct the dates"
            yield file, row.line, words
        yield from ((file, row.line, words) for words in _of_penalty(row, units))
    for row, other in twice(pack.penalties, lambda row: row.offence):
        words = f"{shown(row.offence)} has its penalty at row {other.line:,} as well; end one"
        yield file, row.line, words
    for offence in pack.offences:
        yield from (("offences.csv", offence.line, words) for words in _unpunished(pack, offence))


def _unpunished(pack: Pack, offence: Offence) -> Iterator[str]:
    """Say that an offence has no penalty, or none on some of its days."""
    if offence.no_penalty:
        return
    own = [each for each in pack.penalties if each.offence == offence.key]
    own = [each for each in own if overlap(each.dates, offence.dates)]
    if not own:
        yield "it has no penalty; add its row to penalties.csv, or say why under no_penalty"
        return
    begins, last = offence.dates[0] or date.min, offence.dates[1] or date.max
    for row in sorted(own, key=lambda each: each.dates[0] or date.min):
        starts = row.dates[0] or date.min
        if starts > begins:
            yield _bare(begins, starts - DAY)
        ends = row.dates[1] or date.max
        if ends >= last:
            return
        begins = max(begins, ends + DAY)
    yield _bare(begins, last)


def _bare(first: date, last: date) -> str:
    until = "on" if last == date.max else f"to {last}"
    return (f"it has no penalty from {first} {until}; correct the dates, or say why under "
            "no_penalty")  # fmt: skip


def _of_penalty(row: Penalty, units: set[str]) -> Iterator[str]:
    for name, least, most in (
        ("prison", row.prison_min_years, row.prison_max_years),
        ("fine", row.fine_min, row.fine_max),
    ):
        if least is not None and most is not None and least > most:
            yield f"the least {name} is {least} and the most {most}; swap them"
    if (row.fine_min, row.fine_max, row.works_max) != (None, None, None) and not row.fine_unit:
        yield "it has a fine or works and no fine_unit; write the unit in which the law states it"
    if row.fine_unit and row.fine_unit not in units:
        yield (f"fine_unit is {shown(row.fine_unit)}; write a currency such as EUR, days, or a "
               "unit of reference_units.csv or of [units] in pack.toml")  # fmt: skip
    years = max(row.prison_min_years or 0, row.prison_max_years or 0)
    if years > MOST_YEARS:
        yield f"prison is {years} years; no code states a term above {MOST_YEARS}: write life"
    if row.prison_max_years == 0:
        yield "prison_max_years is 0; leave it empty where there is no prison"
    if row.life_only and row.prison_max_years is not None:
        yield "life is mandatory, and a longest term is entered; empty it, or write yes"
    alternatives = (row.fine_max, row.fine_min, row.works_max, row.service_hours_max,
                    row.arrest_days_max)  # fmt: skip
    if not row.prison and not row.other and not any(each is not None for each in alternatives):
        yield "it punishes with nothing; write the penalty, or take the row out"


def twice(
    rows: tuple[AnyRow, ...], key: Callable[[AnyRow], Hashable]
) -> Iterator[tuple[AnyRow, AnyRow]]:
    """Yield rows of one key that are in force together with an earlier row."""
    grouped: dict[Hashable, list[AnyRow]] = {}
    for row in rows:
        grouped.setdefault(key(row), []).append(row)
    for several in grouped.values():
        for first, second in combinations(several, 2):
            if overlap(first.dates, second.dates):
                yield second, first
