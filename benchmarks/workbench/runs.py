"""Sealed run folders of any size, made without an audit: what they hold is known by counting."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tallystick.checks import every
from tallystick.findings import CheckRun, Evidence, Explanation, Finding, Named, Result, RunRecord
from tallystick.findings.store import LEADS, write_findings, write_results, write_run
from tallystick.seal import write_manifest

UNITS, OFFICERS = 125, 400
KEY = "7" * 64
CAUSES = (
    Explanation("A delivery that was authorised", "Ask for each authorisation", 1, 4,
                "explains 1 of 4", "delivered"),
    Explanation("A clerk's slip", "Look at the paper file", name="slip"),
)  # fmt: skip
VIEW = "CREATE OR REPLACE TEMP VIEW incidents AS FROM read_parquet('tables/incidents.parquet');\n"
SELECT = 'SELECT incident_id, officer_id, net_weight_g, "at" FROM incidents AS "t0"\n' \
    "WHERE \"t0\".\"unit_id\" = 'Division 3' ORDER BY 1;\n"  # fmt: skip


def make_run(folder: Path, size: int, year: int, *, listed: int = 0, first: int = 0) -> Path:
    """Write and seal a run with `size` findings, the first `listed` of which have a case list.

    The findings of two runs with one `first` are the same patterns.
    """
    folder.mkdir(parents=True)
    findings = [_finding(place, year, place - first < listed)
                for place in range(first, first + size)]  # fmt: skip
    for place, each in enumerate(findings):
        if each.evidence:
            _write_list(folder, each.evidence, place)
    _write_run(folder, findings, year)
    return folder


def make_run_of_records(folder: Path, records: int) -> Path:
    """Write and seal a run of one finding whose query reads a table of so many records."""
    folder.mkdir(parents=True)
    units = [f"Division {at % UNITS}" for at in range(records)]
    table = pa.table(
        {
            "incident_id": [f"C-{at:07}" for at in range(records)],
            "unit_id": units,
            "officer_id": [f"K{at % OFFICERS}" for at in range(records)],
            "net_weight_g": [2.5 + at % 1000 for at in range(records)],
            "at": [datetime(2020, 1, 1) + timedelta(minutes=at) for at in range(records)],
        }
    )
    own = table.filter(pa.array([each == "Division 3" for each in units])).drop(["unit_id"])
    finding = _finding(0, 2020, listed=True, rows=own.num_rows)
    (folder / "tables").mkdir()
    pq.write_table(table, folder / "tables" / "incidents.parquet")
    assert finding.evidence
    _write_list(folder, finding.evidence, 0, own)
    _write_run(folder, [finding], 2020)
    return folder


@cache
def _checks() -> tuple[str, ...]:
    return tuple(sorted(check.name for check in every()))


def _finding(place: int, year: int, listed: bool, rows: int = 4) -> Finding:
    checks = _checks()
    check, unit = checks[place % len(checks)], f"Division {place % UNITS}"
    number, estimate = f"F-{place + 1:04}", 10.0 + place % 17 + year % 5
    return Finding(
        check=check, family=check.partition(".")[0], subject_kind="unit", subject=unit,
        aspect=f"aspect {place}", verdict="behind",
        title=f"{unit}: {rows} cases in a row, by measure {place}",
        criteria="Cases come from whichever officers work there.",
        condition="The cases came in a row.", cause="Not established.",
        effect="The cases count as solved.", estimand="cases in a row", n=100, estimate=estimate,
        interval=(estimate - 4, estimate + 4), p_value=0.0001, q_value=0.0001 * (1 + place % 400),
        smallest_detectable=10.0, suggestion="Ask for the purchase file.",
        caveats=("A real team looks the same.",), explanations=CAUSES,
        evidence=Evidence(*(f"evidence/{number}.{end}" for end in ("sql", "parquet", "csv")), rows)
        if listed else None,
        id=number, values={"who": Named(unit, "unit")},
    )  # fmt: skip


def _write_list(folder: Path, evidence: Evidence, place: int, own: pa.Table | None = None) -> None:
    (folder / "evidence").mkdir(exist_ok=True)
    table = own or pa.table(
        {
            "incident_id": [f"C-{place}-{at}" for at in range(4)],
            "officer_id": [f"K{(place + at) % OFFICERS}" for at in range(4)],
            "net_weight_g": [2.5 + at for at in range(4)],
        }
    )
    pq.write_table(table, folder / evidence.parquet)
    lines = [",".join(table.column_names)]
    lines += [",".join(map(str, row.values())) for row in table.to_pylist()]
    (folder / evidence.csv).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / evidence.sql).write_text(VIEW + SELECT, encoding="utf-8")


def _write_run(folder: Path, findings: list[Finding], year: int) -> None:
    results = [
        Result(each.check, each.subject_kind, each.subject, each.aspect, each.verdict, each.n,
               each.estimand, each.estimate, None, each.p_value, smallest_detectable=10.0)
        for each in findings
    ]  # fmt: skip
    checks = sorted({each.check for each in findings})
    write_findings(folder, findings)
    write_findings(folder, [], LEADS)
    write_results(folder, results)
    record = RunRecord(
        engagement=f"Zhambyl, {year}", jurisdiction="KZ", agency="Narcotics Police",
        first_day=f"{year}-01-01", last_day=f"{year}-12-31", version="0.3.0", versions={},
        parameters={"alpha": 0.05, "correction": "bh", "leads": 3.0},
        started_at=f"{year + 1}-01-02T00:00:00+00:00",
        finished_at=f"{year + 1}-01-02T00:01:00+00:00", inputs=(), rows={"incidents": 400},
        checks=tuple(CheckRun(each, each.partition(".")[0], "Does it?", 3, 1, 0, 0.1)
                     for each in checks),
        named={},
    )  # fmt: skip
    write_run(folder, record)
    (folder / "threads.json").write_text("[]\n")
    (folder / "mask.key").write_text(f"{KEY}\n")
    about = {"checks_from_outside": [], "engagement": {}, "inputs": [], "package": {}}
    write_manifest(folder, about)
