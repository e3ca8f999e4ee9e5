"""How long do the three costliest tests of public data take?

    python -m benchmarks.real_case_seconds FOLDER [--repeats 3]

`FOLDER` holds the public data. Prints CPU seconds, the least of the repeats, with those of the
processes that were started: the search for groups among all accusations of Chicago's officers, the
audit of them by `people.crews` alone (loading, the test of units and layers, and that search), and
the test of round percentages of all stations of two Russian elections, as many times over as make
100,000 shares. Exit code 1 where the audit or the test of shares takes more than its bar.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
from benchmarks.public_data import audit_file

from tallystick.checks.figures.round_targets.results import COUNTED, round_results
from tallystick.checks.people.crews.citywide import groups_of
from tallystick.tables import Frame

SHARES = 100_000
AUDIT_BAR, SHARES_BAR = 30.0, 2.0
"""CPU seconds."""
ENGAGEMENT = """
[engagement]
name = "accusations"
agency = "a city's police"
time_zone = "America/Chicago"
[[tables.named_officers]]
source = "accusations.csv"
[tables.named_officers.columns]
record_id = "cr_id"
officer_id = "officer_id"
role = "role"
unit_id = "unit_id"
occurred_at = "at"
"""


def search_for_groups(folder: Path) -> tuple[str, Callable[[], object]]:
    """What is searched, and the search."""
    rows = pd.read_parquet(folder / "chicago_complaints_coded.parquet")
    day = (rows["at"].dt.normalize() - pd.Timestamp("1970-01-01")).dt.days
    columns = {
        "role": np.full(len(rows), "complained_of", dtype=object),
        "record_id": rows["cr_id"].to_numpy(),
        "officer_id": rows["officer_id"].to_numpy(),
        "unit_id": rows["unit_id"].to_numpy(),
        "year": rows["at"].dt.year.to_numpy(),
        "month": rows["at"].dt.month.to_numpy(),
        "day": day.to_numpy(),
    }
    return f"groups among {len(rows):,} accusations", lambda: groups_of(columns, lambda _: None)


def test_of_units(folder: Path) -> tuple[str, Callable[[], object]]:
    """What is audited, and the audit."""
    rows = pd.read_parquet(folder / "chicago_complaints_coded.parquet")
    home = Path(mkdtemp())
    rows.assign(role="complained_of").to_csv(home / "accusations.csv", index=False)
    (home / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")

    def audited() -> object:
        return audit_file(home / "engagement.toml", Path(mkdtemp()) / "run", ("people.crews",))

    return f"audit of {len(rows):,} accusations by people.crews", audited


def test_of_shares(folder: Path) -> tuple[str, Callable[[], object]]:
    """What is tested, and the test."""
    rows = pd.read_parquet(folder / "turnout_stations_2004_2018.parquet")
    rows = rows.iloc[np.arange(SHARES) % len(rows)]
    ones = np.ones(SHARES, dtype=np.int64)
    shares = {
        "metric": ("turnout " + rows["year"].astype(str)).to_numpy(),
        "unit_id": rows["region"].to_numpy().astype(object),
        "milli": 1000 * rows["ballots"].to_numpy().astype(np.int64),
        "per": COUNTED * ones,
        "of": rows["registered"].to_numpy(),
        "goal": -ones,
        "n": ones,
    }
    return f"{SHARES:,} shares", lambda: round_results(frame=Frame(), **shares)


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call, with those of the processes that it started and that ended."""
    began = os.times()
    work()
    ended = os.times()
    return sum(ended[:4]) - sum(began[:4])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    bars = {search_for_groups: None, test_of_units: AUDIT_BAR, test_of_shares: SHARES_BAR}
    missed = 0
    for prepare, bar in bars.items():
        what, work = prepare(given.folder)
        least = min(seconds(work) for _ in range(given.repeats))
        told = "" if bar is None else f" (bar {bar:g})"
        print(f"{what}: {least:.2f} CPU s, the least of {given.repeats}{told}")
        missed += bar is not None and least > bar
    raise SystemExit(bool(missed))


if __name__ == "__main__":
    main()
