"""Does the overlap of two lists have the chance that drawing them would give it?"""

from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import hypergeom

from tallystick.stats.networks.overlap import chance_of_meeting, chance_of_near, chance_of_overlap


def ints(*numbers):
    return np.array(numbers, dtype=np.int64)


@pytest.mark.parametrize("shared", range(6))
def test_in_one_stratum_it_is_the_hypergeometric_tail(shared):
    told = chance_of_overlap(ints(5), ints(12), ints(40), shared)
    assert told == pytest.approx(hypergeom.sf(shared - 1, 40, 12, 5))


def test_over_strata_it_is_what_all_pairs_of_lists_show():
    """Every list of 2 of 4 and 1 of 3 things, beside one fixed list of 2 and 2 of them."""
    fixed = {0, 1}, {0, 1}
    counted = [
        len(fixed[0] & set(one)) + len(fixed[1] & set(other))
        for one, other in product(combinations(range(4), 2), combinations(range(3), 1))
    ]
    for shared in range(4):
        told = chance_of_overlap(ints(2, 1), ints(2, 2), ints(4, 3), shared)
        assert told == pytest.approx(np.mean([n >= shared for n in counted])), shared


def test_a_list_that_takes_a_whole_stratum_says_nothing():
    assert chance_of_overlap(ints(3, 2), ints(30, 20), ints(30, 20), 5) == pytest.approx(1.0)


def test_members_that_are_near_are_counted_as_all_outcomes_show():
    shares = (0.1, 0.5, 0.25)
    for near in range(4):
        told = sum(
            np.prod([share if is_near else 1 - share
                     for share, is_near in zip(shares, outcome, strict=True)])
            for outcome in product((True, False), repeat=3)
            if sum(outcome) >= near
        )  # fmt: skip
        assert chance_of_near(shares, near) == pytest.approx(told)


@pytest.mark.parametrize(("first", "last", "length"), [(10, 20, 0), (-5, 3, 4), (25, 60, 12)])
def test_a_stretch_meets_as_often_as_counting_its_days_shows(first, last, length):
    end = 30
    begins = range(end - length + 1)
    met = [begin <= last and begin + length >= first for begin in begins]
    assert chance_of_meeting(first, last, length, end) == pytest.approx(np.mean(met))


def test_a_stretch_of_the_whole_time_meets_everything():
    assert chance_of_meeting(3, 4, 30, 30) == 1.0
