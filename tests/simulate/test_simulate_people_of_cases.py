"""Who appears in a case, what is read on the road, and what does the second system know?"""

from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest
from chunks import empty_month, month_with, ways

from tallystick.simulate.catalogue import GROUPS, OFFENCES, place
from tallystick.simulate.chunk import GHOST, NONE
from tallystick.simulate.department import SecondSystem
from tallystick.simulate.making import make
from tallystick.simulate.records.second_system import register
from tallystick.tables.incidents import CLEARANCES, ORIGINS
from tallystick.tables.involvements import ROLES
from tallystick.tables.measurements import KINDS

ARREST = CLEARANCES.index("arrest")


@pytest.fixture(scope="module")
def chunk():
    return month_with()


def of_cases(chunk):
    """Each case as a dictionary, with its people by role."""
    people = defaultdict(list)
    for case, person, role in zip(
        *(chunk.roles[name].tolist() for name in ("case", "person", "role")), strict=True
    ):
        people[case].append((ROLES[role], person))
    names = chunk.cases.names
    for row in zip(*(chunk.cases[name].tolist() for name in names), strict=True):
        case = dict(zip(names, row, strict=True))
        case["people"] = people[case["key"]]
        case["group"] = OFFENCES[case["offence"]].group
        case["code"] = OFFENCES[case["offence"]].code
        case["began"] = ORIGINS[case["origin"]]
        yield case


def test_each_case_has_the_people_of_its_kind(chunk):
    for case in of_cases(chunk):
        roles = Counter(role for role, _ in case["people"])
        complaint = case["began"] == "complaint"
        named = not complaint or case["clearance"] == ARREST
        assert roles["subject"] == named == (case["person"] != NONE)
        assert roles["complainant"] == complaint
        assert roles["victim"] == (complaint and case["group"] == "violent")
        assert roles["informant"] == (case["began"] in ("informant", "controlled_purchase"))
        assert roles["buyer"] == (case["code"] == "drug_possession")
        assert roles["attesting_witness"] in ((1, 2) if case["group"] == "drug" else (0,))
        if case["code"] == "drug_sale":
            assert ("supplier", case["person"]) in case["people"]
            assert roles["supplier"] == 1
        assert len(set(case["people"])) == len(case["people"])


def test_people_come_from_where_the_case_is(chunk):
    public = chunk.public
    for case in of_cases(chunk):
        for role, person in case["people"]:
            if role in ("subject", "complainant", "victim", "buyer", "supplier"):
                assert person // public.residents == case["area"]
            if role == "informant":
                runs = (person - public.first_informant) // public.informants
                assert runs == case["officer"]
            if role == "attesting_witness" and person >= public.first_near:
                assert (person - public.first_near) // public.near == case["unit"]


def test_witnesses_near_the_station_are_asked_in_the_share_told(chunk):
    asked = chunk.roles["person"][chunk.roles["role"] == ROLES.index("attesting_witness")]
    near = np.mean(asked >= chunk.public.first_near)
    # The second may not be the first, which sends some of the near on to passers-by.
    assert 0.62 < near < 0.74


def test_readings_on_the_road(chunk):
    readings = chunk.readings
    for code, kind, median in (
        ("speeding", "speed_over_limit", 21.0), ("driving_under_influence", "breath_alcohol", 0.55)
    ):  # fmt: skip
        rows = readings["kind"] == KINDS.index(kind)
        cases = chunk.cases["key"][chunk.cases["offence"] == place(code)]
        assert sorted(readings["case"][rows]) == sorted(cases)
        values = readings["value"][rows]
        assert np.median(values) == pytest.approx(median, rel=0.25)
        assert (values > 0).all()
        if kind == "speed_over_limit":
            assert (values == np.floor(values)).all()
        at = chunk.cases["occurred"][chunk.at(readings["case"][rows])]
        assert (readings["at"][rows] == at).all()


def second_of(**said):
    chunk = empty_month()
    chunk = replace(chunk, honest=chunk.honest * 20)
    make(chunk, replace(ways(chunk), second=SecondSystem(**said)), [])
    return chunk


def test_the_second_system_holds_arrests_and_tickets_but_for_its_gaps():
    chunk = second_of(missing=0.1, missing_shape=50, only_there=0.05)
    cases, held = chunk.cases, chunk.counterparts
    concerns = (cases["clearance"] == ARREST) | (cases["offence"] == place("speeding"))
    known = held["case"][held["case"] != NONE]
    assert len(set(known)) == len(known)
    assert set(known) <= set(cases["key"][concerns])
    number = int(concerns.sum())
    # Beta(5, 45) over 26 officers: the spread between officers outweighs that between cases.
    assert len(known) / number == pytest.approx(0.9, abs=0.04)
    assert len(held) - len(known) == pytest.approx(0.05 * len(known), rel=0.2)
    at = chunk.at(known)
    mine = held.take(np.flatnonzero(held["case"] != NONE))
    for name in ("officer", "offence", "area", "person"):
        assert (mine[name] == cases[name][at]).all()
    assert (mine["badge"] == chunk.force.badge_of[mine["officer"], chunk.month]).all()
    off = mine["occurred"] - cases["occurred"][at]
    assert off.std() == pytest.approx(15.0, rel=0.05)
    assert abs(off.mean()) < 1.0


def test_the_second_system_may_be_complete_or_absent():
    whole = second_of(missing=0.0, only_there=0.0, minutes_off=0.0)
    concerns = (whole.cases["clearance"] == ARREST) | (whole.cases["offence"] == place("speeding"))
    assert sorted(whole.counterparts["case"]) == sorted(whole.cases["key"][concerns])
    assert len(second_of(present=False).counterparts) == 0


def test_a_ghost_never_reaches_the_second_system():
    chunk = month_with(until="readings")
    ghosts = np.arange(len(chunk.cases)) % 2 == 0
    chunk.cases["source"] = np.where(ghosts, GHOST, chunk.cases["source"])
    register(chunk, SecondSystem())
    assert len(chunk.counterparts) > 100
    assert not set(chunk.counterparts["case"]) & set(chunk.cases["key"][ghosts])


def test_goods_are_seized_in_drug_cases_and_only_there(chunk):
    group = np.array([GROUPS.index(each.group) for each in OFFENCES])[chunk.cases["offence"]]
    drug = chunk.cases["key"][group == GROUPS.index("drug")]
    assert set(chunk.exhibits["case"]) == set(drug)
    assert len(chunk.exhibits) / len(drug) == pytest.approx(1.3, abs=0.15)
    assert len(set(chunk.exhibits["exhibit"])) == len(chunk.exhibits)
