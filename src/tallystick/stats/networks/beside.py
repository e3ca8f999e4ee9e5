"""Occasions of members, who was beside them, and the chance that others of a group were.

Given how many companions an occasion has, and how often each member is named in like files, the
chance that some of a group are among them is that of drawing so many without replacement, each
member as often as it is named (see `joint`).
"""

from __future__ import annotations

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
            ((each * self.left).sum(axis=1), ((each > 0) & self.left).sum(axis=1) * 1.0)
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
        return rest

    def pairs(self) -> Floats:
        """(A, A) at how many occasions of the first the second was beside."""
        row, other = np.nonzero(self.beside)
        size = self.members
        found = np.bincount(self.member[row] * size + other, minlength=size * size)
        return found.reshape(size, size).astype(np.float64)


@dataclass(frozen=True)
class Chances:
    """The occasions of a group's members, ordered by member, (R,).

    `row` is an occasion's number, `of` the member's place in the group, `chance` that any other of
    the group is beside, and `met` whether any is.
    """

    row: Ints
    of: Ints
    chance: Floats
    met: Flags


def chances(given: Beside, sorting: int, group: Ints, partner: Ints) -> Chances:
    """The chance at each occasion of a `group`, (m,), that another of it is beside.

    `partner`, (A,), is none of the group for the member whose partner it is; whether it is beside
    is taken as given.
    """
    place = np.full(given.members, -1)
    place[group] = np.arange(len(group))
    row = np.flatnonzero(place[given.member] >= 0)
    row = row[np.argsort(place[given.member[row]], kind="stable")]
    member, cell = given.member[row], given.cell[sorting, row]
    other = partner[member]
    apart = (group != member[:, None]) & (group != other[:, None])
    named, (whole, many) = given.named[sorting], given.sums[sorting]
    inside = np.where(apart & given.left[group], named[np.ix_(cell, group)], 0.0)
    own = named[cell, member]
    theirs = np.where(given.left[other] & (other != member), named[cell, other], 0.0)
    there = (own > 0) * 1.0 + (theirs > 0) + (inside > 0).sum(axis=1)
    every = whole[cell] - own - theirs
    chance = _any_drawn(
        every, every - inside.sum(axis=1), many[cell] - there,
        given.companions[row] - given.beside[row, other],
    )  # fmt: skip
    met = (given.beside[np.ix_(row, group)] & apart).any(axis=1)
    return Chances(row, place[member], chance, met)


def _any_drawn(whole: Floats, apart: Floats, many: Floats, companions: Ints) -> Floats:
    """The chance, (R,), that of `companions` draws any is none of the `many` who stand `apart`."""
    each = apart / np.maximum(many, 1)
    none = np.ones(len(whole))
    for turn in range(int(companions.max(initial=0))):
        drawn = turn < companions
        left = np.maximum(apart - turn * each, 0.0) / np.maximum(whole - turn * each, 1e-12)
        none = np.where(drawn, none * np.minimum(left, 1.0), none)
    return np.asarray(1.0 - none)
