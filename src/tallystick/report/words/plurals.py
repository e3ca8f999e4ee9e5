"""Which form of a word does a count take?

A catalogue names the rule of its language under ``language.plural``. The rules are those of the
Unicode CLDR for whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """The names of the forms, and which of them a whole number takes."""

    forms: tuple[str, ...]
    choose: Callable[[int], str]


def _east_slavic(count: int) -> str:
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14):
        return "few"
    return "many"


RULES: Mapping[str, Rule] = {
    "one_other": Rule(("one", "other"), lambda count: "one" if count == 1 else "other"),
    "only_other": Rule(("other",), lambda count: "other"),
    "east_slavic": Rule(("one", "few", "many"), _east_slavic),
}


def form(rule: str, count: int) -> str:
    """Return the name of the form that `count` takes by `rule`; KeyError for no such rule."""
    return RULES[rule].choose(abs(count))
