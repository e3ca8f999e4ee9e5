"""Are cases put into their classes, before and after, as one would by hand and one by one?"""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from slow_whatif import classes as slowly
from slow_whatif import near as slowly_near
from whatif_records import FIRST, GREAT, LAST, LINE, case, change_of, goods_of, many, reading

from tallystick.tables import Period
from tallystick.whatif import counts
from tallystick.whatif.cases import period_of
from tallystick.whatif.change import Act, Days, Term
from tallystick.whatif.spans import span_of
from worlds import tables_of


def rows(columns):
    values = [column.tolist() for column in columns.values()]
    return list(zip(*values, strict=True))


def cells(columns):
    return Counter({row[:-1]: row[-1] for row in rows(columns)})


@pytest.mark.parametrize("values", [(100, None), (25, None), (None, 500), (100, 1500), (600, 2000)])
@pytest.mark.parametrize("inclusive", [True, False])
def test_classes_are_those_of_the_slow_twin(ask, values, inclusive):
    records, goods = many(), goods_of(*values, inclusive=inclusive)
    found = cells(ask(counts.classes(tables_of(records), change_of(goods), goods)))
    expected = Counter()
    for rule in ("sum", "heaviest"):
        expected += slowly(records["incidents"], records["measurements"], goods.old, goods.new,
                           FIRST, LAST, rule)  # fmt: skip
    assert found == expected
    assert any(key[-1] != key[-2] for key in found)


def test_lines_of_some_units_move_for_their_cases_alone(ask):
    records = many()
    here = [each for each in records["incidents"] if each["unit_id"] == "North"]
    numbers = {each["incident_id"] for each in here}
    alone = records | {"incidents": here, "measurements": [
        each for each in records["measurements"] if each["incident_id"] in numbers
    ]}  # fmt: skip
    held = goods_of(
        100, None, lines=tuple(replace(each, units=("North",)) for each in (LINE, GREAT))
    )
    goods = goods_of(100, None)
    for count in (counts.classes, counts.near, counts.unknown):
        found = cells(ask(count(tables_of(records), change_of(held), held)))
        assert found == cells(ask(count(tables_of(alone), change_of(goods), goods)))
        assert found != cells(ask(count(tables_of(records), change_of(goods), goods)))


@pytest.mark.parametrize("values", [(100, None), (25, 500)])
def test_windows_are_those_of_the_slow_twin(ask, values):
    records, goods = many(11), goods_of(*values)
    found = ask(counts.near(tables_of(records), change_of(goods), goods))
    for place, unit, *numbers in rows(found):
        for line, pair in ((goods.moved[place].old, numbers[:2]),
                           (goods.moved[place].new, numbers[2:])):  # fmt: skip
            slow = slowly_near(records["incidents"], records["measurements"], line, FIRST, LAST)
            assert pair == [slow[unit, "below"], slow[unit, "above"]]
    assert sum(sum(row[2:]) for row in rows(found)) > 20


# On the line: old 50 g inclusive ("50 or more"), new 100 g.
@pytest.mark.parametrize(
    ("value", "inclusive", "was", "would_be"),
    [(49.999, True, 0, 0), (50, True, 1, 0), (99.999, True, 1, 0), (100, True, 1, 1),
     (100, False, 1, 0), (100.001, False, 1, 1), (1000, True, 1, 1), (1000.001, True, 2, 2)],
)  # fmt: skip
def test_a_weight_on_a_line_is_on_its_side(ask, value, inclusive, was, would_be):
    goods = goods_of(100, None, inclusive=inclusive)
    tables = tables_of({"incidents": [case("1")], "measurements": [reading("1", value)]})
    found = ask(counts.classes(tables, change_of(goods), goods))
    assert set(zip(found["was"], found["would_be"], found["n"], strict=True)) == {
        (was, would_be, 1)
    }


def test_exhibits_add_up_and_weighing_one_again_does_not(ask):
    records = {
        "incidents": [case("two"), case("again"), case("unnamed")],
        "measurements": [
            reading("two", 30), reading("two", 30, "E2"),
            reading("again", 30), reading("again", 29),
            reading("unnamed", 30, None), reading("unnamed", 30, None),
        ],
    }  # fmt: skip
    goods = goods_of(25, None)
    found = cells(ask(counts.classes(tables_of(records), change_of(goods), goods)))
    month = 2024 * 12 + 2
    assert found == {
        ("sum", "North", month, "A", 1, 1): 2,
        ("sum", "North", month, "A", 0, 1): 1,
        ("heaviest", "North", month, "A", 0, 1): 3,
    }


def test_readings_without_a_case_are_cases_of_their_own(ask):
    alone = {"incident_id": None, "unit_id": "North", "count": 5,
             "measured_at": case("x")["occurred_at"]}  # fmt: skip
    tables = tables_of({"measurements": [{**reading(None, 60), **alone}]})
    goods = goods_of(100, None)
    found = cells(ask(counts.classes(tables, change_of(goods), goods)))
    assert found[("sum", "North", 2024 * 12 + 2, "", 1, 0)] == 5


def test_what_cannot_be_placed_is_counted_apart(ask):
    records = {
        "incidents": [case("light"), case("nameless"), case("lab"), case("other", offence="B"),
                      case("weighed")],
        "measurements": [
            reading("nameless", 5, substance_code=None), reading("lab", 5, stage="lab"),
            reading("weighed", 5), reading("nameless", 5, "E2"),
        ],
    }  # fmt: skip
    goods = goods_of(100, None)
    found = rows(ask(counts.unknown(tables_of(records), change_of(goods), goods)))
    assert found == [("North", 2024 * 12 + 2, 2, 1)]


def test_the_first_and_the_last_day_are_among_those_imagined(ask):
    days = ["2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01"]
    records = {
        "incidents": [case(day, day=day) for day in days],
        "measurements": [reading(day, 60) for day in days],
    }
    goods = goods_of(100, None)
    for last, cases in ((LAST, 2), (None, 3)):
        found = ask(counts.classes(tables_of(records), change_of(goods, last=last), goods))
        assert found["n"][found["rule"] == "sum"].sum() == cases


ACT = Act("no crime", (), "296(2)", Term(Days(0, 40), "296(2)"), Days(0, 20))


def test_an_article_takes_cases_and_another_charge_keeps_them(ask):
    charged = [("only", "296(2)"), ("both", "296(2)"), ("both", "297(1)"), ("other", "297(1)"),
               ("twice", "296(2)"), ("twice", "296(2)"), ("open", "296(2)"), ("open", None),
               ("late", "296(2)")]  # fmt: skip
    records = {
        "incidents": [case(each) for each in ("only", "both", "other", "twice", "open", "none")]
        + [case("late", day="2025-01-01")],
        "measurements": [reading("only", 52), reading("both", 60)],
        "outcomes": [{"incident_id": one, "statute": of} for one, of in charged],
    }  # fmt: skip
    goods = goods_of(100, None)
    change, tables = change_of(goods, acts=(ACT,)), tables_of(records)
    assert rows(ask(counts.acts(tables, change))) == [(0, "North", 2024 * 12 + 2, "A", 4, 2)]
    found = ask(counts.classes(tables, change, goods))
    assert found["n"].tolist() == [1, 1]
    # Near a line lies whatever was recorded there, a crime or not.
    near = ask(counts.near(tables, change, goods))
    assert near["was_above"].tolist() == [1]


def test_a_case_that_is_no_crime_is_not_among_those_that_cannot_be_placed(ask):
    records = {"incidents": [case("1"), case("2")],
               "measurements": [reading("3", 1)],
               "outcomes": [{"incident_id": "1", "statute": "296(2)"}]}  # fmt: skip
    goods = goods_of(100, None)
    found = ask(counts.unknown(tables_of(records), change_of(goods, acts=(ACT,)), goods))
    assert found["without_weight"].tolist() == [1]


def test_the_first_act_has_the_case(ask):
    code = Act("code", ("A",), None, Term(Days(0, 1), "x"), Days(0, 0))
    records = {"incidents": [case("1"), case("2", offence="B")],
               "outcomes": [{"incident_id": "1", "statute": "296(2)"},
                            {"incident_id": "1", "statute": "9"},
                            {"incident_id": "2", "statute": "296(2)"}]}  # fmt: skip
    found = ask(counts.acts(tables_of(records), change_of(acts=(code, ACT))))
    assert sorted((row[0], row[3], row[4], row[5]) for row in rows(found)) == [
        (0, "A", 1, 0), (1, "B", 1, 0),
    ]  # fmt: skip


def test_two_articles_that_are_both_no_crime_leave_no_other_charge(ask):
    other = Act("use", (), "296(1)", Term(Days(0, 20), "296(1)"), Days(0, 20))
    records = {"incidents": [case("1")],
               "outcomes": [{"incident_id": "1", "statute": "296(1)"},
                            {"incident_id": "1", "statute": "296(2)"}]}  # fmt: skip
    found = ask(counts.acts(tables_of(records), change_of(acts=(ACT, other))))
    assert [row[4:] for row in rows(found)] == [(1, 0)]


@pytest.mark.parametrize(
    "period",
    [Period("m", "month"), Period("q", "quarter"), Period("y", "year"),
     Period("own", None, (date(2024, 2, 10), date(2024, 5, 31)))],
)  # fmt: skip
def test_a_day_lies_in_the_span_of_its_period(ask, period):
    days = ["2024-01-01", "2024-02-10", "2024-02-11", "2024-02-29", "2024-05-31", "2024-06-01",
            "2024-12-31"]  # fmt: skip
    incidents = tables_of({"incidents": [case(day, day=day) for day in days]})["incidents"]
    day = incidents.occurred_at.date()
    found = ask(incidents.select("incident_id", period=period_of(day, period)))
    for name, number in zip(found["incident_id"], found["period"], strict=True):
        first, last = span_of(int(number), period)
        assert (first or date.min) <= date.fromisoformat(name) <= (last or date.max)
    assert len(set(found["period"].tolist())) == {"m": 5, "q": 3, "y": 1, "own": 3}[period.name]


def test_windows_may_be_stated():
    wide = LINE.__class__(**{**LINE.__dict__, "below": Decimal(1), "above": Decimal("0.5")})
    assert counts.widths(wide) == (1000, 500)
    assert counts.widths(LINE) == (12_500, 5_000)
    down = LINE.__class__(**{**LINE.__dict__, "direction": "down"})
    assert counts.widths(down) == (5_000, 12_500)
