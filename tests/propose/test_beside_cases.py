"""Are the tables beside the cases filled where a file tells what they hold, and only there?"""

import pytest

from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.propose import Answers, engagement_text, look_at, propose

ANSWERS = Answers("n", "a", "UTC")


def looked(folder, header, rows):
    path = folder / "list.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    (look,) = look_at(path, path.name)
    return look


def mapped(look):
    return [
        (table.table, {name: each.mapping for name, each in table.columns.items()})
        for table in propose(look).tables
    ]


def loaded_rows(folder, look, table):
    (folder / "e.toml").write_text(engagement_text(ANSWERS, [propose(look)]), encoding="utf-8")
    engine = connect(threads=1)
    loaded = load(read_engagement(folder / "e.toml"), folder / "out", engine)
    rows = loaded.tables[table].to_pyarrow().to_pylist()
    engine.close()
    return rows


TICKETS = [f"T{k},2024-01-{k:02d},Speeding,{60 + k},{5 * (k % 3 + 1)},0.{k:02d}"
           for k in range(1, 29)]  # fmt: skip
TICKET_HEADER = "Ticket Number,Issue Date,Violation,{},{},Blood Alcohol Level"


def test_a_fine_a_duration_and_alcohol_are_measured_beside_the_case(tmp_path):
    look = looked(tmp_path, TICKET_HEADER.format("Fine Amount", "Duration of Stop"), TICKETS)
    told = {each["kind"]["constant"]: each["value"] for name, each in mapped(look)
            if name == "measurements"}  # fmt: skip
    assert told == {
        "amount": {"column": "Fine Amount", "unit": "{currency}"},
        "duration": {"column": "Duration of Stop", "unit": "min"},
        "blood_alcohol": {"column": "Blood Alcohol Level", "unit": "g/dL"},
    }
    rows = loaded_rows(tmp_path, look, "measurements")
    assert len(rows) == 3 * len(TICKETS)
    assert {"T1": 61.0, "T2": 62.0}.items() <= {
        row["incident_id"]: row["value"] for row in rows if row["kind"] == "amount"
    }.items()


@pytest.mark.parametrize("header", ["Fine Code", "Amount Due", "Fine Balance", "Bond Amount"])
def test_money_that_is_no_fine_is_no_measurement(header, tmp_path):
    look = looked(tmp_path, TICKET_HEADER.format(header, "Duration of Call Code"), TICKETS)
    kinds = [each["kind"]["constant"] for name, each in mapped(look) if name == "measurements"]
    assert kinds == ["blood_alcohol"]


def test_a_length_of_time_whose_unit_nothing_tells_is_left(tmp_path):
    odd = [f"T{k},2024-01-{k:02d},Speeding,1,{7 * k + 121},x" for k in range(1, 29)]
    look = looked(tmp_path, "Ticket Number,Issue Date,Violation,Lane,Duration of Stop,Level", odd)
    assert "measurements" not in dict(mapped(look))


@pytest.mark.parametrize(("limits", "unit"), [((25, 30, 55), "[mi_i]/h"), ((50, 80, 100), "km/h")])
def test_posted_limits_tell_the_unit_of_speeds(limits, unit, tmp_path):
    rows = [f"T{k},2024-01-{k:02d},Speeding,{limits[k % 3]},{limits[k % 3] + 12}"
            for k in range(1, 29)]  # fmt: skip
    header = "Ticket Number,Issue Date,Violation,Posted Speed,Actual Speed"
    (told,) = [each for name, each in mapped(looked(tmp_path, header, rows))
               if name == "measurements"]  # fmt: skip
    assert told["value"] == {"column": "Actual Speed", "unit": unit}


def suits(told):
    return [f"CV-{k},2023-01-{k:02d},Injury,{told.format(k)}" for k in range(1, 25)]


SUIT_HEADER = "Case Number,Incident Date,Charge,Particulars"


def test_a_column_of_different_sentences_is_what_happened(tmp_path):
    told = "On day {} he was struck by a car at the light and claims that the officer saw it"
    found = dict(mapped(looked(tmp_path, SUIT_HEADER, suits(told))))
    assert found["narratives"]["text"] == {"column": "Particulars"}
    assert found["narratives"]["incident_id"] == {"column": "Case Number"}


@pytest.mark.parametrize(
    "told",
    [
        "Ardmore {} v. City of Oakmere in the matter of an arrest",
        "North hall {} lower floor east wing room",
        "{} Alder Road at the corner with Main Street",
        "He was struck by a car at the light on the way",
    ],
)
def test_names_of_suits_lists_and_what_repeats_are_no_accounts(told, tmp_path):
    assert "narratives" not in dict(mapped(looked(tmp_path, SUIT_HEADER, suits(told))))


STAFF = [f"{k % 9 + 100},{('OFFICER', 'SERGEANT')[k % 2]},Unit {k % 4},2001-02-{k:02d},{end}"
         for k, end in enumerate(["2019-03-04", ""] * 13, 1)]  # fmt: skip
STAFF_HEADER = "person_nbr,{},agency_name,start_date,end_date"


@pytest.mark.parametrize("header", ["rank", "Position", "job title"])
def test_service_with_ranks_is_of_officers_and_postings(header, tmp_path):
    look = looked(tmp_path, STAFF_HEADER.format(header), STAFF)
    found = dict(mapped(look))
    assert set(found) == {"officers", "postings"}
    assert found["officers"]["rank"] == {"column": header}
    assert found["postings"] == {
        "officer_id": {"column": "person_nbr"}, "unit_id": {"column": "agency_name"},
        "from_date": {"column": "start_date"}, "to_date": {"column": "end_date"},
    }  # fmt: skip
    assert len(loaded_rows(tmp_path, look, "officers")) == 9


def test_titles_that_name_no_ranks_are_of_no_officers(tmp_path):
    rows = [f"{k},{('BURGLARY', 'PETTY THEFT')[k % 2]},2024-01-{k:02d}" for k in range(1, 25)]
    assert "officers" not in dict(mapped(looked(tmp_path, "incident_id,title,date", rows)))


def test_results_of_suits_are_decisions_when_the_suit_was_closed(tmp_path):
    rows = [f"CV-{k},2023-01-{k:02d},Arrest,{('Dismissed', 'Settlement', 'Removed')[k % 3]},"
            f"2024-02-{k:02d}" for k in range(1, 25)]  # fmt: skip
    header = "Docket Number,Incident Date,Claim Type,Outcome,Date Closed"
    found = dict(mapped(looked(tmp_path, header, rows)))["outcomes"]
    assert found["verdict"]["values"] == {"Dismissed": "dismissed"}
    assert found["decided_at"] == {"column": "Date Closed"}


def test_the_date_of_a_disposition_closes_a_case_that_no_court_decided(tmp_path):
    rows = [f"A{k},2023-01-{k:02d},Theft,2024-02-{k:02d}" for k in range(1, 25)]
    found = dict(mapped(looked(tmp_path, "Case Number,Incident Date,Offense,Disposition Date",
                               rows)))  # fmt: skip
    assert set(found) == {"incidents"}
    assert found["incidents"]["closed_at"] == {"column": "Disposition Date"}


def test_a_day_of_hiring_begins_no_service_in_a_unit(tmp_path):
    header = "Badge,Rank,Division,Hire Date"
    rows = [f"{k + 100},Officer,Division {k % 4},2001-02-{k:02d}" for k in range(1, 25)]
    found = dict(mapped(looked(tmp_path, header, rows)))
    assert set(found) == {"officers", "postings"}
    assert set(found["postings"]) == {"officer_id", "unit_id"}


@pytest.mark.parametrize(("number", "table"), [("CV-19-{}", "incidents"), ("{}", "figures")])
def test_rows_of_named_cases_are_no_totals_though_some_repeat(number, table, tmp_path):
    rows = [f"20{k % 9 + 10},{number.format(k - k % 2)},{k * 100}" for k in range(60)]
    found = dict(mapped(looked(tmp_path, "Year,Case Number,Amount", rows)))
    assert ("incidents" in found) == (table == "incidents")


def test_a_department_that_is_sued_is_no_unit(tmp_path):
    rows = [f"CV-{k},2023-01-{k:02d},Arrest,{('Police', 'Parks')[k % 2]},{k}" for k in range(1, 25)]
    header = "{},Incident Date,Charge,Department,Lane"
    sued = dict(mapped(looked(tmp_path, header.format("Claim Number"), rows)))["incidents"]
    other = dict(mapped(looked(tmp_path, header.format("Case Number"), rows)))["incidents"]
    assert "unit_id" not in sued
    assert other["unit_id"] == {"column": "Department"}
