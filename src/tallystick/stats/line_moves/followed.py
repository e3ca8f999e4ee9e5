"""Did records move over a line that came or went, or were packs added at it?

Packs a little above the line in force follow it when it moves, and the difference in bunching
across a date or between stages (shift.py) passes on what they add. So what is missing before
the line must be beyond chance by itself (holes.py), at both places of a line that moved. One
that came or went has one place, and no more may be in surplus at it than is missing, by more than
the error of that (docs/calibration/moved_line.md).
"""

from __future__ import annotations

from dataclasses import replace

from tallystick.stats.line_moves.holes import (
    cannot_tell,
    hole_seen,
    no_hole,
    not_moved,
    too_much_surplus,
)
from tallystick.stats.line_moves.shift import MDE_MARGIN, LineShift

__all__ = ["followed"]


def followed(found: LineShift) -> LineShift:
    """What `shift_at_lines` found, of which "moved" stands only beside packs at the line.

    H0: as there, and packs may be added at a line as long as it is in force. H1: records are
    missing just before it while it is in force. ``smallest_detectable`` is of what is asked here as
    well.
    """
    if found.share is None:
        return found
    least = max(found.smallest_detectable or 0.0, MDE_MARGIN * hole_seen(found))
    found = replace(found, smallest_detectable=least)
    if found.verdict == "not_found" and not found.placebos:
        return cannot_tell(found)
    return beyond_packs(found) if found.verdict == "moved" else found


def beyond_packs(found: LineShift) -> LineShift:
    """What was called movement, unless packs added at the line would look so."""
    reason = no_hole(found)
    if not reason and len(found.edges) == 1:
        reason = too_much_surplus(found)
    return not_moved(found, reason) if reason else found
