"""Does a new commander change flow and origins from the month on, in the unit, and only there?"""

import numpy as np
from chunks import empty_month, month_with, plant_of

from tallystick.simulate.oddities.new_commander import PROCESS
from tallystick.tables.incidents import ORIGINS


def forced(dose, **options):
    chunk = empty_month()
    plant = plant_of(PROCESS, chunk, dose, **options)
    before = chunk.force.flow.copy()
    PROCESS.force(chunk.force, chunk.calendar, plant, np.random.default_rng(0))
    return chunk, before


def test_flow_rises_by_dose_times_more_while_serving_there():
    chunk, before = forced(0.5, units=("N02",), from_month="2023-06", more=0.4)
    there = chunk.force.unit_of == 1
    there[:, :5] = False
    ratio = chunk.force.flow / before
    assert np.allclose(ratio, np.where(there, 1.2, 1.0), rtol=1e-12)
    assert {row[2:4] for row in chunk.force.notes} == {(1, month) for month in range(5, 24)}


def test_share_of_cases_that_begin_in_another_way():
    moved = eligible = 0
    for seed in range(6):
        before = month_with(seed=seed, until="cases").cases
        after = month_with(
            lambda c: (PROCESS, plant_of(PROCESS, c, 0.8, sought=0.5)), seed=seed, until="cases"
        ).cases
        waiting = np.isin(before["origin"], (ORIGINS.index("tip"), ORIGINS.index("patrol")))
        eligible += int((waiting & np.isin(before["offence"], (0, 1, 13, 14))).sum())
        moved += int((before["origin"] != after["origin"]).sum())
        now = np.unique(after["origin"][before["origin"] != after["origin"]])
        assert {ORIGINS[code] for code in now} == {"warrant", "controlled_purchase", "checkpoint"}
    assert abs(moved / eligible - 0.4) < 4 * np.sqrt(0.24 / eligible)
