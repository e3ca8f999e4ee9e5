"""Is a value that results lie at in every period told from one that they reach as their level?"""

from math import comb, factorial

import numpy as np
import pytest
from scipy.stats import binom

from tallystick.stats.targets.other_periods import AtValues, _by_chance, elsewhere


def at(level, result, others=(), chance=0.1):
    level, result = np.array(level), np.array(result)
    pool = np.concatenate([result, np.array(others, dtype=np.int64)])
    return AtValues(level, level, result, pool, np.full(len(level), chance))


def test_one_level_is_fishers_exact_test_added_up_by_hand():
    """Of 12 months 4 lie at 40, 3 of them among the 4 of which 40 is the level."""
    said = elsewhere([at([40] * 4, [40, 40, 40, 37], [40, 35, 36, 38, 39, 41, 42, 43])])
    assert said.p_value == pytest.approx((comb(4, 3) * comb(8, 1) + 1) / comb(12, 4))
    assert (said.n, said.numbers) == (4, pytest.approx(4 * 1 / 8))


def test_two_units_are_added_up_and_not_mixed():
    """Each has its level at 3 of 4 months and at none of 6 others: 3 of 3 and 3 of 3."""
    one = at([40] * 4, [40, 40, 40, 37], [31, 32, 33, 34, 35, 36])
    two = at([80] * 4, [80, 80, 80, 71], [40, 40, 40, 40, 40, 40])
    law = np.array([comb(4, k) * comb(6, 3 - k) for k in range(4)]) / comb(10, 3)
    assert elsewhere([one, two]).p_value == pytest.approx(law[3] ** 2)
    assert elsewhere([one, two]).numbers == 0


def test_too_few_other_periods_leave_what_chance_puts_there():
    said = elsewhere([at([40] * 4, [40, 40, 40, 37], [31, 32, 33, 34, 35], chance=0.2)])
    assert said.p_value == pytest.approx(binom.sf(2, 4, 0.2))
    assert (said.n, said.numbers) == (0, pytest.approx(0.8))


def test_no_result_says_nothing():
    assert elsewhere([]).p_value == 1.0
    assert elsewhere([at([], [])]).n == 0


@pytest.mark.parametrize("k", [3, 4, 5, 6])
def test_a_level_of_its_own_for_each_result_is_the_law_of_fixed_points(k):
    """24 results at 24 levels, each dealt to one: how many meet is known since Montmort."""
    levels = np.arange(40, 64)
    chances = [
        sum((-1) ** j / factorial(j) for j in range(24 - m + 1)) / factorial(m)
        for m in range(k, 25)
    ]
    dealt = np.concatenate([levels[:k], np.roll(levels[k:], 1)])
    assert elsewhere([at(levels, dealt)]).p_value == pytest.approx(sum(chances), rel=1e-9)


@pytest.mark.parametrize(("levels", "pool"), [
    (np.repeat(np.arange(12), 2), np.repeat(np.arange(12), 3)),
    (np.repeat(np.arange(8), 3), np.repeat(np.arange(8), 3)),
    (np.repeat([40, 40, 40, 41, 42, 43], 4), np.repeat([40, 40, 37, 38, 40, 41], 6)),
])  # fmt: skip
def test_the_tail_is_no_lighter_than_that_of_dealing_anew(levels, pool):
    """Against 40,000 deals; one in three of the last case's results lies at one value."""
    rng = np.random.default_rng(20261127)
    n = len(levels)
    deals = rng.permuted(np.tile(pool, (40_000, 1)), axis=1)
    met = (deals[:, :n] == levels).sum(axis=1)
    for share in (0.9, 0.95, 0.99, 0.999):
        least = int(np.quantile(met, share))
        deal = deals[np.flatnonzero(met == least)[0]]
        p_value = elsewhere([at(levels, deal[:n], deal[n:])]).p_value
        truth = (met >= least).mean()
        assert p_value > truth - 2 * np.sqrt(truth / len(met)) - 0.1 * truth


def same_work(rng, kind, n=36):
    if kind == "portions":
        return np.minimum(rng.poisson(40, n), 40)
    if kind == "two sizes":
        return rng.choice([40, 52], n)
    return np.round(rng.normal(40, 0.6, n)).astype(np.int64)


@pytest.mark.parametrize("kind", ["portions", "two sizes", "steady"])
@pytest.mark.parametrize("rule", ["year before", "one plan"])
def test_work_that_repeats_itself_is_not_found(kind, rule):
    """Levels of the year before, or one plan from the second year on; chance alone finds most."""
    rng = np.random.default_rng(20261127)
    found = chance = 0
    runs = 300
    for _ in range(runs):
        made = same_work(rng, kind)
        level = made[:-12] if rule == "year before" else np.full(24, 40)
        found += elsewhere([at(level, made[12:], made[:12])]).p_value < 0.05
        chance += binom.sf((made[12:] == level).sum() - 1, 24, 0.07) < 0.05
    assert found / runs < 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)
    assert chance / runs > 0.45


def test_levels_that_are_met_are_found_beside_years_without_them():
    rng = np.random.default_rng(20261127)
    found = 0
    for _ in range(100):
        made = rng.poisson(40, 36)
        level = made[:12].repeat(2)
        made[12:] = np.where(made[12:] < level, level, made[12:])
        found += elsewhere([at(level, made[12:], made[:12])]).p_value < 0.001
    assert found > 80


def test_one_plan_after_a_year_without_it_is_found_less_often_than_by_chance_alone():
    """The price that docs/calibration/remarks.md tells: half of the shortfalls met, 40 a month."""
    rng = np.random.default_rng(20261127)
    found = chance = 0
    runs = 400
    for _ in range(runs):
        made = rng.poisson(40, 36)
        met = (made[12:] < 40) & (rng.random(24) < 0.5)
        made[12:][met] = 40
        found += elsewhere([at([40] * 24, made[12:], made[:12])]).p_value < 0.05
        chance += binom.sf((made[12:] == 40).sum() - 1, 24, 0.063) < 0.05
    assert 0.25 < found / runs < 0.45
    assert chance / runs > 0.85


def test_the_binomial_law_is_that_of_scipy_to_the_last_bit():
    for trials in (0, 1, 2, 11, 60, 400):
        for chance in (0.0, 1.0, 0.5, 1e-9, 1 - 1e-12, *np.random.default_rng(1).random(50)):
            law = _by_chance(trials, float(chance))
            assert law.tobytes() == binom.pmf(np.arange(trials + 1), trials, chance).tobytes()
