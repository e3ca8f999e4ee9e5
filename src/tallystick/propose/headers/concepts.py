"""Which term names which concept, and which column of which table holds it?"""

from __future__ import annotations

import csv
import difflib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tallystick.propose.headers.folded import joined, tokens, without_marks, without_noise

TERMS = Path(__file__).parent / "terms.csv"
EXACT, NOISY, OWN, CLOSE = 1.0, 0.95, 0.9, 0.8
OF_A_RECORD = {"case", "incident", "stop", "event", "record", "дела", "caso", "affaire", "fall"}
"""Words that only say whose column it is: `stop resolution` is a `resolution`."""
LIKE, LEAST_LETTERS, LEAST_CUT = 0.86, 6, 3
LANGUAGES = {
    "en": "English", "ru": "Russian", "kk": "Kazakh", "es": "Spanish", "pt": "Portuguese",
    "fr": "French", "de": "German",
}  # fmt: skip

FILLS: dict[str, dict[str, tuple[str, ...]]] = {
    "incidents": {
        "incident_id": ("incident_id",),
        "unit_id": ("unit",),
        "officer_id": ("officer_id",),
        "badge": ("badge",),
        "occurred_at": ("occurred_at", "date", "reported_date", "recorded_at"),
        "recorded_at": ("recorded_at", "reported_date"),
        "closed_at": ("closed_at",),
        "offense_code": ("offense", "statute"),
        "origin": ("origin",),
        "area_id": ("area",),
        "clearance": ("disposition",),
        "search_conducted": ("search_conducted",),
        "contraband_found": ("contraband_found",),
        "search_basis": ("search_basis",),
        "subject_group": ("subject_group",),
        "count": ("count",),
    },
    "measurements": {
        "incident_id": ("incident_id",),
        "exhibit_id": ("exhibit_id",),
        "unit_id": ("unit",),
        "officer_id": ("officer_id",),
        "substance_code": ("substance",),
        "stage": ("stage",),
        "measured_at": ("measured_at", "occurred_at", "date"),
        "value": ("weight", "speed_over_limit", "speed", "purity", "score"),
    },
    "custody": {
        "exhibit_id": ("exhibit_id",),
        "incident_id": ("incident_id",),
        "at": ("moved_at", "date"),
        "action": ("action",),
        "from_holder": ("from_holder",),
        "to_holder": ("to_holder",),
        "net_weight_g": ("weight",),
    },
    "involvements": {
        "incident_id": ("incident_id",),
        "person_id": ("person_id",),
        "role": ("role",),
    },
    "persons": {
        "person_id": ("person_id",),
        "prior_convictions": ("prior_convictions",),
        "nationality": ("nationality",),
    },
    "officers": {
        "officer_id": ("officer_id", "badge", "incident_id"),
        "badge": ("badge",),
        "rank": ("rank",),
    },
    "postings": {
        "officer_id": ("officer_id",),
        "unit_id": ("unit",),
        "badge": ("badge",),
        "from_date": ("from_date",),
        "to_date": ("to_date",),
    },
    "narratives": {
        "incident_id": ("incident_id",),
        "author_id": ("officer_id",),
        "text": ("text",),
    },
    "outcomes": {
        "incident_id": ("incident_id", "person_id"),
        "person_id": ("person_id",),
        "statute": ("statute",),
        "decided_at": ("decided_at",),
        "verdict": ("verdict", "disposition"),
        "sentence_months": ("sentence",),
        "aggravating": ("aggravating",),
    },
    "targets": {
        "unit_id": ("unit",),
        "metric": ("metric",),
        "period_start": ("period_start",),
        "period_end": ("period_end",),
        "target": ("target",),
    },
    "reported_figures": {
        "unit_id": ("unit",),
        "metric": ("metric",),
        "period_start": ("period_start",),
        "period_end": ("period_end",),
        "value": ("figure", "count"),
        "denominator": ("denominator",),
        "published_on": ("published_on",),
    },
}
"""For each table its columns, and the concepts that may fill each, the likeliest first."""

TELLING: dict[str, tuple[tuple[str, ...], ...]] = {
    "measurements": (("value",),),
    "custody": (("exhibit_id", "action"), ("exhibit_id", "to_holder")),
    "involvements": (("incident_id", "person_id", "role"),),
    "persons": (("person_id", "prior_convictions"), ("person_id", "nationality")),
    "officers": (("officer_id", "rank"),),
    "postings": (("officer_id", "unit_id", "from_date"),),
    "narratives": (("incident_id", "text"),),
    "outcomes": (("incident_id", "verdict"), ("incident_id", "sentence_months"),
                 ("incident_id", "statute", "decided_at")),
    "targets": (("metric", "period_start", "target"),),
    "reported_figures": (("metric", "period_start", "period_end", "value"),),
}  # fmt: skip
"""The columns that together tell that a file fills a table; any one of the groups."""


@dataclass(frozen=True)
class Met:
    """That a header meets a term of a concept: how well, what is said of it, and how usual it is.

    `by_values` says that the header alone decides nothing; of `rank`, the least is the most usual.
    """

    concept: str
    score: float
    why: str
    by_values: bool = False
    rank: int = 0


@dataclass(frozen=True)
class _Term:
    concept: str
    language: str
    text: str
    by_values: bool
    rank: int


@cache
def _terms() -> dict[str, tuple[_Term, ...]]:
    """Every term by its words, with accents and without; canonical names among them."""
    known: dict[str, list[_Term]] = {}
    with TERMS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    terms = [
        _Term(row["concept"], row["language"], row["term"], row["decided_by"] == "values", rank)
        for rank, row in enumerate(rows, 1)
    ]
    terms += [
        _Term(concepts[0], "", column, False, 0)
        for columns in FILLS.values()
        for column, concepts in columns.items()
        if column != "value"
    ]
    for term in terms:
        text = joined(tokens(term.text))
        for key in {text, without_marks(text)} - {""}:
            if not any(each.concept == term.concept for each in known.setdefault(key, [])):
                known[key].append(term)
    return {key: tuple(each) for key, each in known.items()}


@cache
def _in_any_order() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The terms of several words by their words in order of the alphabet."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key in _terms():
        words = tuple(sorted(key.split()))
        if len(words) > 1:
            found[words] = (*found.get(words, ()), key)
    return found


def _cut_short(header: str) -> list[Met]:
    """The concepts of terms whose words `header` cuts short by a dot: ``Дата рег.``"""
    parts = header.split()
    if not any(len(part) > LEAST_CUT and part.endswith(".") for part in parts):
        return []
    given = [(joined(tokens(part)), part.endswith(".")) for part in parts]
    found: dict[str, list[Met]] = {}
    for key in _terms():
        words = key.split()
        if len(words) == len(given) and all(
            word.startswith(part) if dotted else word == part
            for word, (part, dotted) in zip(words, given, strict=True)
        ):
            for met in _at(key, OWN, "cut short:"):
                found.setdefault(met.concept, []).append(met)
    return next(iter(found.values())) if len(found) == 1 else []


@cache
def _in_one() -> dict[str, tuple[str, ...]]:
    """The terms of several words by their letters alone: ``MPHover`` is ``mph over``."""
    solid: dict[str, tuple[str, ...]] = {}
    for key in _terms():
        if " " in key and len(key) > LEAST_LETTERS:
            letters = key.replace(" ", "")
            solid[letters] = (*solid.get(letters, ()), key)
    return solid


def met_by(header: str) -> list[Met]:
    """Return the concepts whose terms `header` meets, the best first; never by a part of a word.

    A whole term counts 1; the same words once names of systems and types are taken off, .95; cut
    short, written in one or with *case* or *stop* before it, .9; a spelling that lacks a letter or
    has two in another order (a ratio of .86 of difflib, six letters or more), .8.
    """
    words = tokens(header)
    plain = without_noise(words)
    own = plain[1:] if len(plain) > 1 and plain[0] in OF_A_RECORD else ()
    for score, how, kept in (
        (EXACT, "the term", words), (NOISY, "the words of", plain), (OWN, "the words of", own)
    ):  # fmt: skip
        for key in (joined(kept), *_in_any_order().get(tuple(sorted(kept)), ())):
            if found := _at(key, score, how):
                return found
    cut = _cut_short(header)
    if cut:
        return cut
    solid = [_at(key, OWN, "written in one:") for key in _in_one().get("".join(words), ())]
    if solid:
        return solid[0]
    text = without_marks(joined(plain))
    if len(text) < LEAST_LETTERS:
        return []
    long = [key for key in _terms() if len(key) >= LEAST_LETTERS]
    near = difflib.get_close_matches(text, long, n=3, cutoff=LIKE)
    kept_letters = [key for key in near if _same_letters(text, key)]
    return _at(kept_letters[0], CLOSE, "spelled like") if kept_letters else []


def _same_letters(one: str, other: str) -> bool:
    """Whether two spellings have the same letters but for one that one of them lacks."""
    letters, others = Counter(one), Counter(other)
    return ((letters - others).total() + (others - letters).total()) <= 1


def _at(text: str, score: float, how: str) -> list[Met]:
    terms = _terms().get(text) or _terms().get(without_marks(text)) or ()
    return [
        Met(each.concept, score,
            f"{how} '{each.text}' ({LANGUAGES[each.language]})" if each.language
            else "named as the table names it", each.by_values, each.rank)
        for each in terms
    ]  # fmt: skip
