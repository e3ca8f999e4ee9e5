"""Does a funded operation raise own arrests until its end date, and not after?"""

import numpy as np
import pytest
from chunks import empty_month, month_with, plant_of

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import OFFENCES, mixes
from tallystick.simulate.oddities.grant_operation import PROCESS
from tallystick.tables.incidents import CLEARANCES, ORIGINS


def month(dose, seed=1, month=0, **options):
    return month_with(
        lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)),
        chunk=empty_month(seed=seed, month=month),
        until="cases",
    )


def own_share(kind):
    """The share of a kind's cases that are arrests begun by the officer, added up by hand."""
    shares = mixes()[kind]
    return sum(
        share * (1 - offence.complaint)
        for share, offence in zip(shares, OFFENCES, strict=True)
        if offence.code != "speeding"
    )


@pytest.mark.parametrize("dose", [0.5, 1.0])
def test_additional_arrests_over_the_whole_month(dose):
    added = expected = 0.0
    for seed in range(6):
        chunk = month(dose, seed, to_month="2023-01", weeks=8, rise=2.0)
        kind = chunk.force.unit_kind[chunk.force.unit_of[:, 0]]
        each = np.array([own_share(k) for k in range(4)])[kind]
        expected += dose * 2.0 * (chunk.honest * each).sum()
        added += len(chunk.labels.labels[0].keys)
    assert abs(added - expected) < 4 * np.sqrt(expected)


def test_they_are_arrests_of_the_officers_own_making():
    chunk = month(1.0, to_month="2023-01")
    cases = chunk.cases.take(chunk.at(chunk.labels.labels[0].keys["case"]))
    assert (cases["origin"] != ORIGINS.index("complaint")).all()
    assert (cases["clearance"] == CLEARANCES.index("arrest")).all()
    assert (chunk.force.area_unit[cases["area"]] == cases["unit"]).all()


def test_it_runs_for_the_last_weeks_before_the_end_and_no_longer():
    chunk = month(1.0, to_month="2023-01", weeks=2)
    cases = chunk.cases.take(chunk.at(chunk.labels.labels[0].keys["case"]))
    first = chunk.end - 14 * MINUTES_A_DAY
    days = (cases["occurred"] - first) // MINUTES_A_DAY
    assert days.min() == 0
    assert days.max() == 13
    for later in (2, 23):
        assert month(1.0, month=later, to_month="2023-02").labels.labels == []
    assert month(1.0, month=23).labels.labels != []
