"""Is the least number beyond chance that of the exact law, and is a share as large really found?"""

import numpy as np
import pytest

from tallystick.stats.peers.standardised import beside_the_rest
from tallystick.stats.proportions.beyond_chance import least_numbers, share_giving
from tallystick.stats.proportions.shares import critical, smallest

ONE_KIND = [(1000, 100, 50), (400, 5, 100), (5000, 1500, 300), (200, 150, 30), (60, 30, 60),
            (3000, 2900, 400), (300, 0, 12)]  # fmt: skip


@pytest.mark.parametrize(("rest_n", "rest_found", "n"), ONE_KIND)
def test_in_one_kind_it_is_within_one_of_the_exact_law(rest_n, rest_found, n):
    rows = [np.array([each]) for each in (n, rest_found, rest_n)]
    exact = critical(rows[1], rows[0], rows[2])
    (least,) = least_numbers(np.array([0]), *rows, 1)
    assert abs(least - exact) <= 1
    if least == exact:
        assert share_giving(least, n) == smallest(n, rows[1], rows[0], rows[2])


def test_over_many_kinds_it_is_within_one_of_the_exact_law():
    rng = np.random.default_rng(1)
    members, kinds = 30, 8
    member = np.repeat(np.arange(members), kinds)
    n, rest_n = rng.integers(1, 40, member.size), rng.integers(200, 600, member.size)
    rest_found = rng.binomial(rest_n, np.tile(rng.uniform(0.02, 0.4, kinds), members))
    least = least_numbers(member, n, rest_found, rest_n, members)
    for one in range(members):
        own = member == one
        assert abs(least[one] - critical(rest_found[own], n[own], rest_n[own])) <= 1


def test_more_than_all_is_no_share():
    """Where the rest has a find in all of its records, all of a member's are no more."""
    (least,) = least_numbers(*(np.array([each]) for each in (0, 20, 300, 300)), 1)
    assert least > 20
    assert share_giving(least, 20) == float("inf")
    assert 0.8 < share_giving(20.0, 20) < 1


def three_far_above(seed):
    """Sixteen members in twelve kinds, of whom three find in .8 and the others in .6."""
    rng = np.random.default_rng(seed)
    member, kind = (each.ravel() for each in np.indices((16, 12)))
    n = rng.integers(10, 60, member.size)
    return rng, member, kind, n, rng.binomial(n, np.where(member < 3, 0.8, 0.6))


@pytest.mark.parametrize("one", [0, 4])
def test_the_smallest_difference_is_above_none_and_found_about_eight_times_in_ten(one):
    """Three of sixteen pull the shares of all up: by the spread alone less than none was enough."""
    rng, member, kind, n, found = three_far_above(5)
    said = beside_the_rest(member, kind, found, n, 16)[one]
    assert said.minimum_detectable > 0.03
    own, share = member == one, said.numbers.expected / said.n + said.minimum_detectable
    hits = 0
    for _ in range(150):
        found[own] = rng.binomial(n[own], share)
        hits += beside_the_rest(member, kind, found, n, 16)[one].p_value < 0.05
    # Three standard errors of 150 times below .8, and no more than what asking for both costs.
    assert 0.7 <= hits / 150 <= 0.95
