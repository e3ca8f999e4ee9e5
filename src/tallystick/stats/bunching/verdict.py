"""Which of the four answers may be given: moved, spike, not found or insufficient?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tallystick.stats.bunching.moved_mass import SPIKE_LEVEL, Estimate
from tallystick.stats.estimate import Reason
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
FEW_PLACEBOS = Reason("few_placebos")
LIKE_PLACEBOS = Reason("like_placebos")
LIKE_MULTIPLES = Reason("like_multiples")
ONE_SIDED = Reason("one_sided")


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
        return Reason("narrow_hole", n=hole, of=LEAST_HOLE_BINS)
    least = LEAST_LINE_TWOS if grid.on_grid and str(grid.step)[0] == "2" else LEAST_LINE_BINS
    if grid.line < least:
        return Reason("low_line", n=grid.line, of=least)
    low, high = windows.span
    if low < grid.first or high > grid.last:
        return Reason("out_of_range")
    if grid.counts.sum() <= 0:
        return Reason("no_record")
    below, above = grid.bins < grid.line, grid.bins > grid.line
    if grid.counts[below].sum() <= 0:
        return Reason("nothing_below")
    if grid.counts[above].sum() <= 0:
        return Reason("nothing_above")
    free = np.ones(len(grid.counts), dtype=bool)
    for first, last in masks:
        free &= ~grid.between(first, last)
    target = windows.excess if windows.at is None else (windows.at, windows.at)
    in_hole = int((free & grid.between(*windows.hole)).sum())
    if in_hole < LEAST_HOLE_BINS or not (free & grid.between(*target)).any():
        return Reason("covered")
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
    reason = objection if like and objection else _not_found_reason(own)
    return Decision("not_found", reason, p, p_spike)


def _withheld(own: Estimate) -> str | None:
    if not own.testable:
        return Reason("not_fitted")
    if own.gamma < LEAST_EXPECTED_TEST:
        return Reason("few_expected", n=own.gamma, of=LEAST_EXPECTED_TEST)
    if own.block_dispersion > MOST_BLOCK_DISPERSION:
        return Reason("withheld_lumps", a=own.block_dispersion, b=MOST_BLOCK_DISPERSION)
    return None


def _guard(own: Estimate) -> tuple[float, str | None]:
    """The t test's p, or 1 with the condition that forbids "moved"."""
    if not own.comparable:
        return 1.0, Reason("no_round")
    if abs(own.mismatch) > LARGEST_MISMATCH:
        return 1.0, Reason("mismatch", z=own.mismatch)
    if own.z_hole < LEAST_HOLE_Z:
        return 1.0, Reason("too_full")
    if own.z_hole <= GUARD_Z:
        return 1.0, Reason("nothing_missing", z=own.z_hole)
    if own.z_excess <= GUARD_Z:
        return 1.0, Reason("nothing_added", z=own.z_excess)
    if own.mismatch >= own.z_hole or -own.mismatch >= own.z_excess:
        return 1.0, ONE_SIDED
    low, high = own.interval
    if high < POSSIBLE_SHARE[0] or low > POSSIBLE_SHARE[1]:
        return 1.0, Reason("impossible")
    return own.p_moved, None


def _undescribed(own: Estimate) -> str | None:
    low, high = own.interval
    if own.z_hole < LEAST_HOLE_Z:
        return Reason("undescribed_hole", z=own.z_hole)
    if high < POSSIBLE_SHARE[0] or low > POSSIBLE_SHARE[1]:
        return Reason("undescribed_share", low=low, high=high)
    return None


def _too_coarse(own: Estimate) -> str | None:
    if own.detectable <= LARGEST_MDE:
        return None
    smallest = MDE_MARGIN * own.detectable
    return Reason("weak", p=smallest)


def _moved_reason(own: Estimate, physical: bool) -> str:
    excess = own.above + (own.at or 0.0)
    few = FEW_RECORDS if physical and own.records < FEW_RECORDS else 0
    return Reason(
        "moved", missing=own.hole, excess=excess, expected=own.gamma, records=own.records, few=few,
        popularity=_wide_popularity(own),
    )  # fmt: skip


def _spike_reason(own: Estimate, objection: str | None) -> str:
    but = objection or Reason("not_significant")
    return Reason("spike", but=but, popularity=_wide_popularity(own))


def _wide_popularity(own: Estimate) -> float | None:
    """That of round numbers where false findings were measured above their nominal rate."""
    wide = own.popularity is not None and own.popularity > WIDE_POPULARITY
    return own.popularity if wide else None


def _not_found_reason(own: Estimate) -> str:
    smallest = MDE_MARGIN * own.detectable
    return Reason("not_found", p=smallest, more_in_hole=bool(own.z_hole < -2))
