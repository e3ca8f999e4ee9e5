"""Are goals, checks, hold-back, detection, filters and quantiles what a hand would make them?"""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from tallystick.simulate.incentives import (
    ACTS,
    Audits,
    Filters,
    Insiders,
    People,
    Planted,
    Regime,
    Supply,
    filters,
    quantile,
)
from tallystick.simulate.incentives.detection import (
    believed,
    come_out,
    risk,
    seen_by_audit,
    told_rate,
)
from tallystick.simulate.incentives.goals import first_goal, next_goal, peer_level
from tallystick.simulate.incentives.holding import held
from tallystick.simulate.incentives.pressure import behind, next_check, pressure
from tallystick.simulate.incentives.sanctions import Deterrence, loss
from tallystick.simulate.incentives.tables_of_worth import WORTH
from tallystick.simulate.incentives.worth import ACT, CREDIT, cap, cost, credit, worth


@pytest.mark.parametrize(
    ("goal", "figure", "up", "down", "growth", "expected"),
    [
        (100, 120, 1.0, 0.7, 0.0, 120),  # above: the goal becomes the figure
        (100, 100, 1.0, 0.7, 0.0, 100),
        (100, 80, 1.0, 0.7, 0.0, 86),  # below: a grudging fall, .3 x 100 + .7 x 80
        (100, 80, 1.0, 0.0, 0.0, 100),
        (100, 120, 0.5, 0.5, 0.0, 110),
        (100, 120, 0.0, 0.0, 0.05, 105),
    ],
)
def test_the_ratchet_by_hand(goal, figure, up, down, growth, expected):
    regime = Regime(kind="prior_year", ratchet_up=up, ratchet_down=down, growth=growth)
    assert next_goal(np.array([goal]), np.array([figure]), 1.0, regime)[0] == pytest.approx(
        expected
    )


def test_a_plan_is_deaf_to_the_figure_and_a_longer_year_asks_for_more():
    plan = Regime(kind="count", growth=0.1)
    assert next_goal(np.array([100.0]), np.array([500.0]), 1.0, plan)[0] == pytest.approx(110)
    ratchet = Regime(kind="prior_year")
    assert next_goal(np.array([30.0]), np.array([30.0]), 4.0, ratchet)[0] == pytest.approx(120)


def test_the_first_goal():
    planned, half = np.array([40.0, 10.0]), np.array([0.5, 0.5])
    exact = first_goal(planned, np.array([1.0, 2.0]), half, Regime(kind="count", plan=1.5))
    np.testing.assert_allclose(exact, [60, 30])
    lucky = first_goal(planned, np.ones(2), np.array([0.5, 0.9]), Regime(kind="prior_year"))
    np.testing.assert_array_equal(lucky, [40, stats.poisson.ppf(0.9, 10)])


def test_the_peer_level_is_a_median_over_units_that_can_report():
    figure, planned = np.array([12.0, 8.0, 10.0, 99.0]), np.full(4, 10.0)
    assert peer_level(figure, planned, np.array([1.0, 1.0, 1.0, 0.0]), 0.7) == 1.0
    assert peer_level(figure, np.zeros(4), np.ones(4), 0.7) == 0.7


@pytest.mark.parametrize(
    ("regime", "away", "near"),
    [
        (
            Regime(weight_between=0.1, weight_interim=0.5, weight_final=1.0),
            [5, 4, 3, 2, 1, 0, 5, 4, 3, 2, 1, 0],
            [0.1, 0.1, 0.1, 0.1, 0.5 / np.e, 0.5, 0.1, 0.1, 0.1, np.exp(-2), np.exp(-1), 1.0],
        ),
        (
            Regime(checks="quarter", weight_between=0.0, weight_interim=0.5, fade_months=2),
            [2, 1, 0] * 4,
            [0.5 * np.exp(-a / 2) for a in (2, 1, 0) * 3] + [np.exp(-a / 2) for a in (2, 1, 0)],
        ),
        (Regime(checks="month"), [0] * 12, [0.5] * 11 + [1.0]),
        (Regime(kind="quota"), [0] * 12, [0.5, 0.5, 1.0] * 4),
    ],
)
def test_checks_and_nearness(regime, away, near):
    months, nearness = next_check(np.arange(1, 13), regime)
    np.testing.assert_array_equal(months, away)
    np.testing.assert_allclose(nearness, near)


def test_pressure_at_the_goal_is_half_of_behind_plus_all_of_pivotal():
    z = behind(np.array([100.0, np.nan]), np.array([100.0, 5.0]), np.array([36.0, 1.0]), 1.0, 0.1)
    assert z[0] == 0
    felt = pressure(np.array([2.0, 2.0]), 0.5, z, Regime(behind=0.6, pivotal=1.0))
    np.testing.assert_allclose(felt, [2 * 0.5 * (0.3 + 1.0), 0.0])


def test_z_is_in_standard_errors_of_what_is_still_to_come():
    # 36 cases to come: error sqrt(36 + 3.6^2); each case counts .5: sqrt(.5 x 36 + 3.6^2)
    for case in (1.0, 0.5):
        z = behind(np.array([110.0]), np.array([100.0]), np.array([36.0]), np.array([case]), 0.1)
        assert z[0] == pytest.approx(10 / np.sqrt(case * 36 + 3.6**2))


def test_hold_back_in_november_and_december_of_units_ahead():
    number = 4000
    honest = np.full(number, 3)
    rng = np.random.default_rng(0)
    uniform, willing = rng.random(number), np.ones(number, dtype=bool)
    ahead = np.full(number, -2.0)
    kept = held(honest, ahead, 0.35, willing, uniform, 12)
    chance = 0.35 * stats.norm.cdf(1)
    assert abs(kept.mean() - 3 * chance) < 3 * np.sqrt(3 * chance * (1 - chance) / number)
    np.testing.assert_array_equal(kept, stats.binom.ppf(uniform, 3, chance))
    for month, z, omega, who in (
        (10, ahead, 0.35, willing),
        (12, np.full(number, np.nan), 0.35, willing),
        (12, ahead, 0.0, willing),
        (12, ahead, 0.35, ~willing),
    ):
        assert held(honest, z, omega, who, uniform, month).sum() == 0


def test_detection_by_hand():
    audits = Audits(chance=0.1, independence=0.4, sample=50, sanction=0.5, severity=2)
    np.testing.assert_allclose(risk(np.array([0.1]), audits), [0.02])
    np.testing.assert_allclose(
        loss(np.array([0.02]), 0.9, 2.0, 1.7, Deterrence()), [0.02 * 2 * 0.9 * 1.7]
    )
    seen = seen_by_audit("ghost", np.array([True, False, True]), np.array([200, 200, 20]), audits)
    np.testing.assert_allclose(seen, [0.4 * 0.9 * 0.25, 0, 0.4 * 0.9])
    after = believed(np.array([0.1, 0.3]), np.array([True, False]), audits)
    np.testing.assert_allclose(after, [0.3, 0.2])
    rate = told_rate("ghost", np.array([11.0, 11.0]), np.array([0.0, 1.0]), Insiders(seen=0.1))
    np.testing.assert_allclose(rate, [10 * 0.1 * 0.65 * 0.7, 0.65 * 0.7 * np.exp(-1)])
    for protect, tells in ((0.5, 1.5 * 0.65 * 0.7), (9.0, 1.0)):  # nobody tells more than always
        channel = Insiders(seen=0.1, protect=protect)
        rate = told_rate("ghost", np.array([11.0]), np.zeros(1), channel)
        np.testing.assert_allclose(rate, [tells])
    out = come_out(np.array([0.999]), np.array([1.0]), np.array([3.0]), True)
    assert out.tolist() == [1]


@pytest.mark.parametrize(("aligned", "published"), [(0, 0.65), (0.35, 0.76), (0.7, 0.88), (1, 1)])
def test_a_gamed_case_ends_in_conviction_as_often_as_the_review_says(aligned, published):
    fate = filters.gamed(Filters(aligned=aligned))
    assert fate.convicted == pytest.approx(published, abs=0.005)
    assert fate.dismissed + fate.acquitted + fate.convicted == pytest.approx(1)


def test_a_laboratory_catches_no_real_drugs():
    fate = filters.gamed(Filters(aligned=0), real_substance=True)
    assert fate.convicted == pytest.approx(0.85 * 0.8)
    whole = filters.ordinary(Filters(aligned=0))
    assert (whole.dismissed, whole.acquitted) == pytest.approx((0.25, 0.0075))


@pytest.mark.parametrize("mean", [0.0, 0.01, 1.7, 26.0, 59.0, 61.0, 500.0, 2000.0])
def test_poisson_counts_are_the_quantiles_of_scipy(mean):
    uniform = np.random.default_rng(1).random(4000)
    expected = stats.poisson.ppf(uniform, mean) if mean else np.zeros(4000)
    np.testing.assert_array_equal(quantile.poisson(uniform, np.full(4000, mean)), expected)


@pytest.mark.parametrize(
    ("trials", "chance"),
    [(0, 0.3), (1, 0.5), (12, 0.02), (60, 0.9), (400, 0.4), (5, 1.0), (7, 0.0)],
)
def test_binomial_counts_are_the_quantiles_of_scipy(trials, chance):
    uniform = np.random.default_rng(2).random(4000)
    counts = quantile.binomial(uniform, np.full(4000, trials), np.full(4000, chance))
    np.testing.assert_array_equal(counts, stats.binom.ppf(uniform, trials, chance))


def test_the_tables_know_every_act():
    assert set(ACT) == set(WORTH) == set(CREDIT) == set(ACTS)


@pytest.mark.parametrize(
    ("act", "reviewed"),
    [
        ("easy", (1, 0.1, 0.5, 1, 0.3)), ("threshold", (0.6, 1, 0, 0, 0.6)),
        ("backdate", (1, 0.6, 0.3, 1, 0.3)), ("ghost", (1, 1, 1, 1, 1)),
        ("downgrade", (0, 1, 1, 0, 0.5)), ("unfound", (0, 1, 1, 0, 0.5)),
        ("unrecord", (0, 1, 1, 0, 0.5)), ("supply", (1, 1, 1, 1, 1)),
    ],
)  # fmt: skip
def test_worth_is_that_of_the_review(act, reviewed):
    """Its table 2.4: count or prior year, severity, clearance, quota, verified cases only."""
    kinds = ("prior_year", "severity", "clearance", "quota", "verified")
    assert tuple(worth(act, Regime(kind=kind)) for kind in kinds) == reviewed
    assert worth(act, Regime(kind="count")) == worth(act, Regime(kind="peer_median")) == reviewed[0]


def test_a_mixture_is_no_count_of_cases_where_fewer_crimes_count_as_success():
    fewer, plain = (Regime(kind="mixed", fewer_crimes=each) for each in (True, False))
    assert [worth(act, fewer) for act in ACTS] == [worth(act, plain) for act in ACTS]


@pytest.mark.parametrize(("act", "both", "added"), [
    ("easy", (0.1 + 0.3) / 2, (0.1 + 0.3) / 2), ("threshold", (1 + 0.6) / 2, 0.9 / 2),
    ("unfound", (1 + 0.5) / 2, 0), ("ghost", 1, 1),
])  # fmt: skip
def test_under_a_mixture_an_act_is_worth_half_of_each_figure_and_adds_half(act, both, added):
    mixed = Regime(kind="mixed")
    assert worth(act, mixed) == pytest.approx(both)
    assert credit(act, mixed) == pytest.approx(added)
    other = mixed.model_copy(update={"worth_draw": 7})
    kinds = [Regime(kind=kind, worth_draw=7) for kind in ("severity", "verified")]
    assert worth(act, other) == pytest.approx(sum(worth(act, each) for each in kinds) / 2)


def test_worth_depends_on_the_regime_and_never_forbids():
    assert [worth("easy", Regime(kind=kind)) for kind in ("none", "count", "severity")] == [
        0,
        1,
        0.1,
    ]
    assert worth("unfound", Regime(kind="count")) == 0
    assert worth("unfound", Regime(kind="count", fewer_crimes=True)) == 1
    assert credit("threshold", Regime(kind="prior_year")) == 0
    assert cap("threshold", Regime(opportunities={"threshold": 0.15})) == 0.15
    assert cap("easy", Regime(kind="quota")) == 1
    assert (cost("ghost", Regime()), cost("ghost", Regime(costs={"ghost": 0.5}))) == (3.6, 0.5)


@pytest.mark.parametrize(
    ("setting", "options"),
    [
        (Regime, {"kind": "wishes"}),
        (Regime, {"costs": {"sabotage": 1.0}}),
        (Regime, {"opportunities": {"ghost": -1.0}}),
        (People, {"never_gamer": 0.5}),
        (Supply, {"sell": 0.0}),
    ],
)
def test_settings_refuse_what_they_do_not_know(setting, options):
    with pytest.raises(ValidationError):
        setting(**options)


@pytest.mark.parametrize("options", [{"act": "sabotage"}, {"dose": 1.5}, {"driven_by": "whim"}])
def test_an_entry_refuses_what_it_does_not_know(options):
    with pytest.raises(ValueError, match=r"."):
        Planted(**{"act": "ghost", "dose": 0.5, "scope": np.ones((1, 1), dtype=bool), **options})
