"""What do cases of sale and of possession look like where law, market or duties change?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tallystick.calibrate.columns import replaced
from tallystick.calibrate.natures import POSSESSION, SALE

LAW, GRADUAL, GONE, CAMPAIGN, DUTIES = "law", "gradual", "gone", "campaign", "duties"
WAYS = (LAW, GRADUAL, GONE, CAMPAIGN, DUTIES)
SHARE = 0.4
"""Of the sales after the date; a campaign brings as much more of possession."""


def shifted(
    cases: pa.Table, units: tuple[str, ...], way: str, month: str, rng: np.random.Generator
) -> pa.Table:
    """Return the cases where sale or possession truly changed in one of `WAYS` from `month` on.

    ``law``: in every unit the share `SHARE` of what was a sale is possession by a new law.
    ``gradual``: the same share in the end, growing evenly from the first day. ``gone``: dealers
    have left the districts of `units`, so that this share of their sales does not happen.
    ``campaign``: in `units` so much more of possession is found. ``duties``: `units` are sent
    after users, and make an arrest for possession in place of this share of their sales. How the
    cases begin, natures.py says: by a law or over years they begin as sales still.
    """
    at = cases["occurred_at"].to_numpy()
    offence = np.array(cases["offense_code"].to_pylist())
    theirs = np.isin(np.array(cases["unit_id"].to_pylist()), units)
    after = at >= np.datetime64(month)
    drawn = rng.random(len(at))
    sale, possession = offence == SALE, offence == POSSESSION
    if way == GONE:
        return cases.filter(pa.array(~(theirs & after & sale & (drawn < SHARE))))
    if way == CAMPAIGN:
        fewer = theirs & ~after & possession & (drawn >= 1 / (1 + SHARE))
        return cases.filter(pa.array(~fewer))
    share = np.where(after, SHARE, 0.0)
    if way == GRADUAL:
        share = SHARE * (at - at.min()) / (at.max() - at.min())
    where = theirs if way == DUTIES else np.ones(len(at), dtype=bool)
    becomes = np.where(where & sale & (drawn < share), POSSESSION, offence)
    return replaced(cases, "offense_code", becomes)
