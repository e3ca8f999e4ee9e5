"""Does the contrast of two rules hold its size however results gather, and see a followed rule?"""

import numpy as np
import pytest
from scipy.stats import beta, binom

from reasons import text_of
from tallystick.stats.targets.landing import on_level
from tallystick.stats.targets.own_level import own_against_other, upper_limit


def results(found, n, level=50):
    return np.array([level] * found + [level - 9] * (n - found)), np.full(n, level)


def test_p_estimate_and_range_by_hand():
    own, other = results(20, 40), results(3, 30)
    said = own_against_other(own, other)
    chance = on_level(*own).numbers.expected / 40
    limit = beta.isf(0.001, 4, 27)
    assert upper_limit(3, 30) == pytest.approx(limit)
    assert said.p_value == pytest.approx(0.001 + binom.sf(19, 40, chance + limit))
    assert (said.n, said.numbers.found) == (40, 20)
    assert said.estimate == pytest.approx(0.5 - chance - 0.1)
    low, high = beta.ppf([0.025, 0.975], [20, 21], [21, 20])
    down, up = beta.ppf([0.025, 0.975], [3, 4], [28, 27])
    assert said.interval[0] == pytest.approx(said.estimate - np.hypot(0.5 - low, up - 0.1))
    assert said.interval[1] == pytest.approx(said.estimate + np.hypot(high - 0.5, 0.1 - down))


def test_the_smallest_difference_is_found_eight_times_in_ten():
    said = own_against_other(results(1, 60), results(2, 50))
    chance, beside = said.numbers.expected / 60, 2 / 50
    share = said.minimum_detectable + chance + beside
    rng = np.random.default_rng(5)
    found = [own_against_other(results(k, 60), results(2, 50)).p_value < 0.05
             for k in rng.binomial(60, share, 400)]  # fmt: skip
    assert np.mean(found) == pytest.approx(0.8, abs=0.07)


@pytest.mark.parametrize(("n", "m"), [(11, 40), (40, 11)])
def test_few_results_are_not_tested(n, m):
    said = own_against_other(results(5, n), results(0, m))
    assert said.p_value is None
    assert f"only {n} results" in text_of("figures.ratchet", said.reason)


@pytest.mark.parametrize(("own", "other"), [(results(0, 20), results(20, 20)),
                                            (results(20, 20), results(20, 20))])  # fmt: skip
def test_all_on_another_rule_is_no_pattern(own, other):
    assert own_against_other(own, other).p_value == pytest.approx(1.0, abs=0.002)


def made(rng, units, months, mean, *, near, everywhere=0.0, followed=0.0):
    """Half of the units have a plan, half the year before; `everywhere` gather at any level.

    `near` makes the plan what is to be expected, so that chance puts most on it.
    """
    usual = mean * np.exp(rng.normal(0, 0.4, (units, 1)))
    rate = usual * np.exp(rng.normal(0, 0.15, (units, months)))
    before = rng.poisson(usual * np.exp(rng.normal(0, 0.15, (units, months))))
    plan = np.ceil(rate if near else before * 1.1).astype(int)
    planned = np.repeat(np.arange(units)[:, None] < units // 2, months, axis=1)
    level = np.where(planned, plan, before)
    result = rng.poisson(rate)
    draw = rng.random(result.shape)
    result = np.where(draw < everywhere, level, result)
    result = np.where(planned & (draw >= everywhere) & (draw < 2 * everywhere), before, result)
    short = (result < level) & (rng.random(result.shape) < followed)
    result = np.where(short, level, result)
    apart = planned & (np.abs(plan - before) > 2)
    return (result.ravel(), level.ravel()), (result[apart], before[apart])


def share_found(reps, seed, *world, **how):
    said = [own_against_other(*made(np.random.default_rng([seed, r]), *world, **how))
            for r in range(reps)]  # fmt: skip
    return np.mean([each.p_value is not None and each.p_value < 0.05 for each in said])


WORLDS = [(6, 6, 30), (8, 36, 60), (40, 12, 100)]


@pytest.mark.parametrize("world", WORLDS, ids=str)
@pytest.mark.parametrize("near", [False, True])
@pytest.mark.parametrize("everywhere", [0.0, 0.1, 0.3])
def test_size(world, near, everywhere):
    assert (
        share_found(60, 1, *world, near=near, everywhere=everywhere)
        <= binom.ppf(0.999, 60, 0.05) / 60
    )


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS, ids=str)
@pytest.mark.parametrize("near", [False, True])
@pytest.mark.parametrize("everywhere", [0.0, 0.1, 0.3])
def test_size_in_full(world, near, everywhere):
    assert share_found(2000, 2, *world, near=near, everywhere=everywhere) <= 0.05


@pytest.mark.parametrize(("world", "dose", "least"), [((8, 36, 60), 0.5, 0.9),
                                                      ((40, 12, 100), 0.35, 0.9)])  # fmt: skip
def test_shortfalls_made_good_at_the_own_level_are_found(world, dose, least):
    assert share_found(60, 3, *world, near=False, followed=dose) >= least
