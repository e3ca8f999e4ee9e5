"""The tables of people and officers that stand beside the cases of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tallystick.propose.cases.verdicts import in_parts
from tallystick.propose.columns.choices import Choice
from tallystick.propose.columns.proposals import TableProposal
from tallystick.propose.files.look import Look
from tallystick.propose.headers.concepts import Met
from tallystick.propose.people.crews import named_officers, without_accused
from tallystick.propose.times.duty_times import duties

KEYS = {"involvements": ["incident_id", "person_id", "role"], "persons": ["person_id"]}
"""What tells the records apart where a row is a charge or a thing of the same person."""


def with_people(
    look: Look, mets: Mapping[str, list[Met]], tables: list[TableProposal]
) -> list[TableProposal]:
    """Return the tables of a file with those of its officers, each record of a person once.

    Who is charged in a list of decisions has no role beside it but where a column tells one.
    """
    return list(_with_people(look, mets, tables))


def _with_people(
    look: Look, mets: Mapping[str, list[Met]], tables: list[TableProposal]
) -> Iterator[TableProposal]:
    charged = any(each.table == "outcomes" and "person_id" in each.columns for each in tables)
    for each in tables:
        if charged and each.table == "involvements" and not _has_roles(each):
            continue
        if each.table == "incidents":
            yield without_accused(look, each)
            yield from named_officers(look, mets, each)
        elif each.table in KEYS and _repeats(look, each):
            yield replace(each, beside={"one_row_per": KEYS[each.table]})
        elif each.table == "outcomes" and (apart := in_parts(look)):
            yield replace(each, remark=f"{', '.join(apart)} give one sentence in parts, which "
                          "nothing adds: make one column of months")  # fmt: skip
        else:
            yield each
    officer = next((each.columns.get("officer_id") for each in tables
                    if each.table == "officers"), None)  # fmt: skip
    if isinstance(officer, Choice) and (found := duties(look, mets, officer)) is not None:
        yield found


def _has_roles(table: TableProposal) -> bool:
    role = table.columns.get("role")
    return role is not None and bool(role.headers)


def _repeats(look: Look, table: TableProposal) -> bool:
    cells = look.column(table.columns["person_id"].headers[0])
    return len(set(cells)) < len(cells)
