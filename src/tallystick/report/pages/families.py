"""How many tests were made of each kind of thing, and how did they end?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.findings import RunRecord
from tallystick.report.words import numbers
from tallystick.report.words.wording import say

FAMILIES = ("figures", "exhibits", "people", "records", "outcomes")


@dataclass(frozen=True)
class FamilyRow:
    """One family of checks: what it examines, and its tests by how they ended."""

    examined: str
    checks: str
    tests: str
    findings: str
    nothing: str
    undecided: str


def rows(run: RunRecord) -> tuple[FamilyRow, ...]:
    """Return a row per family that was run, in the order of the house; unknown ones last."""
    held = dict.fromkeys(each.family for each in run.checks)
    known: Sequence[str] = [each for each in FAMILIES if each in held]
    return tuple(
        _row(run, family) for family in (*known, *(each for each in held if each not in known))
    )


def _row(run: RunRecord, family: str) -> FamilyRow:
    own = [each for each in run.checks if each.family == family]
    tests, findings, undecided = (
        sum(getattr(each, name) for each in own) for name in ("tests", "findings", "insufficient")
    )
    return FamilyRow(
        examined=say(f"family.{family}") if family in FAMILIES else family,
        checks=numbers.count(len(own)),
        tests=numbers.count(tests),
        findings=numbers.count(findings),
        nothing=numbers.count(max(0, tests - findings - undecided)),
        undecided=numbers.count(undecided),
    )
