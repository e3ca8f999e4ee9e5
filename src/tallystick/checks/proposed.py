"""What a test says, as the result that a check proposes; the audit compares p with a level."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from tallystick.findings import Result, SubjectKind
from tallystick.stats.estimate import Tested

LEAD_AT_MOST = "lead_at_most"
"""Stands in the detail of a pattern that an ordinary cause makes as well, of which no record tells:
it may be listed as a lead, and is never a finding."""


@dataclass(frozen=True)
class Proposed(Result):
    """A result as a check proposes it, with what its p-value decides besides the verdict.

    Parameters
    ----------
    besides
        Further p-values that must lie below the level too.
    guard
        Below the level: why no pattern may be named all the same. The p-value is then 1.
    withhold
        Below it: why the pattern is withheld. There is then no p-value.
    further
        Below it: gives further detail, such as what a picture needs.
    no_power
        Not below it: why the data could not have shown one. There is then no p-value.
    otherwise, if_below
        Not below it: a caveat, told where this further p-value lies below the level.
    """

    besides: tuple[float, ...] = ()
    guard: str = ""
    withhold: str = ""
    further: Callable[[], Mapping[str, Any]] = dict
    no_power: str = ""
    otherwise: str = ""
    if_below: float = 0.0

    @classmethod
    def of(cls, result: Result, **decided: Any) -> Proposed:
        """Return `result` as a proposal."""
        return cls(**_numbers(result), **decided)

    def bare(self) -> Result:
        """The result alone."""
        return Result(**_numbers(self))


def _numbers(result: Result) -> dict[str, Any]:
    return {each.name: getattr(result, each.name) for each in fields(Result)}


def undecided(
    kind: SubjectKind, subject: str, aspect: str, n: int = 0, reason: str = "", **detail: Any
) -> Result:
    """Return a result that tells nothing yet; it is of the agency where `subject` is ""."""
    whose = kind if subject else "agency"
    return Result("", whose, subject, aspect, "insufficient", n, reason=reason, detail=detail)


def proposed(
    bare: Result,
    test: Tested[Any],
    pattern: str,
    *,
    besides: tuple[float, ...] = (),
    guard: str = "",
    withhold: str = "",
    further: Callable[[], Mapping[str, Any]] = dict,
    no_power: str = "",
    otherwise: str = "",
    if_below: float = 0.0,
    **detail: Any,
) -> Result:
    """Return `bare` with what a test says, and `pattern` as the verdict that is proposed.

    A test that cannot be made leaves the verdict of `bare` and gives it its reason. `detail` is
    added to that of `bare`; the rest is as in `Proposed`.
    """
    if test.p_value is None:
        return replace(bare, n=test.n, reason=test.reason)
    result = replace(
        bare,
        verdict=pattern,
        n=test.n,
        estimate=test.estimate,
        interval=test.interval,
        p_value=test.p_value,
        smallest_detectable=test.minimum_detectable,
        reason=test.reason,
        detail={**bare.detail, **detail},
    )
    return Proposed.of(
        result, besides=besides, guard=guard, withhold=withhold, further=further,
        no_power=no_power, otherwise=otherwise, if_below=if_below,
    )  # fmt: skip
