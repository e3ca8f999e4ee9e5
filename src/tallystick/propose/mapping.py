"""Which canonical tables does a file fill, and which of its columns fills which of theirs?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial

from tallystick.load.wording import shown
from tallystick.propose.candidates import assigned
from tallystick.propose.cases.accounts import account
from tallystick.propose.cases.amounts import amounts
from tallystick.propose.cases.any_of import with_any_of
from tallystick.propose.cases.verdicts import closed_by_decision, with_decision
from tallystick.propose.cells.values import read_words
from tallystick.propose.classifier.concepts import with_predictions
from tallystick.propose.column_concepts import concepts_told
from tallystick.propose.columns.case_numbers import ROW_NUMBER, number_made
from tallystick.propose.columns.choices import Choice, Open, kind_of, with_unit
from tallystick.propose.columns.days_in_parts import day_in_parts
from tallystick.propose.columns.null_words import with_null_words
from tallystick.propose.columns.people_listed import lists_each, lists_people
from tallystick.propose.columns.proposals import Doubt, FileProposal, TableProposal
from tallystick.propose.columns.roles import role_of
from tallystick.propose.figures.daily import counts_by_month, each_day
from tallystick.propose.figures.figures import figures_of
from tallystick.propose.figures.periods import of_periods
from tallystick.propose.figures.wide import is_by_period
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import FILLS, TELLING, Met
from tallystick.propose.people.people import with_people
from tallystick.propose.people.staff import staff
from tallystick.propose.times.moments import by_values, of_month, with_time
from tallystick.propose.times.orders import in_one_order
from tallystick.tables import canonical

ALONE = ("custody", "narratives", "postings", "officers", "persons", "targets", "reported_figures")
"""Tables whose files are no list of cases."""
BESIDE = {"narratives", "persons"}
"""Of these, the tables that a list of cases may fill as well."""
OF_THE_CASES = ("involvements", "narratives", "outcomes")
"""Tables whose records are of the cases of the same file, by the same number."""
OF_A_WEIGHING = ("incident_id", "exhibit_id", "unit_id", "officer_id", "substance_code",
                 "measured_at")  # fmt: skip
OF_A_CASE = {"unit_id", "officer_id"}
"""What a weighing need not hold itself beside the case; nor, of a speed, when it was driven."""
OF_OFFICERS = {"officers", "postings", "custody", "targets", "reported_figures"}
"""Tables that are told by their columns alone, whatever figures stand beside."""
OF_ANY_CASE = {"incident_id", "offense_code", "clearance", "origin", "search_conducted"}
"""What a list of cases tells, and one of people paid by year does not."""
MANY_COLUMNS = 3
"""As many columns of cases make a file with reports a list of cases too."""
LEAST_CASES = 0.3
"""The share of rows in which a number of a case must differ, where rows are parts of cases."""
SURE = 0.5
"""The score from which a header tells by itself what its column is."""
NO_DATE = ("No column tells when each case was: name one under occurred_at, join another file "
           "that tells it, or leave this file out")  # fmt: skip

__all__ = ["Choice", "Doubt", "FileProposal", "TableProposal", "propose"]


def propose(look: Look, apart: Collection[str] = ()) -> FileProposal:
    """Return which tables the file may fill; none where no column tells.

    The columns named in `apart` are left out.
    """
    told = look
    look, nulls, mets = concepts_told(look, apart)
    mets = with_predictions(look, mets)
    tables = _tables(look, mets)
    tables += staff(look, mets, tables)
    named = {each.table for each in tables}
    cases = next((each for each in tables if each.table == "incidents"), None)
    by_period = not _of_days(look, mets, cases) or is_by_period(look, mets)
    if not named & OF_OFFICERS and by_period and not lists_each(look, mets):
        figures = figures_of(look, mets, alone=not tables)
        if figures is not None:
            return _file(told, [figures], nulls)
    whole = cases is not None and (len(cases.columns) >= MANY_COLUMNS or _says_when(cases))
    if named & (set(ALONE) - (BESIDE if whole else set())):
        tables = [each for each in tables if each.table != "incidents"]
    elif "incidents" in named:
        tables = [each for each in tables if not _is_of_scores(each)]
    tables = [in_one_order(each) for each in settled(look, tables)] or _waiting(look, mets)
    tables = closed_by_decision(look, mets, tables)
    tables += amounts(look, mets, tables)
    tables += account(look, mets, tables)
    return _file(told, with_people(look, mets, tables), nulls)


def _says_when(cases: TableProposal) -> bool:
    """Whether a header says when each numbered case occurred, as none does of a report."""
    when = cases.columns.get("occurred_at")
    return when is not None and when.concept == "occurred_at" and "incident_id" in cases.columns


def _waiting(look: Look, mets: dict[str, list[Met]]) -> list[TableProposal]:
    """A list of cases of which no column tells the day, ready where their month or year is told."""
    found = {} if lists_people(look, mets) else assigned("incidents", look, mets)
    sure = {name: each for name, each in found.items()
            if isinstance(each, Choice) and each.score >= SURE}  # fmt: skip
    taken = {header for each in sure.values() for header in each.headers}
    month = of_month(look, mets, taken) if sure else None
    if month is not None and (OF_ANY_CASE & set(sure) or month.mapping["format"] != "%Y"):
        sure = {"incident_id": ROW_NUMBER, **sure, "occurred_at": month}
    elif len(sure) < MANY_COLUMNS:
        return []
    columns = {name: sure[name] for name in FILLS["incidents"] if name in sure}
    return [TableProposal("incidents", columns, remark="" if "occurred_at" in sure else NO_DATE)]


def _tables(look: Look, mets: dict[str, list[Met]]) -> list[TableProposal]:
    """The tables that the columns tell; those of the same cases have the number of the cases."""
    cases = _table("incidents", look, mets)
    number = None if cases is None else cases.columns.get("incident_id")
    if number is None and cases is not None and len(cases.columns) >= MANY_COLUMNS:
        number = ROW_NUMBER
    taken = () if number is None else number.headers
    left = {header: each for header, each in mets.items() if header not in taken}
    tables = [
        _table(name, look, left, number) if name in OF_THE_CASES else _table(name, look, mets)
        for name in FILLS if name != "incidents"
    ]  # fmt: skip
    found = [each for each in tables if each is not None]
    if cases is None:
        return found
    if number is ROW_NUMBER and any(each.columns.get("incident_id") is number for each in found):
        cases = replace(cases, columns={"incident_id": ROW_NUMBER} | cases.columns)
    return [cases, *found]


def _file(
    look: Look, tables: list[TableProposal], nulls: dict[str, tuple[str, ...]]
) -> FileProposal:
    return FileProposal(look, tuple(with_null_words(each, nulls) for each in tables))


def _of_days(look: Look, mets: Mapping[str, list[Met]], cases: TableProposal | None) -> bool:
    """Whether rows are cases of a day each: of figures, days begin a month or are rows alone."""
    when = None if cases is None else cases.columns.get("occurred_at")
    if cases is None or (when is None and not cases.doubts):
        return False
    if when is not None and counts_by_month(look, mets, when.headers[0]):
        return False
    if each_day(look, mets) is not None:
        return False
    return when is None or when.clock or len(when.headers) > 1 or not of_periods(look, when)


def _table(
    name: str, look: Look, mets: dict[str, list[Met]], number: Choice | None = None
) -> TableProposal | None:
    found = assigned(name, look, mets) | ({} if number is None else {"incident_id": number})
    if name == "incidents" and "occurred_at" not in found:
        taken = {header for each in found.values() for header in each.headers}
        moment = by_values(look, mets, taken) or day_in_parts(look, mets, taken)
        found |= {"occurred_at": moment} if moment is not None else {}
    if name == "incidents":
        found |= number_made(look, mets, found) | with_any_of(look, mets, found)
    if name == "outcomes":
        with_decision(look, mets, found)
    elif name == "involvements" and "person_id" in found and "role" not in found:
        found["role"] = role_of(look, found["person_id"].headers[0])
    columns = {column: each for column, each in found.items() if isinstance(each, Choice)}
    doubts = [each for each in found.values() if isinstance(each, Open)]
    if name == "measurements":
        _measured(look, mets, columns, doubts)
    if "occurred_at" in columns:
        columns["occurred_at"] = with_time(look, mets, columns["occurred_at"])
    kind = columns["kind"].mapping.get("constant", "") if "kind" in columns else ""
    there = {*columns, *(doubt.column for doubt in doubts)}
    if not set(canonical(name).required) <= there or not _tells(name, there, kind):
        return None
    columns = {column: columns[column] for column in (*FILLS[name], "kind") if column in columns}
    return TableProposal(name, columns, tuple(doubts))


def _is_of_scores(table: TableProposal) -> bool:
    """Whether it measures a score, which beside cases is one of a geocoder or the like."""
    return _kind(table) == "score"


def _kind(table: TableProposal) -> str:
    """What all its rows measure; "" where that differs or nothing is measured."""
    kind = table.columns.get("kind")
    return "" if kind is None else str(kind.mapping.get("constant", ""))


def _tells(name: str, there: set[str], kind: str) -> bool:
    if name == "incidents":
        return len(there) > 1
    if name == "measurements" and kind in ("score", "speed"):
        return bool(there & set(OF_A_WEIGHING))
    return any(set(group) <= there for group in TELLING[name])


def _measured(
    look: Look, mets: dict[str, list[Met]], columns: dict[str, Choice], doubts: list[Doubt]
) -> None:
    """Give a measured value its unit and its kind."""
    open_ = next((each for each in doubts if each.column == "value"), None)
    value = columns.pop("value", None) or (open_.options[0][1] if open_ else None)
    if value is None:
        return
    called = [header for header, found in mets.items()
              if any(each.concept == "unit_of_measure" for each in found)]  # fmt: skip
    measure = next(filter(partial(_names_units, look), called), None)
    by_header = "weight" in facets_of(value.headers[0])
    if called and measure is None and value.concept == "weight" and not by_header:
        return
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


def _names_units(look: Look, header: str) -> bool:
    return bool(read_words("unit", look.column(header))[0])


def settled(look: Look, tables: list[TableProposal]) -> Iterator[TableProposal]:
    """Yield the tables with what repeats, a weighing without what the incidents hold."""
    of_cases = next((each for each in tables if each.table == "incidents"), None)
    number = of_cases.columns.get("incident_id") if of_cases else None
    header = "".join(number.headers) if number is not None else ""
    cells = look.column(header) if header else []
    repeats = len(cells) - len(set(cells))
    for each in tables:
        if each.table == "incidents" and repeats:
            told = f"{repeats:,} of the rows looked at repeat a number of {shown(header)}"
            if len(set(cells)) < LEAST_CASES * len(cells):
                yield replace(each, remark=f"{told}: is it the number of a case?")
                continue
            yield replace(
                each,
                beside={"one_row_per": "incident_id"},
                remark=f"{told}, as where "
                "a row is a person, charge or item; the first row of each is the case",
            )
        elif each.table == "measurements" and of_cases and number:
            of_case = OF_A_CASE | ({"measured_at"} if _kind(each) == "speed" else set())
            kept = {name: choice for name, choice in each.columns.items() if name not in of_case}
            yield replace(each, columns=kept)
        else:
            yield each
