"""Which findings list again, by unit or officer, records that a wider one lists already?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tallystick.engine import Engine
from tallystick.findings import Finding

# From wide to narrow: a finding can be a part of one whose subject comes before its own.
KINDS = ("agency", "unit", "officer")


def with_parts(folder: Path, findings: Sequence[Finding], engine: Engine) -> tuple[Finding, ...]:
    """Return `findings`, each with the id of the widest one that it is a part of.

    A part is of the same check, aspect and verdict, and every row of its case list is one of the
    wider finding's. The lists are read where they lie in `folder`.
    """
    wide = sorted(findings, key=lambda each: KINDS.index(each.subject_kind))
    told = []
    for part in findings:
        wider = (each for each in wide if _is_wider(each, part))
        whole = next((each for each in wider if _holds(folder, each, part, engine.local)), None)
        told.append(part if whole is None else part.with_(part_of=whole.id))
    return tuple(told)


def _is_wider(whole: Finding, part: Finding) -> bool:
    """Whether two findings answer one question, the first of them about more records."""
    asked = [(each.check, each.aspect, each.verdict) for each in (whole, part)]
    return asked[0] == asked[1] and (
        KINDS.index(whole.subject_kind) < KINDS.index(part.subject_kind)
    )


def _holds(folder: Path, whole: Finding, part: Finding, engine: Engine) -> bool:
    """Whether every row of the part's case list is a row of the whole's; never of an empty one."""
    if whole.evidence is None or part.evidence is None or not part.evidence.rows:
        return False
    theirs, ours = (
        engine.read_parquet(folder / each.evidence.parquet, f"part_{each.id}")
        for each in (whole, part)
        if each.evidence is not None
    )
    columns = list(ours.columns)
    if set(columns) != set(theirs.columns):
        return False
    apart = ours.difference(theirs.select(columns))
    return int(engine.rows(apart.aggregate(n=apart.count()))[0]["n"]) == 0
