"""Is the law of the sums exact, is the bound one, and do turnover and habits stay unfound?"""

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from tested_columns import column

from reasons import text_of
from tallystick.stats.rounding import over_time as rounding_time
from tallystick.stats.rounding.over_time import both_exceed, change_in_time


def rows(scores, months, subject=0, stratum=0):
    """One row per reading."""
    n = len(scores)
    scores = np.asarray(scores)
    return np.stack([
        np.full(n, subject), np.full(n, stratum), months, np.ones(n, int), scores, scores**2
    ])  # fmt: skip


def test_variances_are_those_of_all_orders():
    scores, months = np.array([0, 1, 1, 4, 2]), np.array([0, 0, 1, 2, 2])
    own = rows(scores, months)
    score, variance, along, lever = rounding_time._sums(*own[:3], *own[3:].astype(float), (1, 3))
    mean = scores.mean()
    sums = np.array([
        [np.array(each)[months <= t].sum() - mean * (months <= t).sum() for t in range(3)]
        for each in permutations(scores)
    ])  # fmt: skip
    assert score[0] == pytest.approx(
        [scores[:2].sum() - 2 * mean, scores[:3].sum() - 3 * mean, 0.0]
    )
    assert variance[0] == pytest.approx(sums.var(axis=0))
    assert along[0] == pytest.approx([np.cov(sums.T, bias=True)[k, k + 1] for k in range(2)])
    assert lever[0] == pytest.approx([2 * 3 / 5, 3 * 2 / 5, 0])


def test_the_chance_of_two_neighbours_is_that_of_a_bivariate_normal_law():
    rho = np.array([0.0, 0.4, 0.9, 0.99])
    for z in (1.0, 2.5):
        exact = []
        for each in rho:
            law = multivariate_normal([0, 0], [[1, each], [each, 1]])
            # Both far: each corner, by symmetry twice.
            exact.append(2 * (law.cdf([-z, -z]) + law.cdf([-z, np.inf]) - law.cdf([-z, z])))
        assert both_exceed(z, rho) == pytest.approx(exact, rel=1e-3)


def test_the_bound_is_near_the_chance_of_the_largest_split():
    steps, rng = 24, np.random.default_rng(9)
    walks = np.cumsum(rng.normal(size=(40_000, steps)), axis=1)
    at = np.arange(1, steps + 1) / steps
    bridges = (walks - at * walks[:, -1:]) / np.sqrt(steps)
    variance = at * (1 - at)
    usable = variance >= 0.25 * variance.max()
    largest = (np.abs(bridges[:, usable]) / np.sqrt(variance[usable])).max(axis=1)
    for z in (2.5, 3.0):
        bound = rounding_time._bound(z, usable, variance, at[:-1] * (1 - at[1:]))
        assert 0.95 < bound / (largest >= z).mean() < 1.4


def test_what_the_whole_agency_did_is_taken_off_the_change():
    said = change_in_time(*agency(np.random.default_rng(8), common=0.5))
    assert np.abs(column(said, "estimate")).max() < 0.4
    assert said[0].numbers.scale < 1.6


def test_the_median_of_the_others_is_the_slow_one():
    rng = np.random.default_rng(4)
    change, weight = rng.normal(size=(7, 3)), rng.integers(0, 4, (7, 3)).astype(float)
    weight[:2] += 1
    weight[2:6] += 1
    centre, variance = rounding_time._centres(change, weight)
    for t in range(3):
        for u in range(7):
            rest = np.arange(7) != u
            order = np.argsort(change[rest, t])
            sums = np.cumsum(weight[rest, t][order])
            slow = change[rest, t][order][np.argmax(sums >= sums[-1] / 2)]
            assert centre[u, t] == pytest.approx(slow)
            assert variance[u, t] == pytest.approx(np.pi / 2 / sums[-1])


def agency(rng, units=10, officers=6, months=24, change=0.0, of=(), turnover=True, common=0.0):
    """Readings of an agency whose officers come, go, and have habits of their own."""
    parts = []
    for unit in range(units):
        for officer in range(officers):
            since = rng.integers(0, months) if turnover and officer % 2 else 0
            when = rng.integers(since, months, rng.poisson(10 * (months - since)))
            habit = rng.dirichlet(np.array([3.0, 4.0, 3.0, 1.5]))
            scores = rng.choice(4, len(when), p=habit)
            share = change * (unit in of) + common
            scores[(when >= months // 2) & (rng.random(len(when)) < share)] = 3
            parts.append(rows(scores, when, unit, unit * officers + officer))
    return np.concatenate(parts, axis=1)


def found(replications, seed, **how):
    p, place = [], []
    for r in range(replications):
        said = change_in_time(*agency(np.random.default_rng([seed, r]), **how))
        p.append(column(said, "p_value"))
        place.append(column(said, "period"))
    return np.array(p), np.array(place)


@pytest.mark.parametrize("how", [{}, {"units": 3}, {"common": 0.5}, {"months": 60, "units": 5}])
def test_size_under_turnover_and_a_change_of_the_whole_agency(how):
    p, _ = found(40 if len(how) < 2 else 15, 31, **how)
    assert (p < 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / p.size)


def test_a_change_in_three_units_is_found_in_its_month_and_in_no_other_unit():
    p, place = found(15, 32, change=0.4, of=(0, 1, 2))
    assert (p[:, :3] < 0.05).mean() >= 0.8
    assert (p[:, 3:] < 0.05).mean() <= 0.1
    assert np.abs(np.median(place[:, :3]) - 12) <= 1


def test_the_change_and_its_range_are_those_of_the_mean_score():
    said = change_in_time(*agency(np.random.default_rng(5), change=0.4, of=(0,)))
    # Four tenths of readings go from their mean, about 1.2, to 3.
    assert said[0].interval[0] < 0.7 < said[0].interval[1]
    assert said[0].estimate == pytest.approx(0.7, abs=0.25)
    assert said[0].numbers.period == pytest.approx(12, abs=1)


def test_habits_that_wander_in_all_units_widen_the_errors():
    hits = []
    for seed in range(12):
        rng, parts = np.random.default_rng([6, seed]), []
        for unit in range(12):
            when = rng.integers(0, 24, 1000)
            level = np.cumsum(rng.normal(0, 0.35, 24))
            scores = (rng.random(1000) < 1 / (1 + np.exp(-level[when]))).astype(int)
            parts.append(rows(scores, when, unit, unit))
        said = change_in_time(*np.concatenate(parts, axis=1))
        assert said[0].numbers.scale > 1.5
        hits += list(column(said, "p_value") < 0.05)
    assert np.mean(hits) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / len(hits))


def test_few_readings_and_few_months_are_told():
    rng = np.random.default_rng(7)
    few = rows(rng.integers(0, 3, 99), rng.integers(0, 24, 99), 0, 0)
    short = rows(rng.integers(0, 3, 200), rng.integers(0, 4, 200), 1, 1)
    same = rows(np.ones(200, int), rng.integers(0, 24, 200), 2, 2)
    said = change_in_time(*np.concatenate([few, short, same], axis=1))
    assert all(each.p_value is None for each in said)
    assert "fewer than 100 readings" in text_of("exhibits.rounding_style", said[0].reason)
    assert "fewer than 6 months" in text_of("exhibits.rounding_style", said[1].reason)
    assert said[2].reason != ""
