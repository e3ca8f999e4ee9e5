"""Does docs/lab.md read as the program does: its plans, its lists, its keys?"""

import re
from pathlib import Path

import pytest
from labs import SHORT, WORLD, write_plan
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.lab import read_plan
from tallystick.lab.levels import known
from tallystick.lab.plan import Lab
from tallystick.lab.shown import missing
from tallystick.lab.stages import stages_of

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "lab.md").read_text(encoding="utf-8")
COMMANDS = (
    "tallystick lab examples/lab/plan.toml --out LAB --quick",
    "tallystick lab show LAB",
)
TINY = """\
[lab]
base = "world.toml"
seeds = 1
sets = 1
trajectories = 0
sobol = 0
ladders = []
[[lab.factor]]
name = "regime"
levels = ["severity"]
"""
PLANS = re.findall(r"^```toml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_commands_of_the_page_run_in_turn_on_a_plan_of_that_name(tmp_path, monkeypatch):
    write_plan(tmp_path / "examples" / "lab", TINY, SHORT)
    monkeypatch.chdir(tmp_path)
    for command in COMMANDS:
        done = CliRunner().invoke(app, command.split()[1:])
        assert done.exit_code == 0, done.output
    page = (tmp_path / "LAB" / "lab.html").read_text(encoding="utf-8")
    assert "A quick plan" in page
    assert '<h2 id="levers">' in page
    assert '<h2 id="drives">' not in page


@pytest.mark.parametrize("text", PLANS)
def test_a_plan_of_the_page_is_read_and_has_its_stages(text, tmp_path):
    (tmp_path / "world.toml").write_text(WORLD)
    (tmp_path / "plan.toml").write_text(text)
    assert stages_of(read_plan(tmp_path / "plan.toml"))[0].name == "levers"


def test_the_own_level_of_the_page_is_an_arm(tmp_path):
    (tmp_path / "world.toml").write_text(WORLD)
    (tmp_path / "plan.toml").write_text(PLANS[1])
    stages = stages_of(read_plan(tmp_path / "plan.toml"))
    assert stages[-1].cells[1].name == "regime: ours"


def test_the_bundled_plan_is_read_with_every_factor_that_there_is():
    plan = read_plan(ROOT / "examples" / "lab" / "plan.toml")
    assert {factor.name for factor, _ in plan.lab.factors()} == {e.name for e in known().factor}


def test_what_is_not_there_is_listed_as_on_the_page():
    section = TEXT.partition("## What is not here\n")[2].partition("\n## ")[0]
    assert re.findall(r"^- (.*)$", section, re.MULTILINE) == missing(())


def test_the_keys_of_the_table_are_those_of_the_plan_with_their_defaults():
    section = TEXT.partition("| key of `[lab]` |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \|.*\|\s*([^|]*?)\s*\|$", section, re.MULTILINE)
    told = dict(rows)
    fields = {
        name: each for name, each in Lab.model_fields.items() if name not in ("factor", "level")
    }
    assert set(told) == set(fields)
    for name in ("seeds", "sets", "scale", "trajectories", "sobol"):
        assert float(told[name]) == fields[name].default
