"""Occasions of members, who was beside them, and the chance that others of a group were.

Given how many companions an occasion has, and how often each member is named in like files, the
chance that some of a group are among them is that of drawing so many without replacement, each
member as often as it is named (see `joint`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LARGE_SCENE = 4  # companions beyond which, or a third of the members, a file is left out
TINY = 1e-12


@dataclass(frozen=True)
class Beside:
    """Occasions of members, and who was beside them.

    Parameters
    ----------
    member, month
        (O,) whose occasion it was, and in which month.
    cell
        (3, O) its stratum in each of `SORTINGS`, from 0.
    beside
        (O, A) who else was named in its file.
    named
        For each sorting (strata, A) in how many files of a stratum each member is named.
    left_out
        How many occasions were left out as large scenes.
    gone
        (A,) who is left out, as if never named.
    """

    member: Ints
    month: Ints
    cell: Ints
    beside: Flags
    named: tuple[Floats, ...]
    left_out: int = 0
    gone: Flags | None = None

    @property
    def members(self) -> int:
        """How many there are."""
        return int(self.beside.shape[1])

    @cached_property
    def left(self) -> Flags:
        """(A,) who is not left out."""
        return np.ones(self.members, dtype=bool) if self.gone is None else ~self.gone

    @cached_property
    def sums(self) -> tuple[tuple[Floats, Floats], ...]:
        """For each sorting, (strata,), how often anybody is named, and how many members are."""
        return tuple(
            ((each * self.left).sum(axis=1), ((each > 0) & self.left).sum(axis=1, dtype=np.float64))
            for each in self.named
        )

    @cached_property
    def named_then(self) -> tuple[Ints, Ints]:
        """(N,) the strata by time and who is named there, left out or not."""
        stratum, member = np.nonzero(self.named[1])
        return stratum, member

    @cached_property
    def companions(self) -> Ints:
        """(O,) how many are beside."""
        return np.asarray(self.beside.sum(axis=1))

    def kept(self, rows: Flags) -> Beside:
        """The occasions `rows`, (O,)."""
        part = replace(
            self, member=self.member[rows], month=self.month[rows], cell=self.cell[:, rows],
            beside=self.beside[rows],
        )  # fmt: skip
        part.__dict__.update(
            left=self.left, sums=self.sums, named_then=self.named_then,
            companions=self.companions[rows],
        )  # fmt: skip
        return part

    def without(self, group: Ints) -> Beside:
        """The same, as if those of `group` had never been named."""
        left = self.left.copy()
        group = group[left[group]]
        left[group] = False
        part = self.kept(left[self.member])
        fewer = part.companions - part.beside[:, group].sum(axis=1)
        part.beside[:, group] = False
        sums = tuple(
            (whole - each[:, group].sum(axis=1), many - (each[:, group] > 0).sum(axis=1))
            for (whole, many), each in zip(self.sums, self.named, strict=True)
        )
        rest = replace(part, gone=~left)
        rest.__dict__.update(
            left=left, sums=sums, named_then=self.named_then, companions=fewer
        )  # fmt: skip
        if "pairs" in self.__dict__:
            number, times = self.pairs
            both = left[number // self.members] & left[number % self.members]
            rest.__dict__["pairs"] = number[both], times[both]
        return rest

    @cached_property
    def pairs(self) -> tuple[Ints, Floats]:
        """(K,) pairs by number, and at how many occasions of either the other was beside.

        A pair's number is that of the first times how many members there are, and the second, who
        is the later.
        """
        row, other = np.nonzero(self.beside)
        one = self.member[row]
        number, times = np.unique(
            np.minimum(one, other) * self.members + np.maximum(one, other), return_counts=True
        )
        return number, times.astype(np.float64)

    @property
    def partner(self) -> Ints:
        """(A,) who was beside each member at most occasions; the first of equals."""
        row, other = np.nonzero(self.beside)
        size = self.members
        found = np.bincount(self.member[row] * size + other, minlength=size * size)
        return np.asarray(np.argmax(found.reshape(size, size), axis=1))


class GroupOccasions:
    """The occasions of a `group`'s members, (m,), and the chance that others of it are beside.

    `partner`, (A,), is none of the group for the member whose partner it is; whether it is beside
    is taken as given.

    Attributes
    ----------
    row, of
        (R,) the number of each occasion in `given`, ordered by member, and the member's place.
    met
        (R,) whether any other of the group is beside.
    """

    def __init__(self, given: Beside, group: Ints, partner: Ints) -> None:
        self.given, self.group = given, group
        place = np.full(given.members, -1)
        place[group] = np.arange(len(group))
        row = np.flatnonzero(place[given.member] >= 0)
        self.row = row = row[np.argsort(place[given.member[row]], kind="stable")]
        self._member = given.member[row]
        self.of = place[self._member]
        self._other = partner[self._member]
        self._apart = (group != self._member[:, None]) & (group != self._other[:, None])
        self.met = (given.beside[np.ix_(row, group)] & self._apart).any(axis=1)

    def chances(self, gone: Sequence[Ints]) -> Floats:
        """(3, K, R) the chance at each occasion in each sorting, with each of `gone` left out.

        `gone` are K sets of members outside of the group.
        """
        given, row, other, away = self.given, self.row, self._other, []
        companions = np.empty((len(gone), len(row)), dtype=np.int64)
        for at, each in enumerate(gone):
            left = given.left.copy()
            left[each] = False
            away.append(left[other])
            fewer = given.companions[row] - given.beside[np.ix_(row, each)].sum(axis=1)
            companions[at] = fewer - (given.beside[row, other] & ~np.isin(other, each))
        there = np.array(away) & (other != self._member)
        return np.stack(
            [self._sorted(sorting, gone, there, companions) for sorting in range(len(given.named))]
        )

    def _sorted(self, sorting: int, gone: Sequence[Ints], there: Flags, companions: Ints) -> Floats:
        given, cell = self.given, self.given.cell[sorting, self.row]
        named, (whole, many) = given.named[sorting], given.sums[sorting]
        inside = np.where(
            self._apart & given.left[self.group], named[np.ix_(cell, self.group)], 0.0
        )
        own = named[cell, self._member]
        theirs = np.where(there, named[cell, self._other], 0.0)
        of_those = ((own > 0) * 1.0 + (theirs > 0)) + (inside > 0).sum(axis=1)
        every, others = np.empty(theirs.shape), np.empty(theirs.shape)
        for at, each in enumerate(gone):
            left_out = named[np.ix_(cell, each)]
            every[at] = whole[cell] - left_out.sum(axis=1)
            others[at] = many[cell] - (left_out > 0).sum(axis=1)
        every = every - own - theirs
        return _any_drawn(every, every - inside.sum(axis=1), others - of_those, companions)


def _any_drawn(whole: Floats, apart: Floats, many: Floats, companions: Ints) -> Floats:
    """The chance that of `companions` draws any is none of the `many` who stand `apart`."""
    each = apart / np.maximum(many, 1)
    none = np.ones(whole.shape)
    for turn in range(int(companions.max(initial=0))):
        drawn = turn < companions
        left = np.maximum(apart - turn * each, 0.0) / np.maximum(whole - turn * each, 1e-12)
        none = np.where(drawn, none * np.minimum(left, 1.0), none)
    return np.asarray(1.0 - none)
