"""Columns that tell rows of one unit, metric and period apart: a state, a sex, an age.

Without them a figure would stand several times, each time as a part of it. What names a place or a
unit becomes part of the unit, as towns of one name lie in several states; the rest is counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from tallystick.propose.cells.values import read_numbers
from tallystick.propose.columns.choices import Choice
from tallystick.propose.figures.dimensions import CODES
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.folded import tokens

LEAST_ROWS, MOST_ALIKE, MOST_KINDS, MOST_CODES = 4, 0.05, 3, 10
PLACES = frozenset({"unit", "area", "place", "wide", "hood"})
NO_PLACES = frozenset({"measure", "rate", "count"})
"""Facets of headers that name units of measurement and figures."""


def with_kinds(
    look: Look, columns: Mapping[str, Choice], key: Collection[str], taken: Collection[str]
) -> dict[str, Choice]:
    """Return the unit and the metric with the fewest columns of words that tell rows apart.

    `key` are the headers of unit, metric and period, `taken` those of figures and other periods.
    Nothing where rows seldom share a key, or where no columns tell them apart.
    """
    metric, key = columns["metric"], [each for each in key if each in look.header]
    plain = metric.mapping.keys() <= {"column", "columns", "constant"}
    if not plain or len(look.rows) < LEAST_ROWS or not _are_alike(look, key):
        return {}
    others = list(_of_words(look, {*key, *taken}))
    added: list[str] = []
    while len(added) < MOST_KINDS and len(added) < len(others) and _are_alike(look, [*key, *added]):
        left = [each for each in others if each not in added]
        added.append(max(left, key=lambda each: len(_keys(look, [*key, *added, each]))))
    if _are_alike(look, [*key, *added]):
        return {}
    unit = columns.get("unit_id")
    own = unit.headers if unit is not None else ()
    places = [each for each in added if (own or unit is None) and _is_of_unit(each, own)]
    kinds = [each for each in added if each not in places]
    return _joined("unit_id", unit, places) | _joined("metric", metric, kinds)


def _is_of_unit(header: str, unit: Sequence[str]) -> bool:
    """Whether a header names a place or a unit, or a code of the column of the unit."""
    facets = facets_of(header)
    words = set(tokens(header)) - CODES
    codes = any(words == set(tokens(each)) - CODES for each in unit)
    return codes or bool(facets & PLACES and not facets & NO_PLACES)


def _joined(name: str, held: Choice | None, added: Sequence[str]) -> dict[str, Choice]:
    """The column called `name`, as `held` has it, with `added`; nothing where none are added."""
    if not added:
        return {}
    told = ", ".join(added)
    if held is None:
        held = Choice((), {}, "it names places, and no header tells the unit", score=0.3)
    known = held.mapping.get("columns") or [held.mapping.get("column")]
    names = [*filter(None, known), *added]
    mapping = {"columns": names} if len(names) > 1 else {"column": names[0]}
    why = f"{held.why}, with {told}, which tells its parts apart"
    return {name: replace(held, headers=(*held.headers, *added), mapping=mapping, why=why)}


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
