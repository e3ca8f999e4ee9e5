"""Do supply schemes follow their closed form, and end for the reasons given?"""

from __future__ import annotations

import numpy as np
import pytest

from tallystick.simulate.incentives import (
    REASONS,
    Audits,
    Incentives,
    Insiders,
    Opportunity,
    Planted,
    Regime,
    Staff,
    Supply,
    decide,
)
from tallystick.simulate.incentives.scheme import (
    SELLING,
    Climate,
    begin,
    driven_month,
    stopped_before_sale,
)
from tallystick.simulate.streams import Streams


@pytest.mark.parametrize(
    ("knowers", "hazard", "sell", "published"),
    [
        (1, 0.02, 0.5, 0.04), (1, 0.06, 0.5, 0.10), (1, 0.12, 0.5, 0.18), (1, 0.25, 0.5, 0.29),
        (2, 0.02, 0.5, 0.07), (2, 0.06, 0.5, 0.19), (2, 0.12, 0.5, 0.32), (2, 0.25, 0.5, 0.49),
        (4, 0.02, 0.5, 0.14), (4, 0.06, 0.5, 0.33), (4, 0.12, 0.5, 0.52), (4, 0.25, 0.5, 0.72),
        (2, 0.06, 1.0, 0.11), (2, 0.06, 0.25, 0.30), (4, 0.06, 1.0, 0.21), (4, 0.06, 0.25, 0.49),
    ],
)  # fmt: skip
def test_the_closed_form_gives_the_table_of_the_review(knowers, hazard, sell, published):
    assert stopped_before_sale(knowers, hazard, sell, 0.0) == pytest.approx(published, abs=0.0071)


def share_stopped(settings, hazard, audit, number, seed):
    stopped = 0
    for each in range(number):
        rng = np.random.default_rng([seed, each])
        scheme = begin(0, (0, 0, 0), 1.0, settings, rng, 120)
        month = 0
        while scheme.runs and scheme.stage != SELLING:
            driven_month(scheme, month, Climate(hazard, audit, 0.0, True, True), settings)
            month += 1
        stopped += not scheme.runs
    return stopped / number


@pytest.mark.parametrize(
    ("knowers", "growth", "hazard", "sell", "audit"),
    [(2, 0, 0.06, 0.5, 0.001), (4, 0, 0.12, 0.25, 0.02), (1, 0.5, 0.1, 0.3, 0.0)],
)
def test_schemes_stop_before_a_sale_as_often_as_the_closed_form_says(
    knowers, growth, hazard, sell, audit
):
    number = 2000
    settings = Supply(knowers=knowers, knowers_a_month=growth, sell=sell)
    expected = stopped_before_sale(knowers, hazard, sell, audit, growth)
    error = np.sqrt(expected * (1 - expected) / number)
    seen = share_stopped(settings, hazard, audit, number, seed=3)
    assert abs(seen - expected) < 2 * error


UNITS, EACH, MONTHS = 3, 4, 36
OFFICERS = UNITS * EACH
ONES = np.ones(UNITS)
CHANCES = Opportunity(0.1 * ONES, 0.2 * ONES, ONES, 0.3 * ONES)


def force(narcotics=(True, True, True), leaves=None):
    unit_of = np.repeat(np.repeat(np.arange(UNITS), EACH)[:, None], MONTHS, axis=1)
    if leaves is not None:
        officer, month = leaves
        unit_of[officer, month:] = -1
    month = np.arange(MONTHS)
    return Staff(
        unit_of=unit_of,
        duty=np.ones((OFFICERS, MONTHS)),
        ability=np.full(OFFICERS, 2.5),
        season=np.ones((OFFICERS, MONTHS)),
        month_of_year=month % 12 + 1,
        year=month // 12,
        narcotics=np.array(narcotics),
    )


def supplied(scope, *, staff=None, seed=1, dose=1.0, driven_by="decree", early=False, **settings):
    return decide(
        staff or force(),
        CHANCES,
        [Planted("supply", dose, scope, driven_by, early)],
        Incentives(**settings),
        Streams(seed),
    )


def scope_of(units, first, last):
    scope = np.zeros((OFFICERS, MONTHS), dtype=bool)
    for unit in units:
        scope[unit * EACH : (unit + 1) * EACH, first : last + 1] = True
    return scope


def test_a_decreed_scheme_starts_first_and_sells_to_the_end_of_its_scope():
    decision = supplied(scope_of((1, 2), 5, 20))
    schemes = decision.schemes
    assert schemes.unit.tolist() == [1]
    assert schemes.officer.tolist() == [EACH]
    assert schemes.bought.tolist() == [5]
    assert schemes.first_sale[0] - 5 in (1, 2)
    assert schemes.stopped.tolist() == [21]
    assert REASONS[schemes.reason[0]] == "scope"
    selling = decision.sales[0, schemes.first_sale[0] : 21]
    assert decision.sales.sum() == selling.sum()
    assert 4 < selling.mean() < 8
    assert decision.reported[1].sum() == decision.honest[EACH : 2 * EACH].sum() + selling.sum()


def test_a_decreed_scheme_prefers_a_narcotics_unit_and_falls_to_another_where_there_is_none():
    everywhere = scope_of((0, 1, 2), 0, 10)
    for narcotics, unit in (((False, True, True), 1), ((False, False, False), 0)):
        decision = supplied(everywhere, staff=force(narcotics))
        assert decision.schemes.unit.tolist() == [unit]


def test_a_larger_dose_sells_to_more_buyers_in_every_month():
    half, full = (supplied(scope_of((0,), 3, 30), dose=dose) for dose in (0.5, 1.0))
    assert (full.sales >= half.sales).all()
    assert full.sales.sum() > half.sales.sum()
    assert len(supplied(scope_of((0,), 3, 30), dose=0.0).sales) == 0


def test_an_early_scheme_never_sells_and_a_colleague_tells():
    for seed in range(6):
        decision = supplied(scope_of((0,), 3, 30), seed=seed, early=True)
        assert decision.sales.sum() == 0
        assert decision.schemes.first_sale.tolist() == [-1]
        assert decision.schemes.stopped[0] - 3 in (1, 2)
        assert REASONS[decision.schemes.reason[0]] == "insider"
        assert decision.found.by_insider["supply"].sum() == 1
        assert not decision.sanctioned.any()  # a decree concerns no other entry


def driven(
    seed=1, staff=None, *, hazard=0.02, silence=1.0, protect=0.0, regime=None, audits=None, **supply
):
    options = {"start": 0.05, "contagion": 0.0, **supply}
    return supplied(
        np.ones((OFFICERS, MONTHS), dtype=bool),
        driven_by="incentive",
        seed=seed,
        staff=staff,
        supply=Supply(**options),
        regime=regime or Regime(kind="prior_year"),
        insiders=Insiders(hazard=hazard, silence=silence, protect=protect),
        audits=audits or Audits(),
    )


def ended(reason, **options):
    """How many schemes of ten worlds ended for the reason, and how many there were."""
    reasons = [driven(seed, **options).schemes.reason for seed in range(10)]
    return sum((each == REASONS.index(reason)).sum() for each in reasons), sum(map(len, reasons))


def test_only_narcotics_units_run_schemes():
    run = [driven(seed, staff=force((False, True, False))) for seed in range(4)]
    assert {unit for each in run for unit in each.schemes.unit.tolist()} == {1}


def test_a_scheme_ends_with_its_goods_and_sells_no_more_than_it_has():
    decision = driven(stock=9.0, met=0.0, court=0.0)
    spent = decision.schemes.reason == REASONS.index("stock")
    assert spent.any()
    quick = driven(stock=5.0, buyers=500.0, hazard=0.0)
    sold = quick.sales[quick.schemes.reason == REASONS.index("stock")]
    assert (np.count_nonzero(sold, axis=1) == 1).all()
    assert abs(sold.sum(axis=1).mean() - 5) < 3 * np.sqrt(4 / len(sold))
    for row in np.flatnonzero(spent):
        last = decision.schemes.stopped[row] - 1
        assert decision.sales[row, last] > 0
        assert decision.sales[row, last + 1 :].sum() == 0


def test_a_scheme_ends_when_its_officer_leaves():
    officer = int(driven(stock=1000.0, met=0.0).schemes.officer[0])
    bought = int(driven(stock=1000.0, met=0.0).schemes.bought[0])
    decision = driven(staff=force(leaves=(officer, bought + 1)), stock=1000.0, met=0.0)
    row = np.flatnonzero(decision.schemes.officer == officer)[0]
    assert decision.schemes.stopped[row] == bought + 1
    assert REASONS[decision.schemes.reason[row]] in ("transfer", "insider", "audit")


def test_contagion_gathers_schemes_in_units():
    alone = sum(len(driven(seed, start=2e-3).schemes.unit) for seed in range(10))
    spread = sum(len(driven(seed, start=2e-3, contagion=100.0).schemes.unit) for seed in range(10))
    assert spread > 1.5 * alone


def test_schemes_stop_when_the_goal_is_well_met():
    easy = {"regime": Regime(kind="count", plan=0.5), "stock": 1000.0, "court": 0.0}
    assert ended("goal", met=0.5, **easy)[0] > 0
    assert ended("goal", met=0.0, **easy)[0] == 0
    hard = {**easy, "regime": Regime(kind="count", plan=5.0), "buyers": 2.0}
    assert ended("goal", met=0.5, **hard)[0] == 0


def test_audits_find_schemes_only_when_there_are_audits():
    often = Audits(chance=1.0, independence=1.0)
    assert ended("audit", audits=often, hazard=0.0)[0] > 0
    assert ended("audit", audits=Audits(chance=0.0), hazard=0.0)[0] == 0


def test_cases_collapse_in_court_at_the_chance_a_month_of_selling():
    often = {"stock": 1000.0, "met": 0.0, "hazard": 0.0, "audits": Audits(chance=0.0)}
    assert ended("court", court=0.0, **often)[0] == 0
    collapsed = [driven(seed, court=0.4, **often) for seed in range(10)]
    ends = [each.schemes.reason == REASONS.index("court") for each in collapsed]
    months = sum(np.count_nonzero(each.sales) for each in collapsed)
    share = sum(map(np.sum, ends)) / months
    assert abs(share - 0.4) < 4 * np.sqrt(0.24 / months)


def test_other_live_schemes_silence_colleagues():
    many = {"start": 0.2, "hazard": 0.2, "stock": 1000.0, "met": 0.0, "court": 0.0}
    loud, all_loud = ended("insider", silence=0.0, **many)
    hushed, all_hushed = ended("insider", silence=5.0, **many)
    assert hushed / all_hushed < 0.8 * loud / all_loud


def test_a_protected_channel_makes_colleagues_tell():
    """It multiplies the hazard: where nobody ever tells, nobody does."""
    (told, there), (quiet, all_quiet) = (
        ended("insider", hazard=0.02, protect=protect) for protect in (4.0, 0.0)
    )
    assert told / there > 1.5 * quiet / all_quiet
    assert ended("insider", hazard=0.0, protect=20.0)[0] == 0


def test_a_regime_that_takes_opportunity_away_has_fewer_schemes():
    def begun(share):
        regime = Regime(kind="prior_year", opportunities={"supply": share})
        return sum(len(driven(seed, regime=regime).schemes.unit) for seed in range(6))

    assert 0 == begun(0.0) < begun(0.1) < 0.5 * begun(1.0)


def test_nobody_begins_a_scheme_while_on_leave():
    staff = force()
    staff.duty[:, ::2] = 0.0
    bought = np.concatenate([driven(seed, staff=staff).schemes.bought for seed in range(4)])
    assert len(bought) > 10
    assert (bought % 2 == 1).all()


def test_who_was_told_on_starts_no_other_scheme():
    again = 0
    for seed in range(6):
        schemes = driven(seed, start=0.5, hazard=0.5, silence=0.0).schemes
        told = schemes.reason == REASONS.index("insider")
        assert told.any()
        for officer, stopped in zip(schemes.officer[told], schemes.stopped[told], strict=True):
            again += ((schemes.officer == officer) & (schemes.bought >= stopped)).sum()
    assert again == 0
