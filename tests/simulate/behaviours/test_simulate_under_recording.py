import numpy as np
import pytest
from chunks import empty_month, month_with, plant_of
from month_apart import (
    BLANK,
    COMPLAINT,
    by_key,
    changed,
    counted,
    made,
    named,
    same,
    tallied,
    without,
)
from pydantic import ValidationError

from tallystick.simulate.behaviours.under_recording import PROCESS


def uncleared(chunk):
    cases = by_key(chunk)
    return cases["key"][(cases["origin"] == COMPLAINT) & (cases["clearance"] == BLANK)]


def lost(chunk):
    return np.setdiff1d(without().cases["key"], chunk.cases["key"])


def test_dose_zero_leaves_no_trace():
    chunk = made(PROCESS, 0.0, "counterparts")
    assert same(chunk, without("counterparts"))


def test_dose_one_loses_every_uncleared_complaint_and_nothing_else():
    chunk, clean = made(PROCESS), without()
    assert np.array_equal(lost(chunk), uncleared(clean))
    assert not len(changed(chunk, clean))
    assert not chunk.labels.labels
    officer = by_key(clean, uncleared(clean))["officer"]
    assert (tallied(chunk, "unrecorded") == counted(clean, officer)).all()


@pytest.mark.parametrize("dose", [0.2, 0.7])
def test_the_dose_is_the_share_that_is_lost(dose):
    of = len(uncleared(without()))
    assert abs(len(lost(made(PROCESS, dose))) - dose * of) < 4 * np.sqrt(of * dose * (1 - dose))


def test_a_larger_dose_loses_the_same_complaints_and_more():
    small, large = lost(made(PROCESS, 0.3)), lost(made(PROCESS, 0.6))
    assert np.isin(small, large).all()
    assert len(small) < len(large)


def test_only_named_offences_are_lost():
    chunk, clean = made(PROCESS, offences=("larceny", "burglary")), without()
    chosen = by_key(clean, uncleared(clean))
    wanted = chosen["key"][np.isin(chosen["offence"], named(("larceny", "burglary")))]
    assert len(wanted)
    assert np.array_equal(lost(chunk), wanted)


def test_an_offence_that_does_not_exist_is_refused():
    with pytest.raises(ValidationError, match="no offence is called arson"):
        PROCESS.options(kind="under_recording", dose=1, offences=("arson", "larceny"))


def test_only_officers_in_scope_leave_complaints_out():
    member = np.arange(42) % 2 == 0
    chunk = month_with(
        lambda chunk: (PROCESS, plant_of(PROCESS, chunk, 1.0, member=member)),
        chunk=empty_month(seed=3),
        until="cases",
    )
    officer = by_key(without(), lost(chunk))["officer"]
    assert len(officer)
    assert member[officer].all()
    assert (chunk.cases["officer"][np.isin(chunk.cases["key"], uncleared(chunk))] % 2 == 1).all()
