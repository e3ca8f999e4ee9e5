"""How many people could know what a report says, by the sealed records; nothing typed is kept.

Each detail that a report gives is known to some: a unit on some days to those posted there, an
exhibit to the officers who held it, cases to their officers. Who looks for the source asks who
knew the narrowest detail, so that the smallest of these numbers counts as the circle; the largest
is all of them together. What no record shows counts as known to few. Whom an officer told, and
people of stores and laboratories, stand in no record and are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tallystick.review.models import MaskedName, Run
from tallystick.review.runs.patterns import OFFICER
from tallystick.review.runs.sealed import folder_of
from tallystick.review.runs.standing import WITHDRAWN

SMALL = 5
"""Below it a statement needs legal beside two readers."""
UNIT, EXHIBIT, CASES = "unit", "exhibit", "cases"
OF_CASES = (
    ("incidents", "officer_id"),
    ("narratives", "author_id"),
    ("measurements", "officer_id"),
)
HOLDERS = ("from_holder", "to_holder")
Where = list[tuple[str, str, Any]]


@dataclass(frozen=True)
class Detail:
    """What a report says that few may know: a unit by its name or mask on days, goods, cases."""

    unit: str = ""
    first: date | None = None
    last: date | None = None
    exhibit: str = ""
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Circle:
    """How many could know each detail, None where no record shows it; `most` all of them."""

    parts: tuple[tuple[str, int | None], ...]
    most: int

    @property
    def least(self) -> int | None:
        """How many could know the narrowest detail; None where one could not be counted."""
        counts = [count for _, count in self.parts if count is not None]
        return min(counts) if counts and len(counts) == len(self.parts) else None

    @property
    def is_small(self) -> bool:
        """Whether fewer than five could know, or nobody can say how many."""
        return self.least is None or self.least < SMALL


def circle(told: Detail) -> Circle:
    """Count who could know each detail, by the newest run that stands."""
    run = Run.objects.exclude(state=WITHDRAWN).order_by("sealed_seq").last()
    if run is None:
        return Circle((), 0)
    folder = folder_of(run.manifest_sha256)
    parts: list[tuple[str, set[str] | None]] = []
    if told.unit:
        parts.append((UNIT, _posted(folder, told)))
    if told.exhibit:
        held = _held(folder, [("exhibit_id", "=", told.exhibit)])
        parts.append((EXHIBIT, held))
    if told.cases:
        parts.append((CASES, _of_cases(folder, told.cases)))
    everybody = set[str]().union(*(people or () for _, people in parts))
    return Circle(
        tuple((name, None if people is None else len(people)) for name, people in parts),
        len(everybody),
    )


def _posted(folder: Path, told: Detail) -> set[str] | None:
    """Who was posted in a unit on one of some days."""
    known = MaskedName.objects.filter(kind=UNIT, mask=told.unit).first()
    unit = known.name if known else told.unit
    rows = _rows(
        folder, "postings", ("officer_id", "from_date", "to_date"), [("unit_id", "=", unit)]
    )
    if not rows:
        return None
    first = (told.first or date.min).isoformat()
    last = (told.last or told.first or date.max).isoformat()
    return {
        str(each["officer_id"])
        for each in rows
        if _day(each["from_date"], "") <= last and _day(each["to_date"], "9999") >= first
    }


def _held(folder: Path, where: Where) -> set[str] | None:
    """Which officers gave or took exhibits; None where custody has no such exhibit."""
    rows = _rows(folder, "custody", HOLDERS, where)
    if not rows:
        return None
    names = {str(each[side]) for each in rows for side in HOLDERS if each[side]}
    own = MaskedName.objects.filter(kind=OFFICER, name__in=names)
    return set(own.values_list("name", flat=True))


def _of_cases(folder: Path, cases: tuple[str, ...]) -> set[str] | None:
    """Which officers stand in cases; None where one of these is in no record."""
    where: Where = [("incident_id", "in", list(cases))]
    known = _rows(folder, "incidents", ("incident_id",), where)
    if {each["incident_id"] for each in known} != set(cases):
        return None
    people = set(_held(folder, where) or ())
    for table, column in OF_CASES:
        people |= {str(each[column]) for each in _rows(folder, table, (column,), where)
                   if each[column]}  # fmt: skip
    return people


def _rows(folder: Path, table: str, columns: tuple[str, ...], where: Where) -> list[dict[str, Any]]:
    """The rows of a table of the run for which a condition holds; none where it lacks a column."""
    path = folder / "tables" / f"{table}.parquet"
    if not path.is_file():
        return []
    import pyarrow.parquet as pq

    if not {*columns, *(name for name, _, _ in where)} <= set(pq.read_schema(path).names):
        return []
    rows: list[dict[str, Any]] = pq.read_table(
        path, columns=list(columns), filters=where
    ).to_pylist()
    return rows


def _day(value: object, missing: str) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()[:10]
    return str(value or missing)[:10]
