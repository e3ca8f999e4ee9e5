"""Is a dealer at large named by his buyers and by nobody charged, wherever he would have been?"""

import numpy as np
import pytest
from chunks import month_with, plant_of

from tallystick.simulate.catalogue import place
from tallystick.simulate.oddities.dealer_at_large import PROCESS
from tallystick.tables.involvements import ROLES

SUPPLIER, INFORMANT = ROLES.index("supplier"), ROLES.index("informant")


def months(dose, **options):
    for seed in range(8):
        yield month_with(
            lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)), seed=seed, until="people"
        )


def dealer_of(chunk):
    """Whom the buyers name."""
    named = [x for x in chunk.labels.labels if x.detail == "named by the buyer"]
    (dealer,) = np.unique(np.concatenate([each.keys["person"] for each in named]))
    return dealer


def behind(chunk, role):
    """The cases in which the dealer has a role."""
    roles = chunk.roles
    return roles["case"][(roles["person"] == dealer_of(chunk)) & (roles["role"] == role)]


@pytest.mark.parametrize("dose", [0.5, 1.0])
def test_a_share_of_the_buyers_of_one_area_name_him(dose):
    named = buyers = 0
    for chunk in months(dose):
        cases = chunk.cases
        bought = (cases["offence"] == place("drug_possession")) & (cases["area"] == 0)
        his = np.isin(cases["key"], behind(chunk, SUPPLIER)) & bought
        named, buyers = named + int(his.sum()), buyers + int(bought.sum())
    # An ordinary month names him in at most 1/4 x 29 % of the rest.
    spread = 4 * np.sqrt(dose * (1 - dose) / buyers)
    assert dose - spread <= named / buyers <= dose + spread + 0.09 * (1 - dose)


def test_he_is_the_subject_of_no_case_and_another_dealer_of_the_area_is():
    spared = 0
    for seed, chunk in enumerate(months(1.0)):
        before, dealer = month_with(seed=seed, until="people"), dealer_of(chunk)
        assert not (chunk.cases["person"] == dealer).any()
        parties = [ROLES.index(role) for role in ("subject", "buyer")]
        his = chunk.roles["person"] == dealer
        assert not (his & np.isin(chunk.roles["role"], parties)).any()
        rows = np.flatnonzero(before.cases["person"] == dealer)
        spared += len(rows)
        others = chunk.cases["person"][rows]
        assert (others // chunk.public.residents == 0).all()
        assert (others % chunk.public.residents < chunk.public.dealers).all()
        rest = before.cases["person"] != dealer
        assert (chunk.cases["person"][rest] == before.cases["person"][rest]).all()
    assert spared


def test_labelled_outcomes_are_those_of_the_stand_ins():
    found = 0
    for seed in range(8):
        chunk = month_with(lambda c: (PROCESS, plant_of(PROCESS, c, 1.0)), seed=seed)
        before = month_with(seed=seed)
        other = chunk.charges["person"] != before.charges["person"]
        keys = [label.keys for label in chunk.labels.labels if label.table == "outcomes"]
        charged = {
            pair
            for each in keys
            for pair in zip(each["case"].tolist(), each["person"].tolist(), strict=True)
        }
        rows = (chunk.charges[name][other].tolist() for name in ("case", "person"))
        assert charged == set(zip(*rows, strict=True))
        found += len(charged)
    assert found


def test_he_informs_one_officer_and_of_no_case_in_which_he_sold():
    told = 0
    for chunk in months(1.0, informs=1.0):
        cases = behind(chunk, INFORMANT)
        officers = chunk.cases["officer"][chunk.at(cases)]
        assert len(np.unique(officers)) <= 1
        assert not np.isin(cases, behind(chunk, SUPPLIER)).any()
        told += len(cases)
    assert told > 5
    assert not sum(len(behind(chunk, INFORMANT)) for chunk in months(1.0))


def test_a_team_takes_the_buyers_and_nobody_else_does():
    teams = set()
    for chunk in months(1.0, team=3):
        label = [x for x in chunk.labels.labels if x.detail == "named by the buyer"]
        teams |= {frozenset(np.concatenate([x.keys["officer"] for x in label]).tolist())}
    assert {len(each) for each in teams} <= {1, 2, 3}
    assert max(map(len, teams)) == 3


def test_the_team_stays_the_same_from_month_to_month():
    def team(month):
        chunk = month_with(
            lambda c: (PROCESS, plant_of(PROCESS, c, 1.0, team=3)), month=month, until="people"
        )
        label = [x for x in chunk.labels.labels if x.detail == "named by the buyer"]
        return set(np.concatenate([x.keys["officer"] for x in label]).tolist())

    assert len(team(2) | team(3)) <= 4, "one may have been transferred"


def test_in_another_area_it_is_a_dealer_of_that_area():
    chunk = next(months(1.0, area=5))
    assert dealer_of(chunk) // chunk.public.residents == 5
