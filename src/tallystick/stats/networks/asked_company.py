"""Does each member of a group meet those whom the others of it meet, far more than colleagues do?

A group was proposed from other occasions (see `company`). For a member, the persons asked about are
those whom at least two others of the group met there, together beyond like occasions. What is
counted here is to how many of the member's occasions any of them came whom the others met in
another area too, and in another part of the day: a guard, a clerk or a neighbour is bound to one of
them and says nothing of the members who work there. Given to how many of a stratum's occasions they
came, the number is hypergeometric if chance alone decides. Posts, beats and shifts that no stratum
tells make colleagues differ, so the question is put against a margin: that the odds are at most
twice those of members outside the group (Fisher's noncentral law). Two more guards: Student's t
over months, since posts come in runs, and the largest p-value of the sortings by place, by time and
by both counts (Berger).

Where members of the group bring persons of their own, it is the others who seem to share those who
are at hand. So the group, and all outside it who meet its persons two thirds as often, must be less
than half of all members; else the p-value is 1. So it is where a group of more than a fifth has
nobody who comes to it more often, by a quarter, than those whom it does not meet come to the
others: then two sets do not mix, and which of them is the odd one cannot be told.

Three members at least must each share what the others share: the p-value of the group is the
third smallest of its m members' times m - 2, whatever they have to do with each other. So neither
one member with persons of its own nor a pair that serves together makes a group.

References: Fisher 1935, JRSS 98(1), 39-82, the noncentral law; Berger 1982, Technometrics 24(4);
Benjamini & Heller 2008, Biometrics 64(4), 1215-1222, partial conjunctions; Student 1908.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaln, stdtr, stdtrit

from tallystick.stats.estimate import LEVEL, POWER
from tallystick.stats.networks.company import LEAST_GROUP, SORTINGS, Company, expected

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SEVERAL = -1
MARGIN = 2.0
LEAST_MONTHS, LEAST_MET, LIFT = 6, 2, 1.5
ALIKE, MISSED, ENOUGH, MORE_OFTEN = 2 / 3, 1 / 3, 3, 1.25
LEAST_P = 1e-30


@dataclass(frozen=True)
class Member:
    """What is said of one member of a group.

    `found` of its `n` occasions that can be compared by place, `expected` by the colleagues' share
    there; `beyond` (months,) how much of the difference lies in each month.
    """

    member: int
    p_value: float
    found: int
    n: int
    expected: float
    sorting: str
    months: Ints
    beyond: Floats


@dataclass(frozen=True)
class Group:
    """A group: what is said of its members, the strongest first, and of it as a whole.

    `sharing` is of how many it may be said at 5 % that they share; 0 or at least three. `of_most`:
    they share, but so do so many others that none is odd.
    """

    members: tuple[Member, ...]
    p_value: float
    sharing: int
    persons: Ints
    of_most: bool = False


@dataclass(frozen=True)
class Asked:
    """Who is asked about for each of m members of a group.

    Parameters
    ----------
    persons
        (m, P) whom at least two others of the group met, together beyond like occasions.
    area, part
        (m, P) the one area, and the one part of the day, in which the others met the person;
        `SEVERAL` where there were two or more.
    """

    persons: Flags
    area: Ints
    part: Ints

    def met(self, company: Company, place: int) -> Flags:
        """(O,) the occasions to which somebody came of whom the member at `place` is asked.

        Who was met by the others in the area, or the part of the day, of the occasion alone does
        not count there.
        """
        at, person = company.at, company.person
        counts = self.persons[place, person]
        counts = counts & (self.area[place, person] != company.area[at])
        counts = counts & (self.part[place, person] != company.part[at])
        met = np.zeros(len(company.member), dtype=bool)
        met[at[counts]] = True
        return met


def asked_about(company: Company, group: Ints) -> Asked:
    """Who is asked about for each member of `group`, (m,), by the occasions of `company`."""
    times, chance = company.times()[group], expected(company)[group]
    others = (times > 0).sum(axis=0) - (times > 0)
    met, likely = times.sum(axis=0) - times, chance.sum(axis=0) - chance
    persons = np.asarray((others >= 2) & (met >= LEAST_MET) & (met > LIFT * likely))
    area, part = (_the_one(company, group, getattr(company, x)) for x in ("area", "part"))
    return Asked(persons, area, part)


def _the_one(company: Company, group: Ints, of: Ints) -> Ints:
    """(m, P) the one value of `of`, (O,), at which the others met a person; `SEVERAL` for more."""
    least = np.full((len(group), company.persons), np.iinfo(np.int64).max)
    most = np.full((len(group), company.persons), -1)
    for place in range(len(group)):
        theirs = np.isin(company.member[company.at], np.delete(group, place))
        person, value = company.person[theirs], of[company.at[theirs]]
        np.minimum.at(least[place], person, value)
        np.maximum.at(most[place], person, value)
    return np.where(least == most, most, SEVERAL)


def ask(company: Company, group: Ints, outside: Ints, asked: Asked) -> Group:
    """Ask about a `group`, (m,), beside the members `outside`; `asked` is as `asked_about` says.

    ValueError for fewer than three members.
    """
    if len(group) < LEAST_GROUP:
        raise ValueError("a group has three members at least")
    said = [_member(company, int(each), outside, asked.met(company, place))
            for place, each in enumerate(group)]  # fmt: skip
    p_values = (len(said) - np.arange(len(said))) * np.sort([each.p_value for each in said])
    at_least = np.minimum(1.0, p_values)[LEAST_GROUP - 1 :]
    most = _majority(company, group, outside, asked) or _unmixed(company, group, outside, asked)
    of_most = bool(most and at_least[0] < LEVEL)
    if most:
        at_least, said = np.ones(len(at_least)), [replace(each, p_value=1.0) for each in said]
    said.sort(key=lambda each: (each.p_value, each.expected - each.found))
    sharing = int((np.maximum.accumulate(at_least) < LEVEL).sum())
    sharing += LEAST_GROUP - 1 if sharing else 0
    persons = np.flatnonzero(asked.persons.any(axis=0))
    return Group(tuple(said), float(at_least[0]), sharing, persons, of_most)


def _majority(company: Company, group: Ints, outside: Ints, asked: Asked) -> bool:
    """Whether the group, and who meets its persons about as often, are half of all or more."""
    met = np.any([asked.met(company, place) for place in range(len(group))], axis=0)
    n = np.bincount(company.member, minlength=company.members)
    found = np.bincount(company.member[met], minlength=company.members)
    usual = ALIKE * found[group].sum() / max(int(n[group].sum()), 1)
    alike = int((found[outside] >= np.maximum(usual * n[outside], 1)).sum())
    return 2 * (len(group) + alike) >= len(group) + len(outside)


def _unmixed(company: Company, group: Ints, outside: Ints, asked: Asked) -> bool:
    """Whether a large group does not meet others' persons, who come to them as often as its own."""
    if 5 * len(group) <= len(group) + len(outside):
        return False
    times, n = company.times(), np.bincount(company.member, minlength=company.members)
    own, theirs = times[group].sum(axis=0), times[outside].sum(axis=0)
    likely = expected(company)[group].sum(axis=0)
    missed = (likely >= ENOUGH) & (own + 0.5 < MISSED * likely)
    shared = own[asked.persons.any(axis=0)].max(initial=0) / max(int(n[group].sum()), 1)
    other = theirs[missed].max(initial=0) / max(int(n[outside].sum()), 1)
    return bool(shared < MORE_OFTEN * other)


def _member(company: Company, member: int, outside: Ints, met: Flags) -> Member:
    own = company.member == member
    rest = np.isin(company.member, outside) & ~own
    sorted_by = [_sorting(company, getattr(company, name), own, rest, met) for name in SORTINGS]
    place, _, joint = sorted_by
    used = sorted_by if 2 * joint.n >= place.n else sorted_by[:2]
    worst = int(np.argmax([each.p_value for each in used]))
    return Member(
        member, used[worst].p_value, place.found, place.n, place.expected, SORTINGS[worst],
        place.months, place.beyond,
    )  # fmt: skip


@dataclass(frozen=True)
class _Sorting:
    """A member's occasions in one sorting, beside those of the others."""

    p_value: float
    found: int
    n: int
    expected: float
    months: Ints
    beyond: Floats


def _sorting(company: Company, stratum: Ints, own: Flags, rest: Flags, met: Flags) -> _Sorting:
    number, of = np.unique(stratum, return_inverse=True)
    size = len(number)

    def count(rows: Flags) -> Ints:
        return np.bincount(of[rows], minlength=size).astype(np.int64)

    n, rest_n, found, rest_found = count(own), count(rest), count(own & met), count(rest & met)
    both = (n > 0) & (rest_n > 0)
    if not both.any():
        return _Sorting(1.0, 0, 0, 0.0, np.zeros(0, dtype=np.int64), np.zeros(0))
    law, mean = np.ones(1), np.zeros(size)
    for s in np.flatnonzero(both & (found + rest_found > 0)).tolist():
        part = noncentral(int(found[s] + rest_found[s]), int(n[s]), int(rest_n[s]), MARGIN)
        mean[s] = float(part @ np.arange(len(part)))
        law = np.convolve(law, part)
    many = int(found[both].sum())
    exact = min(1.0, max(float(law[many:].sum()), LEAST_P))
    kept = own & both[of]
    usual = np.where(both, rest_found / np.maximum(rest_n, 1), 0.0)
    months, at = np.unique(company.month[kept], return_inverse=True)
    counted = met[kept].astype(np.float64)
    tilted = (mean / np.maximum(n, 1))[of[kept]]
    over = np.bincount(at, counted - tilted, len(months)).astype(np.float64)
    beyond = np.bincount(at, counted - usual[of[kept]], len(months)).astype(np.float64)
    p_value = max(exact, float(by_months(over)))
    return _Sorting(
        p_value, many, int(n[both].sum()), float((usual * n)[both].sum()), months, beyond
    )  # fmt: skip


def by_months(over: Floats) -> Floats:
    """Student's t over months, the last axis of (..., M), one-sided; 1 for fewer than six."""
    months = over.shape[-1]
    if months < LEAST_MONTHS:
        return np.ones(over.shape[:-1])
    spread = over.std(axis=-1, ddof=1) / np.sqrt(months)
    mean, varies = over.mean(axis=-1), spread > 0
    tail = stdtr(months - 1, -mean / np.where(varies, spread, 1.0))
    same = np.where(over[..., 0] > 0, LEAST_P, 1.0)
    return np.asarray(np.where(varies, np.maximum(tail, LEAST_P), same), dtype=np.float64)


def noncentral(total: int, own: int, rest: int, odds: float) -> Floats:
    """The chances of 0, 1, ... of `total` being among `own` and not `rest`, at these odds.

    Fisher's noncentral hypergeometric law, (min(total, own) + 1,).
    """
    k = np.arange(min(total, own) + 1, dtype=np.float64)
    possible = total - k <= rest
    other = np.where(possible, total - k, 0.0)
    logs = (
        gammaln(own + 1.0) - gammaln(k + 1) - gammaln(own - k + 1)
        + gammaln(rest + 1.0) - gammaln(other + 1) - gammaln(rest - other + 1)
        + k * np.log(odds)
    )  # fmt: skip
    logs = np.where(possible, logs, -np.inf)
    law = np.exp(logs - logs.max())
    return np.asarray(law / law.sum(), dtype=np.float64)


def shared(group: Group, sharing: int) -> tuple[float, float, float]:
    """The share of occasions beyond the colleagues', over the first `sharing` members; its range.

    The range, of 95 %, is Student's over months; NaN for all without two months.
    """
    said = group.members[:sharing]
    n = sum(each.n for each in said)
    months = np.unique(np.concatenate([each.months for each in said]))
    beyond = np.zeros(len(months))
    for each in said:
        np.add.at(beyond, np.searchsorted(months, each.months), each.beyond)
    if len(months) < 2 or not n:
        return (float("nan"),) * 3
    value = float(beyond.sum()) / n
    half = float(stdtrit(len(months) - 1, 1 - LEVEL / 2) * beyond.std(ddof=1))
    half *= float(np.sqrt(len(months))) / n
    return value, max(-1.0, value - half), min(1.0, value + half)


def smallest_shared(n: int, whole: int, tests: int) -> float:
    """The share of a member's `n` occasions at which sharing would be found; NaN where none is.

    Of `whole` occasions compared the member has `n`, and nobody outside meets those persons. Three
    such members are found together with 80 % power, among `tests` groups asked about.
    """
    if not 0 < n < whole:
        return float("nan")
    one = MARGIN * n / (MARGIN * n + whole - n)
    needed = max(LEAST_MONTHS, int(np.ceil(np.log(LEVEL / tests) / np.log(one))))
    if needed > n:
        return float("nan")
    return float(betaincinv(needed, n - needed + 1, POWER ** (1 / LEAST_GROUP)))
