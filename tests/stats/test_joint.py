"""Are members of a group told from those whom chance puts beside each other as often?"""

from itertools import permutations, product

import numpy as np
import pytest
from fixture_beside import built, unit

from tallystick.stats.networks.beside import Beside, GroupOccasions
from tallystick.stats.networks.beside_groups import NOBODY, ask_beside, each_left_out, tails
from tallystick.stats.networks.beside_pairs import beyond_pairs
from tallystick.stats.networks.joint import joint_of

NONE = -1


def one_cell(beside, named):
    """Occasions of member 0, one a month, in one stratum of each sorting."""
    beside = np.array(beside, dtype=bool)
    cell = np.zeros((3, len(beside)), dtype=np.int64)
    tables = (np.array([named], dtype=float),) * 3
    return Beside(np.zeros(len(beside), np.int64), np.arange(len(beside)), cell, beside, tables)


def first_chances(given, partner, *others):
    """The occasions of member 0 and the chance of each that any of the `others` is beside."""
    found = GroupOccasions(given, np.array([0, *others]), np.full(given.members, partner))
    return found.row[found.of == 0], found.chances([NOBODY])[0, 0, found.of == 0]


def test_the_chance_that_one_of_the_group_is_beside_is_added_up_by_hand():
    """Six colleagues named as often: of one drawn 2/6, of two 1 - 4/6 x 3/5, beside partner 6."""
    given = one_cell(
        [[0, 1, 0, 0, 0, 0, 0, 0], [0, 1, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 1],
         [0, 0, 0, 1, 0, 0, 0, 1], [0] * 8],
        [9, 2, 2, 2, 2, 2, 2, 5],
    )  # fmt: skip
    rows, chance = first_chances(given, 7, 1, 2)
    assert rows.tolist() == [0, 1, 2, 3, 4]
    assert chance == pytest.approx([2 / 6, 1 - 4 / 6 * 3 / 5, 0, 2 / 6, 0])


def drawn_one_by_one(weights, group, companions):
    """The chance by all orders of draws, each as often as it is named."""
    none = 0.0
    for order in permutations(range(len(weights)), companions):
        if any(each in group for each in order):
            continue
        chance, left = 1.0, sum(weights)
        for each in order:
            chance *= weights[each] / left
            left -= weights[each]
        none += chance
    return 1 - none


@pytest.mark.parametrize("companions", [1, 2, 3])
def test_unlike_members_are_drawn_as_often_as_they_are_named(companions):
    """Exact where the others are named alike; a few hundredths off where they are not."""
    for rest, off in (((3, 3, 3, 3), 1e-9), ((1, 2, 4, 6), 0.05)):
        weights = [5, 2, *rest]
        beside = np.zeros(8, dtype=bool)
        beside[1 : 1 + companions] = True
        given = one_cell([beside], [9, *weights, 0])
        chance = first_chances(given, 7, 1, 2)[1][0]
        assert chance == pytest.approx(drawn_one_by_one(weights, {0, 1}, companions), abs=off)


def test_nobody_outside_a_stratum_can_be_drawn():
    given = one_cell([[0, 1, 0, 0]], [1, 1, 1, 0])
    assert first_chances(given, 3, 1)[1][0] == 0.5
    whole = one_cell([[0, 1, 1, 0]], [1, 1, 1, 0])
    assert first_chances(whole, 3, 1)[1][0] == 1.0


def slow_chance(given, sorting, row, group, partner):
    """One occasion's chance from the whole row of who is named there, member by member."""
    member = given.member[row]
    named = given.named[sorting][given.cell[sorting, row]].copy()
    named[[member, partner[member]]] = 0.0
    companions = given.beside[row].sum() - given.beside[row, partner[member]]
    rest = named[[each for each in range(given.members) if each not in group]]
    each, none = rest.sum() / max((rest > 0).sum(), 1), 1.0
    for turn in range(int(companions)):
        left = max(rest.sum() - turn * each, 0) / max(named.sum() - turn * each, 1e-12)
        none *= min(left, 1)
    return 1 - none


@pytest.mark.parametrize("gone", [(), (4, 7), (0, 1, 9)])
def test_chances_are_those_of_a_slow_twin_that_forgets_the_gone(gone):
    given = unit(5, members=14)
    partner = given.partner
    part = given.without(np.array(gone, dtype=np.int64)) if gone else given
    named = [each * ~np.isin(np.arange(14), gone) for each in given.named]
    bare = Beside(part.member, part.month, part.cell, part.beside, tuple(named))
    group = np.array([2, 3, 5, 8])
    found = GroupOccasions(part, group, partner)
    after = GroupOccasions(given, group, partner).chances([NOBODY, np.array(gone, dtype=np.int64)])
    assert np.array_equal(after[:, 1], found.chances([NOBODY])[:, 0])
    for sorting, chance in enumerate(found.chances([NOBODY])[:, 0]):
        twin = [slow_chance(bare, sorting, row, set(group.tolist()), partner) for row in found.row]
        assert chance.tolist() == pytest.approx(twin)
        assert len(found.row) == np.isin(part.member, group).sum()


def times_beside(given):
    """At how many occasions of the first the second is beside, counted one by one."""
    found = np.zeros((given.members, given.members))
    for member, beside in zip(given.member.tolist(), given.beside, strict=True):
        found[member] += beside
    return found


def dense_pairs(given):
    """By how much pairs are beyond like times, from whole matrices."""
    likely = np.zeros((given.members, given.members))
    for row, member in enumerate(given.member.tolist()):
        named = given.named[1][given.cell[1, row]].copy()
        named[member] = 0.0
        likely[member] += np.minimum(named / max(named.sum(), 1e-12) * given.beside[row].sum(), 1)
    both, likely = times_beside(given) + times_beside(given).T, likely + likely.T
    rng = np.random.default_rng(21)
    drawn = [np.triu(rng.poisson(likely), 1) for _ in range(8)]
    chance = [np.sqrt(np.maximum(each + each.T - likely, 0)) for each in drawn]
    over = np.maximum(np.sqrt(np.maximum(both - likely, 0)) - np.mean(chance, axis=0), 0)
    return over * ~np.eye(given.members, dtype=bool)


def test_the_partner_is_who_was_beside_most_often():
    given = unit(3, members=13)
    assert given.partner.tolist() == np.argmax(times_beside(given), axis=1).tolist()


def test_pairs_that_are_left_are_those_of_the_others_alone():
    given, gone = unit(4, members=13), np.array([2, 3, 9])
    every = given.pairs
    number, times = given.without(gone).pairs
    twin = times_beside(given) + times_beside(given).T
    twin[gone], twin[:, gone] = 0, 0
    assert times.tolist() == twin.flat[number].tolist()
    assert times.sum() == np.triu(twin).sum() < every[1].sum()


@pytest.mark.parametrize("size", [0, 1, 5, 40])
def test_tails_are_those_of_all_ways_added_up(size):
    rng = np.random.default_rng(size)
    events = [rng.random(int(n)) for n in rng.integers(0, 9, size)]
    found = np.array([rng.integers(0, len(each) + 1) for each in events], dtype=np.int64)
    twin = [
        sum(
            float(np.prod(np.where(np.array(way) == 1, each, 1 - each)))
            for way in product((0, 1), repeat=len(each))
            if sum(way) >= many
        )
        for each, many in zip(events, found.tolist(), strict=True)
    ]
    assert tails(events, found).tolist() == pytest.approx(twin)


def test_a_group_with_others_left_out_is_that_of_records_without_them():
    given = unit(6, members=15, months=24)
    group, partner = np.array([1, 4, 6, 10]), given.partner
    gone = [np.array([0, 2]), np.array([3, 5, 7, 8]), np.array([9, 11, 12, 13, 14])]
    said = list(each_left_out(given, group, partner, gone))
    for each, left_out in zip(said, gone, strict=True):
        twin = ask_beside(given.without(left_out), group, partner, 1.0)
        assert each.p_value == twin.p_value
        assert [m.beyond.tolist() for m in each.group().members] == [
            m.beyond.tolist() for m in twin.members
        ]


@pytest.mark.parametrize("seed", [1, 2])
def test_pairs_are_those_of_whole_matrices(seed):
    given, every = unit(seed, members=13), np.arange(13)
    whole = dense_pairs(given)
    assert beyond_pairs(given, every) == pytest.approx(whole)
    some = every[[1, 4, 5, 9]]
    assert beyond_pairs(given, some) == pytest.approx(whole[np.ix_(some, some)])


def alone(months, pairs, members=9):
    """A file a day of each of `pairs`, in one place and at one time."""
    rows = [
        (month * 100 + day, who, month, day)
        for month in range(months)
        for day, pair in enumerate(pairs)
        for who in pair
    ]
    file, who, month, day = np.array(rows).T
    nothing = np.zeros(len(rows), dtype=np.int64)
    return built(file, who, month, day, (nothing,) * 3, members)


def ring(*who):
    return [(one, two) for at, one in enumerate(who) for two in who[at + 1 :]]


def mixed(members=9):
    return ring(*range(members))


def test_three_who_are_always_beside_each_other_are_found_and_pairs_are_not():
    crew = ring(0, 1, 2) * 2 + ring(3, 4, 5, 6, 7, 8)
    said = joint_of(alone(24, crew))
    assert sorted(each.member for each in said.numbers.group.members) == [0, 1, 2]
    assert said.p_value < 0.001
    assert (said.numbers.again, said.numbers.group.sharing) == (3, 3)
    couples = [(0, 1), (2, 3), (4, 5), (6, 7)] * 3 + mixed()
    assert joint_of(alone(24, couples)).p_value > 0.2


def test_two_couples_of_a_unit_whose_others_mix_are_no_group():
    """Each of the four is beside the own partner three times as often, and else like anybody."""
    given = alone(24, [(0, 1), (2, 3)] * 3 + mixed(12), members=12)
    partner = np.arange(12) ^ 1
    said = ask_beside(given, np.arange(4), partner)
    assert said.p_value > 0.2
    assert said.sharing == 0
    # Beside another than the partner: with 2 of the 10 in one file each, of 14 in a month.
    assert {(each.found, each.n) for each in said.members} == {(2 * 24, 14 * 24)}


def test_one_who_is_beside_everybody_makes_no_group():
    star = [(0, each) for each in range(1, 9)] * 3 + mixed()
    assert joint_of(alone(24, star)).p_value > 0.2


def test_a_unit_of_teams_has_no_odd_one():
    teams = ring(0, 1, 2) * 3 + ring(3, 4, 5) * 3 + ring(6, 7, 8) * 3 + mixed()
    assert joint_of(alone(24, teams)).p_value == 1.0


def test_few_members_and_few_months_say_nothing():
    small = alone(24, ring(0, 1, 2) * 2 + ring(3, 4, 5), members=6)
    assert joint_of(small).minimum_detectable is None
    assert joint_of(small).numbers.group is None
    assert joint_of(alone(10, ring(0, 1, 2) * 2 + ring(3, 4, 5, 6, 7, 8))).p_value == 1.0
    with pytest.raises(ValueError, match="three members"):
        ask_beside(small, np.array([0, 1]), np.full(6, NONE))


def test_the_search_sees_a_crew_without_a_strong_pair():
    """Each pair of five has two files in common, one pair outside has six: raw counts miss them."""
    given = alone(6, ring(0, 1, 2, 3, 4) + [(5, 6)] * 3 + ring(5, 6, 7, 8), members=9)
    assert times_beside(given)[5, 6] > times_beside(given)[0, 1]
    over = beyond_pairs(given, np.arange(given.members))
    inside = over[np.ix_(range(5), range(5))].sum() / 5
    assert inside > over[5, 6] * 2 / 2


@pytest.mark.parametrize("how", [
    {}, {"liking": 1.0}, {"platoons": 3}, {"sectors": 3},
    {"platoons": 2, "sectors": 2, "members": 16},
    {"teams": ((0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11)), "dose": 0.8},
])  # fmt: skip
def test_rosters_partners_and_likings_are_found_no_more_than_promised(how):
    below = [joint_of(unit(seed, **how)).p_value < 0.05 for seed in range(300, 312)]
    assert sum(below) <= 2


@pytest.mark.parametrize(("crew", "least", "how"), [
    ((0, 4, 7), 3, {}), ((0, 3, 4, 7), 3, {}), ((0, 4, 9, 13), 6, {"members": 20, "rate": 4.0}),
])  # fmt: skip
def test_a_crew_that_rides_together_is_found_with_its_members(crew, least, how):
    """Of 15 worlds (seeds 300 to 314) 9, 9 and 15; nobody else is named in any of them."""
    said = [joint_of(unit(seed, crew=crew, dose=1.0, **how)) for seed in range(300, 308)]
    found = [each for each in said if each.p_value < 0.05]
    assert len(found) >= least
    for each in found:
        theirs = {one.member for one in each.numbers.group.members[: each.numbers.group.sharing]}
        assert len(theirs & set(crew)) >= 3
