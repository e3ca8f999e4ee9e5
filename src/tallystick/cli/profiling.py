"""What do the records hold and what could be seen in them, before anything is tested?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import typer

from tallystick.audit.profile import (
    ColumnProfile,
    SharedNumbers,
    Sight,
    TableProfile,
    broken_references,
    profile_tables,
    shared_numbers,
    sights,
)
from tallystick.cli.session import Choices, loaded
from tallystick.cli.summary import by_reason
from tallystick.cli.terminal import counted, printable
from tallystick.findings import NotRun
from tallystick.tables import Received


def run_profile(choices: Choices) -> None:
    """Print the profile of an engagement; UnusableInputError when it cannot be loaded."""
    at = ["reading"]
    with loaded(choices, at) as (_, given, engine):
        at.append("counting")
        for table in profile_tables(given.tables, engine):
            _say(_table(table))
        _say(_left_out(given.received))
        _say(_references(broken_references(given.tables, engine)))
        _say([shared(each) for each in shared_numbers(given.tables, engine)])
        seen, not_run = sights(given.tables, engine, at.append)
        _say(_sights(seen))
        _say(_not_run(not_run))


def _say(lines: list[str]) -> None:
    for line in lines:
        typer.echo(printable(line))
    if lines:
        typer.echo("")


def _table(table: TableProfile) -> list[str]:
    lines = [f"{table.table}: {counted(table.records, 'record')}"]
    return lines + [f"  {each.name:<20} {each.filled:>6.1%}  {_span(each)}"
                    for each in table.columns]  # fmt: skip


def _span(column: ColumnProfile) -> str:
    if column.distinct is not None:
        return f"{column.distinct:,} different"
    if column.least is None:
        return ""
    return f"{_shown(column.least)} to {_shown(column.most)}"


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return f"{value:,.10g}"


def _left_out(received: Received) -> list[str]:
    if not received.set_aside:
        return ["No record would be set aside"]
    return ["Set aside by an audit:"] + [
        f"  {counted(each.rows, 'row')} of {each.path}: {each.reason}"
        f" ({'; '.join(each.examples[:1])})"
        for each in received.set_aside
    ]


def _references(told: tuple[tuple[str, int, int], ...]) -> list[str]:
    broken = [each for each in told if each[2]]
    if not told:
        return []
    if not broken:
        return [f"All {len(told)} references between tables lead somewhere"]
    return ["Keys that lead nowhere:"] + [
        f"  {lost:,} of {records:,}: {sentence}" for sentence, records, lost in broken
    ]


def shared(numbers: SharedNumbers) -> str:
    """Say of a table that records share their number, and what is to be done about it."""
    key = " + ".join(numbers.key)
    both = f", {numbers.across:,} of them with one of another file" if numbers.across else ""
    move = "read one of the files" if numbers.across else "map a number that is unique per row"
    return (
        f"{numbers.table}: {numbers.sharing:,} of {numbers.records:,} records share their {key} "
        f"with another{both}; each row is counted. Where rows are one event, {move}"
    )


def _sights(seen: tuple[Sight, ...]) -> list[str]:
    lines = ["What each check could see, whatever is there (with 80 % power; the median subject):"]
    for check in dict.fromkeys(each.check for each in seen):
        lines.append(f"  {check}")
        lines += [f"    {_sight(each)}" for each in seen if each.check == check]
    return lines


def _sight(sight: Sight) -> str:
    who = counted(
        sight.subjects, {"agency": "question"}.get(sight.subject_kind, sight.subject_kind)
    )
    few = f", {sight.too_few:,} with too little to tell" if sight.too_few else ""
    if sight.smallest is None:
        return f"{who}{few}: {sight.estimand}"
    return f"{who}{few}: from {sight.smallest:,.3g} on ({sight.estimand})"


def _not_run(not_run: tuple[NotRun, ...]) -> list[str]:
    return [f"Not run: {', '.join(names)}: {why}" for why, names in by_reason(not_run)]
