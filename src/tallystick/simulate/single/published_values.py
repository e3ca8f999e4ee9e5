"""Published values that follow from goods, and those that do not."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import Floats, replaced
from tallystick.tables import Price, Value

COUNTED = "cases"
VALUES = (Value("worth", COUNTED, "USD", what="goods"),)
PRICES = (Price(Decimal(80), Decimal(320), "made up", what="goods", currency="USD"),)
LOW, HIGH, FLAT_PRICE, SLIP = 90.0, 310.0, 200.0, 1000.0
MOST_ADDED = 0.1
WAYS = ("flat", "slipped", "misadded")
KEYS = ("metric", "period_start", "period_end", "unit")


def valued(figures: pa.Table, act: Act, rng: np.random.Generator) -> pa.Table:
    """Return the figures with a value of each count, and with the agency's own of both.

    Every case has goods of its own price, in cents. In the share of the dose of the months of the
    act's units the value is made in one of `WAYS`: the count times a round price, a thousand times
    too much, or, after the agency's was added up, up to a tenth larger.
    """
    counts = figures.filter(pc.equal(figures["metric"], COUNTED))
    number = counts["value"].to_numpy()
    prices = [rng.uniform(LOW, HIGH, int(each)).sum() for each in number]
    worth = np.round(np.array(prices), 2)
    taken = act.within(counts) & (rng.random(len(number)) < act.dose)
    if act.way == "flat":
        worth = np.where(taken, number * FLAT_PRICE, worth)
    elif act.way == "slipped":
        worth = np.where(taken, worth * SLIP, worth)
    values = _with(counts, "worth", worth)
    whole = [_whole(each) for each in (counts, values)]
    if act.way == "misadded":
        more = 1 + MOST_ADDED * act.dose
        values = _with(counts, "worth", np.where(taken, worth * more, worth))
    return pa.concat_tables([figures, values, *whole], promote_options="default")


def _with(counts: pa.Table, metric: str, value: Floats) -> pa.Table:
    held = replaced(counts, "metric", [metric] * len(counts))
    return replaced(held, "value", np.round(value, 2))


def _whole(figures: pa.Table) -> pa.Table:
    """The agency's own figures: the sum over units, to the cent."""
    sums = figures.group_by(list(KEYS), use_threads=False).aggregate([("value", "sum")])
    value = pc.round(sums["value_sum"], 2)
    return sums.drop_columns(["value_sum"]).append_column("value", value)
