"""What would each unit have recorded if it moved nothing over the line?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.units.heaps import Floats, Heaps, stretch
from tallystick.stats.units.slopes import FIXED, Among, Cells, Slopes

STEPS = 60
PRIOR_SD = np.array([30.0, 5.0, 5.0, 2.0, 2.0])
LONGEST_STEP = 1.5
HABIT_GUESS_SD, HABIT_GUESS_WEIGHT = 0.2, 2.0
FREE_HABIT_SD = 1.5
BATCH_DOUBLES = 32_000


@dataclass(frozen=True)
class Problem:
    """Counts and design of one agency.

    Attributes
    ----------
    own : (U, J)
        Records of each unit.
    offset : (U, J)
        Logarithm of the share of all other units' records that lies in each bin.
    inflation : (U,)
        Variance of a unit's residual in Poisson units.
    heaps, cells : Heaps, Cells
        The agency's round numbers, and what they and the shape give the slopes of every unit.
    windows : (K, J)
        True in the hole, at the line, and in the excess above it.
    everywhere, in_windows : Among
        How slopes are summed over all bins, and over those of each window.
    recorded : (U, K)
        Records of each unit in the windows.
    line_number : int
        Which of the M numbers is the line.
    placebo : (M,)
        True for numbers that lie in no window: they alone teach the size of habits.
    rest_weight : (U,)
        Sum of squared shares of the other units in the rest: how much of other people's
        habit is left in the rest that a unit is compared with.
    """

    own: Floats
    offset: Floats
    inflation: Floats
    heaps: Heaps
    cells: Cells
    windows: NDArray[np.bool_]
    everywhere: Among
    in_windows: Among
    recorded: Floats
    line_number: int
    placebo: NDArray[np.bool_]
    rest_weight: Floats

    def batches(self) -> Iterator[slice]:
        """Slices of units whose arrays stay in the processor's cache."""
        units, bins = self.own.shape
        size = max(1, BATCH_DOUBLES // bins)
        for start in range(0, units, size):
            yield slice(start, min(units, start + size))


@dataclass(frozen=True)
class Fit:
    """Nuisance parameters of every unit, windows left free.

    Attributes
    ----------
    eta : (U, P)
        Level, tilt (2), love of half-way numbers, love of round numbers, own habit at each.
    covariance : (U, P, P)
    habit_variance : float
        Variance of units' own habits, tau squared.
    prior : (U, M)
        Prior variance of every habit.
    converged : (U,)
    """

    eta: Floats
    covariance: Floats
    habit_variance: float
    prior: Floats
    converged: NDArray[np.bool_]

    @property
    def habits(self) -> Floats:
        """Own habit per unit and number: (U, M)."""
        return self.eta[:, FIXED:]

    @property
    def habit_error(self) -> Floats:
        """Posterior variance of the own habits: (U, M)."""
        return np.diagonal(self.covariance, axis1=1, axis2=2)[:, FIXED:]


def expected(problem: Problem, part: slice, eta: Floats) -> tuple[Floats, Slopes]:
    """Expected counts without movement (B, J) and d log(expected) / d eta."""
    cells = problem.cells
    love = eta[:, 4:5] + eta[:, FIXED:]
    to = stretch(problem.heaps, eta[:, 3], love)
    level = eta[:, :3] @ cells.shape.T
    level += problem.offset[part]
    mu = np.exp(np.clip(level, -60, 25, out=level), out=level)
    mu *= to.factor
    slopes = Slopes(
        cells,
        to.by_half / to.factor,
        to.spread / to.factor,
        to.lost,
        to.gained / to.factor[:, cells.at],
    )
    return mu, slopes


def free_windows(
    problem: Problem, part: slice, mu: Floats, slopes: Slopes
) -> tuple[Floats, Floats, Floats]:
    """Let every window take the level that the unit recorded there.

    Changes `mu` in place, so that only the shape inside a window still informs the nuisance.
    Returns the log-likelihood (B,), the window totals expected without movement (B, K) and
    their gradient (B, K, P).
    """
    among, recorded = problem.in_windows, problem.recorded[part]
    there = mu[:, among.bins]
    summed = there @ among.groups
    totals = np.maximum(summed, 1e-30)
    gradient = slopes.total(mu, among)
    likelihood = np.einsum("bj,bj->b", problem.own[part], np.log(np.maximum(mu, 1e-30)))
    likelihood -= mu.sum(axis=1) - summed.sum(axis=1)
    likelihood -= (recorded * np.log(totals)).sum(axis=1)
    there *= 1 + (recorded / totals - 1) @ among.groups.T
    return likelihood, totals, gradient


def information(mu: Floats, slopes: Slopes, pull: Floats, precision: Floats) -> Floats:
    """Fisher information plus prior precision: (B, P, P).

    `mu` (B, J) is over the unit's inflation, with its windows freed; a window's own level takes
    away what its records would tell of it: `pull` (B, K, P), their mean slope times their root.
    """
    result = slopes.products(mu) - pull.transpose(0, 2, 1) @ pull
    diagonal = np.arange(result.shape[1])
    result[:, diagonal, diagonal] += precision
    return result


def precisions(prior: Floats) -> Floats:
    """Prior precision of all parameters, given the prior variance of habits: (U, P)."""
    fixed = np.broadcast_to(PRIOR_SD**-2, (prior.shape[0], FIXED))
    return np.concatenate([fixed, 1 / prior], axis=1)


def habit_variance(problem: Problem, fit: Fit) -> float:
    """Variance of units' own habits from the placebo numbers alone.

    The fixed point of the EM step ``mean(u^2 + C_uu)``, reached faster (MacKay 1992), with
    two weak observations of .2 so that a few sparse units cannot make it zero.
    """
    use = problem.placebo
    known = 1 - fit.habit_error / fit.prior
    squares = (fit.habits**2 / problem.rest_weight[:, None])[:, use].sum()
    guess = HABIT_GUESS_WEIGHT * HABIT_GUESS_SD**2
    return float((guess + squares) / (HABIT_GUESS_WEIGHT + known[:, use].sum()))


def any_habit_at_line(problem: Problem, fit: Fit) -> Fit:
    """The fit if a unit may love or shun the line's number, and that number alone.

    The prior of the habit at the line is widened to `FREE_HABIT_SD`, whatever the placebo
    numbers teach; one exact Gaussian update of the fit, no new iteration.
    """
    at = FIXED + problem.line_number
    column = fit.covariance[:, :, at]
    removed = 1 / fit.prior[:, problem.line_number] - FREE_HABIT_SD**-2
    gain = removed / (1 - removed * column[:, at])
    eta = fit.eta + (gain * fit.eta[:, at])[:, None] * column
    covariance = fit.covariance + gain[:, None, None] * column[:, :, None] * column[:, None, :]
    return replace(fit, eta=eta, covariance=covariance)


def fit_units(problem: Problem) -> Fit:
    """Fit every unit against the rest, all at once, by damped Fisher scoring.

    The log-likelihood is Poisson with the rest as offset, divided by the variance inflation
    that the rest's own noise brings; habits are normal with a variance learned on the way.
    """
    units, numbers = problem.own.shape[0], problem.placebo.size
    eta = np.zeros((units, FIXED + numbers))
    eta[:, 0] = np.log(np.maximum(problem.own.sum(axis=1), 0.5))
    state = _State(eta, np.zeros_like(eta), np.full(units, -np.inf))
    covariance = np.empty((units, eta.shape[1], eta.shape[1]))
    variance = HABIT_GUESS_SD**2
    for _ in range(STEPS):
        prior = np.tile(variance * problem.rest_weight[:, None], (1, numbers))
        precision = precisions(prior)
        for part in problem.batches():
            _advance(problem, part, state, precision, covariance)
        moved = np.abs(state.step).max(axis=1)
        before, fit = variance, Fit(eta, covariance, variance, prior, moved < 0.05)
        variance = habit_variance(problem, fit)
        if moved.max() < 1e-3 and abs(variance / before - 1) < 1e-3:
            break
    return fit


@dataclass
class _State:
    """Where the scoring stands: parameters, last step, log-likelihood before it."""

    eta: Floats
    step: Floats
    likelihood: Floats


def _advance(
    problem: Problem, part: slice, state: _State, precision: Floats, covariance: Floats
) -> None:
    """One scoring step for some units; a step that lost likelihood is taken back by half."""
    eta, q = state.eta[part], precision[part]
    mu, slopes = expected(problem, part, eta)
    likelihood, totals, gradient = free_windows(problem, part, mu, slopes)
    inflation = problem.inflation[part]
    likelihood /= inflation
    before = eta - state.step[part]
    gain = likelihood - state.likelihood[part] - 0.5 * (q * (eta**2 - before**2)).sum(axis=1)
    lost = gain < -1e-6 * (1 + np.abs(likelihood))
    root = np.sqrt(problem.recorded[part] / inflation[:, None]) / totals
    residual = problem.own[part] - mu
    score = slopes.total(residual, problem.everywhere)[:, 0] / inflation[:, None] - q * eta
    mu /= inflation[:, None]
    inverse = np.linalg.inv(information(mu, slopes, root[:, :, None] * gradient, q))
    step = (inverse @ score[:, :, None])[:, :, 0]
    longest = np.maximum(np.abs(step).max(axis=1) / LONGEST_STEP, 1)
    step /= longest[:, None]
    covariance[part] = inverse
    state.likelihood[part] = np.where(lost, state.likelihood[part], likelihood)
    half = state.step[part] / 2
    state.eta[part] = np.where(lost[:, None], before + half, eta + step)
    state.step[part] = np.where(lost[:, None], half, step)
