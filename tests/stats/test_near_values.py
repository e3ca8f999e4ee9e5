"""Are shares near a round value or a target on it as often as promised, and found where moved?

Innocent worlds of monthly shares: units that just meet their goal, that drift to it, of one rate
and one denominator, of two rates mixed, of 99 %, of very few, of very many, and rates that are
worked out from rounded counts. A target of 85 per cent, or multiples of five.
"""

import numpy as np
import pytest
from scipy.stats import binom

from tallystick.stats.rounding.round_shares import goal_values, nearest_multiple, on_values

FIVES, GOAL = 5000, 85_000


def sizes(low, high):
    return lambda rng, m: np.exp(rng.uniform(np.log(low), np.log(high), m)).astype(np.int64)


def one_size(low, high):
    return lambda rng, m: np.full(m, rng.integers(low, high))


def at(rate):
    return lambda _, m: np.full(m, rate)


def just_met(rng, m):
    return rng.normal(0.855, 0.01, m)


def steady(rng, m):
    return np.full(m, rng.choice([0.5, 0.8, 0.85, 0.9, 0.99]))


def drift(rng, m):
    return np.linspace(0.6, 0.95, m) + rng.normal(0, 0.01, m)


def mixed(rng, m):
    return np.where(rng.random(m) < 0.5, 0.7, 0.9)


def free(rng, m):
    return rng.uniform(0.3, 0.95, m)


WORLDS = {
    "at the goal": (sizes(30, 400), at(0.85), 1),
    "at the goal, large": (sizes(2000, 50_000), at(0.85), 1),
    "goal just met": (sizes(30, 400), just_met, 1),
    "steady": (sizes(30, 400), steady, 1),
    "drift": (sizes(30, 400), drift, 1),
    "drift, large": (sizes(1000, 20_000), drift, 1),
    "99 percent": (sizes(50, 2000), at(0.99), 1),
    "tiny": (sizes(3, 40), free, 1),
    "mixture": (sizes(50, 500), mixed, 1),
    "one denominator": (one_size(40, 400), at(0.85), 1),
    "free": (sizes(30, 2000), free, 1),
    "counts in tens": (sizes(100, 1000), free, 10),
    "counts in tens, at the goal": (sizes(100, 1000), at(0.85), 10),
    "counts in fives, at the goal": (sizes(60, 400), at(0.85), 5),
    "counts in tens of 200": (at(200), at(0.85), 10),
}  # fmt: skip
"""Denominators, rates and what counts are rounded to."""


def said(rng, m, world, base, moved=0.0, unit=100):
    """The test of `m` shares of a world, printed to `unit`, of which some are moved."""
    of, rate, step = WORLDS[world]
    of, rate = of(rng, m), np.clip(rate(rng, m), 0, 1)
    count = np.minimum((rng.binomial(of, rate) + step // 2) // step * step, of)
    milli = (200_000 * count + unit * of) // (2 * unit * of) * unit
    if base:
        there, short = (milli + base // 2) // base * base, np.full(m, True)
    else:
        least = -(-GOAL * of // 100_000)
        there, short = (200_000 * least + unit * of) // (2 * unit * of) * unit, milli < GOAL
    milli = np.where(short & (rng.random(m) < moved), there, milli)
    counts = np.where(of * unit <= 100_000, np.rint(milli * of / 100_000), -1).astype(np.int64)
    values = [
        nearest_multiple(share, base, 100) if base else goal_values(GOAL, full, 100, unit)
        for share, full in zip(milli.tolist(), of.tolist(), strict=True)
    ]
    units = np.full(m, unit)
    return on_values(milli, of, 100, values, units, apart=base, counts=counts).p_value


def found_of(draws, seed, *how):
    p = [said(np.random.default_rng([seed, draw]), *how) for draw in range(draws)]
    told = [each for each in p if each is not None]
    return len(told), sum(each < 0.05 for each in told)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("base", [0, FIVES])
def test_innocent_shares_near_a_value_are_on_it_as_often_as_promised(world, base):
    told, found = found_of(20, 31, 24, world, base)
    assert found <= binom.ppf(0.999, max(told, 1), 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("base", [0, FIVES])
@pytest.mark.parametrize(("m", "draws"), [(24, 150), (300, 60)])
@pytest.mark.parametrize("unit", [100, 1000])
def test_the_size_in_full(world, base, m, draws, unit):
    told, found = found_of(draws, 29, m, world, base, 0.0, unit)
    print(f"| {'fives' if base else 'goal'}, {m}, {unit} | {world} | {found} of {told} |")
    assert found <= binom.ppf(0.999, max(told, 1), 0.05)


POWER = [("at the goal", 0, 4), ("drift", 0, 10), ("drift, large", 0, 15), ("mixture", 0, 8),
         ("free", 0, 15), ("at the goal", FIVES, 13), ("drift, large", FIVES, 15),
         ("tiny", FIVES, 11), ("free", FIVES, 14)]  # fmt: skip


@pytest.mark.parametrize(("world", "base", "least"), POWER)
def test_a_quarter_put_on_a_value_is_found(world, base, least):
    """Of those short of a goal, or of all; 20 series of 24 shares."""
    told, found = found_of(20, 30, 24, world, base, 0.25)
    print(f"| {'fives' if base else 'goal'}, a quarter moved | {world} | {found} of {told} |")
    assert found >= least


def test_a_part_of_the_counts_rounded_looks_like_shares_that_were_put_there():
    """What the test cannot tell, as docs/engagement.md says: half of the counts in tens, of 200."""
    rng, found = np.random.default_rng(3), 0
    for _ in range(20):
        count = rng.binomial(200, 0.85, 36)
        count = np.where(rng.random(36) < 0.5, (count + 5) // 10 * 10, count).astype(np.int64)
        of, values = np.full(36, 200), [goal_values(GOAL, 200, 100, 100)] * 36
        p = on_values(500 * count, of, 100, values, np.full(36, 100), counts=count).p_value
        found += p is not None and p < 0.05
    assert found >= 10
