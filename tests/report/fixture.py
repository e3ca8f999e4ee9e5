"""How is a realistic run folder made: findings, nulls, too few records, checks not run?"""

import csv
from pathlib import Path

from fixture_counted import EXCEPTIONS, RECOUNT
from fixture_findings import FINDINGS, MOVED, SPIKE
from fixture_results import RESULTS, UNITS
from fixture_run import RUN

from tallystick.findings import Finding, store
from tallystick.report.exports.folder import write_page
from tallystick.report.masks.opened import opened

__all__ = [
    "EXCEPTIONS",
    "FINDINGS",
    "MOVED",
    "RECOUNT",
    "RESULTS",
    "RUN",
    "SPIKE",
    "UNITS",
    "case_rows",
    "page_of",
    "write_run",
]


def case_rows(finding: Finding) -> list[list[str]]:
    rows = [
        [
            "incident_id",
            "occurred_at",
            "unit_id",
            "officer_id",
            "net_weight_g",
            "remark",
            "lab_g",
            "source_file",
            "source_row",
        ]
    ]
    for i in range(finding.evidence.rows if finding.evidence else 0):
        month, day = 7 + i % 6, 1 + i * 7 % 28
        rows.append(
            [
                f"24-{118204 + 173 * i}",
                f"2024-{month:02}-{day:02}",
                UNITS[i % 12],
                f"{4000 + 37 * (i % 23)}",
                f"0.{10 + i % 3}",
                "" if i % 4 else "weighed twice",
                "" if i % 3 else f"0.0{5 + i % 5}",
                "exports/exhibits.xlsx",
                str(300 + 11 * i),
            ]
        )
    return rows


def page_of(run: Path, folder: Path, **how) -> str:
    """The page of a run folder, written under `folder`; `how` is that of `opened`."""
    out = folder / "page"
    out.mkdir(exist_ok=True)
    return write_page(opened(run, **how), out).read_text("utf-8")


def write_run(folder: Path, findings=FINDINGS, results=RESULTS, run=RUN) -> Path:
    """Write a whole run folder, evidence included, and return it."""
    store.write_findings(folder, findings)
    store.write_results(folder, results)
    store.write_run(folder, run)
    (folder / "evidence").mkdir(exist_ok=True)
    for finding in findings:
        if finding.evidence is None:
            continue
        with (folder / finding.evidence.csv).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(case_rows(finding))
        (folder / finding.evidence.sql).write_text("SELECT 1\n")
        (folder / finding.evidence.parquet).write_bytes(b"")
    return folder
