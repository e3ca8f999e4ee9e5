"""Whose cases are alike in weight and purity, or alike in weight and ever less pure?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from tallystick.checks.exhibits.recycled_lot.query import ASPECT, FALLING
from tallystick.checks.proposed import proposed, undecided
from tallystick.findings import Result, SubjectKind
from tallystick.stats.estimate import Tested
from tallystick.stats.networks.alike import Alike, Pairs, alike_beyond_chance, pairs_of
from tallystick.stats.networks.recut import Falling, falling_of
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame

Cases = Mapping[str, np.ndarray]
Counted = Callable[[Cases, np.ndarray], tuple[Pairs, Falling | None]]
SUBJECTS: tuple[tuple[SubjectKind, str], ...] = (("unit", "unit_id"), ("officer", "officer_id"))


def lot_results(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return two results per unit and per officer, of each aspect one."""
    order = np.lexsort((columns["permille"], columns["milli"]))
    cases = at(columns, np.repeat(order, columns["n"][order]))
    nobody = undecided("agency", "", ASPECT, reason="no_purity", side="none")
    return [*_asked(cases, _alike), *_asked(cases, _falling)] or [nobody]


def _asked(cases: Cases, counted: Counted) -> Iterator[Result]:
    """The results of one aspect: units beside each other, and officers beside what units teach."""
    taught = None
    for kind, whose in SUBJECTS:
        held = {name: counted(cases, own) for name, own in _subjects(cases, whose)}
        pairs = [each for each, _ in held.values()]
        said = alike_beyond_chance(pairs, taught)
        if kind == "unit" and len(pairs) > 1:
            taught = pairs
        for (name, (own, fall)), each in zip(held.items(), said, strict=True):
            if fall is None:
                yield _result(kind, name, ASPECT, own, each, {"side": "alike"})
            else:
                yield _fall(kind, name, fall, each)


def _alike(cases: Cases, own: np.ndarray) -> tuple[Pairs, None]:
    return pairs_of(_strata(cases, own)), None


def _falling(cases: Cases, own: np.ndarray) -> tuple[Pairs, Falling]:
    fall = falling_of(_in_time(cases, own))
    return fall.pairs, fall


def _fall(kind: SubjectKind, name: str, own: Falling, said: Tested[Alike]) -> Result:
    told = {"side": "falling", "rising": own.rising, "p_order": own.p_order}
    if said.p_value is not None:
        told["p_pairs"] = said.p_value
        said = replace(said.with_p(own.p_order), minimum_detectable=_smallest(own.least, said))
    return _result(kind, name, FALLING, own.pairs, said, told)


def _smallest(least: float, said: Tested[Alike]) -> float | None:
    """The ratio that both tests would find; None where the one of order has no pairs."""
    by_pairs = said.minimum_detectable
    if by_pairs is None or not np.isfinite(least):
        return None
    return max(by_pairs, least / said.numbers.expected)


def _result(
    kind: SubjectKind, name: str, aspect: str, own: Pairs, said: Tested[Alike],
    told: dict[str, Any],
) -> Result:  # fmt: skip
    numbers = said.numbers
    detail = {
        "alike": own.alike, "expected": numbers.expected,
        "association": numbers.association, "widened": numbers.spread, **told,
    }  # fmt: skip
    bare = replace(undecided(kind, name, aspect, own.records), detail=detail)
    return proposed(bare, said, "shared")


def _subjects(cases: Cases, whose: str) -> Iterator[tuple[str, np.ndarray]]:
    """Each known subject named in the column `whose`, and its rows."""
    return ((name, own) for (name,), own in grouped(cases[whose]) if name)


def _strata(cases: Cases, own: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The weights and purities of a subject's cases, by substance and half-year."""
    half = cases["half"][own].astype(str)
    for _, rows in grouped(cases["substance_code"][own], half):
        yield cases["milli"][own][rows], cases["permille"][own][rows]


def _in_time(cases: Cases, own: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The days, weights and purities of a subject's cases, by substance."""
    for _, rows in grouped(cases["substance_code"][own]):
        days, milli, permille = (
            cases[name][own][rows].astype(np.int64) for name in ("day", "milli", "permille")
        )
        yield days, milli, permille
