"""Companies of units that are asked alike, and how often that names the one that was meant.

A request that follows a report must not show which unit was meant. What would show it:

- a draw of others for a unit that is known: it can be repeated until it fits, and asking twice
  about one unit, with others each time, leaves the unit that both have;
- the place of the unit in a list, or the number of its entry;
- a form with a unit in it, which a log, a proxy or a browser may keep;
- the day, where a request follows a report at once;
- words that only this unit is asked, and a request that is released or closed alone;
- that the others are asked by lot, where everybody can see what the lot drew.

So units are parted into companies before anything is asked, by the hash of the log's head when the
quarter began: a unit has one company in a quarter, and its company is all that anybody chooses,
sends or keeps. What is asked twice in a quarter is asked of the same units. Companies are asked
once a quarter, in its first days, in one round: some by lot, whether there is a report or not, and
those that somebody added. The lot is drawn with a key of the case, so that the log does not show
which were added; who is given the key can draw it again, and a replay does. All are asked the same,
in the order of their masks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tallystick.sample import lot, lot_size

COMPANY = 4
"""Units of a company, at least: k. A company has up to 2 k - 1, so that none is left over."""
SHARE, LEAST = 0.25, 1
"""What part of the companies of a kind the lot of a quarter draws, and how many at least."""


def companies(seed: str, units: Iterable[str], least: int = COMPANY) -> list[tuple[str, ...]]:
    """Return a partition of units into companies of `least` or more, drawn by a hash.

    The same whatever their order; none where there are fewer units. Sizes differ by one at most.
    """
    named = set(units)
    order = lot(seed, named, len(named))
    n = len(order) // least
    return [tuple(sorted(order[at::n])) for at in range(n)]


def drawn(seed: str, n: int) -> frozenset[int]:
    """Return which of `n` companies, by their places from 0, the lot of a quarter draws."""
    places = lot(seed, map(str, range(n)), lot_size(n, SHARE, LEAST))
    return frozenset(map(int, places))


def ratio(sizes: Sequence[int], n_drawn: int) -> float:
    """Return how many times as often a unit that a report names is asked as one that none does.

    In a quarter in which one unit is named, each as likely as another: its company is asked. A unit
    that is not named is asked with it if it is of the same company, else if the lot drew its own.
    With more reports the ratio is smaller; without any, others are asked ``n_drawn / len(sizes)``
    of the time.
    """
    n = sum(sizes)
    together = sum(size * (size - 1) for size in sizes) / (n * (n - 1))
    return 1 / (together + (1 - together) * n_drawn / len(sizes))
