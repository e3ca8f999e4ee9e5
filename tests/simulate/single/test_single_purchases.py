"""Are the cases that are said to begin with a purchase those of days behind, and no others?"""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.moved_weights import BOUGHT, bought
from worlds import instant


def cases(number=40):
    """Two units of two years' Junes: 20 cases on the first day, then one on the last."""
    rows = []
    for unit in "AB":
        days = ["2020-06-01"] * 20 + ["2021-06-01", *["2021-06-20"] * number]
        rows += [
            {"incident_id": f"{unit}{k}", "unit_id": unit, "occurred_at": instant(f"{day} 10:00"),
             "clearance": "arrest" if k % 2 else "none", "origin": "patrol"}
            for k, day in enumerate(days)
        ]  # fmt: skip
    return pa.Table.from_pylist(rows)


@pytest.mark.parametrize(("dose", "low", "high"), [(1.0, 4, 16), (0.0, 0, 0)])
def test_half_of_the_arrests_of_days_behind_are_purchases(dose, low, high):
    """On 20 June 12.7 of 20 are due and 1 is there; of its 40 cases 20 are arrests."""
    before = cases()
    after = bought(before, Act(("A",), BOUGHT, dose), np.random.default_rng(0))
    assert after.schema == before.schema
    changed = [
        new for old, new in zip(before.to_pylist(), after.to_pylist(), strict=True) if old != new
    ]
    assert low <= len(changed) <= high
    kinds = Counter((each["unit_id"], each["clearance"], each["origin"],
                     str(each["occurred_at"])[:10]) for each in changed)  # fmt: skip
    assert set(kinds) <= {("A", "arrest", "controlled_purchase", "2021-06-20")}
