"""Do the labels of an oddity still name their rows when something else moves those rows?"""

import numpy as np
import pytest
from chunks import empty_month, month_with, plant_of

from tallystick.simulate.behaviours.back_dating import PROCESS as BACK_DATING
from tallystick.simulate.labels import Labels
from tallystick.simulate.oddities.lab_backlog import PROCESS as LAB_BACKLOG
from tallystick.simulate.oddities.new_scale import PROCESS as NEW_SCALE

JULY = 6


def month(*processes):
    planted = [
        lambda chunk, process=process: (process, plant_of(process, chunk, 1.0))
        for process in processes
    ]
    return month_with(*planted, chunk=empty_month(month=JULY), until="readings")


def weights(chunk):
    """What custody says that each exhibit weighed, by the time."""
    held = chunk.handovers
    columns = (held[name].tolist() for name in ("exhibit", "at", "action", "net_g"))
    return {row[:2]: row[2:] for row in zip(*columns, strict=True)}


@pytest.mark.parametrize("other", [LAB_BACKLOG, BACK_DATING], ids=lambda each: each.name)
def test_custody_on_another_scale_is_labelled_at_the_time_that_it_now_bears(other):
    """Backlogs move later hand-overs and false dates the seizure; the scale moves no time."""
    chunk, before = month(NEW_SCALE, other), month(other)
    there, as_was = weights(chunk), weights(before)
    assert there.keys() == as_was.keys()
    (scale,) = (
        label for label in chunk.labels.labels
        if (label.name, label.table) == ("new_scale", "custody")
    )  # fmt: skip
    labelled = set(zip(*(scale.keys[name].tolist() for name in ("exhibit", "at")), strict=True))
    moved = month(NEW_SCALE).handovers
    assert set(zip(moved["exhibit"].tolist(), moved["at"].tolist(), strict=True)) - there.keys()
    differ = {key for key in there if str(there[key]) != str(as_was[key])}
    assert len(differ) > 100
    assert differ == labelled & there.keys()


def test_a_label_follows_the_row_that_moved_and_no_other():
    plant = plant_of(NEW_SCALE, empty_month(), 1.0)
    labels, exhibit, at = Labels(42), np.array([4, 4, 5, 9]), np.array([-70, 80, 80, 60])
    for table in ("custody", "measurements"):
        labels.add(plant, table, case=1, exhibit=exhibit, at=at)
    labels.follow("custody", np.array([5, 4, 4]), np.array([80, -70, 80]), np.array([81, -60, 80]))
    assert labels.labels[0].keys["at"].tolist() == [-60, 80, 81, 60]
    assert labels.labels[1].keys["at"].tolist() == at.tolist()
    labels.follow("custody", np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert labels.labels[0].keys["at"].tolist() == [-60, 80, 81, 60]
