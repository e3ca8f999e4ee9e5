"""How far a proposed engagement agrees with what the columns of an export mean.

A column that matters is *right* when the engagement uses it for a canonical column that it means,
and for no other; *wrong* when it is used for another; *missed* when it is not used. A column that
means nothing and is used is *wrong* too. Of columns that would each do (*either*) the one that is
used counts; where none is, the first. Where no column tells when a case occurred, the one that
tells when it was recorded may stand for it. Four or more columns of figures side by side, such as a
column for each month, count as one: right where most of them are used as figures.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.real_exports.form import Export, Header

OCCURRED, RECORDED = "incidents.occurred_at", "incidents.recorded_at"
FIGURE, LEAST_SIDE_BY_SIDE = "reported_figures.value", 4


@dataclass(frozen=True)
class Score:
    """What became of the columns of one export; `matter` counts those that mean something."""

    matter: int
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    missed: tuple[str, ...]


def score(export: Export, engagement: str) -> Score:
    """Compare the text of an engagement file, "" where none was written, with the labels."""
    used = uses(engagement)
    export = replace(
        export, columns=tuple(replace(c, header=c.header.strip()) for c in export.columns)
    )
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
