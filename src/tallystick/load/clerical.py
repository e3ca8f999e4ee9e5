"""Which officers are found behind badges, and which records are left for a clerk to settle?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from tallystick.engine import Engine
from tallystick.load.layers import Layers
from tallystick.load.ledger import Ledger
from tallystick.load.officers_named import RECORDS, Named, named, settles
from tallystick.tables import Links

UNSETTLED = "unsettled"


@dataclass
class Clerical:
    """What came of the records that name an officer otherwise than by number.

    `left` holds those that nobody can be named for, as Arrow tables of one form.
    """

    asked: bool = False
    found: int = 0
    left: list[Any] = field(default_factory=list)

    def take(self, made: Named, engine: Engine) -> int:
        """Count what `made` found and left open; return how many records that is."""
        self.asked = True
        found = engine.rows(made.found.aggregate(n=made.found.count()))[0]["n"]
        left = engine.arrow(made.unsettled.order_by("source_file", "source_row", "record"))
        self.found += int(found)
        self.left += [left] if left.num_rows else []
        return int(found)

    @property
    def links(self) -> Links | None:
        """The account of it; None where no record could name an officer so."""
        return Links(self.found, sum(map(len, self.left))) if self.asked else None

    def unsettled(self, engine: Engine) -> Any | None:
        """The records that are left, as a relation of this process; None where there is none."""
        if not self.left:
            return None
        return engine.local.hold(pa.concat_tables(self.left), UNSETTLED)


def settle_files(
    ledgers: Sequence[Ledger], engine: Engine, scratch: Path, layer: Layers
) -> Clerical:
    """Settle the tables that lie in the files of `ledgers`, which are written anew where needed."""
    clerical = Clerical()
    held = {each.table.name: each for each in ledgers}
    relations = {name: layer.parquet(_path(each)) for name, each in held.items()}
    filled = {name: each.filled for name, each in held.items()}
    for name in RECORDS:
        if not settles(name, relations, filled):
            continue
        ledger, left = held[name], len(clerical.left)
        rows = layer.parquet(_path(ledger), numbered=True)
        made = named(name, rows, relations, filled)
        found = clerical.take(made, engine)
        if found or len(clerical.left) > left:
            path = scratch / f"{name}_settled.parquet"
            ordered = made.rows.order_by("file_row_number").drop("file_row_number")
            engine.write_parquet(ordered, path)
            ledger.path = path
        ledger.filled |= {"officer_id"} if found else frozenset()
    return clerical


def _path(ledger: Ledger) -> Path:
    assert ledger.path is not None
    return ledger.path


def settle_views(
    relations: dict[str, Any],
    expressions: Mapping[str, Any],
    filled: dict[str, frozenset[str]],
    views: dict[str, str],
    engine: Engine,
) -> Clerical:
    """Put views that name the officers found over those of ready-made tables, where needed."""
    clerical = Clerical()
    for name in RECORDS:
        if not settles(name, relations, filled):
            continue
        beneath = f"{name}_as_named"
        rows = engine.view(expressions[name], beneath)
        made = named(name, rows, relations, filled)
        left = len(clerical.left)
        found = clerical.take(made, engine)
        if not found and len(clerical.left) == left:
            continue
        views[beneath] = views.pop(name)
        views[name] = engine.sql(made.rows, engine.name)
        relations[name] = engine.view(made.rows, name)
        filled[name] |= {"officer_id"} if found else frozenset()
    return clerical
