"""Are results on and above their level found by a count that a hand can repeat, and only those?"""

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.figures.ratchet import CHECK
from tallystick.checks.shared.figure_levels import against_another_rule, against_targets, series
from tallystick.tables import Frame, Metric
from worlds import instant, tables_of
from worlds import monthly_figures as figures

FRAME = Frame(metrics=(Metric("stops", "incidents"),))
BEFORE = [53, 48, 61, 57, 44, 52, 66, 49, 58, 55, 47, 63]
FREE = [46, 57, 55, 66, 51, 43, 58, 61, 49, 62, 54, 56]
HELD = [53, 48, 55, 57, 44, 43, 66, 49, 49, 55, 47, 56]  # eight months are those of the year before


def target(unit, first, last, goal, basis="plan"):
    days = (np.datetime64(each).item() for each in (first, last))
    return dict(
        zip(("period_start", "period_end"), days, strict=True),
        unit_id=unit, metric="stops", target=goal, basis=basis,
    )  # fmt: skip


def audited(engine, rows=None, frame=FRAME, **more):
    given = {"reported_figures": rows} if rows else {}
    tables = tables_of({**given, **more}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


ON_MONTH = "stops: on the level, the same month a year before"


def test_months_on_those_of_the_year_before_are_found_in_their_unit_and_not_in_the_other(engine):
    tables, found = audited(engine, figures(BEFORE + HELD) + figures(BEFORE + FREE, "B"))
    held, free = found[ON_MONTH, "A"], found[ON_MONTH, "B"]
    assert (held.verdict, free.verdict) == ("follows", "not_found")
    assert (held.n, held.detail["found"], free.detail["found"]) == (12, 8, 0)
    assert held.detail["expected"] == pytest.approx(0.659, abs=0.01)
    finding = describe(CHECK, held, tables, engine)
    assert "8 of 12 results are at the level of the same month a year before" in finding.condition
    assert "work in fixed portions" in finding.cause
    assert "so often that 0.6 would be expected there. Beyond the larger" in finding.condition
    assert held.detail["elsewhere"] == [12, pytest.approx((12 + 2) / 23)]
    assert not any("in portions that stay the same" in each for each in finding.caveats)
    listed = engine.rows(cases(CHECK, held, tables))
    assert {row["unit_id"] for row in listed} == {"A"}
    assert sorted(row["period_start"].month for row in listed) == [1, 2, 4, 5, 7, 8, 10, 11]
    assert {row["period_start"].year for row in listed} == {2021}
    whole = found[ON_MONTH, ""]
    assert (whole.n, whole.detail["found"]) == (24, 8)


CAPPED = [50, 48, 50, 50, 50, 44, 50, 50, 49, 50, 50, 47]


@pytest.mark.parametrize("rule", ["the same month a year before", "the plan"])
def test_portions_that_are_the_same_whatever_the_level_are_not_found(engine, rule):
    """Of 24 months 16 hold the 50 that a month can; 50 is the level of eight or of twelve."""
    made = CAPPED + CAPPED[3:] + CAPPED[:3]
    goals = [target("A", row["period_start"], row["period_end"], 50.0)
             for row in figures(CAPPED, start="2021-01")]  # fmt: skip
    _, found = audited(engine, figures(made), targets=goals)
    result = found[f"stops: on the level, {rule}", "A"]
    assert (result.verdict, result.n) == ("not_found", 12)
    assert result.detail["found"] >= 4 > 3 > result.detail["expected"]
    asked, expected = result.detail["elsewhere"]
    assert asked == 12
    assert result.estimate == pytest.approx((result.detail["found"] - expected) / 12)


def test_one_plan_in_every_month_says_that_portions_cannot_be_told_from_it(engine):
    goals = [target("A", row["period_start"], row["period_end"], 50.0) for row in figures(CAPPED)]
    tables, found = audited(engine, figures(CAPPED), targets=goals)
    result = found["stops: on the level, the plan", "A"]
    assert (result.verdict, result.detail["elsewhere"][0]) == ("follows", 0)
    finding = describe(CHECK, result, tables, engine)
    assert any(each.startswith("Beside 12 of these results stand") for each in finding.caveats)
    assert "Beyond that lie" in finding.condition
    assert "with another level or none" in finding.explanations[-1].how_to_check


def test_years_are_added_up_and_set_against_the_year_before(engine):
    rows = [each for k, unit in enumerate("ABCDE")
            for each in figures([*BEFORE, *BEFORE[1:], BEFORE[0] + k], unit)]  # fmt: skip
    _, found = audited(engine, rows)
    year = found["stops: on the level, the year before", ""]
    assert (year.n, year.detail["found"], year.verdict) == (5, 3, "follows")
    assert [each[0] for each in year.detail["landed"]] == ["A", "B", "C"]
    assert year.detail["landed"][0][1:] == ["2021-01-01", "2021-12-31"]


def test_a_missing_month_makes_no_year(engine):
    rows = [each for each in figures(BEFORE + FREE) if each["period_start"].month != 5]
    _, found = audited(engine, rows)
    assert not [aspect for aspect, _ in found if aspect.endswith("the year before")]
    assert found[ON_MONTH, "A"].n == 11


def test_growing_targets_count_from_the_part_before():
    table = figures(FREE)
    first, last = (
        np.array([row[name] for row in table], dtype="datetime64[D]")
        for name in ("period_start", "period_end")
    )
    by_length, reason = series(first, last, np.array(FREE) * 1000)
    assert reason == ""
    january = np.datetime64("2020-01-01")
    ends = np.array(["2020-01-31", "2020-03-31", "2020-03-30"], dtype="datetime64[D]")
    goals = np.array([45_500, 170_000, 10_000])
    found = list(
        against_targets("A", by_length, np.repeat(january, 3), ends, goals, ["plan", "plan", ""])
    )
    assert [name for name, _ in found] == ["the plan", "the plan"]
    part, whole = (attempt for _, attempt in found)
    assert (part.level, part.result, part.lacking, part.since, part.whole) == (
        46,
        46,
        46,
        46,
        False,
    )
    assert (whole.level, whole.result, whole.lacking, whole.since) == (170, 158, 124, 112)


def test_plans_are_met_to_the_case(engine):
    goals = [target("A", f"2020-{m:02}-01", row["period_end"].isoformat(), row["value"] - (m > 9))
             for m, row in enumerate(figures(FREE), 1)]  # fmt: skip
    _, found = audited(engine, figures(FREE), targets=goals)
    plan = found["stops: on the level, the plan", "A"]
    assert (plan.n, plan.detail["found"], plan.verdict) == (12, 9, "follows")


def test_results_just_above_are_found_where_few_are_on_the_level(engine):
    rng = np.random.default_rng(4)
    rows, goals = [], []
    for unit in range(12):
        made = rng.normal(200, 25, 24).round().astype(int)
        short = (made < 200) & (made > 170)
        made[short] = 202 + rng.integers(0, 7, short.sum())
        rows += figures(made, f"u{unit}")
        goals += [target(f"u{unit}", row["period_start"], row["period_end"], 200.0)
                  for row in figures(made)]  # fmt: skip
    tables, found = audited(engine, rows, targets=goals)
    above = found["stops: just above it, the plan", ""]
    assert above.verdict == "follows"
    assert above.interval[0] > 0
    finding = describe(CHECK, above, tables, engine)
    assert "first step above it" in finding.condition
    assert finding.picture.recorded[6] == above.detail["found"]
    assert found["stops: on the level, the plan", ""].verdict == "not_found"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (figures(np.array(BEFORE + HELD) + 0.5), "no whole numbers"),
        (figures(BEFORE + HELD, kind="%"), "denominator"),
        (figures(np.array(BEFORE + HELD) // 10 * 10), "multiples of 10"),
        (figures(BEFORE), "no figure has its own of a year before"),
    ],
)
def test_what_is_not_tested_says_why(engine, rows, reason):
    _, found = audited(engine, rows)
    assert {each.verdict for each in found.values()} == {"insufficient"}
    assert all(reason in each.reason for each in found.values())


def test_counts_in_pairs_are_counted_in_pairs(engine):
    """Of even numbers twice as many are on a level by chance: the step is two."""
    pairs = [2 * each for each in BEFORE + FREE]
    _, found = audited(engine, figures(pairs))
    single = audited(engine, figures(BEFORE + FREE))[1]
    assert found[ON_MONTH, "A"].detail["expected"] == single[ON_MONTH, "A"].detail["expected"]


def test_without_published_figures_months_of_records_are_compared(engine):
    months = [np.datetime64("2020-01", "M") + np.timedelta64(k, "M") for k in range(24)]
    records = [
        {"incident_id": f"{month}-{half}", "unit_id": "A", "count": part,
         "occurred_at": instant(f"{month}-{half}T10:00")}
        for month, value in zip(months, BEFORE + HELD, strict=True)
        for half, part in (("01", value // 2), ("28", value - value // 2))
    ]  # fmt: skip
    frame = Frame(metrics=FRAME.metrics, first_day=instant("2020-01-02").date())
    tables, found = audited(engine, None, incidents=records)
    held = found[ON_MONTH, "A"]
    assert (held.n, held.detail["found"], held.detail["source"]) == (12, 8, "recorded")
    assert "recorded stops" in CHECK.describe(held, tables).title
    _, later = audited(engine, None, frame, incidents=records)
    assert later[ON_MONTH, "A"].n == 11


def test_figures_filled_in_for_months_without_records_are_told_so(engine):
    months = [np.datetime64("2020-01", "M") + np.timedelta64(k, "M") for k in range(24)]
    records = [
        {"incident_id": f"{month}", "unit_id": "A", "count": value,
         "occurred_at": instant(f"{month}-15T10:00")}
        for month, value in list(zip(months, BEFORE + HELD, strict=True))[:20]
    ]  # fmt: skip
    tables, found = audited(engine, figures(BEFORE + HELD), incidents=records)
    told = describe(CHECK, found[ON_MONTH, "A"], tables, engine).explanations
    asked = next(each for each in told if each.of is not None)
    assert (asked.explains, asked.of) == (2, 8)


def test_a_metric_that_nobody_declared_is_tested_without_its_records(engine):
    tables, found = audited(engine, figures(BEFORE + HELD, metric="fines"))
    result = found["fines: on the level, the same month a year before", "A"]
    assert all(each.of is None for each in describe(CHECK, result, tables, engine).explanations)


def test_a_period_published_twice_counts_with_neither_figure(engine):
    again = [dict(each, value=each["value"] + 1) for each in figures(BEFORE + HELD)[13:14]]
    _, found = audited(engine, figures(BEFORE + HELD) + again)
    assert (found[ON_MONTH, "A"].n, found[ON_MONTH, "A"].detail["found"]) == (11, 7)


def test_just_above_looks_at_the_whole_period_alone(engine):
    """Of targets for growing parts of a year the parts hang together: one each counts."""
    rng = np.random.default_rng(6)
    rows, goals = [], []
    for unit in range(70):
        made = rng.poisson(50, 12)
        rows += figures(made, f"u{unit}")
        for months in (3, 6, 9, 12):
            last = figures(made)[months - 1]["period_end"].isoformat()
            goals.append(target(f"u{unit}", "2020-01-01", last, 50.0 * months))
    _, found = audited(engine, rows, targets=goals)
    assert found["stops: just above it, the plan", ""].n <= 70
    assert found["stops: on the level, the plan", ""].n > 200


def test_the_agencys_own_figures_are_set_aside_where_units_have_theirs(engine):
    own = [dict(each, unit_id=None) for each in figures(BEFORE + HELD)]
    _, alone = audited(engine, own)
    assert alone[ON_MONTH, ""].detail["found"] == 8
    _, beside = audited(engine, own + figures(BEFORE + FREE, "B"))
    assert (beside[ON_MONTH, ""].n, beside[ON_MONTH, ""].detail["found"]) == (12, 0)


def test_months_of_records_that_the_period_examined_holds_whole_are_kept(engine):
    months = [np.datetime64("2020-01", "M") + np.timedelta64(k, "M") for k in range(24)]
    records = [
        {"incident_id": f"{month}", "unit_id": "A", "count": value,
         "occurred_at": instant(f"{month}-15T10:00")}
        for month, value in zip(months, BEFORE + HELD, strict=True)
    ]  # fmt: skip
    bounds = {"first_day": instant("2020-01-01").date(), "last_day": instant("2021-12-31").date()}
    _, found = audited(engine, None, Frame(metrics=FRAME.metrics, **bounds), incidents=records)
    assert found[ON_MONTH, "A"].n == 12
    bounds["last_day"] = instant("2021-12-30").date()
    _, found = audited(engine, None, Frame(metrics=FRAME.metrics, **bounds), incidents=records)
    assert found[ON_MONTH, "A"].n == 11


OWN_RULE = "stops: own rule against other rules"
SHORT = [(3, 4)[k % 2] for k in range(12)]


def ruled(engine, *, on_plan, on_before, bases=("plan", "prior_year")):
    """Unit A has a plan 15 above the year before; B has the year before, and both 12 months."""
    rows, goals = [], []
    for unit, basis, on in zip("AB", bases, (on_plan, on_before), strict=True):
        level = [each + 15 * (unit == "A") for each in BEFORE]
        made = [level[k] if k < on else level[k] - SHORT[k] for k in range(12)]
        rows += figures(BEFORE + made, unit)
        months = figures(BEFORE, start="2021-01")
        goals += [target(unit, row["period_start"], row["period_end"], float(goal), basis)
                  for row, goal in zip(months, level, strict=True)]  # fmt: skip
    return audited(engine, rows, targets=goals)


def test_results_on_their_own_rule_and_not_on_the_other_are_told(engine):
    tables, found = ruled(engine, on_plan=9, on_before=8)
    result = found[OWN_RULE, ""]
    assert (result.verdict, result.n, result.detail["found"]) == ("follows", 24, 17)
    assert result.detail["rules"] == {
        "the plan": [12, 9], "the set level of the year before": [12, 8],
    }  # fmt: skip
    assert (result.detail["others"], result.detail["others_found"]) == (12, 0)
    finding = describe(CHECK, result, tables, engine)
    assert "17 of 24 results are on the level set for them" in finding.condition
    assert "Of 12 for which another level is set 0 are on" in finding.condition
    assert "how much a period can hold" in finding.suggestion
    assert not any("in portions" in each for each in finding.caveats)
    assert len(engine.rows(cases(CHECK, result, tables))) == 17


def test_results_that_are_on_no_rule_are_not_told(engine):
    _, found = ruled(engine, on_plan=1, on_before=1)
    assert found[OWN_RULE, ""].verdict == "not_found"
    assert found[OWN_RULE, ""].smallest_detectable > 0


def test_a_plan_of_what_portions_hold_is_no_rule_that_results_follow(engine):
    """Four units hold 50 in eight months of each year; the second year's plan is 50."""
    rows, goals = figures(BEFORE + FREE, "B"), []
    for unit in "ACDE":
        rows += figures(CAPPED + CAPPED[3:] + CAPPED[:3], unit)
        goals += [target(unit, row["period_start"], row["period_end"], 50.0)
                  for row in figures(CAPPED, start="2021-01")]  # fmt: skip
    goals += [target("B", row["period_start"], row["period_end"], row["value"], "prior_year")
              for row in figures(BEFORE, start="2021-01")]  # fmt: skip
    _, found = audited(engine, rows, targets=goals)
    result = found[OWN_RULE, ""]
    assert (result.n, result.detail["found"], result.detail["others"]) == (60, 32, 16)
    assert result.detail["expected"] < 5
    assert result.verdict == "not_found"


@pytest.mark.parametrize("bases", [("plan", "plan"), ("prior_year", "prior_year"), ("", "plan")])
def test_one_rule_is_not_contrasted(engine, bases):
    _, found = ruled(engine, on_plan=9, on_before=8, bases=bases)
    assert (OWN_RULE, "") not in found


def test_the_other_rule_is_left_out_where_both_levels_are_near():
    first, last = (
        np.array([row[name] for row in figures(BEFORE + FREE)], dtype="datetime64[D]")
        for name in ("period_start", "period_end")
    )
    by_length, _ = series(first, last, np.array(BEFORE + FREE) * 1000)
    later = first[12:], last[12:]

    def other(goals, bases):
        ruled = {}
        for level, attempt in against_targets("A", by_length, *later, goals, bases):
            ruled.setdefault(level, []).append(attempt)
        return list(against_another_rule(ruled, by_length))

    goals = (np.array(BEFORE) + np.array([0, 1, -1] + [5] * 9)) * 1000
    plain = other(goals, ["plan"] * 12)
    assert [(each.level, each.lacking, each.since) for each in plain] == [
        (level, level, made) for level, made in zip(BEFORE[1:], FREE[1:], strict=True)
    ]
    assert other(goals, ["plan"] * 11 + ["prior_year"]) == []
    by_length, _ = series(first, last, np.array(BEFORE + FREE) * 2_000)
    twice = 2 * np.array(BEFORE)
    near = other((twice + 1) * 1000, ["plan"] * 12)  # from 100 on the reach of a level is one
    assert [each.level for each in near] == [each for each in twice.tolist() if each + 1 < 100]


def test_the_other_rule_counts_from_the_part_before_as_the_own_does():
    first, last = (
        np.array([row[name] for row in figures(BEFORE + FREE)], dtype="datetime64[D]")
        for name in ("period_start", "period_end")
    )
    by_length, _ = series(first, last, np.array(BEFORE + FREE) * 1000)
    january = np.repeat(np.datetime64("2021-01-01"), 2)
    ends = np.array(["2021-01-31", "2021-03-31"], dtype="datetime64[D]")
    goals = np.array([60_000, 200_000])
    held = {"the plan": [each for _, each in against_targets(
        "A", by_length, january, ends, goals, ["plan"] * 2)]}  # fmt: skip
    part, whole = against_another_rule(held, by_length)
    assert (part.level, part.lacking, part.since) == (53, 53, 46)
    before, made = sum(BEFORE[:3]), sum(FREE[:3])
    assert (whole.level, whole.lacking, whole.since) == (before, before - 46, made - 46)


CEILINGS = Frame(metrics=(Metric("stops", "incidents", direction="at most"),))


def test_results_below_a_ceiling_are_found_for_metrics_that_have_one(engine):
    """Of a ceiling of 103.5 at most 103 is kept to: 102 and 103 are on it, 104 is not."""
    made = [103, 102, 103, 104, 90, 103, 102, 103, 111, 98, 103, 102]
    goals = [target("A", row["period_start"], row["period_end"], 103.5) for row in figures(made)]
    tables, found = audited(engine, figures(made), CEILINGS, targets=goals)
    on = found["stops: on the level, the plan", "A"]
    assert (on.n, on.detail["found"], on.verdict) == (12, 8, "follows")
    assert "below it by at most a tenth" in CHECK.describe(on, tables).condition
    listed = engine.rows(cases(CHECK, on, tables))
    assert sorted(row["value"] for row in listed) == [102, 102, 102, 103, 103, 103, 103, 103]
    assert ("stops: just above it, the plan", "A") not in found
    assert ("stops: just below it, the plan", "A") in found
    _, above = audited(engine, figures(made), targets=goals)
    assert above["stops: on the level, the plan", "A"].detail["found"] == 1


def test_a_ceiling_on_counts_in_pairs_is_the_pair_below_it(engine):
    made = [102, 102, 102, 104, 90, 102, 102, 102, 110, 98, 102, 102]
    goals = [target("A", row["period_start"], row["period_end"], 103) for row in figures(made)]
    _, found = audited(engine, figures(made), CEILINGS, targets=goals)
    assert found["stops: on the level, the plan", "A"].detail["found"] == 8


def test_results_just_below_a_ceiling_are_found_where_few_are_on_it(engine):
    rng = np.random.default_rng(4)
    rows, goals = [], []
    for unit in range(12):
        made = rng.normal(200, 25, 24).round().astype(int)
        over = (made > 200) & (made < 230)
        made[over] = 198 - rng.integers(0, 7, over.sum())
        rows += figures(made, f"u{unit}")
        goals += [target(f"u{unit}", row["period_start"], row["period_end"], 200.0)
                  for row in figures(made)]  # fmt: skip
    tables, found = audited(engine, rows, CEILINGS, targets=goals)
    below = found["stops: just below it, the plan", ""]
    assert below.verdict == "follows"
    assert below.interval[0] > 0
    finding = describe(CHECK, below, tables, engine)
    assert "first step up to it" in finding.condition
    assert "on or just below rather than above" in finding.title
    assert finding.picture.recorded[5] == below.detail["found"]
    listed = engine.rows(cases(CHECK, below, tables))
    assert {row["value"] for row in listed} == set(range(191, 201))
    assert len(listed) == below.detail["found"]
    _, upward = audited(engine, rows, targets=goals)
    assert upward["stops: just above it, the plan", ""].verdict == "not_found"


def test_the_own_rule_may_be_a_ceiling(engine):
    rows, goals = [], []
    for unit, basis in (("A", "plan"), ("B", "prior_year")):
        level = [each + 60 + 15 * (unit == "A") for each in BEFORE]
        rows += figures([each + 60 for each in BEFORE] + [each - 1 for each in level], unit)
        months = figures(BEFORE, start="2021-01")
        goals += [target(unit, row["period_start"], row["period_end"], float(goal), basis)
                  for row, goal in zip(months, level, strict=True)]  # fmt: skip
    _, found = audited(engine, rows, CEILINGS, targets=goals)
    on = sum(each + 60 >= 100 for each in BEFORE) + sum(each + 75 >= 100 for each in BEFORE)
    assert found[OWN_RULE, ""].detail["found"] == on
    _, upward = audited(engine, rows, targets=goals)
    assert upward[OWN_RULE, ""].detail["found"] == 0


def test_a_month_that_the_records_do_not_reach_the_end_of_is_no_whole_month(engine):
    months = [np.datetime64("2020-01", "M") + np.timedelta64(k, "M") for k in range(24)]
    records = [
        {"incident_id": f"{month}-{day}", "unit_id": "A", "count": value,
         "occurred_at": instant(f"{month}-{day:02d}T10:00")}
        for month, value in zip(months, BEFORE + HELD, strict=True)
        for day in range(1, 29)
    ]  # fmt: skip
    _, whole = audited(engine, None, incidents=records)
    cut = [each for each in records if each["occurred_at"] <= instant("2021-12-20T10:00")]
    _, found = audited(engine, None, incidents=cut)
    assert (whole[ON_MONTH, "A"].n, found[ON_MONTH, "A"].n) == (12, 11)
    late = [each for each in records if each["occurred_at"] >= instant("2020-01-10T10:00")]
    assert audited(engine, None, incidents=late)[1][ON_MONTH, "A"].n == 11
