"""The findings and leads of a run in words, with their causes asked and their case lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tallystick.audit.case_lists import CaseLists
from tallystick.audit.evidence import told_columns, write_evidence
from tallystick.audit.execution import cases, describe, in_steps, keep, let_go
from tallystick.audit.parts import with_parts
from tallystick.audit.same_cases import with_same_cases
from tallystick.audit.selection import AnyCheck, naming_its_package
from tallystick.checks import Check
from tallystick.engine import Engine
from tallystick.findings import Finding, Result
from tallystick.tables.store import Tables

FINDING, LEAD = "F", "L"


def write_ups(
    folder: Path,
    checks: Sequence[AnyCheck],
    found: Sequence[Result],
    leads: Sequence[Result],
    tables: Tables,
    engine: Engine,
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings of the results `found`, by chance, and the `leads`, in their order.

    Each has an id, ``F-01`` or ``L-01``, and its case list in ``evidence/``; a lead on an officer
    has no case list, as that would name the officer.
    """
    numbers = _numbered(FINDING, sorted(found, key=_by_chance)) | _numbered(LEAD, leads)
    made = _described(folder, checks, numbers, tables, engine)
    lists = CaseLists(folder, engine)
    told = with_same_cases(with_parts(made, lists), lists)
    findings = {each.id for each in told[: len(found)]}
    own = (
        each.with_(same_by=tuple(other for other in each.same_by if other in findings))
        for each in told[: len(found)]
    )
    return tuple(own), told[len(found) :]


def _numbered(letter: str, results: Sequence[Result]) -> dict[str, Result]:
    width = max(2, len(str(len(results))))
    return {f"{letter}-{number:0{width}d}": each for number, each in enumerate(results, start=1)}


def _described(
    folder: Path,
    checks: Sequence[AnyCheck],
    numbers: Mapping[str, Result],
    tables: Tables,
    engine: Engine,
) -> tuple[Finding, ...]:
    """Make them by check, so that few relations are kept at once."""
    named = {each.check for each in numbers.values()}
    found_by = [check for check in checks if check.name in named]
    findings: dict[str, Finding] = {}
    for turn, check in enumerate(found_by, start=1):
        tables = keep(check, tables, engine, behind=True)
        plain = in_steps(tables)
        for identity, result in numbers.items():
            if result.check != check.name:
                continue
            with naming_its_package(check):
                finding = describe(check, result, tables, engine).with_(
                    id=identity,
                    q_value=result.q_value,
                    expected_by_chance=result.expected_by_chance,
                )
                if not (identity.startswith(LEAD) and result.subject_kind == "officer"):
                    rows = told_columns(cases(check, result, plain), _asked(check))
                    evidence = write_evidence(folder, identity, rows, plain, engine)
                    finding = finding.with_(evidence=evidence)
            findings[identity] = finding
        tables = let_go(tables, found_by[turn:], engine)
    return tuple(findings[identity] for identity in numbers)


def _asked(check: AnyCheck) -> set[str]:
    """The columns without which a check is not run; none of a test of details."""
    needs = check.needs.values() if isinstance(check, Check) else ()
    return {column for columns in needs for column in columns}


def _by_chance(result: Result) -> tuple[bool, float, str, str, str]:
    """Estimated patterns first, the least likely to be chance first; then details by name."""
    tested = result.q_value is not None
    return (not tested, result.q_value or 0.0, result.check, result.aspect, result.subject)
