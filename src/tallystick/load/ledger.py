"""What is known of one canonical table while it is loaded: what was read, kept and set aside?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from tallystick.load.engagement import Engagement
from tallystick.load.headers_seen import Wanted
from tallystick.load.intake import Intake
from tallystick.load.judge import coarse
from tallystick.load.rules import STATED, reason, too_many
from tallystick.load.shapes import SourceBlock
from tallystick.load.source_blocks import TableSource
from tallystick.load.staging import Account
from tallystick.load.wording import InputError, shown
from tallystick.tables import SetAside, Source, Table

RECORDS = ("incident_id", "exhibit_id")
"""What tells the rows of a table without a key of its own from each other."""


class LostRowsError(Exception):
    """The rows of a table that were kept and set aside are not those that its sources hold."""

    def __init__(self, table: Table, sources: Sequence[Source], rows: int, found: int) -> None:
        files = ", ".join(shown(each.path) for each in sources[:3])
        super().__init__(
            f"{table.name}: {files}: {rows:,} rows were read, but {found:,} are kept or set aside; "
            "every row must be one or the other: run it again, and report it if it stays so"
        )


@dataclass
class Ledger:
    """One table's account: what was read for it, and what was set aside.

    `staged` is how many rows each source holds that could be divided into cells, and `wanted` which
    columns are read of it; `coarse` says of a time that its date tells the month or year alone.
    `path` is the file of the rows that are kept, once `settle` has written it.
    """

    table: Table
    sources: Sequence[TableSource]
    filled: frozenset[str] = frozenset()
    coarse: dict[str, str] = field(default_factory=dict)
    read: list[Source] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    staged: list[int] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    path: Path | None = None

    @property
    def total(self) -> int:
        """How many records the sources held."""
        return sum(source.rows for source in self.read)

    @property
    def numbered(self) -> frozenset[str]:
        """The columns that every source fills with a number for each row of its files."""
        each = (
            {name for name, mapping in source.block.columns.items() if mapping.row_number}
            for source in self.sources
        )
        return frozenset(set.intersection(*each))

    @property
    def made(self) -> frozenset[str]:
        """The ``table.column`` of `numbered` in which no number can repeat.

        None where a row may become several records, or two sources read one file.
        """
        files = [each.path for each in self.read]
        if len(set(files)) < len(files) or any(each.block.as_text for each in self.sources):
            return frozenset()
        return frozenset(f"{self.table.name}.{name}" for name in self.numbered)

    @property
    def is_unnumbered(self) -> bool:
        """Whether each row is a record, and no number of the files tells one from another."""
        if any(each.block.as_text for each in self.sources):
            return False
        if self.table.key:
            return self.table.key[0] in self.numbered
        own = {name for name in RECORDS if name in self.table.names}
        return bool(own) and self.numbered.issuperset(self.filled & own)

    def count(self, rules: Sequence[str] | None = None) -> int:
        """How many records are set aside, by all rules or by some."""
        return sum(each.rows for each in self.aside if rules is None or each.rule in rules)

    def add_up(self) -> None:
        """Raise InputError when the file does not hold all rows that were not set aside."""
        assert self.path is not None
        found = pq.read_metadata(self.path).num_rows + self.count()
        if found != self.total:
            raise InputError(str(LostRowsError(self.table, self.read, self.total, found)))

    def enter(self, intake: Intake) -> None:
        """Write the files of one source into the account."""
        self.staged.append(sum(each.rows - each.ragged for _name, _form, each in intake.accounts))
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
                rule = "not_an_object" if form in ("json", "jsonl") else "ragged"
                why = reason(self.table, self.sources[0].block, rule, ())
                self.set_aside(name, rule, why, account.ragged, account.examples)

    def enter_columns(self, block: SourceBlock) -> None:
        """Write what the columns of a source tell of its numbers and dates."""
        told = coarse(self.table, block)
        self.coarse |= told
        self.notes += [
            f"{self.table.name}: {name} names a row of the files, for want of a number"
            for name, mapping in block.columns.items() if mapping.row_number
        ]  # fmt: skip
        self.notes += [
            f"{self.table.name}: {name} tells the {part} alone, so that nothing is asked about days"
            for name, part in told.items()
        ]

    def set_aside(self, path: str, rule: str, why: str, rows: int, examples: Sequence[str]) -> None:
        """Count `rows` records of the source `path` as left out for one reason."""
        self.aside.append(SetAside(self.table.name, path, rule, why, rows, tuple(examples)))


def _notes(account: Account) -> list[str]:
    notes = list(account.notes)
    if account.blank:
        notes.append(f"{account.blank:,} empty rows are no records")
    if not account.rows:
        notes.append("it holds a header and no rows")
    return notes


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
