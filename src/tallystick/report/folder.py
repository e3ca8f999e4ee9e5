"""How does a run folder get its report?"""

from __future__ import annotations

from pathlib import Path

from tallystick.report.cases import read_cases
from tallystick.report.page import render
from tallystick.report.wording import ENGLISH

REPORT = "report.html"


def write_report(folder: Path, out: Path | None = None, language: str = ENGLISH) -> Path:
    """Read the run in `folder` and write its ``report.html`` there or into `out`; return where.

    UnknownLanguageError where there is no report in `language`.
    """
    from tallystick.findings import store

    findings = store.read_findings(folder)
    read = {finding.id: read_cases(folder, finding) for finding in findings}
    page = render(
        findings,
        store.read_results(folder),
        store.read_run(folder),
        {finding: cases for finding, cases in read.items() if cases is not None},
        language,
    )
    path = (out or folder) / REPORT
    path.write_text(page, encoding="utf-8", newline="\n")
    return path
