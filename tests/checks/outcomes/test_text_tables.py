"""Is a cell that is cut out of one text the one of the table?"""

import pytest
from charged import LAW

from tallystick.checks.shared.text_tables import cell, one_of, substance_of
from worlds import tables_of

CELLS = [[1, None, 3], [40, 5, 0]]


@pytest.mark.parametrize("width", [2, 8])
def test_every_cell_is_found_and_none_outside(engine, width):
    places = [(row, column) for row in range(-1, 3) for column in range(-1, 4)]
    rows = [{"incident_id": f"{r}", "person_id": f"{c}"} for r, c in places]
    at = tables_of({"outcomes": rows})["outcomes"]
    at = at.mutate(row=at.incident_id.cast("int64"), column=at.person_id.cast("int64"))
    told = engine.rows(at.select("row", "column", cell=cell(CELLS, at.row, at.column, width)))
    for each in told:
        row, column = each["row"], each["column"]
        inside = 0 <= row < 2 and 0 <= column < 3
        assert each["cell"] == (CELLS[row][column] if inside else None)


def test_an_empty_table_has_no_cell(engine):
    at = tables_of({"outcomes": [{"incident_id": "0"}]})["outcomes"]
    zero = at.incident_id.cast("int64")
    assert engine.rows(at.select(cell=cell([], zero, zero, 3))) == [{"cell": None}]


def test_a_substance_is_what_the_law_calls_it_and_nothing_else(engine):
    names = ["herb", "трава", "herb|трава", "", "'; --", "Herb"]
    rows = [{"incident_id": name, "statute": name} for name in names]
    at = tables_of({"outcomes": rows})["outcomes"]
    told = engine.rows(at.select("statute", place=substance_of(LAW, at.statute)))
    assert {row["statute"]: row["place"] for row in told} == {
        name: 0 if name in ("herb", "трава") else -1 for name in names
    }  # fmt: skip
    assert engine.rows(at.filter(one_of(at.statute, ("", "Herb"))).count().as_table()) == [
        {"CountStar()": 2}
    ]
