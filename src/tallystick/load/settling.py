"""Which judged rows become the file of a table, and what is told of the others?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import pyarrow.parquet as pq
from ibis import _

from tallystick.engine import Engine
from tallystick.load.copies import conflict, count_equal, equal_note, find_copies
from tallystick.load.duckdb_functions import least
from tallystick.load.judge import MOST_SHOWN, Judged
from tallystick.load.layers import Layers
from tallystick.load.ledger import Ledger, LostRowsError
from tallystick.load.marks import PLACE, is_marked, mark
from tallystick.load.parquet_files import as_shown
from tallystick.load.person_codes import coded
from tallystick.load.repeats import RULE, find_repeats
from tallystick.load.rules import example, reason
from tallystick.load.staging import MOST_EXAMPLES
from tallystick.load.whole_rows import Sight
from tallystick.tables import PROVENANCE

GROUPS = ("source_file", "failed")


@dataclass(frozen=True)
class Part:
    """The judged rows of one source of a table, and the Arrow types of its cells by column."""

    judged: Judged
    types: Mapping[str, Any]


class Settling:
    """Writes one table after the other to `scratch`.

    It remembers the incidents that lie outside the period, since their records in the tables
    that follow go with them. `secret` is that of the codes of persons; with it, no number of a
    person is written. The cells of examples are told with `identify` alone.
    """

    def __init__(
        self,
        engine: Engine,
        scratch: Path,
        layer: Layers,
        secret: Any = None,
        *,
        identify: bool = False,
    ) -> None:
        self._secret, self._identify = secret, identify
        self._engine = engine
        self._scratch = scratch
        self._layer = layer
        self._outside: Any = None
        self._ends: dict[str, list[int]] = {}
        self._compared: set[tuple[str, ...]] = set()

    def settle(self, ledger: Ledger, parts: Sequence[Part]) -> None:
        """Write the rows of `parts` that are kept, in their order, and tell of the others.

        Raises LostRowsError when a row is neither kept nor set aside.
        """
        names = [*ledger.table.names, *PROVENANCE]
        judged = [self._without_outside(ledger, spec, part.judged)
                  for spec, part in enumerate(parts)]  # fmt: skip
        clean = [
            (each.rows if each.clean else each.rows.filter(each.rows.failed.isnull())).select(names)
            for each in judged
        ]
        good = [coded(ledger.table, rows, self._secret) for rows in clean]
        ledger.path = self._scratch / f"{ledger.table.name}.parquet"
        self._engine.write_parquet(_one_after_the_other(good), ledger.path)
        kept, staged = pq.read_metadata(ledger.path).num_rows, sum(ledger.staged)
        records = self._layer.parquet(ledger.path, numbered=True)
        failed = [] if kept == staged else [self._failed(ledger, spec, each)
                                            for spec, each in enumerate(judged)]  # fmt: skip
        lost = [n for n, _rows in failed] or [0] * len(parts)
        if kept + sum(lost) != staged:
            raise LostRowsError(ledger.table, ledger.read, staged, kept + sum(lost))
        for spec, (_n, rows) in enumerate(failed):
            part = replace(parts[spec], judged=judged[spec])
            _tell(ledger, spec, rows, part, self._engine, identify=self._identify)
        if ledger.table.name == "incidents" and ledger.count(["outside_period"]):
            self._remember(_one_after_the_other([rows for _n, rows in failed]), records)
        ends = accumulate(n - m for n, m in zip(ledger.staged, lost, strict=True))
        self._ends[ledger.table.name] = list(ends)

    def _without_outside(self, ledger: Ledger, spec: int, judged: Judged) -> Judged:
        """Hold records of incidents outside the period to the rule that they go as well."""
        if self._outside is None or "incident_id" not in ledger.filled:
            return judged
        rows, name = judged.rows, f"outside_{spec}"
        places = rows.semi_join(self._outside, "incident_id").select(PLACE)
        if not mark(places, ledger.staged[spec], name, self._engine):
            return judged
        rule = ibis.literal("incident_outside_period:incident_id")
        gone = rows.failed.isnull() & is_marked(rows, name)
        return replace(judged, rows=rows.mutate(failed=gone.ifelse(rule, rows.failed)), clean=False)

    def _failed(self, ledger: Ledger, spec: int, judged: Judged) -> tuple[int, Any]:
        """Write what is to be told of the rows that break a rule; return how many, and them."""
        path = self._scratch / f"failed_{ledger.table.name}_{spec}.parquet"
        case = ["incident_id"] if "incident_id" in ledger.filled else []
        rows = judged.rows.filter(judged.rows.failed.notnull())
        told = rows.select(*PROVENANCE, "failed", "seen", *judged.typed, *case)
        self._engine.write_parquet(told, path)
        return pq.read_metadata(path).num_rows, self._layer.parquet(path)

    def _remember(self, failed: Any, records: Any) -> None:
        if "incident_id" not in failed.columns:
            return
        late = failed.filter(failed.failed.startswith("outside_period"))
        late = late.filter(late.incident_id.notnull()).select("incident_id").distinct()
        path = self._scratch / "outside.parquet"
        self._engine.write_parquet(late.anti_join(records, "incident_id"), path)
        self._outside = self._layer.parquet(path)

    def leave_out_copies(self, ledger: Ledger, sight: Sight) -> None:
        """Leave copies out of the file of a table that is settled, and count them.

        So are, before, rows after the first of one record where a source says that it has such.
        `sight` reads the sources again where rows agree in every mapped column.
        """
        name = ledger.table.name
        records = self._records(ledger)
        repeats = find_repeats(ledger.sources, self._ends[name], records)
        if repeats is not None:
            path = self._scratch / f"repeats_{name}.parquet"
            self._engine.write_parquet(repeats, path)
            self._leave_out(ledger, path, RULE)
            records = self._records(ledger)
        path = self._scratch / f"copies_{name}.parquet"
        ends = self._ends[name]
        self._tell_equal(ledger, sight)
        found = find_copies(
            ledger.table, ledger.filled, records, self._engine, path,
            lambda rows: sight.beside(rows, ledger.sources, ledger.wanted, ends),
        )  # fmt: skip
        if found is None:
            return
        if found.conflicts:
            ledger.notes.append(conflict(name, found))
        self._leave_out(ledger, path, "copy")

    def _tell_equal(self, ledger: Ledger, sight: Sight) -> None:
        """Note the rows that nothing tells apart; of files that several tables read, once."""
        files = tuple(dict.fromkeys(each.path for each in ledger.read))
        if not ledger.is_unnumbered or files in self._compared:
            return
        self._compared.add(files)
        ends = self._ends[ledger.table.name]
        equal = count_equal(
            ledger.filled - ledger.numbered, self._records(ledger), self._engine,
            lambda rows: sight.beside(rows, ledger.sources, ledger.wanted, ends),
        )  # fmt: skip
        if equal:
            ledger.notes.append(equal_note(files, equal))

    def _records(self, ledger: Ledger) -> Any:
        assert ledger.path is not None
        return self._layer.parquet(ledger.path, numbered=True)

    def _leave_out(self, ledger: Ledger, places: Path, rule: str) -> None:
        """Write the file of a table without the rows that `places` lists, and count them."""
        engine, name = self._engine, ledger.table.name
        records, ends = self._records(ledger), self._ends[name]
        copied = self._layer.parquet(places)
        if not mark(copied.select(PLACE), ends[-1], rule, engine):
            return
        by_file = copied.group_by("source_file").aggregate(
            n=_.count(), first=_[PLACE].min(), rows=least(_.source_row, MOST_EXAMPLES)
        )
        told = [(bisect_right(ends, row["first"]), row["source_file"], row)
                for row in engine.rows(by_file)]  # fmt: skip
        for _spec, file, row in sorted(told, key=lambda each: each[:2]):
            examples = [example(rule, number, None) for number in row["rows"]]
            why = reason(ledger.table, ledger.sources[0].block, rule, ())
            ledger.set_aside(file, rule, why, row["n"], examples)
        ledger.path = self._scratch / f"{name}_without_{rule}.parquet"
        once = records.filter(~is_marked(records, rule))
        engine.write_parquet(once.select(*ledger.table.names, *PROVENANCE), ledger.path)
        before = {f"n{i}": (copied[PLACE] < end).sum().fill_null(0) for i, end in enumerate(ends)}
        gone = engine.rows(copied.aggregate(**before))[0]
        self._ends[name] = [end - int(gone[f"n{i}"]) for i, end in enumerate(ends)]


def _one_after_the_other(relations: Sequence[Any]) -> Any:
    """Return the rows of all, of the columns that all have, in the widest type of each."""
    if len(relations) == 1:
        return relations[0]
    names = [name for name in relations[0].columns if all(name in r.columns for r in relations)]
    kinds = {name: dt.highest_precedence([r[name].type() for r in relations]) for name in names}
    return _in_order([each.select(names).cast(kinds) for each in relations])


def _in_order(relations: Sequence[Any]) -> Any:
    """Return the union of relations in their order, which `ibis.union` changes from three on."""
    if len(relations) == 1:
        return relations[0]
    half = len(relations) // 2
    return _in_order(relations[:half]).union(_in_order(relations[half:]))


def _tell(
    ledger: Ledger, spec: int, failed: Any, part: Part, engine: Engine, *, identify: bool
) -> None:
    counts = failed.group_by(list(GROUPS)).aggregate(
        n=_.count(), first=_.source_row.min(), rows=least(_.source_row, MOST_EXAMPLES)
    )
    counted = engine.rows(counts.order_by("first", *GROUPS))
    examples = _examples(failed, counts, part, engine) if counted else {}
    for row in counted:
        rows = dict.fromkeys(row["rows"])
        seen = [(at, examples[row["source_file"], row["failed"], at]) for at in rows]
        block = ledger.sources[spec].block
        why = reason(ledger.table, block, row["failed"], [text for _row, text in seen if text])
        rule = row["failed"].partition(":")[0]
        told = [example(row["failed"], at, text, identify=identify) for at, text in seen]
        ledger.set_aside(row["source_file"], rule, why, row["n"], told)


def _examples(
    failed: Any, counts: Any, part: Part, engine: Engine
) -> dict[tuple[str, str, int], str | None]:
    """Return the cells that broke a rule as text, by file, rule and row: of the first few rows."""
    first = counts.select(*GROUPS, source_row=counts.rows.unnest())
    table = engine.arrow(failed.semi_join(first, [*GROUPS, "source_row"]))
    seen = table["seen"].to_pylist()
    for name in part.judged.typed:
        column = name.removeprefix("typed_")
        for at, text in enumerate(as_shown(column, table[name], part.types[column])):
            seen[at] = seen[at] if text is None else text[:MOST_SHOWN]
    places = zip(*[table[name].to_pylist() for name in (*GROUPS, "source_row")], strict=True)
    told = zip(places, seen, strict=True)
    return dict(sorted(told, key=lambda each: each[1] or "", reverse=True))
