"""How does a text whose columns have fixed widths become rows of cells?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tallystick.load.csv_files import wanted_columns
from tallystick.load.encodings import LINE_LIMIT, find_script, utf8_chunks
from tallystick.load.headers import ONE_ROW, Header
from tallystick.load.places import Place
from tallystick.load.staging import Account, Stage
from tallystick.load.text_lines import numbered_lines
from tallystick.load.wording import InputError


def read_fixed_width(
    place: Place,
    stage: Stage,
    *,
    widths: Sequence[int],
    encoding: str | None,
    broken_bytes: str | None = None,
    header: Header = ONE_ROW,
    line_limit: int = LINE_LIMIT,
) -> Account:
    """Add the lines of a text to `stage`, each cut into cells of so many characters.

    The names in the header are cut by the same `widths`. A short line lacks its last cells; one
    with more than all the widths hold is set aside; empty lines are no records.

    Raises
    ------
    InputError
        When the file is no text, has no header, or lacks a wanted column.
    """
    script = find_script(place, encoding, line_limit=line_limit, broken_bytes=broken_bytes)
    account = Account(encoding=script.encoding, notes=[script.note] if script.note else [])
    cuts, at, head = [0, *accumulate(widths)], None, pa.array([], pa.string())
    for rows, raw in numbered_lines(utf8_chunks(place, script.encoding, script.errors)):
        lines = pc.utf8_rtrim(raw, characters=" \r\t")
        if at is None:
            named = np.logical_and(rows >= header.row, rows <= max(header.last, header.row))
            head = pa.concat_arrays([head, lines.filter(pa.array(named))])
            if rows[-1] < max(header.last, header.row):
                continue
            at = wanted_columns(place.name, _names(head, cuts, header), stage.wanted)
        _take(stage, account, rows, lines, cuts, at, header)
    if at is None:
        raise InputError(f"{place.name}: it has fewer than {header.last} rows; correct header_row")
    return account


def _names(lines: Any, cuts: Sequence[int], header: Header) -> list[str]:
    cells = [
        [line[start:stop].strip() for start, stop in pairwise(cuts)] for line in lines.to_pylist()
    ]
    return header.names(cells)


def _take(
    stage: Stage,
    account: Account,
    rows: np.ndarray,
    lines: Any,
    cuts: Sequence[int],
    at: Sequence[int],
    header: Header,
) -> None:
    records = pa.array(rows > header.last)
    rows, lines = rows[rows > header.last], lines.filter(records)
    size = pc.utf8_length(lines).to_numpy(zero_copy_only=False)
    account.blank += int((size == 0).sum())
    for index in np.flatnonzero(size > cuts[-1]):
        words = f"it has {size[index]:,} characters and the widths {cuts[-1]:,}"
        account.set_ragged(int(rows[index]), words)
    kept = (size > 0) & (size <= cuts[-1])
    lines = lines.filter(pa.array(kept))
    cells = [pc.utf8_slice_codeunits(lines, cuts[i], cuts[i + 1]) for i in at]
    stage.add(rows[kept], cells, False)
    account.rows += len(lines)
