"""Read the sheets of an Excel workbook, after its size has been counted."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import IO, Any

import python_calamine

from tallystick.load.sandbox.limits import RefusedError
from tallystick.load.sandbox.workbook_size import refuse_too_large
from tallystick.load.sandbox.zip_file import held

Reply = dict[str, Any]
_AT_ONCE = 20_000
_BLOCK = 4 << 20


def answers(request: Reply, files: Iterator[IO[bytes]]) -> Generator[Reply, Reply, None]:
    """Yield the names of the sheets; then, as often as asked, the rows of one.

    With a ``member`` the workbook is that file of a ZIP archive. A reply names a ``sheet``, the
    ``header_row`` and how many ``header_rows`` there are, and how many rows and ``characters`` are
    wanted at ``most`` (None for all). The rows of the header follow (the first record where there
    are none); the reply gives the ``columns`` wanted (None for all); then blocks of rows, and last
    how many were blank, how many characters there were, each cell counting one more, and whether
    there are more rows.

    Raises
    ------
    RefusedError
        When it is no workbook, cannot be read, or is too large.
    """
    limits = request["limits"]
    file = held(next(files), request.get("member"), limits)
    refuse_too_large(file, limits)
    file.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        wish = yield {"sheets": book.sheet_names, "waits": True}
        while wish:
            rows = enumerate(book.get_sheet_by_name(wish["sheet"]).iter_rows(), 1)
            wish = yield from _sheet(rows, wish, limits)
    except (RefusedError, MemoryError):
        raise
    except BaseException as error:  # a panic of the Rust reader is no Exception
        raise RefusedError(
            "it cannot be read as an Excel workbook: "
            f"{str(error)[:200] or type(error).__name__}; save it again as .xlsx"
        ) from None


def _sheet(
    rows: Iterator[tuple[int, list[Any]]], wish: Reply, limits: dict[str, int]
) -> Generator[Reply, Reply, Reply]:
    start, many = wish["header_row"], wish["header_rows"]
    head = list(islice(rows, start - 1, start - 1 + max(many, 1)))
    header = [[_text(cell)[0] or "" for cell in row] for _, row in head]
    rows = rows if many else chain(head, rows)
    at = (yield {"header": header, "waits": True})["columns"]
    most, characters = wish["most"], wish["characters"]
    blank = held = total = 0
    numbers: list[int] = []
    cells: list[list[Any]] = []
    more = False
    for number, row in rows:
        more = most is not None and (number > most or total > characters)
        if more:
            break
        if all(cell == "" for cell in row):
            blank += 1
            continue
        taken = row if at is None else [row[i] for i in at]
        size = sum(len(cell) for cell in taken if type(cell) is str)
        if size > limits["TEXT_CHARACTERS"]:
            raise RefusedError(
                f"row {number} is longer than {limits['TEXT_CHARACTERS']:,} characters; check it, "
                "or export it as CSV"
            )
        numbers.append(number)
        cells.append(taken)
        held, total = held + size, total + size + len(taken)
        if len(numbers) >= _AT_ONCE or held >= _BLOCK:
            yield _block(numbers, cells)
            numbers, cells, held = [], [], 0
    if numbers:
        yield _block(numbers, cells)
    reply: Reply = yield {"blank": blank, "characters": total, "more": more, "waits": True}
    return reply


def _block(numbers: list[int], cells: list[list[Any]]) -> Reply:
    columns = [_column(column) for column in zip(*cells, strict=True)]
    return {
        "rows": numbers,
        "cells": [texts for texts, _ in columns],
        "typed": [typed for _, typed in columns],
    }


def _column(cells: tuple[Any, ...]) -> tuple[list[str | None], str]:
    """Return cells as texts, and for each 1 where it was made from a number or a date, or 0."""
    if all(type(cell) is str for cell in cells):
        return [cell or None for cell in cells], "0" * len(cells)
    pairs = [_text(cell) for cell in cells]
    return [text for text, _ in pairs], "".join("01"[typed] for _, typed in pairs)


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
        cell = _to_second(cell)
        midnight = cell.time() == time()
        return (cell.date().isoformat() if midnight else cell.isoformat(sep=" ")), True
    if isinstance(cell, time):
        later = _to_second(datetime.combine(date.min, cell))
        last = time(23, 59, 59)
        return (last if later.date() > date.min else later.time()).isoformat(), True
    if isinstance(cell, date):
        return cell.isoformat(), True
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}", True
    return str(cell), True


def _to_second(moment: datetime) -> datetime:
    """Return the nearest second, as Excel shows a moment: it stores the fraction of a day."""
    whole = moment.replace(microsecond=0)
    late = moment.microsecond >= 500_000 and whole < datetime.max.replace(microsecond=0)
    return whole + timedelta(seconds=1) if late else whole
