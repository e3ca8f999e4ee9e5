"""Which canonical tables does a file fill, and which of its columns fills which of theirs?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tallystick.load.wording import shown
from tallystick.propose.choices import Choice, Open, choice_for, kind_of, with_unit
from tallystick.propose.concepts import FILLS, TELLING, Met, met_by
from tallystick.propose.looking import Look
from tallystick.propose.values import read_dates
from tallystick.tables import canonical

Doubt = Open
ALONE = ("custody", "narratives", "postings", "officers", "persons", "targets", "reported_figures")
"""Tables whose files are no list of cases."""
OF_A_CASE = ("incident_id", "unit_id", "officer_id", "area_id", "offense_code")
OF_A_WEIGHING = ("incident_id", "exhibit_id", "unit_id", "officer_id", "substance_code",
                 "measured_at")  # fmt: skip
ISO_DAY = "%Y-%m-%d"
TIMES_OF_DAY = ("time", "reported_time", "occurred_at")

__all__ = ["Choice", "Doubt", "FileProposal", "TableProposal", "propose"]


@dataclass(frozen=True)
class TableProposal:
    """One table that a file may fill: its columns by name, and what only a person can settle.

    `twice` asks whether another file tells of the same events; `instead` is the table that this
    one fills if so. `beside` has the keys that stand beside ``source``, such as ``period``.
    """

    table: str
    columns: dict[str, Choice]
    doubts: tuple[Doubt, ...] = ()
    remark: str = ""
    twice: str = ""
    instead: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FileProposal:
    """What a file may fill, and its columns that fill nothing."""

    look: Look
    tables: tuple[TableProposal, ...]
    unused: tuple[str, ...]


def propose(look: Look, apart: Collection[str] = ()) -> FileProposal:
    """Return which tables the file may fill; none where no column tells.

    The columns named in `apart` are left out.
    """
    mets = {header: met_by(header) for header in look.header if header and header not in apart}
    tables = [each for name in FILLS if (each := _table(name, look, mets)) is not None]
    named = {each.table for each in tables}
    if named & set(ALONE):
        tables = [each for each in tables if each.table != "incidents"]
    tables = list(_settled(look, tables))
    used = {header for each in tables for choice in each.columns.values() for header in
            choice.headers}  # fmt: skip
    used |= {header for each in tables for doubt in each.doubts for header in doubt.headers}
    return FileProposal(look, tuple(tables), tuple(h for h in look.header if h and h not in used))


def _table(name: str, look: Look, mets: dict[str, list[Met]]) -> TableProposal | None:
    columns: dict[str, Choice] = {}
    doubts: list[Doubt] = []
    taken: set[str] = set()
    for column in FILLS[name]:
        found = _best(name, column, look, mets, taken)
        if isinstance(found, Choice):
            columns[column] = found
        elif found is not None:
            doubts.append(found)
        taken |= set(found.headers) if found is not None else set()
    if name == "measurements":
        _measured(look, mets, columns, doubts)
    if "occurred_at" in columns:
        columns["occurred_at"] = with_time(look, mets, columns["occurred_at"])
    kind = columns["kind"].mapping.get("constant", "") if "kind" in columns else ""
    there = {*columns, *(doubt.column for doubt in doubts)}
    if not set(canonical(name).required) <= there or not _tells(name, there, kind):
        return None
    return TableProposal(name, columns, tuple(doubts))


def _tells(name: str, there: set[str], kind: str) -> bool:
    if name == "incidents":
        return bool(there & set(OF_A_CASE))
    if name == "measurements" and kind in ("score", "speed"):
        return bool(there & set(OF_A_WEIGHING))
    return any(set(group) <= there for group in TELLING[name])


def _best(
    table: str, column: str, look: Look, mets: dict[str, list[Met]], taken: set[str]
) -> Choice | Doubt | None:
    """The header that fills a column best: by the concept's place, then by how it meets a term."""
    ranked = sorted(_candidates(table, column, look, mets, taken), key=lambda each: each[:3])
    found = [choice for *_, choice in ranked]
    if not found:
        return None
    best = found[0]
    if isinstance(best, Choice) and column == "occurred_at":
        rank = ranked[0][:2]
        timed = [each for each in ranked if each[:2] == rank and getattr(each[3], "clock", False)]
        best = timed[0][3] if timed else best
    others = [shown(each.headers[0]) for each in found if each is not best]
    if isinstance(best, Choice) and others:
        return replace(best, remark="; ".join(filter(None, [best.remark, f"could also be "
                       f"{', '.join(others[:3])}"])))  # fmt: skip
    return best


def _candidates(
    table: str, column: str, look: Look, mets: dict[str, list[Met]], taken: set[str]
) -> Iterator[tuple[int, float, int, Choice | Doubt]]:
    for place, concept in enumerate(FILLS[table][column]):
        for header, found in mets.items():
            met = next((each for each in found if each.concept == concept), None)
            if met is None or header in taken or (_weak(met) and not _goods(mets)):
                continue
            choice = choice_for(table, column, look, header, met)
            if choice is not None:
                yield place, -met.score, met.rank, choice


def _weak(met: Met) -> bool:
    """Whether a header such as *amount* may as well be money or people."""
    return met.by_values and met.concept == "weight"


def _goods(mets: dict[str, list[Met]]) -> bool:
    """Whether another column tells that goods are weighed."""
    known = {each.concept for found in mets.values() for each in found}
    return bool(known & {"substance", "unit_of_measure", "exhibit_id"})


def _measured(
    look: Look, mets: dict[str, list[Met]], columns: dict[str, Choice], doubts: list[Doubt]
) -> None:
    """Give a measured value its unit and its kind."""
    open_ = next((each for each in doubts if each.column == "value"), None)
    value = columns.pop("value", None) or (open_.options[0][1] if open_ else None)
    if value is None:
        return
    measure = next(
        (header for header, found in mets.items()
         if any(each.concept == "unit_of_measure" for each in found) and look.column(header)), None
    )  # fmt: skip
    columns["kind"] = kind_of(look, value, value.concept, measure)
    readings = open_.options if open_ else (("", value),)
    said = [(label, with_unit(look, each, measure)) for label, each in readings]
    if open_ is not None:
        doubts.remove(open_)
    first = said[0][1]
    if open_ is None and isinstance(first, Choice):
        columns["value"] = first
        return
    question = " ".join(
        filter(None, [open_.question if open_ else "", getattr(first, "question", "")])
    )
    options = [
        (" ".join(filter(None, [label, unit])), choice)
        for label, each in said
        for unit, choice in ([("", each)] if isinstance(each, Choice) else each.options)
    ]
    doubts.append(Open("value", value.headers, question, tuple(options)))


def with_time(look: Look, mets: dict[str, list[Met]], day: Choice) -> Choice:
    """Join the time of day to a day, where a column of its own holds it."""
    if day.clock:
        return day
    form = day.mapping.get("format", ISO_DAY)
    for header, found in mets.items():
        if header in day.headers or not any(each.concept in TIMES_OF_DAY for each in found):
            continue
        read = read_dates(look.column(header))
        if read is not None and read.kind == "time":
            both = {"columns": [day.headers[0], header],
                    "format": f"{form} {read.forms[0]}"}  # fmt: skip
            why = f"{day.why}; {shown(header)} holds the time of day"
            return replace(day, headers=(day.headers[0], header), mapping=both, why=why, clock=True)
    return day


def _settled(look: Look, tables: list[TableProposal]) -> Iterator[TableProposal]:
    """Say what repeats, and leave to the incidents what a weighing need not hold itself."""
    of_cases = next((each for each in tables if each.table == "incidents"), None)
    number = of_cases.columns.get("incident_id") if of_cases else None
    repeats = 0
    if number is not None:
        cells = look.column(number.headers[0])
        repeats = len(cells) - len(set(cells))
    others = {each.table for each in tables} - {"incidents"}
    for each in tables:
        if each.table == "incidents" and repeats:
            if "measurements" in others:
                continue
            yield replace(each, remark=f"{repeats:,} of the rows looked at repeat a number of "
                          f"{shown(number.headers[0]) if number else ''}: is a row a case, or a "
                          "person, charge or item in one?")  # fmt: skip
        elif each.table == "measurements" and of_cases and number and not repeats:
            kept = {name: choice for name, choice in each.columns.items()
                    if name not in ("unit_id", "officer_id")}  # fmt: skip
            yield replace(each, columns=kept)
        else:
            yield each
