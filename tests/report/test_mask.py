"""Does each name wear one mask everywhere, in an order that tells nothing, and no word a mask?"""

import hashlib
import hmac
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fixture import FINDINGS, RESULTS, RUN

from tallystick.checks.people.stock_witnesses import CHECK as WITNESSES
from tallystick.findings import Dossier, Evidence, Named, Result
from tallystick.findings.document import FORMAT, Document
from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.words import words_of
from tallystick.report.masks.columns import is_code, is_free_text, name_in
from tallystick.report.masks.finding import text_masked
from tallystick.report.masks.mask import Mask, telling
from tallystick.report.masks.officers import officers_mask
from tallystick.report.masks.roster import roster
from tallystick.report.masks.run import cell, masked, standing
from tallystick.report.pages.cases import read_cases
from tallystick.tables import CANONICAL
from worlds import tables_of

KEY = b"0123456789abcdef"
NAMES = [("unit", each) for each in ("1", "a", "the", "North", "North East", "<b>x</b>", "K7")]
NAMES += [("officer", each) for each in ("1", "K7", "K70", "=1+1")]
MASK = Mask.of(NAMES, KEY)


def worn(name, kind="unit", mask=MASK):
    return mask.exact(kind, name)


def test_masks_are_numbered_by_a_keyed_hash_and_not_by_name():
    units = [name for kind, name in NAMES if kind == "unit"]
    order = sorted(units, key=lambda each: hmac.digest(KEY, each.encode(), hashlib.sha256))
    assert [worn(each) for each in order] == [f"Unit {k}" for k in range(1, 8)]
    assert order not in (sorted(units), units)
    assert Mask.of(reversed(NAMES), KEY).masks == MASK.masks
    assert Mask.of(NAMES, b"another key").masks != MASK.masks


def test_masks_of_another_run_stay_and_new_names_are_numbered_after():
    later = Mask.of([*NAMES, ("unit", "South")], b"another key", MASK)
    assert all(later.masks[each] == MASK.masks[each] for each in NAMES)
    assert worn("South", mask=later) == "Unit 8"


def test_a_mask_is_never_what_a_unit_is_called():
    """Unit 2 would be taken for the unit of that name."""
    mask = Mask.of([("unit", "Unit 2"), ("unit", "Unit 9"), ("officer", "K7")], KEY)
    assert {mask.exact("unit", each) for each in ("Unit 2", "Unit 9")} == {
        "Masked unit 1", "Masked unit 2",
    }  # fmt: skip
    assert mask.exact("officer", "K7") == "Officer 1"


def test_a_name_in_a_text_is_masked_by_its_kind_and_no_other_word():
    """The unit "the" and the officer "1" stand in the sentence as words that name nobody."""
    words = words_of("outcomes.disparity", "en")
    text = words.say("aspects.of_group", what="the 1 line", sorting="group",
                     member=Named("the", "unit"))  # fmt: skip
    made = text_masked("outcomes.disparity", text, MASK)
    assert made == f"the 1 line, by group: {worn('the')}"
    assert (made.key, made.values["member"]) == (text.key, worn("the"))
    inner = words.say("aspects.by_sorting", what=text, sorting="group")
    assert text_masked("outcomes.disparity", inner, MASK) == f"{made}, by group"
    whole = text_masked("own.check", KeyedText("North East: 3", "reasons.few", {"n": 3}), MASK)
    assert whole == f"{worn('North East')}: 3"


def test_in_words_only_what_can_be_nothing_else_is_masked():
    assert [each for each in ("1", "a", "the", "North", "K7", "North East", "<b>x</b>", "7-3")
            if telling(each)] == ["K7", "North East", "<b>x</b>"]  # fmt: skip
    said = "1 of the records of a unit in the North East, by K7 and K70, not of K701 or NORTH EAST"
    assert MASK.in_words(said) == said.replace("North East", worn("North East")).replace(
        "NORTH EAST", worn("North East")
    ).replace("K701", "\0").replace("K70", worn("K70", "officer")).replace(
        "K7", worn("K7")
    ).replace("\0", "K701")


def test_in_an_identifier_every_name_is_hidden_and_a_number_stands_for_nobody():
    assert MASK.in_code("North_East-2401-0007") == f"{worn('North East')}-2401-0007"
    assert MASK.in_code("exports/north.csv") == f"exports/{worn('North')}.csv"
    assert MASK.in_code("2401-1-11") == "2401-…-11"
    assert MASK.in_code("K71") == "K71"


def test_a_column_says_what_is_in_it():
    assert [name_in(each) for each in
            ("unit_id", "officer_id", "other_author_id", "badge", "from_holder", "unit", "at")] == [
        "unit", "officer", "officer", "badge", "holder", None, None,
    ]  # fmt: skip
    assert cell("unit_id", "a", MASK) == worn("a")
    assert cell("origin", "a", MASK) == "a"
    assert cell("text", "K7 wrote this", MASK) == "Withheld: it may hold names."
    assert cell("grams", 1.5, MASK) == 1.5
    assert cell("unit_id", None, MASK) is None
    assert cell("holder", "K7", MASK) == worn("K7", "officer")
    assert cell("unit_id", "never seen", MASK) == "Unit …"


def test_codes_and_names_of_the_canonical_tables_are_all_known():
    for table in CANONICAL:
        for column in table.columns:
            if column.kind in ("code", "unit"):
                assert is_code(column.name), f"{table.name}.{column.name}: add it to CODES"
            if column.name.endswith(("unit_id", "officer_id", "badge", "holder", "author_id")):
                assert name_in(column.name)
    assert is_free_text("text")
    assert is_free_text("aggravating")


def document(findings=FINDINGS, results=RESULTS, run=RUN, dossiers=()):
    run = replace(run, named={}, dossiers=dossiers)
    return Document(FORMAT, run, tuple(results), tuple(findings))


def masks_of(held, folder):
    return Mask.of(roster(held, folder), KEY)


def with_title(result, title, **more):
    return replace(FINDINGS[0], check=result.check, subject_kind=result.subject_kind,
                   subject=result.subject, title=title, caveats=(), evidence=None, picture=None,
                   **more)  # fmt: skip


def witness(subject, officer, unit):
    return Result(
        WITNESSES.name, "unit", subject, "witness", "together", 1, p_value=0.001,
        detail={"officer": Named(officer, "officer"), "unit": Named(unit, "unit"), "person": "p1",
                "sorted_by": "place", "attested": 11, "together": 1, "searches": 1,
                "expected": 1.0},
    )  # fmt: skip


# A number in the sentence, its article, a word of it, markup, a prefix of another, the mark.
HOSTILE = ("1", "a", "the", "officer", "<b>1</b>", "North", "North East", "in unit", "\ue000")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_in_a_sentence_is_masked_where_it_was_put_and_nowhere_else(name, tmp_path):
    """The oracle is the sentence, written with the masks."""
    result = witness(name, f"{name}x", name)
    held = document([WITNESSES.describe(result, tables_of({}))], [result])
    (told,) = masked(held, masks_of(held, tmp_path)).findings
    assert told.title == (
        "Unit 1: one person attests one officer's searches more often than time and place explain"
    )
    assert told.condition == (
        "Person p1 attested 1 of 1 searches of Officer 1 in Unit 1 that can be compared with those "
        "of colleagues in the same quarter, area and part of the day, and 10 of theirs. 1.0 are "
        "expected. Several searches of a day count as one."
    )
    assert told.subject == "Unit 1"
    assert (told.values["officer"], told.values["officer"].kind) == ("Officer 1", "officer")


def test_a_sentence_that_no_values_tell_is_withheld_where_it_may_hold_another_name(tmp_path):
    result = Result("x.y", "unit", "the", "x", "differs", 1, p_value=0.1)
    told = with_title(result, "more in the unit", criteria="units do alike",
                      condition="unit the: 4 cases of unit the")  # fmt: skip
    held = document([told], [result])
    (told,) = masked(held, masks_of(held, tmp_path)).findings
    assert told.title == "Withheld: it may hold names."
    assert told.criteria == "units do alike"
    assert told.condition == "Unit 1: 4 cases of Unit 1"


def test_details_are_masked_where_the_check_says_and_in_the_order_of_the_masks(tmp_path):
    names = ("1", "a", "the", "North", "K7", "b", "c")
    result = Result(
        "x.y", "unit", "a", "by district: a 1", "not_found", 1, p_value=0.1,
        detail={"officers": list(names), "members": [{"officer": each, "p": k} for k, each
                                                     in enumerate(names)],
                "metric": "the", "unit": "a", "member": "a 1", "said": "K7 and the", "n": 1},
    )  # fmt: skip
    paths = {"officers.*": "officer", "members.*.officer": "officer", "member": "any"}
    held = document([], [result])
    held = replace(held, run=replace(held.run, named={"x.y": paths}))
    mask = masks_of(held, tmp_path)
    (told,) = masked(held, mask).results
    assert told.detail["officers"] == [f"Officer {k}" for k in range(1, 8)]
    back = {mask.masks["officer", each]: each for each in names}
    assert [each["officer"] for each in told.detail["members"]] == told.detail["officers"]
    assert [names[each["p"]] for each in told.detail["members"]] == [
        back[each] for each in told.detail["officers"]
    ]
    assert (told.detail["metric"], told.detail["unit"], told.detail["n"]) == ("the", "a", 1)
    assert told.detail["member"] == "Unit 1 …"
    assert told.aspect == "by district: Unit 1 …"
    assert told.detail["said"] == f"{mask.masks['officer', 'K7']} and the"


def test_results_and_dossiers_stand_in_the_order_of_the_masks(tmp_path):
    names = [f"Division {k}" for k in range(30)]
    results = [Result("x.y", "unit", each, "x", "not_found", 1, p_value=0.1) for each in names]
    dossiers = tuple(Dossier("unit", each, (), 1, 0, (), ()) for each in names)
    held = document([], results, dossiers=dossiers)
    told = masked(held, masks_of(held, tmp_path))
    for rows in (told.results, told.run.dossiers):
        assert [each.subject for each in rows] == [f"Unit {k}" for k in range(1, 31)]
    districts = [replace(each, subject_kind="agency", subject="", aspect=f"by district: {name}-1",
                         detail={"member": f"{name}-1"})
                 for each, name in zip(results, names, strict=True)]  # fmt: skip
    held = document([], [*results, *districts])
    held = replace(held, run=replace(held.run, named={"x.y": {"member": "any"}}))
    told = masked(held, masks_of(held, tmp_path)).results
    assert [each.aspect for each in told if each.subject_kind == "agency"] == [
        f"by district: Unit {k}-1" for k in range(1, 31)
    ]


def test_what_the_engagement_says_is_left_and_told(tmp_path):
    results = [Result("x.y", "unit", "Eastgate", "x", "not_found", 1, p_value=0.1)]
    held = document([], results, replace(RUN, engagement="The Eastgate audit", notes=()))
    mask = masks_of(held, tmp_path)
    assert masked(held, mask).run.engagement == "The Eastgate audit"
    assert standing(held, mask) == ("Eastgate",)


def test_case_lists_are_masked_by_column_and_read_only_beside_their_types(tmp_path):
    columns = {"incident_id": ["North-1", "x"], "unit_id": ["North", "=1+1"], "n": [1, 2],
               "text": ["seen by K7", None]}  # fmt: skip
    (tmp_path / "evidence").mkdir()
    pq.write_table(pa.table(columns), tmp_path / "evidence" / "F.parquet")
    csv = "incident_id,unit_id,n,text\nNorth-1,North,1,seen by K7\nx,'=1+1,2,\n"
    (tmp_path / "evidence" / "F.csv").write_text(csv)
    finding = replace(FINDINGS[0], evidence=Evidence("evidence/F.sql", "evidence/F.parquet",
                                                     "evidence/F.csv", 2))  # fmt: skip
    held = document([finding], [])
    mask = masks_of(held, tmp_path)
    assert {name for kind, name in mask.masks if kind == "unit"} >= {"North", "=1+1"}
    north, formula = mask.exact("unit", "North"), mask.exact("unit", "=1+1")
    assert read_cases(tmp_path, finding, mask).rows == (
        (f"{north}-1", north, "1", "Withheld: it may hold names."), ("x", formula, "2", ""),
    )  # fmt: skip
    assert read_cases(tmp_path, finding).columns == ("incident_id", "unit_id", "n")
    (tmp_path / "evidence" / "F.parquet").unlink()
    assert read_cases(tmp_path, finding, mask) is None
    assert read_cases(tmp_path, finding).rows[0][1] == "North"


def test_officers_alone_wear_masks_where_the_mapping_is_proposed():
    """By hand: units and paths stay, but for what in them is the name of an officer."""
    path = "North East/K7 stops.csv"
    mask = officers_mask([*NAMES, ("source", path), ("source", "a.csv")], KEY)
    k7 = worn("K7", "officer", mask)
    assert k7.startswith("Officer ")
    assert [worn(each, mask=mask) for each in ("North East", "1", "a", "<b>x</b>", "new")] == [
        "North East", "1", "a", "<b>x</b>", "new",
    ]  # fmt: skip
    assert worn("K7", mask=mask) == k7
    assert worn(path, "source", mask) == f"North East/{k7} stops.csv"
    assert worn("a.csv", "source", mask) == "a.csv"
    assert worn("nobody", "officer", mask) == "Officer …"
    assert mask.in_words("North East: K7 and the K70") == (
        f"North East: {k7} and the {worn('K70', 'officer', mask)}"
    )
    assert mask.number("unit", "Unit 12") == 0
    assert mask.number("officer", k7) > 0


def test_masks_of_officers_stay_from_one_run_to_the_next():
    before = officers_mask(NAMES, KEY)
    after = officers_mask([*NAMES, ("officer", "K9"), ("unit", "South")], b"another key", before)
    assert {name: after.masks[name] for name in before.masks} == before.masks
    assert worn("South", mask=after) == "South"
    for mask in (before, after):
        assert mask.in_words("at <b>x</b> and North East") == "at <b>x</b> and North East"
        assert mask.in_code("<b>x</b>-1") == "<b>x</b>-1"
