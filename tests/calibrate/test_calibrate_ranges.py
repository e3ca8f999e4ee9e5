"""Is the truth held beside a range as it is counted by hand?"""

from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pyarrow as pa
import pytest
from small_worlds import rows

from tallystick.calibrate.index import Kept, powers, sizes
from tallystick.calibrate.placed import Placed, placed
from tallystick.calibrate.ranges import coverage_of
from tallystick.calibrate.record import Outcome, rows_of
from tallystick.calibrate.table import ranged
from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.truth import known
from tallystick.tables import Metric

CHECK = "records.supported_figure"
CASES = {
    "speeding, held": ("A", "none", "speeding"),
    "speeding, lacking": ("A", "none", "speeding"),
    "speeding, of a town": ("A", "none", "speeding"),
    "arrest, held": ("A", "arrest", "murder"),
    "arrest, lacking": ("B", "arrest", "murder"),
    "no arrest": ("B", "exceptional", "murder"),
    "made up": ("B", "none", "speeding"),
    "made up, no arrest": ("B", "none", "murder"),
}
LABELS = {
    "speeding, of a town": "town_tickets",
    "made up": "ghosts",
    "made up, no arrest": "ghosts",
}
HELD = ["speeding, held", "arrest, held"]
ELSEWHERE = {"speeding, held", "speeding, of a town", "arrest, held", "no arrest"}
ARRESTS = Metric("arrests", "incidents", (("clearance", ("arrest",)),))


def truth():
    unit, clearance, offence = zip(*CASES.values(), strict=True)
    cases = pa.table({"incident_id": [*CASES], "unit_id": unit, "clearance": clearance,
                      "offense_code": offence})  # fmt: skip
    labels = pa.table({"incident_id": [*LABELS], "name": [*LABELS.values()]})
    return known(cases, labels, pa.chunked_array([HELD]))


def test_a_case_is_held_elsewhere_or_can_have_no_record_there():
    made = truth()
    numbers = made.cases["incident_id"].to_pylist()
    assert {name for name, is_so in zip(numbers, made.elsewhere, strict=True) if is_so} == ELSEWHERE
    assert {name for name, is_so in zip(numbers, made.happened, strict=True) if is_so} == {
        name for name in CASES if not name.startswith("made up")
    }


@pytest.mark.parametrize(
    ("aspect", "unit", "elsewhere", "happened"),
    [("cases", "", 4, 6), ("cases", "A", 3, 4), ("cases", "B", 1, 2), ("arrests", "", 1, 2),
     ("arrests", "B", 0, 1)],
)  # fmt: skip
def test_the_truth_of_a_figure_is_that_of_the_records_which_it_counts(
    aspect, unit, elsewhere, happened
):
    result = SimpleNamespace(aspect=aspect, subject=unit, subject_kind="unit" if unit else "agency",
                             interval=(1.0, 2.0), detail={"reported": 9.0})  # fmt: skip
    metrics = (Metric("cases", "incidents"), ARRESTS)
    assert placed(result, truth(), metrics) == Placed(9.0, 1.0, 2.0, elsewhere, happened)
    assert placed(SimpleNamespace(interval=None), truth(), metrics) is None


def said(kind, reported, low, high, elsewhere, happened=0):
    return SimpleNamespace(subject_kind=kind,
                           placed=Placed(reported, low, high, elsewhere, happened))  # fmt: skip


WORLDS = [
    [said("agency", 1000, 900, 910, 905, 990), said("unit", 400, 380, 390, 390, 385)],
    [said("agency", 1000, 900, 910, 914, 905), said("unit", 600, 500, 500, 440, 600),
     SimpleNamespace(subject_kind="unit", placed=None)],
]  # fmt: skip


def test_what_lies_inside_outside_and_how_far_is_added_up_by_hand():
    told = coverage_of(WORLDS, "")
    assert (told.inside.share, told.inside.of) == (0.5, 4)
    assert told.near.share == 0.75  # 4 of 1,000 are near, 60 of 600 are not
    assert told.under.share == 0.25
    assert told.happened.share == 0.5
    assert told.off == pytest.approx((4 + 60) / 3000)
    assert told.most == pytest.approx(0.1)
    unit = coverage_of(WORLDS, "unit")
    assert (unit.inside.share, unit.inside.of, unit.off) == (0.5, 2, 60 / 1000)
    assert coverage_of(WORLDS, "officer") is None
    assert coverage_of([[SimpleNamespace(subject_kind="unit", placed=None)]], "") is None


def test_a_row_of_the_page_and_the_first_page_say_it():
    trial = trials_of(CHECK)[0]
    coverage = {kind: coverage_of(WORLDS, kind) for kind in ("", "agency", "unit")}
    outcome = Outcome(trial, (1, 2), (), 1234.0, 1.0, 1.0, coverage)
    (row,) = ranged("t", "innocent", [outcome, replace(outcome, coverage={})]).rows
    assert row[:4] == ("clean", "–", "1,234", "4")
    assert row[4].startswith("0.500 [")
    assert row[5:] == ("0.500 / 0.500", "0.750", "0.250", "2.13%", "10.00%", "0.500")


def made(missing=0.0, nature="planted"):
    trial = next(
        each for each in trials_of(CHECK) if each.nature == nature and each.dose in (1.0, None)
    )
    second = trial.world.second_system.model_copy(update={"missing": missing, "only_there": 0.0,
                                                          "minutes_off": 0.0})  # fmt: skip
    world = trial.world.model_copy(update={"second_system": second, "months": 4})
    return make_world(replace(trial, world=world), 7)


def test_where_the_second_system_lacks_nothing_all_that_happened_is_held_elsewhere():
    world = made()
    assert (world.known.elsewhere == world.known.happened).all()
    ghosts = int((~world.known.happened).sum())
    assert 0 < ghosts < len(world.known.cases) / 2
    clean = made(nature="innocent").known
    assert clean.elsewhere.all()
    assert clean.happened.all()


def test_what_the_second_system_lacks_is_held_nowhere_and_happened():
    """Its clock is right in this world, so that a record there is found by what it says alone."""
    world = made(missing=0.2)
    names = ("officer_id", "occurred_at", "offense_code", "area_id")
    there = set(rows(world.tables["counterparts"], *names))
    cases = rows(world.known.cases, *names)
    once = {key for key, times in Counter(cases).items() if times == 1}
    kept = [
        clearance == "arrest" or offence == "speeding"
        for clearance, offence in rows(world.known.cases, "clearance", "offense_code")
    ]
    asked = [
        (key in there, bool(held))
        for key, held, is_kept in zip(cases, world.known.elsewhere, kept, strict=True)
        if is_kept and key in once
    ]  # fmt: skip
    assert all(found == held for found, held in asked)
    lacking = [happened for key, held, happened in
               zip(cases, world.known.elsewhere, world.known.happened, strict=True)
               if not held and happened and key in once]  # fmt: skip
    assert len(lacking) > 0.1 * len(asked)


def test_another_check_has_no_columns_of_ranges():
    trial = trials_of("records.unmatched")[0]
    assert not trial.ranged
    assert make_world(replace(trial, world=trial.world.model_copy(update={"months": 1})),
                      1).known is None  # fmt: skip
    assert rows_of([Outcome(trial, (1,), (), 1.0, 1.0, 1.0)]) == []


def test_the_first_page_says_that_a_range_is_no_test():
    plain = {"nature": "innocent", "source": CHECK, "subject_kind": "", "found_of": 0}
    rows = [plain | {"inside_of": 10, "inside": 0.9, "near": 1.0},
            plain | {"inside_of": 30, "inside": 0.5, "near": 0.8}]  # fmt: skip
    act = plain | {
        "nature": "planted",
        "world": "act",
        "size": "medium",
        "dose": 1.0,
        "found": None,
        "stands": None,
        "explained": None,
        "precision": None,
        "precision_of": 0,
    }
    assert len(powers([Kept(CHECK, [*rows, act])]).rows) == 1
    assert powers([Kept(CHECK, [*rows, act | {"inside_of": 5}])]).rows == ()
    (row,) = sizes([Kept(CHECK, rows)]).rows
    assert row[1] == "2"
    assert row[7] == (
        "a range, no test: the truth lies inside for 0.600 of 40 figures, within 0.5 % of it for "
        "0.850"
    )
