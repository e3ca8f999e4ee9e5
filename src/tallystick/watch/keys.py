"""What does one audit say of each key: a check, a subject and an aspect?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from tallystick.findings import DESCRIBED, UNDECIDED, Finding, Result
from tallystick.stats.estimate import LEVEL
from tallystick.stats.evidence import log_e_value_at_least, log_e_values, mean_evidence

Key = tuple[str, str, str, str]
"""The check, the kind of subject, the subject and the aspect."""


def key_of(each: Result | Finding) -> Key:
    """Return the key that a result or a finding is about."""
    return each.check, each.subject_kind, each.subject, str(each.aspect)


def is_test(result: Result) -> bool:
    """Whether a result is of a test, or would be if its records were enough.

    Numbers without a test, and records that are counted, gather no evidence.
    """
    return result.p_value is not None or result.verdict in UNDECIDED


def is_counted(finding: Finding | Result) -> bool:
    """Whether a finding is counted and not estimated."""
    return finding.p_value is None and finding.verdict != DESCRIBED


def log_e_of(result: Result) -> float | None:
    """Return log e of one result; None where the check could not tell.

    A check that answers *insufficient* because p was not below the level, as an audit lets it,
    keeps its estimate. Taking e = 1 there would keep the large p-values out, and the evidence would
    grow where nothing is wrong; e is its mean over such p-values instead.
    """
    if result.p_value is not None:
        return float(log_e_values(np.array([result.p_value]))[0])
    if result.verdict == "insufficient" and result.estimate is not None:
        return log_e_value_at_least(LEVEL)
    return None


def log_e_by_key(results: Iterable[Result]) -> dict[Key, float | None]:
    """Return log e of each key that is a test; of several results about one key, the mean of e."""
    held: defaultdict[Key, list[float]] = defaultdict(list)
    for result in results:
        if is_test(result):
            told = log_e_of(result)
            held[key_of(result)] += [] if told is None else [told]
    return {key: mean_evidence(np.array(each)) if each else None for key, each in held.items()}


def evidence_of(
    audits: Sequence[dict[Key, float | None]], keys: Sequence[Key]
) -> tuple[np.ndarray, np.ndarray]:
    """Return log e, (T, K), of the keys over audits, 0 where nothing was told, and where it was."""
    told = np.array([[audit.get(key) is not None for key in keys] for audit in audits], dtype=bool)
    log_e = np.array([[audit.get(key) or 0.0 for key in keys] for audit in audits], dtype=float)
    shape = (len(audits), len(keys))
    return log_e.reshape(shape), told.reshape(shape)
