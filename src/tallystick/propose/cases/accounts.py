"""What happened, told in sentences: the column of a list of cases that holds such accounts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from statistics import median

from tallystick.load.wording import shown
from tallystick.propose.columns.choices import Choice
from tallystick.propose.columns.proposals import TableProposal, case_numbers, headers_used
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met

MANY_WORDS, DIFFERENT, LEAST_CELLS = 6, 0.8, 20
CAPTION = re.compile(r"\bvs?\b", re.IGNORECASE)
"""What stands between the parties in the name of a lawsuit."""
LINKING = frozenset(
    {"by", "at", "was", "were", "to", "that", "with", "from", "the", "a", "an", "had", "has",
     "when", "while", "who", "his", "her", "their", "into", "not", "after", "he", "she",
     "they", "in", "on", "que", "con", "por", "se", "fue", "en", "el", "una", "al", "cuando",
     "sin", "com", "foi", "em", "o", "uma", "ao", "quando", "sem", "avec", "par", "dans",
     "le", "une", "au", "sans", "der", "die", "das", "mit", "von", "wurde", "war", "auf",
     "im", "zu", "und", "ein", "в", "на", "с", "по", "был", "что", "и", "из", "у", "не"}
)  # fmt: skip
"""Words that a sentence holds, and lists of names or things seldom do."""
NOT_TOLD = frozenset({"place", "name", "officer", "court", "vehicle", "race", "unit", "system",
                      "outdated", "exhibit"})  # fmt: skip
"""Facets of columns of long cells that are no accounts: lists of places, of people, of things."""


def account(
    look: Look, mets: Mapping[str, list[Met]], tables: Collection[TableProposal]
) -> list[TableProposal]:
    """Return the narratives of the cases of `tables`, where a column holds different sentences.

    Nothing where another table holds them or no column numbers the cases; of several the longest.
    """
    numbers = case_numbers(tables)
    if not numbers or any(each.table == "narratives" for each in tables):
        return []
    used = headers_used(tables)
    told = {header: words for header in mets if header not in used
            and (words := _words(look.column(header)))
            and not facets_of(header) & NOT_TOLD}  # fmt: skip
    if not told:
        return []
    header = max(told, key=lambda each: told[each] * len(look.column(each)))
    why = f"the cells of {shown(header)} are different sentences"
    text = Choice((header,), {"column": header}, why)
    return [TableProposal("narratives", {"incident_id": numbers[0], "text": text})]


def _words(cells: list[str]) -> float:
    """How many words cells of different sentences have in the middle; 0 where they are others.

    Most that begin with a digit are addresses.
    """
    if len(cells) < LEAST_CELLS or len(set(cells)) < DIFFERENT * len(cells):
        return 0
    words = [cell.casefold().split() for cell in cells]
    links = sum(word in LINKING for each in words for word in each)
    captions = sum(bool(CAPTION.search(cell)) for cell in cells)
    many = median(map(len, words))
    others = captions + sum(cell[0].isdigit() for cell in cells)
    return many if many >= MANY_WORDS and links >= len(cells) > 2 * others else 0
