"""Are the ends of periods busy for the reason that is said, and for nothing else?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tallystick.calibrate.trials import trials_of
from tallystick.simulate.single.busy_ends import FILED, PAYDAYS, RISE, SITTING
from tallystick.simulate.single.making import make_world

WINDOW = 7


def made_of(name, busy):
    trial = next(each for each in trials_of("figures.period_end") if each.name == name)
    return trial, make_world(replace(trial, busy=busy), 4).tables["incidents"].to_pylist()


def last_days(trial):
    """Each of the last days of the periods, with the end of its period."""
    (period,) = trial.periods
    quarters = [date(2023 + month // 12, month % 12 + 1, 1) for month in range(3, 37, 3)]
    ends = period.ends or [first - timedelta(1) for first in quarters]
    return {end - timedelta(back): end for end in ends for back in range(WINDOW)}


@pytest.mark.parametrize(
    "name", ["paydays at quarter ends", "paydays on review days",
             "paydays at the ends of budget years"],
)  # fmt: skip
def test_paydays_take_cases_of_every_kind_out_of_the_other_days_alone(name):
    trial, honest = made_of(name, "")
    _, busy = made_of(name, PAYDAYS)
    left = {row["incident_id"] for row in busy}
    rows = {row["incident_id"]: row for row in honest}
    assert all(rows[row["incident_id"]] == row for row in busy)
    of_window = last_days(trial)
    for complaint in (True, False):
        own = [row for row in honest if (row["origin"] == "complaint") == complaint]
        kept = [row["incident_id"] in left for row in own]
        inside = [row["occurred_at"].date() in of_window for row in own]
        assert sum(inside) > 50
        assert all(k for k, i in zip(kept, inside, strict=True) if i)
        others = [k for k, i in zip(kept, inside, strict=True) if not i]
        share = sum(others) / len(others)
        error = (share * (1 - share) / len(others)) ** 0.5
        assert abs(share - 1 / (1 + RISE)) < 4 * error


def test_papers_are_filed_on_the_last_days_and_dated_and_entered_on_them():
    trial, honest = made_of("court papers filed at quarter ends", "")
    _, filed = made_of("court papers filed at quarter ends", FILED)
    of_window = last_days(trial)
    moved = ripe = 0
    for before, after in zip(honest, filed, strict=True):
        ends = [of_window.get(before["occurred_at"].date() + timedelta(days)) for days in
                range(SITTING + 1)]  # fmt: skip
        waits = ends[0] is None and any(ends) and before["origin"] != "complaint"
        ripe += waits
        if before != after:
            moved += 1
            assert waits
            changed = {"occurred_at", "recorded_at"}
            assert {key for key in before if before[key] != after[key]} <= changed
            assert of_window[after["occurred_at"].date()] == next(each for each in ends if each)
            assert after["recorded_at"] == after["occurred_at"]
            assert after["occurred_at"].time() == before["occurred_at"].time()
    assert moved / ripe == pytest.approx(0.5, abs=4 * (0.25 / ripe) ** 0.5)
