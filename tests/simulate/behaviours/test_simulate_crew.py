import dataclasses

import numpy as np
import pytest
from chunks import empty_month, month_with, plant_of
from small_worlds import made, rows, world_of

from tallystick.simulate.behaviours import (
    copied_narratives,
    crew,
    reused_informants,
    stock_witnesses,
    threshold,
)
from tallystick.simulate.behaviours.crew import CrewEntry, expand, members_of
from tallystick.simulate.entry import STEPS
from tallystick.tables.involvements import ROLES

MODULES = (copied_narratives, crew, reused_informants, stock_witnesses, threshold)
KNOWN = {module.PROCESS.name: module.PROCESS for module in MODULES}
ACTS = ("stock_witnesses", "copied_narratives", "threshold")


def test_a_crew_is_one_entry_per_act_with_one_dose_and_the_same_members():
    entry = CrewEntry(
        dose=0.4, acts=ACTS, officers=("K1002", "K1005"), driven_by="decree", to_month="2023-09"
    )
    entries = expand(entry, empty_month().force, KNOWN)
    assert [each.kind for each in entries] == list(ACTS)
    assert {type(each) for each in entries} == {KNOWN[act].options for act in ACTS}
    assert {
        (each.dose, each.officers, each.units, each.share, each.driven_by, each.to_month)
        for each in entries
    } == {(0.4, ("K1002", "K1005"), (), 1.0, "decree", "2023-09")}
    assert entries[0].shared


def test_members_are_the_first_officers_of_each_unit():
    force = empty_month().force
    entry = CrewEntry(dose=1, acts=ACTS, units=("P03", "N01"), size=2)
    assert members_of(entry, force) == ("K1001", "K1002", "K1013", "K1014")
    assert force.unit_of[[0, 1, 12, 13], 0].tolist() == [0, 0, 2, 2]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"acts": ("gossip",), "units": ("N01",)}, "'gossip' is no act of a crew"),
        ({"acts": ("crew",), "units": ("N01",)}, "'crew' is no act of a crew"),
        ({"acts": ("ghosts", "ghosts"), "units": ("N01",)}, "named twice among ghosts, ghosts"),
        ({"acts": ACTS}, "name its officers"),
        ({"acts": ACTS, "units": ("X99",)}, "name its officers"),
    ],
)
def test_what_a_crew_cannot_be(said, message):
    with pytest.raises(ValueError, match=message):
        expand(CrewEntry(dose=1, **said), empty_month().force, KNOWN)


def test_a_crew_does_nothing_of_its_own():
    assert not crew.PROCESS.acts
    assert not [step for step in STEPS if getattr(crew.PROCESS, step)]


def test_the_searches_of_all_members_are_attested_by_the_same_two():
    chunk = empty_month(seed=3)
    entry = CrewEntry(dose=1, acts=("stock_witnesses",), units=("N01",), size=4)
    (witnesses,) = expand(entry, chunk.force, KNOWN)
    member = np.isin(chunk.force.officer_ids, witnesses.officers)

    def planted(held):
        plant = plant_of(stock_witnesses.PROCESS, held, 1.0, member)
        return stock_witnesses.PROCESS, dataclasses.replace(plant, entry=witnesses)

    month_with(planted, chunk=chunk, until="people")
    rows = chunk.roles["role"] == ROLES.index("attesting_witness")
    officer = chunk.cases["officer"][chunk.at(chunk.roles["case"][rows])]
    person = chunk.roles["person"][rows]
    assert len(np.unique(officer[member[officer]])) == 4
    assert len(np.unique(person[member[officer]])) == 2
    assert len(np.unique(person[~member[officer]])) > 50


def test_what_one_act_of_a_crew_does_to_its_cases_another_leaves_alone():
    """A crew's acts share a place in the file: only what was made up lacks a name."""
    everyone = [f"K{1001 + officer}" for officer in range(24)]
    said = {"kind": "crew", "dose": 0.6, "driven_by": "decree", "officers": everyone}
    world = made(world_of(behaviours=[{**said, "acts": ["ghosts", "back_dating"]}]))
    alone = made(world_of(behaviours=[{**said, "acts": ["ghosts"]}]))
    for measure in ("ghost", "wrongly_charged", "added_months"):
        assert world.tally[measure] == alone.tally[measure] > 0
    dated = {
        row[1] for row in rows(world.labels, "name", "incident_id", "table")
        if row[0] == "back_dating" and row[2] == "incidents"
    }  # fmt: skip
    invented = {row[1] for row in rows(world.labels, "name", "incident_id") if row[0] == "ghosts"}
    named = {number for (number,) in rows(world.tables["involvements"], "incident_id")}
    peopled = {
        number for number, clearance, origin in
        rows(world.tables["incidents"], "incident_id", "clearance", "origin")
        if clearance == "arrest" or origin == "complaint"
    }  # fmt: skip
    assert len(dated - invented) > 10
    assert (dated - invented) & peopled <= named
    assert invented - named
