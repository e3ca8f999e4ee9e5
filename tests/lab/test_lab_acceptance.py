"""Are sets accepted by their gates alone, and is a run resumed where it stopped?"""

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from benchmarks.gates import accept, accepting
from benchmarks.gates.lab_table import GATES
from labs import PLAN, plan_of, write_plan

from tallystick.lab import LabError, read_plan
from tallystick.lab.acceptance import read_acceptance
from tallystick.lab.levels import inputs
from tallystick.lab.stages import sets_of
from tallystick.simulate.incentives.worth import worth

MIDDLE = {gate.name: (gate.low + gate.high) / 2 for gate in GATES if gate.role == "F"}
EVERY, NO_CLEARANCE = accepting.RULES
KEPT_BACK = [gate.name for gate in GATES if gate.role == "V"]


def row(number, first=None, **off):
    """A set that meets every F gate but those that are said."""
    return {"number": number, "first": first, "means": MIDDLE | off}


ROWS = [
    row(0, MIDDLE), row(1, MIDDLE | {"G10a": 0.0, "G4": 9.0}, G10a=0.0), row(2, G10e=1.0, G10f=2.0),
    row(3, G30c=0.2), row(4, G10a=0.0, G25=0.1), row(5, G4=float("nan")),
    {"number": 6, "first": None, "means": None},
]  # fmt: skip


def test_a_set_is_accepted_by_hand_made_gates():
    """0 meets all; 1 and 2 miss gates of clearance alone; 3 to 5 another, one by no number."""
    assert accept.passed(ROWS) == {EVERY: [0], NO_CLEARANCE: [0, 1, 2]}
    assert accepting.missed(MIDDLE) == set()
    assert accepting.missed({"G4": 0.019, "G25": 0.0, "G30a": 0.1001}) == {"G4", "G30a"}
    assert accepting.missed({"G4": 0.019, "G26a": 0.03}, 0.5) == {"G26a"}
    assert set(MIDDLE) == {"G4", "G6a", "G6b", *accepting.CLEARANCE, "G11a", "G11b", "G25",
                           "G26a", "G26b", "G28", "G30a", "G30b", "G30c", "G32"}  # fmt: skip


@pytest.mark.parametrize(("counts", "rule"), [((20, 40), EVERY), ((19, 40), NO_CLEARANCE),
                                              ((0, 3), NO_CLEARANCE)])  # fmt: skip
def test_the_first_rule_by_which_enough_pass_is_used(counts, rule):
    by_rule = dict(zip(accepting.RULES, map(list, map(range, counts)), strict=True))
    assert accept.used(by_rule) == rule


def test_what_misses_by_far_is_sorted_out_and_no_number_is_not():
    assert not accepting.far({"G26a": 0.04, "G30b": 0.2, "G30c": float("nan")})
    assert accepting.far({"G26a": 0.041, "G30b": 0.0, "G30c": 0.0})
    assert accepting.far({"G26a": 0.0, "G30b": 0.0, "G30c": 0.21})


def test_a_drawn_set_sets_each_of_its_keys_and_fewer_draws_are_the_first_of_more():
    values = accepting.drawn(5)[3]
    settings = accepting.settings_of(values)
    held = {"incentives": settings.model_dump()}
    for each, value in zip(inputs(), values.tolist(), strict=True):
        at = held
        for name in each.key.split("."):
            at = at[name]
        assert at == value, each.name
    assert settings.sanctions.by_act
    assert worth("easy", settings.regime) > worth("copied", settings.regime)
    np.testing.assert_array_equal(accepting.drawn(5), accepting.drawn(40)[:5])


@pytest.fixture
def made(monkeypatch, tmp_path):
    """A run over hand-made rows, and the sets whose rows were made."""
    asked = []

    def screened(number, values):
        asked.append(number)
        return ROWS[number % len(ROWS)] | {"number": number}

    def validated(number, values):
        return {"number": number, "means": dict.fromkeys(KEPT_BACK, 0.0)}

    monkeypatch.setattr(accepting, "screened", screened)
    monkeypatch.setattr(accepting, "validated", validated)

    def run(draws):
        monkeypatch.setattr("sys.argv", ["accept", "--out", str(tmp_path), "--draws", str(draws)])
        accept.main()
        return tmp_path, asked

    return run


def test_a_run_goes_on_where_it_was_and_writes_what_a_plan_reads(made):
    folder, asked = made(16)
    assert asked == list(range(16))
    folder, asked = made(48)
    assert asked == list(range(48))
    told = read_acceptance(folder / "acceptance.json")
    # Of 48 sets, seven by seven: 0 to 2 of each pass without clearance, the first of them by all.
    assert [each.passed for each in told.rules] == [7, 21]
    assert (told.rule, told.passed, told.draws, told.held_to_all) == (NO_CLEARANCE, 21, 48, 42)
    rows = {each.gate: each for each in told.rows}
    assert told.all_measured == 14
    assert (rows["G4"].first_missed, rows["G10a"].first_missed, rows["G6a"].first_missed) == (
        7,
        7,
        0,
    )
    assert (rows["G10a"].accepted_met, rows["G4"].accepted_met) == (14, 21)
    assert rows["G23"].first_missed is None
    assert (rows["G24"].accepted_met, rows["G23"].accepted_met) == (21, 0)
    gates = told.gates
    assert {each.gate for each in gates.missed} >= {"G23"}
    assert "G24" in gates.met
    numbers = [each for each in range(48) if each % 7 < 3]
    table = pq.read_table(folder / "accepted.parquet")
    np.testing.assert_array_equal(
        np.column_stack([table[each.name] for each in inputs()]), accepting.drawn(48)[numbers]
    )
    (folder / "begun.json").write_text("{}")
    with pytest.raises(SystemExit, match="other gates or another source"):
        made(48)


def test_a_plan_takes_the_accepted_sets_and_the_page_their_gates(made, tmp_path):
    folder, _ = made(48)
    text = PLAN.replace("sets = 3", 'sets = "accepted.parquet"\nacceptance = "acceptance.json"')
    plan = plan_of(folder, text)
    assert len(sets_of(plan)) == 21
    assert plan.acceptance.passed == 21
    quick = plan_of(folder, text, quick=True)
    np.testing.assert_array_equal(sets_of(quick), sets_of(plan)[:6])
    for held, said in (("{}", "not what"), ('"', "not what")):
        (folder / "acceptance.json").write_text(held)
        with pytest.raises(LabError, match=said):
            read_plan(folder / "plan.toml")
    (folder / "acceptance.json").unlink()
    with pytest.raises(LabError, match="check the plan's acceptance"):
        read_plan(write_plan(folder, text))


def test_a_rule_that_is_none_of_its_rules_is_refused(made):
    folder, _ = made(16)
    path = Path(folder / "acceptance.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"rule": "any"}))
    with pytest.raises(LabError, match="its rule 'any' is none of its rules"):
        read_acceptance(path)
