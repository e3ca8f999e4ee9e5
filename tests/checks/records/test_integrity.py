"""Does records.integrity find each planted exception, and nothing on clean records?"""

from dataclasses import replace

import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.audit.selection import runnable_rules
from tallystick.checks.records.integrity import CHECK
from worlds import day, instant, tables_of


def clean():
    return {
        "incidents": [
            {"incident_id": "1", "officer_id": "a", "unit_id": "u",
             "occurred_at": instant("2020-01-05T23:00"), "recorded_at": instant("2020-01-05"),
             "closed_at": instant("2020-01-06")},
            {"incident_id": "2", "officer_id": "b", "unit_id": "u",
             "occurred_at": instant("2020-02-05T10:00"), "recorded_at": instant("2020-02-09"),
             "closed_at": None},
        ],
        "measurements": [
            {"incident_id": "1", "exhibit_id": "x", "kind": "net_weight", "value": 1.0,
             "measured_at": instant("2020-01-05T01:00")},
        ],
        "custody": [{"exhibit_id": "x", "incident_id": "1", "at": instant("2020-01-07")}],
        "officers": [{"officer_id": "a"}, {"officer_id": "b"}],
        "postings": [
            {"officer_id": "a", "unit_id": "u", "from_date": day("2019-01-01"),
             "to_date": day("2020-01-05")},
            {"officer_id": "b", "unit_id": "u", "from_date": day("2020-02-05"), "to_date": None},
        ],
    }  # fmt: skip


def exceptions(rows, engine):
    results, _ = results_of(CHECK, tables_of(rows), engine)
    return {result.aspect: int(result.estimate) for result in results if result.estimate}


def test_clean_records_pass_every_rule(engine):
    results, _ = results_of(CHECK, tables_of(clean()), engine)
    assert {result.verdict for result in results} == {"not_found"}
    assert len(results) == len(runnable_rules(CHECK, tables_of(clean())))
    assert {result.aspect: result.n for result in results}["repeated.incidents"] == 2


def changed(table, row, **values):
    rows = clean()
    rows[table][row] |= values
    return rows


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (changed("measurements", 0, incident_id="9"), {"orphan.measurements.incident_id": 1}),
        (changed("measurements", 0, incident_id=None), {"caseless.measurements": 1}),
        (changed("incidents", 1, officer_id="z"),
         {"orphan.incidents.officer_id": 1, "unposted.incidents": 1}),
        (changed("incidents", 1, incident_id="1"), {"repeated.incidents": 2}),
        (changed("incidents", 1, recorded_at=instant("2020-02-04T23:59")),
         {"order.incidents.recorded_at": 1}),
        (changed("incidents", 1, closed_at=instant("2020-02-04")),
         {"order.incidents.closed_at": 1}),
        (changed("postings", 0, to_date=day("2020-01-04")), {"unposted.incidents": 1}),
        (changed("postings", 1, to_date=day("2020-02-04")),
         {"unposted.incidents": 1, "order.postings.to_date": 1}),
        (changed("postings", 0, from_date=None), {}),
        (changed("measurements", 0, measured_at=instant("2020-01-04T23:00")),
         {"order.measurements.measured_at": 1}),
        (changed("custody", 0, at=instant("2020-01-01")), {"order.custody.at": 1}),
        (changed("custody", 0, exhibit_id="y"), {"unweighed.custody": 1}),
    ],
)  # fmt: skip
def test_each_planted_exception_breaks_its_rule_alone(rows, found, engine):
    assert exceptions(rows, engine) == found


def test_the_case_list_holds_the_record(engine):
    tables = tables_of(changed("incidents", 1, closed_at=instant("2020-02-04")))
    results, _ = results_of(CHECK, tables, engine)
    result = next(each for each in results if each.verdict == "exceptions")
    rows = engine.rows(cases(CHECK, result, tables))
    assert [(row["incident_id"], row["source_row"]) for row in rows] == [("2", 3)]


def explained(rows, aspect, engine):
    tables = tables_of(rows)
    results, _ = results_of(CHECK, tables, engine)
    result = next(each for each in results if each.aspect == aspect)
    first = describe(CHECK, result, tables, engine).explanations[0]
    return first.explains, first.of


@pytest.mark.parametrize(
    ("recorded", "answer"),
    [
        ("2020-01-03", (1, 1)),  # 3 January read as 1 March: in order with 5 February
        ("2020-01-02", (0, 1)),  # exchanged it is 1 February: still before
        ("2020-01-25", (0, 1)),  # there is no month 25
    ],
)
def test_an_exchanged_day_and_month_is_counted(recorded, answer, engine):
    rows = changed("incidents", 1, recorded_at=instant(recorded))
    assert explained(rows, "order.incidents.recorded_at", engine) == answer


def test_rows_of_one_event_are_told_from_a_number_used_twice(engine):
    other_time = changed("incidents", 1, incident_id="1")
    assert explained(other_time, "repeated.incidents", engine) == (0, 2)
    same_time = changed("incidents", 1, incident_id="1", occurred_at=instant("2020-01-05T23:00"))
    assert explained(same_time, "repeated.incidents", engine) == (2, 2)


def test_rules_without_their_columns_are_not_asked():
    rows = clean()
    del rows["postings"], rows["custody"]
    names = {rule.name for rule in runnable_rules(CHECK, tables_of(rows))}
    assert "unposted.incidents" not in names
    assert "orphan.measurements.incident_id" in names


def test_the_finding_states_count_and_share(engine):
    tables = tables_of(changed("incidents", 1, closed_at=instant("2020-02-04")))
    results, _ = results_of(CHECK, tables, engine)
    result = next(each for each in results if each.verdict == "exceptions")
    finding = CHECK.describe(result, CHECK.rule(result.aspect))
    assert finding.condition == "1 of 2 records in incidents (50.00%) does not."
    assert finding.title.startswith("1 record in incidents breaks a rule")
    assert finding.p_value is None
    rare = CHECK.describe(replace(result, n=30_000), CHECK.rule(result.aspect))
    assert "(less than 0.01%)" in rare.condition
