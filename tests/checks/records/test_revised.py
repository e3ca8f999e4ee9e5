"""Are revisions that fall on a unit, an officer or a month, or go one way, named? Made by hand."""

from datetime import datetime, timedelta

import pytest

from tallystick.audit.execution import cases, describe, explanations, keep, results_of
from tallystick.checks.records.revised import CHECK
from tallystick.checks.records.revised.query import compared, held_together
from tallystick.checks.shared.parts import Part
from tallystick.findings import DESCRIBED
from tallystick.tables import Frame, Metric, Substitution
from worlds import tables_of

UNITS, OFFICERS, EACH = "ABCDEFGH", 4, 60
START = datetime(2022, 1, 1, 12)
FRAME = Frame(
    metrics=(
        Metric("high", "incidents", (("offense_code", ("robbery",)),)),
        Metric("low", "incidents", (("offense_code", ("larceny",)),)),
    ),
    substitutions=(Substitution("high to low", "high", ("low",)),),
)


def record(unit, officer, k, **more):
    return {
        "incident_id": f"{unit}{officer} {k}", "unit_id": unit, "officer_id": f"{unit}{officer}",
        "occurred_at": START + timedelta(days=6 * k, minutes=officer), "count": 1,
        "offense_code": ("robbery", "larceny", "arson")[k % 3],
        "clearance": "arrest" if k % 2 else "none",
    } | more  # fmt: skip


BOTH = [record(unit, o, k) for unit in UNITS for o in range(OFFICERS) for k in range(EACH)]


def changed(rule):
    """The later release: `rule` says of a record what it is now, None if it is gone."""
    rows = [rule(dict(row), int(row["incident_id"].split()[1])) for row in BOTH]
    return [row for row in rows if row is not None]


def audited(engine, later, frame=FRAME, earlier=BOTH):
    tables = tables_of({"earlier_incidents": earlier, "incidents": later}, frame)
    tables = keep(CHECK, tables, engine)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject_kind, each.subject): each for each in results}


def named(results):
    return {key for key, each in results.items() if each.names_pattern}


def some_gone(row, k):
    """One in 27 of each officer's is gone, now one and now another; of unit A every third too."""
    unit, officer = row["officer_id"]
    mixed = k + 3 * "ABCDEFGH".index(unit) + 7 * int(officer)
    return None if (unit == "A" and mixed % 3 == 0) or mixed % 27 == 5 else row


def test_equal_releases_say_nothing_of_anyone(engine):
    _, found = audited(engine, BOTH)
    assert not named(found)
    assert found["gone", "agency", ""].estimate == 0
    assert found["high to low", "agency", ""].verdict == "insufficient"
    assert all(kind == "agency" for _, kind, _ in found)


def test_a_unit_whose_records_are_gone_is_named_and_its_officers_are_not(engine):
    later = changed(some_gone)
    tables, found = audited(engine, later)
    assert named(found) == {("gone", "unit", "A")}
    own = found["gone", "unit", "A"]
    missing = {row["incident_id"] for row in BOTH} - {row["incident_id"] for row in later}
    of_a = {each for each in missing if each.startswith("A")}
    assert (own.n, own.detail["found"]) == (OFFICERS * EACH, len(of_a))
    listed = engine.rows(cases(CHECK, own, tables))
    assert {row["incident_id"] for row in listed} == of_a
    finding = describe(CHECK, own, tables, engine)
    assert finding.title.startswith("unit A: records are gone from the later release")
    assert f"Of 240 records, {len(of_a)}" in finding.condition
    whole = found["gone", "agency", ""]
    assert (whole.verdict, whole.estimate) == ("described", len(missing) / len(BOTH))
    told = {each.cause[:10]: each for each in explanations(CHECK, own, tables, engine)}
    assert (told["Duplicates"].explains, told["Duplicates"].of) == (0, len(of_a))
    most = max(sum(each.startswith(f"A{o}") for each in of_a) for o in range(OFFICERS))
    assert told["A clerk, o"].explains == most


def test_an_officer_is_set_beside_colleagues(engine):
    def rule(row, k):
        unit, officer = row["officer_id"]
        mixed = k + 3 * "ABCDEFGH".index(unit) + 7 * int(officer)
        return None if mixed % 27 == 5 or (row["officer_id"] == "B1" and mixed % 2) else row

    _, found = audited(engine, changed(rule))
    assert ("gone", "officer", "B1") in named(found)
    assert {who for _, kind, who in named(found) if kind == "officer"} == {"B1"}


def test_a_month_of_which_half_is_gone_is_named(engine):
    later = changed(lambda row, k: None if 40 <= k < 45 and k % 2 else row)
    tables, found = audited(engine, later)
    assert named(found) == {("gone in one month", "agency", "")}
    month = found["gone in one month", "agency", ""]
    number = month.detail["month"] - 1
    listed = engine.rows(cases(CHECK, month, tables))
    assert {row["occurred_at"].strftime("%Y-%m") for row in listed} == {
        f"{number // 12}-{number % 12 + 1:02d}"
    }
    assert len(listed) == month.detail["found"]
    finding = describe(CHECK, month, tables, engine)
    assert f"of {number // 12}-{number % 12 + 1:02d}" in finding.title


def test_cases_lowered_are_one_way_and_name_the_unit(engine):
    """A third of A's robberies are larcenies now; elsewhere as many are lowered as raised."""

    def rule(row, k):
        if row["unit_id"] == "A" and k % 9 == 0:
            return row | {"offense_code": "larceny"}
        if k in (3, 33):
            return row | {"offense_code": "larceny"}
        return row | {"offense_code": "robbery"} if k in (4, 34) else row

    tables, found = audited(engine, changed(rule))
    key = ("high to low", "unit", "A")
    assert key in named(found)
    assert {who for about, kind, who in named(found) if (about, kind) == key[:2]} == {"A"}
    # k = 0, 9, ..., 54 and 3, 33 are robberies of A that are lowered; 4 and 34 are raised.
    detail = found[key].detail
    assert (found[key].n, detail["found"], detail["down"], detail["up"]) == (80, 36, 36, 8)
    whole = found["high to low", "agency", ""]
    assert (whole.detail["down"], whole.detail["up"]) == (7 * 8 + 36, 8 * 8)
    assert whole.estimate == pytest.approx(92 / 156 - 0.5)
    listed = engine.rows(cases(CHECK, found[key], tables))
    assert len(listed) == 36
    assert {row["offense_code"] for row in listed} == {"robbery"}


def test_a_unit_that_lowers_much_and_raises_as_much_went_no_one_way(engine):
    swap = {"robbery": "larceny", "larceny": "robbery"}

    def rule(row, k):
        often = row["unit_id"] == "A" and k % 9 in (0, 1)
        return row | {"offense_code": swap[row["offense_code"]]} if often or k in (3, 4) else row

    _, found = audited(engine, changed(rule))
    own = found["high to low", "unit", "A"]
    assert (own.detail["found"], own.detail["down"], own.detail["up"]) == (32, 32, 32)
    assert own.verdict == "not_found"
    assert own.detail["p_spread"] < 0.05  # it lowers far more than others do


def test_an_agency_that_lowers_everywhere_is_told_so_and_is_no_finding(engine):
    """What becomes known may change cases of a kind one way in all units."""
    later = changed(lambda row, k: row | {
        "offense_code": "larceny" if k % 12 == 0 else row["offense_code"]
    })  # fmt: skip
    _, found = audited(engine, later)
    whole = found["high to low", "agency", ""]
    assert (whole.verdict, whole.p_value) == (DESCRIBED, None)
    assert whole.detail["up"] == 0
    assert whole.estimate == 0.5
    assert f"of {whole.n} changes between the two, {whole.n} went to low" in whole.reason
    assert not named(found)


def test_a_review_of_all_units_that_lowers_and_raises_alike_is_no_finding(engine):
    swap = {"robbery": "larceny", "larceny": "robbery"}
    later = changed(lambda row, k: row | {
        "offense_code": swap.get(row["offense_code"], row["offense_code"])
        if k % 7 < 2 else row["offense_code"]
    })  # fmt: skip
    _, found = audited(engine, later)
    assert found["high to low", "agency", ""].n > 300
    assert not named(found)


def test_a_new_code_for_all_is_no_change(engine):
    later = changed(lambda row, k: row | {
        "offense_code": "larceny" if row["offense_code"] == "robbery" else row["offense_code"]
    })  # fmt: skip
    _, found = audited(engine, later)
    assert not named(found)
    assert found["changed", "agency", ""].estimate == 0
    assert found["high to low", "agency", ""].verdict == "insufficient"


def test_an_open_case_that_is_cleared_is_no_change_and_a_cleared_one_reopened_is(engine):
    _, found = audited(engine, changed(lambda row, k: row | {"clearance": "arrest"}))
    assert found["changed", "agency", ""].estimate == 0
    _, found = audited(engine, changed(lambda row, k: row | {"clearance": "none"}))
    assert found["changed", "agency", ""].estimate == 0.5
    moved = changed(lambda row, k: row | {
        "occurred_at": row["occurred_at"] + timedelta(days=k % 4 == 0, minutes=5)
    })  # fmt: skip
    _, found = audited(engine, moved)
    assert found["changed", "agency", ""].estimate == 0.25


def test_open_cases_taken_out_are_told_from_all_others(engine):
    def rule(row, k):
        if row["unit_id"] == "A" and row["clearance"] == "none" and k % 3 == 0:
            return None
        return None if k in (10, 25) else row

    tables, found = audited(engine, changed(rule))
    key = ("gone of those that made a figure worse", "unit", "A")
    assert key in named(found)
    # 0, 6, ..., 54 and 10 of the thirty open ones of each of four officers; 25 of the cleared.
    detail = found[key].detail
    assert (found[key].n, detail["found"], detail["rest_n"], detail["rest_found"]) == (
        120, 44, 120, 4
    )  # fmt: skip
    assert len(engine.rows(cases(CHECK, found[key], tables))) == 44
    whole = found["gone of those that made a figure worse", "agency", ""]
    assert whole.verdict == "described"


def test_what_is_wanted_low_says_what_made_a_figure_worse(engine):
    low = Metric("arson", "incidents", (("offense_code", ("arson",)),), direction="at most")
    later = changed(lambda row, k: None if k in (2, 5) else row)
    _, found = audited(engine, later, Frame(metrics=(low,)))
    whole = found["gone of those that made a figure worse", "agency", ""]
    assert (whole.n, whole.detail["found"], whole.detail["rest_found"]) == (20 * 32, 64, 0)


def test_numbers_that_a_release_has_twice_are_not_compared(engine):
    later = [row for row in BOTH if row["incident_id"] not in ("A0 0", "A0 1")]
    later += [record("A", 0, 2), record("A", 0, 3, incident_id=None)]
    earlier = [*BOTH, record("A", 0, 1), record("A", 0, 4, incident_id=None)]
    tables = tables_of({"earlier_incidents": earlier, "incidents": later}, FRAME)
    rows = {row["incident_id"]: row for row in engine.rows(compared(tables))}
    assert rows["A0 0"]["gone"] == 1
    assert "A0 1" not in rows  # twice in the earlier one
    assert "A0 2" not in rows  # twice in the later one
    assert len(rows) == len(BOTH) - 2


def test_parts_have_the_records_of_the_whole_each_once(engine):
    later = changed(some_gone)
    tables = tables_of(
        {"earlier_incidents": [*BOTH, BOTH[7]], "incidents": [*later, later[0]]}, FRAME
    )
    whole = engine.rows(held_together(tables))
    parts = [engine.rows(held_together(tables, Part(k, 5, 400))) for k in range(5)]
    together = sorted((row for part in parts for row in part), key=lambda row: row["incident_id"])
    assert together == sorted(whole, key=lambda row: row["incident_id"])
    assert all(len(part) > len(BOTH) / 10 for part in parts)
    assert len(whole) == len(BOTH) - 2
