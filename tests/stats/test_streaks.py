"""Does a streak have the chance that its law gives it, and is the law learned from the like?"""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import betaln
from scipy.stats import betabinom

from tallystick.stats.peers.streaks import (
    FIRST,
    LONGEST,
    Habit,
    chance_of_streak,
    habit,
    shortest_unlikely,
)


def ints(*values):
    return np.array(values, dtype=np.int64)


def product(more, a, b):
    """The twin: each step's chance after the steps before it."""
    chance = 1.0
    for step in range(more):
        chance *= (a + step) / (a + b + step)
    return chance


@pytest.mark.parametrize("more", [0, 1, 5, 40])
def test_by_a_uniform_law_a_streak_of_k_has_the_chance_of_one_in_k_and_one(more):
    assert chance_of_streak(more, 0, 0, Habit(1.0, 1.0)) == pytest.approx(1 / (more + 1))


@pytest.mark.parametrize(("more", "on", "broken"), [(3, 0, 0), (7, 4, 2), (12, 0, 30), (2, 90, 0)])
def test_the_chance_is_that_of_one_step_after_the_other(more, on, broken):
    law = Habit(2.5, 4.0)
    chance = chance_of_streak(more, on, broken, law)
    assert chance == pytest.approx(product(more, 2.5 + on, 4.0 + broken))
    assert chance == pytest.approx(betabinom.pmf(more, more, 2.5 + on, 4.0 + broken))


def sources(number, a, b, events, rng):
    """How often each source went on and broke, of so many events."""
    on = rng.binomial(events, rng.beta(a, b, number))
    return on, events - on


def test_the_law_is_the_likeliest_of_its_mean():
    on, broken = sources(400, 1.2, 3.1, FIRST, np.random.default_rng(3))
    law = habit(on, broken, np.ones(400, np.int64))
    mean = (on.sum() + 0.5) / (FIRST * 400 + 1)
    assert law.on / (law.on + law.broken) == pytest.approx(mean)

    def unlikely(log):
        a, b = mean * np.exp(log[0]), (1 - mean) * np.exp(log[0])
        return -(betaln(a + on, b + broken) - betaln(a, b)).sum()

    best = float(np.exp(minimize(unlikely, [1.0], method="Nelder-Mead").x[0]))
    assert law.on + law.broken == pytest.approx(best, rel=0.07), "the grid's step is 12 %"
    assert law.on + law.broken == pytest.approx(4.3, rel=0.35)


def test_of_a_source_the_first_events_count_in_each_order_that_they_may_have_come_in():
    """The twin: every order of three that went on and four that broke, and one short source."""
    orders = [list(on) for on in combinations(range(7), 3)]
    on = [sum(place < FIRST for place in order) for order in orders]
    twin = habit(ints(*on, 1), FIRST * ints(*[1] * 35, 0) - ints(*on, -1), ints(*[1] * 35, 35))
    told = habit(ints(3, 1), ints(4, 1), ints(35, 35))
    assert (told.on, told.broken) == pytest.approx((twin.on, twin.broken))


def test_three_streaks_of_hundreds_do_not_make_each_other_usual():
    on, broken = sources(600, 2.0, 3.0, 4, np.random.default_rng(4))
    usual = habit(on, broken, np.ones(600, np.int64))
    long = habit(np.append(on, [200] * 3), np.append(broken, [0] * 3), np.ones(603, np.int64))
    assert chance_of_streak(200, 0, 0, long) < 5 * chance_of_streak(200, 0, 0, usual)


def test_sources_alike_are_counted_by_their_number():
    on, broken, times = ints(0, 3, 5), ints(2, 1, 0), ints(4, 1, 2)
    each = habit(np.repeat(on, times), np.repeat(broken, times), np.ones(7, np.int64))
    told = habit(on, broken, times)
    assert (each.on, each.broken) == pytest.approx((told.on, told.broken))
    # The mean is a half in both; few sources that differ say less than many.
    on, broken = ints(0, 9, 5), ints(9, 0, 5)
    alike, unlike = habit(on, broken, ints(1, 1, 60)), habit(on, broken, ints(60, 60, 1))
    assert alike.on == pytest.approx(alike.broken)
    assert alike.on > 10 * unlike.on


@pytest.mark.parametrize("events", [((), ()), ((0, 0), (0, 0))])
def test_without_an_event_every_chance_is_as_likely(events):
    on, broken = (ints(*each) for each in events)
    assert habit(on, broken, np.ones(len(on), np.int64)) == Habit(1.0, 1.0)


@pytest.mark.parametrize("level", [0.5, 0.05, 0.0007])
def test_the_shortest_unlikely_streak_is_found_by_trying_each(level):
    law = Habit(3.0, 5.0)
    tried = next(k for k in range(LONGEST) if chance_of_streak(k, 0, 0, law) <= level)
    assert shortest_unlikely(law, level) == tried


def test_where_hardly_any_streak_breaks_none_is_unlikely():
    assert shortest_unlikely(Habit(1.0, 1e-4), 0.05) is None
    assert shortest_unlikely(Habit(1.0, 1.0), 1 / (LONGEST + 1)) == LONGEST


def any_unlikely(rng, law, number=40, events=30):
    """Whether any streak of a unit's sources is below 5 % once all streaks are counted.

    A source's events are in a row; its streaks are the runs of those that went on.
    """
    chances = rng.beta(*law, number)
    goes = rng.random((number, events)) < chances[:, None]
    on, broken = goes[:, 1:].sum(axis=1), (~goes[:, 1:]).sum(axis=1)
    said = habit(on, broken, np.ones(number, np.int64))
    streaks, least = 0, 1.0
    for each, went, broke in zip(goes, on.tolist(), broken.tolist(), strict=True):
        for run in "".join("x" if one else " " for one in each).split():
            streaks += 1
            further = len(run) - 1
            least = min(least, chance_of_streak(further, max(went - further, 0), broke, said))
    return streaks * least < 0.05


def size(worlds, law, seed):
    rng = np.random.default_rng(seed)
    return sum(any_unlikely(rng, law) for _ in range(worlds)) / worlds


@pytest.mark.parametrize("law", [(2.0, 4.0), (40.0, 60.0)])
def test_innocent_streaks_are_seldom_unlikely(law):
    assert size(150, law, 1) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 150)


@pytest.mark.slow
@pytest.mark.parametrize("law", [(2.0, 4.0), (40.0, 60.0), (1.0, 1.0), (0.5, 3.0)])
def test_innocent_streaks_are_unlikely_in_five_of_a_hundred_at_most(law):
    assert size(2000, law, 2) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2000)
