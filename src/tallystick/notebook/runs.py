"""A finished run in Python, and how a notebook shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path

from tallystick.cli.assumed_orders import told_assumed
from tallystick.cli.sealing import sealed_run
from tallystick.cli.summary import told_patterns
from tallystick.findings import Finding, Result, RunRecord
from tallystick.findings.counts import counted
from tallystick.findings.document import Document
from tallystick.findings.rows import Rows
from tallystick.findings.store import read_run
from tallystick.notebook.rows import ShownRows, paragraph, safe
from tallystick.report.masks.opened import opened


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
    def leads(self) -> Rows[Finding]:
        """Results that do not stand after all tests are counted, the least expected first."""
        return ShownRows(Finding, self._document.leads)

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
        return f"{''.join(_facts(self))}{self._findings._repr_html_()}{''.join(_places(self))}"


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


def _facts(run: Run) -> Iterator[str]:
    """What was audited, as paragraphs; a run that is not as sealed says so first."""
    record = run.record
    if run.differences:
        yield "<p><strong>NOT VERIFIED</strong></p>"
    names = dict.fromkeys((record.agency, record.engagement))
    yield f"<p><strong>{safe(': '.join(names))}</strong></p>"
    if record.is_proposed:
        yield paragraph("Mapping proposed by the program, confirmed by nobody: no officer is named")
    for line in told_assumed(record.assumed):
        yield f"<p><strong>{safe(line)}</strong></p>"
    held = ", ".join(f"{rows:,} {table}" for table, rows in record.rows.items())
    days = " to ".join(day for day in (record.first_day, record.last_day) if day)
    yield paragraph(f"{held}{days and f'; {days}'}")
    if left_out := sum(each.rows for each in record.exclusions):
        yield paragraph(f"{counted(left_out, 'record')} left out; run.record.exclusions says why")
    yield paragraph(told_patterns(run.findings))


def _places(run: Run) -> Iterator[str]:
    tests = sum(each.tests for each in run.record.checks)
    said = f"{counted(tests, 'test')} of {counted(len(run.record.checks), 'check')}"
    yield paragraph(f"{said}; {counted(len(run.record.not_run), 'check')} or rules not run")
    yield paragraph(f"Report: {run.report}")
    yield f"<p>Seal: <code>{safe(run.seal)}</code></p>"
