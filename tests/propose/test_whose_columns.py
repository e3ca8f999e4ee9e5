"""Is what tells of somebody's home, of a victim or of nobody kept from cases and their subjects?"""

import pytest

from tallystick.propose import Answers, engagement_text, look_at, propose
from tallystick.propose.columns.masked import is_mask, is_masked

TOWNS = [f"{a}{b}" for a in ("Green", "Oak", "River") for b in ("field", "ton", "ville", "dale")]
DAYS = [f"2023-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in range(1, 21)]
CELLS = {
    "id": [f"A23-{n:05d}" for n in range(60)],
    "day": DAYS,
    "town": [TOWNS[n % 12] for n in range(60)],
    "street": [f"{n} MAIN ST" for n in range(60)],
    "group": [("WHITE", "BLACK", "ASIAN")[n % 3] for n in range(60)],
    "sex": [("M", "F")[n % 2] for n in range(60)],
    "state": ["IL"] * 60,
    "charge": [("THEFT", "ASSAULT")[n % 2] for n in range(60)],
    "person": [f"{500_000 + n % 40}" for n in range(60)],
    "ssn": [f"XXX-XX-{1000 + n}" for n in range(60)],
    "hidden": [("REDACTED", "[REDACTED]")[n % 2] for n in range(60)],
    "stars": [("***", "****")[n % 2] for n in range(60)],
}


def proposed(folder, name="list.csv", **columns):
    """Propose a file whose headers are the keys, blanks for underscores, filled as they say."""
    header = [each.replace("_", " ") for each in columns]
    rows = zip(*(CELLS[each] for each in columns.values()), strict=True)
    text = "\n".join(map(",".join, [header, *rows]))
    path = folder / name
    path.write_text(text + "\n", encoding="utf-8")
    (look,) = look_at(path, path.name)
    return propose(look)


def filled(file, table="incidents"):
    """By canonical column, the headers that fill it."""
    return {name: each.headers for found in file.tables if found.table == table
            for name, each in found.columns.items()}  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "area"),
    [
        ({"Sex": "sex", "Address": "street", "City": "town", "State": "state"}, None),
        ({"Arrestee_Address": "street", "City": "town"}, None),
        ({"Residence_Street": "street", "City": "town"}, None),
        ({"RES_CITY": "town"}, None),
        ({"Charge": "charge", "Address": "street", "City": "town"}, ("City",)),
        ({"Sex": "sex", "City": "town"}, ("City",)),
    ],
)
def test_the_town_where_a_person_lives_is_no_area_of_a_case(tmp_path, columns, area):
    file = proposed(tmp_path, Arrest_Number="id", Arrest_Date="day", **columns)
    assert filled(file).get("area_id") == area
    assert "unit_id" not in filled(file)


@pytest.mark.parametrize(
    ("name", "columns", "group"),
    [
        ("list.csv", {"Victim_Sex": "sex", "Ethnicity": "group"}, None),
        ("list.csv", {"VIC_SEX": "sex", "VIC_ETHN": "group"}, None),
        ("homicide_victims.csv", {"Sex": "sex", "Race": "group"}, None),
        ("list.csv", {"Sex": "sex", "Race": "group"}, ("Race",)),
        ("list.csv", {"Suspect_Sex": "sex", "Race": "group", "Victim_Sex": "sex"}, ("Race",)),
        ("vitimas.csv", {"tipo_pessoa": "charge", "raca": "group"}, None),
        ("victims.csv", {"Suspect_Sex": "sex", "Suspect_Race": "group"}, ("Suspect Race",)),
    ],
)
def test_a_victims_group_is_not_that_of_who_is_stopped(tmp_path, name, columns, group):
    file = proposed(tmp_path, name, Incident_Number="id", Incident_Date="day", **columns)
    assert filled(file).get("subject_group") == group


@pytest.mark.parametrize("header", ["ARRESTEE_ID", "SUSPECT_ID", "DEFENDANT NUMBER"])
def test_a_persons_number_is_offered_beside_a_number_made_of_the_row(tmp_path, header):
    """One number of the case is there, or none: the person has his own in both."""
    for number in ({"Case_Number": "id"}, {}):
        file = proposed(
            tmp_path, **number, Arrest_Date="day", Charge="charge", **{header: "person"}
        )
        shown = header.replace("_", " ")
        assert filled(file, "involvements")["person_id"] == (shown,)
        assert filled(file)["incident_id"] == (("Case Number",) if number else ())


def test_a_masked_column_names_nobody_and_is_said_to_be_masked(tmp_path):
    file = proposed(tmp_path, Arrest_Number="id", Arrest_Date="day", Suspect_ID="ssn",
                    Officer_ID="hidden", Unit="stars", Race="group")  # fmt: skip
    assert {table.table for table in file.tables} == {"incidents"}
    assert set(filled(file)) == {"incident_id", "occurred_at", "subject_group"}
    assert not [doubt for table in file.tables for doubt in table.doubts]
    text = engagement_text(Answers("n", "a", "UTC"), [file])
    assert "Suspect ID (masked in the export)" in " ".join(text.replace("#", " ").split())


@pytest.mark.parametrize(
    ("cell", "whole", "masked"),
    [
        ("[REDACTED]", True, True), ("REDACTED", True, True), ("***", True, True),
        ("XXXX", True, True), ("XXX-XX-XXXX", True, True), ("[withheld]", True, True),
        ("XXX-XX-1234", False, True), ("****1234", False, True), ("J*** S****", False, True),
        ("12XX MAIN ST", False, False), ("Withheld", False, False), ("*", False, False),
        ("XX", False, False), ("Maxxx", False, False), ("A123", False, False),
    ],
)  # fmt: skip
def test_what_is_a_mask(cell, whole, masked):
    assert (is_mask(cell), is_masked([cell])) == (whole, masked)
