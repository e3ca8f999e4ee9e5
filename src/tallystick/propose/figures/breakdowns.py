"""Columns that tell rows of one unit, metric and period apart, as of sex or age: they are counted.

Without them a figure would stand several times, each time as a part of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from tallystick.propose.cells.values import read_numbers
from tallystick.propose.columns.choices import Choice
from tallystick.propose.files.look import Look

LEAST_ROWS, MOST_ALIKE, MOST_KINDS, MOST_CODES = 20, 0.05, 3, 10


def with_kinds(
    look: Look, columns: Mapping[str, Choice], key: Collection[str], taken: Collection[str]
) -> Choice:
    """Return how the metric is filled: with the fewest columns of words that tell rows apart.

    `key` are the headers of unit, metric and period, `taken` those of figures and other periods. As
    it is where rows seldom share a key, or where no columns tell them apart.
    """
    metric, key = columns["metric"], [each for each in key if each in look.header]
    plain = metric.mapping.keys() <= {"column", "columns", "constant"}
    if not plain or len(look.rows) < LEAST_ROWS or not _are_alike(look, key):
        return metric
    others = list(_of_words(look, {*key, *taken}))
    added: list[str] = []
    while len(added) < MOST_KINDS and len(added) < len(others) and _are_alike(look, [*key, *added]):
        left = [each for each in others if each not in added]
        added.append(max(left, key=lambda each: len(_keys(look, [*key, *added, each]))))
    if _are_alike(look, [*key, *added]):
        return metric
    counted = metric.mapping.get("columns") or [metric.mapping.get("column")]
    told = {"columns": [*filter(None, counted), *added]}
    why = f"{metric.why}, with {', '.join(added)}, which tells its parts apart"
    return replace(metric, headers=(*metric.headers, *added), mapping=told, why=why)


def _keys(look: Look, headers: Collection[str]) -> set[tuple[str, ...]]:
    at = [look.header.index(each) for each in headers]
    return {tuple(row[place] for place in at) for row in look.rows}


def _are_alike(look: Look, headers: Collection[str]) -> bool:
    return len(look.rows) - len(_keys(look, headers)) > MOST_ALIKE * len(look.rows)


def _of_words(look: Look, taken: Collection[str]) -> Iterator[str]:
    """The columns of words, and of whole numbers that repeat as codes do."""
    for header in look.header:
        cells = look.column(header)
        if header in taken or look.is_nameless(header) or not cells:
            continue
        codes = all(map(str.isdigit, cells)) and MOST_CODES * len(set(cells)) <= len(cells)
        if codes or read_numbers(cells) is None:
            yield header
