"""Which goods have a line where others have none, and which records of both lie around it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import combinations

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.line_changes import REACH, Change, compared, fine_bin, reach_of
from tallystick.checks.shared.line_shifts import widths
from tallystick.checks.shared.lines_by_unit import in_units
from tallystick.checks.shared.names import called
from tallystick.checks.shared.readings_near_line import milli_of, of_its_kind, with_subject
from tallystick.findings.words import words_beside
from tallystick.tables import Frame, Line
from tallystick.tables.store import Tables

say = words_beside(__file__).say

NO_LINE_WITHIN = 6


@dataclass(frozen=True)
class Contrast:
    """Goods with a line, and other goods: one substance with a line elsewhere, or all without.

    `other` is the line of the one other substance. Where it is None, every substance but those in
    `left_out` is compared, which have a line within `NO_LINE_WITHIN` times the weight. `aside` are
    further lines of either that lie in range. The days, and the `units` (None is all), are those
    on which, and in which, the lines are in force.
    """

    own: Line
    other: Line | None
    first_day: date | None
    last_day: date | None
    aside: tuple[Line, ...] = ()
    left_out: tuple[str, ...] = ()
    units: tuple[str, ...] | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines compared, that of the goods in question first."""
        return self.change.lines

    @property
    def name(self) -> str:
        """What results call it."""
        if self.other is None:
            return say("shared.against_goods", line=called(self.own))
        return say("shared.beside", own=called(self.own), other=called(self.other))

    @property
    def told(self) -> dict[str, list[str]]:
        """What else a reader who recomputes the answer will ask for."""
        return {"left_out": list(self.left_out)}

    def appears(self, line: Line) -> bool:
        """Whether a line is drawn for the goods in question."""
        return line.substance_code in (self.own.substance_code, None)

    @property
    def change(self) -> Change:
        """Its lines as those of a change, for the bins, range, days and units of both."""
        return Change(self.other, self.own, None, self.first_day, self.last_day, self.aside,
                      places=in_units(self.units))  # fmt: skip


def contrasts_of(frame: Frame) -> tuple[Contrast, ...]:
    """Every comparison that the lines allow: of two with lines apart, then of one with none.

    Lines for any substance within the weight compared leave nobody to compare with.
    """
    named = [line for line in frame.lines if line.substance_code is not None]
    named = [line for line in named if line.kind != "score"]
    pairs = (_pair(frame, one, two) for one, two in combinations(named, 2))
    alone = (_alone(frame, line) for line in named)
    return tuple(each for each in (*pairs, *alone) if each is not None)


def _pair(frame: Frame, one: Line, two: Line) -> Contrast | None:
    alike = ("kind", "unit", "stage", "direction")
    if one.substance_code == two.substance_code or any(
        getattr(one, name) != getattr(two, name) for name in alike
    ):
        return None
    days = together(one, two)
    apart = not touch(span_of(one), span_of(two))
    low, high = sorted((one.milli, two.milli))
    if days is None or not apart or high > REACH * low or not one.meets(two.units):
        return None
    contrast = Contrast(one, two, *days, units=_in_both(one, two))
    codes = (one.substance_code, two.substance_code)
    beside = tuple(_beside(frame, contrast, codes))
    spans = [span_of(one), span_of(two)]
    if any(touch(span_of(line), span) for line in beside for span in spans):
        return None
    return replace(contrast, aside=beside)


def _alone(frame: Frame, own: Line) -> Contrast | None:
    contrast = Contrast(own, None, own.from_date, own.to_date, units=own.units)
    near = [
        line
        for line in frame.lines
        if _cuts_too(line, contrast)
        and own.milli <= NO_LINE_WITHIN * line.milli
        and line.milli <= NO_LINE_WITHIN * own.milli
    ]
    if any(line.substance_code is None for line in near):
        return None
    left_out = {line.substance_code for line in near if line.substance_code is not None}
    left_out -= {own.substance_code}
    beside = tuple(_beside(frame, contrast, (own.substance_code,)))
    if any(touch(span_of(line), span_of(own)) for line in beside):
        return None
    return replace(contrast, aside=beside, left_out=tuple(sorted(left_out)))


def _beside(frame: Frame, contrast: Contrast, codes: tuple[str | None, ...]) -> Iterator[Line]:
    """Further lines of these substances, or of any, whose windows reach into the range."""
    reach = reach_of(contrast.change)
    for line in frame.lines:
        if line in contrast.lines or line.substance_code not in (*codes, None):
            continue
        if _cuts_too(line, contrast) and touch(span_of(line), reach):
            yield line


def _cuts_too(line: Line, contrast: Contrast) -> bool:
    """Whether a line is drawn through such readings on some of the days, in some of the units."""
    own = contrast.own
    if (line.kind, line.unit) != (own.kind, own.unit) or not line.meets(contrast.units):
        return False
    if None not in (line.stage, own.stage) and line.stage != own.stage:
        return False
    days = replace(own, from_date=contrast.first_day, to_date=contrast.last_day)
    return together(line, days) is not None


def _in_both(one: Line, two: Line) -> tuple[str, ...] | None:
    """The units in which both hold; None is all."""
    if one.units is None or two.units is None:
        return two.units if one.units is None else one.units
    return tuple(sorted(set(one.units) & set(two.units)))


def together(one: Line, two: Line) -> tuple[date | None, date | None] | None:
    """Return the first and the last day on which both are in force; None when there is none."""
    begins = [line.from_date for line in (one, two) if line.from_date is not None]
    ends = [line.to_date for line in (one, two) if line.to_date is not None]
    first, last = max(begins, default=None), min(ends, default=None)
    return None if first and last and first > last else (first, last)


def span_of(line: Line) -> tuple[int, int]:
    """Return what the windows of a line cover, in thousandths."""
    source, target = widths(line, 1)
    below, above = (source, target) if line.direction == "up" else (target, source)
    return line.milli - below, line.milli + above


def touch(one: tuple[int, int], two: tuple[int, int]) -> bool:
    """Whether two stretches meet."""
    return one[0] <= two[1] and two[0] <= one[1]


def is_compared(readings: Relation, contrast: Contrast) -> BooleanValue:
    """Whether a reading is of the kind, the goods and the weight that are compared."""
    kept = of_its_kind(readings, replace(contrast.own, substance_code=None))
    substance = readings.substance_code
    if contrast.other is not None:
        codes = [line.substance_code for line in contrast.lines]
        kept = kept & substance.isin([code for code in codes if code is not None])
    elif contrast.left_out:
        kept = kept & substance.notnull() & ~substance.isin(list(contrast.left_out))
    else:
        kept = kept & substance.notnull()
    return kept & milli_of(readings).between(*reach_of(contrast.change))


def _around(tables: Tables) -> Relation:
    readings = tables["measurements"]
    near = [is_compared(readings, each) for each in contrasts_of(tables.frame)]
    kept = with_subject(tables, readings.filter(reduce(lambda a, b: a | b, near)))
    return kept.select("kind", "unit", "substance_code", "stage", "value", "count", "unit_id",
                       "officer_id", "on_day")  # fmt: skip


AROUND = Shared("goods_around_lines", lambda tables: bool(contrasts_of(tables.frame)), _around)
"""The measurements around any line of a substance, of all goods that are compared there."""


def goods(tables: Tables, contrast: Contrast) -> Relation:
    """Count the readings of both goods per unit and fine bin.

    Columns ``contrast``, ``unit_id`` ("" where unknown), ``own`` (1 for the goods that the line is
    drawn for), ``bin`` and ``n``.
    """
    around = AROUND(tables)
    near = around.filter(is_compared(around, contrast), compared(around, contrast.change))
    own = ibis.ifelse(near.substance_code == contrast.own.substance_code, 1, 0)
    near = near.mutate(
        contrast=ibis.literal(contrast.name),
        unit_id=near.unit_id.fill_null(""),
        own=own.cast("int64"),
        bin=(milli_of(near) // fine_bin(contrast.change)).cast("int64"),
    )
    return near.group_by("contrast", "unit_id", "own", "bin").aggregate(
        n=near["count"].sum().cast("int64")
    )
