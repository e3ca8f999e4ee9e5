import numpy as np
import pytest
from chunks import plant_of
from month_apart import made, same, tallied, without
from rows_apart import apart, labelled_rows

from tallystick.simulate.behaviours.reused_informants import PROCESS, reuse
from tallystick.tables.incidents import ORIGINS
from tallystick.tables.involvements import ROLES

END = "people"
INFORMANT, TIP = ROLES.index("informant"), ORIGINS.index("tip")


def informants(chunk):
    """The informants of each officer's cases, by a loop: {officer: {case: person}}."""
    roles, cases = chunk.roles, chunk.cases
    officer = dict(zip(cases["key"].tolist(), cases["officer"].tolist(), strict=True))
    found = {}
    for case, person, role in zip(roles["case"], roles["person"], roles["role"], strict=True):
        if role == INFORMANT:
            assert int(case) not in found.setdefault(officer[int(case)], {})
            found[officer[int(case)]][int(case)] = int(person)
    return found


def tips(chunk):
    return {
        int(key)
        for key, origin in zip(chunk.cases["key"], chunk.cases["origin"], strict=True)
        if origin == TIP
    }


def test_a_dose_of_nothing_leaves_no_trace():
    chunk = made(PROCESS, dose=0.0, until="counterparts")
    assert same(chunk, without(until="counterparts"))
    assert not chunk.labels.labels


@pytest.mark.parametrize("dose", [0.5, 1.0])
def test_labels_are_the_rows_that_differ(dose):
    chunk, clean = made(PROCESS, dose=dose, until=END), without(until=END)
    rows = apart(chunk, clean, "involvements")
    assert labelled_rows(chunk, "involvements") == rows
    assert tallied(chunk, "reused_informant").sum() == len(rows) > 10
    added = labelled_rows(chunk, "involvements", "attributed")
    assert {case for case, _, _ in added} <= tips(chunk)


def test_a_smaller_dose_touches_some_of_the_same_cases():
    few, many = (
        labelled_rows(made(PROCESS, dose=dose, until=END), "involvements") for dose in (0.3, 0.6)
    )
    assert few < many


def test_one_informant_of_his_own_stands_in_every_case_and_in_every_month():
    chunk, later = made(PROCESS, until=END), made(PROCESS, until=END, month=5)
    public = chunk.public
    for officer, cases in informants(chunk).items():
        (person,) = set(cases.values())
        assert (person - public.first_informant) // public.informants == officer
        assert set(informants(later).get(officer, {0: person}).values()) == {person}


def test_tips_get_an_informant_and_stay_tips():
    chunk, clean = made(PROCESS, until=END), without(until=END)
    named = set().union(*informants(chunk).values())
    assert tips(chunk) == tips(clean) <= named
    assert not tips(clean) & set().union(*informants(clean).values())
    alone = made(PROCESS, until=END, attribute=False)
    assert set().union(*informants(alone).values()) == set().union(*informants(clean).values())


def test_a_larger_pool_has_as_many_people():
    chunk = made(PROCESS, until=END, pool=2)
    sizes = {len(set(cases.values())) for cases in informants(chunk).values() if len(cases) > 8}
    assert sizes == {2}


def test_a_tip_that_has_an_informant_already_gets_no_second_one():
    chunk = made(PROCESS, until=END)
    rows = len(chunk.roles)
    reuse(chunk, plant_of(PROCESS, chunk, 1.0), np.random.default_rng(1))
    assert len(chunk.roles) == rows
    informants(chunk)
