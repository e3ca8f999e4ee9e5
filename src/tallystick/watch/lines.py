"""What is said of each key, in one line: on the page and on a terminal."""

from __future__ import annotations

from math import exp, log, log1p

from tallystick.report.words.dates import day
from tallystick.report.words.numbers import number
from tallystick.stats.evidence import p_value_giving
from tallystick.watch.declared import Declaration
from tallystick.watch.state import Row
from tallystick.watch.words import LARGEST_LOG, evidence, tell, tell_count


def line(row: Row, declared: Declaration) -> str:
    """Return the evidence of a row, and what is needed."""
    if row.status == "found":
        since = day(declared.days(row.since or 1)[0].isoformat())
        return tell("line.found", **_evidence(row), since=since)
    if row.status == "now":
        return tell("line.counted" if row.counted else "line.now", at=row.at)
    if row.status == "earlier":
        if row.counted:
            return tell("line.counted", at=row.at)
        if row.at is None:
            return tell("line.earlier_gathered", **_evidence(row))
        told = tell("next.none") if row.evidence is None else evidence(row.evidence)
        return tell("line.earlier", at=row.at, evidence=told)
    pace = tell("line.no_pace")
    if row.looks_to_go is not None:
        pace = tell_count("line.to_go", row.looks_to_go)
    return f"{tell('line.gathering', **_evidence(row))}; {pace}"


def _evidence(row: Row) -> dict[str, str]:
    return {"evidence": evidence(row.evidence or 0.0), "needed": evidence(row.line or 0.0)}


def needed_next(row: Row) -> str:
    """Return what a row would need from the next look to pass its line."""
    if row.evidence is None or row.line is None:
        return tell("next.none")
    lacking = row.line - row.evidence
    if lacking <= 0:
        return tell("next.passed")
    if row.added is not None:
        e_value = row.line + log1p(-exp(-lacking)) + log(row.added)
        return tell("next.added", p=f"{p_value_giving(e_value):.1g}")
    factor = number(float(f"{exp(min(lacking, LARGEST_LOG)):.3g}"))
    return tell("next.factor", factor=factor, p=f"{p_value_giving(lacking):.1g}")
