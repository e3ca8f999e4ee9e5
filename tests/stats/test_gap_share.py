"""Does the share on days behind keep its size, and is it found where it follows the gap?"""

from dataclasses import replace

import numpy as np
import pytest

from tallystick.stats.targets.gap_share import FEW_PERIODS, NEVER, Days, gap_share, surplus
from tallystick.stats.targets.standing import BEHIND, NO_LEVEL, standings

MONTH = 30


def days_of(parts):
    return Days(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def agency(seed, units=6, months=36, rate=1.5, share=0.12, extra=0.0, kind=""):
    """Units judged each month by what they usually have; the first two add when behind."""
    rng = np.random.default_rng([17, seed])
    day = np.arange(months * MONTH)
    made, supplied, said = [], [], []
    wave = np.exp(np.repeat(rng.normal(0, 0.6, months), MONTH)) if kind == "waves" else 1.0
    for unit in range(units):
        own = rate * rng.gamma(8, 1 / 8)
        part = np.full(len(day), share) * wave
        other = np.full(len(day), own * (1 - share))
        if kind == "runs":
            part = part * np.exp(np.repeat(rng.normal(0, 0.8, len(day) // 10), 10))
        if kind == "leave":
            other = other * np.exp(np.repeat(rng.normal(0, 0.6, len(day) // 15), 15))
        if kind == "operations":
            for begin in range(0, len(day), 180):
                part[begin + 60 : begin + 100] *= 3
        ordinary, bought = rng.poisson(other), rng.poisson(own * np.minimum(part, 0.9))
        done = 0
        for each in day.tolist() if unit < 2 and extra else []:
            done = 0 if each % MONTH == 0 else done
            if each % MONTH and done * MONTH < own * MONTH * (each % MONTH):
                bought[each] += rng.poisson(own * extra)
            done += ordinary[each] + bought[each]
        first = np.arange(0, len(day), MONTH)
        level = np.full(months, round(own * MONTH))
        made.append(ordinary + bought)
        supplied.append(bought)
        said.append(standings(made[-1], first, first + MONTH - 1, level))
    every, all_bought = sum(made), sum(supplied)
    return days_of([
        (np.full(len(day), unit), day // 90, day % MONTH // 10, day // MONTH, said[unit] == BEHIND,
         made[unit], supplied[unit], every - made[unit], all_bought - supplied[unit])
        for unit in range(units)
    ]).kept(np.concatenate(said) != NO_LEVEL)  # fmt: skip


def units_found(worlds, units=range(6), **how):
    found = []
    for seed in range(worlds):
        days = agency(seed, **how)
        for unit in units:
            said = gap_share(days.kept(days.unit == unit), alone=False)
            found.append(said.p_value is not None and said.p_value < 0.05)
    return np.array(found)


@pytest.mark.parametrize("kind", ["", "runs", "leave", "waves", "operations"])
def test_the_size_is_kept_where_the_share_does_not_follow_the_gap(kind):
    """More than 5 of 36 have a chance of .01 at 5 %."""
    assert units_found(6, kind=kind).sum() <= 5


def test_leave_of_the_others_deceives_the_share_alone():
    """So the number a day is asked too: without it this innocent cause would be found."""
    said = [gap_share(agency(seed, kind="leave"), alone=True) for seed in range(6)]
    assert sum(each.numbers.late.p_value < 0.05 for each in said) >= 5
    assert sum(each.p_value < 0.05 for each in said) <= 1


def test_it_is_found_where_a_unit_adds_when_it_is_behind():
    assert units_found(8, units=(0, 1), extra=0.2).mean() > 0.6
    assert units_found(8, units=(2, 3), extra=0.2).mean() <= 0.15


def small(found=(8, 2), n=20, quarters=8, days=1):
    """In each quarter a stratum of one day behind and `days` others, n records in each sort."""
    rows = []
    for quarter in range(quarters):
        rows.append((quarter, True, n, found[0] + quarter % 2))
        rows += [(quarter, False, n // days, found[1] // days)] * days
    quarter, behind, n, made = (np.array(each) for each in zip(*rows, strict=True))
    one = np.zeros(len(rows), dtype=np.int64)
    return Days(one, quarter, one, quarter, behind, n, made, one + 10, one + 1)


def test_the_numbers_are_those_of_a_table_added_up_by_hand():
    said = gap_share(small(), alone=False)
    shares = said.numbers.late.numbers.shares
    counts = shares.numbers
    assert (counts.found, shares.n, counts.rest_found, counts.rest_n) == (68, 160, 16, 160)
    assert shares.estimate == pytest.approx(52 / 160)
    assert (said.numbers.a_day, said.numbers.rest_a_day) == (8.5, 2.0)
    told = said.numbers
    guards = (told.late.p_value, told.p_month, told.p_number, told.p_others)
    assert said.p_value == max(guards)
    assert said.p_value < 1e-3


def test_the_same_share_of_more_days_is_no_larger_number_a_day():
    """Two other days have as many together as the one behind: the number a day is higher."""
    said = gap_share(small(found=(2, 2), days=2), alone=True)
    assert said.numbers.rest_a_day == 1.0
    assert said.numbers.p_others is None
    assert said.numbers.p_number < 0.05 < said.numbers.late.p_value
    assert said.p_value == max(said.numbers.late.p_value, said.numbers.p_month)


def test_what_all_units_do_on_those_days_is_no_pattern_of_one():
    days = small()
    rest = np.where(days.behind, 4 + days.quarter % 3, 1)
    said = gap_share(replace(days, rest_found=rest, rest_n=np.full(len(rest), 10)), alone=False)
    assert said.numbers.p_others > 0.05 > said.numbers.late.p_value
    assert said.p_value == said.numbers.p_others


def test_the_surplus_of_a_day_is_counted_by_hand():
    """Two days a month, one behind: half less the half of other months, times what is beyond."""
    days = small(found=(8, 2), quarters=3)
    beyond = [8 - (9 + 2) / 2, 2 - (9 + 2) / 2, 9 - (8 + 2) / 2, 2 - (8 + 2) / 2, 0, 0]
    assert surplus(days) == pytest.approx(np.array(beyond) * np.tile([0.5, -0.5], 3))


@pytest.mark.parametrize(("how", "reason"), [
    ({"quarters": 5}, FEW_PERIODS), ({"n": 0, "found": (0, 0)}, FEW_PERIODS),
    ({"n": 1, "found": (0, 1), "quarters": 6}, NEVER),
])  # fmt: skip
def test_too_little_says_so(how, reason):
    days = small(**how)
    days = replace(days, found=np.minimum(days.found, days.n))
    said = gap_share(days, alone=True)
    assert (said.p_value, said.reason) == (None, reason)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["", "runs", "leave", "waves", "operations"])
def test_the_size_over_many_worlds(kind):
    assert units_found(100, kind=kind).mean() < 0.07
