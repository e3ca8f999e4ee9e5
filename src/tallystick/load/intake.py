"""How is one source brought in as raw rows, whatever kind of file or query it is?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tallystick.engine import Engine, shortage
from tallystick.load.csv_files import read_delimited
from tallystick.load.databases import database_file, database_name, read_query
from tallystick.load.direct import Direct, lies_typed
from tallystick.load.encodings import LINE_LIMIT
from tallystick.load.engagement import Engagement
from tallystick.load.fixed_width import read_fixed_width
from tallystick.load.json_files import read_json
from tallystick.load.json_lines import read_json_lines
from tallystick.load.parquet_files import read_parquet, unsound
from tallystick.load.places import UNTYPED, Place, find_places
from tallystick.load.shapes import SourceBlock
from tallystick.load.source_blocks import TableSource
from tallystick.load.staging import Account, Stage
from tallystick.load.unchanged import Sources
from tallystick.load.wording import InputError
from tallystick.load.workbooks import read_workbook
from tallystick.tables import canonical


@dataclass(frozen=True)
class Intake:
    """The raw rows of one source, in `path`, and an account of each file in it.

    With `direct` the rows are still in their files, and `path` holds none.
    """

    path: Path
    wanted: tuple[str, ...]
    typed: bool
    accounts: tuple[tuple[str, str, Account], ...]
    direct: Direct | None = None


def take_in(
    engagement: Engagement,
    source: TableSource,
    wanted: tuple[str, ...],
    engine: Engine,
    path: Path,
    progress: Callable[[str], None],
    sources: Sources,
    *,
    line_limit: int = LINE_LIMIT,
    lying: bool = True,
) -> Intake:
    """Write the `wanted` columns of every row of `source` to `path` as text.

    `sources` seals each file before it is read. Parquet files that can be judged where they lie
    are not read, unless `lying` is false.

    Raises InputError with one message per file that cannot be read.
    """
    faults: list[str] = []
    named = f"{engagement.path.name}: {source.key}.source: "
    places = find_places(
        engagement.folder,
        source.block,
        allow_outside=engagement.allow_outside,
        fault=lambda words: faults.append(named + words),
    )
    if wrong := unsound([p for p in places if p.format == "parquet"], sources.footers):
        raise InputError(faults + wrong)
    typed = source.block.url is not None or any(p.format not in UNTYPED for p in places)
    accounts: list[tuple[str, str, Account]] = []
    direct = lies_typed(canonical(source.table), source.block, places, wanted) if lying else None
    with Stage(path, wanted, typed=typed) as stage:
        if source.block.url is not None:
            accounts.append(_query(engagement, source, stage, progress, sources))
        for number, place in enumerate(places):
            stage.name = place.name
            progress(f"reading {place.name}")
            try:
                rows = direct.rows[number] if direct else None
                scratch = path.parent
                account = _file(place, source, stage, engine, scratch, sources, line_limit, rows)
                accounts.append((place.name, place.format, account))
            except InputError as error:
                if shortage(error):
                    raise
                faults += error.messages
    if faults:
        raise InputError(faults)
    return Intake(path, wanted, typed, tuple(accounts), direct)


def _query(
    engagement: Engagement,
    source: TableSource,
    stage: Stage,
    progress: Callable[[str], None],
    sources: Sources,
) -> tuple[str, str, Account]:
    url, query = source.block.url or "", source.block.query or ""
    name = stage.name = database_name(url)
    progress(f"reading {name}")
    file = database_file(url, engagement.folder, allow_outside=engagement.allow_outside)
    if file is not None:
        sources.take(file, name)
    account = read_query(url, query, stage, file)
    return name, url.split(":", 1)[0], account


def _file(
    place: Place,
    source: TableSource,
    stage: Stage,
    engine: Engine,
    scratch: Path,
    sources: Sources,
    line_limit: int,
    rows: int | None,
) -> Account:
    block, place = source.block, replace(place, scratch=scratch)
    try:
        seal = sources.take(place.path, place.name)
    except OSError as error:
        raise InputError(f"{place.name}: it cannot be read: {error.strerror}") from None
    if seal.size == 0:
        raise InputError(f"{place.name}: it is empty (0 bytes); leave it out, or export it again")
    if rows is not None:
        account = Account(rows=rows)
    elif place.format == "parquet":
        account = read_parquet(place, stage)
    elif place.format == "xlsx":
        account = read_workbook(place, stage, sheet=block.sheet, header=block.names_at)
    else:
        account = _text(place, block, stage, engine, scratch, line_limit)
    account.sha256, account.size_bytes = seal.sha256, seal.size
    return account


def _text(
    place: Place, block: SourceBlock, stage: Stage, engine: Engine, scratch: Path, line_limit: int
) -> Account:
    said: dict[str, Any] = {"encoding": block.encoding, "broken_bytes": block.broken_bytes}
    if place.format == "json":
        return read_json(place, stage, stated=block.list, **said)
    if place.format == "jsonl":
        return read_json_lines(place, stage, engine, scratch, line_limit=line_limit, **said)
    rest: dict[str, Any] = {"header": block.names_at, "line_limit": line_limit}
    if place.format == "fwf":
        return read_fixed_width(place, stage, widths=block.widths or (), **said, **rest)
    return read_delimited(place, stage, delimiter=block.delimiter, **said, **rest)
