"""Do colleagues tell as fear, channel and ratio say, and does the office check what it can?"""

from __future__ import annotations

import numpy as np
import pytest
from decided_worlds import EVERYWHERE, MONTHS, UNITS, everything, force, world
from pydantic import ValidationError
from scipy.special import expit

from tallystick.simulate.incentives import (
    REASONS,
    Audits,
    Incentives,
    Insiders,
    Opportunity,
    People,
    Planted,
    Regime,
    Sanctions,
    Supply,
    decide,
)
from tallystick.simulate.incentives.insiders import hazard, tells
from tallystick.simulate.incentives.reports import FALSE, Office, Report
from tallystick.simulate.incentives.scheme import stopped_before_sale
from tallystick.simulate.streams import Streams

PRESSED = {"regime": Regime(kind="prior_year", pressure=2.0)}
INSIDER = REASONS.index("insider")


def test_the_chance_of_telling_by_hand():
    office = Insiders(fear=0.8, benefit=5.0, channel=0.3, ratio=4.0, silence=0.5)
    by_hand = expit(5.0 * 0.7 + 0.3 - 0.8 * np.log(4) - 0.5 * np.array([0.0, 2.0]))
    np.testing.assert_allclose(tells(0.7, np.array([0.0, 2.0]), office), by_hand, rtol=1e-12)
    usual = expit(5.0 * 0.9 - 0.8 * np.log(10))
    now = expit(5.0 * 0.9 + 0.3 - 0.8 * np.log(4) - 0.5)
    assert hazard(0.9, 1.0, office) == pytest.approx(0.06 * now / usual)
    plain = Insiders(fear=1.0)
    assert hazard(0.9, 0.0, plain) == pytest.approx(plain.hazard)


@pytest.mark.parametrize("key", ["channel", "ratio", "fear", "benefit"])
def test_telling_rises_with_channel_and_gravity_and_falls_with_ratio_and_fear(key):
    ladder = {
        "channel": (-1, 0, 1, 2),
        "ratio": (1, 3, 10, 30),
        "fear": (0, 1, 2),
        "benefit": (1, 4),
    }
    chances = [
        float(tells(0.5, np.zeros(1), Insiders(**{"fear": 1.0, key: value}))[0])
        for value in ladder[key]
    ]
    signs = np.sign(np.diff(chances))
    assert set(signs) == {1.0 if key in ("channel", "benefit") else -1.0}


def supplied(insiders, seed=4):
    staff = force(units=10, each=12, years=4, seed=2)
    everywhere = np.ones(staff.unit_of.shape, dtype=bool)
    ones = np.ones(10)
    supply = Supply(start=0.02, contagion=0, knowers_a_month=0)
    return decide(
        staff,
        Opportunity(0.1 * ones, 0.2 * ones, ones, 0.3 * ones),
        [Planted("supply", 1.0, everywhere)],
        Incentives(regime=Regime(kind="none"), supply=supply, insiders=insiders),
        Streams(seed),
    ).schemes


@pytest.mark.parametrize("ratio", [1.0, 3.0, 30.0])
def test_schemes_stop_before_a_sale_as_the_closed_form_says_at_each_ratio(ratio):
    insiders = Insiders(fear=1.0, benefit=3.0, ratio=ratio, silence=0, hazard=0.2)
    audits, supply = Audits(), Supply()
    audit = audits.chance * audits.independence * 0.25 / 12
    expected = stopped_before_sale(supply.knowers, hazard(0.9, 0.0, insiders), supply.sell, audit)
    early, number = 0, 0
    for seed in range(3):
        schemes = supplied(insiders, seed)
        whole = (schemes.bought < 30) & (schemes.reason != REASONS.index("transfer"))
        early += int(((schemes.first_sale < 0) & whole).sum())
        number += int(whole.sum())
    error = np.sqrt(expected * (1 - expected) / number)
    assert abs(early / number - expected) < 2.6 * error


def test_an_office_that_checks_all_at_once_changes_nothing():
    at_once, office = supplied(Insiders()), supplied(Insiders(capacity=10_000))
    np.testing.assert_array_equal(at_once.bought, office.bought)
    told = at_once.reason == INSIDER
    np.testing.assert_array_equal(at_once.first_sale[told], office.first_sale[told])
    assert told.sum() > 5


def test_an_office_without_hands_stops_no_scheme():
    assert (supplied(Insiders(capacity=0)).reason != INSIDER).all()


@pytest.mark.parametrize("capacity", [0, 1, 4, 1000])
def test_reports_that_came_are_checked_or_wait(capacity):
    insiders = Insiders(seen=0.3, false_reports=0.2, capacity=capacity)
    decision = world(everything(), insiders=insiders, **PRESSED)
    reports = decision.reports
    came = (reports.true + reports.false).cumsum()
    np.testing.assert_array_equal(came, reports.checked.cumsum() + reports.waiting)
    assert reports.checked.max() <= capacity
    assert reports.true.sum() > 20
    told = sum(each.sum() for each in decision.found.by_insider.values())
    assert (told == 0) == (capacity == 0)


def test_the_gravest_is_checked_first_and_among_equals_the_oldest():
    office = Office.of(3)
    graver = [(0.2, 0), (0.7, 0), (0.7, 1), (0.9, 1)]
    for number, (serious, month) in enumerate(graver):
        office.take(Report(FALSE if number == 2 else 0, number, 0, month, serious, True))
    assert [each.officer for each in office.check(1, 2)] == [3, 1]
    assert [each.officer for each in office.check(2, None)] == [2, 0]
    assert office.counts.checked.tolist() == [0, 2, 2]
    assert office.counts.checked_false.tolist() == [0, 0, 1]
    assert office.counts.waiting.tolist() == [0, 2, 0]


def test_false_reports_come_at_their_rate_and_harm_nobody_unless_upheld():
    few = [Planted("witness", 1.0, EVERYWHERE)]
    quiet = {"people": People(never_gamers=1.0), "insiders": Insiders(false_reports=0.2)}
    came = [world(few, seed=seed, **quiet) for seed in range(20)]
    number = sum(each.reports.false.sum() for each in came)
    mean = 20 * UNITS * MONTHS * -np.expm1(-0.2 / 12)
    assert abs(number - mean) < 2.6 * np.sqrt(mean)
    assert all((each.struck == 0).all() for each in came)
    believed = Insiders(false_reports=0.2, upheld=1.0)
    rule = Sanctions(by_act=True, dismissal=1.0)
    struck = [
        world(few, seed=seed, people=quiet["people"], insiders=believed, sanctions=rule)
        for seed in range(5)
    ]
    assert sum(each.falsely.sum() for each in struck) > 5
    for each in struck:
        np.testing.assert_array_equal(each.falsely, each.struck > 0)
        assert each.falsely.sum() == each.reports.checked_false.sum()


def test_half_of_the_false_reports_are_upheld_when_the_file_says_so():
    few, people = [Planted("witness", 1.0, EVERYWHERE)], People(never_gamers=1.0)
    insiders, audits = Insiders(false_reports=0.2, upheld=0.5), Audits(sanction=1.0)
    made = [world(few, seed=s, people=people, insiders=insiders, audits=audits) for s in range(20)]
    checked = sum(each.reports.checked_false.sum() for each in made)
    struck = sum(each.falsely.sum() for each in made)
    assert abs(struck - checked / 2) < 2.6 * np.sqrt(checked / 4)


def test_false_reports_leave_the_luck_of_all_else():
    plain = world(everything(), **PRESSED)
    noisy = world(everything(), insiders=Insiders(false_reports=0.2), **PRESSED)
    for one, two in zip(plain.propensity, noisy.propensity, strict=True):
        np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(plain.sales, noisy.sales)
    np.testing.assert_array_equal(plain.struck, noisy.struck)
    assert noisy.reports.false.sum() > 0


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"ratio": 0.5}, "greater than or equal to 1"),
        ({"ratio": 31}, "less than or equal to 30"),
        ({"false_reports": 0.3}, "less than or equal to 0.2"),
        ({"capacity": -1}, "greater than or equal to 0"),
        ({"anonymous": True}, "Extra inputs"),
    ],
)
def test_settings_that_cannot_be_are_refused(keys, told):
    with pytest.raises(ValidationError, match=told):
        Incentives.model_validate({"insiders": keys})
