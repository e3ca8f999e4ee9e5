"""Do a town's tickets leave gaps by officer and area, and nowhere else?"""

import numpy as np
from chunks import DEPARTMENT, empty_month, month_with, plant_of

from tallystick.simulate.department import Units
from tallystick.simulate.oddities.town_tickets import PROCESS

TRAFFIC = DEPARTMENT.model_copy(
    update={"units": (Units(kind="traffic", count=2, officers=150, cases_per_officer_month=40),)}
)


def months(dose):
    def plant(chunk):
        return PROCESS, plant_of(PROCESS, chunk, dose)

    before = month_with(chunk=empty_month(department=TRAFFIC))
    return before, month_with(plant, chunk=empty_month(department=TRAFFIC))


def test_gaps_by_officer_at_dose_one_and_unmatched_share():
    before, after = months(1.0)
    quiet = (before.counterparts["area"] % 4 == 3) & (before.counterparts["offence"] == 13)
    quiet &= before.counterparts["case"] >= 0
    asked = np.unique(before.counterparts["officer"][quiet])
    lost = ~np.isin(before.counterparts["record"], after.counterparts["record"])
    with_gap = np.unique(before.counterparts["officer"][lost])
    assert abs(len(with_gap) / len(asked) - 0.75) < 4 * np.sqrt(0.75 * 0.25 / len(asked))
    assert lost[~quiet].sum() == 0
    assert (lost[quiet] == np.isin(before.counterparts["officer"][quiet], with_gap)).all()
    # the fourth of four areas has 1/4 of (1 + 1/2 + 1/3 + 1/4) cases; speeding is .92 of them
    assert abs(lost.mean() - 0.75 * 0.12 * 0.92) < 0.02


def test_half_the_dose_is_within_the_published_three_to_seven_percent():
    before, after = months(0.5)
    lost = 1 - len(after.counterparts) / len(before.counterparts)
    assert 0.03 < lost < 0.07


def test_the_same_officers_have_gaps_in_every_month():
    found = []
    for month in (0, 1):
        chunk = empty_month(department=TRAFFIC, month=month)
        month_with(lambda c: (PROCESS, plant_of(PROCESS, c, 0.4)), chunk=chunk)
        found.append({*chunk.labels.labels[0].keys["officer"].tolist()})
    assert len(found[0] ^ found[1]) < 0.4 * len(found[0])
