"""Do the rows of a table with a year or month and numbers tell of one case or person each?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.figures.no_kinds import is_flag
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

OF_ONE = frozenset({"incident_id", "person_id", "officer_id", "badge", "exhibit_id"})
COUNTS = frozenset({"count", "weight", "arrest", "stop", "seizure", "search", "force"})
"""What calls a column of figures one of counts."""
PEOPLE = frozenset({"subject", "victim", "officer"})
PERIODS = frozenset({"month", "quarter", "year", "week", "outdated"})
TRAITS = ("age", "sex", "race")
TELLS, NEARLY = 2, 1
"""What a column that no table of totals has counts for, and one that few of them have."""
ENOUGH, ENOUGH_BESIDE_COUNTS = 2, 4
LEAST_ROWS, NAMED, NUMBER, SHARE, MANY, FEW = 20, 0.4, 0.3, 0.25, 30, 2
OLDEST, LEAST_AGES, LEAST_FLAGS, LEAST_GROUPS, LEAST_MISSING = 110, 12, 2, 3, 2
LONG_NUMBER, MOST_KINDS, MOST_IN_ONE = 5, 12, 20
"""How long the number of a case is at least; how many different numbers, and up to which, count
what there is in one case."""
DAYS = frozenset({"day", "date", "dia", "día", "jour", "tag", "giorno", "dag", "dzień", "gün"})
MINUTES = frozenset({"minute", "minutes", "mins", "minuto", "minutos", "мин"})
LAST_MONTH, LAST_DAY, LAST_MINUTE = 12, 31, 59
MISSING, WHOLE = re.compile(r"-9+(\.0+)?"), re.compile(r"[0-9]{1,3}(\.0+)?")
NUMBERED = re.compile(r"(.*[^\W\d_])[ _-]?[1-9]")


def rows_are_cases(
    look: Look, mets: Mapping[str, list[Met]], figures: Collection[str], named: Collection[str]
) -> bool:
    """Whether columns tell of one case or person in each row, so that no figure is a total.

    `figures` are the columns that would be counts and `named` those of the period. Where some of
    them are called counts, more must tell than where none is.
    """
    if len(look.rows) < LEAST_ROWS:
        return False
    others = {each: cells for each in mets if each not in figures and each not in named
              and (cells := look.column(each))}  # fmt: skip
    counted = any(facets_of(header) & COUNTS and len(set(look.column(header))) > FEW
                  for header in figures)  # fmt: skip
    told = sum(_of_columns(look, mets, others)) + sum(_of_figures(look, mets, figures, others))
    return told >= (ENOUGH_BESIDE_COUNTS if counted else ENOUGH)


def _of_columns(
    look: Look, mets: Mapping[str, list[Met]], others: Mapping[str, Sequence[str]]
) -> Iterator[int]:
    """What columns beside the figures tell: numbers, moments, people and their traits."""
    many = max(MANY, SHARE * len(look.rows))
    for header, cells in others.items():
        facets, different = facets_of(header), len(set(cells))
        numbered = any(each.concept in OF_ONE and each.score >= NAMED for each in mets[header])
        long = sum(map(len, cells)) >= LONG_NUMBER * len(cells)
        yield TELLS * (numbered and long and different >= 2 * many and _have_digits(cells))
        yield TELLS * (different >= many and _is_moment(facets, cells, mets[header]))
        of_people = bool(facets & PEOPLE) and any(map(str.isalpha, cells[0]))
        yield TELLS * (of_people and different >= 2 * many)
    yield TELLS * any(_is_part_of_moment(each, others[each]) for each in others)
    yield NEARLY * (sum(map(is_flag, others.values())) >= LEAST_FLAGS)
    yield NEARLY * any("age" in facets_of(each) and _are_ages(others[each]) for each in others)
    yield NEARLY * (sum(any(trait in facets_of(h) for h in others) for trait in TRAITS) > 1)
    groups = Counter(found[1] for each in others if (found := NUMBERED.fullmatch(each)))
    yield TELLS * (sum(many > 1 for many in groups.values()) >= LEAST_GROUPS)


def _of_figures(
    look: Look, mets: Mapping[str, list[Met]], figures: Collection[str],
    others: Mapping[str, Sequence[str]],
) -> Iterator[int]:  # fmt: skip
    """What the numbers tell: codes for what is missing, and no more than there is in one case."""
    cells = [look.column(each) for each in figures]
    missing = sum(any(map(MISSING.fullmatch, each)) for each in cells)
    yield TELLS * (missing >= max(LEAST_MISSING, SHARE * len(cells)))
    small = all(len(set(each)) <= MOST_KINDS and _up_to(each, MOST_IN_ONE) for each in cells)
    row_numbers = any(
        any(met.concept in OF_ONE and met.score >= NUMBER for met in mets[each])
        and len(set(others[each])) == len(look.rows) >= MANY
        for each in others
    )
    yield TELLS * (small and row_numbers)


def _is_moment(facets: frozenset[str], cells: Sequence[str], told: Sequence[Met]) -> bool:
    """Whether cells are days or times of day, or numbers in a column that is called a time."""
    if facets & PERIODS:
        return False
    if any(each.concept == "time" and each.score > NAMED for each in told):
        return not any(map(str.isalpha, "".join(cells[:LEAST_ROWS])))
    if cells[0].isdecimal():
        return False
    read = read_dates(cells)
    return read is not None and read.decided and not read.span


def _is_part_of_moment(header: str, cells: Sequence[str]) -> bool:
    """Whether cells number the days of a month, or minutes of an hour, as their header says."""
    words = set(tokens(header))
    most = LAST_DAY if words & DAYS else LAST_MINUTE if words & MINUTES else 0
    return bool(most) and _up_to(cells, most) and max(map(float, cells)) > LAST_MONTH


def _have_digits(cells: Sequence[str]) -> bool:
    return sum(any(map(str.isdigit, cell)) for cell in cells) > len(cells) / 2


def _are_ages(cells: Sequence[str]) -> bool:
    """Whether most cells are whole numbers of years that people live, each year its own."""
    return len(set(cells)) >= LEAST_AGES and _up_to(cells, OLDEST)


def _up_to(cells: Sequence[str], most: int) -> bool:
    return all(WHOLE.fullmatch(cell) and float(cell) <= most for cell in cells)
