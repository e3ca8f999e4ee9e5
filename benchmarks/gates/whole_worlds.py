"""What does an audit find in the records of a made world, in memory?"""

from __future__ import annotations

from functools import cache

import ibis
from benchmarks.gates.made import Records

from tallystick.audit.execution import results_of
from tallystick.audit.multiplicity import correct, settled
from tallystick.audit.selection import chosen, select
from tallystick.calibrate.one_world import as_audited
from tallystick.engine import Engine
from tallystick.findings import Result
from tallystick.simulate.engagement import frame_of
from tallystick.simulate.standing import standing
from tallystick.tables.store import Tables

MORE = frozenset({"officers", "postings", "reported_figures"})


def tables_of(records: Records, engine: Engine) -> Tables:
    """The records as an audit sees them: canonical columns, those that are not there null."""
    more = dict(standing(records.prepared, records.ledger, MORE))
    return as_audited(records.tables | more, frame_of(records.prepared.world), engine)


@cache
def _engine() -> Engine:
    return Engine(ibis.duckdb.connect())


def found(records: Records, alpha: float = 0.05) -> tuple[Result, ...]:
    """Every result of an audit that names a pattern, after the correction for their number."""
    engine = _engine()
    tables = tables_of(records, engine)
    runnable, _ = select(chosen(()), tables)
    results = [each for check in runnable for each in results_of(check, tables, engine)[0]]
    stands = (settled(result, alpha) for result in correct(results, "bh"))
    return tuple(each for each in stands if each.names_pattern)
