"""Which records cannot all be true together, in tables added up by hand?"""

from datetime import date, datetime, timedelta

import ibis
import numpy as np
import pytest

from one_cause import said_of
from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.audit.multiplicity import at_level
from tallystick.checks.records.impossible_activity import CHECK
from tallystick.checks.records.impossible_activity.query import MARKED, asked
from tallystick.checks.shared import beside_others
from tallystick.checks.shared.beside_others import Aspect
from tallystick.findings import Result
from tallystick.tables import Frame
from worlds import tables_of

START = datetime(2024, 3, 4)
DAYS = 40


def stop(officer, day, hour, minute, area="a", **more):
    at = START + timedelta(days=day, hours=hour, minutes=minute)
    return {"incident_id": f"{officer}-{day}-{hour}:{minute}{area}", "officer_id": officer,
            "unit_id": f"U{officer[1:]}", "occurred_at": at, "area_id": area} | more  # fmt: skip


def of(engine, aspect, rows, frame=None, **tables):
    """The records or moments of an aspect: minute of the day, stratum and mark, in order."""
    held = tables_of({"incidents": rows, **tables}, frame)
    of = MARKED[aspect]
    rows = of.read(held)
    rows = rows.filter(of.asked(rows)).mutate(said=of.mark(rows))
    found = engine.rows(rows.order_by("officer_id", "minute"))
    return [(row["minute"] % 1440, row["stratum"], row["said"]) for row in found]


def test_gaps_are_between_moments_of_one_officer_and_day(engine):
    rows = [
        stop("K1", 0, 9, 1), stop("K1", 0, 9, 1, "b"), stop("K1", 0, 9, 5), stop("K1", 0, 9, 10),
        stop("K1", 0, 9, 15), stop("K1", 0, 23, 59), stop("K1", 1, 0, 1), stop("K2", 0, 9, 2),
        stop("K1", 1, 0, 0), stop("K1", 0, 9, 7, count=3),
    ]  # fmt: skip
    # Six moments of the month: 9:01 (two records), 9:05, 9:10, 9:15, 23:59, 0:01; class 1.
    assert of(engine, "short gaps", rows) == [
        (545, 2, 1), (550, 3, 0), (555, 3, 0), (1439, 2, 0),
    ]  # fmt: skip
    six = Frame(stop_minutes=6)
    assert [mark for *_, mark in of(engine, "short gaps", rows, six)] == [1, 1, 1, 0]


def test_two_areas_are_one_minute_s_or_leave_no_time_between(engine):
    rows = [
        stop("K1", 0, 9, 1), stop("K1", 0, 9, 1, "b"), stop("K1", 0, 9, 30, "b"),
        stop("K1", 0, 9, 34), stop("K1", 0, 9, 39, "b"), stop("K1", 0, 9, 41, None),
        stop("K1", 0, 9, 42, "a"), stop("K2", 0, 9, 2), stop("K2", 0, 9, 3),
    ]  # fmt: skip
    assert [(minute, mark) for minute, _, mark in of(engine, "two areas", rows)] == [
        (541, 1), (570, 0), (574, 1), (579, 0), (582, 0), (542, 0), (543, 0),
    ]  # fmt: skip


def duty(officer, kind, begin, end):
    return {"officer_id": officer, "kind": kind, "from_at": begin, "to_at": end}


def test_a_record_within_a_duty_is_told_from_those_of_its_day(engine):
    nine = START + timedelta(hours=9)
    duties = [duty("K1", "court", nine, nine + timedelta(hours=2)),
              duty("K1", "court", nine + timedelta(hours=4), nine + timedelta(hours=5)),
              duty("K1", "leave", START + timedelta(days=30), START + timedelta(days=31)),
              duty("K3", "training", nine, nine + timedelta(days=1))]  # fmt: skip
    rows = [
        stop("K1", 0, 8, 59), stop("K1", 0, 9, 0), stop("K1", 0, 10, 59), stop("K1", 0, 11, 0),
        stop("K1", 0, 13, 30), stop("K1", 1, 9, 30), stop("K2", 0, 9, 30), stop("K1", 0, 14, 0),
        stop("K1", 15, 23, 59), stop("K1", 16, 0, 1), stop("K1", 29, 12, 0), stop("K1", 30, 0, 1),
        stop("K1", 31, 23, 59), stop("K1", 32, 0, 1), stop("K1", 45, 23, 59), stop("K1", 46, 0, 1),
        stop("K3", 1, 8, 59), stop("K3", 1, 9, 0), stop("K3", 2, 0, 1),
    ]  # fmt: skip
    marks = {kind: [(minute, mark) for minute, _, mark in of(engine, kind, rows, duties=duties)]
             for kind in ("court", "leave", "training")}  # fmt: skip
    assert marks["court"] == [(539, 0), (540, 1), (659, 1), (660, 0), (810, 1), (840, 0)]
    # The leave is of two whole days, and is compared with fourteen days on both sides.
    assert marks["leave"] == [(1, 0), (720, 0), (1, 1), (1439, 1), (1, 0), (1439, 0)]
    assert marks["training"] == [(539, 1), (540, 0)]


def test_several_records_within_one_duty_count_once_and_are_all_listed(engine):
    """K1 works through the first of two leaves, five records; in the second there is one."""
    leaves = [duty("K1", "leave", START + timedelta(days=at), START + timedelta(days=at + 1))
              for at in (5, 20)]  # fmt: skip
    inside = [stop("K1", 5, 9, minute) for minute in (0, 10, 20)]
    inside += [stop("K1", 6, 9, 0), stop("K1", 6, 9, 0, "b"), stop("K1", 20, 9, 0)]
    rows = [*inside, stop("K1", 7, 9, 0), stop("K1", 19, 9, 0), stop("K1", 21, 9, 0, unit_id="U2")]
    tables = tables_of({"incidents": rows, "duties": leaves})
    found = engine.rows(CHECK.counts(tables).filter(ibis._.aspect == "leave").order_by("unit_id"))
    # The second leave has one record of each unit.
    assert [(row["unit_id"], row["n"], row["found"]) for row in found] == [
        ("U1", 4, 2), ("U2", 1, 1),
    ]  # fmt: skip
    result = Result("x", "unit", "U1", "leave", "differs", 4)
    listed = {row["incident_id"] for row in engine.rows(cases(CHECK, result, tables))}
    assert listed >= {row["incident_id"] for row in inside}


def test_records_of_a_unit_after_the_posting_to_it_ended(engine):
    postings = [
        {"officer_id": "K1", "unit_id": "U1", "from_date": None, "to_date": date(2024, 3, 5)},
        {"officer_id": "K1", "unit_id": "U1", "from_date": date(2024, 3, 8), "to_date": None},
        {"officer_id": "K1", "unit_id": "U2", "from_date": date(2024, 3, 6),
         "to_date": date(2024, 3, 7)},
    ]  # fmt: skip
    rows = [stop("K1", 1, 23, 59), stop("K1", 2, 9, 0), stop("K1", 4, 9, 0),
            stop("K1", 1, 9, 0, unit_id="U2"), stop("K1", 4, 10, 0, unit_id="U2"),
            stop("K9", 2, 9, 0)]  # fmt: skip
    got = of(engine, "after leaving the unit", rows, postings=postings)
    assert [(minute, mark) for minute, _, mark in got] == [(1439, 0), (540, 1), (540, 0), (600, 1)]


def test_only_what_the_tables_can_tell_is_asked():
    bare = [{key: value for key, value in stop("K1", 0, 9, 0).items()
             if key not in ("area_id", "unit_id")}]  # fmt: skip
    assert asked(tables_of({"incidents": bare})) == ["short gaps"]
    whole = tables_of({
        "incidents": [stop("K1", 0, 9, 0)],
        "duties": [duty("K1", "court", START, START)],
        "postings": [{"officer_id": "K1", "unit_id": "U1", "to_date": date(2024, 1, 1)}],
    })  # fmt: skip
    assert set(asked(whole)) == set(MARKED)


def told(engine, aspect, causes, rows, officer="K1", **tables):
    """What each of the causes that say any of these words explains of an officer's records."""
    held = tables_of({"incidents": rows, **tables})
    result = Result("x", "officer", officer, aspect, "differs", 3)
    said = said_of(CHECK, result, held, engine, *causes)
    return [next((each.explains, each.of) for each in said if cause in each.cause)
            for cause in causes]  # fmt: skip


def posting(officer, badge, first, last=None, unit="U1"):
    return {"officer_id": officer, "unit_id": unit, "badge": badge, "from_date": first,
            "to_date": last}  # fmt: skip


def test_a_badge_that_two_carried_that_day_and_the_minute_of_entry_are_asked(engine):
    """K2 carries the badge of K1 on the second day alone, and K3 another one with no number."""
    rows = [stop("K1", day, 9, minute) for day in range(4) for minute in (1, 3)]
    for row in rows:
        row["recorded_at"] = row["occurred_at"] + timedelta(minutes=1)
    rows[1]["recorded_at"] = rows[1]["occurred_at"] + timedelta(seconds=40)
    rows[3]["recorded_at"] = rows[3]["occurred_at"]
    rows[5]["recorded_at"] = None
    first = date(2024, 3, 1)
    postings = [
        posting("K1", "7", first), posting("K1", "7", first, unit="U2"),
        posting("K1", None, first), posting("K3", None, first),
        posting("K2", "7", first, date(2024, 3, 3)),
        posting("K2", "7", date(2024, 3, 5), date(2024, 3, 5)),
        posting("K2", "8", first),
    ]  # fmt: skip
    causes = ("two carried one badge", "of printing, of entry")
    # The later of each pair is listed: one of the second day, and two entered at once.
    assert told(engine, "short gaps", causes, rows, postings=postings) == [(1, 4), (2, 4)]
    assert told(engine, "short gaps", causes[1:], rows) == [(2, 4)]


def test_the_end_of_the_usual_hours_of_a_duty_is_asked_and_never_of_a_leave(engine):
    """Of four hearings two are of four hours; whole days have no hours and set no length."""
    at = [START + timedelta(days=day, hours=9) for day in range(8)]
    hours = (4, 4, 3, 2)
    court = [duty("K1", "court", at[k], at[k] + timedelta(hours=many))
             for k, many in enumerate(hours)]  # fmt: skip
    court += [duty("K1", "court", START + timedelta(days=day), START + timedelta(days=day))
              for day in (5, 6, 7)]  # fmt: skip
    rows = [stop("K1", 0, 10, 59), stop("K1", 0, 11, 0), stop("K1", 1, 12, 59),
            stop("K1", 2, 11, 30), stop("K1", 3, 10, 30), stop("K1", 5, 20, 0),
            stop("K1", 1, 13, 0)]  # fmt: skip
    assert told(engine, "court", ["claimed as a minimum"], rows, duties=court) == [(2, 6)]
    court[1]["to_at"] = at[1] + timedelta(hours=1)
    assert told(engine, "court", ["claimed as a minimum"], rows, duties=court)[0][0] == 0
    leave = [duty("K1", "leave", START, START + timedelta(days=2))]
    result = Result("x", "officer", "K1", "leave", "differs", 3)
    held = tables_of({"incidents": rows, "duties": leave})
    assert [each.cause for each in explanations(CHECK, result, held, engine)] == [
        "The officer was called back to duty"
    ]


def test_records_of_the_month_after_a_posting_are_counted(engine):
    postings = [posting("K1", "7", None, date(2024, 3, 5)),
                posting("K1", "7", None, date(2024, 2, 1)),
                posting("K1", "7", date(2024, 3, 6), unit="U2")]  # fmt: skip
    rows = [stop("K1", day, 9, 0) for day in (1, 2, 31, 32)]
    # To 4 April there are thirty days from 5 March, to 5 April one more.
    assert told(engine, "after leaving the unit", ["finished old cases"], rows,
                postings=postings) == [(2, 3)]  # fmt: skip


def agency(short=2, apart=0):
    """Eight units of three officers; of 40 second stops each, `short` of K0's come too soon."""
    rows = []
    for number in range(24):
        officer, unit = f"K{number}", f"U{number % 8}"
        for day in range(DAYS):
            soon = day < (short if number % 8 == 0 else 2 + number % 3)
            place = "b" if soon and number % 8 == 0 and day < apart else "a"
            rows.append(stop(officer, day, 9, 1, unit_id=unit, origin="patrol"))
            later = 3 if soon else 31
            rows.append(stop(officer, day, 9, 1 + later, place, unit_id=unit, origin="checkpoint"))
    return rows


def audited(engine, rows, **tables):
    held = tables_of({"incidents": rows, **tables})
    results, _ = results_of(CHECK, held, engine)
    return held, {(each.aspect, each.subject): each for each in results}


def test_officers_and_units_that_differ_as_they_do_are_not_found(engine):
    _, found = audited(engine, agency())
    tested = [each for (aspect, who), each in found.items() if aspect == "short gaps" and who]
    assert len(tested) == 32
    assert {each.verdict for each in tested} == {"not_found"}
    assert all(0 < each.smallest_detectable < 0.4 for each in tested)
    level = found["short gaps", ""]
    assert (level.verdict, level.n, level.p_value) == ("insufficient", 24 * DAYS, None)
    by_hand = sum(2 if number % 8 == 0 else 2 + number % 3 for number in range(24))
    assert level.detail["found"] == by_hand
    assert f"{by_hand} of 960" in level.reason


def test_a_unit_and_its_officers_with_far_more_are_found_with_their_records(engine):
    named = [{"incident_id": f"K0-{day}-{at}", "person_id": "P", "role": "subject"}
             for day in range(5) for at in ("9:1a", "9:4b")]  # fmt: skip
    tables, found = audited(engine, agency(short=20, apart=15), involvements=named)
    for aspect, number in (("short gaps", 20), ("two areas", 15)):
        unit, officer = found[aspect, "U0"], found[aspect, "K0"]
        assert (unit.verdict, officer.verdict) == ("differs", "differs")
        assert (unit.detail["found"], officer.detail["found"]) == (3 * number, number)
        assert unit.p_value == max(unit.detail["p_rest"], unit.detail["p_spread"])
        listed = engine.rows(cases(CHECK, officer, tables))
        assert len(listed) == number
        assert {row["officer_id"] for row in listed} == {"K0"}
        finding = describe(CHECK, officer, tables, engine)
        assert f"{number} of {officer.n}" in finding.condition
        if aspect == "two areas":
            continue
        told = {each.cause: (each.explains, each.of)
                for each in explanations(CHECK, officer, tables, engine)}  # fmt: skip
        assert told["Several tickets of one stop, with the time of each"] == (5, number)
        assert told["A checkpoint or a group stop, where one follows the other"] == (number, number)
        assert told["Times are rounded, so that stops move together"] == (0, number)
    others = [each for (_, who), each in found.items() if who not in ("", "U0", "K0", "K8", "K16")]
    assert "differs" not in {each.verdict for each in others}


@pytest.mark.parametrize("found", [2, 3])
def test_fewer_than_three_such_records_name_no_pattern(found):
    """One of sixty officers has two or three, and the others one in 30,000 records."""
    member = np.arange(60)
    marked = np.where(member == 7, found, 1 * (member == 8))
    nobody = np.full(60, -1)
    aspect = Aspect("court", "share", nobody, member, 0 * member, marked, 0 * member + 500)
    named = [f"K{number}" for number in member]
    told = beside_others.results_of(aspect, [], named)
    result = next(at_level(each) for each in told if each.subject == "K7")
    assert max(result.detail["p_rest"], result.detail["p_spread"]) < 0.05
    assert result.verdict == ("not_found" if found < 3 else "differs")
    assert (result.p_value == 1.0, "fewer than 3" in result.reason) == (found < 3, found < 3)


@pytest.mark.parametrize("officers", [24, 12])
def test_few_officers_tell_nothing(engine, officers):
    rows = [row for row in agency() if int(row["officer_id"][1:]) < officers]
    _, found = audited(engine, rows)
    result = found["short gaps", "K1"]
    assert (result.verdict == "insufficient") == (officers < 20)
    assert ("fewer than 20 officers" in result.reason) == (officers < 20)
