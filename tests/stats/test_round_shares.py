"""Is the chance of a round share that of a slow twin, and does the test keep its size?"""

from functools import cache

import numpy as np
import pytest
from scipy.stats import binom

from reasons import text_of
from tallystick.stats.rounding.round_shares import (
    goal_values,
    most_by_chance,
    nearest_multiple,
    on_values,
    reach_of,
    unit_of,
)

PLACES = {0: 1000, 1: 100, 2: 10}


def on_fives(milli, of, unit):
    values = [nearest_multiple(each, 5000, 100) for each in milli.tolist()]
    return on_values(milli, of, 100, values, unit, apart=5000)


def printed(k, n, unit, *, cut=False):
    """A share in thousandths as it is printed, in whole numbers alone; a tie to either side."""
    if cut:
        return {100_000 * k // (n * unit) * unit}
    twice = 2 * 100_000 * k
    down = (twice + unit * n - 1) // (2 * unit * n) * unit
    return {down, (twice + unit * n) // (2 * unit * n) * unit}


@cache
def slow(values, n, unit, low, high):
    """The same chance, from every numerator and many rates; of a tie, against us."""
    most = 0.0
    for cut in (False, True):
        told = [printed(k, n, unit, cut=cut) for k in range(n + 1)]
        on = np.array([bool(each & set(values)) for each in told])
        near = on | np.array([low <= min(each) <= max(each) <= high for each in told])
        each = binom.pmf(np.arange(n + 1), n, np.linspace(0.0005, 0.9995, 2000)[:, None])
        there = each[:, near].sum(axis=1)
        share = each[:, on].sum(axis=1)[there > 1e-12] / there[there > 1e-12]
        most = max(most, float(share.max()) if on.any() else 0.0)
    return most or 0.05


@pytest.mark.parametrize("n", [1, 20, 37, 150])
@pytest.mark.parametrize("unit", [1000, 100, 10])
@pytest.mark.parametrize("apart", [0, 5000])
@pytest.mark.parametrize(
    "values", [(5000,), (80_000,), (82_000,), (74_800, 75_100, 75_200)], ids=str
)
def test_the_chance_is_that_of_a_slow_twin(values, n, unit, apart):
    told = most_by_chance(values, n, 100, unit, apart)
    exact = slow(values, n, unit, *reach_of(values, n, 100, unit, apart))
    assert exact - 1e-9 <= told <= (exact + 1e-3 if len(values) == 1 else 1)


@pytest.mark.parametrize("seed", range(4))
def test_no_mixture_of_rates_puts_more_of_the_shares_near_a_value_on_it(seed):
    """Rates of any law, by exact sums over numerators: what is promised of one holds of all."""
    rng = np.random.default_rng(seed)
    n, value = int(rng.integers(30, 600)), int(rng.integers(10, 90)) * 1000
    low, high = reach_of((value,), n, 100, 100)
    milli = (200_000 * np.arange(n + 1) + 100 * n) // (200 * n) * 100
    law = binom.pmf(np.arange(n + 1), n, rng.beta(*rng.uniform(0.5, 40, 2), 200)[:, None])
    mixed = rng.dirichlet(np.full(200, 0.1)) @ law
    near = mixed[(low <= milli) & (milli <= high)].sum()
    assert mixed[milli == value].sum() <= near * (most_by_chance((value,), n, 100, 100) + 1e-9)


def test_of_twenty_every_percentage_is_a_multiple_of_five():
    of = np.full(60, 20)
    milli = 5000 * np.random.default_rng(1).binomial(20, 0.7, 60)
    said = on_fives(milli, of, np.full(60, 1000))
    assert said.p_value is None
    assert "so small" in text_of("figures.round_targets", said.reason)
    assert not said.numbers.taken.any()


def test_of_very_many_a_steady_rate_prints_one_value():
    said = on_fives(np.full(60, 95_000), np.full(60, 900_000), np.full(60, 1000))
    assert said.p_value is None
    assert "so large" in text_of("figures.round_targets", said.reason)


def test_where_few_lie_near_a_value_the_reason_says_so():
    said = on_fives(np.arange(76_000, 79_000, 300), np.full(10, 20_000), np.full(10, 100))
    assert (said.p_value, said.reason.values) == (None, {"n": 0, "of": 10})
    assert "lie so near" in text_of("figures.round_targets", said.reason)


def test_p_estimate_and_interval_by_hand():
    """Of 400, 1.5 standard deviations are three percentage points at 80: 77.6 to 82.4 are near."""
    of = np.array([400] * 10 + [20] * 4 + [2_000_000, 0])
    own = [80_000, 85_000, 80_000, 75_000, 90_000, 80_700, 79_300, 82_000, 100_000, 77_500]
    said = on_fives(np.array(own + [80_000] * 6), of, np.full(16, 100))
    near = (80_000, 85_000, 80_000, 75_000, 90_000, 80_000, 80_000, 80_000)
    chance = np.mean([most_by_chance((each,), 400, 100, 100, 5000) for each in near])
    assert said.numbers.taken.tolist() == [True] * 8 + [False] * 8
    assert (said.n, said.numbers.found) == (8, 5)  # nought and all are no round values
    assert said.numbers.expected == pytest.approx(8 * chance)
    assert said.p_value == pytest.approx(binom.sf(4, 8, chance))
    assert said.estimate == pytest.approx(5 / 8 - chance)
    assert said.interval[0] < said.estimate < said.interval[1]


@pytest.mark.parametrize(
    ("value", "n", "unit", "apart", "reach"),
    [
        (80_000, 400, 100, 0, (77_000, 83_000)),  # the deviation is 2 percent
        (80_000, 400, 100, 5000, (77_600, 82_400)),  # half of the way to the next, and not beyond
        (80_000, 400, 1000, 5000, (78_000, 82_000)),
        (80_000, 40_000, 1000, 0, (79_000, 81_000)),  # one printed place at the least
    ],
)
def test_a_share_is_near_within_one_and_a_half_standard_deviations(value, n, unit, apart, reach):
    assert reach_of((value,), n, 100, unit, apart) == reach


def test_the_nearest_multiple_is_neither_none_nor_all():
    asked = (0, 2400, 7500, 82_400, 99_000, 100_000, 120_000)
    assert [nearest_multiple(each, 5000, 100)[0] for each in asked] == [
        5000, 5000, 10_000, 80_000, 95_000, 95_000, 95_000,
    ]  # fmt: skip


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
        values = [nearest_multiple(each, base, 100) for each in milli.tolist()]
        said = on_values(milli, of, 100, values, unit, apart=base)
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
    """Shares that spread evenly about 80, of which some are moved there."""
    of, unit, rng = np.full(60, 150), np.full(60, 100), np.random.default_rng(5)
    grid = np.unique((200_000 * np.arange(151) + 15_000) // 30_000 * 100)
    about = grid[(grid >= 77_600) & (grid <= 82_400)]
    said = on_fives(rng.choice(about, 60), of, unit)
    share = said.minimum_detectable / (1 - 1 / len(about))  # of those that chance leaves
    found = []
    for _ in range(400):
        milli = rng.choice(about, 60)
        found.append(on_fives(np.where(rng.random(60) < share, 80_000, milli), of, unit).p_value)
    assert np.mean(np.array(found) < 0.05) == pytest.approx(0.8, abs=0.07)
