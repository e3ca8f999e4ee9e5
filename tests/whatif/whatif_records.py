"""Which small records and changes do the tests of a changed law share?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import numpy as np

from tallystick.tables import Line, Period
from tallystick.whatif.change import Act, Change, Days, Goods, Moved, Term

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
LINE = Line("herb 50 g", "net_weight", Decimal(50), "g", "s. 1", "cannabis_herb", "field")
GREAT = replace(LINE, name="herb 1000 g", value=Decimal(1000), inclusive=False)
TERMS = {("possession", 0): Term(Days(0, 40), "1(1)", "verified_text"),
         ("possession", 1): Term(Days(30, 365), "1(2)", "memory"),
         ("possession", 2): Term(Days(365, None), "1(3)", "conflicting")}  # fmt: skip


def goods_of(*values, lines=(LINE, GREAT), **of_line) -> Goods:
    """The goods of `lines` when they would lie at `values`; None leaves one."""
    new = tuple(
        line if value is None else replace(line, value=Decimal(str(value)), **of_line)
        for line, value in zip(lines, values, strict=True)
    )
    moved = tuple(Moved("lines", old, to) for old, to in zip(lines, new, strict=True) if old != to)
    return Goods("herb", lines, new, moved, TERMS, ("small", "large", "great"))


def change_of(*goods: Goods, acts: tuple[Act, ...] = (), last: date | None = LAST) -> Change:
    return Change("test", FIRST, last, FIRST, Period("month", "month"), {"A": "possession"},
                  goods, acts)  # fmt: skip


def case(number, unit="North", day="2024-03-05", offence="A", **more) -> dict:
    return {"incident_id": number, "unit_id": unit, "offense_code": offence,
            "occurred_at": datetime.fromisoformat(f"{day}T12:00:00"), **more}  # fmt: skip


def reading(number, value, exhibit="E1", **more) -> dict:
    return {"incident_id": number, "exhibit_id": exhibit, "kind": "net_weight", "unit": "g",
            "substance_code": "cannabis_herb", "stage": "field", "value": float(value),
            **more}  # fmt: skip


def many(seed: int = 7, n: int = 300) -> dict[str, list[dict]]:
    """Cases of all that a count must tell apart, most of them near the lines."""
    rng = np.random.default_rng(seed)
    incidents, measurements, outcomes = [], [], []
    for k in range(n):
        day = date.fromordinal(date(2023, 11, 1).toordinal() + int(rng.integers(500)))
        unit = ["North", "Süd", None][int(rng.integers(3))]
        offence = ["A", "B", None][int(rng.integers(3))]
        incidents.append(case(f"c{k}", unit, day.isoformat(), offence))
        for exhibit in range(int(rng.integers(0, 4))):
            value = rng.choice([49.999, 50, 50.001, 25, 100, 99.5, 500, 1000, 1000.001, 700, 37.5])
            stage = "field" if rng.random() < 0.8 else "lab"
            substance = ["cannabis_herb", "cannabis_herb", "heroin", None][int(rng.integers(4))]
            name = f"E{exhibit % 2}" if rng.random() < 0.8 else None
            measurements.append(
                reading(f"c{k}", value, name, stage=stage, substance_code=substance)
            )
        if rng.random() < 0.5:
            statute = ["296(2)", "297(1)"][int(rng.integers(2))]
            outcomes.append({"incident_id": f"c{k}", "statute": statute, "verdict": "convicted"})
    return {"incidents": incidents, "measurements": measurements, "outcomes": outcomes}
