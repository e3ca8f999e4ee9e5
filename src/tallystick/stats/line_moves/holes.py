"""Is what is missing before a line beyond chance by itself?

Difference in bunching (shift.py) takes the mean of what is missing before a line and what is
in surplus at it. Packs a little above a line add records there and take none from before it, so
that the mean passes on the surplus alone. What is missing before the line must therefore be beyond
chance by itself: of two places each, at the level of which both together are beyond chance in 5 %
of samples (.05 is .22 squared); of one beyond its error at 5 %.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from tallystick.stats.estimate import LEVEL, Reason
from tallystick.stats.line_moves.shift import LARGEST_MDE, POWER_Z, EdgeShift, LineShift

LEAST_Z_HOLE = float(ndtri(1 - LEVEL))
LEAST_Z_HOLES = float(ndtri(1 - np.sqrt(LEVEL)))
MOST_MISMATCH = LEAST_Z_HOLE
NO_HOLE = Reason("no_hole")
NO_HOLES = Reason("no_holes")
SURPLUS = Reason("surplus")


def no_hole(found: LineShift) -> str:
    """Why what is missing is not beyond chance by itself; "" where it is."""
    if len(found.edges) > 1:
        least = min(each.z_missing for each in found.edges)
        return NO_HOLES if least <= LEAST_Z_HOLES else ""
    return NO_HOLE if (found.z_hole or 0.0) <= LEAST_Z_HOLE else ""


def too_much_surplus(found: LineShift) -> str:
    """Why the surplus is more than what is missing; "" where it may be as much."""
    return SURPLUS if (found.mismatch or 0.0) > MOST_MISMATCH else ""


def not_moved(found: LineShift, reason: str) -> LineShift:
    """What was called movement, and is none for this reason."""
    return replace(found, verdict="not_found", reason=reason, p_value=1.0)


def hole_seen(found: LineShift) -> float:
    """The share whose hole, or both of whose holes, would be found four times in five."""
    if len(found.edges) > 1:
        return max(_seen(each) for each in found.edges)
    return (LEAST_Z_HOLE + POWER_Z) * (found.se_side or 0.0)


def _seen(edge: EdgeShift) -> float:
    """By the error of the log effect."""
    effect = (LEAST_Z_HOLES + POWER_Z) * edge.se_missing * edge.visible
    return float(-np.expm1(-effect)) / edge.visible


def cannot_tell(found: LineShift) -> LineShift:
    """Nothing was found: say so only where half of the records, moved, would have been."""
    detectable = found.smallest_detectable or 0.0
    if detectable <= LARGEST_MDE:
        return found
    return replace(found, verdict="insufficient", reason=Reason("weak", p=detectable))
