"""Which sentences lie outside their range, in decisions judged by hand?"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from charged import DAY, FRAME, LAW, TURN, case, charge, held, weight

from every_fault import holds_of_each
from tallystick.audit.execution import (
    cases,
    describe,
    explanations,
    in_steps,
    keep,
    results_of,
)
from tallystick.audit.selection import why_not
from tallystick.checks.outcomes.penalty_range import CHECK
from tallystick.checks.outcomes.penalty_range.query import ASPECTS
from tallystick.cli.charged_law import law_of
from tallystick.statutes import built_in, read_pack
from tallystick.tables import Frame, Law
from worlds import tables_of

DAY_LONG = timedelta(days=1)
KZ = Frame(law=law_of(read_pack(built_in()["KZ"])))


def sentenced(engine, rows, frame=FRAME, day=DAY):
    """What is listed for each aspect, of rows (number, grams, article, months, more)."""
    tables = held(
        [case(number, day=day) for number, *_ in rows],
        [weight(number, grams) for number, grams, *_ in rows if grams],
        [charge(number, article, months=months, **(more[0] if more else {}))
         for number, _, article, months, *more in rows], frame,
    )  # fmt: skip
    tables = keep(CHECK, tables, engine)
    results = {each.aspect: each for each in results_of(CHECK, tables, engine)[0]}
    listed = {
        row["incident_id"]: aspect for aspect in ASPECTS
        for row in engine.rows(cases(CHECK, results[aspect], in_steps(tables)))
    }  # fmt: skip
    return listed, results, tables


def test_a_sentence_is_inside_or_outside_its_range(engine):
    rows = [
        ("least", None, "20(1)", 60), ("most", None, "20(1)", 96), ("short", None, "20(1)", 59.9),
        ("long", None, "20(1)", 96.1), ("open", None, "20(4)", 999), ("under", None, "20(4)", 179),
        ("none", None, "20(1)", 0), ("unsaid", None, "20(1)", None), ("unread", None, "?", 999),
        ("free", None, "20(1)", 1, {"verdict": "acquitted"}), ("theft", None, "30", 61),
        ("small", None, "10(1)", 12), ("over", None, "10(1)", 13),
    ]  # fmt: skip
    listed, results, tables = sentenced(engine, rows)
    low, high, *found = ASPECTS
    assert listed == {"short": low, "under": low, "long": high, "theft": high, "over": high}
    assert results[low].n == 9
    assert (results[low].detail["none_given"], results[low].detail["unread"]) == (1, 1)
    assert {results[each].verdict for each in found} == {"insufficient"}
    said = describe(CHECK, results[low], tables, engine)
    assert "2 of 9 sentences" in said.title
    # Of the article on which one of the two rests no text was found.
    assert "20(4) (memory)" in " ".join(said.caveats)
    assert "(memory)" not in " ".join(CHECK.describe(results[high], tables).caveats)


def test_a_sentence_is_set_beside_what_was_found_too(engine):
    rows = [
        # 1,100 g make 20(3), 120 to 180 months then; 60 g make 20(2), 72 to 120.
        ("as found", 1100, "20(3)", 130), ("milder", 1100, "20(2)", 100),
        ("enough", 1100, "20(2)", 120), ("graver", 60, "20(3)", 150), ("inside", 60, "20(3)", 120),
        ("noted", 60, "20(3)", 150, {"noted": "a group"}), ("outside", 1100, "20(2)", 60),
        # On 50 g the least is that of the milder part, the most that of the graver one.
        ("bound", 50, "20(2)", 75), ("bound too", 50, "20(1)", 96), ("gang", 10, "20(4)", 200),
    ]  # fmt: skip
    listed, results, _ = sentenced(engine, rows)
    low, _, low_found, high_found = ASPECTS
    assert listed == {"outside": low, "milder": low_found, "graver": high_found}
    assert results[low_found].n == 9
    assert results[low_found].detail["unsure"] == ["herb huge (conflicting)"]


def test_the_case_of_zhambyl_is_inside_ten_to_fifteen_years_and_over_seven_to_twelve(engine):
    """1,010 g, 297(3): 120 to 180 months, since 3 March 2025 84 to 144; 11 years are 132."""
    for day, inside, outside in (
        (datetime(2025, 3, 2), (120, 132, 180), ((119, "below"), (181, "above"))),
        (datetime(2025, 3, 3), (84, 132, 144), ((83, "below"), (145, "above"))),
    ):
        rows = [(f"{months}", 1010, "ст. 297 ч. 3", months) for months in inside]
        rows += [(f"{months}", 1010, "297-3", months) for months, _ in outside]
        rows = [(number, grams, *more) for number, grams, *more in rows]
        tables = held(
            [case(number, day=day) for number, *_ in rows],
            [weight(number, grams, substance="marijuana") for number, grams, *_ in rows],
            [charge(number, text, months=months) for number, _, text, months in rows], KZ,
        )  # fmt: skip
        tables = keep(CHECK, tables, engine)
        for result in results_of(CHECK, tables, engine)[0]:
            listed = engine.rows(cases(CHECK, result, in_steps(tables)))
            told = {row["sentence_months"] for row in listed}
            assert told == {m for m, side in outside if result.aspect == f"{side} the article"}
            assert result.n == 5


def test_a_milder_law_since_reaches_back_by_the_rule_of_the_country(engine):
    """297(3) is 120 to 180 months before 3 March 2025 and 84 to 144 since; Art. 6 reaches back."""
    before, after = datetime(2025, 3, 2), datetime(2025, 6, 1)
    deed = datetime(2024, 1, 1)
    rows = [
        ("milder least", None, "297(3)", 96, {"day": after}),
        ("too short", None, "297(3)", 83, {"day": after}),
        ("above since", None, "297(3)", 156, {"day": after}),
        ("officer", None, "297(3)", 156, {"day": after, "noted": "official position"}),
        ("judged before", None, "297(3)", 156, {"day": before}),
        ("short before", None, "297(3)", 96, {"day": before}),
    ]
    low, high, *_ = ASPECTS
    listed, _, _ = sentenced(engine, rows, KZ, day=deed)
    assert listed == {"too short": low, "above since": high, "short before": low}
    for rule, expected in (
        ("day_of_offence", {"milder least": low, "too short": low, "short before": low}),
        ("day_of_sentence", {"too short": low, "above since": high, "officer": high,
                             "short before": low}),
        ("", {"milder least": low, "too short": low, "short before": low}),
    ):  # fmt: skip
        frame = Frame(law=replace(KZ.law, later=rule))
        assert sentenced(engine, rows, frame, day=deed)[0] == expected, rule


def test_a_later_law_that_is_harsher_does_not_reach_back(engine):
    """An invented law: 20(3) is 84 to 144 months until 2022 and 120 to 180 since."""
    turned = tuple(
        replace(each, from_date=TURN if each.from_date is None else None,
                to_date=None if each.to_date else TURN - DAY_LONG)
        if each.key == "20(3)" else each for each in LAW.articles
    )  # fmt: skip
    frame = Frame(law=replace(LAW, articles=turned, later="milder"))
    since = {"day": datetime(2022, 6, 1)}
    rows = [("inside", None, "20(3)", 100, since), ("above", None, "20(3)", 150, since),
            ("below", None, "20(3)", 83, since)]  # fmt: skip
    low, high, *_ = ASPECTS
    assert sentenced(engine, rows, frame)[0] == {"above": high, "below": low}


def test_a_sentence_that_a_milder_law_allows_is_not_below_what_was_found(engine):
    tables = held(
        [case("milder", day=datetime(2024, 1, 1))],
        [weight("milder", 1010, substance="marijuana")],
        [charge("milder", "297(3)", months=96, day=datetime(2025, 6, 1))], KZ,
    )  # fmt: skip
    results = results_of(CHECK, keep(CHECK, tables, engine), engine)[0]
    assert [each.detail["exceptions"] for each in results] == [0, 0, 0, 0]


def test_each_reason_counts_the_sentences_that_it_would_explain(engine):
    rows = [
        ("years", None, "20(1)", 7), ("plea", None, "20(1)", 50, {"noted": "attempt"}),
        ("later", None, "20(3)", 100, {"day": datetime(2022, 6, 1)}),
        ("two", None, "20(1)", 40, {"person": "a", "day": datetime(2021, 9, 1, 9)}),
        ("same day", None, "20(1)", 70, {"person": "a", "day": datetime(2021, 9, 1, 15)}),
        ("days", None, "20(1)", 2000), ("group", None, "20(2)", 125, {"noted": "group"}),
    ]  # fmt: skip
    listed, results, tables = sentenced(engine, rows)
    low, high, *_ = ASPECTS
    assert sorted(name for name, side in listed.items() if side == low) == [
        "later", "plea", "two", "years",
    ]  # fmt: skip
    told = {
        aspect: [(each.explains, each.of) for each in
                 explanations(CHECK, results[aspect], tables, engine)]
        for aspect in (low, high)
    }  # fmt: skip
    assert told[low] == [(1, 4), (1, 4), (1, 4), (1, 4), (None, None), (None, None)]
    assert told[high] == [(1, 2), (0, 2), (0, 2), (1, 2), (None, None)]


def test_it_is_run_without_weights_and_not_without_a_law(engine):
    rows = {"incidents": [case("x")], "outcomes": [charge("x", "20(1)", months=50)]}
    tables = tables_of(rows, FRAME)
    assert why_not(CHECK, tables) == ""
    results = results_of(CHECK, keep(CHECK, tables, engine), engine)[0]
    assert [each.verdict for each in results] == [
        "exceptions", "not_found", "insufficient", "insufficient",
    ]  # fmt: skip
    assert "names no jurisdiction" in why_not(CHECK, tables_of(rows, Frame()))
    assert "no law pack of XB" in why_not(CHECK, tables_of(rows, Frame(law=Law("XB", ""))))
    unpunished = tuple(replace(each, punished=False) for each in LAW.articles)
    bare = Frame(law=replace(LAW, articles=unpunished))
    results = results_of(CHECK, keep(CHECK, tables_of(rows, bare), engine), engine)[0]
    assert {each.verdict for each in results} == {"insufficient"}
    assert "of 1 convictions none names an article" in results[0].reason
    late = replace(FRAME, first_day=date(2021, 3, 2))
    assert results_of(CHECK, keep(CHECK, tables_of(rows, late), engine), engine)[0] == []


def makes_a_law_whose_parts_can_be_read(code):
    from tallystick.checks.shared.articles_read import forms
    from tallystick.checks.shared.charge_severity import given, in_force

    pack = read_pack(built_in()[code])
    law = law_of(pack)
    assert {each.key for each in law.articles} == {each.key for each in pack.offences}
    assert set(forms(law).values()) == {each.key for each in pack.offences}
    for (article, amount), said in given(law).items():
        assert said.low is None or said.high is None or said.low <= said.high
        assert in_force(law)[article].classes
        assert law.amounts[amount].codes


def test_every_pack_makes_a_law_whose_parts_can_be_read():
    holds_of_each(makes_a_law_whose_parts_can_be_read, sorted(built_in()), "the rows of the pack")
