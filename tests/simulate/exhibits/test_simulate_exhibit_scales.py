"""Are weights rounded as the habits say, alike on both sides of a number?"""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from tallystick.simulate.exhibits import GRIDS, Mix, Scale, Weighing, grid_of, read_scale, styles
from tallystick.simulate.exhibits.settings import DEFAULT_MIX, OUNCE_G

STEPS = ("0.01", "0.01", "0.1", "0.5", "1", "5", "10", "50", "100", "500", "1000")
CENT = Decimal("0.01")


def every(mix: Mix, **other) -> Weighing:
    settings = {"popularity_sd": 0.0, "concentration": 1e6, "bias_sd": 0.0}
    return Weighing(mix=(mix,) * 5, **{**settings, **other})


def multiple(weight: float, step: Decimal) -> Decimal:
    times = (Decimal(weight) / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return (times * step).quantize(CENT, rounding=ROUND_HALF_UP)


def factor(number: Decimal, popularity) -> float:
    if number < 1000 and number % Decimal("0.5") == 0:
        return popularity[int(number / Decimal("0.5"))]
    if 1000 <= number < 100_000 and number % 100 == 0:
        return popularity[2000 + int(number / 100)]
    return 1.0


def slow_reading(weight, habits, popularity, readability, order, choice) -> float:
    place = int(np.floor(np.log10(weight) + (order - 0.5) / 2)) + 1
    row = habits[min(max(place, 0), 4)]
    steps = [max(Decimal(s), Decimal(str(readability))) for s in STEPS]
    steps.append(max(Decimal(OUNCE_G / 8), Decimal(str(readability))))
    numbers = [multiple(weight, step) for step in steps]
    odds = []
    for k, number in enumerate(numbers):
        open_to_it = row[k] if number > 0 else 0.0
        odds.append(open_to_it * (factor(number, popularity) if 3 <= k <= 10 else 1.0))
    sought, passed = choice * sum(odds), 0.0
    for number, odd in zip(numbers, odds, strict=True):
        passed += odd
        if passed > sought:
            return float(number)
    return float(max(multiple(weight, CENT), CENT))


def test_rounding_equals_a_slow_loop_over_weights():
    mixes = (*DEFAULT_MIX[:4], Mix(one=0.5, hundred=0.2, five_hundred=0.2, eighth_ounce=0.1))
    weighing = Weighing(mix=mixes, popularity_sd=0.5, concentration=3)
    habits = styles(7, weighing, np.random.default_rng(5))
    rng = np.random.default_rng(6)
    weights = 10 ** rng.uniform(-2.6, 4.9, 1500)
    officer = rng.integers(0, 7, weights.size)
    readability = rng.choice([0.01, 0.1, 1.0], weights.size)
    fast = read_scale(
        weights, officer, habits, weighing, np.random.default_rng(7), readability_g=readability
    )
    order, choice = np.random.default_rng(7).random((2, weights.size))
    slow = [
        slow_reading(
            weights[i], habits.mix[officer[i]], habits.popularity, readability[i],
            order[i], choice[i],
        )
        for i in range(weights.size)
    ]  # fmt: skip
    assert fast.tolist() == slow


@pytest.mark.parametrize(
    ("low", "high", "levels", "published"),
    [
        (10, 100, (1, 5, 10, 50), (0.50, 0.15, 0.30, 0.05)),
        (100, 1000, (1, 5, 10, 50, 100), (0.43, 0.11, 0.19, 0.07, 0.20)),
        (1000, 100_000, (1, 5, 100, 1000), (0.28, 0.18, 0.15, 0.39)),
    ],
)
def test_whole_grams_show_the_mix_measured_in_colombia(low, high, levels, published):
    weighing = Weighing(popularity_sd=0, concentration=1e6)
    rng = np.random.default_rng(low)
    habits = styles(3, weighing, rng)
    weights = np.exp(rng.uniform(np.log(low), np.log(high), 30_000))
    written = read_scale(weights, rng.integers(0, 3, weights.size), habits, weighing, rng)
    cents = np.rint(written * 100).astype(int)
    whole = cents[(cents % 100 == 0) & (written >= low) & (written < high)] // 100
    coarsest = np.zeros(whole.size, dtype=int)
    for i, level in enumerate(levels):
        coarsest[whole % level == 0] = i
    shares = np.bincount(coarsest, minlength=len(levels)) / whole.size
    error = np.sqrt(np.array(published) * (1 - np.array(published)) / whole.size)
    assert np.all(np.abs(shares - published) < 3.5 * error), shares


def test_without_attraction_both_sides_of_a_number_mirror_each_other():
    weighing = Weighing(popularity_sd=0, concentration=4)
    habits = styles(5, weighing, np.random.default_rng(1))
    away = np.random.default_rng(2).uniform(0, 0.5, 20_000)
    officer = np.arange(away.size) % 5
    above = read_scale(3 + away, officer, habits, weighing, np.random.default_rng(3))
    below = read_scale(3 - away, officer, habits, weighing, np.random.default_rng(3))
    assert np.allclose(below + above, 6, atol=1e-9)
    assert 0.1 < np.mean(above == 3) < 0.9


def test_a_habit_passes_smoothly_over_a_power_of_ten():
    weighing = Weighing(popularity_sd=0, concentration=1e6)
    habits = styles(1, weighing, np.random.default_rng(1))
    rng = np.random.default_rng(2)
    near = np.full(100_000, 0.02)
    officer = np.zeros(near.size, dtype=np.int64)
    at_ten = [
        np.mean(read_scale(10 + side * near, officer, habits, weighing, rng) == 10)
        for side in (-1, 1)
    ]
    street = 0.30 + 0.25 + 0.15
    large = (0.25 + 0.3761 + 0.1213 + 0.1297) / (1 - 0.0229)
    assert at_ten == pytest.approx([(street + large) / 2] * 2, abs=0.006)


def test_popularity_multiplies_the_odds_of_a_number():
    weighing = every(Mix(hundredth=0.5, one=0.5), popularity_sd=0.8)
    habits = styles(1, weighing, np.random.default_rng(4))
    rng = np.random.default_rng(5)
    for number in (3, 7, 40):
        weights = number + rng.uniform(0.006, 0.49, 40_000)
        officer = np.zeros(weights.size, dtype=np.int64)
        share = np.mean(read_scale(weights, officer, habits, weighing, rng) == number)
        odds = habits.popularity[2 * number] * habits.mix[0, 2, 4] / habits.mix[0, 2, 1]
        assert share == pytest.approx(odds / (1 + odds), abs=0.011)
    assert np.log(habits.popularity).std() == pytest.approx(0.8, abs=0.05)


def test_officers_scatter_around_the_department_as_a_dirichlet():
    weighing = Weighing(concentration=9)
    mix = styles(20_000, weighing, np.random.default_rng(8)).mix
    mean = np.array(DEFAULT_MIX[1].row())
    assert mix.sum(axis=2) == pytest.approx(1)
    assert mix[:, 1].mean(axis=0) == pytest.approx(mean, abs=0.005)
    assert mix[:, 1].var(axis=0) == pytest.approx(mean * (1 - mean) / 10, abs=0.001)


def test_a_scale_shows_nothing_finer_than_its_readability():
    weighing = every(Mix(shown=0.5, hundredth=0.5), scales=(Scale(readability_g=0.1, share=1),))
    habits = styles(1, weighing, np.random.default_rng(1), n_units=3)
    assert habits.readability_g.tolist() == [0.1] * 3
    weights = np.array([0.04, 0.46, 2.34, 17.77])
    written = read_scale(
        weights, np.zeros(4, dtype=int), habits, weighing, np.random.default_rng(1),
        readability_g=np.full(4, 0.1),
    )  # fmt: skip
    assert written.tolist() == [0.04, 0.5, 2.3, 17.8]


def test_ounce_steps_are_eighths_of_an_ounce_in_grams():
    weighing = every(Mix(eighth_ounce=1.0))
    habits = styles(1, weighing, np.random.default_rng(1))
    weights = np.array([1.0, 3.4, 7.2, 14.0, 28.0, 56.9])
    written = read_scale(
        weights, np.zeros(6, dtype=int), habits, weighing, np.random.default_rng(1)
    )
    assert written.tolist() == [1.0, 3.54, 7.09, 14.17, 28.35, 56.7]


def test_the_grid_of_a_reading_is_the_coarsest_that_divides_it():
    values = {
        2.34: "hundredth", 2.3: "tenth", 2.5: "half", 3.0: "one", 35.0: "five", 30.0: "ten",
        150.0: "fifty", 300.0: "hundred", 1500.0: "five_hundred", 7000.0: "thousand",
        28.35: "eighth_ounce", 3.54: "eighth_ounce", 2.345: "shown",
    }  # fmt: skip
    found = grid_of(np.array(list(values)))
    assert [GRIDS[i] for i in found] == list(values.values())


def test_a_weight_of_nothing_cannot_be_read():
    weighing = every(Mix(one=1.0))
    habits = styles(1, weighing, np.random.default_rng(1))
    with pytest.raises(ValueError, match="above zero"):
        read_scale(np.zeros(1), np.zeros(1, dtype=int), habits, weighing, np.random.default_rng(1))
