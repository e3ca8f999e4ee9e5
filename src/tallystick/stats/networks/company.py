"""In whose company is each member met, and who shares company beyond like time and place?

Members (officers) have occasions, to which persons (witnesses, informants) come.
Members who meet the same persons more than their occasions of like time and place explain share
company. What is asked here is a search: it proposes groups from one part of the occasions, and
`asked_company` asks about each in the other part. So whatever the search looks at, and however
often, the p-values stay what they are (Cox 1975, Biometrika 62(2), 441-444, on splitting data).

The excess of a member and a person is how often they met, less what the member's part of the
occasions of each stratum makes likely. The weight of two members is the sum over persons of the
product of their excesses, each divided by how often the person came at all, so that who comes to
everybody says little; what chance alone gives such pairs is taken off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.networks.dense_groups import densest_group

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST_GROUP = 3
OWN_SHARE, OWN_TIMES = 0.8, 5
DRAWS, SEED = 8, 20
BLOCK = 4_000_000  # numbers that are held at once
SORTINGS = ("place", "time", "joint")
OCCASIONS = ("member", "month", "area", "part", *SORTINGS)


@dataclass(frozen=True)
class Company:
    """Occasions, and who came to them.

    Parameters
    ----------
    member, month, area, part
        (O,) whose occasion it was, in which month and area, and in which part of the day.
    place, time, joint
        (O,) its stratum in each of `SORTINGS`.
    at, person
        (M,) the occasions, by number, to which a person came; each pair once.
    members, persons
        How many there are.
    """

    member: Ints
    month: Ints
    area: Ints
    part: Ints
    place: Ints
    time: Ints
    joint: Ints
    at: Ints
    person: Ints
    members: int
    persons: int

    def kept(self, rows: Flags) -> Company:
        """The occasions `rows`, (O,), and who came to them."""
        number = np.cumsum(rows) - 1
        came = rows[self.at]
        columns = {name: getattr(self, name)[rows] for name in OCCASIONS}
        return replace(self, **columns, at=number[self.at[came]], person=self.person[came])

    def met_by(self, persons: Flags) -> Flags:
        """(O,) to which occasions any of the `persons`, (P,), came."""
        met = np.zeros(len(self.member), dtype=bool)
        met[self.at[persons[self.person]]] = True
        return met

    def times(self) -> Ints:
        """(A, P) how often a member met a person."""
        cell = self.member[self.at] * self.persons + self.person
        flat = np.bincount(cell, minlength=self.members * self.persons)
        return flat.reshape(self.members, self.persons).astype(np.int64)


def halves(company: Company) -> tuple[Flags, Flags]:
    """Every second month in which there are occasions, and the others; (O,) each."""
    place = np.unique(company.month, return_inverse=True)[1]
    even = place % 2 == 0
    return even, ~even


def own_persons(company: Company) -> Flags:
    """(P,) whom one member met five times or more, and hardly anybody else."""
    times = company.times()
    most = times.max(axis=0, initial=0)
    return np.asarray((most >= OWN_TIMES) & (most >= OWN_SHARE * times.sum(axis=0)))


def expected(company: Company) -> Floats:
    """(A, P) how often they would meet by the members' occasions of like place."""
    strata, of = np.unique(company.place, return_inverse=True)
    whole = np.bincount(of, minlength=len(strata))
    own = np.zeros((company.members, len(strata)))
    np.add.at(own, (company.member, of), 1.0)
    share = own / np.maximum(whole, 1)
    found = np.zeros((company.persons, company.members))
    step = max(1, BLOCK // max(company.members, 1))
    for begin in range(0, len(company.at), step):
        rows = slice(begin, begin + step)
        np.add.at(found, company.person[rows], share.T[of[company.at[rows]]])
    return np.asarray(found.T)


def group_in(company: Company, free: Flags) -> Ints:
    """The densest group among the members who are `free`, (A,); empty where there is none.

    It has three members at least, and less than half of those who have occasions.
    """
    some = np.flatnonzero(free & (np.bincount(company.member, minlength=company.members) > 0))
    if len(some) <= 2 * LEAST_GROUP:
        return np.zeros(0, dtype=np.int64)
    here = company.kept(np.isin(company.member, some))
    times, chance = here.times()[some], expected(here)[some]
    came = np.maximum(times.sum(axis=0), 1)
    rng = np.random.default_rng(SEED)
    drawn = [_weights(rng.poisson(chance), chance, came) for _ in range(DRAWS)]
    beyond = _weights(times, chance, came) - np.mean(drawn, axis=0)
    beyond = np.maximum(beyond, 0.0)
    np.fill_diagonal(beyond, 0.0)
    return np.asarray(some[densest_group(beyond, LEAST_GROUP, (len(some) - 1) // 2)])


def _weights(times: Ints, chance: Floats, came: Ints) -> Floats:
    """(A, A) the sum over persons of both members' excesses, over how often the person came."""
    excess = np.where(times > 0, np.maximum(times - chance, 0.0), 0.0)
    return np.asarray((excess / came) @ excess.T)
