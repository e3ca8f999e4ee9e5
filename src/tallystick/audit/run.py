"""What does this audit find, and what did it look at?"""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from tallystick import __version__
from tallystick.audit.dossiers import dossiers
from tallystick.audit.figures import figures
from tallystick.audit.in_turn import results_in_turn
from tallystick.audit.leads import MOST_EXPECTED, leads_among, most_expected_fault
from tallystick.audit.multiplicity import Correction, alpha_fault, correct, settled
from tallystick.audit.nulls import with_pictures
from tallystick.audit.officer_groups import officer_groups
from tallystick.audit.one_unit import NOTE, asked_once, is_one_unit
from tallystick.audit.review import write_review
from tallystick.audit.second_process import SecondProcess
from tallystick.audit.selection import AnyCheck, chosen, select
from tallystick.audit.span import row_counts, span
from tallystick.audit.threads import threads
from tallystick.audit.unconfirmed import without_officers
from tallystick.audit.write_ups import write_ups
from tallystick.engine import Engine
from tallystick.findings import (
    DESCRIBED,
    UNDECIDED,
    AlikeNames,
    AssumedOrder,
    CheckRun,
    Confirmation,
    Exclusion,
    Finding,
    Input,
    NameKind,
    NotRun,
    Result,
    RunRecord,
    Spelling,
)
from tallystick.findings.figure import write_figures
from tallystick.findings.mask_key import write_mask_key
from tallystick.findings.mask_names import write_mask_names
from tallystick.findings.named import paths
from tallystick.findings.officer_group import write_officer_groups
from tallystick.findings.store import LEADS, write_findings, write_results, write_run
from tallystick.findings.thread import Thread, write_threads
from tallystick.tables import AlikeNames as AlikeReceived
from tallystick.tables import Received
from tallystick.tables.naming import names_in
from tallystick.tables.store import Tables

PACKAGES = (
    "ibis-framework",
    "duckdb",
    "sqlglot",
    "pyarrow",
    "numpy",
    "scipy",
    "confusable-homoglyphs",
)


@dataclass(frozen=True)
class About:
    """Who is audited, by which settings. `parameters` and `engagement_file` are stored as given.

    ValueError where `alpha` is no error rate that an audit can promise, or where no leads are
    listed down to an E of `leads`.
    """

    engagement: str
    agency: str
    jurisdiction: str
    alpha: float = 0.05
    correction: Correction = "bh"
    only: tuple[str, ...] = ()
    leads: float = MOST_EXPECTED
    parameters: dict[str, Any] = field(default_factory=dict)
    engagement_file: dict[str, Any] = field(default_factory=dict)
    mapping: Confirmation = "confirmed"
    assumed: tuple[AssumedOrder, ...] = ()

    def __post_init__(self) -> None:
        if fault := alpha_fault(self.alpha):
            raise ValueError(f"alpha {fault}")
        if fault := most_expected_fault(self.leads):
            raise ValueError(f"leads {fault}")


@dataclass(frozen=True)
class Outcome:
    """What a run found: every result, the findings among them, and the account of the run.

    `seal` is the SHA-256 of the manifest of its folder, "" where none was written. `leads` are
    results that do not stand after all tests are counted, and come next; `threads` join findings
    and leads that share more than chance lets unrelated ones share.
    """

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    record: RunRecord
    seal: str = ""
    leads: tuple[Finding, ...] = ()
    threads: tuple[Thread, ...] = ()


def audit(
    folder: Path,
    tables: Tables,
    received: Received,
    about: About,
    engine: Engine,
    progress: Callable[[str], None] = lambda step: None,
    second: SecondProcess | None = None,
) -> Outcome:
    """Run every check whose columns are there, correct once, and write into `folder`.

    Writes ``results.parquet``, ``findings.json``, ``leads.json``, ``threads.json``,
    ``figures.parquet``, ``evidence/``, ``mask.key``, ``tables/names.parquet`` and ``run.json``,
    and ``officer_groups.parquet`` where files name officers.
    `second` may have been started before, and is ended. UnknownCheckError when `about` names a
    check that is not there.
    """
    # Another number of threads sums in another order, and gives other last digits.
    with threadpool_limits(1, "blas"):
        second = second or SecondProcess(engine.threads)
        return _audit(folder, tables, received, about, engine, progress, second)


def _audit(
    folder: Path,
    tables: Tables,
    received: Received,
    about: About,
    engine: Engine,
    progress: Callable[[str], None],
    second: SecondProcess,
) -> Outcome:
    began = _now()
    runnable, not_run = select(chosen(about.only), tables)
    rows = row_counts(tables, engine)
    found, seconds, keeping = results_in_turn(
        folder, runnable, tables, rows, engine, progress, second
    )
    one_unit = is_one_unit(tables, engine)
    proposed = correct(asked_once(found) if one_unit else found, about.correction)
    corrected = tuple(settled(result, about.alpha) for result in proposed)
    progress("findings and evidence")
    findings, leads = write_ups(
        folder,
        runnable,
        [each for each in corrected if each.names_pattern],
        leads_among(proposed, corrected, about.leads),
        keeping,
        engine,
    )
    runs = tuple(_check_run(each, corrected, findings, seconds) for each in runnable)
    record = without_officers(
        replace(
            _record(about, began, rows, tables, received, engine, runs, not_run),
            dossiers=dossiers(folder, corrected, findings, engine),
            notes=(*received.notes, *([NOTE] if one_unit else ())),
            links=write_review(folder, tables, received, engine),
            named=_named(runnable, corrected),
        )
    )
    days = record.first_day, record.last_day
    joined = threads(folder, (*findings, *leads), tables, engine, days)
    write_figures(folder, figures(tables, engine))
    groups = officer_groups(runnable, tables, engine, progress)
    if groups is not None:
        write_officer_groups(folder, groups)
    write_mask_key(folder)
    write_mask_names(folder, tables.names or names_in(tables.relations, tables.filled, engine))
    corrected = with_pictures(runnable, corrected, tables)
    outcome = Outcome(corrected, findings, record, leads=leads, threads=joined)
    _write(folder, outcome)
    return outcome


def _write(folder: Path, outcome: Outcome) -> None:
    write_results(folder, outcome.results)
    write_findings(folder, outcome.findings)
    write_findings(folder, outcome.leads, LEADS)
    write_threads(folder, outcome.threads)
    write_run(folder, outcome.record)


def _named(checks: Sequence[AnyCheck], results: Sequence[Result]) -> dict[str, dict[str, NameKind]]:
    """By check, where the details of its results name units and officers."""
    found: dict[str, dict[str, NameKind]] = {check.name: {} for check in checks}
    for each in results:
        found[each.check] |= paths(each.detail)
    return found


def _check_run(
    check: AnyCheck,
    results: Sequence[Result],
    findings: Sequence[Finding],
    seconds: dict[str, float],
) -> CheckRun:
    own = [result for result in results if result.check == check.name]
    return CheckRun(
        name=check.name,
        family=check.family,
        question=check.question,
        tests=sum(result.verdict != DESCRIBED for result in own),
        findings=sum(finding.check == check.name for finding in findings),
        insufficient=sum(result.verdict in UNDECIDED for result in own),
        seconds=round(seconds[check.name], 3),
    )


def _record(
    about: About,
    began: str,
    rows: dict[str, int],
    tables: Tables,
    received: Received,
    engine: Engine,
    runs: tuple[CheckRun, ...],
    not_run: tuple[NotRun, ...],
) -> RunRecord:
    first_day, last_day = span(tables, engine)
    return RunRecord(
        engagement=about.engagement,
        jurisdiction=about.jurisdiction,
        agency=about.agency,
        first_day=first_day,
        last_day=last_day,
        version=__version__,
        versions=_versions(engine),
        parameters={
            "engine": engine.name.removeprefix("py"),
            "alpha": about.alpha,
            "correction": about.correction,
            "only": list(about.only),
            "leads": about.leads,
            **about.parameters,
        },
        started_at=began,
        finished_at=_now(),
        inputs=tuple(Input(**asdict(source)) for source in received.sources),
        rows=rows,
        exclusions=tuple(Exclusion(**asdict(item)) for item in received.set_aside),
        checks=runs,
        not_run=not_run,
        notes=received.notes,
        engagement_file=about.engagement_file,
        alike=tuple(_alike(each) for each in received.alike),
        mapping=about.mapping,
        assumed=about.assumed,
    )


def _alike(names: AlikeReceived) -> AlikeNames:
    spellings = tuple(Spelling(each.text, each.records, each.differs) for each in names.spellings)
    return AlikeNames(names.kind, names.names, names.records, names.joined, spellings)


def _versions(engine: Engine) -> dict[str, str]:
    packages = PACKAGES if engine.name == "duckdb" else (*PACKAGES, engine.name)
    return {"python": platform.python_version()} | {name: version(name) for name in packages}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
