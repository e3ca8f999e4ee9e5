"""What do the acts leave in the records, by the estimators with which they were found?"""

from __future__ import annotations

import numpy as np
from benchmarks.gates import month_days, short_gaps, weighed_lines
from benchmarks.gates.made import Records, Shelf, judged, preset, without_regime
from numpy.typing import NDArray

from tallystick.simulate.department import Department, Units
from tallystick.simulate.world import World

CASES = frozenset({"incidents"})
MINOR = ("drug_possession", "disorderly_conduct", "trespass")
SERIOUS = ("murder", "rape", "robbery", "aggravated_assault", "burglary")
REACH = 0.35


def measure(shelf: Shelf) -> dict[str, float]:
    """Every gate that needs records of acts, in the worlds of one seed."""
    found: dict[str, float] = {}
    for part in (_lines, _days, _halves, _complaints, _ghosts, _dallas):
        found |= part(shelf)
    return found


def _of_kind(world: World, *kinds: str) -> World:
    """The world without the behaviours of other kinds."""
    kept = tuple(each for each in world.behaviours if each.kind in kinds)
    return world.model_copy(update={"behaviours": kept})


def _lines(shelf: Shelf) -> dict[str, float]:
    strong = preset("severity_strong")
    worlds = {
        "severity": strong,
        "severity null": _of_kind(without_regime(strong)),
        "severity banned": judged(strong, opportunities={"threshold": 0.2}),
        "severity elsewhere": judged(strong, opportunities={"threshold": 0.0}),
    }
    wanted = frozenset({"incidents", "measurements"})
    line = {each.substance: each.lines[0].g for each in strong.law}
    below = {
        name: _below(shelf.get(name, world, wanted, "readings"), line)
        for name, world in worlds.items()
    }
    null = below["severity null"]
    moved = {
        name: weighed_lines.moved_share(each.sum(axis=1), null.sum(axis=1))
        for name, each in below.items()
    }
    least = min(
        weighed_lines.moved_share(mine, usual)
        for mine, usual in zip(below["severity"].T, null.T, strict=True)
    )
    return {
        "G6 records": moved["severity"],
        "G6 records, least unit": least,
        "G7 records, re-weighing banned": moved["severity banned"] / moved["severity"] - 1,
        "G7 records, weighed elsewhere": moved["severity elsewhere"] / moved["severity"] - 1,
    }


def _below(made: Records, lines: dict[str, float]) -> NDArray[np.int64]:
    """Field weights below their line by at most a third, and all that have a line; [2, U]."""
    substance = made.column("measurements", "substance_code")
    line = np.full(len(substance), np.nan)
    for name, grams in lines.items():
        line[substance == name] = grams
    net = (made.column("measurements", "kind") == "net_weight") & (
        made.column("measurements", "stage") == "field"
    )
    grams = made.column("measurements", "value")
    below = net & weighed_lines.in_band(grams, line, REACH)
    asked = net & ~np.isnan(line)
    case, mine = made.codes(("incidents", "incident_id"), ("measurements", "incident_id"))
    names = np.array(made.prepared.force.unit_names)
    unit_of = np.zeros(int(max(case.max(), mine.max())) + 1, dtype=np.int64)
    unit_of[case] = np.searchsorted(names, made.column("incidents", "unit_id"))
    return np.stack(
        [np.bincount(unit_of[mine][rows], minlength=len(names)) for rows in (below, asked)]
    )


def _quota(shelf: Shelf) -> dict[str, Records]:
    world = preset("quota")
    alone = _of_kind(world, "easy_arrests", "ghosts")
    worlds = {"quota": world, "quota alone": alone, "quota null": without_regime(alone)}
    return {name: shelf.get(name, each, CASES, "cases") for name, each in worlds.items()}


def _minutes(made: Records, *, complaints: bool = False) -> NDArray[np.int64]:
    told = made.column("incidents", "origin") == "complaint"
    ticket = made.column("incidents", "offense_code") == "speeding"
    return made.column("incidents", "occurred_at")[told if complaints else ticket]


def _days(shelf: Shelf) -> dict[str, float]:
    worlds = _quota(shelf)
    rise = {name: month_days.first_to_last(_minutes(made)) for name, made in worlds.items()}
    ends = {name: month_days.quarter_ends(_minutes(made)) for name, made in worlds.items()}
    other = {name: _minutes(made, complaints=True) for name, made in worlds.items()}
    flat, level = month_days.first_to_last, month_days.quarter_ends
    return {
        "G8 days, regime": rise["quota alone"] - rise["quota null"],
        "G8 days, with ratchet push": rise["quota"] - rise["quota null"],
        "G8 quarter ends": ends["quota alone"] - ends["quota null"],
        "G8 complaints, days": flat(other["quota"]) - flat(other["quota null"]),
        "G8 complaints, quarter ends": level(other["quota alone"]) - level(other["quota null"]),
    }


def _halves(shelf: Shelf) -> dict[str, float]:
    worlds = _quota(shelf)
    quota = preset("quota").incentives.regime.quota
    halves = {}
    for name in ("quota alone", "quota null"):
        made = worlds[name]
        force = made.prepared.force
        ticket = made.column("incidents", "offense_code") == "speeding"
        officer = np.searchsorted(
            np.array(force.officer_ids), made.column("incidents", "officer_id")[ticket]
        )
        minute = made.column("incidents", "occurred_at")[ticket]
        month = made.prepared.calendar.month_at(minute)
        counts = np.zeros(force.unit_of.shape)
        np.add.at(counts, (officer, month), 1)
        behind = np.zeros(counts.shape, dtype=bool)
        behind[:, 1:] = counts[:, :-1] < quota
        later = month > 0
        halves[name] = month_days.second_half(officer[later], minute[later], behind[:, 1:])
    (slow, fast), (slow_null, fast_null) = halves["quota alone"], halves["quota null"]
    return {"G8 behind": slow - slow_null, "G8 ahead": fast - fast_null}


def _complaints(shelf: Shelf) -> dict[str, float]:
    world = preset("clearance")
    worlds = {
        "clearance": world,
        "count": judged(world, kind="count", fewer_crimes=True),
        "complaints": without_regime(world),
    }
    minor, serious, unfounded, rate = {}, {}, {}, {}
    for name, each in worlds.items():
        made = shelf.get(name, each, CASES, "cases")
        offence = made.column("incidents", "offense_code")
        how = made.column("incidents", "clearance")
        told = made.column("incidents", "origin") == "complaint"
        minor[name] = float(np.sum(np.isin(offence, MINOR) & (how == "arrest")))
        serious[name] = float(np.sum(np.isin(offence, SERIOUS) & (how == "arrest")))
        unfounded[name] = float(np.mean(how[told] == "unfounded"))
        crimes = told & (how != "unfounded")
        rate[name] = float(np.mean(np.isin(how[crimes], ("arrest", "exceptional"))))
    return {
        "G9 minor arrests": minor["count"] / minor["complaints"],
        "G9 serious arrests": serious["count"] / serious["complaints"],
        "G9 unfounded": unfounded["count"] / unfounded["complaints"],
        "G10 records": rate["clearance"] - rate["complaints"],
        "G10 records, unfounded": unfounded["clearance"] / unfounded["complaints"],
    }


def _ghosts(shelf: Shelf) -> dict[str, float]:
    """A prior-year figure in traffic units of 100 tickets an officer and month."""
    units = Units(kind="traffic", count=20, officers=12, cases_per_officer_month=100.0)
    world = _of_kind(judged(preset("quota"), kind="prior_year", pressure=1.0), "ghosts")
    world = world.model_copy(update={"department": Department(units=(units,))})
    wanted = frozenset({"incidents", "counterparts"})
    made = shelf.get("tickets", world, wanted)
    null = shelf.get("tickets null", _of_kind(without_regime(world)), wanted)
    excess = _over_devices(made) - _over_devices(null)
    records, devices = (np.bincount(part).sum() for part in _units_of(made))
    records_null, devices_null = (np.bincount(part).sum() for part in _units_of(null))
    low, high = np.quantile(excess, [0.5, 0.95])
    flagged = short_gaps.in_a_run(
        made.codes(("incidents", "officer_id"))[0], made.column("incidents", "occurred_at")
    )
    case, labelled = made.column("incidents", "incident_id"), made.labels
    mine = np.isin(labelled["table"].to_numpy(zero_copy_only=False), ["incidents"])
    ghost = np.isin(case, labelled["incident_id"].to_numpy(zero_copy_only=False)[mine])
    return {
        "G15 records over devices": float(records / devices - records_null / devices_null),
        "G15 between units": float(high / low) if low > 0 else float("nan"),
        "G15 gaps, found": float(flagged[ghost].mean()) if ghost.any() else float("nan"),
        "G15 gaps, wrongly": float(flagged[~ghost].mean()),
    }


def _units_of(made: Records) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The unit of each record that the second system should hold, and of each that it holds."""
    force = made.prepared.force
    ids = np.array(force.officer_ids)
    parts = []
    for table in ("incidents", "counterparts"):
        officer = np.searchsorted(ids, made.column(table, "officer_id"))
        month = made.prepared.calendar.month_at(made.column(table, "occurred_at"))
        inside = (month >= 0) & (month < made.prepared.calendar.months)
        asked = inside & (made.column(table, "offense_code") == "speeding")
        parts.append(force.unit_of[officer[asked], month[asked]])
    return parts[0], parts[1]


def _over_devices(made: Records) -> NDArray[np.float64]:
    """Records over the second system's, by unit; [U]."""
    units = len(made.prepared.force.unit_names)
    records, devices = (np.bincount(part, minlength=units) for part in _units_of(made))
    return records / np.maximum(devices, 1) - 1


def _dallas(shelf: Shelf) -> dict[str, float]:
    made = shelf.get("dallas", preset("dallas"), frozenset({"incidents", "involvements"}), "people")
    labels = made.labels.to_pylist()
    mine = {row["incident_id"] for row in labels if row["table"] == "incidents"}
    cases = made.tables["incidents"].to_pylist()
    people = made.tables["involvements"].to_pylist()
    officers = {row["officer_id"] for row in cases if row["incident_id"] in mine}
    informants = {
        row["person_id"]
        for row in people
        if row["incident_id"] in mine and row["role"] == "informant"
    }
    months = {(row["occurred_at"].year, row["occurred_at"].month)
              for row in cases if row["incident_id"] in mine}  # fmt: skip
    return {
        "G16 arrests": float(len(mine)),
        "G16 officers": float(len(officers)),
        "G16 informants": float(len(informants)),
        "G16 months": float(len(months)),
    }
