import dataclasses

import numpy as np
import pytest
from month_apart import by_key, changed, counted, in_kind, labelled, made, same, tallied, without

from tallystick.simulate.behaviours.ghosts import PROCESS
from tallystick.simulate.catalogue import CODES
from tallystick.simulate.chunk import GHOST
from tallystick.tables.custody import ACTIONS
from tallystick.tables.incidents import CLEARANCES, ORIGINS
from tallystick.tables.measurements import STAGES

ARREST = CLEARANCES.index("arrest")


def ghost_cases(chunk, detail=None):
    return by_key(chunk, labelled(chunk, detail))


def test_each_officer_makes_up_as_many_as_the_plan_says_and_honest_cases_stay():
    added = np.arange(42) % 7
    chunk, clean = made(PROCESS, counts={"added": added}), without()
    ghosts = ghost_cases(chunk)
    assert (counted(chunk, ghosts["officer"]) == added).all()
    assert (tallied(chunk, "ghost") == added).all()
    assert np.array_equal(ghosts["key"], np.setdiff1d(chunk.cases["key"], clean.cases["key"]))
    assert not len(changed(chunk, clean))
    assert (ghosts["source"] == GHOST).all()
    assert (ghosts["origin"] == ORIGINS.index("patrol")).all()


def test_none_added_leaves_no_trace():
    chunk = made(PROCESS, until="counterparts")
    assert same(chunk, without(until="counterparts"))
    assert not chunk.labels.labels


def test_no_system_that_records_events_holds_a_ghost_and_nobody_complained():
    chunk = made(PROCESS, until="counterparts", counts={"added": 30})
    ghosts = ghost_cases(chunk)
    assert not np.isin(ghosts["key"], chunk.counterparts["case"]).any()
    assert np.isin(chunk.cases["key"], chunk.counterparts["case"]).any()
    assert (ghosts["complainant"] == -1).all()


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("narcotics", {"drug_possession"}),
        ("patrol", {"disorderly_conduct", "drug_possession"}),
        ("traffic", {"speeding"}),
        ("investigation", {"disorderly_conduct", "drug_possession"}),
    ],
)
def test_offence_and_clearance_follow_the_kind_of_unit(kind, codes):
    chunk = made(PROCESS, counts={"added": 40})
    ghosts = ghost_cases(chunk)
    mine = ghosts.take(np.flatnonzero(np.isin(ghosts["officer"], in_kind(chunk, kind))))
    assert {CODES[code] for code in mine["offence"]} == codes
    arrest = kind != "traffic"
    assert (mine["clearance"] == CLEARANCES.index("arrest" if arrest else "none")).all()
    assert ((mine["closed"] > mine["recorded"]) == arrest).all()


@pytest.mark.parametrize("longest", [2, 6, 15])
def test_series_are_minutes_apart_in_the_last_hour_of_a_shift_and_entered_together(longest):
    chunk = made(PROCESS, counts={"added": 31}, bursts=1.0, series=longest)
    ghosts = ghost_cases(chunk, "series")
    assert len(ghosts) == len(labelled(chunk))
    hour = ghosts["occurred"] // 60 % 24
    assert np.isin(hour, (6, 14, 22)).all()
    assert ((ghosts["occurred"] >= chunk.begin) & (ghosts["occurred"] < chunk.end)).all()
    for officer in np.unique(ghosts["officer"]):
        mine = ghosts.take(np.flatnonzero(ghosts["officer"] == officer))
        for first in range(0, 31, longest):
            occurred = mine["occurred"][first : first + longest]
            recorded = mine["recorded"][first : first + longest]
            assert np.isin(np.diff(occurred), (1, 2, 3)).all()
            assert (np.diff(recorded) == 1).all()
            assert 2 <= recorded[0] - occurred[-1] < 10


def test_defaults_are_the_first_area_the_full_hour_and_a_few_names():
    chunk = made(PROCESS, until="people", counts={"added": 50}, default_share=1.0, bursts=0.0,
                 names=3, nameless=0.0)  # fmt: skip
    ghosts = ghost_cases(chunk)
    places = len(chunk.force.area_unit) // len(chunk.force.unit_names)
    assert (ghosts["occurred"] % 60 == 0).all()
    assert (ghosts["area"] == ghosts["unit"] * places).all()
    assert not (ghosts["offence"] == CODES.index("drug_possession"))[
        ~np.isin(ghosts["officer"], in_kind(chunk, "narcotics"))
    ].any()
    for officer in np.unique(ghosts["officer"]):
        assert len(np.unique(ghosts["person"][ghosts["officer"] == officer])) <= 3


def test_without_defaults_a_ghost_looks_like_other_records():
    chunk = made(PROCESS, until="people", counts={"added": 60}, default_share=0.0, bursts=0.0,
                 nameless=0.0)  # fmt: skip
    ghosts = ghost_cases(chunk)
    assert (ghosts["occurred"] % 60 == 0).mean() < 0.1
    places = len(chunk.force.area_unit) // len(chunk.force.unit_names)
    first = (ghosts["area"] == ghosts["unit"] * places).mean()
    expected = 1 / sum(1 / place for place in range(1, places + 1))
    assert abs(first - expected) < 4 * np.sqrt(expected * (1 - expected) / len(ghosts))
    honest = by_key(without(until="people"))
    ratio = np.median(ghosts["recorded"] - ghosts["occurred"]) / np.median(
        honest["recorded"] - honest["occurred"]
    )
    assert 0.75 < ratio < 1.33


def test_in_a_nameless_record_nobody_appears_and_no_one_else_loses_a_role():
    counts = {"added": 10}
    named = made(PROCESS, until="people", counts=counts, nameless=0.0)
    nameless = made(PROCESS, until="people", counts=counts, nameless=1.0)
    ghosts = labelled(nameless)
    assert not np.isin(nameless.roles["case"], ghosts).any()
    assert (by_key(nameless, ghosts)["person"] == -1).all()
    named.roles.keep(~np.isin(named.roles["case"], ghosts))
    assert same(named, nameless, ("roles",))
    assert np.array_equal(changed(named, nameless), ghosts)


def test_only_the_officers_own_hand_writes_of_goods_that_never_were():
    counts = {"added": 25}
    whole = dataclasses.replace(PROCESS, readings=None)
    kept, before = (made(each, until="readings", counts=counts) for each in (PROCESS, whole))
    ghosts = labelled(kept)
    readings, handovers = kept.readings, kept.handovers
    mine = readings.take(np.flatnonzero(np.isin(readings["case"], ghosts)))
    assert set(mine["stage"]) >= {STAGES.index("field"), STAGES.index("charge")}
    assert not np.isin(
        mine["stage"], [STAGES.index(x) for x in ("lab", "court", "destruction")]
    ).any()
    assert (
        handovers["action"][np.isin(handovers["case"], ghosts)] == ACTIONS.index("seized")
    ).all()
    field = {
        exhibit: value
        for exhibit, value, stage in zip(mine["exhibit"], mine["value"], mine["stage"], strict=True)
        if stage == STAGES.index("field") and exhibit >= 0
    }
    charged = mine["stage"] == STAGES.index("charge")
    for exhibit, value in zip(mine["exhibit"][charged], mine["value"][charged], strict=True):
        assert value == field[exhibit]
    for month in (kept, before):
        for table in (month.readings, month.handovers):
            table.keep(~np.isin(table["case"], ghosts))
    assert same(kept, before)


def test_the_tally_counts_those_charged_for_nothing_and_their_months():
    chunk = made(PROCESS, until="outcomes", counts={"added": 25})
    ghosts, charges = set(labelled(chunk).tolist()), chunk.charges
    persons, months = np.zeros(chunk.force.officers), np.zeros(chunk.force.officers)
    officer_of = dict(
        zip(chunk.cases["key"].tolist(), chunk.cases["officer"].tolist(), strict=True)
    )
    for case, sentence in zip(charges["case"].tolist(), charges["months"].tolist(), strict=True):
        if case in ghosts:
            persons[officer_of[case]] += 1
            months[officer_of[case]] += 0 if np.isnan(sentence) else sentence
    assert persons.sum() > 100
    assert np.array_equal(tallied(chunk, "wrongly_charged"), persons)
    assert np.allclose(tallied(chunk, "added_months"), months)


def test_a_split_arrest_is_of_an_arrest_that_was_made_and_has_four_records_at_most():
    chunk = made(PROCESS, until="people", counts={"added": 5}, split=True, nameless=0)
    clean, cases = without(until="people"), by_key(chunk)
    ghosts = ghost_cases(chunk, "split")
    same = ("officer", "unit", "offence", "area", "person", "clearance")
    arrests = counted(clean, clean.cases["officer"][clean.cases["clearance"] == ARREST])
    assert (counted(chunk, ghosts["officer"]) == np.minimum(5, 3 * arrests)).all()
    honest = cases.take(np.flatnonzero(cases["source"] != GHOST))
    for row in range(len(ghosts)):
        alike = np.logical_and.reduce([honest[name] == ghosts[name][row] for name in same])
        later = ghosts["occurred"][row] - honest["occurred"][alike]
        # Some officers round the time that they enter, to the hour at most.
        assert ((later > -60) & (later < 90 + 60)).any()
    _, records = np.unique(
        np.column_stack([ghosts[name] for name in ("officer", "person", "offence", "area")]),
        axis=0, return_counts=True,
    )  # fmt: skip
    assert (records <= 3).all()
    assert (records > 1).any()


def test_with_split_only_the_person_of_the_arrests_changes_and_without_it_nothing():
    chunk = made(PROCESS, until="people", counts={"added": 5}, split=True, nameless=0)
    clean = without(until="people")
    keys = changed(chunk, clean)
    a, b = by_key(chunk, keys), by_key(clean, keys)
    assert {name for name in a.names if (a[name] != b[name]).any()} <= {"person", "complainant"}
    assert (a["clearance"] == ARREST).all()


def test_uncharged_ghosts_have_no_charge_and_the_others_keep_theirs():
    usual, chunk = (
        made(PROCESS, until="counterparts", counts={"added": 30}, uncharged=uncharged)
        for uncharged in (False, True)
    )
    ghosts = labelled(chunk)
    of_ghosts, of_usual = (np.isin(each.charges["case"], ghosts) for each in (chunk, usual))
    assert of_usual.any()
    assert not of_ghosts.any()
    for name in chunk.charges.names:
        assert np.array_equal(chunk.charges[name], usual.charges[name][~of_usual], equal_nan=True)
    assert tallied(chunk, "wrongly_charged").sum() == 0
