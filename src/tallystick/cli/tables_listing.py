"""The tables and columns of the dictionary, on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as Grid

from tallystick.cli.dictionary import Entry, UnknownNameError, entries, looked_up
from tallystick.cli.grids import grid
from tallystick.cli.session import UnusableInputError
from tallystick.cli.terminal import program, say
from tallystick.findings.counts import counted
from tallystick.tables import CANONICAL, Table


def print_tables(name: str | None) -> None:
    """Print all tables, the columns of one, or all that is known of one column.

    UnusableInputError when nothing is called `name`.
    """
    if name is None:
        _print_all()
        return
    try:
        found = looked_up(name)
    except UnknownNameError as error:
        raise UnusableInputError(str(error)) from None
    if isinstance(found, Table):
        _print_table(found)
        return
    for number, entry in enumerate(found):
        if number:
            print()
        _print_column(entry)


def _print_all() -> None:
    rows = grid("Table", "A row is", "Columns")
    for table in CANONICAL:
        rows.add_row(table.name, table.row, str(len(table.columns)))
    _show(rows)
    say(f"Its columns: {program()} tables incidents. All tables on one page: docs/tables.md.")


def _print_table(table: Table) -> None:
    say(f"{table.name}: a row is {table.row}")
    rows = grid("Column", "Type", "Meaning", "Checks")
    for entry in entries(table):
        column = entry.column
        limits = f"; {entry.limits}" if entry.limits else ""
        rows.add_row(
            f"{column.name} *" if column.required else column.name,
            entry.kind,
            f"{column.meaning}{limits}",
            str(len(entry.checks)) if entry.checks else "–",
        )
    _show(rows)
    if table.required:
        say("* A record without it is set aside.")
    say(f"Which checks, and which headers: {program()} tables {entries(table)[0].name}")


def _print_column(entry: Entry) -> None:
    say(f"{entry.name}: {entry.column.meaning}")
    kind = (
        entry.limits if entry.column.codes else "; ".join(filter(None, (entry.kind, entry.limits)))
    )
    required = "; a record without it is set aside" if entry.column.required else ""
    say(f"  Type: {kind}{required}")
    for words, names in (
        ("Checks that need it", entry.use.needed_by),
        ("Checks that use it where it is filled", entry.use.optional_for),
        ("Checks that ask an innocent cause of it", entry.use.causes_of),
    ):
        if names:
            say(f"  {words}: {', '.join(names)}")
    if not entry.terms:
        say("  Headers that init recognises: none; map it by hand (docs/engagement.md)")
        return
    number = sum(map(len, entry.terms.values()))
    say(f"  {counted(number, 'header')} that init recognises:")
    for language, terms in entry.terms.items():
        told = [f"{term} *" if term in entry.by_values else term for term in terms]
        say(f"    {language}: {', '.join(told)}")
    if entry.by_values:
        say("  * Its values must agree as well.")


def _show(rows: Grid) -> None:
    Console(highlight=False).print(rows)
