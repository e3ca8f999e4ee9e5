"""Are the rows of a file people or cases, one by one, so that they are no totals?"""

from __future__ import annotations

from collections.abc import Mapping

from tallystick.propose.columns.numbered import numbers_each_row
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met

OF_PERIODS = frozenset({"year", "month", "quarter", "week"})
"""Facets of numbers of periods, which are no counts."""


def lists_each(look: Look, mets: Mapping[str, list[Met]]) -> bool:
    """Return whether each row is a case with its number, or a person."""
    return numbers_each_row(look, mets) or lists_people(look, mets)


def lists_people(look: Look, mets: Mapping[str, list[Met]]) -> bool:
    """Return whether each row is a person with part, sex and age, and none counts two.

    Of totals by part, sex and age, some count more than one.
    """
    told = {header: facets_of(header) for header in mets if look.column(header)}
    role = any(each.concept == "role" for header in told for each in mets[header])
    counts = [set(look.column(header)) for header, facets in told.items()
              if "count" in facets and not facets & OF_PERIODS]  # fmt: skip
    return (
        role and {"sex", "age"} <= frozenset[str]().union(*told.values())
        and all(cells == {"1"} for cells in counts)
    )  # fmt: skip
