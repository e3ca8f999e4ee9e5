"""Writes an agency as its export: Parquet tables under the agency's own numbers, and the truth."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from rivals.city import FIRST_DAY, SUBSTANCE_NAMES, UNIT_NAMES
from rivals.crews import COMPLAINT
from rivals.engagement import engagement_text
from rivals.figures import bounds
from rivals.goods import LABORATORY, RETURNED, custody, measurements
from rivals.rows import NEVER, Column, Rows, filled, texts
from rivals.world import Subject, World


class Numbers:
    """The agency's numbers for cases, exhibits, officers, persons and areas."""

    def __init__(self, world: World) -> None:
        cases, rng = world.cases, world.rng("numbers")
        earlier = world.tables["earlier"]
        gone = earlier["case"] >= cases.size
        entered = np.concatenate([cases["recorded"], earlier["recorded"][gone]])
        rank = np.empty(len(entered), int)
        rank[np.argsort(entered, kind="stable")] = np.arange(len(entered))
        self.case = texts([f"SP{number:07d}" for number in 40_000 + rank])
        exhibits = world.tables["exhibits"]["case"]
        first = np.searchsorted(exhibits, exhibits)
        piece = np.arange(len(exhibits)) - first + 1
        self.exhibit = texts([f"{self.case[c]}/{p}" for c, p in zip(exhibits, piece, strict=True)])
        officers, persons = world.effort.size, world.tables["persons"].size
        self.officer = texts([f"P{n}" for n in 20_000 + rng.permutation(officers * 3)[:officers]])
        self.person = texts([f"{n}" for n in 500_000 + rng.permutation(persons)])
        codes = [
            f"{''.join(word[0] for word in name.split())}{number:02d}-{beat}"
            for number, name in enumerate(UNIT_NAMES)
            for beat in range(1, 7)
        ]
        self.area = texts([*codes, None])

    def holder(self, holder: Column) -> Column:
        """Who has an exhibit: an officer, a store, the laboratory, or nobody."""
        named = {LABORATORY: "Laboratory", RETURNED: None}
        return texts([
            self.officer[each] if each >= 0 else named[each] if each in named
            else f"Store {UNIT_NAMES[-10 - each]}"
            for each in holder.tolist()
        ])  # fmt: skip


def write(world: World, folder: Path) -> None:
    """Write tables/*.parquet, but no empty one, engagement.toml and truth.json into a folder."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    numbers = Numbers(world)
    tables: dict[str, dict[str, Column]] = {}
    for part in (_case_tables, _exhibit_tables, _people_tables, _staff_tables, _total_tables):
        parts = part(world, numbers).items()
        tables |= {name: columns for name, columns in parts if len(next(iter(columns.values())))}
    for name, columns in tables.items():
        arrays = {key: _arrow(values) for key, values in columns.items()}
        pq.write_table(pa.table(arrays), folder / "tables" / f"{name}.parquet")
    (folder / "engagement.toml").write_text(engagement_text(world, tables), encoding="utf-8")
    truth = json.dumps(_truth(world, numbers), indent=1) + "\n"
    (folder / "truth.json").write_text(truth, encoding="utf-8")


def _arrow(values: Column) -> pa.Array:
    if values.dtype == object:
        return pa.array(values.tolist(), pa.string())
    return pa.array(values, from_pandas=True)


def _incidents(world: World, numbers: Numbers, rows: Rows, case: Column) -> dict[str, Column]:
    subject = rows["subject"]
    group = world.tables["persons"]["nationality"][subject]
    badge = world.tables["officers"]["badge"][rows["officer"]]
    local = np.where(group == "Sable Point", "local", "other")
    order = np.argsort(numbers.case[case].astype(str), kind="stable")
    columns = {
        "incident_id": numbers.case[case],
        "unit_id": UNIT_NAMES[rows["unit"]],
        "officer_id": filled(~rows["by_badge"], numbers.officer[rows["officer"]]),
        "badge": filled(rows["by_badge"], badge.astype(str)),
        "occurred_at": world.moments(rows["occurred"]),
        "recorded_at": world.moments(rows["recorded"]),
        "closed_at": _moments(world, rows["closed"]),
        "offense_code": rows["offence"],
        "origin": rows["origin"],
        "area_id": numbers.area[rows["area"]],
        "clearance": rows["clearance"],
        "search_conducted": rows["search"],
        "contraband_found": rows["found"],
        "search_basis": rows["basis"],
        "subject_group": filled(subject >= 0, local),
    }
    return {name: values[order] for name, values in columns.items()}


def _case_tables(world: World, numbers: Numbers) -> dict[str, dict[str, Column]]:
    cases, earlier = world.cases, world.tables["earlier"]
    outcomes, log = world.tables["outcomes"], world.tables["counterparts"]
    reports, badge = world.tables["narratives"], log["badge"]
    return {
        "incidents": _incidents(world, numbers, cases, np.arange(cases.size)),
        "earlier_incidents": _incidents(world, numbers, earlier, earlier["case"]),
        "narratives": {
            "incident_id": numbers.case[reports["case"]],
            "author_id": numbers.officer[reports["author"]],
            "text": reports["text"],
        },
        "outcomes": {
            "incident_id": numbers.case[outcomes["case"]],
            "person_id": numbers.person[outcomes["person"]],
            "statute": outcomes["statute"],
            "decided_at": _moments(world, outcomes["decided"]),
            "verdict": outcomes["verdict"],
            "sentence_months": outcomes["months"],
            "aggravating": outcomes["aggravating"],
        },
        "counterparts": {
            "record_id": texts([f"D{700_000 + n}" for n in range(log.size)]),
            "officer_id": filled(log["officer"] >= 0, numbers.officer[log["officer"]]),
            "badge": filled(badge >= 0, badge.astype(str)),
            "occurred_at": world.moments(log["at"]),
            "offense_code": log["code"],
            "area_id": numbers.area[log["area"]],
        },
    }


def _exhibit_tables(world: World, numbers: Numbers) -> dict[str, dict[str, Column]]:
    readings, hands, exhibits = measurements(world), custody(world), world.tables["exhibits"]
    case_of = exhibits["case"][readings["exhibit"]]
    return {
        "measurements": {
            "incident_id": numbers.case[case_of],
            "exhibit_id": numbers.exhibit[readings["exhibit"]],
            "kind": readings["kind"],
            "substance_code": SUBSTANCE_NAMES[exhibits["substance"][readings["exhibit"]]],
            "stage": readings["stage"],
            "measured_at": world.moments(readings["at"]),
            "value": readings["value"],
            "unit": readings["unit"],
        },
        "custody": {
            "exhibit_id": numbers.exhibit[hands["exhibit"]],
            "incident_id": numbers.case[exhibits["case"][hands["exhibit"]]],
            "at": world.moments(hands["at"]),
            "action": hands["action"],
            "from_holder": numbers.holder(hands["giver"]),
            "to_holder": numbers.holder(hands["taker"]),
            "net_weight_g": hands["grams"],
        },
    }


def _people_tables(world: World, numbers: Numbers) -> dict[str, dict[str, Column]]:
    rows, persons = world.tables["involvements"], world.tables["persons"]
    named, met = world.tables["named_officers"], np.unique(rows["person"])
    met = met[np.argsort(numbers.person[met].astype(str))]
    attended = named["record"] < COMPLAINT
    record = np.where(attended, named["record"], 0)
    number = texts([f"C{each}" for each in (named["record"] - COMPLAINT + 3000).tolist()])
    return {
        "involvements": {
            "incident_id": numbers.case[rows["case"]],
            "person_id": numbers.person[rows["person"]],
            "role": rows["role"],
        },
        "persons": {
            "person_id": numbers.person[met],
            "nationality": persons["nationality"][met],
            "prior_convictions": persons["priors"][met],
        },
        "named_officers": {
            "record_id": np.where(attended, numbers.case[record], number),
            "officer_id": numbers.officer[named["officer"]],
            "role": named["role"],
            "unit_id": UNIT_NAMES[world.cases["unit"][named["case"]]],
            "occurred_at": world.moments(world.cases["occurred"][named["case"]]),
            "area_id": numbers.area[world.cases["area"][named["case"]]],
        },
    }


def _staff_tables(world: World, numbers: Numbers) -> dict[str, dict[str, Column]]:
    officers, postings = world.tables["officers"], world.tables["postings"]
    aliases, duties = world.tables["aliases"], world.tables["duties"]
    lasts = postings["to_day"] >= world.days - 1
    return {
        "officers": {
            "officer_id": numbers.officer,
            "badge": officers["badge"].astype(str).astype(object),
            "rank": officers["rank"],
        },
        "postings": {
            "officer_id": numbers.officer[postings["officer"]],
            "unit_id": UNIT_NAMES[postings["unit"]],
            "badge": postings["badge"].astype(str).astype(object),
            "from_date": _days(postings["from_day"]),
            "to_date": np.where(lasts, np.datetime64("NaT"), _days(postings["to_day"])),
        },
        "aliases": {
            "officer_id": numbers.officer[aliases["officer"]],
            "kind": texts(["badge"] * aliases.size),
            "value": aliases["value"].astype(str).astype(object),
            "from_date": _days(aliases["from_day"]),
            "to_date": _days(aliases["to_day"]),
        },
        "duties": {
            "officer_id": numbers.officer[duties["officer"]],
            "kind": duties["kind"],
            "from_at": world.moments(duties["from_at"]),
            "to_at": world.moments(duties["to_at"]),
        },
    }


def _total_tables(world: World, numbers: Numbers) -> dict[str, dict[str, Column]]:
    targets, figures = world.tables["targets"], world.tables["figures"]
    first, last = bounds(world)
    return {
        "targets": {
            "unit_id": UNIT_NAMES[targets["unit"]],
            "metric": texts(["arrests"] * targets.size),
            "period_start": _days(first[targets["month"]]),
            "period_end": _days(last[targets["month"]]),
            "target": targets["target"],
            "basis": texts(["plan"] * targets.size),
        },
        "reported_figures": {
            "unit_id": UNIT_NAMES[figures["unit"]],
            "metric": figures["metric"],
            "period_start": _days(first[figures["month"]]),
            "period_end": _days(last[figures["month"]]),
            "value": figures["value"],
            "published_on": _days(figures["published"]),
        },
    }


def _days(day: Column) -> Column:
    return np.datetime64(FIRST_DAY) + day.astype("timedelta64[D]")


def _moments(world: World, minutes: Column) -> Column:
    empty = np.datetime64("NaT", "s")
    return np.where(minutes <= NEVER, empty, world.moments(minutes))


def _truth(world: World, numbers: Numbers) -> dict[str, object]:
    last = FIRST_DAY + datetime.timedelta(days=world.days - 1)
    return {
        "seed": world.seed,
        "size": world.size,
        "first_day": FIRST_DAY.isoformat(),
        "last_day": last.isoformat(),
        "odd": [_subject(numbers, each) for each in world.odd],
        "planted": [
            {**_subject(numbers, each), "dose": world.dose, "made": _keys(numbers, each, each.made),
             "share": round(len(each.made) / max(len(each.records), 1), 4)}
            for each in world.planted
        ],
    }  # fmt: skip


def _subject(numbers: Numbers, subject: Subject) -> dict[str, object]:
    name = UNIT_NAMES if subject.type == "unit" else numbers.officer
    return {"kind": subject.kind, "type": subject.type, "name": name[subject.number],
            "table": subject.table or None,
            "records": _keys(numbers, subject, subject.records)}  # fmt: skip


def _keys(numbers: Numbers, subject: Subject, keys: Column) -> list[str]:
    number = numbers.exhibit if subject.table == "exhibits" else numbers.case
    return sorted(set(number[np.asarray(keys, int)].tolist()))
