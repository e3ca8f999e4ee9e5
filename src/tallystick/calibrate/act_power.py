"""How likely do the checks find a unit that does an act, by the published calibration?

For each act one curve through the doses that the calibration holds: at each dose the largest
share found among the checks that are there to see the act, one check alone and not all together,
made monotone upwards. At dose 0 stands the share of units that any of them finds in the clean
world. The calibration plants an act in all of a unit's months and corrects over one check, so
that an audit of all checks finds less: such a curve is an upper bound for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tallystick.calibrate.whole import SEES
from tallystick.simulate.behaviours import behaviour
from tallystick.simulate.incentives import ACTS

Curve = tuple[tuple[float, float], ...]
SEEN_BY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "easy": (("people.repeat_subjects", "easy arrests in the last ten days"),),
    "threshold": (
        ("exhibits.threshold_bunching", "threshold: field weight chosen"),
        ("exhibits.stage_drift", "threshold: field weight chosen"),
        ("exhibits.rounding_style", "threshold: field weight chosen"),
    ),
    "backdate": (
        ("figures.period_end", "back-dating to month ends"),
        ("records.entry_lag", "back-dating to month ends"),
    ),
    "ghost": (
        ("records.impossible_activity", "records without an event"),
        ("records.unmatched", "records without an event"),
        ("records.default_values", "records without an event"),
    ),
    "copied": (("records.copied_narratives", "reports pasted by all of three units"),),
    "witness": (("people.stock_witnesses", "eight witnesses of the officer's own"),),
    "recycled": (("exhibits.recycled_lot", "kept lot in unrelated cases"),),
    "downgrade": (
        ("records.unfounded", "downgrading"),
        ("figures.substitution", "downgrading from half way"),
    ),
    "unfound": (("records.unfounded", "complaints closed as unfounded"),),
    "supply": (("people.supplied_buyers", "police-supplied cases"),),
}
NAMED_BEFOREHAND: Mapping[str, tuple[str, ...]] = {
    act: tuple(
        dict.fromkeys(
            (
                *(check for check, _ in SEEN_BY.get(act, ())),
                *(
                    check
                    for kind, checks in SEES.items()
                    for check in checks
                    if behaviour(kind).acts == (act,)
                ),
            )
        )
    )
    for act in ACTS
}
"""By act, the checks that count as finding it: those of `SEEN_BY` and those that whole audits name.

None for an act that leaves nothing to be read.
"""


def power_of_acts(folder: Path, size: str = "medium") -> dict[str, Curve]:
    """By act, points (dose, chance) from the Parquet files of a calibration folder.

    `size` is that of the calibration's worlds. Units are the subjects; ValueError names a check
    and world for which the folder holds no unit that was tested. ``incentives.audits.power`` of
    a world file takes the result.
    """
    return {act: _curve(folder, each, size) for act, each in SEEN_BY.items()}


def power_by_check(folder: Path, size: str = "medium") -> dict[str, dict[str, Curve]]:
    """By act and check, the points (dose, chance) of this check alone; as `power_of_acts`."""
    return {
        act: {check: _curve(folder, ((check, world),), size) for check, world in each}
        for act, each in SEEN_BY.items()
    }


def _curve(folder: Path, seen_by: tuple[tuple[str, str], ...], size: str) -> Curve:
    best: dict[float, float] = {}
    wrongly = 0.0
    for check, world in seen_by:
        rows = _found(folder, check, size)
        mine = {dose: found for name, dose, found in rows if name == world and dose is not None}
        if not mine:
            raise ValueError(f"{check}: the calibration in {folder} has no units in {world!r}")
        for dose, found in mine.items():
            best[dose] = max(best.get(dose, 0.0), found)
        wrongly = max([wrongly, *(found for name, _, found in rows if name == "clean")])
    doses = sorted(best)
    chances = np.maximum.accumulate([wrongly, *(best[dose] for dose in doses)])
    return tuple(zip([0.0, *doses], chances.tolist(), strict=True))


def _found(folder: Path, check: str, size: str) -> list[tuple[str, float | None, float]]:
    """World, dose and share of tested units found, for each row of units of this size."""
    table = pq.read_table(
        folder / f"{check}.parquet", columns=["world", "dose", "size", "subject_kind", "found"]
    )
    unit = pc.and_(pc.equal(table["subject_kind"], "unit"), pc.equal(table["size"], size))
    kept = table.filter(pc.and_(unit, pc.is_valid(table["found"])))
    return [(row["world"], row["dose"], row["found"]) for row in kept.to_pylist()]
