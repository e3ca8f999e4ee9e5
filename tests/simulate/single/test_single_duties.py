"""Do made duties keep honest officers off the street, and are planted records within them?"""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.act import Act
from tallystick.simulate.single.duties import (
    COURT,
    HOURS,
    LEAVE,
    LOOSE,
    TRAINING,
    WAYS,
    Rosters,
    drawn,
    kept_out,
    rostered,
    table_of,
    within_duties,
)
from tallystick.simulate.single.making import make_world
from tallystick.simulate.stream import prepare

TRIAL = trials_of("records.impossible_activity")[0]
TRIAL = replace(TRIAL, world=TRIAL.world.model_copy(update={"months": 6}))
KEPT = Rosters(off=(1e-9, 1e-9, 1e-9), wrong_day=0.0)
DAY = 1440


@pytest.fixture(scope="module")
def world():
    without = replace(TRIAL, tables=TRIAL.tables - {"duties"})
    return prepare(TRIAL.world, 5), make_world(without, 5).tables["incidents"]


def minute_of(row):
    return (row["occurred_at"] - datetime(1970, 1, 1)) // timedelta(minutes=1)


def duties_of(world, rosters=KEPT):
    return drawn(rosters, world[0].force, world[0].calendar, np.random.default_rng(1))


def slow_twin(cases, duties, kind=None):
    """Which cases lie within a duty of their officer, looked up one by one."""
    spans = {}
    for who, what, begin, end in zip(duties.officer, duties.kind, duties.begin, duties.end,
                                     strict=True):  # fmt: skip
        if kind is None or what == kind:
            spans.setdefault(f"K{1001 + who}", []).append((begin, end))
    found = set()
    for row in cases.to_pylist():
        minute = minute_of(row)
        if any(begin <= minute < end for begin, end in spans.get(row["officer_id"], ())):
            found.add(row["incident_id"])
    return found


def test_the_duties_of_an_officer_never_overlap_and_have_their_hours(world):
    duties = duties_of(world, Rosters())
    same = duties.officer[1:] == duties.officer[:-1]
    assert (duties.begin[1:][same] >= duties.end[:-1][same]).all()
    assert set(duties.kind.tolist()) == {COURT, LEAVE, TRAINING}
    for kind, (begin, end) in HOURS.items():
        own = duties.of(kind)
        assert set((own.begin % DAY // 60).tolist()) == {begin}
        assert set((own.end - own.begin).tolist()) == {60 * (end - begin)}
        assert ((own.begin // DAY + 3) % 7 < 5).all()
    table = table_of(duties.of(LEAVE), world[0].force).to_pylist()
    assert all(row["to_at"] >= row["from_at"] and row["to_at"].hour == 0 for row in table)


def test_an_honest_officer_makes_no_record_within_a_duty_that_was_kept(world):
    prepared, cases = world
    duties = duties_of(world)
    inside = slow_twin(cases, duties)
    assert len(inside) > 20
    made_up = frozenset(sorted(inside)[:5])
    left = kept_out(cases, duties, prepared.force, made_up, 0.0, np.random.default_rng(2))
    assert slow_twin(left, duties) == made_up
    assert len(left) == len(cases) - len(inside) + len(made_up)


def test_what_is_left_is_of_duties_that_were_not_kept(world):
    loose = duties_of(world, replace(LOOSE, wrong_day=0.0))
    left = kept_out(world[1], loose, world[0].force, frozenset(), 0.0, np.random.default_rng(2))
    free = replace(loose, begin=loose.until)
    assert slow_twin(left, loose) == slow_twin(world[1], free) != set()


@pytest.mark.parametrize("way", WAYS)
def test_half_of_the_records_near_a_duty_are_planted_within_it(world, way):
    prepared, cases = world
    duties = duties_of(world)
    units = prepared.force.unit_names[:3]
    rng = np.random.default_rng(3)
    changed, who = within_duties(cases, duties, prepared.force, Act(units, way, 1.0), rng)
    pairs = zip(cases.to_pylist(), changed.to_pylist(), strict=True)
    moved = [(old, new) for old, new in pairs if old != new]
    assert {new["officer_id"] for _, new in moved} <= who
    assert {new["unit_id"] for _, new in moved} == set(units)
    inside = slow_twin(changed, duties, WAYS[way])
    assert {new["incident_id"] for _, new in moved} <= inside
    own = [row for row in cases.to_pylist() if row["unit_id"] in units]
    if way == "on leave":
        assert len(moved) > 0.1 * len(own)
    else:
        assert 0.2 < len(moved) / near_days(own, duties.of(WAYS[way])) < 0.7


def near_days(rows, duties):
    days = {(f"K{1001 + who}", begin // DAY) for who, begin in
            zip(duties.officer, duties.begin, strict=True)}  # fmt: skip
    return sum((row["officer_id"], minute_of(row) // DAY) in days
               for row in rows)  # fmt: skip


def test_nothing_is_planted_without_a_way_and_the_dose_counts(world):
    prepared, cases = world
    labels = make_labels()
    given = (Rosters(), prepared)
    _, plain, nobody = rostered(cases, labels, *given, Act(("T01",), "", 1.0))
    _, none, still = rostered(cases, labels, *given, Act(("T01",), "in court", 0.0))
    assert nobody == still == frozenset()
    assert plain.equals(none)


def make_labels():
    return pa.table({"nature": pa.array([], pa.string()), "incident_id": pa.array([], pa.string())})


def test_the_officers_of_planted_records_are_true_and_others_streams_stay():
    with_duties = make_world(TRIAL, 5)
    without = make_world(replace(TRIAL, tables=TRIAL.tables - {"duties"}), 5)
    assert with_duties.tables["officers"].equals(without.tables["officers"])
    assert set(with_duties.tables["incidents"]["incident_id"].to_pylist()) < set(
        without.tables["incidents"]["incident_id"].to_pylist()
    )
    planted = make_world(replace(TRIAL, figures="in court", dose=1.0), 5).truth
    assert with_duties.truth.officers == frozenset()
    assert planted.officers
    assert len(planted.units) == 3
