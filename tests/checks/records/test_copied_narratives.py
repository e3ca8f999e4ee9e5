"""Are reports that repeat each other counted, and whose are told, in texts made by hand?"""

import numpy as np
import pytest
from copied_texts import letters, report, tables, told

from tallystick.audit.evidence import write_evidence
from tallystick.audit.execution import cases, describe, explanations, keep, results_of
from tallystick.audit.multiplicity import at_level
from tallystick.checks.records.copied_narratives import CHECK
from tallystick.checks.records.copied_narratives.near_duplicates import (
    ASPECTS,
    FLAGS,
    asked,
    near_pairs,
)
from tallystick.checks.records.copied_narratives.results import copied_results as said
from tallystick.checks.records.copied_narratives.wording import PHRASES
from tallystick.tables import Frame
from worlds import tables_of

OWN, OTHERS = ASPECTS["own"], ASPECTS["others"]
TEN = np.repeat([f"U{k}" for k in range(10)], 6)
HOSTILE = "'; DROP TABLE narratives; -- \" =cmd()"


def flags(engine, reports):
    held = keep(CHECK, tables(reports), engine)
    return {row["incident_id"]: row for row in engine.rows(asked(held))}


def pairs(engine, reports):
    rows = engine.rows(near_pairs(keep(CHECK, tables(reports), engine)))
    return {(row["incident_id"], row["other_incident_id"]): row for row in rows}


def likeness(one, other):
    """The slow twin: word pairs in both, of those in either, and how many each has."""
    one, other = (set(zip(text.split(), text.split()[1:], strict=False)) for text in (one, other))
    return len(one & other), len(one), len(other)


def test_different_texts_are_no_duplicates(engine):
    reports = [report(k, told(k), f"a{k % 3}") for k in range(30)]
    assert pairs(engine, reports) == {}
    found = flags(engine, reports)
    assert all(row["asked"] == 1 and row["own"] == row["others"] == 0 for row in found.values())


@pytest.mark.parametrize("changed", [2, 5, 6, 7])
def test_likeness_is_that_of_the_slow_twin(engine, changed):
    text = told(0)
    words = text.split()
    for place in range(changed):
        words[3 * place] = f"new{letters(place)}"
    edited = " ".join(words)
    reports = [report(0, text), report(1, edited), *(report(k, told(k)) for k in range(2, 9))]
    shared, own, other = likeness(text, edited)
    near, like = (1000 * shared >= least * (own + other - shared) for least in (300, 200))
    found = pairs(engine, reports)
    assert set(found) == ({("1", "0")} if near else set())
    if near:
        row = found["1", "0"]
        assert (row["shared"], row["own_pairs"], row["other_pairs"]) == (shared, other, own)
    assert near == (changed < 6)
    assert like == (changed < 7)
    flagged = flags(engine, reports)["1"]
    assert (flagged["own"], flagged["like_own"]) == (near, like)


def test_case_marks_and_breaks_make_no_difference(engine):
    text = told(1)
    marked = text.upper().replace(" ", ",\r\n(", 7) + "!"
    assert ("1", "0") in pairs(engine, [report(0, text), report(1, marked)])


def test_phrases_of_three_authors_are_a_template_and_of_two_are_not(engine):
    form = told("form")
    for authors, linked in ((3, False), (2, True)):
        reports = [
            report(k, f"{form} {told(k, 9)}", f"a{k % authors}", area=f"{k}") for k in range(9)
        ]
        assert bool(pairs(engine, reports)) is linked
        kept = PHRASES(tables(reports)).group_by("text_id").agg(n=lambda t: t.pairs.sum())
        kept = engine.rows(kept)
        assert {row["n"] for row in kept} == {9 if authors == 3 else 8 + 20}


def test_what_one_author_writes_again_and_again_is_not_the_departments(engine):
    """Of 60 reports 20 by one author and two by others have it: without hers, one in thirty."""
    pasted = told("pasted")
    hers = [report(k, pasted, "a0", area=f"{k}") for k in range(20)]
    others = [report(20 + k, pasted, f"a{k + 1}", area=f"x{k}") for k in range(2)]
    rest = [report(22 + k, told(k), f"a{k % 5}", area=f"y{k}") for k in range(38)]
    assert pairs(engine, [*hers, *others, *rest])
    four = [report(20 + k, pasted, f"a{k + 1}", area=f"x{k}") for k in range(4)]
    assert pairs(engine, [*hers, *four, *rest[:-2]]) == {}


def test_five_times_are_not_often(engine):
    form = told("form")
    reports = [report(k, form, f"a{k % 3}", area=f"{k}") for k in range(5)]
    # Each is set beside the three before it, and beside the author's own.
    assert len(pairs(engine, reports)) == 1 + 2 + 3 + 3
    found = flags(engine, reports).values()
    assert (sum(row["others"] for row in found), sum(row["own"] for row in found)) == (4, 2)
    reports.append(report(5, form, "a1", area="z"))
    assert pairs(engine, reports) == {}
    assert {row["asked"] for row in flags(engine, reports).values()} == {0}


def test_numbers_of_the_case_make_no_difference(engine):
    one = "at 10:15 on 3 march " + told(0) + " weighed 2.50 g"
    other = "at 22:47 on 9 march " + told(0) + " weighed 7.31 g"
    row = pairs(engine, [report(0, one), report(1, other)])["1", "0"]
    assert row["shared"] == row["own_pairs"] == row["other_pairs"] == 30 - 1


@pytest.mark.parametrize("stratum", ["offence", "unit"])
def test_a_form_of_one_offence_or_unit_is_a_template(engine, stratum):
    """Six reports of 200 have it: 3 in 100 of all, and all of the one offence or unit."""
    form = told("form")
    where = {"offence": "rare"} if stratum == "offence" else {"unit": "V"}
    filled = [
        report(k, f"{form} {told(k, 9)}", f"a{k % 3}", area=f"{k}", **where) for k in range(6)
    ]
    others = [report(k, told(k), f"a{k % 7}", area=f"{k}") for k in range(6, 200)]
    assert pairs(engine, [*filled, *others]) == {}
    spread = [report(k, row[1]["text"], f"a{k % 3}", area=f"{k}") for k, row in enumerate(filled)]
    assert pairs(engine, [*spread, *others])


def test_in_a_large_archive_the_forms_are_looked_for_in_a_part(engine, monkeypatch):
    form = told("form")
    reports = [report(k, f"{form} {told(k, 9)}", f"a{k % 20}", area=f"{k}") for k in range(40)]
    monkeypatch.setattr("tallystick.checks.records.copied_narratives.wording.LOOKED_AT", 10)
    assert pairs(engine, reports) == {}
    monkeypatch.setattr("tallystick.checks.records.copied_narratives.wording.LOOKED_AT", 5)
    assert pairs(engine, reports)


def test_short_reports_are_not_asked(engine):
    reports = [report(0, told(0, 6)), report(1, told(0, 6)), report(2, told(2, 7))]
    found = flags(engine, reports)
    assert [found[each]["asked"] for each in "012"] == [0, 0, 1]
    assert pairs(engine, reports) == {}


def test_one_case_or_one_day_and_place_is_set_aside(engine):
    text = told(0)
    first, second = report(0, text, "a"), report(0, text, "b")
    both = tables_of({"incidents": [first[0]], "narratives": [first[1], second[1]]})
    rows = engine.rows(asked(keep(CHECK, both, engine)))
    assert sorted(row["same"] for row in rows) == [0, 1]
    assert sum(row["own"] + row["others"] for row in rows) == 0
    for day, area, same in ((0, "here", 1), (0, "there", 0), (1, "here", 0)):
        found = flags(engine, [report(0, text, "a"), report(1, text, "b", day=day, area=area)])
        assert sum(row["same"] for row in found.values()) == same
        assert sum(row["others"] for row in found.values()) == 1 - same
        assert sum(row["own"] for row in found.values()) == 0


def test_the_later_report_repeats_the_earlier(engine):
    reports = [
        report(0, told(0), "z", day=3),
        report(1, told(0), "a", day=5),
        report(2, told(0), "z", day=1),
    ]
    found = flags(engine, reports)
    assert [found[each]["own"] for each in "012"] == [1, 0, 0]
    assert [found[each]["others"] for each in "012"] == [0, 1, 0]


@pytest.mark.parametrize(("between", "repeats"), [(49, 1), (50, 0)])
def test_an_author_is_held_against_fifty_reports_before(engine, between, repeats):
    reports = [report(k, told(k % (between + 1))) for k in range(between + 2)]
    assert sum(row["own"] for row in flags(engine, reports).values()) == repeats


def test_one_text_pasted_for_years_is_set_beside_the_one_before(engine):
    reports = [report(k, told(0)) for k in range(230)]
    assert set(pairs(engine, reports)) == {(f"{k + 1}", f"{k}") for k in range(229)}
    assert sum(row["own"] for row in flags(engine, reports).values()) == 229


def town(copies, author="a00"):
    """24 authors of four units with 30 reports each; one pastes some, and each repeats one."""
    reports = []
    for number in range(24 * 30):
        who, place = number % 24, number // 24
        name, text = f"a{who:02}", told(number)
        if name == author and place and place <= copies:
            text = told(0)
        elif place == 29:
            text = told(number - 24)
        reports.append(report(number, text, name, f"U{who // 6}", area=f"{number % 7}"))
    return reports


def results(engine, reports):
    found, _ = results_of(CHECK, keep(CHECK, tables(reports), engine), engine)
    return {(each.aspect, each.subject_kind, each.subject): each for each in found}


def test_an_author_who_pastes_is_told_and_nobody_else(engine):
    found = results(engine, town(12))
    differ = {key for key, each in found.items() if each.names_pattern}
    assert differ == {(OWN, "officer", "a00")}
    one = found[OWN, "officer", "a00"]
    assert (one.n, one.detail["found"]) == (30, 13)
    assert one.detail["expected"] == pytest.approx(30 * 23 / (23 * 30), abs=0.01)
    assert one.estimate == pytest.approx(12 / 30, abs=0.001)
    agency = found[OWN, "agency", ""]
    assert agency.verdict == "insufficient"
    assert agency.p_value is None
    assert agency.estimate == pytest.approx((12 + 24) / 720)
    assert not any(each.names_pattern for each in results(engine, town(0)).values())


def test_the_finding_lists_both_records_and_no_text(engine, tmp_path):
    reports = town(12)
    reports[0][1]["text"] = reports[24][1]["text"] = f"{HOSTILE} {told(0)}"
    plain = tables(reports)
    held = keep(CHECK, plain, engine)
    found, _ = results_of(CHECK, held, engine)
    one = next(each for each in found if each.names_pattern)
    rows = engine.rows(cases(CHECK, one, held))
    assert ("24", "0") in {(row["incident_id"], row["other_incident_id"]) for row in rows}
    assert all(0.27 <= row["similarity"] <= 1 for row in rows)
    assert len({row["incident_id"] for row in rows}) == 13
    assert not any("text" in name for name in rows[0])
    evidence = write_evidence(tmp_path, "F1", cases(CHECK, one, plain), plain, engine)
    assert "DROP" not in (tmp_path / evidence.sql).read_text()
    causes = explanations(CHECK, one, held, engine)
    assert [(each.explains, each.of) for each in causes] == [
        (0, 13),
        (0, 13),
        (0, 13),
        (None, None),
    ]
    finding = describe(CHECK, one, held, engine)
    assert "13 repeat an earlier report of the same author" in finding.condition


def test_a_form_of_others_and_a_week_explain(engine):
    reports = [report(k, told(0), f"a{k}", day=3 * k, area="x") for k in range(4)]
    held = tables([*reports, *(report(k, told(k)) for k in range(10, 40))])
    held = keep(CHECK, held, engine)
    found, _ = results_of(CHECK, held, engine)
    one = next(each for each in found if (each.aspect, each.subject) == (OTHERS, "a3"))
    form, week, short, _ = explanations(CHECK, one, held, engine)
    assert (form.explains, form.of, week.explains, short.explains) == (1, 1, 1, 0)
    one = next(each for each in found if (each.aspect, each.subject) == (OTHERS, "a1"))
    assert explanations(CHECK, one, held, engine)[0].explains == 1


def test_few_authors_and_few_reports_are_insufficient(engine):
    found = results(engine, town(12)[: 10 * 24])
    assert {each.verdict for each in found.values()} == {"insufficient"}
    some = [each for each in town(12) if each[1]["author_id"] < "a19"]
    found = results(engine, some)
    assert "fewer than 20 officers" in found[OWN, "officer", "a00"].reason
    texts, numbers = np.array([], dtype=object), np.array([], dtype=np.int64)
    none = said(
        **dict.fromkeys(("unit_id", "author_id", "offense_code"), texts),
        **dict.fromkeys(("n", "asked", *FLAGS), numbers),
        frame=Frame(),
    )
    assert [each.verdict for each in none] == ["insufficient"]


def named(units, own):
    """Who is told of 60 authors with 100 reports each, of which so many repeat one of their own."""
    who, theft = np.array([f"a{k:02}" for k in range(60)]), np.repeat("theft", 60)
    whole, nothing = np.full(60, 100), np.zeros(60, dtype=np.int64)
    found = said(
        unit_id=units, author_id=who, offense_code=theft, n=whole, asked=whole, own=own,
        like_own=own, others=nothing, like_others=nothing, same=nothing, frame=Frame(),
    )  # fmt: skip
    told = [at_level(each) for each in found]
    return {(each.subject_kind, each.subject) for each in told if each.names_pattern}


def test_where_all_of_a_unit_paste_no_author_is_told():
    """Half of the reports of each of six authors repeat; elsewhere some of the others' do."""
    own = np.where(TEN == "U0", 50, 8 + np.arange(60) % 5)
    assert named(TEN, own) == {("unit", "U0")}
    few = np.where(np.arange(60) < 2, "V", TEN)
    told = named(few, np.where(few == "V", 50, np.arange(60) % 3))
    assert not told & {("officer", "a00"), ("officer", "a01")}


def test_one_author_makes_no_unit():
    own = np.where(TEN == "U0", 0, np.arange(60) % 3)
    own[0] = 90
    assert named(TEN, own) == {("officer", "a00")}


def test_a_unit_is_told_where_others_have_hardly_any():
    """A quarter of all reports of one unit, three in 600 of each of the others."""
    own = np.where(TEN == "U0", 25, np.arange(60) % 6 < 3)
    assert named(TEN, own) == {("unit", "U0")}


def habitual(number, author, custom, words):
    """A report of an author's usual words and of so many that no other has."""
    return report(number, f"{custom} {told(number, words)}", author, area=f"{number}")


@pytest.mark.parametrize(("alone", "near"), [(18, False), (4, True)])
def test_a_habit_alone_makes_no_duplicate_and_nearly_the_whole_text_does(engine, alone, near):
    """Nineteen habitual pairs of 37, or of 23, in each of eight reports of one author."""
    assert 0.27 <= 19 / (2 * 37 - 19) < 0.6 <= 19 / (2 * 23 - 19)
    reports = [habitual(k, "a", told("usual"), alone) for k in range(8)]
    assert bool(pairs(engine, reports)) is near


def test_what_stands_in_five_reports_or_in_a_tenth_is_no_habit(engine):
    few = [habitual(k, "a", told("usual"), 12) for k in range(5)]
    many = [habitual(k, "a", told("usual"), 12) for k in range(6)]

    def repeated(reports):
        return sum(row["own"] for row in flags(engine, reports).values())

    assert repeated(few) == 4
    assert repeated(many) == 0
    others = [report(k, told(k), "a", area=f"{k}") for k in range(10, 64)]
    assert repeated([*many, *others]) == 5
