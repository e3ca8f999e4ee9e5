"""Which stops and searches make a unit, an officer and a group find less than the others?"""

from __future__ import annotations

from datetime import datetime, timedelta

from planted_figures import DAYS, START

SECTIONS, OFFICERS, EACH = 9, 5, 36
GROUPS = ("ліві", "o'right\"")
FEW_UNIT, FEW_OFFICER = 2, 0


def searches() -> list[dict]:
    """Seven units of which one finds little, one officer nothing, and one group has fewer finds."""
    rows = []
    for unit in range(SECTIONS):
        for officer in range(OFFICERS):
            name = f"шукає ж\u0301{unit}/{officer}"
            for k in range(EACH):
                less = k % 3 == 0
                often = 1 if unit == FEW_UNIT else 3 if less else 6
                blank = unit == 4 and officer == FEW_OFFICER
                rows.append({
                    "incident_id": f"{name}/{k}", "unit_id": f"O'Brien {unit}",
                    "officer_id": name if k % 17 else None, "area_id": ("x", None)[k % 2],
                    "search_conducted": "yes", "search_basis": ("з\u0301года", None)[k % 5 == 0],
                    "contraband_found": None if k == 35 else
                    "yes" if not blank and (k * 7 + officer) % 10 < often else "no",
                    "subject_group": GROUPS[less] if k % 11 else None, "origin": "patrol",
                    "occurred_at": at(unit * 97 + officer * 13 + k * 23), "count": 1,
                })  # fmt: skip
        for k in range(6 if unit == FEW_UNIT else 60):
            rows.append({
                "incident_id": f"let go {unit}/{k}", "unit_id": f"O'Brien {unit}",
                "search_conducted": ("no", "no", None)[k % 3 if k > 50 else 0],
                "subject_group": GROUPS[k % 4 == 0], "origin": "patrol", "area_id": "x",
                "occurred_at": at(unit * 151 + k * 17), "count": 24 if k % 4 else 4,
            })  # fmt: skip
    return rows


def at(day: int) -> datetime:
    return datetime(START.year, START.month, START.day, 14, 7) + timedelta(days=day % DAYS)
