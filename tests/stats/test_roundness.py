"""Is the test of round totals exact, and does it keep its size on counts that vary freely?"""

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from reasons import text_of
from tallystick.stats.rounding.roundness import base_of, roundness


@pytest.mark.parametrize(
    ("middle", "base"), [(9, 1), (49, 1), (50, 10), (499, 10), (500, 100), (73_000, 10_000)]
)
def test_the_base_is_the_power_of_ten_that_the_median_holds_five_times(middle, base):
    assert base_of(np.array([1, middle, 10**9])) == base


def test_p_and_interval_are_the_exact_binomial_ones():
    totals = np.array([100, 120, 130, 90, 87, 93, 111, 100, 140, 150, 160, 95, 110, 101])
    said = roundness(totals)
    exact = binomtest(9, 14, 0.1, alternative="greater")
    both = binomtest(9, 14, 0.1).proportion_ci(0.95, "exact")
    assert (said.numbers.multiples, said.n, said.numbers.base) == (9, 14, 10)
    assert said.p_value == pytest.approx(exact.pvalue)
    assert said.interval == pytest.approx((both.low - 0.1, both.high - 0.1))
    assert said.estimate == pytest.approx(9 / 14 - 0.1)


def test_nought_is_no_round_number():
    """Half of the days are quiet: of the 40 others four are tens, as chance has them."""
    totals = np.concatenate([np.zeros(15, dtype=np.int64), np.arange(61, 101)])
    said = roundness(totals)
    assert (said.numbers.multiples, said.n, said.numbers.base) == (4, 40, 10)
    assert said.p_value == pytest.approx(binom.sf(3, 40, 0.1))


def test_the_smallest_detectable_excess_has_the_power_that_it_promises():
    said = roundness(np.arange(61, 61 + 36 * 7, 7))
    critical = next(k for k in range(37) if binom.sf(k - 1, 36, 0.1) < 0.05)
    assert binom.sf(critical - 1, 36, 0.1 + said.minimum_detectable) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("totals", "reason"),
    [
        (np.arange(1, 40), "too small"),
        (np.arange(60, 71), "12 are needed"),
        (np.array([99, 100, 101] * 9), "so near each other"),
        (np.array([], dtype=np.int64), "too small"),
    ],
)
def test_what_cannot_be_round_by_chance_is_not_tested(totals, reason):
    said = roundness(totals)
    assert said.p_value is None
    assert reason in text_of("figures.round_targets", said.reason)


def found(mean, spread, replications, seed, share=0.0, n=36):
    hits = tested = 0
    for r in range(replications):
        rng = np.random.default_rng([seed, r])
        totals = rng.poisson(mean * np.exp(rng.normal(0, spread, n)))
        base = base_of(totals)
        moved = rng.random(n) < share
        totals = np.where(moved, np.round(totals / base).astype(np.int64) * base, totals)
        said = roundness(totals)
        tested += said.p_value is not None
        hits += said.p_value is not None and said.p_value < 0.05
    return hits, tested


@pytest.mark.parametrize("mean", [55, 60, 120, 500, 900, 40_000])
@pytest.mark.parametrize("spread", [0.0, 0.1, 0.4])
def test_size(mean, spread):
    hits, tested = found(mean, spread, 300, 21)
    assert hits <= binom.ppf(0.999, max(tested, 1), 0.05)


def test_power():
    hits, tested = found(120, 0.2, 100, 22, share=0.4)
    assert tested == 100
    assert hits >= 90
