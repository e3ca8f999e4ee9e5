"""How often does each test of a line find something in innocent worlds, by the last calibration?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

CHECK, RDDENSITY = "exhibits.threshold_bunching", "rddensity"
CALIBRATION = Path(__file__).parents[3] / "docs" / "calibration" / f"{CHECK}.parquet"


def false_alarms() -> str:
    """One sentence from the numbers behind docs/calibration.md."""
    theirs, samples, least, most = _found(RDDENSITY)
    ours, tests, *_ = _found(CHECK)
    return (
        f"On values that people rounded a jump at a round line is no movement: in innocent worlds "
        f"rddensity's p was below .05 for {theirs:.0%} of {samples:,.0f} samples (from {least:.0%} "
        f"to {most:.0%} by the kind of world), and Tallystick found a movement in {ours:.1%} of "
        f"{tests:,.0f} tests of an agency ([calibration.md](calibration.md))."
    )


def _found(source: str) -> tuple[float, float, float, float]:
    """The share found over all innocent worlds, of how many, and the least and most by world."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    wanted: Any = pc.field("nature") == "innocent"
    for name, value in (("source", source), ("subject_kind", "agency")):
        wanted = wanted & (pc.field(name) == value)
    rows = pq.read_table(CALIBRATION, columns=["found", "found_of"], filters=wanted).to_pylist()
    rows = [row for row in rows if row["found_of"]]
    samples = sum(row["found_of"] for row in rows)
    shares = [row["found"] for row in rows]
    return (
        sum(row["found"] * row["found_of"] for row in rows) / samples,
        samples,
        min(shares),
        max(shares),
    )
