"""Are worlds written out, audited on growing spans and kept, and does a stop change no byte?"""

import os
import signal
import subprocess
import sys
from datetime import date

import numpy as np
import pyarrow.parquet as pq
import pytest
from labs import NAMED, PLAN, SHORT, made_up_audit, plan_of, write_plan
from test_lab_runs import digests

from tallystick.lab import LabError, read_plan
from tallystick.lab.detect import rows
from tallystick.lab.detect.doses import doses
from tallystick.lab.detect.making import AUDITED, DETECT, detect
from tallystick.lab.detect.measures import worlds
from tallystick.lab.detect.reading import read_detected
from tallystick.lab.detect.truth import read_truth
from tallystick.lab.detect.worlds import (
    KNOWN,
    NOBODY,
    OFTEN,
    spans,
    stage_of,
    window,
    world_of,
)
from tallystick.lab.identity import identity
from tallystick.lab.stages import places
from tallystick.simulate.folder import simulate
from tallystick.simulate.outcomes import outcomes
from tallystick.simulate.stream import prepare

DETECTS = PLAN.replace("seeds = 2", "seeds = 1").replace("grids = []", "grids = []\ndetect = 1")
KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from labs import NAMED, made_up_audit
from tallystick.lab import read_plan
from tallystick.lab.detect import making
whole, made = making.write_whole, 0
def dying(path, content):
    global made
    made += 1
    if made > 2:
        path.with_name(f".{path.name}.half").write_bytes(content[:40])
        os.kill(os.getpid(), signal.SIGKILL)
    whole(path, content)
making.write_whole = dying
making.detect(read_plan(Path(sys.argv[1])), Path(sys.argv[2]), 1, made_up_audit, NAMED)
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return plan_of(tmp_path_factory.mktemp("plan"), DETECTS, world=SHORT)


@pytest.fixture(scope="module")
def finished(plan, tmp_path_factory):
    out = tmp_path_factory.mktemp("lab") / "LAB"
    detect(plan, out, 1, made_up_audit, NAMED)
    return out


def test_a_stop_in_the_midst_and_two_jobs_leave_the_same_bytes(plan, finished, tmp_path):
    path, out = write_plan(tmp_path, DETECTS, SHORT), tmp_path / "LAB"
    here = os.path.dirname(__file__)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(out), here],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    held = sorted(each.name for each in (out / AUDITED).iterdir())
    assert held == [".000002.json.half", "000000.json", "000001.json"]
    with pytest.raises(LabError, match="not all audited; run `tallystick lab` again"):
        read_detected(out, plan)
    seen = []
    detect(read_plan(path), out, 2, made_up_audit, NAMED, lambda *told: seen.append(told))
    assert seen == [(made, 7) for made in range(3, 8)]
    assert digests(out) == digests(finished)
    assert not (out / AUDITED).exists()
    detect(read_plan(path), out, 1, None, NAMED)


def test_the_cells_are_the_regimes_and_three_worlds_of_the_base(plan):
    stage = stage_of(plan)
    assert [each.name for each in stage.cells] == [
        "base", "no regime", "regime: severity", "regime: clearance", NOBODY, KNOWN, OFTEN,
    ]  # fmt: skip
    made = {stage.cells[place.cell].name: world_of(plan, place) for place in places((stage,))}
    assert {seed for _, seed, _ in made.values()} == {7001}
    assert made["base"][0].incentives.people.informed is None
    assert made[KNOWN][0].incentives.people.informed == 0.05
    assert made[OFTEN][0].incentives.supply.start == 25 * made["base"][0].incentives.supply.start
    assert made["regime: severity"][0].incentives.regime.kind == "severity"


def test_worlds_have_three_years_and_ten_thousand_cases_at_most(tmp_path):
    """Twice 60 months of 1,200 a month: 36 months at a scale that leaves 10,000."""
    long = SHORT.replace("months = 7", "months = 60").replace("month = 5", "month = 60")
    plan = plan_of(tmp_path, DETECTS, world=long)
    (place, *_) = places((stage_of(plan),))
    world, _, scale = world_of(plan, place)
    assert world.months == 36
    assert scale * (3 * 4 * 60 + 2 * 4 * 60) * 36 == pytest.approx(10_000)


def test_spans_grow_by_half_years_and_end_with_the_records():
    assert spans(36, quick=False) == (6, 12, 18, 24, 30, 36)
    assert spans(36, quick=True) == (12, 24, 36)
    assert spans(7, quick=False) == (6, 7)
    assert spans(4, quick=True) == (4,)


def test_a_window_ends_with_the_last_day_of_its_month(plan):
    (place, *_) = places((stage_of(plan),))
    world = world_of(plan, place)[0]
    assert window(world, 2) == (date(2023, 1, 1), date(2023, 2, 28))
    assert window(world.model_copy(update={"first_month": "2023-11"}), 4)[1] == date(2024, 2, 29)


def test_the_rows_say_what_was_done_and_what_the_audits_named(plan, finished):
    table = read_detected(finished, plan)
    held = table.to_pylist()
    # 7 worlds, 5 units and the department, 12 acts each with one check or none, 2 spans.
    assert len(held) == 7 * 6 * 12 * 2
    ghosts = [each for each in held if each["act"] == "ghost" and each["cell"] == 0]
    assert {(r["unit"], r["months"]) for r in ghosts if r["finding"]} == {("N01", 6), ("N01", 7)}
    assert {r["unit"] for r in ghosts if r["lead"]} == {"N02"}
    for months in (6, 7):
        one = [each for each in ghosts if each["months"] == months]
        assert sum(r["done"] for r in one if r["unit"]) == next(
            r["done"] for r in one if not r["unit"]
        )
    unread = [each for each in held if each["act"] == "unrecord"]
    assert {(r["check"], r["touched"], r["finding"]) for r in unread} == {("", 0, False)}
    assert sum(r["done"] for r in unread) > 0


def test_where_nobody_games_nothing_is_done(plan, finished):
    cell = [each.name for each in stage_of(plan).cells].index(NOBODY)
    (nobody,) = worlds(read_detected(finished, plan), {cell})
    assert sum(int(each.sum()) for each in nobody.done.values()) == 0
    assert not np.isfinite(nobody.charged).any()
    assert nobody.units.of == 0
    assert (nobody.innocent("ghost").some, nobody.innocent("ghost").of) == (1, 5)


def test_the_truth_that_is_read_is_that_of_the_world(plan, tmp_path):
    stage = stage_of(plan)
    place = next(each for each in places((stage,)) if stage.cells[each.cell].name == OFTEN)
    world, seed, scale = world_of(plan, place)
    summary = simulate(world, tmp_path / "made", seed, scale)
    prepared = prepare(world, seed, scale)
    months = [prepared.calendar.text(each) for each in range(world.months)]
    truth = read_truth(tmp_path / "made", prepared.force.unit_names, months)
    ledger = outcomes(prepared)
    assert truth.done["ghost"].sum() == ledger["acts.ghost"]
    assert truth.done["easy"].sum() == ledger["acts.easy"] > 0
    assert truth.done["supply"].sum() == ledger["acts.supply"]
    assert truth.charged.sum() == summary["happened"]["wrongly_charged"]
    assert truth.touched["copied"] == truth.done["copied"].sum() > 0
    assert truth.touched["unrecord"] == 0 < truth.done["unrecord"].sum()


def test_doses_are_those_that_a_world_decrees(tmp_path):
    """A share of .3 of reports copied and of .5 ghosts from the fourth month on."""
    from tallystick.simulate.world import World

    def decreed(kind, dose, begin):
        return {"kind": kind, "dose": dose, "driven_by": "decree", "from_month": begin}

    world = World.model_validate({
        "first_month": "2023-01", "months": 6, "seed": 4,
        "department": {"units": [{"kind": "patrol", "count": 2, "officers": 30,
                                  "cases_per_officer_month": 20}]},
        "behaviours": [decreed("copied_narratives", 0.3, "2023-01"),
                       decreed("ghosts", 0.5, "2023-04")],
    })  # fmt: skip
    found = doses(prepare(world), (3, 6))
    assert found["copied"] == pytest.approx(np.full((2, 2), 0.3))
    assert found["ghost"][:, 0].tolist() == [0, 0]
    assert found["ghost"][:, 1] == pytest.approx([0.25, 0.25], abs=0.03)


def test_the_fast_chance_is_read_off_the_curve_by_hand(monkeypatch):
    """Half way between doses .1 and .5, and at the last point beyond it."""
    points = ((0.0, 0.0), (0.1, 0.2), (0.5, 0.6))
    monkeypatch.setattr(rows, "points_of", lambda act, check: points if act == "ghost" else None)
    assert rows._fast("ghost", "one", 0.3) == pytest.approx(0.4)
    assert rows._fast("ghost", "one", 0.9) == pytest.approx(0.6)
    assert rows._fast("easy", "one", 0.3) is None
    assert rows._fast("ghost", "one", None) is None


def test_a_plan_without_audits_has_none_and_one_with_them_is_bound_to_the_checks(tmp_path, plan):
    none = plan_of(tmp_path, PLAN, world=SHORT)
    detect(none, tmp_path / "LAB", 1, made_up_audit, NAMED)
    assert not (tmp_path / "LAB" / DETECT).exists()
    assert read_detected(tmp_path / "LAB", none) is None
    programs = {identity(each)["hashes"]["program"] for each in (none, plan)}
    assert len(programs) == 2


def test_a_table_of_something_else_is_refused(plan, finished, tmp_path):
    table = read_detected(finished, plan)
    pq.write_table(table.drop_columns(["dose"]), tmp_path / DETECT)
    with pytest.raises(LabError, match="not what the program wrote"):
        read_detected(tmp_path, plan)
    (tmp_path / DETECT).write_text("none")
    with pytest.raises(LabError, match="put back a copy"):
        read_detected(tmp_path, plan)


def test_a_law_under_which_no_records_are_made_is_refused_by_name(tmp_path):
    use = SHORT + '[incentives.use]\nlaw = "administrative"\n'
    plan = plan_of(tmp_path, DETECTS, world=use)
    with pytest.raises(LabError, match=r"detect: incentives\.use\.law"):
        detect(plan, tmp_path / "LAB", 1, made_up_audit, NAMED)
