"""Does one category jump for a time while its neighbour does not follow?

A window is a run of periods, from a date that nobody named to an end, or to the end of the series.
Two must hold, so that the larger p counts (Berger 1982, Technometrics 24(4), intersection-union):

- the level of the second rises over some window, beyond trend, season and noise that may be
  overdispersed and hang together in time. The law of the largest ratio over all windows is drawn
  from the noise that lasts longest of those that the data hold about as well;
- over that same window the share of the first in the two falls: the first does not rise with it.

The first need not fall, which is what tells this from a substitution. A jump that one period alone
makes, or that takes a year or two to build up, is none.

References: Andrews 1993, Econometrica 61(4), a change at an unknown date; Bai & Perron 1998,
Econometrica 66(1), changes that end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.estimate import LEVEL, Reason, Tested
from tallystick.stats.series.step_fit import Counts, fitted, last_effect, smooth_part
from tallystick.stats.series.steps import TINY, Scan, scanned
from tallystick.stats.series.substitution import (
    DRIFT,
    DRIFTS,
    SURE,
    TOO_LITTLE,
    ramps,
    share_of,
    unfit,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ONE_PERIOD, NO_CONTROL = Reason("one_period"), Reason("control_empty")
MOST_OF_ONE, MARGIN = 0.5, 1.92
FEW_DRAWS, UNDECIDED = 199, 0.2
FINE, COARSE = 2, 4
"""Windows that end last from half a year to two years, and by quarters of a year to four."""


@dataclass(frozen=True)
class Jump:
    """What is particular to the second of two series that jumps.

    Parameters
    ----------
    parts
        p of the second that rises over some window, and of the share of the first that falls there.
    begin, end
        The first period of the window and the first after it.
    near
        The first and last period at which the data let it begin about as well.
    lasts
        Whether the data let it last to the end about as well.
    change, change_first
        Ratio of the second, and of the first, to what it would have been.
    largest
        Share of the cases beyond expectation that lie in the fullest period of the window.
    expected
        [T] the second, had it not jumped.
    """

    parts: tuple[float, float] = (1.0, 1.0)
    begin: int = -1
    end: int = -1
    near: tuple[int, int] = (-1, -1)
    lasts: bool = False
    change: float = float("nan")
    change_first: float = float("nan")
    largest: float = 0.0
    expected: Floats | None = None


def jump(
    first: Ints,
    second: Ints,
    cycle: int,
    rest: Ints | None = None,
    control: Ints | None = None,
) -> Tested[Jump]:
    """Test whether the second of a pair jumps and the first does not follow.

    Parameters
    ----------
    first, second
        [T] counts.
    cycle
        How many periods make a year: 12 or 4.
    rest
        [2, T] the same two of the others, beside whom both are seen; None for nobody.
    control
        [T] a series that moves with the second where nothing is entered otherwise; None for none.

    Returns
    -------
    The estimate is the cases of the second in an average period of the window beyond those
    expected; its interval is simultaneous over all windows. The p-value is one-sided, the larger
    of the two parts; 1 where one period makes the jump or the change is slow. The minimum
    detectable effect is in cases a period, of windows that begin at the date and at the level of
    the year before it: one that leaves 0 out of the range in nine cases of ten. Where it is not
    below the first's cases of that year, the reason says that these data cannot decide.
    """
    n = int(first.sum() + second.sum())
    if reason := unfit(first, second, cycle, rest):
        return Tested(n=n, reason=reason, numbers=Jump())
    if control is not None and (control == 0).any():
        return Tested(n=n, reason=NO_CONTROL, numbers=Jump())
    a, level = first.astype(np.float64), _level(second, rest, control)
    smooth, places = smooth_part(len(a), cycle), _windows(len(a), cycle)
    windows = _columns(len(a), places)
    seed = crc32(np.concatenate([first, second]).astype("<i8").tobytes())
    found = scanned(level, smooth, windows, 1, seed, draws=FEW_DRAWS, margin=MARGIN)
    if found.p_value < UNDECIDED:
        found = scanned(level, smooth, windows, 1, seed, margin=MARGIN)
    best = max(found.best, 0)
    window = windows[:, [best]]
    apart = scanned(share_of(first, second, rest), smooth, window, -1, seed, margin=MARGIN)
    alone = scanned(replace(level, counts=a), smooth, window, -1, seed, draws=FEW_DRAWS)
    begin, end = places[best]
    numbers = Jump(
        parts=(found.p_value, apart.p_value),
        begin=begin,
        end=end,
        near=(min(begins := [places[each][0] for each in found.near]), max(begins)),
        lasts=any(places[each][1] == len(a) for each in found.near),
        change_first=float(np.exp(alone.size)),
    )
    error = float(np.median(found.errors[[each[0] == begin for each in places]]))
    said = _estimated(
        Tested(n=n, p_value=max(numbers.parts), numbers=numbers),
        level, smooth, window[:, 0], found, cycle, error,
    )  # fmt: skip
    if found.p_value < LEVEL:
        slow = scanned(level, smooth, ramps(len(a), cycle), 1, seed, draws=FEW_DRAWS)
        if slow.profile.max() > found.profile.max() + DRIFT:
            return replace(said, p_value=1.0, reason=DRIFTS)
        if said.numbers.largest > MOST_OF_ONE:
            return replace(said, p_value=1.0, reason=ONE_PERIOD)
    usual = float(a[max(0, begin - cycle) : begin].mean())
    if max(numbers.parts) >= LEVEL and not float(said.minimum_detectable or 0) < usual:
        said = replace(said, reason=TOO_LITTLE)
    return said


def _level(second: Ints, rest: Ints | None, control: Ints | None) -> Counts:
    b, none = second.astype(np.float64), np.zeros(len(second))
    beside = [each.astype(np.float64) for each in (control, rest) if each is not None]
    if rest is not None:
        beside[-1] = beside[-1][1]
    offset = sum((np.log(each) for each in beside), none)
    return Counts("rate", b, b, offset, sum((1 / each for each in beside), none))


def _windows(periods: int, cycle: int) -> list[tuple[int, int]]:
    """First period and first after it of each window; half a year is left before and after."""
    edge = cycle // 2
    lengths = [*range(edge, FINE * cycle), *range(FINE * cycle, COARSE * cycle + 1, cycle // 4)]
    lasting = [(begin, periods) for begin in range(edge, periods - edge + 1)]
    ending = [
        (begin, begin + length)
        for length in lengths
        for begin in range(edge, periods - edge - length + 1)
    ]
    return ending + lasting


def _columns(periods: int, places: list[tuple[int, int]]) -> Floats:
    t, (begin, end) = np.arange(periods)[:, None], np.array(places).T
    return np.asarray((t >= begin) & (t < end), dtype=np.float64)


def _estimated(
    said: Tested[Jump],
    level: Counts,
    smooth: Floats,
    window: Floats,
    found: Scan,
    cycle: int,
    error: float,
) -> Tested[Jump]:
    """Cases beyond those expected in the window, by period; how many could have been shown.

    The range is based on the test (Miettinen 1976, Am. J. Epidemiology 103(2)): it leaves out 0
    where t lies beyond the critical value; `error` is that of windows that begin at the date.
    """
    begin, inside, design = said.numbers.begin, window > 0, np.column_stack([smooth, window])
    linear, size, _ = last_effect(fitted(level, design), design, found.noise)
    base = linear + level.offset - size * window
    expected = np.where(inside, level.mean(base)[0], level.counts)
    usual = float(expected[inside].mean())
    extra = level.counts - expected
    before = float(level.counts[max(0, begin - cycle) : begin].mean())
    needed = (found.critical + SURE) * error
    wide = abs(size) * found.critical * found.error / max(abs(found.size), TINY)
    moved, low, high = (usual * float(np.expm1(size + k * wide)) for k in (0, -1, 1))
    numbers = replace(
        said.numbers,
        change=float(np.exp(size)),
        largest=float(extra.max() / max(extra.sum(), 1.0)),
        expected=expected,
    )
    return replace(
        said,
        estimate=moved,
        interval=(low, high),
        minimum_detectable=before * float(np.expm1(needed)),
        numbers=numbers,
    )
