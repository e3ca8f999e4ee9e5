"""Which results come next, where they do not stand after all tests are counted?

A lead is a result that is likelier than the findings to be chance, with its price: E, the number of
results at least as strong that an audit of an agency where nothing was done would be expected to
show (Altschul, Gish, Miller, Myers & Lipman 1990, J. Mol. Biol. 215, print it beside each match).
"""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.findings import Result, SubjectKind

MOST_EXPECTED = 3.0
"""E down to which leads are listed where nothing else is asked for."""
OF_OFFICERS = 1.0
"""The same of officers, however large an E is asked for."""
MOST_LEADS = 20


def most_expected_fault(most: float) -> str | None:
    """Why leads cannot be listed down to an E of `most`, and what to give; None where they can."""
    if 0 <= most <= MOST_EXPECTED:
        return None
    return f"{most:g}: leads are listed down to an E of {MOST_EXPECTED:g} at most, and 0 lists none"


def leads_among(
    corrected: Sequence[Result], settled: Sequence[Result], most: float
) -> tuple[Result, ...]:
    """Return the leads, the least expected by chance first, `MOST_LEADS` at most.

    `corrected` are the results with q and E, `settled` the same ones with the verdict that stands.
    A lead names a pattern by its own p-value, its 95 % range leaves out "no effect", and it is no
    finding.
    """
    leads = [
        proposed
        for proposed, stands in zip(corrected, settled, strict=True)
        if proposed.names_pattern
        and not stands.names_pattern
        and proposed.expected_by_chance is not None
        and proposed.expected_by_chance <= _limit(proposed.subject_kind, most)
        and not proposed.includes_no_effect
    ]
    return tuple(sorted(leads, key=_by_expected)[:MOST_LEADS])


def _limit(kind: SubjectKind, most: float) -> float:
    return min(most, OF_OFFICERS) if kind == "officer" else most


def _by_expected(result: Result) -> tuple[float, str, str, str]:
    return result.expected_by_chance or 0.0, result.check, result.aspect, result.subject
