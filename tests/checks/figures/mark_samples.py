"""Cases of two neighbours whose marks are known, and the rule of substitution/query.py again.

`judged` is that rule on arrays of cases, written a second time in NumPy; the samples have a truth:
cases are relabelled, or truly other cases come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MONTHS = 24
GREATER = (0.30, 0.20, 0.20, 0.15, 0.10, 0.05)
LESSER = (0.03, 0.47, 0.20, 0.15, 0.10, 0.05)


@dataclass(frozen=True)
class Cases:
    """[R] each: of the first category, after the date, the month, whose, and marks [3, R]."""

    first: np.ndarray
    after: np.ndarray
    month: np.ndarray
    own: np.ndarray
    marks: np.ndarray


def spread(value, cases, side):
    """Sum of squares of a value on a side of the date, and what its months' means make of it."""
    there = cases.own & (cases.after == side)
    months = [value[there & (cases.month == month)] for month in np.unique(cases.month[there])]
    mean = value[there].mean()
    between = sum(len(each) * (each.mean() - mean) ** 2 for each in months)
    return ((value[there] - mean) ** 2).sum(), between, len(months), there.sum()


def error(value, cases):
    sides = [spread(value, cases, side) for side in (False, True)]
    within, between, months, n = (sum(each) for each in zip(*sides, strict=True))
    each = within / n
    times = max(1.0, between / max(months - 2, 1) / each) if each else 1.0
    return np.sqrt(each * times * (1 / sides[0][3] + 1 / sides[1][3]))


def judged(cases):
    """(explains, of), with the turn and its error."""
    own, after, first = cases.own, cases.after, cases.first
    base, now = own & ~after, own & after
    score = np.zeros(len(first))
    for mark in cases.marks:
        for each in np.unique(mark[base]):
            lesser, greater = ((mark[base & (first == which)] == each).mean() for which in (0, 1))
            weight = (lesser - greater) / (mark[base] == each).mean()
            score[mark == each] += np.floor(abs(weight) * 1000 + 0.5) / 1000 * np.sign(weight)
    apart = score[base & ~first].mean() - score[base & first].mean()
    fall = first[base].mean() - first[now].mean()
    if apart < 0.05 or fall <= 0:
        return (0, 0), np.nan, np.nan
    score = score / apart
    turn, sure = score[now].mean() - score[base].mean(), error(score, cases)
    left, unsure = fall - turn, error(score + first, cases)
    others = 0.0
    if (~own & after).any() and (~own & ~after).any():
        others = score[~own & after].mean() - score[~own & ~after].mean()
    of = int(np.floor(fall * now.sum() + 0.5)) if fall >= 2.5 * sure else 0
    if not of or turn < 2.5 * sure or others >= turn / 2:
        return (0, of), turn, sure
    if turn >= fall * 2 / 3 and left <= max(1.645 * unsure, fall / 4):
        return (of, of), turn, sure
    some = min(np.floor(turn * now.sum() + 0.5), np.floor(of - left * now.sum()))
    return (int(max(0, some)), of), turn, sure


def drawn(rng, mean, share, *, truly, alike=False, operations=0.2, greater=0.45):
    """Twelve months before and after; from then on a share of the greater is of the lesser.

    `truly` is the part of it that is other cases, the rest is entered otherwise; with `alike` only
    those that did not begin in the way that is the greater's own.
    """
    parts = []
    for month in range(MONTHS):
        n = max(rng.poisson(mean), 4)
        first = rng.random(n) < greater
        goes = first & (rng.random(n) < share) & (month >= MONTHS // 2)
        other = goes & (rng.random(n) < truly)
        ways = np.array(GREATER) * [np.exp(rng.normal(0, operations)), 1, 1, 1, 1, 1]
        began = np.where(
            first & ~other, rng.choice(6, n, p=ways / ways.sum()), rng.choice(6, n, p=LESSER)
        )
        if alike:
            goes &= other | (began != 0)
        marks = np.stack([began, rng.integers(0, 6, n), rng.integers(0, 4, n)])
        parts.append(Cases(first & ~goes, np.full(n, month >= MONTHS // 2), np.full(n, month),
                           np.ones(n, bool), marks))  # fmt: skip
    return joined(parts)


def joined(parts):
    names = ("first", "after", "month", "own")
    return Cases(*(np.concatenate([getattr(each, name) for each in parts]) for name in names),
                 np.concatenate([each.marks for each in parts], axis=1))  # fmt: skip
