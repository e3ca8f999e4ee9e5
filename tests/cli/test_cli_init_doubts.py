"""Does `tallystick init` say where a format fits no file, and where events would count twice?"""

import pytest
from small import STOPS
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.load import read_engagement


def run(*arguments, code=0):
    done = CliRunner().invoke(app, ["init", *map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code == 0 else done.stderr


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "stops.csv").write_text(STOPS, encoding="utf-8")
    return tmp_path


def test_a_preset_that_no_file_has_is_refused_and_says_what_each_file_lacks(folder):
    said = run(folder, "--yes", "--preset", "seattle_terry", code=2)
    assert "stops.csv has no column 'Terry Stop ID', 'Reported Date', 'Reported Time'" in said
    assert not (folder / "engagement.toml").exists()


def test_a_preset_speaks_for_the_agency_only_where_a_file_is_of_it(folder):
    (folder / "terry.csv").write_text(
        "Terry Stop ID,Reported Date,Reported Time,Officer Squad\n"
        "1,2024-01-02T00:00:00,10:15:00,A\n",
        encoding="utf-8",
    )
    said = run(folder, "--yes", "--preset", "seattle_terry")
    assert said.count("no file of the preset seattle_terry") == 1
    assert "stops.csv: 40 rows" in said.partition("  it is no file of the preset")[0]
    read = read_engagement(folder / "engagement.toml")
    assert (read.agency, read.jurisdiction) == ("Seattle Police Department", "US-WA")


def test_formats_that_contradict_each_other_speak_for_no_agency(tmp_path):
    (tmp_path / "terry.csv").write_text(
        "Terry Stop ID,Reported Date,Reported Time,Officer Squad\n"
        "1,2024-01-02T00:00:00,10:15:00,A\n",
        encoding="utf-8",
    )
    (tmp_path / "chicago.csv").write_text(
        "cr_id,complaint_date,incident_date\n7,2024-01-03,2024-01-02\n", encoding="utf-8"
    )
    run(tmp_path, "--yes", "--agency", "Two cities")
    read = read_engagement(tmp_path / "engagement.toml")
    assert (read.agency, read.jurisdiction, read.time_zone) == ("Two cities", None, "UTC")


TICKETS = (
    "Ticket Number,Date,Officer ID,Beat\n"
    "1,2024-01-05,o1,B\n2,2024-01-06,o2,C\n"
)  # fmt: skip
COURT = "Docket Number,Date,Officer ID\nC1,2024-01-05,o1\nC2,2024-01-06,o2\n"


def by_the_block_below(text, table):
    """The text once the reader takes a commented block in place of the one above it."""
    mark = f"# [[tables.{table}]]\n"
    before, _, after = text.partition(mark)
    at = before.rindex("[[tables.incidents]]")
    shown, _, rest = (mark + after).partition("\n\n")
    block = [line.removeprefix("# ") for line in shown.splitlines()]
    kept = [line for line in before[at:].splitlines() if line.startswith("#")]
    return "\n".join([before[:at], *kept, *block, "", rest])


def test_a_second_system_is_told_and_its_block_reads_each_event_once(tmp_path):
    (tmp_path / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "court.csv").write_text(COURT, encoding="utf-8")
    said = run(tmp_path, "--yes")
    assert "incidents: 4 records" in said
    assert said.count("a second system, such as a court") == 1
    assert "tickets.csv fills incidents too" in said.partition("tickets.csv: 2 rows")[0]
    path = tmp_path / "engagement.toml"
    path.write_text(by_the_block_below(path.read_text("utf-8"), "counterparts"), "utf-8")
    read = {each.table: each.block for each in read_engagement(path).sources}
    assert {table: each.source for table, each in read.items()} == {
        "counterparts": ("court.csv",), "incidents": ("tickets.csv",),
    }  # fmt: skip
    profile = CliRunner().invoke(app, ["profile", str(path)])
    assert "incidents: 2 records" in profile.stdout
    assert "counterparts: 2 records\n  record_id            100.0%  2 different" in profile.stdout


def test_a_release_that_shares_numbers_is_told_and_its_block_reads_it_apart(tmp_path):
    (tmp_path / "jan.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "mar.csv").write_text(TICKETS + "3,2024-01-07,o1,B\n", encoding="utf-8")
    said = run(tmp_path, "--yes")
    assert (
        "left out: 2 of the numbers looked at in 'Ticket Number' stand in mar.csv too "
        "('Ticket Number'), which is read: of the same events, and each would count twice"
    ) in said.partition("mar.csv: 3 rows")[0]
    assert "incidents: 3 records" in said
    path = tmp_path / "engagement.toml"
    assert [each.block.source for each in read_engagement(path).sources] == [("mar.csv",)]
    path.write_text(by_the_block_below(path.read_text("utf-8"), "earlier_incidents"), "utf-8")
    assert {each.table: each.block.source for each in read_engagement(path).sources} == {
        "incidents": ("mar.csv",), "earlier_incidents": ("jan.csv",),
    }  # fmt: skip


CHARGES = "Report Number,Offense Date,Statute\n" + "".join(
    f"SJ20-{100000 + n // 3},2024-01-{1 + n // 3 % 28:02},S{n}\n" for n in range(90)
)
ARRESTS = "Arrest ID,GO NO,Arrest Date,Beat\n" + "".join(
    f"{n},SJ20-{100000 + n},2024-01-{1 + n % 28:02},B\n" for n in range(30)
)


def test_charges_of_arrests_are_left_out_and_the_arrests_read(tmp_path):
    """By hand: 30 arrests of three charges each, by the same numbers on the same days."""
    (tmp_path / "arrests.csv").write_text(ARRESTS, encoding="utf-8")
    (tmp_path / "charges.csv").write_text(CHARGES, encoding="utf-8")
    said = run(tmp_path, "--yes")
    assert "incidents: 30 records" in said
    assert (
        "left out: 30 of the numbers looked at in 'Report Number' stand in arrests.csv too "
        "('GO NO'), which is read: its rows are parts of the records there"
    ) in said


def test_numbers_that_are_shared_on_other_days_leave_nothing_out(tmp_path):
    """Two lists that count from the same number: each has 30 cases, in January and in June."""
    (tmp_path / "arrests.csv").write_text(ARRESTS, encoding="utf-8")
    other = ARRESTS.replace("Arrest ID,GO NO,Arrest Date", "Complaint ID,Docket,Date Received")
    (tmp_path / "complaints.csv").write_text(other.replace("2024-01", "2024-06"), "utf-8")
    said = run(tmp_path, "--yes")
    assert "incidents: 60 records" in said
    assert "left out" not in said


MONTH = "Type,Date,Gender\n" + "".join(
    f"Person search,2020-{{month}}-{1 + n % 28:02}T10:{n % 60:02}:00+00:00,Male\n"
    for n in range(40)
)


def test_months_of_one_list_that_share_no_day_raise_no_doubt(tmp_path):
    for month in ("01", "02", "03"):
        (tmp_path / f"{month}.csv").write_text(MONTH.format(month=month), encoding="utf-8")
    said = run(tmp_path, "--yes")
    assert "incidents: 120 records" in said
    assert "twice" not in said + (tmp_path / "engagement.toml").read_text("utf-8")
    (tmp_path / "again.csv").write_text(MONTH.format(month="03"), encoding="utf-8")
    (tmp_path / "engagement.toml").unlink()
    said = run(tmp_path, "--yes")
    assert "incidents: 120 records" in said
    assert "left out: 40 of the rows looked at stand in 03.csv too, which is read" in said
    (tmp_path / "again.csv").write_text(MONTH.format(month="03").replace("Male", "Other"), "utf-8")
    (tmp_path / "engagement.toml").unlink()
    said = run(tmp_path, "--yes")
    assert "incidents: 160 records" in said
    assert "Are these two releases of the same records" in said


def test_what_is_read_all_the_same_is_doubted_on_page_one_and_the_terminal(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "court.csv").write_text(COURT, encoding="utf-8")
    only = ("--only", "records.integrity")
    done = CliRunner().invoke(app, ["audit", ".", *only])
    assert done.exit_code == 0, done.output
    (line,) = [each for each in done.stdout.splitlines() if "COUNTED TWICE" in each]
    assert line.startswith("CHECK FOR EVENTS COUNTED TWICE: 1 source of incidents may tell")
    (path,) = tmp_path.glob("*.toml")
    assert 'or_table = "counterparts"' in path.read_text("utf-8")
    (found,) = (tmp_path / "runs").glob("*/report.html")
    assert (
        "Check for events counted twice" in found.read_text("utf-8").partition('class="tallies"')[0]
    )
    asked = CliRunner().invoke(app, ["map", str(path)])
    assert "CHECK FOR EVENTS COUNTED TWICE" in asked.stdout
    assert "Nothing is open" not in asked.stdout
    path.write_text(path.read_text("utf-8").replace('or_table = "counterparts"\n', ""), "utf-8")
    done = CliRunner().invoke(app, ["audit", str(path), *only])
    assert "COUNTED TWICE" not in done.stdout


def test_parts_of_one_register_that_share_no_number_raise_no_doubt(tmp_path):
    (tmp_path / "2023.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "2024.csv").write_text(TICKETS.replace("\n1,", "\n3,").replace("\n2,", "\n4,"))
    assert "incidents: 4 records" in (said := run(tmp_path, "--yes"))
    assert "twice" not in said + (tmp_path / "engagement.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("key", "court", "doubt"),
    [("1", "incidents", False), ("2", "counterparts", False), ("s", "incidents", True)],
)
def test_at_a_terminal_it_is_asked_and_the_answer_ends_the_doubt(
    tmp_path, monkeypatch, key, court, doubt
):
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    (tmp_path / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "court.csv").write_text(COURT, encoding="utf-8")
    done = CliRunner().invoke(app, ["init", str(tmp_path)], input=f"{key}\nCity\nUTC\n\n")
    assert done.exit_code == 0, done.output
    assert "court.csv: tickets.csv fills incidents too. Are these the same events" in done.stdout
    assert f"  2  the same: this file is read as {'counterparts'}\n" in done.stdout
    read = read_engagement(tmp_path / "engagement.toml")
    tables = {each.block.source: each for each in read.sources}
    assert tables["court.csv",].table == court
    assert (tables["court.csv",].block.or_table is not None) == doubt
    assert read.mapping == "proposed"


def test_incidents_added_to_an_engagement_that_has_some_raise_the_doubt(tmp_path):
    (tmp_path / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    assert "twice" not in run(tmp_path, "--yes")
    (tmp_path / "court.csv").write_text(COURT, encoding="utf-8")
    said = run(tmp_path, "--yes", "--onto", tmp_path / "engagement.toml")
    assert "engagement.toml has incidents already" in said
    assert "# [[tables.counterparts]]" in (tmp_path / "engagement.new.toml").read_text("utf-8")
