"""Which small figures and targets make every check speak?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np

UNITS = (
    'O\'Brien "7"; --',
    "Вул. 3",
    "",
    "ж\u0301",
    "a,b\n c",
    "=SUM(A1)",
    "Straße",
    "zz",
    "\U0001f7e6",
)
START = date(2019, 1, 1)
DAYS = 365 * 3
BURSTS = (230, 520, 810)


def figures(cases: list[dict]) -> list[dict]:
    """Monthly figures, some of them wrong by one, some of them negative or with a fraction."""
    rows = []
    for year, month in [(2019, 1), (2019, 12), (2020, 2), (2020, 12), (2021, 12)]:
        first = date(year, month, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        for unit in ("", *UNITS[:3]):
            within = [c for c in cases if first <= c["occurred_at"].date() <= last
                      and (not unit or c["unit_id"] == unit)]  # fmt: skip
            total = sum(c["count"] for c in within)
            for metric, value in (("cases", total + (month == 12)), ("arrests", -1.5)):
                rows.append({"unit_id": unit or None, "metric": metric, "period_start": first,
                             "period_end": last, "value": float(value)})  # fmt: skip
    for number in range(120):
        first, after = (date(2005 + k // 12, k % 12 + 1, 1) for k in (number, number + 1))
        months = {"metric": "cases", "period_start": first, "period_end": after - timedelta(days=1)}
        rows.append(dict(months, unit_id="to plan", value=100.0 + number % 12 * 10))
        rows.append(dict(months, unit_id="as before", value=103.0 + number % 12 * 11))
        moved = number % 3 + 30 * (number >= 70)
        for metric, value in (("assault", 60 - moved), ("minor", 90 + moved + number % 2)):
            rows.append(dict(rows[-1], metric=metric, value=float(value)))
    for month, unit, plants, tenge, dollars in (
        (1, None, 15_000, 7.5e9, 1.5e9), (1, UNITS[0], 7_300, 3.65e9, None),
        (1, UNITS[3], 7_900.5, 1234.56, None), (2, UNITS[0], 7_301, 365_432.1, 7.5e4),
    ):  # fmt: skip
        first, after = date(2020, month, 1), date(2020, month + 1, 1)
        given = {"plants": plants, "worth, ₸": tenge, "worth, $": dollars}
        rows += [
            {"unit_id": unit, "metric": metric, "value": float(value), "period_start": first,
             "period_end": after - timedelta(days=1)}
            for metric, value in given.items() if value is not None
        ]  # fmt: skip
    rng = np.random.default_rng(11)
    for number in range(40):
        first, after = (date(2015 + k // 12, k % 12 + 1, 1) for k in (number, number + 1))
        for place, unit in enumerate(UNITS[3:9]):
            swing = (-20, 20)[number % 2] if place == 0 else 0
            rows.append({"unit_id": unit, "metric": "stops", "period_start": first,
                         "period_end": after - timedelta(days=1),
                         "value": float(rng.poisson(100 + swing))})  # fmt: skip
        for place, unit in enumerate(UNITS[:2]):
            value, of = ((75.0, 130 + number % 9), (33.3 + number % 2 * 6.7, 30))[place]
            rows.append({"unit_id": unit, "metric": "cleared, %", "period_start": first,
                         "period_end": after - timedelta(days=1), "unit": ("%", "Percent")[place],
                         "value": value + 0.1 * (number == 3), "denominator": of})  # fmt: skip
    rows.append(dict(rows[-1], denominator=None))
    rows.append(dict(rows[-2], period_start=date(2015, 1, 1), denominator=2**60))
    for number in range(60):
        of = 301 + 7 * number
        rows.append({"unit_id": UNITS[1], "metric": "voted", "denominator": of,
                     "period_start": date(2020, 1, 1), "period_end": date(2020, 12, 31),
                     "value": float((2 * (40 + number % 50) * of + 100) // 200)})  # fmt: skip
    rows.append(dict(rows[0], metric="not declared"))
    rows.append(dict(rows[1], period_end=date(1999, 12, 31)))
    rows.append(dict(rows[2]))
    return rows


def targets(cases: list[dict]) -> list[dict]:
    """For the unit of the bursts, what it had made since 200 days before by the end of each."""
    rows = []
    for end in BURSTS:
        first, last = (START + timedelta(days=day) for day in (end - 200, end))
        own = (case for case in cases if case["unit_id"] == "zz")
        made = sum(c["count"] for c in own if first <= c["occurred_at"].date() <= last)
        rows.append({"unit_id": "zz", "metric": "cases", "period_start": first, "basis": "plan",
                     "period_end": last, "target": made - 0.25})  # fmt: skip
    rate = {"metric": "cleared, %", "unit_id": UNITS[0], "target": 74.8, "basis": "plan"}
    for number in range(40):
        first, after = (date(2015 + k // 12, k % 12 + 1, 1) for k in (number, number + 1))
        rows.append(dict(rate, period_start=first, period_end=after - timedelta(days=1)))
    turned = dict(rows[1], period_end=date(1999, 12, 31))
    quarters = [date(2019 + k // 4, k % 4 * 3 + 1, 1) for k in range(13)]
    steady = [
        {"unit_id": unit, "metric": "cases", "period_start": first, "target": 110.0,
         "period_end": after - timedelta(days=1), "basis": "prior_year"}
        for unit in UNITS[:2] for first, after in pairwise(quarters)
    ]  # fmt: skip
    return [
        *rows,
        *steady,
        turned,
        dict(rows[0], unit_id=None),
        dict(rows[0], metric="not declared", basis=None),
    ]
