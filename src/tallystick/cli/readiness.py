"""What can be checked of an engagement now, and which columns would unlock what?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from tallystick.audit import chosen
from tallystick.audit.selection import select
from tallystick.cli.law_lines import take_lines
from tallystick.cli.session import Choices, UnusableInputError, open_engine
from tallystick.cli.surroundings import told
from tallystick.cli.terminal import counted, printable
from tallystick.engine import EngineError
from tallystick.findings import NotRun
from tallystick.load import InputError, load, read_engagement

NEEDS = "needs "
MOST_COLUMNS = 12
TOO_MANY = 0.05
"""The share that an engagement allows to be set aside where it says nothing."""


def tell_readiness(path: Path, *, allow_outside: bool) -> None:
    """Load the engagement once and print how many checks can be run, and what the others lack.

    UnusableInputError when it cannot be loaded; the message says why.
    """
    choices = Choices(path, Path(), 0.05, (), "bh", allow_outside, True)
    try:
        with TemporaryDirectory(prefix="tallystick-") as folder:
            rows, runnable, not_run = _loaded(choices, Path(folder))
    except Exception as error:
        words = told(error, path, Path("the temporary folder"), "reading")
        if words is None and isinstance(error, InputError | EngineError):
            words = str(error)
        if words is None:
            raise
        raise UnusableInputError(words) from error
    typer.echo("")
    for table, kept, aside, why in rows:
        left = f", {counted(aside, 'row')} set aside: {why}" if aside else ""
        typer.echo(printable(f"{table}: {counted(kept, 'record')}{left}"))
        if aside > TOO_MANY * (kept + aside):
            typer.echo("  that is more than an audit takes: mend the mapping (docs/engagement.md)")
    typer.echo(f"\n{counted(len(runnable), 'check')} can be run now: {', '.join(runnable)}")
    for column, names in _unlocked(not_run):
        typer.echo(printable(f"  {column} would unlock {', '.join(names)}"))
    others = [each for each in not_run if not each.why.startswith(NEEDS) and ":" not in each.name]
    for each in others:
        typer.echo(printable(f"  {each.name}: {each.why}"))


def _loaded(
    choices: Choices, folder: Path
) -> tuple[list[tuple[str, int, int, str]], list[str], tuple[NotRun, ...]]:
    engagement = read_engagement(choices.engagement, allow_outside=choices.allow_outside)
    engagement, _ = take_lines(engagement)
    engine = open_engine(engagement, choices, folder, lambda step: None)
    try:
        loaded = load(engagement, folder / "tables", engine, allow_exclusions=True)
        runnable, not_run = select(chosen(()), loaded.tables)
        read, aside, why = Counter[str](), Counter[str](), dict[str, str]()
        for source in loaded.received.sources:
            read[source.table] += source.rows
        for left in loaded.received.set_aside:
            aside[left.table] += left.rows
            why.setdefault(left.table, f"{left.reason} ({'; '.join(left.examples[:1])})")
        rows = [(each, n - aside[each], aside[each], why.get(each, "")) for each, n in read.items()]
        return rows, [check.name for check in runnable], not_run
    finally:
        engine.close()


def _unlocked(not_run: tuple[NotRun, ...]) -> list[tuple[str, list[str]]]:
    """The columns that alone keep checks from being run, those that unlock most first."""
    by_needs: dict[str, list[str]] = {}
    for each in not_run:
        if each.why.startswith(NEEDS) and ":" not in each.name:
            by_needs.setdefault(each.why.removeprefix(NEEDS), []).append(each.name)
    return sorted(by_needs.items(), key=lambda each: (each[0].count(","), -len(each[1])))[
        :MOST_COLUMNS
    ]
