"""Which charges lie above or below their weights, in cases judged by hand?"""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest
from charged import DAY, FRAME, LAW, TURN, case, charge, held, weight

from tallystick.audit.execution import (
    cases,
    describe,
    explanations,
    in_steps,
    keep,
    results_of,
)
from tallystick.audit.selection import why_not
from tallystick.checks.outcomes.class_mismatch import CHECK
from tallystick.checks.outcomes.class_mismatch.results import mismatch_results
from tallystick.checks.shared.articles_read import folded, folded_column, keys_read
from tallystick.tables import Frame, Law
from worlds import tables_of

ASPECTS = ("above", "below", "charged_weight_alone")


def judged(engine, rows, frame=FRAME, behind=False):
    """The numbers of the cases listed for each aspect, of (number, weights, charges)."""
    tables = held(
        [case(number) for number, *_ in rows],
        [weight(number, *each) for number, weights, _ in rows for each in weights],
        [charge(number, *each) if isinstance(each, tuple) else charge(number, each)
         for number, _, charges in rows for each in charges], frame,
    )  # fmt: skip
    tables = keep(CHECK, tables, engine, behind=behind)
    results = {each.aspect: each for each in results_of(CHECK, tables, engine)[0]
               if each.subject_kind == "agency"}  # fmt: skip
    listed = {
        aspect: sorted(row["incident_id"] for row in
                       engine.rows(cases(CHECK, results[aspect], in_steps(tables))))
        for aspect in ASPECTS if aspect in results
    }  # fmt: skip
    return listed, results, tables


BY_HAND = (
    ((10,), "10(1)", ""), ((10,), "10(2)", "above"), ((10,), "10(3)", "above"),
    ((60,), "10(1)", "below"), ((60,), "10(2)", ""), ((60,), "20(1)", "below"),
    ((60,), "20(2)", ""), ((1010,), "20(2)", "below"), ((1010,), "20(3)", ""),
    # On 50 g no source says the side, and 1,000 g is the milder class's.
    ((50,), "10(1)", ""), ((50,), "10(2)", ""), ((49.999,), "10(2)", "above"),
    ((50.001,), "10(1)", "below"), ((1000,), "10(3)", "above"), ((1000.001,), "10(3)", ""),
    # Several exhibits: the sum before above, the heaviest before below.
    ((30, 30), "10(2)", ""), ((30, 30), "10(1)", ""), ((60, 30), "10(1)", "below"),
    ((20, 20), "10(2)", "above"),
    # Circumstances alone, other conduct and unknown parts: not judged.
    ((10,), "20(4)", ""), ((10,), "30", ""), ((10,), "20(5)", ""),
    # Nothing recorded that could make the part.
    ((10,), "20(3)", "above"),
)  # fmt: skip


def test_a_charge_is_above_below_or_as_its_weight_gives(engine):
    rows = [
        (f"{at}", [(each, "lab", str(number)) for number, each in enumerate(grams)], [article])
        for at, (grams, article, _) in enumerate(BY_HAND)
    ]
    # A text for which something is recorded, so that the column is there.
    rows.append(("noted", [(10,)], [("10(1)", None, "convicted", None, "a note")]))
    listed, *_ = judged(engine, rows)
    sides = [side for aspect in ASPECTS for at in listed[aspect]
             for side in [(int(at), aspect)]]  # fmt: skip
    assert sorted(sides) == [(at, side) for at, (*_, side) in enumerate(BY_HAND) if side]


def test_doubt_goes_to_the_record(engine):
    """A circumstance that can make the part, a substance without a table, another charge."""
    rows = [
        ("noted", [(10,)], [("20(3)", None, "convicted", None, "a group")]),
        ("idle", [(10,)], [("10(3)", None, "convicted", None, "a group")]),
        ("other", [(10,), (1, "lab", "2", "unheard of")], ["10(3)"]),
        ("more", [(60,), (1, "lab", "2", "unheard of")], ["10(1)"]),
        ("two", [(60,)], [("10(1)", "a"), ("10(2)", "b")]),
        ("unread", [(60,)], ["10(1)", "who knows"]),
        ("gang", [(60,)], ["20(1)", "20(4)"]),
        ("thief", [(60,)], ["20(1)", "30"]),
        ("none", [], ["10(3)"]),
        ("gross", [(60, "field", "1", "herb", "gross_weight")], ["10(1)"]),
    ]
    rows.append(("pending", [(60,)], [("10(1)", None, "pending")]))
    listed, results, tables = judged(engine, rows, behind=True)
    assert listed == {
        "above": ["idle"], "below": ["more", "thief"], "charged_weight_alone": [],
    }  # fmt: skip
    assert results["above"].detail["excused"] == 1
    assert results["above"].detail["unread"] == 1
    # Of thirteen charges one is pending, "none" has no goods, three no amount that makes them, or
    # were not read; two more have goods of which the law has no table.
    assert [results[aspect].n for aspect in ASPECTS] == [8, 10, 8]
    said = describe(CHECK, results["below"], tables, engine)
    assert "1 name no article that was read for certain, 1 are pending" in said.condition


def test_the_weight_on_which_the_charge_rests_counts_and_the_charged_one_alone_is_told(engine):
    rows = [
        ("follows", [(60, "field"), (40, "lab")], ["10(1)"]),
        ("court", [(40, "lab"), (60, "court")], ["10(1)"]),
        ("alone", [(40, "field"), (41, "lab"), (60, "charge")], ["10(2)"]),
        ("scale", [(60, "field"), (41, "lab"), (60, "charge")], ["10(2)"]),
        ("unweighed", [(60, "charge")], ["10(2)"]),
        ("burnt", [(40, "lab"), (60, "destruction")], ["10(1)"]),
        ("no stage", [(40, None), (60, "lab")], ["10(2)"]),
        ("no number", [(30, "lab", None), (30, "lab", None)], ["10(2)"]),
        # One exhibit was left out of the charge: added up for above, not asked for below.
        ("left out", [(60, "lab", "2"), (40, "charge", "1")], ["10(1)"]),
        ("taken in", [(60, "lab", "2"), (40, "charge", "1")], ["10(2)"]),
        ("again", [(30, "lab"), (30, "lab")], ["10(2)"]),
    ]
    listed, *_ = judged(engine, rows)
    assert listed == {
        "above": ["again"], "below": ["court"], "charged_weight_alone": ["alone"],
    }  # fmt: skip


def test_the_law_is_that_of_the_day_of_the_deed_and_of_the_period_examined(engine):
    small, large, *others = LAW.articles
    merged = replace(small, classes=("small", "large"), to_date=date(2021, 12, 31))
    parts = (merged, replace(small, from_date=TURN), replace(large, from_date=TURN), *others)
    frame = replace(FRAME, law=replace(LAW, articles=parts))
    rows = [("x", [(60,)], ["10(1)"])]
    assert judged(engine, rows, frame)[0]["below"] == []
    later = replace(frame, first_day=date(2021, 3, 1), last_day=date(2021, 3, 1))
    assert judged(engine, rows, later)[1]["below"].n == 1
    assert judged(engine, rows, replace(frame, last_day=date(2021, 2, 28)))[0] == {}
    tables = held([case("x", day=datetime(2022, 3, 1))], [weight("x", 60)], [charge("x", "10(1)")],
                  frame)  # fmt: skip
    results = results_of(CHECK, keep(CHECK, tables, engine), engine)[0]
    assert [each.verdict for each in results if not each.subject] == [
        "not_found", "exceptions", "not_found",
    ]  # fmt: skip


def test_what_rests_on_an_unsure_row_says_so(engine):
    _, results, tables = judged(
        engine, [("x", [(1010,)], ["20(2)"]), ("y", [(10,)], ["10(2)"])], behind=True
    )
    said = " ".join(CHECK.describe(results["below"], tables).caveats)
    assert "herb huge (conflicting)" in said
    assert "the table was not read." in said
    said = " ".join(CHECK.describe(results["above"], tables).caveats)
    assert "not sure" not in said
    assert "the table was not read" not in said


def test_each_cause_counts_the_charges_that_it_would_explain(engine):
    plain = [(f"u{k}", [(20 + 2 * k,)], ["10(1)" if k < 15 else "10(2)"]) for k in range(30)]
    plain += [(f"v{k}", [(1100 + k,)], ["10(3)"]) for k in range(10)]
    rows = [
        ("slip", [(1.1,)], ["10(3)"]), ("tons", [(40,)], ["10(3)"]),
        ("field", [(60, "field"), (40, "lab")], ["10(2)"]),
        ("gross", [(40, "lab"), (60, "field", "1", "herb", "gross_weight")], ["10(2)"]),
        ("down", [(30_000,)], ["10(1)"]),
        ("plea", [(60,)], [("10(1)", None, "convicted", None, "Plea agreement")]),
        ("lab", [(60, "charge"), (40, "lab")], ["10(1)"]),
        ("two", [(60, "lab", "1"), (5, "lab", "2")], [("10(1)", "a"), ("10(1)", "b")]),
    ]  # fmt: skip
    listed, results, tables = judged(engine, plain + rows, behind=True)
    assert listed["above"] == ["field", "gross", "slip", "tons"]
    assert listed["below"] == ["down", "lab", "plea", "two", "two"]
    told = {
        aspect: [(each.explains, each.of) for each in
                 explanations(CHECK, results[aspect], tables, engine)]
        for aspect in ASPECTS
    }  # fmt: skip
    slip, field, lab, court, gross, several, persons, later, noted, rest = told["above"]
    assert (slip, field, lab, court, gross) == ((1, 4), (1, 4), (0, 4), (0, 4), (1, 4))
    assert (several, persons, later, noted, rest) == ((0, 4), (0, 4), (0, 4), (0, 4), (None, None))
    slip, field, lab, court, several, persons, later, plea = told["below"]
    assert (slip, field, lab, court) == ((1, 5), (0, 5), (1, 5), (0, 5))
    assert (several, persons, later, plea) == ((2, 5), (2, 5), (0, 5), (1, 5))


def test_a_charge_by_the_law_of_the_day_of_the_decision_is_explained(engine):
    old = [replace(each, to_date=date(2021, 12, 31)) for each in LAW.amounts]
    new = [replace(each, from_date=TURN, low=each.low and 2 * each.low,
                   high=each.high and 2 * each.high) for each in LAW.amounts]  # fmt: skip
    moved = (*old, *new)
    frame = replace(FRAME, law=replace(LAW, amounts=moved))
    rows = [("x", [(60,)], [("10(1)", None, "convicted", None, None, datetime(2022, 5, 1))]),
            ("y", [(60,)], ["10(1)"])]  # fmt: skip
    listed, results, tables = judged(engine, rows, frame, behind=True)
    assert listed["below"] == ["x", "y"]
    said = explanations(CHECK, results["below"], tables, engine)
    (later,) = [each for each in said if each.cause.startswith("The law changed")]
    assert (later.explains, later.of) == (1, 2)


READ = (
    ("20(3)", "20(3)"), ("20-3", "20(3)"), ("art. 20(3)", "20(3)"), ("20 part 3", "20(3)"),
    ("Article 20, part 3 of the Criminal Code", "20(3)"), ("ст. 20 ч. 3", "20(3)"),
    ("ч.3 ст.20 УК РК", "20(3)"), ("часть 3 статьи 20", "20(3)"),
    ("§ 20 (3)", "20(3)"), ("20\u20133", "20(3)"), ("30", "30"), ("ст. 30", "30"),
    ("20-9(1)", "20-9(1)"), ("20-9 ч. 1", "20-9(1)"),
    # There is an article 20-9: without its part it is not read, nor as part 9 of article 20.
    ("20-9", None), ("20", None), ("20(3), 30", None), ("24(3)-20(3)", None), ("20.3", None),
    ("20(3)'; drop table outcomes --", None), ("", None), ("10(9)", None),
)  # fmt: skip


def test_an_article_is_read_as_agencies_write_it_and_no_other_is(engine):
    rows = [{"incident_id": "x", "statute": text} for text, _ in READ]
    told = engine.rows(keys_read(tables_of({"outcomes": rows}, FRAME), LAW))
    assert {row["statute"]: row["key"] for row in told} == dict(READ)


def test_texts_are_folded_in_the_engine_as_here(engine):
    texts = ["Часть 3 СТАТЬИ 297", "art.\u00a020 – 3", "§20(3)(b)", "ČL. 5", "ж\u0301", "'\"--\\"]
    rows = [{"incident_id": "x", "statute": text} for text in texts]
    relation = tables_of({"outcomes": rows}, FRAME)["outcomes"]
    told = engine.rows(relation.select("statute", read=folded_column(relation.statute)))
    assert {row["statute"]: row["read"] for row in told} == {text: folded(text) for text in texts}


def test_a_law_without_a_pack_or_amounts_is_not_run_and_says_what_to_add(engine):
    rows = [case("x")], [weight("x", 60)], [charge("x", "10(1)")]
    assert "names no jurisdiction" in why_not(CHECK, held(*rows, Frame()))
    assert "no law pack of XB; add one" in why_not(CHECK, held(*rows, Frame(law=Law("XB", ""))))
    bare = Frame(law=replace(LAW, amounts=()))
    assert "pack of XA has none by which a weight" in why_not(CHECK, held(*rows, bare))
    assert why_not(CHECK, held(*rows)) == ""
    _, results, _ = judged(engine, [("x", [], ["10(1)"]), ("y", [(1,)], ["?"])])
    assert {each.verdict for each in results.values()} == {"insufficient"}
    assert "of 2 charges none is both read" in results["above"].reason
    assert "1 not read, 1 read and without" in results["above"].reason
    none = np.zeros(0)
    assert mismatch_results(none, none, none, frame=FRAME) == []


def test_a_unit_that_charges_above_more_than_the_others_is_found(engine):
    rows = {"incidents": [], "measurements": [], "outcomes": []}
    for unit in range(8):
        for number in range(60):
            name = f"{unit}-{number}"
            above = number < (25 if unit == 0 else 6 + unit % 3)
            rows["incidents"].append(case(name, f"U{unit}", DAY))
            rows["measurements"].append(weight(name, 10))
            rows["outcomes"].append(charge(name, "10(2)" if above else "10(1)"))
    tables = keep(CHECK, tables_of(rows, FRAME), engine, behind=True)
    found = {(each.aspect, each.subject): each for each in results_of(CHECK, tables, engine)[0]}
    result = found["above", "U0"]
    others = sum(6 + unit % 3 for unit in range(1, 8)) / (60 * 7)
    assert result.verdict == "differs"
    assert result.estimate == pytest.approx(25 / 60 - others, abs=0.001)
    assert (result.detail["found"], result.detail["exceptions"]) == (25, 25)
    assert len(engine.rows(cases(CHECK, result, in_steps(tables)))) == 25
    assert "unit U0: more cases charged above" in CHECK.describe(result, tables).title
    assert {each.verdict for (aspect, unit), each in found.items()
            if aspect == "above" and unit not in ("", "U0")} == {"not_found"}  # fmt: skip
    assert found["below", "U0"].verdict == "not_found"
