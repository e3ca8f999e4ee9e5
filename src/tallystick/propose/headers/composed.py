"""The concepts of a header by its words: what it counts, of whom, and of which event.

``Arresting_Ofc_Badge`` meets no term as a whole, but holds words of an officer and of a badge. Each
word has facets (`facets.csv`, seven languages and more); a concept is met where a header has the
facets of one of its rules and none that the rule excludes.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tallystick.propose.headers.concepts import Met, met_by
from tallystick.propose.headers.folded import tokens, without_marks

FACETS, RULES = (Path(__file__).parent / name for name in ("facets.csv", "rules.csv"))
NAMED_ALONE = {("officer_id", "officer"), ("incident_id", "case"), ("incident_id", "number"),
               ("occurred_at", "occurred"), ("offense", "kind"), ("offense", "reason"),
               ("disposition", "status"), ("disposition", "arrested")}  # fmt: skip
"""Concepts that a word of such a facet tells only where no other word of the header is unknown."""
STRANGE = 0.1
"""What words that are not known take from a score."""
LEAST_PART, LEAST_STEM, MOST_MORE = 2, 5, 3
HOW_MANY = re.compile(
    r"[\W_]*(#|no|nr|num|number)s?[\W_]*((of[\W_]+)?([a-z0-9]+[\W_]+)*[a-z]*[a-hj-rtv-z]s[\W_]*"
    r"|of[\W_]+([a-z0-9]+[\W_]+){0,2}[a-z]*[a-hj-rtv-z]s[\W_].*)",
    re.IGNORECASE,
)
SHORT = ("cd", "dt", "tm", "yn", "no", "nbr", "num", "id", "typ", "type", "desc", "dsc", "ind",
         "flg", "flag", "date", "time", "code", "name", "cde", "dte")  # fmt: skip
"""Endings of headers written in one, of which the word before may be short: ``VIOLCD``."""
WHOSE = {"d": "subject", "s": "subject", "c": "subject", "o": "officer", "v": "victim"}
OF_ONE = ("race", "ethnicity", "ethnic", "ethn")
"""What a letter may stand before that tells of whom it is: ``DRACE`` is of the driver."""
LEAST_BEFORE = 3
OF_ITS_USE = frozenset({"use", "used", "uses", "using", "report", "reports", "type", "level", "nr",
                        "reason", "date", "applied", "effective", "incident"})  # fmt: skip
"""Words beside *force* that tell of its use, and not of a police force."""
CAMEL_OR_LINE = re.compile("_|(?<=[a-z])(?=[A-Z])")
LINKS, VOWELS = ("s", "es", "n", "en"), "aeiouyаеиоуыяю"
SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True)
class Rule:
    """A concept, the facets that a header needs for it, those that exclude it, and the score."""

    concept: str
    needs: frozenset[str]
    without: frozenset[str]
    score: float
    by_values: bool = False


GROUPS = {
    "people": ("officer", "subject", "victim"),
    "traits": ("race", "ethnic", "sex", "age", "name", "rank"),
    "when": ("date", "time", "datetime", "year", "month", "quarter", "week"),
    "other": ("vehicle", "outdated", "home"),
    "sizes": ("count", "rate", "money", "weight", "population", "change", "target"),
}
"""Facets that a rule names together."""


@cache
def _rules() -> tuple[Rule, ...]:
    with RULES.open(encoding="utf-8", newline="") as file:
        return tuple(
            Rule(row["concept"], _facets(row["needs"]), _facets(row["without"]),
                 float(row["score"]), row["decided_by"] == "values")
            for row in csv.DictReader(file)
        )  # fmt: skip


def _facets(words: str) -> frozenset[str]:
    return frozenset(facet for word in words.split() for facet in GROUPS.get(word, (word,)))


Senses = dict[str, frozenset[str]]
"""The facets of a word, each with the languages in which it has it."""


@cache
def _lexicon() -> dict[str, Senses]:
    """Senses by word, with accents and without; and by its stem, where that is no word itself.

    A stem lacks the last vowel, which a case or number changes: ``jednostka`` is so met by
    *jednostki*, whose own ending `_stems` cuts.
    """
    known: dict[str, dict[str, set[str]]] = {}
    with FACETS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for word in row["words"].casefold().replace("ё", "е").split():
                for form in {word, without_marks(word)}:
                    languages = known.setdefault(form, {}).setdefault(row["facet"], set())
                    languages.add(row["language"])
    senses = {word: {facet: frozenset(languages) for facet, languages in each.items()}
              for word, each in known.items()}  # fmt: skip
    stems = {
        word[:-1]: each for word, each in senses.items()
        if len(word) > LEAST_STEM and word[-1] in VOWELS
    }  # fmt: skip
    return stems | senses


@cache
def facets_of(header: str) -> frozenset[str]:
    """Return the facets of all words of a header, as far as they are known.

    Where a word has several, as *nombre* is a name in Spanish and a number in French, those count
    that it has in the language of most words beside it. *# of officers* is no number of one.
    """
    words = set(tokens(header))
    senses = [each for word in tokens(header) if (each := _of_word(word))]
    spoken = Counter(language for each in senses for language in frozenset().union(*each.values()))
    most = max(spoken.values(), default=0)
    here = {language for language, count in spoken.items() if count == most}
    found = frozenset(
        facet for each in senses
        for facet in ({f for f, languages in each.items() if languages & here} or each)
    )  # fmt: skip
    if "unit" in found and "force" in words and words & OF_ITS_USE:
        found -= {"unit"}
    how_many = HOW_MANY.fullmatch(CAMEL_OR_LINE.sub(" ", header))
    return found - {"number"} | {"count"} if how_many else found


def _of_word(word: str) -> Senses:
    lexicon = _lexicon()
    for form in (word, without_marks(word), word.rstrip("0123456789")):
        if form in lexicon:
            return lexicon[form]
    if word[1:] in OF_ONE and word[0] in WHOSE:
        return lexicon[word[1:]] | {WHOSE[word[0]]: frozenset({"en"})}
    found: Senses = {}
    for part in _parts(without_marks(word), lexicon):
        for facet, languages in lexicon.get(part, {}).items():
            found[facet] = found.get(facet, frozenset()) | languages
    stem = next((form for form in _stems(word) if form in lexicon), "")
    return found or lexicon.get(stem, {})


def _stems(word: str) -> Iterable[str]:
    """Shorter forms of a word, as where an ending makes a plural or a case."""
    for cut in range(1, MOST_MORE + 1):
        if len(word) - cut >= LEAST_STEM - 1:
            yield word[:-cut]


def _parts(word: str, lexicon: dict[str, Senses]) -> tuple[str, ...]:
    """The known words that a word is made of, the fewest; empty where there are none.

    Chinese, Japanese and Korean write words without blanks: a part may be one sign there.
    """
    signs = SIGNS.search(word) is not None
    least = 1 if signs else LEAST_PART
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end):
            before, part = best[start], word[start:end]
            is_word = len(part) >= least and part in lexicon
            if before is None or not (is_word or (before and part in LINKS)):
                continue
            found = (*before, part)
            if best[end] is None or len(found) < len(best[end] or ()):
                best[end] = found
    parts = best[-1] or ()
    if len(parts) > 1 and (signs or max(map(len, parts)) >= LEAST_STEM - 1):
        return parts
    return _before_short(word, lexicon)


def _before_short(word: str, lexicon: dict[str, Senses]) -> tuple[str, ...]:
    """A word in two where its end is one of those that headers cut short."""
    for end in SHORT:
        before = word.removesuffix(end)
        if before != word and len(before) >= LEAST_BEFORE and before in lexicon:
            return (before, "nr" if end == "no" else end)
    return ()


def mets_of(header: str, by_values: frozenset[str] = frozenset()) -> list[Met]:
    """Return the concepts of a header, best first: by its whole term, else by its words.

    `by_values` are facets that its cells tell: the words *Call received* over dates have that of a
    date as well.
    """
    found = met_by(header)
    if "date" in by_values and all(each.concept == "incident_id" for each in found):
        found = []
    if any(not each.by_values for each in found):
        return found
    known = {each.concept for each in found}
    facets = facets_of(header) | by_values
    strange = any(not _of_word(word) for word in tokens(header) if not word.isdigit())
    best: dict[str, Rule] = {}
    for rule in _rules():
        if not rule.needs <= facets or rule.without & facets:
            continue
        if strange and (rule.concept, *rule.needs) in NAMED_ALONE:
            continue
        held = best.get(rule.concept)
        if held is None or rule.score > held.score:
            best[rule.concept] = rule
    less = STRANGE * strange
    rules = sorted(best.values(), key=lambda rule: -rule.score)
    return found + [
        Met(rule.concept, rule.score - less, _why(rule), rule.by_values, len(_rules()))
        for rule in rules
        if rule.concept not in known
    ]


def _why(rule: Rule) -> str:
    return f"header words: {', '.join(sorted(rule.needs))}"


def recognised(header: str) -> bool:
    """Whether the header, or its words, tell what its column may be."""
    return bool(header) and bool(mets_of(header))
