"""The sentences of a watch, in the languages of the report."""

from __future__ import annotations

from math import exp

from tallystick.report.words.numbers import count, number
from tallystick.report.words.plurals import form
from tallystick.report.words.wording import catalogue, language, say

LARGEST_LOG = 600.0
"""Evidence beyond it is told as so much at least: a float ends soon after."""


def tell(key: str, /, **values: object) -> str:
    """Return message `key` of the watch with `values`; KeyError when either is missing."""
    return catalogue(language(), __package__)[key].format(**values)


def tell_count(key: str, n: int, /, **values: object) -> str:
    """Return message `key` of the watch in the form that `n` takes."""
    return tell(f"{key}.{form(say('language.plural'), n)}", n=count(n), **values)


def evidence(log_evidence: float) -> str:
    """Return evidence as a reader takes it: 21,400, 610 or 0.31."""
    value = exp(min(log_evidence, LARGEST_LOG))
    return number(float(f"{value:.4g}"))
