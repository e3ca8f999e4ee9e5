"""Which records are exact copies of an earlier one, and which keys name two different ones?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
from ibis import _

from tallystick.engine import Engine
from tallystick.load.layers import Layers
from tallystick.tables import Table

PLACE = ("spec", "file", "source_row")


@dataclass(frozen=True)
class Copies:
    """The places of later copies, in a Parquet file, and how many keys name different records."""

    path: Path
    count: int
    conflicts: int
    examples: tuple[str, ...] = ()


def find_copies(
    table: Table, filled: frozenset[str], rows: Any, engine: Engine, path: Path, layer: Layers
) -> Copies | None:
    """Compare the records of `rows` that share a key; None when no two do.

    A record is a copy when it equals an earlier one in every column of `filled`. A table whose
    key is not filled has no copies, and neither has a record whose key is empty.
    """
    if not table.key or not filled.issuperset(table.key):
        return None
    named = ibis.or_(*[rows[name].notnull() for name in table.key])
    keyed = rows.filter(named).mutate(
        key_text=ibis.literal("\x1f").join(
            [rows[name].cast("string").fill_null("\x1d") for name in table.key]
        )
    )
    shared = keyed.group_by("key_text").aggregate(n=_.count()).filter(_.n > 1).select("key_text")
    if engine.rows(shared.count().name("n").as_table())[0]["n"] == 0:
        return None
    content = sorted(filled)
    alike = keyed.semi_join(shared, "key_text")
    numbered = alike.mutate(
        nth=ibis.row_number().over(
            ibis.window(group_by=content, order_by=[alike[name] for name in PLACE])
        )
    )
    later = numbered.filter(numbered.nth > 0).select(*PLACE, "source_file")
    engine.write_parquet(later, path)
    first = numbered.filter(numbered.nth == 0)
    different = first.group_by("key_text").aggregate(n=_.count()).filter(_.n > 1)
    told = engine.rows(different.order_by("key_text").limit(3))
    total = engine.rows(different.count().name("n").as_table())[0]["n"]
    count = engine.rows(layer.parquet(path).count().name("n").as_table())[0]["n"]
    names = tuple(row["key_text"].replace("\x1f", " / ").replace("\x1d", "-") for row in told)
    return Copies(path, count, total, names)
