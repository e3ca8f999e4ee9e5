"""What would each unit have recorded if it moved nothing over the line?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.units_heaps import Floats, Heaps, stretch

STEPS = 60
FIXED = 5
PRIOR_SD = np.array([30.0, 5.0, 5.0, 2.0, 2.0])
LONGEST_STEP = 1.5
HABIT_GUESS_SD, HABIT_GUESS_WEIGHT = 0.2, 2.0
FREE_HABIT_SD = 1.5
BATCH_DOUBLES = 2_000_000


@dataclass(frozen=True)
class Problem:
    """Counts and design of one agency.

    Attributes
    ----------
    own, rest : (U, J)
        Records of each unit, and of all others together.
    shape : (J, 3)
        Columns 1, z and z squared of the scaled log value.
    heaps : Heaps
        The agency's round numbers.
    windows : (K, J)
        True in the hole, at the line, and in the excess above it.
    line_number : int
        Which of the M numbers is the line.
    placebo : (M,)
        True for numbers that lie in no window: they alone teach the size of habits.
    rest_weight : (U,)
        Sum of squared shares of the other units in the rest: how much of other people's
        habit is left in the rest that a unit is compared with.
    """

    own: Floats
    rest: Floats
    shape: Floats
    heaps: Heaps
    windows: NDArray[np.bool_]
    line_number: int
    placebo: NDArray[np.bool_]
    rest_weight: Floats

    @property
    def inflation(self) -> Floats:
        """Variance of a unit's residual in Poisson units: (U,)."""
        return np.asarray(1 + self.own.sum(axis=1) / self.rest.sum(axis=1))

    def batches(self) -> Iterator[slice]:
        """Slices of units whose design fits in memory."""
        units, bins = self.own.shape
        size = max(1, BATCH_DOUBLES // (bins * (FIXED + self.placebo.size)))
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


def expected(problem: Problem, part: slice, eta: Floats) -> tuple[Floats, Floats]:
    """Expected counts without movement (B, J) and d log(expected) / d eta (B, J, P)."""
    love = eta[:, 4:5] + eta[:, FIXED:]
    factor, by_half, by_love = stretch(problem.heaps, eta[:, 3], love)
    rest = problem.rest[part]
    offset = np.log(rest + 0.5) - np.log(rest.sum(axis=1, keepdims=True))
    level = np.clip(offset + eta[:, :3] @ problem.shape.T, -60, 25)
    slope = np.empty((*rest.shape, eta.shape[1]))
    slope[:, :, :3] = problem.shape
    slope[:, :, 3] = by_half / factor
    np.divide(by_love, factor[:, :, None], out=slope[:, :, FIXED:])
    slope[:, :, 4] = slope[:, :, FIXED:].sum(axis=2)
    return np.exp(level) * factor, slope


def free_windows(
    problem: Problem, part: slice, mu: Floats, slope: Floats
) -> tuple[Floats, Floats, Floats]:
    """Let every window take the level that the unit recorded there.

    Changes `mu` and `slope` in place, so that only the shape inside a window still informs
    the nuisance. Returns the log-likelihood (B,), the window totals expected without
    movement (B, K) and their gradient (B, K, P).
    """
    own = problem.own[part]
    log_mu = np.log(np.maximum(mu, 1e-30))
    totals = np.empty((own.shape[0], problem.windows.shape[0]))
    gradient = np.empty((*totals.shape, slope.shape[2]))
    outside = ~problem.windows.any(axis=0)
    likelihood = (own * log_mu).sum(axis=1) - mu[:, outside].sum(axis=1)
    for k, window in enumerate(problem.windows):
        inside = mu[:, window]
        recorded = own[:, window].sum(axis=1)
        totals[:, k] = np.maximum(inside.sum(axis=1), 1e-30)
        gradient[:, k] = (inside[:, None, :] @ slope[:, window])[:, 0]
        slope[:, window] -= (gradient[:, k] / totals[:, k, None])[:, None, :]
        mu[:, window] *= (recorded / totals[:, k])[:, None]
        likelihood -= recorded * np.log(totals[:, k])
    return likelihood, totals, gradient


def information(mu: Floats, slope: Floats, inflation: Floats, precision: Floats) -> Floats:
    """Fisher information plus prior precision: (B, P, P)."""
    weighted = slope * (mu / inflation[:, None])[:, :, None]
    result = slope.transpose(0, 2, 1) @ weighted
    diagonal = np.arange(slope.shape[2])
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
    mu, slope = expected(problem, part, eta)
    likelihood, _, _ = free_windows(problem, part, mu, slope)
    inflation = problem.inflation[part]
    likelihood /= inflation
    before = eta - state.step[part]
    gain = likelihood - state.likelihood[part] - 0.5 * (q * (eta**2 - before**2)).sum(axis=1)
    lost = gain < -1e-6 * (1 + np.abs(likelihood))
    inverse = np.linalg.inv(information(mu, slope, inflation, q))
    residual = (problem.own[part] - mu) / inflation[:, None]
    score = (residual[:, None, :] @ slope)[:, 0] - q * eta
    step = (inverse @ score[:, :, None])[:, :, 0]
    longest = np.maximum(np.abs(step).max(axis=1) / LONGEST_STEP, 1)
    step /= longest[:, None]
    covariance[part] = inverse
    state.likelihood[part] = np.where(lost, state.likelihood[part], likelihood)
    half = state.step[part] / 2
    state.eta[part] = np.where(lost[:, None], before + half, eta + step)
    state.step[part] = np.where(lost[:, None], half, step)
