"""Were records moved over a line, judged from one sample of recorded values?

Bunching estimators read movement off the excess at a threshold against a smooth counterfactual
(Saez 2010, AEJ: Economic Policy 2(3), 180-212; Kleven and Waseem 2013, QJE 128(2), 669-723), and a
density test asks for a jump there (McCrary 2008, Journal of Econometrics 142(2), 698-714). People
round, and a legal line is often a round number; both methods then find bunching in honest data.
Rounding to a number draws from both of its sides, movement empties one and fills the other. Here
a smooth latent density, the rounding mixture, and the popularity of each number (a random effect
whose variance the other numbers teach) are fitted together with the mass missing on one side
(M), the excess at the line (E0) and the excess beside it (E1); M and E0 + E1 estimate the same
moved mass. "moved" needs both sides, each at 5 % (an intersection-union test: Berger 1982,
Technometrics 24(4), 295-300), and equal masses must fit better than one side alone. From one
sample, goods packed a little above the line, records below it that were never made, and a habit
seen at the line only still look alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.bunching.latent import Fit, fit
from tallystick.stats.bunching.mean_model import S, jacobian_at, model_of, point_at, with_windows
from tallystick.stats.bunching.moved_mass import Estimate, estimate, visible_part
from tallystick.stats.bunching.placebo import (
    Away,
    Placebo,
    at_multiples,
    multiples_p,
    placebo_p,
    placebos,
    touch,
)
from tallystick.stats.bunching.verdict import (
    LEAST_EXPECTED_INTERVAL,
    MDE_MARGIN,
    Decision,
    Verdict,
    decide,
    refusal,
)
from tallystick.stats.rounding.grains import (
    Grid,
    Windows,
    default_windows,
    grains_of,
    grid_of,
    windows_of,
)

__all__ = [
    "Grid",
    "Movement",
    "OtherWindows",
    "Placebo",
    "Windows",
    "default_windows",
    "grid_of",
    "movement_over_line",
    "visible_part",
    "windows_of",
]

Floats = NDArray[np.float64]
Masks = tuple[tuple[int, int], ...]
PATTERNS = ("moved", "spike")
OTHER_WINDOWS = ((0.6, 0.5), (1.6, 1.5))


@dataclass(frozen=True)
class OtherWindows:
    """What the same sample says under other windows (widths in bins), placebo step left out."""

    hole: int
    excess: int
    share: float | None
    verdict: Verdict


@dataclass(frozen=True, eq=False)
class Movement:
    """One line's answer. Masses are in records; bins are grid bins; None is undefined.

    ``p_moved`` is valid for a test of "moved": the t test's ``p_t`` raised to 1 where a guard or a
    refusal forbids the verdict, and to the placebo p where that gates. ``expected`` is the fitted
    count without movement or excess, ``band`` (2, J) its 95 % prediction band.
    """

    verdict: Verdict
    reason: str
    n: int
    p_moved: float
    p_spike: float
    p_t: float | None
    share: float | None
    interval: tuple[float, float] | None
    moved_mass: float | None
    hole_expected: float | None
    hole_recorded: float
    hole_missing: float | None
    excess_at: float | None
    excess_at_expected: float | None
    excess_above: float | None
    excess_above_expected: float | None
    z_hole: float | None
    z_excess: float | None
    mismatch: float | None
    block_dispersion: float | None
    dispersion: float | None
    smallest_detectable: float | None
    smallest_heap: float | None
    placebos: tuple[Placebo, ...]
    p_placebo: float | None
    grains: tuple[int, ...]
    popularity_sd: float | None
    visible_part: float | None
    windows: Windows
    bins: NDArray[np.int64]
    recorded: Floats
    expected: Floats | None
    band: Floats | None
    sensitivity: tuple[OtherWindows, ...]


def movement_over_line(
    grid: Grid,
    *,
    hole: int,
    excess: int,
    inclusive: bool = True,
    direction: str = "up",
    physical: bool = True,
    masks: Masks = (),
    brief: bool = False,
    if_found: bool = False,
) -> Movement:
    """Decide moved, spike, not found or insufficient at the grid's line.

    ``hole`` and ``excess`` are widths in bins, fixed before looking. ``direction`` is where records
    would be moved; ``inclusive`` says the line itself is on that side. ``masks`` are the spans of
    other declared lines' windows, (first, last) bins inclusive; those that do not touch this
    line's windows only keep placebo numbers away, for masking an honest heap nearby makes a false
    hole. ``physical`` makes the placebo step, and then the multiples of the line, decide; otherwise
    the placebos are only shown. ``brief`` skips what cannot change the verdict: other
    windows, and placebos where "moved" is excluded already; ``if_found`` skips the same, but only
    where no pattern is found.
    """
    hole, excess = int(hole), max(1, int(excess))
    windows = windows_of(grid.line, hole, excess, inclusive=inclusive, direction=direction)
    declared = masks
    masks = tuple(mask for mask in declared if touch(mask, windows.span))
    refused = refusal(grid, windows, masks, hole)
    if refused is not None:
        return _refused(grid, windows, refused)
    fitted = _fitted(grid, windows, masks)
    own = estimate(fitted)
    decision = decide(own, None, gated=False)
    others: tuple[Placebo, ...] = ()
    away = Away(inclusive, direction, masks, declared)
    every, seems = not (brief or if_found), decision.verdict in PATTERNS
    if own.testable and (every or (seems and (physical or not brief))):
        others = placebos(grid, fitted, (hole, excess), away, scaled=physical)
    p_other = placebo_p(own, others)
    if every or seems:
        decision = decide(own, p_other, gated=physical)
    if physical and decision.verdict in PATTERNS:
        p_multiples = multiples_p(own, at_multiples(grid, fitted, (hole, excess), away))
        decision = decide(own, p_other, gated=True, p_multiples=p_multiples)
    sensitivity: tuple[OtherWindows, ...] = ()
    if every or (decision.verdict in PATTERNS and not brief):
        sensitivity = _sensitivity(fitted, (hole, excess), inclusive, direction, masks)
    return _answer(fitted, own, decision, others, p_other, sensitivity)


def _fitted(grid: Grid, windows: Windows, masks: Masks) -> Fit:
    skip = grid.between(*windows.span)
    for mask in masks:
        skip = skip | grid.between(*mask)
    return fit(model_of(grid, windows, grains_of(grid, skip), masks))


def _sensitivity(
    fitted: Fit, widths: tuple[int, int], inclusive: bool, direction: str, masks: Masks
) -> tuple[OtherWindows, ...]:
    grid = fitted.model.grid
    out = []
    for wide in OTHER_WINDOWS:
        hole, excess = (max(1, round(w * f)) for w, f in zip(widths, wide, strict=True))
        windows = windows_of(grid.line, hole, excess, inclusive=inclusive, direction=direction)
        if refusal(grid, windows, masks, hole) is not None:
            out.append(OtherWindows(hole, excess, None, "insufficient"))
            continue
        own = estimate(fit(with_windows(fitted.model, windows, masks), warm=fitted))
        verdict = decide(own, None, gated=False).verdict
        out.append(OtherWindows(hole, excess, own.share, verdict))
    return tuple(out)


def _answer(
    fitted: Fit,
    own: Estimate,
    decision: Decision,
    others: tuple[Placebo, ...],
    p_other: float | None,
    sensitivity: tuple[OtherWindows, ...],
) -> Movement:
    model, grid = fitted.model, fitted.model.grid
    expected, band = _counterfactual(fitted)
    levels = model.rounding.levels
    return Movement(
        verdict=decision.verdict,
        reason=decision.reason,
        n=int(grid.counts.sum()),
        p_moved=decision.p_moved,
        p_spike=decision.p_spike,
        p_t=own.p_moved,
        share=own.share,
        interval=own.interval if own.gamma >= LEAST_EXPECTED_INTERVAL else None,
        moved_mass=own.mass,
        hole_expected=own.gamma,
        hole_recorded=_held(grid, model.windows.hole),
        hole_missing=own.hole,
        excess_at=own.at,
        excess_at_expected=None if model.at is None else float(expected[model.at]),
        excess_above=own.above,
        excess_above_expected=float(expected[model.excess].sum()),
        z_hole=own.z_hole,
        z_excess=own.z_excess,
        mismatch=own.mismatch,
        block_dispersion=own.block_dispersion,
        dispersion=fitted.variances.dispersion,
        smallest_detectable=MDE_MARGIN * own.detectable,
        smallest_heap=own.detectable_heap,
        placebos=others,
        p_placebo=p_other,
        grains=tuple(level.grain for level in levels),
        popularity_sd=own.popularity,
        visible_part=own.visible if np.isfinite(own.visible) else None,
        windows=model.windows,
        bins=grid.bins,
        recorded=grid.counts,
        expected=expected,
        band=band,
        sensitivity=sensitivity,
    )


def _refused(grid: Grid, windows: Windows, reason: str) -> Movement:
    nothing = dict.fromkeys(
        (
            *("p_t", "share", "interval", "moved_mass", "hole_expected", "hole_missing"),
            *("excess_at", "excess_at_expected", "excess_above", "excess_above_expected"),
            *("z_hole", "z_excess", "mismatch", "block_dispersion", "dispersion"),
            *("smallest_detectable", "smallest_heap", "p_placebo", "popularity_sd", "visible_part"),
            *("expected", "band"),
        )
    )
    return Movement(
        verdict="insufficient",
        reason=reason,
        n=int(grid.counts.sum()),
        p_moved=1.0,
        p_spike=1.0,
        hole_recorded=_held(grid, windows.hole),
        placebos=(),
        grains=(),
        windows=windows,
        bins=grid.bins,
        recorded=grid.counts,
        sensitivity=(),
        **nothing,
    )


def _held(grid: Grid, window: tuple[int, int]) -> float:
    return float(grid.counts[grid.between(*window)].sum())


def _counterfactual(fitted: Fit) -> tuple[Floats, Floats]:
    """Counts (J,) had nothing moved, and their 95 % prediction band (2, J)."""
    model, p = fitted.model, fitted.p.copy()
    p[S] = p[-2] = p[-1] = 0.0
    point = point_at(model, p)
    gradient = jacobian_at(model, p, point)
    gradient[:, S] = gradient[:, -2] = gradient[:, -1] = 0.0
    variance = np.einsum("jp,pq,jq->j", gradient, fitted.covariance, gradient, optimize=True)
    spread = 1.96 * np.sqrt(np.maximum(variance, 0.0) + fitted.variances.dispersion * point.mu)
    return point.mu, np.stack([np.maximum(point.mu - spread, 0.0), point.mu + spread])
