"""Do cases move from one category to its neighbour at some time?

Given how many cases the two have together in each period, the share of the first is followed over
time. Whatever moves both alike (a busy month, a festival, more officers) leaves it as it is. A step
down of the share is looked for at every date, beside a trend that may bend, a season, and noise
that may be overdispersed and hang together in time. A step of the share alone may also be a true
fall of the first, or a true rise of the second: cases are said to have moved only where, at that
same date, the first falls and the second rises. Each must hold, so that the largest p counts
(Berger 1982, Technometrics 24(4), intersection-union tests).

The share finds the date, and its own p is liberal where noise hangs together (see `scan`). Without
a step of the share, though, the first does not fall or the second does not rise, so that the levels
hold the size of the whole: found in .00 to .06 of 160 pairs without a move, with autocorrelations
up to .9, where the share alone steps in .02 to .20.

Beside a rest, such as the other units of an agency, levels are those relative to its cases, and a
fourth must hold: at the date, the share falls by more than the rest's. A change that all have in
common, such as a new form or law, is then no step at all, and common shocks leave the levels alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.estimate import LEVEL, Reason, Tested
from tallystick.stats.series.step_fit import Counts, fitted, last_effect, smooth_part
from tallystick.stats.series.steps import Scan, scanned

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_YEARS, LEAST_MEAN, EDGE = 2, 2.0, 0.1
SURE = 1.2815515655446004  # each of the tests with power .9
DRIFT = 1.92  # log-likelihood by which a slow change must be better than a step
DRIFTS = Reason("drifts")
TOO_LITTLE = Reason("too_little")
Span = tuple[float, float]


@dataclass(frozen=True)
class Substitution:
    """What is particular to one pair of series.

    Parameters
    ----------
    parts
        p of the share that falls, of its fall beyond the rest's (the same without a rest), of the
        first that falls and of the second that rises.
    at, near
        The first period after the step; the first and last that the data hold about as well.
    change_from, change_to
        Ratio of either category to what it would have been.
    hindrance
        Which of ``beside``, ``rises`` and ``falls`` keeps a share that steps from being a
        substitution; "" where none does, or it does not step.
    shares
        Share of the first before and after.
    expected
        [T] the first category, had nothing moved.
    """

    parts: tuple[float, ...] = (1.0,) * 4
    at: int = -1
    near: tuple[int, int] = (-1, -1)
    change_from: float = float("nan")
    change_to: float = float("nan")
    hindrance: str = ""
    shares: Span = (float("nan"), float("nan"))
    expected: Floats | None = None


def substitution(
    first: Ints, second: Ints, cycle: int, rest: Ints | None = None
) -> Tested[Substitution]:
    """Test one pair.

    Parameters
    ----------
    first, second
        [T] counts of the category that would fall and of the one that would rise.
    cycle
        How many periods make a year: 12 or 4.
    rest
        [2, T] the same two of the others, beside whom the pair is to be seen; None for nobody.

    Returns
    -------
    The estimate is the cases moved in an average period from the step on, beyond what the rest's
    change would give; without a rest its interval is simultaneous over all dates that were tried.
    The p-value is one-sided, the largest of the parts; 1 where the change is slow. The minimum
    detectable effect is in cases moved a period, at the level of the year before the date. With a
    p-value, a reason says why these data cannot decide.
    """
    n = int(first.sum() + second.sum())
    reason = unfit(first, second, cycle, rest)
    if reason:
        return Tested(n=n, reason=reason, numbers=Substitution())
    share, beside, *levels = _series(first, second, rest)
    smooth = smooth_part(len(first), cycle)
    dates = _dates(len(first), cycle)
    seed = crc32(np.concatenate([first, second]).astype("<i8").tobytes())
    found = scanned(share, smooth, _steps(len(first), dates), -1, seed, with_step=True)
    at = int(dates[max(found.best, 0)])
    step = _steps(len(first), np.array([at]))
    apart = found if rest is None else scanned(beside, smooth, step, -1, seed)
    falls, rises = (
        scanned(level, smooth, step, sign, seed)
        for level, sign in zip(levels, (-1, 1), strict=True)
    )
    parts = tuple(each.p_value for each in (found, apart, falls, rises))
    usual = slice(max(0, at - cycle), at)
    smallest = _smallest(share, smooth, (found, apart, falls, rises), usual, second)
    numbers = Substitution(
        parts,
        at,
        (int(dates[found.near[0]]), int(dates[found.near[-1]])),
        change_from=float(np.exp(falls.size)),
        change_to=float(np.exp(rises.size)),
        hindrance=_hindrance(parts),
    )
    said = Tested(n=n, p_value=max(parts), minimum_detectable=smallest, numbers=numbers)
    if found.p_value < LEVEL and _drifts(share, smooth, found, cycle, seed):
        said = replace(said, p_value=1.0, reason=DRIFTS)
    elif max(parts) >= LEVEL and not smallest < first[usual].mean():
        said = replace(said, reason=TOO_LITTLE)
    return _estimated(said, beside, np.column_stack([smooth, step]), apart)


def _hindrance(parts: tuple[float, ...]) -> str:
    share, beside, _, rises = parts
    if share >= LEVEL or max(parts) < LEVEL:
        return ""
    return "beside" if beside >= LEVEL else "rises" if rises >= LEVEL else "falls"


def unfit(first: Ints, second: Ints, cycle: int, rest: Ints | None) -> str:
    """Say why a pair of series, as in `substitution`, cannot be tested; "" where it can."""
    if len(first) < LEAST_YEARS * cycle:
        return Reason("few_periods", n=len(first), of=LEAST_YEARS * cycle)
    if min(first.mean(), second.mean()) < LEAST_MEAN:
        return Reason("few_cases", n=LEAST_MEAN)
    if (first + second == 0).any() or (rest is not None and (rest == 0).any()):
        return Reason("empty_period")
    return ""


def share_of(first: Ints, second: Ints, rest: Ints | None) -> Counts:
    """The share of the first in the two, beside that of the rest where there is one."""
    a, b = first.astype(np.float64), second.astype(np.float64)
    none = np.zeros(len(a))
    if rest is None:
        return Counts("share", a, a + b, none, none)
    others = rest.astype(np.float64)
    odds, extra = np.log(others[0] / others[1]), (1 / others).sum(axis=0)
    return Counts("share", a, a + b, odds, extra)


def _series(first: Ints, second: Ints, rest: Ints | None) -> tuple[Counts, ...]:
    """The share of the first, the same beside the rest, and the two levels beside its cases."""
    a, b = first.astype(np.float64), second.astype(np.float64)
    whole, whole_extra = np.zeros(len(a)), np.zeros(len(a))
    if rest is not None:
        others = rest.sum(axis=0).astype(np.float64)
        whole, whole_extra = np.log(others), 1 / others
    return (
        share_of(first, second, None),
        share_of(first, second, rest),
        Counts("rate", a, a, whole, whole_extra),
        Counts("rate", b, b, whole, whole_extra),
    )


def _dates(periods: int, cycle: int) -> Ints:
    edge = max(cycle // 2, int(np.ceil(EDGE * periods)))
    return np.arange(edge, periods - edge + 1)


def _steps(periods: int, dates: Ints) -> Floats:
    return (np.arange(periods)[:, None] >= dates).astype(np.float64)


def ramps(periods: int, cycle: int) -> Floats:
    """Changes that take one year or two to build up, from each period on; [T, M]."""
    t = np.arange(periods)[:, None]
    slow = [
        np.clip((t - np.arange(0, periods - width)) / width, 0, 1)
        for width in (cycle, 2 * cycle)
        if width < periods
    ]
    return np.concatenate(slow, axis=1)


def _drifts(series: Counts, smooth: Floats, found: Scan, cycle: int, seed: int) -> bool:
    """Whether a change that takes a year or two describes the share better than a step."""
    slow = scanned(series, smooth, ramps(len(smooth), cycle), -1, seed)
    return bool(slow.profile.max() > found.profile.max() + DRIFT)


def _smallest(
    share: Counts, smooth: Floats, scans: tuple[Scan, ...], usual: slice, second: Ints
) -> float:
    """Cases a period that would have to move for each of the tests to see it.

    At the level of the `usual` periods, those of the year before the date.
    """
    *shares, down, up = (
        (each.critical_one + SURE) * float(np.median(each.errors)) for each in scans
    )
    linear = fitted(share, smooth).linear
    seen = (share.mean(linear)[0] - share.mean(linear - max(shares))[0])[usual]
    first = share.counts[usual].mean()
    needed = (seen.mean(), first * -np.expm1(-down), second[usual].mean() * np.expm1(up))
    return float(max(needed))


def _estimated(
    said: Tested[Substitution], share: Counts, design: Floats, found: Scan
) -> Tested[Substitution]:
    """How many cases moved a period from the step on, and what the first would have been."""
    # Half a case added to each, so that a category that ends altogether has an estimate.
    added = replace(share, counts=share.counts + 0.5, of=share.of + 1)
    linear, size, error = last_effect(fitted(added, design), design, found.noise)
    linear = linear + share.offset
    after = np.arange(len(linear)) >= said.numbers.at

    def moved(step: float) -> Floats:
        return share.mean(linear - step * after)[0] - share.mean(linear)[0]

    ends = (float(moved(size + k * found.critical * error)[after].mean()) for k in (1, -1))
    total = share.of
    numbers = replace(
        said.numbers,
        shares=(
            float(share.counts[~after].sum() / total[~after].sum()),
            float(share.counts[after].sum() / total[after].sum()),
        ),
        expected=share.counts + moved(size),
    )
    return replace(
        said,
        estimate=float(moved(size)[after].mean()),
        interval=(next(ends), next(ends)),
        numbers=numbers,
    )
