"""Which canonical tables does a file fill, and which of its columns fills which of theirs?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from tallystick.load.wording import shown
from tallystick.propose.choices import Choice, Open, choice_for, kind_of, with_unit
from tallystick.propose.composed import facets_of, mets_of
from tallystick.propose.concepts import FILLS, TELLING, Met
from tallystick.propose.figures import figures_of
from tallystick.propose.look import Look
from tallystick.propose.moments import by_values, decided_by_values, with_time
from tallystick.propose.null_words import with_null_words, without_null_words
from tallystick.propose.orders import in_one_order
from tallystick.propose.periods_found import of_periods
from tallystick.propose.proposals import Doubt, FileProposal, TableProposal
from tallystick.tables import canonical

ALONE = ("custody", "narratives", "postings", "officers", "persons", "targets", "reported_figures")
"""Tables whose files are no list of cases."""
OF_A_WEIGHING = ("incident_id", "exhibit_id", "unit_id", "officer_id", "substance_code",
                 "measured_at")  # fmt: skip
OF_OFFICERS = {"officers", "postings", "custody", "targets", "reported_figures"}
"""Tables that are told by their columns alone, whatever figures stand beside."""
OF_OTHERS = frozenset({"victim", "vehicle"})
MANY_COLUMNS = 3
"""As many columns of cases make a file with reports a list of cases too."""
LEAST_CASES = 0.3
"""The share of rows in which a number of a case must differ, where rows are parts of cases."""
SURE = 0.5
"""The score from which a header tells by itself what its column is."""
LESS_LIKELY, FILLED = 0.3, 0.95
"""What a less likely concept costs, and the share of rows that have the moment of their case."""
UNIQUE, CLOCK, DETAIL, MANY = 0.15, 0.04, 0.3, 60
"""What a number that never repeats, a time of day, or an area that is one of many adds."""

__all__ = ["Choice", "Doubt", "FileProposal", "TableProposal", "propose"]


def propose(look: Look, apart: Collection[str] = ()) -> FileProposal:
    """Return which tables the file may fill; none where no column tells.

    The columns named in `apart` are left out.
    """
    once = {header for header in look.header if header and look.header.count(header) == 1}
    told = look
    look, nulls = without_null_words(_without_totals(look))
    mets = {header: found for header, found in _mets(look) if header in once - set(apart)}
    tables = [each for name in FILLS if (each := _table(name, look, mets)) is not None]
    named = {each.table for each in tables}
    cases = next((each for each in tables if each.table == "incidents"), None)
    if not named & OF_OFFICERS and not _of_days(look, cases):
        figures = figures_of(look, mets)
        if figures is not None:
            return _file(told, [figures], nulls)
    whole = cases is not None and len(cases.columns) >= MANY_COLUMNS
    if named & (set(ALONE) - ({"narratives"} if whole else set())):
        tables = [each for each in tables if each.table != "incidents"]
    elif "incidents" in named:
        tables = [each for each in tables if not _is_of_scores(each)]
    return _file(told, [in_one_order(each) for each in _settled(look, tables)], nulls)


def _mets(look: Look) -> Iterator[tuple[str, list[Met]]]:
    """The concepts of each header, or else of the lower of its two rows of names."""
    for header, lower in zip(look.header, look.lower or look.header, strict=True):
        found = mets_of(header)
        if all(each.by_values for each in found) and not facets_of(header) & OF_OTHERS:
            known = {each.concept for each in found}
            found = found + [each for each in mets_of(lower) if each.concept not in known]
        yield header, found


def _without_totals(look: Look) -> Look:
    """The same without the rows that are called totals, whose cells are none of a record."""
    at = [(look.header.index(column), set(called)) for column, called in look.totals]
    kept = [row for row in look.rows if not any(row[k].strip() in called for k, called in at)]
    return replace(look, rows=tuple(kept)) if kept and len(kept) < len(look.rows) else look


def _file(
    look: Look, tables: list[TableProposal], nulls: dict[str, tuple[str, ...]]
) -> FileProposal:
    return FileProposal(look, tuple(with_null_words(each, nulls) for each in tables))


def _of_days(look: Look, cases: TableProposal | None) -> bool:
    """Whether rows are cases of a day each: of figures, days begin a month or a year."""
    when = None if cases is None else cases.columns.get("occurred_at")
    if cases is None or (when is None and not cases.doubts):
        return False
    return when is None or when.clock or len(when.headers) > 1 or not of_periods(look, when)


def _table(name: str, look: Look, mets: dict[str, list[Met]]) -> TableProposal | None:
    found = _assigned(name, look, mets)
    if name == "incidents" and "occurred_at" not in found:
        taken = {header for each in found.values() for header in each.headers}
        moment = by_values(look, mets, taken)
        found |= {"occurred_at": moment} if moment is not None else {}
    if name == "outcomes" and "decided_at" not in found:
        decided = decided_by_values(look, mets)
        found |= {"decided_at": decided} if decided is not None else {}
    if name == "incidents":
        found |= _number_made(found)
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


def _number_made(found: Mapping[str, Choice | Doubt]) -> dict[str, Choice | Doubt]:
    """A number made of the row, where the header tells when a case was and no number of it."""
    when = found.get("occurred_at")
    if "incident_id" in found or when is None or getattr(when, "score", 1.0) < SURE:
        return {}
    return {"incident_id": Choice((), {"row_number": True}, "no column numbers the cases, so that "
                                  "a number is made of the row")}  # fmt: skip


def _is_of_scores(table: TableProposal) -> bool:
    """Whether it measures a score, which beside cases is one of a geocoder or the like."""
    kind = table.columns.get("kind")
    return kind is not None and kind.mapping.get("constant") == "score"


def _tells(name: str, there: set[str], kind: str) -> bool:
    if name == "incidents":
        return len(there) > 1
    if name == "measurements" and kind in ("score", "speed"):
        return bool(there & set(OF_A_WEIGHING))
    return any(set(group) <= there for group in TELLING[name])


def _assigned(name: str, look: Look, mets: dict[str, list[Met]]) -> dict[str, Choice | Doubt]:
    """What fills each column: the surest pair of column and header first, no header twice."""
    ranked = sorted(_candidates(name, look, mets), key=lambda each: each[:3])
    if any(column == "occurred_at" and _is_filled(look, choice) for *_, column, choice in ranked):
        ranked = [each for each in ranked if each[3] != "occurred_at" or _is_filled(look, each[4])]
    found: dict[str, Choice | Doubt] = {}
    others: dict[str, list[str]] = {}
    taken: set[str] = set()
    for _, _, _, column, choice in ranked:
        if taken & set(choice.headers):
            continue
        if column in found:
            others.setdefault(column, []).append(shown(choice.headers[0]))
            continue
        found[column] = choice
        taken |= set(choice.headers)
    _moved(name, found, ranked)
    return {column: _with_others(each, others.get(column, [])) for column, each in found.items()}


def _moved(
    name: str,
    found: dict[str, Choice | Doubt],
    ranked: list[tuple[float, int, int, str, Choice | Doubt]],
) -> None:
    """Give a column that records need the header of one that they can do without."""
    for needed in set(canonical(name).required) - set(found):
        for *_, column, choice in ranked:
            holder = next((k for k, each in found.items() if each.headers == choice.headers), "")
            if column == needed and holder and holder not in canonical(name).required:
                del found[holder]
                found[needed] = choice
                break


def _with_others(choice: Choice | Doubt, others: list[str]) -> Choice | Doubt:
    if not others or isinstance(choice, Open):
        return choice
    also = f"could also be {', '.join(dict.fromkeys(others[:3]))}"
    return replace(choice, remark="; ".join(filter(None, [choice.remark, also])))


def _candidates(
    table: str, look: Look, mets: dict[str, list[Met]]
) -> Iterator[tuple[float, int, int, str, Choice | Doubt]]:
    """Each way to fill a column, with what it costs: less for surer words and better values."""
    for order, (column, concepts) in enumerate(FILLS[table].items()):
        for place, concept in enumerate(concepts):
            for header, found in mets.items():
                met = next((each for each in found if each.concept == concept), None)
                if met is None or (_weak(met) and not _goods(mets)):
                    continue
                choice = choice_for(table, column, look, header, met)
                if choice is not None:
                    cost = place * LESS_LIKELY - met.score - _better(column, look, choice)
                    yield cost, order, met.rank, column, choice


def _is_filled(look: Look, choice: Choice | Doubt) -> bool:
    return len(look.column(choice.headers[0])) >= FILLED * len(look.rows)


def _better(column: str, look: Look, choice: Choice | Doubt) -> float:
    """What values add: a number of a case that differs in each row, a time beside a day."""
    if column == "incident_id":
        cells = look.column(choice.headers[0])
        return UNIQUE * len(set(cells)) / len(cells)
    if column == "area_id":
        return DETAIL * min(1.0, len(set(look.column(choice.headers[0]))) / MANY)
    if column == "occurred_at":
        return CLOCK * getattr(choice, "clock", False)
    return 0.0


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


def _settled(look: Look, tables: list[TableProposal]) -> Iterator[TableProposal]:
    """Say what repeats, and leave to the incidents what a weighing need not hold itself."""
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
            kept = {name: choice for name, choice in each.columns.items()
                    if name not in ("unit_id", "officer_id")}  # fmt: skip
            yield replace(each, columns=kept)
        else:
            yield each
