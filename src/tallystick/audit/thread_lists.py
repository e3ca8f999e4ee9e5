"""What do the case lists of findings and leads hold: which cases, officers and persons?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
from ibis.expr.types import Table as Relation

from tallystick.engine import Engine
from tallystick.findings import Finding
from tallystick.tables.store import Tables

MOST_RECORDS = 20_000
"""A longer list joins nothing: it holds a part of everything."""
OFFICERS = ("officer_id", "officer", "author_id", "author", "holder", "to_holder")
DAYS = ("at", "day", "occurred_at", "measured_at", "recorded_at")
PERSONS = "thread_persons"
SIDES = ("subject", "buyer", "supplier", "informant")


Stratum = tuple[str, int, str]


@dataclass(frozen=True)
class Listed:
    """A record on a case list: a case, or an exhibit that belongs to none.

    `place` is the unit, month and kind (offence and clearance) of a case, and `time` its day and
    kind, each a stratum; None of an exhibit.
    """

    record: str
    place: Stratum | None
    time: Stratum | None
    unit: str
    officer: str
    day: date | None
    area: str = ""
    clearance: str = ""
    closed: date | None = None


@dataclass(frozen=True)
class ThreadList:
    """The records of findings and leads that are one already; `of` tells whose each record is.

    `persons` are those arrested, buying, supplying or informing in its cases, each with the cases;
    `classes` the stratum of each person.
    """

    members: tuple[str, ...]
    families: frozenset[str]
    has_finding: bool
    records: Mapping[str, Listed]
    of: Mapping[str, tuple[str, ...]]
    persons: Mapping[str, frozenset[str]]
    classes: Mapping[str, tuple[str, int, int]]

    @cached_property
    def cases(self) -> frozenset[str]:
        """Its cases."""
        return frozenset(key for key, each in self.records.items() if each.place is not None)

    @cached_property
    def officers(self) -> Mapping[str, str]:
        """The unit of each officer in whose name a record stands."""
        found: dict[str, Counter[str]] = {}
        for each in self.records.values():
            if each.officer:
                found.setdefault(each.officer, Counter())[each.unit] += 1
        return {officer: units.most_common(1)[0][0] for officer, units in found.items()}

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """Its first and last day; None where no record has one."""
        days = [each.day for each in self.records.values() if each.day is not None]
        return (min(days), max(days)) if days else None

    @cached_property
    def unit(self) -> str | None:
        """The one unit of all its records, None of several."""
        units = {each.unit for each in self.records.values()}
        return next(iter(units)) if len(units) == 1 and "" not in units else None

    def share_of(self, officers: Iterable[str]) -> float:
        """The share of its records that stand in the name of these officers."""
        named = set(officers)
        own = sum(each.officer in named for each in self.records.values())
        return own / len(self.records) if self.records else 0.0


class Population:
    """All cases of an audit, of which lists are parts; ready where cases have numbers and days."""

    def __init__(self, tables: Tables, engine: Engine) -> None:
        self._tables, self._engine = tables, engine

    @property
    def is_ready(self) -> bool:
        """Whether its cases can be told apart and have days."""
        return self._tables.holds("incidents", "incident_id", "occurred_at")

    @cached_property
    def _cases(self) -> Relation:
        cases = self._tables["incidents"]
        return cases.filter(cases.incident_id.notnull()).select(
            "incident_id",
            unit=cases.unit_id.fill_null(""),
            officer=cases.officer_id.fill_null(""),
            month=cases.occurred_at.year() * 12 + cases.occurred_at.month(),
            year=cases.occurred_at.year(),
            day=cases.occurred_at.date(),
            kind=cases.offense_code.fill_null("") + "/" + cases.clearance.fill_null(""),
            area=cases.area_id.fill_null(""),
            clearance=cases.clearance.fill_null(""),
            closed=cases.closed_at.date(),
        )

    @cached_property
    def places(self) -> Mapping[Stratum, int]:
        """How many cases of each kind each unit has in each month."""
        rows = self._cases.group_by("unit", "month", "kind").aggregate(n=lambda t: t.count())
        return {(r["unit"], int(r["month"]), r["kind"]): r["n"] for r in self._rows(rows)}

    @cached_property
    def times(self) -> Mapping[Stratum, int]:
        """How many cases of each kind there are on each day."""
        rows = self._cases.group_by("day", "kind").aggregate(n=lambda t: t.count())
        return {_time(r["day"], r["kind"]): r["n"] for r in self._rows(rows) if r["day"]}

    @cached_property
    def months(self) -> Mapping[tuple[str, int], int]:
        """How many cases each unit has in each month."""
        told: Counter[tuple[str, int]] = Counter()
        for (unit, month, _), n in self.places.items():
            told[unit, month] += n
        return told

    @cached_property
    def officers(self) -> frozenset[str]:
        """Everybody in whose name a case stands."""
        rows = self._cases.filter(self._cases.officer != "").select("officer").distinct()
        return frozenset(row["officer"] for row in self._rows(rows))

    def worked(self, officers: Sequence[str], first: int, last: int) -> Mapping[str, int]:
        """How many cases of each unit these officers have from one month to another."""
        own = self._cases.filter(
            self._cases.officer.isin(list(officers)), self._cases.month.between(first, last)
        )
        rows = own.group_by("unit").aggregate(n=lambda t: t.count())
        return {row["unit"]: row["n"] for row in self._rows(rows)}

    @property
    def _names_persons(self) -> bool:
        return self._tables.holds("involvements", "incident_id", "person_id", "role")

    @cached_property
    def _roles(self) -> Relation:
        roles = self._tables["involvements"]
        return roles.filter(roles.role.isin(SIDES)).select("incident_id", "person_id", "role")

    @cached_property
    def _classed(self) -> Relation:
        """Each person with the unit, the number and the last year of his cases."""
        held = self._roles.inner_join(self._cases, "incident_id")
        rows = held.group_by("person_id").aggregate(
            unit=held.unit.min(), n=held.incident_id.nunique(), year=held.year.max()
        )
        return self._engine.keep(rows, PERSONS)

    def release(self) -> None:
        """Let go of what the engine keeps for it."""
        if "_classed" in self.__dict__:
            self._engine.let_go(PERSONS)

    @cached_property
    def person_strata(self) -> Mapping[tuple[str, int, int], int]:
        """How many persons are of each stratum."""
        told: Counter[tuple[str, int, int]] = Counter()
        if self._names_persons:
            rows = self._classed.group_by("unit", "n", "year").aggregate(many=lambda t: t.count())
            for row in self._rows(rows):
                told[_class(row)] += row["many"]
        return told

    def listed(self, group: Sequence[Finding], folder: Path) -> ThreadList | None:
        """Return what findings and leads that are one list together; None of too long a list."""
        records: dict[str, Listed] = {}
        of: dict[str, list[str]] = {}
        held: list[Relation] = []
        for each in group:
            if each.evidence is None or each.evidence.rows > MOST_RECORDS:
                continue
            view = f"thread_{each.id}".replace("-", "_")
            rows = self._engine.read_parquet(folder / each.evidence.parquet, view)
            if not {"incident_id", "exhibit_id"} & set(rows.columns):
                continue
            for record in map(self._record, self._rows(self._with_case(rows))):
                records.setdefault(record.record, record)
                if each.id not in (known := of.setdefault(record.record, [])):
                    known.append(each.id)
            held += [rows] if "incident_id" in rows.columns else []
        records.pop("", None)
        if not records:
            return None
        persons, classes = self._persons(held)
        return ThreadList(
            tuple(each.id for each in group),
            frozenset(each.family for each in group),
            any(each.id.startswith("F") for each in group),
            records,
            {key: tuple(ids) for key, ids in of.items()},
            persons,
            classes,
        )

    def _with_case(self, rows: Relation) -> Relation:
        """The rows of a case list, each with the case that it names."""
        text, none = ibis.null("string"), ibis.null("date")
        day = next((n for n in DAYS if n in rows.columns and rows[n].type().is_temporal()), None)
        officer = next((rows[name] for name in OFFICERS if name in rows.columns), text)
        own = rows.select(
            incident_id=rows["incident_id"] if "incident_id" in rows.columns else text,
            exhibit=rows["exhibit_id"] if "exhibit_id" in rows.columns else text,
            own_unit=rows["unit_id"] if "unit_id" in rows.columns else text,
            own_officer=officer,
            own_day=none if day is None else rows[day].cast("date"),
        ).distinct()
        return own.left_join(self._cases, "incident_id").order_by("incident_id", "exhibit")

    def _record(self, row: Mapping[str, Any]) -> Listed:
        is_case = row["month"] is not None
        officer = row["own_officer"] or row["officer"] or ""
        return Listed(
            record=(row["incident_id"] if is_case else row["exhibit"]) or "",
            place=(row["unit"], int(row["month"]), row["kind"]) if is_case else None,
            time=_time(row["day"], row["kind"]) if is_case else None,
            unit=(row["unit"] if is_case else row["own_unit"]) or "",
            officer=officer if officer in self.officers else row["officer"] or "",
            day=row["day"] or row["own_day"],
            area=row["area"] or "",
            clearance=row["clearance"] or "",
            closed=row["closed"],
        )

    def _persons(
        self, lists: Sequence[Relation]
    ) -> tuple[Mapping[str, frozenset[str]], Mapping[str, tuple[str, int, int]]]:
        found: dict[str, set[str]] = {}
        classes: dict[str, tuple[str, int, int]] = {}
        for rows in lists if self._names_persons else ():
            named = self._roles.semi_join(rows.select("incident_id").distinct(), "incident_id")
            named = named.select("incident_id", "person_id").distinct()
            for row in self._rows(named.inner_join(self._classed, "person_id")):
                found.setdefault(row["person_id"], set()).add(row["incident_id"])
                classes[row["person_id"]] = _class(row)
        return {key: frozenset(cases) for key, cases in found.items()}, classes

    def _rows(self, rows: Relation) -> list[dict[str, Any]]:
        return self._engine.rows(rows)


def _time(day: date, kind: str) -> Stratum:
    return "", date(day.year, day.month, day.day).toordinal(), kind


def _class(row: Mapping[str, Any]) -> tuple[str, int, int]:
    """The stratum of a person: his unit, the doublings of his cases, and their last year."""
    return row["unit"], int(row["n"]).bit_length(), int(row["year"])
