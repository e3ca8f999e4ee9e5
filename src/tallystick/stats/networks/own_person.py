"""Has a member a person who comes to nobody else as often, when some of the others have one too?

See `pairing` for what is asked of a pair, and `strongest_pair` for how many are asked at once.

A guard who is there at certain hours of certain places is explained by neither alone. So a third
sorting is by both at once, where the member has enough occasions that even there a person who comes
to a quarter of them would be found.

A colleague who brings his own people asks nobody else, so that those whom everybody asks come to
the others more often than to him: they would look like the others' own. Where a member has a
strongest person, what was counted is therefore counted again without the occasions to which those
people came who come to this member far less often than expected, and the larger p-value counts.
Given to which occasions those people came, the others are as exchangeable as before. Where too
little is left, members and people are two sets that do not mix, and which of them is the odd one
cannot be told, unless the strongest person comes to the member more often, by a quarter, than any
of the others comes to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from tallystick.stats.estimate import LEVEL, Tested
from tallystick.stats.networks.pairing import Occasions, comparable, pairs
from tallystick.stats.networks.strongest_pair import (
    Agreed,
    Strongest,
    contrast,
    in_all,
    smallest_own,
    strongest,
)

Ints = NDArray[np.int64]
WHOLE = -1
SORTINGS = ("place", "time", "joint")
MORE_OFTEN, ENOUGH = 1.25, 0.25


@dataclass(frozen=True)
class Rows:
    """Occasions counted by who had them, when and where, and who came.

    Parameters
    ----------
    member, place, time, joint, cell, person, n
        (R,) each. `place` and `time` are sortings, `joint` that by both at once; `cell` numbers the
        combinations of member and whatever the rows are counted by. Where `person` is `WHOLE`, `n`
        is how many occasions the cell has; elsewhere at how many of them the person came.
    """

    member: Ints
    place: Ints
    time: Ints
    joint: Ints
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
    """What is particular to a member.

    Parameters
    ----------
    asked
        How many people could have had as small a p-value; 0 without any.
    person, found, met, n, expected, sorting
        The strongest person (-1 without any), at how many of the member's `n` occasions, of how
        many in all, how many are expected, and in which of `SORTINGS`.
    left_out
        How many people's occasions were left out, because they come to this member so seldom.
    """

    asked: int = 0
    person: int = -1
    found: int = 0
    met: int = 0
    n: int = 0
    expected: float = 0.0
    sorting: str = ""
    left_out: int = 0


@dataclass(frozen=True)
class _Counted:
    """All sortings of some rows, and the pairs that the first two, or all three, have in common."""

    sortings: tuple[Occasions, ...]
    two: Agreed
    three: Agreed


def own_people(rows: Rows, members: int, least: int) -> list[Tested[Own]]:
    """What is said of each of the `members`, in order.

    `n` is the occasions that share a stratum with another member's, in the sorting with fewest. The
    p-value is of the strongest person among all, 1 without any, and the estimate that person's
    share of the member's occasions minus that of the others'. The minimum detectable share is that
    at which a person of its own is found; None where none is.

    People who came to fewer than `least` occasions must not be among the rows.
    """
    counted = _counted(rows)
    answers = []
    for member in range(members):
        said = _said(counted, member, least)
        if _p(said) < LEVEL:
            missed = _missed(counted.two, member)
            if len(missed):
                again = _said(_counted(rows.without(missed)), member, least)
                said = _larger(said, again, counted.two, missed)
                said = said.with_numbers(replace(said.numbers, left_out=len(missed)))
        answers.append(said)
    return answers


def _p(said: Tested[Own]) -> float:
    return 1.0 if said.p_value is None else said.p_value


def _larger(said: Tested[Own], again: Tested[Own], agreed: Agreed, missed: Ints) -> Tested[Own]:
    """What is said of a member with all occasions, or again without those of people `missed`."""
    if again.minimum_detectable is not None:
        return again if _p(again) >= _p(said) else said
    theirs = np.isin(agreed.person, missed)
    most = float((agreed.found[theirs] / agreed.n[theirs]).max())
    return said if said.numbers.found > MORE_OFTEN * most * said.numbers.n else again


def _counted(rows: Rows) -> _Counted:
    sortings = tuple(rows.sorted_by(getattr(rows, name)) for name in SORTINGS)
    held = [pairs(each) for each in sortings]
    return _Counted(sortings, in_all(held[:2]), in_all(held))


def _said(counted: _Counted, member: int, least: int) -> Tested[Own]:
    agreed = counted.two
    own = np.flatnonzero(agreed.member == member)
    n, smallest = [], []
    for sorting in counted.sortings:
        strata = comparable(sorting, member)
        n.append(int(strata[0].sum()))
        smallest.append(smallest_own(*strata, len(own), least))
    used = 3 if smallest[2] <= ENOUGH else 2
    if used == 3:
        agreed = counted.three
        own = np.flatnonzero(agreed.member == member)
    plain = Tested(
        n=min(n[:used]), p_value=1.0, minimum_detectable=float(np.max(smallest[:used])),
        numbers=Own(),
    )  # fmt: skip
    if not len(own):
        return plain
    return _with_strongest(plain, counted.sortings, agreed, strongest(agreed, own))


def _with_strongest(
    plain: Tested[Own], sortings: tuple[Occasions, ...], agreed: Agreed, best: Strongest
) -> Tested[Own]:
    row = best.pair
    member, person, which = (int(x[row]) for x in (agreed.member, agreed.person, agreed.which))
    difference, low, high = contrast(sortings[which], member, person, best.asked)
    own = Own(
        asked=best.asked, person=person, found=int(agreed.found[row]), met=int(agreed.met[row]),
        n=int(agreed.n[row]), expected=float(agreed.expected[row]), sorting=SORTINGS[which],
    )  # fmt: skip
    return replace(
        plain, estimate=difference, interval=(low, high), p_value=best.p_value, numbers=own
    )


def _missed(agreed: Agreed, member: int) -> Ints:
    """People who come to `member` far less often than expected, with all of them counted."""
    own = agreed.member == member
    gap = agreed.found[own] + 0.5 - agreed.expected[own]
    far = -ndtri(1 - LEVEL / max(int(own.sum()), 1)) * np.sqrt(agreed.variance[own])
    return np.asarray(agreed.person[own][gap < far])


def _summed(n: Ints, *keys: Ints) -> list[Ints]:
    """The distinct combinations of `keys`, column by column, and the sum of `n` in each."""
    if not len(n):
        return [np.zeros(0, dtype=np.int64) for _ in (*keys, n)]
    order = np.lexsort(keys[::-1])
    held = [key[order] for key in keys]
    changed = np.any([np.diff(key) != 0 for key in held], axis=0)
    first = np.concatenate([[0], np.flatnonzero(changed) + 1])
    return [*(key[first] for key in held), np.add.reduceat(n[order], first)]
