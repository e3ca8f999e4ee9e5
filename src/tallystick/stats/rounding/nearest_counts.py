"""Do counts lie on the one that is nearest to a round percentage more often than chance has it?

Of the counts of n, one in n / G is the nearest to a multiple of 1 / G (G = 100: a whole
percentage). A binomial count whose share spreads over half a step or more falls on those as often
as they lie about it, whatever its rate: the chance that a rate makes differs by no more than the
next term of Poisson's sum, 2 exp(-2 pi^2 s^2) for a spread of s steps. So no rate has to be
estimated, and rates may differ and change: mixtures of binomials keep the bound.

A count is compared with those within half a step of it: the part of them that is nearest to a round
share is its chance. Counts that were rounded meet round shares where the denominator is round as
well. So each count weighs as often as counts of its kind are among the figures: multiples of 1,000,
of 500, and so on down to 5, and the rest. Of counts that are all rounded to tens only tens are left
to compare with, and a count alone in its window has a chance of 1 or 0 and shows nothing. Where a
few denominators have one steady rate their counts lie close together, and which kinds are among
them is chance: there the larger of this and of equal weights is the chance.

A share that is printed in `places` parts of a step, each of several counts, is on a round one if it
is printed as that; its chance is the part of the counts about it that would be, and `PRINTED` more,
since one round share has more such counts than its neighbours (measured likewise: at most .056).
Rounded counts are not known there: denominators that are multiples of `ROUND` are left out.

The counts lie off the steps by up to a half, so that for some denominators one rate gives more than
another. `allowance` covers that: 0.03 / (G p (1 - p)) was measured from exact sums over a grid of
rates (tests/stats): each denominator from 40 to 400 for fives, those from 200 to 3,000 for whole
percentages (from 500 on every second to sixth) and some from 5,000 to 10,000. It is no proof for
the others. Steps at which the share spreads over less than
half a step count as no round ones, nor do none and all; a count up to a step and a half beyond the
last still counts as a trial. Given the chances, the number found is at most a sum of independent
trials, whose tail is at most that of a binomial with their mean (Hoeffding).

References: Kobak, Shpilkin & Pshenichnikov 2016, Annals of Applied Statistics 10(1), whole
percentages of turnout beside a binomial at each station's own rate; Hoeffding 1956, Annals of
Mathematical Statistics 27(3); Feller 1971, An Introduction to Probability Theory II, XIX.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.estimate import Reason, Tested
from tallystick.stats.proportions.binomial import beyond_chance

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST = 4  # shares of which a test can be made
KINDS = (1, 5, 10, 50, 100, 500, 1000)  # each divides the next
ROUND = 50
FEW = 50  # denominators, of fewer than which rounded counts and a steady rate look alike
LEAST_COUNTS = 2  # counts a step: of fewer, half or more are the nearest to a round share
JITTER, PRINTED = 0.03, 0.06
BEYOND = 1.5  # steps beyond the last round share up to which a count is a trial


@dataclass(frozen=True)
class Nearest:
    """Counts nearest to a round share; how many chance makes; (N,), which counts those are."""

    found: int
    expected: float
    on: Bools


def nearest(step: Ints, of: Ints, steps: int) -> Ints:
    """The count of `of` that is nearest to `step` / `steps`, the upper of two."""
    return (2 * step * of + steps) // (2 * steps)


def printed(step: Ints, of: Ints, steps: int, places: Ints) -> tuple[Ints, Ints]:
    """The first and last count of `of` that is printed as `step` / `steps`; of a tie, either.

    A step is printed in `places` parts; where that is 0 counts are known, and the nearest is meant.
    """
    near = nearest(step, of, steps)
    parts = 2 * np.maximum(places, 1)
    first = -(-(parts * step - 1) * of // (parts * steps))
    last = (parts * step + 1) * of // (parts * steps)
    return np.where(places > 0, first, near), np.where(places > 0, last, near)


def usable(of: Ints, steps: int, places: Ints | int = 0) -> Bools:
    """Whether denominators are large enough to have other counts, and small enough to spread."""
    spread = (of >= LEAST_COUNTS * steps) & (of <= steps * steps)
    return np.asarray(spread & ((np.asarray(places) == 0) | (of % ROUND != 0)))


def lowest_step(of: Ints, steps: int) -> Ints:
    """The first step at which a share of `of`, (N,), spreads over half a step: 4 j (G - j) >= n."""
    half = steps / 2
    lowest = np.ceil(half - np.sqrt(np.clip(half * half - of / 4, 0, None)))
    return np.asarray(np.clip(lowest, 1, half), dtype=np.int64)


def weights_of(counts: Ints) -> Floats:
    """How much more often `counts`, (N,), are of each of `KINDS`, (K,), than any numbers are.

    A count is of the largest that divides it; one is added to both sides, for the rare kinds.
    """
    multiples = [np.count_nonzero(counts % kind == 0) for kind in KINDS]
    found = -np.diff([*multiples, 0])
    expected = -np.diff([*(len(counts) / kind for kind in KINDS), 0.0])
    return np.asarray((found + 1) / (expected + 1), dtype=np.float64)


def chances(counts: Ints, of: Ints, steps: int, weights: Floats, places: Ints) -> Floats:
    """The chance, (N,), that each count is the nearest to a round share, by those about it.

    Parameters
    ----------
    counts, of
        (N,): the counts, and what each is a count of.
    steps
        The number of round shares from none to all: 100 for whole percentages.
    weights
        (K,), of `KINDS`: `weights_of`.
    places
        (N,), in how many parts a step is printed; 0 where counts are known.
    """
    width = of / steps
    lowest = lowest_step(of, steps)
    more = np.diff(weights, prepend=0.0)
    low, high = counts + 0.5 - width / 2, counts + 0.5 + width / 2
    about = _weight(low, high, more)
    on = np.zeros(len(counts))
    middle = np.rint(counts / width).astype(np.int64)
    for step in (middle - 1, middle, middle + 1):
        first, last = printed(step, of, steps, places)
        begin, end = np.maximum(first, low), np.minimum(last + 1, high)
        near = (step >= lowest - 1) & (step <= steps - lowest + 1)
        on += np.where(near, _weight(begin, np.maximum(end, begin), more), 0.0)
    more_printed = np.where(places > 0, 1 + PRINTED, 1.0)
    return np.asarray(np.minimum(on / about * allowance(counts, of, steps) * more_printed, 1.0))


def _weight(low: Floats, high: Floats, more: Floats) -> Floats:
    """What counts from `low` to `high` weigh, each from itself to the next."""
    parts = [(_covered(high, kind) - _covered(low, kind)) * each
             for kind, each in zip(KINDS, more, strict=True)]  # fmt: skip
    return np.asarray(np.sum(parts, axis=0), dtype=np.float64)


def _covered(place: Floats, kind: int) -> Floats:
    """The length below `place` that multiples of `kind` cover, each from itself to the next."""
    whole = np.floor(place / kind)
    return np.asarray(whole + np.minimum(place - whole * kind, 1.0), dtype=np.float64)


def allowance(counts: Ints, of: Ints, steps: int) -> Floats:
    """By how much, (N,), the largest chance of a rate exceeds that of the counts about it."""
    share = np.clip(counts / of, 1 / of, 1 - 1 / of)
    spread = share * (1 - share) * steps
    squared = spread * steps / of
    return np.asarray(1 + 2 * np.exp(-2 * np.pi**2 * squared) + JITTER / spread)


def trials(counts: Ints, of: Ints, steps: int, places: Ints) -> tuple[Bools, Bools]:
    """Which counts, (N,), are trials, and which of them are on a round share."""
    lowest = lowest_step(of, steps)
    scaled = counts * steps
    taken = usable(of, steps, places) & (scaled > (lowest - BEYOND) * of)
    taken &= scaled < (steps - lowest + BEYOND) * of
    step = np.rint(scaled / np.maximum(of, 1)).astype(np.int64)
    on = np.zeros(len(counts), dtype=bool)
    # Of a tie the upper count is taken, whose share may be nearer to another step by rounding.
    for each in (step - 1, step, step + 1):
        first, last = printed(each, of, steps, places)
        on |= (each >= lowest) & (each <= steps - lowest) & (first <= counts) & (counts <= last)
    return taken, taken & on


def on_nearest(counts: Ints, of: Ints, steps: int, places: Ints | None = None) -> Tested[Nearest]:
    """Test whether counts are nearest to a round share more often than any rate can make them.

    A question is asked where at least half of the denominators, (N,), can tell. `places`, (N,), is
    in how many parts a step is printed where a count is not known, and 0 where it is.
    """
    places = np.zeros(len(of), dtype=np.int64) if places is None else places
    taken, on = trials(counts, of, steps, places)
    n, found = int(taken.sum()), int(on.sum())
    nothing = Nearest(found, 0.0, on)
    if len(of) < LEAST:
        return Tested(n=n, reason=Reason("few_shares", n=len(of), of=LEAST), numbers=nothing)
    can = usable(of, steps, places)
    if n < LEAST or 2 * np.count_nonzero(can) < len(of):
        few = Reason("few_can_tell", found=found, of=n, figures=len(of))
        return Tested(n=n, reason=few, numbers=nothing)
    weights = weights_of(counts[can & (places == 0)])
    chance = chances(counts[taken], of[taken], steps, weights, places[taken])
    if len(np.unique(of[taken])) < FEW:
        even = chances(counts[taken], of[taken], steps, np.ones(len(KINDS)), places[taken])
        chance = np.maximum(chance, even)
    expected = float(chance.sum())
    return beyond_chance(found, n, expected / n, Nearest(found, expected, on))
