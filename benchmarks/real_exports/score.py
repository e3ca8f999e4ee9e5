"""How far a proposed engagement agrees with what the columns of an export mean.

A column that matters is *right* when the engagement uses it for a canonical column that it means,
and for no other; *wrong* when it is used for another; *missed* when it is not used. A column that
means nothing and is used is *wrong* too. Of columns that would each do (*either*) the one that is
used counts; where none is, the first. Where no column tells when a case occurred, the one that
tells when it was recorded may stand for it. Four or more columns of figures side by side, such as a
column for each month, count as one: right where most of them are used as figures.

A column is told by its place: where a file has several header rows, the names that the engagement
gives are those of the loader. A number of a case or a person is one in whichever table it stands,
and so are moment, unit and area of a case where a table of its own holds the officers named in it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.real_exports.form import Export, Header

from tallystick.load.headers import joined_names

OCCURRED, RECORDED = "incidents.occurred_at", "incidents.recorded_at"
FIGURE, LEAST_SIDE_BY_SIDE = "reported_figures.value", 4
BY_KEY = ("json", "jsonl", "geojson")
"""Formats without rows of headers."""
SAME = {"named_officers.record_id": "incidents.incident_id",
        "named_officers.unit_id": "incidents.unit_id",
        "named_officers.occurred_at": "incidents.occurred_at",
        "named_officers.area_id": "incidents.area_id"}  # fmt: skip


@dataclass(frozen=True)
class Score:
    """What became of the columns of one export; `matter` counts those that mean something."""

    matter: int
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    missed: tuple[str, ...]


def score(export: Export, engagement: str) -> Score:
    """Compare the text of an engagement file, "" where none was written, with the labels."""
    return score_of(as_loaded(export, engagement), uses(engagement))


def score_of(export: Export, told: Mapping[str, set[str]]) -> Score:
    """Compare the canonical columns that `told` gives for each header with the labels."""
    used = {header: set(map(same_name, there)) for header, there in told.items()}
    export = replace(export, columns=tuple(
        replace(each, means=tuple(dict.fromkeys(map(same_name, each.means))))
        for each in export.columns
    ))  # fmt: skip
    figures = side_by_side(export)
    right, wrong, missed = [], [], []
    matter = 0
    for column in export.columns:
        there = used.get(column.header, set())
        meant = _meant(column, export)
        if there - meant:
            matter += bool(meant) and column not in figures
            wrong.append(f"{column.header} used as {', '.join(sorted(there - meant))}")
        elif column in figures:
            continue
        elif there:
            right.append(column.header)
        elif meant and not _stood_for(column, export, used):
            missed.append(column.header)
    if figures:
        taken = sum(used.get(each.header, set()) == {FIGURE} for each in figures)
        told = f"{len(figures)} columns of figures, {taken} used"
        (right if 2 * taken > len(figures) else missed).append(told)
    return Score(matter + len(right) + len(missed), tuple(right), tuple(wrong), tuple(missed))


def same_name(column: str) -> str:
    """Return one name for what is the same in several tables."""
    name = SAME.get(column, column)
    return f"*.{name.split('.')[1]}" if name.endswith((".incident_id", ".person_id")) else name


def as_loaded(export: Export, engagement: str) -> Export:
    """Return the export with its headers as the loader names them by the engagement."""
    names = [each.header.strip() for each in export.columns]
    head = [*export.above, *([tuple(names)] if export.header else [])]
    blocks = [b for each in tomllib.loads(engagement).get("tables", {}).values() for b in each]
    block = next(iter(blocks), {})
    first, many = block.get("header_row", 1), block.get("header_rows", 1)
    if export.format not in BY_KEY and block.get("header", True) and (many > 1 or "" in names):
        found = joined_names(head[first - 1 : first - 1 + many]) if head else []
        found += [""] * (len(names) - len(found))
        names = [name.strip() or f"c{at}" for at, name in enumerate(found, 1)]
    return replace(export, columns=tuple(
        replace(each, header=name)
        for each, name in zip(export.columns, names, strict=False)
    ))  # fmt: skip


def side_by_side(export: Export) -> list[Header]:
    """The columns of figures, where they are so many that a wide table is meant."""
    found = [each for each in export.columns if each.means == (FIGURE,)]
    return found if len(found) >= LEAST_SIDE_BY_SIDE else []


def _meant(column: Header, export: Export) -> set[str]:
    meant = set(column.means)
    if RECORDED in meant and not any(OCCURRED in each.means for each in export.columns):
        meant.add(OCCURRED)
    return meant


def _stood_for(column: Header, export: Export, used: dict[str, set[str]]) -> bool:
    """Whether another column that would do as well stands in its place."""
    if not column.either:
        return False
    meant = set(column.means)
    others = [each for each in export.columns
              if each.either and each is not column and set(each.means) & meant]  # fmt: skip
    taken = any(used.get(each.header, set()) & set(column.means) for each in others)
    before = export.columns[: export.columns.index(column)]
    return taken or any(each in before for each in others)


def uses(engagement: str) -> dict[str, set[str]]:
    """Return for each header the canonical columns that an engagement file fills from it."""
    found: dict[str, set[str]] = {}
    for table, blocks in tomllib.loads(engagement).get("tables", {}).items():
        for block in blocks:
            wide = block.get("wide", {})
            for name, mapping in block.get("columns", {}).items():
                for column, header in _headers(name, mapping):
                    of_cells = header == wide.get("values_to")
                    for each in wide["columns"] if of_cells else [header]:
                        found.setdefault(each, set()).add(f"{table}.{column}")
            named = block.get("period", {}).get("columns", ())
            for header in [named] if isinstance(named, str) else named:
                found.setdefault(header, set()).add(f"{table}.period_start")
    return found


def _headers(name: str, mapping: Any) -> Iterator[tuple[str, str]]:
    if isinstance(mapping, str):
        yield name, mapping
        return
    for key in ("column", "columns"):
        for header in (
            [mapping[key]] if key == "column" and key in mapping else mapping.get(key, ())
        ):
            yield name, header
    if "unit_column" in mapping:
        yield "unit", mapping["unit_column"]
