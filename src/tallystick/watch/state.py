"""What does a watch say after its latest look: found, found now, gathering, quiet, cannot say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tallystick.findings import Finding, Result
from tallystick.watch.declared import Declaration, Kind
from tallystick.watch.keys import Key, by_key, is_counted, key_of

Status = Literal["found", "now", "earlier", "gathering", "quiet", "unsaid"]
STATUSES: tuple[Status, ...] = ("found", "now", "earlier", "gathering", "quiet", "unsaid")


@dataclass(frozen=True)
class Told:
    """What one audit told: the number of its look, its kind, its results and its findings."""

    number: int
    kind: Kind
    results: Sequence[Result]
    findings: Sequence[Finding | Result]


@dataclass(frozen=True)
class Row:
    """What a watch says of one key.

    Parameters
    ----------
    p_value, q_value
        Of the latest audit of all quarters so far, before and after allowing for all its tests.
    path
        The number of each look that asked the key of all quarters so far, and q there; None where
        it could not tell.
    since
        The look from which on p was never above the error of an audit; None where it is today.
    at, by
        The latest look one of whose audits found it, and which.
    counted
        Whether it was counted there, and not estimated.
    """

    key: Key
    status: Status
    p_value: float | None = None
    q_value: float | None = None
    path: tuple[tuple[int, float | None], ...] = ()
    since: int | None = None
    at: int | None = None
    by: Kind = "so_far"
    counted: bool = False


@dataclass(frozen=True)
class State:
    """What a watch says: the number of its latest look, and a row for each key."""

    number: int
    rows: tuple[Row, ...]

    def of(self, status: Status) -> tuple[Row, ...]:
        """Return the rows of one status, those with the smallest p-value first."""
        chosen = (row for row in self.rows if row.status == status)
        return tuple(sorted(chosen, key=lambda row: (_or_two(row.p_value), row.key)))


def state_of(declared: Declaration, told: Sequence[Told]) -> State:
    """Return what the audits of all looks so far, in order, come to.

    An audit at level alpha / (2 N - 1) for each of N quarters, and of all quarters so far from the
    second look on, keeps the false discovery rate of all that any of them ever finds at alpha: the
    share of false ones in a union of lists is at most the sum of their shares.
    """
    so_far = [each for each in told if each.kind == "so_far" or each.number == 1]
    if not so_far:
        return State(0, ())
    number, by_look = so_far[-1].number, [(each.number, by_key(each.results))
                                          for each in so_far]  # fmt: skip
    found = {
        (key_of(finding), each.kind, each.number): is_counted(finding)
        for each in told
        for finding in each.findings
    }
    keys = {*by_look[-1][1], *(key for key, _, _ in found)}
    rows = (_row(declared, key, by_look, found, number) for key in sorted(keys))
    return State(number, tuple(rows))


def _row(
    declared: Declaration,
    key: Key,
    by_look: Sequence[tuple[int, dict[Key, Result]]],
    found: dict[tuple[Key, Kind, int], bool],
    number: int,
) -> Row:
    latest = by_look[-1][1].get(key)
    p_value = None if latest is None else latest.p_value
    level = declared.audit_alpha
    finds = [(at, by == "so_far", by) for held, by, at in found if held == key]
    at, _, by = max(finds, default=(0, False, "window"))
    status: Status = "quiet" if p_value is not None else "unsaid"
    if at == number:
        status = "found" if by == "so_far" or number == 1 else "now"
    elif finds:
        status = "earlier"
    elif p_value is not None and p_value <= level:
        status = "gathering"
    return Row(
        key, status, p_value, None if latest is None else latest.q_value,
        path=tuple((look, tests[key].q_value) for look, tests in by_look if key in tests),
        since=_since([(look, tests.get(key)) for look, tests in by_look], level),
        at=at or None, by=by, counted=bool(finds) and found[key, by, at],
    )  # fmt: skip


def _since(by_look: Sequence[tuple[int, Result | None]], level: float) -> int | None:
    """The look from which on the p-value was never above `level`."""
    since = None
    for number, result in reversed(by_look):
        if _or_two(None if result is None else result.p_value) > level:
            break
        since = number
    return since


def _or_two(p_value: float | None) -> float:
    return 2.0 if p_value is None else p_value
