"""Times of which the month or the year alone is told: kept, and asked nothing about days."""

import pytest

from tallystick.audit.selection import select
from tallystick.checks import figures, records
from tallystick.checks.shared.figure_series import told

BLOCK = """
[[tables.incidents]]
source = "i.csv"
[tables.incidents.columns]
incident_id = "id"
unit_id = "unit"
occurred_at = {{column = "when", format = {form}}}
recorded_at = {{column = "entered", format = "%Y-%m-%d"}}
[[metrics]]
name = "cases"
table = "incidents"
"""
ROWS = "id,unit,when,entered\n" + "".join(
    f"{year}{month:02}{n},U{n % 2},{year}-{month:02},{year}-{month:02}-28\n"
    for year in (2020, 2021) for month in range(1, 13) for n in range(1 + month % 3)
)  # fmt: skip


def test_a_month_is_kept_and_counts_as_not_filled(loads):
    loaded, rows = loads({"i.csv": ROWS}, BLOCK.format(form='"%Y-%m"'))
    assert {row["occurred_at"].day for row in rows["incidents"]} == {1}
    tables = loaded.tables
    assert not tables.holds("incidents", "occurred_at")
    assert tables.holds("incidents", "recorded_at")
    assert tables.missing({"incidents": ("occurred_at", "recorded_at")}) == (
        "incidents.occurred_at",
    )
    assert tables.missing({"incidents": ("occurred_at",)}, by_month=True) == ()
    assert (
        "incidents: occurred_at tells the month alone, so that nothing is asked about days"
        in loaded.received.notes
    )


def test_the_checks_that_count_by_month_run_and_those_that_ask_about_days_do_not(loads):
    loaded, _rows = loads({"i.csv": ROWS}, BLOCK.format(form='"%Y-%m"'))
    runnable, _not_run = select((*figures.CHECKS, *records.CHECKS), loaded.tables)
    names = {check.name for check in runnable}
    assert {"figures.ratchet", "figures.reversion"} <= names
    assert not names & {"figures.period_end", "figures.pace", "records.entry_lag"}


def test_months_are_counted_as_their_rows_are(loads, engine):
    loaded, _rows = loads({"i.csv": ROWS}, BLOCK.format(form='"%Y-%m"'))
    counted = {}
    for row in engine.rows(told(loaded.tables)):
        first = row["first"]
        counted[first.year, first.month] = counted.get((first.year, first.month), 0) + row["milli"]
    assert counted == {
        (year, month): 1000 * (1 + month % 3) for year in (2020, 2021) for month in range(1, 13)
    }


@pytest.mark.parametrize(
    ("form", "coarse"),
    [('"%Y-%m-%d"', {}), ('["%Y-%m-%d", "%Y-%m"]', {"incidents.occurred_at": "month"})],
)
def test_one_form_without_a_day_is_enough(loads, form, coarse):
    text = "id,unit,when,entered\n1,U,2020-03-04,2020-03-28\n2,U,2020-04-05,2020-04-28\n"
    loaded, _rows = loads({"i.csv": text}, BLOCK.format(form=form))
    assert loaded.tables.coarse == coarse


def test_of_a_year_alone_no_month_is_counted(loads):
    text = "id,unit,when,entered\n" + "".join(
        f"{n},U,{2015 + n % 5},2021-01-01\n" for n in range(50)
    )
    loaded, _rows = loads({"i.csv": text}, BLOCK.format(form='"%Y"'))
    assert loaded.tables.coarse == {"incidents.occurred_at": "year"}
    assert loaded.tables.missing({"incidents": ("occurred_at",)}, by_month=True)
