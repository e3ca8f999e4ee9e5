"""Is the chance of a round share that of a slow twin, and does the test keep its size?"""

from functools import cache

import numpy as np
import pytest
from scipy.stats import binom

from reasons import text_of
from tallystick.stats.rounding.round_shares import (
    goal_values,
    most_by_chance,
    multiples,
    neighbourhood,
    on_values,
    unit_of,
)

FIVES, WHOLES = multiples(5000, 100), multiples(1000, 100)
PLACES = {0: 1000, 1: 100, 2: 10}


def printed(k, n, unit, *, cut=False):
    """A share in thousandths as it is printed, in whole numbers alone; a tie to either side."""
    if cut:
        return {100_000 * k // (n * unit) * unit}
    twice = 2 * 100_000 * k
    down = (twice + unit * n - 1) // (2 * unit * n) * unit
    return {down, (twice + unit * n) // (2 * unit * n) * unit}


@cache
def slow(values, n, unit, low, high):
    """The same chance, from every numerator and many rates."""
    most = 0.0
    for cut in (False, True):
        on = [k for k in range(n + 1) if printed(k, n, unit, cut=cut) & set(values)]
        rate = np.linspace(low, high, 600)[:, None]
        most = max(most, float(binom.pmf(np.array(on, dtype=int), n, rate).sum(axis=1).max()))
    return most


@pytest.mark.parametrize("n", [1, 20, 37, 150])
@pytest.mark.parametrize("unit", [1000, 100, 10])
@pytest.mark.parametrize("rates", [(0.0, 1.0), (0.6, 0.9), (0.02, 0.1)])
@pytest.mark.parametrize("values", [FIVES, WHOLES, (82_000,), (74_000, 75_000)], ids=str)
def test_the_chance_is_that_of_a_slow_twin(values, n, unit, rates):
    told = most_by_chance(values, n, 100, unit, rates)
    exact = slow(tuple(values), n, unit, *rates)
    assert exact - 1e-9 <= told <= min(1.0, 1.0101 * exact + 1e-9)


def test_of_twenty_every_percentage_is_a_multiple_of_five():
    of = np.full(60, 20)
    milli = 5000 * np.random.default_rng(1).binomial(20, 0.7, 60)
    said = on_values(milli, of, 100, [FIVES] * 60, np.full(60, 1000))
    assert said.p_value is None
    assert "so small" in text_of("figures.round_targets", said.reason)
    assert not said.numbers.taken.any()


def test_of_very_many_a_steady_rate_prints_one_value():
    of = np.full(60, 900_000)
    milli = np.full(60, 95_000)
    said = on_values(milli, of, 100, [FIVES] * 60, np.full(60, 1000))
    assert said.p_value is None


def test_p_estimate_and_interval_by_hand():
    of = np.array([150] * 10 + [20] * 4 + [2_000_000, 0])
    own = [80_000, 85_000, 80_000, 75_000, 90_000, 80_700, 79_300, 82_000, 100_000, 77_300]
    milli = np.array(own + [80_000] * 6)
    said = on_values(milli, of, 100, [FIVES] * 16, np.full(16, 100))
    chance = most_by_chance(FIVES, 150, 100, 100, neighbourhood(milli[:14], of[:14], 100))
    assert said.numbers.taken.tolist() == [True] * 10 + [False] * 6
    assert (said.n, said.numbers.found) == (10, 5)  # nought and all are no round values
    assert said.numbers.expected == pytest.approx(10 * chance)
    assert said.p_value == pytest.approx(binom.sf(4, 10, chance))
    assert said.estimate == pytest.approx(0.5 - chance)
    assert said.interval[0] < said.estimate < said.interval[1]


def test_the_neighbourhood_reaches_eight_standard_deviations_beyond():
    low, high = neighbourhood(np.array([20_000, 50_000]), np.array([400, 100]), 100)
    assert np.arcsin(np.sqrt(low)) == pytest.approx(np.arcsin(np.sqrt(0.2)) - 8 / 40)
    assert np.arcsin(np.sqrt(high)) == pytest.approx(np.arcsin(np.sqrt(0.5)) + 8 / 20)
    assert neighbourhood(np.array([0, 120_000]), np.array([9, 9]), 100) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("goal", "n", "unit", "on"),
    [
        (80_000, 37, 100, {80_000, 81_000, 81_100}),  # 30 of 37 is 81.08
        (80_000, 40, 100, {80_000}),
        (92_500, 50, 1000, {94_000}),
        (74_800, 133, 100, {74_800, 75_100}),  # 100 of 133 is 75.188
    ],
)
def test_what_is_on_a_goal_is_the_goal_or_the_least_that_meets_it(goal, n, unit, on):
    told = set(goal_values(goal, n, 100, unit))
    least = next(k for k in range(n + 1) if 100_000 * k >= goal * n)
    expected = printed(least, n, unit, cut=True) | {max(printed(least, n, unit))}
    expected |= {goal} if goal % unit == 0 else set()
    assert told == expected
    assert on & told


def test_the_last_printed_place_is_that_of_the_share_with_the_most_decimals():
    assert [unit_of(np.array(each)) for each in ([5000, 81_000], [500, 1000], [90], [33_333])] == [
        1000, 100, 10, 1,
    ]  # fmt: skip


def series(rng, n, lowest, highest, decimals, rate, spread, *, cut, moved=0.0, to=5000):
    """Printed shares of random denominators, some brought to the nearest round value."""
    of = np.exp(rng.uniform(np.log(lowest), np.log(highest), n)).astype(np.int64)
    k = rng.binomial(of, np.clip(rate + rng.normal(0, spread, n), 0, 1))
    unit = PLACES[decimals]
    milli = 100_000 * k // (unit * of) * unit
    if not cut:
        milli = (2 * 100_000 * k + unit * of) // (2 * unit * of) * unit
    round_ = np.round(100_000 * k / of / to).astype(np.int64) * to
    return np.where(rng.random(n) < moved, round_, milli), of, np.full(n, unit)


def share_found(reps, seed, base, *world, **how):
    found = 0
    for r in range(reps):
        rng = np.random.default_rng([seed, r])
        milli, of, unit = series(rng, *world, to=base, **how)
        values = [multiples(base, 100)] * len(of)
        said = on_values(milli, of, 100, values, unit)
        found += said.p_value is not None and said.p_value < 0.05
    return found / reps


# (figures, denominators from, to, decimals, rate, its spread)
INNOCENT = [(12, 5, 30, 1, 0.8, 0.05), (36, 20, 60, 0, 0.5, 0.0), (36, 50, 200, 1, 0.95, 0.0),
            (36, 200, 2000, 0, 0.95, 0.0), (36, 200, 2000, 2, 0.8, 0.1),
            (100, 5, 2000, 1, 0.05, 0.02), (36, 37, 37, 1, 0.9, 0.0),
            (36, 99, 101, 1, 0.5, 0.0)]  # fmt: skip


@pytest.mark.parametrize("world", INNOCENT, ids=str)
@pytest.mark.parametrize(("base", "cut"), [(1000, True), (5000, False)])
def test_size(world, base, cut):
    """Of 20 draws at .05 more than 5 are found with a chance below .001; all four ways are slow."""
    assert share_found(20, 5, base, *world, cut=cut) <= binom.ppf(0.999, 20, 0.05) / 20


@pytest.mark.slow
@pytest.mark.parametrize("world", INNOCENT, ids=str)
@pytest.mark.parametrize("base", [1000, 5000])
@pytest.mark.parametrize("cut", [False, True])
def test_size_in_full(world, base, cut):
    assert share_found(500, 6, base, *world, cut=cut) <= binom.ppf(0.999, 500, 0.05) / 500


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_size_on_a_goal(seed):
    """A rate that is just the goal has results on it more often than any other rate."""
    rng = np.random.default_rng(seed)
    found = 0
    for _ in range(100):
        of = rng.integers(10, 400, 36)
        k = rng.binomial(of, 0.85)
        milli = (200_000 * k + 100 * of) // (200 * of) * 100
        values = [goal_values(85_000, int(n), 100, 100) for n in of]
        said = on_values(milli, of, 100, values, np.full(36, 100))
        found += said.p_value < 0.05
    assert found <= binom.ppf(0.999, 100, 0.05)


@pytest.mark.parametrize(
    ("world", "moved", "least"),
    [((36, 50, 200, 1, 0.8, 0.05), 0.5, 0.95), ((36, 20, 60, 1, 0.8, 0.05), 0.25, 0.7),
     ((36, 200, 2000, 1, 0.8, 0.05), 0.25, 0.75)],
)  # fmt: skip
def test_shares_brought_to_fives_are_found(world, moved, least):
    assert share_found(60, 7, 5000, *world, cut=False, moved=moved) >= least


def test_the_smallest_excess_is_found_eight_times_in_ten():
    of = np.full(60, 150)
    unit = np.full(60, 100)
    free = np.full(60, 80_700)
    said = on_values(free, of, 100, [FIVES] * 60, unit)
    rng = np.random.default_rng(5)
    own = most_by_chance(FIVES, 150, 100, 100, (0.807, 0.807))
    assert own < said.numbers.expected / 60
    share = own + said.minimum_detectable
    found = [
        on_values(
            np.where(rng.random(60) < share, 80_000, free), of, 100, [FIVES] * 60, unit
        ).p_value
        < 0.05
        for _ in range(400)
    ]
    assert np.mean(found) == pytest.approx(0.8, abs=0.07)
