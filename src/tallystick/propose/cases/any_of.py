"""Searches and finds that several columns tell together, as of a driver and a car."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.load.value_shape import words
from tallystick.load.wording import shown
from tallystick.propose.cells.code_words import meaning_of
from tallystick.propose.columns.choices import Choice, Open
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

LEAST_SCORE, MOST_COLUMNS = 0.5, 12
FINDS = frozenset({"drug", "drugs", "weapon", "weapons", "firearm", "firearms", "gun", "guns",
                   "knife", "alcohol", "money", "currency", "cash", "paraphernalia", "stolen",
                   "property", "narcotics", "marijuana", "tobacco", "explosives", "other",
                   "pistol", "rifle"})  # fmt: skip
"""What may have been found."""


def with_any_of(
    look: Look, mets: Mapping[str, list[Met]], found: dict[str, Any]
) -> dict[str, Choice | Open]:
    """Return the columns of a case that several columns of yes and no tell together.

    A search of any of driver, passengers and car is a search; a find of any kind is a find, where
    no column tells of finds as a whole.
    """
    searches = [header for header, each in mets.items()
                if _is_met("search_conducted", each) and not _is_frisk(header)]  # fmt: skip
    finds = [header for header in mets if _is_find(header)]
    told: dict[str, Choice | Open] = {}
    held = found.get("search_conducted")
    if held is not None and len(held.headers) == 1:
        told |= _joined("search_conducted", look, searches, held.headers[0])
    of_a_kind = found.get("contraband_found")
    if of_a_kind is None or set(of_a_kind.headers) <= set(finds):
        told |= _joined("contraband_found", look, finds)
    return told


def _is_met(concept: str, mets: list[Met]) -> bool:
    return any(each.concept == concept and each.score >= LEAST_SCORE for each in mets)


def _is_frisk(header: str) -> bool:
    return any("frisk" in word for word in tokens(header))


def _is_find(header: str) -> bool:
    facets = facets_of(header)
    return bool(facets & {"contraband", "seizure"} and FINDS & set(tokens(header)))


def _joined(name: str, look: Look, headers: list[str], among: str = "") -> dict[str, Choice | Open]:
    """The columns of `headers` that say yes or no in the same words, as one; or nothing.

    The column `among` is one of them, where it is given.
    """
    said = {header: sorted(set(look.column(header))) for header in headers}
    kept = {
        header: cells for header, cells in said.items()
        if cells and len(cells) <= 2 and all(meaning_of(name, cell) for cell in cells)
    }  # fmt: skip
    no = {cell for cells in kept.values() for cell in cells if meaning_of(name, cell) == "no"}
    if not 1 < len(kept) <= MOST_COLUMNS or len(no) != 1 or (among and among not in kept):
        return {}
    word = no.pop()
    values = {" ".join([word] * times): "no" for times in range(1, len(kept) + 1)}
    names = tuple(kept)
    why = f"{', '.join(map(shown, names))}: yes in any of them is yes"
    return {name: Choice(names, {"columns": list(names), "values": values, "otherwise": "yes"},
                         why, f"{words([word], 3, (word,))} in all of them is no")}  # fmt: skip
