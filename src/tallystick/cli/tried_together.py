"""Sources of one table tried together: those that the others make refuse their rows wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tallystick.cli.trial import try_tables
from tallystick.cli.tried import LARGEST
from tallystick.engine import Engine, connect
from tallystick.propose import FileProposal, is_ready, waiting

LARGEST_TOGETHER, MOST_SOURCES = 4 * LARGEST, 20
"""Bytes and sources of a table above which it is taken as proposed: each is read several times."""
Place = tuple[int, int]
"""Which file, and which of its tables."""


def tried_together(files: Sequence[FileProposal], folder: Path) -> list[FileProposal]:
    """Return the files, with each source waiting that does not load beside others of its table.

    Rows may load by themselves and be those of another file as well. Sources stay in their order,
    and the first is kept. Tables of more than 20 sources, or 256 MiB, and those with a file above
    64 MiB are taken as they are proposed.
    """
    ready = [(n, k) for n, file in enumerate(files) for k, table in enumerate(file.tables)
             if is_ready(table)]  # fmt: skip
    counts = Counter(files[n].tables[k].table for n, k in ready)
    reasons: dict[Place, str] = {}
    engine = connect(threads=1)
    try:
        for name in (name for name, n in counts.items() if n > 1):
            own = [(n, k) for n, k in ready if files[n].tables[k].table == name]
            if _are_small([folder / files[n].look.name for n, _ in own]):
                reasons |= _refused(files, own, folder, engine)
    finally:
        engine.close()
    return [
        replace(file, tables=tuple(
            waiting(table, reasons[n, k]) if (n, k) in reasons else table
            for k, table in enumerate(file.tables)))
        for n, file in enumerate(files)
    ]  # fmt: skip


def _are_small(paths: Sequence[Path]) -> bool:
    if len(paths) > MOST_SOURCES or not all(path.is_file() for path in paths):
        return False
    sizes = [path.stat().st_size for path in paths]
    return max(sizes) <= LARGEST and sum(sizes) <= LARGEST_TOGETHER


def _refused(
    files: Sequence[FileProposal], places: Sequence[Place], folder: Path, engine: Engine
) -> dict[Place, str]:
    """The sources of a table that do not load beside those before them, and why."""
    sources = [(files[n], files[n].tables[k], (folder / files[n].look.name).absolute())
               for n, k in places]  # fmt: skip
    if not try_tables(sources, engine).refused:
        return {}
    kept, refused = sources[:1], dict[Place, str]()
    for place, source in zip(places[1:], sources[1:], strict=True):
        why = try_tables([*kept, source], engine).refused
        if not why:
            kept.append(source)
            continue
        told = try_tables([*kept, source], engine, all_in=True).why or why
        others = ", ".join(dict.fromkeys(file.look.name for file, *_ in kept))
        refused[place] = f"read beside {others}, {told}"
    return refused
