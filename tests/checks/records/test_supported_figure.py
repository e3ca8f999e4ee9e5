"""How much of a figure do independent records support, in tables added up by hand?"""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow.parquet as pq
import pytest

from tallystick.audit.execution import cases, describe, keep, results_of
from tallystick.audit.unsupported import with_unsupported
from tallystick.calibrate.one_world import as_audited
from tallystick.calibrate.trials import trials_of
from tallystick.checks.records.supported_figure import CHECK, unready
from tallystick.checks.records.supported_figure.query import _days
from tallystick.checks.records.supported_figure.results import apart, headline, ranges
from tallystick.checks.shared.parts import Part
from tallystick.engine import connect
from tallystick.findings import DESCRIBED
from tallystick.simulate.single.making import make_world
from tallystick.tables import Frame, Metric
from worlds import day, monthly_figures, tables_of

START = datetime(2024, 1, 1, 8)
FRAME = Frame(
    metrics=(
        Metric("all", "incidents", is_control=True),
        Metric("cases", "incidents"),
        Metric("arrests", "incidents", (("clearance", ("arrest",)),)),
        Metric("grams", "measurements", total="value"),
    )
)


def record(number, after=0, officer="K0", unit="U0", **more):
    at = START + timedelta(days=after)
    return {"incident_id": number, "officer_id": officer, "unit_id": unit, "occurred_at": at,
            "recorded_at": at + timedelta(hours=1), "closed_at": None, "offense_code": "speeding",
            "area_id": "a", "clearance": "arrest", "count": 1} | more  # fmt: skip


def there(record, **more):
    return {"record_id": f"B{record['incident_id']}", "badge": None} | {
        name: record[name] for name in ("officer_id", "occurred_at", "offense_code", "area_id")
    } | more  # fmt: skip


def january(unit="A"):
    """Of 26 arrests of January three have no counterpart, one of them with its dates in disorder.

    One row is a second one of its number, one has a counterpart by a loose rule alone, and one has
    its dates in disorder. One case is no arrest, and one of December was entered in January.
    """

    def own(name, after, **more):
        return record(f"{unit} {name}", after, f"K{unit}", unit, **more)

    plain = [own(f"p{k}", k) for k in range(20)]
    lone = [own(f"l{k}", 20 + k) for k in range(3)]
    lone[2]["recorded_at"] = START
    loose, broken = own("loose", 24), own("broken", 25, recorded_at=START)
    late, february = own("late", -1, recorded_at=START), own("february", 40)
    rows = [*plain, dict(plain[0]), *lone, loose, broken, own("open", 26, clearance="none"), late,
            february]  # fmt: skip
    other = [there(each) for each in (*plain, broken, late, february)]
    return rows, [*other, there(loose, offense_code="parking")]


def figure(value, whose="A", metric="arrests", **more):
    return monthly_figures([value], unit=whose, metric=metric, start="2024-01")[0] | more


def few(unit):
    """Four arrests, and a second row of one of them that is none."""
    rows = [record(f"{unit} p{k}", k, f"K{unit}", unit) for k in range(4)]
    return [*rows, dict(rows[1], clearance="none")], [there(each) for each in rows]


ODD = [
    record(None, 3, unit="E"), record("t", 3, unit="E", occurred_at=None),
    record("none", 3, unit="E", count=0), record("o'\"--\u0301", 3, unit="E", officer=None),
    record("many", 4, unit="E", count=3),
]  # fmt: skip
FIGURES = [
    figure(30), figure(27, metric="cases"), figure(24, "B"), figure(3, "C"), figure(30, "D"),
    figure(300, "D", period_end=day("2024-12-31")),
    figure(0, "D", period_start=day("2023-12-01"), period_end=day("2023-12-31")),
    figure(4, "F"), figure(5, "F", "cases"), figure(40, "E"), figure(900, None, "cases"),
    figure(50, "B", "cases", unit="%"), figure(9, "B", "grams"),
]  # fmt: skip


@pytest.fixture(scope="module")
def audited():
    """Five units with the same January, each reported otherwise; a sixth, and odd rows."""
    rows, other = few("F")
    for unit in "ABCDE":
        here, beside = january(unit)
        rows, other = [*rows, *here], [*other, *beside]
    tables = tables_of(
        {"incidents": rows + ODD, "counterparts": other, "reported_figures": FIGURES}, FRAME
    )
    opened = connect(threads=2)
    tables = keep(CHECK, tables, opened)
    results, _ = results_of(CHECK, tables, opened)
    yield tables, {(each.aspect, each.subject): each for each in results}, opened
    opened.close()


def test_each_record_is_taken_off_once_and_what_was_never_recorded_too(audited):
    tables, found, engine = audited
    result = found["arrests", "A"]
    detail = result.detail
    assert {name: detail[name] for name in (
        "reported", "records", "over", "elsewhere", "duplicate", "unmatched", "strictly", "broken",
        "unasked",
    )} == {
        "reported": 30, "records": 26, "over": 4, "elsewhere": 1, "duplicate": 1, "unmatched": 3,
        "strictly": 4, "broken": 2, "unasked": 0,
    }  # fmt: skip
    assert (result.verdict, result.p_value, result.n) == (DESCRIBED, None, 26)
    # 26 less the second row and three alone; less the loose one and the disorder besides.
    assert (result.interval, result.estimate) == ((20, 22), 22)
    assert detail["said"] == "Of 30 arrests reported, independent records support 20 to 22"
    for said in (
        "4 were reported beyond the number of records",
        "1 of these are recorded under a date outside",
        "1 repeated a number",
        "3 have no counterpart in the second system under any matching rule, 4 under the strict",
        "2 have dates out of order",
    ):  # fmt: skip
        assert said in result.reason
    assert "could not be checked" not in result.reason
    assert detail["figures"] == [["2024-01-01", "2024-01-31", 30, 20, 22]]
    listed = engine.rows(cases(CHECK, result, tables))
    assert sorted(row["incident_id"] for row in listed) == [
        "A broken", "A l0", "A l1", "A l2", "A loose",
    ]  # fmt: skip
    assert describe(CHECK, result, tables, engine).title == detail["said"]


def test_where_fewer_are_reported_the_range_holds_both_readings(audited):
    found = audited[1]
    # All six that fail may be among the 24, or, of four, none that need not: 26 less 4 is 22.
    assert (found["arrests", "B"].interval, found["arrests", "B"].detail["over"]) == ((18, 22), 0)
    assert found["arrests", "C"].interval == (0, 3)


def test_what_cannot_be_asked_is_told_and_not_taken_off(audited):
    result = audited[1]["cases", "A"]
    detail = result.detail
    assert (detail["records"], detail["unasked"], detail["unmatched"]) == (27, 1, 3)
    assert result.interval == (21, 23)
    assert "1 could not be checked for a counterpart" in result.reason


def test_what_a_towns_own_system_may_hold_is_taken_off_at_the_low_end_alone(engine):
    """An officer's seven records of one street reached no second system, twenty others did."""
    reached = [record(f"r{k}", k % 28, "K1", "A", area_id="b") for k in range(20)]
    town = [record(f"t{k}", k + 0.4, "K1", "A", area_id="town") for k in range(7)]
    tables = tables_of(
        {"incidents": [*reached, *town], "counterparts": [there(each) for each in reached],
         "reported_figures": [figure(27)]}, FRAME
    )  # fmt: skip
    tables = keep(CHECK, tables, engine)
    (result,) = [each for each in results_of(CHECK, tables, engine)[0] if each.subject]
    assert (result.interval, result.detail["apart"]) == ((20, 27), 7)
    assert (result.detail["unmatched"], result.detail["unasked"]) == (0, 0)
    assert "7 are of an officer, offence and area of which hardly any" in result.reason
    listed = {row["incident_id"] for row in engine.rows(cases(CHECK, result, tables))}
    assert listed == {each["incident_id"] for each in town}


def test_the_agencys_figure_is_its_own_or_the_sum_of_its_units(audited):
    found = audited[1]
    units = [each for (aspect, unit), each in found.items() if aspect == "arrests" and unit]
    assert len(units) == 6
    whole = found["arrests", ""]
    assert whole.interval == tuple(sum(each.interval[end] for each in units) for end in (0, 1))
    assert (whole.subject_kind, whole.detail["headline"]) == ("agency", True)
    assert not any(each.detail["headline"] for each in found.values() if each is not whole)
    own = found["cases", ""]
    # January of all: 27 of each of five units, 5 of F, and of the odd rows 1 + 1 + 3.
    assert (own.detail["reported"], own.n, own.detail["periods"]) == (900, 27 * 5 + 5 + 5, 1)
    assert own.interval == (145 - 6 * 5 - 1, 145 - 4 * 5 - 1)


def test_figures_that_overlap_are_added_once(audited):
    result = audited[1]["arrests", "D"]
    # The year has the arrest of February besides; December's one was not reported.
    assert (result.detail["reported"], result.detail["records"]) == (300, 28)
    assert (result.interval, result.detail["periods"]) == ((21, 23), 2)
    assert sorted(row[2] for row in result.detail["figures"]) == [0, 30, 300]
    days = [np.array(each, "datetime64[D]") for each in (
        ["2024-01-01", "2024-02-01", "2024-02-15", "2024-01-01"],
        ["2024-01-31", "2024-02-29", "2024-02-20", "2024-02-10"],
    )]  # fmt: skip
    assert apart(*days).tolist() == [2, 3]


def test_a_number_with_an_arrest_and_another_row_counts_in_both_figures(audited):
    """A further row of a number is one more only of a figure that counts both."""
    found = audited[1]
    assert found["arrests", "F"].detail["duplicate"] == 0
    assert found["cases", "F"].detail["duplicate"] == 1
    assert (found["arrests", "F"].interval, found["cases", "F"].interval) == ((4, 4), (4, 4))
    assert "independent records support 4" in found["arrests", "F"].detail["said"]


def test_percentages_other_tables_and_odd_rows_are_left_alone(audited):
    found = audited[1]
    assert {aspect for aspect, _ in found} == {"arrests", "cases"}
    assert ("cases", "B") not in found
    detail = found["arrests", "E"].detail
    # Without a number or an officer, or rows that are totals: they cannot be asked.
    assert (detail["records"], detail["unasked"]) == (26 + 1 + 1 + 3, 5)
    assert (detail["duplicate"], detail["unmatched"]) == (1, 3)


def test_the_range_never_leaves_what_was_reported():
    parts = {"records": np.array([10, 10, 0]), "least": np.array([4, 12, 0]),
             "most": np.array([6, 12, 0])}  # fmt: skip
    low, high = ranges(np.array([8000, 8000, -1500]), parts)
    assert (low.tolist(), high.tolist()) == ([2000, 0, 0], [6000, 0, 0])


def test_the_headline_is_the_first_figure_that_keeps_some_records():
    assert headline(FRAME) == "arrests"
    assert headline(replace(FRAME, metrics=FRAME.metrics[:2])) == "cases"
    assert headline(Frame()) == ""


def test_it_says_what_it_needs():
    rows, other = january()
    assert "[[metrics]]" in unready(tables_of({"incidents": rows, "counterparts": other}))
    bare = [{"record_id": "x", "occurred_at": START}]
    tables = tables_of({"incidents": rows, "counterparts": bare}, FRAME)
    assert "counterparts.officer_id" in unready(tables)
    assert not unready(tables_of({"incidents": rows, "counterparts": other}, FRAME))


def with_ghosts(engine, dose, size, seed):
    """The range of the agency's cases, and how many the second system truly has of them."""
    trial = next(
        each for each in trials_of(CHECK.name)
                 if each.nature == "planted" and (each.dose, each.size) == (dose, size)
    )  # fmt: skip
    second = trial.world.second_system.model_copy(update={"only_there": 0.0})
    trial = replace(trial, world=trial.world.model_copy(update={"second_system": second}))
    made = make_world(trial, seed)
    tables = as_audited(made.tables, trial.frame, engine)
    results, _ = results_of(CHECK, keep(CHECK, tables, engine), engine)
    result = next(each for each in results if (each.aspect, each.subject) == ("cases", ""))
    return result, made.tables["counterparts"].num_rows + result.detail["unasked"]


def test_what_the_second_system_truly_has_is_what_is_supported(engine):
    """To within the pairs that no rule of matching can see."""
    result, truth = with_ghosts(engine, 0.5, "small", 1)
    low, high = result.interval
    assert low <= truth <= 1.005 * high
    assert high < 0.95 * result.detail["reported"]


@pytest.mark.slow
@pytest.mark.parametrize("dose", [0.25, 0.5])
@pytest.mark.parametrize("seed", range(1, 7))
def test_what_is_supported_is_right_in_every_world(engine, dose, seed):
    result, truth = with_ghosts(engine, dose, "medium", seed)
    low, high = result.interval
    assert low <= truth <= 1.005 * high


def test_parts_add_up_to_the_whole(audited):
    """Each incident's rows are of one part, so that a second row of its number is counted once."""
    tables, _, engine = audited
    every = replace(tables, kept={k: v for k, v in tables.kept.items() if k != "supported_days"})

    def added(rows):
        sums = {}
        for row in rows:
            key = row.pop("unit_id"), row.pop("day")
            sums[key] = {name: sums.get(key, {}).get(name, 0) + row[name] for name in row}
        return sums

    whole = added(engine.rows(_days(every)))
    parts = [engine.rows(_days(every, Part(k, 3, 50))) for k in range(3)]
    assert all(len(part) > len(whole) / 6 for part in parts)
    assert added(row for part in parts for row in part) == whole
    assert sum(day["duplicate_2"] for day in whole.values()) == 5


def test_the_headline_figure_alone_has_the_list_of_its_unsupported_records(audited, tmp_path):
    """The agency's list is that of all units together, each asked by itself."""
    tables, found, engine = audited
    results = with_unsupported(tmp_path, CHECK, lambda: list(found.values()), tables, engine)
    told = {each.subject: each for each in results() if each.aspect == "arrests"}
    assert [subject for subject, each in told.items() if "listed" in each.detail] == [""]
    listed = told[""].detail["listed"]
    rows = pq.read_table(tmp_path / listed["parquet"]).to_pylist()
    of_units = [
        row["incident_id"]
        for subject, each in told.items()
        if subject
        for row in engine.rows(cases(CHECK, each, tables))
    ]
    assert sorted(row["incident_id"] for row in rows) == sorted(of_units)
    assert listed["rows"] == len(rows) > 5
    assert "badge" not in rows[0]
