"""Is it told how many records a figure counted before they were entered, added up by hand?"""

from datetime import date, datetime, timedelta

import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.records.entry_lag import CHECK
from tallystick.tables import Frame, Metric
from worlds import tables_of

FRAME = Frame(metrics=(Metric("cases", "incidents"),))
UNITS, MONTHS, EACH = "ABCDEFGH", 12, 10


def last_of(month):
    return date(2023 + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def records(unit, late=0, months=MONTHS):
    """Ten records a month, of which the last `late` are entered twelve days after its end."""
    rows = []
    for month in range(1, months + 1):
        for k in range(EACH):
            at = datetime(2023, month, 1 + 2 * k, 12)
            after = datetime.combine(last_of(month), at.time()) + timedelta(days=12)
            rows.append({
                "incident_id": f"{unit} {month} {k}", "unit_id": unit, "occurred_at": at,
                "recorded_at": after if k >= EACH - late else at, "count": 1,
            })  # fmt: skip
    return rows


def figure(unit, month, value, **more):
    return {"unit_id": unit, "metric": "cases", "period_start": date(2023, month, 1),
            "period_end": last_of(month), "value": float(value), "unit": "1",
            "published_on": last_of(month) + timedelta(days=5)} | more  # fmt: skip


def year(late, value):
    """Records and figures of all units: how many are late, and what each figure says."""
    rows = [row for unit in UNITS for row in records(unit, late.get(unit, 0))]
    figures = [figure(unit, month, value(unit)) for unit in UNITS for month in range(1, MONTHS + 1)]
    return rows, figures


def audited(engine, rows, figures, frame=FRAME):
    tables = tables_of({"incidents": rows, "reported_figures": figures}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.subject: each for each in results if each.aspect == "published cases"}


LATE = {"A": 3}


def test_a_unit_whose_figure_counts_what_is_entered_later_is_named(engine):
    tables, found = audited(engine, *year(LATE, lambda unit: EACH))
    assert {each for each in found if found[each].names_pattern} == {"A"}
    own = found["A"]
    assert (own.n, own.detail["found"], own.detail["later"]) == (120, 36, 36)
    assert own.detail["periods"][0] == ["2023-01-31", 3, 10]
    whole = found[""]
    assert (whole.verdict, whole.n, whole.estimate) == ("described", 960, 36 / 960)
    listed = engine.rows(cases(CHECK, own, tables))
    assert sorted(row["incident_id"] for row in listed) == sorted(
        f"A {month} {k}" for month in range(1, 13) for k in (7, 8, 9)
    )
    finding = describe(CHECK, own, tables, engine)
    assert (
        "Of 120 records that belong to published cases, 36 were entered after" in finding.condition
    )
    assert "the period to 2023-01-31: 3 of 10" in finding.condition
    told = {each.cause[:9]: each for each in explanations(CHECK, own, tables, engine)}
    assert (told["Records o"].explains, told["Records o"].of) == (3, 36)
    assert (told["The paper"].explains, told["The paper"].of) == (0, 36)


def test_a_figure_that_counts_what_is_entered_has_none(engine):
    _, found = audited(engine, *year(LATE, lambda unit: EACH - LATE.get(unit, 0)))
    assert found[""].estimate == 0
    assert set(found) == {""}  # nobody has any, and nobody is asked


@pytest.mark.parametrize(("value", "counted"), [(6, 0), (7, 0), (8, 12), (10, 36), (14, 36)])
def test_as_many_as_the_figure_has_beyond_what_was_entered_and_no_more_than_were(
    engine, value, counted
):
    _, found = audited(engine, *year(LATE, lambda unit: value if unit == "A" else EACH))
    assert round(found[""].estimate * 960) == counted


@pytest.mark.parametrize(("days", "counted"), [(5, 0), (6, 36)])
def test_what_is_entered_on_the_day_of_publication_was_there(engine, days, counted):
    rows, figures = year(LATE, lambda unit: EACH)
    moved = timedelta(days=days - 12)
    late = [row for row in rows if row["recorded_at"] != row["occurred_at"]]
    for row in late:
        row["recorded_at"] += moved
    _, found = audited(engine, rows, figures)
    assert (len(late), round(found[""].estimate * 960)) == (36, counted)


def test_figures_made_from_paper_name_nobody_whose_entry_is_like_the_others(engine):
    late = dict.fromkeys(UNITS, 2)
    _, found = audited(engine, *year(late, lambda unit: EACH if unit in "ABC" else EACH - 2))
    assert found["A"].detail["found"] == 24
    assert not any(each.names_pattern for each in found.values())


def test_what_has_no_day_or_is_a_percentage_is_not_compared(engine):
    rows, _ = year(LATE, lambda unit: EACH)
    figures = [figure("A", 1, 10, published_on=None), figure("A", 2, 10) | {"unit": "%"}]
    figures += [figure("A", 3, 10.9), figure("A", 4, 10), figure("A", 4, 7) | {"metric": "else"}]
    rows[-1] = rows[-1] | {"unit_id": "A", "occurred_at": datetime(2023, 3, 31, 23, 59),
                           "recorded_at": None}  # fmt: skip
    _, found = audited(engine, rows, figures)
    # Eleven of March, one without a day of entry: the figure of 10 has two beyond 8 entered.
    assert (found[""].n, round(found[""].estimate * found[""].n)) == (21, 2 + 3)


def test_the_agencys_own_figures_are_told_where_there_are_no_others(engine):
    rows, _ = year(LATE, lambda unit: EACH)
    figures = [figure(None, month, 80) for month in range(1, 13)]
    _, found = audited(engine, rows, figures)
    assert (found[""].verdict, found[""].n, found[""].estimate) == ("described", 960, 36 / 960)
    assert set(found) == {""}
    both = [*figures, *(figure("A", month, 10) for month in range(1, 13))]
    _, found = audited(engine, rows, both)
    assert (found[""].n, found[""].estimate) == (120, 36 / 120)
