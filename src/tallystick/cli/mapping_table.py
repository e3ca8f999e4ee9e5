"""A mapping as a table on the terminal: which column fills what, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tallystick.load.value_shape import shapes, words
from tallystick.propose import Choice, FileProposal, Look, Waiting
from tallystick.tables import canonical

MOST_EXAMPLES = 3


@dataclass(frozen=True)
class MappedColumn:
    """A column of a table, the headers that fill it, why, and what is open about it."""

    source: str
    table: str
    column: str
    headers: str
    why: str
    doubt: str = ""
    examples: str = ""


def examples(look: Look, choice: Choice, table: str, column: str) -> str:
    """Return the headers of a choice, and first values: codes by their words, others by shape."""
    values = first_values(look, choice.headers, table, column)
    return f"{choice.read_from}: {values}" if values else choice.read_from


def first_values(look: Look, headers: Sequence[str], table: str, column: str) -> str:
    """Return first values of the first of `headers`: codes by their words, others by shape."""
    if not headers or column == "period" or headers[0] not in look.header:
        return ""
    told = words if canonical(table).column(column).kind in ("code", "unit") else shapes
    return told(look.column(headers[0]), MOST_EXAMPLES)


def proposed_columns(files: Iterable[FileProposal]) -> Iterator[MappedColumn]:
    """Yield what is proposed of each file; no value of a record is among it."""
    for file in files:
        source = f"{file.look.name}, sheet {file.look.sheet}" if file.look.sheet else file.look.name
        for table in (each for each in file.tables if not isinstance(each, Waiting)):
            for name, choice in table.all_columns.items():
                yield MappedColumn(source, table.table, name, choice.read_from, choice.why,
                                   choice.remark,
                                   first_values(file.look, choice.headers, table.table, name)
                                   )  # fmt: skip
            for doubt in table.doubts:
                yield MappedColumn(source, table.table, doubt.column, " or ".join(doubt.headers),
                                   "", f"open: {doubt.question.rstrip('?')}?")  # fmt: skip
            for remark in filter(None, (table.remark, table.twice)):
                yield MappedColumn(source, table.table, "", "", "", remark)


def told_left_out(files: Iterable[FileProposal]) -> Iterator[str]:
    """Yield a line for each table that is matched and not read, with the reason."""
    for file in files:
        for table in file.tables:
            if isinstance(table, Waiting):
                yield f"Left out: {file.look.name}, {table.table}: {table.why}"


def print_mapping(columns: Sequence[MappedColumn]) -> None:
    """Print a row for each column; what is empty in every row has no place in it."""
    from rich.console import Console
    from rich.text import Text

    from tallystick.cli.grids import grid
    from tallystick.cli.terminal import printable

    heads = {"Read from": "headers", "First values": "examples", "Why": "why", "In doubt": "doubt"}
    shown = {head: name for head, name in heads.items()
             if any(getattr(each, name) for each in columns)}  # fmt: skip
    rows = grid("Column", *shown)
    above = ""
    for each in columns:
        where = f"{each.source}: {each.table}"
        if where != above:
            rows.add_row(Text(printable(where), style="bold"))
            above = where
        needed = each.column and each.column in (*canonical(each.table).required, "period")
        cells = (f"  {each.column}{' *' if needed else ''}",
                 *(getattr(each, name) for name in shown.values()))  # fmt: skip
        rows.add_row(*(Text(printable(cell)) for cell in cells))
    console = Console(highlight=False)
    console.print(rows)
    console.print("* needed")
