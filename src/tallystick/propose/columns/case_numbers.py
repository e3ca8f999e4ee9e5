"""The number of a case where no header tells one: by its cells alone, or made of the row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping

from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.columns.choices import Choice, Open
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

LEAST_CELLS, DIFFERENT, ONE_SHAPE, LEAST_SIGNS = 30, 0.98, 0.8, 5
BY_SHAPE = 0.3
MAY_BE = frozenset({"number", "case", "plain", "occurred", "stop", "force", "arrest", "code"})
"""Facets that the header of such a number may have."""
RUNNING = frozenset({"unique", "seq", "sequence", "key"})
"""Words of headers under which plain numbers of any length are those of the rows."""
CITATION = re.compile(r"cit[ _.]?(no|nbr|num|number|id|#)[.#]?", re.IGNORECASE)
"""A header that as a number of each row is of citations, and else of citizens."""
MIXED = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9 /_-]*")
WHOLE = re.compile("[0-9]+")
SURE = 0.5
"""The score from which a header tells by itself when a case was."""
ROW_NUMBER = Choice((), {"row_number": True},
                    "no column numbers the cases, so that a number is made of the row")  # fmt: skip


def number_made(
    look: Look, mets: Mapping[str, list[Met]], found: Mapping[str, Choice | Open]
) -> dict[str, Choice | Open]:
    """Return a number told by cells, or made of the row, where `found` has none beside a day."""
    when = found.get("occurred_at")
    if "incident_id" in found or when is None:
        return {}
    taken = {header for each in found.values() for header in each.headers}
    if (told := _by_shape(look, mets, taken)) is not None:
        return {"incident_id": told}
    return {"incident_id": ROW_NUMBER} if getattr(when, "score", 1.0) >= SURE else {}


def _by_shape(look: Look, mets: Mapping[str, list[Met]], taken: Collection[str]) -> Choice | None:
    """The first column whose cells differ, and are digits in one common shape.

    A header that tells another thing, or of people, places, money or days, keeps its column from
    being one, and so does none; plain numbers must be of one length, or called *unique* or so.
    """
    for header, found in mets.items():
        if header in taken or look.is_nameless(header):
            continue
        if not CITATION.fullmatch(header) and (
            facets_of(header) - MAY_BE
            or any(each.concept != "incident_id" and not each.by_values for each in found)
        ):
            continue
        cells = look.column(header)
        if len(cells) < max(LEAST_CELLS, DIFFERENT * len(look.rows)):
            continue
        if len(set(cells)) >= DIFFERENT * len(cells) and _numbers(header, cells):
            why = "its values all differ and have one shape, and no header tells a number"
            return Choice((header,), {"column": header}, why, score=BY_SHAPE, concept="incident_id")
    return None


def _numbers(header: str, cells: list[str]) -> bool:
    if RUNNING & set(tokens(header)) and all(map(WHOLE.fullmatch, cells)):
        return True
    shapes = Counter(_shape(each) for each in cells)
    common, times = shapes.most_common(1)[0]
    return (
        times >= ONE_SHAPE * len(cells)
        and len(common) >= LEAST_SIGNS
        and all(map(MIXED.fullmatch, cells))
        and read_dates(cells) is None
    )


def _shape(cell: str) -> str:
    return re.sub("[0-9]", "9", re.sub("[A-Za-z]", "A", cell))
