"""The sentences of the channel's pages, in English and Russian."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

LANGUAGES = {"en": "English", "ru": "Русский"}
FIRST = "en"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every sentence of a language by its key."""
    file = resources.files(__name__) / f"wording.{language}.toml"
    sentences: Mapping[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))
    return sentences


def say(language: str, key: str, /, **values: object) -> str:
    """Return sentence `key` in a language with `values`; KeyError when either is missing."""
    return catalogue(language)[key].format(**values)


def language_of(wanted: str | None) -> str:
    """Return a language that there is: the wanted one, or the first."""
    return wanted if wanted in LANGUAGES else FIRST
