"""Is the group that is taken the densest that peeling passes, and at least half as dense as any?"""

from itertools import combinations

import numpy as np
import pytest

from tallystick.stats.networks.dense_groups import densest_group


def density(weight, group):
    return weight[np.ix_(group, group)].sum() / len(group) if len(group) else 0.0


def drawn(seed, members=9):
    rng = np.random.default_rng(seed)
    half = np.triu(rng.gamma(0.4, 1.0, (members, members)), 1)
    return half + half.T


def test_three_who_hang_together_are_found_by_hand():
    weight = np.full((7, 7), 0.1) - 0.1 * np.eye(7)
    for a, b in combinations((1, 4, 6), 2):
        weight[a, b] = weight[b, a] = 5.0
    assert densest_group(weight, 3, 3).tolist() == [1, 4, 6]
    assert densest_group(weight, 4, 5).tolist() == [1, 4, 5, 6], "the last of equals stays"


@pytest.mark.parametrize("seed", range(30))
def test_it_is_half_as_dense_as_the_densest_of_all_sizes(seed):
    weight = drawn(seed)
    every = [list(x) for k in range(1, 10) for x in combinations(range(9), k)]
    best = max(density(weight, group) for group in every)
    assert density(weight, densest_group(weight, 1, 9)) >= best / 2


@pytest.mark.parametrize("seed", range(10))
def test_it_equals_a_slow_peeling_that_adds_up_anew(seed):
    weight = drawn(seed)
    left, passed = list(range(9)), []
    while left:
        passed.append(list(left))
        left.remove(min(left, key=lambda each: (weight[each, left].sum(), each)))
    for least, most in ((3, 4), (2, 6), (1, 9)):
        allowed = [group for group in passed if least <= len(group) <= most]
        best = max(allowed, key=lambda group: density(weight, group))
        assert densest_group(weight, least, most).tolist() == best


def test_without_weight_or_members_there_is_no_group():
    assert not len(densest_group(np.zeros((6, 6)), 3, 3))
    assert not len(densest_group(drawn(0, members=2), 3, 5))


@pytest.mark.parametrize("weight", [np.array([[0, 1.0], [2.0, 0]]), -np.ones((2, 2))])
def test_other_weights_are_refused(weight):
    with pytest.raises(ValueError, match="symmetric"):
        densest_group(weight, 1, 2)
