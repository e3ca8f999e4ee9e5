"""Do goals, and what each month adds to the figure, follow from what was decided?"""

from __future__ import annotations

import numpy as np
import pytest
from decided_worlds import CHANCES, EVERYWHERE, FORCE, MONTHS, ONES, UNITS, everything, world

from tallystick.simulate.incentives import Incentives, Opportunity, Planted, Regime, Staff, decide
from tallystick.simulate.incentives.forecast import case_credit, outlook
from tallystick.simulate.streams import Streams


def test_dating_back_happens_after_a_check_only():
    decision = world([Planted("backdate", 1.0, EVERYWHERE)], regime=Regime(kind="prior_year"))
    after = np.isin(FORCE.month_of_year, (1, 7))
    after[0] = False
    assert (decision.propensity[0][:, ~after] == 0).all()
    assert (decision.propensity[0][:, after].sum(axis=0) > 0).all()


def test_what_is_dated_back_is_missing_in_the_month_after():
    decision = world(
        [Planted("backdate", 1.0, EVERYWHERE)],
        regime=Regime(kind="prior_year"),
    )
    records = decision.honest.sum()
    assert decision.reported.sum() == pytest.approx(records)
    december = np.flatnonzero(FORCE.month_of_year == 12)[0]
    serves = FORCE.unit_of[:, december] >= 0
    honest = np.bincount(
        FORCE.unit_of[serves, december], decision.honest[serves, december], minlength=UNITS
    )
    assert (decision.reported[:, december] > honest).all()


def test_held_cases_come_back_in_january():
    decision = world([], regime=Regime(kind="count", plan=0.8, hold_back=0.35))
    held = decision.held
    assert held.sum() > 0
    assert set(FORCE.month_of_year[held.any(axis=0)]) <= {11, 12}
    last_year = held[:, 24:].sum()
    assert decision.reported.sum() == decision.honest.sum() - last_year
    january = np.flatnonzero(FORCE.month_of_year == 1)[1]
    stays = FORCE.unit_of[:, january] >= 0
    expected = decision.honest[stays, january].sum() + held[stays, january - 2 : january].sum()
    assert decision.reported[:, january].sum() == expected


def test_a_quota_is_made_up_to_and_not_beyond_by_all_acts_together():
    decision = world(
        [Planted("ghost", 1.0, EVERYWHERE), Planted("easy", 1.0, EVERYWHERE)],
        regime=Regime(kind="quota", quota=3.0, pressure=3.0, costs={"ghost": 0.0}),
    )
    made = decision.added[0] + decision.added[1]
    assert min(decision.added[0].sum(), decision.added[1].sum()) > 20
    assert (decision.honest + made)[made > 0].max() == 3


def test_the_goal_of_a_quota_adds_up_over_the_year_by_the_officers_on_duty():
    decision = world([], regime=Regime(kind="quota", quota=3.0))
    for unit in range(UNITS):
        due = 0.0
        for month in range(MONTHS):
            there = FORCE.unit_of[:, month] == unit
            due = 3.0 * FORCE.duty[there, month].sum() + (due if month % 12 else 0.0)
            assert decision.goal[unit, month] == pytest.approx(due)


def test_reported_is_the_number_of_records():
    planted = [Planted(act, 1.0, EVERYWHERE) for act in ("easy", "threshold", "ghost")]
    decision = world(planted, regime=Regime(kind="prior_year"))
    records = decision.honest + decision.added[0] + decision.added[2]
    for month in range(MONTHS):
        unit = FORCE.unit_of[:, month]
        for each in range(UNITS):
            assert decision.reported[each, month] == records[unit == each, month].sum()


def test_the_race_asks_for_the_median_of_the_units_so_far():
    decision = world([], regime=Regime(kind="peer_median", plan=1.1))
    flow = FORCE.ability[:, None] * FORCE.duty
    shared = np.array([np.median(FORCE.season[FORCE.unit_of[:, m] >= 0, m]) for m in range(MONTHS)])
    planned = np.array(
        [
            [(flow * shared)[FORCE.unit_of[:, m] == unit, m].sum() for m in range(MONTHS)]
            for unit in range(UNITS)
        ]
    )
    np.testing.assert_allclose(decision.goal[:, 0], 1.1 * planned[:, 0])
    for month in (3, 11):
        so_far = decision.reported[:, :month].sum(axis=1) / planned[:, :month].sum(axis=1)
        expected = 1.1 * np.median(so_far) * planned[:, : month + 1].sum(axis=1)
        np.testing.assert_allclose(decision.goal[:, month], expected)


KINDS = (
    ("severity", 0.8 * 0.1 + 0.2), ("clearance", 0.6), ("count", 1.0), ("verified", 1.0),
    ("mixed", (0.28 + 1.0) / 2),
)  # fmt: skip


def test_a_case_adds_to_a_figure_what_its_exhibits_or_complaints_are_worth():
    """Of five cases one has an exhibit over the line; .6 complaints are solved, 1.4 are not."""
    chances = Opportunity(ONES * 0.1, ONES * 0.2, ONES * 1.4, ONES * 0.3)
    for kind, credit in KINDS:
        np.testing.assert_allclose(case_credit(chances, Regime(kind=kind)), credit)


def test_a_unit_learns_of_its_own_flow_from_its_last_twelve_months():
    month = np.arange(36)
    season = np.ones((6, 36))
    season[:2, 12:] = 0.5  # the first of three units loses half its work in the second year
    staff = Staff(
        unit_of=np.repeat(np.repeat(np.arange(3), 2)[:, None], 36, axis=1),
        duty=np.ones((6, 36)),
        ability=np.full(6, 2.0),
        season=season,
        month_of_year=month % 12 + 1,
        year=month // 12,
        narcotics=np.ones(3, dtype=bool),
    )
    thirds = np.ones(3) / 3
    view = outlook(staff, Opportunity(thirds, thirds, thirds, thirds), Regime(kind="prior_year"))
    np.testing.assert_allclose(view.planned, 4.0)
    np.testing.assert_allclose(view.known[1:], 1.0)
    np.testing.assert_allclose(view.known[0, :13], 1.0)
    np.testing.assert_allclose(view.known[0, 18], 0.75)
    np.testing.assert_allclose(view.known[0, 24:], 0.5)


def test_a_world_may_begin_within_a_year():
    month = np.arange(9, 9 + MONTHS)
    staff = Staff(
        FORCE.unit_of, FORCE.duty, FORCE.ability, FORCE.season, month % 12 + 1, month // 12,
        FORCE.narcotics,
    )  # fmt: skip
    decision = decide(
        staff, CHANCES, everything(), Incentives(regime=Regime(kind="prior_year")), Streams(1)
    )
    first, second = decision.goal[:, 2], decision.goal[:, 14]
    assert ((second / first > 2.5) & (second / first < 6)).all()


def test_a_unit_without_complaints_has_no_goal_of_clearing_them():
    nothing = Opportunity(CHANCES.band, CHANCES.over, np.array([0.0, 1, 1, 1, 1, 1]), ONES * 0.3)
    decision = decide(
        FORCE, nothing, everything(), Incentives(regime=Regime(kind="clearance")), Streams(1)
    )
    assert np.isnan(decision.goal[0]).all()
    assert (decision.pressure[0] == 0).all()
    assert np.isfinite(decision.goal[1:]).all()
