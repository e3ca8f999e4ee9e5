"""Where do the same goods have a line in some units, and another or none in others?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log

from tallystick.checks.shared.line_changes import REACH, Change, reach_of
from tallystick.checks.shared.lines_by_unit import Places, in_units
from tallystick.checks.shared.names import called
from tallystick.checks.shared.substance_pairs import span_of, together, touch
from tallystick.findings.words import words_beside
from tallystick.tables import Frame, Line

say = words_beside(__file__).say


@dataclass(frozen=True)
class Strata:
    """Units in which a line holds, `here`, and units of the same goods without it, `there`.

    `other` is the line that holds there instead, where both lines are compared together. `aside`
    are further lines of these goods that lie in range in some of the units. The days are those on
    which the lines compared are in force.
    """

    own: Line
    other: Line | None
    here: Places
    there: Places
    first_day: date | None
    last_day: date | None
    aside: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines compared, that of the units in question first."""
        return self.change.lines

    @property
    def name(self) -> str:
        """What results call it."""
        if self.other is None:
            return say("shared.against_units", line=called(self.own))
        return say("shared.beside_in_units", own=called(self.own), other=called(self.other))

    @property
    def change(self) -> Change:
        """Its lines as those of a change, for the bins, range, days and units of both."""
        return Change(self.other, self.own, None, self.first_day, self.last_day, self.aside,
                      places=self.here | self.there)  # fmt: skip

    @property
    def told(self) -> dict[str, str]:
        """What else a reader who recomputes the answer will ask for."""
        return {"here": self.here.said.strip(), "there": self.there.said.strip()}

    def appears(self, line: Line) -> bool:
        """Whether a line is drawn in the units in question."""
        return line is not self.other and not (in_units(line.units) & self.here).nowhere


def strata_of(frame: Frame) -> tuple[Strata, ...]:
    """Every comparison that the units of lines allow: of two lines, then of each by itself.

    A line is taken together with the nearest of other units alone: fifty regions make no thousand
    pairs. Units in which another line of the goods lies so near that the windows touch are left
    out.
    """
    lines = [line for line in frame.lines if line.kind != "score" and line.value > 0]
    pairs = {pair.name: pair for line in lines if (pair := _nearest(frame, line, lines))}
    alone = (_alone(frame, line) for line in lines if line.units is not None)
    return (*pairs.values(), *(each for each in alone if each is not None))


def _nearest(frame: Frame, line: Line, lines: Sequence[Line]) -> Strata | None:
    """The line and the nearest by ratio that can be taken together with it, as they are listed."""
    others = [other for other in lines if other is not line and _alike(line, other)]
    for other in sorted(others, key=lambda x: abs(log(x.value / line.value))):
        one, two = sorted((line, other), key=lines.index)
        if pair := _pair(frame, one, two):
            return pair
    return None


def _alike(one: Line, two: Line) -> bool:
    goods = ("kind", "unit", "substance_code", "stage", "direction")
    return all(getattr(one, name) == getattr(two, name) for name in goods)


def _pair(frame: Frame, one: Line, two: Line) -> Strata | None:
    days = together(one, two)
    low, high = sorted((one.milli, two.milli))
    if days is None or touch(span_of(one), span_of(two)) or high > REACH * low:
        return None
    first, second = in_units(one.units), in_units(two.units)
    return _apart(frame, Strata(one, two, first & ~second, second & ~first, *days))


def _alone(frame: Frame, own: Line) -> Strata | None:
    here = in_units(own.units)
    return _apart(frame, Strata(own, None, here, ~here, own.from_date, own.to_date))


def _apart(frame: Frame, strata: Strata) -> Strata | None:
    """The comparison without units where a line lies beside those compared; None if none stay."""
    beside = list(_beside(frame, strata))
    near = [x for x in beside if any(touch(span_of(x), span_of(line)) for line in strata.lines)]
    for line in near:
        where = ~in_units(line.units)
        strata = replace(strata, here=strata.here & where, there=strata.there & where)
    if strata.here.nowhere or strata.there.nowhere:
        return None
    aside = [
        x for x in beside
        if x not in near and not (in_units(x.units) & strata.change.places).nowhere
    ]  # fmt: skip
    return replace(strata, aside=tuple(aside))


def _beside(frame: Frame, strata: Strata) -> Iterator[Line]:
    """Further lines through some of the same readings whose windows reach into the range."""
    own, reach = strata.own, reach_of(strata.change)
    days = replace(own, from_date=strata.first_day, to_date=strata.last_day)
    for line in frame.lines:
        if line in strata.lines or (line.kind, line.unit) != (own.kind, own.unit):
            continue
        if any(
            None not in (mine, theirs) and mine != theirs
            for mine, theirs in (
                (line.substance_code, own.substance_code),
                (line.stage, own.stage),
            )
        ):
            continue
        if together(line, days) is not None and touch(span_of(line), reach):
            yield line
