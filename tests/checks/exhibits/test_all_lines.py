"""Are all lines of a jurisdiction taken together, each record once, and told line by line?"""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe
from tallystick.audit.multiplicity import at_level
from tallystick.checks.exhibits.threshold_bunching import CHECK
from tallystick.checks.exhibits.threshold_bunching import test as judge
from tallystick.checks.exhibits.threshold_bunching.subjects import ALL_LINES
from tallystick.findings import Result
from tallystick.tables import Frame, Line
from worlds import day, tables_of

GOODS = ("cocaine", "heroin", "cannabis_herb", "mdma")
LINES = tuple(
    Line(f"{name} 2 g", "net_weight", Decimal(2), "g", f"Act {k}", substance_code=name)
    for k, name in enumerate(GOODS)
)
UNITS = [f"U{k:02d}" for k in range(10)]
MOVER, SHARE, N = "U03", 0.12, 2500


def written(true, rng, moving):
    """Weights in hundredths of a gram: rounded as people round, a share written at the line."""
    value = np.where(rng.random(true.size) < 0.6, np.round(true, 1), np.round(true, 2))
    whole = rng.random(true.size) < 0.15
    value[whole] = np.round(true[whole])
    picked = (true >= 1.5) & (true < 2) & (rng.random(true.size) < moving)
    value[picked] = rng.choice([2.0, 2.0, 2.1, 2.2], picked.sum())
    return np.round(value * 100).astype(np.int64)


def counted(moving, lines=LINES, seed=2, n=N):
    """The columns of `counts`: one row per line, unit and hundredth of a gram from .4 to 10 g."""
    rng = np.random.default_rng(seed)
    rows = []
    for line in lines:
        for unit in UNITS:
            true = np.exp(rng.normal(0.6, 0.8, n))
            of = written(true, rng, moving.get((line.name, unit), 0.0))
            bins, number = np.unique(of[(of >= 40) & (of <= 1000)], return_counts=True)
            rows += [(line.name, unit, b, k) for b, k in zip(bins, number, strict=True)]
    line, unit, bins, number = (np.array(each) for each in zip(*rows, strict=True))
    return {"line": line.astype(object), "unit_id": unit.astype(object),
            "officer_id": np.full(len(line), "", dtype=object), "bin": bins, "n": number,
            "n_exact": number}  # fmt: skip


def results(moving, lines=LINES, **how):
    given = judge(**counted(moving, lines, **how), frame=Frame(lines=lines))
    found = [at_level(each) for each in given]
    return {(each.aspect, each.subject): each for each in found}


@pytest.fixture(scope="module")
def moved():
    return results({(line.name, MOVER): SHARE for line in LINES})


def test_the_unit_that_moves_a_little_everywhere_is_named_and_no_other(moved):
    together = moved[ALL_LINES, MOVER]
    assert together.verdict == "moved"
    assert together.p_value < 1e-4
    single = [moved[line.name, MOVER].verdict for line in LINES]
    assert single.count("not_found") >= 2
    assert together.interval[0] < SHARE < together.interval[1]
    assert together.smallest_detectable < min(
        moved[line.name, MOVER].smallest_detectable for line in LINES
    )
    assert together.n == sum(moved[line.name, MOVER].n for line in LINES)
    assert [each["line"] for each in together.detail["lines"]] == [line.name for line in LINES]
    others = [each for (aspect, unit), each in moved.items() if aspect == ALL_LINES]
    assert len(others) == len(UNITS)
    assert {each.verdict for each in others if each.subject != MOVER} == {"not_found"}


def test_one_line_alone_does_not_speak_for_all():
    found = results({(LINES[0].name, MOVER): 0.6}, seed=1)
    assert found[LINES[0].name, MOVER].verdict == "moved"
    together = found[ALL_LINES, MOVER]
    assert together.verdict == "not_found"
    assert "see each line" in together.reason


def test_one_line_has_no_pooled_result():
    assert ALL_LINES not in {aspect for aspect, _ in results({}, LINES[:1], n=500)}


def beside(line, **changes):
    return (line, replace(line, **{"name": "other", **changes}))


@pytest.mark.parametrize(
    ("changes", "apart"),
    [
        ({"value": Decimal("2.2")}, False),
        ({"stage": "lab"}, False),
        ({"kind": "gross_weight"}, False),
        ({"substance_code": None}, False),
        ({"value": Decimal(4)}, True),
        ({"kind": "volume"}, True),
        ({"substance_code": "heroin"}, True),
        ({"from_date": day("2021-01-01")}, False),
    ],
)
def test_lines_whose_windows_share_records_are_counted_once(changes, apart):
    pair = beside(LINES[0], **changes)
    rows = counted({}, pair[:1])
    other = {name: column.copy() for name, column in rows.items()}
    other["line"][:] = "other"
    other["n"] = other["n"] * 2
    if pair[1].value != 2:
        other["bin"] = other["bin"] * int(pair[1].value * 10) // 20
    columns = {name: np.concatenate([rows[name], other[name]]) for name in rows}
    found = judge(**columns, frame=Frame(lines=pair))
    assert any(each.aspect == ALL_LINES for each in found) == apart
    third = replace(LINES[2], name="third", kind="volume")
    rows["line"] = np.full(len(rows["line"]), "third", dtype=object)
    columns = {name: np.concatenate([columns[name], rows[name]]) for name in rows}
    found = judge(**columns, frame=Frame(lines=(*pair, third)))
    together = next(each for each in found if each.aspect == ALL_LINES)
    assert together.detail["left_out"] == ([] if apart else [LINES[0].name])


def test_lines_in_force_one_after_the_other_are_apart():
    old = replace(LINES[0], to_date=day("2020-12-31"))
    new = replace(LINES[0], name="new", from_date=day("2021-01-01"))
    assert ALL_LINES in {aspect for aspect, _ in results({}, (old, new))}


def test_a_subject_with_records_at_one_line_only_is_insufficient():
    rows = counted({})
    kept = (rows["unit_id"] != "U05") | (rows["line"] == LINES[0].name)
    found = judge(**{k: v[kept] for k, v in rows.items()}, frame=Frame(lines=LINES))
    result = next(e for e in found if e.aspect == ALL_LINES and e.subject == "U05")
    assert (result.verdict, result.p_value) == ("insufficient", None)
    assert "fewer than two lines" in result.reason


def weighing(number, value, unit_id, substance):
    return {"incident_id": number, "unit_id": unit_id, "kind": "net_weight", "value": value,
            "substance_code": substance, "unit": "g"}  # fmt: skip


ROWS = [
    weighing("1", 2.0, "A", "cocaine"), weighing("1", 2.1, "A", "cocaine"),
    weighing("1", 2.1, "A", "heroin"), weighing("2", 1.772, "A", "heroin"),
    weighing("3", 2.2, "B", "heroin"), weighing("4", 2.0, "A", "mdma"),
    weighing("5", 7.09, "A", "cannabis_herb"), weighing("6", 7.5, "A", "cannabis_herb"),
]  # fmt: skip


def pooled_result(**changes):
    of_lines = [
        {"line": "cocaine 2 g", "target_milli": 200, "share": 0.11},
        {"line": "heroin 2 g", "target_milli": 200, "share": 0.13},
        {"line": "herb 7 g", "target_milli": 700, "share": 0.08},
    ]
    detail = {"lines": of_lines, "left_out": ["mdma 2 g"], "kind": "net_weight", "subjects": 2,
              "many_subjects": False}  # fmt: skip
    return Result(CHECK.name, "unit", "A", ALL_LINES, "moved", 90, estimate=0.12,
                  interval=(0.04, 0.2), p_value=0.001, detail=detail | changes)  # fmt: skip


def small_tables(rows=ROWS):
    herb = replace(LINES[2], name="herb 7 g", value=Decimal(7))
    frame = Frame(lines=(LINES[0], LINES[1], herb, LINES[3]))
    return tables_of({"measurements": rows}, frame)


def test_cases_are_the_records_just_beyond_each_pooled_line_of_that_unit(engine):
    listed = engine.rows(cases(CHECK, pooled_result(), small_tables()))
    assert sorted((row["substance_code"], row["value"]) for row in listed) == [
        ("cannabis_herb", 7.09), ("cannabis_herb", 7.5), ("cocaine", 2.0), ("cocaine", 2.1),
        ("heroin", 2.1),
    ]  # fmt: skip


def test_causes_are_asked_at_each_line_and_added_up(engine):
    finding = describe(CHECK, pooled_result(), small_tables(), engine)
    packs, _, split, *_ = finding.explanations
    assert (packs.explains, packs.of) == (1, 5), "7.09 g is a quarter of an ounce"
    assert (split.explains, split.of) == (2, 5), "case 1: two at one line, one at another"
    one = [row | {"exhibit_id": f"E{row['incident_id']}"} for row in ROWS]
    weighed_twice = describe(CHECK, pooled_result(), small_tables(one), engine).explanations[2]
    assert (weighed_twice.explains, weighed_twice.of) == (0, 5)
    assert weighed_twice.answer == "seen in none of 5, which does not rule it out"
    scores = describe(CHECK, pooled_result(kind="score"), small_tables(), engine)
    assert len(scores.explanations) == len(finding.explanations) - 1


def test_it_is_told_line_by_line_with_what_was_left_out(engine):
    finding = describe(CHECK, pooled_result(), small_tables(), engine)
    assert "2 g (cocaine 2 g): 11%; 2 g (heroin 2 g): 13%; 7 g (herb 7 g): 8%" in finding.condition
    assert "about 12% (95% range 4% to 20%)" in finding.condition
    assert finding.criteria.endswith("Act 0; Act 1; Act 2.")
    assert any("mdma 2 g" in caveat for caveat in finding.caveats)
    many = describe(CHECK, pooled_result(many_subjects=True, left_out=[]), small_tables(), engine)
    assert any("understated" in caveat for caveat in many.caveats)
    assert not any("Not counted" in caveat for caveat in many.caveats)
