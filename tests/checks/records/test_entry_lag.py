"""Does late entry at the ends of months name its records, in tables added up by hand?"""

from datetime import date, datetime, timedelta

import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.records.entry_lag import CHECK
from tallystick.tables import Frame, Metric, Period
from worlds import tables_of

START, DAYS = date(2023, 1, 1), 365
MONTHS = (Period("month", "month"),)
FRAME = Frame(periods=MONTHS)
CASES = Metric("cases", "incidents")


def at(day, after=0):
    return datetime(day.year, day.month, day.day, 12) + timedelta(days=after)


def record(number, day, wait, unit="A", **more):
    return {"incident_id": number, "unit_id": unit, "occurred_at": at(day),
            "recorded_at": at(day, wait), "count": 1} | more  # fmt: skip


def year(units=("A", "B"), each=2):
    """Each unit has two records a day, entered on their day but for every tenth, a day later."""
    return [
        record(f"{unit}-{offset}-{k}", START + timedelta(days=offset), int(offset % 10 == k), unit)
        for unit in units for offset in range(DAYS) for k in range(each)
    ]  # fmt: skip


def last_days():
    days = [START + timedelta(days=offset) for offset in range(DAYS)]
    return [day for day in days if (day + timedelta(days=1)).day == 1]


def dated_back(unit="A", each=3):
    """On the last day of each month three records that were entered two days later."""
    return [record(f"{unit} back {day} {k}", day, 2, unit) for day in last_days()
            for k in range(each)]  # fmt: skip


def audited(engine, rows, frame=FRAME, **more):
    tables = tables_of({"incidents": rows, **more}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.subject: each for each in results if each.aspect.endswith(" ends")}


def test_entry_that_is_late_on_any_day_is_not_found(engine):
    _, found = audited(engine, year())
    assert set(found) == {"", "A", "B"}
    assert {each.verdict for each in found.values()} == {"not_found"}
    by_hand = [(day.timetuple().tm_yday - 1) % 10 for day in last_days()]
    assert found["A"].detail["late"] == sum(place in (0, 1) for place in by_hand)
    assert found["A"].n == 12 * 3 * 2
    assert found["A"].smallest_detectable > 0


def test_records_dated_back_are_found_in_their_unit(engine):
    tables, found = audited(engine, [*year(), *dated_back()])
    assert (found["A"].verdict, found["B"].verdict) == ("late", "not_found")
    result = found["A"]
    assert result.n == 12 * 3 * 2 + 36
    plain = audited(engine, year())[1]["A"].detail["late"]
    assert result.detail["late"] == plain + 36
    assert result.estimate == pytest.approx(
        (result.detail["late"] - result.detail["expected"]) / result.n, abs=0.001
    )
    listed = engine.rows(cases(CHECK, result, tables))
    assert {row["unit_id"] for row in listed} == {"A"}
    assert len(listed) == result.detail["late"]
    assert sum("back" in row["incident_id"] for row in listed) == 36
    finding = describe(CHECK, result, tables, engine)
    assert f"{result.detail['late']:,} were entered after the end" in finding.condition
    assert finding.title.startswith("unit A: records dated before the end of the month")


def test_a_unit_that_is_most_of_the_agency_is_set_against_the_others_alone(engine):
    few = [row for row in year(("B",), 1) if int(row["incident_id"].split("-")[1]) % 4 == 0]
    _, found = audited(engine, [*year(("A",)), *few, *dated_back(each=1)])
    assert found["A"].verdict == "late"
    assert found["A"].detail["expected"] < 4  # the others are never late: its own are no excuse


def test_goods_in_another_hand_on_the_written_day_explain_a_case(engine):
    rows = [*year(), *dated_back()]
    back = [row for row in rows if "back" in row["incident_id"]]

    def handed(row, days, action="received"):
        return {"incident_id": row["incident_id"], "exhibit_id": row["incident_id"],
                "at": row["occurred_at"] + timedelta(days=days), "action": action}  # fmt: skip

    custody = [handed(row, 0) for row in back[:5]]  # in the store on the written day
    custody += [handed(row, 1) for row in back[5:9]]  # not before the next
    custody += [handed(row, 0, "seized") for row in back[9:12]]  # written by the officer himself
    tables, found = audited(engine, rows, custody=custody)
    said = explanations(CHECK, found["A"], tables, engine)[0]
    assert (said.explains, said.of) == (5, found["A"].detail["late"])


def test_an_operation_that_was_entered_together_is_counted_by_its_day(engine):
    """Eight cases of the last two days of March are entered on 2 April, as three others are."""
    last = START + timedelta(days=89)
    operation = [record(f"A op {k}", last - timedelta(days=k % 2), 2 + k % 2) for k in range(8)]
    tables, found = audited(engine, [*year(), *dated_back(), *operation])
    result = found["A"]
    assert result.verdict == "late"
    (said,) = (each for each in explanations(CHECK, result, tables, engine)
               if "operation" in each.cause)  # fmt: skip
    assert (said.explains, said.of) == (8 + 3, result.detail["late"])


def test_a_row_counts_as_many_as_it_says(engine):
    rows = [dict(row, count=2) for row in [*year(), *dated_back()]]
    _, found = audited(engine, rows)
    assert found["A"].n == 2 * (12 * 3 * 2 + 36)


def test_rows_without_a_day_of_entry_or_entered_too_early_are_on_time(engine):
    rows = [*year(), record("never", last_days()[0], 0, recorded_at=None)]
    rows += [record("before", last_days()[0], -3)]
    _, found = audited(engine, rows)
    assert found["A"].n == 12 * 3 * 2 + 1


def test_a_single_unit_is_the_agency(engine):
    _, found = audited(engine, year(("A",)))
    assert set(found) == {""}


def test_days_outside_the_period_examined_count_for_nothing(engine):
    frame = Frame(periods=MONTHS, first_day=date(2023, 2, 1), last_day=date(2023, 10, 30))
    _, found = audited(engine, [*year(), *dated_back()], frame)
    assert len(found[""].detail["ends"]) == 8
    assert found[""].n == 8 * (3 * 2 * 2 + 3)


def test_a_window_that_is_too_wide_and_too_few_ends_are_said(engine):
    wide = Frame(periods=(Period("month", "month", window_days=11),))
    _, found = audited(engine, year(), wide)
    assert "followed for 10 days" in found[""].reason
    _, found = audited(engine, year(), Frame(periods=(Period("year", "year"),)))
    assert "fewer than 6 ends" in found[""].reason
    wider = Frame(periods=(Period("month", "month", window_days=5),))
    assert audited(engine, year(), wider)[1]["A"].n == 12 * 5 * 2


def test_without_a_calendar_or_without_records_nothing_is_asked(engine):
    told = {"metric": "cases", "period_start": START, "period_end": date(2023, 1, 31), "value": 2.0,
            "published_on": date(2023, 2, 6)}  # fmt: skip
    figures = tables_of(
        {"incidents": year()[:3], "reported_figures": [told]}, Frame(metrics=(CASES,))
    )
    assert CHECK.unready(figures) == ""
    results, _ = results_of(CHECK, figures, engine)
    assert {each.aspect for each in results} == {"published cases"}
    assert "[[periods]]" in CHECK.unready(tables_of({"incidents": year()[:3]}))
    assert CHECK.unready(tables_of({"incidents": year()[:3]}, FRAME)) == ""
    empty = [record("never", START, 0, recorded_at=None)]
    assert audited(engine, [*empty, record("x", START, 0)])[1][""].verdict == "insufficient"
