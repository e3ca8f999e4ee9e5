"""Which records of a second system make every rule of matching speak?"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from planted_figures import UNITS

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
