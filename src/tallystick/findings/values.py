"""The values that the sentences of a result or a finding may ask for."""

from __future__ import annotations

from typing import Any

from tallystick.findings.finding import Finding
from tallystick.findings.named import Named
from tallystick.findings.result import Result

OWN = frozenset({"subject_kind", "subject", "aspect", "n", "estimate", "low", "high"})
"""The values that are the result's or the finding's own."""


def values_of(result: Result) -> dict[str, Any]:
    """Return the numbers of a result by name: those of `detail`, and its own as `own` has them.

    A number of `detail` that is called as one of its own is ``detail_n``.
    """
    numbers = own(result)
    twice = {f"detail_{key}": each for key, each in result.detail.items() if key in numbers}
    return {**result.detail, **numbers, **twice}


def own(of: Result | Finding) -> dict[str, Any]:
    """Return the values that a result or a finding has itself; no estimate is zero."""
    low, high = of.interval or (0.0, 0.0)
    subject = of.subject if of.subject_kind == "agency" else Named(of.subject, of.subject_kind)
    values = {each: getattr(of, each) for each in ("subject_kind", "aspect", "n")}
    return {
        **values, "subject": subject, "estimate": of.estimate or 0.0, "low": low, "high": high,
    }  # fmt: skip
