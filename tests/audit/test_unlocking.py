"""Do the columns that would unlock most do so, and is no other set of three better?"""

from itertools import combinations

import pytest

from tallystick.audit import chosen, unlocking
from tallystick.audit.selection import why_not
from tallystick.audit.unlocking import unlocking as best
from tallystick.tables import CANONICAL, Frame, Line, Metric, Period, canonical
from worlds import instant, tables_of

FRAME = Frame(
    lines=(Line("ten", "net_weight", 10, "g", "a rule"),),
    metrics=(Metric("cases", "incidents"),),
    periods=(Period("month", "month"),),
)
CASE = {"incident_id": "1", "unit_id": "A", "occurred_at": instant("2024-01-05")}
WORLDS = {
    "cases": {"incidents": [CASE]},
    "cases and officers": {"incidents": [CASE | {"officer_id": "x"}]},
    "weights": {"measurements": [{"kind": "net_weight", "value": 1.0}]},
    "figures": {"reported_figures": [{"metric": "cases", "value": 1.0}]},
}


def runs(rows, columns):
    """The checks that run when each column of `columns` holds something, by tables made anew."""
    made = {table: [dict(each) for each in records] for table, records in rows.items()}
    for name in columns:
        table, _, column = name.partition(".")
        for record in made.setdefault(table, [{}]):
            record[column] = None
    tables = tables_of(made, FRAME)
    return {check.name for check in chosen(()) if not why_not(check, tables)}


@pytest.mark.parametrize("world", WORLDS)
def test_together_they_let_the_checks_run_that_they_name(world):
    rows = WORLDS[world]
    found = best(tables_of(rows, FRAME))
    named = {name for each in found for name in each.checks}
    assert named
    assert runs(rows, [each.column for each in found]) >= runs(rows, ()) | named


def test_no_other_three_columns_of_a_table_that_is_there_let_more_checks_run():
    """By asking every check of every three columns of the table of cases."""
    rows = WORLDS["cases"]
    left = [f"incidents.{name}" for name in canonical("incidents").names if name not in CASE]
    already = runs(rows, ())
    most = max(len(runs(rows, three) - already) for three in combinations(left, 3))
    assert len({name for each in best(tables_of(rows, FRAME)) for name in each.checks}) >= most


def test_a_column_of_a_table_that_is_not_there_comes_with_those_that_its_records_must_have():
    for rows in WORLDS.values():
        columns = [each.column for each in best(tables_of(rows, FRAME))]
        for table in {name.partition(".")[0] for name in columns} - set(rows):
            assert {f"{table}.{name}" for name in canonical(table).required} <= set(columns)


def test_where_every_column_is_filled_nothing_unlocks_more():
    rows = {table.name: [dict.fromkeys(table.names)] for table in CANONICAL}
    assert best(tables_of(rows, FRAME)) == ()


def test_a_check_runs_with_the_columns_that_name_it_and_no_column_is_idle():
    for rows in WORLDS.values():
        found = best(tables_of(rows, FRAME))
        assert 0 < len(found) <= unlocking.MOST_COLUMNS == 3
        for name in {name for each in found for name in each.checks}:
            assert name in runs(rows, [each.column for each in found if name in each.checks])
        every = [each.column for each in found]
        for column in every:
            others = [other for other in every if other != column]
            assert len(runs(rows, others)) < len(runs(rows, every))
