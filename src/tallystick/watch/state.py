"""What does a watch say after its latest look: found, found now, gathering, quiet, cannot say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log
from typing import Literal

import numpy as np

from tallystick.findings import Finding, Result
from tallystick.stats.evidence import began, e_bh, gathered, log_change_sums, log_needed
from tallystick.watch.declared import Declaration, Looks
from tallystick.watch.keys import Key, evidence_of, is_counted, key_of, log_e_by_key

Status = Literal["found", "now", "earlier", "gathering", "quiet", "unsaid"]
STATUSES: tuple[Status, ...] = ("found", "now", "earlier", "gathering", "quiet", "unsaid")
SOON = 99
"""More looks than this are not told."""


@dataclass(frozen=True)
class Told:
    """What one audit told: the number of its look, its kind, its results and its findings."""

    number: int
    kind: Looks
    results: Sequence[Result]
    findings: Sequence[Finding | Result]


@dataclass(frozen=True)
class Group:
    """The keys of one kind of looks: how many are watched, and how many are found.

    `needed` is the log of the evidence that one more key needs, and `line` of those found.
    """

    kind: Looks
    keys: int
    found: int
    line: float
    needed: float


@dataclass(frozen=True)
class Row:
    """What is said of one key.

    Parameters
    ----------
    key, kind, status
        Which key, of which kind of looks, and what is said.
    evidence
        The log of its e-values multiplied, or added over the looks of the plan; None where it
        gathers none.
    added
        Over how many looks they are added; None where they are multiplied.
    path
        The log of the same after each of its looks, with the number of the look.
    line
        The log of what is, or was, needed.
    since
        The number of the look with which the evidence began; None where there is none.
    change
        The log of the Shiryaev-Roberts sum.
    looks_to_go
        How many more looks it takes at its pace; None where it has none.
    at
        The number of the look whose audit by itself found it.
    counted
        Whether it was counted there, and not estimated.
    """

    key: Key
    kind: Looks
    status: Status
    evidence: float | None = None
    added: int | None = None
    path: tuple[tuple[int, float], ...] = ()
    line: float | None = None
    since: int | None = None
    change: float | None = None
    looks_to_go: int | None = None
    at: int | None = None
    counted: bool = False


@dataclass(frozen=True)
class State:
    """What a watch says: the number of its latest look, its groups, and a row for each key.

    `new` are keys that gather nothing, because they came after the first look.
    """

    number: int
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    new: int

    def of(self, status: Status) -> tuple[Row, ...]:
        """Return the rows of one status, those with the most evidence first."""
        chosen = (row for row in self.rows if row.status == status)
        return tuple(sorted(chosen, key=lambda row: (-(row.evidence or 0.0), row.key)))


def state_of(declared: Declaration, told: Sequence[Told]) -> State:
    """Return what the audits of all looks so far, in order, come to."""
    number = max((each.number for each in told), default=0)
    alone = _found_alone(told)
    rows: dict[Key, Row] = {}
    groups, new = [], 0
    for kind in declared.groups:
        audits = [each for each in told if each.kind == kind]
        if not audits:
            continue
        group, own, late = _gathered(declared, kind, audits, alone, number)
        groups.append(group)
        rows |= own
        new += late
    for key, (at, kind, counted) in alone.items():
        if key not in rows:
            status: Status = "now" if at == number else "earlier"
            rows[key] = Row(key, kind, status, at=at, counted=counted)
    return State(number, tuple(groups), tuple(rows.values()), new)


def _found_alone(told: Sequence[Told]) -> dict[Key, tuple[int, Looks, bool]]:
    """What an audit by itself found: the number of the latest such look, and whether counted."""
    return {
        key_of(finding): (each.number, each.kind, is_counted(finding))
        for each in told
        for finding in each.findings
    }


def _gathered(
    declared: Declaration,
    kind: Looks,
    audits: Sequence[Told],
    alone: dict[Key, tuple[int, Looks, bool]],
    number: int,
) -> tuple[Group, dict[Key, Row], int]:
    """Return a group, its rows, and how many keys came after its first audit.

    Its keys are those of its first audit: a key that is added later could be chosen by what was
    seen before.
    """
    by_audit = [log_e_by_key(each.results) for each in audits]
    keys = sorted(by_audit[0])
    log_e, said = evidence_of(by_audit, keys)
    multiplied = np.array([declared.multiplies(key[0], key[3]) for key in keys], dtype=bool)
    total = gathered(log_e, multiplied, declared.planned(kind))
    alpha = declared.gathering_alpha
    found = np.array([e_bh(each, alpha) for each in total]) if keys else np.zeros((1, 0), bool)
    now = int(found[-1].sum())
    line = log_needed(max(len(keys), 1), alpha, max(now, 1))
    needed = log_needed(max(len(keys), 1), alpha, now + 1)
    numbers = [each.number for each in audits]
    rows = {}
    for at, key in enumerate(keys):
        own = alone.get(key)
        before = bool(found[:-1, at].any()) or (own is not None and own[0] < number)
        evidence = float(total[-1, at])
        status: Status = "quiet" if said[-1, at] else "unsaid"
        if found[-1, at]:
            status = "found"
        elif own is not None and own[0] == number:
            status = "now"
        elif before:
            status = "earlier"
        elif evidence >= log(1 / alpha):
            status = "gathering"
        rows[key] = Row(
            key, kind, status, evidence, None if multiplied[at] else declared.planned(kind),
            path=tuple(zip(numbers, total[:, at].tolist(), strict=True)),
            line=line if found[-1, at] else needed,
            since=numbers[began(log_e[:, at])] if evidence > 0 else None,
            change=float(log_change_sums(log_e[:, at])[-1]),
            looks_to_go=_to_go(evidence, needed, len(audits))
            if status == "gathering" and multiplied[at] else None,
            at=own[0] if own else None,
            counted=bool(own and own[2]),
        )  # fmt: skip
    late = len({key for each in by_audit[1:] for key in each} - set(keys))
    return Group(kind, len(keys), now, line, needed), rows, late


def _to_go(evidence: float, needed: float, looks: int) -> int | None:
    """How many more looks bring the evidence to what is needed, at its mean pace so far."""
    more = ceil((needed - evidence) / (evidence / looks)) if evidence > 0 else SOON + 1
    return max(more, 1) if more <= SOON else None
