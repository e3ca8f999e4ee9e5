"""Does a stored English sentence fit a template, in one way only, and with which values?

A template is a sentence with slots in braces. ``{n}`` is a number as Python writes it, ``{d:day}``
a day, ``{c:columns}`` the names of columns, ``{metric:word}`` one word, ``{l:line}`` the name of a
line up to its colon or comma, ``{e:end}`` a full stop, a question mark or nothing; ``{unit:text}``
is any text, which is carried over. A word, a line and ``{m:name}`` are translated where a message
of their own is known; ``{more:said}`` must be, and each part of ``{parts:list}`` between
semicolons. A slot of free text that ends in ``?`` may be empty. Between two slots of free text
stands a literal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SLOT = re.compile(r"\{(\w+)(?::(\w+)(\??))?\}")
BOUND = {
    "number": re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?(?![\d,]*\d)"),
    "day": re.compile(r"\d{4}-\d\d-\d\d(?!\d)"),
    "columns": re.compile(r"[a-z_]+\.[a-z_]+(?:, [a-z_]+\.[a-z_]+)*"),
    "word": re.compile(r"[^\s,;:()]*[^\s,;:().?!]"),
    "line": re.compile(r"(?!unit |officer )[^:;,()]+"),
    "end": re.compile(r"[.?]?"),
}
FREE = ("text", "name", "said", "list")
TRANSLATED = ("said", "list")
SEPARATOR = "; "
# What is longer, or offers more ends for one slot, is no sentence of a check.
MOST_STEPS, MOST_ENDS, LONGEST = 2_000, 8, 4_000
Values = dict[str, str]
Says = Callable[[str], bool]


class TemplateError(ValueError):
    """A template that cannot be matched against anything without doubt."""


@dataclass(frozen=True)
class Slot:
    """One place of a template that varies, with what may stand in it."""

    name: str
    kind: str
    optional: bool


Part = str | Slot


def parts_of(template: str) -> tuple[Part, ...]:
    """Return the literals and slots of a template; TemplateError where two free slots touch."""
    parts: list[Part] = []
    at = 0
    for found in SLOT.finditer(template):
        parts += [template[at : found.start()]] * (found.start() > at)
        slot = Slot(found[1], found[2] or "number", bool(found[3]))
        if slot.kind not in (*BOUND, *FREE):
            raise TemplateError(f"{template!r}: there is no kind of slot called {slot.kind}")
        if parts and isinstance(before := parts[-1], Slot) and {before.kind, slot.kind} & {*FREE}:
            raise TemplateError(f"{template!r}: put a literal between {before.name} and {found[1]}")
        parts.append(slot)
        at = found.end()
    parts += [template[at:]] * (at < len(template))
    if any(isinstance(part, str) and re.search("[{}]", part) for part in parts):
        raise TemplateError(f"{template!r}: a brace is no slot")
    bare = [part for part in parts if isinstance(part, Slot)]
    if len(bare) == len(parts) and {each.kind for each in bare} & {"text", "name", "said"}:
        raise TemplateError(f"{template!r}: it says nothing of its own")
    return tuple(parts)


def fit(parts: tuple[Part, ...], text: str, says: Says) -> Values | None:
    """Return the values with which `text` is the template, None where none or several ways fit.

    `says` tells whether a text has a translation, as a slot of the kind ``said`` demands.
    """
    if len(text) > LONGEST or not _may_fit(parts, text):
        return None
    search = _Search(parts, text, says)
    found = search.from_here(0, 0, {})
    first = next(found, None)
    another = next(found, None)
    return first if another is None and search.steps <= MOST_STEPS else None


def _may_fit(parts: tuple[Part, ...], text: str) -> bool:
    """Whether all literals are there, and the first and last where they belong."""
    first, last = parts[0], parts[-1]
    if isinstance(first, str) and not text.startswith(first):
        return False
    if isinstance(last, str) and not text.endswith(last):
        return False
    return all(part in text for part in parts if isinstance(part, str))


@dataclass
class _Search:
    parts: tuple[Part, ...]
    text: str
    says: Says
    steps: int = 0

    def from_here(self, place: int, at: int, values: Values) -> Iterator[Values]:
        """Yield every way in which the parts from `place` on are the text from `at` on."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            return
        if place == len(self.parts):
            if at == len(self.text):
                yield values
            return
        part = self.parts[place]
        if isinstance(part, str):
            if self.text.startswith(part, at):
                yield from self.from_here(place + 1, at + len(part), values)
            return
        for end in self._ends(part, place, at):
            value = self.text[at:end]
            told_apart = values.get(part.name, value) != value
            if told_apart or not self._can_say(part, value):
                continue
            yield from self.from_here(place + 1, end, values | {part.name: value})

    def _can_say(self, slot: Slot, value: str) -> bool:
        if slot.kind == "name":
            # "unit A: cases" is no name, but a name that a unit comes before.
            return ": " not in value
        if slot.kind not in TRANSLATED or not value:
            return True
        parts = value.split(SEPARATOR) if slot.kind == "list" else [value]
        # A list that is the whole text has two parts or more: one would be the text again.
        return parts != [self.text] and all(self.says(part) for part in parts)

    def _ends(self, slot: Slot, place: int, at: int) -> Iterator[int]:
        """Yield where the value of a slot that begins at `at` may end."""
        if slot.optional and slot.kind in FREE:
            yield at
        if slot.kind not in FREE:
            found = BOUND[slot.kind].match(self.text, at)
            if found:
                yield found.end()
            return
        if place + 1 == len(self.parts):
            if at < len(self.text):
                yield len(self.text)
            return
        literal = self.parts[place + 1]
        assert isinstance(literal, str)
        if place + 2 == len(self.parts):
            if at < len(self.text) - len(literal) and self.text.endswith(literal):
                yield len(self.text) - len(literal)
            return
        end, ends = self.text.find(literal, at + 1), 0
        while end != -1:
            ends += 1
            if ends > MOST_ENDS:
                self.steps = MOST_STEPS + 1
                return
            yield end
            end = self.text.find(literal, end + 1)
