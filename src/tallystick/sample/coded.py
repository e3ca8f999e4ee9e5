"""What did the coders write, and can all of it be read?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from tallystick.findings.bounded import read_bounded
from tallystick.sample.plan import Plan
from tallystick.sample.sheet import CODERS, NUMBER, plan_path

MOST_FAULTS = 20
DELIMITERS = ",;\t"
MOST_BYTES = 64 * 2**20


class SheetError(Exception):
    """A sheet, or its plan, cannot be used; the message names every faulty row."""


@dataclass(frozen=True)
class Coded:
    """The codes of a sheet: by number of the row, what each coder wrote and what they agreed on.

    A text is "" where nothing was written; only the first coder must have written something.
    """

    plan: Plan
    codes: dict[str, tuple[str, str, str]]


def read_sheet(sheet: Path, plan: Path | None = None) -> Coded:
    """Read a coded sheet against its plan; SheetError names every row that does not fit."""
    text = _text(sheet)
    how = _plan(plan or plan_path(sheet), sheet)
    known = {code.casefold(): code for code in how.codes}
    faults: list[str] = []
    codes: dict[str, tuple[str, str, str]] = {}
    for line, number, written in _rows(sheet, text):
        where = f"{sheet.name} row {line} ({number or 'without a number'})"
        if number not in how.rows:
            faults.append(f"{where}: no record of that number was drawn; take the row out")
        elif number in codes:
            faults.append(f"{where}: the number stands there twice; leave one of the rows")
        else:
            codes[number] = ("", "", "")
            wrong = list(_faults(where, written, known))
            faults += wrong
            if not wrong:
                one, two, agreed = (known.get(text.casefold(), "") for text in written)
                codes[number] = (one, two, agreed)
    faults += [
        f"{sheet.name}: {number} is not in the sheet; put its row back, with a code"
        for number in how.rows if number not in codes
    ]  # fmt: skip
    if faults:
        more = len(faults) - MOST_FAULTS
        shown = [*faults[:MOST_FAULTS], *([f"… and {more} more"] if more > 0 else [])]
        raise SheetError("\n".join(shown))
    return Coded(how, codes)


def _faults(where: str, written: list[str], known: dict[str, str]) -> Iterator[str]:
    allowed = ", ".join(known.values())
    if not written[0]:
        yield f"{where}: {CODERS[0]} is empty; write one of {allowed}"
    for column, text in zip(CODERS, written, strict=True):
        if text and text.casefold() not in known:
            near = get_close_matches(text.casefold(), known, n=1, cutoff=0.6)
            hint = f"; did you mean {known[near[0]]}?" if near else ""
            yield f"{where}: {column} is {text[:40]!r}; a code is one of {allowed}{hint}"


def _plan(path: Path, sheet: Path) -> Plan:
    try:
        return TypeAdapter(Plan).validate_json(read_bounded(path))
    except FileNotFoundError:
        raise SheetError(
            f"{path} is not there: it was written with {sheet.name} and says how many records were "
            "to draw from; put it beside the sheet, or name it with --plan"
        ) from None
    except (OSError, ValidationError) as error:
        said = str(error).splitlines()[0]
        raise SheetError(f"{path} cannot be read as the plan of a sheet: {said}") from None


def _rows(sheet: Path, text: str) -> Iterator[tuple[int, str, list[str]]]:
    """The number of each row as a spreadsheet shows it, the record's number, and the codes."""
    header = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        missing = [name for name in (NUMBER, *CODERS) if name not in names]
        if missing:
            raise SheetError(
                f"{sheet.name} has no column {' and no '.join(missing)}; leave the first row of "
                "the sheet as it was written"
            )
        at = [names.index(name) for name in (NUMBER, *CODERS)]
        for line, row in enumerate(rows, start=2):
            if any(cell.strip() for cell in row):
                cells = [row[place].strip() if place < len(row) else "" for place in at]
                yield line, cells[0], cells[1:]
    except csv.Error as error:
        raise SheetError(f"{sheet.name} is no CSV file: {error}; save it as CSV UTF-8") from None


def _text(sheet: Path) -> str:
    try:
        held = read_bounded(sheet, MOST_BYTES)
    except OSError as error:
        raise SheetError(f"{sheet}: {error.strerror}; name the coded sheet") from None
    encoding = "utf-16" if held[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return held.decode(encoding)
    except UnicodeDecodeError:
        raise SheetError(
            f"{sheet.name} is not in UTF-8; in the spreadsheet, save it as CSV UTF-8"
        ) from None
