"""Which cases set officers beside each other, one of them far from his peers?"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from planted_figures import DAYS, START

OFFICERS, CASES, APART = 22, 30, 5


def beside_each_other() -> list[dict]:
    """Each officer's cases lie over all days; eight in thirty are arrests, of one 28."""
    return [
        {
            "incident_id": f"like {who}-{case}", "officer_id": f"like ж\u0301{who}",
            "unit_id": None, "area_id": None if case % 2 else "O'Brien", "origin": "patrol",
            "offense_code": "tort", "count": 1,
            "occurred_at": datetime.combine(
                START + timedelta(days=case * (DAYS // CASES) + who), time(5 + 7 * (case % 2), 59)
            ),
            "clearance": "arrest" if case < (28 if who == APART else 6 + who % 5) else None,
        }
        for who in range(OFFICERS) for case in range(CASES)
    ]  # fmt: skip
