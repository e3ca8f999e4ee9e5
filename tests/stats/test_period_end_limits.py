"""Does `period_end_rise` say when there is too little data, and count what it leaves out?"""

from __future__ import annotations

from dataclasses import replace

import daily_samples as ds
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reasons import text_of
from tallystick.stats.periods.end import default_window, period_end_rise
from tallystick.stats.periods.end_days import all_ends, month_ends

SEED = 20261125
NO_DAYS = np.array([], dtype=np.int64)
ORDINARY = ds.World(mean=20, size=10, rho=0.5, sd=0.2)


def rng() -> np.random.Generator:
    return np.random.default_rng(SEED)


def epoch(date: str) -> int:
    return int(np.datetime64(date, "D").astype(np.int64))


@pytest.mark.parametrize(
    ("years", "every", "mean", "reason"),
    [
        (1, 3, 20, "are needed"),
        (3, 12, 20, "no period end"),
        (5, 6, 20, "same date"),
        (3, 1, 0.01, "in the windows by chance"),
    ],
)
def test_too_little_data_is_said(years, every, mean, reason):
    day = ds.days_of(years)
    n = ds.draw(ds.World(mean=mean), day, 1, rng())[0]
    found = period_end_rise(day, n, period_ends=ds.ends_of(day, every), window=7)
    assert found.p_value is None
    assert reason in text_of("figures.period_end", found.reason)
    assert found.estimate is None


def test_weeks_cannot_be_told_from_weekdays():
    day = ds.days_of(2)
    found = period_end_rise(day, np.full(len(day), 9), period_ends=day[6::7], window=1)
    assert found.p_value is None
    assert "under 10 days" in text_of("figures.period_end", found.reason)


def test_one_date_a_year_needs_a_control():
    day = ds.days_of(6)
    ends = day[(ds.calendar(day)[0] == 6) & (ds.calendar(day)[1] == 30)]
    n, control = ds.draw(ORDINARY, day, 2, rng())
    assert period_end_rise(day, n, period_ends=ends, window=7).p_value is None
    found = period_end_rise(day, n, period_ends=ends, window=7, control=control)
    assert found.p_value is not None
    assert found.numbers.n_periods == 6


def test_days_without_a_report_are_left_out_and_counted():
    day = ds.days_of(3)
    ends = ds.ends_of(day)
    n = ds.draw(replace(ORDINARY, mean=60), day, 1, rng())[0]
    silent = ds.in_window(day, ends[::2] - 6, 4)
    gaps = np.where(silent, 0, n)
    found = period_end_rise(day, gaps, period_ends=ends, window=3)
    by_hand = period_end_rise(
        day, n, period_ends=ends, window=3, holidays=np.union1d(day[silent], _turns(day))
    )
    assert found.numbers.n_days_left_out == 30 + silent.sum() == by_hand.numbers.n_days_left_out
    assert found.p_value == pytest.approx(by_hand.p_value)


def test_silence_at_the_start_of_a_period_is_a_dip():
    day = ds.days_of(3)
    ends = ds.ends_of(day)
    n = ds.draw(replace(ORDINARY, mean=60), day, 1, rng())[0]
    n[ds.in_window(day, ends + 3, 3)] = 0
    found = period_end_rise(day, n, period_ends=ends, window=3)
    assert found.numbers.dip_after.change < -0.99
    assert found.numbers.dip_after.high < -0.9
    assert found.p_value > 0.05


def _turns(day):
    month, date = ds.calendar(day)
    return day[((month == 12) & (date >= 24)) | ((month == 1) & (date <= 2))]


def test_the_turn_of_the_year_is_used_only_on_request():
    day = ds.days_of(3)
    n = ds.draw(replace(ORDINARY, mean=60), day, 1, rng())[0]
    ends = ds.ends_of(day)
    assert period_end_rise(day, n, period_ends=ends, window=3).numbers.n_periods == 33
    asked = period_end_rise(day, n, period_ends=ends, window=3, holidays=NO_DAYS)
    assert asked.numbers.n_periods == 36
    assert asked.numbers.n_days_left_out == 0


def test_windows_and_ends():
    day = ds.days_of(2)
    assert default_window(ds.ends_of(day)) == 3
    assert default_window(ds.ends_of(day, 3)) == 7
    assert default_window(ds.ends_of(day, 12)) == 7
    assert default_window(day[13::14]) == 2
    assert default_window(day[9::10]) == 1
    assert month_ends(int(day[0]), int(day[-1])).tolist() == ds.ends_of(day).tolist()
    odd = np.array([day[40], day[140], day[230]])
    gaps = np.diff(all_ends(int(day[0]), int(day[-1]), odd))
    assert set(odd) <= set(all_ends(int(day[0]), int(day[-1]), odd))
    assert gaps.min() >= 29
    assert gaps.max() <= 34


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"day": np.array([1, 3])}, "every day"),
        ({"n": np.array([1])}, "shape"),
        ({"n": np.array([1, -2])}, ">= 0"),
        ({"n": np.array([1.0, 2.0])}, "whole numbers"),
        ({"window": 11}, "1 to 10"),
        ({"control": np.array([1])}, "controls"),
    ],
)
def test_a_malformed_argument_is_named(change, message):
    given = {"day": np.array([1, 2]), "n": np.array([1, 2]), "window": 3, "control": None} | change
    with pytest.raises(ValueError, match=message):
        period_end_rise(
            given["day"],
            given["n"],
            period_ends=np.array([2]),
            window=given["window"],
            control=given["control"],
        )


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_never_raises_or_warns(data):
    length = data.draw(st.integers(1, 900))
    start = data.draw(st.integers(-30_000, 30_000))
    day = np.arange(start, start + length)
    high = data.draw(st.sampled_from([0, 1, 3, 50, 10**9]))
    seed = data.draw(st.integers(0, 2**32 - 1))
    draws = np.random.default_rng(seed)
    n = draws.integers(0, high + 1, length) * (draws.random(length) < draws.random())
    kind = data.draw(st.sampled_from(["regular", "random", "none"]))
    every = data.draw(st.integers(1, 200))
    ends = {
        "regular": day[every::every],
        "random": draws.integers(start - 50, start + length + 50, draws.integers(0, 40)),
        "none": NO_DAYS,
    }[kind]
    control = draws.integers(0, 4, length) if data.draw(st.booleans()) else None
    window = data.draw(st.integers(1, 10))
    found = period_end_rise(day, n, period_ends=ends, window=window, control=control)
    assert (found.p_value is None) == bool(found.reason)
    assert found.minimum_detectable >= 0
    if found.p_value is not None:
        assert 0 <= found.p_value <= 1
        assert found.interval[0] <= found.estimate <= found.interval[1]
