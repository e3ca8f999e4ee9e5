"""How does an engagement become canonical tables, with nothing lost from sight?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import duckdb

from tallystick.engine import Engine, shortage
from tallystick.load.alike_names import Likeness, join_files
from tallystick.load.cells import read_cells
from tallystick.load.certain import certain
from tallystick.load.clerical import Clerical, settle_files
from tallystick.load.direct import is_of_the_files
from tallystick.load.engagement import Engagement
from tallystick.load.headers_seen import Wanted
from tallystick.load.intake import Intake, take_in
from tallystick.load.judge import filled, judged, wanted
from tallystick.load.layers import Layers
from tallystick.load.ledger import Ledger, LostRowsError, refuse
from tallystick.load.line_units import refuse_unknown_units
from tallystick.load.main_span import far_dates
from tallystick.load.officers_hidden import Names, hide_in_files
from tallystick.load.parquet_files import footers_of
from tallystick.load.person_codes import withheld
from tallystick.load.person_key import PersonKey
from tallystick.load.places import UNTYPED
from tallystick.load.ready_made import ready_made
from tallystick.load.reshaping import reshaped
from tallystick.load.settling import Part, Settling
from tallystick.load.shapes import SourceBlock
from tallystick.load.unchanged import Sources
from tallystick.load.whole_rows import Sight
from tallystick.load.wording import InputError
from tallystick.tables import CANONICAL, Received, Table
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
    key: PersonKey | None = None,
    identify: bool = False,
    find: Callable[[], PersonKey] | None = None,
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
    key
        Makes the codes by which persons are shown from here on, and officers whose numbers could
        be names; None leaves their numbers.
    find
        Finds the key for officers where none is given; called only when one is needed.
    identify
        Show the cells of rows that are set aside; without it their shapes are told.

    Raises InputError, with a message for each source that cannot be read or changes meanwhile,
    each table that is left empty, of which too many rows are set aside or whose rows do not add
    up, and each unit of a line without a record.
    """
    tell, sources = progress or (lambda line: None), sources or Sources()
    find = find if key is None else lambda: key
    with sources.unchanged():
        if engagement.engine.tables is not None:
            loaded = Loaded(*ready_made(engagement, engine, tell, sources, key, find))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            sources.footers = footers_of(engagement.places())
            settling = partial(Settling, secret=withheld(key, engine.local), identify=identify)
            ledgers, clerical, alike, names = _written(
                engagement, folder, engine.local, tell, sources, allow_exclusions, settling, find
            )
            loaded = _loaded(ledgers, clerical, alike, names, engagement, folder, engine)
        refuse_unknown_units(loaded.tables, engine, engagement.path.name)
        notes = (*loaded.received.notes, *far_dates(loaded.tables, engine))
    return replace(loaded, received=replace(loaded.received, notes=notes))


def _written(
    engagement: Engagement,
    folder: Path,
    engine: Engine,
    tell: Callable[[str], None],
    sources: Sources,
    allow_exclusions: bool,
    made: Callable[[Engine, Path, Layers], Settling],
    find: Callable[[], PersonKey] | None,
) -> tuple[list[Ledger], Clerical, Likeness, Names]:
    """Write every table to `folder`, when all of them can be; return their ledgers.

    Names that look alike are joined before, where the engagement says so; officers who are named by
    a badge, or a former name or number, are settled, and shown by codes where their numbers could
    be names.
    """
    with (
        tempfile.TemporaryDirectory(prefix=".loading-", dir=folder) as scratch,
        Layers(engine, "settled") as layer,
    ):
        settling = made(engine, Path(scratch), layer)
        ledgers = _judge_all(engagement, engine, Path(scratch), settling, tell, sources)
        alike = join_files(ledgers, engagement, engine, Path(scratch), layer)
        sight = Sight(engagement, engine, Path(scratch), layer, sources, tell)
        for ledger in ledgers:
            settling.leave_out_copies(ledger, sight)
        refuse(ledgers, engagement, allow_exclusions)
        names = hide_in_files(ledgers, engine, Path(scratch), layer, find)
        clerical = settle_files(ledgers, engine, Path(scratch), layer)
        for ledger in ledgers:
            ledger.add_up()
        for ledger in ledgers:
            assert ledger.path is not None
            ledger.path.replace(folder / f"{ledger.table.name}.parquet")
    return ledgers, clerical, alike.beside(names), names


def _judge_all(
    engagement: Engagement,
    engine: Engine,
    scratch: Path,
    settling: Settling,
    tell: Callable[[str], None],
    files: Sources,
) -> list[Ledger]:
    ledgers: list[Ledger] = []
    faults: list[str] = []
    for table in CANONICAL:
        sources = [source for source in engagement.sources if source.table == table.name]
        for lying in (True, False) if sources else ():
            ledger = Ledger(table, sources)
            try:
                intakes = _take_in(ledger, engagement, engine, scratch, tell, files, lying=lying)
                if not faults:
                    tell(f"writing {table.name}")
                    _judge(ledger, intakes, engagement, engine, settling)
                ledgers.append(ledger)
                break
            except InputError as error:
                if shortage(error):
                    raise
                faults += error.messages
                break
            except duckdb.Error as error:
                if not lying or not is_of_the_files(error):
                    raise
            except LostRowsError as error:
                if not lying:
                    raise InputError(str(error)) from error
    if faults:
        raise InputError(dict.fromkeys(faults))
    return ledgers


def _take_in(
    ledger: Ledger,
    engagement: Engagement,
    engine: Engine,
    scratch: Path,
    tell: Callable[[str], None],
    files: Sources,
    *,
    lying: bool,
) -> list[Intake]:
    """Bring in every source of a table. Raises InputError with the faults of all of them."""
    intakes: list[Intake] = []
    faults: list[str] = []
    for number, source in enumerate(ledger.sources):
        raw = scratch / f"raw_{ledger.table.name}_{number}.parquet"
        try:
            columns = Wanted(wanted(source.block))
            ledger.wanted.append(columns)
            intake = take_in(engagement, source, columns, engine, raw, tell, files, lying=lying)
            intake = reshaped(intake, source.block, engine)
            intakes.append(intake)
            ledger.enter(intake)
        except InputError as error:
            if shortage(error):
                raise
            faults += error.messages
    if faults:
        raise InputError(faults)
    return intakes


def _judge(
    ledger: Ledger,
    intakes: Sequence[Intake],
    engagement: Engagement,
    engine: Engine,
    settling: Settling,
) -> None:
    table, parts = ledger.table, []
    with Layers(engine, f"loading_{table.name}") as views:
        for number, intake in enumerate(intakes):
            block = ledger.sources[number].block
            parts.append(_part(table, block, intake, engagement, engine, views))
            ledger.filled |= filled(table, block)
            ledger.enter_columns(block)
        settling.settle(ledger, parts)
    for intake in intakes:
        intake.path.unlink()


def _part(
    table: Table,
    block: SourceBlock,
    intake: Intake,
    engagement: Engagement,
    engine: Engine,
    layer: Layers,
) -> Part:
    direct, columns = intake.direct, intake.wanted
    frame, zone = engagement.frame, engagement.time_zone
    if direct is None:
        rows = layer.parquet(intake.path, numbered=True)
        cells = read_cells(rows, columns, block, layer, typed=intake.typed, direct=False)
        quoted = any(form in UNTYPED for _name, form, _account in intake.accounts)
        return Part(judged(table, block, cells, frame, zone, layer, quoted=quoted), {})
    opened = engine.opened(direct.paths)
    if opened != [*zip(map(str, direct.paths), direct.rows, strict=True)]:
        raise LostRowsError(table, (), sum(direct.rows), sum(n for _path, n in opened))
    rows = layer.query(direct.query())
    sure = certain(table, block, rows, columns, frame, zone, engine, rows=sum(direct.rows))
    cells = read_cells(rows, columns, block, layer, typed=False, direct=True)
    types = dict(zip(columns, direct.types, strict=True))
    read = {name: types[m.column] for name, m in block.columns.items() if m.column in types}
    return Part(judged(table, block, cells, frame, zone, layer, sure=sure), read)


def _loaded(
    ledgers: list[Ledger],
    clerical: Clerical,
    alike: Likeness,
    names: Names,
    engagement: Engagement,
    folder: Path,
    engine: Engine,
) -> Loaded:
    relations = {
        ledger.table.name: engine.read_parquet(
            folder / f"{ledger.table.name}.parquet", ledger.table.name
        )
        for ledger in ledgers
    }
    tables = Tables(
        relations=relations,
        filled={each.table.name: each.filled - set(each.coarse) for each in ledgers},
        frame=alike.in_frame(engagement.frame, engagement.path.name),
        unsettled=clerical.unsettled(engine),
        names=names,
        coarse={f"{each.table.name}.{name}": told
                for each in ledgers for name, told in each.coarse.items()},
        made=frozenset().union(*(each.made for each in ledgers)),
    )  # fmt: skip
    received = Received(
        sources=tuple(source for ledger in ledgers for source in ledger.read),
        set_aside=tuple(aside for ledger in ledgers for aside in ledger.aside),
        notes=(*(note for ledger in ledgers for note in ledger.notes), *alike.notes),
        links=clerical.links,
        alike=alike.told,
    )
    return Loaded(tables, received)
