"""How often do charges fail, and seizures hold nothing, by unit, officer and group of people?

The simulator's courts treat all units and officers alike, its laboratory finds goods in all that it
gets, and its people are of no group. Here units and officers differ, some exhibits are empty, and
people are of groups that officers meet unequally: all innocent, unless one of `WAYS` plants an act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.calibrate.columns import replaced
from tallystick.calibrate.timed import LANDINGS, REACH
from tallystick.tables import Line

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

FAILING, BY_TWO, EMPTY = "charges that fail", "charges of two officers that fail", "empty exhibits"
BORNE, LIFTED = "charges against a group that fail", "weights of a group moved"
WAYS = (FAILING, BY_TWO, EMPTY, BORNE, LIFTED)
GROUPS, NATIONALITIES, GROUP = ("A", "B", "C"), ("K", "L", "M", "N"), "A"
GROUP_SHARES, NATIONAL_SHARES = (0.25, 0.65, 0.1), (0.6, 0.25, 0.1, 0.05)
EXTRA, EXTRA_EMPTY, TWO = 0.4, 0.25, 2
HELD, FAILED = "convicted", "dismissed"


@dataclass(frozen=True)
class Fates:
    """How fates and groups are dealt out.

    Parameters
    ----------
    units, officers
        Log standard deviations of how often charges fail, and exhibits are empty.
    empty
        Mean share of the exhibits in which the laboratory finds nothing.
    alike
        The sum of the Dirichlet law's parameters by which officers meet groups; small is unlike.
    """

    units: float = 0.1
    officers: float = 0.15
    empty: float = 0.05
    alike: float = 10.0


ORDINARY = Fates()
UNEVEN = Fates(units=0.3, officers=0.4, empty=0.08, alike=1.5)


def fated(
    tables: dict[str, pa.Table],
    how: Fates,
    lines: Sequence[Line],
    units: tuple[str, ...],
    way: str,
    dose: float,
    rng: np.random.Generator,
) -> tuple[dict[str, pa.Table], frozenset[str]]:
    """Return the tables with these fates and groups, and the officers of whom some are planted.

    `way` is one of `WAYS`, or nothing is planted; it acts in `units` with the share `dose`.
    """
    cases = tables["incidents"]
    unit, officer = (
        np.array(cases[name].to_pylist(), dtype=object) for name in ("unit_id", "officer_id")
    )
    names, who = np.unique(officer.astype(str), return_inverse=True)
    group = _groups(who, len(names), how, rng)
    made = {"incidents": _with_text(cases, "subject_group", np.array(GROUPS)[group])}
    if "persons" in tables:
        drawn = rng.choice(NATIONALITIES, len(tables["persons"]), p=NATIONAL_SHARES)
        made["persons"] = _with_text(tables["persons"], "nationality", drawn)
    level = _levels(unit, who, len(names), how, rng)
    inside = np.isin(unit, units)
    two = np.isin(officer, _two_of_each(unit, officer, units))
    own = inside & (group == GROUPS.index(GROUP))
    place = dict(zip(cases["incident_id"].to_pylist(), range(len(cases)), strict=True))
    if "outcomes" in tables:
        chosen = {FAILING: inside, BY_TWO: two, BORNE: own}.get(way, np.zeros(len(cases), bool))
        made["outcomes"] = _decided(tables["outcomes"], place, level, EXTRA * dose * chosen, rng)
    if "measurements" in tables:
        empty = np.minimum(how.empty * level, 0.9) + EXTRA_EMPTY * dose * (inside & (way == EMPTY))
        readings = _examined(tables["measurements"], place, empty, rng)
        made["measurements"] = _lifted(readings, place, lines, dose * (own & (way == LIFTED)), rng)
    return tables | made, frozenset(np.unique(officer[two])) if way == BY_TWO else frozenset()


def _groups(who: NDArray[np.int64], officers: int, how: Fates, rng: np.random.Generator) -> Any:
    """The group of each case, by those whom its officer meets."""
    meets = rng.dirichlet(np.array(GROUP_SHARES) * how.alike, officers)
    return (
        (np.cumsum(meets, axis=1)[who] < rng.random(len(who))[:, None])
        .sum(axis=1)
        .clip(0, len(GROUPS) - 1)
    )


def _levels(
    unit: NDArray[np.object_], who: NDArray[np.int64], officers: int, how: Fates,
    rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """How many times as often the case of each unit and officer fails."""
    names, place = np.unique(unit.astype(str), return_inverse=True)
    of_unit = np.exp(rng.normal(0.0, how.units, len(names)))
    of_officer = np.exp(rng.normal(0.0, how.officers, officers))
    return np.asarray(of_unit[place] * of_officer[who])


def _two_of_each(
    unit: NDArray[np.object_], officer: NDArray[np.object_], units: tuple[str, ...]
) -> list[str]:
    """The two officers of each of `units` with most cases."""
    chosen = []
    for name in units:
        who, times = np.unique(officer[unit == name].astype(str), return_counts=True)
        chosen += who[np.argsort(-times, kind="stable")][:TWO].tolist()
    return chosen


def _at(table: pa.Table, place: dict[str, int]) -> NDArray[np.int64]:
    """The case of each row; -1 for one that is not there."""
    return np.array([place.get(each, -1) for each in table["incident_id"].to_pylist()])


def _decided(
    charges: pa.Table, place: dict[str, int], level: Floats, extra: Floats,
    rng: np.random.Generator,
) -> pa.Table:  # fmt: skip
    """The charges, as many times as often failed as `level` says, and `extra` more of them."""
    at = _at(charges, place)
    verdict = np.array(charges["verdict"].to_pylist(), dtype=object)
    held, open_ = verdict == HELD, verdict == "pending"
    share = (~held & ~open_).sum() / max(1, (~open_).sum())
    raised = np.maximum(level - 1, 0) * share / (1 - share)
    raised = 1 - (1 - np.minimum(raised, 1)) * (1 - extra)
    drawn = rng.random(len(at))
    verdict[held & (at >= 0) & (drawn < raised[at])] = FAILED
    verdict[~held & ~open_ & (at >= 0) & (drawn < 1 - level[at])] = HELD
    return replaced(charges, "verdict", verdict)


def _examined(
    readings: pa.Table, place: dict[str, int], empty: Floats, rng: np.random.Generator
) -> pa.Table:
    """The measurements, of which the laboratory's of some cases are nothing."""
    at = _at(readings, place)
    lab = np.array(readings["stage"].to_pylist()) == "lab"
    nothing = rng.random(len(empty)) < empty
    value = readings["value"].to_numpy().copy()
    value[lab & (at >= 0) & nothing[at]] = 0.0
    return replaced(readings, "value", value)


def _lifted(
    readings: pa.Table, place: dict[str, int], lines: Sequence[Line], share: Floats,
    rng: np.random.Generator,
) -> pa.Table:  # fmt: skip
    """The measurements, of whose field weights just below a line some are moved over it."""
    at = _at(readings, place)
    value = readings["value"].to_numpy().copy()
    kept = np.array(readings["kind"].to_pylist()) == "net_weight"
    kept &= (np.array(readings["stage"].to_pylist()) == "field") & (at >= 0)
    substance = np.array(readings["substance_code"].to_pylist())
    drawn, landing = rng.random(len(value)), rng.choice(LANDINGS, len(value))
    for line in lines:
        grams = float(line.value)
        below = (value >= grams * (1 - REACH)) & (value < grams)
        rows = kept & (substance == line.substance_code) & below & (drawn < share[at])
        value[rows] = np.round(grams * landing[rows], 2)
    return replaced(readings, "value", value)


def _with_text(table: pa.Table, name: str, values: Any) -> pa.Table:
    """The table with a column of texts that it did not have."""
    return table.append_column(name, pa.array(values.tolist(), pa.string()))
