"""How does a run become an Excel workbook, one sheet for each table and case list?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tallystick.findings import Finding, Reply
from tallystick.findings.document import Document
from tallystick.report.exports.codes import told
from tallystick.report.exports.flat import columns_of, flat_tables
from tallystick.report.masks.mask import Mask
from tallystick.report.masks.run import cell
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendered, rendered_name
from tallystick.report.words.text import clean, is_plain_path
from tallystick.report.words.wording import catalogue, language, say

MOST_ROWS, LONGEST = 1_048_576 - 1, 32_767
WIDE = {"title", "criteria", "condition", "cause", "effect", "suggestion", "caveats", "reason",
        "answer", "how_to_check", "estimand", "text", "changed"}  # fmt: skip


def write_workbook(
    folder: Path, document: Document, path: Path, mask: Mask | None = None
) -> list[str]:
    """Write the workbook of the run in `folder` to `path`; return what did not fit, in sentences.

    With a `mask` names in the case lists wear theirs, as those of `document` do already.

    Numbers, days and times are cells of their kind; a text is a text whatever it begins with, so
    that nothing of a record is run as a formula or followed as a link.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    left: list[str] = []
    texts_stay_texts = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "constant_memory": True, "nan_inf_to_errors": True,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), texts_stay_texts) as book:
        book.set_properties(
            {"title": document.run.engagement, "created": _instant(document.run.finished_at)}
        )
        kinds = {
            "bold": book.add_format({"bold": True, "bottom": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "lines": book.add_format({"text_wrap": True, "valign": "top"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        for name, rows in flat_tables(_told(document)).items():
            columns = columns_of(name, rows)
            values = ([told(key, row[key]) for key in columns] for row in rows)
            heads = [_head(each) for each in columns]
            _sheet(book, say(f"sheet.{name}"), columns, values, kinds, heads)
            if len(rows) > MOST_ROWS:
                left.append(f"{name}: the first {MOST_ROWS:,} of {len(rows):,} rows")
        left += _too_long(document.replies)
        for finding in document.findings:
            left += _cases(book, folder, finding, kinds, mask)
    return left


def _too_long(replies: Iterable[Reply]) -> list[str]:
    """What of the replies, which are to be had in full, no cell of a workbook can hold."""
    return [
        f"{each.finding}: the first {LONGEST:,} of {len(text):,} characters of {part} by "
        f"{each.by}; html, md and json hold all"
        for each in replies
        for part, text in (("the reply", each.text), ("what changed", each.changed or ""))
        if len(text) > LONGEST
    ]


def _head(column: str) -> str:
    """Return what a field is called above its column: its own name where nothing else is said."""
    key = f"column.{column}"
    return say(f"column.{column}") if key in catalogue(language()) else column


def _told(document: Document) -> Document:
    """Return a document whose findings are in the language spoken now; its tests are data."""
    findings = []
    for each in map(in_language.finding, document.findings):
        aspect = rendered_name(each.check, each.aspect)
        estimand = rendered(each.check, each.estimand)
        findings.append(
            each.with_(
                aspect=aspect, estimand=estimand, explanations=in_language.explanations(each)
            )
        )
    return replace(document, findings=tuple(findings), run=in_language.run(document.run))


def _cases(
    book: Any, folder: Path, finding: Finding, kinds: dict[str, Any], mask: Mask | None
) -> list[str]:
    import pyarrow.parquet as pq

    evidence = finding.evidence
    if evidence is None or not is_plain_path(evidence.parquet):
        return []
    path = folder / evidence.parquet
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return [f"{finding.id}: its case list is not in the run folder"]
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        rows = (
            row if mask is None else [cell(*each, mask) for each in zip(names, row, strict=True)]
            for batch in file.iter_batches()
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
        )
        _sheet(book, say("sheet.cases", id=finding.id)[:31], names, rows, kinds, names)
        total = file.metadata.num_rows
    return [f"{finding.id}: the first {MOST_ROWS:,} of {total:,} cases"] * (total > MOST_ROWS)


def _sheet(
    book: Any,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    kinds: dict[str, Any],
    heads: Sequence[str],
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for at, (column, head) in enumerate(zip(columns, heads, strict=True)):
        sheet.set_column(at, at, 60 if column in WIDE else max(10, min(28, len(head) + 2)))
        sheet.write_string(0, at, clean(head), kinds["bold"])
    last = 0
    for last, row in enumerate(rows, 1):
        if last > MOST_ROWS:
            last = MOST_ROWS
            break
        for at, value in enumerate(row):
            _cell(sheet, last, at, value, kinds)
    sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))


def _cell(sheet: Any, row: int, column: int, value: Any, kinds: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and abs(value) < 1e15:
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(row, column, value.replace(tzinfo=None), kinds["time"])
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, column, value, kinds["day"])
    else:
        text = clean(str(value))[:LONGEST]
        sheet.write_string(row, column, text, kinds["lines"] if "\n" in text else None)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)
