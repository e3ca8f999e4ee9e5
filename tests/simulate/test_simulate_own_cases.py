"""Does a record make sense: nobody stands on two sides of a case, no court decides too early?"""

from datetime import timedelta

import numpy as np
import pytest
from small_worlds import made, rows, world_of

from tallystick.simulate.public import People, Public

FEW = {"persons_per_case": 0.01}


@pytest.fixture(scope="module")
def tables():
    """A world of 120 residents an area and some 9,000 cases, in which chance meets are many."""
    return made(world_of(months=12, people=FEW), scale=4).tables


def test_nobody_complains_of_himself_or_attests_the_search_of_himself(tables):
    roles = {}
    for case, person, role in rows(tables["involvements"], "incident_id", "person_id", "role"):
        roles.setdefault((case, person), set()).add(role)
    sides = [held for held in roles.values() if "subject" in held]
    assert len(sides) > 4000
    assert [held for held in sides if held & {"complainant", "victim", "attesting_witness"}] == []


def test_every_search_still_has_its_two_witnesses(tables):
    drug = {
        case for case, code in rows(tables["incidents"], "incident_id", "offense_code")
        if code.startswith("drug")
    }  # fmt: skip
    attested = dict.fromkeys(drug, 0)
    for case, role in rows(tables["involvements"], "incident_id", "role"):
        if role == "attesting_witness":
            attested[case] += 1
    two = sum(number == 2 for number in attested.values())
    # Two passers-by or two bystanders who are the same person leave one.
    assert two / len(drug) > 0.99


def test_the_weight_that_is_charged_is_there_before_the_court_decides(tables):
    decided = dict(rows(tables["outcomes"], "incident_id", "decided_at"))
    waited = [
        decided[case] - moment
        for case, stage, moment in rows(
            tables["measurements"], "incident_id", "stage", "measured_at"
        )
        if stage == "charge" and decided.get(case)
    ]
    assert len(waited) > 1000
    assert min(waited) > timedelta(0)


def test_the_next_resident_lives_in_the_same_area_and_has_a_history_alike():
    public = Public(
        areas=2, residents=5, known=2, dealers=2, near=5, units=1, informants=1, officers=2,
        priors=np.zeros(17, np.int16), settings=People(),
    )  # fmt: skip
    assert public.next_to(np.arange(10)).tolist() == [1, 0, 3, 4, 2, 6, 5, 8, 9, 7]
