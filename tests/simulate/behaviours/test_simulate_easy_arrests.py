import numpy as np
import pytest
from month_apart import (
    by_key,
    changed,
    counted,
    in_kind,
    labelled,
    made,
    named,
    same,
    tallied,
    without,
)

from tallystick.simulate.behaviours.easy_arrests import PROCESS
from tallystick.simulate.catalogue import CODES
from tallystick.simulate.chunk import EASY
from tallystick.tables.incidents import CLEARANCES, ORIGINS


def easy_cases(chunk):
    return by_key(chunk, labelled(chunk))


def test_each_officer_makes_as_many_as_the_plan_says_and_honest_cases_stay():
    added = np.arange(42) % 5
    chunk, clean = made(PROCESS, counts={"added": added}), without()
    easy = easy_cases(chunk)
    assert (counted(chunk, easy["officer"]) == added).all()
    assert np.array_equal(easy["key"], np.setdiff1d(chunk.cases["key"], clean.cases["key"]))
    assert not len(changed(chunk, clean))
    assert np.isin(clean.cases["key"], chunk.cases["key"]).all()
    assert (easy["source"] == EASY).all()
    assert (tallied(chunk, "easy") == added).all()
    assert (tallied(chunk, "true_events") - tallied(clean, "true_events") == added).all()


def test_none_added_leaves_no_trace():
    chunk = made(PROCESS, until="counterparts")
    assert same(chunk, without(until="counterparts"))
    assert not chunk.labels.labels


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("narcotics", {"drug_possession"}),
        ("patrol", {"disorderly_conduct", "trespass", "drug_possession"}),
        ("investigation", {"disorderly_conduct", "trespass", "drug_possession"}),
        ("traffic", {"speeding"}),
    ],
)
def test_the_offence_is_a_minor_one_of_the_kind_of_unit(kind, codes):
    chunk = made(PROCESS, counts={"added": 100})
    easy = easy_cases(chunk)
    rows = np.isin(easy["officer"], in_kind(chunk, kind))
    assert {CODES[code] for code in easy["offence"][rows]} == codes
    arrest = CLEARANCES.index("none" if kind == "traffic" else "arrest")
    assert (easy["clearance"][rows] == arrest).all()
    assert (easy["origin"][rows] == ORIGINS.index("patrol")).all()
    assert (easy["recorded"] > easy["occurred"]).all()
    assert ((easy["occurred"] >= chunk.begin) & (easy["occurred"] < chunk.end)).all()


def test_patrol_takes_minor_offences_in_the_proportions_of_its_honest_work():
    chunk = made(PROCESS, counts={"added": 200})
    easy = easy_cases(chunk)
    mine = easy["offence"][np.isin(easy["officer"], in_kind(chunk, "patrol"))]
    share = np.array([np.mean(mine == code) for code in named(("disorderly_conduct", "trespass"))])
    expected = np.array([0.08, 0.05]) / 0.21
    assert np.all(np.abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / len(mine)))


def test_an_officer_comes_back_to_the_same_few_persons_in_every_month():
    first, second = (made(PROCESS, month=m, counts={"added": 60}, users=5) for m in (0, 1))
    public, places = first.public, len(first.force.area_unit) // len(first.force.unit_names)
    stayed = first.force.unit_of[:, 0] == first.force.unit_of[:, 1]
    for officer in np.setdiff1d(np.flatnonzero(stayed), in_kind(first, "traffic")):
        mine = [
            easy["person"][easy["officer"] == officer]
            for easy in (easy_cases(first), easy_cases(second))
        ]
        users = np.unique(np.concatenate(mine))
        assert len(users) <= 5
        assert np.isin(users, np.intersect1d(*mine)).all()
        assert (users % public.residents < public.known).all()
        assert (users // public.residents // places == first.force.unit_of[officer, 0]).all()


def test_a_case_is_in_the_area_where_its_person_lives():
    chunk = made(PROCESS, counts={"added": 20})
    easy = easy_cases(chunk)
    named_rows = easy["person"] >= 0
    home = easy["person"][named_rows] // chunk.public.residents
    assert (easy["area"][named_rows] == home).all()


def test_what_happened_reaches_the_laboratory_the_court_and_the_second_system():
    chunk = made(PROCESS, until="counterparts", counts={"added": 40})
    easy = labelled(chunk)
    found = np.isin(easy, chunk.counterparts["case"]).mean()
    assert 0.9 < found < 1
    drugs = easy[by_key(chunk, easy)["offence"] == CODES.index("drug_possession")]
    assert np.isin(drugs, chunk.readings["case"]).all()
    assert np.isin(drugs, chunk.charges["case"]).all()


def test_last_days_moves_the_arrests_there_and_changes_nothing_else():
    counts = {"added": np.full(42, 3)}
    plain, late = made(PROCESS, counts=counts), made(PROCESS, counts=counts, last_days=5)
    days = late.calendar.days(late.month)
    easy, as_drawn = easy_cases(late), easy_cases(plain)
    day = (easy["occurred"] - late.begin) // 1440
    assert set(day) == set(range(days - 5, days))
    assert np.array_equal(easy["occurred"] % 1440, as_drawn["occurred"] % 1440)
    assert np.array_equal(easy["person"], as_drawn["person"])
