"""Files made in the form of a public export: its headers over invented rows."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import string
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from benchmarks.real_exports.form import Export, Header

LOOKED_AT = 3_000
TRUE_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
"""The forms of a workbook's date cells, as a reader of cells prints them."""
EXTENSIONS = {"csv": ".csv", "tsv": ".tsv", "xlsx": ".xlsx", "json": ".json", "jsonl": ".jsonl",
              "geojson": ".geojson", "fwf": ".txt"}  # fmt: skip
COORDINATES = ("41.87194", "-87.64311")


def make(export: Export, folder: Path, *, rows: int = 600, seed: int = 20261129) -> Path:
    """Write a file of at most `rows` rows in the form of `export`; return its path.

    The same seed gives the same bytes. Rows are invented: cells are drawn column by column, so that
    nothing but their form is that of the export.
    """
    count = max(3, min(rows, export.rows))
    names = [each.header for each in export.columns]
    cells: list[list[str]] = []
    for at, each in enumerate(export.columns):
        draw = random.Random(f"{seed}:{export.name}:{at}")
        like = cells[names.index(each.like)] if each.like in names[:at] else None
        made = _repeating(like, each, draw) if like else _column(each, count, export, draw)
        cells.append(list(map(_at_midnight, made)) if _has_its_time_apart(each, export) else made)
    table = [list(row) for row in zip(*cells, strict=True)]
    copied = random.Random(seed)
    table += [list(copied.choice(table)) for _ in range(round(export.copies * len(table)))]
    if export.totals:
        table.append((list(export.totals) + [""] * len(export.columns))[: len(export.columns)])
    path = folder / f"{export.name}{EXTENSIONS[export.format]}"
    _WRITERS[export.format](export, names, table, path)
    return path


def _has_its_time_apart(column: Header, export: Export) -> bool:
    """Whether a column of days with a clock stands beside one of the time of day."""
    clocks = [each for each in export.columns if each.type == "date" and set(each.means)
              & set(column.means) and all("%d" not in form for form, _ in each.forms)]  # fmt: skip
    return bool(clocks) and any("%d" in form for form, _ in column.forms)


def _at_midnight(cell: str) -> str:
    """`cell` with its time of day at midnight, as where a database holds days as moments."""
    found = re.search(r"[0-9]{1,2}(:[0-9]{2}){1,2}", cell)
    if found is None:
        return cell
    hour = "12" if re.search(r"[AP]M", cell) else "00"
    clock = hour + re.sub("[0-9]", "0", found.group()[found.group().index(":") :])
    return cell.replace(found.group(), clock).replace(" PM", " AM")


def _column(column: Header, count: int, export: Export, draw: random.Random) -> list[str]:
    many = _how_many(column, count, export.rows)
    pool: dict[str, None] = {}
    for attempt in range(20 * many):
        pool[_value(column, draw, attempt)] = None
        if len(pool) == many:
            break
    while len(pool) < many and column.type in ("id", "name", "text", "category"):
        pool[f"{draw.choice(column.values or ('x',))}{_letters(draw)}"] = None
    values = list(pool)[:count] or [""]
    weights = [1 / (1 + rank) for rank in range(len(values))]
    if column.type == "category":
        told = draw.choices(values, weights, k=count)
    else:
        told = values + draw.choices(values, weights, k=count - len(values))
        draw.shuffle(told)
    return [each if draw.random() < column.filled else draw.choice(column.null or ("",))
            for each in told]  # fmt: skip


def _how_many(column: Header, count: int, rows: int) -> int:
    """How many different values stand in `count` rows."""
    if column.type == "empty":
        return 1
    if column.distinct == 1.0 and isinstance(column.distinct, float):
        return max(1, round(count * column.filled))
    known = int(column.distinct) or len(column.values) or count
    if column.type in ("category", "coordinate"):
        return max(1, min(known, count))
    return max(1, min(count, round(known * count / min(LOOKED_AT, max(rows, 1)))))


def _value(column: Header, draw: random.Random, attempt: int) -> str:
    if column.type == "empty":
        return ""
    if column.type == "date":
        return _moment(column, draw)
    if column.type == "number":
        return _number(column, draw)
    if column.type == "category":
        return column.values[attempt % len(column.values)] if column.values else str(attempt)
    return _like(draw.choice(column.values or COORDINATES), draw, letters=column.type == "name")


def _like(text: str, draw: random.Random, *, letters: bool) -> str:
    """Another value in the form of `text`: its digits, and in names its letters, drawn anew."""

    def other(found: re.Match[str]) -> str:
        one = found.group()
        if one.isdigit():
            return draw.choice(string.digits)
        kind = string.ascii_uppercase if one.isupper() else string.ascii_lowercase
        return draw.choice(kind)

    return re.sub(r"[A-Za-z0-9]" if letters else r"[0-9]", other, text)


def _letters(draw: random.Random) -> str:
    return " " + "".join(draw.choice(string.ascii_uppercase) for _ in range(3))


def _moment(column: Header, draw: random.Random) -> str:
    form = draw.choices([form for form, _ in column.forms], [w for _, w in column.forms])[0]
    first = datetime.combine(column.first, time()) if column.first else datetime(2020, 1, 1)
    last = datetime.combine(column.last, time()) if column.last else datetime(2020, 12, 31)
    at = first + timedelta(days=draw.randint(0, max(0, (last - first).days)))
    at += timedelta(seconds=60 * draw.randint(0, 1439))
    return at.strftime(form)


def _number(column: Header, draw: random.Random) -> str:
    value = column.low + (column.high - column.low) * draw.random() ** 3
    return f"{value:.{column.decimals}f}"


def _repeating(like: list[str], column: Header, draw: random.Random) -> list[str]:
    """A column that repeats another: one value of its own for each of the other's."""
    names = list(dict.fromkeys(each for each in like if each))
    own: dict[str, str] = {"": ""}
    for at, name in enumerate(names):
        own[name] = _value(column, draw, at)
    return [own[each] for each in like]


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
