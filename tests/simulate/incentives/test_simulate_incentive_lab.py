"""With every setting of the policy lab on: the same bytes, the luck of others, and the cost?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from decided_worlds import CHANCES, FORCE, ONES, everything

from tallystick.simulate.incentives import ACTS, Incentives, choice, decide, ledger, taking
from tallystick.simulate.outcomes import outcomes
from tallystick.simulate.stream import prepare
from tallystick.simulate.streams import Streams
from tallystick.simulate.world import WorldError, read_world

LAB = """
months = 24

[[department.units]]
kind = "narcotics"
count = 3
officers = 6

[[department.units]]
kind = "patrol"
count = 2
officers = 6

[incentives.regime]
kind = "prior_year"
worth_draw = 3

[incentives.people]
base_rate = 0.05
direction = 0.1
informed = 0.2

[incentives.deterrence]
gamma = 0.3
prelec = 0.65

[incentives.sanctions]
by_act = true

[incentives.insiders]
fear = 1.0
false_reports = 0.02
capacity = 4

[incentives.audits]
capacity = 320.0
shares = { lot = 0.5, checks = 0.3, figure = 0.2 }
power = { ghost = [[0.0, 0.02], [0.3, 0.6]], copied = [[0.0, 0.02], [0.5, 0.4]] }

[[incentives.penalties]]
act = "supply"
months = 150

[[incentives.penalties]]
act = "supply"
from_month = "2024-03"
months = 210

[incentives.use]
law = "administrative"
from_month = "2024-01"

[incentives.chiefs]
reacts = 0.3
liability = 0.5
start = 0.001

[[behaviours]]
kind = "ghosts"
dose = 1.0

[[behaviours]]
kind = "easy_arrests"
dose = 1.0

[[behaviours]]
kind = "copied_narratives"
dose = 1.0

[[behaviours]]
kind = "supply"
dose = 1.0
"""
NAMES = {
    "persons_charged_wrongly", "persons_convicted_wrongly", "months", "arrest_days",
    "use_arrested", "use_fined", "use_months",
    "arrest_days_wrongly", "complaints_lost", "cases", "serious_solved", "officer_hours",
    "auditor_hours", "sanctioned", "dismissed", "sanctioned_innocent", "reports_true",
    "reports_false", "reports_checked", "reports_checked_false", "schemes_begun",
    "schemes_begun_by_chiefs", "chiefs_out", "schemes_stopped_before_sale", "reported", "true",
} | {f"acts.{act}" for act in ACTS} | {
    f"use.{kind}.{way}"
    for kind in ("honest", "easy", "supply")
    for way in ("criminal", "displaced", "administrative", "gone")
}  # fmt: skip
KNOWN = replace(CHANCES, use=0.4 * ONES, easy_use=0.7 * ONES)


def settings(path):
    return read_world(path).incentives


@pytest.fixture
def lab(tmp_path):
    path = tmp_path / "lab.toml"
    path.write_text(LAB, encoding="utf-8")
    return path


def test_a_world_file_says_it_all_and_its_outcomes_have_their_names(lab):
    first, second = (outcomes(prepare(read_world(lab), seed=5)) for _ in range(2))
    assert set(first) == NAMES
    assert first == second
    assert first["use.honest.administrative"] > 0
    assert first["auditor_hours"] == 2 * 2 * 160
    assert all(np.isfinite(each) and each >= 0 for each in first.values())


def test_a_key_that_no_world_has_is_refused_with_its_place(lab):
    lab.write_text(LAB.replace("fear = 1.0", "fears = 1.0"), encoding="utf-8")
    with pytest.raises(WorldError, match=r"incentives\.insiders\.fears"):
        read_world(lab)


def closed(held, act):
    regime = held.regime.model_copy(update={"opportunities": {act: 0.0}})
    return held.model_copy(update={"regime": regime})


@pytest.mark.parametrize("act", ["ghost", "unfound", "easy", "supply"])
def test_closing_an_act_leaves_the_luck_of_others(lab, act):
    """Where nothing is judged, nobody is sanctioned and nothing is passed on, bit for bit."""
    held = settings(lab)
    alone = {
        "regime": held.regime.model_copy(update={"kind": "none"}),
        "audits": held.audits.model_copy(update={"sanction": 0.0}),
        "insiders": held.insiders.model_copy(update={"seen": 0.0, "hazard": 0.0}),
        "people": held.people.model_copy(
            update={"peers": 0.0, "paper_ease": 0.0, "noise": 3.0, "base_rate": 0.2}
        ),
        "sanctions": held.sanctions.model_copy(update={"dismissal": 0.0}),
    }
    held = held.model_copy(update=alone)
    planted = everything()
    open_, shut = (
        decide(FORCE, KNOWN, planted, each, Streams(3)) for each in (held, closed(held, act))
    )
    place = ACTS.index(act)
    np.testing.assert_array_equal(open_.honest, shut.honest)
    for other in range(len(ACTS)):
        if other == place:
            assert shut.added[other].sum() + shut.propensity[other].sum() == 0
            continue
        np.testing.assert_array_equal(open_.added[other], shut.added[other])
        np.testing.assert_array_equal(open_.propensity[other], shut.propensity[other])
    assert all(open_.added[ACTS.index(each)].sum() > 9 for each in ("easy", "ghost"))
    if act != "supply":
        np.testing.assert_array_equal(open_.sales, shut.sales)
    np.testing.assert_array_equal(open_.reports.false, shut.reports.false)


def test_the_lab_looks_no_oftener_than_today(lab, monkeypatch):
    """The cost of a world is in the looks at each act: two each month, and one at schemes."""
    calls = []
    kept = choice.utility
    monkeypatch.setattr(taking, "utility", lambda *args: calls.append(args[0]) or kept(*args))
    planted = everything()
    decision = decide(FORCE, KNOWN, planted, settings(lab), Streams(3))
    months = FORCE.unit_of.shape[1]
    assert len(calls) <= 2 * (len(ACTS) - 1) * months
    ledger(decision, FORCE, KNOWN, planted, Incentives())
    assert set(calls) == set(ACTS) - {"supply"}
