"""Which records keep what a form proposes, and whose doubtful ones do more, added up by hand?"""

from datetime import date, datetime, timedelta

import pytest

from tallystick.audit.execution import cases, describe, explanations, keep, results_of
from tallystick.checks.records.default_values import CHECK, unready
from tallystick.checks.records.default_values.query import in_doubt, kept
from tallystick.checks.shared.matchable_records import asked_of
from tallystick.tables import Frame, Period
from worlds import tables_of

START = datetime(2024, 1, 1, 9)
U0 = {"K0", "K8", "K16"}
MONTH = Frame(periods=(Period("month", "month"), Period("half", ends=(date(2024, 1, 20),))))


def record(number, minute=0, area="a", code="x", late=0.0, officer="K1", unit="U1", **more):
    at = START + timedelta(days=number % 28, minutes=minute)
    return {"incident_id": f"{officer}.{number}", "officer_id": officer, "unit_id": unit,
            "occurred_at": at, "recorded_at": at + timedelta(hours=24 * late), "area_id": area,
            "offense_code": code} | more  # fmt: skip


def turn(row):
    return int(row["incident_id"].split(".")[1])


def marks(engine, rows):
    held = kept(tables_of({"incidents": rows}))
    return {row["incident_id"]: row["mark"] for row in engine.rows(held)}


def test_the_top_of_the_hour_with_the_usual_area_or_offence_is_kept(engine):
    rows = [
        record(1), record(2, 7), record(3, 9, "b"), record(4, 9, "b", "y"), record(5, 0, "b"),
        record(6, 0, "b", "y"), record(7, 60, "a", "y"), record(8, 0, None, None), record(9, 1),
        record(10, 1, "a", "z"), record(11, 1, "b"), record(12, 0, count=5),
    ]  # fmt: skip
    assert marks(engine, rows) == {
        "K1.1": 1, "K1.2": 0, "K1.3": 0, "K1.4": 0, "K1.5": 1, "K1.6": 0, "K1.7": 1, "K1.8": 0,
        "K1.9": 0, "K1.10": 0, "K1.11": 0,
    }  # fmt: skip


def test_a_value_that_nearly_all_have_is_no_choice(engine):
    """Nine of ten are of area a, and offences differ: the area alone says nothing."""
    rows = [record(k, 0 if k < 3 else 7, "b" if k == 9 else "a", "xyz"[k % 3]) for k in range(10)]
    assert sum(marks(engine, rows).values()) == 1  # k = 0, of the offence that four have
    eight = [record(k, 0 if k < 3 else 7, "b" if k > 7 else "a", "xyz"[k % 3]) for k in range(10)]
    assert sum(marks(engine, eight).values()) == 3


def test_units_have_usual_values_of_their_own_and_may_have_no_times(engine):
    rows = [record(k, 5 * (k % 3), "ab"[k % 3 > 0]) for k in range(6)]
    rows += [record(k, 5 * (k % 3), "ba"[k % 3 > 0], unit="U2", officer="K2") for k in range(6)]
    rows += [record(k, 5 * (k == 0), "ab"[k % 2], unit="U3", officer="K3") for k in range(6)]
    got = marks(engine, [dict(row, offense_code=None) for row in rows])
    assert {name for name, mark in got.items() if mark} == set()
    more = [record(20, 0, "b", "b"), record(21, 0, "a", "a", unit="U2", officer="K2")]
    got = marks(engine, [dict(row, offense_code=row["area_id"]) for row in rows[:12]] + more)
    assert {name for name, mark in got.items() if mark} == {"K1.20", "K2.21"}
    assert not any(name.startswith("K3") for name in marks(engine, rows))


def test_what_is_in_doubt_is_known_before(engine):
    rows = [record(k, 3, late=late) for k, late in ((1, 1.0), (2, 1.001), (3, 0), (18, 0), (19, 9))]
    rows += [
        record(27, 3),
        record(9, 5, "b", "y"),
        record(10, 5, "c", "z"),
        record(11, 5, "b", "z"),
    ]
    rows[5]["occurred_at"] = datetime(2024, 1, 29, 9)
    rows[3]["recorded_at"] = None
    tables = tables_of({"incidents": rows}, MONTH)
    held = kept(tables)
    names = [*in_doubt(tables, held)]
    told = held.select("incident_id", **in_doubt(tables, held))
    got = {name: {row["incident_id"]: row[name] for row in engine.rows(told)
                  if row[name] is not None}
           for name in names}  # fmt: skip
    assert set(got) == {"all records", "entered late", "month ends", "half ends"}
    assert set(got["all records"].values()) == {1}
    assert {name for name, flag in got["entered late"].items() if flag} == {"K1.2", "K1.19"}
    assert "K1.18" not in got["entered late"]
    assert {name for name, flag in got["month ends"].items() if flag} == {"K1.27"}
    assert {name for name, flag in got["half ends"].items() if flag} == {"K1.18", "K1.19"}


def agency(late=4, prompt=4, days=40, officers=24):
    """Of 20 late records of an officer a few, and of 20 prompt ones as few, keep first choices.

    Of the three officers of unit U0 `late` and `prompt` do.
    """
    rows = []
    for number in range(officers):
        own = number % 8 == 0
        for k in range(days):
            is_late = k % 2
            least = (late if is_late else prompt) if own else 1 + number % 3
            first = k // 2 < least
            rows.append(record(
                k, 0 if first else 7 + k % 3, "a" if first or k % 4 < 2 else "b",
                "xyz"[k % 3], 2 * is_late, f"K{number}", f"U{number % 8}",
            ))  # fmt: skip
    return rows


def audited(engine, rows, frame=None, **more):
    tables = tables_of({"incidents": rows, **more}, frame)
    results, _ = results_of(CHECK, keep(CHECK, tables, engine), engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def test_officers_who_differ_as_they_do_are_not_found(engine):
    _, found = audited(engine, agency(2, 2))
    assert {aspect for aspect, _ in found} == {"all records", "entered late"}
    tested = [each for (_, who), each in found.items() if who]
    assert {each.verdict for each in tested} == {"not_found"}
    by_hand = sum(2 if number % 8 == 0 else 1 + number % 3 for number in range(24))
    assert found["entered late", ""].detail["found"] == by_hand
    assert found["all records", ""].detail["found"] == 2 * by_hand
    assert found["entered late", ""].p_value is None


def test_doubtful_records_that_keep_them_more_are_found_with_the_records(engine):
    tables, found = audited(engine, agency(16, 2))
    for subject, times in (("K0", 1), ("U0", 3)):
        result = found["entered late", subject]
        assert result.verdict == "differs"
        assert result.detail["found"] == 16 * times
        assert (result.detail["own_found"], result.detail["own_n"]) == (16 * times, 20 * times)
        assert result.detail["own_expected"] == pytest.approx(2 * times)
        assert result.p_value == max(
            result.detail[f"p_{name}"] for name in ("rest", "spread", "own")
        )
        assert engine.rows(cases(CHECK, result, tables).aggregate(n=lambda t: t.count()))[0] == {
            "n": 16 * times
        }
        finding = describe(CHECK, result, tables, engine)
        assert f"{16 * times} of {20 * times}" in finding.condition
        if subject == "U0":
            continue
        told = [(each.explains, each.of) for each in explanations(CHECK, result, tables, engine)]
        assert told[:3] == [(0, 16 * times), (16 * times, 16 * times), (2 * times, 16 * times)]
    others = [each for (_, who), each in found.items() if who not in ("", "U0", "K0", "K8", "K16")]
    assert "differs" not in {each.verdict for each in others}


def test_a_habit_of_all_of_an_officers_records_says_nothing_of_the_doubtful_ones(engine):
    _, found = audited(engine, agency(11, 11))
    result = found["entered late", "K0"]
    assert max(result.detail["p_rest"], result.detail["p_spread"]) < 0.05
    assert result.detail["p_own"] > 0.5
    assert result.verdict == "not_found"
    assert found["all records", "K0"].verdict == "differs"


def test_what_everybody_does_when_late_says_nothing_of_one(engine):
    rows = [dict(row, occurred_at=row["occurred_at"].replace(minute=0), area_id="a")
            if row["recorded_at"] - row["occurred_at"] > timedelta(days=1)
            and turn(row) < 30 else row
            for row in agency(2, 2)]  # fmt: skip
    _, found = audited(engine, rows)
    result = found["entered late", "K1"]
    assert result.detail["p_own"] < 0.001
    assert result.verdict == "not_found"


def test_records_without_a_counterpart_are_asked_where_there_is_a_second_system(engine):
    rows = agency(16, 2)
    there = [{"record_id": row["incident_id"], "officer_id": row["officer_id"],
              "occurred_at": row["occurred_at"], "offense_code": row["offense_code"],
              "area_id": row["area_id"]}
             for row in rows
             if turn(row) % 2 == 0 or (row["unit_id"] != "U0" and turn(row) % 4 == 1)]  # fmt: skip
    tables, found = audited(engine, rows, counterparts=there)
    events = asked_of(tables)
    lacking = {row["id"] for row in engine.rows(events.filter(events["missing"] == 1))}
    level, unit = found["no counterpart", ""], found["no counterpart", "U0"]
    assert level.n == len(lacking) > 200
    assert (unit.n, unit.verdict) == (sum(name.split(".")[0] in U0 for name in lacking), "differs")
    listed = engine.rows(cases(CHECK, unit, tables))
    assert len(listed) == unit.detail["found"] > 30
    assert {row["incident_id"] for row in listed} <= lacking


def test_nothing_is_known_without_an_area_or_an_offence():
    bare = [{"incident_id": "1", "occurred_at": START}]
    assert "needs incidents.area_id" in unready(tables_of({"incidents": bare}))
    assert unready(tables_of({"incidents": [record(1)]})) == ""
