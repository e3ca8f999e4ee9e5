import dataclasses

import numpy as np
import pytest
from chunks import DEPARTMENT, empty_month, month_with, plant_of, ways
from month_apart import labelled, made, same, tallied, without

from tallystick.simulate.behaviours.copied_narratives import PROCESS, author_styles
from tallystick.simulate.making import make
from tallystick.simulate.records.writing import family_of
from tallystick.simulate.stream import prepare
from tallystick.simulate.texts import FREE
from tallystick.simulate.world import World

END = "texts"


def narratives(chunk):
    """Keys of the labelled narratives."""
    keys = [each.keys["case"] for each in chunk.labels.labels if each.table == "narratives"]
    return set(np.concatenate(keys).tolist()) if keys else set()


def versions(chunk):
    """The different free parts of each officer's reports of each family, by a loop."""
    found = {}
    for row, family in enumerate(family_of(chunk).tolist()):
        place = int(chunk.cases["officer"][row]), family
        found.setdefault(place, []).append(tuple(chunk.slots[row, FREE].tolist()))
    return found


def test_a_dose_of_nothing_leaves_no_trace():
    chunk, clean = made(PROCESS, dose=0.0, until="counterparts"), without(until="counterparts")
    assert same(chunk, clean)
    assert np.array_equal(chunk.slots, clean.slots)
    assert not chunk.labels.labels


@pytest.mark.parametrize("dose", [0.4, 1.0])
def test_labels_are_the_reports_that_differ_and_forms_stay(dose):
    chunk, clean = made(PROCESS, dose=dose, until=END), without(until=END)
    differs = (chunk.slots != clean.slots).any(axis=1)
    assert narratives(chunk) == set(chunk.cases["key"][differs].tolist())
    assert np.array_equal(chunk.slots[:, ~FREE], clean.slots[:, ~FREE])
    assert abs(differs.mean() - dose) < 0.06
    assert tallied(chunk, "copied").sum() == differs.sum()
    assert not len(labelled(chunk))


def test_a_smaller_dose_pastes_some_of_the_same_reports():
    few, many = (made(PROCESS, dose=dose, until=END) for dose in (0.3, 0.6))
    assert narratives(few) < narratives(many)
    kept = np.isin(few.cases["key"], list(narratives(few)))
    assert np.array_equal(few.slots[kept], many.slots[kept])


@pytest.mark.parametrize("masters", [1, 3])
def test_unedited_reports_are_their_officers_masters(masters):
    chunk = made(PROCESS, until=END, edit=0.0, masters=masters)
    found = versions(chunk)
    sizes = {len(set(texts)) for texts in found.values() if len(texts) > 12}
    assert sizes == {masters}
    everyone = [text for texts in found.values() for text in set(texts)]
    assert len(set(everyone)) == len(everyone)


def test_masters_last_a_quarter():
    months = [made(PROCESS, until=END, edit=0.0, masters=1, month=month) for month in (0, 2, 3)]
    first, same_quarter, next_quarter = (versions(month) for month in months)
    shared = first.keys() & same_quarter.keys() & next_quarter.keys()
    assert len(shared) > 20
    assert all(set(first[place]) == set(same_quarter[place]) for place in shared)
    assert not any(set(first[place]) & set(next_quarter[place]) for place in shared)


def test_a_share_of_the_free_phrases_is_written_anew():
    plain, edited = (made(PROCESS, until=END, edit=share) for share in (0.0, 0.3))
    changed = plain.slots[:, FREE] != edited.slots[:, FREE]
    assert abs(changed.mean() - 0.3) < 3 * np.sqrt(0.21 / changed.size)


def test_a_master_is_written_with_the_officers_own_habits():
    """A slot of habit holds the same favourite in most honest texts and in most masters."""
    held = []
    for dose in (0.0, 1.0):
        chunk = empty_month(seed=3)
        settings = ways(chunk)
        wording = dataclasses.replace(
            settings.wording, style=author_styles(chunk.streams, chunk.force.officers)
        )
        plant = plant_of(PROCESS, chunk, dose, edit=0.0)
        make(chunk, dataclasses.replace(settings, wording=wording), [(PROCESS, plant)], END)
        held.append(chunk)
    clean, chunk = held
    telling = np.flatnonzero(FREE)[4:10]
    agree = []
    for officer in np.unique(chunk.cases["officer"]):
        rows = chunk.cases["officer"] == officer
        for slot in telling:
            values, counts = np.unique(clean.slots[rows, slot], return_counts=True)
            agree.append(np.mean(chunk.slots[rows, slot] == values[counts.argmax()]))
    assert 0.7 < np.mean(agree) < 0.9


def test_a_world_gives_its_officers_the_same_habits():
    prepared = prepare(World(months=1, department=DEPARTMENT))
    chunk = empty_month()
    chunk = dataclasses.replace(chunk, force=prepared.force, streams=prepared.streams)
    assert np.array_equal(
        author_styles(chunk.streams, chunk.force.officers), prepared.ways.wording.style
    )


def test_only_who_takes_part_pastes():
    chunk = empty_month(seed=3)
    member = np.arange(chunk.force.officers) < 5
    month_with(lambda held: (PROCESS, plant_of(PROCESS, held, 1.0, member)), chunk=chunk, until=END)
    pasted = np.isin(chunk.cases["key"], list(narratives(chunk)))
    assert np.array_equal(pasted, chunk.cases["officer"] < 5)
