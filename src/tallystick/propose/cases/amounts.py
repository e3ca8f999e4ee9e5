"""What was measured of a case as a whole: the fine, how long a stop took, alcohol in the blood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from tallystick.load.wording import shown
from tallystick.propose.cells.values import read_numbers
from tallystick.propose.columns.choices import Choice, choice_for
from tallystick.propose.columns.proposals import TableProposal, case_numbers, headers_used
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

MOST_PERCENT, MOST_MINUTES, ROUND, MOSTLY = 1.0, 24 * 60, 5, 0.5
SECONDS = frozenset({"second", "seconds", "sec", "secs"})
HOURS = frozenset({"hour", "hours", "hrs"})
MINUTES = frozenset({"minute", "minutes", "min", "mins", "minuten", "minutos", "минут", "мин"})
CURRENCIES = {
    "EUR": "eur euro euros €", "USD": "usd dollar dollars $", "GBP": "gbp £", "PLN": "pln zł",
    "KZT": "kzt тенге теңге ₸", "RUB": "rub руб рублей ₽", "BRL": "brl reais r$",
}  # fmt: skip
OWN = "{currency}"
OWN_MONEY = "in the agency's own money, as no header names another"
IN_FIVES = "read as minutes: most are fives and tens"
AS_STOPS = "read as minutes, of which stops take so many"
STOPPED = (3, 120)
"""How many minutes a stop takes: as seconds or hours, such numbers would be none of a stop."""


@dataclass(frozen=True)
class _Unit:
    """The unit of a column of numbers, and what its reader should know."""

    code: str
    remark: str = ""


def amounts(
    look: Look, mets: Mapping[str, list[Met]], tables: Sequence[TableProposal]
) -> Iterator[TableProposal]:
    """Yield a block of measurements for each thing measured of the cases of `tables`.

    Nothing where no table of theirs numbers the cases. A length of time is taken only where its
    header or its numbers tell the unit.
    """
    numbers = case_numbers(tables)
    if not numbers:
        return
    used = headers_used(tables)
    for kind, unit_of in UNITS.items():
        found = _values(look, mets, kind, used)
        for value in found:
            unit = unit_of(look, value.headers[0])
            if unit is None:
                continue
            held = Choice((), {"constant": kind}, f"{shown(value.headers[0])} holds it")
            value = replace(value, mapping=value.mapping | {"unit": unit.code}, remark=unit.remark)
            columns = {"incident_id": numbers[0], "value": value, "kind": held}
            yield TableProposal("measurements", columns)
            break


def _values(look: Look, mets: Mapping[str, list[Met]], kind: str, used: set[str]) -> list[Choice]:
    """The columns of numbers whose header tells of `kind`, the surest and fullest first."""
    ranked: list[tuple[float, int, int, Choice]] = []
    for header, found in mets.items():
        met = next((each for each in found if each.concept == kind), None)
        if met is None or header in used:
            continue
        choice = choice_for("measurements", "value", look, header, met)
        if isinstance(choice, Choice):
            ranked.append((-round(met.score, 1), -len(look.column(header)), len(ranked), choice))
    return [choice for *_, choice in sorted(ranked, key=lambda each: each[:3])]


def _money(look: Look, header: str) -> _Unit:
    said = {*tokens(header), *header.casefold().split()}
    code = next((code for code, known in CURRENCIES.items() if said & set(known.split())), "")
    return _Unit(f"{{{code}}}") if code else _Unit(OWN, OWN_MONEY)


def _time(look: Look, header: str) -> _Unit | None:
    words = set(tokens(header))
    for known, code in ((MINUTES, "min"), (SECONDS, "s"), (HOURS, "h")):
        if words & known:
            return _Unit(code)
    values = [each for each in _numbers(look, header) if each > 0]
    if not values or any(each % 1 for each in values) or max(values) > MOST_MINUTES:
        return None
    fives = sum(each % ROUND == 0 for each in values) > MOSTLY * len(values)
    stops = any("stop" in facets_of(each) for each in look.header)
    if not fives and not (stops and STOPPED[0] <= median(values) <= STOPPED[1]):
        return None
    return _Unit("min", IN_FIVES if fives else AS_STOPS)


def _alcohol(look: Look, header: str) -> _Unit | None:
    """Grams in a decilitre, which those of a driver are far below one of."""
    values = _numbers(look, header)
    found = [each for each in values if each > 0]
    return _Unit("g/dL") if found and median(found) < MOST_PERCENT else None


def _numbers(look: Look, header: str) -> list[float]:
    cells = look.column(header)
    read = read_numbers(cells)
    if read is None or read.marks != ((".", None),):
        return []
    return [float(each) for each in cells if each.replace(".", "", 1).isdigit()]


UNITS = {"amount": _money, "duration": _time, "blood_alcohol": _alcohol}
"""For each kind what tells its unit."""
