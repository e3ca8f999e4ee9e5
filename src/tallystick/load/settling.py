"""Which judged rows become the file of a table, and what is told of the others?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq
from ibis import _

from tallystick.engine import Engine
from tallystick.load.copies import PLACE, find_copies
from tallystick.load.duckdb_functions import least
from tallystick.load.judge import MOST_SHOWN, Judged
from tallystick.load.layers import Layers
from tallystick.load.ledger import Ledger
from tallystick.load.parquet_files import as_shown
from tallystick.load.rules import example, reason
from tallystick.load.staging import MOST_EXAMPLES
from tallystick.load.wording import shown
from tallystick.tables import PROVENANCE

GROUPS = ("source_file", "failed")


class LostRowsError(Exception):
    """The rows that were kept and set aside are not as many as the source holds."""


@dataclass(frozen=True)
class Part:
    """The judged rows of one source of a table, and the Arrow types of its cells by column."""

    judged: Judged
    types: Mapping[str, Any]


def settle(
    ledger: Ledger,
    parts: Sequence[Part],
    outside: Any,
    engine: Engine,
    scratch: Path,
    layer: Layers,
) -> Any:
    """Write the rows that are kept to a file in `scratch`, and tell of the others in `ledger`.

    `outside` holds the incidents that lie outside the period, None when there are none. Returns
    them for the tables that follow: for any other table than incidents, `outside` itself.

    Raises LostRowsError when a row is neither kept nor set aside.
    """
    table, names = ledger.table, [*ledger.table.names, *PROVENANCE]
    goes = outside is not None and "incident_id" in ledger.filled
    told = [_without(part.judged.rows, outside) if goes else part.judged.rows for part in parts]
    good = [
        rows.select(*names)
        if part.judged.clean and not goes
        else rows.filter(rows.failed.isnull()).select(*names)
        for part, rows in zip(parts, told, strict=True)
    ]
    ledger.path = scratch / f"{table.name}.parquet"
    engine.write_parquet(ibis.union(*good) if len(good) > 1 else good[0], ledger.path)
    kept = pq.read_metadata(ledger.path).num_rows
    lost = [0] * len(parts)
    late = []
    if kept != sum(ledger.staged):
        for spec, (part, rows) in enumerate(zip(parts, told, strict=True)):
            path = scratch / f"failed_{table.name}_{spec}.parquet"
            case = ["incident_id"] if table.name == "incidents" else []
            failed = rows.filter(rows.failed.notnull())
            engine.write_parquet(
                failed.select(*PROVENANCE, "failed", "seen", *part.judged.typed, *case), path
            )
            lost[spec] = pq.read_metadata(path).num_rows
            failed = layer.parquet(path)
            late.append(failed)
            _tell(ledger, spec, failed, part, engine)
        if kept + sum(lost) != sum(ledger.staged):
            raise LostRowsError(f"{table.name}: {kept:,} and {sum(lost):,} rows")
    records = layer.parquet(ledger.path, numbered=True)
    if table.name == "incidents" and ledger.count(["outside_period"]):
        outside = _outside(late, records, engine, scratch, layer)
    ends = list(accumulate(n - m for n, m in zip(ledger.staged, lost, strict=True)))
    _copies(ledger, records, ends, engine, scratch, layer)
    return outside


def _without(rows: Any, outside: Any) -> Any:
    """Return `rows` with the rule that records of incidents outside the period break."""
    rule = ibis.literal("incident_outside_period:incident_id")
    gone = rows.failed.isnull() & rows.incident_id.isin(outside.incident_id)
    return rows.mutate(failed=gone.ifelse(rule, rows.failed))


def _outside(
    late: Sequence[Any], records: Any, engine: Engine, scratch: Path, layer: Layers
) -> Any:
    gone = (
        ibis.union(*[rows.select("incident_id", "failed") for rows in late])
        if len(late) > 1
        else late[0]
    )
    gone = gone.filter(gone.failed.startswith("outside_period"), gone.incident_id.notnull())
    gone = gone.select("incident_id").distinct().anti_join(records, "incident_id")
    engine.write_parquet(gone, scratch / "outside.parquet")
    return layer.parquet(scratch / "outside.parquet")


def _tell(ledger: Ledger, spec: int, failed: Any, part: Part, engine: Engine) -> None:
    counts = failed.group_by(list(GROUPS)).aggregate(
        n=_.count(), first=_.source_row.min(), rows=least(_.source_row, MOST_EXAMPLES)
    )
    counted = engine.rows(counts.order_by("first", *GROUPS))
    examples = _examples(failed, counts, part, engine) if counted else {}
    for row in counted:
        seen = [(number, examples[row["source_file"], number]) for number in row["rows"]]
        block = ledger.sources[spec].block
        why = reason(ledger.table, block, row["failed"], [text for _row, text in seen if text])
        rule = row["failed"].partition(":")[0]
        told = [example(row["failed"], number, text) for number, text in seen]
        ledger.set_aside(row["source_file"], rule, why, row["n"], told)


def _examples(
    failed: Any, counts: Any, part: Part, engine: Engine
) -> dict[tuple[str, int], str | None]:
    """Return the cells that broke a rule as text, by file and row: of the first few rows."""
    first = counts.select(*GROUPS, source_row=counts.rows.unnest())
    table = engine.arrow(failed.semi_join(first, [*GROUPS, "source_row"]))
    seen = table["seen"].to_pylist()
    for name in part.judged.typed:
        column = name.removeprefix("typed_")
        for at, text in enumerate(as_shown(column, table[name], part.types[column])):
            seen[at] = seen[at] if text is None else text[:MOST_SHOWN]
    places = zip(table["source_file"].to_pylist(), table["source_row"].to_pylist(), strict=True)
    return dict(zip(places, seen, strict=True))


def _copies(
    ledger: Ledger, records: Any, ends: Sequence[int], engine: Engine, scratch: Path, layer: Layers
) -> None:
    """Leave copies out of the file, and count them. `ends` says where each source ends in it."""
    path = scratch / f"copies_{ledger.table.name}.parquet"
    found = find_copies(ledger.table, ledger.filled, records, engine, path, layer)
    if found is None:
        return
    if found.conflicts:
        ledger.notes.append(
            f"{ledger.table.name}: {found.conflicts:,} keys name more than one different record "
            f"(such as {', '.join(shown(name) for name in found.examples)}); all are kept"
        )
    if not found.count:
        return
    copied = layer.parquet(path)
    by_file = copied.group_by("source_file").aggregate(
        n=_.count(), first=_[PLACE].min(), rows=least(_.source_row, MOST_EXAMPLES)
    )
    told = [(bisect_right(ends, row["first"]), row["source_file"], row)
            for row in engine.rows(by_file)]  # fmt: skip
    for _spec, file, row in sorted(told, key=lambda each: each[:2]):
        examples = [example("copy", number, None) for number in row["rows"]]
        why = reason(ledger.table, ledger.sources[0].block, "copy", ())
        ledger.set_aside(file, "copy", why, row["n"], examples)
    kept = records.anti_join(copied, PLACE).order_by(PLACE)
    ledger.path = scratch / f"{ledger.table.name}_once.parquet"
    engine.write_parquet(kept.select(*ledger.table.names, *PROVENANCE), ledger.path)
