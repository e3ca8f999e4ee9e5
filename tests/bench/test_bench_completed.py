"""Does every check find what it needs in the worlds of the benchmarks, and nothing else changed?"""

import duckdb
import pytest
from benchmarks.speed import world
from benchmarks.speed.completed import complete
from benchmarks.speed.workshop import READY, Workshop

from tallystick.audit.selection import why_not
from tallystick.checks import every
from tallystick.cli.session import Choices, loaded

CASES = 3_300


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """A made world as it was, and completed."""
    folder = tmp_path_factory.mktemp("completed")
    for name in ("made", "w3300"):
        world.make(CASES, folder / name, months=36)
    complete(folder / "w3300")
    return folder


def test_every_check_can_be_run(worlds, tmp_path):
    engagement = Workshop(tmp_path, worlds).engagement(CASES, READY)
    choices = Choices(engagement, tmp_path, 0.05, (), "bh", True, False)
    with loaded(choices, []) as (_, given, _):
        lacking = {check.name: why_not(check, given.tables) for check in every()}
    assert {name: why for name, why in lacking.items() if why} == {}


def test_the_cases_are_those_that_were_made_in_their_order(worlds):
    made, completed = (
        duckdb.read_parquet(str(worlds / name / "tables" / "incidents.parquet"))
        for name in ("made", "w3300")
    )
    own = ", ".join(made.columns)
    assert completed.select(own).fetchall() == made.fetchall()
    assert set(completed.columns) - set(made.columns) == {
        "search_conducted", "contraband_found", "subject_group",
    }  # fmt: skip
    searched = completed.filter("search_conducted = 'yes'")
    assert searched.filter("contraband_found is null").fetchall() == []
    assert 0.15 < searched.count("*").fetchone()[0] / completed.count("*").fetchone()[0] < 0.25


def test_the_earlier_release_differs_in_few_cases(worlds):
    with duckdb.connect() as connection:
        later, earlier = (
            connection.read_parquet(str(worlds / "w3300" / "tables" / f"{name}.parquet"))
            for name in ("incidents", "earlier_incidents")
        )
        rows = {row[0]: row for row in later.select(", ".join(earlier.columns)).fetchall()}
        before = {row[0]: row for row in earlier.fetchall()}
    assert before.keys() <= rows.keys()
    assert 0 < len(rows.keys() - before.keys()) <= 10
    changed = [key for key in before if before[key] != rows[key]]
    assert 0 < len(changed) <= 10
