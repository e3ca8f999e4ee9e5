"""Columns that their values tell, or forbid, where the header says little or something else."""

import tomllib
from datetime import UTC, datetime

import pytest

from tallystick.propose import Answers, engagement_text, look_at, propose
from tallystick.propose.cells.date_forms import forms_of, shape_of
from tallystick.propose.cells.date_readings import DateReading, read_dates
from tallystick.propose.cells.offences import share_of_offences
from tallystick.propose.headers.composed import facets_of, mets_of

LEAST = 60


def used(folder, header, row, rows=LEAST):
    """Which header each column of ``incidents`` is read from; `row` makes one from its number."""
    path = folder / "list.csv"
    path.write_text("\n".join([header, *map(row, range(rows))]) + "\n", encoding="utf-8")
    (look,) = look_at(path, path.name)
    tables = {each.table: each for each in propose(look).tables}
    found = tables["incidents"].columns if "incidents" in tables else {}
    return {name: " + ".join(each.headers) for name, each in found.items()}, tables


def day(at):
    return f"2021-{at % 12 + 1:02}-{at % 28 + 1:02}"


@pytest.mark.parametrize(
    ("cells", "share"),
    [
        (["Theft from vehicle", "ROBBERY", "Lost property", "found dog"], 0.5),
        (["HOMICIDIO DOLOSO", "Lesão corporal", "Fahrraddiebstahl", "kradzież"], 1.0),
        (["搶奪", "住宅竊盜", "窃盗"], 1.0),
        (["§ 125c odst. 1", "Art. 14", "Section 12", "ст. 228"], 1.0),
        (["VW-VOLKSWAGEN", "Larch Road", "4100 ST 9"], 0.0),
    ],
)
def test_the_share_of_cells_that_name_an_offence(cells, share):
    assert share_of_offences(cells) == share


OFFENCES = ("Theft", "Burglary", "Assault", "Vandalism")


def test_a_column_of_offences_is_told_by_its_values_under_any_header(tmp_path):
    header = "Case Number,Date Occurred,Remarkable"
    found, _ = used(tmp_path, header, lambda at: f"C-{at:05},{day(at)},{OFFENCES[at % 4]}")
    assert found["offense_code"] == "Remarkable"


def test_a_type_whose_values_name_no_offence_is_none(tmp_path):
    header = "Case Number,Date Occurred,Type"
    kinds = ("Person search", "Vehicle check")
    found, _ = used(tmp_path, header, lambda at: f"C-{at:05},{day(at)},{kinds[at % 2]}")
    assert "offense_code" not in found


def test_a_code_comes_before_its_description_and_an_incident_in_words_is_no_number(tmp_path):
    header = "Incident,Date Occurred,Report No,Statute,StatuteDescription"
    found, _ = used(
        tmp_path, header,
        lambda at: f"{OFFENCES[at % 4]},{day(at)},R{at:05},18.2-{at % 4},{OFFENCES[at % 4]}",
    )  # fmt: skip
    assert (found["incident_id"], found["offense_code"]) == ("Report No", "Statute")


def test_a_district_comes_before_a_neighbourhood_and_a_town_that_is_always_the_same(tmp_path):
    header = "Case Number,Date Occurred,City,Neighborhood,District"
    found, _ = used(
        tmp_path, header, lambda at: f"C-{at:05},{day(at)},Oakmere,Hood {at % 20},D{at % 4}"
    )
    assert found["area_id"] == "District"


def test_a_town_that_is_always_the_same_is_no_area(tmp_path):
    found, _ = used(tmp_path, "Case Number,Date Occurred,City",
                    lambda at: f"C-{at:05},{day(at)},Oakmere")  # fmt: skip
    assert "area_id" not in found


def test_dates_under_a_header_that_calls_them_received_tell_when(tmp_path):
    found, _ = used(tmp_path, "Event Number,Call_Received,Sector",
                    lambda at: f"E-{at:05},{day(at)} 10:{at % 60:02}:00,S{at % 5}")  # fmt: skip
    assert found["occurred_at"] == "Call_Received"


def test_rows_with_a_number_of_their_own_are_no_totals(tmp_path):
    header = "Accident_id,Year,Month,Killed,Injured,Class"
    _, tables = used(
        tmp_path, header,
        lambda at: f"{5260181 + at},{2015 + at % 4},{at % 12 + 1},{at % 3},{at % 5},{at % 4}",
    )  # fmt: skip
    assert "reported_figures" not in tables


def test_the_weight_of_a_person_is_no_weight_of_goods(tmp_path):
    header = "Arrest Number,Arrest Date,Sex,Weight"
    _, tables = used(tmp_path, header, lambda at: f"A{at:05},{day(at)},M,{150 + at} lbs")
    assert "measurements" not in tables


def test_a_count_of_one_in_each_row_is_no_column_of_counts(tmp_path):
    header = "Case Number,Date Occurred,RecordCount"
    found, _ = used(tmp_path, header, lambda at: f"C-{at:05},{day(at)},1")
    assert "count" not in found


@pytest.mark.parametrize(
    ("cells", "tells"),
    [(("Open", "Closed"), False), (("Open", "Cleared by arrest"), True)],
)
def test_open_alone_is_no_ending_of_a_case(tmp_path, cells, tells):
    header = "Case Number,Date Occurred,Status"
    found, _ = used(tmp_path, header, lambda at: f"C-{at:05},{day(at)},{cells[at % 2]}")
    assert ("clearance" in found) is tells


def test_known_words_of_what_began_a_case_come_before_an_offence(tmp_path):
    header = "Case Number,Date Occurred,Nature of Contact"
    words = ("DISPATCHED CALL", "VIEWED OFFENSE", "WARRANT SERVICE")
    found, _ = used(tmp_path, header, lambda at: f"C-{at:05},{day(at)},{words[at % 3]}")
    assert found["origin"] == "Nature of Contact"
    assert "offense_code" not in found


def test_dates_of_zeros_are_empty(tmp_path):
    header = "Case Number,Date Occurred,Closed Date"
    closed = lambda at: "0/0/0000" if at % 4 == 0 else f"{at % 12 + 1}/{at % 28 + 1}/2021"  # noqa: E731
    found, _ = used(tmp_path, header, lambda at: f"C-{at:05},{day(at)},{closed(at)}")
    assert found["closed_at"] == "Closed Date"


def test_a_list_without_any_date_waits_with_what_is_told_and_says_what_is_lacking(tmp_path):
    header = "Case Number,Offense,Unit,Subject Race,# of Officers"
    found, tables = used(
        tmp_path,
        header,
        lambda at: f"C-{at:05},{OFFENCES[at % 4]},U{at % 5},{'BW'[at % 2]},{at % 3}",
    )
    assert found == {
        "incident_id": "Case Number", "unit_id": "Unit", "offense_code": "Offense",
        "subject_group": "Subject Race",
    }  # fmt: skip
    assert tables["incidents"].remark.startswith("No column tells when each case was")
    (look,) = look_at(tmp_path / "list.csv", "list.csv")
    text = engagement_text(Answers("n", "a", "UTC"), [propose(look)])
    assert tomllib.loads(text) == {
        "engagement": {"name": "n", "agency": "a", "time_zone": "UTC", "mapping": "proposed"}
    }
    assert '# unit_id = "Unit"' in text.splitlines()


@pytest.mark.parametrize(
    ("cells", "kind", "form", "also"),
    [
        (["6/1/2021, 5:30:11 PM", "6/14/2021, 5:30:11 AM"], "moment", "%m/%d/%Y, %I:%M:%S %p", ()),
        (["01.12.2019,13:45", "21.12.2019,03:45"], "moment", "%d.%m.%Y,%H:%M", ()),
        (["06-21-2021 - 5:30 PM"], "moment", "%m-%d-%Y - %I:%M %p", ()),
        (["11/14/2021 1710 hours"], "moment", "%m/%d/%Y %H%M hours", ()),
        (["20200131235959", "20200130225959"], "moment", "%Y%m%d%H%M%S", ()),
        (["202001312359", "202001302259"], "moment", "%Y%m%d%H%M", ()),
        (["4/18/2015 @ 20:11"], "moment", "%m/%d/%Y @ %H:%M", ()),
        (["April 8, 2015 at 08:11 PM"], "moment", "%b %d, %Y at %I:%M %p", ()),
        (["04/18/2015 2011", "12/31/2016 0005"], "moment", "%m/%d/%Y %H%M", ()),
        (["20:11 04/18/2015"], "moment", "%H:%M %m/%d/%Y", ()),
        (["08:11 PM 04/18/2015"], "moment", "%I:%M %p %m/%d/%Y", ()),
        (["08APR2015:20:11:00"], "moment", "%d%b%Y:%H:%M:%S", ()),
        (["Wed Apr 08 20:11:00 2015"], "moment", "%a %b %d %H:%M:%S %Y", ()),
        (["08APR15"], "day", "%d%b%y", ()),
        (["041815", "123116"], "day", "%m%d%y", ()),
        (["04-18-15"], "day", "%m-%d-%y", ()),
        (["04.18.15", "12.31.16"], "day", "%m.%d.%y", ()),
        (["04.18.2015", "12.31.2016"], "day", "%m.%d.%Y", ()),
        (["03.04.2015", "12.11.2016"], "day", "%d.%m.%Y", ()),
        (["Wed 04/18/2015"], "day", "%a %m/%d/%Y", ()),
        (["Friday May 08, 2015", "Wednesday April 08, 2015"], "day", "%A %B %d, %Y", ()),
        (["Wed, Apr 08, 2015"], "day", "%a, %b %d, %Y", ()),
        (["1900-01-01 20:11:00", "1900-01-01 00:05:00"], "time", "1900-01-01 %H:%M:%S", ()),
        (["12/30/1899 8:11 PM", "12/30/1899 12:05 AM"], "time", "12/30/1899 %I:%M %p", ()),
        (["18.04.15", "22.13.16"], "time", "%H.%M.%S", ()),
        (["2011 hrs", "0005 hrs"], "time", "%H%M hrs", ()),
        (["Wednesday, June 27, 2018"], "day", "%A, %B %d, %Y", ()),
        (["2020-03-15", "August 29, 2018", "March 5, 2020"], "day", "%b %d, %Y", ("%Y-%m-%d",)),
    ],
)
def test_dates_with_any_mark_before_the_time(cells, kind, form, also):
    assert read_dates(cells) == DateReading(kind, (form,), proof=read_dates(cells).proof, also=also)


@pytest.mark.parametrize(
    ("header", "facets"),
    [
        ("發生日期", {"occurred", "date"}),
        ("管轄警察署（発生地）", {"plain", "unit"}),
        ("Lovbruddstype", {"offense", "kind"}),
        ("Gjerningsdato", {"occurred", "date"}),
        ("Nazwa jednostki", {"name", "unit"}),
        ("nombre_provincia", {"name", "area", "wide"}),
        ("nombre_faits", {"count", "occurred"}),
    ],
)
def test_words_joined_inflected_and_meant_in_the_language_beside_them(header, facets):
    assert facets_of(header) == facets


def test_facets_of_the_values_complete_those_of_the_words():
    assert mets_of("Received") == []
    (met,) = mets_of("Received", frozenset({"date"}))
    assert met.concept == "recorded_at"


def test_how_grave_an_offence_is_names_no_offence(tmp_path):
    grades = ("FELONY", "MISDEMEANOR", "INFRACTION")
    found, _tables = used(
        tmp_path, "Case No,Stop Date,Offense Level,Charge",
        lambda at: f"C{at},{day(at)},{grades[at % 3]},{('DUI', 'THEFT', 'ARSON')[at % 3]}",
    )  # fmt: skip
    assert found["offense_code"] == "Charge"


def test_a_column_of_one_or_few_towns_is_no_area_but_one_of_many_is(tmp_path):
    few, _tables = used(
        tmp_path, "Case No,Stop Date,City", lambda at: f"C{at},{day(at)},Town {at % 3}"
    )
    many, _tables = used(
        tmp_path, "Case No,Stop Date,City", lambda at: f"C{at},{day(at)},Town {at % 12}"
    )
    assert "area_id" not in few
    assert many["area_id"] == "City"


@pytest.mark.parametrize(
    ("header", "facet"),
    [
        ("Num_Involved_Officers", "count"),
        ("# of officers", "count"),
        ("Number Status", "number"),
        ("Officer Number", "number"),
    ],
)
def test_a_number_of_several_is_a_count(header, facet):
    assert facet in facets_of(header)
    assert not {"count", "number"} <= facets_of(header)


DAYS = (
    *("%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%Y", "%m/%d/%y", "%Y.%m.%d"),
    *("%d-%b-%y", "%d %b %Y", "%b %d, %Y", "%d%b%Y", "%Y-%b-%d", "%a %d/%m/%Y", "(%d/%m/%Y)"),
    *("%A, %B %d, %Y", "%Y年%m月%d日", "%Y%m%d", "%m%d%Y"),
)
TIMES = (
    *("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S%p", "%H:%M:%S.%f", "%Hh%M", "%H h %M"),
    *("%H%M hrs", "(%H%M Hrs)", "%H:%M:%S:%f", "%I:%M:%S:%p", "%H:%M:%S EST"),
)


def test_a_form_is_among_those_made_of_what_it_writes_and_lets_all_of_it_through():
    days = [datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC), datetime(1999, 12, 31, 23, 59, tzinfo=UTC)]
    joints = (" ", ", ", " - ", "T", " at ", " @ ")
    both = {f"{day}{joint}{time}" for day in DAYS for joint in joints for time in TIMES}
    behind = {f"{time} {day}" for day in DAYS for time in TIMES}
    for form in {*DAYS, *TIMES, *both, *behind}:
        texts = [each.strftime(form) for each in days]
        assert form in forms_of(texts)
        assert all(shape_of(form).fullmatch(text) for text in texts), form
        assert not any(shape_of(form).fullmatch(f"{text}?") for text in texts), form


@pytest.mark.parametrize(
    ("cells", "kind", "forms"),
    [
        (["(0812 Hrs)", "(1405 Hrs)"], "time", ("(%H%M Hrs)",)),
        (["09:15:00 EDT", "23:05:00 EST"], "time", ("%H:%M:%S %*",)),
        (["21:48:00:000", "08:15:00:000"], "time", ("%H:%M:%S:%f",)),
        (["February 23, 2015 at 10:09:00 PM"], "moment", ("%b %d, %Y at %I:%M:%S %p",)),
        (["1/2/2020 at 3:10", "13/4/2020 um 10:00"], "moment", ("%d/%m/%Y %* %H:%M",)),
        (["10/11/12", "13/12/11"], "day", ("%d/%m/%y",)),
        (["10/11/12", "10/12/11"], "day", ("%d/%m/%y", "%m/%d/%y")),
        (["99/11/30", "98/12/31"], "day", ("%y/%m/%d",)),
        (["4 of 5 cells"], None, ()),
        (["17 calls at 3", "20 calls at 4"], None, ()),
    ],
)
def test_forms_that_no_list_had(cells, kind, forms):
    read = read_dates(cells)
    assert (read and read.kind, read.forms if read else ()) == (kind, forms)


@pytest.mark.parametrize("mark", ["~", "^", "|"])
def test_cells_may_be_parted_by_a_rare_sign(tmp_path, mark):
    found, _tables = used(
        tmp_path, mark.join(["Case No", "Stop Date", "Charge"]),
        lambda at: mark.join([f"C{at}", day(at), ("THEFT", "ARSON")[at % 2]]),
    )  # fmt: skip
    assert found["incident_id"] == "Case No"
    assert found["offense_code"] == "Charge"
