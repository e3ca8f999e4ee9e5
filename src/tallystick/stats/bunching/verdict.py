"""Which of the four answers may be given: moved, spike, not found or insufficient?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tallystick.stats.bunching.moved_mass import SPIKE_LEVEL, Estimate
from tallystick.stats.rounding.grains import Grid, Windows

Verdict = Literal["moved", "spike", "not_found", "insufficient"]
LEAST_HOLE_BINS, LEAST_LINE_BINS = 3, 8
LEAST_LINE_TWOS = 20  # recorded steps of 2 * 10^k, between which heaps at 5 * 10^k fall
LEAST_EXPECTED_TEST, LEAST_EXPECTED_INTERVAL = 10.0, 20.0
MOVED_LEVEL, GUARD_Z = 0.05, 1.645
LARGEST_MISMATCH, LEAST_HOLE_Z = 3.0, -3.0
POSSIBLE_SHARE = (-0.2, 1.0)
MOST_BLOCK_DISPERSION = 3.0
MDE_MARGIN, LARGEST_MDE = 1.1, 0.5
FEW_RECORDS, WIDE_POPULARITY = 20_000, 0.3
FEW_PLACEBOS = "fewer than two other round numbers can be compared, so habit is not excluded"
LIKE_PLACEBOS = "other round numbers, which are no line, show as much movement"
LIKE_MULTIPLES = (
    "multiples of the line, which are no line, show as much movement, as goods packed a little "
    "above it do"
)
ONE_SIDED = (
    "a heap without a hole, or a hole without a heap, describes these data better than equal "
    "masses do"
)


@dataclass(frozen=True)
class Decision:
    """A verdict, its sentence, and p-values that a verdict's own conditions cannot contradict."""

    verdict: Verdict
    reason: str
    p_moved: float
    p_spike: float


def refusal(
    grid: Grid, windows: Windows, masks: tuple[tuple[int, int], ...], hole: int
) -> str | None:
    """Why this sample cannot be tested at all, before any fit; None when it can."""
    if grid.refusal is not None:
        return grid.refusal
    if hole < LEAST_HOLE_BINS:
        return f"the hole is {hole} recorded steps wide; at least {LEAST_HOLE_BINS} are needed"
    least = LEAST_LINE_TWOS if grid.on_grid and str(grid.step)[0] == "2" else LEAST_LINE_BINS
    if grid.line < least:
        return f"the line lies at {grid.line} recorded steps; at least {least} are needed"
    low, high = windows.span
    if low < grid.first or high > grid.last:
        return "the windows around the line reach outside the range of the data"
    if grid.counts.sum() <= 0:
        return "no record lies in range"
    below, above = grid.bins < grid.line, grid.bins > grid.line
    if grid.counts[below].sum() <= 0:
        return "nothing is recorded below the line: such records cannot be seen or do not exist"
    if grid.counts[above].sum() <= 0:
        return "nothing is recorded above the line"
    free = np.ones(len(grid.counts), dtype=bool)
    for first, last in masks:
        free &= ~grid.between(first, last)
    target = windows.excess if windows.at is None else (windows.at, windows.at)
    in_hole = int((free & grid.between(*windows.hole)).sum())
    if in_hole < LEAST_HOLE_BINS or not (free & grid.between(*target)).any():
        return "another declared line lies so close that its windows cover those of this line"
    return None


def decide(
    own: Estimate, p_placebo: float | None, *, gated: bool, p_multiples: float = 0.0
) -> Decision:
    """The verdict from an estimate.

    ``gated``: "moved" must also hold against other round numbers, whose p is ``p_placebo``, or None
    with fewer than two of them, and "moved" and "spike" against multiples of the line, whose p is
    ``p_multiples`` (physical quantities).
    """
    refused = _withheld(own)
    if refused is not None:
        return Decision("insufficient", refused, 1.0, 1.0)
    p, objection = _guard(own)
    found, p_spike = p < MOVED_LEVEL, own.p_excess
    few = gated and p_placebo is None
    if gated:
        p = 1.0 if p_placebo is None else max(p, p_placebo)
        if found and p >= MOVED_LEVEL:
            objection = FEW_PLACEBOS if few else LIKE_PLACEBOS
        if p_multiples >= MOVED_LEVEL:
            objection, p_spike = LIKE_MULTIPLES, max(p_spike, p_multiples)
        p = max(p, p_multiples)
    if p < MOVED_LEVEL:
        return Decision("moved", _moved_reason(own, gated), p, p_spike)
    if p_spike < SPIKE_LEVEL:
        return Decision("spike", _spike_reason(own, objection), p, p_spike)
    doubt = _undescribed(own) or _too_coarse(own)
    if found and few:
        doubt = FEW_PLACEBOS
    if doubt is not None:
        return Decision("insufficient", doubt, p, p_spike)
    like = objection in (LIKE_PLACEBOS, LIKE_MULTIPLES)
    reason = str(objection) if like else _not_found_reason(own)
    return Decision("not_found", reason, p, p_spike)


def _withheld(own: Estimate) -> str | None:
    if not own.testable:
        return "the model could not be fitted to these counts"
    if own.gamma < LEAST_EXPECTED_TEST:
        return (
            f"only {own.gamma:.1f} records are expected in the hole; "
            f"at least {LEAST_EXPECTED_TEST:.0f} are needed"
        )
    if own.block_dispersion > MOST_BLOCK_DISPERSION:
        return (
            f"withheld: the values lie in lumps that no smooth curve follows (block dispersion "
            f"{own.block_dispersion:.1f} > {MOST_BLOCK_DISPERSION:.0f}); compare units or dates"
        )
    return None


def _guard(own: Estimate) -> tuple[float, str | None]:
    """The t test's p, or 1 with the condition that forbids "moved"."""
    if not own.comparable:
        return 1.0, "no round number recurs in range to learn from how far people round"
    if abs(own.mismatch) > LARGEST_MISMATCH:
        return 1.0, f"the hole and the excess do not match (z = {own.mismatch:.1f})"
    if own.z_hole < LEAST_HOLE_Z:
        return 1.0, "there are more records in the hole than expected, not fewer"
    if own.z_hole <= GUARD_Z:
        return 1.0, f"nothing is missing on the other side of it (z = {own.z_hole:.1f})"
    if own.z_excess <= GUARD_Z:
        return 1.0, f"nothing is in excess at or beside the line (z = {own.z_excess:.1f})"
    if own.mismatch >= own.z_hole or -own.mismatch >= own.z_excess:
        return 1.0, ONE_SIDED
    low, high = own.interval
    if high < POSSIBLE_SHARE[0] or low > POSSIBLE_SHARE[1]:
        return 1.0, "the share it implies is impossible"
    return own.p_moved, None


def _undescribed(own: Estimate) -> str | None:
    low, high = own.interval
    if own.z_hole < LEAST_HOLE_Z:
        return (
            f"the model does not describe these data: more records in the hole than expected "
            f"(z = {own.z_hole:.1f})"
        )
    if high < POSSIBLE_SHARE[0] or low > POSSIBLE_SHARE[1]:
        return (
            f"the model does not describe these data: it implies a moved share between "
            f"{low:.2f} and {high:.2f}"
        )
    return None


def _too_coarse(own: Estimate) -> str | None:
    if own.detectable <= LARGEST_MDE:
        return None
    smallest = MDE_MARGIN * own.detectable
    return f"cannot tell: only a moved share of {smallest:.0%} or more would be found in these data"


def _moved_reason(own: Estimate, physical: bool) -> str:
    excess = own.above + (own.at or 0.0)
    reason = (
        f"{own.hole:.0f} records are missing on one side of the line and {excess:.0f} are in "
        f"excess at or beside it, of {own.gamma:.0f} expected in the hole"
    )
    if physical and own.records < FEW_RECORDS:
        reason += (
            f"; with {own.records:,} records (fewer than {FEW_RECORDS:,}) goods packed a little "
            "above the line cannot be told from this"
        )
    return reason + _popularity_note(own)


def _spike_reason(own: Estimate, objection: str | None) -> str:
    reason = "more records lie at or beside the line than other round numbers explain"
    reason += f", but {objection or 'hole and excess together are not significant'}"
    return reason + _popularity_note(own)


def _popularity_note(own: Estimate) -> str:
    """A warning where false findings were measured above their nominal rate."""
    if own.popularity is None or own.popularity <= WIDE_POPULARITY:
        return ""
    return (
        f"; round numbers differ widely in popularity here (sd {own.popularity:.2f}), which makes "
        "false findings more frequent than stated"
    )


def _not_found_reason(own: Estimate) -> str:
    smallest = MDE_MARGIN * own.detectable
    odd = ", though more records than expected lie in the hole" if own.z_hole < -2 else ""
    return (
        f"no matching hole and excess{odd}; a moved share of {smallest:.0%} would usually be found"
    )
