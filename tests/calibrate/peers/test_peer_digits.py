"""Is the p of benfordslaw the chi-square that a hand computes?"""

import importlib.util

import numpy as np
import pytest
from scipy import stats

from tallystick.calibrate.peers.digits import benford_p

needs_benfordslaw = pytest.mark.skipif(
    importlib.util.find_spec("benfordslaw") is None,
    reason="the peer benfordslaw is not installed (dependency group peers)",
)
# How often 1 to 9 lead 2**0 to 2**999, and what Benford's law expects of 1,000 values.
POWERS_OF_TWO = [301, 176, 125, 97, 79, 69, 56, 52, 45]


def by_hand(values, digits):
    """The chi-square p from the digits as they are written."""
    first = 10 ** (digits - 1)
    cells = np.arange(first, 10 * first)
    leading = [int(str(value)[:digits]) for value in values if value >= first]
    observed = [leading.count(cell) for cell in cells]
    expected = len(leading) * np.log10(1 + 1 / cells)
    return stats.chisquare(observed, expected).pvalue


@needs_benfordslaw
@pytest.mark.parametrize("digits", [1, 2])
@pytest.mark.parametrize("powers", [5, 5.15], ids=["follows the law", "stops within a power"])
def test_p_is_the_chi_square_by_hand(digits, powers):
    values = np.floor(10 ** np.random.default_rng(8).uniform(0, powers, 3000)).astype(np.int64)
    expected = by_hand(values.tolist(), digits)
    assert 1e-30 < expected < 1
    assert benford_p(values, digits) == pytest.approx(expected, rel=1e-9)


@needs_benfordslaw
def test_p_of_the_powers_of_two_is_that_of_their_published_counts():
    expected = 1000 * np.log10(1 + 1 / np.arange(1, 10))
    p = stats.chi2.sf(((np.array(POWERS_OF_TWO) - expected) ** 2 / expected).sum(), df=8)
    assert benford_p(2.0 ** np.arange(1000)) == pytest.approx(p, rel=1e-9)


@needs_benfordslaw
def test_twenty_ones_have_a_closed_form():
    statistic = 20 * (1 / np.log10(2) - 1)
    p = stats.chi2.sf(statistic, df=8)
    assert benford_p(np.full(20, 1.0)) == pytest.approx(p, rel=1e-9)
    assert benford_p(np.full(20, 1000)) == pytest.approx(p, rel=1e-9)


@needs_benfordslaw
def test_missing_values_and_zeros_change_nothing():
    values = np.random.default_rng(9).integers(1, 5000, 400).astype(float)
    gaps = np.concatenate([[np.nan, 0.0], values, [np.nan]])
    assert benford_p(gaps) == benford_p(values)


@pytest.mark.parametrize(
    ("values", "digits"),
    [(np.array([]), 1), (np.array([0.0, np.nan]), 1), (np.array([3, 7, 9]), 2)],
)
def test_no_answer_without_a_leading_digit(values, digits):
    assert np.isnan(benford_p(values, digits))


@pytest.mark.parametrize(
    ("values", "digits", "says"),
    [
        (np.array([0.4, 12.0]), 1, "smaller unit"),
        (np.array([-3, 12]), 1, "smaller unit"),
        (np.array([np.inf, 12.0]), 1, "finite"),
        (np.ones((2, 2)), 1, "dimension"),
        (np.arange(1, 9), 3, "digits"),
    ],
)
def test_what_the_package_would_drop_or_round_is_an_error(values, digits, says):
    with pytest.raises(ValueError, match=says):
        benford_p(values, digits)
