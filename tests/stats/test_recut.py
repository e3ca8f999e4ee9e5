"""Are pairs that fall those of a slow twin, their chances exact, and innocent lots none?"""

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import kendalltau

from tallystick.stats.networks.alike import alike_beyond_chance
from tallystick.stats.networks.recut import DAYS, falling_of


def twin(days, milli, permille):
    """Pairs that fall and that rise, of records alike in weight, one by one."""
    falls = rises = 0
    for one in range(len(days)):
        for other in range(len(days)):
            soon = 0 < days[other] - days[one] <= DAYS
            heavy, light = max(milli[one], milli[other]), min(milli[one], milli[other])
            if soon and heavy * 100 <= light * 110:
                falls += permille[other] * 100 <= permille[one] * 95
                rises += permille[one] * 100 <= permille[other] * 95
    return falls, rises


def records(rng, n, most=900):
    return rng.integers(0, most, n), rng.integers(500, 3000, n), rng.integers(10, 900, n)


@pytest.mark.parametrize("n", [2, 40, 1203])
def test_pairs_are_those_of_a_slow_twin_in_one_block_and_in_several(n):
    stratum = records(np.random.default_rng(n), n)
    said = falling_of([stratum])
    assert (said.pairs.alike, said.rising) == twin(*stratum)
    assert said.pairs.records == n


def test_weight_days_and_fall_are_counted_to_their_limits():
    days = np.array([0, 183, 184])
    milli, permille = np.array([1000, 1100, 1000]), np.array([400, 380, 361])
    assert falling_of([(days, milli, permille)]).pairs.alike == 2
    assert falling_of([(days, milli + np.array([0, 1, 0]), permille)]).pairs.alike == 0
    assert falling_of([(days, milli, permille + np.array([0, 1, 0]))]).pairs.alike == 1


def test_the_chances_are_those_of_all_ways_to_hand_the_weights_out():
    rng = np.random.default_rng(4)
    days, milli, permille = records(rng, 6, 300)
    milli[:3] = (1000, 1050, 1090)
    every = [
        falling_of([(days, milli[list(order)], permille)]).pairs.alike
        for order in permutations(range(6))
    ]
    said = falling_of([(days, milli, permille)]).pairs
    assert said.mean == pytest.approx(np.mean(every))
    assert said.variance == pytest.approx(np.var(every))


def test_the_order_of_equal_weights_is_close_to_kendalls():
    """Of one weight and within half a year all pairs are compared, beside a level of no trend."""
    rng = np.random.default_rng(2)
    days, permille = np.arange(60), np.geomspace(900, 20, 60).astype(int)
    swapped = permille.copy()
    rng.shuffle(swapped)
    other = (
        np.arange(400) % 183,
        9_000_000 + np.arange(400) * 2_000_000,
        rng.integers(10, 900, 400),
    )
    for purity in (swapped, np.r_[permille[:30], rng.permutation(permille[30:])]):
        one_weight = (days, np.full(60, 1000), purity)
        both = [np.concatenate(each) for each in zip(one_weight, other, strict=True)]
        said = falling_of([tuple(both)])
        expected = kendalltau(-days, purity, alternative="greater").pvalue
        assert said.p_order == pytest.approx(expected, rel=1.0, abs=0.02)
    assert falling_of([]).p_order == 1.0


def innocent(rng, size, dealers=False, drift=0.0):
    """Packs of a market, or, three in five, of dealers who stay for two months."""
    days = rng.integers(0, 1096, size)
    milli = 1000 * rng.geometric(0.38, size) * rng.lognormal(0, 0.16, size)
    permille = 300 * np.exp(rng.normal(0, 0.22, size) - drift * days / 365)
    if dealers:
        many = size // 12
        begins, weight = rng.integers(0, 1096, many), 1000 * rng.lognormal(0.5, 0.6, many)
        dealer, dealt = rng.integers(0, many, size), rng.random(size) < 0.6
        days = np.where(dealt, begins[dealer] + rng.integers(0, 60, size), days)
        milli = np.where(dealt, weight[dealer] * rng.normal(1, 0.03, size), milli)
    return days, np.maximum(milli, 20).astype(int), np.clip(permille, 10, 970).astype(int)


def answers(units):
    held = [falling_of([unit]) for unit in units]
    said = alike_beyond_chance([each.pairs for each in held])
    return [
        max(one.p_value, each.p_order) if one.p_value is not None else 1.0
        for one, each in zip(said, held, strict=True)
    ]


@pytest.mark.parametrize("odd", [{}, {"drift": 0.5}, {"dealers": True}])
def test_its_size_holds_where_nothing_is_cut(odd):
    """In one unit of ten alone purity falls, or dealers come and go."""
    rng, p_values = np.random.default_rng(6), []
    for _ in range(25):
        units = [innocent(rng, int(rng.integers(80, 250)), **odd)]
        units += [innocent(rng, int(rng.integers(80, 250))) for _ in range(9)]
        p_values.append(answers(units))
    p_values = np.array(p_values)
    assert np.mean(p_values < 0.05) < 0.03
    assert np.mean(p_values[:, 0] < 0.05) < 0.13
    assert p_values.min() > 0.05 / p_values.size / 2


def test_lots_that_are_cut_again_are_found():
    """Of 150 cases 60 are of ten lots, each seized six times and a fifth less pure each time."""
    rng, found = np.random.default_rng(7), []
    for _ in range(10):
        units = [innocent(rng, 150) for _ in range(10)]
        days, milli, permille = units[0]
        for number in range(10):
            rows = slice(6 * number, 6 * number + 6)
            days[rows] = rng.integers(0, 900) + 25 * np.arange(6)
            milli[rows] = milli[6 * number] * rng.normal(1, 0.03, 6)
            permille[rows] = 380 * 0.8 ** np.arange(6)
        found.append(answers(units)[0])
    assert np.mean(np.array(found) < 0.01) >= 0.8
