"""Is a member of a group asked of nobody but those whom the others met elsewhere too?"""

from itertools import pairwise
from math import comb

import numpy as np
import pytest
from fixture_company import built
from scipy.stats import nchypergeom_fisher
from scipy.stats import t as student

from tallystick.stats.networks.asked_company import (
    MARGIN,
    Group,
    Member,
    ask,
    asked_about,
    by_months,
    noncentral,
    shared,
    smallest_shared,
)
from tallystick.stats.networks.company import expected, own_persons

MONTHS = 8


@pytest.mark.parametrize(("total", "own", "rest", "odds"), [
    (3, 5, 7, 2.0), (12, 9, 10, 2.0), (1, 1, 1, 1.0), (0, 4, 4, 2.0), (30, 25, 8, 3.0),
])  # fmt: skip
def test_the_law_is_fishers_noncentral_one(total, own, rest, odds):
    law = noncentral(total, own, rest, odds)
    there = nchypergeom_fisher(own + rest, own, total, odds).pmf(np.arange(len(law)))
    assert law == pytest.approx(there, abs=1e-12)
    assert law.sum() == pytest.approx(1)


def searches(rows):
    """Occasions from (member, month, area, part, persons), the n-th on the n-th day of its month.

    Everybody is met with a person of the same number as nobody else's: 900 and on.
    """
    member, month, area, part = (np.array([row[k] for row in rows]) for k in range(4))
    day = np.array([sum(month[:k] == month[k]) for k in range(len(rows))]) % 28
    came = np.array([[*row[4], *range(900 + 9 * k, 902 + 9 * k - len(row[4]))]
                     for k, row in enumerate(rows)])  # fmt: skip
    return built(member, month, day, area, part, came)


def crew_of_three(areas=(0, 1), parts=(0, 4), outside=4, met=(), months=MONTHS):
    """Members 0, 1, 2 meet person 7 everywhere; `outside` others have as many occasions.

    `met` are those outside who meet person 7 as well.
    """
    return searches([
        (member, month, area, part, (7,) if member < 3 or member in met else ())
        for month in range(months) for area in areas for part in parts
        for member in range(3 + outside)
    ])  # fmt: skip


def test_a_crew_is_found_with_numbers_added_up_by_hand():
    """Of a stratum's three months, 5 members: 3 of the member's with person 7 and none of 12.

    Three quarters (of 3, 3 and 2 months), two areas and two parts: twelve strata by place.
    """
    company = crew_of_three()
    group, outside = np.arange(3), np.arange(3, 7)
    asked = asked_about(company, group)
    assert asked.persons.sum() == 3
    said = ask(company, group, outside, asked)
    first = {each.member: each for each in said.members}[0]
    assert (first.found, first.n, first.expected) == (32, 32, 0.0)

    def odds_all(mine):  # all `mine` occasions with the person are the member's, of 5 times so many
        weights = [comb(mine, k) * comb(4 * mine, mine - k) * MARGIN**k for k in range(mine + 1)]
        return weights[-1] / sum(weights)

    assert said.sharing == 3
    by_place = (odds_all(3) ** 2 * odds_all(2)) ** 4
    assert by_place < 1e-12
    assert said.p_value <= 1e-4, "Student's t over eight months that are nearly alike"
    assert first.p_value > by_place


@pytest.mark.parametrize(("over", "p_value"), [
    ([1.0, 2.0, 0.0, 1.0, 3.0, -1.0], student.sf(1.0 / (np.sqrt(2) / np.sqrt(6)), 5)),
    ([1.0] * 5, 1.0), ([0.0] * 8, 1.0), ([1.0] * 8, 1e-30),
])  # fmt: skip
def test_months_are_asked_by_students_t_from_six_on(over, p_value):
    assert by_months(np.array(over)) == pytest.approx(p_value)


def test_the_third_smallest_p_value_counts_times_the_others():
    """Members 0, 1, 2 share; 3 and 4 are in the group and do not: (5 - 2) times the third."""
    rows = [
        (member, month, area, part, (7,) if member < 3 else ())
        for month in range(MONTHS) for area in (0, 1) for part in (0, 4) for member in range(12)
    ]  # fmt: skip
    company = searches(rows)
    said = ask(company, np.arange(5), np.arange(5, 12), asked_about(company, np.arange(5)))
    assert 0 < said.members[2].p_value < 1e-4
    assert said.p_value == pytest.approx(3 * said.members[2].p_value, abs=0)
    assert {each.member for each in said.members[:3]} == {0, 1, 2}
    assert (said.sharing, said.members[3].p_value) == (3, 1.0)


@pytest.mark.parametrize("bound", [{"areas": (0,)}, {"parts": (0,)}])
def test_who_was_met_in_one_place_or_at_one_time_alone_does_not_count(bound):
    company = crew_of_three(**bound)
    asked = asked_about(company, np.arange(3))
    assert asked.persons.any()
    said = ask(company, np.arange(3), np.arange(3, 7), asked)
    assert (said.p_value, said.sharing) == (1.0, 0)
    assert {each.found for each in said.members} == {0}


def test_five_months_are_too_few_however_many_occasions_they_have():
    company = crew_of_three(months=5)
    said = ask(company, np.arange(3), np.arange(3, 7), asked_about(company, np.arange(3)))
    assert said.members[0].found == 20
    assert said.p_value == 1.0


def test_a_group_whose_persons_half_of_all_meet_is_none():
    company = crew_of_three(met=(3,))
    said = ask(company, np.arange(3), np.arange(3, 7), asked_about(company, np.arange(3)))
    assert said.p_value == 1.0


def test_a_person_of_one_member_is_asked_of_nobody():
    rows = [(member, month, month % 2, month % 3, (7,) if member == 0 else ())
            for month in range(MONTHS) for _ in range(4) for member in range(7)]  # fmt: skip
    company = searches(rows)
    assert own_persons(company).tolist() == [True]
    assert not asked_about(company, np.arange(3)).persons.any()


def test_what_is_expected_adds_up_to_what_was_met():
    company = crew_of_three(outside=5)
    assert expected(company).sum() == pytest.approx(company.times().sum())
    assert expected(company)[:, 0] == pytest.approx(np.full(8, 96 / 8))


def test_a_pair_is_refused():
    company = crew_of_three()
    with pytest.raises(ValueError, match="three"):
        ask(company, np.arange(2), np.arange(3, 7), asked_about(company, np.arange(3)))


def member(number, beyond, n=20):
    months = np.arange(len(beyond))
    return Member(number, 0.01, 9, n, 1.0, "place", months, np.array(beyond, dtype=float))


def test_the_share_and_its_range_are_students_over_months():
    group = Group((member(0, [1, 2, 3]), member(1, [2, 2, 2]), member(2, [9, 9, 9])), 0.01, 2,
                  np.zeros(0, dtype=np.int64))  # fmt: skip
    value, low, high = shared(group, 2)
    assert value == pytest.approx(12 / 40)
    half = student.ppf(0.975, 2) * np.std([3, 4, 5], ddof=1) * np.sqrt(3) / 40
    assert (low, high) == pytest.approx((max(-1, value - half), min(1, value + half)))


def test_the_smallest_share_falls_with_the_occasions_and_holds_its_power():
    shares = [smallest_shared(n, 10 * n, 2) for n in (8, 20, 80, 300)]
    assert all(a > b for a, b in pairwise(shares))
    assert np.isnan(smallest_shared(5, 50, 2)), "fewer than six months"
    assert np.isnan(smallest_shared(20, 20, 2)), "nobody to compare with"
