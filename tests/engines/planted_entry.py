"""Which records are entered at once, or after their figure, and changed since a first release?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

UNITS = ("варта 0", "варта о'1", 'варта "2', "варта 3", "варта 4", "варта 5")
MONTHS, OFFICERS, EACH = 6, 4, 9


def _last(month: int) -> date:
    return date(2019, month + 1, 1) - timedelta(days=1)


def entered() -> tuple[list[dict], list[dict]]:
    """Six units' records of half a year, and their figures with the days of publication.

    The first unit enters a third in one sitting on the last day of each month, half an hour before
    midnight; the second a third after its figure, which counts them all.
    """
    rows = []
    for place, unit in enumerate(UNITS):
        for officer in range(OFFICERS):
            for month in range(1, MONTHS + 1):
                for k in range(EACH):
                    day = _last(month) if k == 0 else date(2019, month, 1 + 2 * k)
                    at = datetime.combine(day, time(8, officer))
                    wait = at + timedelta(minutes=7)
                    if k > 5 and place == 0:
                        sitting = datetime.combine(_last(month), time(23, 50))
                        wait = sitting + timedelta(minutes=6 * k - 36)
                    if k > 5 and place == 1:
                        wait = datetime.combine(_last(month), at.time()) + timedelta(days=6 + k)
                    rows.append({
                        "incident_id": f"{unit}/{officer}/{month}/{k}", "unit_id": unit,
                        "officer_id": f"{unit}#{officer}", "occurred_at": at, "recorded_at": wait,
                        "count": 1, "offense_code": ("assault", "minor")[k % 2],
                        "clearance": "none" if k % 3 == 0 else "arrest",
                    })  # fmt: skip
    figures = [
        {"unit_id": unit, "metric": "cases", "period_start": date(2019, month, 1),
         "period_end": _last(month), "value": OFFICERS * EACH + (1.0 if month == 2 else 0.0),
         "published_on": None if month == 4 else _last(month) + timedelta(days=5)}
        for unit in (None, *UNITS) for month in range(1, MONTHS + 1)
    ]  # fmt: skip
    return rows, figures


def released(rows: list[dict]) -> list[dict]:
    """An earlier release of them: open cases of the first unit are gone, the second's were graver.

    Of the others, one in twelve is gone and one in sixteen was the graver, or the lesser.
    """
    earlier = []
    for number, row in enumerate(rows):
        code = row["offense_code"]
        if row["unit_id"] == UNITS[1] and number % 4:
            code = "assault"
        elif number % 16 == 3:
            code = ("minor", "assault")[code == "minor"]
        earlier.append(row | {"offense_code": code})
        taken_out = row["unit_id"] == UNITS[0] and row["clearance"] == "none"
        if taken_out or number % 12 == 5:
            earlier.append(row | {"incident_id": f"gone/{row['incident_id']}"})
    return earlier
