"""Did records move over a line that came or went, or were packs added at it?

Difference in bunching across a date or between stages (line_shift.py) takes the mean of what is
missing before a line and what is in surplus at it. Packs a little above the line in force add
records there and take none from before it, and follow the line when it moves: the mean passes on
the surplus alone. What is missing before the line must therefore be beyond chance by itself. Of a
line that moved both of its places must show it, at the level of which both together are beyond
chance in 5 % of samples (.05 is .22 squared). One that came or went has one place: records must be
missing before it beyond their error at 5 %, and no more may be in surplus at it than is missing, by
more than the error of that (docs/calibration/moved_line.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from numpy.typing import ArrayLike

from tallystick.stats.line_contrast import (
    LEAST_Z_HOLE,
    LEAST_Z_HOLES,
    MOST_MISMATCH,
    NO_HOLE,
    NO_HOLES,
    SURPLUS,
    cannot_tell,
    hole_seen,
)
from tallystick.stats.line_shift import (
    MDE_MARGIN,
    POWER_Z,
    Allowed,
    Edge,
    LineShift,
    shift_at_lines,
)

__all__ = ["followed_at_lines"]


def followed_at_lines(
    before: ArrayLike,
    after: ArrayLike,
    edges: Sequence[Edge],
    *,
    grain: int,
    first: int,
    aside: Sequence[Edge] = (),
    habits: ArrayLike | None = None,
    allowed: Allowed | None = None,
) -> LineShift:
    """`shift_at_lines`, of which "moved" stands only where the hole is beyond chance by itself.

    H0: as there, and packs may be added at a line as long as it is in force. H1: records are
    missing just before it while it is in force. Its parameters and errors are those of
    `shift_at_lines`; ``smallest_detectable`` is of what is asked here as well.
    """
    found = shift_at_lines(
        before, after, edges, grain=grain, first=first, aside=aside, habits=habits, allowed=allowed
    )
    if found.share is None:
        return found
    found = replace(found, smallest_detectable=_detectable(found))
    if found.verdict == "not_found" and not found.placebos:
        return cannot_tell(found)
    return beyond_packs(found) if found.verdict == "moved" else found


def beyond_packs(found: LineShift) -> LineShift:
    """What was called movement, unless packs added at the line would look so."""
    reason = _of_both(found) if len(found.edges) > 1 else _of_one(found)
    if not reason:
        return found
    return replace(found, verdict="not_found", reason=reason, p_value=1.0)


def _of_both(found: LineShift) -> str:
    least = min(each.z_missing for each in found.edges)
    return NO_HOLES if least <= LEAST_Z_HOLES else ""


def _of_one(found: LineShift) -> str:
    if (found.z_hole or 0.0) <= LEAST_Z_HOLE:
        return NO_HOLE
    return SURPLUS if (found.mismatch or 0.0) > MOST_MISMATCH else ""


def _detectable(found: LineShift) -> float:
    """The share that would be found four times in five, with what is asked here besides."""
    if len(found.edges) == 1:
        hole = (LEAST_Z_HOLE + POWER_Z) * (found.se_side or 0.0)
    else:
        hole = max(hole_seen(each) for each in found.edges)
    return max(found.smallest_detectable or 0.0, MDE_MARGIN * hole)
