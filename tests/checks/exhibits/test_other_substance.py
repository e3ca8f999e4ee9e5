"""Are the goods of a line compared with goods without it, and only with those?"""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.exhibits.other_substance import CHECK, unready
from tallystick.checks.shared.substance_pairs import contrasts_of
from tallystick.tables import Frame, Line
from worlds import day, instant, tables_of

HEROIN = Line("heroin 2 g", "net_weight", Decimal(2), "g", "Act, list A", "heroin")
HERB = replace(HEROIN, name="herb 3 g", value=Decimal(3), citation="Act, list B",
               substance_code="cannabis_herb")  # fmt: skip
PAIR, ALONE = "heroin 2 g beside herb 3 g", "heroin 2 g, against goods without a line there"
BOTH = Frame(lines=(HEROIN, HERB))


def weighing(value, substance="heroin", unit_id="A", **more):
    return {"kind": "net_weight", "value": value, "substance_code": substance, "unit": "g",
            "unit_id": unit_id, "measured_at": instant("2020-06-01")} | more  # fmt: skip


def counted(rows, engine, frame):
    columns = engine.columns(CHECK.counts(tables_of({"measurements": rows}, frame)))
    names = ("contrast", "unit_id", "own", "bin")
    keys = zip(*(columns[name].tolist() for name in names), strict=True)
    return dict(zip(keys, columns["n"].tolist(), strict=True))


def test_counts_equal_a_table_added_up_by_hand(engine):
    rows = [
        weighing(2.0), weighing(2.004), weighing(2.0, count=4), weighing(2.0, unit_id="B"),
        weighing(2.0, "cocaine"), weighing(2.99, "mephedrone", None), weighing(2.0, None),
        weighing(2.0, "cannabis_herb"), weighing(9.0, "cannabis_herb"),
        weighing(0.49), weighing(0.5, "cocaine"), weighing(8.0), weighing(8.01, "cocaine"),
        weighing(2.0, kind="gross_weight"), weighing(2.0, unit="mg"),
    ]  # fmt: skip
    alone = {
        (ALONE, "A", 1, 200): 6, (ALONE, "B", 1, 200): 1, (ALONE, "A", 0, 200): 1,
        (ALONE, "", 0, 299): 1, (ALONE, "A", 0, 50): 1, (ALONE, "A", 1, 800): 1,
    }  # fmt: skip
    found = counted(rows, engine, BOTH)
    assert {key: n for key, n in found.items() if key[0] == ALONE} == alone
    assert {key: n for key, n in found.items() if key[0] == PAIR} == {
        (PAIR, "A", 1, 200): 6, (PAIR, "B", 1, 200): 1, (PAIR, "A", 0, 200): 1,
        (PAIR, "A", 0, 900): 1, (PAIR, "A", 1, 800): 1,
    }  # fmt: skip


def test_only_days_on_which_the_lines_are_in_force_are_compared(engine):
    since = replace(HEROIN, from_date=day("2020-06-01"))
    rows = [weighing(2.0), weighing(2.0, measured_at=instant("2020-05-31")),
            weighing(2.0, measured_at=None), weighing(2.1, "cocaine")]  # fmt: skip
    found = counted(rows, engine, Frame(lines=(since,)))
    assert found == {(ALONE, "A", 1, 200): 1, (ALONE, "A", 0, 210): 1}


def names(*lines):
    return [each.name for each in contrasts_of(Frame(lines=lines))]


def test_which_lines_are_compared():
    third = "herb 3 g, against goods without a line there"
    assert names(HEROIN, HERB) == [PAIR, ALONE, third]
    assert names(replace(HEROIN, substance_code=None)) == []
    assert names(HEROIN, replace(HERB, value=Decimal("2.2"))) == [ALONE, third]
    assert names(HEROIN, replace(HERB, value=Decimal(9))) == [ALONE, third]
    assert names(HEROIN, replace(HERB, direction="down")) == [ALONE, third]
    assert names(replace(HEROIN, kind="score")) == []
    later = replace(HERB, from_date=day("2021-01-01"))
    ended = replace(HEROIN, to_date=day("2020-12-31"))
    assert names(ended, later) == [ALONE, third]
    assert names(HEROIN, replace(HERB, substance_code=None)) == []
    far = replace(HERB, value=Decimal(13), substance_code=None)
    assert names(HEROIN, far) == [ALONE]
    assert names(HEROIN, replace(HEROIN, name="heroin 2.1 g", value=Decimal("2.1"))) == []


def test_goods_with_a_line_near_by_are_left_out_and_further_lines_set_aside():
    far = replace(HERB, name="herb 12 g", value=Decimal("12.5"))
    large = replace(HEROIN, name="heroin 5 g", value=Decimal(5))
    by_name = {each.name: each for each in contrasts_of(Frame(lines=(HEROIN, HERB, large)))}
    assert by_name[PAIR].aside == (large,)
    assert by_name[ALONE].left_out == ("cannabis_herb",)
    assert by_name[ALONE].aside == (large,)
    (alone, *_) = contrasts_of(Frame(lines=(HEROIN, far)))
    assert alone.left_out == ()


def weights(n, rng, median, cut=None, share=0.0):
    """Log-normal grams as people write them; a share of those just below `cut` lies at it."""
    true = rng.lognormal(np.log(median), 0.8, n)
    grain = rng.choice([0.01, 0.1, 0.5, 1.0], n, p=[0.3, 0.3, 0.25, 0.15])
    written = np.maximum(np.round(true / grain) * grain, 0.01)
    if cut is not None:
        moves = (true >= 0.75 * cut) & (true < cut) & (rng.random(n) < share)
        written = np.where(moves, cut * rng.choice([1, 1, 1.05, 1.1], n), written)
    return written.round(2).tolist()


def rows_of(seed, share, others=("cannabis_herb", 3.0), n=2_500):
    """Three units; "A" moves a share of its records over the line of each of the goods."""
    rng = np.random.default_rng(seed)
    rows = []
    for unit in "ABC":
        moving = share if unit == "A" else 0.0
        for (substance, cut), median in zip((("heroin", 2.0), others), (1.4, 1.9), strict=True):
            for k, grams in enumerate(weights(n, rng, median, cut, moving)):
                rows.append(weighing(grams, substance, unit, officer_id=f"{unit}{k % 3}",
                                     incident_id=f"{unit}{substance}{k // 2}"))  # fmt: skip
    return rows


def found(rows, engine, frame, aspect):
    tables = tables_of({"measurements": rows}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.subject: each for each in results if each.aspect == aspect}


def test_a_unit_whose_records_crowd_both_lines_is_found_and_no_other(engine):
    tables, results = found(rows_of(1, 0.6), engine, BOTH, PAIR)
    verdicts = {unit: each.verdict for unit, each in results.items() if unit}
    assert verdicts == {"A": "moved", "B": "not_found", "C": "not_found"}
    own = results["A"]
    assert own.interval[0] < 0.6 < own.interval[1]
    assert own.interval[0] > 0
    finding = describe(CHECK, own, tables, engine)
    assert finding.title == f"unit A, {PAIR}: records crowd the lines, each in its own goods"
    assert "just below 2 g or 3 g" in finding.condition
    assert "Act, list A; Act, list B" in finding.criteria
    assert finding.picture.mark == 2.0
    at = finding.picture.x.index(2.0)
    assert finding.picture.excess[0] == at == finding.picture.hole[1]
    hole = slice(*finding.picture.hole)
    assert sum(finding.picture.recorded[hole]) < 0.7 * sum(finding.picture.expected[hole])
    assert finding.picture.recorded[at] > finding.picture.expected[at]
    listed = engine.columns(cases(CHECK, own, tables))
    goods = listed["substance_code"]
    assert set(listed["unit_id"]) == {"A"}
    for substance, low, high in (("heroin", 2.0, 2.2), ("cannabis_herb", 3.0, 3.3)):
        values = listed["value"][goods == substance]
        assert (values.min(), values.max()) == (low, high)


def test_one_line_beside_goods_without_it(engine):
    rows = rows_of(2, 0.6, ("cocaine", None))
    tables, results = found(rows, engine, Frame(lines=(HEROIN,)), ALONE)
    own = results["A"]
    assert own.verdict == "moved"
    finding = describe(CHECK, own, tables, engine)
    assert finding.title.endswith("records crowd the line, in the goods that it is drawn for alone")
    assert any("declares none" in caveat for caveat in finding.caveats)
    assert set(engine.columns(cases(CHECK, own, tables))["substance_code"]) == {"heroin"}


@pytest.mark.parametrize("aspect", [PAIR, ALONE])
def test_nothing_planted_nothing_found(engine, aspect):
    rows = [*rows_of(3, 0.0), *(x | {"substance_code": "cocaine"} for x in rows_of(4, 0.0, n=900))]
    _, results = found(rows, engine, BOTH, aspect)
    assert {each.verdict for each in results.values()} <= {"not_found", "insufficient"}
    assert results[""].verdict == "not_found"
    assert 0 < results[""].smallest_detectable < 0.5


def test_each_cause_is_asked_of_the_records_at_the_lines(engine):
    rows = [
        *(weighing(2.0, incident_id="1") for _ in range(2)),
        weighing(2.2, incident_id="2"), weighing(2.3),
        weighing(2.5, "cannabis_herb"), weighing(3.0, "cannabis_herb"),
        *(weighing(2.0, unit_id="N", incident_id=f"n{k}") for k in range(5)),
        weighing(3.0, "cannabis_herb", "H"), weighing(2.0, "cannabis_herb", "H"),
    ]  # fmt: skip
    tables, results = found(rows, engine, BOTH, PAIR)
    detail = {"contrast": PAIR, "line": "heroin 2 g", "kind": "net_weight",
              "target_milli": [200, 300]}  # fmt: skip
    told = explanations(CHECK, replace(results[""], detail=detail), tables, engine)
    told = {each.cause.split()[0]: each for each in told}
    assert [(told[x].explains, told[x].of) for x in ("Other", "One", "Operations")] == [
        (6, 10), (2, 10), (5, 10),
    ]  # fmt: skip
    assert (told["Goods"].explains, told["Goods"].of) == (0, 10)


def test_what_cannot_be_compared_says_why(engine):
    assert "of which substance" in unready(tables_of({"measurements": [weighing(2.0)]}, Frame()))
    assert unready(tables_of({}, BOTH)) == ""
    _, results = found([weighing(2.0), weighing(None)], engine, BOTH, PAIR)
    assert results[""].verdict == "insufficient"
    assert results[""].n == 1
    _, results = found([weighing(2.0), weighing(2.1), weighing(2.3)], engine, BOTH, PAIR)
    assert results[""].reason.startswith("only 0 records of one of the goods")
    _, results = found([], engine, BOTH, ALONE)
    assert (results[""].verdict, results[""].n) == ("insufficient", 0)
