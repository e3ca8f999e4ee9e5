"""Is a pace that follows a level found in its unit, and are its days and records told?"""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.figures.pace import CHECK
from tallystick.stats.targets.pace import contrast
from tallystick.tables import Frame, Metric
from worlds import tables_of

FRAME = Frame(
    metrics=(Metric("cases", "incidents"), Metric("warned", "incidents", (("origin", ("tip",)),))),
    first_day=date(2018, 1, 1),
    last_day=date(2020, 12, 31),
)
START, DAYS = date(2018, 1, 1), 1096
BURSTS = (250, 550, 850)


def incidents(follows=True):
    """Three units with about three cases a day; A hurries four weeks, three times, and rests."""
    rng = np.random.default_rng(3)
    rows = []
    for unit in ("A", "B", "C"):
        made = rng.poisson(3.0, DAYS)
        for at in BURSTS if unit == "A" and follows else ():
            made[at - 27 : at + 1] += 3
            made[at + 1 : at + 29] //= 2
        rows += [
            {"incident_id": f"{unit}{day}", "unit_id": unit, "count": int(n), "origin": "tip",
             "occurred_at": datetime(2018, 1, 1, 9) + timedelta(days=day)}
            for day, n in enumerate(made) if n
        ]  # fmt: skip
    return rows


def goals(rows, basis="plan"):
    """For A, what it had made by the last day of each burst since 200 days before."""
    found = []
    for at in BURSTS:
        first, last = (START + timedelta(days=at - 200 + k) for k in (0, 200))
        own = (row for row in rows if row["unit_id"] == "A")
        made = sum(row["count"] for row in own if first <= row["occurred_at"].date() <= last)
        common = {"unit_id": "A", "metric": "cases", "period_start": first, "basis": basis}
        found.append(dict(common, period_end=first + timedelta(days=60), target=made / 4))
        found.append(dict(common, period_end=last, target=made - 0.5))
    return found


def audited(engine, rows, frame=FRAME, **more):
    tables = tables_of({"incidents": rows, **more}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def test_a_burst_before_each_target_and_rest_after_it_are_found(engine):
    rows = incidents()
    tables, found = audited(engine, rows, targets=goals(rows))
    result = found["cases: pace at the plan", "A"]
    assert (result.verdict, result.n) == ("follows", 3)
    assert result.detail["dates"] == [
        ["A", (START + timedelta(days=at)).isoformat()] for at in BURSTS
    ]
    assert result.interval[0] > 0
    assert result.estimate == pytest.approx(np.log(6 / 1.5), abs=0.5)
    finding = describe(CHECK, result, tables, engine)
    assert "On 3 days a level was reached (the plan)." in finding.condition
    assert any("Name no unit" in each for each in finding.caveats)
    listed = engine.columns(cases(CHECK, result, tables))
    assert set(listed["unit_id"]) == {"A"}
    around = {day for at in BURSTS for day in range(at - 27, at + 29)}
    assert {int(each[1:]) for each in listed["incident_id"]} <= around
    assert len(listed["incident_id"]) == sum(
        row["unit_id"] == "A" and int(row["incident_id"][1:]) in around for row in rows
    )


def test_without_bursts_nothing_is_found(engine):
    rows = incidents(follows=False)
    _, found = audited(engine, rows, targets=goals(rows))
    assert {each.verdict for each in found.values()} <= {"not_found", "insufficient"}
    assert found["cases: pace at the plan", "A"].p_value > 0.05


def test_the_year_before_is_a_level_of_every_unit(engine):
    _, found = audited(engine, incidents(follows=False))
    year = found["cases: pace at the year before", ""]
    counted = [found["cases: pace at the year before", unit].detail["dates"] for unit in "ABC"]
    assert sum(map(len, counted)) == len(year.detail["dates"])
    for unit, (day,) in zip("ABC", [each for each in counted if each], strict=False):
        rows = [row for row in incidents(follows=False) if row["unit_id"] == unit]
        level = sum(row["count"] for row in rows if row["occurred_at"].year == 2018)
        made, reached = 0, None
        for row in rows:
            if row["occurred_at"].year >= 2019 and made < level:
                made += row["count"]
                reached = row["occurred_at"].date().isoformat()
        assert day == [unit, reached]


def test_a_year_that_the_records_do_not_reach_beyond_is_left_out(engine):
    """Of three years the second alone has the one before it and four months after it."""
    _, found = audited(engine, incidents(follows=False))
    dates = found["cases: pace at the year before", ""].detail["dates"]
    assert {each[:4] for _, each in dates} <= {"2019", "2020"}
    assert len({unit for unit, _ in dates}) == len(dates)


def test_a_target_that_ends_before_it_begins_is_left_out(engine):
    rows = incidents()
    turned = [dict(each, period_end=each["period_start"] - timedelta(days=700))
              for each in goals(rows)]  # fmt: skip
    _, found = audited(engine, rows, targets=turned)
    assert not [aspect for aspect, _ in found if aspect.endswith("the plan")]


def test_one_unit_alone_is_not_tested(engine):
    rows = [row for row in incidents() if row["unit_id"] == "A"]
    _, found = audited(engine, rows, targets=goals(rows))
    assert {each.verdict for each in found.values()} == {"insufficient"}
    assert all("only one unit" in each.reason for each in found.values())


def test_records_of_one_year_have_no_level(engine):
    frame = Frame(metrics=FRAME.metrics[:1], first_day=START, last_day=date(2018, 12, 31))
    _, found = audited(engine, incidents()[:300] + incidents()[-300:], frame)
    (result,) = found.values()
    assert "no level was to be reached" in result.reason


def test_without_a_metric_that_counts_records_it_is_not_run():
    tables = tables_of({"incidents": incidents()[:5]}, Frame())
    assert "needs a [[metrics]] entry" in CHECK.unready(tables)


def test_the_first_year_of_a_unit_that_began_late_is_no_level(engine):
    rows = [each for each in incidents(follows=False)
            if each["unit_id"] != "C" or each["occurred_at"] >= datetime(2018, 1, 17)]  # fmt: skip
    _, found = audited(engine, rows)
    dates = found["cases: pace at the year before", ""].detail["dates"]
    assert {unit for unit, _ in dates} <= {"A", "B"}
    assert {unit for unit, _ in dates} & {"A", "B"}


def test_the_rest_of_the_agency_is_without_the_unit(engine):
    rows = incidents()
    _, found = audited(engine, rows, targets=goals(rows))
    days = {unit: np.zeros(DAYS, dtype=np.int64) for unit in "ABC"}
    for row in rows:
        days[row["unit_id"]][int(row["incident_id"][1:])] += row["count"]
    changes = contrast(days["A"], days["B"] + days["C"])[list(BURSTS)]
    assert found["cases: pace at the plan", "A"].detail["raw"] == pytest.approx(changes.mean())
