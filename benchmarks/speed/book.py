"""Where is every single run kept, and what happens when a part is measured again?

`benchmarks.json` holds, for each part, its sittings: what was measured together, with the date,
the versions and the machine (`facts`), and the runs. A new run of a size takes the place of what
earlier sittings hold of that part and size (of each check alone: of that check); other sizes stay,
under their own date.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Record = dict[str, Any]
Contents = dict[str, list[dict[str, Any]]]


@dataclass
class Book:
    """The numbers of all parts: the name of each part and its sittings, oldest first."""

    path: Path
    parts: Contents = field(default_factory=dict)

    @classmethod
    def opened(cls, path: Path) -> Book:
        """Return what is kept at `path`, or an empty book."""
        return cls(path, json.loads(path.read_text(encoding="utf-8")) if path.exists() else {})

    def sitting(self, part: str, facts: Mapping[str, Any]) -> Sitting:
        """Begin to measure `part` anew."""
        return Sitting(self, part, {**facts, "runs": []})

    def save(self) -> None:
        """Write the file, all or nothing."""
        partial = self.path.with_suffix(".partial")
        partial.write_text(_text(self.parts), encoding="utf-8")
        os.replace(partial, self.path)


@dataclass
class Sitting:
    """Runs of one part that are made together."""

    book: Book
    part: str
    content: dict[str, Any]
    replaces: tuple[str, ...] = ("size",)
    begun: set[tuple[Any, ...]] = field(default_factory=set)

    def note(self, **record: Any) -> None:
        """Keep one run, and write the book, so that what was measured outlives an interrupt."""
        if self._key(record) not in self.begun:
            self.begun.add(self._key(record))
            self._replace(self._key(record))
        self.content["runs"].append(record)
        self.book.save()

    def _key(self, record: Record) -> tuple[Any, ...]:
        return tuple(record[name] for name in self.replaces)

    def _replace(self, key: tuple[Any, ...]) -> None:
        kept = []
        for old in self.book.parts.get(self.part, []):
            if old is not self.content:
                old["runs"] = [run for run in old["runs"] if self._key(run) != key]
                if old["runs"]:
                    kept.append(old)
        self.book.parts[self.part] = [*kept, self.content]


def runs_of(parts: Contents, part: str) -> list[Record]:
    """All runs of a part, whenever they were made."""
    return [run for sitting in parts.get(part, []) for run in sitting["runs"]]


def _text(parts: Contents) -> str:
    """JSON with one run a line, so that a new measurement is read in a diff."""
    blocks = []
    for part, sittings in parts.items():
        written = []
        for sitting in sittings:
            facts = [
                f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
                for name, value in sitting.items()
                if name != "runs"
            ]
            runs = ",\n   ".join(json.dumps(run, ensure_ascii=False) for run in sitting["runs"])
            written.append("{\n  " + ",\n  ".join([*facts, f'"runs": [\n   {runs}\n  ]']) + "\n}")
        blocks.append(f"{json.dumps(part)}: [\n" + ",\n".join(written) + "\n]")
    return "{\n" + ",\n".join(blocks) + "\n}\n"
