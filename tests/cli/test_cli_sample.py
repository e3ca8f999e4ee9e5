"""Does `tallystick sample` refuse what it cannot do, with one message and exit 2?"""

import csv
import json
from pathlib import Path

import pytest
from runs import cases, write_run_folder
from typer.testing import CliRunner

from tallystick.cli import app


def run(*arguments):
    return CliRunner().invoke(app, ["sample", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path):
    return write_run_folder(tmp_path / "RUN", cases(60))


def drawn(folder, out="sheet.csv", *options):
    done = run("draw", folder, "--finding", "F-01", "--size", 12, "--seed", 7, "--out",
               folder.parent / out, *options)  # fmt: skip
    assert done.exit_code == 0, done.output
    return folder.parent / out


def test_a_sheet_is_drawn_coded_read_and_told(folder, tmp_path):
    sheet = drawn(folder)
    assert sheet.read_bytes() == drawn(folder, "again.csv").read_bytes()
    assert sheet.read_bytes() != drawn(folder, "other.csv", "--seed", "8").read_bytes()
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows[1:]:
        row[-4] = "wrong"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    done = run("read", sheet, "--out", tmp_path / "said.json")
    assert done.exit_code == 0, done.output
    assert "all: 12 of 12 coded wrong, 100.0%" in done.stdout
    assert "One coder only" in done.stdout
    assert json.loads((tmp_path / "said.json").read_text())["whole"]["wrong"] == 12


def test_other_codes_and_no_strata(folder):
    sheet = drawn(folder, "s.csv", "--codes", "offence, none", "--by", "")
    plan = json.loads(sheet.with_name("s.plan.json").read_text())
    assert (plan["codes"], plan["by"], plan["strata"]) == (
        ["offence", "none"], "", [{"name": "", "records": 60, "drawn": 12}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("draw", "RUN", "--size", 5), "say --finding or --table"),
        (("draw", "RUN", "--finding", "F-01", "--table", "incidents"), "say --finding or --table"),
        (("draw", "RUN", "--finding", "F-09", "--size", 5), "no finding F-09"),
        (("draw", "RUN", "--finding", "F-01"), "say a size"),
        (("draw", "RUN", "--table", "incidents", "--where", "x", "--size", 5), "COLUMN=VALUE"),
        (("draw", "RUN", "--finding", "F-01", "--tolerable", 1.5), "below 1"),
        (("draw", "away", "--finding", "F-01", "--size", 5), "cannot be read as a run folder"),
        (("read", "nothing.csv"), "name the coded sheet"),
        (("size", "--tolerable", 0.05, "--expected", 0.1), "must be below"),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_2(folder, monkeypatch, options, said):
    monkeypatch.chdir(folder.parent)
    more = ("--seed", 1, "--out", "x.csv") if options[0] == "draw" else ()
    done = run(*options, *more)
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert not Path("x.csv").exists()


def test_a_sheet_is_not_written_over(folder):
    sheet = drawn(folder)
    done = run("draw", folder, "--finding", "F-01", "--size", 5, "--seed", 1, "--out", sheet)
    assert done.exit_code == 2
    assert "is there already" in done.stderr
    done = run("draw", folder, "--finding", "F-01", "--size", 5, "--seed", 1, "--out",
               folder.parent / "no" / "such.csv")  # fmt: skip
    assert done.exit_code == 2
    assert "choose another --out" in done.stderr
