"""Which records lie behind a finding, and how many of them does the page show?"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tallystick.findings import Finding
from tallystick.report.masks.columns import is_free_text
from tallystick.report.masks.mask import Mask
from tallystick.report.words.text import is_plain_path

MOST_ROWS = 50
MOST_COLUMNS = 10
LONGEST_CELL = 400
ORIGIN = ("source_file", "source_row")


@dataclass(frozen=True)
class CaseList:
    """The first rows of a case list, as texts, with the names of its columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_cases(
    folder: Path, finding: Finding, mask: Mask | None = None, page: int = 0
) -> CaseList | None:
    """Read the first rows of a finding's case list; None when there is none in `folder`.

    A later `page` has the `MOST_ROWS` rows that follow so many others.

    Texts come from its Parquet file, as they were recorded: the CSV is made for spreadsheets. With
    a `mask` also None where there is no such file, which tells texts from numbers.
    """
    if finding.evidence is None or not is_plain_path(finding.evidence.csv):
        return None
    path = folder / finding.evidence.csv
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return None
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        reader = csv.reader(lines)
        columns = tuple(next(reader, ()))
        first = page * MOST_ROWS
        rows = [_fitted(row, len(columns)) for row in islice(reader, first, first + MOST_ROWS)]
    texts = _texts(columns, folder, finding, page)
    if not columns or (texts is None and mask is not None):
        return None
    for place, held in (texts or {}).items():
        for number, (row, text) in enumerate(zip(rows, held, strict=False)):
            shown = text if mask is None else _masked(columns[place], text, mask)
            (shown,) = _fitted([shown], 1)
            rows[number] = (*row[:place], shown, *row[place + 1 :])
    cases = CaseList(columns, tuple(rows))
    return _without_text(cases) if mask is None else cases


def _without_text(cases: CaseList) -> CaseList:
    """The list without free text, which may name anybody: it stands in the evidence alone."""
    kept = [at for at, column in enumerate(cases.columns) if not is_free_text(column)]
    return CaseList(tuple(cases.columns[at] for at in kept),
                    tuple(tuple(row[at] for at in kept) for row in cases.rows))  # fmt: skip


def _masked(column: str, text: str, mask: Mask) -> str:
    from tallystick.report.masks.run import cell

    return str(cell(column, text, mask))


def _texts(
    columns: tuple[str, ...], folder: Path, finding: Finding, page: int
) -> dict[int, list[str]] | None:
    """A page's texts of each column of texts, by its place; None where no Parquet file has them.

    It is not read where its columns are others.
    """
    from tallystick.report.masks.roster import parquet_of

    path = parquet_of(finding, folder)
    if path is None:
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        if tuple(file.schema_arrow.names) != columns:
            return None
        first = next(islice(file.iter_batches(batch_size=MOST_ROWS), page, None), None)
    if first is None:
        return {}
    return {
        place: [text or "" for text in first.column(place).to_pylist()]
        for place, kind in enumerate(first.schema.types)
        if pa.types.is_string(kind) or pa.types.is_large_string(kind)
    }


def _fitted(row: list[str], width: int) -> tuple[str, ...]:
    cut = [cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL] + "…" for cell in row]
    return tuple((cut + [""] * width)[:width])


def shown(cases: CaseList) -> CaseList:
    """Return what the page shows: fifty rows, and ten columns at most that hold something.

    Columns that say the same in every row give way first; the origin is always kept, last.
    """
    rows = cases.rows[:MOST_ROWS]
    filled = [i for i in range(len(cases.columns)) if any(row[i].strip() for row in rows)]
    origin = [i for i in filled if cases.columns[i] in ORIGIN]
    others = [i for i in filled if i not in origin]
    alike = [i for i in others if len({row[i] for row in rows}) == 1]
    telling = [i for i in others if i not in alike]
    kept = sorted((telling + alike)[: MOST_COLUMNS - len(origin)]) + origin
    return CaseList(
        tuple(cases.columns[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in rows)
    )


def is_number_column(cases: CaseList, index: int) -> bool:
    """Whether every filled cell of a column reads as a number, and its name is no identifier."""
    if cases.columns[index].endswith("_id"):
        return False
    cells = [row[index].strip() for row in cases.rows if row[index].strip()]
    return bool(cells) and all(_reads_as_number(cell) for cell in cells)


def _reads_as_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
