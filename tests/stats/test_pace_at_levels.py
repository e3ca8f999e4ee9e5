"""Does the pace at a level keep its size where nobody knows of levels, and is a regime seen?"""

import numpy as np
import pytest

from reasons import text_of
from tallystick.stats.targets.pace import Reached, contrast, other_days, pace, reached, widened

YEAR = 365


def test_the_day_on_which_a_level_is_reached_by_hand():
    own = np.array([2, 0, 3, 1, 4, 0])
    assert reached(own, 0, 5, 5) == 2
    assert reached(own, 1, 5, 5) == 4
    assert reached(own, 1, 3, 5) is None
    assert reached(own, 0, 5, 0) is None


def test_the_contrast_is_four_weeks_to_a_day_over_four_after_it():
    rng = np.random.default_rng(1)
    own, rest = rng.poisson(2.0, 120), rng.poisson(9.0, 120)
    told = contrast(own, rest)
    assert np.isnan(told[:27]).all()
    assert np.isnan(told[92:]).all()
    for day in (27, 60, 91):
        before, after = slice(day - 27, day + 1), slice(day + 1, day + 29)
        slow = np.log((own[before].sum() + 0.5) / (own[after].sum() + 0.5))
        slow -= np.log((rest[before].sum() + 0.5) / (rest[after].sum() + 0.5))
        assert told[day] == pytest.approx(slow)


def test_few_other_days_widen_what_chance_shows():
    assert widened(56 * 3) == pytest.approx(np.sqrt(2))
    assert widened(56 * 1000) == pytest.approx(1, abs=0.002)
    assert widened(0) == widened(112) == pytest.approx(np.sqrt(3))


def agency(rng, units=8, years=3, rate=2.0, memory=0.0, spread=0.0, growth=0.0, follows=0.0):
    """Units whose days know nothing of the year before, or (`follows`) hurry to it and rest."""
    days = YEAR * (years + 1) + 150
    t = np.arange(days)
    common = np.exp(
        0.2 * np.sin(2 * np.pi * t / YEAR) + growth * t / YEAR + 0.3 * (t % YEAR >= 345)
    )
    made = np.array([_unit(rng, rate * common, memory, spread) for _ in range(units)])
    levels = [[own[YEAR * (y - 1) : YEAR * y].sum() for y in range(1, years + 1)] for own in made]
    places = []
    for own, goals in zip(made, levels, strict=True):
        at = [reached(own, YEAR * y, YEAR * (y + 1) + 91, int(g)) for y, g in enumerate(goals, 1)]
        places.append(np.array([each for each in at if each is not None], dtype=np.int64))
        for day in places[-1] if follows else ():
            own[day - 27 : day + 1] += rng.poisson(own[day - 27 : day + 1].mean() * follows, 28)
            own[day + 1 : day + 29] = rng.binomial(own[day + 1 : day + 29], 1 - follows)
    total = made.sum(axis=0)
    return [Reached(own, total - own, at) for own, at in zip(made, places, strict=True)]


def _unit(rng, rate, memory, spread):
    state, noise = np.zeros(len(rate)), rng.normal(0, spread * np.sqrt(1 - memory**2), len(rate))
    for day in range(1, len(rate) if spread else 0):
        state[day] = memory * state[day - 1] + noise[day]
    return rng.poisson(rate * np.exp(rng.normal(0, 0.4) + state))


WORLDS = {
    "plain chance": {},
    "days hang together": {"memory": 0.98, "spread": 0.3},
    "two years": {"years": 2, "rate": 4.0, "memory": 0.95, "spread": 0.2},
    "growth": {"growth": 0.1, "rate": 6.0, "memory": 0.95, "spread": 0.3},
    "a fall": {"growth": -0.05, "rate": 6.0},
}


def sizes(options, samples, seed):
    rng = np.random.default_rng(seed)
    whole, single = [], []
    for _ in range(samples):
        units = agency(rng, **options)
        whole.append(pace(units))
        single += [pace([unit]) for unit in units[:3]]
    return [
        np.mean([each.p_value < 0.05 for each in said if each.p_value is not None])
        for said in (whole, single)
    ]


@pytest.mark.parametrize("options", WORLDS.values(), ids=WORLDS)
def test_size_where_nobody_knows_of_levels(options):
    samples = 40
    assert max(sizes(options, samples, 1)) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / samples)


@pytest.mark.slow
@pytest.mark.parametrize("options", WORLDS.values(), ids=WORLDS)
def test_size_where_nobody_knows_of_levels_in_full(options):
    samples = 1000
    assert max(sizes(options, samples, 2)) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / samples)


def test_without_the_other_days_the_ratio_would_be_above_zero():
    rng = np.random.default_rng(4)
    said = [pace(agency(rng, rate=1.0)) for _ in range(60)]
    raw = np.mean([each.numbers for each in said])
    left = np.mean([each.estimate for each in said])
    error = np.std([each.estimate for each in said]) / np.sqrt(len(said))
    assert raw > 0.02
    assert abs(left) < 3 * error


def test_a_pace_that_follows_its_level_is_found_and_measured():
    rng = np.random.default_rng(5)
    said = [pace(agency(rng, follows=0.15)) for _ in range(25)]
    assert np.mean([each.p_value < 0.05 for each in said]) >= 0.9
    truth = np.log(1.15 / 0.85)
    assert np.mean([each.estimate for each in said]) == pytest.approx(truth, abs=0.06)
    assert np.mean([each.interval[0] <= truth <= each.interval[1] for each in said]) >= 0.8


def test_days_near_the_ends_and_single_days_are_not_tested():
    own = np.ones(800, dtype=np.int64)
    said = pace([Reached(own, own, np.array([5, 400, 790]))])
    assert (said.p_value, said.n) == (None, 1)
    assert "on 1 days" in text_of("figures.pace", said.reason)


def test_the_same_days_give_the_same_answer():
    units = agency(np.random.default_rng(6))
    assert pace(units) == pace(units)


def test_other_days_are_of_the_season_with_records_and_far_from_every_level():
    own = np.ones(1500, dtype=np.int64)
    own[430] = 0
    unit = Reached(own, own, np.array([100, 800]))
    told = set(other_days(unit, contrast(own, own), 100).tolist())
    season = {day for turn in range(5) for day in range(1500)
              if abs(day - 100 - 365.25 * turn) <= 75}  # fmt: skip
    near = {day for day in range(1500) if min(abs(day - 100), abs(day - 800)) <= 28}
    whole = set(range(27, 1472))
    assert told == (season & whole) - near - {430}
