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

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

from tallystick.stats.networks.joint_naming import HALVES, Namings, Together, by_chance, together

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
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


def teams_of(given: Namings, member: Ints, kinds: Collection[str] = KINDS) -> Teams:
    """The teams of each of `kinds`, the strongest first; those without strength are left out.

    `member` is (R,): who stands in each row of `given`.
    """
    found: Teams = {}
    if TRIO in kinds:
        found[TRIO] = _trios(together(given, member, 3))
    if PAIR in kinds or GROUP in kinds:
        pairs = together(given, member, 2)
        beyond, linked = _linked(given.of(member), pairs)
        if PAIR in kinds:
            found[PAIR] = _pairs(pairs, beyond, linked)
        if GROUP in kinds:
            found[GROUP] = _groups(pairs.members, linked, beyond > 0)
    return {kind: found[kind] for kind in kinds}


def groups_among(given: Namings, member: Ints, pairs: Together) -> list[Team]:
    """The groups that `teams_of` returns, with `pairs` at hand."""
    beyond, linked = _linked(given.of(member), pairs)
    return _groups(pairs.members, linked, beyond > 0)


def _linked(given: Namings, pairs: Together) -> tuple[Floats, Flags]:
    """(2, K) by how many days pairs are named together beyond chance, and whether that links."""
    beyond = pairs.days - by_chance(given, pairs.members)
    chance = pdtrc(pairs.days - 1, np.maximum(pairs.days - beyond, 1e-12))
    return beyond, (pairs.days >= LEAST_DAYS) & (chance < BEYOND_CHANCE)


def _pairs(pairs: Together, beyond: Floats, linked: Flags) -> list[Team]:
    both = linked.all(axis=0)
    weaker = beyond[:, both].min(axis=0) if both.any() else np.zeros(0)
    return _ranked(zip(pairs.members[both].tolist(), weaker.tolist(), strict=True))


def _trios(trios: Together) -> list[Team]:
    often = (trios.days >= LEAST_DAYS).all(axis=0)
    weaker = trios.days[:, often].min(axis=0)
    ranked = _ranked(zip(trios.members[often].tolist(), weaker.tolist(), strict=True))
    return _apart(ranked, lambda shared, _: shared >= 2)


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


def _groups(pairs: Ints, linked: Flags, found: Flags) -> list[Team]:
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
