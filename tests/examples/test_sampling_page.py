"""Does docs/sampling.md print what the commands print?"""

import csv
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tallystick.cli import app

ROOT = Path(__file__).parents[2]
HARBOUR = ROOT / "examples" / "harbour"
PAGE = (ROOT / "docs" / "sampling.md").read_text()


def run(*arguments):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def shown():
    """Each command of the page with what the page says that it prints."""
    for block in re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL):
        command, _, printed = block.partition("\n")
        yield shlex.split(command.removeprefix("$ tallystick ")), printed


COMMANDS = [shlex.join(command) for command, _ in shown()]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The run folder of Harbour's incidents, which are all that the page draws from."""
    (tmp_path / "data").mkdir()
    for path in (HARBOUR / "data").glob("incidents_*"):
        shutil.copy(path, tmp_path / "data")
    whole = (HARBOUR / "engagement.toml").read_text()
    (tmp_path / "engagement.toml").write_text(whole.partition("# Two registers")[0])
    monkeypatch.chdir(tmp_path)
    run("audit", "engagement.toml", "--only", "records.integrity")
    next((tmp_path / "runs").iterdir()).rename(tmp_path / "RUN")
    return tmp_path


def code_as_the_page_says(sheet):
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, start=1):
        first = second = "wrong" if number % 4 == 0 else "right"
        if number == 12:
            second = "right"
        if number == 20:
            first = second = "unclear"
        row |= {"coder_1": first, "coder_2": second if number <= 40 else ""}
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_the_example_of_the_page_prints_what_the_page_shows(folder):
    seen = []
    for command, printed in shown():
        if command[1] == "read":
            code_as_the_page_says(folder / "sheet.csv")
        assert run(*command).rstrip() == printed, command
        seen.append(command[1])
    assert seen == ["size", "size", "draw", "read"]
