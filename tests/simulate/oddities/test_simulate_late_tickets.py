"""Do late tickets come in sittings of one officer, each three minutes after the other?"""

import numpy as np
import pytest
from chunks import empty_month, month_with, plant_of

from tallystick.simulate.calendar import day_of_week
from tallystick.simulate.catalogue import place
from tallystick.simulate.chunk import NONE
from tallystick.simulate.oddities.late_tickets import PROCESS


def tickets(dose, **options):
    chunk = month_with(lambda c: (PROCESS, plant_of(PROCESS, c, dose, **options)), until="cases")
    rows = np.flatnonzero(chunk.cases["offence"] == place("speeding"))
    return chunk, chunk.cases.take(rows)


@pytest.mark.parametrize("dose", [0.3, 0.8])
def test_share_of_tickets_that_wait(dose):
    chunk, found = tickets(dose)
    late = len(chunk.labels.labels[0].keys)
    spread = np.sqrt(dose * (1 - dose) / len(found))
    # a ticket entered after the sitting anyway stays: 12 % are late, few by days
    assert -0.10 * dose - 4 * spread < late / len(found) - dose < 4 * spread


def test_weekly_sittings_are_on_one_weekday_and_in_batches():
    chunk, found = tickets(1.0)
    labelled = np.isin(found["key"], chunk.labels.labels[0].keys["case"])
    for officer in np.unique(found["officer"]):
        mine = found.take(np.flatnonzero(labelled & (found["officer"] == officer)))
        order = np.sort(mine["recorded"])
        assert len(np.unique(day_of_week(order))) == 1
        assert day_of_week(order)[0] < 5
        within = np.diff(order)[np.diff(order) < 1440]
        assert (within % 3 == 0).all()
        assert np.median(within) == 3
    wait = found["recorded"][labelled] - found["occurred"][labelled]
    assert (wait > 0).all()
    assert wait.max() < (7 * 24 + 6) * 60


def test_monthly_sittings_are_in_the_first_days_of_the_next_month():
    chunk, found = tickets(1.0, every="month")
    late = found["recorded"][np.isin(found["key"], chunk.labels.labels[0].keys["case"])]
    assert ((late - chunk.end) // 1440).min() >= 0
    assert ((late - chunk.end) // 1440).max() <= 5


def test_tickets_are_typed_in_the_order_in_which_they_were_written():
    _, found = tickets(1.0, every="month")
    plain = month_with(chunk=empty_month(), until="cases")
    assert len(found) == (plain.cases["offence"] == place("speeding")).sum()
    for officer in np.unique(found["officer"]):
        mine = found.take(np.flatnonzero(found["officer"] == officer))
        batch = mine["recorded"] >= mine["occurred"].max()
        order = np.argsort(mine["occurred"][batch], kind="stable")
        typed = mine["recorded"][batch][order]
        in_sitting = typed < typed.min() + 3 * len(mine) + 1
        assert (np.diff(typed[in_sitting]) >= 0).mean() > 0.9


def test_no_ticket_is_entered_earlier_and_what_follows_entry_waits_as_long():
    chunk = month_with(until="cases")
    before = chunk.cases["recorded"].copy()
    chunk.cases["closed"] = np.where(np.arange(len(before)) % 2, before + 1000, NONE)
    PROCESS.cases(chunk, plant_of(PROCESS, chunk, 1.0), np.random.default_rng(0))
    assert (chunk.cases["recorded"] >= before).all()
    assert (chunk.cases["recorded"] > before).any()
    waits = np.where(np.arange(len(before)) % 2, chunk.cases["recorded"] + 1000, NONE)
    assert (chunk.cases["closed"] == waits).all()
