"""Proposals tried on the rows of their files before they are written: what is written loads."""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from tallystick.engine import Engine, connect
from tallystick.load import InputError, load, read_engagement
from tallystick.load.main_span import DATED, days_of
from tallystick.propose.columns.choices import Choice, Open
from tallystick.propose.columns.proposals import FileProposal, TableProposal
from tallystick.propose.times.likely_orders import both_readings
from tallystick.propose.times.order_evidence import LEAST_ALONE
from tallystick.propose.writing import Answers, engagement_text, is_ready

LARGEST = 64 << 20
"""Bytes of a file above which it is not tried, since it would be read twice."""
AT_A_COLUMN = re.compile(r"row [0-9,]+: ([a-z_]+) ")
EMPTY_MOST = 0.7
"""The share of rows that may be left out since a required column is empty in them."""
MANY_MORE = 10
"""How many times as many rows one order of day and month must misread as the other."""
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
    table = _by_all_rows(file, table, path, engine)
    for _ in range(2 * len(table.columns)):
        if not is_ready(table):
            return table
        rows = _read(file, table, path, engine)
        why = rows.refused
        if not why:
            return replace(table, days=rows.days)
        column = next((name for name in AT_A_COLUMN.findall(why) if name in table.columns), None)
        if column is None:
            return None
        if (without := _without_empty(file, table, column, path, engine)) is not None:
            table = without
            continue
        choice = table.columns[column]
        left = {name: each for name, each in table.columns.items() if name != column}
        question = f"by {', '.join(choice.headers)} too many rows would be set aside"
        doubt = Open(column, choice.headers, question, (("as proposed", choice),))
        table = replace(table, columns=left, doubts=(*table.doubts, doubt))
    return table


def _without_empty(
    file: FileProposal, table: TableProposal, column: str, path: Path, engine: Engine
) -> TableProposal | None:
    """The table that leaves out the rows whose required `column` is empty, unless most are."""
    source = table.columns[column].headers
    rows = _read(file, table, path, engine, all_in=True)
    empty = rows.empty.get(column, 0)
    if len(source) != 1 or not rows.rows or not EMPTY_MOST >= empty / rows.rows > 0:
        return None
    if any(header == source[0] for header, *_ in table.left_out):
        return None
    words = ("", *table.beside.get("null", ()))
    why = f"{column} is empty"
    return replace(table, left_out=(*table.left_out, (source[0], words, why)))


def _by_all_rows(
    file: FileProposal, table: TableProposal, path: Path, engine: Engine
) -> TableProposal:
    """The same with a date of assumed order read by the form that alone fits all rows of the file.

    Those looked at fit both; later ones may not.
    """
    assumed = [name for name, choice in table.columns.items() if "or_format" in choice.mapping]
    if file.look.whole or not assumed or not is_ready(table):
        return table
    for name in assumed:
        choice = table.columns[name]
        ways = both_readings(choice)
        misfits = [_read(file, _with(table, name, way), path, engine, all_in=True).not_dates
                   for way in ways]  # fmt: skip
        if min(misfits) < max(misfits) >= max(LEAST_ALONE, MANY_MORE * min(misfits)):
            way = ways[misfits.index(min(misfits))]
            why = f"{way.why}, which alone fits rows beyond those looked at"
            table = _with(table, name, replace(way, why=why))
    return table


def _with(table: TableProposal, name: str, choice: Choice) -> TableProposal:
    return replace(table, columns={**table.columns, name: choice})


@dataclass(frozen=True)
class _Rows:
    """What the rows of a file say: why they are refused, or how many lie on each day.

    `not_dates` are those that are set aside for a date of another form; infinite where all are.
    `empty` counts, of all `rows`, those in which a required column holds nothing.
    """

    refused: str = ""
    days: Mapping[date, int] = field(default_factory=dict)
    not_dates: float = 0
    rows: int = 0
    empty: Mapping[str, int] = field(default_factory=dict)


def _read(
    file: FileProposal, table: TableProposal, path: Path, engine: Engine, *, all_in: bool = False
) -> _Rows:
    """Load the table by itself; with `all_in`, however many rows are set aside.

    The file is read through a link with a plain name, since its own may be none that a source has.
    """
    plain = f"tried{''.join(ENDINGS.findall(path.name)[-2:])}"
    look = replace(file.look, name=plain)
    text = engagement_text(PLAIN, [replace(file, look=look, tables=(table,))])
    with tempfile.TemporaryDirectory(prefix="tallystick-") as room:
        try:
            (Path(room) / plain).symlink_to(path)
        except OSError:  # Windows allows no links to who may not make them.
            return _Rows()
        engagement = Path(room) / "engagement.toml"
        engagement.write_text(text, encoding="utf-8")
        try:
            read = read_engagement(engagement, allow_outside=True)
            loaded = load(read, Path(room) / "tables", engine, allow_exclusions=all_in)
        except InputError as error:
            return _Rows("\n".join(error.messages), not_dates=math.inf)
        column = dict(DATED).get(table.table, "")
        known = loaded.tables.dates(table.table, column)
        days = days_of(loaded.tables, table.table, column, engine) if known else {}
    aside = loaded.received.set_aside
    empty = {each.reason.partition(":")[0]: each.rows for each in aside if each.rule == "missing"}
    return _Rows(
        days=days,
        not_dates=sum(each.rows for each in aside if each.rule == "not_a_date"),
        rows=sum(each.rows for each in loaded.received.sources),
        empty=empty,
    )
