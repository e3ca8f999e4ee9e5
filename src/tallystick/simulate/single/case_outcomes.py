"""Charges that fail, and seizures that hold nothing, by unit, officer and group of people.

The simulator's courts treat all units and officers alike, its laboratory finds goods in all that it
gets, and its people are of no group. Here units and officers differ, some exhibits are empty, and
people are of groups that officers meet unequally: all innocent, unless one of `WAYS` plants an act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import (
    Floats,
    Ints,
    Texts,
    busiest,
    places,
    replaced,
    texts,
    with_texts,
)
from tallystick.simulate.single.moved_weights import over_lines
from tallystick.tables import Line

FAILING, BY_TWO, EMPTY = "charges that fail", "charges of two officers that fail", "empty exhibits"
BORNE, LIFTED = "charges against a group that fail", "weights of a group moved"
WAYS = (FAILING, BY_TWO, EMPTY, BORNE, LIFTED)
GROUPS, NATIONALITIES, GROUP = ("A", "B", "C"), ("K", "L", "M", "N"), "A"
GROUP_SHARES, NATIONAL_SHARES = (0.25, 0.65, 0.1), (0.6, 0.25, 0.1, 0.05)
EXTRA, EXTRA_EMPTY, TWO = 0.4, 0.25, 2
HELD, FAILED = "convicted", "dismissed"


@dataclass(frozen=True)
class CaseOutcomes:
    """How outcomes and groups are dealt out.

    Parameters
    ----------
    units, officers
        Log standard deviations of how often charges fail, and exhibits are empty.
    empty
        Mean share of the exhibits in which the laboratory finds nothing.
    alike
        The sum of the Dirichlet law's parameters by which officers meet groups; small is unlike.
    declined
        Mean share of the cases in which no charge is brought, and no outcome stands.
    """

    units: float = 0.1
    officers: float = 0.15
    empty: float = 0.05
    alike: float = 10.0
    declined: float = 0.0


ORDINARY = CaseOutcomes()
UNEVEN = CaseOutcomes(units=0.3, officers=0.4, empty=0.08, alike=1.5)
DECLINED = CaseOutcomes(units=0.2, officers=0.3, declined=0.15)
FAR_APART = CaseOutcomes(units=0.4, officers=0.4, declined=0.15)


def with_outcomes(
    tables: dict[str, pa.Table],
    how: CaseOutcomes,
    lines: Sequence[Line],
    act: Act,
    rng: np.random.Generator,
) -> tuple[dict[str, pa.Table], frozenset[str]]:
    """Return the tables with these outcomes and groups, and the officers planted there."""
    cases = tables["incidents"]
    unit, officer = texts(cases, "unit_id"), texts(cases, "officer_id").astype(str)
    names, who = np.unique(officer, return_inverse=True)
    group = _groups(who, len(names), how, rng)
    made = {"incidents": with_texts(cases, "subject_group", np.array(GROUPS)[group])}
    if "persons" in tables:
        drawn = rng.choice(NATIONALITIES, len(tables["persons"]), p=NATIONAL_SHARES)
        made["persons"] = with_texts(tables["persons"], "nationality", drawn)
    level = _levels(unit, who, len(names), how, rng)
    inside = act.within(cases)
    few = [each for name in act.units for each in busiest(officer[unit == name], TWO)]
    two, own = np.isin(officer, few), inside & (group == GROUPS.index(GROUP))
    if "outcomes" in tables:
        chosen = {FAILING: inside, BY_TWO: two, BORNE: own}.get(act.way, np.zeros(len(cases), bool))
        charges = _brought(tables["outcomes"], cases, how.declined * level, rng)
        extra = EXTRA * act.dose * chosen
        made["outcomes"] = _decided(charges, places(charges, cases), level, extra, rng)
    if "measurements" in tables:
        empty = np.minimum(how.empty * level, 0.9)
        empty = empty + EXTRA_EMPTY * act.dose * (inside & (act.way == EMPTY))
        readings = tables["measurements"]
        readings = _examined(readings, places(readings, cases), empty, rng)
        share = act.dose * (own & (act.way == LIFTED))
        made["measurements"] = over_lines({**tables, "measurements": readings}, lines, share, rng)
    who_did = frozenset(np.unique(officer[two])) if act.way == BY_TWO else frozenset()
    return tables | made, who_did


def _groups(who: Ints, officers: int, how: CaseOutcomes, rng: np.random.Generator) -> Ints:
    """The group of each case, by those whom its officer meets."""
    meets = rng.dirichlet(np.array(GROUP_SHARES) * how.alike, officers)
    below = np.cumsum(meets, axis=1)[who] < rng.random(len(who))[:, None]
    return np.asarray(below.sum(axis=1).clip(0, len(GROUPS) - 1))


def _levels(
    unit: Texts, who: Ints, officers: int, how: CaseOutcomes, rng: np.random.Generator
) -> Floats:
    """How many times as often the case of each unit and officer fails."""
    names, place = np.unique(unit, return_inverse=True)
    of_unit = np.exp(rng.normal(0.0, how.units, len(names)))
    of_officer = np.exp(rng.normal(0.0, how.officers, officers))
    return np.asarray(of_unit[place] * of_officer[who])


def _brought(
    charges: pa.Table, cases: pa.Table, share: Floats, rng: np.random.Generator
) -> pa.Table:
    """The charges without those of cases that are declined, of each with a chance of `share`."""
    if not share.any():
        return charges
    declined, at = rng.random(len(share)) < share, places(charges, cases)
    return charges.filter(pa.array(~((at >= 0) & declined[at])))


def _decided(
    charges: pa.Table, at: Ints, level: Floats, extra: Floats, rng: np.random.Generator
) -> pa.Table:
    """The charges, as many times as often failed as `level` says, and `extra` more of them."""
    verdict = texts(charges, "verdict")
    held, open_ = verdict == HELD, verdict == "pending"
    share = (~held & ~open_).sum() / max(1, (~open_).sum())
    raised = np.maximum(level - 1, 0) * share / (1 - share)
    raised = 1 - (1 - np.minimum(raised, 1)) * (1 - extra)
    drawn = rng.random(len(at))
    verdict[held & (at >= 0) & (drawn < raised[at])] = FAILED
    verdict[~held & ~open_ & (at >= 0) & (drawn < 1 - level[at])] = HELD
    return replaced(charges, "verdict", verdict)


def _examined(readings: pa.Table, at: Ints, empty: Floats, rng: np.random.Generator) -> pa.Table:
    """The measurements, of which the laboratory's of some cases are nothing."""
    lab = texts(readings, "stage") == "lab"
    nothing = rng.random(len(empty)) < empty
    value = readings["value"].to_numpy().copy()
    value[lab & (at >= 0) & nothing[at]] = 0.0
    return replaced(readings, "value", value)
