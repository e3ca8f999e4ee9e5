"""How does an engagement become canonical tables, with nothing lost from sight?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tallystick.engine import Engine, shortage
from tallystick.load.cells import read_cells
from tallystick.load.engagement import Engagement
from tallystick.load.intake import take_in
from tallystick.load.judge import filled, judged, wanted
from tallystick.load.layers import Layers
from tallystick.load.ledger import Ledger, refuse, settle
from tallystick.load.ready_made import ready_made
from tallystick.load.unchanged import Sources
from tallystick.load.wording import InputError
from tallystick.tables import CANONICAL, PROVENANCE, Received
from tallystick.tables.store import Tables


@dataclass(frozen=True)
class Loaded:
    """The canonical tables of an engagement, and the account of what came in."""

    tables: Tables
    received: Received


def load(
    engagement: Engagement,
    folder: Path,
    engine: Engine,
    *,
    progress: Callable[[str], None] | None = None,
    allow_exclusions: bool = False,
    sources: Sources | None = None,
) -> Loaded:
    """Read every source of `engagement` into canonical tables.

    Writes ``folder/<table>.parquet`` for each: every canonical column in order, ``source_file``
    and ``source_row``. Sources are only read. Instants are wall-clock times in the engagement's
    zone, since the tests ask about local days: an offset is converted, then dropped. Weights
    are in grams. Ready-made tables are read where they lie, and nothing is written.

    Parameters
    ----------
    engagement
        As `read_engagement` returned it.
    folder
        Where the tables are written; made when it is not there.
    engine
        Where the tables are registered, by name; its DuckDB does the parsing.
    progress
        Called with a line before each file and table.
    allow_exclusions
        Go on when more than `max_set_aside` of a table's rows is set aside.
    sources
        Takes the files that are read, so that it can be asked whether one changed since.

    Raises InputError, with a message for each source that cannot be read and each table that is
    left empty or of which too many rows are set aside.
    """
    tell, sources = progress or (lambda line: None), sources or Sources()
    if engagement.engine.tables is not None:
        return Loaded(*ready_made(engagement, engine, tell, sources))
    folder.mkdir(parents=True, exist_ok=True)
    ledgers = _written(engagement, folder, engine.local, tell, sources, allow_exclusions)
    return _loaded(ledgers, engagement, folder, engine)


def _written(
    engagement: Engagement,
    folder: Path,
    engine: Engine,
    tell: Callable[[str], None],
    sources: Sources,
    allow_exclusions: bool,
) -> list[Ledger]:
    """Write every table to `folder`, when all of them can be; return their ledgers."""
    with (
        tempfile.TemporaryDirectory(prefix=".loading-", dir=folder) as scratch,
        Layers(engine, "settled") as layer,
    ):
        ledgers = _judge_all(engagement, engine, Path(scratch), tell, sources)
        settle(ledgers, engine, Path(scratch), layer)
        refuse(ledgers, engagement, allow_exclusions)
        for ledger in ledgers:
            tell(f"writing {ledger.table.name}")
            names = [*ledger.table.names, *PROVENANCE]
            path = folder / f"{ledger.table.name}.parquet"
            engine.write_parquet(ledger.records().select(*names), path)
    return ledgers


def _judge_all(
    engagement: Engagement,
    engine: Engine,
    scratch: Path,
    tell: Callable[[str], None],
    files: Sources,
) -> list[Ledger]:
    ledgers: list[Ledger] = []
    faults: list[str] = []
    for table in CANONICAL:
        sources = [source for source in engagement.sources if source.table == table.name]
        if not sources:
            continue
        ledger = Ledger(table, sources)
        ledgers.append(ledger)
        for number in range(len(sources)):
            try:
                _judge(ledger, engagement, number, engine, scratch, tell, files)
            except InputError as error:
                if shortage(error):
                    raise
                faults += error.messages
    if faults:
        raise InputError(dict.fromkeys(faults))
    return ledgers


def _judge(
    ledger: Ledger,
    engagement: Engagement,
    number: int,
    engine: Engine,
    scratch: Path,
    tell: Callable[[str], None],
    files: Sources,
) -> None:
    source, table = ledger.sources[number], ledger.table
    raw = scratch / f"raw_{table.name}_{number}.parquet"
    intake = take_in(engagement, source, wanted(source.block), engine, raw, tell, files)
    ledger.enter(intake)
    path = scratch / f"judged_{table.name}_{number}.parquet"
    with Layers(engine, f"loading_{table.name}_{number}") as layer:
        rows = layer.parquet(raw)
        cells = read_cells(rows, intake.wanted, source.block, layer, typed=intake.typed)
        frame, zone = engagement.frame, engagement.time_zone
        engine.write_parquet(
            judged(table, source.block, cells, frame, zone, layer, spec=number), path
        )
    raw.unlink()
    ledger.paths.append(path)
    ledger.filled |= filled(table, source.block)


def _loaded(ledgers: list[Ledger], engagement: Engagement, folder: Path, engine: Engine) -> Loaded:
    relations = {
        ledger.table.name: engine.read_parquet(
            folder / f"{ledger.table.name}.parquet", ledger.table.name
        )
        for ledger in ledgers
    }
    tables = Tables(
        relations=relations,
        filled={ledger.table.name: ledger.filled for ledger in ledgers},
        frame=engagement.frame,
    )
    received = Received(
        sources=tuple(source for ledger in ledgers for source in ledger.read),
        set_aside=tuple(aside for ledger in ledgers for aside in ledger.aside),
        notes=tuple(note for ledger in ledgers for note in ledger.notes),
    )
    return Loaded(tables, received)
