"""Columns of words in a table of totals that tell neither a unit nor what is counted."""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.propose.cells.code_words import meaning_of
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.folded import tokens
from tallystick.propose.headers.named_periods import named_periods

OF_A_PLACE = frozenset({"unit", "area", "court"})
OF_KINDS = frozenset({"offense", "kind", "metric", "substance", "status"})
NO_UNIT = frozenset(
    {
        *("chapter", "section", "article", "part", "category", "class", "group", "level", "label"),
        *("flag", "source", "status", "notes", "remark", "remarks"),
        *("title", "item", "id", "key", "code", "index", "series", "capitulo", "titulo"),
        *("artículo", "articulo", "розділ", "стаття", "глава", "статья", "раздел"),
    }
)
"""Words that say that names are no places and no units."""
NO_KIND = frozenset({"facing", "direction", "bearing", "side", "heading"})
"""Words that say how a thing stands, and neither where nor what."""
MOST_FLAGS, HALF = 3, 0.5


def is_flag(cells: Sequence[str]) -> bool:
    """Whether all cells say yes or no: *TRUE* and *FALSE*."""
    different = set(cells)
    return 0 < len(different) <= MOST_FLAGS and all(
        meaning_of("search_conducted", each) in ("yes", "no") for each in different
    )


def may_be_unit(header: str) -> bool:
    """Whether a header is no period, and no word of it says that its names are no units."""
    return not set(tokens(header)) & (NO_UNIT | NO_KIND) and not _is_period(header)


def may_be_metric(header: str) -> bool:
    """Whether a header says no place and no period: *slug_pd*, *Court*, *AUGUST*."""
    words = tokens(header)
    of_place = bool(words) and bool(facets_of(words[-1]) & OF_A_PLACE or words[-1] == "pd")
    of_place = of_place and not any(facets_of(word) & OF_KINDS for word in words[:-1])
    return not (of_place or set(words) & NO_KIND or _is_period(header))


def _is_period(header: str) -> bool:
    return any(each.rest == "" for each in named_periods(header))


def says_the_same(look: Look, header: str, other: str) -> bool:
    """Whether most names of a column are those of another, but for case and signs."""
    names, others = ({_letters(cell) for cell in look.column(each)} for each in (header, other))
    return bool(names) and len(names & others) >= HALF * len(names)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
