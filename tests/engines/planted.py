"""Which small records make every check speak, and hold what engines may read differently?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
from planted_entry import entered, released
from planted_figures import BURSTS, DAYS, START, UNITS, figures, targets
from planted_outcomes import ended
from planted_peers import beside_each_other
from planted_people import behind_arrests, behind_level, crews, named_together
from planted_records import (
    badge,
    complaints,
    counterparts,
    earlier,
    of_arrests,
    patrols,
)
from planted_searches import searches
from planted_sentences import LAW, sentenced
from planted_texts import reports

from tallystick.engine import Engine
from tallystick.tables import (
    Frame,
    Line,
    Metric,
    Period,
    Price,
    Rate,
    Substitution,
    Value,
)
from tallystick.tables.store import Tables
from worlds import tables_of

LINE = Line("2 г", "net_weight", Decimal(2), "g", "the act's s. 1", substance_code="кокаїн")
SYRUP = replace(LINE, name="2 мл", kind="volume", unit="mL", substance_code="сироп")
TURN = date(2020, 7, 1)
OLD = Line("old", "net_weight", Decimal(2), "g", "s. 2", "героїн", to_date=date(2020, 6, 30))
NEW = replace(OLD, name="new", value=Decimal(3), from_date=TURN, to_date=None)
LATE = replace(LINE, name="2 г, гашиш", substance_code="гашиш")
HERE = replace(LINE, name="2 г, мак", substance_code="мак", units=(UNITS[0],))
THERE = replace(HERE, name="3 г, мак", value=Decimal(3), units=(UNITS[1], UNITS[3]))
FRAME = Frame(
    lines=(LINE, SYRUP, OLD, NEW, LATE, HERE, THERE),
    periods=(Period("month", "month"), Period("year", "year")),
    metrics=(
        Metric("cases", "incidents"),
        Metric("arrests", "incidents", (("clearance", ("arrest",)),)),
        Metric("grams", "measurements", total="value"),
        Metric("assault", "incidents", (("offense_code", ("assault",)),)),
        Metric("minor", "incidents", (("offense_code", ("minor",)),)),
    ),
    substitutions=(Substitution("assault to minor", "assault", ("minor",)),),
    values=(
        Value("worth, ₸", "plants", "KZT", "g", "конопля"), Value("worth, $", "plants", "USD", "g"),
    ),
    prices=(
        Price(Decimal(40), Decimal("60.5"), "list", what="конопля", unit="kg", currency="KZT"),
    ),
    rates=(Rate(Decimal("4.7"), Decimal("4.9"), "bank", one="USD", costs="KZT"),),
    law=LAW,
)  # fmt: skip


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)


def at_noon(offset: int) -> datetime:
    return at(START + timedelta(days=offset), 12)


def incidents() -> list[dict]:
    """Daily cases with rises, bursts of a unit, and fewer assaults from half way."""
    rng = np.random.default_rng(20)
    rows = []
    for offset in range(DAYS):
        day = START + timedelta(days=offset)
        last = (day + timedelta(days=3)).month != day.month
        for k in range(rng.poisson(15.0 if last else 10.0)):
            number = f"{offset}-{k}"
            unit = UNITS[int(rng.integers(len(UNITS)))]
            wait = int(rng.integers(-1, 5)) + 4 * (last and unit == UNITS[0])
            hour, minute = (23, 59) if k == 0 else (int(rng.integers(24)), 0)
            rows.append({
                "incident_id": number, "unit_id": unit or None, "officer_id": f"{unit}#{k % 3}",
                "occurred_at": at(day, hour, minute),
                "recorded_at": at(day + timedelta(days=wait)),
                "closed_at": None if k % 4 else at(day + timedelta(days=90)),
                "clearance": ("arrest", "none", None)[k % 3], "count": 1 if k % 50 else 3,
                "offense_code": "assault" if k % (2 if offset < DAYS // 2 else 4) == 0 else "minor",
            })  # fmt: skip
    for end in BURSTS:
        for offset in range(end - 27, end + 1):
            rows += [
                {"incident_id": f"burst {offset}-{k}", "unit_id": "zz", "officer_id": "zz#0",
                 "occurred_at": at_noon(offset), "recorded_at": at_noon(offset), "count": 1}
                for k in range(3)
            ]  # fmt: skip
    rows += [dict(rows[0]), dict(rows[1], unit_id=None), dict(rows[2], incident_id=None)]
    rows += [dict(rows[3], incident_id="ж\u0301", closed_at=at(date(2018, 12, 31), 23, 59))]
    return rows


def measurements(cases: list[dict]) -> list[dict]:
    """Weights of which one unit writes half of [1.5, 2) at the line."""
    rng = np.random.default_rng(7)
    rows = []
    for number in range(6_000):
        case = cases[int(rng.integers(len(cases)))]
        true = float(np.exp(rng.normal(0.6, 0.8)))
        value = round(true, 1 if rng.random() < 0.6 else 2)
        value = float(round(true)) if rng.random() < 0.15 else value
        moves = case["unit_id"] in UNITS[:2]
        if moves and 1.5 <= true < 2 and rng.random() < 0.7:
            value = float(rng.choice([2.0, 2.0, 2.1, 2.2]))
        rows.append({
            "incident_id": case["incident_id"] if number % 97 else f"unknown {number}",
            "exhibit_id": f"x{number}" if number % 5 else None, "kind": "net_weight",
            "substance_code": "кокаїн", "stage": ("lab", "field", None)[number % 3],
            "measured_at": case["occurred_at"] - timedelta(days=1 if number % 89 == 0 else -2),
            "value": value, "unit": "g" if number % 11 else None,
        })  # fmt: skip
    syrup = {"kind": "volume", "unit": "mL", "substance_code": "сироп", "exhibit_id": None}
    rows += [dict(row, **syrup) for row in rows[:4_000]]
    rows += [
        dict(rows[0], incident_id=None, exhibit_id="alone"),
        dict(rows[0], value=0.0), dict(rows[0], value=0.0005), dict(rows[0], value=1.9995),
        dict(rows[0], value=999_999_999_999.5), dict(rows[0], measured_at=None),
    ]  # fmt: skip
    return rows


def followed() -> list[dict]:
    """Weights of which most of those just before a line lie at it, before it moved and after."""
    rng = np.random.default_rng(13)
    rows = []
    for number in range(1_600):
        later = number % 2
        true, line = float(np.exp(rng.normal(0.6, 0.8))), (2.0, 3.0)[later]
        moves = 0.75 * line <= true < line and rng.random() < 0.8
        day = TURN + timedelta(days=number // 8 + 30 if later else -(number // 8) - 31)
        value = line * float(rng.choice([1, 1.05, 1.1])) if moves else max(round(true, 1), 0.1)
        rows.append({
            "kind": "net_weight", "substance_code": "героїн", "unit_id": UNITS[number % 3] or None,
            "value": value, "measured_at": at(day, 12), "unit": "g",
        })  # fmt: skip
    return rows


def late() -> list[dict]:
    """Weights of two units that in the evening write nearly all of [1.5, 2) at the line."""
    rng = np.random.default_rng(17)
    rows = []
    for number in range(5_000):
        true, hour = float(np.exp(rng.normal(0.6, 0.8))), int(rng.integers(24))
        value = max(round(true, 1 if number % 3 else 2), 0.1)
        if hour >= 16 and 1.5 <= true < 2 and rng.random() < 0.95:
            value = float(rng.choice([2.0, 2.0, 2.1, 2.2]))
        rows.append({
            "kind": "net_weight", "substance_code": "гашиш", "unit_id": UNITS[number % 2],
            "officer_id": (f"{UNITS[0]}#0", None, "ж")[number % 3], "value": value, "unit": "g",
            "measured_at": at(START + timedelta(days=number % DAYS), hour, number % 60),
        })  # fmt: skip
    return rows


def of_regions() -> list[dict]:
    """Weights of which most of those just before the line of their units lie at it."""
    rng = np.random.default_rng(19)
    rows = []
    for number in range(4_000):
        north = number % 2 == 0
        true, line = float(np.exp(rng.normal(0.6, 0.8))), 2.0 if north else 3.0
        moves = 0.75 * line <= true < line and rng.random() < 0.8
        value = line * float(rng.choice([1, 1.05, 1.1])) if moves else max(round(true, 1), 0.1)
        rows.append({
            "kind": "net_weight", "substance_code": "мак", "value": value, "unit": "g",
            "unit_id": (HERE, THERE)[not north].units[0 if north else number % 3 % 2],
            "measured_at": at(START + timedelta(days=number % DAYS), 12),
        })  # fmt: skip
    return rows


def lots(cases: list[dict]) -> list[dict]:
    """Heroin of which one unit has the same lot in a third of its cases of a half-year."""
    rng = np.random.default_rng(11)
    rows = []
    for unit in UNITS[:6]:
        own = [case for case in cases if case["unit_id"] == unit and case["incident_id"]]
        for number, case in enumerate(own[: 36 if unit else 0]):
            grams, purity = float(np.exp(rng.normal(0, 0.6))), float(rng.uniform(0.1, 0.6))
            if unit == UNITS[1] and number % 3 == 0:
                grams, purity = 3.47 - 0.004 * number, 0.311
            same = {"incident_id": case["incident_id"], "exhibit_id": f"lot {number}",
                    "substance_code": "героїн", "stage": "lab"}  # fmt: skip
            rows += [
                dict(same, kind="net_weight", value=round(grams, 2), unit="g",
                     measured_at=case["occurred_at"]),
                dict(same, kind="purity", value=round(purity, 3), unit="1",
                     measured_at=case["occurred_at"]),
            ]  # fmt: skip
    return rows


def weighed_again(cases: list[dict]) -> list[dict]:
    """Exhibits of three units at several stages: one writes the line for what lies under it."""
    rows = []
    first = {
        unit: next(c for c in cases if c["unit_id"] == unit) for unit in UNITS[:2] + UNITS[5:6]
    }
    for unit, case in first.items():
        for number in range(60):
            field = 2.01 + number % 9 / 50 if number % 3 else 1.01 + number / 20
            short = unit == UNITS[0] and number % 3 and number < 24
            lab = 1.3 + number / 100 if short else field * (0.97 if number % 7 else 0.99)
            stages = {"field": field, "lab": lab, "charge": lab if number % 11 else 2.5,
                      "destruction": lab * (0.4 if short else 0.985)}  # fmt: skip
            rows += [
                {"incident_id": f"{case['incident_id']} {number}", "kind": "net_weight",
                 "exhibit_id": f"{unit} again {number}", "substance_code": "кокаїн",
                 "stage": stage, "unit_id": unit, "officer_id": case["officer_id"],
                 "measured_at": case["occurred_at"] + timedelta(days=9 * place),
                 "value": round(grams, 2), "unit": "g"}
                for place, (stage, grams) in enumerate(stages.items())
            ]  # fmt: skip
    return rows


def handovers(incident: str) -> list[dict]:
    """Goods that officers took over: bought, signed out twice and back once, handed on."""
    buyer, other = f"{UNITS[0]}#0", f"{UNITS[5]}#1"
    moves = [
        ("lot", 1, "purchased", None, buyer, 1050.0005), ("x1", 2, "transferred", "room", buyer, 7),
        ("x1", 9, "returned", buyer, "room", 6.9), ("x1", 9, "transferred", "room", buyer, None),
        ("x2", 3, "purchased", None, other, 2.5), ("x2", 4, "transferred", other, buyer, 2.5),
        ("again", 3, "seized", None, buyer, 1049.0), ("x2", 300, "received", "room", "lab", None),
    ]  # fmt: skip
    return [
        {"exhibit_id": exhibit, "incident_id": incident, "action": action, "from_holder": giver,
         "to_holder": taker, "net_weight_g": None if grams is None else float(grams),
         "at": at(START + timedelta(days=day), 12)}
        for exhibit, day, action, giver, taker, grams in moves
    ]  # fmt: skip


def attested(cases: list[dict]) -> list[dict]:
    """Searches of one unit: four people attest them all, and one those of one officer as well."""
    own = [case for case in cases if case["unit_id"] == UNITS[3] and case["incident_id"]]
    return [
        {"incident_id": case["incident_id"], "person_id": person, "role": "attesting_witness"}
        for number, case in enumerate(own)
        for person in (
            f"guard {number % 4}",
            "о'Гара" if case["officer_id"].endswith("#1") and number % 5 else f"passer {number}",
        )
    ]


def arrested(cases: list[dict]) -> list[dict]:
    """One person of each unit is arrested in mid-month and again and again in the last days."""
    rows = []
    for number, case in enumerate(cases):
        day = case["occurred_at"].date()
        known = day.day in (15, 16) or (day + timedelta(days=3)).month != day.month
        if case.get("clearance") == "arrest" and case["incident_id"]:
            person = f"відомий {case['unit_id']}" if known else f"person {number}"
            rows.append(
                {"incident_id": case["incident_id"], "person_id": person, "role": "subject"}
            )
    return rows


@cache
def planted() -> Tables:
    """Every table that a rule of integrity reads, with exceptions to each rule; made once."""
    cases = incidents()
    arrests, roles = behind_arrests()
    searched, attesting = crews()
    bought, levels = behind_level()
    stops, duties = patrols()
    typed, published = entered()
    told_cases, told = reports()
    fates = ended()
    tried, weighed, decided = sentenced()
    twice, of_twice, fates_of_twice = of_arrests()
    cases_of_people = [*arrests, *beside_each_other(), *searched, *bought, *tried]
    return tables_of(
        {
            "incidents": [
                *cases, *cases_of_people, *complaints(), *stops, *typed, *told_cases, *searches(),
                *fates["incidents"], *twice,
            ],
            "duties": [*duties, {"officer_id": "nobody", "kind": "court"}],
            "named_officers": named_together(),
            "measurements": [
                *measurements(cases), *followed(), *late(), *of_regions(), *lots(cases),
                *weighed_again(cases),
                *fates["measurements"],
                *weighed,
            ],
            "reported_figures": [*figures(cases), *published],
            "counterparts": counterparts(cases),
            "earlier_incidents": [*earlier(cases), *released(typed)],
            "targets": targets(cases) + levels,
            "officers": [
                *({"officer_id": f"{unit}#0"} for unit in UNITS),
                *[{"officer_id": "twice"}] * 2,
            ],
            "postings": [
                {"officer_id": f"{unit}#{k}", "unit_id": unit, "from_date": START if k else None,
                 "badge": badge(f"{unit}#{k}"), "to_date": date(2018, 12, 31) if k == 2 else None}
                for unit in UNITS for k in range(3)
            ],
            "custody": [
                {"exhibit_id": each, "incident_id": cases[5]["incident_id"], "action": "seized",
                 "at": at(date(2018, 12, 31), 23, 59), "net_weight_g": 1.0}
                for each in ("x1", "x2", "never weighed", "ж\u0301", "o'hara\"")
            ]
            + handovers(cases[5]["incident_id"]),
            "narratives": [
                {"incident_id": "no such case", "text": "line\none, \"two\"\t=1+1"}, *told,
            ],
            "persons": [{"person_id": "p"}, {"person_id": "p"}, *fates["persons"]],
            "outcomes": [
                {"incident_id": cases[9]["incident_id"], "decided_at": at(date(1970, 1, 1))},
                {"incident_id": "gone", "decided_at": None},
                *fates["outcomes"],
                *decided,
                *fates_of_twice,
            ],
            "involvements": [
                *[{"incident_id": "0-3", "person_id": "q", "role": "suspect"}] * 2,
                {"incident_id": "gone", "person_id": "p", "role": "witness"},
                *roles,
                *attested(cases),
                *attesting,
                *arrested(cases),
                *fates["involvements"],
                *of_twice,
            ],
        },
        FRAME,
    )  # fmt: skip


def stored(tables: Tables, folder: Path, engine: Engine) -> Tables:
    """Write `tables` as the loader does and return them as `engine` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, relation in tables.relations.items():
        engine.local.write_parquet(relation, folder / f"{name}.parquet")
    return read(tables, folder, engine)


def read(tables: Tables, folder: Path, engine: Engine) -> Tables:
    """Return `tables` as `engine` reads them from the Parquet files of `folder`."""
    return replace(
        tables,
        relations={
            name: engine.read_parquet(folder / f"{name}.parquet", name) for name in tables.relations
        },
    )
