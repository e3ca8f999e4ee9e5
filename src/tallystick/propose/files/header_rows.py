"""In which rows of a table do the names of its columns stand, if there are any?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tallystick.load.headers import Header
from tallystick.load.value_shape import shape
from tallystick.propose.headers.concepts import met_by

TITLE_LINES, BELOW = 30, 500
MOSTLY, OFTEN, WIDE, FEW = 0.9, 0.5, 0.6, 0.1
LEAST_NAMES, MOST_NAMES, LEAST_NUMBERS, NARROW = 3, 4, 5, 1 / 3
"""As many cells, and this share of those of most rows, make a row above records one of names, where
merged cells leave the rest of it empty."""
DATE = re.compile(
    r"\d{1,4}([./-])\d{1,2}\1\d{1,4}([ T]\d{1,2}[:.]\d{2}.*)?|\d{1,2}:\d{2}(:\d{2})?( ?[apAP][mM])?"
)
YEAR = "(19|20)[0-9]{2}"
NUMBER = re.compile(r"[+-]?[\d.,'\u00a0\u202f ]*\d%?")
Row = Sequence[str]
Rows = Sequence[Row]


def found_header(rows: Rows) -> Header | None:
    """Return where the header of a table stands below any lines of title; None where no table is.

    `rows` are the first rows of a file or sheet. A first row like the rows below it is a record,
    and then there is no header.
    """
    wide = Counter(sum(map(bool, row)) for row in map(_filled, rows[: 5 * TITLE_LINES]) if row)
    usual = max(wide, key=lambda many: (wide[many], many), default=0)
    full = [at for at, row in enumerate(rows[:TITLE_LINES]) if _is_wide(row, usual)]
    if full and full[0] and _numbers_columns(_filled(rows[full[0]])):
        return _with_other_rows(rows, full[0] - 1)
    if full and _is_record(rows, full[0]):
        above = [cell for cell in _filled(rows[full[0] - 1]) if cell] if full[0] else []
        names = len(above) >= max(LEAST_NAMES, NARROW * usual) and not any(map(_is_value, above))
        return Header(full[0]) if names else Header(full[0] + 1, 0)
    for at in full:
        cells = [cell for cell in _filled(rows[at]) if cell]
        if sum(map(_a_number, cells)) <= FEW * len(cells) or _years(cells):
            return _with_other_rows(rows, at)
    return None


def _filled(row: Row) -> list[str]:
    return [cell.strip() for cell in row]


def _is_wide(row: Row, usual: int) -> bool:
    return sum(map(bool, _filled(row))) >= max(2, WIDE * usual)


def _a_number(cell: str) -> bool:
    return NUMBER.fullmatch(cell) is not None and not _a_date(cell)


def _years(cells: Sequence[str]) -> bool:
    """Whether the numbers among the cells are years, each as often, as columns are called."""
    numbers = [cell for cell in cells if _a_number(cell)]
    years = Counter(cell for cell in numbers if re.fullmatch(YEAR, cell))
    return len(years) > 1 and years.total() == len(numbers) and len(set(years.values())) == 1


def _is_value(cell: str) -> bool:
    return _a_number(cell) or _a_date(cell)


def _a_date(cell: str) -> bool:
    return DATE.fullmatch(cell) is not None


def _column(rows: Rows, at: int) -> list[str]:
    return [cell for row in rows if at < len(row) and (cell := row[at].strip())]


def _values(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers or dates."""
    return bool(cells) and sum(map(_is_value, cells)) >= MOSTLY * len(cells)


def _is_record(rows: Rows, at: int) -> bool:
    """Whether a row looks like those below it, and no cell of it like the name of a column."""
    first = _filled(rows[at])
    rest = rows[at + 1 : at + 1 + BELOW]
    below: Rows = [row for row in rest if _filled(row) != first]
    below = below or (rest if any(map(_is_value, first)) else [])
    same = names = terms = 0
    for place, cell in enumerate(first):
        cells = _column(below, place)
        if not cell or not cells:
            continue
        if _values(cells):
            dates = sum(map(_a_date, cells)) > OFTEN * len(cells)
            fits = _a_date(cell) if dates else _a_number(cell)
            same, names = same + fits, names + (not fits)
        elif cell in cells or _is_of_their_shape(cell, cells):
            same += 1
        else:
            terms += bool(met_by(cell))
    enough = same > terms and same >= 0.3 * sum(map(bool, first))
    return enough and not names and not _years([cell for cell in first if cell])


def _is_of_their_shape(cell: str, cells: Sequence[str]) -> bool:
    """Whether a code with digits, such as K-17, is written as most of a column are."""
    if not any(letter.isdigit() for letter in cell):
        return False
    own = shape(cell)
    return sum(shape(each) == own for each in cells) >= OFTEN * len(cells)


def _with_other_rows(rows: Rows, at: int) -> Header:
    """The header with the rows of names below its row, and those of merged cells above it."""
    first = last = at
    if at and _is_upper(_filled(rows[at - 1]), _filled(rows[at])):
        first -= 1
    while last - first + 1 < MOST_NAMES and last + 2 < len(rows) and _is_lower(rows, last):
        last += 1
    while first and last > first and last - first + 1 < MOST_NAMES and _is_far_upper(rows, first):
        first -= 1
    return Header(first + 1, last - first + 1)


def _is_upper(above: Row, row: Row) -> bool:
    """Whether `above` names groups of the columns that `row` names."""
    cells = [cell for cell in above if cell]
    values = [cell for cell in cells if _is_value(cell)]
    years = len(values) >= LEAST_NAMES and all(re.fullmatch(YEAR, cell) for cell in values)
    if not cells or (values and not years):
        return False
    named = [cell for cell in row if cell]
    return (_is_over_gaps(above, row) and len(cells) > 1) or len(set(named)) < len(named)


def _is_over_gaps(above: Row, row: Row) -> bool:
    """Whether a cell stands above one that `row` leaves empty."""
    gaps = [*row, *[""] * (len(above) - len(row))]
    return any(cell and not own for cell, own in zip(above, gaps, strict=False))


def _is_far_upper(rows: Rows, first: int) -> bool:
    """Whether the row above several rows of names is one too, and no title or label of a value."""
    above, row = _filled(rows[first - 1]), _filled(rows[first])
    cells = [cell for cell in above if cell]
    titles = any(":" in cell or _is_value(cell) for cell in cells)
    return len(cells) > 1 and not titles and _is_over_gaps(above, row)


def _is_lower(rows: Rows, at: int) -> bool:
    """Whether the row below a row of names is text too where the rows below it are not."""
    row, lower = _filled(rows[at]), _filled(rows[at + 1])
    if _numbers_columns(lower):
        return True
    below = rows[at + 2 : at + 2 + BELOW]
    width = max(len(row), len(lower))
    places = [place for place in range(width) if _values(_column(below, place))]
    row = [*row, *[""] * (width - len(row))]
    merged = any(cell and not row[place] for place, cell in enumerate(lower))
    text = [place for place in places if place < len(lower) and lower[place]]
    values = [place for place in text if _is_value(lower[place])]
    if any(cell and cell != row[place] and cell in _column(below, place)
           for place, cell in enumerate(lower)):  # fmt: skip
        return False
    if merged and _are_terms(lower):
        return True
    if not text or (values and not (merged and _years([cell for cell in lower if cell]))):
        return False
    return merged or len(text) == len(places) > 1


def _numbers_columns(row: Row) -> bool:
    """Whether a row numbers the columns, as printed forms do, after letters for those of names."""
    cells = [cell for cell in row if cell]
    numbers = [int(cell) for cell in cells if re.fullmatch("[0-9]{1,3}", cell)]
    letters = [cell for cell in cells if len(cell) == 1 and cell.isalpha()]
    first = 1 + len(letters) * (bool(numbers) and numbers[0] > 1)
    in_order = numbers == list(range(first, first + len(numbers)))
    return in_order and len(numbers) >= LEAST_NUMBERS and len(letters) + len(numbers) == len(cells)


def _are_terms(row: Row) -> bool:
    """Whether most cells of a row are known as names of columns, and none is a value."""
    cells = [cell for cell in row if cell]
    known = sum(bool(met_by(cell)) for cell in cells)
    return len(cells) > 1 and known > OFTEN * len(cells) and not any(map(_is_value, cells))
