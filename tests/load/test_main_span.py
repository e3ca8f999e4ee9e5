"""Are the days in which nearly all records lie found, and are stray dates told?"""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.load.main_span import main_span


def twin(counts):
    """Every span between two days is tried."""
    days = sorted(counts)
    total = sum(counts.values())
    found = []
    for first in days:
        for last in days:
            if last < first:
                continue
            outside = [day for day in days if not first <= day <= last]
            out = sum(counts[day] for day in outside)
            length = (last - first).days + 1
            away = [(first - day).days if day < first else (day - last).days for day in outside]
            far = all(each > length or each > 180 for each in away)
            if far and (total - out) * 1000 >= total * 995:
                found.append((length, first, last, out))
    _, first, last, out = min(found)
    return first, last, out


DAY = st.builds(lambda n: date(2018, 1, 1) + timedelta(days=n), st.integers(0, 1200))
NEAR = st.builds(lambda n: date(2020, 1, 1) + timedelta(days=n), st.integers(0, 40))


@settings(max_examples=300, deadline=None)
@given(
    many=st.dictionaries(NEAR, st.integers(1, 500), min_size=1, max_size=12),
    few=st.dictionaries(st.one_of(DAY, NEAR), st.integers(1, 3), max_size=8),
)
def test_as_every_span_tried(many, few):
    counts = dict(Counter(many) + Counter(few))
    assert main_span(counts) == twin(counts)
    assert main_span(Counter(counts).elements()) == twin(counts)


@settings(max_examples=60, deadline=None)
@given(
    ends=st.lists(st.integers(0, 60), min_size=1, max_size=12),
    step=st.sampled_from([1, 90, 179, 180, 181, 400]),
)
def test_as_every_span_tried_of_long_ones(ends, step):
    start = date(2000, 1, 1)
    counts = Counter({start + timedelta(days=step * n): 1 for n in ends})
    counts.update({start + timedelta(days=step * 20 + n): 40 for n in range(0, 400, 50)})
    assert main_span(counts) == twin(counts)


def test_by_hand():
    year = [date(2020, 1, 1) + timedelta(days=n) for n in range(366)]
    assert main_span(year) == (date(2020, 1, 1), date(2020, 12, 31), 0)
    stray = [*year, date(2018, 12, 31)]
    assert main_span(stray) == (date(2020, 1, 1), date(2020, 12, 31), 1)
    near = [*year, date(2019, 7, 5)]  # 180 days before
    assert main_span(near) == (date(2019, 7, 5), date(2020, 12, 31), 0)
    both = [*year, *year, date(2019, 7, 4), date(2050, 1, 1)]
    assert main_span(both) == (date(2020, 1, 1), date(2020, 12, 31), 2)
    many = [*year, date(2018, 1, 1), date(2018, 1, 2)]  # 2 of 368 are more than .5 %
    assert main_span(many) == (date(2018, 1, 1), date(2020, 12, 31), 0)
    with pytest.raises(ValueError, match="no date"):
        main_span([])


STOPS = """
[[tables.incidents]]
source = "i.csv"
columns = {incident_id = "id", occurred_at = "at"}
"""


def test_a_stray_year_is_told(loads):
    days = [date(2020, 1, 1) + timedelta(days=n % 366) for n in range(400)]
    days.insert(7, date(2018, 1, 3))
    text = "\n".join(["id,at", *(f"{n},{day}" for n, day in enumerate(days))])
    loaded, rows = loads({"i.csv": text}, STOPS)
    assert len(rows["incidents"]) == 401
    assert loaded.received.notes == (
        "incidents: 400 of 401 dated records lie from 2020-01-01 to 2020-12-31, and 1 far from "
        "these days, in 2018-01-03 to 2020-12-31, which is taken for the period examined: state "
        "first_day = 2020-01-01 and last_day = 2020-12-31, or correct the dates",
    )
    stated = "first_day = 2020-01-01\nlast_day = 2020-12-31"
    loaded, rows = loads({"i.csv": text}, STOPS, period=stated)
    assert (len(rows["incidents"]), loaded.received.notes) == (400, ())
