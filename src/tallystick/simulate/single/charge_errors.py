"""Charges and sentences that are beside their weights, by error or by habit.

A made prosecutor charges by the weight. Errors have no direction and other rates in every unit, and
their cases are known; what is planted is written on top, in some units alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pyarrow as pa

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import Flags, Floats, Texts, among, places, replaced, texts
from tallystick.tables import Law

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
    tables: dict[str, pa.Table], law: Law, errors: str, act: Act, rng: np.random.Generator
) -> tuple[dict[str, pa.Table], frozenset[str]]:
    """Return `outcomes` and `measurements` with errors and what is planted; the cases with errors.

    `errors` is one of `RATES`, `IN_KILOGRAMS` or `IN_YEARS`; any other makes none.
    """
    outcomes, weights = tables["outcomes"], tables.get("measurements")
    unit = texts(tables["incidents"], "unit_id")[places(outcomes, tables["incidents"])]
    names = np.unique(unit)
    mean, alike = RATES.get(errors, (SLIPS, 400.0))
    rate = rng.beta(mean * alike, (1 - mean) * alike, len(names))
    wrong = rng.random(len(unit)) < rate[np.searchsorted(names, unit)]
    upwards, planted = rng.random(len(unit)) < 0.5, rng.random(len(unit)) < PART * act.dose
    planted &= np.isin(unit, act.units)
    touched = np.zeros(len(unit), dtype=bool)
    if errors in RATES:
        outcomes, up = _moved(outcomes, law, wrong & upwards, 1, rng)
        outcomes, down = _moved(outcomes, law, wrong & ~upwards, -1, rng)
        touched = up | down
    elif errors == IN_YEARS:
        outcomes, touched = _in_years(outcomes, wrong), wrong
    elif errors == IN_KILOGRAMS and weights is not None:
        weights, touched = _in_kilograms(weights, outcomes.filter(pa.array(wrong))), wrong
    if act.way in (RAISED, LOWERED):
        outcomes, _ = _moved(outcomes, law, planted, 1 if act.way == RAISED else -1, rng)
    elif act.way in (LONGER, SHORTER):
        outcomes = _sentenced(outcomes, law, planted, longer=act.way == LONGER)
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
    article = texts(outcomes, "statute")
    moved = which & np.isin(article, list(other))
    article[moved] = [other[each] for each in article[moved]]
    months = _months(outcomes)
    low, high = _ranges(law, article)
    drawn = np.round(low + (high - low) * rng.beta(1.2, 2.5, len(article)))
    months = np.where(moved & ~np.isnan(months), drawn, months)
    outcomes = replaced(outcomes, "statute", article)
    return _with_months(outcomes, months), moved


def _ranges(law: Law, articles: Texts) -> tuple[Floats, ...]:
    ranges = {each.key: (each.months_low or 0, each.months_high or 0) for each in law.articles}
    held = np.array([ranges[each] for each in articles], dtype=float).reshape(-1, 2)
    return held[:, 0], held[:, 1]


def _sentenced(outcomes: pa.Table, law: Law, which: Flags, *, longer: bool) -> pa.Table:
    months = _months(outcomes)
    low, high = _ranges(law, texts(outcomes, "statute"))
    other = high + YEAR if longer else np.where(low > 1, np.floor(low / 2), months)
    return _with_months(outcomes, np.where(which & ~np.isnan(months), other, months))


def _in_years(outcomes: pa.Table, which: Flags) -> pa.Table:
    months = _months(outcomes)
    years = np.where(months >= YEAR, np.round(months / YEAR), months)
    return _with_months(outcomes, np.where(which, years, months))


def _months(outcomes: pa.Table) -> Floats:
    return np.asarray(outcomes["sentence_months"].to_numpy(), dtype=float)


def _with_months(outcomes: pa.Table, months: Floats) -> pa.Table:
    return replaced(outcomes, "sentence_months", pa.array(months, from_pandas=True))


def _in_kilograms(weights: pa.Table, charges: pa.Table) -> pa.Table:
    """All weights of the cases of these charges a thousandth of what they are."""
    own = among(weights["incident_id"], charges["incident_id"].to_pylist())
    own &= texts(weights, "unit") == "g"
    value = weights["value"].to_numpy()
    return replaced(weights, "value", np.where(own, value / THOUSAND, value))
