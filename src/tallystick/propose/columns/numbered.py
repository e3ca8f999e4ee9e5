"""Does a column number the cases of a file, so that its rows are no totals?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tallystick.propose.files.look import Look
from tallystick.propose.headers.concepts import Met

LEAST_NUMBER, LONG_NUMBER, MANY_ROWS, NAMED, HALF = 0.4, 5, 50, 0.9, 0.5
MOSTLY, MIXED = 0.9, re.compile(r"[0-9](.*[^\W\d_]|-)|[^\W\d_].*[0-9]")


def numbers_each_row(look: Look, mets: Mapping[str, list[Met]]) -> bool:
    """Return whether a number of a case differs in each of many rows, which then are no totals.

    In half of them will do where its header names it and it has letters or dashes: *CV-2019-77*.
    """
    return len(look.rows) >= MANY_ROWS and any(
        each.concept == "incident_id" and each.score >= LEAST_NUMBER
        and len(cells := set(look.column(header)))
        >= len(look.rows) * (HALF if each.score >= NAMED and _are_mixed(cells) else 1)
        and sum(map(len, cells)) >= LONG_NUMBER * len(cells)
        for header, found in mets.items() for each in found
    )  # fmt: skip


def _are_mixed(cells: set[str]) -> bool:
    """Whether cells have letters or a dash among digits, as numbers of cases do."""
    mixed = sum(bool(MIXED.search(cell)) for cell in cells)
    return mixed >= MOSTLY * len(cells)
