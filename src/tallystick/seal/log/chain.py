"""Verification of a chain: each entry that was edited, removed, moved or inserted is named."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tallystick.seal.log.entries import GENESIS, Entry

EDITED, REMOVED, MOVED, INSERTED, UNPROVEN = (
    "edited", "removed", "moved", "inserted", "unproven",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong with entry `seq`, or with all from `seq` to `last` where they were removed.

    `kind` is edited, removed, moved, inserted or unproven: nothing shows whether this entry was
    edited, since the one after it, which would, was. `what` says how it is known.
    """

    seq: int
    last: int
    kind: str
    what: str

    def __str__(self) -> str:
        one = self.seq == self.last
        name = f"entry {self.seq}" if one else f"entries {self.seq} to {self.last}"
        return f"{name}: {self.kind}: {self.what}"


def verify_chain(entries: Iterable[Entry], head: tuple[int, str] | None = None) -> list[Fault]:
    """Name each entry that is not as it was written, in order; an empty list for a whole chain.

    `entries` come in the order of the log. `head` is the number and the hash of the last entry,
    as noted elsewhere; without it, entries removed from the end do not show.

    A whole chain can have been written anew from one entry on to its end: only a head or a half
    shows that. And what stands before an edited entry is vouched for by that entry alone.
    """
    held = list(entries)
    hashes = [each.computed_hash() for each in held]
    if _is_whole(held, hashes) and head in (None, (len(held), hashes[-1] if held else GENESIS)):
        return []
    return sorted(_Chain(held, hashes, head).faults(), key=lambda each: (each.seq, each.kind))


def _is_whole(held: Sequence[Entry], hashes: Sequence[str]) -> bool:
    prev = GENESIS
    for seq, (each, computed) in enumerate(zip(held, hashes, strict=True), 1):
        if each.seq != seq or each.prev != prev or each.hash != computed:
            return False
        prev = computed
    return True


class _Chain:
    """A chain with faults: lines in the order of the log, and the place of each.

    The place of a line is the number that it had when it was written, as its own number, the
    hashes before and after it, and its neighbours show.
    """

    def __init__(
        self, held: Sequence[Entry], hashes: Sequence[str], head: tuple[int, str] | None
    ) -> None:
        self.held, self.hashes, self.head = held, hashes, head
        self.places = list(self._placed())
        self.at: dict[int, int] = {}
        at_place = defaultdict(list)
        for line, place in enumerate(self.places):
            at_place[place].append(line)
        # The last first, since what an entry must be stands in the one after it.
        for place in sorted(at_place, reverse=True):
            if 1 <= place <= (head[0] if head else place):
                self.at[place] = self._written(place, at_place[place])

    def faults(self) -> Iterator[Fault]:
        own = set(self.at.values())
        for line, place in enumerate(self.places):
            if line not in own:
                yield Fault(place, place, INSERTED, self._why_inserted(place))
        edited = {place: why for place in self.at if (why := self._why_edited(place))}
        for place, (kind, what) in edited.items():
            yield Fault(place, place, kind, what)
        yield from self._removed()
        order = [place for line, place in enumerate(self.places) if line in own]
        for place in _moved(order) - set(edited):
            yield Fault(place, place, MOVED, "it stands at another place of the log")

    def _placed(self) -> Iterator[int]:
        fits = [each.hash == own for each, own in zip(self.held, self.hashes, strict=True)]
        seq_of, follower_of = {GENESIS: 0}, dict[str, int]()
        for each, whole in zip(self.held, fits, strict=True):
            if whole:
                seq_of.setdefault(each.hash, each.seq)
                follower_of.setdefault(each.prev, each.seq)
        for line, each in enumerate(self.held):
            # Of equal votes the first counts: an entry's own number if nothing in it was edited.
            votes = Counter({each.seq: 1} if fits[line] else {})
            if each.prev in seq_of:
                votes[seq_of[each.prev] + 1] += 2
            followers = {follower_of.get(each.hash), follower_of.get(self.hashes[line])}
            votes.update({seq - 1: 2 for seq in followers if seq is not None})
            votes[each.seq] += not fits[line]
            if line and fits[line - 1]:
                votes[self.held[line - 1].seq + 1] += 1
            if line + 1 < len(self.held) and fits[line + 1]:
                votes[self.held[line + 1].seq - 1] += 1
            yield max(votes, key=lambda place: votes[place])

    def _wanted(self, place: int) -> str | None:
        """Return the hash that the entry of a place must have; None where nothing says it."""
        if self.head and place == self.head[0]:
            return self.head[1]
        return self.held[self.at[place + 1]].prev if place + 1 in self.at else None

    def _written(self, place: int, lines: Sequence[int]) -> int:
        """Return which of the lines of one place was written there."""
        wanted = self._wanted(place)

        def likeness(line: int) -> tuple[bool, bool, bool, int]:
            own, computed = self.held[line].hash, self.hashes[line]
            return computed == wanted, own == wanted, own == computed, -line

        return max(lines, key=likeness)

    def _why_inserted(self, place: int) -> str:
        if self.head and place > self.head[0]:
            return f"the log ended with entry {self.head[0]}"
        return "another line stands for the same entry, and the chain goes through that one"

    def _why_edited(self, place: int) -> tuple[str, str] | None:
        each, computed = self.held[self.at[place]], self.hashes[self.at[place]]
        wanted = self._wanted(place)
        if computed != each.hash:
            return EDITED, "its content does not give its hash"
        if each.seq != place:
            return EDITED, f"it has the number {each.seq}"
        if place == 1 and each.prev != GENESIS:
            return EDITED, "a first entry follows none"
        if wanted in (None, computed):
            return None
        if self.head and place == self.head[0]:
            return EDITED, "the head of the log, noted elsewhere, has another hash"
        return self._why_unlike(place, computed)

    def _why_unlike(self, place: int, computed: str) -> tuple[str, str] | None:
        """Return what is wrong with an entry of which the next one has another hash."""
        after, given = self.held[self.at[place + 1]], self.hashes[self.at[place + 1]]
        if given != after.hash and replace(after, prev=computed).computed_hash() == after.hash:
            return None
        if given != after.hash or self._wanted(place + 1) not in (None, given):
            return UNPROVEN, f"entry {place + 1}, which was edited, has another hash for it"
        return EDITED, f"entry {place + 1} was written when it had another hash"

    def _removed(self) -> Iterator[Fault]:
        ends = [*sorted(self.at), self.head[0] + 1] if self.head else sorted(self.at)
        before = 0
        for place in ends:
            if place > before + 1:
                yield Fault(before + 1, place - 1, REMOVED, "there is a gap in the log")
            before = place


def _moved(order: Sequence[int]) -> set[int]:
    """Return which of distinct numbers must be moved to sort them: both of a pair that changed
    places, and the fewest of the others.
    """
    right = sorted(order)
    stands_for = dict(zip(order, right, strict=True))
    swapped = {each for each in order
               if stands_for[each] != each and stands_for[stands_for[each]] == each}  # fmt: skip
    rest = [stands_for[each] if each in swapped else each for each in order]
    return swapped | (set(order) - set(_rising(rest)))


def _rising(numbers: Sequence[int]) -> list[int]:
    """Return a longest rising subsequence, by patience sorting."""
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for at, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        tops[pile : pile + 1] = [number]
        piles[pile : pile + 1] = [at]
        below.append(piles[pile - 1] if pile else -1)
    found, at = [], piles[-1] if piles else -1
    while at >= 0:
        found.append(numbers[at])
        at = below[at]
    return found[::-1]
