"""Does a slow and obvious twin give the same fit and the same moved mass?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from unit_samples import EXCESS, FIRST, HALVES, HOLE, LINE, NUMBERS, Agency, answer, draw

from tallystick.stats.units import fit as units_fit
from tallystick.stats.units.contrast import contrast_units
from tallystick.stats.units.fit import (
    Problem,
    any_habit_at_line,
    expected,
    fit_units,
    free_windows,
    information,
)
from tallystick.stats.units.grid import grid_of, problem_of
from tallystick.stats.units.slopes import FIXED


def problem(counts: np.ndarray, units: np.ndarray | None = None) -> Problem:
    grid = grid_of(counts, LINE, HOLE, EXCESS, NUMBERS, HALVES, FIRST, True)
    return problem_of(grid, np.arange(len(counts)) if units is None else units)


def test_slopes_equal_finite_differences() -> None:
    counts, _ = draw(Agency(units=4, n=3000), 3)
    agency = problem(counts)
    rng = np.random.default_rng(5)
    eta = rng.normal(0, 0.4, (4, FIXED + NUMBERS.size))
    mu, slopes = expected(agency, slice(0, 4), eta)
    slope = slopes.written_out()
    for k in range(eta.shape[1]):
        step = np.zeros(eta.shape[1])
        step[k] = 1e-5
        up, _ = expected(agency, slice(0, 4), eta + step)
        down, _ = expected(agency, slice(0, 4), eta - step)
        np.testing.assert_allclose(np.log(up / down) / 2e-5, slope[:, :, k], atol=1e-8)
    before = mu.copy()
    _, totals, gradient = free_windows(agency, slice(0, 4), mu, slopes)
    np.testing.assert_allclose(totals[:, 0], before[:, LINE - HOLE : LINE].sum(axis=1))
    up, _ = expected(agency, slice(0, 4), eta + step)
    down, _ = expected(agency, slice(0, 4), eta - step)
    change = (up - down)[:, LINE - HOLE : LINE].sum(axis=1) / 2e-5
    np.testing.assert_allclose(gradient[:, 0, -1], change, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("gap", [10, 5, 2, 1])
def test_sums_of_slopes_are_those_of_the_slopes_written_out(gap: int) -> None:
    """Cells of numbers ten and two apart share a half-way bin, those of odd gaps do not."""
    counts, _ = draw(Agency(units=4, n=3000), 3)
    numbers = np.arange(LINE % gap, counts.shape[1], gap)
    grid = grid_of(counts, LINE, HOLE, EXCESS, numbers, HALVES, FIRST, True)
    agency, rng = problem_of(grid, np.arange(4)), np.random.default_rng(6)
    eta = rng.normal(0, 0.4, (4, FIXED + numbers.size))
    _, slopes = expected(agency, slice(0, 4), eta)
    weight, slope = rng.normal(1, 1, counts.shape), slopes.written_out()
    products = np.einsum("bj,bjp,bjq->bpq", weight, slope, slope)
    np.testing.assert_allclose(slopes.products(weight), products, atol=1e-11)
    for among, groups in (
        (agency.everywhere, np.ones((1, counts.shape[1]))),
        (agency.in_windows, agency.windows),
    ):
        sums = np.einsum("bj,gj,bjp->bgp", weight, groups, slope)
        np.testing.assert_allclose(slopes.total(weight, among), sums, atol=1e-11)


def test_information_is_that_of_slopes_within_their_window() -> None:
    """In a window only what departs from its own mean slope informs, so that its level is free."""
    counts, _ = draw(Agency(units=4, n=3000), 3)
    agency = problem(counts)
    eta = np.random.default_rng(7).normal(0, 0.3, (4, FIXED + NUMBERS.size))
    mu, slopes = expected(agency, slice(0, 4), eta)
    slope, recorded, freed = slopes.written_out(), counts @ agency.windows.T, mu.copy()
    _, totals, gradient = free_windows(agency, slice(0, 4), freed, slopes)
    for k, window in enumerate(agency.windows):
        share = mu[:, window] / mu[:, window].sum(axis=1, keepdims=True)
        slope[:, window] -= share[:, None] @ slope[:, window]
        np.testing.assert_allclose(freed[:, window], share * recorded[:, k, None])
    outside = ~agency.windows.any(axis=0)
    np.testing.assert_array_equal(freed[:, outside], mu[:, outside])
    pull = gradient * np.sqrt(recorded)[:, :, None] / totals[:, :, None]
    known = information(freed, slopes, pull, np.full(eta.shape, 2.0))
    twin = np.einsum("bj,bjp,bjq->bpq", freed, slope, slope) + 2 * np.eye(eta.shape[1])
    np.testing.assert_allclose(known, twin, atol=1e-9)


def test_habits_keep_the_total_of_a_cell() -> None:
    counts, _ = draw(Agency(units=3, n=200_000), 3)
    agency = problem(counts)
    eta = np.zeros((3, FIXED + NUMBERS.size))
    flat, _ = expected(agency, slice(0, 3), eta)
    eta[:, FIXED + 1] = 0.5
    loved, _ = expected(agency, slice(0, 3), eta)
    np.testing.assert_allclose(loved.sum(axis=1), flat.sum(axis=1), rtol=0.005)
    assert (loved[:, LINE] > 1.1 * flat[:, LINE]).all()


def test_one_unit_at_a_time_by_a_general_optimiser_gives_the_same_fit() -> None:
    counts, _ = draw(Agency(units=5, n=2000, share=0.3, movers=1), 8)
    agency = problem(counts)
    fit = fit_units(agency)
    precision = units_fit.precisions(fit.prior)
    for unit in (0, 3):
        alone = slice(unit, unit + 1)

        def lost(eta: np.ndarray, alone: slice = alone) -> float:
            mu, slopes = expected(agency, alone, eta[None])
            likelihood, _, _ = free_windows(agency, alone, mu, slopes)
            penalty = 0.5 * (precision[alone] * eta**2).sum()
            return float(penalty - likelihood[0] / agency.inflation[alone][0])

        best = minimize(lost, fit.eta[unit] + 0.05, method="BFGS", options={"gtol": 1e-4})
        np.testing.assert_allclose(fit.eta[unit], best.x, atol=0.005)


def test_any_habit_at_the_line_is_the_fit_with_a_wider_prior() -> None:
    counts, _ = draw(Agency(units=6, n=20_000, share=0.2, movers=1), 8)
    agency = problem(counts)
    fit = fit_units(agency)
    wide = any_habit_at_line(agency, fit)
    at = FIXED + agency.line_number
    precision = np.zeros((fit.eta.shape[1],) * 2)
    precision[at, at] = 1 / fit.prior[2, at - FIXED] - units_fit.FREE_HABIT_SD**-2
    kept = np.linalg.inv(np.linalg.inv(fit.covariance[2]) - precision)
    np.testing.assert_allclose(wide.covariance[2], kept, rtol=1e-6, atol=1e-12)
    assert (np.abs(wide.habits[:, 1]) > np.abs(fit.habits[:, 1])).all()


def test_batches_of_one_unit_give_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, visible = draw(Agency(units=12, n=1500), 2)
    together = answer(counts, visible)
    monkeypatch.setattr(units_fit, "BATCH_DOUBLES", 1)
    apart = answer(counts, visible)
    for name, value in vars(together).items():
        if name == "reason":
            assert (apart.reason == value).all()
        else:
            np.testing.assert_allclose(getattr(apart, name), value, rtol=1e-7, atol=1e-9)


def test_moved_mass_equals_least_squares_written_out() -> None:
    counts, _ = draw(Agency(units=9, n=4000, share=0.4, movers=2), 4)
    agency = problem(counts)
    fit = fit_units(agency)
    contrast = contrast_units(agency, fit, at_line=True)
    mu, slopes = expected(agency, slice(0, 9), fit.eta)
    slope, windows = slopes.written_out(), agency.windows
    for unit in range(9):
        total = np.array([mu[unit, window].sum() for window in windows])
        found = np.array([counts[unit, window].sum() for window in windows])
        rows = np.array([mu[unit, window] @ slope[unit, window] for window in windows])
        variance = rows @ fit.covariance[unit] @ rows.T
        variance += np.diag(total) * agency.inflation[unit]
        flip = np.diag([-1.0, 1.0, 1.0])
        inverse = np.linalg.inv(flip @ variance @ flip)
        design = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
        normal = design.T @ inverse @ design
        moved = np.linalg.solve(normal, design.T @ inverse @ flip @ (found - total)).sum()
        error = np.sqrt(np.linalg.inv(normal).sum() * contrast.dispersion[unit])
        assert contrast.moved[unit] == pytest.approx(moved)
        assert contrast.error[unit] == pytest.approx(error)


def test_the_order_of_units_does_not_matter() -> None:
    counts, visible = draw(Agency(units=15, n=1000), 6)
    order = np.random.default_rng(0).permutation(15)
    straight, shuffled = answer(counts, visible), answer(counts[order], visible)
    np.testing.assert_allclose(shuffled.z, straight.z[order], rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(shuffled.p_value, straight.p_value[order], rtol=1e-6)
