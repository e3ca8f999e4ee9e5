"""What can be checked of an engagement now, and which columns would unlock what?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from tallystick.audit.profile import shared_numbers
from tallystick.cli.profiling import shared
from tallystick.cli.ready import readiness_of
from tallystick.cli.session import Choices, loaded
from tallystick.cli.terminal import program, say
from tallystick.findings.counts import counted
from tallystick.load.rules import STATED
from tallystick.tables import Received


def tell_readiness(path: Path, *, allow_outside: bool) -> None:
    """Load the engagement once, and print how many checks can be run and what others need.

    UnusableInputError when it cannot be loaded; the message says why.
    """
    choices = Choices(path, Path(), 0.05, (), "bh", allow_outside, True)
    with loaded(choices, ["reading"]) as (engagement, given, engine):
        ready = readiness_of(given.tables)
        numbers = shared_numbers(given.tables, engine)
    most = engagement.max_set_aside
    typer.echo("")
    for table, kept, aside, blamed, why in _rows(given.received):
        left = f", {counted(aside, 'row')} set aside{why}" if aside else ""
        say(f"{table}: {counted(kept, 'record')}{left}")
        if blamed > most * (kept + blamed):
            share = f"{blamed / (kept + blamed):.0%} of the rows set aside (limit {most:.0%})"
            say(f"  {share}. Fix the mapping (docs/engagement.md).")
    for each in numbers:
        say(shared(each))
    typer.echo("")
    for line in ready.lines():
        say(line)
    if ready.not_run:
        say(f"What each of the others needs: {program()} profile -q {path}")


def _rows(received: Received) -> list[tuple[str, int, int, int, str]]:
    """Of each table the records kept, those set aside, those that count against the limit, why."""
    read, aside, blamed = Counter[str](), Counter[str](), Counter[str]()
    for source in received.sources:
        read[source.table] += source.rows
    for left in received.set_aside:
        aside[left.table] += left.rows
        blamed[left.table] += left.rows * (left.rule not in STATED)
    return [
        (each, n - aside[each], aside[each], blamed[each], _why(received, each))
        for each, n in read.items()
    ]


def _why(received: Received, table: str) -> str:
    """The commonest reason why rows of a table are set aside, with how many others there are."""
    own = [each for each in received.set_aside if each.table == table]
    counts = Counter[str]()
    for each in own:
        counts[each.reason] += each.rows
    if not counts:
        return ""
    (reason, n), *others = counts.most_common()
    example = next(each for each in own if each.reason == reason).examples[:1]
    told = f"{reason}{f' ({example[0]})' if example else ''}"
    if not others:
        return f": {told}"
    return f", {n:,} of them: {told}; the others by {counted(len(others), 'more reason')}"
