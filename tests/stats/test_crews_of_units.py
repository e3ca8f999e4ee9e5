"""Does the search for crews keep its size among unlike members, and does it find a crew?"""

import numpy as np
import pytest
from fixture_company import unit

from tallystick.stats.networks.company import halves
from tallystick.stats.networks.crews import crew_of


def named(said):
    return {each.member for each in said.numbers.group.members[: said.numbers.group.sharing]}


def found(worlds, **how):
    return [said for said in (crew_of(unit(seed, **how)) for seed in range(worlds))
            if said.p_value < 0.05]  # fmt: skip


@pytest.mark.parametrize("how", [
    {"habit": 0.3, "rate": 12},
    {"own": (0, 1, 2, 3), "rate": 12},
    {"team": (0, 1, 2, 3), "rate": 12},
    {"crew": (0, 1)},
])  # fmt: skip
def test_nobody_is_named_where_no_three_share(how):
    """Two of eight worlds have a chance of .06 at the nominal 5 %."""
    assert len(found(8, **how)) <= 1


def test_three_who_share_two_people_are_found_and_nobody_else():
    said = found(8, crew=(0, 1, 2), dose=0.6)
    assert len(said) >= 4
    assert all(named(each) == {0, 1, 2} for each in said)
    assert sum(each.numbers.again >= 2 for each in said) >= 3, "the other half proposes them too"


def test_a_crew_without_a_strong_pair_is_found():
    """Four share twenty people, so that a pair meets each a few times."""
    said = found(8, crew=(0, 1, 2, 3), dose=0.5, pool=20, rate=12)
    assert len(said) >= 5
    assert all(named(each) <= {0, 1, 2, 3} for each in said)


def test_the_rest_of_a_unit_most_of_which_brings_its_own_people_is_hardly_ever_named():
    assert not found(6, crew=(0, 1, 2, 3, 4, 5, 6), rate=12)


def test_the_halves_are_every_second_month_and_nothing_is_drawn():
    company = unit(0, crew=(0, 1, 2))
    one, other = halves(company)
    assert (one ^ other).all()
    assert set(company.month[one] % 2) == {0}
    again = crew_of(unit(0, crew=(0, 1, 2)))
    assert again.p_value == crew_of(company).p_value < 0.05
    assert again.numbers.tests > 1
    assert again.p_value == pytest.approx(again.numbers.tests * again.numbers.group.p_value, abs=0)


def test_the_smallest_share_that_is_promised_is_found():
    """Of eight worlds fewer than four have a chance of .01 where 80 % are found."""
    least = np.median([crew_of(unit(seed, rate=12)).minimum_detectable for seed in range(2)])
    assert 0.1 < least < 0.5
    assert len(found(8, crew=(0, 1, 2), dose=least, rate=12)) >= 4


FOURS = tuple(tuple(range(first, first + 4)) for first in (0, 4, 8))


@pytest.mark.parametrize("how", [
    {"teams": FOURS}, {"teams": FOURS, "dose": 0.5}, {"teams": FOURS, "members": 20},
    {"crew": tuple(range(7))}, {"crew": tuple(range(8)), "dose": 0.5},
])  # fmt: skip
def test_where_most_bring_their_teams_people_nothing_is_ever_not_found(how):
    for seed in range(100, 108):
        said = crew_of(unit(seed, rate=12, **how))
        assert said.numbers.in_teams == (said.p_value >= 0.05)


@pytest.mark.parametrize("how", [
    {}, {"habit": 0.3, "rate": 12}, {"own": tuple(range(8)), "rate": 12},
    {"team": (0, 1, 2, 3), "rate": 12}, {"crew": (0, 1)}, {"team": tuple(range(8)), "rate": 12},
])  # fmt: skip
def test_an_innocent_unit_is_not_taken_for_teams(how):
    assert not any(crew_of(unit(seed, **how)).numbers.in_teams for seed in range(100, 106))


@pytest.mark.slow
@pytest.mark.parametrize("how", [{}, {"habit": 0.3, "rate": 15}, {"own": (0, 1, 2), "rate": 12},
                                 {"team": (0, 1, 2), "rate": 15}])  # fmt: skip
def test_the_size_is_kept_over_many_worlds(how):
    """12 of 120 would have a chance below .01 at the nominal 5 %."""
    assert len(found(120, **how)) < 12


def told_as_teams(how):
    """In how many of twenty units it is said that most work in teams."""
    told = [crew_of(unit(seed, **{"rate": 12, **how})).numbers for seed in range(200, 220)]
    print(f"| {how} | {sum(each.in_teams for each in told)} of 20 |")
    return sum(each.in_teams for each in told)


@pytest.mark.slow
@pytest.mark.parametrize("how", [
    {"crew": tuple(range(7)), "dose": 0.5}, {"crew": tuple(range(8)), "dose": 0.5},
    {"crew": tuple(range(8)), "dose": 0.3}, {"crew": tuple(range(10)), "dose": 0.5},
    {"crew": tuple(range(10)), "dose": 0.5, "members": 16},
])  # fmt: skip
def test_a_team_of_most_that_shares_two_people_now_and_then_is_told_as_one(how):
    assert told_as_teams(how) >= 17


@pytest.mark.slow
@pytest.mark.parametrize("how", [
    {"rate": 8}, {"habit": 0.3}, {"habit": 0.1, "rate": 20}, {"members": 7, "rate": 8},
    {"team": tuple(range(8)), "habit": 0.3}, {"team": tuple(range(8)), "habit": 0.3, "rate": 20},
    {"crew": (0, 1), "dose": 0.8}, {"teams": ((0, 1), (2, 3)), "dose": 0.8},
    {"own": (0, 1, 2, 3), "dose": 0.7},
])  # fmt: skip
def test_innocent_units_pairs_and_persons_of_ones_own_are_hardly_told_as_teams(how):
    assert told_as_teams(how) <= 3
