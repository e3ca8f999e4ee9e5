"""Does the department serve, move and change badges as its settings and a slow twin say?"""

import itertools
from datetime import date, timedelta

import numpy as np
import pytest

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.department import Department, Flow, Units
from tallystick.simulate.force import raise_force
from tallystick.simulate.streams import Streams
from tallystick.simulate.written.roster import officers, postings

CALENDAR = Calendar(Calendar(0, 1).month_of("2023-01"), 24)


def force_of(*units, scale=1.0, seed=1, flow=None, calendar=CALENDAR, **said):
    department = Department(units=units, **said)
    return raise_force(department, flow or Flow(), calendar, scale, Streams(seed))


def within(share, rows, expected, errors=4.5):
    return abs(share - expected) < errors * (expected * (1 - expected) / rows) ** 0.5


@pytest.fixture(scope="module")
def large():
    return force_of(
        Units(kind="patrol", count=40, officers=50, cases_per_officer_month=5, ability_cv=0.45),
        Units(kind="narcotics", count=40, officers=50, cases_per_officer_month=2, ability_cv=0.2),
        transfers=0.2, badge_changes=0.1, leave_months=1.5, ranked=0.15,
    )  # fmt: skip


def test_every_month_of_every_officer_is_in_one_posting(large):
    told = {}
    held = large.postings
    for officer, unit, first, last, badge in zip(
        *(part.tolist() for part in (held.officer, held.unit, held.first, held.last, held.badge)),
        strict=True,
    ):
        for month in range(first, last + 1):
            assert (officer, month) not in told
            told[officer, month] = (unit, badge)
    assert len(told) == large.officers * CALENDAR.months
    for (officer, month), (unit, badge) in told.items():
        assert unit == large.unit_of[officer, month]
        assert badge == large.badge_of[officer, month]


def test_the_written_postings_cover_every_day_once_and_the_last_is_open(large):
    rows = postings(large, CALENDAR).to_pylist()
    by_officer = {}
    for row in rows:
        by_officer.setdefault(row["officer_id"], []).append(row)
    assert len(by_officer) == large.officers
    for held in by_officer.values():
        assert held[0]["from_date"] == date(2023, 1, 1)
        for one, following in itertools.pairwise(held):
            assert following["from_date"] == one["to_date"] + timedelta(days=1)
            assert (one["unit_id"], one["badge"]) != (following["unit_id"], following["badge"])
        assert held[-1]["to_date"] is None
    carried = {row["officer_id"]: row["badge"] for row in officers(large).to_pylist()}
    assert carried == {name: held[-1]["badge"] for name, held in by_officer.items()}


def test_no_badge_is_in_two_hands(large):
    hands = {}
    for officer, badge in zip(large.postings.officer, large.postings.badge, strict=True):
        hands.setdefault(int(badge), set()).add(int(officer))
    assert max(len(each) for each in hands.values()) == 1


def test_abilities_have_the_mean_and_the_spread_asked_for(large):
    for mean, cv, who in ((5, 0.45, slice(0, 2000)), (2, 0.2, slice(2000, 4000))):
        ability = large.ability[who]
        assert abs(ability.mean() / mean - 1) < 4.5 * cv / 2000**0.5
        assert abs(ability.std() / ability.mean() / cv - 1) < 0.12
        assert ability.min() > 0


def test_shares_that_move_change_badges_lead_and_are_away(large):
    number = large.officers
    moved = (large.unit_of[:, 0] != large.unit_of[:, -1]).mean()
    changed = (large.badge_of[:, 0] != large.badge_of[:, -1]).mean()
    assert within(moved, number, 1 - 0.8**2)
    assert within(changed, number, 1 - 0.9**2)
    assert within(large.sergeant.mean(), number, 0.15)
    assert within((large.duty == 0).mean(), large.duty.size, 1.5 / 12)
    assert set(np.unique(large.duty)) == {0.0, 1.0}


def test_transfers_stay_within_the_kind_of_unit_and_happen_once(large):
    kinds = large.unit_kind[large.unit_of]
    assert (kinds == kinds[:, :1]).all()
    assert ((large.unit_of[:, 1:] != large.unit_of[:, :-1]).sum(axis=1) <= 1).all()


def test_the_flow_is_its_closed_form_without_shocks():
    flow = Flow(season=0.3, peak_month=4, trend=0.2, shock_sd=0.0)
    force = force_of(Units(kind="patrol"), flow=flow)
    for month in range(24):
        angle = 2 * np.pi * (month % 12 + 1 - 4) / 12
        expected = (1 + 0.3 * np.cos(angle)) * 1.2 ** (month / 12)
        assert force.flow[:, month] == pytest.approx(expected)


def test_shocks_are_shared_by_a_unit_and_leave_the_mean():
    flow = Flow(season=0.0, shock_sd=0.3)
    long = Calendar(600, 400)
    force = force_of(Units(kind="patrol", count=10, officers=2), flow=flow, calendar=long,
                     transfers=0, badge_changes=0)  # fmt: skip
    assert (force.flow[0::2] == force.flow[1::2]).all()
    assert np.log(force.flow[::2]).std() == pytest.approx(0.3, rel=0.05)
    assert force.flow[::2].mean() == pytest.approx(1.0, abs=4.5 * 0.31 / 4000**0.5)


@pytest.mark.parametrize(
    ("scale", "units", "each"), [(1, 4, 12), (2, 8, 12), (0.5, 2, 12), (0.1, 1, 5), (0.001, 1, 2)]
)
def test_scale_multiplies_units_and_thins_the_last_one(scale, units, each):
    force = force_of(Units(kind="patrol", count=4, officers=12), scale=scale)
    assert len(force.unit_names) == units
    assert np.bincount(force.unit_of[:, 0]).tolist() == [each] * units


def test_units_are_called_by_their_names_then_by_kind_and_number():
    force = force_of(
        Units(kind="narcotics", names=("North", "South")), Units(kind="patrol", count=2), scale=2
    )
    assert force.unit_names == ("North", "South", "N03", "N04", "P05", "P06", "P07", "P08")
    assert force.officer_ids[:2] == ["K1001", "K1002"]
    assert force.units_named(("South", "P05")).tolist() == [each in (1, 4) for each in range(8)]
    assert force.units_named(()).all()


def test_two_units_of_one_name_are_refused():
    with pytest.raises(ValueError, match="P02"):
        force_of(Units(kind="narcotics", names=("P02",)), Units(kind="patrol"))
    with pytest.raises(ValueError, match="North"):
        force_of(*(Units(kind=kind, names=("North",)) for kind in ("narcotics", "patrol")))


@pytest.mark.parametrize("name", ["", " ", " North", "No\nrth", "No\x1brth"])
def test_a_name_that_no_record_can_hold_is_refused(name):
    with pytest.raises(ValueError, match="cannot be a name"):
        Units(kind="patrol", names=(name,))
