"""What do cases look like that begin with a purchase more often on days behind a level alone?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tallystick.calibrate.columns import replaced
from tallystick.calibrate.timed import behind_a_year_before

BOUGHT = "bought"
PURCHASE, ARREST, PART = "controlled_purchase", "arrest", 0.5


def bought(
    tables: dict[str, pa.Table], units: tuple[str, ...], dose: float, rng: np.random.Generator
) -> pa.Table:
    """Return the incidents, of whose arrests some of `units` began with a purchase.

    They are half of the share `dose` of the arrests of days on which the unit's cases of the month
    were behind the pace of those of the same month a year before.
    """
    cases = tables["incidents"]
    chosen = behind_a_year_before(cases)
    chosen &= np.isin(np.array(cases["unit_id"].to_pylist()), units)
    chosen &= np.array(cases["clearance"].to_pylist()) == ARREST
    chosen &= rng.random(len(chosen)) < PART * dose
    origin = np.array(cases["origin"].to_pylist(), dtype=object)
    origin[chosen] = PURCHASE
    return replaced(cases, "origin", origin)
