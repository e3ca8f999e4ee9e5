"""Proposals tried on the rows of their files before they are written: what is written loads."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from tallystick.engine import Engine, connect
from tallystick.load import InputError, load, read_engagement
from tallystick.load.main_span import DATED, days_of
from tallystick.propose.choices import Open
from tallystick.propose.proposals import FileProposal, TableProposal
from tallystick.propose.writing import Answers, engagement_text, is_ready

LARGEST = 64 << 20
"""Bytes of a file above which it is not tried, since it would be read twice."""
AT_A_COLUMN = re.compile(r"row [0-9,]+: ([a-z_]+) ")
ENDINGS = re.compile(r"\.[A-Za-z0-9]+")
PLAIN = Answers("tried", "tried", "UTC")


def tried(files: Sequence[FileProposal], folder: Path) -> list[FileProposal]:
    """Return the proposals without what the rows of their files refuse.

    Each table is loaded by itself from the file in `folder`. A column by which too many rows are
    set aside becomes an open question that names the reason; a table that cannot be read at all is
    left out. Files above 64 MiB are taken as they are proposed.
    """
    engine = connect(threads=1)
    try:
        return [_tried(each, folder, engine) for each in files]
    finally:
        engine.close()


def _tried(file: FileProposal, folder: Path, engine: Engine) -> FileProposal:
    path = (folder / file.look.name).absolute()
    if not path.is_file() or path.stat().st_size > LARGEST:
        return file
    found = [_loadable(file, table, path, engine) for table in file.tables]
    return replace(file, tables=tuple(table for table in found if table is not None))


def _loadable(
    file: FileProposal, table: TableProposal, path: Path, engine: Engine
) -> TableProposal | None:
    for _ in range(len(table.columns)):
        if not is_ready(table):
            return table
        days = _days_read(file, table, path, engine)
        if not isinstance(days, str):
            return replace(table, days=days)
        why = days
        column = next((name for name in AT_A_COLUMN.findall(why) if name in table.columns), None)
        if column is None:
            return None
        choice = table.columns[column]
        left = {name: each for name, each in table.columns.items() if name != column}
        question = f"by {', '.join(choice.headers)} too many rows would be set aside"
        doubt = Open(column, choice.headers, question, (("as proposed", choice),))
        table = replace(table, columns=left, doubts=(*table.doubts, doubt))
    return table


def _days_read(
    file: FileProposal, table: TableProposal, path: Path, engine: Engine
) -> dict[date, int] | str:
    """Load the table by itself; return its records by day, or why it cannot be loaded.

    The file is read through a link with a plain name, since its own may be none that a source has.
    """
    plain = f"tried{''.join(ENDINGS.findall(path.name)[-2:])}"
    look = replace(file.look, name=plain)
    text = engagement_text(PLAIN, [replace(file, look=look, tables=(table,))])
    with tempfile.TemporaryDirectory(prefix="tallystick-") as room:
        try:
            (Path(room) / plain).symlink_to(path)
        except OSError:  # Windows allows no links to who may not make them.
            return {}
        engagement = Path(room) / "engagement.toml"
        engagement.write_text(text, encoding="utf-8")
        try:
            read = read_engagement(engagement, allow_outside=True)
            loaded = load(read, Path(room) / "tables", engine)
        except InputError as error:
            return "\n".join(error.messages)
        column = dict(DATED).get(table.table, "")
        known = loaded.tables.holds(table.table, column)
        return days_of(loaded.tables, table.table, column, engine) if known else {}
