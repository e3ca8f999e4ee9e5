"""Are round totals found by a count that a hand can repeat, and is rounding told as rounding?"""

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.figures.round_targets import CHECK
from tallystick.checks.figures.round_targets.results import _with_counts
from tallystick.tables import Frame, Metric
from worlds import instant, tables_of
from worlds import monthly_figures as figures

FRAME = Frame(metrics=(Metric("stops", "incidents"),))
ROUND = [100, 120, 90, 110, 100, 130, 80, 100, 120, 110, 90, 100]
FREE = [103, 118, 94, 111, 97, 126, 83, 102, 119, 108, 90, 101]


def audited(rows, engine, **more):
    tables = tables_of({"reported_figures": rows, **more}, FRAME)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def test_totals_on_tens_are_found_in_their_unit_and_not_in_the_other(engine):
    tables, found = audited(figures(ROUND) + figures(FREE, "B"), engine)
    tens, free = found["stops", "A"], found["stops", "B"]
    assert (tens.verdict, free.verdict) == ("round", "not_found")
    assert tens.detail["multiples"] == 12
    assert tens.p_value == pytest.approx(0.1**12)
    assert free.detail["multiples"] == 1
    assert "12 of 12" in CHECK.describe(tens, tables).condition
    assert len(engine.rows(cases(CHECK, tens, tables))) == 12


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (figures(np.array(ROUND) + 0.5), "no whole numbers"),
        (figures(ROUND, kind="%"), "denominator"),
        (figures(ROUND[:11]), "12 are needed"),
    ],
)
def test_what_is_not_tested_says_why(engine, rows, reason):
    _, found = audited(rows, engine)
    (result,) = found.values()
    assert result.verdict == "insufficient"
    assert reason in result.reason


def test_figures_that_are_their_records_rounded_are_told_so(engine):
    months = [np.datetime64("2020-01", "M") + np.timedelta64(k, "M") for k in range(12)]
    recorded = [value - 3 for value in ROUND[:10]] + ROUND[10:]
    records = [
        {"incident_id": f"{month}", "unit_id": "A", "count": count,
         "occurred_at": instant(f"{month}-15T10:00")}
        for month, count in zip(months, recorded, strict=True)
    ]  # fmt: skip
    tables, found = audited(figures(ROUND), engine, incidents=records)
    told = describe(CHECK, found["stops", "A"], tables, engine).explanations[0]
    assert (told.explains, told.of) == (10, 12)


def test_a_metric_that_nobody_declared_is_tested_without_its_records(engine):
    tables, found = audited(figures(ROUND, metric="fines"), engine)
    finding = describe(CHECK, found["fines", "A"], tables, engine)
    assert [each.explains for each in finding.explanations] == [None, None]


RATES = [80.0, 75.0, 80.0, 85.0, 80.0, 80.0, 77.3, 70.0, 80.7, 75.0]
OF = [150] * 10


def shares(values, of, unit="A", **more):
    rows = figures(values, unit, "cleared", "%", **more)
    return [dict(row, denominator=each) for row, each in zip(rows, of, strict=True)]


FREER = [80.7, 74.7, 82.0, 85.3, 79.3, 80.0, 77.3, 70.7, 80.7, 74.0]


def test_shares_on_fives_are_found_by_their_denominators(engine):
    agency = shares(RATES, OF, None)
    rows = shares(RATES, OF) + shares(FREER, OF, "B") + agency
    tables, found = audited(rows, engine)
    fives, free = (found["cleared: multiples of 5", unit] for unit in "AB")
    assert (fives.verdict, free.verdict) == ("round", "not_found")
    assert (fives.n, fives.detail["multiples"], free.detail["multiples"]) == (10, 8, 1)
    assert 0.7 < fives.detail["expected"] < 1.5  # one count in seven near a five prints it
    both = found["cleared: multiples of 5", ""]
    assert (both.n, both.detail["multiples"]) == (20, 9)
    finding = describe(CHECK, fives, tables, engine)
    assert (
        "8 of the 10 published shares near multiples of 5 percent are exactly there"
        in finding.condition
    )
    assert len(engine.rows(cases(CHECK, fives, tables))) == 8
    assert {row["unit_id"] for row in engine.rows(cases(CHECK, both, tables))} == {"A", "B"}
    assert len(engine.rows(cases(CHECK, both, tables))) == 9


def test_fives_of_many_denominators_are_asked_of_the_counts_behind_them(engine):
    """Of 100 to 199 colleagues' shares four in ten are moved to the nearest five."""
    of = list(range(100, 200))
    values = [round(100 * (at * 37 % full) / full, 1) for at, full in enumerate(of)]
    moved = [5.0 * round(value / 5) if at % 5 < 2 else value for at, value in enumerate(values)]
    for each, verdict in ((values, "not_found"), (moved, "round")):
        tables, found = audited(shares(each, of), engine)
        fives = found["cleared: multiples of 5", "A"]
        assert (fives.verdict, fives.detail["steps"]) == (verdict, 20)
    told = {each.name: each for each in describe(CHECK, fives, tables, engine).explanations}
    assert told["worked_out"].of is None
    assert told["printed_coarser"].of > 0


def test_small_denominators_make_no_pattern(engine):
    _, found = audited(shares([80, 75, 85, 90, 70, 65, 80, 75, 80, 95, 60, 70], [20] * 12), engine)
    (result,) = found.values()
    assert (result.aspect, result.verdict) == ("cleared: multiples of 5", "insufficient")
    assert "so small" in result.reason


def test_an_agency_without_units_has_its_own(engine):
    tables, found = audited(shares(RATES, OF, None), engine)
    result = found["cleared: multiples of 5", ""]
    assert (result.n, result.verdict, len(found)) == (10, "round", 2)
    assert len(engine.rows(cases(CHECK, result, tables))) == 8


def test_shares_without_a_denominator_of_a_period_that_holds_others_or_beyond_all(engine):
    """None of them is a trial: what is left are seven months."""
    rows = shares(RATES, [150] * 7 + [None, 0, 2_000_000])
    year = dict(rows[0], period_end=rows[-1]["period_end"], value=80.0, denominator=1500)
    _, found = audited([*rows, year], engine)
    assert found["cleared: multiples of 5", "A"].n == 7
    beyond, _ = shares([120.0, 100.0], [150] * 2, start="2022-01")
    tables, found = audited([*rows, beyond, shares([0.0], [150], start="2023-01")[0]], engine)
    fives = found["cleared: multiples of 5", "A"]
    assert (fives.n, fives.detail["multiples"]) == (7, 6)
    assert len(engine.rows(cases(CHECK, fives, tables))) == 6


def test_whole_shares_of_a_series_with_decimals_are_told_to_be_printed_coarser(engine):
    """Of 150 neither 81 nor 79 can come; 80 and 78 can, with no other count within half a step."""
    values = [81.0, 79.0, 80.0, 78.0, 81.0, 83.0, 77.3, 79.0, 80.7, 77.0]
    tables, found = audited(shares(values, OF), engine)
    whole = found["cleared: whole values", "A"]
    assert (whole.verdict, whole.detail["multiples"]) == ("round", 6)
    assert CHECK.describe(whole, tables).title == ("unit A: published cleared sit on whole values")
    told = describe(CHECK, whole, tables, engine).explanations
    assert [(each.explains, each.of) for each in told if each.of] == [(6, 6)]


def goals(values, unit="A"):
    rows = figures(values, unit, "cleared")
    return [
        {name: row[name] for name in ("unit_id", "metric", "period_start", "period_end")}
        | {"target": row["value"], "basis": "plan"}
        for row in rows
    ]


def test_shares_on_their_target_or_the_least_that_meets_it(engine):
    """Of 37 no count makes 80 percent: 30 make 81.1, and 30 of 37 is on a target of 80."""
    values = [81.1, 81.1, 78.4, 81.1, 81.1, 75.7, 81.1, 81.1]
    tables, found = audited(shares(values, [37] * 8), engine, targets=goals([80.0] * 8))
    aimed = found["cleared: on the target", "A"]
    assert (aimed.verdict, aimed.n, aimed.detail["multiples"]) == ("follows", 8, 6)
    assert len(engine.rows(cases(CHECK, aimed, tables))) == 6
    assert "least that meets it" in CHECK.describe(aimed, tables).condition
    low = goals([80.0] * 8) + goals([70.0] * 8)
    _, found = audited(shares(values, [37] * 8), engine, targets=low)
    assert found["cleared: on the target", "A"].detail["multiples"] == 0
    none = [dict(row, metric="other") for row in goals([80.0] * 8)]
    _, found = audited(shares(values, [37] * 8), engine, targets=none)
    assert not [aspect for aspect, _ in found if aspect.endswith("target")]


def test_a_metric_in_two_units_is_not_mixed(engine):
    rows = shares(RATES, OF) + [dict(row, unit="[ppth]") for row in shares(RATES, OF, "B")]
    _, found = audited(rows, engine)
    (result,) = found.values()
    assert (result.verdict, result.subject) == ("insufficient", "")
    assert "several units" in result.reason


def test_shares_on_the_most_that_keeps_to_a_ceiling(engine):
    """Of 37 no count makes 80 percent: 29 make 78.4, and that is the most below a ceiling of 80."""
    frame = Frame(metrics=(Metric("cleared", "incidents", direction="at most"),))
    values = [78.4, 78.4, 81.1, 78.4, 78.4, 75.7, 78.4, 78.4]
    rows = {"reported_figures": shares(values, [37] * 8), "targets": goals([80.0] * 8)}
    results, _ = results_of(CHECK, tables_of(rows, frame), engine)
    aimed = next(each for each in results if each.aspect == "cleared: on the target")
    assert (aimed.verdict, aimed.detail["multiples"]) == ("follows", 6)
    assert (
        "the most that meets it" in describe(CHECK, aimed, tables_of(rows, frame), engine).condition
    )


def counts(number, seed, unit="A", moved=0.0):
    """The voters at stations of a unit, some brought to the nearest whole percentage; no day."""
    rng = np.random.default_rng(seed)
    of = rng.integers(300, 2400, number)
    voted = rng.binomial(of, rng.beta(8, 4, number))
    whole = np.rint(100 * voted / of)
    near = np.floor(whole * of / 100 + 0.5).astype(int)
    voted = np.where(rng.random(number) < moved, near, voted)
    return [
        {"unit_id": unit, "metric": "turnout", "value": float(value), "denominator": int(each)}
        for value, each in zip(voted, of, strict=True)
    ]


def test_counts_of_many_places_in_one_period_need_no_day(engine):
    rows = counts(900, 1, "A", moved=0.2) + counts(900, 2, "B")
    tables, found = audited(rows, engine)
    moved, free, both = (found["turnout: whole values", unit] for unit in ("A", "B", ""))
    assert (moved.verdict, free.verdict, both.verdict) == ("round", "not_found", "round")
    assert both.n == moved.n + free.n
    by_hand = sum(
        any(int(row["value"]) == (2 * step * row["denominator"] + 100) // 200 for step in
            range(1, 100) if 4 * step * (100 - step) >= row["denominator"])
        for row in rows if row["unit_id"] == "A"
    )  # fmt: skip
    assert moved.detail["multiples"] == by_hand
    assert 0.1 < moved.estimate < 0.25
    assert {each.reason for each in (found["turnout: multiples of 5", "A"],)} != {""}
    finding = describe(CHECK, moved, tables, engine)
    assert "nearest that their denominator has to whole percentages" in finding.condition
    assert finding.title == "unit A: published turnout sit on whole percentages"
    assert len(engine.rows(cases(CHECK, moved, tables))) == by_hand
    assert len(engine.rows(cases(CHECK, both, tables))) == both.detail["multiples"]


def test_counts_of_small_places_are_asked_for_multiples_of_five(engine):
    rng = np.random.default_rng(4)
    of = rng.integers(60, 190, 400)
    fives = np.floor(np.rint(20 * rng.beta(8, 5, 400)).clip(2, 18) * of / 20 + 0.5)
    rows = [{"unit_id": "A", "metric": "passed", "value": float(value), "denominator": int(each)}
            for value, each in zip(fives, of, strict=True)]  # fmt: skip
    tables, found = audited(rows, engine)
    result = found["passed: multiples of 5", "A"]
    assert result.verdict == "round"
    assert found["passed: whole values", "A"].verdict == "insufficient"
    assert "multiples of 5 percent" in CHECK.describe(result, tables).condition
    assert len(engine.rows(cases(CHECK, result, tables))) == result.detail["multiples"]


def test_a_year_beside_its_months_is_no_further_place(engine):
    months = [dict(row, value=960.0, denominator=1200) for row in figures([1.0] * 10)]
    year = dict(months[0], period_end=months[-1]["period_end"], value=9600.0, denominator=12_000)
    _, found = audited([*months, months[0], year], engine)
    assert found["stops: whole values", "A"].n == 11  # the same month twice is two places


def test_counts_beyond_their_denominator_are_no_shares(engine):
    rows = [dict(row, denominator=10) for row in figures(ROUND)]
    _, found = audited(rows, engine)
    assert found["stops", "A"].verdict == "round"


def printed(rows):
    return [dict(row, unit="%", value=round(100 * row["value"] / row["denominator"], 1))
            for row in rows]  # fmt: skip


@pytest.mark.parametrize("cut", [False, True])
def test_few_shares_of_which_one_count_prints_each_are_tested_as_counts(engine, cut):
    """Read off a page that rounds or one that cuts off, they are the counts that were printed."""
    rng = np.random.default_rng(29)
    of = rng.integers(200, 1000, 36)
    count = rng.binomial(of, 0.8)
    count = np.where(rng.random(36) < 0.5, (2 * 80 * of + 100) // 200, count)
    tenths = 1000 * count // of if cut else (2000 * count + of) // (2 * of)
    ours = {"milli": 100 * tenths, "of": of, "unit": np.full(36, 100)}
    assert _with_counts(ours, 100)["count"].tolist() == count.tolist()
    tables, found = audited(shares((tenths / 10).tolist(), of.tolist()), engine)
    wholes = found["cleared: whole values", "A"]
    assert (wholes.verdict, wholes.detail["steps"]) == ("round", 100)
    assert "steps" not in found["cleared: multiples of 5", "A"].detail
    assert engine.rows(cases(CHECK, wholes, tables))


def test_a_thousand_printed_shares_are_tested_as_counts(engine):
    """Of a denominator up to 1,000 one count at most prints a percentage of one decimal."""
    few = [row for row in counts(4000, 1, moved=0.15) if row["denominator"] <= 1000]
    _, of_counts = audited(few, engine)
    tables, of_shares = audited(printed(few), engine)
    ours, same = (found["turnout: whole values", "A"] for found in (of_shares, of_counts))
    assert (ours.verdict, ours.n, ours.p_value) == ("round", same.n, same.p_value)
    listed = engine.rows(cases(CHECK, ours, tables))
    assert 0 < len({(row["value"], row["denominator"]) for row in listed}) <= 200
    _, free = audited(printed(counts(4000, 2)), engine)
    assert free["turnout: whole values", "A"].verdict == "not_found"
