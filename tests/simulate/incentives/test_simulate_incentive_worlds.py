"""Does a decided world do what was planted, where it was planted, and nothing else?"""

from __future__ import annotations

import numpy as np
import pytest
from decided_worlds import EACH, EVERYWHERE, FORCE, MONTHS, amounts, everything, world

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
from tallystick.simulate.streams import Streams

KINDS = (
    "none", "count", "prior_year", "peer_median", "clearance", "severity", "quota", "verified",
    "mixed",
)  # fmt: skip


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


def audited(sample, sanction):
    """Two years of a hundred officers who make up as many records as they have cases."""
    flat, one = np.ones((100, 24)), np.ones(1)
    staff = Staff(
        unit_of=np.zeros((100, 24), dtype=np.int64),
        duty=flat,
        ability=np.full(100, 20.0),
        season=flat,
        month_of_year=np.tile(np.arange(1, 13), 2),
        year=np.repeat([0, 1], 12),
        narcotics=np.ones(1, dtype=bool),
    )
    audits = Audits(chance=1.0, independence=1.0, sample=sample, sanction=sanction)
    settings = Incentives(audits=audits, insiders={"seen": 0.0})
    ghosts = [Planted("ghost", 1.0, flat > 0, "decree")]
    return decide(staff, Opportunity(one, one, one, one / 3), ghosts, settings, Streams(2))


@pytest.mark.parametrize("sanction", [0.0, 0.5, 1.0])
def test_of_those_found_the_share_that_the_audits_say_is_sanctioned(sanction):
    """The first year's audit sees nine in ten made-up records, so it finds everybody."""
    decision = audited(1e9, sanction)
    assert decision.found.by_audit["ghost"][0, 11] > 10_000
    assert not decision.sanctioned[:, :12].any()
    error = np.sqrt(sanction * (1 - sanction) / 100)
    assert abs(decision.sanctioned[:, 12].mean() - sanction) <= 4 * error


def test_an_audit_reads_its_sample_of_all_records_made_up_ones_too():
    """Half of all records are made up: of 3,000 read it sees nine in ten of 1,500."""
    found = audited(3000.0, 0.0).found.by_audit["ghost"][0, [11, 23]]
    assert (abs(found - 0.9 * 1500) < 4 * np.sqrt(0.9 * 1500)).all()


def test_a_scope_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="shape"):
        world([Planted("ghost", 1.0, np.ones((2, 2), dtype=bool))])
