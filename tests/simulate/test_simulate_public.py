"""Are the people of a city who and where their numbers say, in the shares asked for?"""

import numpy as np
import pytest

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.department import Department, Flow, Units
from tallystick.simulate.force import raise_force
from tallystick.simulate.public import People, settle
from tallystick.simulate.streams import Streams

DRAWS = 40_000


def city(cases=40_000, **said):
    department = Department(units=(Units(kind="patrol", count=3, officers=4),), areas_per_unit=5)
    force = raise_force(department, Flow(), Calendar(600, 12), 1.0, Streams(1))
    return settle(People(**said), force, cases, Streams(2)), force


@pytest.fixture(scope="module")
def public():
    return city()[0]


def within(share, expected, draws=DRAWS):
    return abs(share - expected) < 4.5 * (expected * (1 - expected) / draws) ** 0.5


def test_every_number_belongs_to_one_kind_of_person(public):
    areas, residents = 15, int(0.8 * 40_000 / 15)
    assert (public.areas, public.residents) == (areas, residents)
    assert public.first_near == areas * residents
    assert public.first_informant == public.first_near + 3 * 60
    assert len(public.priors) == public.first_informant + 12 * 4


@pytest.mark.parametrize("people", [{}, {"dealers": 5000}, {"known": 0.999}, {"near_station": 5}])
def test_draws_stay_in_their_own_range(people):
    public, _ = city(cases=500, **people)
    rng = np.random.default_rng(1)
    area, unit, officer = (
        rng.integers(0, 15, 2000),
        rng.integers(0, 3, 2000),
        rng.integers(0, 12, 2000),
    )
    for who in (public.offender(area, rng), public.newcomer(area, rng), public.dealer(area, rng)):
        assert (who // public.residents == area).all()
        assert who.max() < public.first_near
    assert (public.newcomer(area, rng) % public.residents >= public.known).all()
    assert (public.dealer(area, rng) % public.residents < public.known).all()
    near, told = public.bystander(unit, rng), public.informant(officer, rng)
    assert ((near - public.first_near) // public.near == unit).all()
    assert ((told - public.first_informant) // public.informants == officer).all()
    assert near.max() < public.first_informant
    assert told.max() < len(public.priors)


def test_offenders_are_known_in_the_share_asked_for(public):
    who = public.offender(np.zeros(DRAWS, np.int64), np.random.default_rng(3))
    some = public.known / public.residents
    assert within((who < public.known).mean(), 0.35 + 0.65 * some)
    none = public.offender(np.zeros(DRAWS, np.int64), np.random.default_rng(3), known=0.0)
    assert within((none < public.known).mean(), some)


def test_the_chance_of_the_known_falls_as_the_root_of_their_place(public):
    area = np.zeros(DRAWS, np.int64)
    who = public.offender(area, np.random.default_rng(4), known=1.0)
    for share in (0.04, 0.25, 0.64):
        reached = np.ceil(share * public.known)
        assert within((who < reached).mean(), (reached / public.known) ** 0.5)
    dealer = public.dealer(area, np.random.default_rng(5))
    assert within((dealer < public.dealers / 4).mean(), 0.5)


def test_bystanders_follow_zipfs_law(public):
    who = public.bystander(np.ones(DRAWS, np.int64), np.random.default_rng(6))
    place = np.bincount(who - public.first_near - public.near, minlength=60)
    weights = np.array([rank**-1.2 for rank in range(1, 61)])
    for at in (0, 1, 5, 30, 59):
        assert within(place[at] / DRAWS, weights[at] / weights.sum())


def test_newcomers_and_informants_are_drawn_alike(public):
    who = public.newcomer(np.zeros(DRAWS, np.int64), np.random.default_rng(7)) - public.known
    width = public.residents - public.known
    assert abs(who.mean() / (width - 1) - 0.5) < 4.5 * (1 / 12 / DRAWS) ** 0.5
    told = public.informant(np.full(DRAWS, 2), np.random.default_rng(8)) - public.first_informant
    for at in range(8, 12):
        assert within((told == at).mean(), 0.25)


def test_histories_are_those_of_each_kind(public):
    homes = public.priors[: public.first_near].reshape(public.areas, public.residents)
    known, others = homes[:, : public.known], homes[:, public.known :]
    assert known.min() >= 1
    assert not others.any()
    # 1 + floor(2.2 E) of a standard exponential E has the mean 1 + 1 / (e^(1 / 2.2) - 1).
    mean, spread = 1 + 1 / (np.exp(1 / 2.2) - 1), 2.2
    assert abs(known.mean() - mean) < 4.5 * spread / known.size**0.5
    near = public.priors[public.first_near : public.first_informant]
    assert set(near) <= {0, 1}
    assert near.mean() < 0.1
    assert set(public.priors[public.first_informant :]) == {0, 1, 2, 3}
