"""Does a change of the law count the same on DuckDB and on Spark, to the last case?"""

from dataclasses import replace
from datetime import date

import pytest
from planted import read, stored
from test_same_answers import assert_equal_columns, in_one_order
from whatif_records import change_of, goods_of, many

from tallystick.tables import Frame, Metric, Period
from tallystick.whatif import counts, what_if
from tallystick.whatif.change import Act, Change, Days, Term
from worlds import tables_of

ACTS = (
    Act("use", (), "296(2)", Term(Days(0, 40), "296(2)"), Days(0, 20)),
    Act("B", ("B",), None, Term(Days(0, 1), "x"), Days(0, 0)),
)
METRIC = Metric("A", "incidents", (("offense_code", ("A",)),))
PERIODS = (
    Period("month", "month"), Period("quarter", "quarter"), Period("year", "year"),
    Period("own", None, (date(2024, 2, 10), date(2024, 5, 31))),
)  # fmt: skip


def changed(period: Period) -> Change:
    goods = goods_of(100, 500)
    first = replace(goods.moved[0], below_code="B2", above_code="A")
    goods = replace(goods, moved=(first, *goods.moved[1:]))
    return replace(change_of(goods, acts=ACTS), period=period)


@pytest.fixture(scope="module")
def both(tmp_path_factory, duck, spark):
    """The same cases on both engines."""
    folder = tmp_path_factory.mktemp("whatif") / "tables"
    records = many(5, 200)
    for row in records["incidents"][:9]:
        row["clearance"] = "arrest"
    records["reported_figures"] = [
        {"metric": "A", "unit_id": None, "value": 90.0, "period_start": date(2024, 1, 1),
         "period_end": date(2024, 12, 31)},
    ]  # fmt: skip
    tables = stored(tables_of(records, Frame(metrics=(METRIC,))), folder, duck)
    return (duck, read(tables, folder, duck)), (spark, read(tables, folder, spark))


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.name)
def test_counts_are_the_same(both, period):
    change = changed(period)
    goods = change.goods[0]
    for make in (
        lambda tables: counts.classes(tables, change, goods),
        lambda tables: counts.near(tables, change, goods),
        lambda tables: counts.unknown(tables, change, goods),
        lambda tables: counts.acts(tables, change),
        lambda tables: counts.figure_days(tables, change, METRIC),
    ):
        one, other = (in_one_order(engine.columns(make(tables))) for engine, tables in both)
        assert len(next(iter(one.values()))) > 0
        assert_equal_columns(one, other)


def test_answers_are_the_same(both):
    change = changed(PERIODS[0])
    (duck, on_duck), (spark, on_spark) = both
    one = what_if(on_duck, change, duck.columns)
    assert one == what_if(on_spark, change, spark.columns)
    assert one.figures
    assert one.changed
