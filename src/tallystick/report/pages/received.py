"""What was received, what was set aside and why, and what was used?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tallystick.findings import Exclusion, RunRecord
from tallystick.report.words import numbers
from tallystick.report.words.text import name, sentence, short
from tallystick.report.words.wording import say

MOST_EXAMPLES = 3
LONGEST_EXAMPLE = 120


@dataclass(frozen=True)
class Step:
    """Records of one table left out for one reason."""

    reason: str
    rule: str
    path: str
    rows: str
    share: str
    examples: str


@dataclass(frozen=True)
class Waterfall:
    """One table: received, minus each reason, equals used."""

    table: str
    received: str
    steps: tuple[Step, ...]
    used: str
    used_share: str
    remark: str


def received_rows(run: RunRecord, table: str) -> int:
    """Return the rows received for `table`; those used and set aside when no input names it."""
    rows = [each.rows for each in run.inputs if each.table == table]
    return sum(rows) if rows else run.rows.get(table, 0) + set_aside_rows(run, table)


def set_aside_rows(run: RunRecord, table: str) -> int:
    """Return the rows of `table` that were set aside."""
    return sum(each.rows for each in run.exclusions if each.table == table)


def tables(run: RunRecord) -> tuple[str, ...]:
    """Return the names of all tables that the run speaks of, inputs first."""
    named = [each.table for each in run.inputs] + [each.table for each in run.exclusions]
    return tuple(dict.fromkeys([*named, *run.rows]))


def totals(run: RunRecord) -> tuple[int, int]:
    """Return how many records were received and how many are used, over all tables."""
    return sum(received_rows(run, each) for each in tables(run)), sum(run.rows.values())


def file_rows(run: RunRecord) -> int:
    """Return the rows of all files received, each file once however many tables are made of it."""
    rows: dict[tuple[str, str], int] = {}
    for each in run.inputs:
        key = each.path, each.sha256
        rows[key] = max(rows.get(key, 0), each.rows)
    named = {each.table for each in run.inputs}
    return sum(rows.values()) + sum(received_rows(run, t) for t in tables(run) if t not in named)


def waterfalls(run: RunRecord) -> tuple[Waterfall, ...]:
    """Return one waterfall per table."""
    return tuple(_waterfall(run, table) for table in tables(run))


def _waterfall(run: RunRecord, table: str) -> Waterfall:
    received, used = received_rows(run, table), run.rows.get(table, 0)
    unaccounted = received - set_aside_rows(run, table) - used
    return Waterfall(
        table=name(table),
        received=numbers.count(received),
        steps=tuple(_step(each, received) for each in run.exclusions if each.table == table),
        used=numbers.count(used),
        used_share=_share(used, received),
        remark=say("data.unaccounted", n=numbers.count(abs(unaccounted))) if unaccounted else "",
    )


def _step(exclusion: Exclusion, received: int) -> Step:
    examples = [short(each, LONGEST_EXAMPLE) for each in exclusion.examples[:MOST_EXAMPLES]]
    return Step(
        reason=sentence(exclusion.reason) or name(exclusion.rule, numbers.MISSING),
        rule=name(exclusion.rule, numbers.MISSING),
        path=name(exclusion.path, numbers.MISSING),
        rows=numbers.count(exclusion.rows),
        share=_share(exclusion.rows, received),
        examples="; ".join(examples) or numbers.MISSING,
    )


def _share(rows: int, of: int) -> str:
    if of < numbers.SMALL_DENOMINATOR:
        return numbers.MISSING
    return numbers.percent_of(rows, of)


def fingerprint(run: RunRecord) -> str:
    """Return the SHA-256 of the inputs' SHA-256 values, one a line in the order of the run."""
    lines = "".join(f"{each.sha256}\n" for each in run.inputs)
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()
