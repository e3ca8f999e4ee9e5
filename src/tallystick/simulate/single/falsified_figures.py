"""Published figures that were raised, smoothed, rounded, invented or brought to a level."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import Floats, replaced, texts

MONTHS, TEN = 12, 10
# How often somebody who writes numbers from the head ends them in 0, 1, ... 9: invented, with the
# preferences that Beber & Scacco 2012 report in kind (few noughts and fives, many sevens).
FROM_THE_HEAD = (0.04, 0.10, 0.12, 0.14, 0.11, 0.05, 0.11, 0.15, 0.10, 0.08)


def raised(values: Floats, dose: float, rng: np.random.Generator) -> Floats:
    """Return each figure raised by the share `dose`, to the next whole number."""
    return np.asarray(np.ceil(values * (1 + dose)))


def smoothed(values: Floats, dose: float, rng: np.random.Generator) -> Floats:
    """Return months from which the share `dose` of their deviation from a plan is taken out.

    `values` are whole years of months. The plan is what the totals of the years and of the
    calendar months give.
    """
    table = values.reshape(-1, MONTHS)
    plan = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / max(table.sum(), 1.0)
    return np.asarray(np.round(plan + (1 - dose) * (table - plan)).ravel())


def rounded(values: Floats, dose: float, rng: np.random.Generator) -> Floats:
    """Return figures of which the share `dose` is brought to the nearest ten."""
    return np.where(rng.random(len(values)) < dose, np.round(values / TEN) * TEN, values)


def invented(values: Floats, dose: float, rng: np.random.Generator) -> Floats:
    """Return figures of which the share `dose` has a last digit from the head."""
    digits = rng.choice(TEN, len(values), p=FROM_THE_HEAD)
    return np.where(rng.random(len(values)) < dose, values // TEN * TEN + digits, values)


def levelled(missed: np.ufunc, values: Floats, dose: float, rng: np.random.Generator) -> Floats:
    """Return months, the share `dose` of those that `missed` last year's brought to it."""
    made = values.copy()
    for month in range(MONTHS, len(made)):
        if missed(made[month], made[month - MONTHS]) and rng.random() < dose:
            made[month] = made[month - MONTHS]
    return made


def raced(values: Floats, dose: float, rng: np.random.Generator) -> Floats:
    """Return months raised by `dose` of what the month before each fell short of the usual."""
    usual = values.mean()
    short = np.maximum(usual - np.concatenate([[usual], values[:-1]]), 0)
    return np.asarray(np.round(values + dose * short))


WAYS: dict[str, Callable[[Floats, float, np.random.Generator], Floats]] = {
    "raised": raised, "smoothed": smoothed, "rounded": rounded, "invented": invented,
    "met": partial(levelled, np.less), "raced": raced, "kept": partial(levelled, np.greater),
}  # fmt: skip


def falsified(figures: pa.Table, act: Act, rng: np.random.Generator) -> pa.Table:
    """Return the figures, those of the act's units changed in its way; a metric's are in order."""
    value = figures["value"].to_numpy().copy()
    unit, metric = texts(figures, "unit_id"), texts(figures, "metric")
    for name in act.units:
        for what in np.unique(metric):
            rows = (unit == name) & (metric == what)
            value[rows] = WAYS[act.way](value[rows], act.dose, rng)
    return replaced(figures, "value", value)
