"""What do published figures look like that were raised, smoothed, rounded or invented?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tallystick.calibrate.columns import replaced

MONTHS, TEN = 12, 10
# How often somebody who writes numbers from the head ends them in 0, 1, ... 9: invented, with the
# preferences that Beber & Scacco 2012 report in kind (few noughts and fives, many sevens).
FROM_THE_HEAD = (0.04, 0.10, 0.12, 0.14, 0.11, 0.05, 0.11, 0.15, 0.10, 0.08)


def raised(values: np.ndarray, dose: float, rng: np.random.Generator) -> np.ndarray:
    """Return each figure raised by the share `dose`, to the next whole number."""
    return np.asarray(np.ceil(values * (1 + dose)))


def smoothed(values: np.ndarray, dose: float, rng: np.random.Generator) -> np.ndarray:
    """Return months from which the share `dose` of their deviation from a plan is taken out.

    `values` are whole years of months. The plan is what the totals of the years and of the
    calendar months give.
    """
    table = values.reshape(-1, MONTHS)
    plan = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / max(table.sum(), 1.0)
    return np.asarray(np.round(plan + (1 - dose) * (table - plan)).ravel())


def rounded(values: np.ndarray, dose: float, rng: np.random.Generator) -> np.ndarray:
    """Return figures of which the share `dose` is brought to the nearest ten."""
    return np.where(rng.random(len(values)) < dose, np.round(values / TEN) * TEN, values)


def invented(values: np.ndarray, dose: float, rng: np.random.Generator) -> np.ndarray:
    """Return figures of which the share `dose` has a last digit from the head."""
    digits = rng.choice(TEN, len(values), p=FROM_THE_HEAD)
    return np.where(rng.random(len(values)) < dose, values // TEN * TEN + digits, values)


def met(values: np.ndarray, dose: float, rng: np.random.Generator) -> np.ndarray:
    """Return months of which the share `dose` of those below last year's are raised to it."""
    made = values.copy()
    for month in range(MONTHS, len(made)):
        if made[month] < made[month - MONTHS] and rng.random() < dose:
            made[month] = made[month - MONTHS]
    return made


def kept(values: np.ndarray, dose: float, rng: np.random.Generator) -> np.ndarray:
    """Return months of which the share `dose` of those above last year's are lowered to it."""
    made = values.copy()
    for month in range(MONTHS, len(made)):
        if made[month] > made[month - MONTHS] and rng.random() < dose:
            made[month] = made[month - MONTHS]
    return made


def raced(values: np.ndarray, dose: float, rng: np.random.Generator) -> np.ndarray:
    """Return months raised by `dose` of what the month before each fell short of the usual."""
    usual = values.mean()
    short = np.maximum(usual - np.concatenate([[usual], values[:-1]]), 0)
    return np.asarray(np.round(values + dose * short))


WAYS = {
    "raised": raised, "smoothed": smoothed, "rounded": rounded, "invented": invented, "met": met,
    "raced": raced, "kept": kept,
}  # fmt: skip


def doctored(
    figures: pa.Table, units: tuple[str, ...], way: str, dose: float, rng: np.random.Generator
) -> pa.Table:
    """Return the figures, those of `units` changed in one of `WAYS`; a metric's are in order."""
    value = figures["value"].to_numpy().copy()
    unit, metric = (np.array(figures[name].to_pylist()) for name in ("unit_id", "metric"))
    for name in units:
        for what in np.unique(metric):
            rows = (unit == name) & (metric == what)
            value[rows] = WAYS[way](value[rows], dose, rng)
    return replaced(figures, "value", value)
