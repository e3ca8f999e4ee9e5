from datetime import date

import numpy as np
import pytest
from chunks import plant_of
from month_apart import by_key, changed, counted, labelled, made, same, tallied, without

from tallystick.simulate.behaviours.back_dating import PROCESS
from tallystick.tables.custody import ACTIONS
from tallystick.tables.measurements import STAGES

DAY = 1440
JULY, JANUARY, APRIL, MARCH = 6, 12, 3, 2


@pytest.mark.parametrize("mode", ["early", "batch"])
def test_dose_zero_leaves_no_trace(mode):
    chunk = made(PROCESS, 0.0, "counterparts", month=JULY, mode=mode)
    assert same(chunk, without("counterparts", month=JULY))
    assert not chunk.labels.labels


@pytest.mark.parametrize("mode", ["early", "batch"])
def test_a_larger_dose_touches_the_same_cases_and_more(mode):
    small, large = (labelled(made(PROCESS, dose, month=JULY, mode=mode)) for dose in (0.3, 0.6))
    assert 0 < len(small) < len(large)
    assert np.isin(small, large).all()


@pytest.mark.parametrize(
    ("month", "periods", "moves"),
    [
        (JULY, "june_december", True),
        (JANUARY, "june_december", True),
        (APRIL, "june_december", False),
        (APRIL, "quarter", True),
        (MARCH, "quarter", False),
        (MARCH, "month", True),
        (0, "month", False),
        (JULY, "june", True),
        (JULY, "december", False),
        (JANUARY, "december", True),
    ],
)
def test_only_the_month_after_a_judged_period_is_dated_back(month, periods, moves):
    assert bool(len(labelled(made(PROCESS, month=month, periods=periods)))) is moves


@pytest.mark.parametrize(("days", "last_days"), [(5, 2), (1, 1), (10, 4)])
def test_cases_of_the_first_days_get_a_date_on_the_last_days_of_the_month_before(days, last_days):
    chunk = made(PROCESS, month=JULY, days=days, last_days=last_days)
    clean = without(month=JULY)
    before = by_key(clean)
    early = before["key"][before["occurred"] < chunk.begin + days * DAY]
    assert np.array_equal(labelled(chunk, "early"), early)
    assert np.array_equal(changed(chunk, clean), early)
    true, written = by_key(clean, early), by_key(chunk, early)
    assert (written["occurred"] < chunk.begin).all()
    assert (written["occurred"] >= chunk.begin - last_days * DAY).all()
    assert (written["occurred"] % DAY == true["occurred"] % DAY).all()
    for name in set(true.names) - {"occurred"}:
        assert (written[name] == true[name]).all(), name
    used = np.unique(written["occurred"] // DAY)
    assert len(used) == last_days
    assert (tallied(chunk, "backdated") == counted(chunk, true["officer"])).all()


def test_the_label_tells_the_true_time():
    chunk, clean = made(PROCESS, month=JULY), without(month=JULY)
    (label,) = chunk.labels.labels
    assert (label.keys["at"] == by_key(clean, label.keys["case"])["occurred"]).all()


def test_other_hands_write_the_true_date():
    chunk = made(PROCESS, until="counterparts", month=JULY)
    clean = without("counterparts", month=JULY)
    early, moved = labelled(chunk), np.zeros(clean.made + 1, np.int64)
    moved[early] = by_key(clean, early)["occurred"] - by_key(chunk, early)["occurred"]
    assert (moved[early] >= DAY).all()
    for table, column, value in (
        ("readings", "stage", STAGES.index("field")),
        ("handovers", "action", ACTIONS.index("seized")),
    ):
        mine, theirs = getattr(chunk, table), getattr(clean, table)
        his = np.where(mine[column] == value, moved[mine["case"]], 0)
        assert his.any()
        mine["at"] = mine["at"] + his
        assert same(chunk, clean, (table,)), table
        assert len(theirs)
    assert same(chunk, clean, ("roles", "exhibits", "charges", "counterparts"))


def test_a_case_that_another_entry_dropped_is_passed_over():
    chunk = made(PROCESS, month=JULY)
    chunk.drop_cases(np.isin(chunk.cases["key"], labelled(chunk)[:3]))
    left = labelled(chunk)[3:]
    PROCESS.exhibits(chunk, plant_of(PROCESS, chunk, 1.0), chunk.rng("none"))
    true = by_key(without(month=JULY), left)["occurred"]
    assert (by_key(chunk, left)["occurred"] == true).all()


def test_a_batch_is_entered_in_one_sitting_a_week_in_the_order_of_the_cases():
    chunk, clean = made(PROCESS, mode="batch"), without()
    batch = labelled(chunk, "batch")
    assert np.array_equal(changed(chunk, clean), batch)
    true, entered = by_key(clean, batch), by_key(chunk, batch)
    for name in set(true.names) - {"recorded", "closed"}:
        assert (entered[name] == true[name]).all(), name
    later = entered["recorded"] - true["recorded"]
    assert (later > 0).all()
    assert (entered["closed"] == np.where(true["closed"] < 0, -1, true["closed"] + later)).all()
    assert (tallied(chunk, "backdated") == counted(chunk, true["officer"])).all()
    for officer in np.unique(true["officer"]):
        mine = np.flatnonzero(true["officer"] == officer)
        order = mine[np.argsort(entered["recorded"][mine])]
        recorded, occurred = entered["recorded"][order], entered["occurred"][order]
        first = 0
        sittings = []
        for place in range(1, len(order) + 1):
            if place == len(order) or recorded[place] - recorded[place - 1] > 3:
                sittings.append(recorded[first])
                assert (np.diff(occurred[first:place]) >= 0).all()
                assert (np.diff(recorded[first:place]) >= 1).all()
                assert (recorded[first] - occurred[first:place] <= 7 * DAY).all()
                assert (recorded[first] >= occurred[first:place]).all()
                first = place
        assert (np.diff(sittings) % (7 * DAY) == 0).all()
        assert 14 <= sittings[0] // 60 % 24 < 22


def test_only_cases_entered_before_the_sitting_anyway_are_left_out_of_a_batch():
    chunk, clean = made(PROCESS, mode="batch"), without()
    left = np.setdiff1d(clean.cases["key"], labelled(chunk))
    before = by_key(clean, left)
    batch = by_key(chunk, labelled(chunk))
    share = len(batch) / len(before)
    assert share > 2
    for officer in np.unique(batch["officer"]):
        sitting = batch["recorded"][batch["officer"] == officer].min()
        mine = before.take(np.flatnonzero(before["officer"] == officer))
        week = 7 * DAY
        next_sitting = mine["occurred"] + (sitting - mine["occurred"]) % week
        assert (mine["recorded"] >= next_sitting).all()


def test_a_batch_at_the_end_of_a_period_is_entered_on_its_last_days():
    chunk, clean = made(PROCESS, mode="batch", every="period", periods="month"), without()
    batch = labelled(chunk, "batch")
    assert len(batch) > 0
    assert np.array_equal(changed(chunk, clean), batch)
    true, entered = by_key(clean, batch), by_key(chunk, batch)
    assert np.array_equal(true["occurred"], entered["occurred"])
    day = (chunk.end - entered["recorded"]) // (24 * 60)
    assert set(np.unique(day)) <= {0, 1}
    assert (entered["recorded"] > true["recorded"]).all()


def test_cases_after_a_named_review_are_dated_before_it():
    day = date(2023, 7, 12)
    chunk = made(PROCESS, month=JULY, review_days=(day,))
    clean = without(month=JULY)
    before = by_key(clean)
    of_month = (before["occurred"] - clean.begin) // DAY + 1
    late = before["key"][(of_month > 12) & (of_month <= 17)]
    assert len(late) > 20
    assert np.array_equal(labelled(chunk, "early"), late)
    assert np.array_equal(changed(chunk, clean), late)
    true, written = by_key(clean, late), by_key(chunk, late)
    assert set((written["occurred"] - clean.begin) // DAY + 1) == {11, 12}
    assert (written["occurred"] % DAY == true["occurred"] % DAY).all()


def test_a_review_on_the_last_day_of_a_month_is_the_end_of_that_month():
    named = made(PROCESS, month=JULY, review_days=(date(2023, 6, 30),))
    assert same(named, made(PROCESS, month=JULY, periods="june"))
    assert len(labelled(named))


def test_a_review_days_before_the_month_still_draws_its_first_days():
    chunk = made(PROCESS, month=JULY, review_days=(date(2023, 6, 28),))
    clean = without(month=JULY)
    cases = by_key(clean)
    day = (cases["occurred"] - clean.begin) // DAY + 1
    assert np.array_equal(labelled(chunk, "early"), cases["key"][day <= 3])
    written = by_key(chunk, labelled(chunk))["occurred"]
    assert set((clean.begin - written - 1) // DAY) == {2, 3}


def test_reviews_on_named_days_are_for_dates_alone():
    with pytest.raises(ValueError, match="review_days are for mode early"):
        PROCESS.options(kind="back_dating", dose=1, mode="batch", review_days=(date(2023, 7, 1),))
