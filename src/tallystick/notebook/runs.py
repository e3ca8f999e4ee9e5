"""How is an audit run from Python, and a finished one opened?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from tallystick.cli.session import Choices, audit_to_folder
from tallystick.cli.summary import told_patterns
from tallystick.findings import Finding, Result, RunRecord
from tallystick.findings.document import Document, read_document
from tallystick.findings.rows import Rows
from tallystick.notebook.rows import ShownRows


@dataclass(frozen=True)
class Run:
    """A finished run in its folder.

    `findings` and `results` are frozen; `record` is the account of the run.
    """

    folder: Path

    @cached_property
    def _document(self) -> Document:
        return read_document(self.folder)

    @property
    def findings(self) -> Rows[Finding]:
        """The findings, the least likely to be chance first."""
        return self._findings

    @property
    def _findings(self) -> ShownRows[Finding]:
        return ShownRows(Finding, self._document.findings)

    @property
    def results(self) -> Rows[Result]:
        """Every test, null or not."""
        return ShownRows(Result, self._document.results)

    @property
    def record(self) -> RunRecord:
        """What was run, on what, and what could not be run."""
        return self._document.run

    @property
    def report(self) -> Path:
        """Where the page of the run lies."""
        return self.folder / "report.html"

    def _repr_html_(self) -> str:
        return f"<p>{told_patterns(self.findings)}</p>{self._findings._repr_html_()}"


def audited(engagement: str | PathLike[str], out: str | PathLike[str], **chosen: Any) -> Run:
    """Answer for `tallystick.audit`, whose settings `chosen` are."""
    _, folder = audit_to_folder(Choices(Path(engagement), Path(out), **chosen))
    return Run(folder)


def open_run(folder: str | PathLike[str]) -> Run:
    """Return the finished run that lies in `folder`.

    Raises
    ------
    OSError, ValueError
        When there is none.
    """
    run = Run(Path(folder))
    run.record  # noqa: B018 (reading it tells whether it is a run)
    return run
