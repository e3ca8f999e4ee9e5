"""What is known of one canonical table while it is loaded: what was read, kept and set aside?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
from ibis import _

from tallystick.engine import Engine
from tallystick.load.copies import PLACE, Copies, find_copies
from tallystick.load.engagement import Engagement
from tallystick.load.intake import Intake
from tallystick.load.layers import Layers
from tallystick.load.rules import STATED, example, reason, too_many
from tallystick.load.source_blocks import TableSource
from tallystick.load.staging import MOST_EXAMPLES, Account
from tallystick.load.wording import InputError, shown
from tallystick.tables import SetAside, Source, Table

GROUPS = ("spec", "source_file", "failed")


@dataclass
class Ledger:
    """One table's account. `rows` are its judged rows, once `settle` has read them."""

    table: Table
    sources: Sequence[TableSource]
    filled: frozenset[str] = frozenset()
    read: list[Source] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    rows: Any = None
    copies: Copies | None = None
    copied: Any = None

    @property
    def total(self) -> int:
        """How many records the sources held."""
        return sum(source.rows for source in self.read)

    def count(self, rules: Sequence[str] | None = None) -> int:
        """How many records are set aside, by all rules or by some."""
        return sum(each.rows for each in self.aside if rules is None or each.rule in rules)

    def enter(self, intake: Intake) -> None:
        """Write the files of one source into the account."""
        for name, form, account in intake.accounts:
            self.read.append(
                Source(
                    table=self.table.name,
                    path=name,
                    sha256=account.sha256,
                    size_bytes=account.size_bytes,
                    rows=account.rows,
                    format=form,
                    encoding=account.encoding,
                    note="; ".join(_notes(account)),
                )
            )
            if account.ragged:
                rule = "not_an_object" if form == "jsonl" else "ragged"
                why = reason(self.table, self.sources[0].block, rule, ())
                self.set_aside(name, rule, why, account.ragged, account.examples)

    def set_aside(self, path: str, rule: str, why: str, rows: int, examples: Sequence[str]) -> None:
        """Count `rows` records of the source `path` as left out for one reason."""
        self.aside.append(SetAside(self.table.name, path, rule, why, rows, tuple(examples)))

    def good(self) -> Any:
        """The rows that break no rule; copies are still among them."""
        return self.rows.filter(self.rows.failed.isnull())

    def records(self) -> Any:
        """The rows that are kept, in the order of the sources."""
        if self.copied is None:
            return self.good()
        return self.good().anti_join(self.copied, PLACE).order_by(*PLACE)


def _notes(account: Account) -> list[str]:
    notes = list(account.notes)
    if account.blank:
        notes.append(f"{account.blank:,} empty rows are no records")
    if not account.rows:
        notes.append("it holds a header and no rows")
    return notes


def settle(ledgers: Sequence[Ledger], engine: Engine, scratch: Path, layer: Layers) -> None:
    """Read the judged rows of each table, count what each rule set aside, and find copies."""
    outside: Any = None
    for ledger in ledgers:
        rows = layer.parquet(*ledger.paths)
        if outside is not None and "incident_id" in ledger.filled:
            rule = ibis.literal("incident_outside_period:incident_id")
            gone = rows.failed.isnull() & rows.incident_id.isin(outside.incident_id)
            rows = rows.mutate(failed=gone.ifelse(rule, rows.failed))
        ledger.rows = rows
        _count(ledger, engine)
        if ledger.table.name == "incidents" and ledger.count(["outside_period"]):
            outside = _outside(ledger)
        _copies(ledger, engine, scratch, layer)


def _outside(ledger: Ledger) -> Any:
    late = ledger.rows.filter(ledger.rows.failed.startswith("outside_period"))
    late = late.filter(late.incident_id.notnull())
    return late.select("incident_id").distinct().anti_join(ledger.good(), "incident_id")


def _count(ledger: Ledger, engine: Engine) -> None:
    failed = ledger.rows.filter(ledger.rows.failed.notnull())
    counts = failed.group_by(list(GROUPS)).aggregate(n=_.count(), first=_.source_row.min())
    counted = engine.rows(counts.order_by("spec", "first", "source_file", "failed"))
    examples = _examples(failed, engine) if counted else {}
    for row in counted:
        seen = examples[tuple(row[name] for name in GROUPS)]
        block = ledger.sources[row["spec"]].block
        why = reason(ledger.table, block, row["failed"], [text for _row, text in seen if text])
        rule = row["failed"].partition(":")[0]
        told = [example(row["failed"], number, text) for number, text in seen]
        ledger.set_aside(row["source_file"], rule, why, row["n"], told)


def _examples(failed: Any, engine: Engine) -> dict[tuple[Any, ...], list[tuple[int, str | None]]]:
    """Return the first few rows of each group, with the cell that broke the rule."""
    nth = ibis.row_number().over(group_by=list(GROUPS), order_by=failed.source_row)
    some = failed.mutate(nth=nth).filter(_.nth < MOST_EXAMPLES)
    some = some.select(*GROUPS, "source_row", "seen").order_by(*GROUPS, "source_row")
    found: dict[tuple[Any, ...], list[tuple[int, str | None]]] = {}
    for row in engine.rows(some):
        key = tuple(row[name] for name in GROUPS)
        found.setdefault(key, []).append((row["source_row"], row["seen"]))
    return found


def _copies(ledger: Ledger, engine: Engine, scratch: Path, layer: Layers) -> None:
    path = scratch / f"copies_{ledger.table.name}.parquet"
    found = find_copies(ledger.table, ledger.filled, ledger.good(), engine, path, layer)
    if found is None:
        return
    if found.conflicts:
        ledger.notes.append(
            f"{ledger.table.name}: {found.conflicts:,} keys name more than one different record "
            f"(such as {', '.join(shown(name) for name in found.examples)}); all are kept"
        )
    if not found.count:
        return
    ledger.copied = layer.parquet(path)
    by_file = ledger.copied.group_by("source_file").aggregate(
        n=_.count(), first=_.spec.min(), rows=_.source_row.collect()
    )
    for row in engine.rows(by_file.order_by("first", "source_file")):
        examples = [example("copy", number, None) for number in sorted(row["rows"])[:MOST_EXAMPLES]]
        why = reason(ledger.table, ledger.sources[0].block, "copy", ())
        ledger.set_aside(row["source_file"], "copy", why, row["n"], examples)


def refuse(ledgers: Sequence[Ledger], engagement: Engagement, allow_exclusions: bool) -> None:
    """Raise an InputError for each table that is left empty or loses too many rows."""
    faults = []
    for ledger in ledgers:
        name = ledger.table.name
        if ledger.count() >= ledger.total:
            faults.append(_empty(ledger, engagement))
            continue
        rows = ledger.total - ledger.count(STATED)
        blamed = ledger.count() - ledger.count(STATED)
        if blamed > engagement.max_set_aside * rows + 1e-6 and not allow_exclusions:
            faults.append(
                too_many(
                    f"{engagement.path.name}: {name}",
                    blamed,
                    rows,
                    engagement.max_set_aside,
                    _reasons(ledger, stated=False),
                )
            )
    if faults:
        raise InputError(faults)


def _empty(ledger: Ledger, engagement: Engagement) -> str:
    files = ", ".join(shown(source.path) for source in ledger.read[:3])
    start = f"{engagement.path.name}: {ledger.table.name}: no record is left of {files}"
    if not ledger.aside:
        return f"{start}: there are no rows below the header; leave the table out, or export again"
    told = " | ".join(_reasons(ledger, stated=True))
    return f"{start}: all {ledger.total:,} rows are set aside: {told}. Correct the mapping"


def _reasons(ledger: Ledger, *, stated: bool) -> list[str]:
    kept = [each for each in ledger.aside if stated or each.rule not in STATED]
    kept.sort(key=lambda each: -each.rows)
    told = [
        f"{each.rows:,} by {each.rule} in {each.path} ({'; '.join(each.examples[:2])}): "
        f"{each.reason}"
        for each in kept[:6]
    ]
    more = sum(each.rows for each in kept[6:])
    return [*told, f"{more:,} more by other rules"] if more else told
