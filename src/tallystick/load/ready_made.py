"""Which canonical tables lie ready-made, and how are they read without being copied?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tallystick.engine import Engine, EngineError, SparkEngine
from tallystick.engine.embedded import part_files
from tallystick.load.clerical import settle_views
from tallystick.load.engagement import Engagement
from tallystick.load.person_codes import before_views, coded, withheld
from tallystick.load.person_key import PersonKey
from tallystick.load.ready_made_rows import OUTSIDE, examined, outside_cases, outside_rows
from tallystick.load.rules import RULES
from tallystick.load.unchanged import Sources
from tallystick.load.wording import InputError, first_line, meant, nearest, shown
from tallystick.tables import CANONICAL, PROVENANCE, Received, SetAside, Source, Table
from tallystick.tables.store import Tables

NAMES = tuple(table.name for table in CANONICAL)
DATABASE = re.compile(r"\w[\w-]*(\.\w[\w-]*)*")


@dataclass(frozen=True)
class Found:
    """One table as it lies there: its rows, the query that gives them, and what was read."""

    table: Table
    place: str
    rows: Any
    query: str
    sources: tuple[Source, ...]


def ready_made(
    engagement: Engagement,
    engine: Engine,
    tell: Callable[[str], None],
    files: Sources,
    key: PersonKey | None = None,
) -> tuple[Tables, Received]:
    """Return the tables that ``[engine] tables`` names, as views, and the account of them.

    Nothing is copied or changed; `files` seals each file before it is read. Columns that a table
    lacks are null; records outside the engagement's period are left out and counted. With `key`
    the views give codes in place of the numbers of persons, and do not spell its secret.

    Raises InputError, with a message for each table that cannot be read and each rule of a clean
    record that rows of it break.
    """
    found, notes = _found(engagement, engine, tell, files)
    faults = [fault for each in found for fault in _shape_faults(engagement, each)]
    if faults:
        raise InputError(faults)
    notes += [note for each in found for note in _unread(each)]
    views = {as_found(each.table): each.query for each in found}
    relations: dict[str, Any] = {}
    sources: list[Source] = []
    aside: list[SetAside] = []
    expressions: dict[str, Any] = {}
    secret = withheld(key, engine)
    for each in found:
        tell(f"examining {each.place}")
        records = sum(source.rows for source in each.sources)
        rows, counts = examined(each.table, each.rows, engine, engagement, each.place, records)
        faults += _rule_faults(engagement, each, counts)
        sources += [_counted(source, counts["records"]) for source in each.sources]
        kept, left_out = outside_rows(each.table, rows, relations, engine, counts)
        aside += [SetAside(each.table.name, each.place, *why) for why in left_out]
        expression = coded(each.table, kept.select(*each.table.names, *PROVENANCE), secret)
        expressions[each.table.name] = expression
        views[each.table.name] = engine.sql(expression, engine.name)
        relations[each.table.name] = engine.view(expression, each.table.name)
        if each.table.name == "incidents" and counts["outside"]:
            relations[f"incidents{OUTSIDE}"] = outside_cases(rows, relations["incidents"])
    if faults:
        raise InputError(faults)
    held = {name: relations[name] for name in (each.table.name for each in found)}
    filled = {each.table.name: _filled(each) for each in found}
    clerical = settle_views(held, expressions, filled, views, engine)
    before = before_views(key, engine.name)
    left = clerical.unsettled(engine)
    tables = Tables(held, filled, engagement.frame, views, engine.name, before, unsettled=left)
    return tables, Received(tuple(sources), tuple(aside), tuple(notes), clerical.links)


def as_found(table: Table) -> str:
    """Return the name of the view of a table as it lies there."""
    return f"{table.name}_as_found"


def _found(
    engagement: Engagement, engine: Engine, tell: Callable[[str], None], files: Sources
) -> tuple[list[Found], list[str]]:
    name = engagement.engine.tables or ""
    folder, start = engagement.folder / name, f"{engagement.path.name}: engine.tables"
    if folder.is_dir():
        inside = folder.resolve().is_relative_to(engagement.folder.resolve())
        if not inside and not engagement.allow_outside:
            raise InputError(
                f"{start}: {shown(name)} lies outside the engagement's folder; move it in, or run "
                "with --allow-outside"
            )
        places = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
        notes = _no_table(start, name, list(places))
        return [_in_folder(t, places[t.name], folder, engine, name, tell, files)
                for t in CANONICAL if t.name in places], notes  # fmt: skip
    if not isinstance(engine, SparkEngine) or not DATABASE.fullmatch(name):
        near = nearest(name, [p.name for p in engagement.folder.iterdir() if p.is_dir()])
        move = f"did you mean {shown(near[0])}?" if near else "check the path"
        raise InputError(
            f"{start}: {shown(name)}: there is no such folder; {move} A database of Spark's "
            'catalogs needs name = "spark"'
        )
    try:
        listed = engine.tables_in(name)
        notes = _no_table(start, name, listed)
        return [_in_catalog(t, f"{name}.{t.name}", engine) for t in CANONICAL
                if t.name in listed], notes  # fmt: skip
    except EngineError as error:
        raise InputError(f"{start}: {error}; correct the name") from None


def _no_table(start: str, name: str, listed: list[str]) -> list[str]:
    """Raise when no canonical table is among `listed`; else return a note on the others."""
    if not set(listed) & set(NAMES):
        raise InputError(
            f"{start}: {shown(name)} holds no canonical table; name them "
            f"{', '.join(NAMES[:3])} … (files: {NAMES[0]}.parquet)"
        )
    others = [each for each in listed if each not in NAMES]
    near = [f"{shown(each)} (did you mean {shown(n[0])}?)" for each in others
            if (n := nearest(each, NAMES, 1))]  # fmt: skip
    return [f"{name}: not read, being no canonical table: {', '.join(near)}"] if near else []


def _in_folder(
    table: Table,
    path: Path,
    folder: Path,
    engine: Engine,
    name: str,
    tell: Callable[[str], None],
    files: Sources,
) -> Found:
    place = f"{name.rstrip('/')}/{path.name}"
    tell(f"reading {place}")
    parts = part_files(path)
    sources = tuple(_part(table, part, f"{name.rstrip('/')}/{part.relative_to(folder)}", files)
                    for part in parts)  # fmt: skip
    if not parts or any(each.is_dir() for each in path.glob("*")):
        raise InputError(
            f"{place}: the folder of a table holds part files and no folders; write the column by "
            "which it is divided into the files"
        )
    if len({str(pq.read_schema(part).remove_metadata()) for part in parts}) > 1:
        raise InputError(f"{place}: its part files differ in their columns; write them alike")
    rows = engine.read_parquet(path, as_found(table))
    if engine.name == "duckdb":
        listed = ", ".join("'{}'".format(str(p.resolve()).replace("'", "''")) for p in parts)
        query = f"FROM read_parquet([{listed}])"
    else:
        query = f"SELECT * FROM parquet.`{str(path.resolve()).replace('`', '``')}`"  # noqa: S608
    return Found(table, place, rows, query, sources)


def _part(table: Table, path: Path, name: str, files: Sources) -> Source:
    try:
        seal = files.take(path, name)
        rows = pq.read_metadata(path).num_rows
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{name}: it cannot be read as Parquet: {first_line(error)}; copy it again, or export "
            "it again"
        ) from None
    return Source(table.name, name, seal.sha256, seal.size, rows, "parquet")


def _in_catalog(table: Table, name: str, engine: SparkEngine) -> Found:
    query = engine.named(name)
    source = Source(
        table.name, name, "", 0, -1, "catalog", note="read where it lies; its bytes are not hashed"
    )
    rows = engine.view(query, as_found(table))
    return Found(table, name, rows, engine.sql(query, engine.name), (source,))


def _counted(source: Source, records: int) -> Source:
    if source.rows >= 0:
        return source
    return Source(source.table, source.path, "", 0, records, source.format, note=source.note)


def _shape_faults(engagement: Engagement, found: Found) -> list[str]:
    names, start = found.rows.columns, f"{engagement.path.name}: {found.place}"
    faults = [
        f"{start}: column {name} is missing; every {found.table.name} record needs it "
        f"({found.table.column(name).meaning}); {meant(name, names, what='rename one of')}"
        for name in found.table.required
        if name not in names
    ]
    for column in found.table.columns:
        kind = found.rows.schema().get(column.name)
        if kind is not None and not _fits(column.kind, kind):
            faults.append(
                f"{start}: column {column.name} is {kind}; {column.kind} cannot be read from it; "
                "write it as such, or load the table as a source with a format"
            )
    return faults


def _fits(kind: str, found: Any) -> bool:
    if found.is_null():
        return True
    if kind in ("text", "code", "unit"):
        return bool(found.is_string() or (kind == "text" and found.is_integer()))
    if kind in ("integer", "number"):
        return bool(found.is_numeric())
    return bool(found.is_timestamp() or found.is_date())


def _unread(found: Found) -> list[str]:
    known = {*found.table.names, *PROVENANCE}
    others = [name for name in found.rows.columns if name not in known]
    if not others:
        return []
    absent = [name for name in found.table.names if name not in found.rows.columns]
    told = [
        f"{shown(other)} (did you mean {shown(near[0])}?)" if near else shown(other)
        for other in others[:12]
        for near in [nearest(other, absent, 1)]
    ]
    return [f"{found.place}: columns that are not read: {', '.join(told)}"]


def _rule_faults(engagement: Engagement, found: Found, counts: dict[str, Any]) -> list[str]:
    start, name = f"{engagement.path.name}: {found.place}", found.table.name
    if not counts["records"] - (counts["outside"] or 0):
        return [f"{start}: no record of the period is in it; leave the table out"]
    return [
        f"{start}: {column}: {rows:,} of {counts['records']:,} rows: {RULES[rule]}; correct the "
        f"table, or load it as a source with [[tables.{name}]], which sets such rows aside"
        for key, rows in counts.items()
        if rows and ":" in key
        for rule, column in [key.split(":")]
    ]


def _filled(found: Found) -> frozenset[str]:
    given = set(found.rows.columns) & set(found.table.names)
    return frozenset(given | ({"count"} & set(found.table.names)))
