"""Do other round numbers show the same movement, where nobody had a reason to move records?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, ndtri, stdtr

from tallystick.stats.bunching.latent import Fit, fit
from tallystick.stats.bunching.mean_model import with_windows
from tallystick.stats.bunching.moved_mass import Estimate, estimate
from tallystick.stats.rounding.grains import Grid, Windows, placebo_step, windows_of

Masks = tuple[tuple[int, int], ...]
MOST_LINES = 12
LARGEST_SE = 1.0
FEWEST = 2
MULTIPLES = (2, 3, 4)
ABOVE_ZERO = 0.05


@dataclass(frozen=True)
class Away:
    """What a placebo's windows are like, and which spans of bins they may not touch.

    ``inclusive`` and ``direction`` are the true line's. ``masks`` carry no information, as the true
    line's own windows do not; ``declared`` are the windows of other lines.
    """

    inclusive: bool
    direction: str
    masks: Masks = ()
    declared: Masks = ()


@dataclass(frozen=True)
class Placebo:
    """The movement estimated at a number that is no line: number in bins, share, its error."""

    line: int
    share: float
    se: float


def placebos(
    grid: Grid,
    fitted: Fit,
    widths: tuple[int, int],
    away: Away,
    *,
    scaled: bool,
) -> tuple[Placebo, ...]:
    """Refit with the line at every other comparable round number in range.

    ``widths`` are (hole, excess) of the true line in bins; they grow with the number when
    ``scaled``. A number whose windows touch the true line's, what is to be kept ``away`` from or
    the edge of the range is left out. At most 12, evenly spread.
    """
    taken = (fitted.model.windows.span, *away.masks)
    grains = tuple(level.grain for level in fitted.model.rounding.levels)
    usable = []
    step = placebo_step(grid, grains)
    for line in range(-(-grid.first // step) * step, grid.last + 1, step):
        there = _windows(grid, line, widths, away, scaled)
        if there is not None and not any(
            touch(there.span, other) for other in (*taken, *away.declared)
        ):
            usable.append((line, there))
    if len(usable) > MOST_LINES:
        kept = np.unique(np.linspace(0, len(usable) - 1, MOST_LINES).round().astype(int))
        usable = [usable[i] for i in kept]
    found = []
    for line, there in usable:
        other = estimate(fit(with_windows(fitted.model, there, taken), warm=fitted))
        if other.se_share < LARGEST_SE:
            found.append(Placebo(line, other.share, other.se_share))
    return tuple(found)


def placebo_p(own: Estimate, others: tuple[Placebo, ...]) -> float | None:
    """One-sided p of the line's share against the spread of the placebo shares.

    Mean and between-number variance follow DerSimonian and Laird (1986, Controlled Clinical
    Trials 7(3), 177-188). When the placebos neither rise above zero nor differ by more than
    chance, the line's own p stands. None with fewer than two placebos.
    """
    if len(others) < FEWEST:
        return None
    mean, se, between = random_effects(others)
    lifted = mean / se > 1
    if not lifted and between <= 0:
        return own.p_moved
    variance = own.se_share**2 + (se**2 if lifted else 0.0) + between
    df = len(others) - 1 if between > own.se_share**2 else own.df
    return float(stdtr(df, (max(mean, 0.0) - own.share) / np.sqrt(variance)))


def at_multiples(
    grid: Grid,
    fitted: Fit,
    widths: tuple[int, int],
    away: Away,
) -> tuple[Placebo, ...]:
    """Refit with the line at two, three and four times the line, where their windows are free.

    Goods packed a little above the line lie a little above its multiples too; a law attaches
    nothing to these. Arguments are those of `placebos`; windows grow with the number.
    """
    taken = (fitted.model.windows.span, *away.masks)
    found = []
    for times in MULTIPLES:
        there = _windows(grid, grid.line * times, widths, away, scaled=True)
        if there is None or any(touch(there.span, other) for other in (*taken, *away.declared)):
            continue
        other = estimate(fit(with_windows(fitted.model, there, taken), warm=fitted))
        if other.se_share < LARGEST_SE:
            found.append(Placebo(grid.line * times, other.share, other.se_share))
    return tuple(found)


def multiples_p(own: Estimate, multiples: tuple[Placebo, ...]) -> float:
    """One-sided p of the line's share against the pooled share at its multiples.

    0, which forbids nothing, where the pooled share is not above zero at 5 %: shares are pooled
    as those of the placebos are.
    """
    if not multiples:
        return 0.0
    mean, se, _ = random_effects(multiples)
    if mean <= float(ndtri(1 - ABOVE_ZERO)) * se:
        return 0.0
    return float(stdtr(own.df, (mean - own.share) / np.hypot(own.se_share, se)))


def random_effects(others: tuple[Placebo, ...]) -> tuple[float, float, float]:
    """Mean of the shares, its standard error and their variance beyond error (as `placebo_p`)."""
    share = np.array([o.share for o in others])
    variance = np.maximum(np.array([o.se for o in others]) ** 2, 1e-12)
    w = 1.0 / variance
    fixed = float((w * share).sum() / w.sum())
    q = float((w * (share - fixed) ** 2).sum())
    scale = float(w.sum() - (w**2).sum() / w.sum())
    between = max(0.0, (q - (len(share) - 1)) / scale) if len(share) > 1 and scale > 0 else 0.0
    w = 1.0 / (variance + between)
    return float((w * share).sum() / w.sum()), float(1.0 / np.sqrt(w.sum())), between


def heterogeneous(others: tuple[Placebo, ...], level: float = 0.10) -> bool:
    """Whether shares differ among numbers by more than their errors (Cochran's Q, at `level`)."""
    share = np.array([o.share for o in others])
    w = 1.0 / np.maximum(np.array([o.se for o in others]) ** 2, 1e-12)
    q = float((w * (share - (w * share).sum() / w.sum()) ** 2).sum())
    return q > 2 * float(gammaincinv((len(others) - 1) / 2, 1 - level))


def _windows(
    grid: Grid,
    line: int,
    widths: tuple[int, int],
    away: Away,
    scaled: bool,
) -> Windows | None:
    factor = line / grid.line if scaled else 1.0
    hole, excess = (max(1, round(width * factor)) for width in widths)
    there = windows_of(line, hole, excess, inclusive=away.inclusive, direction=away.direction)
    low, high = there.span
    if line == grid.line or hole < 2 or low < grid.first or high > grid.last:
        return None
    return there


def touch(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two inclusive bin ranges share a bin."""
    return a[0] <= b[1] and b[0] <= a[1]
