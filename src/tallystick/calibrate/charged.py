"""What do charges and sentences look like that are beside their weights, by error or by habit?

A made prosecutor charges by the weight. Errors have no direction and other rates in every unit, and
their cases are known; what is planted is written on top, in some units alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.calibrate.columns import replaced
from tallystick.tables import Law

Flags = NDArray[np.bool_]

RAISED, LOWERED = "charged above", "charged below"
LONGER, SHORTER = "sentenced above", "sentenced below"
WAYS = (RAISED, LOWERED, LONGER, SHORTER)
"""Half of the share of the dose of the charges, or convictions, of gaming units are so."""
PART = 0.5
ORDINARY, MANY, UNLIKE, IN_KILOGRAMS, IN_YEARS = (
    "ordinary", "many errors", "unlike errors", "kilograms as grams", "years as months",
)  # fmt: skip
RATES = {ORDINARY: (0.01, 400.0), MANY: (0.05, 200.0), UNLIKE: (0.01, 40.0)}
"""Mean and sum of the parameters of the beta law of the units' rates of error."""
SLIPS, THOUSAND, YEAR = 0.02, 1000, 12


def charged(
    tables: dict[str, pa.Table],
    law: Law,
    errors: str,
    units: tuple[str, ...],
    way: str,
    dose: float,
    rng: np.random.Generator,
) -> tuple[dict[str, pa.Table], frozenset[str]]:
    """Return `outcomes` and `measurements` with errors and what is planted; the cases with errors.

    `errors` is one of `RATES`, `IN_KILOGRAMS` or `IN_YEARS`; any other makes none.
    """
    outcomes, weights = tables["outcomes"], tables.get("measurements")
    cases = tables["incidents"]
    unit_of = dict(zip(cases["incident_id"].to_pylist(), cases["unit_id"].to_pylist(), strict=True))
    unit = np.array([unit_of[each] for each in outcomes["incident_id"].to_pylist()])
    names = np.unique(unit)
    mean, alike = RATES.get(errors, (SLIPS, 400.0))
    rate = rng.beta(mean * alike, (1 - mean) * alike, len(names))
    wrong = rng.random(len(unit)) < rate[np.searchsorted(names, unit)]
    upwards, planted = rng.random(len(unit)) < 0.5, rng.random(len(unit)) < PART * dose
    planted &= np.isin(unit, units)
    touched = np.zeros(len(unit), dtype=bool)
    if errors in RATES:
        outcomes, up = _moved(outcomes, law, wrong & upwards, 1, rng)
        outcomes, down = _moved(outcomes, law, wrong & ~upwards, -1, rng)
        touched = up | down
    elif errors == IN_YEARS:
        outcomes, touched = _in_years(outcomes, wrong), wrong
    elif errors == IN_KILOGRAMS and weights is not None:
        slipped = set(outcomes["incident_id"].filter(pa.array(wrong)).to_pylist())
        weights, touched = _in_kilograms(weights, slipped), wrong
    if way in (RAISED, LOWERED):
        outcomes, _ = _moved(outcomes, law, planted, 1 if way == RAISED else -1, rng)
    elif way in (LONGER, SHORTER):
        outcomes = _sentenced(outcomes, law, planted, longer=way == LONGER)
    numbers = outcomes["incident_id"].filter(pa.array(touched)).to_pylist()
    made = {"outcomes": outcomes} | ({} if weights is None else {"measurements": weights})
    return made, frozenset(numbers)


def _ladders(law: Law) -> list[list[str]]:
    """The articles of each act that amounts make, the mildest first."""
    acts = dict.fromkeys(act for each in law.articles if each.classes for act in each.acts)
    return [
        [each.key for each in sorted(law.articles, key=lambda x: x.gravity)
         if act in each.acts and each.classes]
        for act in acts
    ]  # fmt: skip


def _moved(
    outcomes: pa.Table, law: Law, which: Flags, steps: int, rng: np.random.Generator
) -> tuple[pa.Table, Flags]:
    """Charge the part above or below, sentenced by its own range; which were moved."""
    other: dict[str, str] = {}
    for rungs in _ladders(law):
        pairs: Iterable[tuple[str, str]] = pairwise(rungs)
        other |= {one: two for one, two in pairs} if steps > 0 else {
            two: one for one, two in pairs
        }  # fmt: skip
    texts = np.array(outcomes["statute"].to_pylist(), dtype=object)
    moved = which & np.isin(texts, list(other))
    texts[moved] = [other[text] for text in texts[moved]]
    months = outcomes["sentence_months"].to_numpy(zero_copy_only=False).astype(float)
    low, high = _ranges(law, texts)
    drawn = np.round(low + (high - low) * rng.beta(1.2, 2.5, len(texts)))
    months = np.where(moved & ~np.isnan(months), drawn, months)
    outcomes = replaced(outcomes, "statute", texts)
    return _with_months(outcomes, months), moved


def _ranges(law: Law, texts: NDArray[np.object_]) -> tuple[NDArray[np.float64], ...]:
    ranges = {each.key: (each.months_low or 0, each.months_high or 0) for each in law.articles}
    held = np.array([ranges[text] for text in texts], dtype=float).reshape(-1, 2)
    return held[:, 0], held[:, 1]


def _sentenced(outcomes: pa.Table, law: Law, which: Flags, *, longer: bool) -> pa.Table:
    months = outcomes["sentence_months"].to_numpy(zero_copy_only=False).astype(float)
    texts = np.array(outcomes["statute"].to_pylist(), dtype=object)
    low, high = _ranges(law, texts)
    other = high + YEAR if longer else np.where(low > 1, np.floor(low / 2), months)
    return _with_months(outcomes, np.where(which & ~np.isnan(months), other, months))


def _in_years(outcomes: pa.Table, which: Flags) -> pa.Table:
    months = outcomes["sentence_months"].to_numpy(zero_copy_only=False).astype(float)
    years = np.where(months >= YEAR, np.round(months / YEAR), months)
    return _with_months(outcomes, np.where(which, years, months))


def _with_months(outcomes: pa.Table, months: NDArray[np.float64]) -> pa.Table:
    return replaced(outcomes, "sentence_months", pa.array(months, from_pandas=True))


def _in_kilograms(weights: pa.Table, cases: set[str]) -> pa.Table:
    """All weights of these cases a thousandth of what they are."""
    own = np.array([each in cases for each in weights["incident_id"].to_pylist()])
    own &= np.array([each == "g" for each in weights["unit"].to_pylist()])
    value = weights["value"].to_numpy()
    return replaced(weights, "value", np.where(own, value / THOUSAND, value))
