"""Does records.integrity find each planted exception, and nothing on clean records?"""

from dataclasses import replace

import ibis
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


def rate(value, of, unit="%"):
    return {
        "metric": "cleared",
        "period_start": day("2020-01-01"),
        "value": value,
        "unit": unit,
        "period_end": day("2020-01-31"),
        "denominator": of,
        "unit_id": str((value, of, unit)),
    }


POSSIBLE = [
    rate(33.3, 30), rate(33.4, 30), rate(33, 30), rate(34, 30), rate(120.0, 20), rate(0, 7),
    rate(66.66, 3), rate(66.67, 3), rate(66.666, 3), rate(66.667, 3), rate(66.66666667, 3),
    rate(12.34, None), rate(12.34, 0), rate(12.34, 9, None), rate(12.34, 9, "USD"),
    rate(-5.1, 7), rate(12.3, 10**15), rate(120, 100, "[ppth]"), rate(1e9, 7),
    rate(0.7, 10**6, "10*-5"),
]  # fmt: skip
IMPOSSIBLE = [
    rate(33.5, 30), rate(32, 30), rate(35, 30), rate(66.5, 3), rate(66.65, 3), rate(66.668, 3),
    rate(52, 20), rate(4.9, 20), rate(0.1, 20), rate(99.9, 20, "percent"), rate(333.6, 3, "[PPTH]"),
]  # fmt: skip


def test_a_percentage_is_a_count_of_its_denominator(engine):
    """33.3 and 33 are 10 of 30, and 33.4 and 34 are it rounded up; 33.5 is no count of 30."""
    rows = {"reported_figures": POSSIBLE + IMPOSSIBLE}
    assert exceptions(rows, engine) == {"impossible.reported_figures": len(IMPOSSIBLE)}
    tables = tables_of(rows)
    result = next(each for each in results_of(CHECK, tables, engine)[0] if each.estimate)
    told = engine.rows(cases(CHECK, result, tables))
    assert [(row["value"], row["denominator"]) for row in told] == [
        (row["value"], row["denominator"]) for row in IMPOSSIBLE
    ]
    assert "can come from its denominator" in describe(CHECK, result, tables, engine).criteria


def test_a_percentage_is_possible_when_a_slow_twin_finds_its_count(engine):
    rows = [rate(milli / 1000, of) for of in (7, 40, 230) for milli in range(100, 9000, 130)]

    def given(row):
        milli, unit = round(row["value"] * 1000), 1
        unit = next(each for each in (1000, 100, 10, 1) if milli % each == 0)
        return any(abs(100_000 * k / row["denominator"] - milli) < unit - 1e-9
                   for k in range(row["denominator"] + 1))  # fmt: skip

    impossible = sum(not given(row) for row in rows)
    found = exceptions({"reported_figures": rows}, engine)
    assert found == {"impossible.reported_figures": impossible}
    assert 0 < impossible < len(rows)


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


@pytest.mark.parametrize(
    ("file", "at", "answer"),
    [
        ("incidents.csv", "2020-01-05T23:00", (0, 2)),  # one file
        ("extract.csv", "2020-01-05T09:00", (2, 2)),  # the same day, another hour
        ("extract.csv", "2020-01-06T23:00", (0, 2)),  # a number that was used again
        ("extract.csv", None, (0, 2)),
    ],
)
def test_one_event_in_two_files_is_told_from_a_number_used_again(file, at, answer, engine):
    when = None if at is None else instant(at)
    tables = tables_of(changed("incidents", 1, incident_id="1", occurred_at=when))
    cases_ = tables["incidents"].mutate(
        source_file=ibis.ifelse(ibis._.source_row == 3, file, "incidents.csv")
    )
    tables = replace(tables, relations={**tables.relations, "incidents": cases_})
    results, _ = results_of(CHECK, tables, engine)
    result = next(each for each in results if each.aspect == "repeated.incidents")
    told = {e.cause: e for e in describe(CHECK, result, tables, engine).explanations}
    ours = next(told[cause] for cause in told if cause.startswith("Two of the files"))
    assert (ours.explains, ours.of) == answer


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
    assert finding.condition == "1 of 2 records in the incidents table (50.00%) breaks this rule."
    assert finding.title.startswith("1 record in the incidents table breaks the rule that")
    assert finding.p_value is None
    rare = CHECK.describe(replace(result, n=30_000), CHECK.rule(result.aspect))
    assert "(less than 0.01%)" in rare.condition
