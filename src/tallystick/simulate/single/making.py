"""The making of one whole world: its tables, what is changed in them, and the truth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tallystick.simulate.charged_law import law_of
from tallystick.simulate.figures import Ledger
from tallystick.simulate.single import falsified_figures, moved_weights, releases
from tallystick.simulate.single.act import Act
from tallystick.simulate.single.attendance import attended
from tallystick.simulate.single.busy_ends import busy_ends, ends_of
from tallystick.simulate.single.case_outcomes import with_outcomes
from tallystick.simulate.single.charge_errors import charged
from tallystick.simulate.single.drug_cases import DUTIES, begun_by_nature, natures, shifted
from tallystick.simulate.single.duties import rostered
from tallystick.simulate.single.publication_days import published
from tallystick.simulate.single.published_rates import rates
from tallystick.simulate.single.published_values import valued
from tallystick.simulate.single.searches import searched
from tallystick.simulate.single.spec import Spec, gaming_units
from tallystick.simulate.single.target_rules import ruled
from tallystick.simulate.single.truth import Known, Truth, known, truth_of
from tallystick.simulate.standing import standing
from tallystick.simulate.stream import ALL, Prepared, chunks, prepare
from tallystick.simulate.written.sinks import InMemory

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

    `known` is what is true of each of its cases, where the spec asks for it.
    """

    tables: dict[str, pa.Table]
    truth: Truth
    seconds: float
    known: Known | None = None

    @property
    def incidents(self) -> int:
        """How many cases it has."""
        return len(self.tables["incidents"])


def make_world(spec: Spec, seed: int) -> MadeWorld:
    """Make a world with only the tables and the steps that its spec needs."""
    began = perf_counter()
    prepared, act = prepare(spec.world, seed), spec.act
    tables, labels, held = _recorded(prepared, spec.tables)
    if "reported_figures" in tables:
        _publish(spec, act, tables, prepared.streams("changed figures"))
    if act.way in moved_weights.WAYS:
        rng = prepared.streams("changed weights")
        tables["measurements"] = moved_weights.moved(tables, spec.lines, act, rng)
    if spec.published:
        made = published(tables, spec.published, act, prepared.streams("days of publication"))
        tables["incidents"], tables["reported_figures"] = made
    tables["incidents"] = _truly_changed(spec, prepared, tables["incidents"], labels)
    if act.way == moved_weights.BOUGHT:
        rng = prepared.streams("changed origins")
        tables["incidents"] = moved_weights.bought(tables["incidents"], act, rng)
    wrong = frozenset[str]()
    if spec.charged:
        rng = prepared.streams("errors of charges")
        changed, wrong = charged(tables, law_of(spec.world), spec.charged, act, rng)
        tables |= changed
    ids = prepared.force.officer_ids
    noted = frozenset(ids[officer] for _, officer, *_ in prepared.force.notes if officer >= 0)
    turned = frozenset(gaming_units(spec.world)) if spec.shift == DUTIES else frozenset()
    truth = truth_of(labels, noted, spec.true_names, act.units, turned).with_cases(wrong)
    truth = truth.with_officers(_added(spec, act, prepared, tables, labels))
    if "earlier_incidents" in spec.tables:
        truth = _released(spec, act, prepared, tables, truth)
    of_cases = known(tables["incidents"], labels, held) if spec.ranged else None
    return MadeWorld(tables, truth, perf_counter() - began, of_cases)


def _recorded(
    prepared: Prepared, wanted: frozenset[str]
) -> tuple[dict[str, pa.Table], pa.Table, pa.ChunkedArray]:
    """The tables as the simulator writes them, the labels, and the cases held elsewhere."""
    by_month = wanted & ALL
    until = next(step for step, given in LAST_STEPS if by_month <= given)
    ledger = Ledger.empty(len(prepared.force.unit_names), prepared.calendar.months)
    sink, labels, held = InMemory(), [], []
    for part in chunks(prepared, ledger, by_month, until):
        for name, table in part.tables.items():
            sink.put(name, table)
        labels.append(part.labels)
        held.append(part.held)
    for name, table in standing(prepared, ledger, wanted):
        sink.put(name, table)
    return sink.tables(), pa.concat_tables(labels), pa.chunked_array(held)


def _publish(spec: Spec, act: Act, tables: dict[str, pa.Table], rng: np.random.Generator) -> None:
    """Put the published figures, with levels, values and rates, in the place of the honest."""
    figures = honest = tables.pop("reported_figures")
    if spec.rules:
        figures, tables["targets"] = ruled(figures, spec.rules, act, rng)
    elif spec.values:
        figures = valued(figures, act, rng)
    elif act.way in falsified_figures.WAYS:
        figures = falsified_figures.falsified(figures, act, rng)
    if spec.decimals is not None:
        of_rates = rates(honest, spec.decimals, act, rng)
        figures = pa.concat_tables([figures, of_rates], promote_options="default")
    tables["reported_figures"] = figures


def _truly_changed(spec: Spec, prepared: Prepared, cases: pa.Table, labels: pa.Table) -> pa.Table:
    """The cases whose days or kinds change half way for innocent reasons.

    By nature, cases begin as they truly were: before a law that calls them otherwise, and after
    other duties that bring others.
    """
    if spec.busy:
        ends = ends_of(prepared.calendar, spec.periods)
        cases = busy_ends(cases, ends, spec.busy, prepared.streams("busy ends"))
    if spec.shift == DUTIES:
        cases = _shifted(spec, prepared, cases)
    if spec.by_nature:
        false = labels.filter(pc.equal(labels["detail"], DOWNGRADED))["incident_id"]
        nature = natures(cases, false.to_pylist())
        cases = begun_by_nature(cases, nature, prepared.streams("how cases begin"))
    return _shifted(spec, prepared, cases) if spec.shift not in ("", DUTIES) else cases


def _shifted(spec: Spec, prepared: Prepared, cases: pa.Table) -> pa.Table:
    rng = prepared.streams("shifted cases")
    return shifted(cases, gaming_units(spec.world), spec.shift, rng)


def _added(
    spec: Spec, act: Act, prepared: Prepared, tables: dict[str, pa.Table], labels: pa.Table
) -> frozenset[str]:
    """Add duties, who attends, case outcomes and searches; the officers planted there."""
    planted = frozenset[str]()
    if "duties" in spec.tables:
        made = rostered(tables["incidents"], labels, spec.rosters, prepared, act)
        tables["duties"], tables["incidents"], planted = made
    if "named_officers" in spec.tables:
        rng = prepared.streams("attendance")
        named, crews = attended(tables["incidents"], spec.attendance, act, rng)
        tables["named_officers"] = named
        planted |= crews
    if spec.case_outcomes is not None:
        rng = prepared.streams("fates")
        changed, whose = with_outcomes(tables, spec.case_outcomes, spec.lines, act, rng)
        tables |= changed
        planted |= whose
    if spec.searches is not None:
        rng = prepared.streams("searches")
        tables["incidents"], searchers = searched(tables["incidents"], spec.searches, act, rng)
        planted |= searchers
    return planted


def _released(
    spec: Spec, act: Act, prepared: Prepared, tables: dict[str, pa.Table], truth: Truth
) -> Truth:
    """Put a later release in the place of the incidents; the truth with what it changed."""
    first = tables["earlier_incidents"] = tables["incidents"]
    if act.way in releases.WAYS:
        if act.way == releases.BY_TWO:
            two = releases.two_of(first, act.units)
            truth = replace(truth, units=frozenset(act.units[:1]), officers=two)
        rng = prepared.streams("later release")
        tables["incidents"], numbers = releases.released(first, act, rng)
        truth = truth.with_cases(numbers)
    if spec.between:
        rng = prepared.streams("ordinary revisions")
        tables["incidents"] = releases.revised(tables["incidents"], spec.between, rng)
    return truth
