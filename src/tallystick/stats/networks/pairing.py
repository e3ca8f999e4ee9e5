"""Does one person come with one member more often than a shared time and place explain?

Members (officers) have occasions (searches), and persons (witnesses) come to them. Occasions are
sorted into strata within which any person who comes to one might as well have come to another.
Given how many occasions of a stratum are a member's, and at how many of them a person came, the
number at which both are there is hypergeometric; over strata these laws convolve. That some
persons come to very many occasions is given, so that people who are simply more available cancel.

Time and place are two sortings: one by both at once leaves little to compare. Each makes a p-value
of its own, and the larger counts (Berger): a person who is there at certain hours, or in certain
places, is explained by one of them. The least p-value of a member's pairs is multiplied by how many
of the pairs could have reached it (Tarone), which holds however they depend on each other.

References: Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4), strata; Tarone 1990, Biometrics
46(2), the number of tests; Berger 1982, Technometrics 24(4), the larger p-value of two tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from tallystick.stats.proportions.shares import LEAST_P, null_law

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FAR_ENOUGH = 2.0  # standard deviations above what is expected from which a p-value is worked out


@dataclass(frozen=True)
class Occasions:
    """Who had how many occasions, and who came to them.

    Parameters
    ----------
    member, stratum, n
        (G,) how many occasions a member has in a stratum; each pair of both once.
    by, at, person, came
        (R,) at how many of the occasions of the member `by` in the stratum `at` a person came;
        each combination once, `came` above zero.
    """

    member: Ints
    stratum: Ints
    n: Ints
    by: Ints
    at: Ints
    person: Ints
    came: Ints


@dataclass(frozen=True)
class Pairs:
    """Members and persons who could meet, in order of both, (P,) each.

    `found` is how often they did in strata that another member shares, of the person's `met`
    occasions there and the member's `n`; `expected` and `variance` of `found` are those of chance;
    `least` is the logarithm of the least p-value that they could have, `p_value` the one-sided one
    they have, 1 for pairs that are not far above what is expected.
    """

    member: Ints
    person: Ints
    found: Ints
    met: Ints
    n: Ints
    expected: Floats
    variance: Floats
    least: Floats
    p_value: Floats


def pairs(given: Occasions) -> Pairs:
    """Every member with every person who came in a stratum that the member shares with others."""
    cells = _cells(given)
    order = np.lexsort((cells.person, cells.member))
    cells = cells.take(order)
    first = _begins(cells.member, cells.person)
    found, met = (_sums(each, first) for each in (cells.found, cells.met))
    expected, variance, least = (
        _real_sums(each, first) for each in (cells.expected, cells.variance, cells.least)
    )
    member, person = cells.member[first], cells.person[first]
    p_value = np.ones(len(first))
    far = found - 0.5 - expected > FAR_ENOUGH * np.sqrt(variance)
    ends = np.append(first[1:], len(order))
    for pair in np.flatnonzero(far):
        rows = slice(first[pair], ends[pair])
        law = null_law(cells.met[rows], cells.own[rows], cells.all[rows] - cells.own[rows])
        p_value[pair] = min(1.0, max(float(law[found[pair] :].sum()), LEAST_P))
    shared = given.n < _totals(given)[given.stratum]
    n = np.bincount(given.member[shared], given.n[shared], int(member.max(initial=-1)) + 1)
    return Pairs(
        member, person, found, met, n[member].astype(np.int64), expected, variance, least, p_value
    )


def comparable(given: Occasions, member: int) -> tuple[Ints, Ints]:
    """The member's occasions in each stratum that it shares, and all occasions there; (S,) each."""
    mine = given.member == member
    own, whole = given.n[mine], _totals(given)[given.stratum[mine]]
    return own[own < whole], whole[own < whole]


def log_chance(met: Ints, own: Ints, whole: Ints) -> Floats:
    """The logarithm of the chance that a person and a member meet as often as they can.

    Of `whole` occasions of each stratum `own` are the member's and the person came to `met`.
    """
    most = np.minimum(met, own)
    return np.asarray(
        _log_choose(own, most) + _log_choose(whole - own, met - most) - _log_choose(whole, met)
    )


def _totals(given: Occasions) -> Ints:
    """How many occasions each stratum has."""
    strata = int(max(given.stratum.max(initial=-1), given.at.max(initial=-1))) + 1
    return np.bincount(given.stratum, given.n, strata).astype(np.int64)


@dataclass(frozen=True)
class _Cells:
    """One row for each stratum, person who came there and member there, (C,)."""

    member: Ints
    person: Ints
    found: Ints
    met: Ints
    own: Ints
    all: Ints
    expected: Floats
    variance: Floats
    least: Floats

    def take(self, order: Ints) -> _Cells:
        return _Cells(*(getattr(self, name)[order] for name in self.__dataclass_fields__))


def _cells(given: Occasions) -> _Cells:
    total = _totals(given)
    members = np.bincount(given.stratum, minlength=len(total))
    by_stratum = np.argsort(given.stratum, kind="stable")
    begin = np.concatenate([[0], np.cumsum(members)])
    stratum, person, met = _together(given.at, given.person, given.came)
    kept = members[stratum] > 1
    stratum, person, met = stratum[kept], person[kept], met[kept]
    times = members[stratum]
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    seat = by_stratum[np.repeat(begin[stratum], times) + within]
    stratum, person, met = (np.repeat(each, times) for each in (stratum, person, met))
    member, own, whole = given.member[seat], given.n[seat], total[stratum]
    found = _looked_up(given, stratum, person, member)
    mean = met * own / whole
    variance = mean * (whole - own) / whole * (whole - met) / np.maximum(whole - 1, 1)
    return _Cells(
        member, person, found, met, own, whole, mean, variance, log_chance(met, own, whole)
    )  # fmt: skip


def _together(at: Ints, person: Ints, came: Ints) -> tuple[Ints, Ints, Ints]:
    """Strata, persons and how often each came there, whoever's occasions they were."""
    order = np.lexsort((person, at))
    at, person, came = at[order], person[order], came[order]
    first = _begins(at, person)
    return at[first], person[first], _sums(came, first)


def _looked_up(given: Occasions, stratum: Ints, person: Ints, member: Ints) -> Ints:
    """How often a person came to a member in a stratum."""
    persons = int(given.person.max(initial=-1)) + 1
    members = int(given.member.max(initial=-1)) + 1
    held = (given.at * members + given.by) * persons + given.person
    order = np.argsort(held)
    asked = (stratum * members + member) * persons + person
    place = np.minimum(np.searchsorted(held[order], asked), max(len(held) - 1, 0))
    if not len(held):
        return np.zeros(len(asked), dtype=np.int64)
    hit = held[order][place] == asked
    return np.where(hit, given.came[order][place], 0)


def _log_choose(n: Ints, k: Ints) -> Floats:
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0))


def _sums(values: Ints, first: Ints) -> Ints:
    return np.add.reduceat(values, first) if len(first) else values


def _real_sums(values: Floats, first: Ints) -> Floats:
    return np.add.reduceat(values, first) if len(first) else values


def _begins(*columns: Ints) -> Ints:
    """The rows at which sorted columns change."""
    if not len(columns[0]):
        return np.zeros(0, dtype=np.int64)
    changed = np.any([np.diff(each) != 0 for each in columns], axis=0)
    return np.concatenate([[0], np.flatnonzero(changed) + 1])
