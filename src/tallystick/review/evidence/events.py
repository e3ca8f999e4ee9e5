"""Who and what stands in the records of a case list, from the sealed list and tables of its run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tallystick.findings.thread import PersonIn, ThreadEvent
from tallystick.report.masks.columns import name_in
from tallystick.report.masks.roster import parquet_of
from tallystick.review.models import Sighting
from tallystick.review.runs.patterns import OFFICER
from tallystick.review.runs.sealed import finding_of, folder_of
from tallystick.review.words import tell_count

DAYS = ("occurred_at", "at", "day", "on_day", "measured_at", "recorded_at", "period_start")
"""Columns that say when a record was, the first of them that a list has."""
GRAMS = ("net_weight_g", "taken_g", "first_g")
CASE, RECORDS = "incident_id", ("incident_id", "exhibit_id")
SIDES = ("subject", "buyer", "supplier", "informant")
MOST_RECORDS, MOST_NODES = 2_000, 60
Table = list[dict[str, Any]]


@dataclass(frozen=True)
class Stood:
    """The records of a list by day: `more` are left out; `grouped` when an event is an officer."""

    events: tuple[ThreadEvent, ...]
    more: int
    nodes: int
    grouped: bool


def stood(sighting: Sighting) -> Stood:
    """Return who and what stands in the records of a list; above 60 nodes grouped by officer."""
    folder = folder_of(sighting.run.manifest_sha256)
    path = parquet_of(finding_of(sighting.finding_json), folder)
    rows = [] if path is None else _head(path)
    named = rows[0].keys() if rows else ()
    record = next((each for each in RECORDS if each in named), None)
    held: dict[str, dict[str, Any]] = {}
    for row in rows:
        if record and row[record]:
            held.setdefault(str(row[record]), row)
    cases = [str(row[CASE]) for row in held.values() if row.get(CASE)]
    weighed, persons = _weighed(folder, cases), _persons(folder, cases)
    kinds = _arrests(folder, cases)
    events = [
        _event(key, row, weighed.get(str(row.get(CASE))), persons.get(str(row.get(CASE)), ()),
               arrest=str(row.get(CASE)) in kinds)
        for key, row in held.items()
    ]  # fmt: skip
    events.sort(key=lambda each: (each.day, each.record))
    nodes = len(events) + len({each.officer for each in events if each.officer})
    nodes += len({who.person for each in events for who in each.persons})
    more = max(sighting.rows - MOST_RECORDS, 0)
    if nodes <= MOST_NODES:
        return Stood(tuple(events), more, nodes, grouped=False)
    return Stood(by_officer(events), more, nodes, grouped=True)


def by_officer(events: Iterable[ThreadEvent]) -> tuple[ThreadEvent, ...]:
    """Return one event for each officer, with the goods and persons of all of their records.

    They stand in the order of their first record, which is no order of officers.
    """
    own: dict[str, list[ThreadEvent]] = {}
    for each in events:
        own.setdefault(each.officer, []).append(each)
    return tuple(
        ThreadEvent(
            day=min(each.day for each in held),
            what="case",
            record=tell_count("picture.records", len(held), n=len(held)),
            of=(),
            officer=officer,
            goods=tuple(dict.fromkeys(name for each in held for name in each.goods)),
            grams=round(sum(each.grams or 0.0 for each in held), 3) or None,
            persons=tuple(dict.fromkeys(who for each in held for who in each.persons)),
        )
        for officer, held in own.items()
    )


def months(sighting: Sighting) -> Counter[str]:
    """Return how many records of a list each month has, as ``2024-03``."""
    folder = folder_of(sighting.run.manifest_sha256)
    path = parquet_of(finding_of(sighting.finding_json), folder)
    if path is None:
        return Counter()
    import pyarrow.parquet as pq

    told = Counter[str]()
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        column = next((each for each in DAYS if each in names), None)
        for batch in file.iter_batches(columns=[column]) if column else ():
            for held in batch.column(0).value_counts().to_pylist():
                text = str(held["values"] or "")
                if text[:4].isdecimal():
                    told[text[:7]] += held["counts"]
    return told


def _head(path: Path) -> Table:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        batch = next(file.iter_batches(batch_size=MOST_RECORDS), None)
        rows: Table = [] if batch is None else batch.to_pylist()
        return rows


def _event(
    key: str,
    row: Mapping[str, Any],
    weighed: tuple[tuple[str, ...], float] | None,
    persons: tuple[PersonIn, ...],
    *,
    arrest: bool,
) -> ThreadEvent:
    day = next((row[each] for each in DAYS if row.get(each)), None)
    officer = next((row[each] for each in row if name_in(each) in (OFFICER, "holder")
                    and row[each]), "")  # fmt: skip
    own = next((float(row[each]) for each in GRAMS if isinstance(row.get(each), int | float)), None)
    goods, grams = weighed or ((), None)
    case = "arrest" if arrest else "case"
    return ThreadEvent(
        day="" if day is None else str(day)[:10],
        what=case if row.get(CASE) else str(row.get("taken_how") or row.get("action") or "exhibit"),
        record=key,
        of=(),
        unit=str(row.get("unit_id") or ""),
        officer=str(officer),
        goods=goods,
        grams=own if grams is None else grams,
        persons=persons,
    )


def _of_cases(folder: Path, table: str, columns: Collection[str], cases: Collection[str]) -> Table:
    """The rows of a table of the run that are of these cases; none where it has no such columns."""
    path = folder / "tables" / f"{table}.parquet"
    if not cases or not path.is_file():
        return []
    import pyarrow.parquet as pq

    if not set(columns) <= set(pq.read_schema(path).names):
        return []
    wanted = [(CASE, "in", list(cases))]
    rows: Table = pq.read_table(path, columns=list(columns), filters=wanted).to_pylist()
    return rows


def _arrests(folder: Path, cases: Collection[str]) -> set[str]:
    rows = _of_cases(folder, "incidents", (CASE, "clearance"), cases)
    return {row[CASE] for row in rows if row["clearance"] == "arrest"}


def _persons(folder: Path, cases: Collection[str]) -> dict[str, tuple[PersonIn, ...]]:
    told: dict[str, tuple[PersonIn, ...]] = {}
    for row in _of_cases(folder, "involvements", (CASE, "person_id", "role"), cases):
        if row["person_id"] and row["role"] in SIDES:
            who = PersonIn(row["person_id"], row["role"])
            told[row[CASE]] = tuple(dict.fromkeys((*told.get(row[CASE], ()), who)))
    return told


def _weighed(folder: Path, cases: Collection[str]) -> dict[str, tuple[tuple[str, ...], float]]:
    """By case the substances and the grams: the first net weight of each exhibit."""
    columns = (CASE, "exhibit_id", "substance_code", "kind", "value", "measured_at")
    first: dict[tuple[str, str, str], float] = {}
    rows = _of_cases(folder, "measurements", columns, cases)
    for row in sorted(rows, key=lambda each: str(each["measured_at"])):
        if row["kind"] == "net_weight" and row["value"] is not None:
            key = row[CASE], row["exhibit_id"] or "", row["substance_code"] or ""
            first.setdefault(key, float(row["value"]))
    told: dict[str, tuple[tuple[str, ...], float]] = {}
    for (case, _, goods), grams in first.items():
        names, total = told.get(case, ((), 0.0))
        named = names if goods in names or not goods else (*names, goods)
        told[case] = named, round(total + grams, 3)
    return told
