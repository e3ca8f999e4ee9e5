"""What a test says, as the result that a check proposes; the audit compares p with a level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from tallystick.findings import Result
from tallystick.stats.estimate import Tested


@dataclass(frozen=True)
class Proposed(Result):
    """A result as a check proposes it, with what its p-value decides besides the verdict.

    Parameters
    ----------
    guard
        Below the level: why no pattern may be named all the same. The p-value is then 1.
    withhold
        Below it: why the pattern is withheld. There is then no p-value.
    no_power
        Not below it: why the data could not have shown one. There is then no p-value.
    otherwise
        Not below it: a caveat.
    further
        Below it: further detail.
    """

    guard: str = ""
    withhold: str = ""
    no_power: str = ""
    otherwise: str = ""
    further: Mapping[str, Any] = field(default_factory=dict)

    def bare(self) -> Result:
        """The result alone."""
        return Result(**{each.name: getattr(self, each.name) for each in fields(Result)})


def proposed(
    bare: Result,
    said: Tested[Any],
    pattern: str,
    *,
    guard: str = "",
    withhold: str = "",
    no_power: str = "",
    otherwise: str = "",
    further: Mapping[str, Any] | None = None,
    **detail: Any,
) -> Result:
    """Return `bare` with what a test says, and `pattern` as the verdict that is proposed.

    A test that cannot be made leaves the verdict of `bare` and gives it its reason. `detail` is
    added to that of `bare`; the rest is as in `Proposed`.
    """
    known = {each.name: getattr(bare, each.name) for each in fields(Result)} | {"n": said.n}
    if said.p_value is None:
        return Result(**known | {"reason": said.reason})
    said_of = {
        "verdict": pattern,
        "estimate": said.estimate,
        "interval": said.interval,
        "p_value": said.p_value,
        "smallest_detectable": said.minimum_detectable,
        "reason": "",
        "detail": {**bare.detail, **detail},
    }
    return Proposed(
        **known | said_of, guard=guard, withhold=withhold, no_power=no_power, otherwise=otherwise,
        further=further or {},
    )  # fmt: skip
