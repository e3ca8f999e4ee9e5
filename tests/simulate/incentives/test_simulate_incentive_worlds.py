"""Does a decided world do what was planted, where it was planted, and nothing else?"""

from __future__ import annotations

import numpy as np
import pytest

from tallystick.simulate.incentives import (
    ACTS,
    COUNTED,
    Audits,
    Incentives,
    Opportunity,
    People,
    Planted,
    Regime,
    Staff,
    decide,
)
from tallystick.simulate.incentives.forecast import outlook
from tallystick.simulate.streams import Streams

KINDS = (
    "none", "count", "prior_year", "peer_median", "clearance", "severity", "quota", "verified",
)  # fmt: skip
UNITS, EACH, YEARS = 6, 8, 3
OFFICERS, MONTHS = UNITS * EACH, 12 * YEARS
EVERYWHERE = np.ones((OFFICERS, MONTHS), dtype=bool)
ONES = np.ones(UNITS)
CHANCES = Opportunity(0.1 * ONES, 0.2 * ONES, 1.4 * ONES, 0.3 * ONES)


def force(units=UNITS, each=EACH, years=YEARS, seed=0):
    rng = np.random.default_rng(seed)
    officers, month = units * each, np.arange(12 * years)
    unit = np.repeat(np.arange(units), each)
    unit_of = np.repeat(unit[:, None], len(month), axis=1)
    duty = np.where(rng.random(unit_of.shape) < 0.08, 0.0, 1.0)
    if officers > 20:
        unit_of[3, 20:] = 4  # a transfer
        unit_of[9, 15:] = -1  # who leaves
    return Staff(
        unit_of=unit_of,
        duty=duty,
        ability=2.2 * np.exp(0.4 * rng.standard_normal(officers) - 0.08),
        season=np.exp(0.05 * rng.standard_normal((units, len(month))))[unit],
        month_of_year=month % 12 + 1,
        year=month // 12,
        narcotics=np.ones(units, dtype=bool),
    )


FORCE = force()


def world(planted=(), seed=1, **settings):
    return decide(FORCE, CHANCES, list(planted), Incentives(**settings), Streams(seed))


def everything(dose=1.0, driven_by="incentive", scope=EVERYWHERE):
    return [Planted(act, dose, scope, driven_by) for act in ACTS]


def amounts(decision):
    """How much of every entry there is, in the order in which they were planted."""
    size = [a.sum() + p.sum() for a, p in zip(decision.added, decision.propensity, strict=True)]
    for entry in decision.schemes.entry:
        size[entry] += 1
    return np.array(size)


def assert_alike(one, other):
    for name in ("honest", "held", "sales", "pressure", "reported", "audited", "sanctioned"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for a, b in zip(one.propensity + one.added, other.propensity + other.added, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_world_and_another_another(kind):
    options = {"regime": Regime(kind=kind, hold_back=0.2)}
    assert_alike(world(everything(), **options), world(everything(), **options))
    assert (world(everything(), seed=2, **options).honest != world(everything()).honest).any()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("clean", ["nothing planted", "dose 0", "nobody games"])
def test_a_clean_world_has_no_gamed_act(kind, clean):
    planted = {"nothing planted": [], "dose 0": everything(0.0), "nobody games": everything()}
    people = People(never_gamers=1.0 if clean == "nobody games" else 0.5)
    decision = world(planted[clean], regime=Regime(kind=kind), people=people)
    assert amounts(decision).sum() == 0
    assert decision.held.sum() == 0
    assert not decision.sanctioned.any()
    assert decision.honest.sum() > 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_act_happens_when_it_is_planted(kind):
    act_start = {"supply": {"start": 0.01}}
    decision = world(everything(), regime=Regime(kind=kind, quota=4.0), **act_start)
    assert (amounts(decision) > 0).all()


@pytest.mark.parametrize("driven_by", ["incentive", "decree"])
def test_nothing_happens_out_of_scope(driven_by):
    scope = np.zeros_like(EVERYWHERE)
    scope[: 2 * EACH, 10:25] = True
    scope &= FORCE.unit_of >= 0
    decision = world(
        everything(1.0, driven_by, scope),
        regime=Regime(kind="prior_year"),
        supply={"start": 0.02},
    )
    assert (amounts(decision) > 0).sum() >= len(ACTS) - 1  # a dozen ghosts may be none
    for array in decision.propensity + decision.added:
        assert (array[~scope] == 0).all()
    assert (decision.sales[:, :10] == 0).all()
    assert (decision.sales[:, 25:] == 0).all()
    assert set(decision.schemes.unit) <= {0, 1}
    assert (decision.schemes.bought >= 10).all()
    assert (decision.schemes.stopped <= 25).all()


@pytest.mark.parametrize("act", ACTS)
def test_a_decreed_dose_is_what_happens_whatever_the_regime(act):
    for kind in ("none", "severity"):
        small, large = (
            world([Planted(act, dose, EVERYWHERE, "decree")], regime=Regime(kind=kind))
            for dose in (0.5, 1.0)
        )
        assert (large.added[0] >= small.added[0]).all()
        assert (large.propensity[0] >= small.propensity[0]).all()
        if act not in (*COUNTED, "supply"):
            serves = FORCE.unit_of >= 0
            if act == "backdate":  # no month before the first
                serves = serves & (np.arange(MONTHS) > 0)
            np.testing.assert_array_equal(small.propensity[0], np.where(serves, 0.5, 0.0))
        elif act in COUNTED:
            mean, error = 0.5 * small.honest.sum(), np.sqrt(0.5 * small.honest.sum())
            assert abs(small.added[0].sum() - mean) < 4 * error


@pytest.mark.parametrize("act", [act for act in ACTS if act != "supply"])
@pytest.mark.parametrize("kind", ["none", "prior_year", "quota"])
def test_a_larger_dose_gives_more_of_an_act(act, kind):
    quiet = {"audits": Audits(chance=0), "insiders": {"seen": 0.0}}
    amount = [
        amounts(world([Planted(act, dose, EVERYWHERE)], regime=Regime(kind=kind), **quiet)).sum()
        for dose in (0.0, 0.5, 1.0)
    ]
    assert amount[0] == 0 < amount[1] < amount[2]


def test_gaming_leaves_the_honest_cases_as_they_were():
    clean = world([], regime=Regime(kind="prior_year", effort=0))
    for dose in (0.5, 1.0):
        gamed = world(everything(dose), regime=Regime(kind="prior_year", effort=0))
        np.testing.assert_array_equal(gamed.honest, clean.honest)
    without = world([], regime=Regime(kind="none"))
    np.testing.assert_array_equal(without.honest, clean.honest)
    harder = world([], regime=Regime(kind="prior_year", effort=0.2))
    assert (harder.honest >= clean.honest).all()
    assert harder.honest.sum() > clean.honest.sum()


def test_closing_one_act_leaves_the_luck_of_the_others():
    """With nothing to gain there is no substitution, so all other acts stay as they were."""
    options = {"audits": Audits(chance=0), "insiders": {"seen": 0.0}, "people": {"peers": 0.0}}
    full = world(everything(), **options)
    for closed in ("easy", "ghost", "threshold"):
        planted = [each for each in everything() if each.act != closed]
        part = world(planted, **options)
        kept = [place for place, act in enumerate(ACTS) if act != closed]
        np.testing.assert_array_equal(part.honest, full.honest)
        for place, array in zip(kept, part.added, strict=True):
            np.testing.assert_array_equal(array, full.added[place])


def test_acts_share_one_budget_of_need():
    """What padding brings takes pressure off; closing it puts pressure on the other acts."""
    options = {"regime": Regime(kind="count", plan=1.05), "audits": Audits(chance=0)}
    ghosts = [Planted("ghost", 1.0, EVERYWHERE)]
    both = [*ghosts, Planted("easy", 1.0, EVERYWHERE)]
    none, alone, padded = world([], **options), world(ghosts, **options), world(both, **options)
    assert padded.pressure.mean() < alone.pressure.mean() < none.pressure.mean()
    many = [
        (world(ghosts, seed, **options).added[0].sum(), world(both, seed, **options).added[0].sum())
        for seed in range(5)
    ]
    assert sum(one for one, _ in many) > sum(two for _, two in many)


def test_more_pressure_gives_more_of_each_act():
    weak, strong = (
        world(everything(), regime=Regime(kind="clearance", pressure=pressure))
        for pressure in (0.2, 2.0)
    )
    for place, act in enumerate(ACTS[:-1]):
        more, less = amounts(strong)[place], amounts(weak)[place]
        worthless = act in ("threshold", "recycled")
        assert more > less or worthless, act


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


def test_the_sanctioned_no_longer_game():
    decision = world(
        everything(),
        regime=Regime(kind="prior_year"),
        audits=Audits(chance=1.0, independence=1.0, sanction=1.0, sample=1000),
    )
    out = decision.sanctioned
    assert out.any()
    assert (np.diff(out.astype(int), axis=1) >= 0).all()
    for array in decision.propensity + decision.added:
        later = np.roll(out, 1, axis=1)  # dating back is decided in the month before
        later[:, 0] = False
        assert (array[out & later] == 0).all()
    found = sum(each.sum() for each in decision.found.by_audit.values())
    assert found > 0
    for place, act in ((0, "easy"), (3, "ghost")):
        assert decision.found.by_audit[act].sum() <= decision.added[place].sum()
    assert decision.found.by_audit["easy"].sum() == 0


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


def test_a_scope_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="shape"):
        world([Planted("ghost", 1.0, np.ones((2, 2), dtype=bool))])
