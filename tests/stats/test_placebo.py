"""Does the placebo step raise p exactly as far as other round numbers demand?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import samples
from scipy.stats import t as student

from tallystick.stats.bunching.latent import fit
from tallystick.stats.bunching.mean_model import model_of
from tallystick.stats.bunching.moved_mass import estimate
from tallystick.stats.bunching.placebo import (
    Away,
    Placebo,
    at_multiples,
    multiples_p,
    placebo_p,
    placebos,
    touch,
)
from tallystick.stats.rounding.grains import default_windows, grains_of, grid_of, windows_of


@pytest.fixture(scope="module")
def fitted():
    rng = np.random.default_rng(5)
    grid = grid_of(*samples.weights(3_000, "real", rng), line=2_000)
    windows = windows_of(grid.line, *default_windows(grid, "net_weight"))
    return fit(model_of(grid, windows, grains_of(grid, grid.between(*windows.span))))


@pytest.fixture(scope="module")
def own(fitted):
    return replace(estimate(fitted), share=0.5, se_share=0.1, df=20.0, p_moved=1e-4)


def test_fewer_than_two_is_undefined(own):
    assert placebo_p(own, ()) is None
    assert placebo_p(own, (Placebo(100, 0.0, 0.1),)) is None


def test_quiet_placebos_change_nothing(own):
    quiet = (Placebo(100, 0.01, 0.1), Placebo(300, -0.02, 0.1), Placebo(400, 0.0, 0.1))
    assert placebo_p(own, quiet) == own.p_moved


def test_spread_by_hand(own):
    """Shares -.4 and .4, se .1: Q = 32, tau^2 = (32 - 1) / 100 = .31; the mean is 0."""
    wild = (Placebo(100, -0.4, 0.1), Placebo(300, 0.4, 0.1))
    expected = student.sf(0.5 / np.sqrt(0.01 + 0.31), 1)
    assert placebo_p(own, wild) == pytest.approx(float(expected))


def test_a_common_rise_is_taken_off_by_hand(own):
    """Both placebos .3, se .1: mean .3, its se .1 / sqrt 2, no spread."""
    risen = (Placebo(100, 0.3, 0.1), Placebo(300, 0.3, 0.1))
    expected = student.sf(0.2 / np.sqrt(0.01 + 0.005), 20)
    assert placebo_p(own, risen) == pytest.approx(float(expected))


def test_placebos_lie_at_other_whole_grams_away_from_lines(fitted):
    grid = fitted.model.grid
    widths = default_windows(grid, "net_weight")
    away = Away(inclusive=True, direction="up")
    everywhere = {q.line for q in placebos(grid, fitted, widths, away, scaled=True)}
    assert {100, 300, 400} <= everywhere <= set(range(100, 801, 100)) - {200}
    away = replace(away, declared=((290, 310),))
    fewer = placebos(grid, fitted, widths, away, scaled=True)
    assert 300 not in {q.line for q in fewer}


def test_multiples_lie_at_twice_to_four_times_the_line_away_from_lines(fitted):
    grid, away = fitted.model.grid, Away(inclusive=True, direction="up")
    widths = default_windows(grid, "net_weight")
    # The range ends at four times the line, so that the windows of the fourth do not fit.
    assert [q.line for q in at_multiples(grid, fitted, widths, away)] == [400, 600]
    away = replace(away, declared=((590, 610),))
    assert [q.line for q in at_multiples(grid, fitted, widths, away)] == [400]


def test_multiples_above_zero_are_taken_off_by_hand(own):
    """Both multiples .3, se .1: mean .3, its se .1 / sqrt 2, 4.2 standard errors above zero."""
    packs = (Placebo(400, 0.3, 0.1), Placebo(600, 0.3, 0.1))
    expected = student.sf(0.2 / np.sqrt(0.01 + 0.005), 20)
    assert multiples_p(own, packs) == pytest.approx(float(expected))


@pytest.mark.parametrize(
    ("shares", "counts"),
    [((), False), ((0.16,), False), ((0.17,), True), ((0.11, 0.11), False), ((0.12, 0.12), True)],
)
def test_multiples_that_are_not_above_zero_forbid_nothing(own, shares, counts):
    """With se .1 one share is above zero at 5 % from .1645 on, the mean of two from .1163."""
    packs = tuple(Placebo(400, share, 0.1) for share in shares)
    assert (multiples_p(own, packs) > 0.0) == counts


def test_touching():
    assert touch((1, 3), (3, 5))
    assert not touch((1, 3), (4, 5))
