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
from tallystick.load.alike_names import join_views
from tallystick.load.clerical import settle_views
from tallystick.load.engagement import Engagement
from tallystick.load.ledger import LostRowsError
from tallystick.load.officer_codes import NOTE
from tallystick.load.officers_hidden import hide_in_views
from tallystick.load.parquet_files import unsound
from tallystick.load.person_codes import before_views, coded, withheld
from tallystick.load.person_key import PersonKey
from tallystick.load.places import Place, called, real_path
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
    find: Callable[[], PersonKey] | None = None,
) -> tuple[Tables, Received]:
    """Return the tables that ``[engine] tables`` names, as views, and the account of them.

    Nothing is copied or changed; `files` seals each file before it is read. Columns that a table
    lacks are null; records outside the engagement's period are left out and counted. With `key`
    the views give codes in place of the numbers of persons, and do not spell its secret. `find`
    gives the key for officers whose numbers could be names.

    Raises InputError, with a message for each table that cannot be read and each rule of a clean
    record that rows of it break.
    """
    found, notes = _found(engagement, engine, tell, files)
    if faults := [fault for each in found for fault in _shape_faults(engagement, each)]:
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
        if left_out:
            _add_up(each, kept, sum(why[-1] for why in left_out), counts["records"], engine)
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
    alike = join_views(held, expressions, filled, views, engagement, engine)
    frame = alike.in_frame(engagement.frame, engagement.path.name)
    names, coded_by = hide_in_views(held, expressions, filled, views, engine, find)
    notes += [NOTE.format(fingerprint=coded_by.fingerprint)] if coded_by else []
    clerical = settle_views(held, expressions, filled, views, engine)
    before = before_views(key or coded_by, engine.name)
    left = clerical.unsettled(engine)
    tables = Tables(held, filled, frame, views, engine.name, before, unsettled=left, names=names)
    said, told = (*notes, *alike.notes), alike.beside(names).told
    return tables, Received(tuple(sources), tuple(aside), said, clerical.links, told)


def as_found(table: Table) -> str:
    """Return the name of the view of a table as it lies there."""
    return f"{table.name}_as_found"


def _found(
    engagement: Engagement, engine: Engine, tell: Callable[[str], None], files: Sources
) -> tuple[list[Found], list[str]]:
    name = engagement.engine.tables or ""
    folder, start = engagement.folder / name, f"{engagement.path.name}: engine.tables"
    if folder.is_dir():
        _real(engagement, folder)
        places = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
        notes = _no_table(start, name, list(places))
        return [_in_folder(t, places[t.name], engagement, engine, tell, files)
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
    engagement: Engagement,
    engine: Engine,
    tell: Callable[[str], None],
    files: Sources,
) -> Found:
    place = called(engagement.folder, path)
    tell(f"reading {place}")
    given = [path]
    if path.is_dir():
        _real(engagement, path)
        given = sorted(p for p in path.glob("*.parquet") if not p.name.startswith((".", "_")))
        if not given or any(each.is_dir() for each in path.iterdir()):
            raise InputError(
                f"{place}: the folder of a table holds part files and no folders; write the column "
                "by which it is divided into the files"
            )
    places = [Place(_real(engagement, each), called(engagement.folder, each), "parquet")
              for each in given]  # fmt: skip
    if wrong := unsound(places):
        raise InputError(wrong)
    parts = [each.path for each in places]
    sources = tuple(_part(table, each.path, each.name, files) for each in places)
    if len({str(pq.read_schema(part).remove_metadata()) for part in parts}) > 1:
        raise InputError(f"{place}: its part files differ in their columns; write them alike")
    rows = engine.read_parquet(parts, as_found(table))
    _see_what_is_read(engine, place, parts, sources, rows)
    return Found(table, place, rows, engine.query_of(parts), sources)


def _real(engagement: Engagement, path: Path) -> Path:
    """Return the file or folder that a path names; InputError where it may not be read."""
    faults: list[str] = []
    real = real_path(engagement.folder, path, engagement.allow_outside, faults.append)
    if real is not None and not (real.is_file() or real.is_dir()):
        faults = [f"{shown(called(engagement.folder, path))} is no regular file; give a file"]
    if real is None or faults:
        raise InputError(f"{engagement.path.name}: engine.tables: {fault}" for fault in faults)
    return real


def _see_what_is_read(
    engine: Engine, place: str, parts: list[Path], sources: tuple[Source, ...], rows: Any
) -> None:
    """Raise InputError when the engine reads other files, or rows, than those that were hashed."""
    told = [(str(part), each.rows) for part, each in zip(parts, sources, strict=True)]
    counted = int(engine.rows(rows.aggregate(n=rows.count()))[0]["n"])
    if (opened := engine.opened(parts)) != told or counted != sum(each.rows for each in sources):
        raise InputError(
            f"{place}: {engine.name} reads {counted:,} rows of {len(opened):,} files where "
            f"{sum(n for _path, n in told):,} of {len(told):,} were hashed; wait until nothing "
            "writes to them, or give the table and its folder a plain name"
        )


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


def _add_up(found: Found, kept: Any, aside: int, records: int, engine: Engine) -> None:
    """Raise InputError when a row is neither kept nor left out."""
    both = int(engine.rows(kept.aggregate(n=kept.count()))[0]["n"]) + aside
    if both != records:
        raise InputError(str(LostRowsError(found.table, found.sources, records, both)))


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
