"""Numbers of records systems: of cases, people and officers, and what is none of an officer."""

import pytest

from tallystick.propose import look_at, propose

ROWS = 40


def tables(folder, header, *cells, name="list.csv"):
    """What a file with these columns fills; each list of cells is repeated, ``{}`` is the row."""
    lines = [header]
    lines += [",".join(each[at % len(each)].format(f"{at:04}") for each in cells)
              for at in range(ROWS)]  # fmt: skip
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (look,) = look_at(path, path.name)
    return {each.table: each for each in propose(look).tables}


def mapping(table, column):
    """What fills a column of a table; None where nothing does."""
    choice = table.columns.get(column)
    return choice and choice.mapping


CASE, DAY = ["26-{}"], [f"2024-01-{day:02}" for day in range(1, 29)]
NUMBERS, NAMES = ["4344", "4571", "4386", "4833"], ["NGUYEN", "NGUYEN", "ALLEN", "SOLAS"]


@pytest.mark.parametrize("order", [("NAME", ""), ("", "NAME")])
def test_a_number_of_an_officer_comes_before_a_name(tmp_path, order):
    headers = ",".join(f"ARREST OFFICER {end}".strip() for end in order)
    cells = [NAMES if end else NUMBERS for end in order]
    found = tables(tmp_path, f"Case No,Arrest Date,{headers}", CASE, DAY, *cells)["incidents"]
    assert mapping(found, "officer_id") == {"column": "ARREST OFFICER"}
    alone = tables(tmp_path, "Case No,Arrest Date,ARREST OFFICER NAME", CASE, DAY, NAMES)
    assert mapping(alone["incidents"], "officer_id") == {"column": "ARREST OFFICER NAME"}


@pytest.mark.parametrize(
    "header",
    ["WARRANT NUMBER", "Warrant No", "Ticket Number", "Citation No", "Docket #", "Bond No"],
)
def test_a_number_of_a_paper_is_no_badge_and_no_officer_s(tmp_path, header):
    found = tables(tmp_path, f"Case No,Report Date,{header}", CASE, DAY, ["J34{}"])["incidents"]
    assert "badge" not in found.columns
    assert "officer_id" not in found.columns


@pytest.mark.parametrize(
    "header",
    ["GO NO", "GO #", "General Offense Number", "EVENT NO", "CR NO", "OCA", "OCA No",
     "DR NO", "IR NO", "RB NO", "RMS NO"],
)  # fmt: skip
def test_a_number_of_a_records_system_is_that_of_a_case(tmp_path, header):
    found = tables(tmp_path, f"{header},Report Date,Beat", ["2024{}"], DAY, ["A", "B"])["incidents"]
    assert mapping(found, "incident_id") == {"column": header}


def test_a_pin_is_a_person_s_beside_what_is_told_of_people_alone(tmp_path):
    arrests = tables(tmp_path, "GO NO,PIN,Arrest Date,Race", ["2024{}"], ["44{}"], DAY, ["B", "W"])
    assert mapping(arrests["involvements"], "person_id") == {"column": "PIN"}
    assert mapping(arrests["involvements"], "role") == {"constant": "subject"}
    others = tables(tmp_path, "GO NO,PIN,Report Date,Beat", ["2024{}"], ["44{}"], DAY, ["A", "B"])
    assert "involvements" not in others


@pytest.mark.parametrize("hurt", [["INJURED", "NO INJURY"], ["No injuries", "Minor injury"]])
@pytest.mark.parametrize("header", ["OFFICER_INJURY", "Officer 1", "Officer Injuries"])
def test_whether_an_officer_was_hurt_names_none(tmp_path, header, hurt):
    found = tables(tmp_path, f"Case No,Report Date,Unit,{header}", CASE, DAY, ["A", "B"], hurt)
    assert "officer_id" not in found["incidents"].columns
    assert "named_officers" not in found


@pytest.mark.parametrize(
    ("event", "endings", "values"),
    [
        ("Stop", ["ARREST", "CITED", "WARNING"],
         {"ARREST": "arrest", "CITED": "none", "WARNING": "none"}),
        ("Arrest", ["BOOKED", "CITED"], {"BOOKED": "arrest"}),
        ("Stop", ["CITED", "RELEASED"], None),
        ("Stop", ["CITED", "WARNING"], {"CITED": "none", "WARNING": "none"}),
        ("Stop", ["CITED", "RELEASED", "NO ACTION", "OPEN"], {"NO ACTION": "none", "OPEN": "none"}),
    ],
)  # fmt: skip
def test_a_citation_is_no_arrest_only_beside_arrests_or_warnings(tmp_path, event, endings, values):
    found = tables(tmp_path, f"Case No,{event} Date,Disposition", CASE, DAY, endings)["incidents"]
    assert (mapping(found, "clearance") or {}).get("values") == values


CATALAN = "Any,Núm. Mes,Regió Policial (RP),Àrea Bàsica Policial (ABP),Municipi,Tipus d'infracció"
PLACES = (["2021", "2021", "2022"], ["1", "2"], ["RP Nord", "RP Sud"], ["ABP A", "ABP B", "ABP C"],
          ["Vila", "Bages"], ["Lesions", "Amenaces"])  # fmt: skip


def test_the_police_area_that_acts_is_the_unit_of_catalan_totals(tmp_path):
    found = tables(tmp_path, f"{CATALAN},Nombre fets", *PLACES, ["1", "3", "2"])
    assert mapping(found["reported_figures"], "unit_id") == {"column": "Àrea Bàsica Policial (ABP)"}
    cases = tables(tmp_path, f"Expedient,Data dels fets,{CATALAN}", CASE, DAY, *PLACES)["incidents"]
    assert mapping(cases, "unit_id") == {"column": "Àrea Bàsica Policial (ABP)"}


def test_a_list_of_people_with_their_parts_is_no_table_of_totals(tmp_path):
    people = f"{CATALAN},Rol,Sexe,Edat,Nombre víctimes"
    parts = ["Víctima", "Autor"], ["HOME", "DONA"], ["28", "41", "33"]
    assert tables(tmp_path, people, *PLACES, *parts, ["1"]) == {}
    totals = tables(tmp_path, people, *PLACES, *parts, ["1", "2"])
    assert set(totals) == {"reported_figures"}
