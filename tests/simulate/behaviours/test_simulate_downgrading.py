import numpy as np
import pytest
from month_apart import (
    BLANK,
    COMPLAINT,
    by_key,
    changed,
    counted,
    labelled,
    made,
    same,
    tallied,
    without,
)

from tallystick.simulate.behaviours.downgrading import PROCESS
from tallystick.simulate.catalogue import CODES

LESSER = {
    "robbery": "larceny",
    "aggravated_assault": "simple_assault",
    "burglary": "trespass",
    "vehicle_theft": "larceny",
}


def serious(chunk, uncleared_only):
    cases = by_key(chunk)
    told = (cases["origin"] == COMPLAINT) & np.isin(np.array(CODES)[cases["offence"]], [*LESSER])
    return cases["key"][told & ((cases["clearance"] == BLANK) | (not uncleared_only))]


def test_dose_zero_leaves_no_trace():
    chunk = made(PROCESS, 0.0, "counterparts")
    assert same(chunk, without("counterparts"))
    assert not chunk.labels.labels


@pytest.mark.parametrize("uncleared_only", [True, False])
def test_dose_one_enters_every_serious_complaint_as_the_lesser_one(uncleared_only):
    chunk, clean = made(PROCESS, uncleared_only=uncleared_only), without()
    eligible = serious(clean, uncleared_only)
    assert np.array_equal(changed(chunk, clean), eligible)
    assert np.array_equal(labelled(chunk, "downgraded"), eligible)
    true, written = by_key(clean, eligible), by_key(chunk, eligible)
    for before, after in zip(true["offence"], written["offence"], strict=True):
        assert CODES[after] == LESSER[CODES[before]]
    for name in set(true.names) - {"offence"}:
        assert (true[name] == written[name]).all()
    assert (tallied(chunk, "downgraded") == counted(clean, true["officer"])).all()


def test_the_dose_is_the_share_that_is_lowered_and_doses_nest():
    of = len(serious(without(), True))
    small, large = (labelled(made(PROCESS, dose)) for dose in (0.25, 0.5))
    assert np.isin(small, large).all()
    assert abs(len(small) - 0.25 * of) < 4 * np.sqrt(of * 0.25 * 0.75)
    assert abs(len(large) - 0.5 * of) < 4 * np.sqrt(of * 0.5 * 0.5)


def test_what_is_written_later_follows_the_written_offence():
    chunk = made(PROCESS, until="counterparts", uncleared_only=False)
    rows = np.flatnonzero(np.isin(chunk.charges["case"], labelled(chunk)))
    assert len(rows)
    at = chunk.at(chunk.charges["case"][rows])
    assert (chunk.charges["statute"][rows] == chunk.cases["offence"][at]).all()


@pytest.mark.parametrize(
    ("recorded", "was", "becomes"),
    [("possession", "drug_sale", "drug_possession"), ("sale", "drug_possession", "drug_sale")],
)
def test_dose_one_records_every_drug_case_of_the_one_kind_as_the_other(recorded, was, becomes):
    chunk, clean = made(PROCESS, recorded=recorded, driven_by="decree"), without()
    cases = by_key(clean)
    eligible = cases["key"][cases["offence"] == CODES.index(was)]
    assert len(eligible) > 20
    assert np.array_equal(changed(chunk, clean), eligible)
    assert np.array_equal(labelled(chunk, "downgraded"), eligible)
    true, written = by_key(clean, eligible), by_key(chunk, eligible)
    assert (written["offence"] == CODES.index(becomes)).all()
    for name in set(true.names) - {"offence"}:
        assert (true[name] == written[name]).all()
    assert (tallied(chunk, "downgraded") == counted(clean, true["officer"])).all()


@pytest.mark.parametrize("recorded", ["possession", "sale"])
def test_no_regime_decides_how_a_drug_case_is_recorded(recorded):
    with pytest.raises(ValueError, match="no regime decides on it"):
        PROCESS.options(kind="downgrading", dose=1, recorded=recorded)
