"""Do sales and possessions begin as what they are, and not as they are recorded?"""

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from tallystick.calibrate.trials import trials_of
from tallystick.simulate.records.flow import BEGUN_BY_OFFICER
from tallystick.simulate.single.drug_cases import (
    BEGIN,
    DUTIES,
    GRADUAL,
    LAW,
    begun_by_nature,
    natures,
)
from tallystick.simulate.single.making import make_world
from tallystick.simulate.single.spec import gaming_units
from worlds import instant

PLAIN = next(
    each for each in trials_of("figures.substitution") if each.name == "narcotics units"
)  # fmt: skip
PLAIN = replace(PLAIN, world=PLAIN.world.model_copy(update={"months": 24}))
SALES = 0.45


@cache
def honest():
    """The incidents of the world in which nothing shifts, made when a test first asks for them."""
    return make_world(PLAIN, 3).tables["incidents"].to_pylist()


def near(found, of, share, times=4):
    return abs(found / of - share) < times * (share * (1 - share) / of) ** 0.5


def test_all_drug_cases_together_begin_as_in_the_simulator():
    usual = BEGUN_BY_OFFICER["drug"]
    for way, share in usual.items():
        mixed = SALES * BEGIN["drug_sale"][way] + (1 - SALES) * BEGIN["drug_possession"][way]
        assert mixed == pytest.approx(share, abs=0.005)
    assert all(sum(ways.values()) == pytest.approx(1) for ways in BEGIN.values())


@pytest.mark.parametrize("offence", ["drug_sale", "drug_possession"])
def test_each_nature_begins_in_its_own_ways(offence):
    """Operations make months differ: their mean is 1.02 of the usual, and counts vary by more."""
    found = Counter(each["origin"] for each in honest() if each["offense_code"] == offence)
    assert set(found) == set(BEGIN[offence])
    for way, share in BEGIN[offence].items():
        assert near(found[way], found.total(), share, times=8)


def test_what_is_recorded_falsely_is_the_other():
    cases = pa.table({
        "incident_id": ["1", "2", "3"],
        "offense_code": ["drug_sale", "drug_possession", "drug_sale"],
    })  # fmt: skip
    false = frozenset({"2", "3"})
    assert natures(cases, false).tolist() == ["drug_sale", "drug_sale", "drug_possession"]


def test_other_offences_keep_how_they_began():
    rows = [{"incident_id": str(k), "unit_id": "A", "occurred_at": instant("2024-01-01T10:00"),
             "offense_code": "larceny", "origin": "complaint"} for k in range(5)]  # fmt: skip
    cases = pa.Table.from_pylist(rows)
    nature = natures(cases, frozenset())
    assert begun_by_nature(cases, nature, np.random.default_rng(0)).equals(cases)


@pytest.mark.parametrize("way", [LAW, GRADUAL, DUTIES])
def test_a_law_changes_what_a_sale_is_called_and_other_duties_what_it_is(way):
    rows = make_world(replace(PLAIN, shift=way), 3).tables["incidents"].to_pylist()
    became = [
        (before["origin"], now["origin"])
        for before, now in zip(honest(), rows, strict=True)
        if before["offense_code"] != now["offense_code"]
    ]
    usual = BEGIN["drug_possession" if way == DUTIES else "drug_sale"]["controlled_purchase"]
    assert near(sum(now == "controlled_purchase" for _, now in became), len(became), usual, times=8)
    assert (way == DUTIES) == any(before != now for before, now in became)
    for before, now in zip(honest(), rows, strict=True):
        if before["offense_code"] == now["offense_code"]:
            assert before == now
        elif way == DUTIES:
            assert now["unit_id"] in gaming_units(PLAIN.world)
