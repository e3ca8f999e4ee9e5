"""Are late entries at the ends of periods counted and judged as a slow twin and made worlds say?"""

import numpy as np
import pytest
from scipy.stats import t

from reasons import text_of
from tallystick.stats.periods.entry_lag import crossings, expected, late_at_ends

WINDOW, LONGEST = 3, 11
FIRST = np.datetime64("2021-01-01")


def ends_of(days):
    date = FIRST + np.arange(days + 1)
    return np.flatnonzero(np.diff(date.astype("datetime64[M]").astype(int)))


def counted(when, lag, days):
    cells = np.zeros((LONGEST + 1, days), dtype=np.int64)
    kept = when < days
    np.add.at(cells, (np.clip(lag[kept], 0, LONGEST), when[kept]), 1)
    return cells


def world(rng, days, mean, kind="", moved=0.0):
    """Records by lag and day; `moved` of those of a month's first five days are dated back."""
    ends, rate = ends_of(days), np.full(days, float(mean))
    rate[np.arange(days) % 7 >= 5] *= 0.6
    if kind == "drifting":
        rate *= np.exp(np.cumsum(rng.normal(0, 0.03, days)))
    when = np.repeat(np.arange(days), rng.poisson(rate))
    u, v, w = rng.random((3, len(when)))
    lag = np.where(u < 0.12, 1 + rng.geometric(0.25, len(when)), v < 0.25).astype(np.int64)
    after = np.searchsorted(ends, when)
    if kind == "weekly sittings":
        lag = np.where(w < 0.5, np.maximum(lag, (rng.integers(0, 7, len(when)) - when) % 7), lag)
    if kind == "monthly sittings":
        sitting = np.append(ends, days)[after] + 1 + rng.integers(0, 5, len(when))
        lag = np.where(w < 0.3, np.maximum(lag, sitting - when), lag)
    if kind == "slow months":
        slow = rng.random(len(ends) + 1) < 0.3
        lag = np.where(slow[after] & (w < 0.5), lag + 2, lag)
    if kind == "days without entry":
        closed = rng.random(days) < 0.03
        lag = lag + 3 * np.convolve(closed, [1, 1, 1])[:days].astype(int)[when].clip(0, 1)
    entered, last = when + lag, ends[np.maximum(after - 1, 0)]
    back = (after > 0) & (when - last <= 5) & (rng.random(len(when)) < moved)
    when = np.where(back, last - rng.integers(0, 2, len(when)), when)
    return counted(when, entered - when, days), ends


def test_a_record_is_late_when_it_was_entered_after_the_day_asked():
    """Day 2, window 3: of three records of day 0 one took 3 days; of two of day 2 one took 1."""
    when, lag = np.array([0, 0, 0, 2, 2, 5]), np.array([0, 2, 3, 0, 1, 9])
    said = crossings(counted(when, lag, 7), WINDOW)
    assert said.n.tolist() == [3, 3, 5, 2, 2, 1, 1]
    assert said.late.tolist() == [2, 2, 2, 0, 0, 1, 1]
    twin = [
        sum(x - WINDOW < day <= x and day + took > x for day, took in zip(when, lag, strict=True))
        for x in range(7)
    ]
    assert said.late.tolist() == twin


def test_what_is_usual_is_the_weekdays_share_of_days_away_from_the_ends():
    """Ten records a day; those of every seventh day wait a day, so 10 of 30 before it are late."""
    days, ends = 140, np.array([30, 61, 91])
    lag = np.where(np.arange(days) % 7 == 3, 1, 0)
    given = crossings(counted(np.repeat(np.arange(days), 10), np.repeat(lag, 10), days), WINDOW)
    usual = expected(given, ends, WINDOW)
    assert usual[45] == pytest.approx(10, abs=0.6)  # 45 % 7 == 3
    assert usual[46] == pytest.approx(0, abs=0.6)
    odd = crossings(counted(np.repeat(np.arange(days), 10), np.repeat(lag, 10), days), WINDOW)
    odd.late[ends] = 30.0
    assert expected(odd, ends, WINDOW)[45] == pytest.approx(usual[45])


def test_the_excess_is_the_share_dated_back():
    """A quarter of five days' records joins those of three: 1.25 of 4.25 a day's records."""
    rng = np.random.default_rng(1)
    given, ends = world(rng, 1461, 20, moved=0.25)
    said = late_at_ends(crossings(given, WINDOW), ends, WINDOW)
    assert said.p_value < 1e-6
    low, high = said.interval
    usual = said.numbers.expected / said.n
    assert low < 1.25 / 4.25 * (1 - usual) < high
    assert said.estimate == pytest.approx((said.numbers.late - said.numbers.expected) / said.n)


def closed_at_the_ends(rng, mean):
    """An office that is closed over every end: all entries of the days before it come after."""
    given, ends = world(rng, 730, mean)
    given[3, ends] += given[:3, ends].sum(axis=0)
    given[:3, ends] = 0
    return crossings(given, WINDOW), ends


def test_what_all_others_show_at_the_same_ends_is_no_units_own():
    rng, alone, beside = np.random.default_rng(2), [], []
    for _ in range(60):
        (part, ends), (rest, _) = closed_at_the_ends(rng, 3), closed_at_the_ends(rng, 20)
        alone.append(late_at_ends(part, ends, WINDOW).p_value)
        beside.append(late_at_ends(part, ends, WINDOW, rest).p_value)
    assert (np.array(alone) < 0.01).all()
    assert (np.array(beside) < 0.05).sum() <= 6  # binomial: more come up once in 100 times


@pytest.mark.parametrize(
    ("days", "mean", "reason"),
    [(150, 5, "fewer than 6 ends"), (365, 0.2, "fewer than 20 records"), (800, 0, "fewer than 6")],
)
def test_too_little_is_said(days, mean, reason):
    given, ends = world(np.random.default_rng(3), days, mean)
    said = late_at_ends(crossings(given, WINDOW), ends, WINDOW)
    assert reason in text_of("records.entry_lag", said.reason)
    assert said.p_value is None


def test_entry_that_is_too_uneven_is_not_tested():
    given, ends = world(np.random.default_rng(4), 200, 2)
    given[:] = 0
    given[0, ends] = 10
    given[0, ends[::2]], given[5, ends[::2]] = 0, 10
    said = late_at_ends(crossings(given, WINDOW), ends, WINDOW)
    assert "too uneven" in text_of("records.entry_lag", said.reason)
    assert said.p_value is None


KINDS = ("", "drifting", "weekly sittings", "monthly sittings", "slow months", "days without entry")


@pytest.mark.parametrize("kind", KINDS)
def test_innocent_entry_is_found_no_more_often_than_promised(kind):
    """Binomial: with 200 worlds at a true .05 more than 18 come up once in 70 times."""
    rng = np.random.default_rng(5)
    p = []
    for _ in range(200):
        given, ends = world(rng, 730, 3, kind)
        p.append(late_at_ends(crossings(given, WINDOW), ends, WINDOW).p_value)
    assert (np.array(p) < 0.05).sum() <= 18


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("days", "mean"), [(365, 3), (365, 20), (1096, 0.5), (1096, 3)])
def test_the_size_holds_in_many_worlds(kind, days, mean):
    rng = np.random.default_rng(6)
    p = []
    for _ in range(1000):
        given, ends = world(rng, days, mean, kind)
        p.append(late_at_ends(crossings(given, WINDOW), ends, WINDOW).p_value)
    assert np.nanmean(np.array(p) < 0.05) < 0.065


def test_the_smallest_detectable_is_found_four_times_in_five():
    """Dating back so much that the mean excess is the smallest detectable one."""
    rng = np.random.default_rng(7)
    plain = [late_at_ends(crossings(given, WINDOW), ends, WINDOW).minimum_detectable
             for given, ends in (world(rng, 730, 3) for _ in range(20))]  # fmt: skip
    said = [late_at_ends(crossings(given, WINDOW), ends, WINDOW)
            for given, ends in (world(rng, 730, 3, moved=0.08) for _ in range(150))]  # fmt: skip
    excess = np.mean([each.estimate for each in said])
    found = np.mean([each.p_value < 0.05 for each in said])
    assert excess == pytest.approx(np.mean(plain), rel=0.35)
    assert 0.65 < found < 0.97


def steady(late, n=10):
    """As many records a day; `late` of each day's, (T,), take a day longer than the day asked."""
    late = np.asarray(late)
    cells = np.zeros((LONGEST + 1, len(late)), dtype=np.int64)
    cells[0], cells[1] = n - late, late
    return crossings(cells, 1)


def test_slow_weeks_make_late_entry_usual_for_as_long_as_they_last():
    """Nine of ten records are late in the first half and one in the second, on every weekday."""
    usual = expected(steady([9] * 200 + [1] * 200), np.array([100, 300]), 1)
    assert usual[100] == pytest.approx(9, abs=0.5)
    assert usual[300] == pytest.approx(1, abs=0.5)


def test_a_day_does_not_tell_its_own_usual():
    late = np.full(3500, 5)
    late[1000] = 10
    usual = expected(steady(late), np.array([50]), 1)
    assert usual[1000] == pytest.approx(usual[2000], rel=0.005)
    assert usual[1007] > usual[2007] * 1.015


def test_other_days_that_vary_more_than_chance_widen_the_error():
    """All or none late on other days, and six of ten at every end: 1 more than half, each time.

    By hand: variance 2.5 by chance and 25 on other days, so z = 24 / sqrt(24 * 25) = .98.
    """
    rng = np.random.default_rng(8)
    days, ends = 730, ends_of(730)
    late = 10 * rng.permutation(np.arange(days) % 2)
    late[ends] = 6
    said = late_at_ends(steady(late), ends, 1)
    error = (said.interval[1] - said.interval[0]) / 2 / t.ppf(0.975, 23)
    assert error * said.n == pytest.approx((24 * 25) ** 0.5, rel=0.15)
    assert said.p_value > 0.05


def test_the_range_and_the_p_value_are_students():
    given, ends = world(np.random.default_rng(9), 730, 3, moved=0.05)
    said = late_at_ends(crossings(given, WINDOW), ends, WINDOW)
    df = said.numbers.ends - 1
    error = said.minimum_detectable / (t.ppf(0.95, df) + t.ppf(0.8, df))
    assert said.interval[1] - said.estimate == pytest.approx(error * t.ppf(0.975, df))
    assert said.p_value == pytest.approx(t.sf(said.estimate / error, df))
