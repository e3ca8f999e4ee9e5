"""Is each member of a group beside the others of it more often than drawing them would give?

A group is asked about as it is, or with each of several other groups left out in turn; the sums are
made for all of these together. See `joint` for the null.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tallystick.stats.estimate import LEVEL
from tallystick.stats.networks.asked_company import LEAST_P, Group, Member, by_months
from tallystick.stats.networks.beside import TINY, Beside, GroupOccasions
from tallystick.stats.networks.company import LEAST_GROUP, SORTINGS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

MARGIN = 1.25  # colleagues are beside each other often anyway
TWICE = 2.0  # a file counts for each of the two members whom it names
AT_ONCE = 100_000
"""Numbers that are held of all those left out together."""
NOBODY = np.zeros(0, dtype=np.int64)


def ask_beside(given: Beside, group: Ints, partner: Ints, margin: float = MARGIN) -> Group:
    """Ask about a `group`, (m,); `partner`, (A,), is who does not count for each member.

    Odds up to `margin` times those of chance count as chance. ValueError for fewer than three
    members.
    """
    asked = _Asked(given, group, partner, margin)
    return next(asked.answers([NOBODY])).group()


@dataclass(frozen=True)
class Answer:
    """The p-value of a group with one of those left out, and `place`, by which it is told whole."""

    p_value: float
    place: int
    of: _Answers

    def group(self) -> Group:
        """What is said of the group and each of its members."""
        return self.of.group(self.place)


def each_left_out(
    given: Beside, group: Ints, partner: Ints, gone: Sequence[Ints]
) -> Iterator[Answer]:
    """What is said of a group, without a margin, with each of `gone` left out in turn."""
    return _Asked(given, group, partner, 1.0).answers(gone)


class _Asked:
    """A group, its occasions and the months of all."""

    def __init__(self, given: Beside, group: Ints, partner: Ints, margin: float) -> None:
        if len(group) < LEAST_GROUP:
            raise ValueError("a group has three members at least")
        self.group, self.margin = group, margin
        self.occasions = GroupOccasions(given, group, partner)
        self.months, month = np.unique(given.month, return_inverse=True)
        self.month = month[self.occasions.row]
        size = (given.members, len(self.months))
        self._by_member = np.bincount(
            given.member * size[1] + month, minlength=size[0] * size[1]
        ).reshape(size)

    def answers(self, gone: Sequence[Ints]) -> Iterator[Answer]:
        """The answer with each of `gone` left out in turn."""
        whole = self._by_member.sum(axis=0)
        there = [(whole > self._by_member[each].sum(axis=0)) for each in gone]
        numbers = max(len(self.month), len(self.group) * len(self.months), 1)
        begin = 0
        while begin < len(gone):
            end = begin + 1
            while (
                end < len(gone)
                and (end - begin) * numbers < AT_ONCE
                and np.array_equal(there[end], there[begin])
            ):
                end += 1
            said = _Answers(self, self.occasions.chances(gone[begin:end]), there[begin])
            yield from (Answer(float(p), at, said) for at, p in enumerate(said.at_least[:, 0]))
            begin = end


class _Answers:
    """What is said of a group of m members under K sets of chances, (3, K, R).

    `there` are the months in which anybody left has an occasion; `at_least` is (K, m - 2), the
    p-value that three members, four, ... share.
    """

    def __init__(self, asked: _Asked, chance: Floats, there: Flags) -> None:
        self._asked, self._there, self._chance = asked, there, chance
        own, self._many = asked.occasions, len(asked.group)
        tilted = asked.margin * chance / (1 + (asked.margin - 1) * chance)
        over = self._by_month(own.met - tilted)
        self._found = np.bincount(own.of[own.met], minlength=self._many)
        self._expected = self._summed(chance)
        p_value = _with_tails(by_months(over), tilted, own.of, self._found)
        self._sorting = self._largest(p_value)
        self._p_value, spread, expected, over = (
            self._chosen(each)
            for each in (p_value, self._summed(tilted * (1 - tilted)), self._expected, over)
        )
        self._order = np.lexsort((expected - self._found, self._p_value))
        over = np.take_along_axis(over, self._order[..., None], axis=1)
        over = np.cumsum(over[:, ::-1], axis=1)[:, ::-1]
        spread = np.take_along_axis(spread, self._order, axis=1)
        spread = np.cumsum(spread[:, ::-1], axis=1)[:, ::-1]
        by_chance = ndtr(-over.sum(axis=-1) / np.sqrt(TWICE * np.maximum(spread, TINY)))
        worse = np.maximum(by_chance, by_months(over))
        self.at_least = np.maximum.accumulate(worse, axis=1)[:, LEAST_GROUP - 1 :]

    def group(self, at: int) -> Group:
        """What is said of the group and each member under the chances `at`."""
        own, months = self._asked.occasions, self._asked.months[self._there]
        beyond = self._by_month(own.met - self._chance[:, [at]])[:, 0]
        n = np.bincount(own.of, minlength=self._many)
        said = []
        for place in self._order[at].tolist():
            sorting = int(self._sorting[at, place])
            said.append(
                Member(
                    int(self._asked.group[place]),
                    float(self._p_value[at, place]),
                    int(self._found[place]),
                    int(n[place]),
                    float(self._expected[sorting, at, place]),
                    SORTINGS[sorting],
                    months,
                    beyond[sorting, place],
                )
            )
        sharing = int((self.at_least[at] < LEVEL).sum())
        sharing += LEAST_GROUP - 1 if sharing else 0
        return Group(tuple(said), float(self.at_least[at, 0]), sharing, NOBODY)

    def _summed(self, each: Floats) -> Floats:
        """(3, K, m) the sums of `each`, (3, K, R), over the occasions of each member."""
        return _sums(each, self._asked.occasions.of, self._many)

    def _by_month(self, each: Floats) -> Floats:
        """(3, K, m, M) the same, by month."""
        size = len(self._there)
        place = self._asked.occasions.of * size + self._asked.month
        whole = _sums(each, place, self._many * size)
        whole = whole.reshape(*each.shape[:2], self._many, size)
        return whole if self._there.all() else np.ascontiguousarray(whole[..., self._there])

    def _largest(self, p_value: Floats) -> Ints:
        """(K, m) the sorting whose p-value counts; by both only where it tells half of a place."""
        varies = self._summed(self._chance * (1 - self._chance))
        used = p_value.copy()
        used[2] = np.where(2 * varies[2] >= varies[0], used[2], -1.0)
        return np.asarray(np.argmax(used, axis=0))

    def _chosen(self, each: Floats) -> Floats:
        """(K, m, ...) of (3, K, m, ...) those of the sorting that counts."""
        k, m = np.indices(self._sorting.shape)
        return np.asarray(each[self._sorting, k, m])


def _sums(each: Floats, place: Ints, size: int) -> Floats:
    """(3, K, size) the sums of `each`, (3, K, R), by `place`, (R,)."""
    sets = each.shape[0] * each.shape[1]
    at = np.arange(sets)[:, None] * size + place
    found = np.bincount(at.ravel(), each.ravel(), sets * size).astype(np.float64)
    return found.reshape(*each.shape[:2], size)


def _with_tails(p_value: Floats, chance: Floats, of: Ints, found: Ints) -> Floats:
    """The `p_value`, (3, K, m), of months, or where it is larger that of the exact law.

    The exact law is that of `found`, (m,), or more independent events of the chances, (3, K, R).
    """
    asked = np.argwhere(p_value < 0.5)
    ends = np.concatenate([[0], np.cumsum(np.bincount(of, minlength=len(found)))])
    events = []
    for sorting, at, member in asked.tolist():
        each = chance[sorting, at, ends[member] : ends[member + 1]]
        events.append(each[each > 0])
    exact = tails(events, found[asked[:, 2]])
    whole = p_value.copy()
    whole[tuple(asked.T)] = np.maximum(p_value[tuple(asked.T)], exact)
    return whole


def tails(events: Sequence[Floats], found: Ints) -> Floats:
    """(Q,) the chance of `found`, (Q,), or more of independent events, whose chances are `events`.

    Laws with the most events come first, so that each event is added to those that have it still.
    """
    sizes = np.array([len(each) for each in events], dtype=np.int64)
    order = np.argsort(-sizes, kind="stable")
    most = int(sizes.max(initial=0))
    chance = np.zeros((len(events), most))
    chance[np.arange(most) < sizes[order][:, None]] = np.concatenate(
        [events[each] for each in order.tolist()] or [np.zeros(0)]
    )
    law = np.zeros((len(events), most + 1))
    law[:, 0] = 1.0
    for event in range(most):
        some = int(np.searchsorted(-sizes[order], -event))
        each, before = chance[:some, [event]], law[:some, : event + 1].copy()
        law[:some, : event + 1] *= 1 - each
        law[:some, 1 : event + 2] += before * each
    law[np.arange(most + 1) < found[order][:, None]] = 0.0
    whole = np.empty(len(events))
    # One after another, so that the sum does not depend on how many laws there are.
    whole[order] = np.cumsum(law, axis=1)[:, -1]
    return np.clip(whole, LEAST_P, 1.0)
