"""By how much is the month above the others in which a unit reaches last year's level?

After Travova (2023): the month in which the level of the year before is met, with unit effects,
and with calendar effects from an agency that is not judged in this way (her comparison of two
agencies); effects from the same units would absorb the push that all of them make at a check.
A unit reaches its level in a good month, so the estimate is above 0 without any regime: report
the difference from that.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def yearly(monthly: NDArray[np.float64]) -> NDArray[np.float64]:
    """[U, M] to [U, Y, 12]."""
    return monthly.reshape(len(monthly), -1, 12)


def month_at_target(monthly: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Relative excess of the month at target; `monthly` and the `other` agency [U, M]."""
    by_year = yearly(monthly)
    last = by_year[:, :-1].sum(axis=2)
    path = by_year[:, 1:].cumsum(axis=2)
    met = path >= last[:, :, None]
    event = met & (np.cumsum(met, axis=2) == 1)
    scored = by_year[:, 1:]
    calendar = yearly(other)[:, 1:].mean(axis=(0, 1))
    unit = scored.mean(axis=(1, 2), keepdims=True)
    usual = np.broadcast_to(unit * calendar / calendar.mean(), scored.shape)
    return float(scored[event].sum() / usual[event].sum() - 1)
