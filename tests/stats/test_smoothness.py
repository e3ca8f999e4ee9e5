"""Is X² of independence as its exact law says, and are smooth series found and others not?"""

from itertools import product

import numpy as np
import pytest
from scipy.stats import binom, chi2_contingency, random_table

from reasons import text_of
from tallystick.stats.series.smoothness import (
    laid_out,
    smoothness,
    smoothness_of_parts,
    variation,
)


def every_table(rows, columns):
    """All 2 x k tables with these margins, and the weight of each under independence."""
    first = [range(min(rows[0], c) + 1) for c in columns]
    for cells in product(*first):
        if sum(cells) == rows[0]:
            table = np.array([cells, [c - x for c, x in zip(columns, cells, strict=True)]])
            yield table, random_table(rows, columns).pmf(table)


@pytest.mark.parametrize(
    ("rows", "columns"),
    [((3, 5), (4, 4)), ((2, 7), (1, 3, 5)), ((6, 6), (2, 2, 3, 5)), ((1, 9), (5, 5))],
)
def test_mean_and_variance_are_those_of_all_tables_with_these_margins(rows, columns):
    tables, weights = zip(*every_table(rows, columns), strict=True)
    statistic, mean, variance = variation(np.array(tables))
    assert sum(weights) == pytest.approx(1)
    exact = np.average(statistic, weights=weights)
    assert mean == pytest.approx(exact)
    assert variance == pytest.approx(np.average((statistic - exact) ** 2, weights=weights))


def test_the_statistic_is_pearsons_and_empty_rows_and_columns_count_for_nothing():
    table = np.array([[12, 3, 7], [4, 9, 1]])
    wider = np.array([[12, 3, 0, 7], [0, 0, 0, 0], [4, 9, 0, 1]])
    expected = chi2_contingency(table, correction=False).statistic
    narrow, wide = variation(table), variation(wider)
    assert narrow[0] == pytest.approx(expected)
    assert [each.item() for each in wide] == pytest.approx([each.item() for each in narrow])


def test_a_table_of_one_row_says_nothing():
    assert [each.item() for each in variation(np.array([[3, 4, 5], [0, 0, 0]]))] == [0, 0, 0]


def test_whole_blocks_are_taken_from_the_end():
    blocks = laid_out(np.arange(100), 7, 4)
    assert blocks.shape == (3, 4, 7)
    assert blocks[0, 0, 0] == 100 - 84
    assert blocks[-1, -1, -1] == 99
    assert laid_out(np.arange(20), 7, 4).shape == (1, 2, 7)
    assert laid_out(np.arange(6), 7, 4).size == 0


def week_of(rng, weeks, mean, shape=1.0):
    """Means of days with a weekday pattern, a trend and a level that wanders from week to week."""
    weekday = rng.dirichlet(np.full(7, 8.0)) * 7
    level = mean * np.exp(np.cumsum(rng.normal(0, 0.08, weeks)) + np.linspace(0, 0.4, weeks))
    return (level[:, None] * weekday * shape).ravel()


def p_values(draw, weeks, mean, replications, seed):
    found = []
    for r in range(replications):
        rng = np.random.default_rng([seed, r])
        said = smoothness(laid_out(draw(rng, week_of(rng, weeks, mean)), 7, 8))
        found.append(said.p_value)
    return np.array([1.0 if p is None else p for p in found])


def poisson(rng, means):
    return rng.poisson(means)


def overdispersed(rng, means):
    return rng.poisson(means * rng.gamma(4, 0.25, len(means)))


def smoothed(ratio):
    """Counts whose variance is `ratio` of their mean, a binomial part of a fixed plan."""
    return lambda rng, means: rng.binomial(np.round(means / (1 - ratio)).astype(int), 1 - ratio)


@pytest.mark.parametrize(("weeks", "mean"), [(16, 2.0), (52, 1.2), (52, 8.0), (150, 60.0)])
def test_size_under_trend_weekday_and_wandering_level(weeks, mean):
    p = p_values(poisson, weeks, mean, 120, 11)
    assert (p < 0.05).sum() <= binom.ppf(0.999, 120, 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("weeks", [16, 52, 150])
@pytest.mark.parametrize("mean", [1.2, 2.0, 8.0, 60.0, 900.0])
def test_size_in_full(weeks, mean):
    p = p_values(poisson, weeks, mean, 2_000, 12)
    assert (p < 0.05).sum() <= binom.ppf(0.999, 2_000, 0.05)
    assert (p < 0.001).sum() <= binom.ppf(0.999, 2_000, 0.003)


def test_more_variation_than_chance_is_never_smooth():
    assert (p_values(overdispersed, 52, 20.0, 60, 13) > 0.5).all()


@pytest.mark.parametrize(("ratio", "weeks", "least"), [(0.5, 52, 0.95), (0.7, 52, 0.7)])
def test_power_and_an_unbiased_ratio(ratio, weeks, least):
    found = []
    for r in range(60):
        rng = np.random.default_rng([14, r])
        means = week_of(rng, weeks, 20.0)
        found.append(smoothness(laid_out(smoothed(ratio)(rng, means), 7, 8)))
    assert np.mean([each.p_value < 0.05 for each in found]) >= least
    whole = [each for each in found if each.numbers.chosen.all()]
    assert np.mean([1 + each.estimate for each in whole]) == pytest.approx(ratio, abs=0.04)
    covers = np.mean([each.interval[0] <= ratio - 1 <= each.interval[1] for each in found])
    assert covers >= 0.85


def test_some_smooth_weeks_among_wild_ones_are_found_and_named():
    rng = np.random.default_rng(15)
    means = np.full(64 * 7, 30.0)
    counts = overdispersed(rng, means)
    counts[16 * 7 : 32 * 7] = np.round(means[:112] + rng.normal(0, 1, 112)).astype(int)
    said = smoothness(laid_out(counts, 7, 8))
    assert said.p_value < 1e-6
    assert said.numbers.chosen.tolist() == [False, False, True, True, False, False, False, False]
    assert 1 + said.interval[1] < 0.2
    # The same two stretches by themselves, not chosen among eight, have a narrower range.
    alone = smoothness(laid_out(counts, 7, 8)[said.numbers.chosen])
    assert alone.estimate == pytest.approx(said.estimate)
    assert said.interval[0] < alone.interval[0] < alone.interval[1] < said.interval[1]


def test_few_counts_are_insufficient_and_the_smallest_detectable_is_what_it_says():
    few = smoothness(laid_out(np.random.default_rng(1).poisson(0.4, 364), 7, 8))
    assert few.p_value is None
    assert "too few" in text_of("figures.too_smooth", few.reason)
    smallest = smoothness(laid_out(np.full(52 * 7, 10), 7, 8)).minimum_detectable + 1
    draws = [
        smoothness(laid_out(smoothed(smallest)(np.random.default_rng([16, r]),
                                               np.full(364, 40.0)), 7, 8)).p_value < 0.1
        for r in range(100)
    ]  # fmt: skip
    assert 0.65 <= np.mean(draws) <= 0.95


WHOLES = [(30, 0.9), (60, 0.5), (100, 0.97), (300, 0.99), (1_000, 0.95), (5_000, 0.85)]


def parts_of(rng, of, rate, decimals):
    """Binomial counts as a page that prints them as percentages lets them be known, and the step.

    The rate wanders from month to month; `decimals` None prints the counts themselves.
    """
    odds = np.log(rate / (1 - rate)) + np.cumsum(rng.normal(0, 0.02, len(of)))
    counts = rng.binomial(of, 1 / (1 + np.exp(-odds)))
    if decimals is None:
        return counts, np.ones(len(of))
    shown = np.round(100 * counts / of, decimals)
    return np.rint(shown * of / 100).astype(int), of * 10.0**-decimals / 100


def p_values_of_parts(size, rate, decimals, replications, seed, years=5):
    found = []
    for r in range(replications):
        rng = np.random.default_rng([seed, r])
        of = np.maximum(rng.poisson(size, 12 * years), 1)
        counts, step = parts_of(rng, of, rate, decimals)
        said = smoothness_of_parts(*(laid_out(each, 12, 10) for each in (counts, of, step)))
        found.append(1.0 if said.p_value is None else said.p_value)
    return np.array(found)


@pytest.mark.parametrize("decimals", [None, 1, 0])
def test_size_of_shares(decimals):
    p = [p_values_of_parts(size, rate, decimals, 60, 21) for size, rate in WHOLES]
    assert (np.concatenate(p) < 0.05).sum() <= binom.ppf(0.999, 60 * len(WHOLES), 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("decimals", [None, 1, 0])
@pytest.mark.parametrize(("size", "rate"), WHOLES)
def test_size_of_shares_in_full(size, rate, decimals):
    p = p_values_of_parts(size, rate, decimals, 2_000, 22)
    assert (p < 0.05).sum() <= binom.ppf(0.999, 2_000, 0.05)
    assert (p < 0.001).sum() <= binom.ppf(0.999, 2_000, 0.003)


def test_shares_that_a_plan_makes_are_found():
    """Half of the variation of a binomial: of every period half the cases are as planned."""
    found = []
    for r in range(60):
        rng = np.random.default_rng([23, r])
        of = rng.poisson(400, 120)
        counts = np.rint(of / 2 * 0.8).astype(int) + rng.binomial(of // 2, 0.8)
        rows = (laid_out(each, 12, 10) for each in (counts, of, np.ones(120)))
        found.append(smoothness_of_parts(*rows))
    assert np.mean([each.p_value < 0.05 for each in found]) >= 0.95
    assert np.mean([each.estimate for each in found]) == pytest.approx(-0.5, abs=0.04)


def test_the_statistic_of_shares_is_that_of_a_table_for_each_cycle():
    rng = np.random.default_rng(24)
    of = rng.integers(50, 90, (1, 3, 12))
    counts = rng.binomial(of, 0.7)
    said = smoothness_of_parts(counts, of, np.ones(of.shape))
    by_hand = [
        chi2_contingency(np.stack([row, whole - row]), correction=False).statistic
        for row, whole in zip(counts[0], of[0], strict=True)
    ]
    n = of.sum(axis=-1)
    assert 1 + said.estimate == pytest.approx(sum(by_hand) / (11 * n / (n - 1)).sum())
