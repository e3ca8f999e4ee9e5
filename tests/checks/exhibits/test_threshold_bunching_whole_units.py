"""Is a unit with few records at each of many lines seen by all of them together?"""

from decimal import Decimal

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.checks.exhibits.threshold_bunching import CHECK
from tallystick.tables import Frame, Line
from worlds import instant, tables_of

LINES = {"heroin": "2.5", "cocaine": "4.0", "mdma": "6.0"}
PAST, FAR = "all lines: at and just past", "all lines: well past"
OF_UNIT, DAY = 40, instant("2024-03-04T12:00")


def line(substance, value):
    return Line(
        name=f"{substance} {value} g", kind="net_weight", substance_code=substance,
        value=Decimal(value), unit="g", inclusive=True, direction="up", citation="s. 1",
    )  # fmt: skip


def world(low=0.0, high=0.0):
    """Eight units of 40 records at each of three lines; in unit A half move to `low`..`high`."""
    rng = np.random.default_rng(5)
    rows = []
    for unit in "ABCDEFGH":
        for substance, value in LINES.items():
            for number in range(OF_UNIT):
                ratio = float(np.exp(rng.normal(np.log(0.6), 0.7)))
                if unit == "A" and high and 0.25 < ratio < 1 and rng.random() < 0.7:
                    ratio = rng.uniform(low, high)
                rows.append({
                    "exhibit_id": f"{unit} {substance} {number}", "kind": "net_weight",
                    "value": round(ratio * float(value), 2), "unit": "g", "unit_id": unit,
                    "officer_id": f"{unit}1", "substance_code": substance, "measured_at": DAY,
                })  # fmt: skip
    lines = tuple(line(*each) for each in LINES.items())
    return tables_of({"measurements": rows}, Frame(lines=lines)), rows


def of_units(tables, engine, aspect):
    results, _ = results_of(CHECK, tables, engine)
    return {each.subject: each for each in results if each.aspect == aspect}


@pytest.mark.parametrize(("aspect", "low", "high"), [(PAST, 1.0, 1.1), (FAR, 1.5, 3.0)])
def test_a_unit_whose_weights_were_moved_is_named_alone(engine, aspect, low, high):
    tables, rows = world(low, high)
    found = of_units(tables, engine, aspect)
    assert {name for name, each in found.items() if each.verdict == "moved"} == {"A"}
    ratios = [each["value"] / float(LINES[each["substance_code"]])
              for each in rows if each["unit_id"] == "A"]  # fmt: skip
    wanted = [each for each in ratios if low <= round(each, 9) <= high]
    told = describe(CHECK, found["A"], tables, engine)
    assert told.title.startswith("unit A, all lines: more records")
    listed = engine.columns(cases(CHECK, found["A"], tables))
    assert len(listed["value"]) == pytest.approx(len(wanted), abs=1)
    assert found["A"].detail["found"] == pytest.approx(len(wanted), abs=1)
    detail = found["A"].detail
    by_line = [round(each["n"] * each["share"]) for each in detail["lines"]]
    assert sum(by_line) == detail["found"] == len(listed["value"])
    assert sum(each["n"] for each in detail["lines"]) == found["A"].n


def test_three_times_the_line_lies_no_more_well_past_it(engine):
    """Each of A's weights that moved is just three times its line: not one is counted or listed."""
    tables, _ = world(3.0, 3.0)
    told = of_units(tables, engine, FAR)["A"]
    assert told.detail["found"] < 25, "those that lay there before"
    assert (
        sum(round(each["n"] * each["share"]) for each in told.detail["lines"])
        == (told.detail["found"])
    )


def test_nobody_is_named_where_nothing_moved(engine):
    tables, _ = world()
    for aspect in (PAST, FAR):
        found = of_units(tables, engine, aspect)
        assert len(found) == 8
        assert {each.verdict for each in found.values()} <= {"not_found", "insufficient"}
