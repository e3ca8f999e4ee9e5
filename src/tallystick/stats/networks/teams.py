"""Pairs, trios and groups of members who are named together in both halves of the months.

Each is sought in one half of the months and asked about in the other, and the other way round; its
strength is that of the weaker answer, and what only one half proposes has none. Units do not
matter, so that a group may span several and follow one that moves.

- A *pair* is linked in a half where it is named together on two days or more, and on more than
  chance gives; its strength is the days of the other half beyond chance.
- A *trio* is three members named in one file on two days or more; its strength is the days on which
  the other half names all three.
- A *group* of four to twenty grows from a link: whoever has most links to it joins, and the size
  with most links for its members is kept (the density of Charikar). Its strength is the pairs of it
  that the other half names together on more days than chance gives, divided by the root of its
  size. A group of one half that shares three members and half of the smaller with one of the other
  half is the same: its members are those of both.

Of those that share more than half of the smaller (two members, of trios) the stronger counts.

Reference: Charikar 2000, LNCS 1913, 84-95, the density of a group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

from tallystick.stats.networks.joint_naming import HALVES, Namings, by_chance, together

Ints = NDArray[np.int64]
Links = dict[int, set[int]]

PAIR, TRIO, GROUP = "pair", "trio", "group"
KINDS = (PAIR, TRIO, GROUP)
LEAST_DAYS = 2
BEYOND_CHANCE = 0.01
LEAST_MEMBERS, MOST_MEMBERS, SAME = 4, 20, 3


@dataclass(frozen=True)
class Team:
    """Members, in order, and how strong it is in the half of the months where it is weaker."""

    members: tuple[int, ...]
    strength: float


Teams = dict[str, list[Team]]


def teams_of(given: Namings, member: Ints) -> Teams:
    """The teams of each of `KINDS`, the strongest first; those without strength are left out.

    `member` is (R,): who stands in each row of `given`.
    """
    pairs = together(given, member, 2)
    beyond = pairs.days - by_chance(_with(given, member), pairs.members)
    chance = pdtrc(pairs.days - 1, np.maximum(pairs.days - beyond, 1e-12))
    linked = (pairs.days >= LEAST_DAYS) & (chance < BEYOND_CHANCE)
    both = linked.all(axis=0)
    weaker = beyond[:, both].min(axis=0) if both.any() else np.zeros(0)
    trios = together(given, member, 3)
    often = (trios.days >= LEAST_DAYS).all(axis=0)
    return {
        PAIR: _ranked(zip(pairs.members[both].tolist(), weaker.tolist(), strict=True)),
        TRIO: _apart(
            _ranked(
                zip(
                    trios.members[often].tolist(),
                    trios.days[:, often].min(axis=0).tolist(),
                    strict=True,
                )
            ),
            lambda shared, _: shared >= 2,
        ),
        GROUP: _groups(pairs.members, linked, beyond > 0),
    }


def _with(given: Namings, member: Ints) -> Namings:
    return Namings(given.file, member, given.unit, given.year, given.day, given.half)


def _ranked(found: Iterable[tuple[Sequence[int], float]]) -> list[Team]:
    teams = [Team(tuple(members), strength) for members, strength in found if strength > 0]
    return sorted(teams, key=lambda each: (-each.strength, each.members))


def _apart(teams: Iterable[Team], same: Callable[[int, int], bool]) -> list[Team]:
    """The teams that are not the `same` as one before, by the members shared and the smaller."""
    kept: list[Team] = []
    of: dict[int, list[int]] = {}
    for team in teams:
        near: dict[int, int] = {}
        for each in team.members:
            for place in of.get(each, ()):
                near[place] = near.get(place, 0) + 1
        if any(same(n, min(len(team.members), len(kept[at].members))) for at, n in near.items()):
            continue
        for each in team.members:
            of.setdefault(each, []).append(len(kept))
        kept.append(team)
    return kept


def _groups(pairs: Ints, linked: NDArray[np.bool_], found: NDArray[np.bool_]) -> list[Team]:
    """The groups that both halves propose, by the weaker of both answers."""
    proposed: list[list[tuple[frozenset[int], float]]] = []
    for half in range(HALVES):
        links = _links(pairs[linked[half]])
        other = pairs[found[1 - half]]
        groups = grown(links)
        proposed.append(list(zip(groups, _inside(groups, other), strict=True)))
    proposed[0].sort(key=lambda each: (-each[1], sorted(each[0])))
    free = set(range(len(proposed[1])))
    teams = []
    for members, strength in proposed[0]:
        near = [
            (len(members & proposed[1][at][0]), proposed[1][at][1], -at)
            for at in sorted(free)
            if _same_group(members, proposed[1][at][0])
        ]
        if near:
            _, again, place = max(near)
            free.remove(-place)
            both = members | proposed[1][-place][0]
            teams.append((sorted(both), min(strength, again)))
    return _apart(_ranked(teams), lambda shared, smaller: 2 * shared > smaller)


def _same_group(one: frozenset[int], other: frozenset[int]) -> bool:
    shared = len(one & other)
    return shared >= SAME and 2 * shared >= min(len(one), len(other))


def _links(pairs: Ints) -> Links:
    links: Links = {}
    for one, other in pairs.tolist():
        links.setdefault(one, set()).add(other)
        links.setdefault(other, set()).add(one)
    return links


def _inside(groups: Sequence[frozenset[int]], pairs: Ints) -> list[float]:
    """How many of the `pairs`, (K, 2), lie inside each group, for the root of its size."""
    size = int(pairs.max(initial=0)) + 1
    known = np.sort(pairs[:, 0] * size + pairs[:, 1])
    found = []
    for group in groups:
        members = np.array(sorted(each for each in group if each < size), dtype=np.int64)
        one, other = np.triu_indices(len(members), 1)
        asked = members[one] * size + members[other]
        at = np.minimum(np.searchsorted(known, asked), max(len(known) - 1, 0))
        inside = int((known[at] == asked).sum()) if len(known) else 0
        found.append(inside / sqrt(len(group)))
    return found


def grown(links: Links) -> list[frozenset[int]]:
    """The groups that grow from links with common neighbours, those with most of them first."""
    seeds = sorted(
        (-len(near & links[other]), one, other)
        for one, near in links.items()
        for other in near
        if one < other
    )
    covered: set[tuple[int, int]] = set()
    groups: list[Team] = []
    for common, one, other in seeds:
        if common == 0:
            break
        if (one, other) in covered:
            continue
        team = _grown_from(links, one, other)
        if team is None:
            continue
        groups.append(team)
        covered |= {(a, b) for a in team.members for b in team.members if a < b}
    groups.sort(key=lambda each: (-each.strength, each.members))
    apart = _apart(groups, lambda shared, smaller: 2 * shared > smaller)
    return [frozenset(each.members) for each in apart]


def _grown_from(links: Links, one: int, other: int) -> Team | None:
    """The densest of the groups passed when members join one by one; None for fewer than four."""
    group, inside = [one, other], 1
    near: dict[int, int] = {}
    for each in group:
        for neighbour in links[each]:
            near[neighbour] = near.get(neighbour, 0) + 1
    best, size = 0.0, 0
    while len(group) < MOST_MEMBERS:
        outside = [(count, -each) for each, count in near.items() if each not in group]
        if not outside:
            break
        count, least = max(outside)
        inside += count
        group.append(-least)
        for neighbour in links[-least]:
            near[neighbour] = near.get(neighbour, 0) + 1
        if len(group) >= LEAST_MEMBERS and inside / len(group) > best:
            best, size = inside / len(group), len(group)
    return Team(tuple(sorted(group[:size])), best) if size else None
