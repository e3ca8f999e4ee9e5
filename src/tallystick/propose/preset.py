"""Which public formats are known, and does a file have one of them?"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tallystick.load.wording import InputError, shown
from tallystick.propose.choices import Choice
from tallystick.propose.looking import Look
from tallystick.propose.mapping import FileProposal, TableProposal

FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True)
class Preset:
    """A public format: the headers by which a file of it is known, and what they fill.

    `tables` are blocks as an engagement file has them, without their source; `more` is text that
    is put at the end of the file.
    """

    name: str
    about: str
    agency: str
    jurisdiction: str
    time_zone: str
    known_by: tuple[str, ...]
    tables: dict[str, dict[str, Any]]
    more: str

    def missing(self, look: Look) -> tuple[str, ...]:
        """What the file lacks of the headers by which the format is known; empty where it fits."""
        return tuple(shown(name) for name in self.known_by if name not in look.header)

    def fits(self, look: Look) -> bool:
        """Whether the file has every header by which the format is known."""
        return not self.missing(look)

    def proposed(self, look: Look) -> FileProposal:
        """Return what the file fills by this format; columns that it lacks are left out.

        Raises
        ------
        InputError
            When the file does not have the headers by which the format is known.
        """
        missing = self.missing(look)
        if missing:
            raise InputError(
                f"{look.name}: it has no column {missing[0]}, by which a file of the preset "
                f"{self.name} is known; run init without --preset"
            )
        tables = []
        for table, columns in self.tables.items():
            chosen = {
                name: Choice(_reads(mapping), _with_headers(mapping), f"preset {self.name}")
                for name, mapping in columns.items()
                if set(_reads(mapping)) <= set(look.header)
            }
            tables.append(TableProposal(table, chosen))
        used = {header for each in tables for choice in each.columns.values()
                for header in choice.headers}  # fmt: skip
        return FileProposal(look, tuple(tables), tuple(h for h in look.header if h not in used))


def _reads(mapping: Any) -> tuple[str, ...]:
    if isinstance(mapping, str):
        return (mapping,)
    own = (mapping["column"],) if "column" in mapping else tuple(mapping.get("columns", ()))
    return (*own, *([mapping["unit_column"]] if "unit_column" in mapping else ()))


def _with_headers(mapping: Any) -> dict[str, Any]:
    return {"column": mapping} if isinstance(mapping, str) else dict(mapping)


@cache
def presets() -> dict[str, Preset]:
    """Return the known formats by name."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        head = told["preset"]
        found[path.stem] = Preset(
            path.stem,
            head["about"],
            head.get("agency", ""),
            head.get("jurisdiction", ""),
            head.get("time_zone", ""),
            tuple(head["known_by"]),
            told["tables"],
            head.get("more", ""),
        )
    return found
