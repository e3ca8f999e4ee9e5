"""Are records compared by hour and by standing, each people's with their own, and rightly told?"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.exhibits.moved_when import CHECK, unready
from tallystick.checks.shared.line_bands import AHEAD, BEHIND, NEAR_IT, REACHED, standings
from tallystick.tables import Frame, Line, Metric, Period
from worlds import day, instant, tables_of

LINE = Line("2 g", "net_weight", Decimal(2), "g", "Act of 1990", "cocaine", stage="field")
CASES = Metric("cases", "incidents")
HOURS = Frame(lines=(LINE,))
LEVELS = Frame(lines=(LINE,), metrics=(CASES,))
EVENING, BEHIND_IN = "2 g, by hours: from 16 to 24", "2 g, behind in cases"


def weighing(value, on="2020-06-01 12:30", unit_id="A", **more):
    return {"kind": "net_weight", "value": value, "substance_code": "cocaine", "unit": "g",
            "unit_id": unit_id, "stage": "field",
            "measured_at": on and instant(on)} | more  # fmt: skip


def counted(engine, tables, *keys):
    columns = engine.columns(CHECK.counts(tables))
    rows = zip(*(columns[name].tolist() for name in keys), strict=True)
    return dict(zip(rows, columns["n"].tolist(), strict=True))


def test_counts_by_hour_equal_a_table_added_up_by_hand(engine):
    rows = [
        weighing(2.0, "2020-06-01 00:01", officer_id="o"), weighing(2.004, "2020-06-01 07:59"),
        weighing(2.004, "2020-06-01 07:00"), weighing(2.0, "2020-06-01 08:00", count=4),
        weighing(2.0, "2020-07-01 16:00"), weighing(2.0, "2020-07-01 23:59", None),
        weighing(2.0, "2020-07-01 00:00"), weighing(2.0, None), weighing(0.3), weighing(11),
        weighing(2.0, kind="gross_weight"), weighing(2.0, stage="lab"),
        weighing(2.0, "2020-06-02 09:00", None, incident_id="night"),
        weighing(2.0, "2020-06-02 09:00", None, incident_id="date"),
    ]  # fmt: skip
    incidents = [
        {"incident_id": "night", "occurred_at": instant("2020-06-01 23:10"), "unit_id": "B"},
        {"incident_id": "date", "occurred_at": instant("2020-06-01 00:00"), "unit_id": "B"},
    ]
    tables = tables_of({"measurements": rows, "incidents": incidents}, HOURS)
    keys = ("question", "unit_id", "officer_id", "quarter", "third", "band", "bin")
    second, third = 2020 * 4 + 2, 2020 * 4 + 3
    assert counted(engine, tables, *keys) == {
        ("hours", "A", "o", second, 0, 0, 200): 1, ("hours", "A", "", second, 0, 0, 200): 2,
        ("hours", "A", "", second, 0, 1, 200): 4, ("hours", "A", "", third, 0, 2, 200): 1,
        ("hours", "", "", third, 0, 2, 200): 1, ("hours", "B", "", second, 0, 2, 200): 1,
        ("hours", "B", "", second, 0, 1, 200): 1,
    }  # fmt: skip


def made(on, n, unit_id="A"):
    return [{"occurred_at": instant(f"{on} 10:00"), "unit_id": unit_id} for _ in range(n)]


def standing(engine, tables):
    wanted = tables["measurements"].select("unit_id", day=lambda t: t.measured_at.date())
    columns = engine.columns(standings(tables, wanted.distinct()))
    keys = (columns[name].tolist() for name in ("metric", "unit_id", "day"))
    keys = [(metric, unit, str(on)[:10]) for metric, unit, on in zip(*keys, strict=True)]
    return dict(zip(keys, columns["band"].tolist(), strict=True))


def target(first, last, level, unit_id="A", metric="cases"):
    return {"unit_id": unit_id, "metric": metric, "period_start": day(first),
            "period_end": day(last), "target": float(level), "basis": "plan"}  # fmt: skip


def test_standings_against_targets_equal_a_table_added_up_by_hand(engine):
    """Twenty by the end of a month of thirty days: two in every three days."""
    incidents = [
        *made("2020-06-01", 1), *made("2020-06-04", 1), *made("2020-06-10", 16),
        *made("2020-06-20", 2), *made("2020-06-21", 1), *made("2020-06-04", 9, "B"),
    ]  # fmt: skip
    rows = [weighing(2.0, f"2020-06-{at:02} 10:00") for at in (1, 2, 4, 10, 11, 20, 21, 30)]
    rows += [weighing(2.0, "2020-07-01 10:00"), weighing(2.0, "2020-06-30 10:00", "B")]
    targets = [
        target("2020-06-01", "2020-06-30", 20), target("2020-06-01", "2020-06-30", 19),
        target("2020-01-01", "2020-12-31", 1000), target("2020-05-01", "2020-06-30", 1),
        target("2020-06-01", "2020-06-30", 5, None), target("2020-06-30", "2020-06-01", 5),
        target("2020-06-01", "2020-06-30", 5, "A", "x"),
        target("2020-06-01", "2020-06-30", 10, "B"),
    ]  # fmt: skip
    tables = tables_of(
        {"measurements": rows, "incidents": incidents, "targets": targets[:2] + targets[2:3]},
        LEVELS,
    )
    assert standing(engine, tables) == {
        ("cases", "A", "2020-06-01"): AHEAD,  # nothing was due
        ("cases", "A", "2020-06-02"): AHEAD,  # 1 of .67
        ("cases", "A", "2020-06-04"): BEHIND,  # 1 of 2
        ("cases", "A", "2020-06-10"): BEHIND,  # 2 of 6
        ("cases", "A", "2020-06-11"): NEAR_IT,  # 18 of 20
        ("cases", "A", "2020-06-20"): NEAR_IT,
        ("cases", "A", "2020-06-21"): REACHED,
        ("cases", "A", "2020-06-30"): REACHED,
        ("cases", "A", "2020-07-01"): BEHIND,  # 21 of 1,000 by the end of the year
    }
    among = {"measurements": rows, "incidents": incidents, "targets": targets}
    said = standing(engine, tables_of(among, replace(LEVELS, first_day=day("2020-06-01"))))
    assert {key for key in said if key[1] != "A"} == {("cases", "B", "2020-06-04"),
                                                      ("cases", "B", "2020-06-30")}  # fmt: skip
    assert said["cases", "B", "2020-06-30"] == NEAR_IT
    assert said["cases", "A", "2020-06-11"] == NEAR_IT
    assert ("cases", "A", "2020-07-01") not in said, "its period began before the records do"
    longest = standing(engine, tables_of(among, LEVELS))
    assert longest["cases", "A", "2020-06-04"] == REACHED, "of two that end together, the longer"


def test_without_targets_a_level_is_the_units_own_of_a_year_before(engine):
    incidents = [
        *made("2019-05-31", 30), *made("2019-06-03", 3), *made("2019-07-20", 5),
        *made("2019-06-15", 7, "B"), *made("2020-06-02", 3), *made("2020-07-02", 2),
    ]  # fmt: skip
    rows = [weighing(2.0, f"{on} 10:00") for on in ("2020-06-02", "2020-06-03", "2020-07-20")]
    rows += [weighing(2.0, "2020-08-01 10:00"), weighing(2.0, "2020-06-11 10:00", "B")]
    tables = tables_of({"measurements": rows, "incidents": incidents}, LEVELS)
    said = {key[1:]: band for key, band in standing(engine, tables).items()}
    assert said == {
        ("A", "2020-06-02"): BEHIND, ("A", "2020-06-03"): REACHED, ("A", "2020-07-02"): BEHIND,
        ("A", "2020-07-20"): BEHIND, ("B", "2020-06-11"): BEHIND,
    }  # fmt: skip
    quarters = replace(LEVELS, periods=(Period("ends", ends=(day("2020-01-01"),)),
                                        Period("quarter", "quarter")))  # fmt: skip
    quarterly = standing(engine, replace(tables, frame=quarters))
    third = {"2020-07-02", "2020-07-20", "2020-08-01"}
    assert {at for _, _, at in quarterly} == third, "the quarter before began before the records"
    late = replace(LEVELS, first_day=day("2019-06-02"))
    assert {at for (_, _, at) in standing(engine, replace(tables, frame=late))} == {
        "2020-07-02", "2020-07-20",
    }  # fmt: skip


def grams(rng, n):
    """Log-normal goods as people write them."""
    true = rng.lognormal(np.log(1.6), 0.8, n)
    grain = rng.choice([0.01, 0.1, 0.5, 1.0], n, p=[0.3, 0.3, 0.25, 0.15])
    return true, np.maximum(np.round(true / grain) * grain, 0.01).round(2)


def moved(rng, true, written, rows, share):
    moves = rows & (true >= 1.5) & (true < 2) & (rng.random(len(true)) < share)
    return np.where(moves, 2.0 * rng.choice([1, 1, 1.05, 1.1], len(true)), written).round(2)


def by_hours(seed, share, n=12_000, units="AB", moving="A"):
    """Two units with four officers each over two years; "A" moves weights from 16 to 24."""
    rng = np.random.default_rng(seed)
    true, written = grams(rng, n)
    unit, hour = rng.integers(len(units), size=n), rng.integers(24, size=n)
    evening = (hour >= 16) & np.isin(np.array(list(units))[unit], list(moving))
    written = moved(rng, true, written, evening, share)
    begin = datetime(2020, 1, 1)
    return [
        weighing(
            float(written[k]), None, units[unit[k]], officer_id=f"{units[unit[k]]}{k % 4}",
            measured_at=begin + timedelta(days=k % 700, hours=int(hour[k]), minutes=30),
            incident_id=f"case {k // 2}",
        )
        for k in range(n)
    ]  # fmt: skip


def found(rows, engine, frame=HOURS, **tables):
    held = tables_of({"measurements": rows, **tables}, frame)
    results, _ = results_of(CHECK, held, engine)
    return held, {(each.subject, each.aspect): each for each in results}


def test_a_unit_that_moves_in_the_evening_is_found_at_that_time_alone(engine):
    tables, results = found(by_hours(1, 0.7), engine)
    moved_ones = {key for key, each in results.items() if each.verdict == "moved"}
    assert ("A", EVENING) in moved_ones
    assert moved_ones <= {("A", EVENING), ("", EVENING)}
    own = results["A", EVENING]
    assert own.interval[0] < 0.7 < own.interval[1]
    assert own.interval[0] > 0
    assert own.n == own.detail["n_group"] + own.detail["n_rest"]
    assert own.detail["strata"] == 4 * 8
    finding = describe(CHECK, own, tables, engine)
    assert finding.title.startswith("unit A, 2 g: in the hours from 16 to 24, more records")
    assert "beyond what the same people's records of other times show" in finding.condition
    assert "same officers serve in all shifts" in " ".join(finding.caveats)
    at = finding.picture.x.index(2.0)
    assert finding.picture.excess[0] == at == finding.picture.hole[1]
    hole = slice(*finding.picture.hole)
    assert sum(finding.picture.recorded[hole]) < 0.7 * sum(finding.picture.expected[hole])
    assert finding.picture.recorded[at] > finding.picture.expected[at]


def test_the_case_list_is_the_subjects_records_of_that_time_at_the_line(engine):
    tables, results = found(by_hours(1, 0.7), engine)
    listed = engine.columns(cases(CHECK, results["A", EVENING], tables))
    assert set(listed["unit_id"]) == {"A"}
    hours = listed["measured_at"].astype("datetime64[h]").astype(int) % 24
    assert (hours.min(), hours.max()) == (16, 23)
    assert (listed["value"].min(), listed["value"].max()) == (2.0, 2.2)
    assert "on_hour" not in listed


def test_each_time_is_told_shrunk(engine):
    tables, results = found(by_hours(1, 0.9, moving="AB"), engine)
    told = results["", EVENING].detail["bands_told"]
    assert [each["when"] for each in told] == ["from 00 to 08", "from 08 to 16", "from 16 to 24"]
    shares, shrunk = ([each[name] for each in told] for name in ("share", "shrunk"))
    assert max(shrunk) - min(shrunk) < max(shares) - min(shares)
    assert shrunk[2] > 0 > max(shrunk[:2])
    assert all(each["low"] < each["shrunk"] < each["high"] for each in told)
    condition = CHECK.describe(results["", EVENING], tables).condition
    assert f"from 16 to 24 {shrunk[2]:.0%} (" in condition


def test_nobody_moves_and_nothing_is_found(engine):
    _, results = found(by_hours(2, 0.0), engine)
    assert not [each for each in results.values() if each.verdict == "moved"]
    assert {each.verdict for (who, _), each in results.items() if not who} == {"not_found"}
    agency = [each for (who, _), each in results.items() if not who]
    assert all(0 < each.smallest_detectable < 0.6 for each in agency)


def test_officers_with_habits_of_their_own_are_no_shift(engine):
    """One officer moves at all hours and serves in the evening: the hour does nothing."""
    rows = by_hours(3, 0.0)
    rng = np.random.default_rng(3)
    for row in rows:
        evening = row["measured_at"].hour >= 16
        row["officer_id"] = "A0" if evening == (rng.random() < 0.85) else "A1"
        if row["officer_id"] == "A0" and 1.5 <= row["value"] < 2 and rng.random() < 0.8:
            row["value"] = 2.0
    _, results = found(rows, engine)
    assert not [each for each in results.values() if each.verdict == "moved"]


def behind(seed, share, n=9_000, ends_full=False):
    """Two units of two years with a target each month; "A" moves weights while it is behind.

    Cases come by chance, and the weights of those days with them. If `ends_full`, half of the
    goods of the last third of each month come five per cent above whole grams.
    """
    rng = np.random.default_rng(seed)
    rows, incidents, targets = [], [], []
    for unit in "AB":
        for month in range(24):
            first = np.datetime64("2020-01") + np.timedelta64(month, "M")
            days = int(((first + np.timedelta64(1, "M")).astype("datetime64[D]")
                        - first.astype("datetime64[D]")) / np.timedelta64(1, "D"))  # fmt: skip
            made = rng.poisson(n / 48 * rng.choice([0.7, 1.0, 1.3]))
            on = np.sort(rng.integers(days, size=made))
            lag = np.searchsorted(on, on, side="left") * days < on * (n / 48)
            true, written = grams(rng, made)
            packs = ends_full & (on >= 20) & (rng.random(made) < 0.5)
            written = np.where(packs, np.maximum(np.round(true), 1) * 1.05, written).round(2)
            written = moved(rng, true, written, lag & (unit == "A"), share)
            start = first.astype("datetime64[D]").item()
            targets.append(target(f"{first}-01", str(start + timedelta(days=days - 1)), n // 48,
                                  unit))  # fmt: skip
            for at, value in zip(on.tolist(), written.tolist(), strict=True):
                when = datetime(start.year, start.month, at + 1, 10, 30)
                incidents.append({"occurred_at": when, "unit_id": unit})
                rows.append(weighing(value, None, unit, measured_at=when))
    return {"rows": rows, "incidents": incidents, "targets": targets}


def by_level(engine, *args, **more):
    made = behind(*args, **more)
    return found(made.pop("rows"), engine, replace(LEVELS, first_day=day("2020-01-01")), **made)


def test_a_unit_that_moves_while_behind_its_target_is_found(engine):
    tables, results = by_level(engine, 1, 0.9, n=16_000)
    own = results["A", BEHIND_IN]
    assert own.verdict == "moved"
    assert results["B", BEHIND_IN].verdict != "moved"
    assert 0.2 < own.interval[0] < own.estimate < 0.95, "diluted by days near the level but ahead"
    assert 8 < own.detail["strata"] <= 8 * 3, "quarters and thirds of their months"
    finding = describe(CHECK, own, tables, engine)
    assert "days on which a unit was behind its level or near it" in finding.title
    assert "level is that of cases" in finding.condition
    assert "does not say that anybody knew it" in " ".join(finding.caveats)
    listed = engine.columns(cases(CHECK, own, tables))
    assert set(listed["unit_id"]) == {"A"}
    assert (listed["value"].min(), listed["value"].max()) == (2.0, 2.2)
    band = standing(engine, tables)
    on = listed["measured_at"].astype("datetime64[D]").astype(str)
    assert {band["cases", "A", at] for at in on} <= {NEAR_IT, BEHIND}


def test_packs_at_the_end_of_every_month_are_no_movement(engine):
    for seed in (2, 3):
        _, results = by_level(engine, seed, 0.0, ends_full=True)
        assert not [each for each in results.values() if each.verdict == "moved"]


def test_each_cause_is_asked_of_the_records_of_that_time_at_the_line(engine):
    rows = [
        *(weighing(2.1, "2020-06-01 17:00", incident_id="1") for _ in range(2)),
        weighing(2.0, "2020-06-02 17:00", incident_id="2", exhibit_id="x"),
        weighing(2.0, "2020-06-02 23:00"), weighing(2.0, "2020-06-02 23:00"),
        *(weighing(2.0, "2020-06-03 20:00", incident_id=f"n{k}") for k in range(5)),
        weighing(2.1, "2020-06-03 12:00"), weighing(1.9, "2020-06-03 20:00"),
        weighing(2.1, "2020-06-03 20:00", "B"), weighing(2.3, "2020-06-03 20:00"),
        weighing(2.4, "2020-06-09 11:00", exhibit_id="x", stage="lab"),
    ]  # fmt: skip
    tables, results = found(rows, engine)
    result = replace(
        results["", EVENING],
        subject_kind="unit",
        subject="A",
        verdict="moved",
        detail={"line": "2 g", "question": "hours", "bands": [2], "target_milli": 200},
    )
    told = {each.cause.split()[0]: each for each in explanations(CHECK, result, tables, engine)}
    assert [(told[x].explains, told[x].of) for x in ("Goods", "Operations", "One", "The")] == [
        (2, 10), (5, 10), (2, 10), (1, 10),
    ]  # fmt: skip
    assert "Another" in told
    other = replace(result, detail=result.detail | {"question": "level"})
    causes = [cause.cause for cause in CHECK.explanations if cause.applies(other)]
    assert not any(cause.startswith("Another") for cause in causes)


def test_what_cannot_be_compared_says_why(engine):
    rows = [weighing(2.0)]
    assert "[[lines]]" in unready(tables_of({"measurements": rows}, Frame()))
    bare = [{"kind": "net_weight", "value": 2.0}]
    assert "needs the time" in unready(tables_of({"measurements": bare}, HOURS))
    assert unready(tables_of({"measurements": rows}, HOURS)) == ""
    _, results = found([weighing(2.0, "2020-06-01 00:00")], engine)
    assert "time of day" in results["", "2 g, by hours"].reason
    _, results = found([weighing(None), weighing(2.0) | {"kind": None}], engine)
    assert {each.verdict for each in results.values()} == {"insufficient"}
    down = Frame(lines=(replace(LINE, direction="down"),))
    _, results = found([weighing(2.0)], engine, down)
    assert "under the line" in results["", "2 g, by hours"].reason
    score = Frame(lines=(replace(LINE, kind="score"),))
    _, results = found([weighing(2.0, kind="score")], engine, score)
    assert "points are no ratio" in results["", "2 g, by hours"].reason
    few = [weighing(1.9), weighing(2.0, "2020-06-01 20:00"), weighing(2.0, unit_id="B")]
    _, results = found(few, engine)
    assert {each.verdict for each in results.values()} == {"insufficient"}
    assert {who for who, _ in results} == {"", "A", "B"}
    assert all(each.reason for each in results.values())


@pytest.mark.slow
def test_size_by_hours_and_by_level(engine):
    """No unit, no time: at most one test in twenty finds something where nobody moves."""
    p_values = []
    for seed in range(60):
        for _, results in (found(by_hours(seed + 100, 0.0), engine),
                           by_level(engine, seed + 100, 0.0, ends_full=seed % 2 == 0)):  # fmt: skip
            p_values += [each.p_value for each in results.values() if each.p_value is not None]
    assert np.mean(np.array(p_values) < 0.05) <= 0.05
