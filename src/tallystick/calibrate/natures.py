"""How do sales and possessions begin, whatever they are recorded as?

In the simulator's own narcotics units every drug case begins alike. Here a case begins as its
nature is: a controlled purchase is one of a sale, save that the goods of one case in ten prove no
sale, and patrols meet users more than dealers; tips, informants, warrants and investigations come
to both alike. Both together begin as often in each way as in the simulator, where 45 in 100 cases
are sales. No register that tells both was found, so that these are a design choice, and the shares
follow from those of the simulator and from what the words mean.

Purchases come in operations: by how much they are more or less of a unit's sales is drawn for every
unit and month.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.calibrate.columns import replaced

SALE, POSSESSION = "drug_sale", "drug_possession"
PURCHASE = "controlled_purchase"
OTHERWISE = {SALE: POSSESSION, POSSESSION: SALE}
BEGIN = {
    SALE: {
        PURCHASE: 0.30, "patrol": 0.20, "tip": 0.20, "informant": 0.15, "warrant": 0.10,
        "investigation": 0.05,
    },
    POSSESSION: {
        PURCHASE: 0.03, "patrol": 0.47, "tip": 0.20, "informant": 0.15, "warrant": 0.10,
        "investigation": 0.05,
    },
}  # fmt: skip
OPERATIONS = 0.2
"""Standard deviation of the logarithm of a unit's purchases in a month, over their usual share."""


def natures(cases: pa.Table, false: frozenset[str]) -> NDArray[np.str_]:
    """What each case is: as recorded, but for those whose offence is `false`."""
    offence = np.array(cases["offense_code"].to_pylist())
    wrong = np.isin(np.array(cases["incident_id"].to_pylist()), list(false))
    truly = np.array([OTHERWISE.get(each, each) for each in offence])
    return np.where(wrong, truly, offence)


def begun_by_nature(
    cases: pa.Table, nature: NDArray[np.str_], rng: np.random.Generator
) -> pa.Table:
    """Return the cases, whose sales and possessions begin as their `nature` does."""
    u = rng.random(len(cases))
    units, unit = np.unique(np.array(cases["unit_id"].to_pylist()), return_inverse=True)
    months = cases["occurred_at"].to_numpy().astype("datetime64[M]").astype(np.int64)
    months = months - months.min()
    operations = np.exp(rng.normal(0, OPERATIONS, (len(units), int(months.max()) + 1)))
    origin = np.array(cases["origin"].to_pylist(), dtype=object)
    for each, ways in BEGIN.items():
        rows = np.flatnonzero(nature == each)
        usual = np.array(list(ways.values()))
        purchases = np.minimum(usual[0] * operations[unit[rows], months[rows]], 0.9)
        others = (1 - purchases)[:, None] * usual[1:] / usual[1:].sum()
        steps = np.cumsum(np.column_stack([purchases, others]), axis=1)
        at = np.minimum((u[rows, None] >= steps).sum(axis=1), len(ways) - 1)
        origin[rows] = np.array(list(ways), dtype=object)[at]
    return replaced(cases, "origin", origin)
