"""Which sources does an engagement file name, and how is each mapped?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tallystick.load.about import zone_fault
from tallystick.load.faults import Reader, read_block, shown_key
from tallystick.load.mapping import check_mapping, check_source
from tallystick.load.shapes import ColumnBlock, SourceBlock
from tallystick.load.source_shape import shape_faults
from tallystick.load.wording import meant
from tallystick.tables import CANONICAL, canonical


@dataclass(frozen=True)
class TableSource:
    """One source of one canonical table: its key path in the file, and what it says."""

    table: str
    key: str
    block: SourceBlock


def zone(reader: Reader, name: str, key: str) -> None:
    """Note a fault when `name` is no IANA time zone; `key` is the block that names it."""
    fault = zone_fault(name)
    if fault:
        reader.fault(f"{key}.{fault}")


def read_sources(
    reader: Reader, content: dict[str, Any], *, ready_made: bool = False
) -> tuple[TableSource, ...]:
    """Return the sources under ``[tables]``, after noting every fault in them.

    There may be none where the engagement names tables that are `ready_made`.
    """
    tables = content.get("tables", {})
    if ready_made:
        if tables:
            reader.fault(
                "engine.tables: the file has [[tables.*]] as well; keep one of the two: sources "
                "are loaded, ready-made tables are read where they lie"
            )
        return ()
    if not isinstance(tables, dict) or not tables:
        reader.fault('tables: there is none; write [[tables.incidents]] and source = "file.csv"')
        return ()
    known = tuple(table.name for table in CANONICAL)
    sources: list[TableSource] = []
    for name in tables:
        key = f"tables.{shown_key(name)}"
        if name not in known:
            reader.fault(f"{key}: there is no such canonical table; {meant(name, known)}")
            continue
        for path, value in reader.blocks(tables, key):
            block = _source(reader, name, value, path)
            if block is not None:
                sources.append(TableSource(name, path, block))
    return tuple(sources)


def _source(reader: Reader, table: str, value: Any, key: str) -> SourceBlock | None:
    """Read one source; its columns each by itself, so that one fault does not hide the others."""
    columns: dict[str, ColumnBlock] = {}
    stated = value.get("columns") if isinstance(value, dict) else None
    if isinstance(stated, dict):
        for name, mapping in stated.items():
            given = {"column": mapping} if isinstance(mapping, str) else mapping
            path = f"{key}.columns.{shown_key(name)}"
            read: ColumnBlock | None = read_block(ColumnBlock, given, path, reader.fault)
            columns[name] = read or ColumnBlock(column="?")
        value = {**value, "columns": columns}
    block: SourceBlock | None = read_block(SourceBlock, value, key, reader.fault)
    if isinstance(stated, dict):
        mapped = block or SourceBlock.model_construct(columns=columns)
        check_mapping(canonical(table), mapped, key, reader.fault)
    if block is not None:
        check_source(block, key, reader.fault)
        for name, words in shape_faults(block):
            reader.fault(f"{key}.{name}: {words}")
        if block.time_zone is not None:
            zone(reader, block.time_zone, key)
    return block
