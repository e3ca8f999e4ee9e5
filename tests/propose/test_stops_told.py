"""Stops, tickets and arrests: what was searched and found, how each ended and what began it."""

import pytest

from tallystick.propose import look_at, propose
from tallystick.propose.cells.code_words import meaning_of
from tallystick.propose.headers.composed import facets_of, mets_of

ROWS = 60


def columns(folder, header, *cells):
    """The mappings of a file of stops with columns of `cells`, each list said over and over."""
    path = folder / "stops.csv"
    lines = [
        ",".join([f"S-{at:05}", f"2021-{at % 12 + 1:02}-{at % 28 + 1:02}",
                  *(each[at % len(each)] for each in cells)])
        for at in range(ROWS)
    ]  # fmt: skip
    path.write_text("\n".join([f"Stop Number,Stop Date,{header}", *lines]) + "\n", encoding="utf-8")
    (look,) = look_at(path, path.name)
    (cases,) = [each for each in propose(look).tables if each.table == "incidents"]
    return {name: each.mapping for name, each in cases.columns.items()}, cases.beside


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ARREST/NO INVESTIGATION", "arrest"),
        ("No arrest", "none"),
        ("Arrest not made", "none"),
        ("Without an arrest", "none"),
        ("Verbal warning", "none"),
        ("CITATION TRAFFIC", "none"),
        ("Criminal citation", None),
        ("Citation and arrest", "arrest"),
    ],
)
def test_an_ending_in_a_longer_text(said, meant):
    assert meaning_of("clearance", said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("TAKEN INTO CUSTODY (WARRANT/LP)", "warrant"),
        ("Arrested without warrant", None),
        ("ON-VIEW ARREST", "patrol"),
        ("911 Call / Citizen Reported", "complaint"),
        ("Dispatched, self initiated", None),
    ],
)
def test_a_beginning_in_a_longer_text(said, meant):
    assert meaning_of("origin", said) == meant


def test_none_is_an_answer_where_a_column_tells_what_was_searched_or_found(tmp_path):
    found, beside = columns(tmp_path, "Search,Contraband,Race", ["None", "Person", "Vehicle"],
                            ["Drugs", "None"], ["White", "none", "Black"])  # fmt: skip
    assert found["search_conducted"] == {
        "column": "Search", "values": {"None": "no"}, "otherwise": "yes"
    }  # fmt: skip
    assert found["contraband_found"]["values"] == {"None": "no"}
    assert found["subject_group"] == {"column": "Race", "null": ["none"]}
    assert "null" not in beside


def test_codes_of_which_two_is_no(tmp_path):
    found, _ = columns(tmp_path, "Search Conducted", ["1", "2", "2"])
    assert found["search_conducted"]["values"] == {"1": "yes", "2": "no"}


def test_several_columns_of_finds_and_of_searches_are_one(tmp_path):
    found, _ = columns(tmp_path, "Drugs Found,Weapons Found,Driver Searched,Vehicle Searched",
                       ["N", "Y", "N"], ["N", "N", "Y"], ["No", "Yes"], ["No"])  # fmt: skip
    assert found["contraband_found"] == {
        "columns": ["Drugs Found", "Weapons Found"], "values": {"N": "no", "N N": "no"},
        "otherwise": "yes",
    }  # fmt: skip
    assert found["search_conducted"]["columns"] == ["Driver Searched", "Vehicle Searched"]


def test_arrests_told_by_kinds_and_by_lists_of_answers(tmp_path):
    found, _ = columns(tmp_path, "Offender Arrested", ["Felony", "Misdemeanor", "Not Arrested"])
    assert found["clearance"] == {
        "column": "Offender Arrested", "values": {"Not Arrested": "none"}, "otherwise": "arrest"
    }  # fmt: skip
    found, _ = columns(tmp_path, "Subject Arrested", ["Yes | No", "No | No", "Yes"])
    assert found["clearance"]["values"] == {
        "No | No": "none", "Yes": "arrest", "Yes | No": "arrest"
    }  # fmt: skip


def test_warnings_and_citations_tell_an_ending_and_one_word_for_all_does_not(tmp_path):
    found, _ = columns(tmp_path, "Outcome", ["Citation", "Warning", "Repair Order"])
    assert found["clearance"]["values"]["Citation"] == "none"
    found, _ = columns(tmp_path, "Outcome", ["Citation"])
    assert "clearance" not in found


def test_groups_beginnings_and_endings_told_by_values_alone(tmp_path):
    found, _ = columns(tmp_path, "Grp,CFS vs OI,Xyz", ["White", "Hispanic", "Black", "Asian"],
                       ["CFS", "OI"], ["Arrest", "Citation", "Warning"])  # fmt: skip
    assert found["subject_group"] == {"column": "Grp"}
    assert found["origin"]["values"] == {"CFS": "complaint", "OI": "patrol"}
    assert found["clearance"]["column"] == "Xyz"
    found, _ = columns(tmp_path, "RS,Paint", ["BM", "WF", "WM"], ["White", "Black", "Blue"])
    assert found["subject_group"] == {"column": "RS"}


def test_a_flag_whose_header_names_the_beginning(tmp_path):
    found, _ = columns(tmp_path, "Was Self Initiated", ["Yes", "No"])
    assert found["origin"]["values"] == {"Yes": "patrol", "No": ""}


@pytest.mark.parametrize(
    ("header", "facets"),
    [
        ("RACECD", {"race", "code"}),
        ("VIOLCD", {"offense", "code"}),
        ("OFFNO", {"officer", "number"}),
        ("SRCHYN", {"search", "flag"}),
        ("DRACE", {"race", "subject"}),
        ("ORACE", {"race", "officer"}),
        ("Num_Involved_Officers", {"officer", "count"}),
    ],
)
def test_headers_cut_short_and_written_in_one(header, facets):
    assert facets_of(header) - {"plain"} == facets


def test_how_many_officers_there_were_is_no_officer():
    concepts = {each.concept for each in mets_of("Num_Involved_Officers")}
    assert not concepts & {"officer_id", "badge", "incident_id"}


def test_a_date_left_as_the_number_of_its_day(tmp_path):
    path = tmp_path / "stops.csv"
    lines = [f"S-{at:05},{43831 + at},1{at % 10}:30,Speeding" for at in range(ROWS)]
    path.write_text("\n".join(["Stop Number,Date,Time,Violation", *lines]) + "\n")
    (look,) = look_at(path, path.name)
    (cases,) = propose(look).tables
    assert cases.columns["occurred_at"].mapping == {
        "columns": ["Date", "Time"], "format": "%E %H:%M"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "forms"),
    [
        (["0752A", "1240P", "0032A"], ["%m/%d/%Y %I%M%p", "%m/%d/%Y %H%M%p"]),
        (["0752A", "1240P", "0232P"], "%m/%d/%Y %I%M%p"),
    ],
)
def test_half_days_of_one_letter(tmp_path, cells, forms):
    path = tmp_path / "tickets.csv"
    lines = [f"T-{at:05},{at % 12 + 1:02}/{at % 28 + 1:02}/2021,{cells[at % len(cells)]}"
             for at in range(ROWS)]  # fmt: skip
    path.write_text("\n".join(["Ticket Number,Issue Date,Violation Time", *lines]) + "\n")
    (look,) = look_at(path, path.name)
    (cases,) = propose(look).tables
    assert cases.columns["occurred_at"].mapping["format"] == forms
