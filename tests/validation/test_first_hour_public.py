"""How many of the columns that are needed does `init` map rightly, unasked, on public files?

The truth was written by hand, as the engagement files under examples/public/ have it. Two numbers
for each file: by the terms of headers alone, and with the presets of public formats.
"""

import csv
import gzip

import pytest

from tallystick.propose import look_at, presets, propose

NEEDED = {
    "seattle_terry_stops.csv.gz": {
        "incident_id": ("Terry Stop ID",),
        "unit_id": ("Officer Squad",),
        "officer_id": ("Officer ID",),
        "occurred_at": ("Reported Date", "Reported Time"),
        "origin": ("Call Type",),
        "area_id": ("Beat",),
        "clearance": ("Stop Resolution",),
        "search_conducted": ("Frisk Flag",),
        "subject_group": ("Subject Perceived Race",),
    },
    "ct_wethersfield_stops_2018.csv.gz": {
        "incident_id": ("ProfileNo",),
        "officer_id": ("ReportingOfficerIdentificationID",),
        "occurred_at": ("InterventionDateTime",),
        "recorded_at": ("CreatedDate",),
        "offense_code": ("StatuteCodeIdentificationID",),
        "area_id": ("InterventionLocationName",),
        "clearance": ("CustodialArrestIndicator",),
        "search_conducted": ("VehicleSearchedIndicator",),
        "contraband_found": ("ContrabandIndicator",),
        "search_basis": ("SearchAuthorizationCode",),
        "subject_group": ("SubjectRaceCode",),
    },
    "boston_stops_2011_2020.parquet": {
        "incident_id": ("citation_number",),
        "officer_id": ("officer_id",),
        "occurred_at": ("event_date",),
        "area_id": ("location_name",),
        "subject_group": ("race",),
    },
    "boston_offenses_2020.parquet": {
        "incident_id": ("citation_number",),
        "unit_id": ("issuing_agency",),
        "officer_id": ("officer_id",),
        "occurred_at": ("event_date", "time_hh", "time_mm", "am_pm"),
        "offense_code": ("offense",),
        "area_id": ("location_name",),
        "search_conducted": ("searched",),
        "subject_group": ("race",),
    },
    "chicago_food_inspections.parquet": {
        "incident_id": ("inspection_id",),
        "officer_id": ("inspector",),
        "occurred_at": ("inspection_date",),
    },
    "colombia_seizures_2019.csv.gz": {
        "unit_id": ("DEPTO_HECHO",),
        "substance_code": ("CLASE_BIEN",),
        "measured_at": ("FECHA_HECHO",),
        "value": ("Droga Incautada/ Cantidad", "BIEN_UNIDAD_MEDIDA"),
    },
    "ma_speeding_tickets_2001.csv.gz": {"value": ("MPHover",)},
    "boston_court_overtime_2019_2022.parquet": {
        "officer_id": ("ID",),
        "from_at": ("OTDATE", "STARTTIME"),
        "to_at": ("OTDATE", "ENDTIME"),
    },
    "rio_precinct_monthly_2003_2017.csv.gz": {
        "unit_id": ("cisp",),
        "period_start": ("mes", "vano"),
    },
    "baltimore_court_cases_coded.parquet": {
        "record_id": ("case_id",),
        "officer_id": ("officer_id",),
        "occurred_at": ("at",),
    },
    "chicago_complaints_coded.parquet": {
        "record_id": ("cr_id",),
        "officer_id": ("officer_id",),
        "unit_id": ("unit_id",),
        "occurred_at": ("at",),
        "area_id": ("beat",),
    },
    "chicago_postings_coded.parquet": {
        "officer_id": ("officer_id",),
        "unit_id": ("unit_id",),
        "from_date": ("from",),
        "to_date": ("to",),
    },
    "turnout_stations_2004_2018.parquet": {"unit_id": ("region",), "period_start": ("year",)},
}
NEEDED["ct_wethersfield_stops_2019q1.csv.gz"] = NEEDED["ct_wethersfield_stops_2018.csv.gz"]
NEEDED["covid_us_states.csv.gz"] = {"unit_id": ("state",), "period_start": ("submission_date",)}
# Rightly mapped by terms alone, with presets, and wrongly mapped by terms alone.
MEASURED = {
    "seattle_terry_stops.csv.gz": (8, 9, 1),
    "ct_wethersfield_stops_2018.csv.gz": (9, 11, 1),
    "boston_stops_2011_2020.parquet": (5, 5, 0),
    "boston_offenses_2020.parquet": (8, 8, 0),
    "chicago_food_inspections.parquet": (3, 3, 0),
    "colombia_seizures_2019.csv.gz": (1, 4, 0),
    "ct_wethersfield_stops_2019q1.csv.gz": (9, 11, 1),
    "covid_us_states.csv.gz": (0, 0, 0),
    "ma_speeding_tickets_2001.csv.gz": (0, 0, 0),
    "boston_court_overtime_2019_2022.parquet": (3, 3, 0),
    "rio_precinct_monthly_2003_2017.csv.gz": (1, 1, 1),
    "baltimore_court_cases_coded.parquet": (2, 2, 0),
    "chicago_complaints_coded.parquet": (4, 4, 0),
    "chicago_postings_coded.parquet": (4, 4, 0),
    "turnout_stations_2004_2018.parquet": (2, 2, 0),
}
# Files in which no column is needed: a column for each day or examination, or no records at all.
NOTHING = (
    "ny_regents_scores_2010.csv.gz", "rio_precincts.csv.gz", "covid_deaths_russia_regions.csv.gz",
    "covid_underdispersion_published.csv.gz",
)  # fmt: skip
GUESSED = {"rio_precinct_monthly_2003_2017.csv.gz"}
"""Their bytes allow several encodings, and no header tells which: the best guess is written."""

FULLER = {("SubjectRaceCode",): ("SubjectEthnicityCode", "SubjectRaceCode")}
"""What tells more of the same: Hispanic people of any race."""


def counted(proposal, needed):
    """How many needed columns are read from the right ones of theirs, and how many from others."""
    right, wrong = set(), set()
    for table in proposal.tables:
        for name, choice in table.columns.items():
            if name in needed and choice.headers:
                told = choice.headers in (needed[name], FULLER.get(needed[name]))
                (right if told else wrong).add(name)
        period = table.beside.get("period", {}).get("columns", ())
        if period and "period_start" in needed:
            named = set(needed["period_start"]) == set(period)
            (right if named else wrong).add("period_start")
    return len(right), len(wrong - right)


@pytest.mark.shared
@pytest.mark.parametrize("name", NEEDED)
def test_columns_are_mapped_as_measured(shared_data, name):
    (look,) = look_at(shared_data / name, name)
    assert (look.encoding, bool(look.doubt)) == (
        ("windows-1252", True) if name in GUESSED else (None, False)
    )
    by_terms, wrong = counted(propose(look), NEEDED[name])
    known = next((each for each in presets().values() if each.fits(look)), None)
    with_preset = counted(known.proposed(look), NEEDED[name])[0] if known else by_terms
    print(f"| {name} | {with_preset} right, {wrong} wrong; by terms alone {by_terms} |")
    assert (by_terms, with_preset, wrong) == MEASURED[name]


# A column for each of 680 days, each asked whether it holds days: a minute and a half of CPU.
WIDE = "covid_deaths_russia_regions.csv.gz"


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=[pytest.mark.slow] * (each == WIDE)) for each in NOTHING]
)
def test_nothing_is_made_of_a_file_without_records(shared_data, name):
    (look,) = look_at(shared_data / name, name)
    assert propose(look).tables == ()


@pytest.mark.shared
def test_nothing_is_made_of_a_file_with_a_column_for_each_day(shared_data, tmp_path):
    """Of the first 12 of the wide file's days: what a column is taken for is asked of each."""
    with gzip.open(shared_data / WIDE, "rt", encoding="utf-8", newline="") as file:
        rows = [row[:13] for row in csv.reader(file)]
    assert len(rows) == 86
    with (tmp_path / "narrow.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (look,) = look_at(tmp_path / "narrow.csv", "narrow.csv")
    assert (len(look.header), look.header[:2]) == (13, ("region", "03.02.2022"))
    assert propose(look).tables == ()


@pytest.mark.shared
def test_every_file_is_measured(shared_data):
    data = {each.name for each in shared_data.iterdir() if each.suffix in (".gz", ".parquet")}
    assert data == NEEDED.keys() | set(NOTHING)
