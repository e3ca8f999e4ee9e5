"""Whose reports repeat earlier ones more often than others' do at the same offences?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.records.near_duplicates import ASPECTS
from tallystick.findings import Result, SubjectKind
from tallystick.stats.beta_binomial import beyond_beta
from tallystick.stats.drawn_members import chance_of_members
from tallystick.stats.shares import LEAST_P, newcombe, null_law, wilson
from tallystick.stats.spread import LEAST_FOUND, LEAST_OTHERS, beyond_and_smallest
from tallystick.stats.texts import numbered

NAME = "records.copied_narratives"
LEVEL, LEAST_REPORTS, LEAST_AUTHORS = 0.05, 20, 20
SHARE = {
    "own": "share of the reports that repeat an earlier one of the same author",
    "others": "share of the reports that repeat an earlier one of another author",
}
A_LEVEL = (
    "a level, with no other agency to compare with: {n:,} reports, {short:,} too short once the "
    "templates are set aside, {same:,} that repeat only what was written of the same case, or day "
    "and place, {found:,} that repeat an earlier one"
)
NO_REPORT = "no report has a text, an author and an incident"
FEW = f"fewer than {LEAST_REPORTS} reports that can be set beside others' of the same offence"
FEW_AUTHORS = f"fewer than {LEAST_AUTHORS} authors: how far their habits differ is not known"
FEW_UNITS = (
    f"fewer than {LEAST_OTHERS + 1} units, or half of the others have fewer than {LEAST_FOUND} "
    "such reports: how much units differ anyway is not known"
)
NO_POWER = "even if all were repeats, that would not be beyond what the others differ by"
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Counted:
    """Reports by subject, author and stratum: those ``asked`` and those ``found``; all (N,)."""

    of: Ints
    author: Ints
    stratum: Ints
    near: Ints
    asked: Ints
    found: Ints


def copied_results(
    unit_id: np.ndarray, author_id: np.ndarray, offense_code: np.ndarray,
    numbers: Mapping[str, Ints],
) -> list[Result]:  # fmt: skip
    """Results of each aspect: the agency's, then its units' and its authors'."""
    if not len(unit_id):
        return [Result(NAME, "agency", "", ASPECTS["own"], "insufficient", 0, reason=NO_REPORT)]
    units, unit = numbered(unit_id)
    authors, author = numbered(author_id)
    offence = numbered(offense_code)[1]
    results = []
    for name in ASPECTS:
        results.append(_agency(name, numbers))
        asked, found = numbers["asked"], numbers[name]
        # Peers are those of the agency at the same offence, and for an author those of the unit.
        near = unit * (int(offence.max()) + 1) + offence
        results += _subjects(
            "unit", name, units, Counted(unit, author, offence, near, asked, found)
        )
        results += _subjects(
            "officer", name, authors, Counted(author, author, offence, near, asked, found)
        )
    return results


def _agency(name: str, numbers: Mapping[str, Ints]) -> Result:
    told = {key: int(numbers[key].sum()) for key in ("n", "same")}
    asked, found = int(numbers["asked"].sum()), int(numbers[name].sum())
    told |= {"short": told["n"] - asked, "found": found}
    share = found / max(asked, 1)
    return Result(
        NAME, "agency", "", ASPECTS[name], "insufficient", asked, SHARE[name],
        estimate=share if asked else None, interval=wilson(share, asked) if asked else None,
        reason=A_LEVEL.format(**told), detail={"side": name} | told,
    )  # fmt: skip


def _subjects(kind: SubjectKind, name: str, names: list[str], rows: Counted) -> list[Result]:
    found, n = (
        np.bincount(rows.of, each, len(names)).astype(np.int64) for each in (rows.found, rows.asked)
    )
    known = np.array([bool(each) for each in names], dtype=bool) & (n > 0)
    beyond, least = np.full((2, len(names)), np.nan)
    if kind == "unit":
        beyond[known], least[known] = beyond_and_smallest(found[known], n[known])
        # A unit is the sum of its authors: one of them with a habit makes it differ.
        beyond = np.where(np.isnan(beyond), beyond, np.maximum(beyond, _of_authors(rows, names)))
    elif known.sum() >= LEAST_AUTHORS:
        beyond, least = beyond_beta(found, n)
    whole = {key: _totals(key, rows) for key in ("stratum", "near")}
    results = []
    order = np.argsort(rows.of, kind="stable")
    whose = np.split(order, np.cumsum(np.bincount(rows.of, minlength=len(names)))[:-1])
    for number in np.flatnonzero(known):
        bare = Result(
            NAME, kind, names[number], ASPECTS[name], "insufficient", int(n[number]),
            f"{SHARE[name]}, minus that of others at the same offences",
            detail={"side": name, "found": int(found[number])},
        )  # fmt: skip
        own = whose[number]
        against = [_beside(rows.stratum[own], rows, own, whole["stratum"])]
        if kind == "officer":
            against.append(_beside(rows.near[own], rows, own, whole["near"]))
        few = FEW_UNITS if kind == "unit" else FEW_AUTHORS
        results.append(_one(bare, against, (float(beyond[number]), float(least[number])), few))
    return results


def _of_authors(rows: Counted, names: list[str]) -> NDArray[np.float64]:
    """The p-value of each unit's finds beyond those expected, were its authors any of them."""
    size = int(rows.stratum.max()) + 1
    n = np.bincount(rows.stratum, rows.asked, size)
    usual = np.bincount(rows.stratum, rows.found, size) / np.maximum(n, 1)
    seat, at = np.unique(rows.of * (int(rows.author.max()) + 1) + rows.author, return_inverse=True)
    beyond = rows.found - rows.asked * usual[rows.stratum]
    excess = np.asarray(np.bincount(at, beyond, len(seat)), dtype=np.float64)
    return chance_of_members(excess, seat // (int(rows.author.max()) + 1), len(names))


def _totals(key: str, rows: Counted) -> tuple[Ints, Ints]:
    at = getattr(rows, key)
    size = int(at.max()) + 1
    return (
        np.bincount(at, rows.found, size).astype(np.int64),
        np.bincount(at, rows.asked, size).astype(np.int64),
    )


def _beside(
    at: Ints, rows: Counted, own: Ints, whole: tuple[Ints, Ints]
) -> tuple[Ints, Ints, Ints, Ints]:
    """Own finds and reports by stratum, and those of the others there; strata that have both."""
    strata, place = np.unique(at, return_inverse=True)
    found, n = (
        np.bincount(place, each[own], len(strata)).astype(np.int64)
        for each in (rows.found, rows.asked)
    )
    rest_found, rest_n = whole[0][strata] - found, whole[1][strata] - n
    used = (n > 0) & (rest_n > 0)
    return found[used], n[used], rest_found[used], rest_n[used]


def _chance(found: Ints, n: Ints, rest_found: Ints, rest_n: Ints) -> float:
    """The exact one-sided p-value of so many in a subject, or more; 0 without any to compare."""
    if not n.sum():
        return 0.0
    law = null_law(found + rest_found, n, rest_n)
    return min(1.0, max(float(law[int(found.sum()) :].sum()), LEAST_P))


def _one(
    bare: Result, against: list[tuple[Ints, Ints, Ints, Ints]], spread: tuple[float, float],
    few: str,
) -> Result:  # fmt: skip
    found, n, rest_found, rest_n = against[0]
    if n.sum() < LEAST_REPORTS:
        return replace(bare, reason=FEW)
    if np.isnan(spread[0]):
        return replace(bare, reason=few)
    if not spread[1] < 1.0:
        return replace(bare, reason=NO_POWER)
    chances = [_chance(*each) for each in against]
    many = int(n.sum())
    share, usual = float(found.sum()) / many, float((n * rest_found / rest_n).sum()) / many
    p_value = max(*chances, spread[0])
    return replace(
        bare,
        verdict="differs" if p_value < LEVEL else "not_found",
        n=many,
        estimate=share - usual,
        interval=newcombe(share, many, usual, float(rest_n.sum())),
        p_value=p_value,
        smallest_detectable=max(spread[1] - usual, 0.0),
        detail=dict(bare.detail)
        | {
            "found": int(found.sum()), "expected": round(usual * many, 3),
            "p_rest": chances[0], "p_unit": chances[-1], "p_spread": spread[0],
        },
    )  # fmt: skip
