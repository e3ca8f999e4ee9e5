"""Do the tests of results at their level keep their size, and do they agree with slow twins?"""

from math import comb, erf, exp, factorial

import numpy as np
import pytest

from reasons import text_of
from tallystick.stats.targets.landing import (
    bins_of,
    just_above,
    mirrored,
    most_by_chance,
    on_level,
    reach_of,
    smooth_bins,
    step_score,
)


def poisson(k, mean):
    return exp(-mean) * mean**k / factorial(k)


@pytest.mark.parametrize(("level", "reach"), [(5, 0), (12, 1), (60, 0), (100, 1), (20, 4)])
def test_no_mean_makes_a_larger_chance(level, reach):
    means = np.linspace(0.5, 3 * level, 4000)
    scanned = max(sum(poisson(k, mean) for k in range(level, level + reach + 1)) for mean in means)
    told = float(most_by_chance(np.array([level]), np.array([reach]))[0])
    assert told == pytest.approx(scanned, rel=1e-5)
    assert told >= scanned - 1e-12


def test_results_on_their_level_by_hand():
    level = np.array([50] * 10)
    result = np.array([50, 50, 50, 50, 47, 61, 52, 44, 49, 51])
    said = on_level(result, level)
    chance = poisson(50, 50.0)
    assert list(reach_of(np.array([99, 100, 400]))) == [0, 1, 2]
    assert (said.n, said.numbers.found) == (10, 4)
    assert said.numbers.expected == pytest.approx(10 * chance)
    tail = sum(comb(10, k) * chance**k * (1 - chance) ** (10 - k) for k in range(4, 11))
    assert said.p_value == pytest.approx(tail)
    assert said.estimate == pytest.approx(0.4 - chance)
    assert said.interval[0] < said.estimate < said.interval[1]


def test_the_smallest_share_is_found_eight_times_in_ten():
    level = np.array([80] * 60)
    said = on_level(np.full(60, 70), level)
    rng = np.random.default_rng(5)
    share = said.numbers.expected / 60 + said.minimum_detectable
    found = [
        on_level(np.where(rng.random(60) < share, 80, 70), level).p_value < 0.05 for _ in range(800)
    ]
    assert np.mean(found) == pytest.approx(0.8, abs=0.05)


def test_levels_below_five_and_few_results_are_not_tested():
    few = on_level(np.array([50, 50, 50]), np.array([50, 50, 50]))
    assert few.p_value is None
    assert "only 3 results" in text_of("figures.ratchet", few.reason)
    low = on_level(np.array([4] * 9), np.array([4] * 9))
    assert (low.p_value, low.n) == (None, 0)
    assert just_above(np.array([50] * 9), np.array([50] * 9)).p_value is None


def test_bins_by_hand():
    level = np.array([100] * 9)
    result = np.array([57, 58, 86, 93, 99, 100, 106, 107, 142])
    assert bins_of(result, level).tolist() == [1, 0, 0, 0, 1, 2, 2, 1, 0, 0, 0, 0]


BINS = np.array([1, 4, 9, 20, 31, 22, 48, 33, 24, 9, 6, 1])


def regression(bins, jump=0.0):
    """The same Poisson regression, as statsmodels makes it."""
    sm = pytest.importorskip("statsmodels.api")
    x = (np.arange(12) - 5.5) / 6
    step = np.zeros(12)
    step[5:7] = -1, 1
    design = np.vander(x, 5)
    fitted = sm.GLM(bins, design, family=sm.families.Poisson(), offset=jump / 2 * step).fit(
        tol=1e-12
    )
    return design, step, fitted


@pytest.mark.parametrize("jump", [0.0, 0.6])
def test_the_score_is_that_of_a_poisson_regression(jump):
    design, step, fitted = regression(BINS, jump)
    assert smooth_bins(BINS, jump) == pytest.approx(fitted.mu, rel=1e-6)
    score, spread = step_score(BINS, jump)
    assert score == pytest.approx(step @ (BINS - fitted.mu))
    full = np.column_stack([design, step])
    information = full.T @ np.diag(fitted.mu) @ full
    assert spread == pytest.approx(1 / np.sqrt(np.linalg.inv(information)[-1, -1]), rel=1e-6)


def test_the_estimate_is_the_likeliest_step_and_its_range_what_the_test_does_not_refuse():
    sm = pytest.importorskip("statsmodels.api")
    design, step, _ = regression(BINS)
    full = sm.GLM(BINS, np.column_stack([design, step]), family=sm.families.Poisson()).fit()
    level = np.full(BINS.sum(), 100)
    result = np.repeat(100 + 7 * np.arange(-6, 6), BINS)
    said = just_above(result, level)
    assert (said.n, said.numbers.found) == (208, 48)
    assert said.estimate == pytest.approx(2 * full.params[-1], rel=1e-5)
    for bound, sign in zip(said.interval, (1, -1), strict=True):
        score, spread = step_score(BINS, bound)
        assert score / spread == pytest.approx(sign * 1.959964, abs=1e-4)
    score, spread = step_score(BINS, 0.0)
    assert said.p_value == pytest.approx(0.5 - 0.5 * erf(score / spread / np.sqrt(2)))
    assert said.minimum_detectable == pytest.approx(2 * (1.644854 + 0.841621) / spread, rel=1e-5)


def test_where_nothing_is_left_below_a_step_is_found_all_the_same():
    bins = np.array([2, 8, 15, 21, 9, 0, 60, 40, 24, 9, 6, 1])
    said = just_above(np.repeat(100 + 7 * np.arange(-6, 6), bins), np.full(bins.sum(), 100))
    assert said.p_value < 1e-4
    assert 1 < said.interval[0] < said.estimate < said.interval[1] < np.inf


def years(rng, units, spans, mean, spread, growth, memory, shock):
    """Results of unit-years against those of the year before, in a world without a regime."""
    usual = mean * np.exp(rng.normal(0, 0.4, units))
    state, before, results, levels = np.zeros(units), None, [], []
    for year in range(spans + 1):
        state = memory * state + rng.normal(0, spread, units)
        common = np.exp(growth * year + rng.normal(0, shock))
        made = rng.poisson(usual * common * np.exp(state))
        if before is not None:
            results.append(made)
            levels.append(before)
        before = made
    return np.concatenate(results), np.concatenate(levels)


WORLDS = {
    "few units, plain chance": (8, 3, 600, 0.0, 0.0, 0.0, 0.0),
    "small counts": (60, 5, 40, 0.0, 0.0, 0.0, 0.05),
    "growth and memory": (60, 5, 600, 0.1, 0.05, 0.5, 0.05),
    "a falling figure": (60, 5, 30, 0.2, -0.1, 0.9, 0.05),
    "a large agency": (300, 6, 200, 0.1, 0.05, 0.9, 0.1),
}


def sizes(world, samples, seed):
    rng = np.random.default_rng(seed)
    told = [(on_level(*pair), just_above(*pair)) for pair in
            (years(rng, *world) for _ in range(samples))]  # fmt: skip
    return [
        np.mean([each[k].p_value is not None and each[k].p_value < 0.05 for each in told])
        for k in (0, 1)
    ]


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_size_without_a_regime(world):
    assert max(sizes(world, 40, 1)) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 40)


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_size_without_a_regime_in_full(world):
    assert max(sizes(world, 4000, 2)) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 4000)


@pytest.mark.parametrize(("above", "least"), [(0, 0.7), (8, 0.8)])
def test_a_third_of_the_shortfalls_made_good_is_found(above, least):
    """Exactly to the level the first test finds it; a little above, the second."""
    rng = np.random.default_rng(3)
    found = []
    for _ in range(60):
        result, level = years(rng, 60, 5, 600, 0.0, 0.0, 0.0, 0.05)
        short = (result < level) & (rng.random(len(level)) < 0.35)
        made = np.where(short, level + rng.poisson(above, len(level)), result)
        said = (just_above if above else on_level)(made, level)
        found.append(said.p_value < 0.05)
    assert np.mean(found) >= least


def test_results_on_their_ceiling_by_hand():
    """At 100 the reach is one: 99 and 100 are on the ceiling, 101 is beyond it."""
    level = np.full(8, 100)
    result = np.array([100, 99, 98, 101, 100, 99, 104, 90])
    said = on_level(result, level, at_most=True)
    means = np.linspace(80, 120, 4000)
    chance = max(sum(poisson(k, float(mean)) for k in (99, 100)) for mean in means)
    assert (said.n, said.numbers.found) == (8, 4)
    assert said.numbers.expected == pytest.approx(8 * chance, rel=1e-5)


def test_a_step_below_a_ceiling_is_the_mirror_of_one_above_a_level():
    level = np.full(BINS.sum(), 100)
    result = np.repeat(100 + 7 * np.arange(-6, 6), BINS)
    said, other = (
        just_above(mirrored(result, level), level, at_most=True),
        just_above(result, level),
    )
    assert said == other
    near = np.array([93, 94, 100, 101]).repeat([20, 30, 40, 50])
    assert just_above(near, np.full(140, 100), at_most=True).numbers.found == 70  # from 94 to 100


def ceilings(world, samples, seed, excess=0.0, beneath=0):
    """How often both tests name a world in which the share `excess` of those above are lowered."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(samples):
        result, level = years(rng, *world)
        over = (result > level) & (rng.random(len(level)) < excess)
        made = np.where(over, level - rng.poisson(beneath, len(level)), result)
        told = on_level(made, level, at_most=True), just_above(made, level, at_most=True)
        found.append([each.p_value is not None and each.p_value < 0.05 for each in told])
    return np.mean(found, axis=0)


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_size_at_ceilings_without_a_regime(world):
    assert max(ceilings(world, 40, 5)) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 40)


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_size_at_ceilings_without_a_regime_in_full(world):
    assert max(ceilings(world, 4000, 6)) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 4000)


def test_a_third_of_the_excesses_lowered_is_found():
    world = (60, 5, 600, 0.0, 0.0, 0.0, 0.05)
    assert ceilings(world, 60, 7, excess=0.35)[0] >= 0.7
    assert ceilings(world, 60, 8, excess=0.35, beneath=8)[1] >= 0.8
