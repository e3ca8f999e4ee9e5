"""Does a new unit have no past, and do its officers come from somewhere?"""

import numpy as np
import pytest
from chunks import DEPARTMENT, empty_month, plant_of

from tallystick.simulate.oddities.new_unit import PROCESS

LARGE = DEPARTMENT.model_copy(
    update={"units": tuple(u.model_copy(update={"officers": 200}) for u in DEPARTMENT.units)}
)


def forced(dose=1.0, department=DEPARTMENT, **options):
    chunk = empty_month(department=department)
    plant = plant_of(PROCESS, chunk, dose, units=("P04",), from_month="2023-07", **options)
    before = chunk.force.unit_of.copy()
    PROCESS.force(chunk.force, chunk.calendar, plant, np.random.default_rng(4))
    return chunk.force, before


def test_nobody_serves_there_before_and_everybody_after():
    force, before = forced()
    assert (before[:, :6] == 3).any()
    assert not (force.unit_of[:, :6] == 3).any()
    assert (force.unit_of[:, 6:] == before[:, 6:]).all()
    assert (force.unit_of[before[:, :6].max(axis=1) != 3][:, :6] != 3).all()


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_share_that_comes_from_another_unit_of_the_kind(share):
    force, before = forced(department=LARGE, from_others=share)
    moved = (before[:, 0] == 3) & (before[:, 6] == 3)
    earlier = force.unit_of[moved, 0]
    assert set(earlier.tolist()) <= {-1, 2}
    spread = np.sqrt(share * (1 - share) / moved.sum())
    assert abs((earlier == 2).mean() - share) <= 4 * spread
    assert (force.duty[force.unit_of < 0] == 0).all()


def test_a_dose_is_the_share_that_joins():
    force, before = forced(0.4, department=LARGE)
    there = before[:, 0] == 3
    changed = force.unit_of[there, 0] != 3
    assert abs(changed.mean() - 0.4) < 4 * np.sqrt(0.24 / there.sum())


def test_postings_have_no_row_where_nobody_serves():
    force, _ = forced(from_others=0.0)
    slow = np.full_like(force.unit_of, -1)
    for officer, unit, first, last in zip(
        force.postings.officer,
        force.postings.unit,
        force.postings.first,
        force.postings.last,
        strict=True,
    ):
        assert (slow[officer, first : last + 1] == -1).all()
        slow[officer, first : last + 1] = unit
    assert (slow == force.unit_of).all()
    assert (slow == -1).any()
