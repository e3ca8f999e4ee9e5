"""Words that stand for an empty cell, such as (null), seen in the columns of a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.columns.choices import Choice
from tallystick.propose.columns.masked import is_mask
from tallystick.propose.columns.proposals import TableProposal
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of

WORDS = frozenset(
    {"(null)", "null", "<null>", "\\n", "n/a", "#n/a", "na", "nan", "none", "nil", "-", "--", "---",
     ".", "..", "...", "…", "np", "n.p.",
     "(blank)", "s/d", "sin_dato", "n.d.", "нет данных", "sin dato", "não informado", "k.a."}
)  # fmt: skip
"""In small letters. *Unknown* is not among them: what a record calls unknown it has been asked."""
ANSWERS, NO_ANSWERS = frozenset({"search", "contraband", "seizure"}), frozenset({"reason", "kind"})
NOTHING = frozenset({"none", "nil"})
"""What is an answer, and no empty cell, where a column tells what was searched or found."""
NO_DATE = re.compile(r"0{1,4}([-/.])0{1,2}\1(0{4}|00)([ T]00?:00(:00)?)?")
"""A date of zeros, as databases write where there is none."""
NO_DAY = frozenset(
    {"unknown", "unk", "unknown date", "not available", "not known", "not provided", "not reported",
     "not stated", "no date", "undated", "tbd", "pending", "ongoing", "open", "present", "various",
     "desconocido", "desconocida", "se desconoce", "no informa", "no disponible", "sin fecha",
     "ignorado", "não informada", "inconnu", "unbekannt", "неизвестно", "не установлено"}
)  # fmt: skip
"""What stands for a day that is not known, or not yet, in small letters."""
DIGIT, MOST_AMONG_DATES = re.compile(r"\d"), 0.5
MOST = 0.9
"""The share of a column's cells above which such a word is its only value, and no empty cell."""


def without_null_words(look: Look) -> tuple[Look, dict[str, tuple[str, ...]]]:
    """Return the look with such cells empty, and which words stood in which column."""
    found: dict[str, tuple[str, ...]] = {}
    for at, name in enumerate(look.header):
        cells = [row[at].strip() for row in look.rows if row[at].strip()]
        empty = WORDS - _answers(name)
        words = [cell for cell in cells if cell.casefold() in empty or is_mask(cell)]
        words += [cell for cell in cells if NO_DATE.fullmatch(cell)] + _among_dates(cells)
        if words and len(words) <= MOST * len(cells):
            found[name] = tuple(sorted(set(words)))
    if not found:
        return look, {}
    columns = {look.header.index(name): set(words) for name, words in found.items()}
    rows = tuple(
        tuple("" if at in columns and cell.strip() in columns[at] else cell
              for at, cell in enumerate(row))
        for row in look.rows
    )  # fmt: skip
    return replace(look, rows=rows), found


def _among_dates(cells: Sequence[str]) -> list[str]:
    """The cells of a column of dates that say in a known word that the day is not known.

    Other words are left, since a name that stands in the wrong column must not be written down.
    """
    words = [cell for cell in cells if cell.casefold() in NO_DAY]
    if not 0 < len(words) <= MOST_AMONG_DATES * len(cells):
        return []
    others = [cell for cell in cells if DIGIT.search(cell)]
    is_number = all(re.fullmatch(r"[\d.,]+", cell) for cell in others)
    return [] if is_number or read_dates(others) is None else words


def _answers(header: str) -> frozenset[str]:
    """The words that are answers under `header`, as *None* is to what was found."""
    facets = facets_of(header)
    return NOTHING if facets & ANSWERS and not facets & NO_ANSWERS else frozenset()


def with_null_words(table: TableProposal, found: dict[str, tuple[str, ...]]) -> TableProposal:
    """Return the table with the key ``null`` for the words that stood in the columns it reads.

    It stands beside the source, but for a word that is an answer in another of these columns.
    """
    read = {header for each in table.all_columns.values() for header in each.headers}
    own = frozenset().union(*map(_answers, read))
    every = sorted({word for name in read for word in found.get(name, ())})
    words = [word for word in every if word.casefold() not in own]
    beside = {**table.beside, "null": words} if words else table.beside
    if len(words) == len(every):
        return replace(table, beside=beside)
    columns = {name: _with_own(each, found, own) for name, each in table.columns.items()}
    return replace(table, beside=beside, columns=columns)


def _with_own(choice: Choice, found: dict[str, tuple[str, ...]], own: frozenset[str]) -> Choice:
    here = {word for name in choice.headers for word in found.get(name, ())}
    words = sorted(word for word in here if word.casefold() in own)
    return replace(choice, mapping=choice.mapping | {"null": words}) if words else choice
