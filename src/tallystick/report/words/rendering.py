"""The text of a result or a finding, made in the reader's language of its key and its values.

A text without a key, as an older run or a check of another package has it, stays English; on a
page in another language it is marked and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from tallystick.findings import Named
from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.words import Words, words_of
from tallystick.report.words import dates, numbers
from tallystick.report.words.plurals import RULES
from tallystick.report.words.text import Foreign, Told
from tallystick.report.words.wording import ENGLISH, language, say, spoken

DAY = "day"
TERMS = "terms"
_ENGLISH: ContextVar[set[str] | None] = ContextVar("left_english", default=None)


@contextmanager
def rendering(of: str) -> Iterator[set[str]]:
    """Speak a language within, and gather what has to stay English."""
    left: set[str] = set()
    token = _ENGLISH.set(left)
    try:
        with spoken(of):
            yield left
    finally:
        _ENGLISH.reset(token)


def rendered(check: str, text: str) -> str:
    """Return what `check` said in the language spoken now, or marked as English."""
    if language() == ENGLISH or not text.strip() or isinstance(text, Told):
        return text
    words = made(check, text) if isinstance(text, KeyedText) else term(check, text)
    if words is not None and (isinstance(text, KeyedText) or words != text):
        return Told(words)
    left = _ENGLISH.get()
    if left is not None:
        left.add(text)
    return Foreign(text)


def rendered_name(check: str, text: str) -> str:
    """Return an aspect in the language spoken now: without a key it is a name, and stays."""
    known = language() != ENGLISH and words_of(check, language()) is not None
    if isinstance(text, KeyedText | Told) or not known:
        return rendered(check, text)
    return Told(term(check, text))


def words_now(check: str) -> Words | None:
    """Return the words of a check in the language spoken now, which write as it does."""
    words = words_of(check, language())
    return words and replace(words, write=partial(written, check))


def made(check: str, text: KeyedText) -> str | None:
    """Return a text in the language spoken now; None where it has no words for it."""
    words = words_now(check)
    try:
        return None if words is None else words.text(words.entry(text.key), text.values)
    except (LookupError, TypeError, ValueError):
        return None


def term(check: str, text: str) -> str:
    """Return a code, or a word that an engagement chose, as the language has it, or as it is."""
    words = words_of(check, language())
    for entries in (words.entries, words.more) if words else ():
        if text in entries.get(TERMS, {}):
            return str(entries[TERMS][text])
    return text


def written(check: str, value: Any, form: str) -> str:
    """Return a value as the language writes it.

    `form` is that of Python, ``day`` for a day, or the forms of a word that a number takes,
    ``one|few|many``. A text that is no name may be a term that the language has.
    """
    if isinstance(value, Named):
        return value
    if isinstance(value, date) or form == DAY:
        return dates.day(str(value))
    if isinstance(value, KeyedText):
        return made(check, value) or value
    if isinstance(value, str):
        return term(check, value)
    if "|" in form:
        return form_of(value, form.split("|"))
    if form.endswith("%"):
        return say("number.percent", value=number(format(value, form)[:-1]))
    return number(format(value, form)) if isinstance(value, int | float) else format(value, form)


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
