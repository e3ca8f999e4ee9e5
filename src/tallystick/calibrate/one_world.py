"""What does one check say of one made world, and is it true?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from time import perf_counter

import numpy as np
import pyarrow as pa
from ibis.expr.types import Table as Relation

from tallystick.audit.execution import cases, explanations, keep, results_of
from tallystick.audit.multiplicity import correct, settled
from tallystick.audit.selection import AnyCheck
from tallystick.calibrate.begun import BOUGHT, bought
from tallystick.calibrate.doctored import WAYS, doctored
from tallystick.calibrate.rated import rates
from tallystick.calibrate.timed import WAYS as TIMES
from tallystick.calibrate.timed import moved
from tallystick.calibrate.told_on import told_on
from tallystick.calibrate.trials import Trial, gaming_units
from tallystick.calibrate.truth import KEYS, Truth, truth_of
from tallystick.calibrate.two_releases import later_release
from tallystick.calibrate.valued import valued
from tallystick.checks import RelationalCheck
from tallystick.engine import Engine, connect
from tallystick.findings import DESCRIBED, UNDECIDED, Result
from tallystick.simulate.figures import Ledger, reported_figures
from tallystick.simulate.stream import ALL, Prepared, chunks, prepare
from tallystick.simulate.written import roster
from tallystick.simulate.written.sinks import InMemory
from tallystick.tables import Frame, Line, canonical
from tallystick.tables.store import Tables

ALPHA = 0.05
TYPES = {
    "text": pa.string(), "code": pa.string(), "unit": pa.string(), "integer": pa.int64(),
    "number": pa.float64(), "instant": pa.timestamp("us"), "date": pa.date32(),
}  # fmt: skip
LAST_STEPS = (
    ("cases", {"incidents"}),
    ("people", {"incidents", "involvements"}),
    ("readings", {"incidents", "involvements", "measurements", "custody"}),
    ("counterparts", ALL),
)


@dataclass(frozen=True)
class MadeWorld:
    """A world in memory: its tables, what its labels say, and how long it took."""

    tables: dict[str, pa.Table]
    truth: Truth
    seconds: float

    @property
    def incidents(self) -> int:
        """How many cases it has."""
        return len(self.tables["incidents"])


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


def seed_of(base: int, trial: Trial, number: int) -> int:
    """The seed of the `number`-th world of a trial: it depends on nothing that else is run."""
    text = f"{trial.check}|{trial.nature}|{trial.name}|{trial.dose}|{trial.size}"
    words = np.frombuffer(text.encode(), dtype=np.uint8).tolist()
    return int(np.random.SeedSequence([base, number, *words]).generate_state(1)[0])


def make_world(trial: Trial, seed: int) -> MadeWorld:
    """Make a world with only the tables and the steps that the trial needs."""
    began = perf_counter()
    wanted = trial.tables & ALL
    until = next(step for step, given in LAST_STEPS if wanted <= given)
    prepared = prepare(trial.world, seed)
    ledger = Ledger.empty(len(prepared.force.unit_names), prepared.calendar.months)
    sink, labels = InMemory(), []
    for part in chunks(prepared, ledger, wanted, until):
        for name, table in part.tables.items():
            sink.put(name, table)
        labels.append(part.labels)
    changed = gaming_units(trial.world) if trial.figures else ()
    tables = sink.tables() | _standing(trial, prepared, ledger, changed)
    if trial.figures in TIMES and trial.dose is not None:
        rng = prepared.streams("changed weights")
        lines = frame_of(trial).lines
        tables["measurements"] = moved(tables, lines, changed, trial.figures, trial.dose, rng)
    if trial.published:
        rng = prepared.streams("days of publication")
        dose = trial.dose or 0.0
        tables["incidents"], tables["reported_figures"] = told_on(
            tables, changed, trial.published, dose, rng
        )
    if trial.figures == BOUGHT and trial.dose is not None:
        rng = prepared.streams("changed origins")
        tables["incidents"] = bought(tables, changed, trial.dose, rng)
    ids = prepared.force.officer_ids
    noted = frozenset(ids[officer] for _, officer, *_ in prepared.force.notes if officer >= 0)
    truth = truth_of(pa.concat_tables(labels), noted, trial.true_names, changed)
    if "earlier_incidents" in trial.tables:
        truth = later_release(trial, prepared, tables, changed, truth)
    return MadeWorld(tables, truth, perf_counter() - began)


def _standing(
    trial: Trial, prepared: Prepared, ledger: Ledger, changed: tuple[str, ...]
) -> dict[str, pa.Table]:
    """The tables that are not made month by month, those that the trial wants."""
    force, calendar = prepared.force, prepared.calendar
    tables = {}
    if "officers" in trial.tables:
        tables["officers"] = roster.officers(force)
    if "postings" in trial.tables:
        tables["postings"] = roster.postings(force, calendar)
    if "persons" in trial.tables:
        tables["persons"] = pa.concat_tables(roster.persons(prepared.public, prepared.writer))
    if "reported_figures" in trial.tables:
        figures = honest = reported_figures(ledger, force, calendar)
        rng = prepared.streams("changed figures")
        if trial.values:
            figures = valued(figures, changed, trial.figures, trial.dose or 0.0, rng)
        elif trial.figures in WAYS and trial.dose is not None:
            figures = doctored(figures, changed, trial.figures, trial.dose, rng)
        if trial.decimals is not None:
            given = (changed, trial.figures, trial.dose or 0.0, rng)
            figures = pa.concat_tables(
                [figures, rates(honest, trial.decimals, *given)], promote_options="default"
            )
        tables["reported_figures"] = figures
    return tables


def frame_of(trial: Trial) -> Frame:
    """The lines of the world's law, the trial's calendars and its metrics."""
    world = trial.world
    lines = tuple(
        Line(
            name=f"{goods.substance} {cut.g:g} g",
            kind="net_weight",
            value=Decimal(str(cut.g)),
            unit="g",
            citation=cut.citation,
            substance_code=goods.substance,
            stage=trial.stage,
            from_date=cut.from_date,
            to_date=cut.to_date,
        )
        for goods in world.law
        for cut in goods.lines
    )
    first, last = (
        date(1970, 1, 1) + timedelta(minutes=minute)
        for minute in (world.calendar.begin, world.calendar.end - 1)
    )
    return Frame(
        lines, trial.periods, trial.metrics, first, last, trial.substitutions, trial.values,
        trial.prices,
    )  # fmt: skip


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
    tables = keep(check, as_audited(made.tables, frame_of(trial), engine), engine)
    results, seconds = results_of(check, tables, engine)
    stand = [settled(result, ALPHA) for result in correct(results, "bh")]
    answers = [
        _answer(check, result, standing, tables, made.truth, engine)
        for result, standing in zip(results, stand, strict=True)
    ]
    return answers, seconds


def _answer(
    check: AnyCheck, result: Result, standing: Result, tables: Tables, truth: Truth, engine: Engine
) -> Answer:
    alone = settled(replace(result, q_value=result.p_value), ALPHA).names_pattern
    true = truth.planted(result.subject_kind, result.subject)
    if isinstance(check, RelationalCheck) and alone:
        true = _labelled(check.rule(result.aspect).exceptions(tables), truth, engine)
    elif alone and result.verdict == "exceptions" and not truth.planted("agency", ""):
        true = _labelled(cases(check, result, tables), truth, engine)
    elif alone and result.verdict == "spike" and not true:
        exhibits = engine.columns(cases(check, result, tables).select("exhibit_id"))["exhibit_id"]
        true = truth.heaped(exhibits, result.estimate or 0.0)
    explained = False
    if alone and result.p_value is not None:
        explained = any(each.is_whole for each in explanations(check, result, tables, engine))
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
