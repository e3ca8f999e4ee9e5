"""Is a line asked only of the records of the units in which it holds?"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.audit.selection import why_not
from tallystick.checks import every
from tallystick.checks.shared.line_changes import changes_of
from tallystick.checks.shared.lines_by_unit import EVERYWHERE, Places, in_units, places_of
from tallystick.checks.shared.substance_pairs import contrasts_of
from tallystick.tables import Frame, Line, Metric
from worlds import day, instant, tables_of

UNITS = ("A", "B")
LINE = Line("heroin 2 g", "net_weight", Decimal(2), "g", "Act, list A", "heroin",
            from_date=day("2020-07-01"))  # fmt: skip
HERB = replace(LINE, name="herb 3 g", value=Decimal(3), substance_code="cannabis_herb")
LINES = (LINE, HERB)
METRICS = (Metric("cases", "incidents"),)
ASKING = {
    "exhibits.threshold_bunching": "line",
    "exhibits.moved_line": "change",
    "exhibits.moved_when": "line",
    "exhibits.other_substance": "contrast",
    "exhibits.rounding_style": "line",
    "exhibits.stage_drift": "line",
    "outcomes.disparity": "aspect",
}
BY_NAME = {check.name: check for check in every()}


def records(seed=1, n=400):
    """Cases of four units and of none, each weighed in the field and some in a laboratory."""
    rng = np.random.default_rng(seed)
    incidents, measurements = [], []
    for k in range(n):
        unit = ["A", "B", "C", "D", None][int(rng.integers(5))]
        at = instant("2020-01-01") + timedelta(hours=int(rng.integers(2 * 365 * 24)))
        incidents.append({"incident_id": f"c{k}", "unit_id": unit, "occurred_at": at,
                          "officer_id": f"{unit}{k % 3}", "area_id": "ab"[k % 2]})  # fmt: skip
        goods = ["heroin", "cannabis_herb", "cocaine"][int(rng.integers(3))]
        for stage in ("field", "lab", "charge")[: 1 + int(rng.integers(3))]:
            grams = round(float(rng.lognormal(0.6, 0.6)), int(rng.integers(3)))
            measurements.append({
                "incident_id": f"c{k}", "exhibit_id": f"e{k}", "kind": "net_weight", "unit": "g",
                "substance_code": goods, "stage": stage, "measured_at": at, "value": grams,
                "unit_id": None,
            })  # fmt: skip
    return {"incidents": incidents, "measurements": measurements}


def within(rows, units):
    kept = [each for each in rows["incidents"] if each["unit_id"] in units]
    numbers = {each["incident_id"] for each in kept}
    weighed = [each for each in rows["measurements"] if each["incident_id"] in numbers]
    return {"incidents": kept, "measurements": weighed}


def counted(check, rows, lines, engine):
    """The rows of `counts` that are of a line, as tuples in any order."""
    tables = tables_of(rows, Frame(lines=lines, metrics=METRICS))
    columns = engine.columns(check.counts(tables))
    aspect = columns[ASKING[check.name]]
    of_lines = np.array([any(line.name in str(name) for line in lines) for name in aspect])
    names = sorted(columns)
    return sorted(zip(*(columns[name][of_lines].tolist() for name in names), strict=True))


@pytest.mark.parametrize("name", ASKING)
def test_what_is_counted_is_what_the_records_of_these_units_alone_would_give(engine, name):
    rows, check = records(), BY_NAME[name]
    held = tuple(replace(line, units=UNITS) for line in LINES)
    found = counted(check, rows, held, engine)
    assert found == counted(check, within(rows, UNITS), LINES, engine)
    assert len(found) > 10
    assert found != counted(check, rows, LINES, engine)


def test_every_check_that_asks_lines_is_tried_here():
    rows = tables_of(records(n=20), Frame(lines=LINES, metrics=METRICS))
    elsewhere = replace(rows.frame, lines=(replace(LINE, value=Decimal(7)),))
    ready = [each for each in every() if hasattr(each, "counts") and not why_not(each, rows)]
    asking = {
        each.name
        for each in ready
        if str(each.counts(rows)) != str(each.counts(replace(rows, frame=elsewhere)))
    }
    assert asking == set(ASKING)


@pytest.mark.parametrize("name", ["exhibits.threshold_bunching", "exhibits.moved_when"])
def test_a_line_of_other_units_changes_nothing_here(engine, name):
    rows, check = records(2, 2_000), BY_NAME[name]
    here = replace(LINE, units=UNITS, from_date=None)
    there = replace(here, name="heroin 4 g", value=Decimal(4), units=("C",))

    def said(*lines):
        results, _ = results_of(check, tables_of(rows, Frame(lines=lines)), engine)
        return [each for each in results if each.aspect.startswith(here.name)]

    assert said(here, there) == said(here)
    assert len(said(here)) > 1
    assert said(here, replace(there, units=("B", "C"))) != said(here)


def test_the_finding_says_in_which_units_it_holds_and_lists_their_records_alone(engine):
    rng = np.random.default_rng(3)
    rows = []
    for unit in "ABC":
        true = rng.lognormal(np.log(1.4), 0.8, 4_000).clip(0.02)
        moved = (true >= 1.5) & (true < 2) & (rng.random(len(true)) < 0.7)
        grams = np.where(moved, 2 * rng.choice([1, 1.02, 1.05], len(true)), true).round(2)
        rows += [{"kind": "net_weight", "unit": "g", "value": float(x), "unit_id": unit,
                  "substance_code": "heroin"} for x in grams]  # fmt: skip
    line = replace(LINE, from_date=None, units=UNITS)
    tables = tables_of({"measurements": rows}, Frame(lines=(line,)))
    check = BY_NAME["exhibits.threshold_bunching"]
    results, _ = results_of(check, tables, engine)
    agency = next(each for each in results if (each.subject, each.aspect) == ("", line.name))
    assert agency.verdict == "moved"
    assert {each.subject for each in results} <= {"", *UNITS}
    alone = [each for each in rows if each["unit_id"] in UNITS]
    open_line = Frame(lines=(replace(line, units=None),))
    same, _ = results_of(check, tables_of({"measurements": alone}, open_line), engine)
    assert (agency.n, agency.p_value) == (same[0].n, same[0].p_value)
    finding = describe(check, agency, tables, engine)
    told = "heroin 2 g holds in 2 units alone: no record of another unit was asked."
    assert told in finding.caveats
    assert set(engine.columns(cases(check, agency, tables))["unit_id"]) == set(UNITS)
    assert told not in describe(check, agency, replace(tables, frame=open_line), engine).caveats


def test_a_line_that_moves_in_one_region_is_a_change_there_alone():
    until = replace(LINE, name="old", from_date=None, to_date=day("2020-06-30"))
    north = replace(LINE, name="new", value=Decimal(1), units=("North",))
    south = replace(LINE, name="stayed", units=("South", "West"))
    told = {each.name: each.places for each in changes_of(Frame(lines=(until, north, south)))}
    assert told == {
        "old moved to new in 1 unit": in_units(["North"]),
        "old: ended in all but 3 units": Places(("North", "South", "West")),
    }
    both = replace(north, units=("North", "South", "West"))
    far = replace(LINE, name="far", value=Decimal(50), from_date=None, units=("West",))
    told = {each.name: each.places for each in changes_of(Frame(lines=(until, both, far)))}
    assert told["old moved to new in 3 units"] == in_units(both.units)
    old = replace(until, units=both.units)
    assert [each.name for each in changes_of(Frame(lines=(old, both)))] == ["old moved to new"]
    assert changes_of(Frame(lines=(until, LINE, far))) == ()


def test_one_change_with_other_days_in_two_units_has_two_names():
    until = replace(LINE, name="old", from_date=None, to_date=day("2020-06-30"))
    new = replace(LINE, name="new", value=Decimal(1))
    far = [replace(LINE, name=unit, value=Decimal(50), from_date=day(began), units=(unit,))
           for unit, began in (("East", "2020-01-01"), ("West", "2020-02-01"))]  # fmt: skip
    found = changes_of(Frame(lines=(until, new, *far)))
    moves = {each.name: each for each in found if each.day == day("2020-07-01")}
    assert {name: each.places for name, each in moves.items()} == {
        "old moved to new in all but 2 units": Places(("East", "West")),
        "old moved to new in 1 unit (1)": in_units(["East"]),
        "old moved to new in 1 unit (2)": in_units(["West"]),
    }
    assert moves["old moved to new in 1 unit (2)"].first_day == day("2020-02-01")


def test_goods_are_compared_in_the_units_of_both_lines():
    herb = replace(HERB, units=("B", "C"))
    pair, *rest = contrasts_of(Frame(lines=(replace(LINE, units=UNITS), herb)))
    assert (pair.name, pair.units) == ("heroin 2 g beside herb 3 g", ("B",))
    assert [each.units for each in rest] == [UNITS, ("B", "C")]
    assert [each.left_out for each in rest] == [("cannabis_herb",), ("heroin",)]
    apart = contrasts_of(Frame(lines=(replace(LINE, units=UNITS), replace(HERB, units=("C",)))))
    assert [each.other for each in apart] == [None, None]
    assert [each.left_out for each in apart] == [(), ()]


ALL = frozenset("ABCDX")


def members(places):
    named = frozenset(places.units)
    return ALL - named if places.outside else ALL & named


def test_places_together_are_the_units_of_either():
    some = [Places(units, outside) for units in ((), ("A",), ("A", "B"), ("C",))
            for outside in (True, False)]  # fmt: skip
    for one, two in product(some, some):
        assert members(one | two) == members(one) | members(two)
    assert EVERYWHERE.everywhere
    assert not Places((), outside=False).everywhere


def test_units_under_the_same_lines_are_told_together():
    lines = (LINE, replace(LINE, name="x", units=("A", "B")), replace(LINE, name="y", units=("B",)))
    found = {places: [line.name for line in held] for places, held in places_of(lines)}
    assert found == {
        Places(("A", "B")): [LINE.name],
        in_units(["A"]): [LINE.name, "x"],
        in_units(["B"]): [LINE.name, "x", "y"],
    }
    assert places_of([LINE]) == [(EVERYWHERE, (LINE,))]
