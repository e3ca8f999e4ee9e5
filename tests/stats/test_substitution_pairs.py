"""Is a move told from a fall, a rise, a drift and a change for all, with an honest estimate?"""

import numpy as np
import pytest
from scipy.stats import binom
from test_steps import autoregression

from reasons import text_of
from tallystick.stats.series.substitution import _series, substitution

T = np.arange(36)


def units(rng, moved=0.0, common=0.0, count=8, mean=100, spread=0.05, periods=36, gaming=1):
    """[count, 2, T]: the first `gaming` units move a share of the first category from half way."""
    after = np.arange(periods) >= periods // 2
    shock = autoregression(rng, periods, 0.6, 0.2)
    made = []
    for unit in range(count):
        first, second = (
            share * mean * np.exp(shock + autoregression(rng, periods, 0.5, spread))
            for share in (0.35, 0.65)
        )
        share = 1 - (1 - common * after) * (1 - (moved if unit < gaming else 0.0) * after)
        made.append([rng.poisson(first * (1 - share)), rng.poisson(second + first * share)])
    return np.array(made)


def beside(made, unit):
    return substitution(made[unit, 0], made[unit, 1], 12, made.sum(axis=0) - made[unit])


def test_twenty_cases_moved_of_forty_are_twenty():
    first = np.tile([40, 44, 38, 42], 9)
    second = np.tile([60, 57, 63, 61], 9)
    said = substitution(first - 20 * (T >= 18), second + 20 * (T >= 18), 12)
    assert said.numbers.at == 18
    assert said.numbers.near == (18, 18)
    assert said.p_value < 0.01
    assert said.estimate == pytest.approx(20, abs=1.5)
    assert said.interval[0] < 20 < said.interval[1]
    assert said.numbers.change_from == pytest.approx(21 / 41, abs=0.03)
    assert said.numbers.change_to == pytest.approx(80 / 60, abs=0.03)
    assert said.numbers.shares == pytest.approx(
        (first[:18].sum() / (first + second)[:18].sum(),
         (first - 20)[18:].sum() / (first + second)[18:].sum())
    )  # fmt: skip
    assert said.numbers.expected[:18] == pytest.approx(first[:18])
    assert said.numbers.expected[18:] == pytest.approx(first[18:], abs=3)
    assert substitution(first, second, 12).p_value > 0.05


@pytest.mark.parametrize(
    ("falls", "rises", "weak"), [(200, 0, 3), (0, 300, 2)], ids=["a true fall", "a true rise"]
)
def test_a_change_of_one_category_alone_is_no_move(falls, rises, weak):
    rng = np.random.default_rng(6)
    first = rng.poisson(400 - falls * (T >= 18))
    second = rng.poisson(600 + rises * (T >= 18))
    said = substitution(first, second, 12)
    assert said.numbers.parts[0] < 0.05
    assert said.numbers.parts[weak] > 0.05
    assert said.p_value == max(said.numbers.parts)


def test_a_change_that_all_units_share_is_no_step_beside_them():
    made = units(np.random.default_rng(3), common=0.6, mean=300)
    said = beside(made, 0)
    assert said.numbers.parts[0] < 0.05 < said.numbers.parts[1]
    whole = made.sum(axis=0)
    assert substitution(whole[0], whole[1], 12).numbers.parts[0] < 0.05


def test_a_rest_is_what_shares_and_levels_are_seen_beside_and_is_known_by_its_cases():
    rest = np.array([[4, 10], [6, 30]])
    own, beside, falls, rises = _series(np.array([3, 5]), np.array([7, 9]), rest)
    assert own.of.tolist() == beside.of.tolist() == [10, 14]
    assert not own.offset.any()
    assert np.exp(beside.offset) == pytest.approx([4 / 6, 1 / 3])
    assert beside.extra == pytest.approx([1 / 4 + 1 / 6, 1 / 10 + 1 / 30])
    for level, counts in ((falls, [3, 5]), (rises, [7, 9])):
        assert level.counts.tolist() == counts
        assert np.exp(level.offset) == pytest.approx([10, 40])
        assert level.extra == pytest.approx([1 / 10, 1 / 40])


def test_a_change_over_half_a_year_is_a_drift_and_no_step():
    slow = np.clip((np.arange(72) - 24) / 6, 0, 1)
    told = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        total = rng.poisson(1000, 72)
        first = rng.binomial(total, 0.35 * (1 - 0.6 * slow))
        said = substitution(first, total - first, 12)
        told.append("slowly" in text_of("figures.substitution", said.reason))
        assert said.p_value == 1.0 if told[-1] else said.p_value > 0.05
    assert sum(told) >= 5


@pytest.mark.parametrize(
    ("first", "second", "rest", "reason"),
    [
        (np.full(23, 40), np.full(23, 60), None, "24 are needed"),
        (np.full(36, 1), np.full(36, 60), None, "fewer than 2"),
        (np.where(T == 9, 0, 40), np.where(T == 9, 0, 60), None, "without any case"),
        (np.full(36, 40), np.full(36, 60), np.stack([T * 1, T + 9]), "without any case"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_says_why(first, second, rest, reason):
    said = substitution(first, second, 12, rest)
    assert said.p_value is None
    assert reason in text_of("figures.substitution", said.reason)


def test_too_few_cases_to_decide_say_so_and_count_as_a_test():
    rng = np.random.default_rng(1)
    said = substitution(rng.poisson(3, 36), rng.poisson(3, 36), 12)
    assert "might not show" in text_of("figures.substitution", said.reason)
    assert said.p_value > 0.05
    assert said.minimum_detectable > 3


def test_a_category_that_ends_altogether_has_an_estimate():
    rng = np.random.default_rng(9)
    first, second = rng.poisson(40, 36), rng.poisson(60, 36)
    moved = np.where(T >= 18, first, 0)
    said = substitution(first - moved, second + moved, 12)
    assert said.p_value < 0.05
    assert said.estimate == pytest.approx(40, abs=8)


def test_the_answer_is_the_same_each_time():
    made = units(np.random.default_rng(2), moved=0.3)
    one, other = beside(made, 0), beside(made, 0)
    assert (one.p_value, one.interval) == (other.p_value, other.interval)


def rates(replications, seed, **world):
    """How many are found among the moving unit, an honest one, and the agency; and covered."""
    hits = {"moving": 0, "honest": 0, "agency": 0, "covered": 0}
    for r in range(replications):
        made = units(np.random.default_rng([seed, r]), **world)
        whole = made.sum(axis=0)
        said = beside(made, 0)
        hits["moving"] += _is(said)
        hits["honest"] += _is(beside(made, 7))
        hits["agency"] += _is(substitution(whole[0], whole[1], 12))
        low, high = said.interval
        hits["covered"] += low <= 0.35 * world.get("mean", 100) * world.get("moved", 0) <= high
    return hits


def _is(said):
    return said.p_value is not None and said.p_value < 0.05 and said.interval[0] > 0


def test_size_and_power_beside_the_rest():
    hits = rates(25, 41, moved=0.6, gaming=3)
    assert hits["moving"] >= 17
    assert hits["covered"] >= 18  # beside a rest of which two in seven move as well
    assert hits["honest"] <= binom.ppf(0.999, 25, 0.05)


def alone(rng, rho, spread, mean, falls):
    """Two categories that nothing moves between, with noise of their own; one may fall by half."""
    made = []
    for share, lost in ((0.35, falls), (0.65, 0.0)):
        level = share * mean * np.exp(autoregression(rng, 36, rho, spread))
        made.append(rng.poisson(level * (1 - lost * (T >= 18))))
    return made


def falsely(replications, seed, rho, spread, mean=400, falls=0.0):
    return sum(
        _is(substitution(*alone(np.random.default_rng([seed, r]), rho, spread, mean, falls), 12))
        for r in range(replications)
    )


@pytest.mark.parametrize(
    ("rho", "spread", "falls"), [(0.0, 0.0, 0.0), (0.8, 0.2, 0.0), (0.5, 0.1, 0.5)]
)
def test_size_with_noise_that_hangs_together(rho, spread, falls):
    assert falsely(50, 45, rho, spread, falls=falls) <= binom.ppf(0.999, 50, 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("falls", [0.0, 0.5])
@pytest.mark.parametrize(("rho", "spread"), [(0.0, 0.2), (0.5, 0.2), (0.8, 0.3), (0.9, 0.3)])
def test_size_at_length_with_noise_that_hangs_together(rho, spread, falls):
    assert falsely(300, 46, rho, spread, falls=falls) <= binom.ppf(0.999, 300, 0.05)


@pytest.mark.slow
@pytest.mark.parametrize(
    "world",
    [{}, {"spread": 0.2}, {"common": 0.5}, {"common": 0.5, "mean": 400}, {"mean": 20},
     {"periods": 60, "spread": 0.15}],
)  # fmt: skip
def test_size_at_length(world):
    hits = rates(300, 42, **world)
    assert max(hits["moving"], hits["honest"]) <= binom.ppf(0.999, 300, 0.05)
    if "common" not in world:
        assert hits["agency"] <= binom.ppf(0.999, 300, 0.05)


@pytest.mark.slow
def test_the_smallest_that_would_be_found_is_found_eight_times_in_ten():
    found = told = 0
    for r in range(200):
        rng = np.random.default_rng([43, r])
        first, second = rng.poisson(40, 36), rng.poisson(60, 36)
        told += substitution(first, second, 12).minimum_detectable / 200
    for r in range(200):
        rng = np.random.default_rng([44, r])
        first, second = rng.poisson(40, 36), rng.poisson(60, 36)
        moved = rng.binomial(first, min(1.0, told / 40)) * (T >= 18)
        found += _is(substitution(first - moved, second + moved, 12))
    assert 140 <= found <= 190
