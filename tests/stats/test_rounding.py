"""Do the rounding mixture and its derivatives do what a slow, obvious loop does?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import BSpline

from tallystick.stats.bunching.density import log_basis
from tallystick.stats.bunching.mean_model import (
    BASES,
    ROUND,
    S,
    feasible_point,
    jacobian_at,
    model_of,
    point_at,
    pooled,
    with_windows,
)
from tallystick.stats.rounding.grains import Grid, windows_of
from tallystick.stats.rounding.mixture import Rounding


def dense(rounding, parameters):
    return rounding.mix(parameters).recorded(np.eye(len(rounding.latent)))


def test_a_tiny_matrix_by_hand_floor_bins():
    """One grain of 4 bins over bins 4..8; half of each cell goes to its number (beta = 0).

    The number 4 draws from bins 2..5, the number 8 from 6..9; latent bins are 2..10.
    """
    rounding = Rounding(4, 8, (4,), on_grid=False)
    assert rounding.latent.tolist() == list(range(2, 11))
    expected = np.zeros((5, 9))
    expected[0, 0:4] = 0.5
    expected[4, 4:8] = 0.5
    for bin in range(4, 9):
        expected[bin - 4, bin - 2] += 0.5
    assert dense(rounding, np.zeros(rounding.columns)) == pytest.approx(expected)


def test_a_tie_on_a_grid_goes_half_each_way():
    """On a grid bin 6 covers [5.5, 6.5): half nearer to 4 than to 8, half the other way."""
    rounding = Rounding(4, 8, (4,), on_grid=True)
    column = dense(rounding, np.zeros(rounding.columns))[:, rounding.latent.tolist().index(6)]
    assert column == pytest.approx([0.25, 0, 0.5, 0, 0.25])


def test_the_coarse_grain_takes_first():
    """Grain 10 takes a half; grain 5 takes a half of the rest; a quarter stays."""
    rounding = Rounding(8, 12, (10, 5), on_grid=True)
    column = dense(rounding, np.zeros(rounding.columns))[:, rounding.latent.tolist().index(11)]
    assert column == pytest.approx([0, 0, 0.75, 0.25, 0])


def test_nothing_is_lost_in_the_middle_of_the_range():
    rounding = Rounding(50, 200, (50, 10, 5), on_grid=True)
    rng = np.random.default_rng(1)
    total = dense(rounding, rng.normal(size=rounding.columns)).sum(axis=0)
    middle = (rounding.latent >= 76) & (rounding.latent < 175)
    assert total[middle] == pytest.approx(1.0)
    assert (total <= 1 + 1e-12).all()


def slow_means(model, p):
    """The mean model, one latent bin, grain and number at a time."""
    grid, rounding = model.grid, model.rounding
    half = 0.5 if grid.on_grid else 0.0
    mu = {b: 0.0 for b in range(grid.first, grid.last + 1)}
    for i, bin in enumerate(rounding.latent.tolist()):
        left = np.exp(model.basis[i] @ p[:BASES])
        low, high = model.windows.hole
        left *= 1 - p[S] if low <= bin <= high else 1
        at = ROUND
        for level in rounding.levels:
            g = level.grain
            numbers = [m for m in range(grid.last // g + 3) if grid.first <= m * g <= grid.last]
            taken = 0.0
            for m in range(grid.last // g + 3):
                start, end = max(bin - half, m * g - g / 2), min(bin + 1 - half, m * g + g / 2)
                u = p[at + 1 + numbers.index(m)] if m in numbers and level.popularities else 0.0
                part = max(0.0, end - start) / (1 + np.exp(-(p[at] + u)))
                taken += part
                if m in numbers:
                    mu[m * g] += left * part
            left *= 1 - taken
            at += level.columns
        if bin in mu:
            mu[bin] += left
    low, high = model.windows.excess
    mu = {b: v * (1 + p[-1] if low <= b <= high else 1) for b, v in mu.items()}
    if model.windows.at is not None:
        mu[model.windows.at] += p[-2]
    return np.array(list(mu.values()))


CASES = [
    (True, (50, 20, 10, 5), "up", True),
    (False, (50, 10, 5), "down", True),
    (True, (10, 5, 2), "up", False),
    (False, (), "up", True),
]


def example(on_grid, grains, direction, inclusive):
    rng = np.random.default_rng(7)
    counts = rng.poisson(30, 140).astype(float)
    grid = Grid(counts, 10, 1, on_grid, 40)
    windows = windows_of(40, 10, 4, inclusive=inclusive, direction=direction)
    model = model_of(grid, windows, grains)
    p = 0.3 * rng.normal(size=model.size)
    p[:BASES] += 3.0
    p[S], p[-2], p[-1] = 0.3, 12.0 if inclusive else 0.0, 0.2
    return model, p


@pytest.mark.parametrize("case", CASES)
def test_means_equal_the_loop(case):
    model, p = example(*case)
    assert point_at(model, p).mu == pytest.approx(slow_means(model, p), rel=1e-10)


@pytest.mark.parametrize("case", CASES)
def test_derivatives_equal_finite_differences(case):
    model, p = example(*case)
    exact = jacobian_at(model, p, point_at(model, p))
    for k in range(model.size):
        if k == model.size - 2 and model.at is None:
            continue
        h = 1e-5 * max(1.0, abs(p[k]))
        up, down = p.copy(), p.copy()
        up[k] += h
        down[k] -= h
        slope = (point_at(model, up).mu - point_at(model, down).mu) / (2 * h)
        assert exact[:, k] == pytest.approx(slope, rel=1e-5, abs=1e-5)


def test_splines_are_those_of_scipy():
    value = np.exp(np.random.default_rng(3).uniform(-2, 5, 300))
    basis = log_basis(value)
    low, high = np.log(value.min()), np.log(value.max())
    knots = low + (high - low) / (BASES - 3) * np.arange(-3, BASES + 1)
    inside = np.clip(np.log(value), knots[3], knots[BASES])
    expected = BSpline.design_matrix(inside, knots, 3).toarray()
    np.testing.assert_allclose(basis, expected, atol=1e-14)


@pytest.mark.parametrize("case", CASES)
def test_pooled_rows_are_summed_by_a_loop(case):
    model, _ = example(*case)
    model = with_windows(model, model.windows, masks=((100, 110),))
    values, (low, high) = np.random.default_rng(4).normal(size=(140, 3)), model.windows.excess
    rows: list[np.ndarray] = []
    for bin, row in enumerate(values, start=10):
        row = np.zeros(3) if 100 <= bin <= 110 else row
        if low < bin <= high:
            rows[-1] = rows[-1] + row
        else:
            rows.append(row)
    np.testing.assert_allclose(pooled(model, values), rows, atol=1e-12)


def test_other_windows_are_laid_out_as_from_the_start():
    model, p = example(*CASES[0])
    windows, masks = windows_of(60, 12, 6), ((35, 45),)
    fresh = model_of(model.grid, windows, CASES[0][1], masks)
    moved = with_windows(model, windows, masks)
    for name in ("hole", "excess", "free", "weight"):
        np.testing.assert_array_equal(getattr(moved, name), getattr(fresh, name))
    assert (moved.beside, moved.at) == (fresh.beside, fresh.at)
    exact, same = (jacobian_at(each, p, point_at(each, p)) for each in (fresh, moved))
    np.testing.assert_array_equal(exact, same)


def test_no_more_is_taken_from_the_lines_bin_than_it_holds():
    model, p = example(*CASES[0])
    p[-2] = -1e6
    kept, point = feasible_point(model, p)
    p[-2] = 0.0
    there = point_at(model, p).mu[model.at]
    assert kept[-2] == pytest.approx(-0.999 * there)
    assert point.mu[model.at] == pytest.approx(0.001 * there)
    assert point.mu == pytest.approx(point_at(model, kept).mu, rel=1e-12)
    p[-2] = -0.5 * there
    assert feasible_point(model, p)[0][-2] == p[-2]
