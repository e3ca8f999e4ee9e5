"""Does a world stay the same world in blocks, and whichever of its tables are wanted?"""

from collections import Counter

import numpy as np
import pytest
from small_worlds import made, rows, world_of

from tallystick.simulate import stream
from tallystick.simulate.behaviours import BEHAVIOURS
from tallystick.simulate.figures import Ledger
from tallystick.simulate.stream import ALL, blocks, chunks, prepare

SAID = {"crew": {"acts": ["unfounding"], "units": ["N01"]}}
PLANTED = [
    {"kind": each.name, "dose": 0.3, "driven_by": "decree", **SAID.get(each.name, {})}
    for each in BEHAVIOURS
]


@pytest.fixture(scope="module", params=[{}, {"behaviours": PLANTED}], ids=["clean", "planted"])
def world(request):
    return world_of(**request.param)


def test_a_department_too_large_for_one_block_is_made_in_several(monkeypatch):
    prepared = prepare(world_of())
    force = prepared.force
    (whole,) = blocks(prepared)
    assert whole.all()
    monkeypatch.setattr(stream, "CASES_AT_ONCE", 40)
    parts = blocks(prepared)
    assert len(parts) == 5
    assert (np.sum(parts, axis=0) == 1).all()
    most = (force.ability[:, None] * force.flow * force.duty).max(axis=1)
    for part in parts:
        # A block is closed by the unit that fills it, so it may be over by less than that unit.
        units = [most[force.unit_of[:, 0] == unit].sum() for unit in np.flatnonzero(part)]
        assert sum(units) < 40 + max(units)


def test_every_officer_is_in_one_block_of_every_month(monkeypatch):
    monkeypatch.setattr(stream, "CASES_AT_ONCE", 40)
    seen = Counter()
    original = stream.make

    def spy(chunk, *said):
        unit = chunk.force.unit_of[chunk.officers, chunk.month]
        seen.update((chunk.month, int(officer)) for officer in chunk.officers)
        assert {int(each) for each in chunk.honest.nonzero()[0]} <= set(chunk.officers.tolist())
        original(chunk, *said)
        assert set(chunk.cases["officer"]) <= set(chunk.officers)
        assert set(chunk.cases["unit"]) <= set(unit)

    monkeypatch.setattr(stream, "make", spy)
    prepared = prepare(world_of(behaviours=PLANTED))
    ledger = Ledger.empty(len(prepared.force.unit_names), 5)
    tallies = list(chunks(prepared, ledger))
    assert len(tallies) == 5 * 5
    assert seen == {
        (month, officer): 1 for month in range(5) for officer in range(prepared.force.officers)
    }


def test_blocks_leave_the_number_of_honest_events_as_it_was(monkeypatch):
    whole = made(world_of())
    monkeypatch.setattr(stream, "CASES_AT_ONCE", 40)
    parts = made(world_of())
    assert parts.tally["true_events"] == whole.tally["true_events"] > 600
    for table in ("officers", "postings", "persons"):
        assert parts.tables[table].equals(whole.tables[table])


def test_a_table_does_not_depend_on_which_others_are_wanted(world):
    whole = made(world)
    for wanted in ({"incidents"}, {"custody", "outcomes"}, {"narratives"}):
        some = made(world, wanted=frozenset(wanted))
        assert set(some.parts) == wanted
        for table in wanted:
            assert some.tables[table].equals(whole.tables[table]), table
        assert some.labels.equals(whole.labels)


def test_incidents_can_be_made_alone(world):
    """Stopping after the step ``cases`` gives the incidents that the whole month has.

    Only a supply scheme closes its cases later, when they have people.
    """
    others = tuple(each for each in world.behaviours if each.kind != "supply")
    world = world.model_copy(update={"behaviours": others})
    whole, alone = made(world), made(world, wanted=frozenset({"incidents"}), until="cases")
    assert alone.tables["incidents"].equals(whole.tables["incidents"])
    assert np.array_equal(alone.ledger.counts, whole.ledger.counts)


@pytest.mark.parametrize("until", ["cases", "people", "exhibits", "readings", "counterparts"])
def test_making_can_stop_at_a_step(until):
    some = made(world_of(months=1), until=until, wanted=ALL - {"narratives", "custody"})
    there = {name for name in ("involvements", "measurements", "outcomes", "counterparts")
             if len(some.tables[name])}  # fmt: skip
    reached = {
        "cases": set(), "people": {"involvements"},
        "exhibits": {"involvements", "measurements"}, "readings": {"involvements", "measurements"},
        "counterparts": {"involvements", "measurements", "outcomes", "counterparts"},
    }  # fmt: skip
    assert there == reached[until]


def test_scale_makes_more_units_with_the_same_work():
    one, two = made(world_of()), made(world_of(), scale=2)
    assert len(two.prepared.force.unit_names) == 2 * len(one.prepared.force.unit_names) == 12
    more = two.tally["true_events"] / one.tally["true_events"]
    # 24 and 48 officers with a coefficient of variation of .45 each.
    assert abs(more - 2) < 4.5 * 2 * 0.45 * (1 / 24 + 1 / 48) ** 0.5
    unit = Counter(row[0] for row in rows(two.tables["incidents"], "unit_id"))
    assert len(unit) == 12
