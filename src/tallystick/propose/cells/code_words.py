"""What a word in a coded column stands for, such as *sí* for yes or *booked* for an arrest."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from tallystick.propose.headers.folded import joined, tokens, without_marks
from tallystick.tables import CANONICAL

WORDS = Path(__file__).parent / "words.csv"
DIGITS = tuple("0123456789")
YES_NO = ("search_conducted", "contraband_found")
ARREST = frozenset({"arrest", "arrested", "arrests", "booked", "booking", "apprehended"})
MILD = frozenset({"warn", "warned", "warning", "warnings", "cite", "cited", "citation",
                  "citations", "ticket", "ticketed"})  # fmt: skip
CRIMINAL = frozenset({"criminal", "crim", "misdemeanor", "misd", "felony", "fel", "charges",
                      "charged", "summons", "summonsed", "warrant"})  # fmt: skip
"""Words of texts in which a citation may stand for an arrest."""
BEGINNINGS: dict[str, tuple[set[str], ...]] = {
    "warrant": ({"warrant"}, {"warrants"}),
    "complaint": ({"dispatched"}, {"911"}, {"call", "service"}, {"calls", "service"},
                  {"citizen", "call"}, {"citizen", "reported"}, {"radio", "call"},
                  {"radio", "run"}),
    "patrol": ({"on", "view"}, {"onview"}, {"self", "initiated"}, {"officer", "initiated"},
               {"traffic", "stop"}, {"officer", "observed"}, {"officer", "viewed"},
               {"proactive"}, {"vehicle", "stop"}, {"pedestrian", "stop"},
               {"moving", "violation"}, {"equipment", "violation"}),
    "checkpoint": ({"checkpoint"}, {"roadblock"}),
}  # fmt: skip
"""Words that together say what began a case wherever they stand in a longer text."""
CALLS = frozenset({"911", "999", "112", "101"})
"""Numbers before a word that are called, and no code of it."""
NOT = frozenset({"no", "not", "non", "nr", "without", "never", "nothing", "none", "nil",
                 "negative"})  # fmt: skip
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

    ``YES = 1`` is a yes, as ``1-Yes`` is; of how a case ended, words that tell of an arrest mean
    one, and of a decision, words that name one: *Closed: not guilty after trial*.
    """
    words = tokens(value)
    text = joined(words)
    known = words_of(column)
    found = known.get(text) or known.get(without_marks(text))
    if found is None and len(words) > 1 and words[0].isdigit() and words[0] not in CALLS:
        return meaning_of(column, joined(words[1:]))
    if found is None and column == "clearance":
        return _ending(words)
    if found is None and column == "verdict":
        return _decision(set(words))
    if found is None and column == "origin":
        return _beginning(words)
    if found is None and column in YES_NO and len(words) == 2 and words[1] in DIGITS:
        return known.get(words[0])
    return found


def _ending(words: tuple[str, ...]) -> str | None:
    """How a longer text says that a case ended: an arrest that is not denied comes first.

    *Arrest/no investigation* is an arrest; *no arrest* and *arrest not made* are none, as a warning
    or a citation is where no crime is named beside it.
    """
    told = [at for at, word in enumerate(words) if word in ARREST]
    if told:
        return "none" if all(_is_denied(words, at) for at in told) else "arrest"
    if set(words) & MILD:
        return None if set(words) & CRIMINAL else "none"
    if set(words) & NOT:
        return None
    return next((code for code in ("unfounded", "exceptional") if code in words), None)


def _is_denied(words: tuple[str, ...], at: int) -> bool:
    before = [word for word in words[:at] if word not in ("a", "an", "any")][-1:]
    after = words[at + 1 :]
    return (
        bool(NOT & set(before)) or after[:1] == ("not",) or (bool(after) and NOT.issuperset(after))
    )


def _beginning(words: tuple[str, ...]) -> str | None:
    """What a longer text says began a case; None where its words tell of several beginnings."""
    told = set(words)
    if told & NOT:
        return None
    found = {code for code, known in BEGINNINGS.items() for each in known if each <= told}
    return found.pop() if len(found) == 1 else None


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
