"""Does one dealer appear behind the buyers of his area, and in cases of his own?"""

import dataclasses

import numpy as np
import pytest
from chunks import month_with, plant_of

from tallystick.simulate.catalogue import place
from tallystick.simulate.oddities.one_dealer import PROCESS
from tallystick.tables.involvements import ROLES


def months(dose, **options):
    for seed in range(8):
        yield month_with(
            lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)), seed=seed, until="people"
        )


def suppliers(chunk, offence, area, buyer=-1):
    """The suppliers in cases of an offence and area, and how many have another `buyer`."""
    cases, roles = chunk.cases, chunk.roles
    here = (cases["offence"] == place(offence)) & (cases["area"] == area)
    here &= cases["person"] != buyer
    at = chunk.at(roles["case"])
    named = here[at] & (roles["role"] == ROLES.index("supplier"))
    return roles["person"][named], int(here.sum())


@pytest.mark.parametrize(("dose", "own"), [(0.5, 0.4), (1.0, 1.0)])
def test_share_of_buyers_and_sales(dose, own):
    named = buyers = sold = sales = 0
    for chunk in months(dose, own=own):
        dealer = chunk.labels.labels[0].keys["person"][0]
        who, number = suppliers(chunk, "drug_possession", 0, dealer)
        named, buyers = named + int((who == dealer).sum()), buyers + number
        who, number = suppliers(chunk, "drug_sale", 0)
        sold, sales = sold + int((who == dealer).sum()), sales + number
        assert (chunk.public.priors[dealer] > 0) or dealer < chunk.public.known
    # an ordinary month names him in at most 1/4 x 29 % of the rest
    for found, of, share in ((named, buyers, dose), (sold, sales, dose * own)):
        spread = 4 * np.sqrt(share * (1 - share) / of)
        assert share - spread <= found / of <= share + spread + 0.09 * (1 - share)


def test_buyers_are_those_of_the_world_without_him():
    for seed, chunk in enumerate(months(1.0)):
        before = month_with(seed=seed, until="people")
        bought = chunk.cases["offence"] == place("drug_possession")
        assert (chunk.cases["person"][bought] == before.cases["person"][bought]).all()
        keys = np.stack([chunk.roles[name] for name in ("case", "person", "role")])
        assert len(np.unique(keys, axis=1).T) == len(chunk.roles)


def test_another_area_keeps_its_suppliers():
    for seed, chunk in enumerate(months(1.0, area=5)):
        before = month_with(seed=seed, until="people")
        for area in (0, 1, 4, 6):
            ours, theirs = (suppliers(c, "drug_possession", area)[0] for c in (chunk, before))
            assert (ours == theirs).all()
        dealer = suppliers(chunk, "drug_possession", 5)[0]
        assert len(np.unique(dealer)) == 1


def test_buyers_whom_the_police_supply_name_their_own_supplier():
    """A scheme's cases are none of the dealer's, wherever they are."""

    def supplied(chunk):
        chunk.cases["scheme"] = np.full(len(chunk.cases), 3)

    scheme = dataclasses.replace(PROCESS, cases=lambda chunk, *_: supplied(chunk), people=None)
    chunk = month_with(
        lambda c: (scheme, plant_of(PROCESS, c, 1.0)),
        lambda c: (PROCESS, plant_of(PROCESS, c, 1.0)),
        until="people",
    )
    assert not chunk.labels.labels
