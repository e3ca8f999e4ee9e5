"""Are batches found where they lie on the last days of months, in tables made by hand?"""

from datetime import date, datetime, time, timedelta

import pytest

from tallystick.audit.execution import cases, describe, explanations, keep, results_of
from tallystick.checks.records.entry_lag import CHECK
from tallystick.checks.records.entry_lag.query import IN_BATCHES as BATCHES
from tallystick.tables import Frame, Period
from worlds import tables_of

FRAME = Frame(periods=(Period("month", "month"),))
UNITS, OFFICERS, MONTHS = 6, 4, 12


def record(number, officer, day, entered):
    return {"incident_id": number, "unit_id": officer[0], "officer_id": officer, "count": 1,
            "occurred_at": datetime.combine(day, time(12)), "recorded_at": entered}  # fmt: skip


def last_of(number):
    return (date(2023 + number // 12, number % 12 + 1, 1) - timedelta(days=1)).day


def month(officer, number, sitting=None):
    """Thirteen records of a month, entered at once; with `sitting`, three of them on that day."""
    last = date(2023, number, last_of(number))
    rows = [record(f"{officer} {number} last", officer, last, datetime(2023, number, last.day, 9))]
    for k in range(12):
        day = date(2023, number, 1 + 2 * k)
        entered = datetime(2023, number, day.day, 13, 7)
        if sitting is not None and k >= 9:
            entered = datetime(2023, number, sitting, 15, 2 * k)
        rows.append(record(f"{officer} {number} {k}", officer, day, entered))
    return rows


def force(sittings):
    """Four officers in each of six units over a year; `sittings` say whose sit on which day."""
    return [
        row for unit in "ABCDEF" for k in range(OFFICERS) for number in range(1, MONTHS + 1)
        for row in month(f"{unit}{k}", number, sittings.get(f"{unit}{k}", {}).get(number))
    ]  # fmt: skip


ENDS = {number: last_of(number) for number in range(1, 13)}
EVERYWHERE = {number: last_of(number) if number == 6 else 24 for number in range(1, 13)}


def audited(engine, rows, frame=FRAME):
    tables = keep(CHECK, tables_of({"incidents": rows}, frame), engine)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {
        (each.subject_kind, each.subject): each
        for each in results if each.aspect == "month batches"
    }  # fmt: skip


GAMING = [f"A{k}" for k in range(OFFICERS)]


@pytest.fixture
def found(engine):
    return audited(engine, force(dict.fromkeys(GAMING, ENDS)))


def test_a_unit_and_its_officers_who_sit_at_month_ends_are_named(found):
    _, results = found
    named = {key for key, each in results.items() if each.names_pattern}
    assert ("unit", "A") in named
    assert all(kind == "unit" or who in GAMING for kind, who in named)
    unit = results["unit", "A"]
    # Each officer enters on nine days of a month and on its last, and sits then: 10 x 12 x 4 days.
    assert (unit.n, unit.detail["found"]) == (480, 48)
    assert unit.detail["last_batches"] == unit.detail["last_days"] == 48
    assert (unit.detail["other_days"], unit.detail["other_batches"]) == (432, 0)
    assert results["agency", ""].verdict == "described"
    assert results["agency", ""].estimate == pytest.approx(48 / (480 + 20 * 156))


def test_the_records_of_the_batches_are_listed_and_told(engine, found):
    tables, results = found
    unit = results["unit", "A"]
    rows = engine.rows(cases(CHECK, unit, tables))
    assert len(rows) == 3 * 48
    assert {row["recorded_at"].hour for row in rows} == {15}
    finding = describe(CHECK, unit, tables, engine)
    assert "On 48 of 48 days of entry among the last of a month there was a batch" in (
        finding.condition
    )
    told = {each.cause[:20]: each for each in explanations(CHECK, unit, tables, engine)}
    assert (told["Records of another s"].explains, told["Records of another s"].of) == (12, 144)
    by_hour = {}
    for row in rows:
        at = (row["recorded_at"].weekday(), row["recorded_at"].hour)
        by_hour[at] = by_hour.get(at, 0) + 1
    assert told["A clerk or a desk en"].explains == max(by_hour.values())


def test_batches_on_any_day_are_a_habit_and_name_nobody(engine):
    _, results = audited(engine, force(dict.fromkeys(GAMING, EVERYWHERE)))
    assert not any(each.names_pattern for each in results.values())
    detail = results["unit", "A"].detail
    assert (detail["last_batches"], detail["last_days"], detail["other_batches"]) == (4, 48, 44)
    assert detail["found"] == 4


def test_where_all_units_sit_at_month_ends_none_is_named(engine):
    everybody = [f"{unit}{k}" for unit in "ABCDEF" for k in range(OFFICERS)]
    _, results = audited(engine, force(dict.fromkeys(everybody, ENDS)))
    assert not any(each.names_pattern for each in results.values())


def places(engine, rows):
    tables = tables_of({"incidents": rows}, FRAME)
    return sorted(engine.rows(BATCHES(tables)), key=lambda row: (row["minute"], row["event"]))


def entries(*minutes, days=(1, 2, 3, 4, 5), officer="A1", of=(2023, 3, 20)):
    start = datetime(*of, 10)
    return [
        record(f"{officer} {k}", officer, date(2023, 3, days[k]), start + timedelta(minutes=minute))
        for k, minute in enumerate(minutes)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        (entries(0, 10, 20), 3),  # a pause of ten minutes is none
        (entries(0, 10, 21), 0),
        (entries(0, 0, 0, 40, 41), 3),  # the last two are a sitting of their own
        (entries(0, 1, 2, days=(1, 1, 2)), 0),  # of two days
        (entries(0, 1), 0),
        (entries(0, 1) + entries(2, officer="A2", days=(3,)), 0),  # of two officers
        (entries(-600, -599, -598), 2),  # what bears no time of day is not asked: see below
        (entries(0, 1, 2, of=(2023, 5, 9)), 0),  # of more than a month ago
    ],
)
def test_what_a_batch_is(engine, rows, held):
    if rows[0]["recorded_at"].hour == 0:  # the first was entered at midnight, two are left
        held = 0
    assert len(places(engine, rows)) == held


def test_a_batch_over_midnight_belongs_to_the_day_on_which_it_began(engine):
    rows = places(engine, entries(833, 838, 845))  # 23:53, 23:58, 00:05
    assert {str(row["began"])[:10] for row in rows} == {"2023-03-20"}
    assert len(rows) == 3


def test_a_count_of_several_is_as_many_records(engine):
    rows = [*entries(0, 1, days=(1, 2)), dict(entries(2, days=(3,))[0], count=0)]
    assert not places(engine, rows)
    rows = entries(0, 1, 2)
    assert len(places(engine, rows)) == 3
