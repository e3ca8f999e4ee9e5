"""On which days did lines come or go, and which records lie on each side, or at each stage?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.lines_by_unit import EVERYWHERE, Places, in_units, places_of
from tallystick.checks.shared.names import called
from tallystick.checks.shared.readings_near_line import NEAR, between_days, fine_step, of_its_kind
from tallystick.findings.words import words_beside
from tallystick.tables import Frame, Line
from tallystick.tables.store import Tables

say = words_beside(__file__).say

GAP_DAYS = 30
REACH = 4
ONE_DAY = timedelta(days=1)
ORDER = ("field", "lab", "charge")
NO_GRID, UNDATED = say("shared.no_grid"), say("shared.undated")
NOTHING_NEAR = say("shared.nothing_near")
STAGE_PAIRS = (("field", "lab"), ("lab", "charge"), ("field", "charge"))


@dataclass(frozen=True)
class Change:
    """A line that moved on `day`, began (no `old`) or ended (no `new`).

    `aside` are other lines of the same readings that changed on that day. Records from
    `first_day` to `last_day` are compared, None is open: no other line changed in that time.
    Where `stages` are given, readings of the later stage are compared with those of the earlier
    at a line, `new`, that both are under, and `day` is None. It is a change of the units in
    `places`, whose readings alone are compared; `number` tells those of one name apart.
    """

    old: Line | None
    new: Line | None
    day: date | None
    first_day: date | None
    last_day: date | None
    aside: tuple[Line, ...] = ()
    stages: tuple[str, ...] | None = None
    places: Places = EVERYWHERE
    number: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that changed, the new one first."""
        return tuple(line for line in (self.new, self.old) if line is not None)

    @property
    def name(self) -> str:
        """What results call it: with its units, where they are not those of all its lines."""
        own = all(in_units(line.units) == self.places for line in self.lines)
        said = self._called
        if not own:
            said = say("shared.with_units", change=said, places=self.places.said)
        return say("shared.numbered", change=said, number=self.number) if self.number else said

    @property
    def _called(self) -> str:
        if self.stages is not None:
            earlier, later = self.stages
            return say("shared.stages", line=called(self.lines[0]), earlier=earlier, later=later)
        if self.old is not None and self.new is not None:
            return say("shared.moved_to", old=called(self.old), new=called(self.new))
        began = "begun" if self.old is None else "ended"
        return say(f"shared.{began}", line=called(self.lines[0]))


def changes_of(frame: Frame) -> tuple[Change, ...]:
    """Every change of a line within the period examined, in the order of the days.

    Lines that end on the day before others of the same readings begin are paired as they rise; a
    line that begins again at the same value has not changed. Units under other lines have changes
    of their own; the same change in several of them is one.
    """
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in frame.lines:
        key = (line.kind, line.substance_code, line.stage, line.unit, line.direction)
        groups.setdefault(key, []).append(line)
    found: dict[Change, Places] = {}
    for lines in groups.values():
        for places, held in places_of(lines):
            for change in _within(frame, held):
                found[change] = found[change] | places if change in found else places
    changes = [replace(change, places=places) for change, places in found.items()]
    names = [change.name for change in changes]
    numbered = (
        replace(change, number=names[: k + 1].count(change.name)) if names.count(change.name) > 1
        else change
        for k, change in enumerate(changes)
    )  # fmt: skip
    return tuple(sorted(numbered, key=lambda change: (str(change.day), change.name)))


def _within(frame: Frame, lines: Sequence[Line]) -> list[Change]:
    """The changes of lines that hold in the same units, within the period examined."""
    return [
        change
        for day in _days(lines)
        for change in _on(lines, day)
        if (frame.first_day is None or frame.first_day < day)
        and (frame.last_day is None or day <= frame.last_day)
    ]


def stages_of(frame: Frame) -> tuple[Change, ...]:
    """Every pair of stages at every line that cuts the readings of all stages."""
    return tuple(
        replace(always(line), stages=pair)
        for line in frame.lines
        if line.stage is None
        for pair in STAGE_PAIRS
    )


def always(line: Line) -> Change:
    """Return a comparison at one line, of the days and the units in which it is in force."""
    return Change(None, line, None, line.from_date, line.to_date, places=in_units(line.units))


def why_no_scale(change: Change, total: int) -> str:
    """Say why `total` records of a comparison have no scale."""
    if total:
        return NO_GRID
    days = (change.day, change.first_day, change.last_day)
    return NOTHING_NEAR if all(each is None for each in days) else UNDATED


def _days(lines: Sequence[Line]) -> list[date]:
    began = {line.from_date for line in lines if line.from_date is not None}
    after = {line.to_date + ONE_DAY for line in lines if line.to_date is not None}
    return sorted(began | after)


def _on(lines: Sequence[Line], day: date) -> list[Change]:
    """What changed on a day, the lines that ended paired with those that began."""
    days = _days(lines)
    place = days.index(day)
    earlier = days[place - 1] if place else None
    later = days[place + 1] - ONE_DAY if place + 1 < len(days) else None
    began = [line for line in lines if line.from_date == day]
    ended = [line for line in lines if line.to_date is not None and line.to_date + ONE_DAY == day]
    stayed = {line.milli for line in began} & {line.milli for line in ended}
    new = sorted((x for x in began if x.milli not in stayed), key=lambda line: line.milli)
    old = sorted((x for x in ended if x.milli not in stayed), key=lambda line: line.milli)
    longest = max(len(new), len(old))
    pairs = zip(
        [*old, *[None] * (longest - len(old))], [*new, *[None] * (longest - len(new))], strict=True
    )
    return [
        Change(one, two, day, earlier, later,
               tuple(x for x in (*new, *old) if x is not one and x is not two))
        for one, two in pairs
    ]  # fmt: skip


def fine_bin(change: Change) -> int:
    """Return the width of the fine bins of a change, in thousandths of the unit of its lines."""
    return min(fine_step(line) for line in change.lines)


def reach_of(change: Change) -> tuple[int, int]:
    """Return the least and the largest value compared, in thousandths of the unit."""
    values = [line.milli for line in change.lines]
    return min(values) // REACH, max(values) * REACH


def sides(tables: Tables, change: Change) -> Relation:
    """Count the readings on both sides of a change per unit and fine bin.

    Columns ``change``, ``unit_id`` ("" where unknown), ``later`` (1 on and after the day), ``bin``
    and ``n``. The `GAP_DAYS` before and after the day are left out: a new rule takes time to be
    known, and cases cross the day.
    """
    near = _near(tables, change)
    later = ibis.ifelse(near.on_day >= change.day, 1, 0)
    return _binned(near.mutate(later=later.cast("int64")), change, change.name)


def by_units(tables: Tables, change: Change, name: str, here: Places) -> Relation:
    """Count the readings around lines as `sides` does; ``later`` is 1 in the units of `here`."""
    near = _near(tables, change)
    near = near.filter(near.unit_id.notnull())
    later = ibis.ifelse(here.hold(near), 1, 0)
    return _binned(near.mutate(later=later.cast("int64")), change, name)


def by_stage(tables: Tables, line: Line) -> Relation:
    """Count the readings around a line as `sides` does; ``later`` is the place in `ORDER`.

    ``change`` is the line's name.
    """
    change = always(line)
    near = _near(tables, change, ORDER)
    later = near.stage.cases(*[(stage, place) for place, stage in enumerate(ORDER)], else_=None)
    return _binned(near.mutate(later=later.cast("int64")), change, line.name)


def _near(tables: Tables, change: Change, stages: tuple[str, ...] = ()) -> Relation:
    readings = NEAR(tables)
    return readings.filter(
        of_its_kind(readings, change.lines[0]),
        readings.milli.between(*reach_of(change)),
        compared(readings, replace(change, stages=stages) if stages else change),
    )


def _binned(near: Relation, change: Change, name: str) -> Relation:
    near = near.mutate(
        change=ibis.literal(name),
        unit_id=near.unit_id.fill_null(""),
        bin=(near.milli // fine_bin(change)).cast("int64"),
    )
    return near.group_by("change", "unit_id", "later", "bin").aggregate(
        n=near["count"].sum().cast("int64")
    )


def compared(readings: Relation, change: Change) -> BooleanValue:
    """Whether a reading is of a day, of a stage and of a unit that is compared."""
    kept: BooleanValue = ibis.literal(True)
    if change.day is not None:
        gap = timedelta(days=GAP_DAYS)
        outside = [readings.on_day < change.day - gap, readings.on_day >= change.day + gap]
        kept = reduce(lambda a, b: a | b, outside)
    if change.stages is not None:
        kept = readings.stage.isin(change.stages)
    if not change.places.everywhere:
        kept = kept & change.places.hold(readings)
    return kept & between_days(readings, change.first_day, change.last_day)
