"""How many records have no counterpart, and whose are more than elsewhere?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.matchable_records import DIRECTIONS, SET_ASIDE
from tallystick.findings import Result, SubjectKind
from tallystick.stats.peers.beta_binomial import beyond_beta
from tallystick.stats.peers.spread import beyond_and_smallest
from tallystick.stats.peers.standardised import beyond_rest
from tallystick.stats.proportions.shares import wilson
from tallystick.stats.texts import at, numbered, rows_of
from tallystick.tables import Frame

LEAST_RECORDS, LEAST_OFFICERS = 20, 20
ASPECTS = {"here": "here and not there", "there": "there and not here"}
Ints = NDArray[np.int64]
Numbers = Mapping[str, Ints]


def unmatched_results(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return for each direction the agency's result, then its units' and its officers'."""
    texts = ("unit_id", "officer_id", "offense_code")
    numbers = {name: columns[name].astype(np.int64) for name in columns if name not in texts}
    kinds: tuple[tuple[SubjectKind, tuple[list[str], Ints]], ...] = (
        ("unit", numbered(columns["unit_id"])), ("officer", numbered(columns["officer_id"])),
    )  # fmt: skip
    offence = numbered(columns["offense_code"])[1]
    quarters = numbers["quarter"].max(initial=0) + 1
    results = []
    for direction, side in DIRECTIONS.items():
        rows = numbers["side"] == side
        own = at(numbers, rows)
        results.append(_agency(direction, own, kinds[1][1][1][rows]))
        stratum = offence[rows] * quarters + own["quarter"]
        for kind, (names, of) in kinds:
            results += _subjects(direction, kind, names, of[rows], stratum, own)
    return results


def _told(numbers: Numbers, rows: Ints | slice = slice(None)) -> dict[str, int]:
    """Reported, matched, explained and unexplained, low to high."""
    told = {name: int(value[rows].sum()) for name, value in numbers.items() if name != "side"}
    explained = sum(told[name] for name in (*SET_ASIDE, "spoken"))
    return {
        **{name: told[name] for name in ("n", "loose", "strict", *SET_ASIDE, "spoken")},
        "explained": explained,
        "low": told["missing"] - told["spoken"],
        "high": told["strict_missing"],
    }


def _ordinary(numbers: Numbers, officer: Ints) -> int:
    """How many would be missing if all officers lacked what three in four do not exceed.

    Such a level is nobody's in particular: void tickets, a device, what got lost. Of few officers
    it is not known, and nothing is taken off.
    """
    left = numbers["missing"] - numbers["spoken"]
    found, n = (np.bincount(officer, each) for each in (left, numbers["asked"]))
    used = n >= LEAST_RECORDS
    if used.sum() < LEAST_OFFICERS:
        return 0
    return int(np.quantile(found[used] / n[used], 0.75) * numbers["asked"].sum())


def _agency(direction: str, numbers: Numbers, officer: Ints) -> Result:
    told, asked = _told(numbers), int(numbers["asked"].sum())
    told["ordinary"] = min(_ordinary(numbers, officer), told["low"])
    told["low"] -= told["ordinary"]
    bare = undecided("agency", "", ASPECTS[direction], asked, "few")
    bare = replace(bare, detail={"direction": direction, **told})
    if asked < LEAST_RECORDS:
        return bare
    share = int(numbers["missing"].sum()) / asked
    return replace(bare, estimate=share, interval=wilson(share, asked), reason="level")


def _subjects(
    direction: str, kind: SubjectKind, names: list[str], of: Ints, stratum: Ints, numbers: Numbers
) -> list[Result]:
    """The result of each unit, or of each officer; those without a name are among the rest."""
    codes, place = np.unique(stratum, return_inverse=True)

    def sums(by: Ints, size: int, rows: Ints | slice = slice(None)) -> tuple[Ints, Ints]:
        """What is missing, and asked of, by the numbers `by`."""
        missing, asked = (
            np.bincount(by, numbers[name][rows], size).astype(np.int64)
            for name in ("missing", "asked")
        )
        return missing, asked

    found, n = sums(of, len(names))
    all_found, all_n = sums(place, len(codes))
    named = np.array([bool(name) for name in names], dtype=bool) & (n > 0)
    beyond, least = np.full((2, len(names)), np.nan)
    beyond[named], least[named] = beyond_and_smallest(found[named], n[named], rare=kind == "unit")
    if kind == "officer" and not np.isnan(beyond).all():
        # Of officers many miss nothing and a few much: a tail that no scale makes even.
        rare, least_rare = beyond_beta(found, n)
        beyond = np.where(np.isnan(beyond), beyond, np.maximum(beyond, rare))
        least = np.maximum(least, np.nan_to_num(least_rare, nan=1.0))
    results = []
    whose = rows_of(of)
    for number in np.flatnonzero(named):
        rows = whose[number]
        own, total = sums(place[rows], len(codes), rows)
        bare = undecided(kind, names[number], ASPECTS[direction], int(total.sum()), "few")
        bare = replace(bare, detail={"direction": direction, **_told(numbers, rows)})
        used = (total > 0) & (all_n > total)
        counts = [each[used] for each in (own, total, all_found - own, all_n - total)]
        results.append(_one(bare, counts, (float(beyond[number]), float(least[number]))))
    return results


def _one(bare: Result, counts: list[Ints], spread: tuple[float, float]) -> Result:
    own, n, rest_found, rest_n = counts
    if n.sum() < LEAST_RECORDS:
        return bare
    if np.isnan(spread[0]):
        return replace(bare, reason="few_units" if bare.subject_kind == "unit" else "few_others")
    said = beyond_rest(own, n, rest_found, rest_n, spread)
    if said.minimum_detectable is None:
        return replace(bare, reason="no_power")
    numbers = said.numbers
    return proposed(
        bare, said, "differs", found=numbers.found,
        expected=round(numbers.expected, 3), p_rest=numbers.p_rest, p_spread=numbers.p_spread,
    )  # fmt: skip
