"""How is an audit run from Python, and a finished one opened?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from tallystick.cli.sealing import sealed_run
from tallystick.cli.session import Choices, audit_to_folder
from tallystick.cli.summary import told_patterns
from tallystick.findings import Finding, Result, RunRecord
from tallystick.findings.document import Document
from tallystick.findings.rows import Rows
from tallystick.findings.store import read_run
from tallystick.notebook.rows import ShownRows
from tallystick.report.opened import opened


@dataclass(frozen=True)
class Run:
    """A finished run in its folder.

    `findings` and `results` are frozen; `record` is the account of the run. It is read only when it
    is as sealed, unless `unverified`.
    """

    folder: Path
    unverified: bool = False

    @cached_property
    def _document(self) -> Document:
        sealed = sealed_run(self.folder, unverified=self.unverified)
        return opened(self.folder, sealed=sealed).document

    @property
    def seal(self) -> str:
        """The SHA-256 of the manifest of the run."""
        return self._document.seal

    @property
    def differences(self) -> tuple[str, ...]:
        """Each file that is not as sealed, with the reason; empty unless `unverified`."""
        return self._document.unverified

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
        warning = "<p><strong>NOT VERIFIED</strong></p>" if self.differences else ""
        return f"{warning}<p>{told_patterns(self.findings)}</p>{self._findings._repr_html_()}"


def audited(engagement: str | PathLike[str], out: str | PathLike[str], **chosen: Any) -> Run:
    """Answer for `tallystick.audit`, whose settings `chosen` are."""
    _, folder = audit_to_folder(Choices(Path(engagement), Path(out), **chosen))
    return Run(folder)


def open_run(folder: str | PathLike[str], *, unverified: bool = False) -> Run:
    """Return the finished run that lies in `folder`, if it is as sealed or `unverified`.

    Raises
    ------
    OSError, ValueError
        When there is none.
    tallystick.cli.sealing.UnsealedRunError
        When it has no seal, or differs from it.
    """
    read_run(Path(folder))
    run = Run(Path(folder), unverified)
    run.record  # noqa: B018 (reading it tells whether it is a run)
    return run
