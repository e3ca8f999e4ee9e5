import numpy as np
import pytest
from chunks import empty_month
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

from tallystick.simulate.behaviours.unfounding import PROCESS, judged_at
from tallystick.tables.incidents import CLEARANCES

DAY = 1440
MODES = [("unfounded", "unfounded_wrongly"), ("exceptional", "cleared_wrongly")]


def uncleared(chunk):
    cases = by_key(chunk)
    return cases["key"][(cases["origin"] == COMPLAINT) & (cases["clearance"] == BLANK)]


def test_dose_zero_leaves_no_trace():
    chunk = made(PROCESS, 0.0, "counterparts")
    assert same(chunk, without("counterparts"))
    assert not chunk.labels.labels


@pytest.mark.parametrize(("mode", "measure"), MODES)
def test_dose_one_closes_every_open_complaint(mode, measure):
    chunk, clean = made(PROCESS, mode=mode), without()
    eligible = uncleared(clean)
    assert np.array_equal(changed(chunk, clean), eligible)
    assert np.array_equal(labelled(chunk, mode), eligible)
    true, written = by_key(clean, eligible), by_key(chunk, eligible)
    assert (written["clearance"] == CLEARANCES.index(mode)).all()
    for name in set(true.names) - {"clearance", "closed"}:
        assert (true[name] == written[name]).all()
    assert (tallied(chunk, measure) == counted(clean, true["officer"])).all()


@pytest.mark.parametrize(
    ("month", "checks", "ends"),
    [(0, "month", 1), (0, "quarter", 3), (4, "june_december", 6), (11, "june_december", 12)],
)
def test_cases_are_closed_in_the_last_days_of_the_period_or_soon_after_entry(month, checks, ends):
    chunk = made(PROCESS, month=month, checks=checks, days=4)
    closed = by_key(chunk, labelled(chunk))
    end = chunk.calendar.starts[ends]
    waited = closed["closed"] - closed["recorded"]
    assert (waited > 0).all()
    within = (closed["closed"] >= end - 4 * DAY) & (closed["closed"] < end)
    assert (within | ((waited <= 4 * DAY) & (closed["recorded"] >= end - 4 * DAY))).all()
    assert within.mean() > 0.8
    assert len(np.unique(closed["closed"][within] // DAY)) == 4


@pytest.mark.parametrize(("month", "months"), [(1, 5), (6, 8)])
def test_a_period_that_outlasts_the_world_ends_with_it(month, months):
    """February of a world until May, and July of one until August, which has a June."""
    chunk = empty_month(month=month, months=months)
    assert judged_at(chunk, "june_december") == chunk.calendar.starts[months]


def test_the_dose_is_the_share_that_is_closed_and_doses_nest():
    of = len(uncleared(without()))
    small, large = (labelled(made(PROCESS, dose)) for dose in (0.25, 0.5))
    assert np.isin(small, large).all()
    assert abs(len(large) - 0.5 * of) < 4 * np.sqrt(of * 0.5 * 0.5)
    assert abs(len(small) - 0.25 * of) < 4 * np.sqrt(of * 0.25 * 0.75)


def test_a_case_closed_so_has_no_subject_and_is_not_charged():
    chunk = made(PROCESS, until="counterparts")
    assert not np.isin(chunk.charges["case"], labelled(chunk)).any()
    assert (by_key(chunk, labelled(chunk))["person"] == -1).all()
