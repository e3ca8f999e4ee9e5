"""How often do honest records look odd? The published base rates, by the estimators they used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
HOUR, DAY = 60, 1440


def late_entry(occurred: Ints, recorded: Ints) -> tuple[float, float, float, float]:
    """Median hours from event to entry, and the shares entered after a day, a week, 30 days."""
    delay = recorded - occurred
    return (
        float(np.median(delay) / HOUR),
        float(np.mean(delay > DAY)),
        float(np.mean(delay > 7 * DAY)),
        float(np.mean(delay > 30 * DAY)),
    )


def matched(key: Ints, at: Ints, other_key: Ints, other_at: Ints, most: int = 90) -> Flags:
    """Which records have one of the same key in the second system within `most` minutes.

    Not one to one: a record of the second system may serve twice, as in a quick match by hand.
    """
    if not len(other_key):
        return np.zeros(len(key), dtype=bool)
    wide = np.int64(1) << 40
    asked, held = key * wide + at, np.sort(other_key * wide + other_at)
    place = np.searchsorted(held, asked)
    before = np.abs(held[np.maximum(place - 1, 0)] - asked)
    after = np.abs(held[np.minimum(place, len(held) - 1)] - asked)
    return np.asarray(np.minimum(before, after) <= most)


def with_a_gap(officer: Ints, found: Flags, least: int = 30) -> float:
    """The share of officers with at least `least` records who have one without a counterpart."""
    records = np.bincount(officer)
    gaps = np.bincount(officer, weights=~found)
    many = records >= least
    return float(np.mean(gaps[many] > 0)) if many.any() else float("nan")


def multiples(grams: Floats, low: float, high: float, step: int) -> float:
    """The share of multiples of `step` among the whole grams in [low, high)."""
    cents = np.rint(100 * grams).astype(np.int64)
    whole = cents[(cents % 100 == 0) & (cents >= 100 * low) & (cents < 100 * high)] // 100
    return float(np.mean(whole % step == 0)) if len(whole) else float("nan")


def fives(minute: Ints) -> float:
    """The share of times whose minute ends in 0 or 5."""
    return float(np.mean(minute % 5 == 0))


def share(part: Flags, of: Flags) -> float:
    """The share of `of` that is also `part`; NaN when there is nothing."""
    return float(np.mean(part[of])) if of.any() else float("nan")


def drying(field_g: Floats, lab_g: Floats, days: Floats) -> tuple[float, float]:
    """Median loss of goods that lost more than a fifth in a week or more; share in [.25, .77].

    Only goods of 5 g or more that were not written to a multiple of 5 g, so that rounding is
    no loss.
    """
    loss = 1 - lab_g / np.maximum(field_g, 1e-9)
    exact = (field_g >= 5) & (np.rint(100 * field_g) % 500 != 0)
    fresh = loss[exact & (days >= 7) & (loss > 0.2)]
    if not len(fresh):
        return float("nan"), float("nan")
    return float(np.median(fresh)), float(np.mean((fresh >= 0.25) & (fresh <= 0.77)))
