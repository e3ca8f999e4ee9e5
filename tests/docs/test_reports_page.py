"""Does every command of docs/reports.md do what the page says, on a small run?"""

import re
import shlex
import shutil
from dataclasses import fields
from pathlib import Path

import pytest
from jsonschema import ValidationError
from small import write_small
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.findings import Figure

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "reports.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
            for line in block.splitlines()]  # fmt: skip


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    engagement = write_small(folder / "given", reported=5)
    for name in ("RUN", "LATER"):
        said(f"tallystick audit {engagement} --out {folder / 'runs'} --only figures.recount")
        (made,) = [
            each for each in (folder / "runs").iterdir() if each.name not in ("RUN", "LATER")
        ]
        made.rename(folder / "runs" / name)
    (replies,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (folder / "replies.toml").write_text(replies, encoding="utf-8")
    return {"ENGAGEMENT.toml": engagement, "RUN": folder / "runs" / "RUN",
            "LATER": folder / "runs" / "LATER", "HANDED_ON": folder / "handed_on",
            "MASKS.csv": folder / "masks.csv", "REPLIES.toml": folder / "replies.toml",
            "ANSWERED": folder / "answered"}  # fmt: skip


def said(command):
    done = CliRunner().invoke(app, shlex.split(command)[1:])
    assert done.exit_code == 0, (command, done.output, done.exception)
    return done.stdout


def test_there_are_commands_of_each_kind():
    assert len(COMMANDS) == 12
    assert {each.split()[1] for each in COMMANDS} == {"report", "compare", "audit"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs(command, places, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, path in places.items():
        command = re.sub(rf"(?<!\S){re.escape(name)}(?!\S)", str(path), command)
    told = said(command)
    if "compare" in command:
        assert ("records of unit A" in told, "records of Unit " in told) == (
            "--mask" not in command, "--mask" in command,
        )  # fmt: skip
    if "--format md" in command and "--replies" in command:
        ticket = (places["ANSWERED"] / "report.md").read_text(encoding="utf-8")
        assert "> The three cases of January were entered in February.  \n> The register" in ticket
    for written in re.findall(r"Written: (.*)", told):
        assert Path(written).is_file()


def test_the_code_that_validates_a_document_runs_and_refuses_another(places, tmp_path, monkeypatch):
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    said(f"tallystick report {places['RUN']} --format json --out {tmp_path}")
    shutil.copy(DOCS / "run.schema.json", tmp_path)
    exec(code, {})
    path = tmp_path / "document.json"
    path.write_text(path.read_text("utf-8").replace('"results"', '"tests"'), encoding="utf-8")
    with pytest.raises(ValidationError, match="'results' is a required property"):
        exec(code, {})


def test_the_columns_of_the_figures_are_those_of_the_page():
    paragraph = TEXT.partition("All of it is in `figures.parquet`")[2].partition("\n\n")[0]
    named = re.findall(r"`(\w+)`", paragraph)
    held = [each.name for each in fields(Figure)]
    assert [each for each in named if each not in ("published", "recorded")] == held
