"""Cases of sale and of possession: how each begins, and what changes where law or duties do.

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

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from tallystick.simulate.single.columns import Texts, among, replaced, texts

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
LAW, GRADUAL, GONE, CAMPAIGN, DUTIES = "law", "gradual", "gone", "campaign", "duties"
SHARE = 0.4
"""Of the sales after the date; a campaign brings as much more of possession."""
HALF_WAY = "2024-07"
"""Half way through three years from January 2023."""


def natures(cases: pa.Table, false: Iterable[str]) -> Texts:
    """What each case is, (C,): as recorded, but for those whose numbers are `false`."""
    offence = texts(cases, "offense_code")
    truly = np.array([OTHERWISE.get(each, each) for each in offence], dtype=object)
    return np.where(among(cases["incident_id"], false), truly, offence)


def begun_by_nature(cases: pa.Table, nature: Texts, rng: np.random.Generator) -> pa.Table:
    """Return the cases, whose sales and possessions begin as their `nature` does."""
    u = rng.random(len(cases))
    units, unit = np.unique(texts(cases, "unit_id"), return_inverse=True)
    months = cases["occurred_at"].to_numpy().astype("datetime64[M]").astype(np.int64)
    months = months - months.min()
    operations = np.exp(rng.normal(0, OPERATIONS, (len(units), int(months.max()) + 1)))
    origin = texts(cases, "origin")
    for each, ways in BEGIN.items():
        rows = np.flatnonzero(nature == each)
        usual = np.array(list(ways.values()))
        purchases = np.minimum(usual[0] * operations[unit[rows], months[rows]], 0.9)
        others = (1 - purchases)[:, None] * usual[1:] / usual[1:].sum()
        steps = np.cumsum(np.column_stack([purchases, others]), axis=1)
        at = np.minimum((u[rows, None] >= steps).sum(axis=1), len(ways) - 1)
        origin[rows] = np.array(list(ways), dtype=object)[at]
    return replaced(cases, "origin", origin)


def shifted(
    cases: pa.Table, units: tuple[str, ...], way: str, rng: np.random.Generator
) -> pa.Table:
    """Return the cases where sale or possession truly changed from `HALF_WAY` on, in one way.

    ``law``: in every unit the share `SHARE` of what was a sale is possession by a new law.
    ``gradual``: the same share in the end, growing evenly from the first day. ``gone``: dealers
    have left the districts of `units`, so that this share of their sales does not happen.
    ``campaign``: in `units` so much more of possession is found. ``duties``: `units` are sent
    after users, and make an arrest for possession in place of this share of their sales. By a law
    or over years such cases begin as sales still.
    """
    at, offence = cases["occurred_at"].to_numpy(), texts(cases, "offense_code")
    theirs = np.isin(texts(cases, "unit_id"), units)
    after = at >= np.datetime64(HALF_WAY)
    drawn = rng.random(len(at))
    sale = offence == SALE
    if way == GONE:
        return cases.filter(pa.array(~(theirs & after & sale & (drawn < SHARE))))
    if way == CAMPAIGN:
        fewer = theirs & ~after & (offence == POSSESSION) & (drawn >= 1 / (1 + SHARE))
        return cases.filter(pa.array(~fewer))
    share = np.where(after, SHARE, 0.0)
    if way == GRADUAL:
        share = SHARE * (at - at.min()) / (at.max() - at.min())
    where = theirs if way == DUTIES else np.ones(len(at), dtype=bool)
    becomes = np.where(where & sale & (drawn < share), POSSESSION, offence)
    return replaced(cases, "offense_code", becomes)
