"""Columns of figures side by side whose names are periods, alone or with what is counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tallystick.propose.cells.values import read_numbers
from tallystick.propose.files.look import Look
from tallystick.propose.headers.named_periods import Named, named_periods

LEAST_WIDE, SURE = 3, 6
"""As many columns, or two called by nothing but a period, make a table wide."""
RULES = ("month", "quarter", "fiscal_year", "year", "month of a year", "quarter of a year")
"""What headers may name, the shortest periods first: of 2019 Q1 and 2019, the quarters are taken,
and years where a file has more of them."""
MOST_SPAN, MOST_ODD = 60, 0.1


@dataclass(frozen=True)
class WideFigures:
    """The columns of figures and what each of their headers says, in the order of the file.

    `named` are the readings of the headers, all by one rule.
    """

    headers: tuple[str, ...]
    named: tuple[Named, ...]

    @property
    def rule(self) -> str:
        """The rule of all readings."""
        return self.named[0].rule

    @property
    def lacks_year(self) -> bool:
        """Whether the headers say the month or quarter alone."""
        return self.rule.endswith(" of a year")

    @property
    def rests(self) -> list[str]:
        """What the headers say beside periods, each once, in the order of the file."""
        return list(dict.fromkeys(each.rest for each in self.named))

    @property
    def is_constant(self) -> bool:
        """Whether all headers name the same period."""
        return len({each.text for each in self.named}) == 1


def wide_figures(look: Look, headers: Collection[str]) -> WideFigures | None:
    """Return the columns of figures named by periods; None where there are not enough of them."""
    by_rule: dict[str, list[tuple[str, Named]]] = {rule: [] for rule in RULES}
    for header in headers:
        if _may_be_figures(look.column(header)):
            for named in named_periods(header):
                by_rule[named.rule].append((header, named))
    found = [kept for rule in RULES if (kept := _series(by_rule[rule]))]
    best = max(found, key=len, default=None)
    if best is None:
        best = max(filter(_of_one_period, by_rule.values()), key=len, default=None)
    if best is None or not _are_figures(look, [header for header, _ in best]):
        return None
    return WideFigures(tuple(header for header, _ in best), tuple(named for _, named in best))


def is_by_period(look: Look, headers: Collection[str]) -> bool:
    """Whether so many columns are named by periods with their years that rows are no cases."""
    wide = wide_figures(look, headers)
    return (
        wide is not None and len(wide.headers) >= SURE and not (wide.lacks_year or wide.is_constant)
    )


Pairs = Sequence[tuple[str, Named]]


def _series(pairs: Pairs) -> Pairs:
    """The columns that are one of several periods of the same thing; none where they are few."""
    periods: dict[str, list[str]] = {}
    for _, named in pairs:
        periods.setdefault(named.rest, []).append(named.text)
    twice = {rest for rest, texts in periods.items() if len(set(texts)) < len(texts)}
    kept = [(header, named) for header, named in pairs
            if len(periods[named.rest]) > 1 and named.rest not in twice]  # fmt: skip
    years = {int(named.text[:4]) for _, named in kept if len(named.text) >= len("2019")}
    if years and max(years) - min(years) > MOST_SPAN:
        return []
    rests = {named.rest for _, named in kept}
    plain = len(rests) == 1 and all("of a year" not in named.rule for _, named in kept)
    return kept if len(kept) >= LEAST_WIDE - plain else []


def _of_one_period(pairs: Pairs) -> bool:
    """Whether all columns are of one stated period, each of another thing."""
    several = len(pairs) >= LEAST_WIDE and len({named.text for _, named in pairs}) == 1
    return several and len({named.rest for _, named in pairs}) == len(pairs)


def _may_be_figures(cells: Sequence[str]) -> bool:
    """Whether a column is empty, or most of it has digits and no letters."""
    figures = sum(any(c.isdigit() for c in cell) and not any(map(str.isalpha, cell))
                  for cell in cells)  # fmt: skip
    return figures >= (1 - MOST_ODD) * len(cells) or (len(cells) < 1 / MOST_ODD and figures > 0)


def _are_figures(look: Look, headers: Sequence[str]) -> bool:
    cells = [cell for header in headers for cell in look.column(header)]
    return bool(cells) and read_numbers(cells) is not None
