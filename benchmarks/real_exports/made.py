"""Files made in the form of a public export: its headers over invented rows."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from benchmarks.real_exports.form import Export, Header
from benchmarks.real_exports.invented import invented

TRUE_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
"""The forms of a workbook's date cells, as a reader of cells prints them."""
EXTENSIONS = {"csv": ".csv", "tsv": ".tsv", "xlsx": ".xlsx", "json": ".json", "jsonl": ".jsonl",
              "geojson": ".geojson", "fwf": ".txt"}  # fmt: skip


def make(export: Export, folder: Path, *, rows: int = 600, seed: int = 20261129) -> Path:
    """Write a file of at most `rows` invented rows in the form of `export`; return its path."""
    names = [each.header for each in export.columns]
    path = folder / f"{export.file_stem}{EXTENSIONS[export.format]}"
    _WRITERS[export.format](export, names, invented(export, rows=rows, seed=seed), path)
    return path


def _delimited(export: Export, names: list[str], table: list[list[str]], path: Path) -> None:
    held = io.StringIO(newline="")
    writer = csv.writer(held, delimiter="\t" if export.format == "tsv" else export.delimiter,
                        lineterminator="\n")  # fmt: skip
    writer.writerows(export.above)
    if export.header:
        writer.writerow(names)
    writer.writerows(table)
    path.write_bytes(held.getvalue().encode(export.encoding, errors="replace"))


def _workbook(export: Export, names: list[str], table: list[list[str]], path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    for name in export.other_sheets:
        book.add_worksheet(_sheet_name(name)).write_string(0, 0, "Notes")
    sheet = book.add_worksheet(_sheet_name(export.sheet) or None)
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    head = [list(each) for each in export.above] + ([names] if export.header else [])
    for at, row in enumerate(head):
        for across, cell in enumerate(row):
            sheet.write_string(at, across, cell)
    for at, row in enumerate(table, len(head)):
        for across, (cell, column) in enumerate(zip(row, export.columns, strict=True)):
            _cell(sheet, at, across, cell, column, day)
    book.close()


def _sheet_name(text: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", text)[:31]


def _cell(sheet: Any, at: int, across: int, cell: str, column: Header, day: Any) -> None:
    form = column.forms[0][0] if len(column.forms) == 1 else ""
    if cell and form in TRUE_DATES and cell not in column.null:
        try:
            sheet.write_datetime(at, across, datetime.strptime(cell, form), day)
            return
        except ValueError:
            pass
    if column.type == "number" and re.fullmatch(r"-?\d+(\.\d+)?", cell):
        sheet.write_number(at, across, float(cell))
    elif cell:
        sheet.write_string(at, across, cell)


def _objects(names: list[str], table: list[list[str]], columns: tuple[Header, ...]) -> list[Any]:
    """The rows as objects; a name with a dot is a key of an object inside."""
    found = []
    for row in table:
        one: dict[str, Any] = {}
        for name, cell, column in zip(names, row, columns, strict=True):
            inside, *keys = one, *name.split(".")
            for key in keys[:-1]:
                inside = inside.setdefault(key, {})
            number = column.type == "number" and re.fullmatch(r"-?\d+(\.\d+)?", cell)
            inside[keys[-1]] = json.loads(cell) if number and not re.match("-?0[0-9]", cell) else (
                cell or None)  # fmt: skip
        found.append(one)
    return found


def _json(export: Export, names: list[str], table: list[list[str]], path: Path) -> None:
    objects = _objects(names, table, export.columns)
    told: Any = objects
    if export.format == "geojson":
        told = {"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": None, "properties": each} for each in objects
        ]}  # fmt: skip
    lines = (json.dumps(each, ensure_ascii=False) for each in objects)
    text = "\n".join(lines) if export.format == "jsonl" else json.dumps(told, ensure_ascii=False)
    path.write_text(text, encoding=export.encoding)


def _fixed_width(export: Export, names: list[str], table: list[list[str]], path: Path) -> None:
    rows = [*export.above, *([names] if export.header else []), *table]
    widths = [
        max(len(row[i]) if i < len(row) else 0 for row in rows) + 1 for i in range(len(names))
    ]
    lines = ("".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
             for row in rows)  # fmt: skip
    path.write_bytes("\n".join(lines).encode(export.encoding, errors="replace"))


_WRITERS = {"csv": _delimited, "tsv": _delimited, "xlsx": _workbook, "json": _json, "jsonl": _json,
            "geojson": _json, "fwf": _fixed_width}  # fmt: skip
