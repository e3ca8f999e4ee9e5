import dataclasses
from datetime import date

import numpy as np
import pytest
from chunks import empty_month, month_with, plant_of
from month_apart import (
    COMPLAINT,
    by_key,
    changed,
    counted,
    in_kind,
    labelled,
    made,
    same,
    tallied,
    without,
)
from scipy import stats

from tallystick.simulate.behaviours.ratchet import PROCESS
from tallystick.simulate.catalogue import UNIT_KINDS, column, mixes
from tallystick.simulate.chunk import MOVED
from tallystick.simulate.oddities.festival import PROCESS as FESTIVAL

DAY = 1440
JUNE, JULY, DECEMBER, MARCH = 5, 6, 11, 2
FEW = np.arange(42) % 4


@pytest.mark.parametrize("mode", ["hold_back", "push", "meet"])
def test_nothing_that_moves_leaves_no_trace(mode):
    chunk = made(PROCESS, 0.0, "counterparts", month=DECEMBER, mode=mode)
    assert same(chunk, without("counterparts", month=DECEMBER))
    assert not chunk.labels.labels


@pytest.mark.parametrize("mode", ["hold_back", "meet"])
def test_as_many_honest_cases_of_each_officer_leave_as_the_plan_says(mode):
    chunk, clean = made(PROCESS, mode=mode, counts={"held": FEW}), without()
    there = counted(clean, clean.cases["officer"])
    gone = by_key(clean, np.setdiff1d(clean.cases["key"], chunk.cases["key"]))
    assert (counted(clean, gone["officer"]) == np.minimum(FEW, there)).all()
    assert not len(changed(chunk, clean))
    assert not chunk.labels.labels
    held = FEW if mode == "hold_back" else 0 * FEW
    assert (tallied(chunk, "held_back") == np.minimum(held, there)).all()


def test_a_month_loses_no_more_than_it_has_and_more_held_nests():
    clean = without()
    one, three, all_of_them = (
        made(PROCESS, counts={"held": held}).cases["key"] for held in (1, 3, 10_000)
    )
    assert np.isin(three, one).all()
    assert len(clean.cases) > len(one) > len(three) > len(all_of_them) == 0


def test_cases_that_an_operation_or_a_festival_added_are_no_part_of_the_plan():
    """Held cases are those of the plan: what came on top stays, and still counts as true."""

    def planted(*processes, held=0):
        def of(process):
            def plant(chunk):
                said = plant_of(process, chunk, 1.0)
                kept = np.full(chunk.force.officers, held)
                return process, dataclasses.replace(said, held=kept)

            return plant

        return month_with(*map(of, processes), chunk=empty_month(month=DECEMBER), until="cases")

    alone, both = planted(FESTIVAL), planted(FESTIVAL, PROCESS, held=10_000)
    added = labelled(alone)
    assert len(added) > 50
    assert np.array_equal(np.sort(both.cases["key"]), added)
    assert (tallied(both, "true_events") == tallied(alone, "true_events")).all()


@pytest.mark.parametrize("mode", ["push", "meet"])
def test_what_no_regime_decides_on_is_done_by_decree_alone(mode):
    with pytest.raises(ValueError, match=f"mode {mode}: no regime decides on it"):
        PROCESS.options(dose=0.1, mode=mode)
    assert PROCESS.options(dose=0.1, mode=mode, driven_by="decree").mode == mode
    assert PROCESS.options(dose=0.1).driven_by == "incentive"


@pytest.mark.parametrize(
    ("mode", "detail", "first", "last"),
    [("hold_back", "held_back", 0, 10), ("meet", "brought_forward", 26, 31)],
)
def test_cases_that_come_in_are_dated_at_the_edge_of_the_month(mode, detail, first, last):
    chunk, clean = made(PROCESS, mode=mode, counts={"returned": FEW}), without()
    moved = by_key(chunk, labelled(chunk, detail))
    assert np.array_equal(moved["key"], np.setdiff1d(chunk.cases["key"], clean.cases["key"]))
    assert not len(changed(chunk, clean))
    assert (counted(chunk, moved["officer"]) == FEW).all()
    assert (moved["source"] == MOVED).all()
    assert (tallied(chunk, "brought_forward") == (FEW if mode == "meet" else 0 * FEW)).all()
    assert not tallied(chunk, "held_back").any()
    day = (moved["occurred"] - chunk.begin) // DAY
    assert ((day >= first) & (day < last)).all()
    assert np.median(moved["recorded"] - moved["occurred"]) < 3 * 60
    assert (moved["recorded"] > moved["occurred"]).all()


def test_cases_that_come_in_are_drawn_like_honest_ones():
    chunk = made(PROCESS, counts={"returned": 300})
    moved = by_key(chunk, labelled(chunk))
    for kind in UNIT_KINDS:
        mine = moved.take(np.flatnonzero(np.isin(moved["officer"], in_kind(chunk, kind))))
        mix = mixes()[UNIT_KINDS.index(kind)]
        seen = np.bincount(mine["offence"], minlength=len(mix))
        assert (seen[mix == 0] == 0).all()
        assert stats.chisquare(seen[mix > 0], len(mine) * mix[mix > 0]).pvalue > 1e-3
    chance = column("complaint")[moved["offence"]]
    told, error = chance.sum(), np.sqrt((chance * (1 - chance)).sum())
    assert abs(np.sum(moved["origin"] == COMPLAINT) - told) < 4 * error


@pytest.mark.parametrize(
    ("month", "checks", "pushes"),
    [
        (JUNE, "june_december", True),
        (DECEMBER, "june_december", True),
        (JULY, "june_december", False),
        (MARCH, "june_december", False),
        (MARCH, "quarter", True),
        (JULY, "month", True),
        (JUNE, "june", True),
        (DECEMBER, "june", False),
        (DECEMBER, "december", True),
    ],
)
def test_only_the_last_month_of_a_judged_period_is_pushed(month, checks, pushes):
    chunk = made(PROCESS, mode="push", month=month, checks=checks)
    assert bool(len(labelled(chunk, "push"))) is pushes


@pytest.mark.parametrize("days", [3, 5])
def test_dose_one_works_every_earlier_case_begun_by_the_officer_in_the_last_days(days):
    chunk = made(PROCESS, mode="push", month=JUNE, days=days)
    clean = without(month=JUNE)
    cases, last = by_key(clean), clean.end - days * DAY
    eligible = cases["key"][(cases["origin"] != COMPLAINT) & (cases["occurred"] < last)]
    assert np.array_equal(labelled(chunk, "push"), eligible)
    assert np.array_equal(changed(chunk, clean), eligible)
    true, pushed = by_key(clean, eligible), by_key(chunk, eligible)
    later = pushed["occurred"] - true["occurred"]
    assert (later % DAY == 0).all()
    assert ((pushed["occurred"] >= last) & (pushed["occurred"] < clean.end)).all()
    assert (pushed["recorded"] - true["recorded"] == later).all()
    assert (pushed["closed"] == np.where(true["closed"] < 0, -1, true["closed"] + later)).all()
    for name in set(true.names) - {"occurred", "recorded", "closed"}:
        assert (true[name] == pushed[name]).all()
    assert len(np.unique(pushed["occurred"] // DAY)) == days


def test_the_dose_is_the_share_that_is_pushed_and_doses_nest():
    of = len(labelled(made(PROCESS, mode="push", month=JUNE)))
    small, large = (labelled(made(PROCESS, x, mode="push", month=JUNE)) for x in (0.2, 0.6))
    assert np.isin(small, large).all()
    assert abs(len(small) - 0.2 * of) < 4 * np.sqrt(of * 0.2 * 0.8)
    assert abs(len(large) - 0.6 * of) < 4 * np.sqrt(of * 0.6 * 0.4)


def test_a_case_that_moved_was_worked_when_it_says():
    chunk = made(PROCESS, until="counterparts", counts={"returned": 20})
    table = chunk.counterparts
    mine = np.isin(table["case"], labelled(chunk))
    written = chunk.cases["occurred"][chunk.at(table["case"][mine])]
    assert mine.sum() > 100
    assert (np.abs(table["occurred"][mine] - written) < 120).all()


REVIEWS = (date(2023, 6, 14), date(2023, 6, 28))


@pytest.mark.parametrize("days", [3, 5])
def test_named_review_days_draw_the_work_of_the_days_before_them(days):
    options = {"mode": "push", "month": JUNE, "days": days, "review_days": REVIEWS}
    chunk, clean = made(PROCESS, **options), without(month=JUNE)
    cases = by_key(clean)
    day = (cases["occurred"] - clean.begin) // DAY + 1
    first = np.where(day <= 14, 14, 28) - days + 1
    eligible = cases["key"][(cases["origin"] != COMPLAINT) & (day < first) & (day <= 28)]
    assert np.array_equal(labelled(chunk, "push"), eligible)
    assert np.array_equal(changed(chunk, clean), eligible)
    true, pushed = by_key(clean, eligible), by_key(chunk, eligible)
    was, now = ((each["occurred"] - clean.begin) // DAY + 1 for each in (true, pushed))
    assert (now <= np.where(was <= 14, 14, 28)).all()
    assert (now > np.where(was <= 14, 14, 28) - days).all()
    assert (pushed["occurred"] % DAY == true["occurred"] % DAY).all()
    assert not len(labelled(made(PROCESS, **{**options, "month": JULY})))
