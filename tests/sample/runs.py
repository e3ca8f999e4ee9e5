"""How is a small run folder made by hand, for the tests of sampling?"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tallystick.findings import Evidence, Finding, RunRecord
from tallystick.findings.store import write_findings, write_run
from tallystick.seal import write_manifest


def finding(identity: str, parquet: str) -> Finding:
    numbers = dict.fromkeys(
        ("estimate", "interval", "p_value", "q_value", "smallest_detectable"), None
    )
    words = dict.fromkeys(("criteria", "condition", "cause", "effect", "estimand", "aspect"), "")
    return Finding(
        check="records.unfounded", family="records", subject_kind="unit", subject="A",
        verdict="differs", title="more closed", n=3, id=identity,
        evidence=Evidence("x.sql", parquet, "x.csv", 3), **numbers, **words,
    )  # fmt: skip


def cases(number: int, units: int = 3) -> pa.Table:
    """So many cases of units of different size; every other one is closed as unfounded."""
    closed = ("unfounded", "none")
    rows = [
        {"incident_id": f"I{k}", "unit_id": f"U{k * k % units}", "clearance": closed[k % 2],
         "officer_id": f"K{k % 5}", "area_id": "=1+1", "source_file": "a.csv", "source_row": k}
        for k in range(number)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def write_run_folder(folder: Path, rows: pa.Table, evidence: str = "evidence/F-01.parquet") -> Path:
    for name in ("evidence", "tables"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_findings(folder, [finding("F-01", evidence)])
    record = RunRecord(
        "e", "XX", "a", None, None, "0", {}, {}, "2026-01-01", "2026-01-01", (), {"incidents": 1}
    )
    write_run(folder, record)
    pq.write_table(rows, folder / "evidence" / "F-01.parquet")
    pq.write_table(rows, folder / "tables" / "incidents.parquet")
    write_manifest(folder, {})
    return folder
