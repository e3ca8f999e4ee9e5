"""Namings drawn anew as an innocent agency might have had them, with partners and squads.

`shuffled` keeps exactly how often each member is named in each unit and year, and nothing else.

`Squads` knows that innocent members work together. In each unit the members are put in squads of
those who served at the same time, and in pairs within them. Of each file that names two to five one
member is drawn in proportion to the namings of the unit and year; with a chance that belongs to the
unit each of the others comes from the same squad (the partner, of those pairs that stay together),
else from the whole unit and year. So counts by unit and year are kept on average, and the chances
are set so that pairs are named together again on as many days of each unit as in the records, and
as many of them on five days and more, or in triangles. Members of the strongest groups are left out
on both sides of that comparison, since they would teach the redraws that everybody is like them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tallystick.stats.networks.joint_naming import LARGEST_FILE, Namings, together
from tallystick.stats.networks.teams import groups_among

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SIZES, TURNS, FIRST = (6, 14), 7, 0.4
OFTEN, TRIANGLES = 1, 2
LEFT_OUT, MANY_DAYS = 5, 5
FEW = 5.0  # pairs by which the counts of a unit are drawn towards those of all
STEP = 0.7
TRIES = 6  # of drawing another than the member itself
LOW, HIGH = 0.01, 0.99
TENURE = 180.0  # days by which squads are sorted unlike from redraw to redraw


def shuffled(given: Namings, rng: np.random.Generator) -> Ints:
    """(R,) the members of the rows, in another order within each unit and year."""
    cell = given.cell
    member = np.empty_like(given.member)
    member[np.lexsort((rng.random(len(cell)), cell))] = given.member[
        np.argsort(cell, kind="stable")
    ]
    return member


@dataclass(frozen=True)
class Teaming:
    """How innocent members work together.

    `chance` and `constant` are (U,), of each unit: that a companion comes from the own squad, and
    that a pair in a squad stays together; `size` is that of squads.
    """

    chance: Floats
    constant: Floats
    size: int


class Squads:
    """The files of `given` that name two to five, with what every redraw of them needs."""

    def __init__(self, given: Namings) -> None:
        many = np.bincount(given.file)[given.file]
        self.files = given.kept((many > 1) & (many <= LARGEST_FILE))
        files = self.files
        self._members = given.members
        posts, self._post = np.unique(
            files.unit * self._members + files.member, return_inverse=True
        )
        self._unit, self._who = posts // self._members, posts % self._members
        self._served = np.bincount(self._post, files.day) / np.bincount(self._post)
        self._cell = files.cell
        self._seats, self._seat = np.unique(
            self._cell * len(posts) + self._post, return_inverse=True
        )
        self._by_cell = self._seat[np.argsort(self._cell, kind="stable")]
        self._seat_cell, self._seat_post = self._seats // len(posts), self._seats % len(posts)
        self._named = np.bincount(self._seat)
        _, first = np.unique(files.file, return_index=True)
        self._companions = np.setdiff1d(np.arange(len(files.file)), first)
        self._leads = first[files.file[self._companions]]
        same = self._cell[self._companions] == self._cell[self._leads]
        self._companions, self._leads = self._companions[same], self._leads[same]

    def redrawn(self, teaming: Teaming, rng: np.random.Generator) -> Ints:
        """(R,) the members of the rows of `files`, drawn anew."""
        post_rank = self._ranked(rng)
        squad, pair = post_rank // teaming.size, post_rank // 2
        squad = self._unit * (int(squad.max(initial=0)) + 1) + squad
        pair = self._unit * (int(pair.max(initial=0)) + 1) + pair
        seat = np.empty_like(self._seat)
        seat[np.lexsort((rng.random(len(seat)), self._cell))] = self._by_cell
        lead = seat[self._leads]
        own = rng.random(len(lead)) < teaming.chance[self.files.unit[self._companions]]
        partner = self._partners(pair, teaming.constant, rng)[lead]
        beside = own & (partner >= 0)
        seat[self._companions[beside]] = partner[beside]
        rest = np.flatnonzero(own & ~beside)
        order, whole, first, last = self._by_squad(squad)
        for _ in range(TRIES):
            low, high = whole[first[lead[rest]]], whole[last[lead[rest]]]
            at = low + (rng.random(len(rest)) * (high - low)).astype(np.int64)
            drawn = order[np.searchsorted(whole, at, side="right") - 1]
            another = drawn != lead[rest]
            seat[self._companions[rest[another]]] = drawn[another]
            rest = rest[~another]
        return np.asarray(self._who[self._seat_post[seat]])

    def _ranked(self, rng: np.random.Generator) -> Ints:
        """The place of each post in its unit, in about the order in which they served."""
        noise = rng.normal(0.0, TENURE, len(self._served))
        order = np.lexsort((self._served + noise, self._unit))
        begins = np.searchsorted(self._unit[order], self._unit)
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        return np.asarray(rank - begins)

    def _partners(self, pair: Ints, constant: Floats, rng: np.random.Generator) -> Ints:
        """For each seat that of its partner in the same unit and year; -1 where there is none."""
        stays = rng.random(len(pair)) < constant[self._unit]
        order = np.argsort(pair, kind="stable")
        two = np.flatnonzero(np.diff(pair[order]) == 0)
        partner = np.full(len(pair), -1)
        partner[order[two]], partner[order[two + 1]] = order[two + 1], order[two]
        partner[~stays[np.minimum(partner, np.arange(len(pair)))]] = -1
        of = partner[self._seat_post]
        key = self._seat_cell * len(pair) + of
        at = np.minimum(np.searchsorted(self._seats, key), len(self._seats) - 1)
        return np.where((of >= 0) & (self._seats[at] == key), at, -1)

    def _by_squad(self, squad: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """The seats by squad, unit and year, how often those before each are named, and the places
        at which the squad of each seat begins and ends.
        """
        key = self._seat_cell * (int(squad.max(initial=0)) + 1) + squad[self._seat_post]
        order = np.argsort(key, kind="stable")
        whole = np.concatenate([[0], np.cumsum(self._named[order])])
        first, last = (np.searchsorted(key[order], key, side=side) for side in ("left", "right"))
        return order, whole, first, last

    def fitted(self, by: int, rng: np.random.Generator) -> Teaming:
        """The teaming under which redraws are as close as the records, their strongest left out.

        In each unit pairs are to be named together again on as many days, and as many of them
        `OFTEN` or in as many `TRIANGLES`, which is what `by` says.
        """
        target = self._closeness(self.files.member)
        units = target.shape[1]
        best, least = Teaming(np.full(units, FIRST), np.full(units, FIRST), SIZES[0]), np.inf
        for size in SIZES:
            now = Teaming(np.full(units, FIRST), np.full(units, FIRST), size)
            for _ in range(TURNS):
                found = self._closeness(self.redrawn(now, rng))
                off = np.abs(found - target).sum(axis=1) / (target.sum(axis=1) + 1)
                gap = float(off[0] + off[by])
                if gap < least:
                    best, least = now, gap
                now = _nearer(now, by, target, found)
        return best

    def _closeness(self, member: Ints) -> Floats:
        """(3, U) days on which pairs are named again, pairs of five days and more, and triangles.

        A triangle is of pairs named together again. Pairs stand in the unit in which the first of
        them is named most often.
        """
        pairs = together(self.files, member, 2)
        strongest = groups_among(self.files, member, pairs)[:LEFT_OUT]
        inside = np.zeros(self._members, dtype=bool)
        inside[[each for team in strongest for each in team.members]] = True
        days = pairs.days.sum(axis=0)
        again = (days > 1) & ~inside[pairs.members].any(axis=1)
        one, other = pairs.members[again].T
        links = csr_array((np.ones(len(one)), (one, other)), shape=(self._members,) * 2).tocsr()
        triangles = np.asarray((links @ links).multiply(links).sum(axis=1)).ravel()
        counts = np.zeros((3, int(self._unit.max(initial=0)) + 1))
        np.add.at(counts[0], self._home[one], days[again] - 1.0)
        np.add.at(counts[OFTEN], self._home[one], days[again] >= MANY_DAYS)
        np.add.at(counts[TRIANGLES], self._home, triangles)
        return counts

    @property
    def _home(self) -> Ints:
        """(A,) the unit in which each member is named most often."""
        named = np.bincount(self._post)
        home = np.zeros(self._members, dtype=np.int64)
        order = np.argsort(named, kind="stable")
        home[self._who[order]] = self._unit[order]
        return home


def _nearer(now: Teaming, by: int, target: Floats, found: Floats) -> Teaming:
    """A teaming that should bring the counts `found` in units nearer to the `target`.

    The counts of all units stand behind those of a unit with few.
    """
    whole, of = target.sum(axis=1, keepdims=True), found.sum(axis=1, keepdims=True)
    ratio = (target + FEW * (whole + 1) / (of + 1)) / (found + FEW)
    closer = ratio[by] / ratio[0] if by == OFTEN else ratio[0] / ratio[by]
    return Teaming(
        np.clip(now.chance * np.clip(ratio[0], 0.5, 2.0) ** STEP, LOW, HIGH),
        np.clip(now.constant * np.clip(closer, 0.5, 2.0) ** STEP, LOW, HIGH),
        now.size,
    )
