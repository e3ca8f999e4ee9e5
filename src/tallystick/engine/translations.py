"""How is Ibis spared the translation of an expression that it has translated before?

Ibis takes more of a small audit's time to write its queries as SQL than the engine to run them, and
most queries of an audit come again in the next: in this process with other rows, or in a later one
with the same engagement. A translation is held under the digest of the whole structure of its
expression, so that it is the one that Ibis would make anew. Texts that an expression compares with,
names of units and officers among them, are not written to a file: they are put back from the
expression that asks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ibis.expr.types import Table as Relation

from tallystick.engine.private_folder import PrivateFolder, opened, own_caches
from tallystick.engine.sql_text import STEERING
from tallystick.engine.structure import Structure, UnknownStructureError, structure_of

MOST = 4_000
"""Of the translations that a process holds, those asked for last."""
MADE_BY = ("ibis-framework", "sqlglot", "duckdb")
MADE_HERE = ("structure.py", "translations.py", "sql_text.py")
TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
Parts = list[str | int]
"""A translation: its text, with the place among `_given` of what is put back there."""


@dataclass(eq=False)
class Translations:
    """The translations of this process, and with a `folder` those that it holds of earlier ones."""

    folder: PrivateFolder | None = None
    held: dict[str, Parts] = field(default_factory=dict)

    def text(self, expression: Relation, form: str, make: Callable[[], str]) -> str:
        """Return the translation of `expression` into a `form`, which `make` makes anew."""
        try:
            structure = structure_of(expression.as_table().op())
        except UnknownStructureError:
            return make()
        given = _given(structure)
        told = f"{_maker()}\n{form}\n{structure.text}"
        name = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
        if name in self.held:
            parts = self.held.pop(name)
        else:
            parts = self._kept(name, len(given)) or self._keep(name, _parts(make(), given))
            if len(self.held) == MOST:
                del self.held[next(iter(self.held))]
        self.held[name] = parts
        return "".join(given[each] if isinstance(each, int) else each for each in parts)

    def _kept(self, name: str, places: int) -> Parts | None:
        content = None if self.folder is None else self.folder.read(name)
        return None if content is None else _read(content, places)

    def _keep(self, name: str, parts: Parts) -> Parts:
        if self.folder is not None:
            self.folder.write(name, json.dumps(parts).encode())
        return parts


def _read(content: bytes, places: int) -> Parts | None:
    """The translation that a file holds; None where it holds none."""
    try:
        parts = json.loads(content)
    except ValueError:
        return None
    whole = isinstance(parts, list) and all(
        isinstance(each, str) or (type(each) is int and 0 <= each < places) for each in parts
    )
    return parts if whole else None


def _given(structure: Structure) -> list[str]:
    """What is put back into a translation: names of rows in memory, and texts, as SQL has them."""
    parts = {part: None for text in structure.texts for part in (text, *STEERING.split(text))}
    texts = ("'{}'".format(text.replace("'", "''")) for text in parts if text)
    return [*(f'"{name}"' for name in structure.names), *texts]


def _parts(text: str, given: list[str]) -> Parts:
    places = {token: place for place, token in enumerate(given)}
    parts: Parts = [""]
    end = 0
    for found in TOKEN.finditer(text):
        place = places.get(found.group())
        if place is not None:
            parts += [text[end : found.start()], place]
            end = found.end()
    return [*parts, text[end:]]


@cache
def _maker() -> str:
    """The versions of all that has a part in a translation, and the source of what has one here."""
    sources = b"".join((Path(__file__).parent / name).read_bytes() for name in MADE_HERE)
    return f"{[version(name) for name in MADE_BY]} {hashlib.sha256(sources).hexdigest()}"


PROCESS = Translations()
"""Those of every engine for which no others are given: they end with the process."""


def users_own(environment: Mapping[str, str]) -> Translations:
    """Return translations that stay in the user's folder of caches, where one can be had."""
    return Translations(opened(own_caches(environment, "translations")))
