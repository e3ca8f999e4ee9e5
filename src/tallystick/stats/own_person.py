"""Has a member a person who comes to nobody else as often, when some of the others have one too?

See `pairing` for what is asked of a pair, and `strongest_pair` for how many are asked at once.

A colleague who brings his own people asks nobody else, so that those whom everybody asks come to
the others more often than to him: they would look like the others' own. Where a member has a
strongest person, what was counted is therefore counted again without the occasions to which those
people came who come to this member far less often than expected and to some colleague more often,
by a tenth, than anybody comes to this member. The larger p-value counts. Given to which occasions
those people came, the others are as exchangeable as before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from tallystick.stats.pairing import Occasions, comparable, pairs
from tallystick.stats.strongest_pair import (
    LEVEL,
    Both,
    Strongest,
    contrast,
    in_both,
    smallest_own,
    strongest,
)

Ints = NDArray[np.int64]
WHOLE = -1
MORE_OFTEN = 1.1


@dataclass(frozen=True)
class Rows:
    """Occasions counted by who had them, when and where, and who came.

    Parameters
    ----------
    member, place, time, cell, person, n
        (R,) each. `place` and `time` are the two sortings; `cell` numbers the combinations of
        member, place, time and whatever else the rows are counted by. Where `person` is `WHOLE`,
        `n` is how many occasions the cell has; elsewhere at how many of them the person came.
    """

    member: Ints
    place: Ints
    time: Ints
    cell: Ints
    person: Ints
    n: Ints

    def without(self, people: Ints) -> Rows:
        """The cells to which none of `people` came."""
        gone = np.isin(self.cell, self.cell[np.isin(self.person, people)])
        return Rows(*(getattr(self, name)[~gone] for name in self.__dataclass_fields__))

    def sorted_by(self, key: Ints) -> Occasions:
        """The occasions in the strata of `key`, (R,)."""
        whole = self.person == WHOLE
        stratum = np.unique(key, return_inverse=True)[1].astype(np.int64)
        return Occasions(
            *_summed(self.n[whole], self.member[whole], stratum[whole]),
            *_summed(self.n[~whole], self.member[~whole], stratum[~whole], self.person[~whole]),
        )


@dataclass(frozen=True)
class Own:
    """What is said of a member.

    Parameters
    ----------
    compared
        Its occasions that share a stratum with another member's, in the sorting with fewer.
    smallest_detectable
        The share of them at which a person of its own is found with 80 % power; NaN where none is.
    p_value, asked
        Of the strongest person among all, and how many could have had as small a p-value; 1 and 0
        without any.
    person, found, met, n, expected, by_place
        The strongest person (-1 without any), at how many of the member's `n` occasions, of how
        many in all, how many are expected, and in which sorting.
    difference, low, high
        The person's share of the member's occasions minus that of the others', and its range.
    left_out
        How many people's occasions were left out, because colleagues bring them.
    """

    compared: int
    smallest_detectable: float
    p_value: float = 1.0
    asked: int = 0
    person: int = -1
    found: int = 0
    met: int = 0
    n: int = 0
    expected: float = 0.0
    by_place: bool = True
    difference: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    left_out: int = 0


@dataclass(frozen=True)
class _Counted:
    """Both sortings of some rows, and the pairs that they have in common."""

    by_place: Occasions
    by_time: Occasions
    both: Both


def own_people(rows: Rows, members: int, least: int) -> list[Own]:
    """What is said of each of the `members`, in order.

    People who came to fewer than `least` occasions must not be among the rows.
    """
    counted = _counted(rows)
    answers = []
    for member in range(members):
        said = _said(counted, member, least)
        if said.p_value < LEVEL:
            others = _brought_by_others(counted.both, said, member)
            if len(others):
                again = _said(_counted(rows.without(others)), member, least)
                said = again if again.p_value >= said.p_value else said
                said = replace(said, left_out=len(others))
        answers.append(said)
    return answers


def _counted(rows: Rows) -> _Counted:
    by_place, by_time = rows.sorted_by(rows.place), rows.sorted_by(rows.time)
    return _Counted(by_place, by_time, in_both(pairs(by_place), pairs(by_time)))


def _said(counted: _Counted, member: int, least: int) -> Own:
    own = np.flatnonzero(counted.both.member == member)
    n, smallest = [], []
    for sorting in (counted.by_place, counted.by_time):
        strata = comparable(sorting, member)
        n.append(int(strata[0].sum()))
        smallest.append(smallest_own(*strata, len(own), least))
    plain = Own(min(n), float(np.max(smallest)))
    return _with_strongest(plain, counted, strongest(counted.both, own)) if len(own) else plain


def _with_strongest(plain: Own, counted: _Counted, best: Strongest) -> Own:
    both, row = counted.both, best.pair
    sorting = counted.by_place if both.is_first[row] else counted.by_time
    difference, low, high = contrast(
        sorting, int(both.member[row]), int(both.person[row]), best.asked
    )
    return replace(
        plain, p_value=best.p_value, asked=best.asked, person=int(both.person[row]),
        found=int(both.found[row]), met=int(both.met[row]), n=int(both.n[row]),
        expected=float(both.expected[row]), by_place=bool(both.is_first[row]),
        difference=difference, low=low, high=high,
    )  # fmt: skip


def _brought_by_others(both: Both, said: Own, member: int) -> Ints:
    """People who hardly come to `member`, and to a colleague more often than anybody to it."""
    own = both.member == member
    gap = both.found[own] + 0.5 - both.expected[own]
    far = -ndtri(1 - LEVEL / max(int(own.sum()), 1)) * np.sqrt(both.variance[own])
    missed = both.person[own][gap < far]
    often = ~own & (both.found * said.n > MORE_OFTEN * said.found * both.n)
    return np.intersect1d(missed, both.person[often])


def _summed(n: Ints, *keys: Ints) -> list[Ints]:
    """The distinct combinations of `keys`, column by column, and the sum of `n` in each."""
    if not len(n):
        return [np.zeros(0, dtype=np.int64) for _ in (*keys, n)]
    order = np.lexsort(keys[::-1])
    held = [key[order] for key in keys]
    changed = np.any([np.diff(key) != 0 for key in held], axis=0)
    first = np.concatenate([[0], np.flatnonzero(changed) + 1])
    return [*(key[first] for key in held), np.add.reduceat(n[order], first)]
