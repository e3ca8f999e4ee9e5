"""Small sealed run folders, made by hand: what they hold is known without any check."""

import json
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tallystick.findings import CheckRun, Evidence, Explanation, Finding, Named, Result, RunRecord
from tallystick.findings.store import LEADS, write_findings, write_results, write_run
from tallystick.seal import write_manifest

CHECKS = ("exhibits.unaccounted", "people.supplied_buyers", "figures.recount")
CAUSES = (
    Explanation("A delivery that was authorised", "Ask for each authorisation", 1, 4,
                "explains 1 of 4", "delivered"),
    Explanation("A clerk's slip", "Look at the paper file", name="slip"),
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One pattern as a run has it; without `found` the run tested it and has no finding."""

    subject: str = "Division 3"
    check: str = "people.supplied_buyers"
    kind: str = "unit"
    aspect: str = "one supplier"
    verdict: str = "behind"
    estimate: float | None = 16.0
    cases: tuple[str, ...] = ("C-1", "C-2", "C-3", "C-4")
    officers: tuple[str, ...] = ("K1029", "K1031")
    found: bool = True
    lead: bool = False
    smallest: float | None = None
    reason: str = ""
    title: str = ""
    same_as: str = ""
    part_of: str = ""
    explanations: tuple[Explanation, ...] = field(default=CAUSES)


def finding_of(made: Made, number: str) -> Finding:
    return Finding(
        check=made.check,
        family=made.check.partition(".")[0],
        subject_kind=made.kind,
        subject=made.subject,
        aspect=made.aspect,
        verdict=made.verdict,
        title=made.title or f"{made.kind} {made.subject}: {len(made.cases)} cases in a row",
        criteria="Cases come from whichever officers work there.",
        condition=f"{len(made.cases)} cases came in a row.",
        cause="Not established.",
        effect="The cases count as solved.",
        estimand="cases in a row",
        n=100,
        estimate=made.estimate,
        interval=None if made.estimate is None else (made.estimate - 4, made.estimate + 4),
        p_value=0.0001,
        q_value=0.01,
        smallest_detectable=10.0,
        suggestion="Ask for the purchase file.",
        caveats=("A real team looks the same.",),
        explanations=made.explanations,
        evidence=Evidence(*(f"evidence/{number}.{end}" for end in ("sql", "parquet", "csv")),
                          len(made.cases)),
        id=number,
        values={"who": Named(made.subject, made.kind)} if made.kind != "agency" else {},
        same_as=made.same_as,
        part_of=made.part_of,
    )  # fmt: skip


def result_of(made: Made) -> Result:
    return Result(made.check, made.kind, made.subject, made.aspect, made.verdict, 100,
                  "cases in a row", made.estimate, None, 0.2, smallest_detectable=made.smallest,
                  reason=made.reason)  # fmt: skip


def make_run(
    folder: Path,
    *made: Made,
    name: str = "Zhambyl, 2024",
    last_day: str = "2024-12-31",
    checks=CHECKS,
    key: str = "7" * 64,
) -> Path:
    """Write and seal a run folder whose findings and leads are numbered in the order of `made`."""
    folder.mkdir(parents=True)
    findings, leads = [], []
    for each in made:
        if each.found:
            held, letter = (leads, "L") if each.lead else (findings, "F")
            held.append((finding_of(each, f"{letter}-{len(held) + 1:02}"), each))
    for finding, each in (*findings, *leads):
        write_evidence(folder, finding, each)
    write_findings(folder, [finding for finding, _ in findings])
    write_findings(folder, [finding for finding, _ in leads], LEADS)
    write_results(folder, [result_of(each) for each in made])
    write_run(folder, record(name, last_day, checks, made))
    (folder / "threads.json").write_text("[]\n")
    (folder / "mask.key").write_text(f"{key}\n")
    write_manifest(
        folder, {"checks_from_outside": [], "engagement": {}, "inputs": [], "package": {}}
    )
    return folder


def record(name, last_day, checks, made) -> RunRecord:
    return RunRecord(
        engagement=name, jurisdiction="KZ", agency="Narcotics Police", first_day="2024-01-01",
        last_day=last_day, version="0.3.0", versions={}, parameters={"alpha": 0.05,
        "correction": "bh", "leads": 3.0}, started_at="2025-01-02T00:00:00+00:00",
        finished_at="2025-01-02T00:01:00+00:00", inputs=(), rows={"incidents": 400},
        checks=tuple(CheckRun(each, each.partition(".")[0], "Does it?", 3, 1, 0, 0.1)
                     for each in checks),
        named={},
    )  # fmt: skip


def write_evidence(folder: Path, finding: Finding, made: Made) -> None:
    evidence = finding.evidence
    (folder / "evidence").mkdir(exist_ok=True)
    officers = [made.officers[at % len(made.officers)] for at in range(len(made.cases))]
    table = pa.table({"incident_id": list(made.cases), "officer_id": officers,
                      "net_weight_g": [2.5 + at for at in range(len(made.cases))]})  # fmt: skip
    pq.write_table(table, folder / evidence.parquet)
    lines = [",".join(table.column_names)]
    lines += [",".join(map(str, row.values())) for row in table.to_pylist()]
    (folder / evidence.csv).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / evidence.sql).write_text("SELECT 1\n")


def resealed(folder: Path) -> Path:
    """Seal a folder anew after it was changed by hand."""
    for name in ("manifest.json", "pages.json"):
        (folder / name).unlink(missing_ok=True)
    write_manifest(
        folder, {"checks_from_outside": [], "engagement": {}, "inputs": [], "package": {}}
    )
    return folder


def changed(made: Made, **changes) -> Made:
    return replace(made, **changes)


def copied(run: Path, to: Path) -> Path:
    shutil.copytree(run, to)
    return to


def json_of(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))
