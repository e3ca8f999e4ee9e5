"""What does the usual polynomial bunching estimator say of a set of values at a line?

The values are counted in bins, a polynomial is fitted to the counts outside an excluded window
around the line, and what the bins at and just above the line hold beyond it is the excess mass:
Chetty, Friedman, Olsen and Pistaferri, "Adjustment costs, firm responses, and micro vs. macro
labor supply elasticities", Quarterly Journal of Economics 126 (2011) 749-804, with the reasons for
a window on both sides and for dummies of round numbers in Kleven and Waseem, QJE 128 (2013)
669-723, and Kleven, "Bunching", Annual Review of Economics 8 (2016) 435-464. Written here from the
papers, for comparison alone: no check uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

ORDER = 7  # Chetty et al. 2011
BINS_TO_LINE = 20
BELOW, ABOVE = 0.25, 0.10
REACH = 4.0
DRAWS = 400
ROUNDING_SLACK = 1e-6

Floats = NDArray[np.float64]
Resampled = Literal["residuals", "records"]


@dataclass(frozen=True, eq=False)
class Bunching:
    """Records beyond a polynomial counterfactual in an excluded window.

    ``excess`` is in the bins at and above the line, ``missing`` (positive for a hole) in those
    below it; ``relative`` is the excess in mean counterfactual bins of the window, the b of Chetty
    et al.; ``expected`` (J,) is the counterfactual. ``p`` is two-sided, of no excess.
    """

    excess: float
    missing: float
    relative: float
    p: float
    expected: Floats


def polynomial_p(
    values: np.ndarray,
    cut: float,
    *,
    resampled: Resampled = "residuals",
    round_to: tuple[float, ...] = (),
    seed: int = 0,
) -> float:
    """Two-sided bootstrap p of no excess mass in [cut, 1.1 cut], beside a polynomial of order 7.

    `values` has shape [n], in the unit of `cut`; those from a quarter of the cut to four times it
    are counted in bins of a twentieth of it, each with its lower edge. The excluded window is
    [.75 cut, 1.1 cut]. NaN values are left out. `resampled` is what the bootstrap draws anew:
    see `bunching`. `round_to` are round numbers whose multiples share a dummy each (Kleven and
    Waseem 2013).

    On values rounded by habit this p is no test of movement. Drawn from residuals it is large
    whatever happens, as every heap is one; drawn from records, each heap at a round line is
    significant without any gaming.

    Returns NaN, "no answer", where no value lies in range. Raises ValueError for values not in one
    dimension, and for an infinite value or a cut that is not positive and finite.
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 1:
        raise ValueError(f"values must have one dimension, not {values.ndim}")
    values = values[~np.isnan(values)]
    if not (np.isfinite(cut) and cut > 0 and np.isfinite(values).all()):
        raise ValueError("no value can be infinite, and the cut must be positive")
    width = cut / BINS_TO_LINE
    place = np.floor(values / width + ROUNDING_SLACK).astype(np.int64)
    first, last = round(BINS_TO_LINE / REACH), round(BINS_TO_LINE * REACH)
    place = place[(place >= first) & (place < last)] - first
    if not len(place):
        return float("nan")
    counts = np.bincount(place, minlength=last - first).astype(np.float64)
    edges = np.arange(first, last, dtype=np.float64) * width
    dummies = np.array([_multiples(edges, width, each) for each in round_to])
    windows = round(BELOW * BINS_TO_LINE), round(ABOVE * BINS_TO_LINE) + 1
    at = BINS_TO_LINE - first
    return bunching(counts, at, windows, resampled=resampled, dummies=dummies, seed=seed).p


def bunching(
    counts: Floats,
    at: int,
    windows: tuple[int, int],
    *,
    resampled: Resampled = "residuals",
    order: int = ORDER,
    dummies: Floats | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Bunching:
    """Fit the counterfactual of `counts` (J,) and sum what lies beyond it.

    Bin `at` begins at the line; `windows` is the number of excluded bins below it, and from it on.
    `dummies` has shape (k, J). There is no integration constraint: movers over a line leave the
    excluded bins below it, not the bins above.

    p is the share of `draws` samples without bunching in which the excess is as far from zero. They
    hold ``residuals``: the counterfactual and residuals of the bins outside the window, drawn with
    replacement (as for the standard errors of Chetty et al.) and enlarged by
    sqrt(bins / (bins - parameters)), which takes all bins as equally noisy; or ``records``: as
    many records as a Poisson number with the mean of each bin's count, their excess less that of
    the sample, which takes every bin to follow the curve but for chance.

    Raises ValueError where the bins outside do not outnumber the parameters.
    """
    counts = np.asarray(counts, dtype=np.float64)
    bins = np.arange(len(counts))
    above = (bins >= at) & (bins < at + windows[1])
    below = (bins < at) & (bins >= at - windows[0])
    free = ~(above | below)
    scaled = 2 * bins / max(1, len(bins) - 1) - 1
    design = np.polynomial.legendre.legvander(scaled, order)
    if dummies is not None and len(dummies):
        design = np.column_stack([design, np.asarray(dummies, dtype=np.float64).T])
    parameters, held = int(np.linalg.matrix_rank(design[free])), int(free.sum())
    if held <= parameters:
        raise ValueError(f"{held} bins outside the window cannot teach {parameters} parameters")
    predict = design @ np.linalg.pinv(design[free])
    expected = predict @ counts[free]
    excess = float((counts - expected)[above].sum())
    weights = above.astype(np.float64)
    weights[free] -= predict[above].sum(axis=0)
    rng = np.random.default_rng(seed)
    if resampled == "residuals":
        residuals = (counts - expected)[free] * np.sqrt(held / (held - parameters))
        drawn = rng.choice(residuals, (draws, len(counts))) @ weights
    else:
        drawn = (rng.poisson(counts, (draws, len(counts))) - counts) @ weights
    as_far = np.abs(drawn) >= abs(excess) - ROUNDING_SLACK
    mean = float(expected[above | below].mean())
    return Bunching(
        excess=excess,
        missing=-float((counts - expected)[below].sum()),
        relative=excess / mean if mean > 0 else float("nan"),
        p=float((1 + as_far.sum()) / (1 + draws)),
        expected=expected,
    )


def _multiples(edges: Floats, width: float, number: float) -> Floats:
    """1 for each bin that begins at or holds a multiple of a number, shape (J,)."""
    up = np.ceil(edges / number - ROUNDING_SLACK) * number
    return (up < edges + width * (1 - ROUNDING_SLACK)).astype(np.float64)
