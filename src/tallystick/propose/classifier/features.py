"""The features of a column by which its meaning is predicted: its words, its cells, its table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.cells.values import read_numbers
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

Features = dict[str, float]
VALUE = "value "
"""What the names of features of words in values begin with."""
MOST_VALUES, LONGEST_VALUE, MOST_POWER = 25, 50, 8
PART, WEAK, STRONG = 0.4, 0.5, 0.7


def features_of(look: Look, mets: Mapping[str, Sequence[Met]]) -> dict[str, Features]:
    """Return for each header of `mets` the named features of its column, each about 0 to 1."""
    columns = {header: look.column(header) for header in mets}
    own = {header: dict(_of_cells(columns[header], len(look.rows))) for header in mets}
    shared = dict(_of_table(look, mets, own))
    order, last = list(mets), len(mets) - 1
    found = {}
    for at, header in enumerate(order):
        each = own[header] | shared | dict(_of_header(header, mets[header]))
        each |= {f"place {min(4, at)}": WEAK, f"from the end {min(3, last - at)}": WEAK}
        for side, neighbour in (("before", at - 1), ("after", at + 1)):
            if 0 <= neighbour <= last:
                each |= {f"{side}: {facet}": PART for facet in facets_of(order[neighbour])}
        found[header] = each
    return found


def _of_header(header: str, mets: Sequence[Met]) -> Iterator[tuple[str, float]]:
    for word in tokens(header):
        yield f"word {word}", 1.0
    for facet in facets_of(header):
        yield f"facet {facet}", 1.0
    for met in mets:
        yield f"concept {met.concept}", met.score


def _of_cells(cells: Sequence[str], rows: int) -> Iterator[tuple[str, float]]:
    """How full, how different, how long and of what kind the cells are; the words of categories."""
    kinds = list(dict.fromkeys(cells))
    read = read_dates(cells) if cells else None
    number = bool(cells) and read_numbers(cells) is not None
    share = len(kinds) / max(1, len(cells))
    yield f"different {10 if share == 1 else int(5 * share)}", 1.0
    yield f"kinds {_power(len(kinds))}", 1.0
    yield f"filled {4 * len(cells) // max(1, rows)}", STRONG
    yield f"date {read.kind if read else 'none'}", 1.0
    yield f"number {number}", 1.0
    first = kinds[:MOST_VALUES]
    letters = sum(any(map(str.isalpha, cell)) for cell in first)
    yield f"length {_power(sum(map(len, first)) // max(1, len(first)))}", 1.0
    yield f"letters {3 * letters // max(1, len(first))}", 1.0
    if read is None and not number:
        words = {word for cell in first if len(cell) < LONGEST_VALUE for word in tokens(cell)}
        for word in words:
            yield f"{VALUE}{word}", PART


def _of_table(
    look: Look, mets: Mapping[str, Sequence[Met]], own: Mapping[str, Features]
) -> Iterator[tuple[str, float]]:
    """What all columns of a table share: its concepts, its size and the words of its file."""
    best: Features = {}
    for met in (each for found in mets.values() for each in found):
        best[met.concept] = max(best.get(met.concept, 0.0), met.score)
    for concept, score in best.items():
        yield f"beside: {concept}", WEAK * score
    for word in tokens(PurePath(look.name).stem):
        yield f"file {word}", PART
    numbers = sum("number True" in each for each in own.values())
    dates = sum("date none" not in each for each in own.values())
    unique = sum("different 10" in each for each in own.values())
    yield f"columns {_power(len(own))}", STRONG
    yield f"numbers {4 * numbers // max(1, len(own))}", STRONG
    yield f"dates {min(3, dates)}", STRONG
    yield f"all different {min(2, unique)}", WEAK


def _power(size: int) -> int:
    """The power of two below a size, 8 at most."""
    return min(MOST_POWER, int(math.log2(size + 1)))
