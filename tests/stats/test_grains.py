"""Is the grid the one people wrote on, and are their round numbers found?"""

from __future__ import annotations

import numpy as np
import pytest
import samples

from tallystick.stats.rounding.grains import (
    Grid,
    default_windows,
    grains_of,
    grid_of,
    placebo_step,
    windows_of,
)


def everywhere(grid):
    return np.zeros(len(grid.counts), dtype=bool)


def test_values_all_on_a_tenth_give_that_grid():
    grid = grid_of([500, 1_900, 2_000, 8_000, 8_100], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], line=2_000)
    assert (grid.step, grid.on_grid, grid.line, grid.first, grid.last) == (100, True, 20, 5, 80)
    assert grid.counts[grid.bins == 19] == 2
    assert grid.counts.sum() == 10


def test_one_value_in_fifty_off_the_grid_is_too_many():
    bins, n = [1_900, 1_905], [98, 2]
    assert grid_of(bins, n, n, line=2_000).step == 5
    bins, n = [1_900, 1_905], [995, 5]
    assert grid_of(bins, n, n, line=2_000).step == 100


def test_continuous_values_are_floored_to_a_hundredth_of_the_line():
    grid = grid_of([1_999, 2_000, 2_019], [5, 1, 1], [0, 0, 0], line=2_000)
    assert (grid.step, grid.on_grid, grid.line) == (20, False, 100)
    assert grid.counts[grid.bins == 99] == 5
    assert grid.counts[grid.bins == 100] == 2


def test_the_grid_step_divides_the_line():
    values = np.arange(1_000) * 50
    grid = grid_of(values, np.ones(1_000), np.ones(1_000), line=1_750)
    assert grid.step == 50
    assert grid.line * grid.step == 1_750


def test_an_ounce_has_a_grid_and_a_prime_line_says_why_not():
    assert grid_of([28_000], [3], [0], line=28_350).refusal is None
    assert grid_of([9_000], [3], [0], line=9_973).refusal == "no_step"


def test_range_can_be_given_and_repeated_bins_add_up():
    grid = grid_of([41, 41, 20], [1, 2, 7], [1, 2, 7], line=65, low=30, high=98)
    assert (grid.first, grid.last, grid.counts.sum()) == (30, 98, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bin": [1], "n": [1, 2], "n_exact": [1], "line": 5},
        {"bin": [1], "n": [-1], "n_exact": [0], "line": 5},
        {"bin": [1], "n": [np.nan], "n_exact": [0], "line": 5},
        {"bin": [1], "n": [1], "n_exact": [1], "line": 0},
        {"bin": [1], "n": [1], "n_exact": [1], "line": 5, "low": 6},
    ],
)
def test_input_without_meaning_is_an_error(wrong):
    line = wrong.pop("line")
    with pytest.raises(ValueError, match=r"length|counts|line"):
        grid_of(line=line, **wrong)


def test_windows_in_words_of_the_law():
    assert windows_of(20, 5, 2) == windows_of(20, 5, 2, inclusive=True, direction="up")
    inclusive = windows_of(20, 5, 2)
    assert (inclusive.hole, inclusive.at, inclusive.excess) == ((15, 19), 20, (21, 22))
    strict = windows_of(20, 5, 2, inclusive=False)
    assert (strict.hole, strict.at, strict.excess) == ((15, 20), None, (21, 22))
    down = windows_of(20, 5, 2, direction="down")
    assert (down.hole, down.at, down.excess) == ((21, 25), 20, (18, 19))
    assert down.span == (18, 25)
    with pytest.raises(ValueError, match="direction"):
        windows_of(20, 5, 2, direction="sideways")


def test_default_windows():
    whole = Grid(np.zeros(69), 30, 1, True, 65)
    assert default_windows(whole, "score") == (5, 4)
    assert default_windows(whole, "net_weight") == (17, 6)
    assert default_windows(Grid(np.zeros(38), 3, 1, True, 10), "speed_over_limit") == (3, 1)


def test_the_decimal_ladder_is_always_there_on_a_grid():
    rng = np.random.default_rng(2)
    grid = grid_of(*samples.weights(300, "real", rng), line=2_000)
    assert grid.step == 10
    assert set(grains_of(grid, everywhere(grid))) >= {100, 50, 10, 5}


def test_twenties_join_only_when_people_use_them():
    values = np.arange(5, 81)
    flat = Grid(np.full(76, 100.0), 5, 1, True, 20)
    assert grains_of(flat, everywhere(flat)) == (10, 5)
    heaped = np.full(76, 100.0) + 400.0 * (values % 20 == 0)
    assert grains_of(Grid(heaped, 5, 1, True, 20), everywhere(flat)) == (20, 10, 5)


def test_continuous_data_have_no_grains():
    rng = np.random.default_rng(4)
    grid = grid_of(*samples.weights(5_000, "continuous", rng), line=2_000)
    assert grains_of(grid, everywhere(grid)) == ()
    assert placebo_step(grid, ()) == 50


def test_placebo_lines_are_as_round_as_the_line():
    grid = Grid(np.zeros(69), 30, 1, True, 65)
    assert placebo_step(grid, (20, 10, 5, 2)) == 5


def test_the_unit_of_the_fine_bins_does_not_matter():
    """Scores counted in tenths of a point give the same grid, windows and grains as in points."""
    rng = np.random.default_rng(6)
    bins, n, exact = samples.scores(2_000, rng)
    points = grid_of(bins, n, exact, line=65, low=30, high=98)
    tenths = grid_of(bins * 10, n, exact, line=650, low=300, high=980)
    assert (tenths.line, tenths.first, tenths.on_grid) == (65, 30, True)
    assert tenths.counts.tolist() == points.counts.tolist()
    assert grains_of(tenths, everywhere(tenths)) == grains_of(points, everywhere(points))
