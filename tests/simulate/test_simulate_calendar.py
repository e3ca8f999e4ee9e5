"""Are the months, days and weekdays of a world those of the calendar on the wall?"""

import calendar as wall
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from tallystick.simulate.calendar import Calendar, day_of_week

EPOCH = datetime(1970, 1, 1)


def minute(moment):
    return (moment - EPOCH) // timedelta(minutes=1)


@pytest.mark.parametrize("first", ["1970-01", "1999-11", "2023-10", "2099-01"])
def test_each_month_begins_and_lasts_as_on_the_wall(first):
    months = Calendar(0, 1).month_of(first)
    made = Calendar(months, 40)
    for month in range(40):
        year, of_year = divmod(months + month, 12)
        year, of_year = 1970 + year, of_year + 1
        assert made.starts[month] == minute(datetime(year, of_year, 1))
        assert made.days(month) == wall.monthrange(year, of_year)[1]
        assert (made.year[month], made.month_of_year[month]) == (year, of_year)
        assert made.text(month) == f"{year}-{of_year:02d}"
        assert made.month_of(made.text(month)) == month
    assert made.begin == made.starts[0]
    assert made.end == made.starts[40]


def test_leap_years_of_the_rule():
    february = {year: Calendar(12 * (year - 1970) + 1, 1).days(0) for year in (1972, 2023, 2024)}
    assert february == {1972: 29, 2023: 28, 2024: 29}
    assert Calendar(12 * 30 + 1, 1).days(0) == 29
    assert Calendar(12 * 130 + 1, 1).days(0) == 28


def test_a_minute_lies_in_its_month():
    made = Calendar(Calendar(0, 1).month_of("2023-12"), 4)
    moments = {
        datetime(2023, 11, 30, 23, 59): -1, datetime(2023, 12, 1): 0,
        datetime(2023, 12, 31, 23, 59): 0, datetime(2024, 1, 1): 1,
        datetime(2024, 2, 29, 12): 2, datetime(2024, 3, 31, 23, 59): 3, datetime(2024, 4, 1): 4,
    }  # fmt: skip
    at = made.month_at(np.array([minute(moment) for moment in moments]))
    assert at.tolist() == list(moments.values())
    assert made.month_of("2023-11") == -1
    assert made.month_of("2024-04") == 4


def test_the_day_of_the_week_is_that_of_the_wall():
    rng = np.random.default_rng(2)
    minutes = rng.integers(0, 80 * 365 * 1440, 400)
    told = [(EPOCH + timedelta(minutes=int(each))).weekday() for each in minutes]
    assert day_of_week(minutes).tolist() == told


@pytest.mark.parametrize(
    ("checks", "months"),
    [("quarter", (3, 6, 9, 12)), ("june_december", (6, 12)), ("june", (6,)), ("december", (12,))],
)
def test_the_turn_after_a_judged_month_is_the_midnight_that_ends_it(checks, months):
    made = Calendar(Calendar(0, 1).month_of("2023-04"), 21)
    want = [
        minute(datetime(year + month // 12, month % 12 + 1, 1))
        for year in (2023, 2024)
        for month in months
        if (year, month) >= (2023, 4)
    ]
    assert made.turns(checks).tolist() == want


def test_named_last_days_take_the_place_of_the_months_and_lie_in_the_world():
    made = Calendar(Calendar(0, 1).month_of("2023-04"), 3)
    days = [date(2023, 6, 30), date(2023, 5, 9), date(2023, 3, 31), date(2023, 3, 30),
            date(2023, 7, 1), date(2023, 5, 9)]  # fmt: skip
    turns = made.turns("month", tuple(days))
    assert turns.tolist() == [minute(datetime(2023, 5, 10)), minute(datetime(2023, 7, 1))]
