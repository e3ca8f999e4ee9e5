"""The ways to fill the columns of a table, and which of them are taken: the surest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tallystick.load.wording import shown
from tallystick.propose.columns.choices import Choice, Open, choice_for
from tallystick.propose.columns.proposals import Doubt
from tallystick.propose.columns.whose import is_of_a_home, is_of_a_victim
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import FILLS, Met
from tallystick.propose.headers.folded import tokens
from tallystick.propose.people.staff import is_rank
from tallystick.tables import canonical

BY_NAME, FEW_NUMBERED, WIDE_UNIT = 0.4, 0.2, 0.05
LESS_LIKELY, FILLED = 0.3, 0.6
"""What a less likely concept costs, and the share of rows that have the moment of their case."""
UNIQUE, CLOCK, DETAIL, MANY, KNOWN = 0.15, 0.04, 0.15, 60, 0.25
"""What a number that never repeats, a time of day, an area that is one of many, or known words
of what began a case add."""
LETTER, SENT = 0.2, 0.1
"""What a unit or an area of one letter, and a *timestamp* beside another day, lose."""
MOSTLY, SERIES, LEAST_SERIES = 0.5, 0.15, 3
"""What a group loses that is of the first of so many people listed side by side: *Race1*."""
FILLED_NUMBERS = 0.1
"""The share of rows in which a number of cases must stand."""
SIZES = {"hood": 0.2, "wide": 0.3, "ballot": 0.3}
"""What an area loses that is smaller than a beat, larger than a municipality, or one of voters."""
TOWNS, LEAST_CELLS, LEAST_TOWNS = frozenset({"city", "town", "municipality"}), 30, 8
OF_A_BODY = frozenset({"sex", "age", "race"})
"""What stands beside the weight of a person."""
LATER, SECOND = 0.06, re.compile(r"(?<![0-9])[2-9](?![0-9])")
"""What a second of several columns of a kind costs: *Offense 2*."""
NO_AUTHORS = frozenset({"responding", "assisting", "reviewing", "approving", "supervising",
                        "supervisor", "assigned", "investigating"})  # fmt: skip
BESIDE_OTHERS = {
    "person_id": frozenset({"race", "sex", "age", "subject", "arrest", "offense"}),
    "weight": frozenset({"substance", "unit_of_measure", "exhibit_id"}),
    "officer_id": frozenset({"officer"}),
    "badge": frozenset({"officer"}),
}
"""What must be told beside a header that may as well be money, or a number of anybody."""


def assigned(name: str, look: Look, mets: dict[str, list[Met]]) -> dict[str, Choice | Doubt]:
    """Return what fills each column: the surest pair of column and header first, none twice."""
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
                if met is None or not _told(met, mets) or _no_author(column, header):
                    continue
                if _is_of_others(column, look, header):
                    continue
                if (table, column) == ("incidents", "incident_id") and _is_rare(look, header):
                    continue
                if column == "officer_id" and met.concept == "incident_id" and _of_case(header):
                    continue
                if (column, met.concept) == ("incident_id", "person_id") and _repeats(look, header):
                    continue
                if column == "rank" and not is_rank(header, look.column(header)):
                    continue
                choice = choice_for(table, column, look, header, met)
                if choice is not None:
                    cost = place * LESS_LIKELY - met.score - _better(column, look, choice)
                    cost += LATER * bool(SECOND.search(header)) + _doubtful(column, look, header)
                    cost += SERIES * (column == "subject_group" and _is_of_a_series(look, header))
                    yield cost, order, met.rank, column, choice


def _is_of_others(column: str, look: Look, header: str) -> bool:
    """Whether a place is the only one or somebody's home, or a group that of a victim."""
    if column in ("area_id", "unit_id"):
        return is_of_a_home(look, header) or (column == "area_id" and _one_town(look, header))
    return column == "subject_group" and is_of_a_victim(look, header)


def _are_letters(cells: list[str]) -> bool:
    """Whether most cells are one letter, which tells of a kind as well as of a name."""
    return sum(len(cell) == 1 and cell.isalpha() for cell in cells) > MOSTLY * len(cells)


def _is_of_a_series(look: Look, header: str) -> bool:
    """Whether a numbered header is one of several that differ by their number alone."""
    words = header.rstrip("0123456789")
    alike = [each for each in look.header if each.rstrip("0123456789") == words]
    return words != header and len(alike) >= LEAST_SERIES


def _of_case(header: str) -> bool:
    """Whether a header says that it numbers cases, so that it numbers no officers."""
    return bool(facets_of(header) & {"case", "stop", "arrest", "force", "seizure"})


def _repeats(look: Look, header: str) -> bool:
    """Whether a number stands in several rows, so that as one of people it numbers no decision."""
    cells = look.column(header)
    return len(set(cells)) < len(cells)


def _is_rare(look: Look, header: str) -> bool:
    """Whether most rows have no cell, so that what stands in others numbers something else."""
    return len(look.column(header)) < FILLED_NUMBERS * len(look.rows)


def _is_filled(look: Look, choice: Choice | Doubt) -> bool:
    return len(look.column(choice.headers[0])) >= FILLED * len(look.rows)


def _better(column: str, look: Look, choice: Choice | Doubt) -> float:
    """What values add: a number of a case that differs in each row, a time beside a day."""
    if column == "incident_id":
        cells = look.column(choice.headers[0])
        return UNIQUE * len(set(cells)) / len(cells)
    if column == "area_id":
        header = choice.headers[0]
        less = sum(cost for facet, cost in SIZES.items() if facet in facets_of(header))
        less += LETTER * _are_letters(look.column(header))
        return DETAIL * min(1.0, len(set(look.column(header))) / MANY) - less
    if column == "origin":
        return KNOWN
    if column == "occurred_at":
        sent = tokens(choice.headers[0]) == ("timestamp",)
        return CLOCK * getattr(choice, "clock", False) - SENT * sent
    if column == "sentence_months":
        return DETAIL * ("month" in facets_of(choice.headers[0]))
    if column == "unit_id":
        return -LETTER * _are_letters(look.column(choice.headers[0]))
    return 0.0


def _doubtful(column: str, look: Look, header: str) -> float:
    """What names of officers cost, which may be those of several, and a unit of a whole region."""
    if column in ("officer_id", "author_id"):
        cells = look.column(header)
        numbered = sum(any(map(str.isdigit, cell)) for cell in cells)
        return BY_NAME * (numbered < FEW_NUMBERED * len(cells))
    return WIDE_UNIT * (column == "unit_id" and "wide" in facets_of(header))


def _no_author(column: str, header: str) -> bool:
    """Whether an author is wanted, and `header` is of badges or of an officer of another task."""
    if column != "author_id":
        return False
    return "badge" in facets_of(header) or bool(NO_AUTHORS & set(tokens(header)))


def _one_town(look: Look, header: str) -> bool:
    """Whether a column is of states, or of so few towns that it tells where an agency is alone."""
    cells, words = look.column(header), set(tokens(header))
    return "state" in words or (
        bool(TOWNS & words) and len(cells) >= LEAST_CELLS and len(set(cells)) < LEAST_TOWNS
    )


def _told(met: Met, mets: dict[str, list[Met]]) -> bool:
    """Whether the other columns tell that a header such as *amount* or *tax id* is meant so."""
    beside = BESIDE_OTHERS.get(met.concept)
    if beside is None or (not met.by_values and met.concept != "weight"):
        return True
    known = {each.concept for found in mets.values() for each in found}
    facets = frozenset[str]().union(*map(facets_of, mets))
    told = bool(beside & (known | facets))
    return told or (not met.by_values and not facets & OF_A_BODY)
