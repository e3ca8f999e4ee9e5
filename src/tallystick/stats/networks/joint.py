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

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from tallystick.stats.estimate import LEVEL, POWER, Tested
from tallystick.stats.networks.asked_company import LEAST_P, Group, Member, by_months
from tallystick.stats.networks.beside import TINY, Beside, chances
from tallystick.stats.networks.beside_pairs import beyond_pairs
from tallystick.stats.networks.company import LEAST_GROUP, SORTINGS
from tallystick.stats.networks.crews import GROUPS, Crew, in_teams, strongest_of
from tallystick.stats.networks.dense_groups import densest_group

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MARGIN = 1.25  # colleagues are beside each other often anyway
TWICE = 2.0  # a file counts for each of the two members whom it names
PERHAPS = 0.2  # below it, and without a margin, a group may be a team


def joint_of(given: Beside) -> Tested[Crew]:
    """The group of a unit whose members are beside each other most beyond chance."""
    half = np.unique(given.month, return_inverse=True)[1] % 2
    parts = [given.kept(half == each) for each in (0, 1)]
    asked: list[tuple[int, Group]] = []
    proposed: list[list[Ints]] = [[], []]
    most = False
    for number, (search, other) in enumerate(zip(parts, parts[::-1], strict=True)):
        said, of_half = _asked(search, other)
        most |= of_half
        proposed[number] = [np.array([each.member for each in x.members]) for x in said]
        asked += [(number, each) for each in said]
    bare = Crew(None, len(asked), 0, 0, given.left_out, 0, 0)
    best = strongest_of(len(given.member), _smallest(parts), bare, asked, proposed)
    return in_teams(most, best)


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
        over = beyond_pairs(search, there)
        group = there[densest_group(over, LEAST_GROUP, max(LEAST_GROUP, some // 3))]
        if not len(group):
            break
        groups.append(group)
        rests.append(other)
        search, other = search.without(group), other.without(group)
    first = list(zip(rests, groups, strict=True))[:GROUPS]
    said = [ask_beside(rest, group, partner) for rest, group in first]
    if _in_teams(rests, groups, partner, some):
        return [_nothing(each) for each in said], True
    for place, (rest, group) in enumerate(first):
        own = rest.kept(np.isin(rest.member, group))
        for after in groups[place + 1 :]:
            if said[place].p_value >= 1:
                break
            months = np.unique(rest.month[~np.isin(rest.member, after)])
            again = ask_beside(own.without(after), group, partner, 1.0, months)
            if again.p_value > max(LEVEL, said[place].p_value):
                said[place] = again
    return said, False


def _in_teams(rests: list[Beside], groups: list[Ints], partner: Ints, members: int) -> bool:
    """Whether groups that are perhaps teams hold half of the `members`."""
    inside, outside = 0, sum(len(group) for group in groups)
    for rest, group in zip(rests, groups, strict=True):
        if 2 * (inside + outside) < members:
            return False
        outside -= len(group)
        inside += len(group) * (ask_beside(rest, group, partner, 1.0).p_value < PERHAPS)
        if 2 * inside >= members:
            return True
    return False


def _nothing(group: Group) -> Group:
    said = tuple(replace(each, p_value=1.0) for each in group.members)
    return Group(said, 1.0, 0, group.persons)


def ask_beside(
    given: Beside, group: Ints, partner: Ints, margin: float = MARGIN, months: Ints | None = None
) -> Group:
    """Ask about a `group`, (m,); `partner`, (A,), is who does not count for each member.

    Odds up to `margin` times those of chance count as chance. `months` are those that are looked
    at: all that have an occasion.

    ValueError for fewer than three members.
    """
    if len(group) < LEAST_GROUP:
        raise ValueError("a group has three members at least")
    months = np.unique(given.month) if months is None else months
    asked = _members(given, group, partner, margin, months)
    asked.sort(key=lambda each: (each[0].p_value, each[0].expected - each[0].found))
    over = np.cumsum([each[1] for each in asked[::-1]], axis=0)[::-1]
    spread = np.cumsum([each[2] for each in asked[::-1]])[::-1]
    by_chance = ndtr(-over.sum(axis=1) / np.sqrt(TWICE * np.maximum(spread, TINY)))
    each_time = by_months(over)
    at_least = np.maximum.accumulate(np.maximum(by_chance, each_time))[LEAST_GROUP - 1 :]
    sharing = int((at_least < LEVEL).sum())
    sharing += LEAST_GROUP - 1 if sharing else 0
    said = tuple(each[0] for each in asked)
    return Group(said, float(at_least[0]), sharing, np.zeros(0, dtype=np.int64))


Answer = tuple[Member, Floats, float]


def _members(
    given: Beside, group: Ints, partner: Ints, margin: float, months: Ints
) -> list[Answer]:
    """Each member's answer, how far it is beyond the margin in each month, and a variance.

    The variance is that of the sum by chance alone, at the margin.
    """
    sorted_by = [_sorted(given, sorting, group, partner, margin, months) for sorting in range(3)]
    answers = []
    for said in zip(*sorted_by, strict=True):
        used = said if 2 * said[2][3] >= said[0][3] else said[:2]
        worst = max(used, key=lambda each: each[0].p_value)
        answers.append(worst[:3])
    return answers


def _sorted(
    given: Beside, sorting: int, group: Ints, partner: Ints, margin: float, months: Ints
) -> list[tuple[Member, Floats, float, float]]:
    """What one sorting says of each member, and the variance without the margin beside it."""
    asked = chances(given, sorting, group, partner)
    chance, met = asked.chance, asked.met
    tilted = margin * chance / (1 + (margin - 1) * chance)
    place = asked.of * len(months) + np.searchsorted(months, given.month[asked.row])
    over, beyond = (
        np.bincount(place, met - each, len(group) * len(months))
        .reshape(len(group), -1)
        .astype(np.float64)
        for each in (tilted, chance)
    )
    by_time, many = by_months(over), len(group)
    n, found = np.bincount(asked.of, minlength=many), np.bincount(asked.of, met, many)
    expected, spread, of_chance = (
        np.bincount(asked.of, each, many)
        for each in (chance, tilted * (1 - tilted), chance * (1 - chance))
    )
    ends = np.concatenate([[0], np.cumsum(n)])
    said = []
    for at, member in enumerate(group.tolist()):
        p_value, met_at = float(by_time[at]), int(found[at])
        if p_value < 0.5:
            p_value = max(p_value, _chance_of(met_at, tilted[ends[at] : ends[at + 1]]))
        one = Member(member, p_value, met_at, int(n[at]), float(expected[at]), SORTINGS[sorting],
                     months, beyond[at])  # fmt: skip
        said.append((one, over[at], float(spread[at]), float(of_chance[at])))
    return said


def _chance_of(many: int, chance: Floats) -> float:
    """The chance of `many` or more of independent events of these chances."""
    law = [1.0]
    # Of few events lists are faster than arrays.
    for each in chance[chance > 0].tolist():
        rest = 1 - each
        law = [x * rest + y * each for x, y in zip([*law, 0.0], [0.0, *law], strict=True)]
    return min(1.0, max(sum(law[many:]), LEAST_P))


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
