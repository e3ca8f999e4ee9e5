"""The sentences of the office, in the languages of the report."""

from __future__ import annotations

from tallystick.report.words.plurals import form
from tallystick.report.words.wording import catalogue, language, say


def tell(key: str, /, **values: object) -> str:
    """Return message `key` of the office with `values`; KeyError when either is missing."""
    return catalogue(language(), __name__)[key].format(**values)


def tell_count(key: str, count: int, /, **values: object) -> str:
    """Return message `key` of the office in the form that `count` takes."""
    return tell(f"{key}.{form(say('language.plural'), count)}", **values)
