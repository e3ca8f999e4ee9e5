"""How do typed columns, of a Parquet file or a database, become rows of cells?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tallystick.load.csv_files import wanted_columns
from tallystick.load.places import Place
from tallystick.load.sandbox.process import Sandbox
from tallystick.load.staging import Account, Stage, trimmed
from tallystick.load.unchanged import Mark, mark_of
from tallystick.load.wording import InputError, first_line, one_line, shown


def unsound(
    places: Sequence[Place], told: Mapping[tuple[Path, Mark], str] | None = None
) -> list[str]:
    """Return a message for each Parquet file whose footer is damaged or passes a limit.

    A child process reads the footers, before any other reader opens the files, unless it has
    `told` of all of them as they are now.
    """
    if not places:
        return []
    known = [_known(place.path, told or {}) for place in places]
    found = known if None not in known else _asked(places)
    return [f"{p.name}: {words}" for p, words in zip(places, found, strict=True) if words]


def footers_of(places: Sequence[Place]) -> dict[tuple[Path, Mark], str]:
    """Return what a child process says of each Parquet file among `places`, "" of a sound one.

    One child starts for all of them; where it ends too early, nothing is told of any.
    """
    places = [place for place in places if place.format == "parquet"]
    try:
        marked = [(place.path, mark_of(place.path.stat())) for place in places]
        return dict(zip(marked, _asked(places), strict=True)) if places else {}
    except (OSError, InputError):
        return {}


def _known(path: Path, told: Mapping[tuple[Path, Mark], str]) -> str | None:
    try:
        return told.get((path, mark_of(path.stat())))
    except OSError:
        return None


def _asked(places: Sequence[Place]) -> list[str]:
    with Sandbox(places[0].name, "parquet_file", [place.path for place in places]) as child:
        return [answer["refused"] or "" for answer in child.answers()]


def read_parquet(place: Place, stage: Stage) -> Account:
    """Add the rows of a Parquet file to `stage`; its first row is row 1.

    Raises
    ------
    InputError
        When it is no Parquet file, is damaged, lacks a wanted column, or one is nested.
    """
    account = Account()
    try:
        with pq.ParquetFile(place.path) as file:
            header = list(file.schema_arrow.names)
            at = wanted_columns(place.name, header, stage.wanted)
            simple = len(set(header)) == len(header) and not any("." in name for name in header)
            columns = [header[i] for i in at] if simple else None
            for batch in file.iter_batches(batch_size=65_536, columns=columns):
                cells = [batch.column(header[i]) if simple else batch.column(i) for i in at]
                add_typed(place.name, stage, account, cells, batch.num_rows)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{place.name}: it cannot be read as Parquet: {first_line(error)}; copy it again, or "
            "export it again"
        ) from None
    return account


def add_typed(
    name: str, stage: Stage, account: Account, cells: Iterable[Any], count: int
) -> list[Any]:
    """Add `count` rows of typed Arrow columns to `stage` and return their texts."""
    texts, flags = [], []
    for column, cell in zip(stage.wanted, cells, strict=True):
        text = _text(name, column, cell)
        texts.append(text)
        typed = not (_is_text(cell.type) or _worded(cell.type))
        flags.append(pa.array(np.full(count, typed)))
    rows = np.arange(account.rows + 1, account.rows + count + 1, dtype=np.int64)
    stage.add(rows, texts, flags)
    account.rows += count
    return texts


def _is_text(kind: Any) -> bool:
    text = pa.types
    return bool(text.is_string(kind) or text.is_large_string(kind) or text.is_string_view(kind))


def _worded(kind: Any) -> bool:
    return bool(pa.types.is_dictionary(kind) and not pa.types.is_primitive(kind.value_type))


def _text(name: str, column: str, cell: Any) -> Any:
    """Return an Arrow array as text: ISO dates, decimal points, no .0 after a whole number."""
    kind = cell.type
    if pa.types.is_dictionary(kind):
        return _text(name, column, cell.dictionary_decode())
    if pa.types.is_nested(kind):
        raise InputError(
            f"{name}: column {shown(column)} is nested ({one_line(str(kind))[:60]}); a cell holds "
            "one value; write it out as columns of its own"
        )
    try:
        if pa.types.is_floating(kind):
            return _float_text(pc.cast(cell, pa.float64()))
        text = pc.cast(cell, pa.string())
        text.validate(full=True)
        return text
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        if _is_text(kind):
            raise InputError(
                f"{name}: column {shown(column)} holds bytes that are no UTF-8 text; write it as "
                "UTF-8"
            ) from None
        raise InputError(
            f"{name}: column {shown(column)} is {one_line(str(kind))[:60]} and cannot be read as "
            "text; write it as text, a number or a date"
        ) from None


def as_shown(column: str, cells: Any, kind: Any) -> list[str | None]:
    """Return typed cells, of the Arrow type `kind` in their file, as the texts that they become."""
    texts: list[str | None] = trimmed(_text("", column, pc.cast(cells, kind))).to_pylist()
    return texts


def _float_text(cell: Any) -> Any:
    cell = pc.if_else(pc.is_nan(cell), None, cell)
    whole = pc.and_(pc.equal(cell, pc.floor(cell)), pc.less(pc.abs(cell), 1e15))
    digits = pc.cast(pc.cast(pc.if_else(whole, cell, None), pa.int64()), pa.string())
    return pc.coalesce(digits, pc.cast(cell, pa.string()))


def digest_rows(digest: hashlib._Hash, texts: list[Any]) -> None:
    """Feed rows of text columns to `digest`: cells ended by US, rows by RS, nulls as NUL."""
    if not texts or not len(texts[0]):
        return
    joined = pc.binary_join_element_wise(
        *texts, "\x1f", null_handling="replace", null_replacement="\0"
    )
    whole = pa.ListArray.from_arrays(pa.array([0, len(joined)], pa.int32()), joined)
    digest.update(pc.binary_join(whole, "\x1e")[0].as_buffer())
    digest.update(b"\x1e")
