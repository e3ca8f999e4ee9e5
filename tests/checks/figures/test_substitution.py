"""Are cases that move to a neighbour found, and is a change for all units told as such?"""

from datetime import timedelta

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.audit.selection import why_not
from tallystick.checks.figures.substitution import CHECK
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendering
from tallystick.tables import Frame, Metric, Substitution
from worlds import day, instant, tables_of

UNTOLD = "work or entry, these records cannot tell"

PAIR = Substitution("assault to minor", "assault", ("minor",))
METRICS = tuple(
    Metric(name, "incidents", (("offense_code", (name,)),)) for name in ("assault", "minor")
)
FRAME = Frame(metrics=METRICS, substitutions=(PAIR,))
BEGIN = np.datetime64("2015-01", "M")
PUBLISHED = "assault to minor, published by month"
RECORDED = "assault to minor, recorded by month"


def drawn(seed, moved=0.0, falls=0.0, length=36, mean=40, at=18):
    """Assaults and minor cases by month; from month `at` a share moves, or falls away."""
    rng = np.random.default_rng(seed)
    first, second = rng.poisson(mean, length), rng.poisson(1.5 * mean, length)
    goes = rng.binomial(first, np.where(np.arange(length) >= at, moved + falls, 0.0))
    return first - goes, second + (goes if moved else 0)


def figures(pair, unit, step=1, begin=BEGIN):
    rows = []
    for k, values in enumerate(zip(*pair, strict=True)):
        first, after = (begin + np.timedelta64(step * (k + more), "M") for more in (0, 1))
        for metric, value in zip(("assault", "minor"), values, strict=True):
            rows.append({
                "unit_id": unit, "metric": metric, "value": float(value),
                "period_start": first.astype("datetime64[D]").item(),
                "period_end": after.astype("datetime64[D]").item() - timedelta(days=1),
            })  # fmt: skip
    return rows


def records(pair, unit):
    rows = []
    for k, values in enumerate(zip(*pair, strict=True)):
        for code, number in zip(("assault", "minor"), values, strict=True):
            for each in range(number):
                when = f"{BEGIN + np.timedelta64(k, 'M')}-{1 + each % 28:02d}T10:00"
                rows.append({"incident_id": f"{unit}{k}{code}{each}", "unit_id": unit,
                             "offense_code": code, "occurred_at": instant(when)})  # fmt: skip
    return rows


def audited(rows, engine, frame=FRAME, table="reported_figures"):
    tables = tables_of({table: rows}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def others(moved=0.0):
    return [row for k, unit in enumerate("BCDE") for row in figures(drawn(50 + k, moved), unit)]


def test_a_unit_whose_assaults_become_minor_is_found_and_the_others_are_not(engine):
    tables, found = audited(figures(drawn(1, 0.6), "A") + others(), engine)
    result = found[PUBLISHED, "A"]
    assert result.verdict == "shifted"
    assert result.detail["date"] == "2016-07-01"
    assert result.interval[0] < 24 < result.interval[1]
    assert result.estimate == pytest.approx(24, abs=6)
    assert {found[PUBLISHED, unit].verdict for unit in "BCDE"} <= {"not_found", "insufficient"}
    finding = describe(CHECK, result, tables, engine)
    told = "unit A: published assault fall as minor rise, from 2016-07-01"
    assert finding.title == f"{told}; {UNTOLD}"
    with rendering("ru"):
        title = in_language.finding(finding).title
    assert title.startswith("подразделение A: ")
    assert title.endswith("работа это или учёт, по этим записям не сказать")
    assert (finding.explanations[0].explains, finding.explanations[0].of) == (0, 4)
    assert "the other units" in " ".join(finding.caveats)
    assert finding.picture.recorded == tuple(drawn(1, 0.6)[0])
    assert finding.picture.hole == (18, 36)
    listed = engine.rows(cases(CHECK, result, tables))
    assert len(listed) == 72
    assert {row["unit_id"] for row in listed} == {"A"}


def test_a_change_in_every_unit_is_found_of_the_agency_and_told_as_one_for_all(engine):
    rows = figures(drawn(1, 0.6), "A") + others(0.6)
    tables, found = audited(rows, engine)
    assert all(found[PUBLISHED, unit].verdict != "shifted" for unit in "ABCDE")
    agency = found[PUBLISHED, ""]
    assert agency.verdict == "shifted"
    assert agency.n == sum(row["value"] for row in rows)
    finding = describe(CHECK, agency, tables, engine)
    assert (finding.explanations[0].explains, finding.explanations[0].of) == (5, 5)
    assert "nobody to compare with" in " ".join(finding.caveats)


def test_duties_of_three_units_of_five_are_a_cause_at_the_agency_as_in_a_unit(engine):
    """Three units of five truly turn to minor cases: the agency's share falls by theirs."""
    rows = [row for k, unit in enumerate("ABCDE")
            for row in figures(drawn(50 + k, 0.8 if unit in "ABC" else 0.0), unit)]  # fmt: skip
    tables, found = audited(rows, engine)
    agency = found[PUBLISHED, ""]
    assert agency.verdict == "shifted"
    finding = describe(CHECK, agency, tables, engine)
    assert any("duties of a unit, or of several" in each.cause for each in finding.explanations)
    assert (finding.explanations[0].explains, finding.explanations[0].of) == (3, 5)


def test_the_others_are_counted_who_fall_half_as_much_in_the_year_around_the_date(engine):
    """A falls from 40 in 100 to 10; half of that is 15 points, which B does and C does not."""
    flat = {
        "A": (np.where(np.arange(36) < 18, 40, 10), np.where(np.arange(36) < 18, 60, 90)),
        "B": (np.where(np.arange(36) < 18, 40, 25), np.where(np.arange(36) < 18, 60, 75)),
        "C": (np.where(np.arange(36) < 18, 40, 26), np.where(np.arange(36) < 18, 60, 74)),
        "D": (np.where(np.arange(36) < 18, 40, 60), np.where(np.arange(36) < 18, 60, 40)),
    }
    rows = [row for unit, pair in flat.items() for row in figures(pair, unit)]
    tables, found = audited(rows, engine)
    result = found[PUBLISHED, "A"]
    assert result.detail["fall"] == pytest.approx(0.30)
    told = describe(CHECK, result, tables, engine).explanations[0]
    assert (told.explains, told.of) == (1, 3)
    few = tables_of({"reported_figures": figures(flat["A"], "A") + figures(flat["B"], "B")}, FRAME)
    told = describe(CHECK, result, few, engine).explanations[0]
    assert (told.explains, told.of) == (0, 0)


def test_assaults_that_become_fewer_by_themselves_have_not_moved(engine):
    _, found = audited(figures(drawn(3, falls=0.6, mean=200), None), engine)
    result = found[PUBLISHED, ""]
    assert result.verdict == "not_found"
    assert "does not rise" in result.reason


def test_records_are_counted_by_whole_months(engine):
    pair = drawn(1, 0.7)
    rows = records(pair, "A") + [row for k, unit in enumerate("BCDE")
                                 for row in records(drawn(50 + k), unit)]  # fmt: skip
    frame = Frame(
        metrics=METRICS, substitutions=(PAIR,), first_day=day("2015-01-20"),
        last_day=day("2017-12-31"),
    )  # fmt: skip
    tables, found = audited(rows, engine, frame, "incidents")
    result = found[RECORDED, "A"]
    assert result.verdict == "shifted"
    assert result.n == sum(map(sum, pair)) - pair[0][0] - pair[1][0], "January is not whole"
    assert result.detail["periods"] == 35
    assert result.detail["date"] == "2016-07-01"
    listed = engine.rows(cases(CHECK, result, tables))
    assert len(listed) == pair[0][18:30].sum() + pair[1][18:30].sum()
    assert {row["occurred_at"].isoformat()[:7] for row in listed} == {
        *(f"2016-{month:02d}" for month in range(7, 13)),
        *(f"2017-{month:02d}" for month in range(1, 7)),
    }
    told = describe(CHECK, result, tables, engine).explanations[0]
    assert (told.explains, told.of) == (0, 4)


def test_a_unit_that_came_later_is_seen_from_its_first_month_beside_those_who_were_there(engine):
    late = [row for row in records(drawn(1, 0.7), "A") if row["occurred_at"].year > 2015]
    left = [row for row in records(drawn(52), "C") if row["occurred_at"].year < 2017]
    rows = late + records(drawn(51), "B") + left
    frame = Frame(metrics=METRICS, substitutions=(PAIR,), last_day=day("2017-12-31"))
    _, found = audited(rows, engine, frame, "incidents")
    assert found[RECORDED, "A"].detail["periods"] == 24
    assert found[RECORDED, "A"].detail["beside"]
    assert "no other unit" in found[RECORDED, "B"].reason
    assert found[RECORDED, "C"].detail["periods"] == 24
    _, found = audited(rows, engine, table="incidents")
    assert "23 periods" in found[RECORDED, "A"].reason, "December ends with its 28th day"


def test_few_cases_are_looked_at_by_quarter(engine):
    pair = drawn(4, mean=1.4, length=72, at=36)
    _, found = audited(figures(pair, "", begin=np.datetime64("2015-02", "M")), engine)
    aspect = "assault to minor, published by quarter"
    assert set(found) == {(aspect, ""), (f"{aspect}: the neighbour alone", "")}
    result = found[aspect, ""]
    # 72 months from February are 23 whole quarters from April 2015 to December 2020.
    assert result.n == sum(part[2:71].sum() for part in pair)
    by_quarter = figures(drawn(4, length=24), "", step=3)
    _, found = audited(by_quarter, engine)
    assert found["assault to minor, published by quarter", ""].detail["periods"] == 24


def test_neighbours_are_added_together(engine):
    first, second = drawn(1, 0.7)
    rows = figures((first, second // 3), "")
    rows += [dict(row, metric="other") for row in figures((second - second // 3, first), "")
             if row["metric"] == "assault"]  # fmt: skip
    more = (*METRICS, Metric("other", "incidents", (("offense_code", ("other",)),)))
    frame = Frame(
        metrics=more, substitutions=(Substitution("pair", "assault", ("minor", "other")),)
    )
    _, found = audited(rows, engine, frame)
    result = found["pair, published by month", ""]
    assert (result.verdict, result.n) == ("shifted", first.sum() + second.sum())
    assert "minor + other" in result.estimand


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (figures(drawn(1, length=20), ""), "24 are needed"),
        (figures(drawn(1), "") + figures(drawn(1, length=1), ""), "two figures"),
        ([dict(row, value=row["value"] + 0.5) for row in figures(drawn(1), "")], "no whole"),
        ([dict(row, value=-1.0) for row in figures(drawn(1), "")], "no whole"),
        ([row for row in figures(drawn(1), "") if row["metric"] == "minor"], "in common"),
        ([dict(row, period_end=row["period_start"]) for row in figures(drawn(1), "")], "in common"),
        ([dict(row, metric="thefts") for row in figures(drawn(1), "")], "in common"),
        ([row for row in figures(drawn(1), "") if row["period_start"].month < 12], "24 are needed"),
    ],
)
def test_what_cannot_be_followed_says_why(engine, rows, reason):
    _, found = audited(rows, engine)
    assert found
    for result in found.values():
        assert result.verdict == "insufficient"
        assert reason in result.reason
        assert result.p_value is None


def test_a_unit_without_others_is_not_told_from_a_change_for_all(engine):
    _, found = audited(figures(drawn(1, 0.7), "A"), engine)
    assert "no other unit" in found[PUBLISHED, "A"].reason
    assert found[PUBLISHED, ""].verdict == "shifted"


ALONE = f"{PUBLISHED}: the neighbour alone"


def jumping(seed, events=(), window=(14, 26), length=48):
    """Assaults that stay; minor cases that are threefold in a window, or many in some months."""
    rng, t = np.random.default_rng(seed), np.arange(length)
    level = 12 * (1 + 2.5 * ((t >= window[0]) & (t < window[1])))
    level[list(events)] = 400
    return rng.poisson(40, length), rng.poisson(level)


def test_a_neighbour_that_jumps_alone_and_ends_is_a_finding_of_its_own(engine):
    tables, found = audited(figures(jumping(2), ""), engine)
    assert found[PUBLISHED, ""].verdict == "not_found"
    result = found[ALONE, ""]
    assert result.verdict == "jumped"
    assert (result.detail["date"], result.detail["until"]) == ("2016-03-01", "2017-02-28")
    assert result.interval[0] < 30 < result.interval[1]
    assert result.estimate == pytest.approx(30, abs=6)
    finding = describe(CHECK, result, tables, engine)
    assert finding.title.startswith(
        "published minor jump from 2016-03-01 until 2017-02-28, assault do not follow"
    )
    assert "did not surely fall" in " ".join(finding.caveats)
    extra = result.detail["extra"]
    asked = {each.name: (each.explains, each.of) for each in finding.explanations}
    assert asked["created"] == (0, extra)
    assert asked["one_event"] == (result.detail["fullest"], extra)
    assert {"training", "truly_more", "duties"} < set(asked)
    assert "reported" not in asked
    assert finding.picture.hole == (14, 26)
    with rendering("ru"):
        assert "подскакивают с" in in_language.finding(finding).title


def test_one_month_that_is_full_is_no_jump(engine):
    """A demonstration fills one month tenfold."""
    _, found = audited(figures(jumping(2, events=(20,), window=(0, 0)), ""), engine)
    assert found[ALONE, ""].verdict == "not_found"
    assert "more than half of the jump" in found[ALONE, ""].reason


def test_a_law_that_creates_the_neighbour_is_asked_as_a_cause(engine):
    first, _ = jumping(3)
    second = np.random.default_rng(3).poisson(np.where(np.arange(48) < 24, 0, 14))
    tables, found = audited(figures((first, second), ""), engine)
    result = found[ALONE, ""]
    assert result.verdict == "jumped"
    assert result.detail["until"] == ""
    finding = describe(CHECK, result, tables, engine)
    created = next(each for each in finding.explanations if each.name == "created")
    assert created.is_whole


def test_beside_a_control_that_jumps_as_well_the_neighbour_does_not(engine):
    first, second = jumping(2)
    rows = figures((first, second), "")
    rows += [dict(row, metric="thefts") for row in figures((5 * second, first), "")
             if row["metric"] == "assault"]  # fmt: skip
    frames = [
        Frame(metrics=(*METRICS, Metric("thefts", "incidents")),
              substitutions=(Substitution("assault to minor", "assault", ("minor",), control),))
        for control in ((), ("thefts",))
    ]  # fmt: skip
    verdicts = [audited(rows, engine, frame)[1][ALONE, ""].verdict for frame in frames]
    assert verdicts == ["jumped", "not_found"]


def test_a_source_without_zeros_has_them_filled_and_says_so(engine):
    pair = jumping(2)
    pair[1][[1, 30]] = 0
    pair[1][3] = 1
    rows = [row for row in figures(pair, "") if row["value"]]
    tables, found = audited(rows, engine)
    result = found[ALONE, ""]
    assert (result.verdict, result.detail["filled"], result.detail["periods"]) == ("jumped", 2, 48)
    assert "counted as zero: 2" in " ".join(describe(CHECK, result, tables, engine).caveats)
    told = [dict(row, value=0.0) if row["value"] == 1 else row for row in rows]
    _, found = audited(told, engine)
    assert found[ALONE, ""].detail["periods"] < 48, "where a zero is written, a gap is one"


def test_it_says_what_it_needs():
    rows = {"reported_figures": figures(drawn(1), "")}
    assert "[[substitutions]]" in why_not(CHECK, tables_of(rows, Frame(metrics=METRICS)))
    bare = tables_of({"persons": [{"person_id": "p"}]}, FRAME)
    assert "reported_figures" in why_not(CHECK, bare)
    assert why_not(CHECK, tables_of(rows, FRAME)) == ""
