"""Published percentages that follow from their counts, and those that do not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import replaced

RATES = {"arrest rate": "arrests", "clearance rate": "cleared"}
OF = "cases"
HUNDRED, FIVE = 100, 5
WAYS = ("to fives", "to wholes")


def rates(figures: pa.Table, decimals: int, act: Act, rng: np.random.Generator) -> pa.Table:
    """Return the percentages of `figures`, each with its denominator, to so many decimals.

    In the share of the dose of the months of the act's units they are brought to the nearest
    multiple of five, or to the next whole value above. A month without cases has none.
    """
    of = figures.filter(pc.equal(figures["metric"], OF))
    made = [_rate(figures, of, metric, name, decimals) for name, metric in RATES.items()]
    whole = pa.concat_tables(made)
    value = whole["value"].to_numpy()
    taken = act.within(whole) & (rng.random(len(value)) < act.dose)
    if act.way == "to fives":
        value = np.where(taken, np.round(value / FIVE) * FIVE, value)
    elif act.way == "to wholes":
        value = np.where(taken, np.ceil(value), value)
    return replaced(whole, "value", value)


def _rate(figures: pa.Table, of: pa.Table, metric: str, name: str, decimals: int) -> pa.Table:
    """The figures of `metric` in percent of those `of`: both are in one order."""
    counts = figures.filter(pc.equal(figures["metric"], metric))["value"].to_numpy()
    cases = of["value"].to_numpy()
    value = np.round(HUNDRED * counts / np.maximum(cases, 1), decimals)
    columns = {"metric": [name] * len(of), "value": value, "unit": ["%"] * len(of)}
    for column, values in columns.items():
        of = replaced(of, column, values)
    of = of.append_column("denominator", pa.array(cases.astype(np.int64)))
    return of.filter(pc.greater(of["denominator"], 0))
