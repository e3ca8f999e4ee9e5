import numpy as np
import pytest
from chunks import plant_of
from month_apart import made, same, tallied, without
from rows_apart import apart, labelled_rows

from tallystick.simulate.behaviours.stock_witnesses import PROCESS, bring, pools
from tallystick.tables.involvements import ROLES

END = "people"
ATTESTING = ROLES.index("attesting_witness")


def attested(chunk):
    """The attesting witnesses of each case, by a loop."""
    found = {}
    roles = chunk.roles
    for case, person, role in zip(roles["case"], roles["person"], roles["role"], strict=True):
        if role == ATTESTING:
            found.setdefault(int(case), []).append(int(person))
    return found


def by_officer(chunk):
    """The sets of people who attest for each officer."""
    at = {int(key): row for row, key in enumerate(chunk.cases["key"])}
    found = {}
    for case, persons in attested(chunk).items():
        found.setdefault(int(chunk.cases["officer"][at[case]]), set()).update(persons)
    return found


def test_a_dose_of_nothing_leaves_no_trace():
    chunk = made(PROCESS, dose=0.0, until="counterparts")
    assert same(chunk, without(until="counterparts"))
    assert not chunk.labels.labels


@pytest.mark.parametrize("dose", [0.4, 1.0])
def test_labels_are_the_rows_that_differ(dose):
    chunk, clean = made(PROCESS, dose=dose, until=END), without(until=END)
    rows = apart(chunk, clean, "involvements")
    assert labelled_rows(chunk, "involvements", "stock") == rows
    assert {role for _, _, role in rows} == {ATTESTING}
    assert tallied(chunk, "stock_witness").sum() == len({case for case, _, _ in rows}) > 20


def test_a_smaller_dose_touches_some_of_the_same_searches():
    few, many = (
        labelled_rows(made(PROCESS, dose=dose, until=END), "involvements") for dose in (0.3, 0.6)
    )
    assert few < many


def test_an_officer_who_always_does_it_has_two_witnesses_in_every_month_and_place():
    first, later = (by_officer(made(PROCESS, until=END, month=month)) for month in (0, 7))
    clean = by_officer(without(until=END))
    busy = [officer for officer in clean if len(clean[officer]) > 10]
    assert len(busy) > 5
    assert all(len(first[officer]) == 2 for officer in busy)
    assert all(later[officer] <= first[officer] for officer in busy if officer in later)
    assert len(set().union(*(first[officer] for officer in busy))) == 2 * len(busy)


def test_a_larger_pool_brings_two_different_people_of_it():
    chunk = made(PROCESS, until=END, pool=4)
    assert all(len(set(persons)) == len(persons) for persons in attested(chunk).values())
    assert max(len(persons) for persons in by_officer(chunk).values()) == 4


def test_a_pool_of_one_replaces_one_of_the_two():
    chunk, clean = made(PROCESS, until=END, pool=1), attested(without(until=END))
    for case, persons in attested(chunk).items():
        assert len(set(persons)) == len(persons) == len(clean[case])
        assert len(set(persons) - set(clean[case])) <= 1


def test_a_shared_pool_serves_everybody():
    chunk = made(PROCESS, until=END, shared=True, units=("P03",))
    assert len(set().union(*by_officer(chunk).values())) == 2
    own = by_officer(made(PROCESS, until=END))
    leader = int(np.flatnonzero(chunk.force.unit_of[:, 0] == 2)[0])
    assert by_officer(chunk)[leader] == own[leader]


def brought(pool, change):
    """A search to which `change` was done first: its witnesses before and after."""
    chunk = without(until=END)
    plant = plant_of(PROCESS, chunk, 1.0, pool=pool)
    case, persons = next(iter(attested(chunk).items()))
    row = int(np.flatnonzero(chunk.cases["key"] == case)[0])
    stock = pools(chunk, plant)[chunk.cases["officer"][row]]
    change(chunk, row, np.flatnonzero(chunk.roles["person"] == persons[1]), stock)
    before = attested(chunk)[case]
    bring(chunk, plant, np.random.default_rng(1))
    return before, attested(chunk)[case], stock


def test_nobody_attests_his_own_search():
    def subject_is_of_the_pool(chunk, row, second, stock):
        chunk.cases["person"][row] = stock[1]

    before, after, _ = brought(2, subject_is_of_the_pool)
    assert after == before


def test_nobody_attests_a_search_twice():
    def second_is_of_the_pool(chunk, row, second, stock):
        chunk.roles["person"][second] = stock[0]

    before, after, stock = brought(1, second_is_of_the_pool)
    assert after == before
    assert after[1] == stock[0]


def test_otherwise_the_pool_comes():
    before, after, stock = brought(2, lambda *_: None)
    assert set(after) == set(stock.tolist())
    assert not set(before) & set(after)
