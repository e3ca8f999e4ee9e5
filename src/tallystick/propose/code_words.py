"""What a word in a coded column stands for, such as *sí* for yes or *booked* for an arrest."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from tallystick.propose.folded import joined, tokens, without_marks
from tallystick.tables import CANONICAL

WORDS = Path(__file__).parent / "words.csv"
DIGITS = tuple("0123456789")
YES_NO = ("search_conducted", "contraband_found")
ARREST = frozenset({"arrest", "arrested", "arrests", "booked", "booking", "apprehended"})
NOT = frozenset({"no", "not", "non", "nr", "without", "never", "nothing"})
"""``nr`` is what `tokens` makes of *no*."""
DECISIONS = {
    "convicted": frozenset({"guilty", "convicted", "conviction"}),
    "acquitted": frozenset({"acquitted", "acquittal"}),
    "dismissed": frozenset({"dismissed", "dismissal", "dismiss", "nolle"}),
    "withdrawn": frozenset({"withdrawn"}),
    "pending": frozenset({"pending"}),
}
"""Words that name a decision wherever they stand in a longer text."""
UNDECIDED = frozenset({"plea", "pleas", "plead", "pled", "pleaded", "pleads", "motion", "appeal",
                       "department", "service", "force", "prior", "previous", "except", "part",
                       "set", "aside", "reversed", "vacated", "rescinded"})  # fmt: skip
"""Words of texts in which such a word is no decision on a charge."""


@cache
def words_of(column: str) -> dict[str, str]:
    """What values of a coded column stand for: folded word -> canonical value."""
    known = {}
    like = "search_conducted" if column == "contraband_found" else column
    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["column"] == like:
                text = joined(tokens(row["term"]))
                known[text] = known[without_marks(text)] = row["canonical"]
    for table in CANONICAL:
        for each in table.columns:
            if each.name == column and each.codes:
                known |= {joined(tokens(code)): code for code in each.codes}
    return known


def meaning_of(column: str, value: str) -> str | None:
    """Return the canonical value that a word of a coded column stands for, if it is known.

    ``YES = 1`` is a yes; of how a case ended, words that tell of an arrest mean one, and of a
    decision, words that name one: *Closed: not guilty after trial*.
    """
    words = tokens(value)
    text = joined(words)
    known = words_of(column)
    found = known.get(text) or known.get(without_marks(text))
    if found is None and column == "clearance":
        return _ending(words)
    if found is None and column == "verdict":
        return _decision(set(words))
    if found is None and column in YES_NO and len(words) == 2 and words[1] in DIGITS:
        return known.get(words[0])
    return found


def _ending(words: tuple[str, ...]) -> str | None:
    if NOT & set(words):
        return "none" if ARREST & set(words) else None
    if ARREST & set(words):
        return "arrest"
    return next((code for code in ("unfounded", "exceptional") if code in words), None)


def _decision(words: set[str]) -> str | None:
    """What a longer text names as decided; None where it tells of a plea, a motion or an appeal."""
    if words & UNDECIDED:
        return None
    denied = bool(words & NOT)
    found = {code for code, known in DECISIONS.items() if words & known}
    if len(found) != 1:
        return None
    code = found.pop()
    if code == "convicted" and denied:
        return "acquitted" if "guilty" in words else None
    return None if denied else code
