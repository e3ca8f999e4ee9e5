"""Does the export hold what had been written when it was made, and nothing later?"""

from datetime import datetime

import numpy as np
import pytest
from chunks import empty_month, month_with
from small_worlds import made, rows, world_of

from tallystick.simulate.catalogue import OFFENCES
from tallystick.simulate.chunk import NONE
from tallystick.simulate.records.export import export
from tallystick.simulate.records.order import put_in_order
from tallystick.tables import CANONICAL
from tallystick.tables.incidents import CLEARANCES, ORIGINS
from tallystick.tables.involvements import ROLES
from tallystick.tables.outcomes import VERDICTS

PARTS = ("cases", "roles", "exhibits", "readings", "handovers", "charges", "counterparts")
PLANTED = [
    {"kind": kind, "dose": 0.4, "driven_by": "decree"}
    for kind in (
        "ghosts",
        "easy_arrests",
        "back_dating",
        "ratchet",
        "threshold",
        "recycled_exhibits",
    )
]


@pytest.fixture(scope="module")
def both():
    """The last month of a world before and after its export, as lists of dictionaries."""
    whole, left = (month_with(chunk=empty_month(months=1)) for _ in range(2))
    for chunk in (whole, left):
        chunk.counterparts["occurred"][:3] = chunk.end + np.arange(3) - 1
        chunk.counterparts["occurred"][3:6] = chunk.begin + np.arange(3) - 1
    slots = {key: row for key, row in zip(whole.cases["key"], whole.slots.tolist(), strict=True)}
    export(left)
    return whole, left, slots


def listed(chunk, part):
    table = getattr(chunk, part)
    columns = (table[name].tolist() for name in table.names)
    return [dict(zip(table.names, row, strict=True)) for row in zip(*columns, strict=True)]


def expected(whole):
    """A slow twin of the export: every row judged by itself."""
    made_at = whole.calendar.end
    told = {part: listed(whole, part) for part in PARTS}
    cases, unsolved = {}, set()
    for case in told["cases"]:
        if case["recorded"] >= made_at:
            continue
        if case["closed"] >= made_at:
            case["closed"], case["clearance"] = NONE, CLEARANCES.index("none")
            if ORIGINS[case["origin"]] == "complaint":
                unsolved.add(case["key"])
        cases[case["key"]] = case
    there = {part: [row for row in told[part] if row.get("case") in cases] for part in PARTS[1:-1]}
    there["roles"] = [
        row for row in there["roles"]
        if not (ROLES[row["role"]] == "subject" and row["case"] in unsolved)
    ]  # fmt: skip
    there["readings"] = [row for row in there["readings"] if row["at"] < made_at]
    weighed = {row["exhibit"] for row in there["readings"]}
    there["handovers"] = [
        row for row in there["handovers"] if row["at"] < made_at and row["exhibit"] in weighed
    ]
    arrest = CLEARANCES.index("arrest")
    there["charges"] = [
        row for row in there["charges"] if cases[row["case"]]["clearance"] == arrest
    ]
    for row in there["charges"]:
        if row["decided"] >= made_at:
            row["decided"], row["verdict"] = NONE, VERDICTS.index("pending")
            row["months"] = float("nan")
    there["counterparts"] = [
        row for row in told["counterparts"]
        if whole.calendar.begin <= row["occurred"] < made_at and row["case"] not in unsolved
    ]  # fmt: skip
    return {"cases": list(cases.values()), **there}


def unordered(listing):
    return sorted(repr(sorted(row.items())) for row in listing)


def test_exactly_what_a_slow_twin_leaves_is_left(both):
    whole, left, _ = both
    kept = expected(whole)
    for part in PARTS:
        assert unordered(listed(left, part)) == unordered(kept[part]), part
        if part not in ("exhibits", "charges"):
            assert len(getattr(left, part)) < len(getattr(whole, part)), part


def test_reports_stay_with_their_cases(both):
    _, left, slots = both
    assert len(left.slots) == len(left.cases)
    for key, row in zip(left.cases["key"], left.slots.tolist(), strict=True):
        assert row == slots[key]


def test_an_earlier_month_that_was_settled_long_ago_loses_nothing():
    chunk = month_with(month=1, months=60)
    before = {part: unordered(listed(chunk, part)) for part in PARTS if part != "charges"}
    export(chunk)
    assert before == {part: unordered(listed(chunk, part)) for part in before}


def test_rows_stand_in_the_order_of_time_or_of_cases(both):
    left = both[1]
    put_in_order(left)
    for part, column in (("readings", "at"), ("handovers", "at"), ("counterparts", "occurred")):
        assert (np.diff(getattr(left, part)[column]) >= 0).all(), part
    for part in ("roles", "charges"):
        assert (np.diff(left.at(getattr(left, part)["case"])) >= 0).all(), part
    assert (np.diff(left.cases["unit"]) >= 0).all()


@pytest.fixture(scope="module")
def tables():
    return made(world_of(behaviours=PLANTED)).tables


def test_no_time_in_any_table_is_later_than_the_export(tables):
    last = datetime(2024, 3, 1)
    times = [
        (table.name, column.name)
        for table in CANONICAL
        for column in table.columns
        if column.kind == "instant" and table.name in tables
    ]
    assert len(times) >= 7
    for table, column in times:
        told = [moment for (moment,) in rows(tables[table], column) if moment is not None]
        assert told, (table, column)
        assert max(told) < last, (table, column)


def test_nothing_in_the_export_points_at_what_is_not_there(tables):
    held = {table.name: table for table in CANONICAL if table.name in tables}
    looked_at = 0
    for table in held.values():
        for reference in table.references:
            if reference.table not in held:
                continue
            keys = {key for (key,) in rows(tables[reference.table], reference.key)}
            named = [each for (each,) in rows(tables[table.name], reference.column)]
            assert [each for each in named if each is not None and each not in keys] == []
            looked_at += len(named)
    assert looked_at > 5000


def test_what_has_no_case_is_not_lost_with_the_cases():
    chunk = month_with(chunk=empty_month(months=1))
    number, alone = len(chunk.handovers), int((chunk.counterparts["case"] == NONE).sum())
    assert number
    assert alone
    chunk.handovers["case"] = np.full(number, NONE)
    late = chunk.handovers["at"] >= chunk.calendar.end
    export(chunk)
    assert len(chunk.handovers) == number - late.sum()


def test_a_case_of_traffic_is_complete_when_it_is_entered(both):
    left = both[1]
    traffic = {at for at, offence in enumerate(OFFENCES) if offence.group == "traffic"}
    cases = {row["key"] for row in listed(left, "cases") if row["offence"] in traffic}
    read = {row["case"] for row in listed(left, "readings")}
    assert cases
    assert cases <= read
