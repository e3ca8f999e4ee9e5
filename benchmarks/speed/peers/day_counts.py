"""Who counts records per unit and day faster: Ibis on DuckDB, pandas or polars?

The counts that `figures.period_end` rests on: the records of each metric, per unit and day.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.speed.peers.peer import Peer, Way
from benchmarks.speed.peers.same_rows import told
from benchmarks.speed.peers.world_input import INCIDENT_COLUMNS, plain_of, prepare

KEYS = ["metric", "unit_id", "day"]


def by_ibis(engagement: Path) -> Callable[[], Any]:
    """The check's own expression on DuckDB, and its answer as the check receives it."""
    from benchmarks.speed.peers.parquet_tables import tables_of

    from tallystick.checks.figures.period_end import CHECK
    from tallystick.engine import connect

    engine = connect()
    tables = tables_of(engagement, ("incidents",), engine)
    return lambda: engine.columns(CHECK.counts(tables))


def by_pandas(engagement: Path) -> Callable[[], Any]:
    """The same with pandas: read the columns, then filter and group for each metric."""
    import pandas as pd

    file = engagement.parent / "tables" / "incidents.parquet"
    metrics = plain_of(engagement)["metrics"]

    def counted() -> Any:
        records = pd.read_parquet(file, columns=list(INCIDENT_COLUMNS))
        records = records[records["occurred_at"].notna()]
        records = records.assign(
            unit_id=records["unit_id"].fillna(""), day=records["occurred_at"].dt.normalize()
        )
        parts = []
        for metric in metrics:
            kept = records
            for column, values in metric["where"].items():
                kept = kept[kept[column].isin(values)]
            groups = kept.groupby(["unit_id", "day"], as_index=False, sort=False)
            parts.append(groups.size().rename(columns={"size": "n"}).assign(metric=metric["name"]))
        return pd.concat(parts)

    return counted


def by_polars(engagement: Path) -> Callable[[], Any]:
    """The same with polars: one lazy plan over all metrics, run by its streaming engine."""
    import polars as pl

    file = engagement.parent / "tables" / "incidents.parquet"
    metrics = plain_of(engagement)["metrics"]

    def counted() -> Any:
        records = pl.scan_parquet(file).filter(pl.col("occurred_at").is_not_null())
        records = records.with_columns(
            pl.col("unit_id").fill_null(""), day=pl.col("occurred_at").dt.date()
        )
        parts = []
        for metric in metrics:
            kept = records.with_columns(metric=pl.lit(metric["name"]))
            for column, values in metric["where"].items():
                kept = kept.filter(pl.col(column).is_in(values))
            parts.append(kept.group_by(KEYS).agg(n=pl.len()))
        return pl.concat(parts).collect(engine="streaming")

    return counted


DAY_COUNTS = Peer(
    name="day_counts",
    question="Who counts records per unit and day: Ibis on DuckDB, pandas or polars?",
    see=(
        "The counts that the period-end check rests on: the incidents of each metric, for each "
        "unit and day, from one Parquet file. The answers are the same row by row, or nothing is "
        "timed."
    ),
    sizes=(1_000_000, 10_000_000),
    of="incidents",
    prepare=prepare,
    ours=(Way("Ibis on DuckDB", by_ibis),),
    theirs=(Way("pandas", by_pandas, "pandas"), Way("polars, streaming", by_polars, "polars")),
    say=told,
    alike=True,
)
