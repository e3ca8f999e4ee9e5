"""How does a run folder get its report?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.report.pages.cases import read_cases
from tallystick.report.pages.page import render
from tallystick.report.words.wording import ENGLISH

if TYPE_CHECKING:
    from tallystick.report.masks.opened import Opened, Sealed

REPORT = "report.html"


def write_report(
    folder: Path,
    out: Path | None = None,
    language: str = ENGLISH,
    *,
    every_unit: bool = False,
    sealed: Sealed | None = None,
) -> Path:
    """Read the run in `folder` and write its ``report.html`` there or into `out`; return where.

    `sealed` is what a verification of the folder said.

    UnknownLanguageError where there is no report in `language`.

    There is a page for each unit with a finding, and with `every_unit` for every unit.
    """
    from tallystick.report.masks.opened import opened

    run = opened(folder, sealed=sealed)
    return write_page(run, out or folder, language, every_unit=every_unit)


def write_page(
    run: Opened, out: Path, language: str = ENGLISH, *, every_unit: bool = False
) -> Path:
    """Write the page of an opened run into the folder `out`; return where."""
    document = run.document
    read = {each.id: read_cases(run.folder, each, run.mask) for each in document.findings}
    page = render(
        document.findings,
        document.results,
        document.run,
        {finding: cases for finding, cases in read.items() if cases is not None},
        document.figures,
        leads=document.leads,
        replies=document.replies,
        every_unit=every_unit,
        language=language,
        sealed=(document.seal, document.unverified),
        groups=document.officer_groups,
        threads=document.threads,
    )
    path = out / REPORT
    path.write_text(page, encoding="utf-8", newline="\n")
    return path
