"""Whose reports repeat earlier ones more often than others' do at the same offences?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import undecided
from tallystick.checks.records.copied_narratives.near_duplicates import ASPECTS, FLAGS
from tallystick.checks.shared.beside_others import (
    FEWEST,
    LEAST_RECORDS,
    Also,
    Aspect,
    results_of,
)
from tallystick.findings import Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.beta_binomial import beyond_most, teach_a_law
from tallystick.stats.peers.drawn_members import chance_of_members
from tallystick.stats.peers.larger_share import Marked, larger
from tallystick.stats.proportions.shares import compared
from tallystick.stats.texts import named, numbered, rows_of
from tallystick.tables import Frame

say = words_beside(__file__).say

EVENED = 20.0
"""Reports without a find that each author is given, so that a share of few is no large one."""
SHARE = {
    "own": say("estimands.own"),
    "others": say("estimands.others"),
}
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def copied_results(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return of own reports, and of others', the agency's, units' and authors' results."""
    if not len(columns["unit_id"]):
        return [undecided("agency", "", ASPECTS["own"], reason="no_report")]
    numbers = {name: columns[name].astype(np.int64) for name in ("n", "asked", *FLAGS)}
    unit, (units, member) = numbered(columns["unit_id"])[1], named(columns["unit_id"])
    authors, author = numbered(columns["author_id"])
    offence = numbered(columns["offense_code"])[1]
    results = []
    # A report of no unit is nobody's in the comparison of units.
    for name, title in ASPECTS.items():
        aspect = Aspect(
            title, SHARE[name], member, author, offence, numbers[name], numbers["asked"]
        )
        like = numbers[f"like_{name}"]
        found = results_of(aspect, units, authors, _also(name, aspect, unit, len(authors), like))
        results += [_agency(name, numbers, found[0]), *found[1:]]
    return results


def _agency(name: str, numbers: Mapping[str, Ints], result: Result) -> Result:
    n, asked, same, found = (int(numbers[key].sum()) for key in ("n", "asked", "same", name))
    told = {"side": name, "n": n, "same": same, "short": n - asked, "found": found}
    return replace(result, reason="level", detail=told)


def _also(name: str, rows: Aspect, unit: Ints, authors: int, like: Ints) -> Also:
    """The further p-values of units and of authors."""
    of_units, in_unit = _of_authors(rows, unit), _in_unit(rows, unit)
    habits = _beyond_habits(rows, like, authors)

    def also(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        told = {"p_unit": float(in_unit[who]), "p_habits": float(habits[who])}
        if kind == "unit":
            told = {"p_authors": float(of_units[who])}
        return Tested(n=0, p_value=max(told.values()), numbers={"side": name, **told})

    return also


def _beyond_habits(rows: Aspect, like: Ints, authors: int) -> Floats:
    """The p-value of each author's share beyond what the others' habits give, (authors,).

    Where fewer than a fifth of the authors have a near-duplicate, a few copyists are many of these
    and teach what habits are. Habits are then learnt a second time, from reports that are `like`
    others, as many authors have. Whether these shares follow a beta law or log odds is not known,
    so the larger p-value counts; of both times the smaller, doubled (Bonferroni).
    """
    found, n = _sums(rows, rows.officer, authors)
    near = beyond_most(found, n)
    if teach_a_law(found, n):
        return near
    alike = Marked(rows.officer, rows.stratum, like, rows.n)
    said = larger(alike, authors, LEAST_RECORDS, FEWEST["officer"])
    spread = np.array([each.numbers.p_spread for each in said])
    law = beyond_most(_sums(replace(rows, found=like), rows.officer, authors)[0], n)
    return np.asarray(np.minimum(2 * np.minimum(near, np.fmax(law, spread)), 1.0))


def _sums(rows: Aspect, cell: Ints, cells: int) -> tuple[Ints, Ints]:
    """What was found of how many, by cell."""
    found, n = (np.bincount(cell, each, cells).astype(np.int64) for each in (rows.found, rows.n))
    return found, n


def _of_authors(rows: Aspect, unit: Ints) -> Floats:
    """The p-value of each unit's finds beyond those expected, were its authors any of them."""
    size = int(rows.stratum.max()) + 1
    n = np.bincount(rows.stratum, rows.n, size)
    usual = np.bincount(rows.stratum, rows.found, size) / np.maximum(n, 1)
    width = int(rows.officer.max()) + 1
    seat, at = np.unique(unit * width + rows.officer, return_inverse=True)
    beyond = rows.found - rows.n * usual[rows.stratum]
    # As a share of the author's reports, so that who writes more does not decide it.
    excess = np.bincount(at, beyond, len(seat)) / (np.bincount(at, rows.n, len(seat)) + EVENED)
    return chance_of_members(excess, seat // width, int(unit.max()) + 1)


def _in_unit(rows: Aspect, unit: Ints) -> Floats:
    """The exact p-value of each author's finds beside those of the unit at the same offence.

    It is 0 where nobody else of the unit has a report to be set beside: that says nothing.
    """
    at = unit * (int(rows.stratum.max()) + 1) + rows.stratum
    found, n = _sums(rows, at, int(at.max()) + 1)
    told = []
    for own in rows_of(rows.officer):
        strata, place = np.unique(at[own], return_inverse=True)
        own_found, own_n = (
            np.bincount(place, each[own], len(strata)).astype(np.int64)
            for each in (rows.found, rows.n)
        )
        rest_found, rest_n = found[strata] - own_found, n[strata] - own_n
        beside = compared(own_found, own_n, rest_found, rest_n, detectable=False)
        told.append(beside.p_value if beside.n and beside.p_value else 0.0)
    return np.array(told)
