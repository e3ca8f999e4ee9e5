"""What an entry of a file of words is: a text with slots, a choice, or one for each of several."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any

CHOICES = ("by", "if", "each", "join")
SLOT = re.compile(r"\{(\w+)")
OF_RULE = "rule_kind"
Values = Mapping[str, Any]
Write = Callable[[Any, str], str]


class Formatter(string.Formatter):
    """Fills a text as `str.format` does, with each value written by a function."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write a value."""
        return self._write(value, format_spec)


def named_in(item: Any) -> Values:
    """Return the values that an item of several has by name."""
    return item if isinstance(item, Mapping) else {}


def entry_at(entries: Values, path: str) -> Any:
    """Return the entry at a path such as ``reasons.few``; None where there is none."""
    found: Any = entries
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def within(sentence: str) -> str:
    """Return a sentence as it stands within another."""
    return sentence[0].lower() + sentence[1:]


def sentences(entry: Any) -> Sequence[str]:
    """Return every text of an entry, or of all entries, in their order."""
    if isinstance(entry, str):
        return [entry]
    if isinstance(entry, Mapping):
        inner = [each for key, each in entry.items() if key not in CHOICES]
    else:
        inner = list(entry)
    return [text for each in inner for text in sentences(each)]


def asked(entry: Any) -> frozenset[str]:
    """The names of slots and of the values by which an entry chooses, and those of any rule."""
    if isinstance(entry, str):
        return frozenset(SLOT.findall(entry))
    inner = entry.values() if isinstance(entry, Mapping) else entry
    by = {str(entry[key]) for key in CHOICES if key in entry} if isinstance(entry, Mapping) else ()
    return frozenset({OF_RULE, *by}).union(*(asked(each) for each in inner))
