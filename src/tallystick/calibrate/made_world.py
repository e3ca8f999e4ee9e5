"""What does a made world of a trial hold, and what is true of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tallystick.calibrate.attended import attended
from tallystick.calibrate.begun import BOUGHT, bought
from tallystick.calibrate.busy_ends import busy_ends
from tallystick.calibrate.charged import charged
from tallystick.calibrate.doctored import WAYS, doctored
from tallystick.calibrate.duties import rostered
from tallystick.calibrate.fates import fated
from tallystick.calibrate.natures import begun_by_nature, natures
from tallystick.calibrate.neighbours import HALF_WAY
from tallystick.calibrate.placed import Known, known
from tallystick.calibrate.rated import rates
from tallystick.calibrate.ruled import EVERY, ruled
from tallystick.calibrate.searched import searched
from tallystick.calibrate.shifted import DUTIES, shifted
from tallystick.calibrate.timed import WAYS as TIMES
from tallystick.calibrate.timed import moved
from tallystick.calibrate.told_on import told_on
from tallystick.calibrate.trials import Trial, gaming_units
from tallystick.calibrate.truth import Truth, truth_of
from tallystick.calibrate.two_releases import later_release
from tallystick.calibrate.valued import valued
from tallystick.simulate.charged_law import law_of
from tallystick.simulate.figures import Ledger, reported_figures
from tallystick.simulate.stream import ALL, Prepared, chunks, prepare
from tallystick.simulate.written import roster
from tallystick.simulate.written.sinks import InMemory
from tallystick.tables import Frame, Line

DOWNGRADED = "downgraded"
LAST_STEPS = (
    ("cases", {"incidents"}),
    ("people", {"incidents", "involvements"}),
    ("readings", {"incidents", "involvements", "measurements", "custody"}),
    ("counterparts", ALL),
)


@dataclass(frozen=True)
class MadeWorld:
    """A world in memory: its tables, what its labels say, and how long it took.

    `known` is what is true of each of its cases, where the trial asks for it.
    """

    tables: dict[str, pa.Table]
    truth: Truth
    seconds: float
    known: Known | None = None

    @property
    def incidents(self) -> int:
        """How many cases it has."""
        return len(self.tables["incidents"])


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
    sink, labels, held = InMemory(), [], []
    for part in chunks(prepared, ledger, wanted, until):
        for name, table in part.tables.items():
            sink.put(name, table)
        labels.append(part.labels)
        held.append(part.held)
    changed = _changed(trial, prepared)
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
    marks = pa.concat_tables(labels)
    turned = _truly_changed(trial, prepared, tables, marks)
    if trial.figures == BOUGHT and trial.dose is not None:
        rng = prepared.streams("changed origins")
        tables["incidents"] = bought(tables, changed, trial.dose, rng)
    wrong = _charged(trial, prepared, tables, changed)
    ids = prepared.force.officer_ids
    noted = frozenset(ids[officer] for _, officer, *_ in prepared.force.notes if officer >= 0)
    truth = truth_of(marks, noted, trial.true_names, changed, turned)
    truth = truth.with_cases(wrong).with_officers(
        _beside_cases(trial, prepared, tables, marks, changed)
    )
    if "earlier_incidents" in trial.tables:
        truth = later_release(trial, prepared, tables, changed, truth)
    cases = tables["incidents"]
    of_cases = known(cases, marks, pa.chunked_array(held)) if trial.ranged else None
    return MadeWorld(tables, truth, perf_counter() - began, of_cases)


def _truly_changed(
    trial: Trial, prepared: Prepared, tables: dict[str, pa.Table], marks: pa.Table
) -> frozenset[str]:
    """Make the last days of periods busy, or the cases change half way, for innocent reasons.

    By nature, cases begin as they truly were: before a law that calls them otherwise, and after
    other duties that bring others. Returns the units whose work turned from sales to possession.
    """
    if trial.busy:
        rng = prepared.streams("busy ends")
        tables["incidents"] = busy_ends(tables["incidents"], trial.periods, trial.busy, rng)
    if trial.shift != DUTIES:
        _begun(trial, prepared, tables, marks)
    units = gaming_units(trial.world)
    if trial.shift:
        rng = prepared.streams("shifted cases")
        tables["incidents"] = shifted(tables["incidents"], units, trial.shift, HALF_WAY, rng)
    if trial.shift != DUTIES:
        return frozenset()
    _begun(trial, prepared, tables, marks)
    return frozenset(units)


def _begun(trial: Trial, prepared: Prepared, tables: dict[str, pa.Table], marks: pa.Table) -> None:
    if trial.by_nature:
        cases, rng = tables["incidents"], prepared.streams("how cases begin")
        false = marks.filter(pc.equal(marks["detail"], DOWNGRADED))["incident_id"]
        nature = natures(cases, frozenset(false.to_pylist()))
        tables["incidents"] = begun_by_nature(cases, nature, rng)


def _changed(trial: Trial, prepared: Prepared) -> tuple[str, ...]:
    """The units whose figures, or what is made beside the cases, are changed."""
    if trial.figures == EVERY:
        return tuple(prepared.force.unit_names)
    return gaming_units(trial.world) if trial.figures else ()


def _charged(
    trial: Trial, prepared: Prepared, tables: dict[str, pa.Table], changed: tuple[str, ...]
) -> frozenset[str]:
    """Make the charges anew where the trial has errors in them; the cases that have one."""
    if not trial.charged:
        return frozenset()
    rng = prepared.streams("errors of charges")
    given = (trial.charged, changed, trial.figures, trial.dose or 0.0, rng)
    made, wrong = charged(tables, law_of(trial.world), *given)
    tables |= made
    return wrong


def _beside_cases(
    trial: Trial, prepared: Prepared, tables: dict[str, pa.Table], marks: pa.Table,
    changed: tuple[str, ...],
) -> frozenset[str]:  # fmt: skip
    """Add what is made from the cases, duties and who attends; the officers planted there."""
    given = (changed, trial.figures, trial.dose or 0.0)
    cases, planted, more = tables["incidents"], frozenset[str](), frozenset[str]()
    if "duties" in trial.tables:
        duties, cases, planted = rostered(cases, marks, trial.rosters, prepared, *given)
        tables |= {"duties": duties, "incidents": cases}
    if "named_officers" in trial.tables:
        rng = prepared.streams("attendance")
        tables["named_officers"], more = attended(cases, trial.attendance, *given, rng)
    if trial.fates is not None:
        rng, lines = prepared.streams("fates"), frame_of(trial).lines
        made, more = fated(tables, trial.fates, lines, *given, rng)
        tables |= made
    if trial.searches is not None:
        rng = prepared.streams("searches")
        tables["incidents"], more = searched(cases, trial.searches, *given, rng)
    return planted | more


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
        if trial.rules:
            given = (changed, trial.rules, trial.dose or 0.0, rng)
            figures, tables["targets"] = ruled(figures, *given)
        elif trial.values:
            figures = valued(figures, changed, trial.figures, trial.dose or 0.0, rng)
        elif trial.figures in WAYS and trial.dose is not None:
            figures = doctored(figures, changed, trial.figures, trial.dose, rng)
        if trial.decimals is not None:
            way = (changed, trial.figures, trial.dose or 0.0, rng)
            figures = pa.concat_tables(
                [figures, rates(honest, trial.decimals, *way)], promote_options="default"
            )
        tables["reported_figures"] = figures
    return tables


def frame_of(trial: Trial) -> Frame:
    """The world's law and its lines, the trial's calendars and its metrics."""
    world = trial.world
    lines = tuple(
        Line(
            name=f"{goods.substance} {cut.g:g} g",
            kind="net_weight",
            value=Decimal(str(cut.g)),
            unit="g",
            citation=cut.citation,
            inclusive=cut.inclusive,
            substance_code=goods.substance,
            stage=trial.stage,
            from_date=cut.from_date,
            to_date=cut.to_date,
            units=dict(trial.held_in).get(cut.g),
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
        trial.prices, law=law_of(world),
    )  # fmt: skip
