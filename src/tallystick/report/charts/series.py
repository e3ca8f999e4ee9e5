"""Which periods should a unit have a figure for, and which of them has it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tallystick.findings import Figure

Period = tuple[date, date]
Kind = tuple[str, int]
LENGTHS = (1, 3, 6, 12)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Slot:
    """A period with all figures that the unit has for it: none, one, or several that disagree."""

    first: date
    last: date
    figures: tuple[Figure, ...]

    @property
    def figure(self) -> Figure | None:
        """The one figure of the period; None without one, and where there are several."""
        return self.figures[0] if len(self.figures) == 1 else None


@dataclass(frozen=True)
class Series:
    """The figures of one metric in periods of `months` months (0: of other lengths), in order.

    A period is in it if any unit has a figure for it, and so is every one between.
    """

    metric: str
    months: int
    slots: tuple[Slot, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that can be drawn."""
        return tuple(each.figure for each in self.slots if each.figure is not None)

    @property
    def is_recorded(self) -> bool:
        """Whether the figures are counted from records, so that none means no record."""
        return all(one.source == "recorded" for each in self.slots for one in each.figures)


def to_reach(figure: Figure) -> float | None:
    """Return the level that a figure had to reach; None without one, or with nothing lacking.

    A level that grows over the year may be reached, or a ceiling passed, before a period begins.
    """
    level = figure.level
    if level is None or level < 0 or (level == 0 and not figure.at_most):
        return None
    return level


def by_unit(figures: Iterable[Figure]) -> dict[str, tuple[Series, ...]]:
    """Return the series of every unit that has a figure, by unit, metric and length."""
    held: dict[Kind, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        held[figure.metric, months_of(figure.first, figure.last)][figure.unit_id].append(figure)
    found: dict[str, list[Series]] = defaultdict(list)
    for (metric, months), units in sorted(held.items()):
        every = {(each.first, each.last) for own in units.values() for each in own}
        periods = _periods(every, months)
        for unit, own in units.items():
            found[unit].append(Series(metric, months, tuple(_slots(periods, own))))
    return {unit: tuple(each) for unit, each in found.items()}


def months_of(first: date, last: date) -> int:
    """Return of how many calendar months a period is: 1, 3, 6 or 12; 0 where it is of none."""
    after = last + DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if first.day == after.day == 1 and months in LENGTHS else 0


def _periods(held: set[Period], months: int) -> Sequence[Period]:
    """The periods from the earliest to the latest, without a gap where they are of one length."""
    ordered = sorted(held)
    if not months:
        return ordered
    filled, first = [], ordered[0][0]
    while first <= ordered[-1][0]:
        after = _later(first, months)
        filled.append((first, after - DAY))
        first = after
    return filled if held <= set(filled) else ordered


def _later(first: date, months: int) -> date:
    place = first.month - 1 + months
    return date(first.year + place // 12, place % 12 + 1, 1)


def _slots(periods: Sequence[Period], own: list[Figure]) -> Iterator[Slot]:
    held: dict[Period, list[Figure]] = defaultdict(list)
    for figure in own:
        held[figure.first, figure.last].append(figure)
    for first, last in periods:
        yield Slot(first, last, tuple(held[first, last]))
