"""Does `period_end_rise` count as a hand, a GLM and a slow twin do?"""

from __future__ import annotations

import math
from dataclasses import replace

import daily_samples as ds
import numpy as np
import pytest
from scipy import optimize, stats

from tallystick.stats.periods.end import period_end_rise, period_end_rises
from tallystick.stats.periods.end_days import MIDDLE, lay_out
from tallystick.stats.periods.end_estimate import between_dates
from tallystick.stats.periods.end_fit import fit, levels

SEED = 20261125
ORDINARY = ds.World(mean=20, size=10, rho=0.5, sd=0.2)


def rng() -> np.random.Generator:
    return np.random.default_rng(SEED)


def epoch(date: str) -> int:
    return int(np.datetime64(date, "D").astype(np.int64))


# By hand


def test_days_by_hand():
    day = np.arange(epoch("2011-01-01"), epoch("2011-04-01"))
    ends = np.array([epoch("2011-01-31"), epoch("2011-02-28")])
    days = lay_out(day, ends, 3, np.zeros(len(day), dtype=bool))
    assert days.n_blocks == 2
    first = days.offset[days.block == 0]
    assert first.min() == -14
    assert first.max() == 14
    ending = day[days.used][days.role == 1]
    assert [str(d) for d in ending.astype("datetime64[D]")] == [
        *("2011-01-29", "2011-01-30", "2011-01-31"),
        *("2011-02-26", "2011-02-27", "2011-02-28"),
    ]
    starting = day[days.used][days.role == 2]
    assert str(starting[0].astype("datetime64[D]")) == "2011-02-01"
    assert len(starting) == 6
    assert days.weekday[0] == 0  # 17 January 2011 was a Monday


def test_half_more_on_the_last_three_days_is_a_rise_of_exactly_one_half():
    day = ds.days_of(2)
    ends = ds.ends_of(day)
    n = np.full(len(day), 20)
    n[ds.in_window(day, ends, 3)] = 30
    n[ds.in_window(day, ends + 3, 3)] = 15
    found = period_end_rise(day, n, period_ends=ends, window=3)
    assert found.estimate == pytest.approx(0.5, abs=1e-9)
    assert found.numbers.dip_after.change == pytest.approx(-0.25, abs=1e-9)
    assert found.numbers.n_periods == 22  # both Decembers lie in the turn of the year
    assert found.numbers.n_days_left_out == 20
    assert found.numbers.dispersion == pytest.approx(0, abs=1e-9)
    assert found.numbers.month_ratio is not None
    assert found.numbers.month_ratio[:11] == pytest.approx([1.5] * 11)
    assert np.isnan(found.numbers.month_ratio[11])
    assert found.numbers.profile is not None
    assert found.numbers.profile.recorded[12:15].tolist() == [22 * 30] * 3
    assert found.numbers.profile.expected[12:15] == pytest.approx([22 * 20] * 3)


def test_quarter_ends_are_compared_with_ordinary_month_ends():
    day = ds.days_of(3)
    every, quarters = ds.ends_of(day), ds.ends_of(day, 3)
    n = np.full(len(day), 20)
    n[ds.in_window(day, every, 7)] = 24
    same = period_end_rise(day, n, period_ends=quarters, window=7)
    assert same.estimate == pytest.approx(0, abs=1e-9)
    n[ds.in_window(day, quarters, 7)] = 36
    more = period_end_rise(day, n, period_ends=quarters, window=7)
    assert more.estimate == pytest.approx(36 / 24 - 1, abs=1e-9)
    assert more.numbers.n_periods == 9


def test_a_control_takes_off_what_it_shares():
    day = ds.days_of(3)
    ends = ds.ends_of(day)
    n, control = np.full(len(day), 40), np.full(len(day), 100)
    n[ds.in_window(day, ends, 3)] = 60
    control[ds.in_window(day, ends, 3)] = 120
    found = period_end_rise(day, n, period_ends=ends, window=3, control=control)
    assert found.estimate == pytest.approx(1.5 / 1.2 - 1)
    assert found.numbers.control is not None
    assert found.numbers.control.rise.change == pytest.approx(0.2)
    assert found.numbers.control.subject_alone.change == pytest.approx(0.5)
    assert found.numbers.control.n_records == control[_used(day, ends)].sum()


def _used(day, ends):
    month, date = ds.calendar(day)
    shut = ((month == 12) & (date >= 24)) | ((month == 1) & (date <= 2))
    return lay_out(day, ends, 3, shut).used


# Other people's programs, and a slow twin


@pytest.mark.parametrize("years", [1, 3])
def test_the_fit_is_the_quasi_poisson_glm(years):
    """Expected counts and Pearson dispersion equal statsmodels' GLM on the middle days."""
    import statsmodels.api as sm

    day = ds.days_of(years)
    days = lay_out(day, ds.ends_of(day), 3, np.zeros(len(day), dtype=bool))
    counts = ds.draw(replace(ORDINARY, mean=6), day, 1, rng())[:, days.used].astype(float)
    fitted = fit(days, counts)
    level = fitted.level[0, days.block] * fitted.weekday[0, days.weekday]
    offset = np.log(fitted.daily[0] / level)
    assert (np.ptp(offset) > 0.01) == (years == 3)  # a season needs two years
    middle = days.role == MIDDLE
    design = np.column_stack([np.eye(days.n_blocks)[days.block], np.eye(7)[days.weekday][:, 1:]])
    family = sm.families.Poisson()
    glm = sm.GLM(counts[0, middle], design[middle], family=family, offset=offset[middle]).fit()
    assert glm.predict(design, offset=offset) == pytest.approx(fitted.daily[0], rel=1e-6)
    factors = np.exp(glm.params[-6:])
    assert factors == pytest.approx(fitted.weekday[0, 1:] / fitted.weekday[0, 0], rel=1e-6)
    free = glm.df_resid - (6 if years == 3 else 0)
    assert fitted.dispersion[0] == pytest.approx(glm.pearson_chi2 / free, rel=1e-6)


def twin_days(day, n, ends, window, left_out):
    """By end: records in the window, weekdays of the window, (weekday, records) of the middle."""
    recorded, exposure, middle = {}, {}, {}
    for d, count in zip(day.tolist(), n.tolist(), strict=True):
        near = [e for e in ends.tolist() if -14 <= d - e <= 15]
        end = min(near, key=lambda e: (abs(2 * (d - e) - 1), e), default=None)
        if end is None or d in left_out:
            continue
        if -window < d - end <= 0:
            recorded[end] = recorded.get(end, 0) + count
            exposure.setdefault(end, []).append((d + 3) % 7)
        elif d - end <= -window or d - end > window:
            middle.setdefault(end, []).append(((d + 3) % 7, count))
    return recorded, exposure, middle


def twin_expected(exposure, middle):
    weekday = [1.0] * 7
    for _ in range(300):
        level = {e: sum(c for _, c in m) / sum(weekday[w] for w, _ in m) for e, m in middle.items()}
        top, bottom = [0.0] * 7, [0.0] * 7
        for e, m in middle.items():
            for w, c in m:
                top[w] += c
                bottom[w] += level[e]
        weekday = [a / b for a, b in zip(top, bottom, strict=True)]
    return {e: level[e] * sum(weekday[w] for w in x) for e, x in exposure.items()}


def twin(day, n, ends, window, left_out):
    """Rise, interval and p with dictionaries and loops, for monthly ends and no season."""
    recorded, exposure, middle = twin_days(day, n, ends, window, left_out)
    expected = twin_expected(exposure, middle)
    total = sum(expected.values())
    rise = sum(recorded.values()) / total
    dates, expected_of = {}, {}
    for e in expected:
        month = int(ds.calendar(np.array([e]))[0][0])
        deviation, variance = dates.get(month, (0.0, 0.0))
        noise = rise * expected[e] + (rise * expected[e]) ** 2 / sum(c for _, c in middle[e])
        expected_of[month] = expected_of.get(month, 0.0) + expected[e]
        dates[month] = (deviation + recorded[e] - rise * expected[e], variance + noise)
    free = len(dates) - 1
    part = {m: expected_of[m] / total for m in dates}
    scaled = {m: (d / (rise * total), v / (rise * total) ** 2) for m, (d, v) in dates.items()}

    def excess(habit):
        return sum(d * d / (v + habit * part[m] ** 2) for m, (d, v) in scaled.items()) - free

    habit = optimize.brentq(excess, 0, 100) if excess(0) > 0 else 0.0
    error = math.sqrt(sum(v + habit * part[m] ** 2 for m, (_, v) in scaled.items()))
    half = stats.t.ppf(0.975, free) * error
    log = math.log(rise)
    p = stats.t.sf(log / error, free)
    return rise - 1, (math.exp(log - half) - 1, math.exp(log + half) - 1), p


@pytest.mark.parametrize("mean", [2, 9])
def test_a_slow_twin_agrees(mean):
    day = ds.days_of(1)
    ends = ds.ends_of(day)
    n = ds.draw(ds.World(mean=mean, rho=0.7, sd=0.4), day, 1, rng())[0]
    shut = {epoch(f"2011-12-{d}") for d in range(24, 32)} | {
        epoch("2011-01-01"),
        epoch("2011-01-02"),
    }
    found = period_end_rise(day, n, period_ends=ends, window=3)
    rise, interval, p = twin(day, n, ends[:-1], 3, shut)
    assert found.estimate == pytest.approx(rise, rel=1e-6)
    assert found.interval == pytest.approx(interval, rel=1e-6)
    assert found.p_value == pytest.approx(p, rel=1e-6)


def many(years):
    """Series of very different sizes, some days of which are silent."""
    day = ds.days_of(years)
    kinds = [replace(ORDINARY, mean=m, unreported=0.05) for m in (0.1, 3, 40)]
    return day, np.concatenate([ds.draw(kind, day, 3, rng()) for kind in kinds])


def assert_same(one, other):
    assert one.reason == other.reason
    assert one.n == other.n
    assert one.numbers.n_days_left_out == other.numbers.n_days_left_out
    near = {"rel": 1e-10, "nan_ok": True}
    assert one.minimum_detectable == pytest.approx(other.minimum_detectable, **near)
    assert vars(one.numbers.dip_after) == pytest.approx(vars(other.numbers.dip_after), **near)
    if one.p_value is not None:
        assert one.interval == pytest.approx(other.interval, **near)
        assert one.p_value == pytest.approx(other.p_value, **near)
        assert one.numbers.month_ratio == pytest.approx(other.numbers.month_ratio, **near)
        for name, values in vars(one.numbers.profile).items():
            assert values == pytest.approx(getattr(other.numbers.profile, name), **near)


def test_many_at_once_equal_one_by_one():
    day, counts = many(3)
    ends = ds.ends_of(day, 3)
    together = period_end_rises(day, counts, period_ends=ends, window=7)
    assert {one.p_value is None for one in together} == {True, False}
    for n, one in zip(counts, together, strict=True):
        assert_same(one, period_end_rise(day, n, period_ends=ends, window=7))


def test_one_control_for_many_equals_a_control_for_each():
    day, counts = many(2)
    ends = ds.ends_of(day)
    control = ds.draw(replace(ORDINARY, mean=30, unreported=0.01), day, 1, rng())
    together = period_end_rises(day, counts, period_ends=ends, window=3, controls=control)
    for n, one in zip(counts, together, strict=True):
        alone = period_end_rise(day, n, period_ends=ends, window=3, control=control[0])
        assert_same(one, alone)
        if one.p_value is not None:
            assert one.numbers.control.n_records == alone.numbers.control.n_records
            for name in ("rise", "subject_alone"):
                own, other = (vars(getattr(x.numbers.control, name)) for x in (one, alone))
                assert own == pytest.approx(other, rel=1e-10)


def test_a_subjects_levels_do_not_depend_on_who_is_fitted_beside_it():
    day, counts = many(1)
    days = lay_out(day, ds.ends_of(day), 3, np.zeros(len(day), dtype=bool))
    middle = days.add_up(counts[:, days.used].astype(float))[:, MIDDLE]
    together = levels(days.held[None, MIDDLE], middle)
    for subject in range(len(counts)):
        alone = levels(days.held[None, MIDDLE], middle[subject : subject + 1])
        for one, other in zip(alone, together, strict=True):
            np.testing.assert_allclose(one[0], other[subject], rtol=1e-13)


def test_variance_between_dates_solves_its_equation():
    influence = rng().normal(0, [[0.1], [0.01], [1.0]], (3, 12))
    variance, share = rng().uniform(1e-3, 2e-3, (3, 12)), rng().uniform(0.005, 0.01, (3, 12))
    influence[2, 4], variance[2, 4], share[2, 4] = 0.3, 0.0, 0.0  # a date of which none is expected
    known = share > 0
    degrees = np.full(3, 11.0)
    found = between_dates(influence, variance, share, degrees)
    assert (found > 0).tolist() == [True, False, True]
    for row in (0, 2):
        a, v, s = (each[row, known[row]] for each in (influence**2, variance, share))
        root = optimize.brentq(lambda h, a=a, v=v, s=s: (a / (v + h * s)).sum() - 11, 0, 1e4)
        assert found[row] == pytest.approx(root, rel=1e-9)
