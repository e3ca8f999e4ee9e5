"""Which records of a second system make every rule of matching speak?"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import numpy as np
from planted_figures import START, UNITS

OFF = (0, 0, 7, -40, 240, 1440)


def badge(officer: str) -> str:
    """The badge of an officer of the planted roster: a digit of the unit, and of the officer."""
    unit, _, number = officer.rpartition("#")
    return f"{UNITS.index(unit) + 1}0{int(number) + 1}"


def counterparts(cases: list[dict]) -> list[dict]:
    """The cases of half a year, of which a tenth is missing, and of one unit two thirds."""
    rng = np.random.default_rng(5)
    rows = []
    for number, case in enumerate(cases[:1900]):
        unit = case["officer_id"].rpartition("#")[0]
        if rng.random() < (0.65 if unit == UNITS[1] else 0.1):
            continue
        way = int(rng.integers(24))
        mark = badge(case["officer_id"])
        rows.append({
            "record_id": f"b{number}",
            "officer_id": None if way == 20 else "nobody" if way == 21 else case["officer_id"],
            "badge": mark[::-1] if way == 21 else mark,
            "occurred_at": case["occurred_at"] + timedelta(minutes=OFF[way % len(OFF)]),
            "offense_code": "else" if way == 22 else case["offense_code"],
        })  # fmt: skip
        if rng.random() < 0.08:
            rows.append(dict(rows[-1], record_id=f"only {number}", officer_id=case["officer_id"],
                             occurred_at=case["occurred_at"] + timedelta(days=9)))  # fmt: skip
    return [*rows, dict(rows[0]), dict(rows[1], record_id="ж\u0301", occurred_at=None)]


def complaints() -> list[dict]:
    """Complaints of six units, of which one closes half as unfounded and enters most as minor."""
    return [
        {
            "incident_id": f"told {unit}-{case}", "unit_id": f"tells ж\u0301{unit}",
            "area_id": None if case % 7 else "O'Brien", "origin": "complaint", "count": 1,
            "offense_code": "minor" if case % 4 == 0 or (unit == 2 and case % 4 < 3) else "assault",
            "occurred_at": datetime.combine(START + timedelta(days=case * 12 // 4), time(9)),
            "closed_at": None if case % 5 else datetime(2022, 3, 31, 23, 59),
            "clearance": "unfounded" if case % 9 == 0 or (unit == 2 and case % 2) else "none",
        }
        for unit in range(6) for case in range(120)
    ]  # fmt: skip


def patrols() -> tuple[list[dict], list[dict]]:
    """Stops of officers of whom three write in bursts, in court, and what a form proposes; duties.

    Half are entered three days later.
    """
    rng = np.random.default_rng(23)
    cases, duties = [], []
    for officer in range(26):
        name, unit, games = f"патруль {officer}", f"взвод {officer % 6}", officer in (0, 6, 12)
        for turn in range(30):
            day = datetime(2019, 1, 1) + timedelta(days=3 * turn)
            begun = day + timedelta(hours=9, minutes=int(rng.integers(1, 59)))
            gap = 2 if rng.random() < (0.8 if games else 0.08) else 40
            late = turn % 2
            if late and rng.random() < (0.9 if games else 0.1):
                begun = day + timedelta(hours=11)
            for step, at in enumerate((begun, begun + timedelta(minutes=gap))):
                cases.append({
                    "incident_id": f"{name}/{turn}/{step}", "unit_id": unit, "officer_id": name,
                    "occurred_at": at, "recorded_at": at + timedelta(days=3 * late), "count": 1,
                    "area_id": ("перший", "o'hara\"")[step if turn % 3 else 0],
                    "offense_code": ("швидкість", "ж\u0301", "x")[turn % 3], "origin": "patrol",
                })  # fmt: skip
            hours = 3 if games and turn % 2 else 1
            court = day + timedelta(hours=9 if hours == 3 else 12)
            duties.append({"officer_id": name, "kind": ("court", "training")[turn % 5 == 0],
                           "from_at": court, "to_at": court + timedelta(hours=hours)})  # fmt: skip
        duties.append({"officer_id": name, "kind": "leave", "from_at": datetime(2019, 2, 1),
                       "to_at": datetime(2019, 2, 3)})  # fmt: skip
    return cases, duties


def earlier(cases: list[dict]) -> list[dict]:
    """An earlier release of some cases: each of their values was another, and some are gone."""
    known = [case for case in cases if case["incident_id"]][:400]
    rows = []
    for number, case in enumerate(known):
        changed = {
            0: {"offense_code": "murder"}, 1: {"unit_id": "old unit"},
            2: {"clearance": "unfounded"},
            3: {"occurred_at": case["occurred_at"] + timedelta(minutes=1)}, 4: {"count": 9},
            5: {"officer_id": "о'Гара"}, 6: {"incident_id": f"gone {number}"},
        }.get(number % 20, {})  # fmt: skip
        rows.append(case | changed)
    return [*rows, dict(rows[0]), dict(rows[1], incident_id=None), dict(rows[2], clearance=None)]


def of_arrests() -> tuple[list[dict], list[dict], list[dict]]:
    """Units of 60 arrests, a day apart, with their people and outcomes.

    In one unit every second arrest is in two records, in another as many are not charged.
    """
    rows, roles, decided = [], [], []
    for unit in range(24):
        for k in range(60):
            for part in range(2 if unit == 0 and k % 2 else 1):
                name, day = f"удвоено {unit}-{k}-{part}", datetime(2018, 4, 1, 9, 17 * part)
                rows.append({
                    "incident_id": name, "unit_id": f"участок {unit}", "clearance": "arrest",
                    "officer_id": f"участок {unit}#{k % 3}", "offense_code": "вдвое",
                    "occurred_at": day + timedelta(days=k),
                })  # fmt: skip
                person = {"incident_id": name, "person_id": f"дважды {unit}-{k}"}
                roles.append(person | {"role": "subject"})
                if k % 6 if unit != 1 else k % 2:
                    decided.append(person | {"verdict": "pending", "decided_at": None})
    return rows, roles, decided
