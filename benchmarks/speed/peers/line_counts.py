"""Who counts the records around a line faster: Ibis on DuckDB, pandas or polars?

The counts that `exhibits.threshold_bunching` rests on: measurements per unit, officer and fine bin
around each line. pandas and polars are given an easier job than Tallystick's own expression, which
also allows for incident numbers that appear twice: they may take it that there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.speed.peers.peer import Peer, Way
from benchmarks.speed.peers.same_rows import told
from benchmarks.speed.peers.world_input import plain_of, prepare

READINGS = ["incident_id", "kind", "substance_code", "stage", "value", "unit"]
WHOSE = ["incident_id", "unit_id", "officer_id"]
KEYS = ["line", "unit_id", "officer_id", "bin"]


def by_ibis(engagement: Path) -> Callable[[], Any]:
    """The check's own expression on DuckDB, and its answer as the check receives it."""
    from benchmarks.speed.peers.parquet_tables import tables_of

    from tallystick.checks.exhibits.threshold_bunching import CHECK
    from tallystick.engine import connect

    engine = connect()
    tables = tables_of(engagement, ("incidents", "measurements"), engine)
    return lambda: engine.columns(CHECK.counts(tables))


def by_pandas(engagement: Path) -> Callable[[], Any]:
    """The same with pandas: read the columns, filter, merge, group."""
    import pandas as pd

    folder, lines = engagement.parent / "tables", plain_of(engagement)["lines"]

    def counted() -> Any:
        readings = pd.read_parquet(folder / "measurements.parquet", columns=READINGS)
        whose = pd.read_parquet(folder / "incidents.parquet", columns=WHOSE)
        parts = []
        for line in lines:
            kept = readings[readings["unit"].isna() | (readings["unit"] == line["unit"])]
            for column, value in line["equal"].items():
                kept = kept[kept[column] == value]
            milli = (kept["value"] * 1000).round().astype("int64")
            near = kept.assign(milli=milli)[milli.between(line["least"], line["most"])]
            near = near.merge(whose, how="left", on="incident_id")
            near = near.assign(
                line=line["name"],
                unit_id=near["unit_id"].fillna(""),
                officer_id=near["officer_id"].fillna(""),
                bin=near["milli"] // line["step"],
                exact=near["milli"] % line["step"] == 0,
            )
            groups = near.groupby(KEYS, as_index=False, sort=False)
            parts.append(groups.agg(n=("exact", "size"), n_exact=("exact", "sum")))
        return pd.concat(parts)

    return counted


def by_polars(engagement: Path) -> Callable[[], Any]:
    """The same with polars: one lazy plan over both files, run by its streaming engine."""
    import polars as pl

    folder, lines = engagement.parent / "tables", plain_of(engagement)["lines"]

    def counted() -> Any:
        readings = pl.scan_parquet(folder / "measurements.parquet")
        whose = pl.scan_parquet(folder / "incidents.parquet").select(WHOSE)
        parts = []
        for line in lines:
            kept = readings.filter(
                pl.col("unit").is_null() | (pl.col("unit") == line["unit"]),
                *(pl.col(column) == value for column, value in line["equal"].items()),
            )
            near = kept.with_columns(milli=(pl.col("value") * 1000).round().cast(pl.Int64)).filter(
                pl.col("milli").is_between(line["least"], line["most"])
            )
            near = near.join(whose, on="incident_id", how="left").with_columns(
                pl.col("unit_id").fill_null(""),
                pl.col("officer_id").fill_null(""),
                line=pl.lit(line["name"]),
                bin=pl.col("milli") // line["step"],
                exact=pl.col("milli") % line["step"] == 0,
            )
            parts.append(near.group_by(KEYS).agg(n=pl.len(), n_exact=pl.col("exact").sum()))
        return pl.concat(parts).collect(engine="streaming")

    return counted


LINE_COUNTS = Peer(
    name="line_counts",
    question="Who counts the records around a line: Ibis on DuckDB, pandas or polars?",
    see=(
        "The counts that the bunching check rests on: measurements for each unit, officer and "
        "fine bin around the line, from two Parquet files. The answers are the same row by row, or "
        "nothing is timed. pandas and polars may take it that no incident number appears twice; "
        "Tallystick's expression allows for it."
    ),
    sizes=(1_000_000, 10_000_000),
    of="incidents",
    prepare=prepare,
    ours=(Way("Ibis on DuckDB", by_ibis),),
    theirs=(Way("pandas", by_pandas, "pandas"), Way("polars, streaming", by_polars, "polars")),
    say=told,
    alike=True,
)
