"""The sentences of a watch, in the languages of the report."""

from __future__ import annotations

from tallystick.report.words.numbers import count
from tallystick.report.words.plurals import form
from tallystick.report.words.wording import catalogue, language, say


def tell(key: str, /, **values: object) -> str:
    """Return message `key` of the watch with `values`; KeyError when either is missing."""
    return catalogue(language(), __package__)[key].format(**values)


def tell_count(key: str, n: int, /, **values: object) -> str:
    """Return message `key` of the watch in the form that `n` takes."""
    return tell(f"{key}.{form(say('language.plural'), n)}", n=count(n), **values)


def chance(p_value: float | None) -> str:
    """Return a p- or q-value with two digits, and a dash for none."""
    return tell("none") if p_value is None else f"{p_value:.2g}"
