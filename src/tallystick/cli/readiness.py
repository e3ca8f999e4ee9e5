"""What can be checked of an engagement now, and which columns would unlock what?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from tallystick.audit import chosen
from tallystick.audit.profile import shared_numbers
from tallystick.audit.selection import select
from tallystick.cli.profiling import shared
from tallystick.cli.session import Choices, loaded
from tallystick.cli.terminal import counted, printable, program
from tallystick.findings import NotRun
from tallystick.tables import Received

NEEDS = "needs "
MOST_COLUMNS = 12


def tell_readiness(path: Path, *, allow_outside: bool) -> None:
    """Load the engagement once and print how many checks can be run, and what the others lack.

    UnusableInputError when it cannot be loaded; the message says why.
    """
    choices = Choices(path, Path(), 0.05, (), "bh", allow_outside, True)
    with loaded(choices, ["reading"]) as (engagement, given, engine):
        runnable, not_run = select(chosen(()), given.tables)
        numbers = shared_numbers(given.tables, engine)
    most = engagement.max_set_aside
    typer.echo("")
    for table, kept, aside, why in _rows(given.received):
        left = f", {counted(aside, 'row')} set aside: {why}" if aside else ""
        typer.echo(printable(f"{table}: {counted(kept, 'record')}{left}"))
        if aside > most * (kept + aside):
            typer.echo("  that is more than an audit takes: mend the mapping (docs/engagement.md)")
    for each in numbers:
        typer.echo(shared(each))
    names = ", ".join(check.name for check in runnable)
    typer.echo(f"\n{counted(len(runnable), 'check')} can be run now{': ' if names else ''}{names}")
    unlocked = _unlocked(not_run)
    for column, others in unlocked[:MOST_COLUMNS]:
        typer.echo(printable(f"  {column} would unlock {', '.join(others)}"))
    _tell_more(sum(len(others) for _, others in unlocked[MOST_COLUMNS:]), path)
    undeclared = [
        each for each in not_run if not each.why.startswith(NEEDS) and ":" not in each.name
    ]
    for missing in undeclared:
        typer.echo(printable(f"  {missing.name}: {missing.why}"))


def _rows(received: Received) -> list[tuple[str, int, int, str]]:
    """Of each table the records kept, those set aside, and the first reason why."""
    read, aside, why = Counter[str](), Counter[str](), dict[str, str]()
    for source in received.sources:
        read[source.table] += source.rows
    for left in received.set_aside:
        aside[left.table] += left.rows
        why.setdefault(left.table, f"{left.reason} ({'; '.join(left.examples[:1])})")
    return [(each, n - aside[each], aside[each], why.get(each, "")) for each, n in read.items()]


def _unlocked(not_run: tuple[NotRun, ...]) -> list[tuple[str, list[str]]]:
    """The columns that alone keep checks from being run, those that unlock most first."""
    by_needs: dict[str, list[str]] = {}
    for each in not_run:
        if each.why.startswith(NEEDS) and ":" not in each.name:
            by_needs.setdefault(each.why.removeprefix(NEEDS), []).append(each.name)
    return sorted(by_needs.items(), key=lambda each: (each[0].count(","), -len(each[1])))


def _tell_more(left: int, path: Path) -> None:
    """Say how many checks were left out above, and where what they lack is told."""
    if left:
        told = f"{program()} profile {path}"
        typer.echo(printable(f"  and {left} more check{'' if left == 1 else 's'}: {told}"))
