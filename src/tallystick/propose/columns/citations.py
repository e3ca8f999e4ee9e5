"""Does a citation, or a release, say that a person was not arrested?"""

from __future__ import annotations

from collections.abc import Mapping

from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.folded import tokens

WORDS = frozenset({"cite", "cited", "citation", "citations", "cit", "summons", "summoned",
                   "summonsed", "released", "release"})  # fmt: skip
WARNED = frozenset({"warn", "warned", "warning", "warnings"})
OF_AN_ARREST = frozenset({"date", "datetime", "number"})
FILLED = 0.98


def without_citations(look: Look, known: Mapping[str, str]) -> dict[str, str]:
    """Return the words for how cases ended without citations that may be arrests themselves.

    A citation is no arrest where other words tell of arrests or warnings, as of stops, unless
    every row is an arrest.
    """
    others = {word: code for word, code in known.items()
              if code != "none" or not WORDS & set(tokens(word))}  # fmt: skip
    of_stops = "arrest" in others.values() or any(WARNED & set(tokens(word)) for word in others)
    kept = len(others) == len(known) or (of_stops and not _lists_arrests(look))
    return dict(known) if kept else others


def _lists_arrests(look: Look) -> bool:
    """Whether all rows have the day or the number of an arrest."""
    return any(
        "arrest" in (facets := facets_of(header)) and facets & OF_AN_ARREST
        and len(look.column(header)) >= FILLED * len(look.rows)
        for header in look.header
    )  # fmt: skip
