"""Whom, when and how much does an entry of the world file concern?"""

from types import SimpleNamespace

import numpy as np
import pytest
from small_worlds import UNITS, world_of

from tallystick.simulate.behaviours.ghosts import PROCESS as GHOSTS
from tallystick.simulate.calendar import Calendar
from tallystick.simulate.catalogue import OFFENCES, UNIT_KINDS
from tallystick.simulate.chunk import NONE
from tallystick.simulate.labels import Labels
from tallystick.simulate.opportunity import opportunities
from tallystick.simulate.plan import scope_of
from tallystick.simulate.stream import prepare
from tallystick.simulate.streams import Streams
from tallystick.simulate.surplus import surplus_of


@pytest.fixture(scope="module")
def prepared():
    return prepare(world_of(department={"units": UNITS, "transfers": 0.5}))


def scope(prepared, **said):
    entry = GHOSTS.options(kind="ghosts", dose=0.5, **said)
    return scope_of(entry, 0, prepared.force, prepared.calendar, prepared.streams)


def test_an_entry_without_a_name_concerns_everybody_always(prepared):
    assert scope(prepared).all()
    assert scope(prepared).shape == (24, 5)


def test_units_officers_and_months_narrow_an_entry_together(prepared):
    inside = scope(
        prepared, units=("N01", "P03"), officers=("K1002", "K1004", "K1009", "K1024"),
        from_month="2023-11", to_month="2024-01",
    )  # fmt: skip
    force = prepared.force
    for officer in range(24):
        for month in range(5):
            unit = force.unit_names[force.unit_of[officer, month]]
            meant = officer in (1, 3, 8, 23) and unit in ("N01", "P03") and 1 <= month <= 3
            assert inside[officer, month] == meant
    assert inside.any()


def test_months_beyond_the_world_are_simply_not_there(prepared):
    early = scope(prepared, from_month="2020-01", to_month="2023-10")
    assert early.any(axis=0).tolist() == [True, False, False, False, False]
    assert not scope(prepared, from_month="2030-01").any()


def test_a_share_of_officers_takes_part_and_the_same_throughout():
    large = prepare(
        world_of(department={"units": [{"kind": "patrol", "count": 20, "officers": 50}]}, months=2)
    )
    inside = scope(large, share=0.3)
    assert (inside[:, 0] == inside[:, 1]).all()
    assert abs(inside[:, 0].mean() - 0.3) < 4.5 * (0.3 * 0.7 / 1000) ** 0.5
    assert (scope(large, share=0.3) <= scope(large, share=0.6)).all()


def test_a_decree_is_the_dose_of_whom_it_concerns(prepared):
    entry = {"kind": "threshold", "dose": 0.4, "driven_by": "decree", "units": ["N01"]}
    plan = prepare(world_of(behaviours=[entry])).plan
    ((_, plant),) = plan.plants(2)
    assert np.array_equal(plant.dose, 0.4 * plant.member)
    assert 0 < plant.member.sum() < 24
    assert (plant.nature, plant.index) == ("behaviour", 0)


def test_plants_of_a_month_are_oddities_then_behaviours(prepared):
    plan = prepare(
        world_of(
            behaviours=[{"kind": "ghosts", "dose": 0.1, "driven_by": "decree"}],
            oddities=[{"kind": "packs", "dose": 0.2}, {"kind": "festival", "dose": 0.3}],
        )
    ).plan
    told = [(process.name, plant.nature, plant.index) for process, plant in plan.plants(0)]
    assert told == [("packs", "oddity", 0), ("festival", "oddity", 1), ("ghosts", "behaviour", 0)]
    assert set(plan.plants(0)[1][1].dose) == {0.3}


def test_behaviours_act_in_turn_wherever_they_stand_in_the_file():
    """Goods that a later entry supplies are no goods that an earlier one moves over a line."""
    kinds = ("copied_narratives", "threshold", "supply", "crew", "ghosts", "threshold")
    plan = prepare(
        world_of(
            behaviours=[
                {"kind": kind, "dose": 0.1, "driven_by": "decree"}
                | ({"acts": ["unfounding"], "units": ["P03"]} if kind == "crew" else {})
                for kind in kinds
            ]
        )
    ).plan
    assert [(process.name, plant.entry.kind, plant.index) for process, plant in plan.plants(0)] == [
        ("ghosts", "ghosts", 4), ("unfounding", "unfounding", 3), ("supply", "supply", 2),
        ("threshold", "threshold", 1), ("threshold", "threshold", 5),
        ("copied_narratives", "copied_narratives", 0),
    ]  # fmt: skip


def test_opportunities_are_expectations_of_the_catalogue(prepared):
    """Complaints and their solved share by hand; the band by drawing the weights."""
    world, force = prepared.world, prepared.force
    told = opportunities(world, force)
    for unit, kind in enumerate(force.unit_kind):
        mix = np.array([offence.mix[kind] for offence in OFFENCES])
        mix = mix / mix.sum()
        complaints = sum(m * o.complaint for m, o in zip(mix, OFFENCES, strict=True))
        solved = sum(m * o.complaint * o.cleared for m, o in zip(mix, OFFENCES, strict=True))
        assert told.complaint[unit] == pytest.approx(complaints - solved)
        assert told.clearable[unit] == pytest.approx(solved / complaints if complaints else 0)
    rng, drawn = np.random.default_rng(1), 400_000
    lines = {goods.substance: goods.lines[0].g for goods in world.law}
    shares = np.array([each.share for each in world.substances])
    band = over = 0
    for each, share in zip(world.substances, shares / shares.sum(), strict=True):
        if each.name in lines:
            grams = each.median_g * np.exp(each.log_sd * rng.standard_normal(drawn))
            first = lines[each.name]
            band += share * np.mean((grams < first) & (grams >= first * 0.65))
            over += share * np.mean(grams >= first)
    narcotics = int(np.flatnonzero(force.unit_kind == UNIT_KINDS.index("narcotics"))[0])
    assert told.band[narcotics] == pytest.approx(1.3 * band, rel=0.02)
    assert told.over[narcotics] == pytest.approx(1.3 * over, rel=0.02)
    traffic = int(np.flatnonzero(force.unit_kind == UNIT_KINDS.index("traffic"))[0])
    assert told.band[traffic] == told.complaint[traffic] == 0


def surplus(mode, dose, honest, first="2022-01", scope=None):
    calendar = Calendar(Calendar(0, 1).month_of(first), honest.shape[1])
    entry = SimpleNamespace(mode=mode, dose=dose, driven_by="decree")
    inside = np.ones(honest.shape, bool) if scope is None else scope
    decision = SimpleNamespace(honest=honest, held=np.zeros_like(honest))
    unit_of = np.zeros(honest.shape, np.int64)
    return surplus_of(entry, inside, unit_of, decision, calendar, Streams(1))


def test_held_back_cases_come_back_in_january_and_none_is_lost():
    honest = np.full((400, 26), 20)
    inside = np.ones(honest.shape, bool)
    inside[:100] = False
    moved = surplus("hold_back", 0.25, honest, scope=inside)
    by_month = moved.held.sum(axis=0)
    assert [month for month in range(26) if by_month[month]] == [10, 11, 22, 23]
    assert [month for month in range(26) if moved.returned.sum(axis=0)[month]] == [12, 24]
    assert (moved.held.sum(axis=1) == moved.returned.sum(axis=1)).all()
    assert not moved.held[:100].any()
    assert by_month[10] / (300 * 20) == pytest.approx(0.25, abs=4.5 * (0.1875 / 6000) ** 0.5)
    assert not surplus("hold_back", 0.0, honest).held.any()


def test_what_the_decision_holds_back_is_held_by_those_in_scope():
    held = np.zeros((4, 14), np.int64)
    held[:, 10], held[:, 11] = (1, 2, 3, 4), 5
    inside = np.ones(held.shape, bool)
    inside[3], inside[2, 11] = False, False
    entry = SimpleNamespace(mode="hold_back", dose=1.0, driven_by="incentive")
    decision = SimpleNamespace(honest=np.full(held.shape, 9), held=held)
    calendar = Calendar(Calendar(0, 1).month_of("2022-01"), 14)
    moved = surplus_of(
        entry, inside, np.zeros(held.shape, np.int64), decision, calendar, Streams(1)
    )
    assert moved.held[:, 10:12].tolist() == [[1, 5], [2, 5], [3, 0], [0, 0]]
    assert moved.returned[:, 12].tolist() == [6, 7, 3, 0]


def test_a_year_that_falls_short_is_met_from_january():
    honest = np.full((3, 37), 10)
    honest[:, 12:24] = 9
    moved = surplus("meet", 1.0, honest)
    # 36 short among 3 officers of 9 each: 12 each, of which January has 10 to give.
    assert moved.held[:, 24].tolist() == moved.returned[:, 23].tolist() == [10, 10, 10]
    assert moved.held.sum() == moved.returned.sum() == 30
    assert not surplus("meet", 1.0, np.full((3, 37), 10)).held.any()
    assert surplus("push", 1.0, honest) is None


def test_labels_hold_one_row_per_key_and_nothing_when_there_is_none():
    plant = SimpleNamespace(nature="oddity", entry=SimpleNamespace(kind="packs"), index=3)
    labels = Labels(5)
    labels.add(plant, "custody", "mode", case=np.array([4, 5]), officer=2, at=np.array([7, 8]))
    labels.add(plant, "custody", "mode", case=np.zeros(0, np.int64), officer=2)
    (only,) = labels.labels
    assert (only.nature, only.name, only.index, only.table) == ("oddity", "packs", 3, "custody")
    assert only.keys["case"].tolist() == [4, 5]
    assert only.keys["officer"].tolist() == [2, 2]
    assert only.keys["exhibit"].tolist() == only.keys["scheme"].tolist() == [NONE, NONE]


def test_a_tally_adds_ones_or_weights_by_officer():
    labels = Labels(4)
    labels.tally("easy", np.array([0, 2, 2]))
    labels.tally("easy", np.array([2, 3]), np.array([0.5, 10.0]))
    assert labels.tallies["easy"].tolist() == [1.0, 0.0, 2.5, 10.0]
