"""What do the records hold and what could be seen in them, before anything is tested?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import typer

from tallystick.audit.profile import (
    ColumnProfile,
    SharedNumbers,
    TableProfile,
    broken_references,
    profile_tables,
    shared_numbers,
)
from tallystick.audit.sights import LEVEL_ALONE, Sight, sights
from tallystick.cli.alike_names import told_alike
from tallystick.cli.json_summary import (
    PROFILE,
    ProfileSummary,
    References,
    not_run_lines,
    print_json,
    table_lines,
)
from tallystick.cli.ready import Readiness, readiness_of
from tallystick.cli.session import Choices, loaded
from tallystick.cli.terminal import say
from tallystick.engine import Engine
from tallystick.findings.counts import counted
from tallystick.load import Loaded
from tallystick.tables import Received


def run_profile(choices: Choices) -> None:
    """Print the profile of an engagement; UnusableInputError when it cannot be loaded.

    When `choices` are quiet no check is asked, and only the checks that can be run are counted.
    """
    at = ["reading"]
    with loaded(choices, at) as (_, given, engine):
        at.append("counting")
        ready = readiness_of(given.tables)
        if choices.as_json:
            print_json(_summary(given, engine, ready, at, asked=not choices.quiet))
        else:
            if not choices.quiet:
                _tell_records(given, engine, at)
            _say([*ready.lines(), *ready.reasons()])


def _tell_records(given: Loaded, engine: Engine, at: list[str]) -> None:
    _say(told_alike(given.received.alike))
    for table in profile_tables(given.tables, engine):
        _say(_table(table))
    _say(_left_out(given.received))
    _say(_references(broken_references(given.tables, engine)))
    _say([shared(each) for each in shared_numbers(given.tables, engine)])
    _say(_sights(sights(given.tables, engine, at.append)[0]))


def _summary(
    given: Loaded, engine: Engine, ready: Readiness, at: list[str], *, asked: bool
) -> ProfileSummary:
    return ProfileSummary(
        format=PROFILE,
        tables=table_lines(profile_tables(given.tables, engine)),
        set_aside=given.received.set_aside,
        references=tuple(References(*each) for each in broken_references(given.tables, engine)),
        shared_numbers=shared_numbers(given.tables, engine),
        runnable=ready.runnable,
        detectability=sights(given.tables, engine, at.append)[0] if asked else (),
        not_run=not_run_lines(ready.not_run),
        unlocking=ready.unlocking,
    )


def _say(lines: list[str]) -> None:
    for line in lines:
        say(line)
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


def _references(asked: tuple[tuple[str, int, int], ...]) -> list[str]:
    broken = [each for each in asked if each[2]]
    if not asked:
        return []
    if not broken:
        return [f"All {len(asked)} references between tables lead somewhere"]
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
        lines += [f"    {told(each)}" for each in seen if each.check == check]
    return lines


def told(sight: Sight) -> str:
    """Say what a check could see of one kind of subject."""
    if not sight.subjects:
        return "no subject has enough to be asked"
    who = counted(
        sight.subjects, {"agency": "question"}.get(sight.subject_kind, sight.subject_kind)
    )
    what = f" ({sight.estimand})" if sight.estimand else ""
    if sight.way == "described":
        return f"{who}: a range, no test{what}"
    if sight.too_few == sight.subjects and sight.smallest is None:
        return f"{who}: {_none(sight)}{what}"
    few = f", {sight.too_few:,} with too little to tell" if sight.too_few else ""
    if sight.way == "counted":
        asked = f" ({counted(sight.records, 'record')} asked)" if sight.records else what
        return f"{who}{few}: counts every record: one exception shows{asked}"
    if sight.smallest is None:
        return f"{who}{few}: no smallest effect is told{what}"
    return f"{who}{few}: from {sight.smallest:,.3g} on{what}"


def _none(sight: Sight) -> str:
    if sight.reason == LEVEL_ALONE:
        return f"no test: {sight.reason}"
    if not sight.reason:
        return "no subject has enough"
    such = ", such as" if sight.reasons > 1 else ""
    return f"no subject has enough{such}: {sight.reason}"
