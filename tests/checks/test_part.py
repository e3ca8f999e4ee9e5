"""Does each row that is laid fall to the part that would find it among all?"""

import ibis
import pyarrow as pa
import pytest

from tallystick.checks.shared.parts import WHOLE, Laid, Part, Parts

NUMBERS = [(7 * k * k + 3) % 50 for k in range(60)]


def given():
    return ibis.memtable(pa.table({"n": NUMBERS, "other": list(range(60))}))


@pytest.mark.parametrize(("ranges", "way"), [(True, Part.within), (False, Part.one_in)])
def test_what_is_laid_is_read_as_what_is_not(engine, ranges, way):
    for number in range(4):
        part = Part(number, 4, 13)
        own = [k for k, n in enumerate(NUMBERS) if (n // 13 if ranges else n % 4) == number]
        laid = Laid("n", ranges).beside(given(), Part(0, 4, 13))
        for rows in (given(), laid):
            found = way(part, rows, "n")
            assert found.columns == ("n", "other")
            assert sorted(row["other"] for row in engine.rows(found)) == own
    assert way(WHOLE, given(), "n").columns == ("n", "other")


def test_rows_may_be_laid_by_other_numbers_than_those_of_the_column(engine):
    laid = Laid("n", number=lambda rows: rows.other).beside(given(), Part(0, 4, 13))
    found = engine.rows(Part(1, 4, 13).one_in(laid, "n"))
    assert sorted(row["other"] for row in found) == list(range(1, 60, 4))


def test_only_what_has_several_parts_is_laid_and_may_be_made_at_once(engine):
    made = Parts(lambda _, part: part.one_in(given(), "n"), None, 13, Laid("other"))
    assert made.made(None, 13)[1] is None
    rows, laid = made.made(None, 14)
    assert (len(rows), laid) == (2, "part_of_other")
    counted = [engine.rows(each.count().as_table())[0] for each in rows]
    assert [next(iter(row.values())) for row in counted] == [
        sum(n % 2 == k for n in NUMBERS) for k in range(2)
    ]
    at_once = Parts(lambda _, part: part.one_in(given(), "n"), None, 13, Laid("other"), True)
    rows, laid = at_once.made(None, 40)
    assert (len(rows), laid) == (1, "part_of_other")
    places = sorted((row["other"], row["part_of_other"]) for row in engine.rows(rows[0]))
    assert places == [(k, k % 4) for k in range(60)]
