"""Are the tables of people filled where a file tells their part in a case, and only there?"""

import tomllib

import pytest

from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.propose import Answers, engagement_text, look_at, propose

ANSWERS = Answers("n", "a", "UTC")


def looked(folder, header, *rows):
    path = folder / "list.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    (look,) = look_at(path, path.name)
    return look


def tables(look):
    return {each.table: each for each in propose(look).tables}


def mapped(table):
    return {name: each.mapping for name, each in table.columns.items()}


ARRESTS = ("7,A1,2024-01-05,901,Theft", "7,A1,2024-01-05,901,Assault", "8,A2,2024-01-06,902,Theft")


def test_the_people_of_an_arrest_list_are_its_subjects_and_each_stands_once(tmp_path):
    look = looked(tmp_path, "Beat,Arrest Number,Arrest Date,Name ID,Charge", *ARRESTS)
    found = tables(look)["involvements"]
    assert mapped(found) == {
        "incident_id": {"column": "Arrest Number"},
        "person_id": {"column": "Name ID"},
        "role": {"constant": "subject"},
    }
    (tmp_path / "e.toml").write_text(engagement_text(ANSWERS, [propose(look)]), encoding="utf-8")
    engine = connect(threads=1)
    loaded = load(read_engagement(tmp_path / "e.toml"), tmp_path / "out", engine)
    assert loaded.tables["involvements"].to_pyarrow().num_rows == 2
    engine.close()


@pytest.mark.parametrize("header", ["Suspect ID", "Defendant Number", "Offender ID", "Arrestee ID"])
def test_the_word_of_the_column_tells_the_role(header, tmp_path):
    look = looked(tmp_path, f"Case Number,Report Date,Weather,{header}",
                  "1,2024-01-05,x,p1", "2,2024-01-06,y,p2")  # fmt: skip
    assert mapped(tables(look)["involvements"])["role"] == {"constant": "subject"}


@pytest.mark.parametrize("header", ["Victim ID", "Complainant Number", "Witness ID"])
def test_nobody_else_is_taken_for_a_subject(header, tmp_path):
    look = looked(tmp_path, f"Arrest Number,Arrest Date,Weather,{header}",
                  "1,2024-01-05,x,p1", "2,2024-01-06,y,p2")  # fmt: skip
    assert "involvements" not in tables(look)


@pytest.mark.parametrize("beside", ["Victim Race", "Weather"])
def test_a_role_that_nothing_tells_or_that_headers_dispute_is_asked(beside, tmp_path):
    look = looked(tmp_path, f"Case Number,Report Date,Person ID,{beside}",
                  "1,2024-01-05,p1,x", "2,2024-01-06,p2,y")  # fmt: skip
    (doubt,) = tables(look)["involvements"].doubts
    assert doubt.column == "role"
    assert {label for label, _ in doubt.options} >= {"subject", "victim", "witness"}
    assert "[[tables.involvements]]" in engagement_text(ANSWERS, [propose(look)])
    assert "involvements" not in tomllib.loads(engagement_text(ANSWERS, [propose(look)]))["tables"]


def test_a_second_officer_attends_with_a_unit_of_his_own_where_one_is_given(tmp_path):
    look = looked(
        tmp_path, "Case Number,Stop Date,Officer 1 ID,Officer 1 Unit,Officer 2 ID,Officer 2 Unit",
        "1,2024-01-05,11,North,12,South", "2,2024-01-06,13,North,,", "3,2024-01-07,11,East,14,East",
    )  # fmt: skip
    (tmp_path / "e.toml").write_text(engagement_text(ANSWERS, [propose(look)]), encoding="utf-8")
    engine = connect(threads=1)
    loaded = load(read_engagement(tmp_path / "e.toml"), tmp_path / "out", engine)
    rows = loaded.tables["named_officers"].to_pyarrow().to_pylist()
    engine.close()
    names = ("record_id", "officer_id", "unit_id", "role")
    named = {tuple(row[name] for name in names) for row in rows}
    assert named == {
        ("1", "11", "North", "attending"), ("1", "12", "South", "attending"),
        ("2", "13", "North", "attending"), ("3", "11", "East", "attending"),
        ("3", "14", "East", "attending"),
    }  # fmt: skip


COMPLAINTS = ("1,2024-01-05,North,501,Force,Sustained", "2,2024-01-06,South,502,Abuse,Exonerated")


def test_second_officers_of_cases_without_a_number_attend_none(tmp_path):
    look = looked(tmp_path, "IN_DATE,OFFICER_ID,OFFICER2_ID,DIVISION,PROBCAUSE,RESULT",
                  *(f"2014-05-{n:02d},{4400 + n},{9200 + n},Traffic,Registration,Citation"
                    for n in range(1, 20)))  # fmt: skip
    found = tables(look)
    assert "incidents" in found
    assert "named_officers" not in found


def test_an_officer_complained_of_made_no_case_and_attends_none(tmp_path):
    header = "Complaint Number,Incident Date,Command,Officer ID,Allegation,Finding"
    found = tables(looked(tmp_path, header, *COMPLAINTS))
    assert "officer_id" not in found["incidents"].columns
    assert mapped(found["named_officers"])["role"] == {"constant": "complained_of"}


@pytest.mark.parametrize(
    ("officer", "finding"),
    [("Investigating Officer ID", "Sustained"), ("Officer ID", "Open")],
)
def test_no_officer_is_complained_of_by_an_investigation_or_a_crime_report(
    officer, finding, tmp_path
):
    rows = (row.replace("Sustained", finding).replace("Exonerated", finding) for row in COMPLAINTS)
    header = f"Complaint Number,Incident Date,Command,{officer},Allegation,Finding"
    found = tables(looked(tmp_path, header, *rows))
    assert "named_officers" not in found
    assert "officer_id" in found["incidents"].columns


def test_a_list_of_outcomes_without_a_day_of_its_cases_is_one_of_outcomes(tmp_path):
    look = looked(tmp_path, "Crime ID,Outcome type", "a1,Offender fined", "a2,Local resolution",
                  "a3,Suspect charged", "a4,Under investigation")  # fmt: skip
    found = tables(look)
    assert list(found) == ["outcomes"]
    assert mapped(found["outcomes"])["verdict"] == {
        "column": "Outcome type", "otherwise": "",
        "values": {"Offender fined": "convicted", "Suspect charged": "pending"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("Closed: Guilty after trial", "convicted"), ("Closed: Not guilty after trial", "acquitted"),
     ("Dismissal with Prejudice", "dismissed"), ("Nolle Prosequi entered", "dismissed"),
     ("Guilty plea withdrawn", None), ("Motion to dismiss denied", None),
     ("Plea of not guilty", None), ("Dismissed from service", None), ("Not convicted", None),
     ("Appeal dismissed", None), ("Pending Finding", "pending")],
)  # fmt: skip
def test_a_longer_text_is_a_decision_where_it_names_one(text, verdict, tmp_path):
    header = "Case Number,Case Status,Decision Date"
    look = looked(tmp_path, header, "1,Acquitted,2024-01-05", f"2,{text},2024-01-06",
                  "3,Convicted,2024-01-07")  # fmt: skip
    assert mapped(tables(look)["outcomes"])["verdict"].get("values", {}).get(text) == verdict


@pytest.mark.parametrize(
    ("headers", "sentence", "asked"),
    [(("Sentence Months",), {"column": "Sentence Months"}, False), (("Sentence",), None, True),
     (("Fine Amount",), None, False), (("Sentence D",), None, False),
     (("Sentence Y", "Sentence M"), None, False)],
)  # fmt: skip
def test_a_sentence_is_in_months_or_asked_and_never_a_fine_or_a_part(
    headers, sentence, asked, tmp_path
):
    look = looked(tmp_path, ",".join(["Case Number", "Verdict", *headers]),
                  ",".join(["1", "Guilty", *["12"] * len(headers)]),
                  ",".join(["2", "Acquitted", *["6"] * len(headers)]))  # fmt: skip
    outcomes = tables(look)["outcomes"]
    assert mapped(outcomes).get("sentence_months") == sentence
    assert ("sentence_months" in {each.column for each in outcomes.doubts}) == asked
    assert ("make one column of months" in outcomes.remark) == (len(headers) > 1)


def test_a_name_in_a_court_list_is_a_person_only_where_somebody_says_so(tmp_path):
    look = looked(tmp_path, "Case Number,Name,Verdict", "1,DOE A,Guilty", "2,ROE B,Acquitted")
    outcomes = tables(look)["outcomes"]
    assert "person_id" not in outcomes.columns
    assert [each.column for each in outcomes.doubts] == ["person_id"]


def test_a_list_of_court_overtime_tells_duties_by_day_and_times(tmp_path):
    look = looked(tmp_path, "Employee ID,Rank,OT Date,Description,Start Time,End Time",
                  "11,Det,2024-01-05,COURT:TRIAL,09:00,12:30",
                  "12,Sgt,2024-01-06,Sick leave,08:00,16:00")  # fmt: skip
    duties = mapped(tables(look)["duties"])
    assert duties["kind"]["values"] == {"COURT:TRIAL": "court", "Sick leave": "leave"}
    assert [*duties["kind"]["values"]] == ["COURT:TRIAL", "Sick leave"]  # the same each time
    assert duties["from_at"] == {"columns": ["OT Date", "Start Time"], "format": "%Y-%m-%d %H:%M"}
    assert duties["to_at"]["columns"] == ["OT Date", "End Time"]


def test_officers_of_a_roster_without_numbers_go_by_their_names(tmp_path):
    look = looked(tmp_path, "Last Name,First Name,Rank,Unit", "Doe,A,Captain,North",
                  "Roe,B,Sergeant,South")  # fmt: skip
    named = {"officer_id": {"columns": ["Last Name", "First Name"]}}
    assert [mapped(each) for each in propose(look).tables] == [
        named | {"rank": {"column": "Rank"}},
        named | {"unit_id": {"column": "Unit"}},
    ]
    many = looked(tmp_path, "Name,Rank", *(f"N{k % 99},Sergeant" for k in range(100)))
    assert [each.beside for each in propose(many).tables] == [{"one_row_per": ["officer_id"]}]
    twice = looked(tmp_path, "Name,Rank", "Doe,Captain", "Doe,Sergeant", "Roe,Sergeant")
    assert propose(twice).tables == ()


def test_reports_of_cases_without_a_number_are_joined_by_their_row(tmp_path):
    text = "The officer saw the subject walk between the parked cars and spoke to him"
    rows = f"2024-01-05,W,Loitering,B1,{text}", f"2024-01-06,B,Noise,B2,{text} again"
    look = looked(tmp_path, "FC Date,Race,Reason,Beat,Narrative", *rows)
    found = tables(look)
    numbers = {mapped(found[name])["incident_id"]["row_number"] for name in found}
    assert list(found) == ["incidents", "narratives"]
    assert numbers == {True}


def test_a_number_plate_is_no_officer(tmp_path):
    header = "fecha,matrícula,precepto,localidad"
    plates = looked(tmp_path, header, "2024-01-05,1234BCD,1,A", "2024-01-06,9876XYZ,2,B")
    assert "officer_id" not in tables(plates)["incidents"].columns
    numbers = looked(tmp_path, header, "2024-01-05,104511,1,A", "2024-01-06,104512,2,B")
    assert "officer_id" in tables(numbers)["incidents"].columns
