"""Are rises of papers dated by entry, and of what complaints share, told from pushes?"""

from datetime import date, timedelta

import numpy as np
import pytest
from cause_samples import Papers, Town, dated, tried_papers, tried_town, with_complaints
from test_period_places import result

from one_cause import said_of
from tallystick.audit.execution import describe
from tallystick.checks.figures.period_end import CHECK
from tallystick.checks.figures.period_end.query import days_beside, part_beside
from tallystick.tables import Frame, Metric, Period
from worlds import instant, tables_of

FRAME = Frame(periods=(Period("month", "month"),))
DATED, PAYDAYS = "Records are dated by the day", "Paydays, rent days"
LAST, BESIDE = "2020-01-31", "2020-02-28"
MINUTE, DAY, LATER = timedelta(0), timedelta(hours=5), timedelta(days=2)


def of_two_ends(rise, subject="", **more):
    """Six last days, and thirty-six days beside them: a week to six weeks after, or before."""
    return result(rise, subject, ends=["2020-01-31", "2020-04-30"], **more)


def row(day, count, lag=DAY, unit="U", origin=None):
    at = instant(f"{day}T12:00")
    return {"unit_id": unit, "origin": origin, "occurred_at": at, "count": count,
            "recorded_at": None if lag is None else at + lag}  # fmt: skip


def asked(rows, of, engine, cause=DATED, frame=FRAME):
    (said,) = said_of(CHECK, of, tables_of({"incidents": rows}, frame), engine, cause)
    return said


def answer(rows, of, engine, cause=DATED):
    found = asked([each for each in rows if each["count"]], of, engine, cause)
    return found.explains, found.of


def entered(last, others, lags=(MINUTE, LATER), **more):
    """Records of the last days and of days beside, those entered in their minute first."""
    return [row(LAST, *each, **more) for each in zip(last, lags, strict=True)] + [
        row(BESIDE, *each, **more) for each in zip(others, lags, strict=True)
    ]


# 190 records in the last days; a rise of .9 makes 100 usual and 90 too many. Others are 600 on a
# day beside, so that a sixth is usual: 50 of those entered in their minute and 50 of those later.
@pytest.mark.parametrize(
    ("last", "explains"),
    [
        # 140 where half of 190 would be: 45 more, and 190/4 x (1 + 190/600) is 7.9 squared.
        ((140, 50), 90),
        # 115 is 20 more, below three times 7.9.
        ((115, 75), 0),
        ((95, 95), 0),
        # 65 later ones are 15 more, and a quarter of .9 x 50 is 11; 125 - 65 are beyond them.
        ((125, 65), 60),
        ((130, 60), 90),
        # None entered later where 50 are usual: all was entered in haste.
        ((190, 0), 0),
    ],
)
def test_papers_explain_what_a_hand_works_out(last, explains, engine):
    assert answer(entered(last, (300, 300)), of_two_ends(0.9), engine) == (explains, 90)
    nobody = entered(last, (300, 300), unit=None)
    assert answer(nobody, of_two_ends(0.9), engine) == (explains, 90)
    # A record without a time of entry is none of those entered in their minute.
    unknown = entered(last, (300, 300), lags=(MINUTE, None))
    assert answer(unknown, of_two_ends(0.9), engine) == (explains, 90)


def test_where_all_are_entered_in_their_minute_none_stands_out(engine):
    assert answer(entered((190, 0), (600, 0)), of_two_ends(0.9), engine) == (0, 90)
    most = entered((188, 2), (594, 6))
    assert answer(most, of_two_ends(0.9), engine) == (0, 90)


def test_without_times_of_entry_nothing_is_explained(engine):
    half = entered((140, 50), (150, 450), lags=(MINUTE, None))
    assert answer(half, of_two_ends(0.9), engine) == (0, 90)
    rows = [{key: each[key] for key in each if key != "recorded_at"} for each in half]
    assert asked(rows, of_two_ends(0.9), engine).explains is None


def test_a_unit_or_an_origin_that_enters_soon_is_not_taken_for_papers(engine):
    # The first enters nine tenths in their minute and has three times the usual, the other a tenth.
    for key, names in (("unit", "UV"), ("origin", ("patrol", "complaint"))):
        soon = entered((135, 15), (270, 30), **{key: names[0]})
        late = entered((4, 36), (30, 270), **{key: names[1]})
        assert answer(soon + late, of_two_ends(0.9), engine) == (0, 90)


def test_haste_shows_in_what_officers_begin(engine):
    # 50 of 300 and 50 of 300 are usual. Complaints are as ever; officers enter all 140 at once.
    own = entered((140, 0), (150, 150), origin="patrol")
    complaints = entered((25, 25), (150, 150), origin="complaint")
    assert answer(own + complaints, of_two_ends(0.9), engine) == (0, 90)
    as_ever = entered((115, 25), (150, 150), origin="patrol")
    assert answer(as_ever + complaints, of_two_ends(0.9), engine) == (90, 90)


def test_cases_entered_on_their_day_but_not_in_their_minute_explain_nothing(engine):
    """Whoever makes them up writes an hour before that of their entry."""
    soon = entered((140, 50), (300, 300), lags=(DAY, LATER))
    assert answer(soon, of_two_ends(0.9), engine) == (0, 90)


def test_days_without_an_hour_tell_of_no_minute(engine):
    rows = entered((140, 50), (300, 300))
    for each in rows:
        for name in ("occurred_at", "recorded_at"):
            each[name] = each[name].replace(hour=0)
    assert answer(rows, of_two_ends(0.9), engine) == (0, 90)


def test_papers_that_bear_the_minute_stand_out_where_all_are_entered_on_their_day(engine):
    rows = entered((90, 100), (0, 600), lags=(MINUTE, DAY))
    assert answer(rows, of_two_ends(0.9), engine) == (90, 90)


def test_days_that_differ_by_themselves_ask_for_a_clearer_share(engine):
    # Of the two other days one has all entered on it and one none: squares of 150 beside 75 each.
    rows = [*entered((140, 50), (300, 0)), row("2020-03-06", 300, LATER)]
    assert answer(rows, of_two_ends(0.9), engine) == (0, 90)


@pytest.mark.parametrize("rise", [0.0, -0.5, None])
def test_without_a_rise_there_is_nothing_to_explain(rise, engine):
    rows = entered((140, 50), (300, 300))
    assert answer(rows, of_two_ends(rise), engine) == (0, 0)
    assert answer(rows, of_two_ends(rise), engine, PAYDAYS) == (0, 0)


def test_periods_too_close_to_have_days_beside_them_explain_nothing(engine):
    near = result(0.9, ends=["2020-01-28", "2020-01-31"])
    assert part_beside(near) == 0
    assert answer(entered((140, 50), (300, 300)), near, engine) == (0, 90)
    assert answer(of_town((160, 600), (80, 300)), near, engine, PAYDAYS)[0] == 0


@pytest.mark.parametrize(
    ("ends", "window"),
    [(["2020-01-31", "2020-04-30"], 3),
     (["2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30"], 3),
     (["2020-02-14", "2020-04-24", "2020-05-29"], 7)],
)  # fmt: skip
def test_days_beside_are_whole_weeks_from_a_last_day(ends, window):
    last = {date.fromisoformat(end) - timedelta(back) for end in ends for back in range(window)}
    wanted = {}
    for k in range((max(last) - min(last)).days):
        day = min(last) + timedelta(k)
        times = sum((day - each).days % 7 == 0 and abs((day - each).days) <= 42 for each in last)
        if times and day not in last:
            wanted[day] = times
    assert days_beside(result(0.5, ends=ends, window=window)) == wanted


def of_town(complaints, own, late=(0, 0), unit="U", whose="U"):
    """(last days, a day beside) of complaints entered on their day, of others, of late ones."""
    days = (LAST, BESIDE)
    return [
        row(day, number, lag, name, origin)
        for name, origin, lag, numbers in (
            (whose, "complaint", DAY, complaints),
            (unit, "patrol", DAY, own),
            (whose, "complaint", LATER, late),
        )
        for day, number in zip(days, numbers, strict=True)
    ]


@pytest.mark.parametrize(
    ("complaints", "own", "rise", "explains"),
    [
        # A sixth is usual. 160 complaints for 100, where 32 more would be clear; 80 others for 50.
        ((160, 600), (80, 300), 0.6, (90, 90)),
        ((120, 600), (80, 300), 1 / 3, (0, 50)),
        # 120 others are 40 beyond 80, whose error is 12: 280 / 1.8 x .6 is 93, and 124 - 40 less.
        ((160, 600), (120, 300), 0.8, (84, 124)),
        # Fewer than a quarter of the agency's are others.
        ((160, 600), (16, 60), 0.6, (0, 66)),
        ((0, 0), (160, 600), 0.6, (0, 60)),
    ],
)
def test_complaints_explain_what_a_hand_works_out(complaints, own, rise, explains, engine):
    assert answer(of_town(complaints, own), of_two_ends(rise), engine, PAYDAYS) == explains


def test_complaints_dated_back_are_no_complaints_of_those_days(engine):
    rows = of_town((100, 600), (50, 300), late=(60, 60))
    assert answer(rows, of_two_ends(0.31), engine, PAYDAYS) == (0, 50)


def test_a_unit_is_set_against_the_complaints_of_the_others(engine):
    own = (80, 300)
    others = of_town((160, 600), own, whose="V")
    assert answer(others, of_two_ends(0.6, "U"), engine, PAYDAYS) == (30, 30)
    itself = of_town((160, 600), own)
    assert answer(itself, of_two_ends(0.6, "U"), engine, PAYDAYS)[0] == 0


def test_complaints_are_not_asked_without_origins_nor_beside_a_control(engine):
    rows = of_town((160, 600), (80, 300))
    bare = [{key: each[key] for key in each if key != "origin"} for each in rows]
    unasked = asked(bare, of_two_ends(0.6), engine, PAYDAYS)
    assert unasked.explains is None
    assert "Name a series" in unasked.how_to_check
    beside = asked(rows, of_two_ends(0.6, controlled=True), engine, PAYDAYS)
    assert beside.explains is None
    assert "Already allowed for" in beside.how_to_check
    weights = Frame(periods=FRAME.periods, metrics=(Metric("weights", "measurements"),))
    of = of_two_ends(0.6, metric="weights", date_column="measured_at")
    measured = tables_of({"measurements": [{"unit_id": "U", "measured_at": instant(LAST)}]},
                         weights)  # fmt: skip
    causes = [each.cause for each in describe(CHECK, of, measured, engine).explanations]
    assert sum(each.startswith(PAYDAYS) for each in causes) == 1


def days_of(of, rng):
    """Last days, some days beside, and some that are neither, with their times."""
    beside = days_beside(of)
    last = [date(2020, 1, 29) + timedelta(k) for k in range(3)]
    some = [day for day in sorted(beside) if rng.random() < 0.6]
    days = [*last, *some, *(date(2020, 2, 1) + timedelta(k) for k in range(4))]
    return days, np.array([d in last for d in days]), np.array([beside[d] for d in days])


def test_the_query_on_entry_says_what_the_same_rule_says_of_arrays(engine):
    rng, told = np.random.default_rng(5), set()
    for number in range(24):
        dispersion, rise = float(rng.choice([1.0, 2.5])), float(rng.uniform(0.3, 1.2))
        of = of_two_ends(rise, dispersion=dispersion)
        days, last, times = days_of(of, rng)
        share = rng.uniform(0.05, 0.95, 4)
        rate = rng.uniform(1, 30, 4)
        every = rng.poisson(rate, (len(days), 4))
        kind = rng.binomial(every, share)
        extra = last[:, None] * rng.poisson(rate * rise * (2, 1, 1.5)[number % 4 % 3], every.shape)
        at_once = rng.binomial(extra, (1, 0.5, 0)[number % 3])
        kind, every = kind + at_once + rng.binomial(extra - at_once, share), every + extra
        own = np.array([True, False, True, False])
        rows = [
            row(day, int(n), lag, f"U{k // 2}", "patrol" if own[k] else "complaint")
            for i, day in enumerate(days)
            for k in range(4)
            for n, lag in ((kind[i, k], MINUTE), (every[i, k] - kind[i, k], LATER))
            if n
        ]
        wanted = dated(kind, every, last, times, own, rise, dispersion, part=1 / 6)
        assert answer(rows, of, engine) == wanted
        told.add("none" if not wanted[0] else "all" if wanted[0] == wanted[1] else "part")
    assert told == {"none", "part", "all"}


def test_the_query_on_complaints_says_what_the_same_rule_says_of_counts(engine):
    rng, told = np.random.default_rng(6), set()
    for number in range(24):
        dispersion, rise = float(rng.choice([1.0, 2.5])), float(rng.uniform(0.3, 1.2))
        lift = (1, 1 + rise / 2, 1 + rise)[number % 3]
        asked_of, own = (
            (int(rng.poisson(m * up)), int(rng.poisson(6 * m)))
            for m, up in ((rng.uniform(50, 400), lift), (rng.uniform(10, 200), 1 + rise))
        )
        unit = bool(number % 2)
        rows = of_town(asked_of, own, whose="V" if unit else "U")
        every = own if unit else tuple(np.add(asked_of, own))
        wanted = with_complaints(asked_of, own, every, 1 / 6, rise, dispersion)
        of = of_two_ends(rise, "U" if unit else "", dispersion=dispersion)
        assert answer(rows, of, engine, PAYDAYS) == wanted
        told.add("none" if not wanted[0] else "all" if wanted[0] == wanted[1] else "part")
    assert told == {"none", "part", "all"}


@pytest.mark.parametrize(
    ("how", "usual"),
    [(how, usual) for how in ("pushed", "back-dated", "haste") for usual in (0.1, 0.5, 0.82)]
    + [("pushed", 0.95), ("back-dated", 0.95)],
)
def test_a_push_is_not_explained_by_entry(how, usual):
    # At most .007 in docs/calibration/period_end.md: 200 draws of .01 give more
    # than 8 with a chance below .001.
    for clumps in (1.0, 2.0):
        parts = tried_papers(Papers(1000, 0.6, usual, how, clumps), 200, 7)
        assert len(parts) > 100
        assert (parts >= 1).sum() <= 8


def test_papers_are_mostly_explained_where_usually_half_are_entered_on_their_day():
    # .968 in docs/calibration/period_end.md: 200 draws give .88 or less with a chance below .001.
    parts = tried_papers(Papers(1000, 1.0, 0.5, "filed"), 200, 8)
    assert (parts >= 1).mean() > 0.88


@pytest.mark.parametrize("whose", ["agency", "unit"])
def test_a_push_is_not_explained_by_complaints_and_paydays_mostly_are(whose):
    # At most .004 of pushes in docs/calibration/period_end.md, and .92 or more of paydays: 400
    # draws give more than 8, or fewer than 312, with a chance below .001.
    for size, rise in ((200, 0.3), (1000, 0.6)):
        pushed = tried_town(Town(size, rise, whose, "pushed"), 400, 9)
        assert (pushed >= 1).sum() <= 8
    paydays = tried_town(Town(1000, 0.6, whose, "paydays"), 400, 10)
    assert (paydays >= 1).sum() >= 312
