"""Which columns of a table of totals hold figures: counts, and no codes, rates or other periods."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from tallystick.propose.cells.values import read_numbers
from tallystick.propose.figures.cells import figure_numbers
from tallystick.propose.figures.dimensions import NO_FIGURE, UNITS
from tallystick.propose.figures.no_counts import counts_alone, is_called_no_count
from tallystick.propose.figures.parts_by_sex import without_parts_by_sex
from tallystick.propose.figures.periods import rule_of
from tallystick.propose.figures.wide import LEAST_WIDE
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

MANY_SIDE_BY_SIDE, SHORT, NAMELESS, PLACES = 6, 3, 0.15, 4
BROKEN = re.compile(r"[^\W\d_]- [^\W\d_]")
"""A word that a header of several rows breaks."""
OTHER_PERIOD = re.compile(
    r"(?i)(previous|prior|preceding|corresponding|last)[ _]+(year|month|period|quarter|week)"
    r"|ytd|to[ _-]date|up[ _-]?to|cumulative|acumulad|anterior|vorjahr|cumul\b|накоплен"
)
"""What calls a column of figures one of another period than its row names."""
OF_TIME = frozenset({"year", "month", "quarter", "week", "date", "time"})
COUNTED = frozenset(
    {"offense", "force", "arrest", "stop", "seizure", "victim", "case", "search", "subject",
     "decided"}
)  # fmt: skip
"""What tells that numbers count, beside those that are called a count."""
DURING = frozenset(
    {"during", "within", "current", "daily", "weekly", "monthly", "quarterly", "annual", "yearly"}
)
HELD = frozenset(
    {"daily", "average", "adp", "inmate", "inmates", "jail", "prison", "prisoner", "custody",
     "detention", "detained", "detainee", "incarcerated"}
)  # fmt: skip
"""What calls a population one of people held, which is a figure and no base of rates."""
FLAGS = frozenset({"0", "1"})
TOTAL = frozenset({"total", "totals", "totale", "всего"})
LEAST_ROWS, MOST_CODES, OF_ONE_LENGTH, LEAST_FLAGS, VERY_TERM = 100, 4, 0.8, 30, 0.95


def figure_columns(
    look: Look, mets: Mapping[str, list[Met]], taken: Collection[str], *, alone: bool = False
) -> list[str]:
    """Return the columns of counts.

    Where few columns hold numbers and some are called so, these alone; all of them where they are
    `alone` the figures of a table, those after its first column of words; and the first that is
    called so where many have no name, or a part of one.
    """
    words = (at for at, header in enumerate(mets) if _has_words(look.column(header)))
    start = next(words, 0) if alone else 0
    may_be = [
        header for header in list(mets)[start:]
        if not (header == next(iter(mets)) and _is_row_number(look, header))
        and header not in taken and not is_number(header) and not _is_place(mets[header])
        and (_numeric(look, header) or _is_weight(look, header))
    ]  # fmt: skip
    numeric = [h for h in may_be if not _tells_no_count(look, h, frozenset())] or [
        h for h in may_be if not _tells_no_count(look, h, frozenset({"rate"}))
    ]
    numeric = [each for each in numeric if not OTHER_PERIOD.search(each)] or numeric
    called = [header for header in numeric if facets_of(header) & {"count", "weight"}]
    if called:
        numeric = [each for each in numeric if each in called or not _is_exact(look, each)]
    numeric = counts_alone(look, numeric, called)
    nameless = [header for header in numeric
                if look.is_nameless(header) or BROKEN.search(header)]  # fmt: skip
    if nameless and len(nameless) >= NAMELESS * len(numeric):
        return called[:1]
    of_totals = all(set(tokens(header)) & TOTAL for header in called)
    few = len(called) < LEAST_WIDE and not (of_totals and len(numeric) > LEAST_WIDE)
    if called and few and len(numeric) < MANY_SIDE_BY_SIDE and not alone:
        return [each for each in numeric if each in called or facets_of(each) & COUNTED]
    named = [header for header in numeric if header not in nameless]
    counts = [each for each in named if each in called or not _is_code(look.column(each))]
    return without_parts_by_sex(counts if len(counts) >= LEAST_WIDE else named)


def _is_row_number(look: Look, header: str) -> bool:
    """Whether the first column has no name, and another whole number in each row."""
    cells = look.column(header)
    whole = all(map(str.isdecimal, cells)) and len(set(cells)) == len(look.rows)
    return whole and (look.is_nameless(header) or not any(map(str.isalpha, header)))


def _is_place(told: Sequence[Met]) -> bool:
    """Whether a header is the very term for a unit or an area, as numbered precincts have it."""
    return any(each.concept in UNITS and each.score >= VERY_TERM for each in told[:1])


def _is_exact(look: Look, header: str) -> bool:
    """Whether most numbers have so many decimals that they are worked out, beside whole counts."""
    cells = look.column(header)
    return sum(bool(re.search("[.,][0-9]{5,}$", cell)) for cell in cells) > len(cells) / 2


def _is_weight(look: Look, header: str) -> bool:
    """Whether a column holds weights, which may have more decimals than a count."""
    return "weight" in facets_of(header) and figure_numbers(look, header) is not None


def _is_code(cells: Sequence[str]) -> bool:
    """Whether numbers are as few as codes and never 0, as counts over many rows would be."""
    return len(cells) >= LEAST_ROWS and 1 < len(set(cells)) <= MOST_CODES and "0" not in cells


def _are_codes(cells: Sequence[str]) -> bool:
    """Whether some numbers begin with 0, as 022 does, and most have as many digits."""
    length = Counter(map(len, cells)).most_common(1)[0][1]
    zeros = any(re.fullmatch("0[0-9]+", cell) for cell in cells)
    return zeros and length >= OF_ONE_LENGTH * len(cells)


def _has_words(cells: Sequence[str]) -> bool:
    return any(any(map(str.isalpha, cell)) for cell in cells) and read_numbers(cells) is None


def _tells_no_count(look: Look, header: str, spared: frozenset[str]) -> bool:
    """Whether a header says another thing than a count, or the rows are numbered by its cells.

    In many words, *during the year* says of which time a count is.
    """
    facets, cells = facets_of(header) & NO_FIGURE - spared, look.column(header)
    words = tokens(header)
    facets -= {"population"} if HELD & set(words) else set()
    if "flag" in facets_of(header) and set(cells) <= FLAGS and len(cells) >= LEAST_FLAGS:
        return True
    if facets and facets <= OF_TIME and (len(words) > SHORT or DURING & set(words)):
        return rule_of(cells) is not None
    return (
        bool(facets)
        or (not spared and is_called_no_count(header))
        or (len(cells) > MANY_SIDE_BY_SIDE and cells == [str(n + 1) for n in range(len(cells))])
    )


def is_number(header: str) -> bool:
    """Whether a header names the number of something, and not how many: *Case No*."""
    counts = re.match(r"(?i)(no|nos|nr|num|number)[._ ]+of[_ ]|(n|num|number|numbers)$", header)
    return not counts and "number" in facets_of(header) and len(tokens(header)) < LEAST_WIDE


def _numeric(look: Look, header: str) -> bool:
    """Whether cells are numbers, and neither codes such as 022 nor degrees of a coordinate."""
    first = look.column(header)[:200]
    if figure_numbers(look, header) is None or _are_codes(first):
        return False
    exact = any("." in cell and len(cell.split(".")[-1]) > PLACES for cell in first)
    return not exact or any(len(cell.split(".")[0]) > len("-180") for cell in first)
