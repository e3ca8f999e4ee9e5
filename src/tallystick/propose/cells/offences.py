"""Offences told by values: the share of a column's cells that name one, in many languages."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from tallystick.propose.headers.composed import SIGNS, facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import without_marks

STEMS = Path(__file__).parent / "offence_words.csv"
MOST, SHORT, LONG = 2_000, 4, 7
ARTICLE = r"§|\bart\.? ?[0-9]|\bsection ?[0-9]|\bст\. ?[0-9]"
CODE = re.compile(r"(?=.*[0-9])\S{2,20}( ?\([a-z0-9]+\))*", re.IGNORECASE)
LEAST_CODES, LEAST_NAMED, SURELY_NAMED, LEAST_KINDS = 0.8, 0.2, 0.4, 2
WEAK = 0.45
"""A header such as *Type* or *Reason* tells of an offence only where its values do."""
MOST_WORDS, MOST_DIFFERENT = 12, 0.8
ELSEWHERE = frozenset({"place", "unit", "area", "text", "vehicle", "search", "force", "status",
                       "substance", "contraband", "officer", "exhibit", "victim", "court",
                       "seizure", "outdated", "name", "count", "money", "weight",
                       "flag", "hurt"})  # fmt: skip


@cache
def _named() -> re.Pattern[str]:
    """Words that name offences, the short ones whole, and how an article of a law is written."""
    with STEMS.open(encoding="utf-8", newline="") as file:
        stems = {
            without_marks(stem.replace("_", " "))
            for row in csv.DictReader(file)
            for stem in row["stems"].casefold().split()
        }
    forms = []
    for stem in sorted(stems, key=lambda stem: (-len(stem), stem)):
        anywhere = len(stem) >= LONG or SIGNS.search(stem)
        whole = len(stem) <= SHORT and not SIGNS.search(stem)
        forms.append(("" if anywhere else r"\b") + re.escape(stem) + (r"\b" if whole else ""))
    return re.compile("|".join((*forms, ARTICLE)))


def share_of_offences(cells: Sequence[str]) -> float:
    """Return the share of the filled cells that name an offence or an article of a law, 0 to 1."""
    counted = Counter(cells[:MOST])
    named = sum(n for cell, n in counted.items() if _named().search(without_marks(cell.casefold())))
    return named / counted.total() if counted else 0.0


def by_offences(header: str, cells: Sequence[str], found: list[Met]) -> list[Met]:
    """Return the concepts of a header with that of an offence as its values confirm it, or not.

    Codes come before the words that describe them; a header that tells little counts where the
    values name offences, and one that tells nothing where most of them do.
    """
    told = next((each for each in found if each.concept in ("offense", "statute")), None)
    named = share_of_offences(cells)
    if told is None:
        kinds = len(set(cells))
        if any(each.concept != "incident_id" for each in found) or facets_of(header) & ELSEWHERE:
            return found
        if named < SURELY_NAMED or not _short(cells):
            return found
        score = 0.3 if kinds >= LEAST_KINDS else 0.2
        return [*found, Met("offense", score, f"{named:.0%} of its values name offences")]
    if told.score <= WEAK and named < LEAST_NAMED:
        return [each for each in found if each is not told] if _are_words(cells) else found
    better = 0.1 * _are_codes(cells) + 0.1 * (named >= LEAST_NAMED)
    return [replace(each, score=each.score + better) if each is told else each for each in found]


def _are_codes(cells: Sequence[str]) -> bool:
    """Whether most cells are codes with digits, such as *18.2-388* or *0802*."""
    first = cells[:MOST]
    return sum(bool(CODE.fullmatch(cell)) for cell in first) >= LEAST_CODES * max(1, len(first))


def _are_words(cells: Sequence[str]) -> bool:
    first = cells[:MOST]
    letters = sum(any(c.isalpha() for c in cell) for cell in first)
    return letters > LEAST_CODES * len(first)


def _short(cells: Sequence[str]) -> bool:
    """Whether cells are names of kinds: few words, and repeated."""
    first = cells[:MOST]
    words = sum(len(cell.split()) for cell in first)
    return words <= MOST_WORDS * len(first) and len(set(first)) <= MOST_DIFFERENT * len(first)
