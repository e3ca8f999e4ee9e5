"""Does a festival fill one area for its days, and no other place or day?"""

import numpy as np
import pytest
from chunks import month_with, plant_of

from tallystick.simulate.catalogue import CODES
from tallystick.simulate.chunk import HONEST
from tallystick.simulate.oddities.festival import PROCESS


def months(dose, **options):
    for seed in range(6):
        yield month_with(
            lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)), seed=seed, until="cases"
        )


@pytest.mark.parametrize("dose", [0.4, 1.0])
def test_additional_cases_are_rise_times_an_ordinary_days(dose):
    added = expected = 0.0
    for chunk in months(dose, rise=6.0, days=4):
        kinds = chunk.force.unit_kind[chunk.force.unit_of[:, 0]]
        expected += dose * 6.0 * 4 / 31 * chunk.honest[kinds <= 1].sum()
        added += len(chunk.labels.labels[0].keys)
    assert abs(added - expected) < 4 * np.sqrt(expected)


def test_they_are_in_one_area_on_its_days_and_mostly_possession_and_disorder():
    offences = []
    for chunk in months(1.0, area=9, first_day=20, days=2):
        rows = chunk.at(chunk.labels.labels[0].keys["case"])
        cases = chunk.cases.take(rows)
        day = (cases["occurred"] - chunk.begin) // 1440 + 1
        assert set(cases["area"].tolist()) == {9}
        assert set(day.tolist()) == {20, 21}
        assert (cases["source"] == HONEST).all()
        assert (cases["recorded"] > 0).all()
        assert len(np.unique(cases["officer"])) > 10
        offences += cases["offence"].tolist()
    codes = np.array(CODES)[offences]
    main = np.isin(codes, ("drug_possession", "disorderly_conduct")).mean()
    assert abs(main - 0.9) < 4 * np.sqrt(0.09 / len(codes))


def test_a_late_festival_ends_with_the_month():
    for chunk in months(1.0, first_day=28, days=14):
        assert chunk.cases["occurred"].max() < chunk.end


def test_an_area_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="festival: area 99999 is not there; the last is"):
        list(months(1.0, area=99_999))


def test_a_festival_of_named_months_leaves_the_others_as_they_are():
    there = [len(chunk.labels.labels) for chunk in months(1.0, months=(1, 7))]
    elsewhere = [len(chunk.labels.labels) for chunk in months(1.0, months=(2, 7))]
    assert there == [1] * 6
    assert elsewhere == [0] * 6
