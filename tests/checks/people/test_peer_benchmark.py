"""Is an officer set beside peers with like cases, in tables added up by hand?"""

from datetime import date, timedelta

import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.audit.multiplicity import correct, settled
from tallystick.checks.people.peer_benchmark import CHECK, unready
from tallystick.tables import Frame, Metric
from worlds import instant, tables_of

MONDAY = instant("2024-01-01T12:00")
ARRESTED = Metric("arrests", "incidents", (("clearance", ("arrest",)),))


def officer(name, arrests, of=40, area="X", first=0, **more):
    """So many cases on weekdays at noon, of which the arrests lie as evenly as can be."""
    return [
        {"incident_id": f"{name} {area} {first + k}", "officer_id": name, "unit_id": "A",
         "area_id": area, "offense_code": "theft", "origin": "patrol", "count": 1,
         "occurred_at": MONDAY + timedelta(days=(first + k) // 5 * 7 + k % 5),
         "clearance": "arrest" if (k + 1) * arrests // of > k * arrests // of else "none"} | more
        for k in range(of)
    ]  # fmt: skip


def force(peers=23, **more):
    """Officers with 8 to 12 arrests in 40 cases each: 230 of 920 where there are 23."""
    found = [(10, 8, 12, 9, 11)[k % 5] for k in range(peers)]
    return [row for k, arrests in enumerate(found) for row in officer(f"p{k}", arrests, **more)]


def audited(engine, rows, frame=None):
    tables = tables_of({"incidents": rows}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.subject, each.aspect): each for each in results}


def stands(found):
    told = [settled(each, 0.05) for each in correct(list(found.values()), "bh")]
    return {each.subject for each in told if each.names_pattern}


def test_officers_who_differ_a_little_are_not_named(engine):
    tables, found = audited(engine, force())
    parts = engine.columns(CHECK.counts(tables))["part"].tolist()
    assert (parts.count(0), parts.count(1)) == (23, 46), "a kind of case, and two months, of each"
    assert len(found) == 23
    assert {each.verdict for each in found.values()} == {"not_found"}
    assert all(each.smallest_detectable > 0.1 for each in found.values())


def test_one_who_is_far_outside_differs_from_peers(engine):
    tables, found = audited(engine, force() + officer("o", 36))
    result = found["o", "arrests"]
    assert (result.verdict, result.n, stands(found)) == ("differs", 40, {"o"})
    peers = sum((10, 8, 12, 9, 11)[k % 5] for k in range(23)) / (23 * 40)
    assert result.estimate == pytest.approx(36 / 40 - peers)
    assert result.detail["counted"] == 36
    assert result.detail["expected"] == pytest.approx(peers, abs=1e-4)
    assert (result.detail["peers"], result.detail["peer_cases"]) == (23.0, 920)
    assert result.detail["officers"] == 24
    assert result.interval[0] > 0.4
    assert result.interval[1] < 1 - peers + 0.2
    listed = engine.rows(cases(CHECK, result, tables))
    assert len(listed) == 36
    assert {(each["officer_id"], each["clearance"]) for each in listed} == {("o", "arrest")}
    finding = describe(CHECK, result, tables, engine)
    text = " ".join((finding.title, finding.condition, *finding.caveats))
    assert "36 count as arrests (90.0%)" in text
    assert "+65.0 points" in text
    assert "weak evidence" in text
    assert sum(band.count for band in finding.picture.bands) == 23


def test_one_far_below_lists_the_cases_that_do_not_count(engine):
    rows = force(peers=30, clearance="arrest")
    rows = [dict(row, clearance="none" if k % 10 == k // 40 % 10 else "arrest")
            for k, row in enumerate(rows)]  # fmt: skip
    tables, found = audited(engine, rows + officer("o", 10))
    result = found["o", "arrests"]
    assert result.verdict == "differs"
    assert result.estimate == pytest.approx(10 / 40 - 0.9)
    listed = engine.rows(cases(CHECK, result, tables))
    assert (len(listed), {each["clearance"] for each in listed}) == (30, {"none"})
    assert "less often" in CHECK.describe(result, tables).title


CONTEXTS = {
    "area": {"area_id": "Y"},
    "unit": {"unit_id": "B"},
    "offence": {"offense_code": "drugs"},
    "origin": {"origin": "warrant"},
    "weekend": {"shift": 5},
    "night": {"hours": 12},
    "half-year": {"shift": 182},
}


def moved(row, shift=0, hours=0, **changes):
    at = MONDAY + timedelta(days=shift or (row["occurred_at"] - MONDAY).days % 5, hours=hours)
    return {**row, **changes, "occurred_at": at}


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS.keys())
def test_one_whose_cases_are_of_another_kind_is_set_beside_that_kind(engine, context):
    """In that kind all of the peers' cases are arrests; elsewhere one in four is."""
    rows = force()
    there = [
        moved(row, **context) | {"clearance": "arrest", "incident_id": f"{row['incident_id']} b"}
        for row in force()
    ]
    own = [moved(row, **context) for row in officer("o", 40)]
    _, found = audited(engine, rows + there + own)
    result = found["o", "arrests"]
    assert result.detail["expected"] > 0.95
    assert result.verdict == "not_found"
    if "area_id" in context:
        assert result.detail["peer_cases"] == 920


def test_kinds_of_hours_and_half_years(engine):
    """Tuesdays of June and January, at five and six, and a Saturday; then July."""
    times = ("2024-06-25T05:59", "2024-01-02T00:00", "2024-06-25T06:00", "2024-06-22T06:00",
             "2024-07-02T05:00", "2024-07-02T23:59")  # fmt: skip
    rows = [dict(row, occurred_at=instant(time))
            for row, time in zip(officer("o", 3, of=6), times, strict=True)]  # fmt: skip
    counted = engine.columns(CHECK.counts(tables_of({"incidents": rows})))
    cells = counted["part"] == 0
    first = 2024 * 2
    kinds = zip(counted["period"][cells], counted["shift"][cells], counted["n"][cells], strict=True)
    assert {tuple(map(int, each)) for each in kinds} == {
        (first, 0, 2), (first, 1, 1), (first, 5, 1), (first + 1, 0, 1), (first + 1, 3, 1),
    }  # fmt: skip


def test_a_column_in_which_the_metric_is_stated_is_no_context(engine):
    rows = force() + officer("o", 36)
    rows = [
        dict(row, origin="patrol" if row.pop("clearance") == "arrest" else "tip") for row in rows
    ]
    metric = Metric("on patrol", "incidents", (("origin", ("patrol",)),))
    _, found = audited(engine, rows, Frame(metrics=(metric,)))
    assert found["o", "on patrol"].verdict == "differs"
    assert stands(found) == {"o"}


def test_which_metrics_are_asked(engine):
    frame = Frame(metrics=(
        Metric("cases", "incidents"),
        Metric("of unit A", "incidents", (("unit_id", ("A",)),)),
        Metric("control", "incidents", (("clearance", ("none",)),), is_control=True),
        Metric("grams", "measurements", (("stage", ("lab",)),)),
        ARRESTED,
    ))  # fmt: skip
    _, found = audited(engine, force(), frame)
    assert {aspect for _, aspect in found} == {"arrests"}


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (force() + officer("o", 29, of=29), "fewer than 30 cases"),
        (force() + officer("o", 36, area="Z"), "only 0%"),
        (force() + officer("o", 20) + officer("o", 16, of=16, area="Z"), "only 71%"),
        (
            force() + officer("o", 36, area="Z") + force(peers=4, area="Z"),
            "fewer than 5 peers",
        ),
        (force() + officer("o", 36, area="Z") + force(peers=1, area="Z"), "fewer than 50 cases"),
        (
            force()
            + force(area="Y", offense_code="drugs")
            + officer("o", 20, of=30, offense_code="drugs")
            + officer("o", 3, of=5, area="Y", offense_code="drugs")
            + officer("o", 3, of=5),
            "no weights",
        ),
    ],
    ids=[
        "few cases",
        "no peers",
        "some without peers",
        "few peers",
        "few cases of peers",
        "no weights",
    ],
)
def test_an_officer_without_enough_like_cases_is_not_judged(engine, rows, why):
    _, found = audited(engine, rows)
    result = found["o", "arrests"]
    assert result.verdict == "insufficient"
    assert why in result.reason
    assert result.p_value is None


def test_few_officers_are_told_as_different_and_none_is_named(engine):
    _, found = audited(engine, force(peers=18) + officer("o", 36))
    assert {each.verdict for each in found.values()} == {"insufficient"}
    outside, usual = found["o", "arrests"], found["p0", "arrests"]
    differs = "differs from the others by more than chance, as officers do everywhere; "
    assert outside.reason.startswith(differs + "19 officers could be set beside peers")
    assert not usual.reason.startswith(differs)
    assert outside.interval[0] > 0


def test_what_is_counted_always_or_never_says_nothing(engine):
    rows = [dict(row, clearance="arrest") for row in force()]
    _, found = audited(engine, rows)
    assert {each.reason for each in found.values()} == {
        "the metric counts all of the agency's cases, or none"
    }


def test_empty_and_null_records(engine):
    _, found = audited(engine, [dict(row, officer_id=None) for row in force(2)] + force(1)[:1])
    assert [each.reason for each in found.values()] == [
        "the metric counts all of the agency's cases, or none"
    ]
    bare = [{**row, "unit_id": None, "area_id": None, "origin": None} for row in force()]
    own = [{**row, "unit_id": None, "area_id": None, "origin": None} for row in officer("o", 36)]
    _, found = audited(engine, bare + own)
    assert found["o", "arrests"].verdict == "differs"
    nobody = [dict(row, officer_id=None) for row in force(1)]
    assert audited(engine, nobody)[1] == {}


def test_totals_and_the_period_examined(engine):
    """A row of three cases counts three times; what lies outside the period does not count."""
    rows = [dict(row, count=3) for row in force(peers=20, of=20)] + officer("o", 36)
    late = [dict(row, occurred_at=instant("2026-01-05T12:00")) for row in officer("o", 0)]
    frame = Frame(first_day=date(2024, 1, 1), last_day=date(2024, 12, 31))
    tables, found = audited(engine, rows + late, frame)
    assert (found["o", "arrests"].n, found["p0", "arrests"].n) == (40, 60)
    assert found["p0", "arrests"].detail["counted"] == 30
    assert len(engine.rows(cases(CHECK, found["o", "arrests"], tables))) == 36


def test_each_innocent_cause_is_asked_of_the_listed_cases(engine):
    """Ten of the 36 arrests are for what nobody else has; of each five days in a week 4 or 5."""
    own = [dict(row, offense_code="smuggling" if k < 2 else "theft")
           for k, row in enumerate(officer("o", 36))]  # fmt: skip
    tables, found = audited(engine, force() + own)
    result = found["o", "arrests"]
    post, month, *unasked = explanations(CHECK, result, tables, engine)
    arrests = [row for row in own if row["clearance"] == "arrest"]
    special = sum(row["offense_code"] == "smuggling" for row in arrests)
    months = [row["occurred_at"].month for row in arrests]
    assert (post.explains, post.of) == (special, 36)
    assert (month.explains, month.of) == (max(map(months.count, months)), 36)
    assert all(each.explains is None for each in unasked)


def test_an_agency_without_the_columns_of_any_metric_is_not_asked():
    tables = tables_of({"incidents": [{k: v for k, v in row.items() if k != "clearance"}
                                      for row in force(1)]})  # fmt: skip
    assert unready(tables) == "needs incidents.clearance"
    assert unready(tables_of({"incidents": force(1)})) == ""
