"""Are last digits counted and weighed as they should be, and even ones left alone?"""

import numpy as np
import pytest
from scipy.stats import binom, chisquare

from reasons import text_of
from tallystick.stats.rounding.digits import chance_mad, detectable, last_digits, usable


def test_only_a_series_that_is_large_and_varies_is_used_and_then_whole():
    assert usable(np.array([15, 99, 120, 140, 160])).tolist() == [15, 99, 120, 140, 160]
    assert usable(np.array([0, 15, 99, 120, 140, 160])).tolist() == [15, 99, 120, 140, 160]
    assert usable(np.array([5, 99, 120, 140, 160])).tolist() == []
    assert usable(np.array([15, 80, 99, 140, 160])).tolist() == []
    assert usable(np.array([100, 101, 102, 103, 104])).tolist() == []
    assert usable(np.array([100])).tolist() == []


def test_p_is_that_of_pearsons_chi_square_and_mad_is_by_hand():
    totals = np.concatenate([np.full(30, 107), np.arange(100, 190)])
    said = last_digits(totals)
    assert said.numbers.counts.tolist() == [9] * 7 + [39] + [9] * 2
    assert said.p_value == pytest.approx(chisquare(said.numbers.counts).pvalue)
    # 9 of 120 is .025 below a tenth, nine times; 39 of 120 is .225 above.
    assert said.numbers.mad == pytest.approx((9 * 0.025 + 0.225) / 10)
    assert said.estimate == pytest.approx(said.numbers.mad - chance_mad(120))


def test_the_mad_of_chance_is_what_uniform_digits_give():
    rng = np.random.default_rng(1)
    for n in (100, 1_000):
        drawn = rng.multinomial(n, np.full(10, 0.1), 4_000) / n
        assert np.abs(drawn - 0.1).mean() == pytest.approx(chance_mad(n), rel=0.02)


@pytest.mark.parametrize("n", [100, 1_000, 20_000])
def test_shares_that_deviate_by_the_smallest_detectable_excess_are_found_four_times_in_five(n):
    """The share is sought by bisection on what multinomial draws show, without the formula."""
    rng = np.random.default_rng([33, n])

    def drawn(share):
        chances = 0.1 + share * np.array([1, -1] * 5)
        return rng.multinomial(n, chances, 4_000)

    low, high = 0.0, 0.1
    for _ in range(20):
        share = (low + high) / 2
        rises = np.abs(drawn(share) / n - 0.1).mean() - chance_mad(n)
        low, high = (share, high) if rises < detectable(n) else (low, share)
    found = (chisquare(drawn(share), axis=1).pvalue < 0.05).mean()
    assert found == pytest.approx(0.8, abs=0.06)


def test_series_that_grow_from_few_to_many_keep_the_size_and_their_small_totals_would_not():
    """200 draws of 100 series of 60 counts whose mean grows from 3 to 3,000."""
    hits = cut = 0
    for seed in range(200):
        rng = np.random.default_rng([9, seed])
        series = rng.poisson(np.exp(np.linspace(1, 8, 60)), (100, 60))
        whole = np.concatenate([usable(each) for each in series])
        assert len(whole) == 0
        small = series[(series > 0) & (series < 100)]
        cut += last_digits(small).p_value < 0.05
        later = np.concatenate([usable(each[30:]) for each in series])
        hits += last_digits(later).p_value < 0.05
    assert cut > 150
    assert hits <= binom.ppf(0.999, 200, 0.05)


def test_few_totals_are_insufficient():
    said = last_digits(np.arange(100, 199))
    assert said.p_value is None
    assert "100 are needed" in text_of("figures.digits", said.reason)


def found(mean, spread, replications, seed, share=0.0):
    hits = 0
    for r in range(replications):
        rng = np.random.default_rng([seed, r])
        level = mean * np.exp(rng.normal(0, spread, (8, 1)))
        totals = rng.poisson(np.broadcast_to(level, (8, 36)))
        sevens = rng.random(totals.shape) < share
        totals = np.where(sevens, totals // 10 * 10 + 7, totals)
        said = last_digits(np.concatenate([usable(row) for row in totals]))
        hits += said.p_value is not None and said.p_value < 0.05
    return hits


@pytest.mark.parametrize(("mean", "spread"), [(110, 0.0), (130, 0.3), (400, 0.5), (5_000, 0.2)])
def test_size(mean, spread):
    assert found(mean, spread, 300, 31) <= binom.ppf(0.999, 300, 0.05)


def test_power():
    assert found(300, 0.2, 60, 32, share=0.15) >= 54
