"""Does the polynomial bunching estimator find what a hand can sum, and keep its size?"""

import numpy as np
import pytest
from scipy import stats

from tallystick.calibrate.peers.polynomial import bunching, polynomial_p

BINS, AT = 60, 25
WINDOWS = (5, 3)
CURVE = 400.0 - 6.0 * np.arange(BINS) + 0.05 * np.arange(BINS) ** 2


def table(missing=(), excess=()):
    counts = CURVE.copy()
    counts[AT - len(missing) : AT] -= missing
    counts[AT : AT + len(excess)] += excess
    return counts


def test_the_excess_and_the_hole_of_a_hand_made_table_are_their_sums():
    """The curve is a parabola, so that any order from 2 on goes through it exactly."""
    found = bunching(table(missing=(10, 20, 30), excess=(45, 10, 5)), AT, WINDOWS)
    assert found.excess == pytest.approx(45 + 10 + 5)
    assert found.missing == pytest.approx(10 + 20 + 30)
    assert found.expected == pytest.approx(CURVE)
    window = CURVE[AT - 5 : AT + 3]
    assert found.relative == pytest.approx(60 / (window.sum() / 8))


def test_a_heap_outside_the_window_is_not_counted_as_excess_but_bends_the_curve():
    """By least squares on a constant: the mean of the free bins, 100 + 52 / 52."""
    counts = np.full(BINS, 100.0)
    counts[50] += 52
    assert bunching(counts, AT, WINDOWS, order=0).expected == pytest.approx(101.0)
    assert bunching(counts, AT, WINDOWS, order=0).excess == pytest.approx(-3.0)


def test_dummies_take_what_every_multiple_holds():
    """Every tenth bin holds 70 more, and the line's own 30 more than those."""
    dummy = (np.arange(BINS) % 10 == 5).astype(float)
    counts = CURVE + 70 * dummy
    counts[AT] += 30
    assert bunching(counts, AT, WINDOWS).excess > 90
    assert bunching(counts, AT, WINDOWS, dummies=dummy[None]).excess == pytest.approx(30)


@pytest.mark.parametrize("resampled", ["residuals", "records"])
def test_the_share_of_rejections_is_nominal_in_a_polynomial_world(resampled):
    """Values of Beta(2, 2) have a parabola as density, and nobody rounds them."""
    rngs = (np.random.default_rng([31, r]) for r in range(300))
    p = [polynomial_p(10 * rng.beta(2, 2, 3_000), 2.0, resampled=resampled) for rng in rngs]
    rejected = int((np.array(p) < 0.05).sum())
    low, high = stats.binom.ppf([0.001, 0.999], 300, 0.05)
    assert low <= rejected <= high


@pytest.mark.parametrize("resampled", ["residuals", "records"])
def test_half_of_the_values_below_the_line_written_at_it_are_found(resampled):
    rng = np.random.default_rng(5)
    values = 10 * rng.beta(2, 2, 3_000)
    assert polynomial_p(values, 2.0, resampled=resampled) > 0.05
    moved = np.where((values > 1.5) & (values < 2) & (rng.random(3_000) < 0.5), 2.0, values)
    assert polynomial_p(moved, 2.0, resampled=resampled) < 0.01


def test_honest_heaps_at_every_whole_number_are_found_by_one_bootstrap_and_hidden_in_the_other():
    """A third of honest values are written as whole: no movement, and a heap at the line."""
    rng = np.random.default_rng(6)
    values = 10 * rng.beta(2, 2, 5_000)
    values = np.where(rng.random(5_000) < 1 / 3, np.rint(values), values)
    assert polynomial_p(values, 2.0, resampled="records") < 0.01
    assert polynomial_p(values, 2.0, resampled="residuals") > 0.05


def test_a_value_on_the_line_counts_as_above_it_in_any_unit():
    """.3 / .1 and the like fall short of a whole number in floating point."""
    values = np.round(np.random.default_rng(7).uniform(0.5, 8, 4_000), 1)
    p = polynomial_p(values, 2.0)
    assert polynomial_p(np.rint(1_000 * values), 2_000.0) == p
    assert polynomial_p(np.append(values, np.nan), 2.0) == p


def test_without_a_value_in_range_there_is_no_answer():
    assert np.isnan(polynomial_p(np.array([np.nan, 100.0]), 2.0))


@pytest.mark.parametrize(
    ("values", "cut"),
    [
        (np.zeros((5, 2)), 1.0),
        (np.array([1.0, np.inf]), 1.0),
        (np.arange(9.0), np.nan),
        (np.arange(9.0), 0.0),
    ],
)
def test_what_cannot_be_a_sample_is_an_error(values, cut):
    with pytest.raises(ValueError, match=r"dimension|infinite|positive"):
        polynomial_p(values, cut)


def test_more_parameters_than_bins_outside_is_an_error():
    with pytest.raises(ValueError, match="8 parameters"):
        bunching(np.ones(16), 8, WINDOWS)
