"""Where are the fixed sentences of a report, and how is one said in the reader's language?

Every fixed sentence lies in ``wording.en.toml`` under a message key, as a whole sentence. What
varies enters as a named value that is already formatted. A language is one more such file, with
the same keys and the same names in braces; it says itself which plural forms it has.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from typing import Any

from tallystick.report.words.plurals import form

ENGLISH = "en"
# A no-break space stays: only what a line of the file holds is laid out freely.
LAYOUT = re.compile(r"[ \t\r\n]+")
_SPOKEN: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


class UnknownLanguageError(ValueError):
    """A language in which there is no report, with those there are."""


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there is a catalogue of, such as ``en``, in order."""
    files = (each.name for each in resources.files(__package__).iterdir())
    named = (re.fullmatch(r"wording\.([a-z]{2,3})\.toml", each) for each in files)
    return tuple(sorted(each[1] for each in named if each))


def known(language: str) -> str:
    """Return `language` where there is a report in it; UnknownLanguageError otherwise."""
    if language not in languages():
        shown = "".join(each if each.isprintable() else "?" for each in language)[:40]
        there = ", ".join(languages())
        raise UnknownLanguageError(
            f"{shown!r}: there is no report in this language; choose one of {there}"
        )
    return language


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Say everything within in `language`; UnknownLanguageError where there is no such."""
    token = _SPOKEN.set(known(language))
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def language() -> str:
    """Return the language that is spoken now: English where nothing else was asked for."""
    return _SPOKEN.get()


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", LAYOUT.sub(" ", value.strip(" \t\r\n"))


@cache
def catalogue(of: str = ENGLISH, package: str = __package__) -> Mapping[str, str]:
    """Return every message of a language by its key, such as ``summary.cannot_tell``.

    `package` has the file; by default it is the report's.
    """
    source = resources.files(package).joinpath(f"wording.{of}.toml")
    return dict(_flat(tomllib.loads(source.read_text(encoding="utf-8"))))


def say(key: str, /, **values: object) -> str:
    """Return message `key` with `values` filled in; KeyError when either is missing."""
    return catalogue(language())[key].format(**values)


def say_count(key: str, count: int, /, **values: object) -> str:
    """Return message `key` in the form that `count` takes, such as ``key.one``."""
    return say(f"{key}.{form(say('language.plural'), count)}", **values)


def keys_under(prefix: str) -> tuple[str, ...]:
    """Return the keys below `prefix`, in the order of the catalogue."""
    return tuple(key for key in catalogue(language()) if key.startswith(f"{prefix}."))
