"""Does an answer claim no more than the pack holds, and name the source of all that it says?"""

import csv
import json
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.statutes import LawError, PackError, built_in, lines_of, meant_in, read_pack
from tallystick.statutes.faults import nearest


def asked(*arguments):
    done = CliRunner().invoke(app, ["law", *arguments])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def words(*arguments):
    return " ".join(asked(*arguments).split())


# Criminal Code of Kazakhstan, Art. 297 until 2 March 2025: 1,000 g is part 2, an officer part 3.
OFFICER = ("KZ", "--substance", "cannabis_herb", "--grams", "1000", "--act", "sale", "--on",
           "2025-03-02")  # fmt: skip


def test_an_old_charge_that_is_not_above_is_named_with_its_penalty_and_source():
    said = words(*OFFICER)
    assert "297(3), prison 10 to 15 years; confiscation, still holds" in said
    assert "297(3) as above" not in said
    assert "later law, 297(3) on 2025-03-02: verified_text [criminal-code-2020" in said
    assert "later law, 297(4) on 2025-03-03: verified_text [criminal-code-copy]" in said
    assert "shu-police: https://" in said


def keys_of(value):
    if isinstance(value, dict):
        yield from (key for key in value.get("source", ()))
        for each in value.values():
            yield from keys_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys_of(each)


@pytest.mark.parametrize(
    "question",
    [
        OFFICER,
        ("BY", "--act", "sale", "--on", "2018-01-01"),
        ("KZ", "--act", "possession", "--circumstance", "voluntary_surrender"),
        ("PT", "--substance", "heroin", "--grams", "2", "--act", "possession", "--on",
         "2020-01-01"),
    ],
)  # fmt: skip
def test_each_source_key_of_the_json_has_its_text(question):
    said = json.loads(asked(*question, "--json"))
    assert {*keys_of(said)} <= set(said["sources"])


def test_the_json_stamps_no_row_for_a_day_that_was_not_read(tmp_path):
    """The copy of the code was read as it stands since 3 March 2025."""
    folder = copytree(built_in()["KZ"], tmp_path / "kz")
    for file in (folder / "offences.csv", folder / "penalties.csv"):
        with file.open(encoding="utf-8", newline="") as held:
            rows = list(csv.DictReader(held))
        with file.open("w", encoding="utf-8", newline="") as held:
            writer = csv.DictWriter(held, [*rows[0]])
            writer.writeheader()
            for row in rows:
                alone = {"source": "criminal-code-copy", "read_from": ""}
                writer.writerow(row | alone if row["from"] == "2015-01-01" else row)
    for day, sure in (("2024-01-01", "inferred"), ("2025-03-03", "verified_text")):
        question = ("--act", "premises", "--on", day, "--pack", str(folder), "--json")
        said = json.loads(asked("KZ", *question))
        assert {each["confidence"] for each in said["charges"]} == {sure}
        assert {each["penalty"]["confidence"] for each in said["charges"]} == {sure}


def test_an_offence_that_goes_on_is_not_told_to_stand_no_more():
    """Section 39(2) stands; since 2026 three plants are lawful. Of cannabis 284(1) is gone."""
    said = words("CZ", "--substance", "cannabis", "--plants", "3", "--act", "cultivation", "--on",
                 "2021-05-25")  # fmt: skip
    assert "stands no more" not in said
    assert "since 2026-01-01 the amounts of Act 167/1998 s. 39(2) as above are others" in said
    held = words("CZ", "--substance", "cannabis", "--grams", "100", "--act", "possession", "--on",
                 "2025-12-31")  # fmt: skip
    assert "since 2026-01-01 Criminal Code 284(1) as above stands no more" in held
    gone = words("DE", "--substance", "cannabis_herb", "--grams", "1000", "--act", "possession",
                 "--on", "2024-03-31")  # fmt: skip
    assert "BtMG 29(1) as above stands no more" in gone


def test_a_part_of_which_no_later_text_was_read_is_not_said_to_be_gone():
    """Ukraine's Art. 309(2) was read to October 2023; no text says that it ended since."""
    said = words("UA", "--substance", "amphetamine", "--grams", "2", "--act", "possession",
                 "--on", "2021-01-01")  # fmt: skip
    assert "no text that was read tells whether CC 309(2) as above still stands" in said
    assert "stands no more" not in said


def test_where_a_pack_lacks_parts_it_does_not_speak_of_all_that_could_apply():
    """Georgia's pack has the administrative part of 2020 alone, Ukraine's two of Art. 307."""
    said = words("GE", "--act", "possession", "--on", "2020-06-01")
    assert "whether this part applies depends on what was not given; the pack has no other" in said
    said = words("UA", "--substance", "heroin", "--act", "sale", "--on", "2020-01-01")
    assert "of those in the pack these could apply" in said


def test_an_element_of_a_part_that_could_apply_is_no_aggravating_circumstance():
    """Art. 298(2) is made by the office or a group, Art. 54(2): not to be counted again."""
    said = words("KZ", "--act", "theft", "--circumstance", "repeated", "--on", "2025-06-01")
    could_be = said.split("If found aggravating:")[1].split("How sure")[0]
    assert "breach of an oath" in could_be
    for element in ("use of the official position", "a group by prior agreement"):
        assert element not in could_be


def test_a_circumstance_of_a_day_without_an_offence_has_no_effect_told():
    said = words("PL", "--act", "possession", "--circumstance", "minor_case", "--on", "2005-01-01")
    assert "not known for this day" in said
    assert "Milder" not in said


def test_an_element_of_the_part_found_is_not_called_unknown_for_the_day():
    """Art. 297(4) before March 2025 names minors; the row of the circumstance was read later."""
    said = words("KZ", "--substance", "heroin", "--grams", "0.5", "--act", "sale", "--on",
                 "2024-01-01", "--circumstance", "to_minor")  # fmt: skip
    assert "Answer 297(4)" in said
    assert "Element to a minor" in said
    assert "Not known" not in said


def test_a_line_in_findings_is_said_in_the_words_of_its_pack():
    pack = read_pack(built_in()["DE"])
    said = [line.citation for line in lines_of(pack, "cannabis_herb")]
    assert any("crime away from home" in each for each in said)
    assert not any("crime public" in each for each in said)


def test_a_circumstance_that_makes_no_graver_part_of_this_amount_is_not_named_so():
    """BtMG s. 30a asks for a not small amount too, 21 USC 841(b)(1)(A) for the largest."""
    small = words("DE", "--substance", "amphetamine", "--grams", "100", "--purity", "9.99",
                  "--act", "sale", "--on", "2024-01-01")  # fmt: skip
    assert "Graver if as a member of a gang, to a person under 18" in small
    assert "armed" not in small
    large = words("DE", "--substance", "amphetamine", "--grams", "100", "--purity", "10", "--act",
                  "sale", "--on", "2024-01-01")  # fmt: skip
    assert "Graver if as a member of a gang, armed" in large
    said = words("US-FED", "--substance", "cannabis", "--grams", "49999", "--act", "sale")
    assert "Graver if" not in said
    said = words("US-FED", "--substance", "heroin", "--grams", "1000", "--act", "sale")
    assert "Graver if one prior felony drug offense, since 21 December 2018 a serious" in said


def test_a_rule_of_cannabis_is_not_given_for_hashish_or_cocaine():
    """Theme 506 of the Supreme Federal Court holds for cannabis sativa alone."""
    for name in ("hashish", "cocaine"):
        said = words("BR", "--substance", name, "--grams", "10", "--act", "possession", "--on",
                     "2025-01-01")  # fmt: skip
        assert "art. 28:" not in said
        assert "not known here" in said


@pytest.mark.parametrize(
    ("question", "unsaid"),
    [
        (("PL", "--act", "sale"), "a significant amount"),
        (("BR", "--substance", "cocaine", "--act", "sale"), "female plants"),
        (("UK-EW", "--act", "sale", "--on", "2005-01-01"), "the ranges printed"),
        (("KZ", "--act", "sale", "--on", "0001-01-01"), "Art. 55(2)"),
        (("KZ", "--act", "provocation", "--on", "2026-01-01"), "Art. 55(2)"),
        (("DE", "--substance", "amphetamine", "--grams", "100", "--purity", "10", "--act", "sale"),
         "the purity is needed"),
        (("IN", "--substance", "cannabis", "--act", "cultivation", "--plants", "3"),
         "so this class does not decide"),
        (("RU", "--substance", "cannabis", "--grams", "200", "--act", "sale", "--on", "2019-01-01"),
         "also:"),
    ],
)  # fmt: skip
def test_no_sentence_stands_where_it_does_not_bear(question, unsaid):
    assert unsaid not in words(*question)


def test_what_is_not_held_of_other_drugs_is_told_where_they_are_asked_about():
    said = words("GE", "--substance", "heroin", "--act", "possession", "--on", "2025-09-01")
    assert "sizes of cannabis alone are entered" in said


def test_a_near_miss_is_offered_once():
    assert nearest("herroin", ["heroin", "heroin"]) == "did you mean heroin?"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (("RU", "--act", "possession", "--substance", "heroin", "--grams", "1", "--on",
          "2020-01-01"),
         "community service up to 480 h; or corrective labour up to 2 years; or restriction"),
        (("PL", "--act", "possession", "--circumstance", "minor_case", "--on", "2020-01-01"),
         "prison up to 1 year; or a fine; or restriction of liberty"),
        (("US-FL", "--substance", "fentanyl", "--grams", "4", "--act", "possession"),
         "prison 7 to 30 years; fine 50,000 USD"),
        (("RU", "--act", "sale", "--substance", "cannabis", "--grams", "1", "--circumstance",
          "listed_place_or_internet", "--on", "2019-01-01"),
         "the internet included; any amount, only if: in a listed place"),
    ],
)  # fmt: skip
def test_a_penalty_and_a_part_are_said_in_words(question, said):
    assert said in words(*question)


def test_a_form_whose_amounts_are_of_other_acts_is_not_answered_beside_one_of_the_act():
    """The 30 g and 60 g of the KCanG are of possession; 7.5 g of THC are of trade too."""
    asked_of = ("DE", "--substance", "cannabis", "--grams", "1000", "--on", "2024-05-01")
    said = words(*asked_of, "--act", "sale")
    assert "KCanG 34(3)" in said
    assert "cannabis may be" not in said
    assert "cannabis may be" in words(*asked_of, "--act", "possession")


def test_a_purity_that_a_table_does_not_ask_for_is_told_not_to_count():
    given = ("RU", "--substance", "cocaine", "--grams", "5", "--act", "possession", "--on",
             "2019-01-01")  # fmt: skip
    told = "this line weighs the whole, whatever the purity"
    assert told in words(*given, "--purity", "10")
    assert told not in words(*given)


def test_of_a_word_that_nobody_knows_the_substances_of_the_pack_are_offered():
    pack = read_pack(built_in()["IN"])
    with pytest.raises(LawError) as told:
        meant_in(pack, "zzzz")
    assert (
        str(told.value)
        == f"substance 'zzzz': there is {', '.join(map(pack.said, pack.substances))}"
    )


def test_days_between_two_tables_are_told_with_why():
    """The Czech regulation was struck down on 23 August 2013, the opinion is of 13 March 2014."""
    said = words("CZ", "--substance", "methamphetamine", "--grams", "3", "--act", "possession",
                 "--on", "2013-08-23")  # fmt: skip
    between = "from 2014-03-13 to 2025-12-31 and from 2010-01-01 to 2013-08-22"
    assert f"{between} (the regulation was struck" in said


def test_an_element_of_another_part_is_not_said_to_have_no_effect():
    """Violence makes Art. 298(2); where the amount makes 298(4), coercion may still aggravate."""
    said = words("KZ", "--act", "theft", "--substance", "heroin", "--grams", "2", "--circumstance",
                 "violence", "--on", "2025-06-01")  # fmt: skip
    assert "Answer 298(4)" in said
    assert "No effect" not in said
    assert "Not here violence or its threat; it works for other articles or parts" in said


def test_penalties_side_by_side_are_not_told_to_add_up():
    """Art. 361(2-1) gives a fine or prison, the NDPS Act prison and a fine: no row says which."""
    told = "of several kinds of penalty the article tells whether one is chosen or all are given"
    assert told in words("KZ", "--act", "abuse_of_office", "--on", "2025-06-01")
    assert told in words("IN", "--substance", "heroin", "--grams", "1", "--act", "possession")
    assert told not in words("KZ", "--act", "provocation", "--on", "2026-01-01")


def broken(tmp_path, table, change):
    """A copy of the pack of Brazil, whose first row of a table was changed and may be doubled."""
    folder = tmp_path / "br"
    copytree(built_in()["BR"], folder)
    path = Path(folder, f"{table}.csv")
    with path.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    rows = change(rows)
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        ("penalties", lambda rows: [{**rows[0], "prison_max_years": "0"}], "prison_max_years is 0"),
        ("penalties", lambda rows: [{**rows[0], "to": "9999-12-31"}], "write a day such as"),
        ("offences", lambda rows: [{**rows[0], "acts": "possession use"}, *rows[1:],
                                   {**rows[0], "offence": "twin", "acts": "use possession"}],
         "covers what"),
        ("sources", lambda rows: [*rows, {"key": "x", "text": "a b c"}], "where it can be read"),
        ("sources", lambda rows: [*rows, {"key": "x", "text": "x.yz"}], "where it can be read"),
    ],
)  # fmt: skip
def test_what_passed_the_check_of_a_pack_is_refused(tmp_path, table, change, says):
    with pytest.raises(PackError, match=says):
        read_pack(broken(tmp_path, table, change))
