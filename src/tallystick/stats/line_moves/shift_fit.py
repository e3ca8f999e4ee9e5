"""How do the records of one group spread over the values, compared with those of another?

Two groups of records of one kind (before and after a date) on the same bins. What both share, the
density and the rounding, cancels in the share of a bin's records that belong to the later group.
What may differ innocently is in the model: how many there are, a smooth tilt, the love of round and
of half-way numbers, the popularity of each round number (a random effect whose variance the
numbers away from the lines teach), and at each line what a law itself does: its number becomes
better known, and beyond it cases are opened that nobody opens before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaincinv, logit

from tallystick.stats.units.heaps import Floats, Ints, heaps_of

TILT = 3
NU0, S0 = 2.0, 0.10
WINDOW_SD = 3.0
RIDGE = 1e-6
ITERATIONS, SWINGING = 60, 20
SETTLED, STILL = 5e-3, 0.02
LEAST_EXPECTED, SIGNIFICANT = 5.0, 0.90
MOST_DISPERSION, SURELY = 1.5, 0.999
FAR = 12.0


@dataclass(frozen=True)
class Allowed:
    """What may change at a line for innocent reasons, as sd on the log scale.

    Attributes
    ----------
    number : float
        The popularity of the line's own number.
    side : float
        How many records there are on the side of the line from which records would be moved.
    """

    number: float
    side: float


@dataclass(frozen=True)
class Layout:
    """What is compared.

    Attributes
    ----------
    before, after : (J,)
        Records of the two groups per bin.
    numbers : (M,)
        Indexes of the round numbers in range.
    inflow : (J,)
        Part of a bin's records that its round number, or half-way number, drew.
    cell : (J, M)
        Share of each bin that lies nearer to number m than to any other.
    columns : (J, 5 + M)
        Slopes of the log ratio by tilt (1, z, z squared of the scaled log value), love of all round
        numbers, love of half-way numbers, and the popularity of each round number.
    """

    before: Floats
    after: Floats
    numbers: Ints
    inflow: Floats
    cell: Floats
    columns: Floats


@dataclass(frozen=True)
class Fitted:
    """The later group's share of each bin, fitted with some windows left free.

    Attributes
    ----------
    log_ratio : (J,)
        Log of later over earlier records that the model expects without the windows' effects.
    effect : (K,)
        Further log ratio of each window.
    covariance, plain : (K, K)
        Of the effects; in `plain` no number's popularity may change. Dispersion is in both.
    popularity_sd : float
        Standard deviation of the changes of popularity, on the log scale.
    dispersion : float
        Pearson dispersion outside the windows where it is significant, else 1.
    placebo_numbers : int
        Numbers outside the windows, which taught the variance.
    lumpy : bool
        The dispersion is large beyond chance: values changed in lumps that no tilt follows.
    converged : bool
    """

    log_ratio: Floats
    effect: Floats
    covariance: Floats
    plain: Floats
    popularity_sd: float
    dispersion: float
    placebo_numbers: int
    lumpy: bool
    converged: bool


def layout_of(
    before: Floats, after: Floats, numbers: Ints, first: int, habits: Floats | None = None
) -> Layout:
    """Lay out two groups (J,) on bins whose values are ``(first + j)`` grid steps.

    ``numbers`` (M,) are the indexes of the multiples of the coarsest grain, at least two. How far
    records are drawn to them is read off ``habits`` (J,), by default both groups together.
    """
    totals = before + after
    gaps = np.diff(numbers)
    middles = numbers[:-1] + gaps // 2
    heaps = heaps_of(totals if habits is None else habits, numbers, middles[gaps % 2 == 0])
    z = np.log(np.maximum(first + np.arange(totals.size), 0.5))
    weight = totals / max(float(totals.sum()), 1.0)
    z = z - float(weight @ z)
    z = z / max(float(np.sqrt(weight @ z**2)), 1e-6)
    popularity = -heaps.cell * (heaps.rounded / (1 - heaps.rounded))
    popularity[numbers, np.arange(numbers.size)] = heaps.heap[numbers]
    lost = -heaps.half_rounded / (1 - heaps.half_rounded)
    half = np.where(heaps.half_heap > 0, heaps.half_heap, lost)
    tilt = z[:, None] ** np.arange(TILT)
    columns = np.column_stack([tilt, popularity.sum(axis=1), half, popularity])
    return Layout(
        before, after, numbers, np.maximum(heaps.heap, heaps.half_heap), heaps.cell, columns
    )


@dataclass(frozen=True)
class _Design:
    """Slopes (J, P) of all parameters: the fixed ones, the numbers', the steps', the windows'."""

    slopes: Floats
    fixed: int
    numbers: int
    steps: int
    allowed: Allowed
    loose: NDArray[np.bool_]
    placebo: NDArray[np.bool_]

    @property
    def popular(self) -> slice:
        """The parameters of the numbers' popularity."""
        return slice(self.fixed, self.fixed + self.numbers)

    def prior(self, tau2: float) -> Floats:
        """Prior precision of each parameter, (P,), where popularity has the variance ``tau2``."""
        prior = np.full(self.slopes.shape[1], RIDGE)
        prior[self.popular] = np.where(self.loose, 1 / max(self.allowed.number**2, tau2), 1 / tau2)
        last = self.fixed + self.numbers
        prior[last : last + self.steps] = self.allowed.side**-2
        prior[last + self.steps :] = WINDOW_SD**-2
        return prior

    def popularity_variance(self, eta: Floats, covariance: Floats) -> float:
        """The variance of popularity among numbers outside the windows, moderated."""
        learned = (eta**2 + np.diag(covariance))[self.popular][self.placebo]
        return float((NU0 * S0**2 + learned.sum()) / (NU0 + len(learned)))


def fit_windows(
    layout: Layout,
    windows: NDArray[np.bool_],
    around: NDArray[np.bool_],
    lines: Ints,
    steps: NDArray[np.bool_],
    allowed: Allowed,
) -> Fitted:
    """Fit the share of the later group with the ratio in each of the windows (K, J) left free.

    Binomial with a dispersion, by iteratively reweighted least squares. The dispersion is that of
    bins not ``around`` (J,) a line, where more may be moved than its windows hold. The variance of
    the changes of popularity is that of the numbers outside all windows, moderated towards `S0`
    as `NU0` further numbers would. What numbers at ``lines`` (indexes of bins), and the sides
    ``steps`` (S, J), may differ by is ``allowed``. The sd of the windows, `WINDOW_SD`, only keeps
    an empty one finite.
    """
    numbers, fixed = layout.numbers, layout.columns.shape[1] - layout.numbers.size
    outside = np.asarray(~windows.any(axis=0), dtype=np.bool_)
    x = np.column_stack([layout.columns, steps.T.astype(float), windows.T.astype(float)])
    loose, placebo = np.isin(numbers, lines), outside[numbers]
    design = _Design(x, fixed, numbers.size, len(steps), allowed, loose, placebo)
    total, after = layout.before + layout.after, layout.after
    eta = np.zeros(x.shape[1])
    eta[0] = logit(np.clip(after.sum() / max(total.sum(), 1.0), 1e-6, 1 - 1e-6))
    tau2, dispersion, lumpy, converged = S0**2, 1.0, False, False
    for step in range(ITERATIONS):
        share = expit(np.clip(x @ eta, -FAR, FAR))
        weight = total * share * (1 - share) / dispersion
        prior = design.prior(tau2)
        precision = (x.T * weight) @ x + np.diag(prior)
        covariance = np.linalg.inv(precision)
        gradient = x.T @ ((after - total * share) / dispersion) - prior * eta
        move = np.clip(covariance @ gradient, -2, 2)
        eta = eta + (move if step <= SWINGING else move / 2)
        leverage = weight * ((x @ covariance) * x).sum(axis=1)
        old = (tau2, dispersion)
        tau2 = design.popularity_variance(eta, covariance)
        dispersion, lumpy = _dispersion(total, after, share, ~around, leverage)
        if step > SWINGING:
            tau2, dispersion = max(tau2, old[0]), max(dispersion, old[1])
        still = abs(tau2 / old[0] - 1) < STILL and abs(dispersion / old[1] - 1) < STILL
        converged = bool(still and np.abs(move).max() < SETTLED)
        if converged:
            break
    return _fitted(design, len(windows), eta, precision, tau2, dispersion, (lumpy, converged))


def _fitted(
    design: _Design,
    windows: int,
    eta: Floats,
    precision: Floats,
    tau2: float,
    dispersion: float,
    how: tuple[bool, bool],
) -> Fitted:
    kept = np.delete(np.arange(len(eta)), design.popular)
    plain = np.linalg.inv(precision[np.ix_(kept, kept)])
    covariance, known = np.linalg.inv(precision), len(eta) - windows
    return Fitted(
        log_ratio=np.clip(design.slopes[:, :known] @ eta[:known], -FAR, FAR),
        effect=eta[known:],
        covariance=np.asarray(covariance[known:, known:], dtype=np.float64),
        plain=np.asarray(plain[-windows:, -windows:], dtype=np.float64),
        popularity_sd=float(np.sqrt(tau2)),
        dispersion=dispersion,
        placebo_numbers=int(design.placebo.sum()),
        lumpy=how[0],
        converged=how[1],
    )


def _dispersion(
    total: Floats, after: Floats, share: Floats, free: NDArray[np.bool_], leverage: Floats
) -> tuple[float, bool]:
    """Pearson dispersion of the free bins, neighbours pooled to five expected each.

    1 unless it is significant: a ratio that chance lifts above 1 would only cost power. And whether
    it is both large and beyond chance.
    """
    least = (np.minimum(share, 1 - share) * total)[free]
    group = np.floor((np.cumsum(least) - least / 2) / LEAST_EXPECTED).astype(np.int64)
    group = np.unique(group, return_inverse=True)[1]
    residual = np.bincount(group, (after - total * share)[free])
    variance = np.bincount(group, (total * share * (1 - share))[free])
    used = variance > 0
    chi2 = float((residual[used] ** 2 / variance[used]).sum())
    df = max(float(used.sum() - leverage[free].sum()), 3.0)
    dispersion = chi2 / df if chi2 > 2 * gammaincinv(df / 2, SIGNIFICANT) else 1.0
    most = max(MOST_DISPERSION, 2 * float(gammaincinv(df / 2, SURELY)) / df)
    return dispersion, chi2 / df > most
