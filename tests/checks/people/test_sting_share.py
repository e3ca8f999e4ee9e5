"""Is a share that follows the gap told from one that does not, and from work that falls?"""

from datetime import date, timedelta

import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.audit.selection import why_not
from tallystick.checks.people.sting_share import CHECK
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendering
from tallystick.tables import Frame, Metric, Period
from worlds import instant, tables_of

ARRESTS = Metric("arrests", "incidents", (("clearance", ("arrest",)),))
FRAME = Frame(periods=(Period("month", "month"),), metrics=(ARRESTS,), first_day=date(2023, 1, 1))
START, MONTHS, LEVEL = 2023 * 12, 24, 20


def case(unit, day, number, origin="patrol", **more):
    return {"incident_id": f"{unit} {day} {number}", "unit_id": unit, "officer_id": "o",
            "occurred_at": instant(f"{day}T10:00"), "origin": origin, "clearance": "arrest",
            "count": 1, **more}  # fmt: skip


def month_of(unit, month, origin, late_month):
    """Twelve days of one case; in a month that is behind each of ten more has two of `origin`.

    A month that is not behind has two cases on its first days and so is ahead of its level of 20.
    """
    year, of_year = divmod(START + month, 12)
    days = [date(year, of_year + 1, 1) + timedelta(days=each) for each in range(24)]
    if not late_month:
        return [case(unit, days[k], n) for k in range(0, 24, 2) for n in range(3)]
    rows = [case(unit, day, 0) for day in days[1:24:2]]
    return rows + [case(unit, day, 1 + n, origin) for day in days[13:23:2] for n in range(1)]


def agency(origin="controlled_purchase", units="AB", gaming="A", months=MONTHS):
    return [
        row for unit in units for month in range(months)
        for row in month_of(unit, month, origin if unit in gaming else "patrol", month % 2)
    ]  # fmt: skip


def goals(units="AB", months=MONTHS, metric="arrests"):
    rows = []
    for unit in units:
        for month in range(months):
            year, of_year = divmod(START + month, 12)
            after = date(year + of_year // 11, (of_year + 1) % 12 + 1, 1)
            rows.append({"unit_id": unit, "metric": metric, "target": LEVEL + 4.0,
                         "period_start": date(year, of_year + 1, 1),
                         "period_end": after - timedelta(days=1)})  # fmt: skip
    return rows


def audited(engine, incidents, targets=None, frame=FRAME, **more):
    held = {"incidents": incidents, "targets": goals() if targets is None else targets, **more}
    tables = tables_of({name: rows for name, rows in held.items() if rows}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.subject: each for each in results}


def test_purchases_on_days_behind_with_numbers_added_up_by_hand(engine):
    """Twelve months are behind from their second day on: 17 cases each, 5 of them purchases."""
    _, found = audited(engine, agency())
    unit, other = found["A"], found["B"]
    assert unit.verdict == "follows"
    assert other.verdict == "not_found"
    told = unit.detail
    assert (told["found"], told["rest_found"]) == (12 * 5, 0)
    assert told["a_day"] > told["rest_a_day"] == 0
    assert unit.estimate == pytest.approx(told["found"] / told["behind"])
    assert unit.interval[0] > 0
    assert len(told["days"]) == 12 * 5
    assert [each["supplied"] for each in told["shares"]] == [5, 10] * 4


@pytest.mark.parametrize("origin", ["patrol", "tip", "informant", None])
def test_other_ways_to_begin_are_no_supply(engine, origin):
    _, found = audited(engine, agency(origin=origin))
    assert {each.verdict for each in found.values()} <= {"not_found", "insufficient"}


def test_a_delivery_and_an_informant_who_is_the_supplier_count_too(engine):
    _, found = audited(engine, agency(origin="controlled_delivery"))
    assert found["A"].detail["found"] == 60
    rows = agency(origin="tip")
    tips = [row["incident_id"] for row in rows if row["origin"] == "tip"]
    roles = [{"incident_id": tip, "person_id": "p", "role": role}
             for tip in tips for role in ("informant", "supplier")]  # fmt: skip
    two = [dict(row, person_id="q") if row["role"] == "supplier" else row for row in roles[:40]]
    _, found = audited(engine, rows, involvements=roles)
    assert found["A"].detail["found"] == 60
    _, found = audited(engine, rows, involvements=two + roles[40:])
    assert found["A"].detail["found"] == 40, "two people, one in each role, are no supply"


def test_a_case_that_is_not_solved_is_not_asked_about(engine):
    rows = [dict(row, clearance="none") if row["origin"] == "controlled_purchase" else row
            for row in agency()]  # fmt: skip
    _, solved = audited(engine, agency())
    _, found = audited(engine, rows)
    assert found["A"].detail["found"] == 0
    assert found["A"].detail["shares"][0]["solved"] == solved["A"].detail["shares"][0]["solved"] - 5
    assert found["A"].verdict != "follows"


def test_purchases_on_days_ahead_are_no_pattern(engine):
    """The same number of purchases, in the months that are ahead."""
    rows = [
        dict(row, origin="controlled_purchase") if row["unit_id"] == "A"
        and row["incident_id"].endswith(" 2") and (row["occurred_at"].month - 1) % 2 == 0 else row
        for row in agency(gaming="")
    ]  # fmt: skip
    _, found = audited(engine, rows)
    assert found["A"].detail["found"] == 0 < found["A"].detail["rest_found"]
    assert found["A"].verdict == "not_found"


def test_all_units_alike_are_a_pattern_of_the_agency_and_of_none(engine):
    _, found = audited(engine, agency(gaming="AB"))
    assert found[""].verdict == "follows"
    assert found["A"].verdict == found["B"].verdict == "not_found"


def test_without_targets_the_year_before_is_the_level(engine):
    _, found = audited(engine, agency(months=36), targets=[])
    assert found["A"].detail["quarters"] <= 8
    assert found["A"].detail["shares"][0]["from"] == "2024-01"


def test_too_few_quarters_levels_and_metrics_say_so(engine):
    _, found = audited(engine, agency(months=12), targets=goals(months=12))
    assert found["A"].reason.startswith("fewer than 6 quarters")
    _, found = audited(engine, agency(), targets=goals(metric="stops"))
    assert found[""].reason == "no unit has a level whose period lies in the records"
    tables = tables_of({"incidents": agency(months=1)}, Frame())
    assert "[[metrics]]" in (why_not(CHECK, tables) or "")


def test_the_cases_are_the_purchases_of_days_behind_and_the_records_are_asked(engine):
    tables, found = audited(engine, agency())
    listed = engine.columns(cases(CHECK, found["A"], tables))
    assert len(listed["incident_id"]) == 60
    assert set(listed["origin"]) == {"controlled_purchase"}
    told = describe(CHECK, found["A"], tables, engine)
    assert "60 of" in told.condition
    # 12 months of 36 cases but for the 3 of the first day, which has no standing, and 12 of 17.
    assert "60 of 600 solved cases (10.0%) began so" in told.condition
    with rendering("ru") as untold:
        assert "так начались 60 из 600" in in_language.finding(told).condition
    assert not untold
    assert [(each.explains, each.of) for each in told.explanations[:3]] == [
        (5, 60), (0, 60), (0, 60)
    ]  # fmt: skip
