"""Lists of staff: who holds which rank, and who serves or served in which unit."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from tallystick.load.wording import shown
from tallystick.propose.cells.day_numbers import dates_of
from tallystick.propose.columns.choices import Choice, choice_for
from tallystick.propose.columns.proposals import TableProposal
from tallystick.propose.columns.roles import COMPLAINTS
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

RANKS = Path(__file__).parent / "ranks.csv"
LEAST_RANKS, LEAST_FILLED = 0.2, 0.3
SAYS_RANK = frozenset({"rank", "ranks", "rango", "grado", "jerarquía", "patente", "grade",
                       "dienstgrad", "звание", "шен", "posto", "graduação"})  # fmt: skip
"""Words that only a rank is called; a *title* or a *position* may be any other."""
OF_CASES = frozenset({"offense", "search", "victim", "contraband", "substance", "force", "stop",
                      "arrest", "court", "seizure"})  # fmt: skip
"""Facets that a list of staff has none of."""
NUMBERS = ("officer_id", "person_id", "badge", "incident_id")
"""Concepts of what numbers one of the staff, the surest first."""
OF_OTHERS = frozenset({"unit", "place", "area", "victim", "subject", "offense"})
LEAST_NAMES = 0.98
BY_NAME = "no column numbers the officers: they go by name, and two of the same name count as one"
SERVICE = {"from_date": frozenset({"start", "started", "from", "begin", "began"}),
           "to_date": frozenset({"end", "ended", "until", "to"})}  # fmt: skip
CAREERS = {
    "from_date": frozenset({"hire", "hired", "employed", "appointed", "appointment"}),
    "to_date": frozenset({"separation", "separated", "terminated", "termination", "left"}),
}
"""Words of when service began and ended, in a unit or with an agency; the day of hiring alone is
none of a unit's."""


def is_rank(header: str, cells: Collection[str]) -> bool:
    """Whether the column holds ranks: its header says so, or a fifth of its cells name one."""
    if SAYS_RANK & set(tokens(header)):
        return True
    named = sum(bool(_ranks() & set(tokens(cell))) for cell in cells)
    return bool(cells) and named >= LEAST_RANKS * len(cells)


@cache
def _ranks() -> frozenset[str]:
    with RANKS.open(encoding="utf-8", newline="") as file:
        return frozenset(word for row in csv.DictReader(file) for word in row["words"].split())


def staff(
    look: Look, mets: Mapping[str, list[Met]], tables: Collection[TableProposal]
) -> list[TableProposal]:
    """Return officers and postings that a list of staff fills beside what `tables` hold of them.

    A list of staff has a column of ranks, or the beginning and end of service in a unit; a number
    of each; and no offence, search or other thing of a case.
    """
    facets = frozenset[str]().union(*map(facets_of, mets))
    found = {each.table: each for each in tables}
    rank = next((each for each in mets if _may_be_rank(mets, each)
                 and is_rank(each, look.column(each))), "")  # fmt: skip
    times = _times(look, mets)
    if facets & OF_CASES or COMPLAINTS & {word for each in mets for word in tokens(each)}:
        return []
    if not (rank or len(times) == len(SERVICE)):
        return []
    number = _first(look, mets, "officer_id", NUMBERS, {rank}) or _by_name(look, mets)
    if number is None:
        return []
    unit = _first(look, mets, "unit_id", ("unit",), {rank, *number.headers})
    made = []
    if rank and "officers" not in found:
        held = Choice((rank,), {"column": rank}, f"{shown(rank)} holds ranks", concept="rank")
        beside = {"one_row_per": ["officer_id"]} if _repeats(look, number) else {}
        made.append(TableProposal("officers", {"officer_id": number, "rank": held}, beside=beside))
    if unit is not None and "postings" not in found:
        made.append(TableProposal("postings", {"officer_id": number, "unit_id": unit, **times}))
    return made


def _by_name(look: Look, mets: Mapping[str, list[Met]]) -> Choice | None:
    """The names of a list of staff without numbers, of which nearly all differ."""
    names = tuple(each for each in mets if "name" in facets_of(each) and look.column(each)
                  and not facets_of(each) & OF_OTHERS)  # fmt: skip
    if not names:
        return None
    if len(set(_keys(look, names))) < LEAST_NAMES * len(look.rows):
        return None
    told = {"column": names[0]} if len(names) == 1 else {"columns": list(names)}
    return Choice(names, told, BY_NAME)


def _may_be_rank(mets: Mapping[str, list[Met]], header: str) -> bool:
    named = any(each.concept == "rank" for each in mets[header])
    return named or ("rank" in facets_of(header) and not facets_of(header) & {"money", "number"})


def _repeats(look: Look, number: Choice) -> bool:
    keys = _keys(look, number.headers)
    return len(set(keys)) < len(keys)


def _keys(look: Look, headers: Sequence[str]) -> list[tuple[str, ...]]:
    """What the columns hold in each row that fills any of them."""
    places = [look.header.index(each) for each in headers]
    rows = (tuple(row[at].strip() for at in places) for row in look.rows)
    return [each for each in rows if any(each)]


def _first(
    look: Look, mets: Mapping[str, list[Met]], column: str, concepts: Collection[str],
    taken: Collection[str],
) -> Choice | None:  # fmt: skip
    for concept in concepts:
        for header, mets_of_it in mets.items():
            met = next((each for each in mets_of_it if each.concept == concept), None)
            if met is None or header in taken:
                continue
            if len(look.column(header)) < LEAST_FILLED * len(look.rows):
                continue
            choice = choice_for("postings", column, look, header, met)
            if isinstance(choice, Choice):
                return choice
    return None


def _times(look: Look, mets: Mapping[str, list[Met]]) -> dict[str, Choice]:
    """When each served: of a career, both of its days or none."""
    served, career = (
        {column: day for column, words in each.items()
         if (day := _day(look, mets, column, words)) is not None}
        for each in (SERVICE, CAREERS)
    )  # fmt: skip
    return career if not served and len(career) == len(CAREERS) else served


def _day(
    look: Look, mets: Mapping[str, list[Met]], column: str, words: frozenset[str]
) -> Choice | None:
    """The only column of dates whose header has one of `words`."""
    told = [each for each in mets if words & set(tokens(each)) and look.column(each)
            and dates_of(each, look.column(each)) is not None]  # fmt: skip
    if len(told) != 1:
        return None
    met = Met(column, 1.0, f"{shown(told[0])} says so")
    found = choice_for("postings", column, look, told[0], met)
    return found if isinstance(found, Choice) else None
