"""What was truly done in a world that was written out, by unit, act and month?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tallystick.simulate.behaviours import BEHAVIOURS

MEASURES = {
    "easy": "easy", "ghost": "ghost", "backdated": "backdate", "moved_over_line": "threshold",
    "stock_witness": "witness", "copied": "copied", "recycled": "recycled",
    "reused_informant": "informant", "unrecorded": "unrecord", "downgraded": "downgrade",
    "unfounded_wrongly": "unfound", "supplied_cases": "supply",
}  # fmt: skip
"""The act that each measure of ``truth/happened.parquet`` counts."""
CHARGED = "wrongly_charged"


@dataclass(frozen=True)
class Truth:
    """A world's truth; every array [U, M].

    `done` counts cases by act, `charged` persons charged wrongly; `touched` are the rows of all
    tables that carry a label of the act: an act without any leaves no record.
    """

    units: tuple[str, ...]
    done: dict[str, NDArray[np.int64]]
    charged: NDArray[np.int64]
    touched: dict[str, int]


def read_truth(made: Path, units: Sequence[str], months: Sequence[str]) -> Truth:
    """Read the truth of the world in the folder `made`."""
    unit_at = {name: place for place, name in enumerate(units)}
    month_at = {name: place for place, name in enumerate(months)}
    shape = len(units), len(months)
    done = {act: np.zeros(shape, dtype=np.int64) for act in MEASURES.values()}
    charged = np.zeros(shape, dtype=np.int64)
    for row in pq.read_table(made / "truth" / "happened.parquet").to_pylist():
        act = MEASURES.get(row["measure"])
        if act is None and row["measure"] != CHARGED:
            continue
        into = charged if act is None else done[act]
        into[unit_at[row["unit_id"]], month_at[row["month"]]] += round(row["value"])
    labels = pq.read_table(made / "truth" / "labels.parquet", columns=["nature", "name"])
    rows = Counter(r["name"] for r in labels.to_pylist() if r["nature"] == "behaviour")
    acts = {each.name: each.acts[0] for each in BEHAVIOURS if each.acts}
    touched = {act: sum(rows[name] for name, of in acts.items() if of == act) for act in done}
    return Truth(tuple(units), done, charged, touched)
