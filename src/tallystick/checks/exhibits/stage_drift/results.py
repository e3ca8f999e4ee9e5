"""Which shares of changed weights are larger than the rest of the agency and the unit's own?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np

from tallystick.checks.exhibits.stage_drift.query import (
    CHARGED,
    LINE,
    OVER,
    STORED,
    weight_lines,
)
from tallystick.checks.proposed import proposed
from tallystick.checks.shared.names import called
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.spread import beyond_and_smallest
from tallystick.stats.proportions.shares import Counts, compared
from tallystick.stats.texts import at, numbered
from tallystick.tables import Frame

say = words_beside(__file__).say

NINE_IN_TEN = 0.9
LEAST_FINE, LEAST_CASES = 20, 5
MARGIN = 5  # per cent of the weight, beyond the allowance, that a stored exhibit must lack
REST, OWN = say("others.rest"), say("others.own")
KEYS = {OVER: "over", CHARGED: "charged", STORED: "stored"}
NO_PAIRS, UNDATED = say("reasons.no_pairs"), say("shared.undated")
NOT_FINE = say("reasons.not_fine", n=LEAST_FINE)
FEW = say("reasons.few_cases", n=LEAST_CASES)
NO_POWER = say("reasons.no_power")
ALONE = say("reasons.alone")
Columns = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Table:
    """Cases found and in all, by unit and stratum, (U, S), in one zone."""

    found: np.ndarray
    n: np.ndarray

    def against_rest(self, unit: int) -> Tested[Counts]:
        """A unit at this zone against all other units."""
        found, n = self.found.sum(axis=0), self.n.sum(axis=0)
        own = self.found[unit], self.n[unit]
        return compared(*own, found - own[0], n - own[1])


def drift_results(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per line the agency's result, then its units'; then what is short."""
    columns |= {name: columns[name].astype(np.int64) for name in ("excess", "n")}
    results: list[Result] = []
    for line in weight_lines(frame):
        name = called(line)
        rows = at(columns, columns["line"] == name)
        charge = rows["zone"] == "charge"
        dated = line.from_date is not None or line.to_date is not None
        nobody = UNDATED if dated else NO_PAIRS
        results += _over_line(name, at(rows, ~charge), nobody)
        results += _charged(name, at(rows, charge))
    return results + _short(at(columns, columns["line"] == STORED))


def _bare(asked: str, line: str, subject: str, n: int, reason: str, other: str = REST) -> Result:
    return Result(
        "", "unit" if subject else "agency", subject, say(f"aspects.{KEYS[asked]}", line=line),
        "insufficient", n, say(f"estimands.{KEYS[asked]}", other=other), reason=reason,
        detail={"asked": asked, "line": line},
    )  # fmt: skip


class _Allowance:
    """What each stratum and unit may lose, in whole per cent, and which cases go beyond it."""

    def __init__(self, rows: Columns, margin: int, *, own_scale: bool) -> None:
        self.units, self._unit = numbered(rows["unit_id"])
        self.strata, self._stratum = numbered(rows["stratum"])
        self._rows, self._margin = rows, margin
        loss = rows["zone"] == "loss"
        self.allowed = np.full(len(self.strata), -1)
        usual = np.zeros(len(self.strata))
        for stratum in range(len(self.strata)):
            here = loss & (self._stratum == stratum)
            value, times = rows["excess"][here], rows["n"][here]
            if times.sum() >= LEAST_FINE:
                self.allowed[stratum] = max(0, _quantile(value, times, NINE_IN_TEN))
                usual[stratum] = _quantile(value, times, 0.5)
        self.shift = np.zeros(len(self.units), dtype=np.int64)
        apart = rows["excess"] - usual[self._stratum]
        loss &= self.allowed[self._stratum] >= 0
        for unit in range(len(self.units) if own_scale else 0):
            here = loss & (self._unit == unit)
            if rows["n"][here].sum() >= LEAST_FINE:
                self.shift[unit] = max(0, _quantile(apart[here], rows["n"][here], 0.5))

    def table(self, zone: str) -> Table:
        """Cases of a zone, in strata whose allowance is known."""
        known = self.allowed[self._stratum] >= 0
        here = (self._rows["zone"] == zone) & known
        cell = (self._unit * len(self.strata) + self._stratum)[here]
        times, size = self._rows["n"][here], len(self.units) * len(self.strata)
        most = self.allowed[self._stratum] + self.shift[self._unit] + self._margin
        beyond = (self._rows["excess"] > most)[here]
        shape = len(self.units), len(self.strata)
        return Table(
            np.bincount(cell, times * beyond, size).astype(np.int64).reshape(shape),
            np.bincount(cell, times, size).astype(np.int64).reshape(shape),
        )

    def of(self, unit: int | None) -> dict[str, int]:
        """The allowance by stratum, of one unit or without a unit's own scale."""
        more = self._margin + (0 if unit is None else int(self.shift[unit]))
        pairs = zip(self.strata, self.allowed.tolist(), strict=True)
        return {stratum: most + more for stratum, most in pairs if most >= 0}


def _quantile(values: np.ndarray, times: np.ndarray, share: float) -> int:
    """The least value at or below which a share of the counted ones lies."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(times[order]) >= share * times.sum()
    return int(np.floor(values[order][np.argmax(reached)]))


def _over_line(line: str, rows: Columns, nobody: str) -> list[Result]:
    if (rows["zone"] == "loss").all():
        return [_bare(OVER, line, "", 0, nobody)]
    allowance = _Allowance(rows, 0, own_scale=True)
    total = int(rows["n"][rows["zone"] == LINE].sum())
    if not (allowance.allowed >= 0).any():
        return [_bare(OVER, line, "", total, NOT_FINE)]
    at = allowance.table(LINE)
    windows = [allowance.table(zone) for zone in sorted({*rows["zone"].tolist()} - {LINE, "loss"})]
    elsewhere = Table(
        sum((each.found for each in windows), np.zeros_like(at.found)),
        sum((each.n for each in windows), np.zeros_like(at.n)),
    )
    results = [
        _result(OVER, line, "", ((OWN, _agency(at, elsewhere, windows)),), allowance.of(None))
    ]
    for number, unit in enumerate(allowance.units):
        own = (at.found[number], at.n[number], elsewhere.found[number], elsewhere.n[number])
        both = (REST, at.against_rest(number)), (OWN, compared(*own))
        if unit and at.n[number].sum() and len(allowance.units) > 1:
            results.append(_result(OVER, line, unit, both, allowance.of(number)))
    return results


def _agency(at: Table, elsewhere: Table, windows: Sequence[Table]) -> Tested[Counts]:
    """All cases at the line against all elsewhere, and against how the windows differ."""
    whole = [(each.found.sum(axis=0), each.n.sum(axis=0)) for each in (at, elsewhere)]
    said = compared(*whole[0], *whole[1])
    found, n = (
        np.array([getattr(each, name).sum() for each in (at, *windows)]) for name in ("found", "n")
    )
    beyond, least = (each[0] for each in beyond_and_smallest(found, n, least_found=0))
    if not said.n:
        said = replace(said, minimum_detectable=None)
    # Too few windows to know how they differ: nothing can be said.
    said = replace(said, p_value=1.0) if isnan(beyond) else said.with_p(float(beyond))
    return said.reaching(float(least) - said.numbers.expected / said.n) if said.n else said


def _short(rows: Columns) -> list[Result]:
    if not len(rows["n"]):
        return []
    allowance = _Allowance(rows, MARGIN, own_scale=False)
    at = allowance.table("stored")
    total = int(rows["n"][rows["zone"] == "stored"].sum())
    if not (allowance.allowed >= 0).any():
        return [_bare(STORED, "", "", total, NOT_FINE)]
    results = [
        _result(STORED, "", unit, ((REST, at.against_rest(number)),), allowance.of(number))
        for number, unit in enumerate(allowance.units)
        if unit and at.n[number].sum() and len(allowance.units) > 1
    ]
    return results or [_bare(STORED, "", "", total, ALONE)]


def _result(
    asked: str,
    line: str,
    subject: str,
    answers: Sequence[tuple[str, Tested[Counts]]],
    allowed: dict[str, int],
) -> Result:
    other, said = max(answers, key=lambda each: each[1].p_value or 0.0)
    n = min(each.n for _, each in answers)
    bare = _bare(asked, line, subject, n, "", other)
    if n < LEAST_CASES:
        return replace(bare, reason=FEW)
    reaches = [each.minimum_detectable for _, each in answers]
    known = [each for each in reaches if each is not None]
    if len(known) < len(reaches):
        return replace(bare, reason=NO_POWER)
    against = [
        [whose, each.numbers.rest_found, each.numbers.rest_n, round(each.numbers.expected, 3),
         each.p_value]
        for whose, each in answers
    ]  # fmt: skip
    return proposed(
        bare,
        replace(said, n=n, minimum_detectable=max(known)),
        "moved" if asked == OVER else "differs",
        further=lambda: {"allowed": allowed},
        found=said.numbers.found,
        against=against,
    )


def _charged(line: str, rows: Columns) -> list[Result]:
    results = []
    names = sorted(set(rows["unit_id"].tolist()) - {""})
    for subject in ("", *names):
        mine = np.ones(len(rows["n"]), dtype=bool) if not subject else rows["unit_id"] == subject
        n, apart = (int(rows["n"][mine & kept].sum()) for kept in (mine, rows["excess"] == 1))
        if n:
            results.append(
                replace(
                    _bare(CHARGED, line, subject, n, ""),
                    verdict="exceptions" if apart else "not_found",
                    estimate=float(apart),
                    smallest_detectable=1.0,
                )
            )
    return results
