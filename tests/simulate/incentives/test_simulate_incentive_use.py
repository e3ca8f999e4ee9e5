"""Does the law on use move cases and lose none, and take worth from what no longer counts?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from decided_worlds import CHANCES, FORCE, ONES, everything
from pydantic import ValidationError

from tallystick.simulate.figures import Ledger
from tallystick.simulate.incentives import (
    ACTS,
    Incentives,
    LawOnUse,
    Regime,
    Supply,
    decide,
    ledger,
)
from tallystick.simulate.incentives.use_cases import KINDS, WAYS, cases
from tallystick.simulate.outcomes import outcomes
from tallystick.simulate.stream import chunks, prepare
from tallystick.simulate.streams import Streams
from tallystick.simulate.world import World, WorldError

USE, EASY_USE = 0.4, 0.7
KNOWN = replace(CHANCES, use=USE * ONES, easy_use=EASY_USE * ONES)
PLANTED = everything()
LATER = {"from_month": "2001-07"}  # of a world that begins in 2000: month 18


def decided(**use):
    settings = Incentives(
        regime=Regime(kind="prior_year", pressure=2.0),
        supply=Supply(start=0.02),
        use=LawOnUse(**use),
    )
    decision = decide(FORCE, KNOWN, PLANTED, settings, Streams(1))
    return decision, ledger(decision, FORCE, KNOWN, PLANTED, settings)


@pytest.mark.parametrize("law", ["criminal", "administrative", "gone"])
@pytest.mark.parametrize("displaced", [0.0, 0.1, 0.4])
def test_cases_in_are_cases_out_by_kind(law, displaced):
    decision, told = decided(law=law, displaced=displaced, **LATER)
    there = cases(decision, KNOWN, PLANTED, np.maximum(FORCE.unit_of, 0))
    for kind in KINDS:
        out = sum(told[f"use.{kind}.{way}"] for way in WAYS)
        assert out == pytest.approx(there[kind].sum(), rel=1e-12)
        assert there[kind].sum() > 0


def test_where_cases_go_by_hand():
    decision, told = decided(law="administrative", displaced=0.25, days=10, arrested=0.5, **LATER)
    before, after = decision.honest[:, :18].sum() * USE, decision.honest[:, 18:].sum() * USE
    assert told["use.honest.criminal"] == pytest.approx(before)
    assert told["use.honest.displaced"] == pytest.approx(0.25 * after)
    assert told["use.honest.administrative"] == pytest.approx(0.75 * after)
    assert told["use.honest.gone"] == 0
    bought = decision.sales[:, 18:].sum()
    assert told["arrest_days_wrongly"] == pytest.approx(0.75 * bought * 10 * 0.5)
    days = sum(told[f"use.{kind}.administrative"] for kind in KINDS) * 10 * 0.5
    assert told["arrest_days"] == pytest.approx(days)
    easy = EASY_USE * decision.added[0][:, 18:].sum()
    assert told["use.easy.administrative"] == pytest.approx(0.75 * easy)
    assert told["true"] == pytest.approx(decision.honest.sum() - 0.75 * after)


def test_nothing_moves_before_the_law_and_easy_arrests_are_worth_less_after_it():
    criminal, law = decided()[0], decided(law="gone", displaced=0.1, **LATER)[0]
    for one, two in zip(criminal.added, law.added, strict=True):
        np.testing.assert_array_equal(one[:, :18], two[:, :18])
    np.testing.assert_array_equal(criminal.honest[:, :18], law.honest[:, :18])
    assert law.added[0][:, 18:].sum() < 0.8 * criminal.added[0][:, 18:].sum()


def test_the_fewer_cases_are_displaced_the_less_an_easy_arrest_is_worth():
    made = [decided(law="gone", displaced=each)[0].added[0].sum() for each in (0.4, 0.2, 0.1, 0.0)]
    assert made == sorted(made, reverse=True)
    assert made[0] > made[-1]


def test_a_fine_and_no_case_move_decisions_alike_and_only_one_arrests():
    (fine, fined), (none, gone) = (decided(law=law) for law in ("administrative", "gone"))
    np.testing.assert_array_equal(fine.added[0], none.added[0])
    np.testing.assert_array_equal(fine.sales, none.sales)
    assert fined["arrest_days"] > 0 == gone["arrest_days"]
    assert fined["persons_charged_wrongly"] == gone["persons_charged_wrongly"]
    criminal = decided()[1]
    charged = criminal["persons_charged_wrongly"] / (
        criminal["acts.ghost"] + criminal["acts.supply"]
    )
    assert charged > 0.8  # of all made cases; buyers are no longer charged under the law
    assert fined["persons_charged_wrongly"] < 0.9 * (fined["acts.ghost"] + fined["acts.supply"])


def test_what_no_longer_counts_leaves_the_figure():
    regime = Regime(kind="count", effort=0.0)
    staff, acts = FORCE, [PLANTED[ACTS.index("easy")]]
    settings = Incentives(regime=regime, use=LawOnUse(law="gone", displaced=0.0))
    decision = decide(staff, KNOWN, acts, settings, Streams(1))
    told = ledger(decision, staff, KNOWN, acts, settings)
    counted = (1 - USE) * decision.honest.sum() + (1 - EASY_USE) * decision.added[0].sum()
    assert told["reported"] == pytest.approx(counted)


def test_a_world_knows_its_use_and_makes_no_records_of_a_changed_law():
    units = [{"kind": kind, "count": 1, "officers": 4} for kind in ("narcotics", "patrol")]
    held = {"department": {"units": units}, "months": 12, "incentives": {"use": {"law": "gone"}}}
    prepared = prepare(World.model_validate(held))
    told = outcomes(prepared)
    assert told["use.honest.gone"] > 0
    assert told["use.honest.criminal"] == 0
    ledgers = Ledger.empty(2, 12)
    with pytest.raises(WorldError, match=r"incentives\.use\.law: .* leave it out"):
        next(chunks(prepared, ledgers))


def test_a_changed_law_needs_to_know_what_is_use():
    settings = Incentives(use=LawOnUse(law="gone"))
    with pytest.raises(ValueError, match="which share of cases is of use"):
        decide(FORCE, CHANCES, [], settings, Streams(1))


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"law": "legal"}, "'criminal', 'administrative' or 'gone'"),
        ({"displaced": 0.5}, "less than or equal to 0.4"),
        ({"from_month": "July"}, "String should match"),
        ({"share": 1}, "Extra inputs"),
    ],
)
def test_laws_that_cannot_be_are_refused(keys, told):
    with pytest.raises(ValidationError, match=told):
        Incentives.model_validate({"use": keys})
