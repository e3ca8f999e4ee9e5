"""Are the dates, times and sheets of a workbook read as a person reads them?"""

from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from proposed import ANSWERS, looked
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.load import load, read_engagement
from tallystick.propose import engagement_text, propose
from tallystick.propose.cells.date_readings import read_dates


def book(folder, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(folder / "made.xlsx")
    return (folder / "made.xlsx").read_bytes()


def proposed(look):
    """The tables that `init` writes of a look."""
    text = engagement_text(ANSWERS, [propose(look)])
    return text[text.index("[[tables") :].partition("[[periods]]")[0]


def test_true_dates_among_dates_that_are_text_are_read_both(loads, tmp_path):
    rows = [["Case No", "Incident Date", "Unit"]]
    rows += [[f"K-{k}", f"{k % 28 + 1:02d}.03.2020", "A"] for k in range(640)]
    rows += [[f"L-{k}", date(2020, 4, k + 1), "A"] for k in range(15)]
    content = book(tmp_path, S=rows)
    (look,) = looked(tmp_path, "i.xlsx", content)
    written = proposed(look)
    assert 'format = "%d.%m.%Y"' in written
    loaded, read = loads({"i.xlsx": content}, written)
    assert len(read["incidents"]) == 655
    assert not loaded.received.set_aside
    by_number = {r["incident_id"]: str(r["occurred_at"])[:10] for r in read["incidents"]}
    assert (by_number["K-30"], by_number["L-14"]) == ("2020-03-03", "2020-04-15")


def test_words_among_true_dates_do_not_hide_that_they_are_dates(tmp_path):
    rows = [["Case No", "Incident Date"], *([f"K-{k}", date(2020, 4, 1)] for k in range(98))]
    rows += [["K-98", "unknown"], ["K-99", "01/02/2020"]]
    (look,) = looked(tmp_path, "i.xlsx", book(tmp_path, S=rows))
    assert len(look.column("Incident Date")) == 100
    assert read_dates(look.column("Incident Date")).kind == "day"
    rows[-2] = ["K-98", "02/02/2020"]
    (look,) = looked(tmp_path, "i.xlsx", book(tmp_path, S=rows))
    assert len(look.column("Incident Date")) == 100, "two texts whose order is open ask nothing"


TIMES = [
    (datetime(2019, 1, 1, 13, 44, 59, 999_900), "2019-01-01 13:45:00"),
    (datetime(2019, 1, 1, 13, 45, 0, 400_000), "2019-01-01 13:45:00"),
    (datetime(2019, 1, 31, 23, 59, 59, 700_000), "2019-02-01 00:00:00"),
    (datetime(2019, 1, 1, 0, 0, 0, 1_000), "2019-01-01 00:00:00"),
]


def test_a_fraction_of_a_second_costs_no_hour(loads, tmp_path):
    rows = [["Case No", "Incident Date", "Unit"]]
    rows += [[f"K-{k}", at, "A"] for k, (at, _) in enumerate(TIMES)]
    content = book(tmp_path, S=rows)
    (look,) = looked(tmp_path, "i.xlsx", content)
    _, read = loads({"i.xlsx": content}, proposed(look))
    assert [str(r["occurred_at"]) for r in read["incidents"]] == [said for _, said in TIMES]


def test_a_time_of_day_with_a_fraction_joins_its_day(loads, tmp_path):
    clocks = [time(13, 44, 59, 999_900), time(7, 5, 0, 20), time(23, 59, 59, 800_000)]
    rows = [["Case No", "Incident Date", "Incident Time", "Unit"]]
    rows += [[f"K-{k}", date(2019, 1, 1), at, "A"] for k, at in enumerate(clocks)]
    content = book(tmp_path, S=rows)
    (look,) = looked(tmp_path, "i.xlsx", content)
    assert look.column("Incident Time") == ["13:45:00", "07:05:00", "23:59:59"]
    _, read = loads({"i.xlsx": content}, proposed(look))
    assert [str(r["occurred_at"])[11:] for r in read["incidents"]] == [
        "13:45:00", "07:05:00", "23:59:59",
    ]  # fmt: skip


def test_a_duration_is_rounded_too(tmp_path):
    rows = [["a", "b"], ["x", timedelta(hours=30, seconds=59, milliseconds=999)]]
    (look,) = looked(tmp_path, "i.xlsx", book(tmp_path, S=rows))
    assert look.rows == (("x", "30:01:00"),)


@pytest.mark.parametrize("title", [[], [["Register of the year"], []]])
def test_sheets_of_one_header_are_a_block_each(tmp_path, engine, title):
    head = ["Case No", "Incident Date", "Unit"]
    years = {
        str(year): [*title, head, *([f"{year}-{k}", f"{year}-02-0{k}", "A"] for k in (1, 2, 3))]
        for year in (2019, 2020)
    }
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "i.xlsx").write_bytes(book(tmp_path, **years, Notes=[["as", "of", "2021"]]))
    done = CliRunner().invoke(app, ["init", str(folder), "--yes"])
    assert done.exit_code == 0, done.output
    text = (folder / "engagement.toml").read_text()
    assert text.count("\n[[tables.incidents]]\n") == 2
    assert ("\nheader_row = 3\n" in text) == bool(title)
    loaded = load(read_engagement(folder / "engagement.toml"), tmp_path / "out", engine)
    found = sorted(r["incident_id"] for r in engine.rows(loaded.tables.relations["incidents"]))
    assert found == [f"{year}-{k}" for year in (2019, 2020) for k in (1, 2, 3)]


def test_the_sheet_and_the_header_row_stand_in_a_block_to_fill_in_by_hand(tmp_path):
    rows = [["Title"], ["Height", "Hair color"], ["180", "brown"], ["170", "black"]]
    looks = looked(tmp_path, "i.xlsx", book(tmp_path, one=rows, two=rows))
    text = engagement_text(ANSWERS, [propose(look) for look in looks])
    for name in ("one", "two"):
        assert f'# sheet = "{name}"\n# header_row = 2\n' in text


def test_lines_within_a_cell_of_a_workbook_are_no_open_quote(loads, tmp_path):
    rows = [["Case", "When", "Charge"], ["K-1", "2020-01-02", "False arrest \nExcessive force"]]
    block = """
[[tables.incidents]]
source = "i.xlsx"
columns = {incident_id = "Case", occurred_at = "When", offense_code = "Charge"}
"""
    loaded, found = loads({"i.xlsx": book(tmp_path, S=rows)}, block)
    assert [row["offense_code"] for row in found["incidents"]] == ["False arrest Excessive force"]
    assert not loaded.received.set_aside
