"""Which group of a unit's members shares company, and how sure is it?

Groups are sought in every second month and asked about in the others, and the other way round (see
`company` and `asked_company`). Occasions to which a member's own persons came, whom nobody else
meets, are left out first: they would make all other members look alike. Up to two groups are sought
each way; those of the first are left out when the second is compared. The least p-value of a unit
is multiplied by how many groups were asked about. Where a group of the one half meets one of the
other, what both have in common is stable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.estimate import LEVEL, Tested
from tallystick.stats.networks.asked_company import (
    ENOUGH,
    LEAST_MET,
    LIFT,
    MISSED,
    Group,
    ask,
    asked_about,
    shared,
    smallest_shared,
)
from tallystick.stats.networks.company import (
    LEAST_GROUP,
    OWN_SHARE,
    Company,
    expected,
    group_in,
    halves,
    own_persons,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

GROUPS = 2
LEAST_WITHOUT = 2  # members who miss what the others share
PART = 0.2  # of a member's occasions, from which on it brings its team's people
DETECTABLE = 3.0
"""By how much the search, and who is met by chance, raise what can be found.

Measured in made units of 12 members (4 areas, 24 months, 10 worlds each): a crew of three that
brings its two people to a share of occasions is found in eight of ten worlds at about 2.5 to 3.5
times `smallest_shared` of a member with few occasions.
"""


@dataclass(frozen=True)
class Crew:
    """What is particular to a unit's strongest group.

    Parameters
    ----------
    group, tests
        The strongest group, and how many were asked about.
    again
        How many of its members who share are in the group that the other half proposes.
    half
        0 or 1: of which half of the months the group was asked.
    left_out
        Occasions left out, since one member's own persons came to them.
    persons, everywhere
        Persons who came to two members or more, and those of them who came to more than half.
    in_teams
        Whether most members work in teams, and none of these stands out.
    """

    group: Group | None
    tests: int
    again: int
    half: int
    left_out: int
    persons: int
    everywhere: int
    in_teams: bool = False


def crew_of(company: Company) -> Tested[Crew]:
    """The strongest group of a unit."""
    parts = halves(company)
    asked: list[tuple[int, Group]] = []
    proposed: list[list[Ints]] = [[], []]
    left_out = 0
    for half, (seen, kept) in enumerate(zip(parts, parts[::-1], strict=True)):
        own = company.met_by(own_persons(company.kept(seen)))
        left_out += int((own & kept).sum())
        search, other = company.kept(seen & ~own), company.kept(kept & ~own)
        for group, answer in _asked(search, other):
            proposed[half].append(group)
            asked.append((half, answer))
    by_members = (company.times() > 0).sum(axis=0)
    bare = Crew(
        group=None,
        tests=len(asked),
        again=0,
        half=0,
        left_out=left_out,
        persons=int((by_members >= 2).sum()),
        everywhere=int((2 * by_members > company.members).sum()),
    )
    smallest = _smallest(company.kept(parts[1]), company.kept(parts[0]))
    each_way = [
        (company.kept(seen), company.kept(kept))
        for seen, kept in zip(parts, parts[::-1], strict=True)
    ]
    most = any(answer.of_most for _, answer in asked) or any(
        all(told(search, other) for search, other in each_way)
        for told in (_most_in_teams, _most_are_one_team)
    )
    return in_teams(most, strongest_of(len(company.member), smallest, bare, asked, proposed))


def _most_in_teams(search: Company, other: Company) -> bool:
    """Whether half of the members meet persons in `other` whom few of them shared in `search`."""
    times, likely = search.times(), expected(search)
    often = (times >= LEAST_MET) & (times > LIFT * likely)
    few = (often.sum(axis=0) >= LEAST_GROUP) & (2 * often.sum(axis=0) <= search.members)
    few &= np.where(often, times, 0).sum(axis=0) >= OWN_SHARE * times.sum(axis=0)
    often &= few
    found = np.where(often, other.times(), 0).sum(axis=1)
    by_chance = np.where(often, expected(other), 0.0).sum(axis=1)
    n = np.bincount(other.member, minlength=other.members)
    shared = (found > LIFT * by_chance) & (found >= PART * n) & (n > 0)
    return bool(2 * shared.sum() >= np.count_nonzero(n))


def _most_are_one_team(search: Company, other: Company) -> bool:
    """Whether half of the members meet persons whom some, in neither part, meet as like places do.

    Who brings people of one's own misses everybody else's: those who miss these persons must meet
    others who come to three members at least, in both parts: a pair of one's own is no group.
    """
    times, times_again = search.times(), other.times()
    likely, likely_again = expected(search), expected(other)
    often = 2 * (times >= LEAST_MET).sum(axis=0) >= search.members
    missed = _missed(times, likely)
    persons = often & (missed.sum(axis=0) >= LEAST_WITHOUT)
    without = _most_of(missed[:, persons]) & _most_of(
        _missed(times_again, likely_again)[:, persons]
    )
    others = ((times + times_again > 0).sum(axis=0) >= LEAST_GROUP) & ~persons
    mixed = _met(times, likely, others) & _met(times_again, likely_again, others)
    n = np.bincount(other.member, minlength=other.members)
    found = np.bincount(other.member[other.met_by(persons)], minlength=other.members)
    sharing = (found >= PART / 2 * n) & (n > 0)
    return bool(
        persons.any()
        and (without & mixed).sum() >= LEAST_WITHOUT
        and 2 * sharing.sum() >= np.count_nonzero(n)
    )


def _most_of(flags: Flags) -> Flags:
    """(A,) whether half or more of each row of (A, K) are true."""
    return np.asarray(2 * flags.sum(axis=1) >= flags.shape[1])


def _missed(times: Ints, likely: Floats) -> Flags:
    """(A, P) who hardly met whom occasions of like place made likely."""
    return np.asarray((likely >= ENOUGH) & (times + 0.5 < MISSED * likely))


def _met(times: Ints, likely: Floats, persons: Flags) -> Flags:
    """(A,) who met any of the `persons`, (P,), about as often as occasions of like place do."""
    found, chance = times[:, persons].sum(axis=1), likely[:, persons].sum(axis=1)
    return np.asarray((chance >= ENOUGH) & (found + 0.5 >= MISSED * chance))


def in_teams(most: bool, best: Tested[Crew]) -> Tested[Crew]:
    """Return `best` as what cannot be told where `most` work in teams and it does not stand out."""
    undecided = most and (best.p_value or 0.0) >= LEVEL
    return replace(best, numbers=replace(best.numbers, in_teams=undecided))


def strongest_of(
    n: int, smallest: float, bare: Crew, asked: list[tuple[int, Group]], proposed: list[list[Ints]]
) -> Tested[Crew]:
    """The strongest of the groups `asked` about, its p-value times their number; 1 without any.

    Each comes with the half of the months that it was asked of; `proposed` are those that each half
    proposed. The estimate is the share that its members who share have beyond the colleagues'.
    """
    if not asked:
        return Tested(n=n, p_value=1.0, minimum_detectable=smallest, numbers=bare)
    half, best = min(asked, key=lambda each: (each[1].p_value, each[0]))
    sharing = best.sharing or len(best.members)
    theirs = [each.member for each in best.members[:sharing]]
    again = max((len(np.intersect1d(each, theirs)) for each in proposed[1 - half]), default=0)
    value, low, high = shared(best, sharing)
    return Tested(
        n=n,
        estimate=value,
        interval=(low, high),
        p_value=min(1.0, best.p_value * len(asked)),
        minimum_detectable=smallest,
        numbers=replace(bare, group=best, again=again, half=half),
    )


def _asked(search: Company, other: Company) -> list[tuple[Ints, Group]]:
    """The groups that `search` proposes, and what `other` says of them."""
    free = np.ones(search.members, dtype=bool)
    answers = []
    for _ in range(GROUPS):
        group = group_in(search, free)
        if not len(group):
            break
        free[group] = False
        of_each = asked_about(search, group)
        if of_each.persons.any():
            outside = np.flatnonzero(free).astype(np.int64)
            answers.append((group, ask(other, group, outside, of_each)))
    return answers


def _smallest(*parts: Company) -> float:
    """The share at which a crew would be found in either part; NaN where it need not be."""
    worst = 0.0
    for part in parts:
        strata, of = np.unique(part.joint, return_inverse=True)
        if np.count_nonzero(np.bincount(part.member)) <= 2 * LEAST_GROUP:
            return float("nan")
        each = np.zeros((part.members, len(strata)), dtype=np.int64)
        np.add.at(each, (part.member, of), 1)
        whole = each.sum(axis=0)
        n = np.where(each < whole, each, 0).sum(axis=1)
        member = int(np.argsort(n, kind="stable")[len(n) // 3])
        both = (each[member] > 0) & (each[member] < whole)
        least = smallest_shared(int(n[member]), int(whole[both].sum()), 2 * GROUPS)
        worst = float(np.maximum(worst, DETECTABLE * least))
    return worst if worst <= 1 else float("nan")
