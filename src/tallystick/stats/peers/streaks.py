"""How likely is a streak of one kind of event, given how often it is broken among its like?

A source's events are of two kinds: the streak goes on, or it is broken. After a first event the
next ones are draws with a chance that is the source's own; the chances of the like have a beta law,
whose mean and concentration are learned from the first `FIRST` events of each, so that a few
streaks of hundreds do not make each other usual. What a source's other events say of its own chance
is added by the same law, so that one that breaks rarely anyway is not measured by others' habits.

References: Skellam 1948, J. R. Stat. Soc. B 10(2), the beta-binomial law; Griffiths 1973,
Biometrics 29(4), its fit by maximum likelihood; Weinberg & Gladen 1986, Biometrics 42(3), waiting
times when the chance differs from one to another (the beta-geometric law).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, comb

Ints = NDArray[np.int64]

LONGEST, FIRST = 10_000, 5
# From sources that differ as a uniform law does to sources that hardly differ.
CONCENTRATIONS = np.logspace(0.3, 3.3, 61)


@dataclass(frozen=True)
class Habit:
    """The beta law of the chance that a streak goes on; `on` over `on + broken` is its mean."""

    on: float
    broken: float


def habit(on: Ints, broken: Ints, times: Ints) -> Habit:
    """Learn the law of a kind of source.

    Parameters
    ----------
    on, broken
        (S,) events after the first that went on, or that broke the streak.
    times
        (S,) how many sources have these numbers.

    The mean is the pooled share with half an event added to each side; the concentration is the one
    of `CONCENTRATIONS` that makes the numbers likeliest. Without any event the law is uniform. Of
    a source with more than `FIRST` events so many count, on average over which came first.
    """
    on, broken, weights = _of_first(on, broken, times)
    went, broke = float((on * weights).sum()), float((broken * weights).sum())
    if went + broke == 0:
        return Habit(1.0, 1.0)
    mean = (went + 0.5) / (went + broke + 1.0)
    a, b = mean * CONCENTRATIONS, (1 - mean) * CONCENTRATIONS
    logs = betaln(a[:, None] + on, b[:, None] + broken) - betaln(a, b)[:, None]
    best = int(np.argmax((logs * weights).sum(axis=1)))
    return Habit(float(a[best]), float(b[best]))


def _of_first(on: Ints, broken: Ints, times: Ints) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """The same of the first events alone, by the hypergeometric law; times are no whole numbers."""
    events = on + broken
    taken = np.minimum(events, FIRST)
    went = np.arange(FIRST + 1)[:, None]
    chance = comb(on, went) * comb(broken, taken - went) / comb(events, taken)
    which, place = np.nonzero(chance)
    return which, taken[place] - which, chance[which, place] * times[place]


def chance_of_streak(more: int, on: int, broken: int, law: Habit) -> float:
    """The chance that a streak goes on `more` times in a row.

    Of a source whose other events went on `on` times and broke `broken` times, by `law`.
    """
    a, b = law.on + on, law.broken + broken
    return float(np.exp(betaln(a + more, b) - betaln(a, b)))


def shortest_unlikely(law: Habit, level: float) -> int | None:
    """How often a streak of a source with no other event must go on to have a chance of `level`.

    None where even `LONGEST` times are likelier.
    """
    if chance_of_streak(LONGEST, 0, 0, law) > level:
        return None
    low, high = 0, LONGEST
    while low < high:
        middle = (low + high) // 2
        if chance_of_streak(middle, 0, 0, law) <= level:
            high = middle
        else:
            low = middle + 1
    return low
