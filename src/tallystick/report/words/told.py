"""How is what a check said in English told in the reader's language?

Findings are made anew of their values. Other texts of checks, the reasons and estimands of results
and questions, are stored in English: the words of a check in a language hold pairs of an English
template and its translation for them, and those of all checks for what each may say. A text fits as
a whole or not at all. What fits none, or several, stays English and is marked and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from tallystick.findings.said import Said
from tallystick.findings.word_files import file_of, messages_in
from tallystick.report.words import dates, numbers
from tallystick.report.words.plurals import RULES
from tallystick.report.words.rendering import made, term
from tallystick.report.words.template import SEPARATOR, Part, Slot, Values, fit, parts_of
from tallystick.report.words.text import Foreign, Told
from tallystick.report.words.wording import ENGLISH, language, say, spoken

GENERAL = "general"
TARGET = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z\d])")
KEPT_MESSAGES = 4096
DEEPEST = 3
_UNTOLD: ContextVar[set[str] | None] = ContextVar("untold", default=None)


@dataclass(frozen=True)
class Message:
    """An English template and its translation, with slots and forms such as ``{n:a|b|c}``."""

    english: str
    translation: str
    parts: tuple[Part, ...]

    @property
    def kinds(self) -> Mapping[str, str]:
        """The kind of each slot by its name."""
        return {part.name: part.kind for part in self.parts if isinstance(part, Slot)}


@dataclass(frozen=True)
class Messages:
    """What is known of one check in one language: whole sentences, and templates."""

    whole: Mapping[str, Message]
    templates: tuple[Message, ...]


@cache
def messages(of: str, check: str) -> tuple[Message, ...]:
    """Return the messages of a check in a language, in their order; none where there are none."""
    path = file_of(None if check == GENERAL else check, of)
    held = () if path is None else messages_in(path)
    return tuple(Message(each["en"], each[of], parts_of(each["en"])) for each in held)


@cache
def _messages(of: str, check: str) -> Messages:
    both = (*messages(of, check), *messages(of, GENERAL))
    plain = [each for each in both if all(isinstance(part, str) for part in each.parts)]
    return Messages(
        {each.english: each for each in reversed(plain)},
        tuple(each for each in both if each not in plain),
    )


@contextmanager
def telling(of: str) -> Iterator[set[str]]:
    """Speak a language within, and gather what had to stay English."""
    untold: set[str] = set()
    token = _UNTOLD.set(untold)
    try:
        with spoken(of):
            yield untold
    finally:
        _UNTOLD.reset(token)


def tell(check: str, text: str) -> str:
    """Return what `check` said in the language spoken now, or marked as English."""
    now = language()
    if now == ENGLISH or not text.strip() or isinstance(text, Told):
        return text
    if isinstance(text, Said):
        told = made(check, text)
    else:
        told = word if (word := term(check, text)) != text else None
    told = told or _told(now, check, text)
    if told is not None:
        return Told(told)
    untold = _UNTOLD.get()
    if untold is not None:
        untold.add(text)
    return Foreign(text)


@lru_cache(maxsize=KEPT_MESSAGES)
def _told(of: str, check: str, text: str, depth: int = 0) -> str | None:
    """Return the translation of a whole text, or of each of its sentences; None without one."""
    scope = _Scope(of, check, depth)
    told = _one(scope, text)
    if told is not None:
        return told
    each = SENTENCES.split(text)
    if len(each) == 1:
        return None
    parts = [_one(scope, sentence) for sentence in each]
    return " ".join(part for part in parts if part) if None not in parts else None


@dataclass(frozen=True)
class _Scope:
    """Where a text is looked up: the language, the check, and in how many others it stands."""

    of: str
    check: str
    depth: int

    def told(self, part: str) -> str | None:
        """Return the translation of a part of the text; None beyond `DEEPEST`, and without one."""
        return _told(self.of, self.check, part, self.depth + 1) if self.depth < DEEPEST else None


def _one(scope: _Scope, text: str) -> str | None:
    """Return the translation of one sentence; None where no message, or more than one, fits."""
    known = _messages(scope.of, scope.check)
    if text in known.whole:
        return known.whole[text].translation
    found = {
        _filled(scope, each, values)
        for each in known.templates
        if (values := fit(each.parts, text, lambda part: scope.told(part) is not None)) is not None
    }
    return found.pop() if len(found) == 1 else None


def _filled(scope: _Scope, message: Message, values: Values) -> str:
    kinds = message.kinds

    def written(found: re.Match[str]) -> str:
        value, kind = values[found[1]], kinds[found[1]]
        if found[2] is not None:
            return form_of(value, found[2].split("|"))
        if kind == "number":
            return number(value)
        if kind == "day":
            return dates.day(value)
        if kind == "word":
            known = _messages(scope.of, scope.check).whole.get(value)
            return known.translation if known else value
        parts = value.split(SEPARATOR) if kind == "list" else [value]
        if kind in ("name", "line", "said", "list"):
            return SEPARATOR.join(scope.told(part) or part for part in parts)
        return value

    return TARGET.sub(written, message.translation)


def said_of(check: str, text: str) -> str:
    """Return a word or a sentence that stands in one of `check`, or as it is where none is known.

    What is left as it is, is not counted as English: it may be a word of the engagement.
    """
    return _told(language(), check, text) or text


def form_of(value: Any, forms: list[str]) -> str:
    """Return the form of a word that a number, or one as Python writes it, takes."""
    rule = RULES[say("language.plural")]
    plain = str(value).replace(",", "").lstrip("+-")
    if not plain.isdigit():
        return forms[min(1, len(forms) - 1)]
    return forms[rule.forms.index(rule.choose(int(plain)))]


def number(text: str) -> str:
    """Return a number as Python writes it, "1,050.5" or "2e-05", as the language does."""
    mantissa, e, power = text.partition("e")
    if not e:
        return numbers.separated(text)
    raised = str(int(power)).translate(numbers.SUPERSCRIPTS)
    return f"{numbers.separated(mantissa)} × 10{raised}"
