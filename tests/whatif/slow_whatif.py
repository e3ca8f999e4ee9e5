"""What does a change of lines do to cases, told one by one in plain Python?"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal


def weight(readings: list[dict], rule: str) -> Decimal:
    """What one case weighs: of every exhibit its highest reading, and their sum or greatest."""
    exhibits: dict[object, Decimal] = {}
    for number, row in enumerate(readings):
        exhibit = row.get("exhibit_id") or ("alone", number)
        value = Decimal(str(row["value"]))
        exhibits[exhibit] = max(exhibits.get(exhibit, value), value)
    return sum(exhibits.values(), Decimal(0)) if rule == "sum" else max(exhibits.values())


def place(value: Decimal, lines) -> int:
    return sum(value > line.value or (line.inclusive and value == line.value) for line in lines)


def classes(incidents, measurements, old, new, first, last, rule) -> Counter:
    """Cases by unit, month, offence, class and class that would be."""
    line, found = old[0], Counter()
    for case in incidents:
        day = case["occurred_at"].date()
        if not first <= day <= last:
            continue
        own = [
            row
            for row in measurements
            if row["incident_id"] == case["incident_id"]
            and row["kind"] == line.kind
            and row["unit"] in (None, line.unit)
            and row["substance_code"] == line.substance_code
            and row["stage"] == line.stage
        ]
        if own:
            heavy = weight(own, rule)
            key = (rule, case["unit_id"] or "", day.year * 12 + day.month - 1,
                   case["offense_code"] or "", place(heavy, old), place(heavy, new))  # fmt: skip
            found[key] += 1
    return found


def near(incidents, measurements, line, first, last) -> Counter:
    """Cases by unit and side in the windows of a line: a quarter below, a tenth above."""
    found = Counter()
    for case in incidents:
        own = [
            row for row in measurements
            if row["incident_id"] == case["incident_id"] and row["stage"] == line.stage
            and row["substance_code"] == line.substance_code and row["kind"] == line.kind
        ]  # fmt: skip
        if not own or not first <= case["occurred_at"].date() <= last:
            continue
        heavy = weight(own, "sum")
        if place(heavy, [line]):
            if heavy <= line.value * Decimal("1.1"):
                found[case["unit_id"] or "", "above"] += 1
        elif heavy >= line.value * Decimal("0.75"):
            found[case["unit_id"] or "", "below"] += 1
    return found
