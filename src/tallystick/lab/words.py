"""The sentences and labels of the lab, in English alone."""

from __future__ import annotations

import tomllib
from functools import cache

from tallystick.lab.levels import text_of
from tallystick.report.words.wording import catalogue


def tell(key: str, /, **values: object) -> str:
    """Return message `key` with `values`; KeyError when either is missing."""
    return catalogue("en", __package__)[key].format(**values)


@cache
def keys(section: str) -> tuple[str, ...]:
    """Return the keys of a section, in their order."""
    return tuple(tomllib.loads(text_of("wording.en.toml"))[section])


def heads(section: str) -> tuple[str, ...]:
    """Return the heads of the table of a section."""
    return tuple(tell(f"{section}.head").split(" | "))


def quoted(name: str) -> str:
    """Return a level as a sentence names it: the base by that word."""
    return tell("form.base") if name == "base" else tell("form.level", name=name)
