"""What ``audit --json`` and ``profile --json`` print, and the schema of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import typer
from pydantic import TypeAdapter

from tallystick.audit import Outcome
from tallystick.audit.profile import ColumnProfile, SharedNumbers, TableProfile
from tallystick.audit.sights import Sight
from tallystick.audit.unlocking import Unlocked
from tallystick.findings import (
    AssumedOrder,
    Confirmation,
    Finding,
    NotRun,
    accounted_for,
    broken_rules,
    patterns,
)
from tallystick.findings.thread import Join
from tallystick.tables import SetAside

AUDIT: Literal["tallystick-audit/1"] = "tallystick-audit/1"
PROFILE: Literal["tallystick-profile/1"] = "tallystick-profile/1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Counts:
    """How much was read, asked and found.

    Findings that are no part of another are `patterns`, `rules_broken` (rules of record keeping) or
    `accounted_for` (counted, and an ordinary cause accounts for every record); `nothing_unusual`
    and `could_not_tell` are tests. A rule that was not run belongs to a check that was.
    """

    records_set_aside: int
    patterns: int
    rules_broken: int
    accounted_for: int
    findings: int
    nothing_unusual: int
    could_not_tell: int
    checks_run: int
    checks_not_run: int
    rules_not_run: int


@dataclass(frozen=True)
class FindingLine:
    """A finding or a lead: what it is called, whom it is about, and how likely chance makes it.

    `p_value`, `q_value` and `expected_by_chance` are null for a test of details. `part_of` and
    `same_as` name findings.
    """

    id: str
    title: str
    check: str
    subject_kind: str
    subject: str
    verdict: str
    p_value: float | None
    q_value: float | None
    expected_by_chance: float | None
    part_of: str
    same_as: str


@dataclass(frozen=True)
class TestsOfCheck:
    """How many tests one check made, and how they came out."""

    check: str
    tests: int
    findings: int
    could_not_tell: int


@dataclass(frozen=True)
class NotRunLine:
    """A check that was not run, or where `rule` is not "" one rule of it, and what it needs."""

    check: str
    rule: str
    needs: str


@dataclass(frozen=True)
class ThreadLine:
    """Findings and leads that share more than chance lets unrelated ones share, and what joins."""

    id: str
    members: tuple[str, ...]
    joins: tuple[Join, ...]


@dataclass(frozen=True)
class AuditSummary:
    """One audit: where its run lies, its seal, and what it found.

    `records` has the number of records by table. `mapping` says who answers for which column fills
    what: where the program proposed it, no officer is named. `assumed` are columns of dates whose
    order of day and month is assumed.
    """

    format: Literal["tallystick-audit/1"]
    agency: str
    run: str
    report: str
    seal: str
    mapping: Confirmation
    assumed: tuple[AssumedOrder, ...]
    records: Mapping[str, int]
    counts: Counts
    findings: tuple[FindingLine, ...]
    leads: tuple[FindingLine, ...]
    threads: tuple[ThreadLine, ...]
    tests: tuple[TestsOfCheck, ...]
    not_run: tuple[NotRunLine, ...]


@dataclass(frozen=True)
class References:
    """A reference between tables: how many records have one, and how many lead nowhere."""

    rule: str
    records: int
    broken: int


@dataclass(frozen=True)
class ColumnLine:
    """A column that a source fills: the share of its cells that hold something, and their span.

    Times and dates are in ISO 8601, without a zone.
    """

    name: str
    filled: float
    distinct: int | None
    least: str | float | int | None
    most: str | float | int | None


@dataclass(frozen=True)
class TableLine:
    """A canonical table: its records and the columns that a source fills."""

    table: str
    records: int
    columns: tuple[ColumnLine, ...]


@dataclass(frozen=True)
class ProfileSummary:
    """What records hold, what checks could see in them, and what would let more of them run.

    `runnable` names the checks that can be run. `detectability` is empty with ``--quiet``, which
    asks no check. `unlocking` are the columns, three at most, with which most checks more could
    be run.
    """

    format: Literal["tallystick-profile/1"]
    tables: tuple[TableLine, ...]
    set_aside: tuple[SetAside, ...]
    references: tuple[References, ...]
    shared_numbers: tuple[SharedNumbers, ...]
    runnable: tuple[str, ...]
    detectability: tuple[Sight, ...]
    not_run: tuple[NotRunLine, ...]
    unlocking: tuple[Unlocked, ...]


def audit_summary(outcome: Outcome, run: Path, page: Path) -> AuditSummary:
    """Return the summary of an audit whose run folder and report lie there."""
    record, verdicts = outcome.record, Counter(each.verdict for each in outcome.results)
    rules = sum(each.is_rule for each in record.not_run)
    return AuditSummary(
        format=AUDIT,
        agency=record.agency,
        run=str(run),
        report=str(page),
        seal=outcome.seal or "",
        mapping=record.mapping,
        assumed=record.assumed,
        records=dict(record.rows),
        counts=Counts(
            records_set_aside=sum(each.rows for each in record.exclusions),
            patterns=len(patterns(outcome.findings)),
            rules_broken=len(broken_rules(outcome.findings)),
            accounted_for=len(accounted_for(outcome.findings)),
            findings=len(outcome.findings),
            nothing_unusual=verdicts["not_found"],
            could_not_tell=verdicts["insufficient"] + verdicts["withheld"],
            checks_run=len(record.checks),
            checks_not_run=len(record.not_run) - rules,
            rules_not_run=rules,
        ),
        findings=_lines(outcome.findings),
        leads=_lines(outcome.leads),
        threads=tuple(ThreadLine(each.id, each.members, each.joins) for each in outcome.threads),
        tests=tuple(
            TestsOfCheck(each.name, each.tests, each.findings, each.insufficient)
            for each in record.checks
        ),
        not_run=not_run_lines(record.not_run),
    )


def _lines(findings: Iterable[Finding]) -> tuple[FindingLine, ...]:
    return tuple(
        FindingLine(**{name: getattr(each, name) for name in FindingLine.__annotations__})
        for each in findings
    )


def not_run_lines(not_run: Iterable[NotRun]) -> tuple[NotRunLine, ...]:
    """Return the checks and rules that were not run, with the check and the rule apart."""
    return tuple(
        NotRunLine(each.check, each.rule, each.why.removeprefix("needs ")) for each in not_run
    )


def table_lines(tables: Iterable[TableProfile]) -> tuple[TableLine, ...]:
    """Return profiles of tables with times and dates as text."""
    return tuple(
        TableLine(each.table, each.records, tuple(map(_column, each.columns))) for each in tables
    )


def _column(column: ColumnProfile) -> ColumnLine:
    least, most = (
        each if each is None or isinstance(each, int | float) else each.isoformat()
        for each in (column.least, column.most)
    )
    return ColumnLine(column.name, column.filled, column.distinct, least, most)


def print_json(summary: AuditSummary | ProfileSummary) -> None:
    """Print a summary as JSON, in ASCII so that no letter of it can steer a terminal."""
    typer.echo(json.dumps(asdict(summary), indent=2, allow_nan=False))


def summary_schema() -> dict[str, Any]:
    """Return the JSON Schema of both summaries, as docs/terminal.schema.json publishes it.

    It admits keys that it does not name: a later release may add some under the same number.
    """
    made = TypeAdapter(AuditSummary | ProfileSummary).json_schema(mode="serialization")
    named = {"$schema": DIALECT, "title": "What audit --json and profile --json print"}
    return named | made
