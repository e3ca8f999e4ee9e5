"""Are units under a line compared with units of the same goods without it, and only with those?"""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.exhibits.other_stratum import CHECK, unready
from tallystick.checks.shared.lines_by_unit import EVERYWHERE, Places, in_units
from tallystick.checks.shared.strata_pairs import strata_of
from tallystick.tables import Frame, Line
from worlds import day, instant, tables_of

NORTH, SOUTH = ("A", "B", "C"), ("D", "E")
HERE = Line("heroin 2 g", "net_weight", Decimal(2), "g", "Act of the north", "heroin",
            units=NORTH)  # fmt: skip
THERE = replace(HERE, name="heroin 3 g", value=Decimal(3), citation="Act of the south",
                units=SOUTH)  # fmt: skip
PAIR = "heroin 2 g beside heroin 3 g, each in its units"
ALONE = "heroin 2 g, against units without it"
OTHER = "heroin 3 g, against units without it"
BOTH = Frame(lines=(HERE, THERE))


def weighing(value, unit_id="A", **more):
    return {"kind": "net_weight", "value": value, "substance_code": "heroin", "unit": "g",
            "unit_id": unit_id, "measured_at": instant("2020-06-01")} | more  # fmt: skip


def counted(rows, engine, frame):
    columns = engine.columns(CHECK.counts(tables_of({"measurements": rows}, frame)))
    names = ("change", "unit_id", "later", "bin")
    keys = zip(*(columns[name].tolist() for name in names), strict=True)
    return dict(zip(keys, columns["n"].tolist(), strict=True))


def test_counts_equal_a_table_added_up_by_hand(engine):
    rows = [
        weighing(2.0), weighing(2.004), weighing(2.0, count=4), weighing(2.0, "B"),
        weighing(2.0, "D"), weighing(2.99, "Z"), weighing(2.0, None),
        weighing(9.0), weighing(9.0, "E"), weighing(0.49), weighing(0.5, "D"),
        weighing(2.0, substance_code="cocaine"), weighing(2.0, kind="gross_weight"),
    ]  # fmt: skip
    found = counted(rows, engine, BOTH)
    assert {key[1:]: n for key, n in found.items() if key[0] == PAIR} == {
        ("A", 1, 200): 6, ("B", 1, 200): 1, ("D", 0, 200): 1, ("A", 1, 900): 1, ("E", 0, 900): 1,
        ("D", 0, 50): 1,
    }  # fmt: skip
    assert {key[1:]: n for key, n in found.items() if key[0] == ALONE} == {
        ("A", 1, 200): 6, ("B", 1, 200): 1, ("D", 0, 200): 1, ("Z", 0, 299): 1, ("D", 0, 50): 1,
    }  # fmt: skip
    assert {key[1:]: n for key, n in found.items() if key[0] == OTHER} == {
        ("A", 0, 200): 6, ("B", 0, 200): 1, ("D", 1, 200): 1, ("Z", 0, 299): 1, ("A", 0, 900): 1,
        ("E", 1, 900): 1,
    }  # fmt: skip


def told(*lines):
    return {each.name: (each.here, each.there) for each in strata_of(Frame(lines=lines))}


def test_which_units_are_compared():
    here, there = in_units(NORTH), in_units(SOUTH)
    assert told(HERE, THERE) == {PAIR: (here, there), ALONE: (here, ~here), OTHER: (there, ~there)}
    assert told(HERE) == {ALONE: (here, ~here)}
    assert told(replace(HERE, units=None)) == {}
    everywhere = replace(THERE, units=None)
    assert told(HERE, everywhere) == {ALONE: (here, ~here)}
    shared = replace(THERE, units=("C", "D"))
    assert told(HERE, shared)[PAIR] == (in_units("AB"), in_units("D"))
    assert told(replace(HERE, kind="score"), replace(THERE, kind="score")) == {}
    other = {"substance_code": "cocaine"}
    assert set(told(HERE, replace(THERE, **other))) == {ALONE, OTHER}
    assert set(told(HERE, replace(THERE, direction="down"))) == {ALONE, OTHER}
    assert set(told(HERE, replace(THERE, value=Decimal(9)))) == {ALONE, OTHER}
    ended = replace(HERE, to_date=day("2020-12-31"))
    assert set(told(ended, replace(THERE, from_date=day("2021-01-01")))) == {ALONE, OTHER}


def test_a_line_is_taken_together_with_the_nearest_of_other_units_alone():
    west = replace(HERE, name="heroin 7 g", value=Decimal(7), units=("W",))
    pairs = [name for name in told(HERE, THERE, west) if "beside" in name]
    assert pairs == [PAIR, "heroin 3 g beside heroin 7 g, each in its units"]
    many = [replace(HERE, name=f"{k}", value=Decimal(100 + k), units=(f"{k}",)) for k in range(50)]
    assert len([name for name in told(*many) if "beside" in name]) <= 50


def test_units_with_another_line_near_by_are_left_out_and_further_ones_set_aside():
    near = replace(THERE, name="near", value=Decimal("2.1"), units=("D",))
    assert told(HERE, near) == {
        ALONE: (in_units(NORTH), Places(("A", "B", "C", "D"))),
        "near, against units without it": (in_units("D"), Places(("A", "B", "C", "D"))),
    }
    within = replace(near, units=("C",))
    assert told(HERE, within)[ALONE] == (in_units("AB"), ~in_units(NORTH))
    assert told(HERE, replace(near, units=None)) == {}
    assert told(HERE, replace(near, substance_code=None))[ALONE][1] == ~in_units("ABCD")
    assert told(HERE, replace(near, substance_code="cocaine"))[ALONE][1] == ~in_units(NORTH)
    assert told(HERE, replace(near, stage="lab"))[ALONE][1] == ~in_units("ABCD")
    large = replace(HERE, name="heroin 6 g", value=Decimal(6))
    by_name = {each.name: each for each in strata_of(Frame(lines=(HERE, THERE, large)))}
    assert by_name[PAIR].aside == (large,)
    assert by_name[ALONE].aside == (THERE, large)
    assert [by_name[ALONE].appears(line) for line in (HERE, THERE, large)] == [True, False, True]
    assert by_name[OTHER].aside == (HERE, large)


def test_places_left_over_are_those_of_sets():
    names = frozenset("ABCX")

    def members(places):
        return names - set(places.units) if places.outside else names & set(places.units)

    some = [Places(units, outside) for units in ((), ("A",), ("A", "B"), ("C",))
            for outside in (True, False)]  # fmt: skip
    for one, two in product(some, some):
        assert members(one & two) == members(one) & members(two)
    assert all(members(~one) == names - members(one) for one in some)
    assert [one.nowhere for one in some[:3]] == [False, True, False]
    assert (~EVERYWHERE).nowhere


def weights(n, rng, median, cut=None, share=0.0):
    """Log-normal grams as people write them; a share of those just below `cut` lies at it."""
    true = rng.lognormal(np.log(median), 0.8, n)
    grain = rng.choice([0.01, 0.1, 0.5, 1.0], n, p=[0.3, 0.3, 0.25, 0.15])
    written = np.maximum(np.round(true / grain) * grain, 0.01)
    if cut is not None:
        moves = (true >= 0.75 * cut) & (true < cut) & (rng.random(n) < share)
        written = np.where(moves, cut * rng.choice([1, 1, 1.05, 1.1], n), written)
    return written.round(2).tolist()


def rows_of(seed, moving, n=3_000):
    """Five units of two regions, with heavier goods in the south; some move over their line."""
    rng = np.random.default_rng(seed)
    rows = []
    for unit in (*NORTH, *SOUTH):
        cut, median = (2.0, 1.4) if unit in NORTH else (3.0, 1.8)
        for k, grams in enumerate(weights(n, rng, median, cut, moving.get(unit, 0.0))):
            rows.append(weighing(grams, unit, officer_id=f"{unit}{k % 3}",
                                 incident_id=f"{unit}{k // 2}"))  # fmt: skip
    return rows


def found(rows, engine, aspect, frame=BOTH):
    tables = tables_of({"measurements": rows}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.subject: each for each in results if each.aspect == aspect}


def test_two_regions_that_each_crowd_their_own_line_are_found(engine):
    tables, results = found(rows_of(1, dict.fromkeys("ABCDE", 0.5)), engine, PAIR)
    assert set(results) == {""}
    own = results[""]
    assert own.verdict == "moved"
    assert own.interval[0] < 0.5 < own.interval[1]
    assert own.interval[0] > 0
    finding = describe(CHECK, own, tables, engine)
    assert finding.title == f"{PAIR}: records crowd the lines, each where it holds"
    assert "just below 2 g or 3 g" in finding.condition
    assert "Act of the north; Act of the south" in finding.criteria
    assert (
        "heroin 3 g holds in 2 units alone: no record of another unit was asked." in finding.caveats
    )
    assert any("tested together" in caveat for caveat in finding.caveats)
    assert finding.picture.mark == 2.0
    hole = slice(*finding.picture.hole)
    assert sum(finding.picture.recorded[hole]) < 0.8 * sum(finding.picture.expected[hole])
    listed = engine.columns(cases(CHECK, own, tables))
    north = np.isin(listed["unit_id"], NORTH)
    for side, low, high in ((north, 2.0, 2.2), (~north, 3.0, 3.3)):
        assert (listed["value"][side].min(), listed["value"][side].max()) == (low, high)
    assert set(listed["unit_id"]) == {*NORTH, *SOUTH}


def test_a_unit_that_crowds_its_line_is_found_and_no_other(engine):
    rows = rows_of(2, {"A": 0.6})
    tables, results = found(rows, engine, ALONE)
    verdicts = {unit: each.verdict for unit, each in results.items() if unit}
    assert [unit for unit, verdict in verdicts.items() if verdict == "moved"] == ["A"]
    assert set(verdicts) == set(NORTH)
    assert results["A"].interval[0] < 0.6 < results["A"].interval[1]
    finding = describe(CHECK, results["A"], tables, engine)
    assert finding.title == (
        f"unit A, {ALONE}: records crowd the line where it holds, not elsewhere"
    )
    assert set(engine.columns(cases(CHECK, results["A"], tables))["unit_id"]) == {"A"}
    # The south does not crowd its line: together the two show nothing.
    assert found(rows, engine, PAIR)[1][""].verdict == "not_found"
    assert "moved" not in {x.verdict for x in found(rows, engine, OTHER)[1].values()}


@pytest.mark.parametrize("aspect", [PAIR, ALONE, OTHER])
def test_nothing_planted_nothing_found(engine, aspect):
    _, results = found(rows_of(3, {}), engine, aspect)
    assert {each.verdict for each in results.values()} <= {"not_found", "insufficient"}
    assert results[""].verdict == "not_found" or aspect != PAIR
    assert 0 < results[""].smallest_detectable < (0.4 if aspect == PAIR else 0.6)


def test_packs_of_one_region_at_its_line_are_not_called_movement(engine):
    rows = rows_of(4, {})
    rng = np.random.default_rng(5)
    packed = [
        each | {"value": 2.0 if each["unit_id"] in NORTH else each["value"]}
        if rng.random() < 0.15 else each
        for each in rows
    ]  # fmt: skip
    for aspect in (PAIR, ALONE):
        _, results = found(packed, engine, aspect)
        assert "moved" not in {each.verdict for each in results.values()}
    assert results[""].detail["lines"][0]["surplus"] > results[""].detail["lines"][0]["missing"]


def test_each_cause_is_asked_of_the_records_at_the_lines(engine):
    rows = [
        *(weighing(2.0, incident_id="1") for _ in range(2)),
        weighing(2.1, incident_id="2"), weighing(2.1), weighing(2.2), weighing(2.3),
        weighing(2.5, "D"), weighing(3.0, "D"), weighing(3.3, "E"), weighing(2.0, "E"),
        *(weighing(2.0, "B", incident_id=f"n{k}") for k in range(5)),
    ]  # fmt: skip
    tables, results = found(rows, engine, PAIR)
    detail = {"contrast": PAIR, "line": "heroin 2 g", "kind": "net_weight",
              "target_milli": [200, 300]}  # fmt: skip
    said = explanations(CHECK, replace(results[""], detail=detail), tables, engine)
    said = {each.cause.split()[0]: each for each in said}
    assert [(said[x].explains, said[x].of) for x in ("Packs", "Goods", "One", "Operations")] == [
        (2, 12), (0, 12), (2, 12), (10, 12),
    ]  # fmt: skip


def test_what_cannot_be_compared_says_why(engine):
    rows = {"measurements": [weighing(2.0)]}
    assert "in which units" in unready(tables_of(rows, Frame(lines=(replace(HERE, units=None),))))
    assert unready(tables_of(rows, BOTH)) == ""
    bare = [{key: x for key, x in weighing(2.0).items() if key != "unit_id"}]
    assert "whose records" in unready(tables_of({"measurements": bare}, BOTH))
    _, results = found([weighing(2.0), weighing(2.1)], engine, PAIR)
    assert (results[""].verdict, results[""].n) == ("insufficient", 2)
    assert results[""].reason.startswith("too few records of the units on one side")
    _, results = found([], engine, ALONE)
    assert (results[""].verdict, results[""].n) == ("insufficient", 0)
