"""Officers beside the one of a case: a second officer, several of one case, those complained of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tallystick.load.wording import shown
from tallystick.propose.cells.values import ENOUGH
from tallystick.propose.columns.choices import Choice, choice_for
from tallystick.propose.columns.proposals import TableProposal
from tallystick.propose.columns.roles import against_officers, may_be_accused, of_subjects
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

LEAST_SCORE = 0.5
NO_NUMBER = frozenset({"badge", "name"})
"""Facets of what names an officer and may change hands, or be that of several."""
KEY = ["record_id", "officer_id", "role"]
CASE = {"record_id": "incident_id", "unit_id": "unit_id", "occurred_at": "occurred_at",
        "area_id": "area_id"}  # fmt: skip
"""What each named officer takes from the case, and the column of the case that holds it."""
NEEDED = CASE.keys() - {"area_id"}
NO_OWN_UNIT = "the unit of the case: no column tells that of each officer"


def named_officers(
    look: Look, mets: Mapping[str, list[Met]], cases: TableProposal
) -> Iterator[TableProposal]:
    """Yield the officers of each case, where the file tells of more than its table of cases holds.

    Nothing where the number, the unit or the moment of a case is open: a named officer needs all.
    Nor are officers named by badges or names, which may be those of several.
    """
    case = {name: cases.columns[own] for name, own in CASE.items() if own in cases.columns}
    first = cases.columns.get("officer_id")
    if first is None or len(first.headers) != 1 or not set(case) >= NEEDED:
        return
    header = first.headers[0]
    accused = against_officers(look)
    if facets_of(header) & NO_NUMBER:
        return
    others = [each for each in mets if _is_sibling(header, each) and _is_officer(look, mets, each)]
    several = others or (of_subjects(look) and _differ(look, cases, header))
    if not may_be_accused(header) or not (accused or several):
        return
    role = "complained_of" if accused else "attending"
    why = "the file is of complaints" if accused else "the officers of a case attend it"
    fixed = case | {"role": Choice((), {"constant": role}, why)}
    own_units = {each: unit for each in others
                 if (unit := _own_unit(look, mets, case["unit_id"], header, each))}  # fmt: skip
    alike = [header, *(each for each in others if each not in own_units)]
    yield _block(look, fixed, alike, first)
    for each, unit in own_units.items():
        yield _block(look, fixed | {"unit_id": unit}, [each], first)


def without_accused(look: Look, cases: TableProposal) -> TableProposal:
    """Return the cases of a file of complaints without the officer, who made none of them."""
    made = cases.columns.get("officer_id")
    if made is None or not against_officers(look) or not may_be_accused(made.headers[0]):
        return cases
    left = {name: each for name, each in cases.columns.items() if name != "officer_id"}
    return replace(cases, columns=left)


def _block(
    look: Look, fixed: Mapping[str, Choice], headers: list[str], first: Choice
) -> TableProposal:
    if len(headers) > 1:
        fixed = {**fixed, "unit_id": replace(fixed["unit_id"], remark=NO_OWN_UNIT)}
    names = _free_name(look, "place"), _free_name(look, "officer")
    wide = {"columns": headers, "names_to": names[0], "values_to": names[1]}
    why = f"{', '.join(map(shown, headers))}: one record for each officer named"
    officer = Choice(tuple(headers), {"column": names[1]}, why, score=first.score)
    columns = {"record_id": fixed["record_id"], "officer_id": officer, **fixed}
    beside: dict[str, Any] = {"wide": wide, "one_row_per": KEY}
    return TableProposal("named_officers", columns, beside=beside)


def _free_name(look: Look, name: str) -> str:
    while name in look.header:
        name += "_"
    return name


def _apart(header: str) -> tuple[str, tuple[str, ...]]:
    """A header without its digits, and these: ``ofcr2_serl_nbr`` is of a second officer."""
    parts = " ".join(tokens(header))
    return re.sub(r"\d+", "", parts), tuple(re.findall(r"\d+", parts))


def _is_sibling(header: str, other: str) -> bool:
    (words, digits), (others, other_digits) = _apart(header), _apart(other)
    return words == others and digits != other_digits and bool(other_digits)


def _is_officer(look: Look, mets: Mapping[str, list[Met]], header: str) -> bool:
    met = next((each for each in mets[header] if each.concept == "officer_id"), None)
    if met is None or met.score < LEAST_SCORE or facets_of(header) & NO_NUMBER:
        return False
    return choice_for("incidents", "officer_id", look, header, met) is not None


def _own_unit(
    look: Look, mets: Mapping[str, list[Met]], unit: Choice, first: str, other: str
) -> Choice | None:
    """The unit of another officer, in the column with that officer's digits."""
    if len(unit.headers) != 1:
        return None
    wanted = _apart(other)[1]
    for header in mets:
        fits = _is_sibling(unit.headers[0], header) and _apart(header)[1] == wanted
        if fits and _is_given(look, other, header):
            why = f"the unit of the officer of {shown(other)}"
            return replace(unit, headers=(header,), mapping=unit.mapping | {"column": header},
                           why=why, remark="")  # fmt: skip
    return None


def _is_given(look: Look, officer: str, unit: str) -> bool:
    """Whether rows that name the officer name the unit too, but for a few."""
    at, there = look.header.index(officer), look.header.index(unit)
    named = [row[there].strip() for row in look.rows if row[at].strip()]
    return sum(map(bool, named)) >= ENOUGH * len(named)


def _differ(look: Look, cases: TableProposal, header: str) -> bool:
    """Whether rows of one case name several officers."""
    number = cases.columns.get("incident_id")
    if number is None or len(number.headers) != 1:
        return False
    at, there = look.header.index(number.headers[0]), look.header.index(header)
    named: dict[str, set[str]] = {}
    for row in look.rows:
        if row[at].strip() and row[there].strip():
            named.setdefault(row[at].strip(), set()).add(row[there].strip())
    return any(len(each) > 1 for each in named.values())
