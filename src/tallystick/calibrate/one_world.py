"""What does one check say of one made world, and is it true?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pyarrow as pa
from ibis.expr.types import Table as Relation

from tallystick.audit.execution import cases, explanations, keep, results_of, untold
from tallystick.audit.multiplicity import correct, settled
from tallystick.audit.selection import AnyCheck
from tallystick.calibrate.placed import Placed, placed
from tallystick.calibrate.trials import Trial
from tallystick.checks import RelationalCheck
from tallystick.checks.proposed import LEAD_AT_MOST
from tallystick.engine import Engine, connect
from tallystick.findings import DESCRIBED, UNDECIDED, Result
from tallystick.simulate.single.making import MadeWorld
from tallystick.simulate.single.truth import KEYS, Truth
from tallystick.tables import Frame, canonical
from tallystick.tables.store import Tables

ALPHA = 0.05
TYPES = {
    "text": pa.string(), "code": pa.string(), "unit": pa.string(), "integer": pa.int64(),
    "number": pa.float64(), "instant": pa.timestamp("us"), "date": pa.date32(),
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a check, or a peer, said of one subject of one world.

    Parameters
    ----------
    source
        The check, or the peer beside it.
    subject_kind, subject, aspect
        Whom and what of it was tested.
    p_value
        None for a test of details and for a subject that could not be tested.
    tested
        Whether it was tested at all.
    alone
        Found at nominal 5 % by itself, by the audit's rule (the range leaves out zero).
    stands
        Found after the correction over all tests of this check in this world.
    true
        Whether a finding here is true: the subject has planted records, or every exception to
        a rule carries the label of what was planted.
    explained
        Found by itself, and one innocent cause of the check accounts for all of it, as the report
        would say; never for a test of details, whose truth is that of the labels.
    untold
        Found by itself, and its title says that the records cannot tell an innocent cause from it:
        `true` then also where that cause is what happened.
    placed
        Where the truth lies beside its range, for a check that gives one for each figure.
    """

    source: str
    subject_kind: str
    subject: str
    aspect: str
    p_value: float | None
    tested: bool
    alone: bool
    stands: bool
    true: bool
    explained: bool = False
    untold: bool = False
    placed: Placed | None = None


def as_audited(made: Mapping[str, pa.Table], frame: Frame, engine: Engine) -> Tables:
    """The tables as an audit takes them: every canonical column, and where each row is from.

    The `engine` holds the tables of one world at a time.
    """
    relations, filled = {}, {}
    for name, table in made.items():
        rows = len(table)
        columns = {
            column.name: table[column.name].cast(TYPES[column.kind])
            if column.name in table.column_names
            else pa.nulls(rows, TYPES[column.kind])
            for column in canonical(name).columns
        }
        given = set(table.column_names)
        if "count" in columns and "count" not in given:
            columns["count"] = pa.array(np.ones(rows, dtype=np.int64))
            given.add("count")
        columns["source_file"] = pa.array([f"{name}.parquet"] * rows, pa.string())
        columns["source_row"] = pa.array(np.arange(1, rows + 1))
        relations[name] = engine.hold(pa.table(columns), name)
        filled[name] = frozenset(given)
    return Tables(relations, filled, frame)


def answers_of(
    check: AnyCheck, trial: Trial, made: MadeWorld, engine: Engine
) -> tuple[list[Answer], float]:
    """Run a check on a made world; its answers, and the seconds that it took."""
    tables = keep(check, as_audited(made.tables, trial.frame, engine), engine)
    results, seconds = results_of(check, tables, engine)
    results = [result for result in results if trial.asked in result.aspect]
    stand = [settled(result, ALPHA) for result in correct(results, "bh")]
    if any(_alone(result) for result in results):
        tables = keep(check, tables, engine, behind=True)
    answers = [
        _answer(check, result, standing, tables, made.truth, engine)
        for result, standing in zip(results, stand, strict=True)
    ]
    if made.known is not None:
        metrics = trial.frame.metrics
        answers = [
            replace(answer, placed=placed(result, made.known, metrics))
            for answer, result in zip(answers, results, strict=True)
        ]
    return answers, seconds


def _alone(result: Result) -> bool:
    """Whether a result would be a finding by itself, before the correction."""
    return settled(replace(result, q_value=result.p_value), ALPHA).names_pattern


def _answer(
    check: AnyCheck, result: Result, standing: Result, tables: Tables, truth: Truth, engine: Engine
) -> Answer:
    if LEAD_AT_MOST in result.detail:
        result = replace(result, verdict="not_found", p_value=1.0)
    alone = _alone(result)
    true = truth.planted(result.subject_kind, result.subject)
    if isinstance(check, RelationalCheck) and alone:
        true = _labelled(check.rule(result.aspect).exceptions(tables), truth, engine)
    elif alone and result.verdict == "exceptions" and not truth.planted("agency", ""):
        true = _labelled(cases(check, result, tables), truth, engine)
    elif alone and result.verdict == "spike" and not true:
        exhibits = engine.columns(cases(check, result, tables).select("exhibit_id"))["exhibit_id"]
        true = truth.heaped(exhibits, result.estimate or 0.0)
    explained = either = False
    if alone and result.p_value is not None:
        told = explanations(check, result, tables, engine)
        explained = any(each.is_whole for each in told)
        either = bool(untold(check, result, told))
        true |= either and truth.has_turned(result.subject_kind, result.subject)
    return Answer(
        source=check.name,
        subject_kind=result.subject_kind,
        subject=result.subject,
        aspect=result.aspect,
        p_value=result.p_value,
        tested=result.p_value is not None or result.verdict not in (DESCRIBED, *UNDECIDED),
        alone=alone,
        stands=standing.names_pattern,
        true=true,
        explained=explained,
        untold=either,
    )


def _labelled(exceptions: Relation, truth: Truth, engine: Engine) -> bool:
    """Whether every exception carries a key of a record that the world touched."""
    keys = [key for key in KEYS if key in exceptions.columns]
    unexplained = truth.unexplained(engine.columns(exceptions.select(*keys))) if keys else 1
    return not unexplained


@cache
def single_thread() -> Engine:
    """The engine of this process: one thread, so that trials run beside each other."""
    return connect(threads=1)
