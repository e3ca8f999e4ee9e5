"""Whether the values of a column can be what a text column of a table holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallystick.propose.code_words import meaning_of
from tallystick.propose.values import read_dates

LEAST_ROWS = 30
LONGEST = {"incident_id": 60, "officer_id": 80, "badge": 40, "unit_id": 120, "area_id": 120,
           "subject_group": 80, "substance_code": 120, "offense_code": 400}  # fmt: skip
DECIMAL = re.compile(r"-?[0-9]+[.,][0-9]+")
LEAST_WORDS, LONG_TEXT, LEAST_DIGITS = 4, 200, 0.8
LEAST_NUMBERS, MOST_UNITS, MOST_OFFENCES, MOST_GROUPS = 0.2, 0.5, 0.8, 60
REPEATS = ("unit_id", "area_id", "subject_group", "substance_code", "offense_code", "search_basis")


def plausible(name: str, cells: Sequence[str]) -> bool:
    """Whether `cells`, which are filled, may be the text column called `name`.

    A number of a case has digits and differs in a fifth of rows at least; units, areas, groups, substances and
    offences repeat; none of them is a date, a yes or no, or a measured number. A report has several
    words and differs from most others.
    """
    first = list(cells[:2_000])
    different = set(first)
    if name == "text":
        words = sum(len(cell.split()) for cell in first)
        differ = len(different) >= MOST_UNITS * len(first)
        return max(map(len, first)) > LONG_TEXT or (differ and words >= LEAST_WORDS * len(first))
    if name not in LONGEST:
        return True
    if sum(len(cell) > LONGEST[name] for cell in first) > 0.02 * len(first):
        return False
    if _yes_or_no(different) or sum(bool(DECIMAL.fullmatch(c)) for c in first) > 0.5 * len(first):
        return False
    if name != "incident_id" and read_dates(first) is not None and not _small(different):
        return False
    if name == "incident_id" and sum(any(c.isdigit() for c in each) for each in first) < (
        LEAST_DIGITS * len(first)
    ):
        return False
    if len(first) < LEAST_ROWS:
        return True
    if name == "incident_id":
        return len(different) >= LEAST_NUMBERS * len(first)
    if name == "subject_group":
        return len(different) <= MOST_GROUPS
    most = MOST_OFFENCES if name == "offense_code" else MOST_UNITS
    return name not in REPEATS or len(different) <= most * len(first)


def _yes_or_no(different: set[str]) -> bool:
    alone = len(different) == 1 and next(iter(different)).isdigit()
    return not alone and all(meaning_of("search_conducted", cell) for cell in different)


def _small(different: set[str]) -> bool:
    """Whether all are numbers of at most four digits, which `%H` and the like read as times."""
    return all(cell.isdigit() and len(cell) <= 4 for cell in different)
