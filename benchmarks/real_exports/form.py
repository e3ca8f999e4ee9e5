"""The form of a public export: its headers, invented values in the same form, and their meaning."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

HERE = Path(__file__).parent
LONGEST_NAME = 80
EITHER = re.compile(r"\beither\b", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """One column: its name as published, what its values look like, and what it means.

    `means` names canonical columns (``incidents.occurred_at``); empty for a column that no table
    needs. `either` says that another column would do as well. `distinct` counts the values among
    the first 3,000 rows, 1.0 where all differ.
    """

    header: str
    type: str
    means: tuple[str, ...] = ()
    either: bool = False
    values: tuple[str, ...] = ()
    distinct: float = 0
    filled: float = 1.0
    null: tuple[str, ...] = ()
    forms: tuple[tuple[str, float], ...] = ()
    first: date | None = None
    last: date | None = None
    low: float = 0
    high: float = 0
    decimals: int = 0
    like: str = ""


@dataclass(frozen=True)
class Export:
    """One public export as its agency published it; the fields are those of its file.

    `blind` is the day on which it was labelled, while no rule was mended with it in view.
    """

    name: str
    source: str
    agency: str
    country: str
    language: str
    kind: str
    format: str
    row: str
    rows: int
    tables: tuple[str, ...]
    audit: bool
    columns: tuple[Header, ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    header: bool = True
    above: tuple[tuple[str, ...], ...] = ()
    totals: tuple[str, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    copies: float = 0.0
    blind: str = ""
    note: str = ""

    @property
    def file_stem(self) -> str:
        """The name of the file as it was published, without its extension."""
        return PurePosixPath(self.source.rsplit(":", 1)[-1]).stem[:LONGEST_NAME] or self.name


@cache
def read_exports(part: str) -> tuple[Export, ...]:
    """Read the exports of ``develop`` or ``measured``, sorted by file name, once."""
    return tuple(read_export(path) for path in sorted((HERE / part).glob("*.toml")))


def read_export(path: Path) -> Export:
    """Read one file; KeyError or ValueError where it lacks something."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    kept = {field.name for field in fields(Export)}
    given = {key: _tuples(value) for key, value in told.items() if key in kept}
    given["columns"] = tuple(map(header_of, told["columns"]))
    return Export(name=path.stem, **given)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def header_of(told: dict[str, Any]) -> Header:
    """One column from its table in a file of labels; KeyError where it has no header."""
    means = told.get("means", ())
    forms = told.get("forms") or ([[told["form"], 1.0]] if "form" in told else [])
    kept = ("header", "type", "distinct", "filled", "low", "high", "decimals")
    return Header(
        **{key: told[key] for key in kept if key in told},
        means=(means,) if isinstance(means, str) else tuple(means),
        either=bool(EITHER.search(told.get("note", ""))),
        values=tuple(map(str, told.get("values", ()))),
        null=tuple(told.get("null", ())),
        forms=_tuples(forms),
        first=_day(told.get("from")),
        last=_day(told.get("to")),
        like=told.get("with", ""),
    )


def _day(given: Any) -> date | None:
    return date.fromisoformat(str(given)[:10]) if given else None
