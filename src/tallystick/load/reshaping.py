"""Rows of a source made into records: a column for each period, or several values in a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import ibis
from ibis import _

from tallystick.engine import Engine
from tallystick.load.duckdb_functions import is_one_of
from tallystick.load.intake import Intake
from tallystick.load.judge import wanted
from tallystick.load.layers import Layers
from tallystick.load.shapes import SourceBlock
from tallystick.load.splitting import MOST_VALUES, parts_of
from tallystick.load.staging import Account
from tallystick.load.wording import InputError, shown

ORIGIN = ("source_file", "source_row")


def reshaped(intake: Intake, block: SourceBlock, engine: Engine) -> Intake:
    """Return the rows of `intake` as `block` makes records of them, with their accounts.

    A record keeps the number of the row that it comes from. The order stays.
    """
    if block.wide is not None:
        intake = _made(intake, block, engine, "wide", block.apart)
    column = split_column(block)
    return intake if column is None else _made(intake, block, engine, "split", (column,))


def _made(
    intake: Intake, block: SourceBlock, engine: Engine, how: str, names: Sequence[str]
) -> Intake:
    path = intake.path.with_suffix(f".{how}.parquet")
    with Layers(engine, "reshaping") as layer:
        raw = layer.parquet(intake.path)
        if how == "split":
            _few_values(raw, intake.wanted.index(names[0]), block, names[0], engine)
        cells = {
            name: (raw[f"c{i}"], raw[f"t{i}"] if intake.typed else ibis.literal(False))
            for i, name in enumerate(intake.wanted)
        }
        columns, kept = (_long if how == "wide" else _parts)(block, cells, names)
        texts = {f"c{i}": text for i, (text, _flag) in enumerate(columns.values())}
        flags = {f"t{i}": flag for i, (_text, flag) in enumerate(columns.values())}
        rows = layer(raw.select(*ORIGIN, **texts, **(flags if intake.typed else {})))
        engine.write_parquet(rows.filter(kept(rows, list(columns))), path)
        records = _counted(layer.parquet(path), engine)
    intake.path.unlink()
    accounts = tuple(
        (name, form, _account(account, records.get(name, 0), how, block))
        for name, form, account in intake.accounts
    )
    return replace(intake, path=path, wanted=tuple(columns), accounts=accounts)


def _long(block: SourceBlock, cells: Mapping[str, Any], names: Sequence[str]) -> Any:
    """Return each cell of the columns named as a record, beside what else is read of its row."""
    wide = block.wide
    assert wide is not None
    read = {name: cells[name] for name in wanted(block.model_copy(update={"wide": None}))
            if name not in names}  # fmt: skip
    columns = {
        **read,
        **{
            name: (ibis.array([each[at] for each in wide.made_names]).unnest(), ibis.literal(False))
            for at, name in enumerate(wide.names_to)
        },
        wide.values_to: tuple(
            ibis.array([cells[name][at] for name in wide.columns]).unnest() for at in (0, 1)
        ),
    }
    nulls = [word for mapping in block.columns.values() if wide.values_to in mapping.reads
             for word in block.nulls(mapping)]  # fmt: skip

    def kept(rows: Any, order: list[str]) -> Any:
        text = rows[f"c{order.index(wide.values_to)}"]
        return text.notnull() & ~is_one_of(text, nulls).fill_null(False)

    return columns, kept


def _parts(block: SourceBlock, cells: Mapping[str, Any], names: Sequence[str]) -> Any:
    """Return each value in the cells of one column as a record; an empty cell is one too."""
    (name,) = names
    text, flag = cells[name]
    columns = {**cells, name: (parts_of(text, _separators(block, name)).unnest(), flag)}
    return columns, lambda rows, order: ibis.literal(True)


def _separators(block: SourceBlock, name: str) -> tuple[str, ...]:
    return next(m.split for m in block.columns.values() if m.split and name in m.reads)


def _few_values(raw: Any, at: int, block: SourceBlock, name: str, engine: Engine) -> None:
    """Raise InputError for the first cell that holds more values than a row may be repeated."""
    many = raw.select(*ORIGIN, n=parts_of(raw[f"c{at}"], _separators(block, name)).length())
    found = engine.rows(many.filter(many.n > MOST_VALUES).order_by(*ORIGIN).limit(1))
    for row in found:
        raise InputError(
            f"{row['source_file']} row {row['source_row']}: its cell in {shown(name)} holds "
            f"{row['n']:,} values; a cell may hold {MOST_VALUES:,}; correct split, or the cell"
        )


def _counted(rows: Any, engine: Engine) -> dict[str, int]:
    found = engine.rows(rows.group_by("source_file").aggregate(n=_.count()))
    return {row["source_file"]: int(row["n"]) for row in found}


def _account(account: Account, records: int, how: str, block: SourceBlock) -> Account:
    rows = account.rows - account.ragged
    if how == "wide" and block.wide is not None:
        many = len(block.wide.columns)
        empty = rows * many - records
        note = f"{rows:,} rows of {many:,} columns are {records:,} records"
        note += f"; {empty:,} empty cells are none" if empty else ""
    else:
        note = f"{rows:,} rows with several values in a cell are {records:,} records"
    return replace(account, rows=records + account.ragged, notes=[*account.notes, note])


def split_column(block: SourceBlock) -> str | None:
    """Return the column whose cells hold a record for each value; None where there is none."""
    found = (m.column for m in block.columns.values() if m.split and m.take == "all")
    return next(found, None)
