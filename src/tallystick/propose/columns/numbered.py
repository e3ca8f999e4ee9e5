"""Does a column number the cases or people of a file, or time them, so that no row is a total?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met

LEAST_NUMBER, LONG_NUMBER, MANY_ROWS, NAMED, HALF = 0.4, 5, 50, 0.9, 0.5
MOSTLY, MIXED = 0.9, re.compile(r"[0-9](.*[^\W\d_]|-)|[^\W\d_].*[0-9]")
MANY_TIMES = 100
"""More times of day than quarters of hours, by which totals are told, make rows cases."""


def numbers_each_row(look: Look, mets: Mapping[str, list[Met]]) -> bool:
    """Return whether a number of a case differs in each of many rows, which then are no totals.

    In half of them will do where its header names it and it has letters or dashes: *CV-2019-77*.
    A number of a person that its header names, and times of day by the minute, tell as much.
    """
    return len(look.rows) >= MANY_ROWS and (
        any(
            _numbers(look, header, each) for header, found in mets.items() for each in found
        )
        or any(_times(look, header) for header in mets)
    )  # fmt: skip


def _numbers(look: Look, header: str, met: Met) -> bool:
    least = {"incident_id": LEAST_NUMBER, "person_id": NAMED}.get(met.concept)
    if least is None or met.score < least:
        return False
    cells = set(look.column(header))
    half = met.concept == "incident_id" and met.score >= NAMED and are_mixed(cells)
    enough = len(cells) >= len(look.rows) * (HALF if half else 1)
    return enough and sum(map(len, cells)) >= LONG_NUMBER * len(cells)


def _times(look: Look, header: str) -> bool:
    """Whether a header tells of a time, and its cells are so many that they are minutes."""
    if not {"time", "datetime"} & facets_of(header):
        return False
    cells = look.column(header)
    if len(set(cells)) < MANY_TIMES:
        return False
    read = read_dates(cells)
    return read is not None and read.kind == "time"


def are_mixed(cells: set[str]) -> bool:
    """Return whether cells have letters or a dash among digits, as numbers of cases do."""
    mixed = sum(bool(MIXED.search(cell)) for cell in cells)
    return mixed >= MOSTLY * len(cells)
