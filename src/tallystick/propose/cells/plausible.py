"""Whether the values of a column can be what a text column of a table holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from tallystick.propose.cells.code_words import meaning_of
from tallystick.propose.cells.date_readings import read_dates

LEAST_ROWS = 30
LONGEST = {"incident_id": 64, "officer_id": 80, "person_id": 80, "badge": 40, "unit_id": 120,
           "area_id": 120, "subject_group": 80, "substance_code": 120,
           "offense_code": 400}  # fmt: skip
DIGIT = re.compile("[0-9]")
DECIMAL = re.compile(r"-?[0-9]+[.,][0-9]+")
LEAST_WORDS, LONG_TEXT, LEAST_DIGITS = 4, 200, 0.8
PLATE = re.compile(r"[0-9]{4}[ -]?[B-DF-HJ-NP-TV-Z]{3}|[A-Z]{1,2}[ -]?[0-9]{4}[ -]?[A-Z]{1,2}"
                   r"|[A-Z]{3}[ -]?[0-9][A-Z0-9][0-9]{2}"
                   r"|[A-Z]{3}[ -]?[0-9]{2,3}[*A-Z]?")  # fmt: skip
"""Plates of Spain, Brazil and Mexico, where *matrícula* and *placa* are of officers too."""
OF_RACE_AND_SEX = re.compile("[WBHAIOUP] ?[/-]? ?[MF]")
OF_SEVERAL = re.compile(f"{OF_RACE_AND_SEX.pattern}([,;] ?{OF_RACE_AND_SEX.pattern})*")
"""A code of the race and sex of a person, and those of several in one cell."""
LEAST_DIFFERENT = {"incident_id": 0.2, "person_id": 0.05}
MOST_UNITS, MOST_OFFENCES, MOST_GROUPS = 0.5, 0.8, 60
POLICE = frozenset({"police", "pd", "police department", "police dept"})
"""What names no unit where it is all that stands in its column."""
LEAST_PERSON = 3
"""The signs of the longest number of a person; shorter ones count those of one case."""
MOST_OF_ONE, MOST_GRADES = 0.98, 0.8
GRADE = re.compile(
    r"[mflicvp][0-9]?|part ?([12]|i{1,2})|not coded|criminal|civil|traffic|state( law)?"
    r"|(non[ -]?)?violent"
    r"|(class )?[abc1-5]?[ -]*(gross |petty )?(felony|fel|misdemeanor|misd?|infraction"
    r"|violation|ordinance|petty offense|other)( [a-e1-5])?"
    r"|(crimes?|offenses?) against (a )?(persons?|people|property|society|public order)"
    r"|code of \w+|(local|city|county|municipal) ordinance"
)
"""How grave an offence is, or whose law it breaks; not which it is."""
HURT = frozenset({"injury", "injured", "uninjured", "injuries", "unhurt", "hospitalized"})
REPEATS = ("unit_id", "area_id", "subject_group", "substance_code", "offense_code", "search_basis")


def plausible(name: str, cells: Sequence[str]) -> bool:
    """Whether `cells`, which are filled, may be the text column called `name`.

    A number of a case has digits and differs in a fifth of rows at least; units, areas, groups,
    substances and offences repeat; none of them is a date, a yes or no, or a measured number. A
    report has several words and differs from most others; a statute has a digit, and an officer is
    no number plate and no injury.
    """
    first = list(cells[:2_000])
    different = set(first)
    if name == "text":
        words = sum(len(cell.split()) for cell in first)
        differ = len(different) >= MOST_UNITS * len(first)
        return max(map(len, first)) > LONG_TEXT or (differ and words >= LEAST_WORDS * len(first))
    if name == "statute":
        return _share(DIGIT.search, first) >= 0.5
    return name not in LONGEST or (
        not _is_something_else(name, first, different)
        and (len(first) < LEAST_ROWS or _repeats_as(name, len(different), len(first)))
        and not (name == "area_id" and len(first) >= LEAST_ROWS and _mostly_one(first))
    )


def _is_something_else(name: str, first: Sequence[str], different: set[str]) -> bool:
    """Whether cells are too long, measures, dates, yes and no, plates, or words for a number."""
    return (
        sum(len(cell) > LONGEST[name] for cell in first) > 0.02 * len(first)
        or _yes_or_no(different)
        or _share(DECIMAL.fullmatch, first) > 0.5
        or (name in ("officer_id", "badge") and _share(PLATE.fullmatch, first) > 0.5)
        or (name in ("officer_id", "badge") and _share(OF_SEVERAL.fullmatch, first) > 0.5)
        or (name == "person_id" and len(first) >= LEAST_ROWS and _counts_few(different))
        or (name == "unit_id" and {each.casefold() for each in different} <= POLICE)
        or (name in ("officer_id", "badge") and _share(_says_hurt, first) > 0.5)
        or (name == "offense_code" and _share(_is_grade, first) > MOST_GRADES)
        or (name == "incident_id" and _share(DIGIT.search, first) < LEAST_DIGITS)
        or (name != "incident_id" and read_dates(first) is not None and not _small(different))
    )


def _counts_few(different: set[str]) -> bool:
    """Whether all are numbers of one or two digits, as of the persons of one case."""
    return all(each.isdigit() and len(each) < LEAST_PERSON for each in different)


def _says_hurt(cell: str) -> bool:
    return bool(HURT & set(cell.casefold().split()))


def _is_grade(cell: str) -> bool:
    return GRADE.fullmatch(cell.casefold()) is not None


def _repeats_as(name: str, kinds: int, rows: int) -> bool:
    """Whether so many different values of so many rows are what such a column holds."""
    if name in LEAST_DIFFERENT:
        return kinds >= LEAST_DIFFERENT[name] * rows
    if name == "subject_group":
        return kinds <= MOST_GROUPS
    most = MOST_OFFENCES if name == "offense_code" else MOST_UNITS
    return name not in REPEATS or kinds <= most * rows


def _mostly_one(first: Sequence[str]) -> bool:
    """Whether nearly all cells are the same, such as the town of a police department."""
    return Counter(first).most_common(1)[0][1] > MOST_OF_ONE * len(first)


def _share(fits: Callable[[str], object], cells: Sequence[str]) -> float:
    return sum(bool(fits(cell)) for cell in cells) / len(cells)


def _yes_or_no(different: set[str]) -> bool:
    alone = len(different) == 1 and next(iter(different)).isdigit()
    return not alone and all(meaning_of("search_conducted", cell) for cell in different)


def _small(different: set[str]) -> bool:
    """Whether all are numbers of at most four digits, which `%H` and the like read as times."""
    return all(cell.isdigit() and len(cell) <= 4 for cell in different)
