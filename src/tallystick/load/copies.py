"""Which records are exact copies of an earlier one, and which keys name two different ones?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
from ibis import _

from tallystick.engine import Engine
from tallystick.load.duckdb_functions import hash_of
from tallystick.load.marks import PLACE
from tallystick.load.whole_rows import LAYOUT, REST
from tallystick.tables import Table


@dataclass(frozen=True)
class Copies:
    """How many keys name different records, and where the first record of the first such lies.

    `alike` records equal an earlier one in every mapped column and differ in another.
    """

    conflicts: int
    alike: int = 0
    example: str = ""


def conflict(table: str, found: Copies) -> str:
    """Return the note on keys that name more than one different record."""
    note = (
        f"{table}: {found.conflicts:,} keys name more than one different record "
        f"(such as that of {found.example}); all are kept"
    )
    if not found.alike:
        return note
    return (
        f"{note}. {found.alike:,} of these records equal an earlier one in every mapped column and "
        "differ in another: map a column that tells them apart, or write one_row_per where a row "
        "is a person, a charge or a thing of one record"
    )


def find_copies(
    table: Table,
    filled: frozenset[str],
    rows: Any,
    engine: Engine,
    path: Path,
    beside: Callable[[Any], Any],
) -> Copies | None:
    """Write the places of copies among `rows` to `path`; None when no two share a key.

    `rows` are in the order of the sources, which ``file_row_number`` counts. A record is a copy
    when it equals an earlier one in every column of `filled` and in the cells that no mapping
    reads, which `beside` puts to rows; rows of different layouts are compared by `filled`. A
    table whose key is not filled has no copies, and neither has a record whose key is empty.
    """
    if not table.key or not filled.issuperset(table.key):
        return None
    keyed = _keyed(table, rows)
    if _all_differ(keyed, engine):
        return None
    shared = keyed.group_by("key_text").aggregate(n=_.count()).filter(_.n > 1).select("key_text")
    if engine.rows(shared.count().name("n").as_table())[0]["n"] == 0:
        return None
    alike = keyed.semi_join(shared, "key_text")
    numbered, differ = _numbered(alike, filled), 0
    if found := _count(numbered.filter(numbered.nth > 0), engine):
        numbered = _numbered(beside(alike), filled)
        differ = found - _count(numbered.filter(numbered.nth > 0), engine)
    later = numbered.filter(numbered.nth > 0).select(PLACE, "source_file", "source_row")
    engine.write_parquet(later, path)
    first = numbered.filter(numbered.nth == 0)
    different = first.group_by("key_text").aggregate(n=_.count(), **{PLACE: _[PLACE].min()})
    different = different.filter(_.n > 1)
    total = engine.rows(different.count().name("n").as_table())[0]["n"]
    place = first.semi_join(different, PLACE).order_by(PLACE).limit(1)
    told = engine.rows(place.select("source_file", "source_row"))
    return Copies(
        total, differ, *(f"row {row['source_row']} of {row['source_file']}" for row in told)
    )


def count_equal(
    told_by: frozenset[str], rows: Any, engine: Engine, beside: Callable[[Any], Any]
) -> int:
    """Count the `rows` that equal an earlier one in every cell of their file.

    `told_by` are the columns that the file fills, without numbers that were made from its rows;
    `beside` is as in `find_copies`.
    """
    agreeing = _numbered(rows, told_by).filter(_.nth > 0)
    if not _count(agreeing, engine):
        return 0
    shared = agreeing.select(*sorted(told_by)).distinct()
    alike = rows.semi_join(shared, [rows[n].identical_to(shared[n]) for n in sorted(told_by)])
    return _count(_numbered(beside(alike), told_by).filter(_.nth > 0), engine)


def equal_note(paths: Sequence[str], equal: int) -> str:
    """Return the note on rows that nothing tells apart; `paths` are the files, `equal` how many."""
    more = len(paths) - 1
    files = f"{paths[0]} and {more:,} more file{'s' * (more > 1)}" if more else paths[0]
    many = f"1 row of {files} equals" if equal == 1 else f"{equal:,} rows of {files} equal"
    return (
        f"{many} an earlier row in every cell, and no number tells whether they are one "
        "event or several; each is counted. Ask the agency for the number of the records"
    )


def _numbered(rows: Any, filled: frozenset[str]) -> Any:
    """Return `rows` with ``nth``, 0 where no earlier row is the same.

    Where the cells beside are there, rows of the first layout among those that agree in `filled`
    must agree in them too; those of another layout are the same.
    """
    names = sorted(filled)
    by = [*names, LAYOUT, REST] if REST in rows.columns else names
    nth = ibis.row_number().over(ibis.window(group_by=by, order_by=rows[PLACE]))
    if REST not in rows.columns:
        return rows.mutate(nth=nth)
    agreeing = ibis.window(group_by=names, order_by=rows[PLACE])
    other = rows[LAYOUT] != rows[LAYOUT].first().over(agreeing)
    return rows.mutate(nth=other.ifelse(1, nth))


def _count(rows: Any, engine: Engine) -> int:
    return int(engine.rows(rows.count().name("n").as_table())[0]["n"])


def _keyed(table: Table, rows: Any) -> Any:
    """Return the rows whose key is not empty, with the key as one text."""
    named = ibis.or_(*[rows[name].notnull() for name in table.key])
    if len(table.key) == 1:
        return rows.filter(named).mutate(key_text=rows[table.key[0]].cast("string"))
    texts = [rows[name].cast("string").fill_null("\x1d") for name in table.key]
    return rows.filter(named).mutate(key_text=ibis.literal("\x1f").join(texts))


def _all_differ(keyed: Any, engine: Engine) -> bool:
    """Whether no two keys have one hash, and so no two are the same. It is the cheaper question."""
    answer = engine.rows(
        keyed.aggregate(rows=keyed.count(), hashes=hash_of(keyed.key_text).nunique())
    )[0]
    return bool(answer["rows"] == answer["hashes"])
