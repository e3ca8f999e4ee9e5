"""Which engine does an engagement file ask for, and where do its tables lie ready-made?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tallystick.load.faults import Reader, read_block
from tallystick.load.shapes import EngineBlock
from tallystick.load.wording import shown

LEAST_MEMORY_GB = 1


@dataclass(frozen=True)
class EngineChoice:
    """``[engine]``: which engine counts, where, and with what.

    `url` is a Spark Connect server; `tables` a folder, or a database of Spark's catalogs, that
    holds canonical tables; None when the sources are loaded. `memory` is written ``"8GB"``.
    """

    name: str = "duckdb"
    url: str | None = None
    tables: str | None = None
    memory: str | None = None
    threads: int | None = None


def read_engine(reader: Reader, content: dict[str, Any]) -> EngineChoice:
    """Return what ``[engine]`` asks for, after noting every fault in it."""
    if "engine" not in content:
        return EngineChoice()
    block: EngineBlock | None = read_block(EngineBlock, content["engine"], "engine", reader.fault)
    if block is None:
        return EngineChoice(tables="" if _names_tables(content["engine"]) else None)
    if block.url is not None:
        _check_url(reader, block)
    if block.memory is not None:
        _check_memory(reader, block.memory)
    if block.tables is not None and not block.tables.isprintable():
        reader.fault(
            f"engine.tables: read {shown(block.tables)}; a name holds no control characters; "
            'write tables = "tables"'
        )
    return EngineChoice(block.name, block.url, block.tables, block.memory, block.threads)


def _names_tables(block: Any) -> bool:
    return isinstance(block, dict) and "tables" in block


def _check_url(reader: Reader, block: EngineBlock) -> None:
    if block.name != "spark":
        reader.fault(
            'engine.url: it is the place of a Spark server; write name = "spark" beside it'
        )
    if not re.fullmatch(r"sc://[^\s/;:]+(:\d{1,5})?(/.*)?", block.url or ""):
        # What follows the host may hold a token, so that the text is not shown.
        reader.fault('engine.url: it is no Spark Connect address; write url = "sc://host:15002"')
    for key in ("memory", "threads"):
        if getattr(block, key) is not None:
            reader.fault(f"engine.{key}: the server at url decides on it; leave it out")


def _check_memory(reader: Reader, memory: str) -> None:
    size = re.fullmatch(r"(\d{1,9}) ?(MB|GB|TB)", memory)
    gigabytes = int(size[1]) * {"MB": 0.001, "GB": 1, "TB": 1000}[size[2]] if size else 0
    if gigabytes < LEAST_MEMORY_GB:
        reader.fault(
            f"engine.memory: read {shown(memory)}; it is a size of at least {LEAST_MEMORY_GB}GB; "
            'write memory = "8GB"'
        )
