"""Who is named together, what chance gives, and which teams an agency has: beside slow twins."""

from itertools import combinations
from math import sqrt

import numpy as np
import pytest

from tallystick.stats.networks.innocent_teams import OFTEN, TRIANGLES, Squads, shuffled
from tallystick.stats.networks.joint_naming import LARGEST_FILE, Namings, by_chance, together
from tallystick.stats.networks.team_ranking import MOST_EXPECTED, MOST_LISTED, ranking
from tallystick.stats.networks.teams import GROUP, KINDS, PAIR, TRIO, grown, teams_of


def namings(files):
    """Rows of files (unit, month, day, members); a unit of its own for a member is (unit, ...)."""
    rows = [
        (file, member, unit, month // 12, month * 31 + day, month % 2)
        for file, (unit, month, day, members) in enumerate(files)
        for member in members
    ]
    return Namings(*(np.array(each, dtype=np.int64) for each in zip(*rows, strict=True)))


def agency(rng, units=6, squads=3, size=5, years=5, files=12, close=0.5, team=()):
    """An innocent agency: half of the files name a squad mate (`close` of them) or anybody of the
    unit besides.

    `team` are members who are named three at a time once a month more, each in the unit where that
    squad is then: the first half of the years in unit 0, the rest in unit 1.
    """
    found = []
    for unit in range(units):
        people = np.arange(squads * size) + unit * squads * size
        for month in range(years * 12):
            for _ in range(files):
                one = int(rng.choice(people))
                mates = people[(people // size) == one // size]
                pool = mates if rng.random() < close else people
                named = {one, int(rng.choice(pool))} if rng.random() < 0.5 else {one}
                found.append((unit, month, int(rng.integers(28)), named))
    for month in range(years * 12 if team else 0):
        found.append((int(month >= years * 6), month, 29, set(rng.choice(team, 3, replace=False))))
    return namings([(*rest, sorted(named)) for *rest, named in found])


def slow_days(given, member, size):
    """By combination the sets of days of each half, file by file."""
    files, told = {}, {}
    for row, file in enumerate(given.file.tolist()):
        files.setdefault(file, []).append(row)
    for rows in files.values():
        named = sorted({int(member[row]) for row in rows})
        if len(named) > LARGEST_FILE:
            continue
        for each in combinations(named, size):
            held = told.setdefault(each, (set(), set()))
            held[given.half[rows[0]]].add(int(given.day[rows[0]]))
    return {each: (len(a), len(b)) for each, (a, b) in told.items()}


@pytest.mark.parametrize("size", [2, 3])
def test_days_together_are_those_counted_file_by_file(size):
    rng = np.random.default_rng(1)
    files = [
        (0, int(rng.integers(24)), int(rng.integers(3)),
         sorted(set(rng.integers(0, 9, rng.integers(1, 8)).tolist())))
        for _ in range(300)
    ]  # fmt: skip
    given = namings(files)
    # Another member in each row may stand twice in a file, and counts once.
    for member in (given.member, rng.permutation(given.member)):
        found = together(given, member, size)
        told = {
            tuple(who): tuple(days)
            for who, days in zip(found.members.tolist(), found.days.T.tolist(), strict=True)
        }
        assert told == slow_days(given, member, size)
        assert found.members.tolist() == sorted(found.members.tolist())


def test_chance_is_the_mean_of_redraws_that_keep_counts_by_unit_and_year():
    given = agency(np.random.default_rng(2), units=2, years=2, files=20)
    pairs = np.array(list(combinations(range(8), 2)))
    rng, draws = np.random.default_rng(3), 300
    whole = {tuple(each): np.zeros(2) for each in pairs.tolist()}
    for _ in range(draws):
        member = shuffled(given, rng)
        files = {}
        for file, one, half in zip(
            given.file.tolist(), member.tolist(), given.half.tolist(), strict=True
        ):
            files.setdefault(file, (half, set()))[1].add(one)
        for half, named in files.values():
            for each in combinations(sorted(named), 2):
                if each in whole:
                    whole[each][half] += 1 / draws
    drawn = np.array([whole[tuple(each)] for each in pairs.tolist()]).T
    said = by_chance(given, pairs)
    # Halves are kept by the expectation and mixed by the redraws, so that single pairs may differ.
    assert said.sum() == pytest.approx(drawn.sum(), rel=0.08)
    assert np.corrcoef(said.sum(axis=0), drawn.sum(axis=0))[0, 1] > 0.8


def test_shuffling_keeps_how_often_each_is_named_in_each_unit_and_year():
    given = agency(np.random.default_rng(4))
    member = shuffled(given, np.random.default_rng(5))
    assert (member != given.member).any()
    for one in (given.member, member):
        counts = np.unique(np.stack([given.cell, one]), axis=1, return_counts=True)
        if one is given.member:
            before = counts
    for one, other in zip(before, counts, strict=True):
        assert (one == other).all()


def test_squads_keep_counts_on_average_and_are_as_close_as_the_records():
    given = agency(np.random.default_rng(6))
    squads, rng = Squads(given), np.random.default_rng(7)
    files = squads.files
    assert set(np.bincount(files.file).tolist()) <= set(range(2, LARGEST_FILE + 1))
    for by in (OFTEN, TRIANGLES):
        teaming = squads.fitted(by, rng)
        drawn = [squads.redrawn(teaming, rng) for _ in range(30)]
        counts = np.mean([np.bincount(each, minlength=given.members) for each in drawn], axis=0)
        own = np.bincount(files.member, minlength=given.members)
        assert np.abs(counts - own).mean() < 0.15 * own.mean()
        # By unit and year too: in each cell as many rows, and of each member as many on average.
        cell = files.cell * given.members
        own = np.bincount(cell + files.member)
        by_cell = np.mean([np.bincount(cell + each, minlength=len(own)) for each in drawn], axis=0)
        assert by_cell.sum() == own.sum()
        assert (by_cell[own == 0] == 0).all()
        assert np.abs(by_cell - own)[own > 0].mean() < 0.2 * own[own > 0].mean()
        again = [(together(files, x, 2).days.sum(axis=0) > 1).sum() for x in drawn]
        of_records = (together(files, files.member, 2).days.sum(axis=0) > 1).sum()
        assert np.mean(again) == pytest.approx(of_records, rel=0.2)


def test_strengths_added_by_hand():
    """Three always together, and four of whom each pair is: two days a half, two units."""
    files = []
    for month in range(4):
        for day, named in enumerate(([0, 1, 2], *combinations((4, 5, 6, 7), 2))):
            files.append((month // 2, month, day, list(named)))
        # Others of the unit, so that chance gives little.
        files += [(month // 2, month, 20, [8 + each]) for each in range(60)]
    given = namings(files)
    found = teams_of(given, given.member)
    (trio,) = found[TRIO]
    assert (trio.members, trio.strength) == ((0, 1, 2), 2)
    (group,) = found[GROUP]
    assert group.members == (4, 5, 6, 7)
    assert group.strength == pytest.approx(6 / sqrt(4))
    expected = by_chance(given, np.array([[0, 1]]))
    pair = next(each for each in found[PAIR] if each.members == (0, 1))
    assert pair.strength == pytest.approx(float((2 - expected).min()))


def test_what_only_one_half_proposes_is_no_team():
    files = [(0, 2 * month, 1, [0, 1, 2, 3]) for month in range(6)]
    files += [(0, month, 2 + each % 20, [4 + each]) for month in range(12) for each in range(40)]
    given = namings(files)
    assert not any(teams_of(given, given.member).values())


def test_a_group_grows_from_what_has_common_neighbours_and_is_the_densest_passed():
    links = {}
    clique = list(combinations(range(5), 2))
    for one, other in [*clique, (4, 5), (5, 6), (6, 7)]:
        links.setdefault(one, set()).add(other)
        links.setdefault(other, set()).add(one)
    assert grown(links) == [frozenset(range(5))]
    assert grown({1: {2}, 2: {1}}) == []


def test_a_team_that_moves_between_units_is_ranked_first_with_a_small_e():
    team = [0, 1, 2, 3, 4, 5]  # a squad and one of the next, who move to unit 1
    given = agency(np.random.default_rng(8), team=team)
    said = ranking(given)
    assert not said.most_in_teams
    first = next(each for each in said.teams if each.kind == GROUP)
    assert first.place == 1
    assert first.expected <= 1
    assert len(set(first.team.members) & set(team)) >= 5
    assert len(set(first.team.members) | set(team)) <= 7


@pytest.mark.parametrize(("units", "squads", "size", "files", "close"),
                         [(8, 3, 5, 12, 0.5), (6, 6, 8, 30, 0.7)])  # fmt: skip
def test_innocent_agencies_with_squads_list_about_what_e_says(units, squads, size, files, close):
    """Of six agencies: the groups of each kind with E up to 1 are about six; twice that is allowed.

    Counts in a world are not independent, so that the bound is wider than Poisson's.
    """
    small = {kind: 0 for kind in KINDS}
    for seed in range(6):
        rng = np.random.default_rng(100 + seed)
        said = ranking(agency(rng, units, squads, size, files=files, close=close))
        for each in said.teams:
            assert each.expected <= MOST_EXPECTED
            assert each.place <= MOST_LISTED
            small[each.kind] += each.expected <= 1
    print("groups with E up to 1 in six innocent agencies:", small)
    assert all(many <= 12 for many in small.values()), small


def test_where_most_work_in_teams_it_is_said_and_e_is_of_counts_alone():
    files = []
    for month in range(24):
        for squad in range(3):
            files += [(0, month, squad, [4 * squad + each for each in range(4)])]
    said = ranking(namings(files))
    assert said.most_in_teams
    assert said.teams
    assert {each.kind for each in said.teams} >= {PAIR, TRIO}


def test_progress_is_told_and_nothing_is_drawn_without_teams():
    steps = []
    given = agency(np.random.default_rng(9), units=3, files=20)
    ranking(given, steps.append)
    assert len(steps) > 20
    assert all("groups of officers" in each for each in steps)
    alone = namings([(0, month, 1, [month % 5]) for month in range(30)])
    steps.clear()
    assert ranking(alone, steps.append).teams == ()
    assert not steps
