"""Is passing through few hands told by the law of all ways to pass, and seldom by chance?"""

from itertools import product
from math import comb, prod

import numpy as np
import pytest

from tallystick.stats.networks.few_hands import DRAWS, chance_of_few_hands


def table(*rows):
    return np.array(rows, dtype=np.int64)


def ways(number, whole):
    """Every way to take `number` of records by hand, with its weight."""
    for taken in product(*(range(each + 1) for each in whole)):
        if sum(taken) == number:
            yield taken, prod(comb(n, k) for n, k in zip(whole, taken, strict=True))


def exact(own, whole):
    """The twin: all ways over all strata, the least chance of four team sizes for each."""
    law = {(0,) * own.shape[1]: 1}
    for mine, everything in zip(own.tolist(), whole.tolist(), strict=True):
        further = {}
        for taken, weight in ways(sum(mine), everything):
            for so_far, before in law.items():
                both = tuple(a + b for a, b in zip(so_far, taken, strict=True))
                further[both] = further.get(both, 0) + weight * before
        law = further
    of = sum(law.values())

    def held(taken):
        fullest = sorted(taken, reverse=True)
        return [sum(fullest[:size]) for size in range(1, min(4, len(fullest)) + 1)]

    def least(taken):
        return min(
            sum(w for other, w in law.items() if held(other)[place] >= number) / of
            for place, number in enumerate(held(taken))
        )

    here = least(tuple(own.sum(axis=0).tolist()))
    return sum(weight for taken, weight in law.items() if least(taken) <= here + 1e-12) / of


@pytest.mark.parametrize(("own", "whole"), [
    (table([4, 1, 0]), table([6, 6, 6])),
    (table([3, 0, 0], [2, 1, 0]), table([4, 4, 4], [5, 3, 2])),
    (table([2, 2, 0, 0, 0], [1, 2, 0, 0, 0]), table([3, 3, 3, 2, 2], [2, 4, 1, 3, 3])),
    (table([1, 1, 1, 1, 1, 0]), table([2, 2, 2, 2, 2, 2])),
])  # fmt: skip
def test_the_chance_is_that_of_all_ways_counted(own, whole):
    told = exact(own, whole)
    error = 4 * np.sqrt(told * (1 - told) / DRAWS)
    assert chance_of_few_hands(own, whole) == pytest.approx(told, abs=error + 2 / DRAWS)


def test_the_answer_is_the_same_each_time():
    own, whole = table([3, 0, 0], [2, 1, 0]), table([4, 4, 4], [5, 3, 2])
    assert chance_of_few_hands(own, whole) == chance_of_few_hands(own.copy(), whole.copy())


@pytest.mark.parametrize(("own", "whole"), [
    (table([5]), table([9])), (table([2, 3, 1]), table([2, 3, 1])), (table([1, 0, 0]),
    table([3, 3, 3])), (table([0, 0]), table([4, 4])), (np.zeros((0, 0), np.int64),) * 2,
])  # fmt: skip
def test_where_no_other_way_is_fuller_the_chance_is_one(own, whole):
    assert chance_of_few_hands(own, whole) == 1.0


def test_more_of_the_set_than_there_is_is_refused():
    with pytest.raises(ValueError, match="more records of the set"):
        chance_of_few_hands(table([3, 0]), table([2, 5]))


def test_a_stratum_of_one_hand_says_nothing_about_fewness():
    """Where only one officer works, all passes through that officer, by whatever set."""
    alone = chance_of_few_hands(table([6, 0, 0]), table([9, 0, 0]))
    assert alone == 1.0
    assert chance_of_few_hands(table([6, 0, 0]), table([9, 9, 9])) < 0.02


def found(rng, team, number=16, hands=8, places=4):
    """Whether a set of records of so many of the hands is found; all hands is chance."""
    whole = rng.poisson(4.0, (places, hands)) + (np.arange(hands) < team) * 2
    own = np.zeros_like(whole)
    for place in range(places):
        pool = whole[place] * (np.arange(hands) < team)
        own[place] = rng.multivariate_hypergeometric(pool, min(number // places, pool.sum()))
    return chance_of_few_hands(own, whole) <= 0.05


def rate(worlds, team, seed):
    rng = np.random.default_rng(seed)
    return sum(found(rng, team) for _ in range(worlds)) / worlds


def test_chance_is_seldom_few_hands_and_a_team_of_three_often_is():
    assert rate(120, 8, 1) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 120)
    assert rate(40, 3, 2) > 0.8


@pytest.mark.slow
def test_chance_is_few_hands_five_times_in_a_hundred():
    size = rate(2000, 8, 3)
    assert 0.02 < size <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2000)
