"""Where are the fixed sentences of a report, and how is one said?

Every fixed sentence lies in ``wording.en.toml`` under a message key, as a whole sentence. What
varies enters as a named value that is already formatted. A language is added as one more file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

LANGUAGE = "en"


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", " ".join(value.split())


@cache
def catalogue(language: str = LANGUAGE) -> Mapping[str, str]:
    """Return every message of `language` by its key, such as ``summary.cannot_tell``."""
    source = resources.files(__package__).joinpath(f"wording.{language}.toml")
    return dict(_flat(tomllib.loads(source.read_text(encoding="utf-8"))))


def say(key: str, /, **values: object) -> str:
    """Return message `key` with `values` filled in; KeyError when either is missing."""
    return catalogue()[key].format(**values)


def say_count(key: str, count: int, /, **values: object) -> str:
    """Return message `key` in the form that `count` takes: ``key.one`` or ``key.other``."""
    return say(f"{key}.{'one' if count == 1 else 'other'}", **values)


def keys_under(prefix: str) -> tuple[str, ...]:
    """Return the keys below `prefix`, in the order of the catalogue."""
    return tuple(key for key in catalogue() if key.startswith(f"{prefix}."))
