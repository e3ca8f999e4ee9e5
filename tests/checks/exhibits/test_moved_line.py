"""Are records at a line compared across the day on which it moved, and only there?"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.exhibits.moved_line import CHECK, unready
from tallystick.checks.shared.line_changes import changes_of, fine_bin, reach_of
from tallystick.checks.shared.line_shifts import scale_of
from tallystick.tables import Frame, Line
from worlds import day, instant, tables_of

DAY = day("2021-01-01")
OLD = Line(
    "2 g", "net_weight", Decimal(2), "g", "Act of 1990", "cocaine", to_date=day("2020-12-31")
)
NEW = Line("3 g", "net_weight", Decimal(3), "g", "Act of 2021", "cocaine", from_date=DAY)
FRAME = Frame(lines=(OLD, NEW))
MOVED = "2 g moved to 3 g"


def weighing(value, on="2020-06-01", unit_id="A", **more):
    return {"kind": "net_weight", "value": value, "substance_code": "cocaine", "unit": "g",
            "unit_id": unit_id, "measured_at": instant(on)} | more  # fmt: skip


def counted(rows, engine, frame=FRAME):
    columns = engine.columns(CHECK.counts(tables_of({"measurements": rows}, frame)))
    keys = zip(*(columns[name].tolist() for name in ("unit_id", "later", "bin")), strict=True)
    return dict(zip(keys, columns["n"].tolist(), strict=True))


def test_counts_equal_a_table_added_up_by_hand(engine):
    rows = [
        weighing(2.0), weighing(2.004), weighing(2.0, count=4), weighing(2.0, unit_id="B"),
        weighing(2.0, "2021-06-01"), weighing(2.99, "2021-06-01", None),
        weighing(2.0, "2020-12-15"), weighing(2.0, "2021-01-30"), weighing(2.0, "2021-01-31"),
        weighing(2.0, "2020-12-01"), weighing(2.0, "2020-12-02"),
        weighing(0.49), weighing(0.5), weighing(12.0), weighing(12.01),
        weighing(2.0, substance_code="heroin"), weighing(2.0, kind="gross_weight"),
        weighing(2.0, unit="mg"), weighing(2.0, measured_at=None),
    ]  # fmt: skip
    assert counted(rows, engine) == {
        ("A", 0, 200): 7, ("B", 0, 200): 1, ("A", 1, 200): 2, ("", 1, 299): 1, ("A", 0, 50): 1,
        ("A", 0, 1200): 1,
    }  # fmt: skip


def line(name, grams, **dates):
    return replace(OLD, name=name, value=Decimal(grams), to_date=None, **dates)


def names(*lines, **frame):
    return [change.name for change in changes_of(Frame(lines=lines, **frame))]


def test_lines_that_end_the_day_before_others_begin_are_paired_as_they_rise():
    until, since = {"to_date": day("2020-12-31")}, {"from_date": DAY}
    small, large = (replace(OLD, name=x, value=Decimal(x[1:]), **until) for x in ("a2", "a50"))
    lines = (small, large, line("b100", "100", **since), line("b6", "6", **since))
    assert names(*lines) == ["a2 moved to b6", "a50 moved to b100"]
    first, second = changes_of(Frame(lines=lines))
    assert {each.name for each in first.aside} == {"b100", "a50"}
    assert first.day == second.day == DAY
    other = replace(lines[3], substance_code="heroin")
    assert names(small, other) == ["a2: ended", "b6: begun"]
    assert names(OLD, replace(NEW, value=Decimal(2))) == []
    assert names(line("always", "2")) == []


def test_a_change_outside_the_period_examined_is_none():
    assert names(OLD, NEW, first_day=DAY) == []
    assert names(OLD, NEW, last_day=day("2020-12-31")) == []
    assert names(OLD, NEW, first_day=day("2020-01-01"), last_day=DAY) == [MOVED]


def test_only_the_time_without_another_change_is_compared():
    again = line("5 g", "5", from_date=day("2023-01-01"))
    until = replace(NEW, to_date=day("2022-12-31"))
    first, second = changes_of(Frame(lines=(again, OLD, until)))
    assert (first.first_day, first.last_day) == (None, day("2022-12-31"))
    assert (second.first_day, second.last_day) == (DAY, None)


@pytest.mark.parametrize(
    ("old", "new", "step", "expected"),
    [("2", "3", 10, (100, 1_000)), ("6", "10", 100, (100, 1_000)), ("2.5", "5", 10, (50, 500)),
     ("50", "280", 1_000, (1_000, 10_000)), ("2", "3", 1_000, None)],
)  # fmt: skip
def test_bins_are_coarse_but_divide_lines_and_grain(old, new, step, expected):
    (change,) = changes_of(
        Frame(lines=(replace(OLD, value=Decimal(old)), replace(NEW, value=Decimal(new))))
    )
    fine, (low, high) = fine_bin(change), reach_of(change)
    written = np.arange(-(-low // step) * step, high, step) // fine
    scale = scale_of(change, {"bin": written, "n": np.ones(len(written))})
    found = scale and (scale.width * fine, scale.grain * scale.width * fine)
    assert found == expected
    if scale:
        assert scale.first * scale.width * fine >= low


def weights(n, rng, cut=None, share=0.0):
    """Log-normal grams as people write them; a share of those just below `cut` lies at it."""
    true = rng.lognormal(np.log(1.6), 0.8, n)
    grain = rng.choice([0.01, 0.1, 0.5, 1.0], n, p=[0.3, 0.3, 0.25, 0.15])
    written = np.maximum(np.round(true / grain) * grain, 0.01).round(2)
    if cut is not None:
        moves = (true >= 0.75 * cut) & (true < cut) & (rng.random(n) < share)
        written = np.where(moves, cut * rng.choice([1, 1, 1.05, 1.1], n), written)
    return written.round(2)


def rows_of(seed, share, follows=True, n=1_500):
    """Four units, two years around the date; "A" moves a share of its records over the line."""
    rng = np.random.default_rng(seed)
    rows = []
    for unit in "ABCD":
        moving = share if unit == "A" else 0.0
        for later in (0, 1):
            cut = (2.0, 3.0)[later if follows else 0]
            for k, grams in enumerate(weights(n, rng, cut, moving).tolist()):
                on = DAY + timedelta(days=int(31 + k % 300) * (1 if later else -1))
                rows.append(weighing(grams, on.isoformat(), unit, officer_id=f"{unit}{k % 3}",
                                     incident_id=f"{unit}{later}{k // 2}"))  # fmt: skip
    return rows


def found(rows, engine, frame=FRAME):
    tables = tables_of({"measurements": rows}, frame)
    return tables, {each.subject: each for each in results_of(CHECK, tables, engine)[0]}


def test_a_unit_whose_records_follow_the_line_is_found_and_no_other(engine):
    tables, results = found(rows_of(1, 0.6), engine)
    verdicts = {unit: each.verdict for unit, each in results.items() if unit}
    assert verdicts == {"A": "moved", "B": "not_found", "C": "not_found", "D": "not_found"}
    own = results["A"]
    assert own.aspect == MOVED
    assert own.interval[0] < 0.6 < own.interval[1]
    assert own.interval[0] > 0
    assert results[""].estimate == pytest.approx(0.15, abs=0.1)
    finding = describe(CHECK, own, tables, engine)
    assert finding.title == f"unit A, {MOVED}: records at the line followed it"
    assert "moved from 2 g to 3 g" in finding.condition
    assert "Act of 2021; Act of 1990" in finding.criteria
    assert finding.picture.mark == 3.0
    at = finding.picture.x.index(3.0)
    assert finding.picture.excess[0] == at == finding.picture.hole[1]
    hole = slice(*finding.picture.hole)
    assert sum(finding.picture.recorded[hole]) < 0.7 * sum(finding.picture.expected[hole])
    assert finding.picture.recorded[at] > finding.picture.expected[at]


def test_the_case_list_is_the_records_at_each_line_while_in_force(engine):
    tables, results = found(rows_of(1, 0.6), engine)
    listed = engine.columns(cases(CHECK, results["A"], tables))
    later = listed["measured_at"].astype("datetime64[D]") >= np.datetime64(DAY)
    assert set(listed["unit_id"]) == {"A"}
    assert (listed["value"][later].min(), listed["value"][~later].min()) == (3.0, 2.0)
    assert listed["value"][later].max() <= 3.3
    assert listed["value"][~later].max() <= 2.2


def test_a_heap_that_stays_where_it_was_is_not_found(engine):
    _, results = found(rows_of(2, 0.6, follows=False), engine)
    assert results[""].verdict != "moved"
    assert results["B"].verdict != "moved"


def test_nothing_planted_nothing_found(engine):
    _, results = found(rows_of(3, 0.0), engine)
    assert [each.verdict for each in results.values()] == ["not_found"] * 5
    assert all(0 < each.smallest_detectable < 0.5 for each in results.values())


def packed(seed, part, n=1_500):
    """Rows of one unit; a part of its goods is in one to four packs 8 % above the line in force."""
    rng = np.random.default_rng(seed)
    rows = []
    for later, cut in enumerate((2.0, 3.0)):
        grams = weights(n, rng)
        pack = 1.08 * cut
        filled = np.clip(np.rint(grams / pack), 1, 4) * pack * np.exp(0.02 * rng.standard_normal(n))
        grams = np.where(rng.random(n) < part, filled, grams).round(2)
        for k, each in enumerate(grams.tolist()):
            on = DAY + timedelta(days=int(31 + k % 300) * (1 if later else -1))
            rows.append(weighing(each, on.isoformat()))
    return rows


def test_packs_that_follow_the_law_are_no_movement_and_the_answer_says_so(engine):
    results = [found(packed(seed, 0.05), engine)[1][""] for seed in range(8)]
    assert all(each.verdict != "moved" for each in results)
    named = [each for each in results if "packs at both would look so" in each.reason]
    assert len(named) >= 2
    assert all(each.verdict == "not_found" for each in named)
    assert all(each.detail["p_own"] < 0.05 and each.p_value == 1.0 for each in named)
    # Fewer are missing before one of the places than chance would leave out of 100 records.
    assert all(min(x["z_missing"] for x in each.detail["lines"]) < 0.77 for each in named)


def test_each_cause_is_asked_of_the_records_at_the_lines(engine):
    rows = [
        *(weighing(2.0, "2020-06-01", "A", incident_id="1") for _ in range(2)),
        weighing(2.2, "2020-06-02", "A", incident_id="2"),
        weighing(2.3, "2020-06-02", "A"),
        *(weighing(3.0, "2021-06-01", "N", incident_id=f"n{k}") for k in range(5)),
        weighing(3.1, "2021-06-03", "A", incident_id="3"),
        weighing(3.0, "2021-01-02", "A"), weighing(2.0, "2021-06-03", "A"),
        weighing(2.0, "2020-06-03", "G", incident_id="g"),
    ]  # fmt: skip
    tables = tables_of({"measurements": rows}, FRAME)
    result = replace(
        found(rows_of(3, 0.0, n=200), engine)[1][""],
        detail={
            "change": MOVED,
            "line": "3 g",
            "kind": "net_weight",
            "target_milli": [300, 200],
            "day": "2021-01-01",
            "stages": None,
        },
    )
    told = {each.cause.split()[0]: each for each in explanations(CHECK, result, tables, engine)}
    assert [(told[x].explains, told[x].of) for x in ("Other", "One", "Operations")] == [
        (6, 10), (2, 10), (5, 10),
    ]  # fmt: skip


ANY = replace(OLD, to_date=None)


def staged(seed, share, charged_over=1.0, n=3_000):
    """Exhibits weighed in the field; those over the line are charged more often than others."""
    rng = np.random.default_rng(seed)
    grams = weights(n, rng)
    below = (grams >= 1.5) & (grams < 2)
    moves = below & (rng.random(n) < share)
    charge = np.where(moves, 2.0 * rng.choice([1, 1, 1.05, 1.1], n), grams).round(2)
    kept = (charge >= 2) | (rng.random(n) < charged_over)
    rows = [weighing(x, stage="field", unit_id="AB"[k % 2]) for k, x in enumerate(grams.tolist())]
    rows += [
        weighing(x, stage="charge", unit_id="AB"[k % 2])
        for k, x in enumerate(charge.tolist())
        if kept[k]
    ]
    return rows


def test_the_stage_at_which_mass_appears_is_found(engine):
    frame = Frame(lines=(ANY,))
    rows = [*staged(5, 0.4), weighing(2.0, stage="court"), weighing(2.0)]
    tables, results = found(rows, engine, frame)
    own = results[""]
    assert (own.aspect, own.verdict) == ("2 g: field to charge", "moved")
    assert own.interval[0] < 0.4 < own.interval[1]
    finding = describe(CHECK, own, tables, engine)
    assert "at the stage 'charge', not yet at 'field'" in finding.title
    listed = engine.columns(cases(CHECK, own, tables))
    assert set(listed["stage"]) == {"charge"}
    assert (listed["value"].min(), listed["value"].max()) == (2.0, 2.2)
    causes = [each.cause for each in explanations(CHECK, own, tables, engine)]
    assert any("agreed on" in cause for cause in causes)
    assert not any("date" in cause for cause in causes)


def test_charging_more_often_over_the_line_is_no_movement(engine):
    for seed in (6, 7, 8):
        _, results = found(staged(seed, 0.0, charged_over=0.5), engine, Frame(lines=(ANY,)))
        assert all(each.verdict != "moved" for each in results.values())


def test_only_a_line_for_all_stages_is_compared_between_them(engine):
    rows = staged(5, 0.4, n=200)
    bound = Frame(lines=(replace(ANY, stage="field"),))
    assert "for all stages" in unready(tables_of({"measurements": rows}, bound))
    assert unready(tables_of({"measurements": rows}, Frame(lines=(ANY,)))) == ""
    tables, _ = found(rows, engine, FRAME)
    everything, _ = results_of(CHECK, tables, engine)
    assert {each.aspect for each in everything} == {MOVED, "2 g: field to charge"}


def test_what_cannot_be_compared_says_why(engine):
    assert "on which day" in unready(tables_of({"measurements": [weighing(2.0)]}, Frame()))
    assert "on which day" in unready(tables_of({}, Frame(lines=(line("x", "2"),))))
    _, results = found([weighing(2.0)], engine)
    assert results[""].verdict == "insufficient"
    _, results = found([weighing(None), weighing(2.0) | {"kind": None}], engine)
    assert results[""].verdict == "insufficient"
    assert results[""].n == 0
    close = Frame(lines=(OLD, replace(NEW, value=Decimal("2.2"))))
    _, results = found(rows_of(3, 0.0, n=300), engine, close)
    assert "windows touch" in results[""].reason
    scores = Frame(lines=tuple(replace(x, kind="score") for x in (OLD, NEW)))
    _, results = found([weighing(2.0, kind="score")], engine, scores)
    assert "points are no ratio" in results[""].reason
