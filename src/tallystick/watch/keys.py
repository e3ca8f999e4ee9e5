"""What does one audit say of each key: a check, a subject and an aspect?"""

from __future__ import annotations

from collections.abc import Iterable

from tallystick.findings import DESCRIBED, UNDECIDED, Finding, Result

Key = tuple[str, str, str, str]
"""The check, the kind of subject, the subject and the aspect."""


def key_of(each: Result | Finding) -> Key:
    """Return the key that a result or a finding is about."""
    return each.check, each.subject_kind, each.subject, str(each.aspect)


def is_counted(finding: Finding | Result) -> bool:
    """Whether a finding is counted and not estimated."""
    return finding.p_value is None and finding.verdict != DESCRIBED


def by_key(results: Iterable[Result]) -> dict[Key, Result]:
    """Return the test of each key, of several the one with the smallest p-value.

    A test is a result that has a p-value, or would have one if its records were enough.
    """
    held: dict[Key, Result] = {}
    for result in results:
        if result.p_value is None and result.verdict not in UNDECIDED:
            continue
        key = key_of(result)
        if key not in held or _p_value(result) < _p_value(held[key]):
            held[key] = result
    return held


def _p_value(result: Result) -> float:
    return 2.0 if result.p_value is None else result.p_value
