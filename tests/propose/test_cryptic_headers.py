"""Headers cut short, or none that tells: which columns are the day, number and people of a case?"""

from datetime import date, timedelta

import pytest

from tallystick.propose import look_at, propose
from tallystick.propose.cells.code_words import meaning_of
from tallystick.propose.columns.numbered import numbers_each_row
from tallystick.propose.headers.composed import facets_of, mets_of

ROWS = 310
FIRST = date(2018, 1, 1)


def proposed(folder, header, row, rows=ROWS):
    """The mappings by table of a file whose lines `row` makes of a number and a day."""
    path = folder / "list.csv"
    lines = [row(at, FIRST + timedelta(days=at)) for at in range(rows)]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    (look,) = look_at(path, path.name)
    return {
        each.table: {name: choice.mapping for name, choice in each.columns.items()}
        for each in propose(look).tables
    }


@pytest.mark.parametrize(
    ("header", "concept"),
    [
        ("CIT_DT", "occurred_at"), ("CITDATE", "occurred_at"),
        ("OFFDT", "occurred_at"), ("OFF_DTE", "occurred_at"), ("BKDT", "occurred_at"),
        ("BKG_DATE", "occurred_at"), ("TKT_DT", "occurred_at"), ("EVT_DT", "occurred_at"),
        ("ISS_DTE", "occurred_at"), ("violation_dt", "occurred_at"), ("IssueDt", "occurred_at"),
        ("VIOL_TME", "time"), ("OFF_TI", "time"), ("RCVD_DT", "recorded_at"),
        ("TKTNO", "incident_id"), ("EVT_NO", "incident_id"), ("CFS_NBR", "incident_id"),
        ("GO_NO", "incident_id"), ("Use of Force #", "incident_id"), ("RTR #", "incident_id"),
        ("CNTY_NBR", "area"), ("TWNSHP", "area"), ("AGY_CDE", "unit"), ("BADGENUMBER", "badge"),
        ("OUTCM", "disposition"), ("ICN #", "person_id"),
    ],
)  # fmt: skip
def test_headers_cut_short(header, concept):
    assert mets_of(header)[0].concept == concept


@pytest.mark.parametrize(
    ("header", "facet", "has"),
    [
        ("Number of shots fired by officer", "count", True),
        ("Number of shots fired by officer", "number", False),
        ("Incident Number", "count", False),
        ("Use of Force Type", "unit", False),
        ("Police Force", "unit", True),
        ("Control Number", "contraband", False),
    ],
)
def test_what_a_header_is_not(header, facet, has):
    assert (facet in facets_of(header)) is has


@pytest.mark.parametrize("header", ["OfficerInjury", "Officer Level", "employment_date"])
def test_injuries_and_levels_are_no_officers_and_employment_is_no_day_of_a_case(header):
    assert not {"officer_id", "date", "occurred_at"} & {each.concept for each in mets_of(header)}


@pytest.mark.parametrize("number", [True, False])
def test_a_number_of_one_shape_numbers_cases_where_no_header_tells_one(tmp_path, number):
    """Cells of the same shape, all different; where one repeats, the number is made of the row."""
    found = proposed(
        tmp_path, "ZPSN,Occurred Date,Race,Coat",
        lambda at, day: f"UOF{day:%y}-{at if number else at // 2:03},{day},{'BW'[at % 2]},grey",
    )  # fmt: skip
    assert found["incidents"]["incident_id"] == (
        {"column": "ZPSN"} if number else {"row_number": True}
    )


def test_a_number_of_people_and_one_that_most_rows_lack_number_no_cases(tmp_path):
    found = proposed(
        tmp_path, "DL Number,Aircraft Event ID,Citation Date,Race",
        lambda at, day: f"G{1371459 + at},{at if at % 20 == 0 else ''},{day},{'BW'[at % 2]}",
    )  # fmt: skip
    assert found["incidents"]["incident_id"] == {"row_number": True}


def test_a_number_of_citations_is_none_of_citizens_where_it_differs_in_each_row(tmp_path):
    found = proposed(tmp_path, "CITNO,ISS_DT,Race",
                     lambda at, day: f"A{at:07},{day:%m%d%y},{'BW'[at % 2]}")  # fmt: skip
    assert found["incidents"]["incident_id"] == {"column": "CITNO"}
    assert found["incidents"]["occurred_at"] == {"column": "ISS_DT", "format": "%m%d%y"}


@pytest.mark.parametrize("counts", [True, False])
def test_three_columns_of_a_day_that_no_header_names(tmp_path, counts):
    """Small counts are no days of a month: most of them are ones and twos."""
    found = proposed(
        tmp_path, "v1,v2,v3,v4",
        lambda at, day: f"{day.month},{at % 31 % (at % 7 + 1) + 1 if counts else day.day},"
        f"{day.year},{['White', 'Asian', 'Hispanic'][at % 3]}",
    )  # fmt: skip
    read = found.get("incidents", {}).get("occurred_at")
    expected = {"columns": ["v3", "v1", "v2"], "format": "%Y %m %d"}
    assert read == (None if counts else expected)


@pytest.mark.parametrize(
    ("header", "letters", "told"),
    [("RA", "WBHAU", True), ("RACE_IND", "WBHARC", True), ("RA", "NSEW", False),
     ("Color", "WBA", False)],
)  # fmt: skip
def test_letters_of_races(tmp_path, header, letters, told):
    found = proposed(tmp_path, f"Stop Number,Stop Date,{header}",
                     lambda at, day: f"S-{at:05},{day},{letters[at % len(letters)]}")  # fmt: skip
    assert ("subject_group" in found["incidents"]) is told


def test_roles_are_read_where_officers_stand_among_them(tmp_path):
    roles = ["Officer", "Officer", "Officer", "Complainant", "Witness"]
    found = proposed(tmp_path, "FILENUM,INVOLVMENT,SUBJ_INC_NUM",
                     lambda at, _: f"UF2023-{at // 3:03},{roles[at % 5]},{18000 + at}")  # fmt: skip
    assert found["involvements"] == {
        "incident_id": {"column": "FILENUM"}, "person_id": {"column": "SUBJ_INC_NUM"},
        "role": {"column": "INVOLVMENT", "otherwise": "",
                 "values": {"Complainant": "complainant", "Witness": "witness"}},
    }  # fmt: skip


def test_people_with_numbers_are_no_totals(tmp_path):
    path = tmp_path / "sentences.csv"
    lines = [f"{2247658 + at},{at % 6},{at % 4},{at % 9 + 1},2015" for at in range(ROWS)]
    path.write_text("\n".join(["OffenderID,CRIMHIST,SAFE,SentenceMonths,SENTYR", *lines]),
                    encoding="utf-8")  # fmt: skip
    (look,) = look_at(path, path.name)
    (outcomes,) = propose(look).tables
    assert outcomes.table == "outcomes"
    assert {name: each.mapping for name, each in outcomes.columns.items()} == {
        "incident_id": {"column": "OffenderID"},
        "sentence_months": {"column": "SentenceMonths"},
    }


@pytest.mark.parametrize(("minutes", "told"), [(7, True), (60, False)])
def test_times_by_the_minute_tell_cases_and_hours_do_not(tmp_path, minutes, told):
    path = tmp_path / "list.csv"
    clocks = [divmod(at * minutes % 1440, 60) for at in range(ROWS)]
    lines = [f"{hour:02}:{minute:02},{at % 3}" for at, (hour, minute) in enumerate(clocks)]
    path.write_text("\n".join(["Time,Deaths", *lines]), encoding="utf-8")
    (look,) = look_at(path, path.name)
    mets = {header: mets_of(header) for header in look.header}
    assert numbers_each_row(look, mets) is told


def test_a_timestamp_of_a_form_is_no_day_of_a_case_where_another_date_stands(tmp_path):
    found = proposed(
        tmp_path, "Timestamp,Incident ID,Date,Call type",
        lambda at, day: f"{day + timedelta(days=90):%m/%d/%Y} 10:11:12,KL{at},{day:%m/%d/%Y},Theft",
    )  # fmt: skip
    assert found["incidents"]["occurred_at"] == {"column": "Date", "format": "%m/%d/%Y"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1-Moving Violation", "patrol"),
        ("4-Call for Service", "complaint"),
        ("911 call", "complaint"),
        ("Other Equipment Violation", "patrol"),
        ("Pre-existing knowledge", "other"),
        ("5-Speeding", None),
    ],
)
def test_reasons_of_stops_tell_what_began_them(said, meant):
    assert meaning_of("origin", said) == meant


def test_all_reasons_of_one_kind_still_tell_what_began_stops(tmp_path):
    reasons = ["MOVING VIOLATION", "EQUIPMENT VIOLATION", "LICENSE/REGISTRATION"]
    found = proposed(tmp_path, "Stop Number,Stop Date,Motivation for Stop",
                     lambda at, day: f"S-{at:05},{day},{reasons[at % 3]}")  # fmt: skip
    assert found["incidents"]["origin"]["column"] == "Motivation for Stop"


@pytest.mark.parametrize(
    ("header", "cells", "column"),
    [
        ("Officer", ["W/M", "H/M", "W/M, W/M"], "officer_id"),
        ("Placa", ["AAA00*", "BBB11*"], "badge"),
        ("Crime Category", ["Crime Against Person", "Crimes Against Property"], "offense_code"),
        ("Manner of Death", ["Homicide", "Suicide", "Undetermined"], "offense_code"),
    ],
)
def test_what_such_cells_are_not(tmp_path, header, cells, column):
    found = proposed(tmp_path, f"Stop Number,Stop Date,{header}",
                     lambda at, day: f'S-{at:05},{day},"{cells[at % len(cells)]}"')  # fmt: skip
    assert column not in found["incidents"]


def test_the_number_of_an_officer_comes_before_the_name(tmp_path):
    found = proposed(
        tmp_path, "Case Number,Arrest Date,Arrest Officer Name,Arrest Officer",
        lambda at, day: f"C-{at:05},{day},{['DOE', 'ROE', 'POE'][at % 3]},{4880 + at % 40}",
    )  # fmt: skip
    assert found["incidents"]["officer_id"] == {"column": "Arrest Officer"}


@pytest.mark.parametrize("several", [True, False])
def test_the_race_of_a_driver_comes_before_those_of_people_listed(tmp_path, several):
    others = "Race1,Race2,Race3" if several else "Race1,Note,Source"
    found = proposed(
        tmp_path, f"Case Number,Date,FD race,{others}",
        lambda at, day: f"C-{at:05},{day},{'BWH'[at % 3]},{'WBH'[at % 3]},,",
    )  # fmt: skip
    column = "FD race" if several else "Race1"
    assert found["incidents"]["subject_group"] == {"column": column}


def test_a_unit_by_name_comes_before_a_letter_of_its_kind(tmp_path):
    found = proposed(
        tmp_path, "Citation Number,Citation Date,Agency Type Code,Agency Name",
        lambda at, day: f"C-{at:05},{day},{'SCM'[at % 3]},{['DANE', 'GREEN BAY'][at % 2]} PD",
    )  # fmt: skip
    assert found["incidents"]["unit_id"] == {"column": "Agency Name"}
