"""How does a sheet of an Excel workbook become rows of cells?"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from tallystick.load.csv_files import wanted_columns
from tallystick.load.places import Place
from tallystick.load.staging import Account, Stage
from tallystick.load.wording import InputError, meant, one_line, shown

MOST_CELLS = 50_000_000
MOST_BYTES = 4 << 30
_AT_ONCE = 20_000
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


def read_workbook(place: Place, stage: Stage, *, sheet: str | None, header_row: int) -> Account:
    """Add the rows of one sheet to `stage`, numbered as Excel shows them.

    `sheet` may be left out when the workbook has one sheet. Rows without any content are no
    records. A formula counts by the value that Excel last stored.

    Raises
    ------
    InputError
        When it is no workbook, the sheet or a wanted column is not there, or it is too large.
    """
    not_too_large(place)
    rows = _sheet(place, sheet)
    header: list[str] = []
    for number, row in enumerate(rows, 1):
        if number == header_row:
            header = [_text(cell)[0] or "" for cell in row]
            break
    if not any(header):
        raise InputError(
            f"{place.name}: row {header_row}, the header, is empty; correct header_row or sheet"
        )
    at = wanted_columns(place.name, header, stage.wanted)
    account = Account()
    numbers: list[int] = []
    cells: list[list[tuple[str | None, bool]]] = []
    for number, row in enumerate(rows, header_row + 1):
        if all(cell == "" for cell in row):
            account.blank += 1
            continue
        numbers.append(number)
        cells.append([_text(row[i]) for i in at])
        if len(numbers) >= _AT_ONCE:
            _add(stage, account, numbers, cells)
            numbers, cells = [], []
    _add(stage, account, numbers, cells)
    return account


def _add(
    stage: Stage,
    account: Account,
    numbers: list[int],
    cells: list[list[tuple[str | None, bool]]],
) -> None:
    if not numbers:
        return
    columns = list(zip(*cells, strict=True))
    texts = [pa.array([text for text, _ in column], pa.string()) for column in columns]
    flags = [pa.array([typed for _, typed in column], pa.bool_()) for column in columns]
    stage.add(np.asarray(numbers, dtype=np.int64), texts, flags)
    account.rows += len(numbers)


def _text(cell: Any) -> tuple[str | None, bool]:
    """Return a cell as text, and whether that text was made from a number or a date."""
    if isinstance(cell, str):
        return cell or None, False
    if isinstance(cell, bool):
        return str(cell).upper(), False
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < 1e15
        return (str(int(cell)) if whole else repr(cell)), True
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return (cell.date().isoformat() if midnight else cell.isoformat(sep=" ")), True
    if isinstance(cell, (date, time)):
        return cell.isoformat(), True
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}", True
    return str(cell), True


def _sheet(place: Place, sheet: str | None) -> Iterator[list[Any]]:
    book, names = _guarded(place, _book, place)
    if sheet is None and len(names) == 1:
        sheet = names[0]
    if sheet is None:
        listed = ", ".join(shown(name) for name in names[:8])
        raise InputError(
            f"{place.name}: it has {len(names)} sheets ({listed}); write sheet = {shown(names[0])}"
            if names
            else f"{place.name}: it has no sheet; export it again"
        )
    if sheet not in names:
        raise InputError(f"{place.name}: there is no sheet {shown(sheet)}; {meant(sheet, names)}")
    return _each(place, _guarded(place, _cells, book, sheet))


def _book(place: Place) -> tuple[Any, list[str]]:
    import python_calamine

    with place.path.open("rb") as file:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
    return book, list(book.sheet_names)


def _cells(book: Any, sheet: str) -> Iterator[list[Any]]:
    return iter(book.get_sheet_by_name(sheet).iter_rows())


def _each(place: Place, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    while (row := _guarded(place, next, rows, None)) is not None:
        yield row


def _guarded(place: Place, read: Any, *given: Any) -> Any:
    """Run `read`; whatever the reader of workbooks raises on a damaged one is an InputError."""
    try:
        return read(*given)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the Rust reader is no Exception
        raise InputError(
            f"{place.name}: it cannot be read as an Excel workbook: "
            f"{one_line(str(error))[:200] or type(error).__name__}; save it again as .xlsx"
        ) from None


def not_too_large(place: Place) -> None:
    """Refuse a workbook whose filled area would not fit in memory, before it is read."""
    try:
        with zipfile.ZipFile(place.path) as parts:
            whole = sum(part.file_size for part in parts.infolist())
            if whole > MOST_BYTES:
                raise InputError(
                    f"{place.name}: it unpacks to {whole:,} bytes, more than {MOST_BYTES:,}; "
                    "export it as CSV"
                )
            sheets = [name for name in parts.namelist() if "/worksheets/" in f"/{name}"]
            for name in sheets:
                rows, columns = _area(parts, name)
                if rows * columns > MOST_CELLS:
                    raise InputError(
                        f"{place.name}: a sheet spans {rows:,} rows by {columns:,} columns; clear "
                        "what lies far from the table, or export it as CSV"
                    )
    except InputError:
        raise
    except Exception:  # zipfile raises many kinds on a damaged archive
        raise InputError(
            f"{place.name}: it is no Excel workbook (.xlsx); save it again in that form, or state "
            "its format"
        ) from None


def _area(parts: zipfile.ZipFile, name: str) -> tuple[int, int]:
    rows, columns, rest = 0, 0, b""
    with parts.open(name) as sheet:
        while chunk := sheet.read(1 << 20):
            for letters, digits in _CELL.findall(rest + chunk):
                rows = max(rows, int(digits))
                column = 0
                for letter in letters:
                    column = column * 26 + letter - 64
                columns = max(columns, column)
            rest = chunk[-30:]
    return rows, columns
