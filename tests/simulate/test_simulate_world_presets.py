"""Can every preset be read and made, and does each plant what its first lines say?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tallystick.simulate.figures import Ledger
from tallystick.simulate.stream import chunks, prepare
from tallystick.simulate.world import World, read_world

FOLDER = Path(__file__).parents[2] / "examples" / "worlds"
SMALL = 0.05
# What may stand in the tally of a world in which nobody games.
INNOCENT = {"true_events", "lost", "misclassified"}
COUNT = {"easy", "ghost", "backdated", "moved_over_line", "copied", "stock_witness"}
PLANTED = {
    "clean": set(),
    "effort_only": set(),
    "sloppy": set(),
    "appg_mild": COUNT,
    "appg": COUNT,
    "appg_hard": COUNT,
    "severity_strong": {"moved_over_line"},
    "clearance": {"easy", "unrecorded", "downgraded", "unfounded_wrongly", "cleared_wrongly"},
    "quota": {"easy", "ghost"},
    "audited": COUNT,
    "one_bad_unit": COUNT,
    "dallas": {"supplied_cases"},
}
# Of these a small world holds so few that there may be none.
RARE = {"backdated", "supplied_cases"}
MONTHS = 36  # of the six years of the prior-year worlds
HARM = {"wrongly_charged", "added_months", "held_back"}


def preset(name: str) -> World:
    return read_world(FOLDER / f"{name}.toml")


@cache
def happened(name: str) -> tuple[dict[str, float], frozenset[tuple[str, str]]]:
    """The sums of the tally, and the (nature, unit) of every label, of a small preset."""
    world = preset(name)
    if PLANTED[name] == COUNT:
        world = world.model_copy(update={"months": MONTHS})
    prepared = prepare(world, scale=SMALL)
    ledger = Ledger.empty(len(prepared.force.unit_names), prepared.calendar.months)
    total: dict[str, float] = {}
    touched: set[tuple[str, str]] = set()
    for made in chunks(prepared, ledger, frozenset({"incidents"})):
        for measure, counts in made.tally.items():
            total[measure] = total.get(measure, 0.0) + float(counts.sum())
        labels = made.labels.select(["nature", "unit_id"]).group_by(["nature", "unit_id"])
        touched |= {(row["nature"], row["unit_id"]) for row in labels.aggregate([]).to_pylist()}
    return total, frozenset(touched)


def test_the_presets_are_those_of_the_list_and_of_the_page():
    files = {path.stem for path in FOLDER.glob("*.toml")}
    page = (FOLDER / "README.md").read_text()
    assert files == set(PLANTED)
    assert not [name for name in files if f"`{name}.toml`" not in page]


@pytest.mark.parametrize("name", PLANTED)
def test_a_preset_holds_the_acts_that_it_names_and_no_others(name):
    total, _ = happened(name)
    acts = {measure for measure, value in total.items() if value > 0} - INNOCENT - HARM
    if PLANTED[name] == COUNT:
        assert COUNT - RARE <= acts <= COUNT | RARE
    else:
        assert acts == PLANTED[name]
    assert total["true_events"] > 0


@pytest.mark.parametrize("name", ["clean", "effort_only", "sloppy"])
def test_nobody_is_charged_for_the_figure_in_a_negative_world(name):
    total, touched = happened(name)
    assert set(total) <= INNOCENT
    assert {nature for nature, _ in touched} <= {"oddity"}
    assert bool(touched) == (name == "sloppy")


def test_only_the_named_unit_of_one_bad_unit_is_touched():
    assert happened("one_bad_unit")[1] == {("behaviour", "N02")}


def test_the_audited_world_is_the_same_department_as_the_one_without_auditors():
    free, audited = preset("appg"), preset("audited")
    same = {"incentives": audited.incentives, "name": audited.name}
    assert free.model_copy(update=same) == audited
    assert happened("audited")[0]["ghost"] < happened("appg")[0]["ghost"]


def test_dallas_is_two_officers_and_one_informant_within_a_year():
    prepared = prepare(preset("dallas"))
    (sale,) = (sale for sales in prepared.plan.sales for sale in sales)
    selling = prepared.plan.decision.sales.sum(axis=0) > 0
    assert 50 <= sale.buyers.sum() <= 90
    assert selling.sum() < 12
    officers, informants, buyers = set(), set(), 0
    ledger = Ledger.empty(len(prepared.force.unit_names), prepared.calendar.months)
    for made in chunks(prepared, ledger, frozenset({"incidents", "involvements"})):
        labels = [row for row in made.labels.to_pylist() if row["scheme"] >= 0]
        mine = {row["incident_id"] for row in labels if row["table"] == "incidents"}
        buyers += len(mine)
        for row in made.tables["incidents"].to_pylist():
            if row["incident_id"] in mine:
                officers.add(row["officer_id"])
        for row in made.tables["involvements"].to_pylist():
            if row["incident_id"] in mine and row["role"] == "informant":
                informants.add(row["person_id"])
    assert len(officers) == 2
    assert len(informants) == 1
    assert buyers == sale.buyers.sum()
