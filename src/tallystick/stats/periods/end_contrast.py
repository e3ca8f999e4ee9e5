"""How far from what is expected are the ends, and what is the error of that distance made of?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tallystick.stats.periods.end_days import END, MIDDLE, START, Days, Floats
from tallystick.stats.periods.end_fit import Expected, fit, ratio


@dataclass(frozen=True)
class Contrast:
    """A log ratio of recorded to expected for S subjects, with what its error is made of.

    ``log_ratio`` (S,); ``influence`` (S, G) is the share of each date of the year in its deviation,
    ``variance`` (S, G) the variance of that share under Poisson counts, ``variance_at_null`` the
    same with no rise; ``share`` (S, G) the square of a date's share of the expected records, by
    which a lasting habit of that date enters; ``degrees`` (S,) = dates with records less means
    estimated; ``expected`` (S,) records in the window of the ends under test.
    """

    log_ratio: Floats
    influence: Floats
    variance: Floats
    variance_at_null: Floats
    share: Floats
    degrees: Floats
    expected: Floats

    def less(self, other: Contrast) -> Contrast:
        """What remains beside another series: of each subject, or one that all share."""
        return Contrast(
            self.log_ratio - other.log_ratio,
            self.influence - other.influence,
            self.variance + other.variance,
            self.variance_at_null + other.variance_at_null,
            self.share,
            np.minimum(self.degrees, other.degrees),
            self.expected,
        )


@dataclass(frozen=True)
class Examined:
    """The fit of S subjects, and their contrasts in the last days and in the first days after."""

    fitted: Expected
    last: Contrast
    first: Contrast


def examine(days: Days, counts: Floats) -> Examined:
    """Fit S subjects, ``counts`` (S, U), and compare both sides of the ends with the middles."""
    fitted = fit(days, counts)
    return Examined(fitted, contrast(days, fitted, END), contrast(days, fitted, START))


def contrast(days: Days, fitted: Expected, role: int) -> Contrast:
    """Log ratio of recorded to expected in one role, tested ends against ordinary ones if any.

    A sum with no record counts as half a record, so that its logarithm exists.
    """
    groups = np.zeros((days.n_blocks, len(days.date_tested)))
    groups[np.arange(days.n_blocks), days.date] = 1.0
    recorded = fitted.recorded[:, role] @ groups
    expected = fitted.expected[:, role] @ groups
    noise = ratio(fitted.expected[:, role] ** 2, fitted.recorded[:, MIDDLE]) @ groups
    log_ratio = np.zeros(len(recorded))
    influence, variance = np.zeros_like(recorded), np.zeros_like(recorded)
    at_null, share = np.zeros_like(recorded), np.zeros_like(recorded)
    for tested, sign in ((True, 1.0), (False, -1.0)):
        here = days.date_tested == tested
        if not here.any():
            continue
        total = expected[:, here].sum(axis=1)
        rise = ratio(np.maximum(recorded[:, here].sum(axis=1), 0.5), total, np.nan)
        log_ratio += sign * np.log(rise)
        square = (total**2)[:, None]
        deviation = recorded[:, here] - rise[:, None] * expected[:, here]
        influence[:, here] = sign * deviation / (rise * total)[:, None]
        variance[:, here] = ratio(expected[:, here] / rise[:, None] + noise[:, here], square)
        at_null[:, here] = ratio(expected[:, here] + noise[:, here], square)
        share[:, here] = ratio(expected[:, here] ** 2, square)
    means = int(days.date_tested.any()) + int(not days.date_tested.all())
    degrees = (expected > 0).sum(axis=1).astype(np.float64) - means
    under_test = expected[:, days.date_tested].sum(axis=1)
    return Contrast(log_ratio, influence, variance, at_null, share, degrees, under_test)
