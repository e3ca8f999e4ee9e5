"""Which findings of different questions rest on the same cases?"""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.audit.case_lists import CaseLists
from tallystick.findings import Finding, wholes

# The share of the longer list that both must hold. Of the shorter it would be no sign: a long list
# holds many a short one by chance.
SAME_FROM = 0.8


def with_same_cases(findings: Sequence[Finding], lists: CaseLists) -> tuple[Finding, ...]:
    """Return `findings`, each pattern with the id of an earlier one that rests on its cases.

    Such two share at least `SAME_FROM` of the cases of either. Of several the one that shares the
    most is named, and of these the first; it names back who names it. They stay two patterns,
    since they answer two questions.
    """
    whole = {each.id for each in wholes(findings)}
    before: list[Finding] = []
    told = []
    for finding in findings:
        if finding.id in whole:
            same, shared = _same(finding, before, lists)
            before.append(finding)
            told.append(finding.with_(same_as=same, shared=shared))
        else:
            told.append(finding)
    return tuple(
        each.with_(same_by=tuple(later.id for later in told if later.same_as == each.id))
        for each in told
    )


def _same(finding: Finding, before: Sequence[Finding], lists: CaseLists) -> tuple[str, int]:
    best, of = 0, ""
    for each in before:
        shared, most = lists.shared(finding, each)
        if shared > best and shared >= SAME_FROM * most:
            best, of = shared, each.id
    return of, best
