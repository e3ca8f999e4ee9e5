"""What happened in the records of a thread, in order: goods taken, arrests, cases closed?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from tallystick.audit.thread_lists import SIDES, Listed, ThreadList
from tallystick.engine import Engine
from tallystick.findings.thread import PersonIn, ThreadEvent
from tallystick.tables.store import Tables

MOST_EVENTS = 80
ARREST = "arrest"


def events_of(
    lists: Sequence[ThreadList], tables: Tables, engine: Engine, officers: Collection[str]
) -> tuple[tuple[ThreadEvent, ...], int]:
    """Return the events of joined lists by day, `MOST_EVENTS` at most, and how many are left out.

    Of more, those stay whose case or officer stands on most of the lists, and of these the first.
    An exhibit without a case has an event for each hand-over of it.
    """
    records = {key: each for one in lists for key, each in one.records.items()}
    of = {key: tuple(m for one in lists for m in one.of.get(key, ())) for key in records}
    named = Counter(officer for one in lists for officer in one.officers)
    on = Counter(key for one in lists for key in one.records)
    kept = sorted(
        records,
        key=lambda key: (-on[key], -named[records[key].officer], _day(records[key].day), key),
    )[:MOST_EVENTS]
    cases = [key for key in kept if records[key].place is not None]
    exhibits = [key for key in kept if records[key].place is None]
    weighed, persons = _weighed(cases, tables, engine), _persons(cases, tables, engine)
    told = [_case(records[key], of[key], weighed.get(key), persons.get(key, ())) for key in cases]
    handed = _handed(exhibits, tables, engine)
    for key in exhibits:
        told += _hand_overs(records[key], of[key], handed.get(key, ()), officers)
    told.sort(key=lambda each: (each.day, each.record, each.what))
    return tuple(told), len(records) - len(kept)


def _case(
    each: Listed,
    of: tuple[str, ...],
    weighed: tuple[tuple[str, ...], float] | None,
    persons: tuple[PersonIn, ...],
) -> ThreadEvent:
    goods, grams = weighed or ((), None)
    return ThreadEvent(
        day=_day(each.day),
        what=ARREST if each.clearance == ARREST else "case",
        record=each.record,
        of=of,
        unit=each.unit,
        area=each.area,
        officer=each.officer,
        goods=goods,
        grams=grams,
        persons=persons,
        closed=_day(each.closed),
    )


def _hand_overs(
    each: Listed,
    of: tuple[str, ...],
    rows: Sequence[Mapping[str, Any]],
    officers: Collection[str],
) -> list[ThreadEvent]:
    """The hand-overs of an exhibit; where custody has none, that it is listed."""
    told = []
    for row in rows:
        holders = [row["to_holder"], row["from_holder"], each.officer]
        told.append(
            ThreadEvent(
                day=_day(row["day"]),
                what=row["action"] or "handed",
                record=each.record,
                of=of,
                unit=each.unit,
                officer=next((holder for holder in holders if holder in officers), ""),
                grams=row["net_weight_g"],
            )
        )
    return told or [
        ThreadEvent(_day(each.day), "exhibit", each.record, of, each.unit, officer=each.officer)
    ]


def _weighed(
    cases: Sequence[str], tables: Tables, engine: Engine
) -> dict[str, tuple[tuple[str, ...], float]]:
    """By case the substances and grams: the first net weight of each exhibit."""
    if not cases or not tables.holds("measurements", "incident_id", "kind", "value"):
        return {}
    rows = tables["measurements"]
    rows = rows.filter(rows.incident_id.isin(list(cases)), rows.kind == "net_weight")
    rows = rows.select(
        "incident_id", "value", exhibit=rows.exhibit_id.fill_null(""),
        goods=rows.substance_code.fill_null(""), at=rows.measured_at,
    )  # fmt: skip
    first: dict[tuple[str, str, str], float] = {}
    for row in engine.rows(rows.order_by("incident_id", "exhibit", "goods", "at", "value")):
        first.setdefault((row["incident_id"], row["exhibit"], row["goods"]), row["value"])
    told: dict[str, tuple[tuple[str, ...], float]] = {}
    for (case, _, goods), grams in first.items():
        names, total = told.get(case, ((), 0.0))
        named = names if goods in names or not goods else (*names, goods)
        told[case] = named, round(total + grams, 3)
    return told


def _persons(
    cases: Sequence[str], tables: Tables, engine: Engine
) -> dict[str, tuple[PersonIn, ...]]:
    if not cases or not tables.holds("involvements", "incident_id", "person_id", "role"):
        return {}
    rows = tables["involvements"]
    rows = rows.filter(rows.incident_id.isin(list(cases)), rows.role.isin(SIDES))
    rows = rows.select("incident_id", "person_id", "role").distinct()
    told: dict[str, tuple[PersonIn, ...]] = {}
    for row in engine.rows(rows.order_by("incident_id", "role", "person_id")):
        known = told.get(row["incident_id"], ())
        told[row["incident_id"]] = (*known, PersonIn(row["person_id"], row["role"]))
    return told


def _handed(
    exhibits: Sequence[str], tables: Tables, engine: Engine
) -> dict[str, list[dict[str, Any]]]:
    if not exhibits or not tables.holds("custody", "exhibit_id", "at"):
        return {}
    rows = tables["custody"]
    rows = rows.filter(rows.exhibit_id.isin(list(exhibits)))
    rows = rows.select("exhibit_id", "at", "action", "from_holder", "to_holder", "net_weight_g",
                       day=rows["at"].date())  # fmt: skip
    told: dict[str, list[dict[str, Any]]] = {}
    for row in engine.rows(rows.order_by("exhibit_id", "at", "action")):
        told.setdefault(row["exhibit_id"], []).append(row)
    return told


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()[:10]
