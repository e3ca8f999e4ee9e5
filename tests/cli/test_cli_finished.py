"""Does the shell write a finished run again, beside it and never over it, and compare two?"""

import json
import shutil

import pytest
from test_formats import finding, result, run
from typer.testing import CliRunner

from tallystick.cli import app


def said(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code == 0 else done.stderr


@pytest.fixture
def folder(tmp_path):
    one = result()
    return run(tmp_path / "run", [one], [finding(one, 1)])


def test_forms_lie_in_a_folder_of_their_own_and_the_run_is_left_as_it_was(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    words = said("report", folder, "--format", "json", "--format", "parquet", "--format", "csv")
    assert words.count("Written: ") == 9
    assert (folder / "export" / "document.json").is_file()
    assert {name: (folder / name).read_bytes() for name in before} == before
    said("report", folder)
    assert "North" in (folder / "report.html").read_text(encoding="utf-8")


def test_no_form_is_written_over_a_run(folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    assert "a run lies there" in said("report", folder, "--format", "csv", "--out", other, code=2)
    assert "cannot be read as a run" in said("report", tmp_path, code=2)
    assert "write one of html" in said("report", folder, "--format", "docx", code=2)
    assert "name the folder of a run" in said("report", code=2)


def test_the_schema_is_printed():
    assert json.loads(said("report", "--schema"))["title"] == "A run of Tallystick"


def test_two_runs_are_compared(folder, tmp_path):
    later = result(estimate=0.6, interval=(0.5, 0.7))
    new = result("\x1b[31mB")
    after = run(tmp_path / "later", [later, new], [finding(later, 1), finding(new, 2)])
    words = said("compare", folder, after)
    assert "1 pattern new" in words
    assert "(0.25 -> 0.6); the ranges have no value in common" in words
    assert "\x1b" not in words
    told = json.loads(said("compare", folder, after, "--json"))
    assert [each["ranges_apart"] for each in told["still"]] == [True]
    back = said("compare", after, folder)
    assert "1 pattern gone" in back
    assert "shows no change by itself" in back
