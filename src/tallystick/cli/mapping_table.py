"""A mapping as a table on the terminal: which column fills what, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tallystick.load.value_shape import shapes, words
from tallystick.propose import Choice, FileProposal, Look, TableProposal
from tallystick.tables import canonical

MOST_EXAMPLES, MOST_HEADERS = 3, 4


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


def examples(look: Look, choice: Choice, kind: str) -> str:
    """Return the headers of a choice, and first values: codes by their words, others by shape."""
    if not choice.headers:
        return read_from(choice)
    told = words if kind in ("code", "unit") else shapes
    return f"{read_from(choice)}: {told(look.column(choice.headers[0]), MOST_EXAMPLES)}"


def read_from(choice: Choice) -> str:
    """Return the headers that a choice reads, the first of many; or what it says of every row."""
    if choice.mapping.get("row_number"):
        return "made of file and row"
    if not choice.headers:
        return f"always {choice.mapping.get('constant', choice.mapping.get('column', ''))}"
    more = len(choice.headers) - MOST_HEADERS
    first = " + ".join(choice.headers[: MOST_HEADERS if more > 1 else None])
    return f"{first} and {more} more" if more > 1 else first


def period_of(table: TableProposal) -> Choice | None:
    """Return the columns that name the period of a figure, and by which rule; None without one."""
    period = table.beside.get("period")
    if period is None:
        return None
    named = period["columns"]
    made = table.beside.get("wide", {}).get("names_to")
    headers = tuple(each for each in ([named] if isinstance(named, str) else named) if each != made)
    why = f"by {period['rule'].replace('_', ' ')}"
    return Choice(headers or ("names of the columns",), {}, why)


def proposed_columns(files: Iterable[FileProposal]) -> Iterator[MappedColumn]:
    """Yield what is proposed of each file; no value of a record is among it."""
    for file in files:
        source = f"{file.look.name}, sheet {file.look.sheet}" if file.look.sheet else file.look.name
        for table in file.tables:
            period = period_of(table)
            for name, choice in {**({"period": period} if period else {}), **table.columns}.items():
                yield MappedColumn(source, table.table, name, read_from(choice), choice.why,
                                   choice.remark)  # fmt: skip
            for doubt in table.doubts:
                yield MappedColumn(source, table.table, doubt.column, " or ".join(doubt.headers),
                                   "", f"open: {doubt.question.rstrip('?')}?")  # fmt: skip
            for remark in filter(None, (table.remark, table.twice)):
                yield MappedColumn(source, table.table, "", "", "", remark)


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
        required = (*canonical(each.table).required, "period")
        needed = each.column and each.column in required
        cells = (f"  {each.column}{' *' if needed else ''}",
                 *(getattr(each, name) for name in shown.values()))  # fmt: skip
        rows.add_row(*(Text(printable(cell)) for cell in cells))
    console = Console(highlight=False)
    console.print(rows)
    console.print("* needed")
