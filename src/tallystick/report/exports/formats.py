"""In which forms can a run be had again, from its folder alone?"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from tallystick.findings.document import Document, plain_document
from tallystick.findings.spreadsheet import disarmed
from tallystick.report.exports.arrow import arrow_table
from tallystick.report.exports.flat import columns_of, flat_tables
from tallystick.report.exports.folder import write_page
from tallystick.report.exports.markdown import markdown
from tallystick.report.exports.workbook import write_workbook
from tallystick.report.masks.opened import Opened, opened
from tallystick.report.words.rendering import rendering
from tallystick.report.words.text import clean
from tallystick.report.words.wording import ENGLISH

DETAIL = "detail"
FORMATS = ("html", "json", "csv", "parquet", "md", "xlsx")


def write_format(
    run: Path | Opened, kind: str, out: Path, language: str = ENGLISH, *, every_unit: bool = False
) -> tuple[list[Path], list[str]]:
    """Write a run in one of `FORMATS` into the folder `out`; return the files and what was left.

    The page, the ticket and the workbook are in `language`; the other forms are data, whose
    fields have the same names everywhere. `every_unit` gives every unit a page in ``html``.

    Raises
    ------
    OSError, ValueError
        When `run` is no finished run, `out` cannot be written to, or there is no such language.
    """
    held = run if isinstance(run, Opened) else opened(run)
    document = held.document
    if kind == "html":
        return [write_page(held, out, language, every_unit=every_unit)], []
    if kind == "json":
        text = json.dumps(plain_document(document), ensure_ascii=False, indent=2, allow_nan=False)
        return [_written(out / "document.json", text + "\n")], []
    with rendering(language):
        if kind == "md":
            return [_written(out / "report.md", markdown(document))], []
        if kind == "xlsx":
            path = out / "report.xlsx"
            return [path], write_workbook(held.folder, document, path, held.mask)
    if kind == "parquet":
        return _parquet(document, out), []
    return _csv(document, out), []


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _csv(document: Document, out: Path) -> list[Path]:
    """A file a table, with each text as `findings.spreadsheet` lets it stand in a CSV file."""
    paths = []
    for name, rows in flat_tables(document).items():
        columns = columns_of(name, rows)
        path = out / f"{name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_cell(column, row[column]) for column in columns] for row in rows)
        paths.append(path)
    return paths


def _cell(column: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if column == DETAIL:
        # The whole of it would be no JSON any more: [1, '-2].
        return json.dumps(_within(json.loads(value)), ensure_ascii=False)
    return disarmed(clean(value))


def _with_seal(table: Any, seal: str) -> Any:
    """The table with the seal of the run among the metadata of its schema."""
    held = {**(table.schema.metadata or {}), b"tallystick.seal": seal.encode()}
    return table.replace_schema_metadata(held) if seal else table


def _within(value: Any) -> Any:
    """Return what a text of JSON holds with every text in it disarmed."""
    if isinstance(value, str):
        return disarmed(clean(value))
    if isinstance(value, list):
        return [_within(each) for each in value]
    if isinstance(value, dict):
        return {_within(key): _within(each) for key, each in value.items()}
    return value


def _parquet(document: Document, out: Path) -> list[Path]:
    import pyarrow.parquet as pq

    paths = []
    for name, rows in flat_tables(document).items():
        path = out / f"{name}.parquet"
        pq.write_table(_with_seal(arrow_table(name, rows), document.seal), path)
        paths.append(path)
    return paths
