"""Are goods classed, charged and decided by the lines of the law in force?"""

from datetime import date

import numpy as np
import pytest
from chunks import LAW, month_with, ways
from small_worlds import UNITS, line, made, rows, world_of

from tallystick.simulate.catalogue import GROUPS, OFFENCES, place
from tallystick.simulate.chunk import GHOST, SUPPLY
from tallystick.simulate.incentives.filters import gamed
from tallystick.simulate.incentives.settings import Filters
from tallystick.simulate.law import Cut, Goods, Law
from tallystick.simulate.records.charges import Courts, Statutes, _verdict, charge
from tallystick.tables.incidents import CLEARANCES
from tallystick.tables.measurements import STAGES
from tallystick.tables.outcomes import VERDICTS


def cut(g, article, **dates):
    return Cut.model_validate(line(g, article, article, article + " sale", **dates))


MOVED = Law(
    (
        Goods(
            substance="x",
            lines=(
                cut(2.0, "A", to_date=date(2023, 6, 30)),
                cut(5.0, "B", from_date=date(2023, 7, 1)),
                cut(50.0, "C"),
            ),
        ),
        Goods(substance="y"),
    )
)
X, Y = 0, 1


@pytest.mark.parametrize(
    ("day", "classes"),
    [(date(2023, 6, 15), ["", "A", "A", "C", "C"]), (date(2023, 7, 15), ["", "", "B", "C", "C"])],
)
def test_a_weight_is_charged_under_the_line_in_force_on_its_day(day, classes):
    law, statutes = MOVED.on(day), Statutes(MOVED)
    grams = np.array([1.99, 2.0, 5.0, 50.0, 900.0])
    kinds = np.zeros(5, np.int64)
    reached = law.in_class(kinds, grams)
    for sale, ending in ((False, ""), (True, " sale")):
        step = law.step(kinds, reached)
        articles = [statutes.texts[at] for at in statutes.of_goods(kinds, np.full(5, sale), step)]
        plain = "297(1)" if sale else "296(2)"
        assert articles == [each + ending if each else plain for each in classes]


def test_lines_and_classes_of_substances_without_lines_and_of_none():
    kinds = np.array([X, Y, -1])
    assert MOVED.line(kinds).tolist()[0] == 2.0
    assert np.isnan(MOVED.line(kinds)[1:]).all()
    assert MOVED.line(kinds, 2)[0] == 50.0
    assert MOVED.in_class(kinds, np.full(3, 1e9)).tolist() == [3, 0, 0]
    assert MOVED.step(kinds, np.zeros(3, np.int64)).tolist() == [0, 0, 0]
    later = MOVED.on(date(2024, 1, 1))
    assert later.line(kinds)[0] == 5.0
    assert later.on(date(2024, 1, 2)).step(kinds[:1], np.array([2])).tolist() == [3]


def test_a_line_is_in_force_from_its_first_to_its_last_day():
    spring = cut(1.0, "A", from_date=date(2023, 3, 1), to_date=date(2023, 5, 31))
    days = {date(2023, 2, 28): 0, date(2023, 3, 1): 1, date(2023, 5, 31): 1, date(2023, 6, 1): 0}
    assert {day: int(spring.covers(day)) for day in days} == days


def test_lines_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="the lines of x do not rise"):
        Goods(substance="x", lines=(cut(5.0, "B"), cut(2.0, "A")))


def test_every_article_has_the_range_of_its_own_line():
    statutes = Statutes(MOVED)
    assert statutes.texts[: len(OFFENCES)][place("burglary")] == "188-4"
    for article, months in (("A", (0, 36)), ("A sale", (72, 120)), ("296(2)", (0, 2))):
        at = statutes.texts.index(article)
        assert (statutes.low[at], statutes.high[at]) == months


@pytest.fixture(scope="module")
def month():
    return month_with()


def test_an_arrest_is_charged_once_or_not_at_all_by_its_heaviest_class(month):
    """A slow twin: the charged weights of each case, the law's lines one by one."""
    reached = {}
    readings = month.readings
    for case, kind, stage, value in zip(
        *(readings[name].tolist() for name in ("case", "substance", "stage", "value")), strict=True
    ):
        if stage == STAGES.index("charge"):
            passed = sum(value >= each.g for each in LAW.goods[kind].lines)
            reached.setdefault(case, []).append((passed, kind))
    statutes = ways(month).statutes
    charged = dict(zip(month.charges["case"].tolist(), month.charges["statute"], strict=True))
    brought = {group: [] for group in GROUPS}
    for key, offence, clearance in zip(
        *(month.cases[name].tolist() for name in ("key", "offence", "clearance")), strict=True
    ):
        if clearance != CLEARANCES.index("arrest"):
            assert key not in charged
            continue
        brought[OFFENCES[offence].group].append(key in charged)
        if key not in charged:
            continue
        article = statutes.texts[charged[key]]
        if key in reached and OFFENCES[offence].group == "drug":
            most, goods = max(reached[key])[0], LAW.goods
            articles = set()
            for passed, kind in reached[key]:
                if passed == most:
                    steps = [goods[kind], *goods[kind].lines]
                    sold = OFFENCES[offence].code == "drug_sale"
                    articles.add(steps[passed].sale if sold else steps[passed].possession)
            assert article in articles
        else:
            assert article == (OFFENCES[offence].statute or "296(1)")
    assert sum(map(sum, brought.values())) == len(charged) == len(month.charges) > 150
    for group, share in zip(GROUPS, Courts().charged(), strict=True):
        arrests = len(brought[group])
        allowed = 4.5 * np.sqrt(share * (1 - share) * arrests) + 1e-9
        assert abs(sum(brought[group]) - share * arrests) <= allowed, group
    assert all(len(brought[group]) > 20 for group in ("drug", "violent", "property", "minor"))


def test_decisions_come_after_closing_and_sentences_lie_in_the_range(month):
    charges, statutes = month.charges, ways(month).statutes
    closed = month.cases["closed"][month.at(charges["case"])]
    pending = charges["verdict"] == VERDICTS.index("pending")
    assert ((charges["decided"] == -1) == pending).all()
    assert (charges["decided"] > closed)[~pending].all()
    convicted = charges["verdict"] == VERDICTS.index("convicted")
    assert (np.isnan(charges["months"]) != convicted).all()
    months, article = charges["months"][convicted], charges["statute"][convicted]
    assert (months >= statutes.low[article]).all()
    assert (months <= statutes.high[article]).all()
    assert (charges["aggravating"][~convicted] == -1).all()


def test_verdicts_fall_in_the_shares_of_the_courts_and_of_the_filters():
    courts, rows_of_each = Courts(withdrawn=0.1), 20_000
    filters = Filters(aligned=0.2, dismissed=0.4, acquitted=0.1)
    dismissed, acquitted = 0.4 * 0.8, (1 - 0.4 * 0.8) * 0.1 * 0.8
    rest = 1 - dismissed - acquitted
    source = np.repeat([0, GHOST, SUPPLY], rows_of_each)
    verdict = _verdict(source, courts, filters, np.random.default_rng(1))
    passed = {0: 1.0, GHOST: gamed(filters).convicted,
              SUPPLY: gamed(filters, real_substance=True).convicted}  # fmt: skip
    for each, kept in passed.items():
        mine = verdict[source == each]
        shares = {"convicted": 0.9 * rest, "acquitted": acquitted, "withdrawn": 0.1 * rest}
        for name, share in shares.items():
            error = 4.5 * (share * kept * (1 - share * kept) / rows_of_each) ** 0.5
            assert abs(np.mean(mine == VERDICTS.index(name)) - share * kept) < error + 1e-9


def test_the_time_to_a_decision_has_the_median_asked_for():
    chunk = month_with(until="readings", months=240)
    charge(chunk, Courts(median_days=50), ways(chunk).statutes, ways(chunk).filters)
    closed = chunk.cases["closed"][chunk.at(chunk.charges["case"])]
    days = (chunk.charges["decided"] - closed) / 1440
    # A log standard deviation of .6 over the root of the number of charges.
    assert abs(np.log(np.median(days) / 50)) < 4.5 * 1.2533 * 0.6 / len(days) ** 0.5


def test_a_line_that_moves_moves_the_articles_of_the_world():
    lines = [
        line(2.0, "old", "OLD", "OLD", to_date="2023-12-31"),
        line(8.0, "new", "NEW", "NEW", from_date="2024-01-01"),
    ]
    world = made(world_of(law=[{"substance": "cannabis_herb", "lines": lines}]))
    month = {
        incident: incident[-10:-6] for (incident,) in rows(world.tables["incidents"], "incident_id")
    }
    seen = {"OLD": set(), "NEW": set()}
    for incident, statute in rows(world.tables["outcomes"], "incident_id", "statute"):
        if statute in seen:
            seen[statute].add(month[incident])
    assert seen == {"OLD": {"2310", "2311", "2312"}, "NEW": {"2401", "2402"}}


def test_a_weight_is_charged_where_the_case_is():
    half = dict(UNITS[0], cases_per_officer_month=20.0)
    courts = {"charged_drug": 0.4}
    world = made(world_of(months=3, department={"units": [half]}, courts=courts))
    tables = world.tables
    charged = {case for (case,) in rows(tables["outcomes"], "incident_id")}
    weighed = {
        case for case, stage in rows(tables["measurements"], "incident_id", "stage")
        if stage == "charge"
    }  # fmt: skip
    assert len(weighed) > 100
    assert weighed <= charged
