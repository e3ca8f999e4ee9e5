"""Days on which two or three members were named together in one file, and what chance would give.

A file (a complaint, a case) names one member or more. Files that name more than five are left out
of what is counted as together: a large scene names whoever was on duty. Several files of one day
count once, since one event may bring many.

By chance: within each unit and year the members are named in that year's files in proportion to how
often each is named, so that the expected number of files of two of them is the product of their
counts times the share of pairs of namings that share a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LARGEST_FILE = 5
HALVES = 2


@dataclass(frozen=True)
class Namings:
    """Who was named in which file, a row for each.

    Parameters
    ----------
    file, member
        (R,) numbers from 0; each pair of both once.
    unit, year
        (R,) the unit in which the member served then, from 0, and the year.
    day
        (R,) the day of the file, as a number.
    half
        (R,) 0 or 1: in which half of the months the file lies.
    """

    file: Ints
    member: Ints
    unit: Ints
    year: Ints
    day: Ints
    half: Ints

    @property
    def members(self) -> int:
        """How many there are."""
        return int(self.member.max(initial=-1)) + 1

    @cached_property
    def cell(self) -> Ints:
        """(R,) the number of each row's unit and year, from 0."""
        both = self.unit * (int(self.year.max(initial=0)) + 1) + self.year
        return np.asarray(np.unique(both, return_inverse=True)[1], dtype=np.int64)

    def of(self, member: Ints) -> Namings:
        """The same with `member`, (R,), in the rows."""
        other = replace(self, member=member)
        other.__dict__["cell"] = self.cell
        return other

    def kept(self, rows: NDArray[np.bool_]) -> Namings:
        """The rows `rows`, (R,), with files numbered anew."""
        file = np.unique(self.file[rows], return_inverse=True)[1].astype(np.int64)
        rest = (self.member, self.unit, self.year, self.day, self.half)
        return Namings(file, *(each[rows] for each in rest))


@dataclass(frozen=True)
class Together:
    """Combinations of members who were named in one file, in order.

    `members` is (K, size), `days` (2, K): on how many days of each half of the months.
    """

    members: Ints
    days: Ints


def together(given: Namings, member: Ints, size: int) -> Together:
    """Every combination of `size` members named in one file, where `member` stands in each row.

    `member` is (R,): that of `given`, or another that may have been drawn; one named twice in a
    file counts once.
    """
    members = int(member.max(initial=-1)) + 1
    once = given.file * members + member
    order = np.argsort(once, kind="stable")
    order = order[np.diff(once[order], prepend=-1) != 0]
    file, named = given.file[order], member[order]
    many = np.bincount(file)[file] if len(file) else file
    found, when = [np.zeros((0, size), dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for number in range(size, LARGEST_FILE + 1):
        rows = np.flatnonzero(many == number).reshape(-1, number)
        stamp = given.day[order[rows[:, 0]]] * HALVES + given.half[order[rows[:, 0]]]
        for places in combinations(range(number), size):
            found.append(named[rows[:, places]])
            when.append(stamp)
    return _days(np.concatenate(found), np.concatenate(when))


def _days(found: Ints, when: Ints) -> Together:
    """The combinations of the rows of `found`, and on how many days of each half they are there."""
    if not len(found):
        return Together(found, np.zeros((HALVES, 0), dtype=np.int64))
    members, first = int(found.max()) + 1, int(when.min()) // HALVES * HALVES
    code = found[:, 0]
    for column in found.T[1:]:
        code = code * members + column
    codes, code = np.unique(code, return_inverse=True)
    span = int(when.max()) - first + 1
    stamps = np.unique(code * span + (when - first))
    of = stamps // span
    days = np.bincount(stamps % span % HALVES * len(codes) + of, minlength=HALVES * len(codes))
    columns = []
    for _ in found.T:
        codes, column = np.divmod(codes, members)
        columns.append(column)
    return Together(np.column_stack(columns[::-1]), days.reshape(HALVES, -1))


def by_chance(given: Namings, pairs: Ints) -> Floats:
    """(2, K) in how many files of each half each of the `pairs`, (K, 2), would be by chance.

    The number of times that each member is named in each unit and year is kept.
    """
    expected = np.zeros((HALVES, len(pairs)))
    cell, members = given.cell, given.members
    many = np.bincount(given.file)[given.file]
    beside = np.where(many <= LARGEST_FILE, many - 1, 0)
    for half in range(HALVES):
        rows = given.half == half
        size = (members, int(cell.max(initial=-1)) + 1)
        named = csr_array(
            (np.ones(int(rows.sum())), (given.member[rows], cell[rows])), shape=size
        ).tocsr()
        whole = np.bincount(cell[rows], minlength=size[1])
        shared = np.bincount(cell[rows], beside[rows], size[1])
        share = shared / np.maximum(whole * (whole - 1.0), 1.0)
        each = named[pairs[:, 0]].multiply(named[pairs[:, 1]])
        expected[half] = np.asarray(each @ share).ravel()
    return expected
