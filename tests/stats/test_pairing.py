"""Is a pair's p-value the exact one, and is the size kept where people keep hours and places?"""

from itertools import combinations, product
from math import comb, log

import numpy as np
import pytest

from tallystick.stats.networks.own_person import WHOLE, Rows, own_people
from tallystick.stats.networks.pairing import Occasions, comparable, log_chance, pairs
from tallystick.stats.networks.strongest_pair import contrast, in_all, smallest_own, strongest

# Stratum 0: member 0 has 2 of 5 occasions; stratum 1: 2 of 4; stratum 2 is member 0's alone.
MEMBER, STRATUM, N = (0, 1, 0, 1, 0), (0, 0, 1, 1, 2), (2, 3, 2, 2, 4)


def occasions(came):
    """`came` lists (member, stratum, person, n)."""
    by, at, person, n = (np.array(each, dtype=np.int64) for each in zip(*came, strict=True))
    return Occasions(*(np.array(each) for each in (MEMBER, STRATUM, N)), by, at, person, n)


def enumerated(found, met):
    """The chance of `found` or more, by every way to hand out the occasions that were met."""
    ways = [list(combinations(range(whole), m)) for whole, m in zip((5, 4), met, strict=True)]
    sums = [sum(each < 2 for each in one + other) for one, other in product(*ways)]
    return np.mean(np.array(sums) >= found)


def test_the_p_value_is_that_of_every_way_to_hand_the_occasions_out():
    given = occasions([(0, 0, 7, 2), (0, 1, 7, 2), (0, 2, 7, 4), (1, 1, 3, 1), (0, 0, 3, 1)])
    said = pairs(given)
    at = np.flatnonzero((said.member == 0) & (said.person == 7))[0]
    assert (said.found[at], said.met[at], said.n[at]) == (4, 4, 4)
    assert said.p_value[at] == pytest.approx(enumerated(4, (2, 2)))
    assert said.p_value[at] == pytest.approx(1 / comb(5, 2) / comb(4, 2))
    assert said.least[at] == pytest.approx(log(said.p_value[at]))
    assert said.expected[at] == pytest.approx(2 * 2 / 5 + 2 * 2 / 4)
    assert said.variance[at] == pytest.approx(2 * 0.4 * 0.6 * 3 / 4 + 2 * 0.5 * 0.5 * 2 / 3)
    other = (said.member == 1) & (said.person == 7)
    assert said.found[other].tolist() == [0]
    assert said.p_value[other].tolist() == [1.0]
    assert said.least[other] == pytest.approx(log(comb(3, 2) / comb(5, 2) / comb(4, 2)))


def test_a_stratum_of_one_member_tells_nothing():
    assert len(pairs(occasions([(0, 2, 7, 4)])).member) == 0
    own, whole = comparable(occasions([(0, 2, 7, 4)]), 0)
    assert (own.tolist(), whole.tolist()) == ([2, 2], [5, 4])


def made(rng, members=6, cases=500, dose=0.0, whose=(), pool=2):
    """Cases of members with shifts and beats, guards at their places, clerks in their hours."""
    who = rng.choice(members, cases, p=rng.dirichlet(np.full(members, 8.0)))
    start, beats = rng.integers(0, 24, members), rng.dirichlet(np.full(4, 0.7), members)
    day, hour = rng.integers(0, 364, cases), (start[who] + rng.integers(0, 10, cases)) % 24
    area = (rng.random(cases)[:, None] > np.cumsum(beats[who], axis=1)).sum(axis=1)
    zipf = np.arange(1, 61) ** -1.2
    came = rng.choice(60, (cases, 2), p=zipf / zipf.sum())
    works, clerk = rng.integers(0, 24, 4), rng.integers(0, 24)
    guard = ((hour - works[area]) % 24 < 9) & (rng.random(cases) < 0.4)
    came[guard, 0] = 100 + area[guard]
    duty = ((hour - clerk) % 24 < 9) & (rng.random(cases) < 0.4)
    came[duty, 1] = 110
    brings = np.isin(who, whose) & (rng.random(cases) < dose)
    own = 200 + who[brings, None] * 10 + (rng.integers(0, pool, brings.sum())[:, None] + [0, 1])
    came[brings] = own
    _, first = np.unique(who * 1000 + day, return_index=True)
    return rows_of(*(each[first] for each in (who, day, hour, area, came)))


def rows_of(who, day, hour, area, came):
    part = (day // 91 * 4 + area) * 4 + hour // 6
    time = (day // 182 * 2 + (day % 7 >= 5)) * 24 + hour
    joint = (day // 182 * 4 + area) * 48 + (day % 7 >= 5) * 8 + hour // 3
    cell = np.unique(np.stack([who, part, time]), axis=1, return_inverse=True)[1]
    people, times = np.unique(came, return_counts=True)
    parts = [(np.full(len(who), WHOLE), np.ones(len(who), dtype=bool))]
    for slot in (0, 1):
        fresh = (came[:, slot] != came[:, 0]) | (slot == 0)
        parts.append((came[:, slot], fresh & np.isin(came[:, slot], people[times >= 5])))
    columns = [
        np.concatenate([np.asarray(each)[kept] for _, kept in parts])
        for each in (who, part, time, joint, cell)
    ]
    person = np.concatenate([each[kept] for each, kept in parts])
    keys, n = np.unique(np.stack([*columns, person]), axis=1, return_counts=True)
    return Rows(*keys, n)


def found_at(seeds, whose=(), **more):
    """Whether each member was found, [worlds, members]."""
    told = []
    for seed in seeds:
        rows = made(np.random.default_rng(seed), whose=whose, **more)
        told.append([each.p_value < 0.05 for each in own_people(rows, 6, 5)])
    return np.array(told)


@pytest.mark.parametrize("cases", [150, 900])
def test_shifts_beats_guards_and_clerks_do_not_make_a_finding(cases):
    assert found_at(range(25), cases=cases).mean() <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("cases", [150, 900, 4000])
def test_the_size_over_many_worlds(cases):
    assert found_at(range(300), cases=cases).mean() <= 0.05


def test_who_brings_his_own_is_found_and_the_others_are_not():
    whose = (0, 1)
    found = found_at(range(20), whose, cases=900, dose=0.5)
    assert found[:, whose].mean() >= 0.85
    assert found[:, 2:].mean() <= 0.05


@pytest.mark.parametrize("dose", [0.5, 1.0])
def test_five_colleagues_with_people_of_their_own_do_not_make_the_sixth_stand_out(dose):
    found = found_at(range(15), (0, 1, 2, 3, 4), cases=1500, dose=dose)
    assert found[:, 5].mean() <= 0.07


def two_members(*groups, place=(0,), time=(0,)):
    """Rows of two members: each group is (member, stratum, occasions, people who came to all)."""
    columns = []
    for cell, (member, stratum, n, *people) in enumerate(groups):
        for person in (WHOLE, *people):
            columns.append((member, place[stratum], time[stratum], stratum, cell, person, n))
    return Rows(*(np.array(each, dtype=np.int64) for each in zip(*columns, strict=True)))


def test_a_colleagues_own_person_is_left_out_before_an_honest_one_is_named():
    """Person 5 comes to six in ten: of all occasions, or of those to which 6 does not come."""
    rows = two_members((0, 0, 60, 5), (0, 0, 40), (1, 0, 40, 6), (1, 0, 36, 5), (1, 0, 24))
    honest, colleague = own_people(rows, 2, 5)
    assert (honest.numbers.left_out, honest.numbers.n, honest.numbers.found) == (1, 100, 60)
    assert honest.p_value > 0.5
    assert honest.numbers.expected == pytest.approx(96 * 100 / 160)
    assert (colleague.numbers.person, colleague.numbers.left_out) == (6, 1)
    assert colleague.p_value < 0.001


@pytest.mark.parametrize(("theirs", "found"), [(70, True), (90, False)])
def test_of_two_sets_that_do_not_mix_only_the_far_narrower_one_is_named(theirs, found):
    rows = two_members((0, 0, 100, 5), (1, 0, theirs, 6), (1, 0, 100 - theirs, 7))
    first, second = own_people(rows, 2, 5)
    assert (first.p_value < 0.05) == found
    assert (first.minimum_detectable is None) != found
    assert second.minimum_detectable is None
    assert second.p_value == 1


def test_who_is_there_at_certain_hours_of_certain_places_is_explained_by_both():
    """The person comes to all of stratum 0, where member 0 mostly is; each sorting alone errs."""
    rows = two_members(
        (0, 0, 120, 5), (1, 0, 30, 5), (0, 1, 60), (1, 1, 120), (0, 2, 60), (1, 2, 120),
        (0, 3, 60), (1, 3, 60), place=(0, 0, 1, 1), time=(0, 1, 0, 1),
    )  # fmt: skip
    assert min(pairs(rows.sorted_by(rows.place)).p_value) < 1e-6
    assert min(pairs(rows.sorted_by(rows.time)).p_value) < 1e-6
    assert [each.p_value for each in own_people(rows, 2, 5)] == [1.0, 1.0]


def own_of(sorting_met, n=40):
    """Two members of `n` occasions in one stratum; a person came to some of both."""
    member = np.array([0, 1])
    by, came = zip(*sorting_met, strict=True)
    return Occasions(
        member, np.zeros(2, np.int64), np.full(2, n), np.array(by), np.zeros(len(by), np.int64),
        np.zeros(len(by), np.int64), np.array(came),
    )  # fmt: skip


def test_the_larger_p_value_of_all_sortings_counts():
    strong, weak = pairs(own_of([(0, 20)])), pairs(own_of([(0, 20), (1, 8)]))
    both, turned = in_all([strong, weak]), in_all([weak, strong])
    assert both.p_value.tolist() == turned.p_value.tolist() == weak.p_value.tolist()
    own = both.member == 0
    assert both.met[own].tolist() == turned.met[own].tolist() == [28]
    assert (both.which[own].tolist(), turned.which[own].tolist()) == ([1], [0])
    assert both.least.tolist() == np.maximum(strong.least, weak.least).tolist()


def test_a_p_value_is_multiplied_by_how_many_could_have_had_one_as_small():
    """Two people of 20 occasions could have; one of 5 could not."""
    by, person, came = np.array([0, 1, 0, 1]), np.array([0, 1, 2, 2]), np.array([20, 20, 3, 2])
    zeros = np.zeros(4, np.int64)
    said = pairs(Occasions(np.array([0, 1]), zeros[:2], np.full(2, 40), by, zeros, person, came))
    best = strongest(in_all([said, said]), np.flatnonzero(said.member == 0))
    p = comb(40, 20) / comb(80, 20)
    assert best.p_value == pytest.approx(2 * p)
    assert (best.asked, said.person[best.pair]) == (2, 0)


def test_the_contrast_is_of_like_with_like_and_holds_for_all_at_once():
    given = own_of([(0, 20), (1, 8)])
    share, low, high = contrast(given, 0, 0, 1)
    assert share == pytest.approx(0.5 - 0.2)
    assert (low, high) == pytest.approx((0.091, 0.476), abs=0.02), "Newcombe 1998, method 10"
    wider = contrast(given, 0, 0, 50)
    assert wider[1] < low < high < wider[2]


@pytest.mark.parametrize("asked", [0, 60])
def test_the_smallest_detectable_share_is_found_eight_times_in_ten(asked):
    own, whole = np.full(30, 4), np.full(30, 12)
    share = smallest_own(own, whole, asked, 5)
    rng = np.random.default_rng(3)
    chances = []
    for _ in range(1500):
        came = rng.binomial(own, share)
        met = came.sum() >= 5
        bar = log(0.05 / (asked + 1))
        chances.append(met and log_chance(came, own, whole).sum() < bar)
    assert np.mean(chances) == pytest.approx(0.8, abs=0.06)
    assert np.isnan(smallest_own(np.array([4]), np.array([5]), 0, 5))
