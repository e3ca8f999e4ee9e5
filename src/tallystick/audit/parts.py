"""Which findings list again, by unit or officer, records that a wider one lists already?"""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.audit.case_lists import CaseLists
from tallystick.findings import Finding

# From wide to narrow: a finding can be a part of one whose subject comes before its own.
KINDS = ("agency", "unit", "officer")


def with_parts(findings: Sequence[Finding], lists: CaseLists) -> tuple[Finding, ...]:
    """Return `findings`, each with the id of the widest one that it is a part of.

    A part is of the same check, aspect and verdict, and every row of its case list is one of the
    wider finding's.
    """
    wide = sorted(findings, key=lambda each: KINDS.index(each.subject_kind))
    told = []
    for part in findings:
        wider = (each for each in wide if _is_wider(each, part))
        whole = next((each for each in wider if lists.holds(each, part)), None)
        told.append(part if whole is None else part.with_(part_of=whole.id))
    return tuple(told)


def _is_wider(whole: Finding, part: Finding) -> bool:
    """Whether two findings answer one question, the first of them about more records."""
    asked = [(each.check, each.aspect, each.verdict) for each in (whole, part)]
    return asked[0] == asked[1] and (
        KINDS.index(whole.subject_kind) < KINDS.index(part.subject_kind)
    )
