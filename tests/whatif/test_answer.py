"""Are classes, days of custody and reported figures reckoned as one would add them by hand?"""

from dataclasses import replace
from datetime import date

import pytest
from whatif_records import case, change_of, goods_of, reading

from tallystick.cli.told_whatif import tell
from tallystick.tables import Frame, Metric
from tallystick.whatif import Days, what_if
from tallystick.whatif.change import Act, Goods, Term
from worlds import day, tables_of

ADMINISTRATIVE = Act("use", ("B",), None, Term(Days(0, 45), "1(0)", "verified_text"), Days(0, 20))
METRICS = (
    Metric("all", "incidents"),
    Metric("large", "incidents", (("offense_code", ("large",)),)),
    Metric("small", "incidents", (("offense_code", ("small",)),)),
    Metric("grams", "measurements", total="value"),
)


def figure(metric, value, unit="North", start="2024-03-01", end="2024-03-31", kind=None):
    return {"metric": metric, "unit_id": unit, "value": float(value), "unit": kind,
            "period_start": day(start), "period_end": day(end)}  # fmt: skip


def coded(goods: Goods) -> Goods:
    """The goods, with offence codes that name the classes of the first line."""
    first = replace(goods.moved[0], below_code="small", above_code="large")
    return replace(goods, moved=(first, *goods.moved[1:]))


def test_custody_goes_from_least_less_most_to_most_less_least(ask):
    records = {
        "incidents": [case(str(k)) for k in range(5)],
        "measurements": [reading("0", 60), reading("1", 99), reading("2", 100), reading("3", 49),
                         reading("4", 51)],
    }  # fmt: skip
    goods = goods_of(100, None)
    (row,) = what_if(tables_of(records), change_of(goods), ask).changed
    # Three cases go from 30 to 365 days each to 0 to 40.
    assert (row.cases, row.heaviest, row.was, row.would_be) == (3, 3, "large", "small")
    assert (row.today, row.then) == (Days(90, 1095), Days(0, 120))
    assert row.at_stake == Days(0 - 1095, 120 - 90)
    assert (row.first, row.last) == (date(2024, 3, 1), date(2024, 3, 31))
    assert row.confidence == "memory, verified_text"


def test_life_has_no_bound(ask):
    records = {"incidents": [case("1")], "measurements": [reading("1", 700)]}
    (row,) = what_if(tables_of(records), change_of(goods_of(None, 500)), ask).changed
    assert (row.was, row.would_be, row.then) == ("large", "great", Days(365, None))
    assert row.at_stake == Days(0, None)
    back = {"incidents": [case("1")], "measurements": [reading("1", 1500)]}
    (row,) = what_if(tables_of(back), change_of(goods_of(None, 2000)), ask).changed
    assert row.at_stake == Days(None, 0)


def test_days_of_an_offence_that_no_act_is_told_of_are_not_known(ask):
    records = {"incidents": [case("1", offence="Z")], "measurements": [reading("1", 60)]}
    (row,) = what_if(tables_of(records), change_of(goods_of(100, None)), ask).changed
    assert (row.cases, row.at_stake, row.today) == (1, None, None)
    assert row.why_unknown.startswith("[offences]")


def test_an_act_leaves_the_criminal_law(ask):
    records = {"incidents": [case("1", offence="B"), case("2", offence="B"), case("3")]}
    (row,) = what_if(tables_of(records), change_of(acts=(ADMINISTRATIVE,)), ask).changed
    assert (row.cases, row.mixed, row.heaviest) == (2, 0, None)
    assert (row.today, row.then, row.at_stake) == (Days(0, 90), Days(0, 40), Days(-90, 40))
    assert row.would_be == "administrative"


def test_a_case_with_another_charge_stays_and_has_no_days(ask):
    article = replace(ADMINISTRATIVE, codes=(), article="1(0)")
    records = {"incidents": [case("1"), case("2")],
               "outcomes": [{"incident_id": "1", "statute": "1(0)"},
                            {"incident_id": "2", "statute": "1(0)"},
                            {"incident_id": "2", "statute": "5"}]}  # fmt: skip
    (row,) = what_if(tables_of(records), change_of(acts=(article,)), ask).changed
    assert (row.cases, row.mixed, row.today) == (1, 1, Days(0, 45))


def test_figures_lose_gain_and_let_go(ask):
    records = {
        "incidents": [
            case("1", offence="large", day="2024-03-31"), case("2", offence="large"),
            case("3", offence="small"),
            case("4", offence="B"), case("5", "South", offence="large"),
            case("6", offence="large", day="2024-04-01"),
        ],
        "measurements": [reading("1", 60), reading("2", 120), reading("3", 60), reading("5", 60),
                         reading("6", 99)],
        "reported_figures": [
            figure("all", 4), figure("large", 2), figure("small", 1), figure("large", 7, None),
            figure("large", 1, start="2024-04-01", end="2024-06-30"), figure("grams", 240),
            figure("other", 5), figure("all", 9, "Nowhere"),
        ],
    }  # fmt: skip
    change = change_of(coded(goods_of(100, None)), acts=(ADMINISTRATIVE,))
    answer = what_if(tables_of(records, Frame(metrics=METRICS)), change, ask)
    found = {
        (row.metric, row.unit_id, row.first.month):
        (row.lost, row.gained, row.administrative, row.least, row.most)
        for row in answer.figures
    }  # fmt: skip
    assert found == {
        ("all", "North", 3): (0, 0, 1, 3, 4),
        ("large", "North", 3): (1, 0, 0, 1, 1),
        ("small", "North", 3): (0, 1, 0, 2, 2),
        ("large", "", 3): (2, 0, 0, 5, 5),
        ("large", "North", 4): (1, 0, 0, 0, 0),
    }
    assert [words.partition(":")[0] for words in answer.not_reckoned] == ["grams", "other"]


def test_a_line_that_comes_down_takes_the_code_above(ask):
    records = {
        "incidents": [case("1", offence="small"), case("2", offence="B")],
        "measurements": [reading("1", 30), reading("2", 30)],
        "reported_figures": [figure("large", 0), figure("small", 1)],
    }
    change = change_of(coded(goods_of(25, None)))
    figures = what_if(tables_of(records, Frame(metrics=METRICS)), change, ask).figures
    assert [(row.metric, row.least, row.most) for row in figures] == [
        ("large", 1, 1), ("small", 0, 0),
    ]  # fmt: skip


def test_shares_are_not_reckoned(ask):
    records = {
        "incidents": [case("1", offence="B")],
        "reported_figures": [figure("all", 50, kind="%")],
    }
    change = change_of(acts=(ADMINISTRATIVE,))
    answer = what_if(tables_of(records, Frame(metrics=METRICS)), change, ask)
    assert (answer.figures, answer.not_reckoned) == ((), ("all: it is a share",))


@pytest.mark.parametrize("value", ["=1+1", "a\nb", "<b>", "[red]", "'; drop table incidents; --"])
def test_hostile_names_are_only_names(ask, value):
    records = {
        "incidents": [case(value, value, offence=value)],
        "measurements": [reading(value, 60, value)],
    }
    (row,) = what_if(tables_of(records), change_of(goods_of(100, None)), ask).changed
    assert (row.unit_id, row.offence, row.cases) == (value, value, 1)


def test_what_is_from_memory_in_a_term_is_said_as_a_caveat(ask, capsys):
    records = {"incidents": [case("1")], "measurements": [reading("1", 60)]}
    goods = goods_of(100, None)
    part = "verified_text, longest term from memory"
    terms = {key: replace(term, confidence=part) for key, term in goods.terms.items()}
    said = what_if(tables_of(records), change_of(replace(goods, terms=terms)), ask)
    tell(said)
    told = " ".join(capsys.readouterr().out.split())
    assert said.changed[0].confidence == part
    assert "rests on was not read in full (longest term from memory): check the law" in told
    tell(what_if(tables_of(records), change_of(goods), ask))
    assert "from memory" not in capsys.readouterr().out
