"""Is every number of the records given once, and does it tell nothing that it should not?"""

import re

import numpy as np
import pytest
from small_worlds import made, rows, world_of

from tallystick.simulate import stream
from tallystick.simulate.written.identities import numbered, scattered

PLANTED = [
    {"kind": kind, "dose": 0.4, "driven_by": "decree"}
    for kind in ("ghosts", "easy_arrests", "supply", "recycled_exhibits", "ratchet")
]
IDS = {"incidents": "incident_id", "counterparts": "record_id", "persons": "person_id",
       "officers": "officer_id", "narratives": "incident_id"}  # fmt: skip


@pytest.fixture(scope="module")
def blocks():
    """A world with everything that adds records, made in several blocks a month."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "CASES_AT_ONCE", 40)
        return made(world_of(behaviours=PLANTED))


def ids(world, table, column):
    return [row[0] for row in rows(world.tables[table], column)]


@pytest.mark.parametrize("table", IDS)
def test_a_number_is_given_once_in_a_world_of_many_blocks(blocks, table):
    assert blocks.blocks == 5
    given = ids(blocks, table, IDS[table])
    assert None not in given
    assert len(set(given)) == len(given) > 20


def test_an_exhibit_keeps_its_number_in_every_table(blocks):
    """One number, one case: an exhibit that two cases share would be two exhibits."""
    cases = {}
    for exhibit, incident in [
        *rows(blocks.tables["measurements"], "exhibit_id", "incident_id"),
        *rows(blocks.tables["custody"], "exhibit_id", "incident_id"),
    ]:
        if exhibit is not None:
            cases.setdefault(exhibit, set()).add(incident)
    assert len(cases) > 500
    assert all(len(each) == 1 for each in cases.values())
    for exhibit, (incident,) in cases.items():
        assert exhibit.startswith(f"{incident}/E" if incident else "L")


def test_incidents_are_numbered_in_each_unit_by_their_entry(blocks):
    """So that the number of a planted case says no more than its own written time does."""
    by_unit = {}
    columns = ("incident_id", "unit_id", "recorded_at")
    for number, unit, recorded in rows(blocks.tables["incidents"], *columns):
        prefix, month, serial = number.rsplit("-", 2)
        assert prefix == unit
        by_unit.setdefault((unit, month), []).append((int(serial), recorded))
    assert len(by_unit) == 30
    for held in by_unit.values():
        assert [serial for serial, _ in held] == list(range(1, len(held) + 1))
        assert sorted(recorded for _, recorded in held) == [recorded for _, recorded in held]


def test_records_of_the_second_system_are_numbered_by_their_time(blocks):
    by_chunk = {}
    for number, occurred in rows(blocks.tables["counterparts"], "record_id", "occurred_at"):
        assert re.fullmatch(r"B\d{4}\d{3}\d{6}", number)
        by_chunk.setdefault(number[:8], []).append((number, occurred))
    assert len(by_chunk) == 25
    for held in by_chunk.values():
        assert [occurred for _, occurred in sorted(held)] == sorted(each for _, each in held)


def test_planted_rows_stand_among_the_others_by_time_or_by_case(blocks):
    """Each chunk's part of each table is in an order that does not know who made a row."""
    for table, column in (
        ("measurements", "measured_at"),
        ("custody", "at"),
        ("counterparts", "occurred_at"),
    ):
        for part in blocks.parts[table]:
            times = part[column].to_pylist()
            assert times == sorted(times), table
    for table in ("involvements", "outcomes", "narratives"):
        for part, incidents in zip(blocks.parts[table], blocks.parts["incidents"], strict=True):
            place = {row[0]: at for at, row in enumerate(rows(incidents, "incident_id"))}
            places = [place[row[0]] for row in rows(part, "incident_id")]
            assert places == sorted(places), table


def test_the_same_seed_gives_the_same_numbers_to_the_same_things():
    one, two = (made(world_of(), seed=5).tables for _ in range(2))
    assert all(one[name].equals(two[name]) for name in one)


@pytest.mark.parametrize("total", [1, 2, 3, 4, 10, 97, 360, 2816, 65_536, 100_003])
@pytest.mark.parametrize("start", [0, 17, 4711])
def test_numbers_are_scattered_one_to_one(total, start):
    told = scattered(np.arange(total), total, start)
    assert sorted(told.tolist()) == list(range(total))
    if total > 1000:
        apart = np.abs(np.diff(told))
        assert np.median(np.minimum(apart, total - apart)) > 1


def test_numbers_of_a_great_city_do_not_overflow():
    total = 2_000_000_011
    some = np.array([0, 1, total - 2, total - 1])
    told = scattered(some, total, 17)
    assert len(set(told.tolist())) == 4
    assert told.min() >= 0
    assert told.max() < total


def test_numbers_are_filled_with_zeros_and_never_cut():
    assert numbered(np.array([7, 12345]), 3, "P").to_pylist() == ["P007", "P12345"]
    assert numbered(np.array([7]), 1).to_pylist() == ["7"]


def test_persons_have_other_numbers_in_the_second_system(blocks):
    keys = {row[0] for row in rows(blocks.tables["counterparts"], "person_key") if row[0]}
    people = {row[0] for row in rows(blocks.tables["persons"], "person_id")}
    assert len(keys) > 100
    assert not keys & people
    assert len({key[1:] for key in keys} & {each[1:] for each in people}) > 0
