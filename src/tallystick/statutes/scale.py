"""Which class does an amount of a substance fall in?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from tallystick.statutes.amounts import PLANTS, grams, grouped
from tallystick.statutes.pack import Gap, Pack
from tallystick.statutes.rows import NEEDS_PURITY, Dates, Threshold

Hole = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Scale:
    """The classes of one substance on one basis that are in force together, the least first.

    Amounts are grams, or whole plants. `gaps` are the amounts of which it is known to say
    nothing. An indicative scale has amounts and no classes to fall in.
    """

    rows: tuple[Threshold, ...]
    gaps: tuple[Gap, ...]
    indicative: bool

    @property
    def substance(self) -> str:
        """The substance, as the pack calls it."""
        return self.rows[0].substance

    @property
    def basis(self) -> str:
        """What is weighed or counted."""
        return self.rows[0].basis

    @property
    def counts_plants(self) -> bool:
        """Whether amounts are plants and not grams."""
        return self.rows[0].unit == PLANTS

    @property
    def dates(self) -> Dates:
        """First and last day on which all rows are known to hold, inclusive; None is open."""
        firsts = [row.dates[0] for row in self.rows]
        lasts = [row.dates[1] for row in self.rows]
        known = [day for day in firsts if day], [day for day in lasts if day]
        return max(known[0], default=None), min(known[1], default=None)

    def decides(self, act: str | None) -> bool:
        """Whether its classes are those of `act`."""
        return act is None or not self.rows[0].acts or act in self.rows[0].acts

    @property
    def needs_purity(self) -> bool:
        """Whether a weight alone does not tell the class."""
        return self.basis in NEEDS_PURITY

    @property
    def is_complete(self) -> bool:
        """Whether every amount above nothing has a class."""
        return not self.indicative and not self.gaps

    @property
    def testable(self) -> bool:
        """Whether weights alone can be judged by its lines."""
        return not self.indicative and not self.needs_purity

    def lower(self, place: int) -> Decimal | None:
        """Where the class at `place` begins, in grams or plants."""
        row = self.rows[place]
        return None if row.lower is None else grams(row.lower, row.unit)

    def upper(self, place: int) -> Decimal | None:
        """Where the class at `place` ends, in grams or plants."""
        row = self.rows[place]
        return None if row.upper is None else grams(row.upper, row.unit)

    def takes_its_lower(self, place: int) -> bool:
        """Whether an amount on the lower bound is in the class at `place`.

        Where no source says so, it is in the milder class below.
        """
        own, before = self.rows[place].lower_inclusive, self._neighbour(place - 1, place)
        if own is None and before is not None and before.upper_inclusive is not None:
            return not before.upper_inclusive
        return bool(own)

    def takes_its_upper(self, place: int) -> bool:
        """Whether an amount on the upper bound is in the class at `place`."""
        if self._neighbour(place, place + 1) is not None:
            return not self.takes_its_lower(place + 1)
        own = self.rows[place].upper_inclusive
        return own is None or own

    def unsure_at(self, amount: Decimal) -> bool:
        """Whether `amount` is a bound, and no source says to which class it belongs."""
        for place, row in enumerate(self.rows):
            before = self._neighbour(place - 1, place)
            said = row.lower_inclusive, before and before.upper_inclusive
            if amount == self.lower(place) and said == (None, None):
                return True
            alone = self._neighbour(place, place + 1) is None
            if amount == self.upper(place) and alone and row.upper_inclusive is None:
                return True
        return False

    def _neighbour(self, first: int, second: int) -> Threshold | None:
        """The row at `first`, where it ends as the one at `second` begins."""
        if first < 0 or second >= len(self.rows) or self.upper(first) != self.lower(second):
            return None
        return self.rows[first]

    def places(self, amount: Decimal) -> list[int]:
        """Every place whose class holds `amount`; one in a sound scale, none in a gap."""
        return [place for place in range(len(self.rows)) if self._holds(place, amount)]

    def _holds(self, place: int, amount: Decimal) -> bool:
        lower, upper = self.lower(place), self.upper(place)
        if amount == lower and not self.takes_its_lower(place):
            return False
        if amount == upper and not self.takes_its_upper(place):
            return False
        return (lower is None or lower <= amount) and (upper is None or amount <= upper)

    def gap_at(self, amount: Decimal) -> Gap | None:
        """The declared gap in which `amount` lies, if any."""
        for gap in self.gaps:
            lower = None if gap.lower is None else grams(gap.lower, self.rows[0].unit)
            upper = None if gap.upper is None else grams(gap.upper, self.rows[0].unit)
            if (lower is None or lower <= amount) and (upper is None or amount <= upper):
                return gap
        return None

    def holes(self) -> Iterator[Hole]:
        """Yield the amounts of which it says nothing, from where to where, in its own unit."""
        first, last = self.rows[0], self.rows[-1]
        least = Decimal(1 if self.counts_plants and first.lower_inclusive else 0)
        if first.lower is not None and first.lower > least:
            yield None, first.lower
        for before, after in pairwise(self.rows):
            if self._apart(before, after):
                yield before.upper, after.lower
        if last.upper is not None:
            yield last.upper, None

    def _apart(self, before: Threshold, after: Threshold) -> bool:
        if before.upper is None or after.lower is None or before.upper >= after.lower:
            return False
        if not self.counts_plants:
            return True
        first = after.lower + (0 if after.lower_inclusive else 1)
        return first > before.upper - (1 if before.upper_inclusive is False else 0) + 1


def scales(pack: Pack) -> tuple[Scale, ...]:
    """Return the scales of `pack`, in the order of its rows."""
    rows: dict[tuple[object, ...], list[Threshold]] = {}
    for row in pack.thresholds:
        rows.setdefault(
            (row.substance, row.basis, row.acts, row.from_date, row.to_date), []
        ).append(row)
    return tuple(
        Scale(
            tuple(sorted(each, key=lambda row: row.lower or Decimal(0))),
            tuple(gap for gap in pack.gaps if _concerns(gap, each[0])),
            pack.kind == "indicative",
        )
        for each in rows.values()
    )


def _concerns(gap: Gap, row: Threshold) -> bool:
    """Whether a gap in amounts is one of the scale that `row` belongs to."""
    if gap.substance != row.substance or gap.basis not in ("", row.basis):
        return False
    if gap.lower is None and gap.upper is None:
        return False
    stated = row.from_date, row.to_date
    return (gap.from_date, gap.to_date) in ((None, None), stated)


def bounds(scale: Scale, place: int) -> str:
    """Say from where to where a class goes: ``more than 1,000 g``, ``5 to 14 g``.

    It speaks in the law's own unit.
    """
    row = scale.rows[place]
    unit = {PLANTS: "plants", "[lb_av]": "lb", "[oz_av]": "oz"}.get(row.unit, row.unit)
    first = "plant" if row.unit == PLANTS and row.lower == 1 else unit
    begins = ends = ""
    if row.lower:
        begins = f"{'' if scale.takes_its_lower(place) else 'more than '}{grouped(row.lower)}"
    if row.upper is not None:
        ends = f"{'up to' if scale.takes_its_upper(place) else 'less than'} {grouped(row.upper)}"
    if begins and ends:
        return f"{begins} {first}, {ends} {unit}"
    if begins:
        return f"{begins} {first}{' or more' if scale.takes_its_lower(place) else ''}"
    return f"{ends} {unit}" if ends else "any amount"
