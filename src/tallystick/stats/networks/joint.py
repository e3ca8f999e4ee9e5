"""Does each member of a group appear beside the others of it, far more than chance would have it?

Members (officers) are named in files (cases, complaints), often several in one. An occasion is the
first file of a member's day; its companions are the others named there. Given how many companions
an occasion has, and how often each member is named in like files, the chance that some of the group
are among them is that of drawing so many without replacement, each member as often as it is named:
so both degrees of the network, of members and of files, are kept within each stratum, and who is
never there at that time or place cannot be drawn. Three sortings say what a like file is: by time,
by place and by both; the largest p-value counts (Berger).

Who most often stands beside a member, by the half of the months in which the group is sought, is
that member's partner and does not count: patrol pairs make no group, however many there are. Odds
up to a quarter above those of chance count as chance. Three members at least must be beside others:
the p-value is the larger of Student's t over months, and of the normal law with twice the variance
of chance, of what all but the two strongest exceed that margin by, so
that neither one who knows everybody nor what two do is a group, and one file with several of it is
no evidence twice. Where groups that
share hold half of all members the unit works in teams or platoons, and none of them is the odd one.

References: Hoeffding 1956, Ann. Math. Statist. 27(3), sums of unlike chances; Berger 1982,
Technometrics 24(4); Benjamini & Heller 2008, Biometrics 64(4); Maslov & Sneppen 2002, Science
296(5569), networks compared with those of the same degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from tallystick.stats.estimate import LEVEL, POWER, Tested
from tallystick.stats.networks.asked_company import LEAST_P, Group, Member, by_months
from tallystick.stats.networks.company import LEAST_GROUP, SORTINGS
from tallystick.stats.networks.crews import GROUPS, Crew, strongest_of
from tallystick.stats.networks.dense_groups import densest_group

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LARGE_SCENE = 4  # companions beyond which, or a third of the members, a file is left out
MARGIN = 1.25  # colleagues are beside each other often anyway
TWICE, TINY = 2.0, 1e-12  # a file counts for each of the two members whom it names
PERHAPS = 0.2  # below it, and without a margin, a group may be a team
DRAWS, SEED = 8, 21


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
    """

    member: Ints
    month: Ints
    cell: Ints
    beside: Flags
    named: tuple[Floats, ...]
    left_out: int = 0

    @property
    def members(self) -> int:
        """How many there are."""
        return int(self.beside.shape[1])

    def kept(self, rows: Flags) -> Beside:
        """The occasions `rows`, (O,)."""
        return replace(
            self, member=self.member[rows], month=self.month[rows], cell=self.cell[:, rows],
            beside=self.beside[rows],
        )  # fmt: skip

    def without(self, group: Ints) -> Beside:
        """The same, as if those of `group` had never been named."""
        beside, named = self.beside.copy(), [each.copy() for each in self.named]
        beside[:, group] = False
        for each in named:
            each[:, group] = 0.0
        return replace(self, beside=beside, named=tuple(named)).kept(~np.isin(self.member, group))

    def pairs(self) -> Floats:
        """(A, A) at how many occasions of the first the second was beside."""
        found = np.zeros((self.members, self.members))
        np.add.at(found, self.member, self.beside.astype(np.float64))
        return found


def chances(
    given: Beside, sorting: int, member: int, partner: int, group: Flags
) -> tuple[Ints, Floats]:
    """The member's occasions, by number, and the chance of each that any of `group` is beside.

    Whether the partner, who is none of the group, is beside is taken as given.
    """
    rows = np.flatnonzero(given.member == member)
    named = given.named[sorting][given.cell[sorting, rows]].copy()
    named[:, [member, partner]] = 0.0
    companions = given.beside[rows].sum(axis=1) - given.beside[rows, partner]
    other = np.where(group, 0.0, named)
    whole, apart, many = named.sum(axis=1), other.sum(axis=1), (other > 0).sum(axis=1)
    each = apart / np.maximum(many, 1)
    none = np.ones(len(rows))
    for turn in range(int(companions.max(initial=0))):
        drawn = turn < companions
        left = np.maximum(apart - turn * each, 0.0) / np.maximum(whole - turn * each, 1e-12)
        none = np.where(drawn, none * np.minimum(left, 1.0), none)
    return rows, 1.0 - none


def beyond_pairs(given: Beside) -> Floats:
    """(A, A) by how much pairs are beside each other beyond like times.

    The root damps single strong pairs; what chance alone gives such pairs is taken off.
    """
    likely = np.zeros((given.members, given.members))
    named = given.named[1][given.cell[1]].copy()
    named[np.arange(len(named)), given.member] = 0.0
    share = named / np.maximum(named.sum(axis=1, keepdims=True), 1e-12)
    likely_rows = np.minimum(share * given.beside.sum(axis=1, keepdims=True), 1.0)
    np.add.at(likely, given.member, likely_rows)
    both, likely = given.pairs() + given.pairs().T, likely + likely.T
    rng = np.random.default_rng(SEED)
    drawn = [np.triu(rng.poisson(likely), 1) for _ in range(DRAWS)]
    over = np.sqrt(np.maximum(both - likely, 0.0))
    over -= np.mean([np.sqrt(np.maximum(x + x.T - likely, 0.0)) for x in drawn], axis=0)
    over = np.maximum(over, 0.0)
    np.fill_diagonal(over, 0.0)
    return np.asarray(over)


def joint_of(given: Beside) -> Tested[Crew]:
    """The group of a unit whose members are beside each other most beyond chance."""
    half = np.unique(given.month, return_inverse=True)[1] % 2
    parts = [given.kept(half == each) for each in (0, 1)]
    asked: list[tuple[int, Group]] = []
    proposed: list[list[Ints]] = [[], []]
    in_teams = False
    for number, (search, other) in enumerate(zip(parts, parts[::-1], strict=True)):
        said, most = _asked(search, other)
        in_teams |= most
        proposed[number] = [np.array([each.member for each in x.members]) for x in said]
        asked += [(number, each) for each in said]
    bare = Crew(None, len(asked), 0, 0, given.left_out, 0, 0)
    best = strongest_of(len(given.member), _smallest(parts), bare, asked, proposed)
    undecided = in_teams and (best.p_value or 0.0) >= PERHAPS
    return replace(best, numbers=replace(best.numbers, in_teams=undecided))


def _asked(search: Beside, other: Beside) -> tuple[list[Group], bool]:
    """What `other` says of the densest groups that `search` proposes.

    Each is asked about with those before it left out. Where it is nothing beyond chance any more,
    without a margin, with one that comes after it left out, that is the answer: those outside a
    crew would seem to be a group, since the crew does not mix with them. For the same reason a
    group is a third of all at most. Where the unit works in teams nothing is said.
    """
    some = len(np.unique(search.member))
    partner = np.argmax(search.pairs(), axis=1)
    groups: list[Ints] = []
    rests: list[Beside] = []
    while some > 2 * LEAST_GROUP:
        there = np.unique(search.member)
        if len(there) < LEAST_GROUP:
            break
        over = beyond_pairs(search)[np.ix_(there, there)]
        group = there[densest_group(over, LEAST_GROUP, max(LEAST_GROUP, some // 3))]
        if not len(group):
            break
        groups.append(group)
        rests.append(other)
        search, other = search.without(group), other.without(group)
    said = [ask_beside(rest, group, partner) for rest, group in zip(rests, groups, strict=True)]
    loose = [ask_beside(x, group, partner, 1.0) for x, group in zip(rests, groups, strict=True)]
    if 2 * sum(len(each.members) for each in loose if each.p_value < PERHAPS) >= some:
        return [_nothing(each) for each in said[:GROUPS]], True
    for place, (rest, group) in enumerate(zip(rests[:GROUPS], groups, strict=False)):
        for after in groups[place + 1 :]:
            again = ask_beside(rest.without(after), group, partner, 1.0)
            if again.p_value > max(LEVEL, said[place].p_value):
                said[place] = again
    return said[:GROUPS], False


def _nothing(group: Group) -> Group:
    said = tuple(replace(each, p_value=1.0) for each in group.members)
    return Group(said, 1.0, 0, group.persons)


def ask_beside(given: Beside, group: Ints, partner: Ints, margin: float = MARGIN) -> Group:
    """Ask about a `group`, (m,); `partner`, (A,), is who does not count for each member.

    Odds up to `margin` times those of chance count as chance.

    ValueError for fewer than three members.
    """
    if len(group) < LEAST_GROUP:
        raise ValueError("a group has three members at least")
    months = np.unique(given.month)
    asked = [_member(given, int(each), group, int(partner[each]), months, margin) for each in group]
    asked.sort(key=lambda each: (each[0].p_value, each[0].expected - each[0].found))
    over = np.cumsum([each[1] for each in asked[::-1]], axis=0)[::-1]
    spread = np.cumsum([each[2] for each in asked[::-1]])[::-1]
    by_chance = ndtr(-over.sum(axis=1) / np.sqrt(TWICE * np.maximum(spread, TINY)))
    each_time = [by_months(each) for each in over]
    at_least = np.maximum.accumulate(np.maximum(by_chance, each_time))[LEAST_GROUP - 1 :]
    sharing = int((at_least < LEVEL).sum())
    sharing += LEAST_GROUP - 1 if sharing else 0
    said = tuple(each[0] for each in asked)
    return Group(said, float(at_least[0]), sharing, np.zeros(0, dtype=np.int64))


def _member(
    given: Beside, member: int, group: Ints, partner: int, months: Ints, margin: float
) -> tuple[Member, Floats, float]:
    """A member's answer, how far it is beyond the margin in each of the `months`, and a variance.

    The variance is that of the sum by chance alone, at the margin.
    """
    others = np.zeros(given.members, dtype=bool)
    others[np.setdiff1d(group, [member, partner])] = True
    said: list[tuple[Member, Floats, float, float]] = []
    for sorting, name in enumerate(SORTINGS):
        rows, chance = chances(given, sorting, member, partner, others)
        met = np.asarray((given.beside[rows] & others).any(axis=1))
        tilted = margin * chance / (1 + (margin - 1) * chance)
        at = np.searchsorted(months, given.month[rows])
        over = np.bincount(at, met - tilted, len(months)).astype(np.float64)
        beyond = np.bincount(at, met - chance, len(months)).astype(np.float64)
        p_value = by_months(over)
        if p_value < 0.5:
            p_value = max(p_value, _chance_of(int(met.sum()), tilted))
        one = Member(
            member, p_value, int(met.sum()), len(met), float(chance.sum()), name, months, beyond
        )
        spread = float((tilted * (1 - tilted)).sum())
        said.append((one, over, spread, float((chance * (1 - chance)).sum())))
    used = said if 2 * said[2][3] >= said[0][3] else said[:2]
    worst = max(used, key=lambda each: each[0].p_value)
    return worst[:3]


def _chance_of(many: int, chance: Floats) -> float:
    """The chance of `many` or more of independent events of these chances."""
    law = np.ones(1)
    for each in chance[chance > 0].tolist():
        law = np.convolve(law, (1 - each, each))
    return min(1.0, max(float(law[many:].sum()), LEAST_P))


def _smallest(parts: list[Beside]) -> float:
    """The share of a member's occasions with others of a group that would be found in both halves.

    Of the member that has few occasions, a third from below, beside two others who are named as
    often as all are; NaN where no share would be.
    """
    worst = 0.0
    for part in parts:
        n = np.bincount(part.member, minlength=part.members)
        if np.count_nonzero(n) <= 2 * LEAST_GROUP:
            return float("nan")
        size = int(np.sort(n)[len(n) // 3])
        usual = float(part.beside.sum(axis=1).mean()) / (np.count_nonzero(n) - 1)
        tilted = MARGIN * usual / (1 + (MARGIN - 1) * usual)
        needed = _needed(size, min(tilted, 1.0))
        if needed > size:
            return float("nan")
        worst = max(worst, float(betaincinv(needed, size - needed + 1, POWER ** (1 / LEAST_GROUP))))
    return worst


def _needed(size: int, chance: float) -> int:
    """The least count of `size` whose binomial tail is below the level of the groups asked."""
    law = np.ones(1)
    for _ in range(size):
        law = np.convolve(law, (1 - chance, chance))
    tail = np.cumsum(law[::-1])[::-1]
    below = np.flatnonzero(tail < LEVEL / (2 * GROUPS))
    return int(below[0]) if len(below) else size + 1
