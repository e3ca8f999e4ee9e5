"""Proposals tried on the rows of their files before they are written: what is written loads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tallystick.cli.trial import Trial, try_tables
from tallystick.engine import Engine, connect
from tallystick.propose import waiting
from tallystick.propose.columns.choices import Choice, Open
from tallystick.propose.columns.proposals import FileProposal, TableProposal
from tallystick.propose.times.likely_orders import both_readings
from tallystick.propose.times.order_evidence import LEAST_ALONE
from tallystick.propose.writing import is_ready
from tallystick.tables import canonical

LARGEST = 64 << 20
"""Bytes of a file above which it is not tried, since it would be read twice."""
AT_A_COLUMN = re.compile(r"row [0-9,]+: ([a-z_]+) ")
EMPTY_MOST = 0.9
"""The share of rows that may be left out since a required column is empty in them."""
MOST_WORDS = 40
"""How many words of a column, of which the meaning is not known, may leave their rows out."""
CLOCK = re.compile(r" (?=%[HI])")
"""Where the format of a time of day begins behind that of a day."""
MANY_MORE = 10
"""How many times as many rows one order of day and month must misread as the other."""
FIGURES = "reported_figures"
ONCE = ("involvements", "officers", "persons", "named_officers")
"""Tables of which the first of several rows with one key is read."""
MOST_ALIKE = 0.05
"""The share of rows that may have the key of another row; more tells that rows are parts."""


def tried(files: Sequence[FileProposal], folder: Path) -> list[FileProposal]:
    """Return the proposals without what the rows of their files refuse.

    Each table is loaded by itself from the file in `folder`. A column by which too many rows are
    set aside becomes an open question that names the reason; a table that cannot be read at all, or
    whose rows are parts of its records, waits with the reason. Files above 64 MiB are taken as they
    are proposed.
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
    return replace(file, tables=tuple(_loadable(file, each, path, engine) for each in file.tables))


def _loadable(
    file: FileProposal, table: TableProposal, path: Path, engine: Engine
) -> TableProposal:
    table = _by_all_rows(file, table, path, engine)
    for _ in range(2 * len(table.columns)):
        if not is_ready(table):
            return table
        rows = _read(file, table, path, engine)
        why = rows.refused
        if not why:
            return _of_whole_records(replace(table, days=rows.days), rows)
        column = next((name for name in AT_A_COLUMN.findall(why) if name in table.columns), None)
        told = _read(file, table, path, engine, all_in=True).why or why
        if column is None:
            return waiting(table, told)
        if (without := _without_empty(file, table, column, path, engine)) is not None:
            table = without
            continue
        if (day := _day_alone(table.columns[column])) is not None:
            table = _with(table, column, day)
            continue
        choice = table.columns[column]
        left = {name: each for name, each in table.columns.items() if name != column}
        question = f"by {', '.join(choice.headers)} too many rows would be set aside: {told}"
        doubt = Open(column, choice.headers, question, (("as proposed", choice),))
        table = replace(table, columns=left, doubts=(*table.doubts, doubt))
    return table


def _of_whole_records(table: TableProposal, rows: Trial) -> TableProposal:
    """The same where rows are parts of its records: the first of each is read, or none is."""
    key = canonical(table.table).key
    read_once = table.table in ONCE
    if rows.alike <= MOST_ALIKE * rows.kept or not (read_once or table.table == FIGURES):
        return table
    many = f"{rows.alike:,} of {rows.kept:,}"
    if not read_once:
        return waiting(table, f"{many} figures have the unit, metric and period of another, so "
                       "they would count more than once: name the column that tells them apart, "
                       "or leave the file out")  # fmt: skip
    told = f"{many} rows repeat the {' and '.join(key)} of another row"
    return replace(table, beside={**table.beside, "one_row_per": list(key)},
                   remark=f"{told}; the first row of each is read")  # fmt: skip


def _without_empty(
    file: FileProposal, table: TableProposal, column: str, path: Path, engine: Engine
) -> TableProposal | None:
    """The table that leaves out the rows whose required `column` is empty, unless nearly all are.

    Of a column of codes, words that are read as empty count alike.
    """
    source = table.columns[column].headers
    rows = _read(file, table, path, engine, all_in=True)
    empty = rows.empty.get(column, 0)
    if len(source) != 1 or not rows.rows or not EMPTY_MOST >= empty / rows.rows > 0:
        return None
    if any(header == source[0] for header, *_ in table.left_out):
        return None
    unknown = _unknown_words(file, table.columns[column])
    words = ("", *table.beside.get("null", ()), *unknown)
    why = f"{column} is empty{' or its word is not known' if unknown else ''}"
    return replace(table, left_out=(*table.left_out, (source[0], words, why)))


def _unknown_words(file: FileProposal, choice: Choice) -> tuple[str, ...]:
    """The words of a column of codes that are read as empty; none where they are many."""
    known = choice.mapping.get("values", {})
    if choice.mapping.get("otherwise") != "":
        return ()
    found = sorted(set(file.look.column(choice.headers[0])) - set(known))
    return tuple(found) if len(found) <= MOST_WORDS else ()


def _day_alone(choice: Choice) -> Choice | None:
    """The day of a moment whose time of day stands in a second column; None for another."""
    columns, forms = choice.mapping.get("columns", ()), choice.mapping.get("format", ())
    forms = [forms] if isinstance(forms, str) else forms
    days = list(dict.fromkeys(CLOCK.split(form)[0] for form in forms))
    if len(columns) != 2 or not days or any("%d" not in day for day in days):
        return None
    mapping = {"column": columns[0], "format": days if len(days) > 1 else days[0]}
    if "or_format" in choice.mapping:
        mapping["or_format"] = CLOCK.split(choice.mapping["or_format"])[0]
    why = f"{choice.why}; the times of {columns[1]} cannot be read with it"
    left = {key: each for key, each in choice.mapping.items() if key != "columns"}
    return replace(choice, headers=(columns[0],), mapping=left | mapping, why=why, clock=False)


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


def _read(
    file: FileProposal, table: TableProposal, path: Path, engine: Engine, *, all_in: bool = False
) -> Trial:
    return try_tables([(file, table, path)], engine, all_in=all_in)
