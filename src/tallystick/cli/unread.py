"""What is in the files and fills nothing: columns that no mapping reads, and rows told twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tallystick.cli.mapping_table import MOST_EXAMPLES, MappedColumn
from tallystick.findings.counts import counted
from tallystick.load.value_shape import shapes, shown_header
from tallystick.propose import FileProposal, Look, is_masked

NOT_USED = "not used"
MOST_COLUMNS = 60
MOST_FILES = 5


def unused_columns(files: Iterable[FileProposal]) -> Iterator[MappedColumn]:
    """Yield the columns of each file that fill nothing, with their first values by shape."""
    for file in files:
        if file.tables:
            yield from unused_of(file.look, file.unused)


def unused_of(look: Look, unused: Sequence[str]) -> Iterator[MappedColumn]:
    """Yield a row for each of the `unused` columns of a file."""
    source = f"{look.name}, sheet {look.sheet}" if look.sheet else look.name
    for header, told in list(zip(unused, shown_header(unused), strict=True))[:MOST_COLUMNS]:
        cells = look.column(header)
        values = shapes(cells, MOST_EXAMPLES)
        values = f"masked in the export: {values}" if is_masked(cells) else values
        yield MappedColumn(source, NOT_USED, "", told, "", "", values)
    if len(unused) > MOST_COLUMNS:
        more = f"… and {counted(len(unused) - MOST_COLUMNS, 'more column')}"
        yield MappedColumn(source, NOT_USED, "", more, "")


def told_equal_rows(looks: Iterable[Look]) -> list[str]:
    """Return a line on rows that equal an earlier row of their file in every cell, if there are."""
    found = {look.name: len(look.rows) - len(set(look.rows)) for look in looks}
    found = {name: n for name, n in found.items() if n}
    if not found:
        return []
    named = ", ".join(f"{name}: {n:,}" for name, n in list(found.items())[:MOST_FILES])
    more = f" and {counted(len(found) - MOST_FILES, 'more file')}"
    total = sum(found.values())
    rows = "1 row looked at equals" if total == 1 else f"{total:,} rows looked at equal"
    return [
        f"{rows} an earlier row of the file in every cell ({named}"
        f"{more if len(found) > MOST_FILES else ''}). Is each event exported once?"
    ]
