"""Does the clerk attest in his own shifts and station, and at no other time or place?"""

import numpy as np
import pytest
from chunks import month_with, plant_of

from tallystick.simulate.calendar import day_of_week
from tallystick.simulate.oddities.station_clerk import PROCESS
from tallystick.tables.involvements import ROLES

DAYS = (1, 2, 3, 4)
ATTESTING = ROLES.index("attesting_witness")


def month(dose, seed, **options):
    return month_with(
        lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)), seed=seed, until="people"
    )


def attested(chunk, person, weekdays, hours, unit):
    """Searches of a unit in a shift, and those that a person attested, row by row."""
    cases, roles = chunk.cases, chunk.roles
    witnesses = {}
    for case, who, role in zip(roles["case"], roles["person"], roles["role"], strict=True):
        if role == ATTESTING:
            witnesses.setdefault(int(case), set()).add(int(who))
    searched = his = 0
    for key, at, where in zip(cases["key"], cases["occurred"], cases["unit"], strict=True):
        shift = day_of_week(at) in weekdays and at % 1440 // 60 in hours
        if shift and where == unit and int(key) in witnesses:
            searched += 1
            his += person in witnesses[int(key)]
    return searched, his


@pytest.mark.parametrize("dose", [0.6, 1.0])
def test_share_of_searches_in_his_shifts(dose):
    searched = his = 0
    for seed in range(8):
        chunk = month(dose, seed, units=("N02",), weekdays=DAYS, from_hour=18, to_hour=2)
        keys = chunk.labels.labels[0].keys
        (clerk,) = set(keys["person"].tolist())
        assert (clerk - chunk.public.first_near) // chunk.public.near == 1
        more = attested(chunk, clerk, DAYS, (18, 19, 20, 21, 22, 23, 0, 1), 1)
        searched, his = searched + more[0], his + more[1]
    spread = 4 * np.sqrt(dose * (1 - dose) / searched)
    # of the others he attests as many as anybody near the station: 2 x .7 x 22 % at most
    assert dose - spread <= his / searched <= dose + spread + 0.31 * (1 - dose)


def test_witnesses_of_other_hours_and_units_stay():
    for seed in range(4):
        chunk, before = month(1.0, seed), month_with(seed=seed, until="people")
        at = chunk.at(chunk.roles["case"])
        occurred = chunk.cases["occurred"][at]
        shift = (day_of_week(occurred) < 5) & (occurred % 1440 >= 540) & (occurred % 1440 < 1080)
        inside = shift & (chunk.cases["unit"][at] == 0) & (chunk.roles["role"] == ATTESTING)
        changed = chunk.roles["person"] != before.roles["person"]
        assert changed.any()
        assert not (changed & ~inside).any()


def test_nobody_attests_a_search_twice():
    already, every_hour = 0, {"weekdays": tuple(range(7)), "from_hour": 0, "to_hour": 24}
    for seed in range(8):
        chunk = month(1.0, seed, units=("N01", "N02"), **every_hour)
        before = month_with(seed=seed, until="people").roles
        clerks = set(chunk.labels.labels[0].keys["person"].tolist())
        roles = chunk.roles
        keys = np.stack([roles[name] for name in ("case", "person", "role")])
        assert len(np.unique(keys, axis=1).T) == len(roles)
        already += int(np.isin(before["person"], list(clerks)).sum())
    assert already > 20
