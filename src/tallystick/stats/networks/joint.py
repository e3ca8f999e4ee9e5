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
from scipy.special import betaincinv

from tallystick.stats.estimate import LEVEL, POWER, Tested
from tallystick.stats.networks.asked_company import Group
from tallystick.stats.networks.beside import Beside
from tallystick.stats.networks.beside_groups import MARGIN, ask_beside, each_left_out
from tallystick.stats.networks.beside_pairs import beyond_pairs
from tallystick.stats.networks.company import LEAST_GROUP
from tallystick.stats.networks.crews import GROUPS, Crew, in_teams, strongest_of
from tallystick.stats.networks.dense_groups import densest_group

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

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
    partner = search.partner
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
        for again in each_left_out(rest, group, partner, groups[place + 1 :]):
            if again.p_value > max(LEVEL, said[place].p_value):
                said[place] = again.group()
            if said[place].p_value >= 1:
                break
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
