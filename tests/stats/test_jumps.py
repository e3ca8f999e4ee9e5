"""Is a jump of one category alone found with its window, and is chance not?"""

import numpy as np
import pytest
from scipy.stats import binom
from test_steps import autoregression

from reasons import text_of
from tallystick.stats.series.jumps import _level, jump

T = np.arange(60)


def counts(rng, kind, window=None, times=3.0):
    """A first of 60 a month and a second of 15, of which nothing moves; [2, 60]."""
    levels = np.array([np.full(60, 60.0), np.full(60, 15.0)])
    if kind.startswith("autoregression"):
        rho, spread = map(float, kind.split()[1:])
        levels *= np.exp([autoregression(rng, 60, rho, spread) for _ in levels])
    elif kind == "overdispersed":
        levels = rng.gamma(5, levels / 5)
    elif kind == "trend":
        levels *= np.exp([0.5 * T / 60, 1.5 * (T / 60) ** 2])
    elif kind == "season":
        levels *= [1 + 0.4 * np.cos(T * np.pi / 6), 1 + 0.6 * np.cos((T - 3) * np.pi / 6)]
    elif kind == "both jump":
        levels *= 1 + 1.5 * ((T >= 25) & (T < 40))
        levels *= np.exp([autoregression(rng, 60, 0.5, 0.15) for _ in levels])
    elif kind == "all at once":
        season = 1 + 0.3 * np.cos(T * np.pi / 6)
        shocks = np.exp([autoregression(rng, 60, 0.6, 0.2) for _ in levels])
        levels = rng.gamma(8, levels * season * shocks * np.exp([0 * T, T / 60]) / 8)
    if window:
        levels[1, slice(*window)] *= times
    return rng.poisson(levels)


def is_found(said):
    return said.p_value is not None and said.p_value < 0.05 and said.interval[0] > 0


def rate(kind, replications, seed, **jumps):
    return sum(
        is_found(jump(*counts(np.random.default_rng([seed, r]), kind, **jumps), 12))
        for r in range(replications)
    )


def test_thirty_more_a_month_for_a_year_are_thirty_and_their_window_is_that_year():
    first, second = np.tile([40, 44, 38, 42], 15), np.tile([15, 12, 14, 16], 15)
    within = (T >= 20) & (T < 33)
    said = jump(first, second + 30 * within, 12)
    assert (said.numbers.begin, said.numbers.end) == (20, 33)
    assert said.numbers.near == (20, 20)
    assert said.p_value < 0.01
    assert said.estimate == pytest.approx(30, abs=1.5)
    assert said.interval[0] < 30 < said.interval[1]
    assert said.numbers.change == pytest.approx(44 / 14, abs=0.25)
    assert said.numbers.change_first == pytest.approx(1, abs=0.05)
    assert said.numbers.largest == pytest.approx(1 / 13, abs=0.02)
    assert said.numbers.expected[~within] == pytest.approx(second[~within])
    assert said.numbers.expected[within] == pytest.approx(second[within], abs=4)
    assert jump(first, second, 12).p_value > 0.05


def test_a_jump_that_the_first_follows_is_none():
    rng = np.random.default_rng(4)
    times = 1 + 2 * ((T >= 20) & (T < 33))
    said = jump(rng.poisson(40 * times), rng.poisson(15 * times), 12)
    assert said.numbers.parts[0] < 0.05 < said.numbers.parts[1]
    assert said.p_value == said.numbers.parts[1]


def test_a_jump_to_the_end_has_no_end():
    said = jump(*counts(np.random.default_rng(5), "", window=(30, 60)), 12)
    assert is_found(said)
    assert abs(said.numbers.begin - 30) <= 1
    assert said.numbers.end == 60


def test_one_period_alone_and_a_slow_rise_are_no_jump():
    first, second = counts(np.random.default_rng(6), "")
    one = jump(first, second + 120 * (T == 30), 12)
    assert (one.p_value, str(one.reason)) == (1.0, "one_period")
    slow = np.random.default_rng(7).poisson(15 + 60 * np.clip((T - 20) / 20, 0, 1))
    assert not is_found(jump(first, slow, 12))


def test_what_it_is_seen_beside_goes_into_the_level():
    second, rest, control = np.array([4, 9]), np.array([[1, 1], [20, 30]]), np.array([50, 60])
    alone, beside = _level(second, None, None), _level(second, rest, control)
    assert not alone.offset.any()
    assert np.exp(beside.offset) == pytest.approx([20 * 50, 30 * 60])
    assert beside.extra == pytest.approx([1 / 20 + 1 / 50, 1 / 30 + 1 / 60])


def test_a_control_without_a_case_says_so():
    first, second = counts(np.random.default_rng(8), "")
    said = jump(first, second, 12, None, np.where(T == 3, 0, 9))
    assert said.p_value is None
    assert "the control" in text_of("figures.substitution", said.reason)


def test_the_answer_is_the_same_each_time():
    made = counts(np.random.default_rng(2), "", window=(20, 32))
    one, other = jump(*made, 12), jump(*made, 12)
    assert (one.p_value, one.interval) == (other.p_value, other.interval)


WORLDS = ("plain", "overdispersed", "trend", "season", "autoregression 0.5 0.3", "both jump")


@pytest.mark.parametrize("kind", ["overdispersed", "season", "both jump"])
def test_size(kind):
    assert rate(kind, 20, 51) <= binom.ppf(0.999, 20, 0.05)


def test_power_for_a_threefold_year():
    assert rate("overdispersed", 12, 52, window=(24, 36)) >= 6


def changing(level, trend, rise, seed):
    """A first of 60 a month; a second whose level changes, in a jump of a year from month 40 on."""
    rng = np.random.default_rng(seed)
    second = level * np.exp(trend * T / 60) * (1 + rise * ((T >= 40) & (T < 52)))
    return jump(rng.poisson(np.full(60, 60.0)), rng.poisson(second), 12)


@pytest.mark.parametrize(("level", "trend"), [(60, -2), (6, 2)])
def test_the_smallest_effect_is_of_the_level_at_the_date(level, trend):
    """Of jumps as large as is told nine in ten are found, of half of that few."""
    before = level * np.exp(trend * T / 60)[28:40].mean()
    told = [changing(level, trend, 1, [54, r]).minimum_detectable for r in range(8)]
    least = np.median(told) / before
    full, half = (
        sum(is_found(changing(level, trend, share * least, [55, r])) for r in range(12))
        for share in (1, 0.5)
    )
    assert full >= binom.ppf(0.001, 12, 0.9)
    assert half <= binom.ppf(0.999, 12, 0.2)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*WORLDS, "autoregression 0.8 0.3", "autoregression 0.9 0.4",
                                  "all at once"])  # fmt: skip
def test_size_at_length(kind):
    assert rate(kind, 400, 53) <= binom.ppf(0.999, 400, 0.05)
