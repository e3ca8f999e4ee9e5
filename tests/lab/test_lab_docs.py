"""Does docs/lab.md read as the program does: its plans, its lists, its keys?"""

import re
from pathlib import Path

import pytest
from labs import WORLD

from tallystick.lab import read_plan
from tallystick.lab.levels import known
from tallystick.lab.plan import Lab
from tallystick.lab.stages import stages_of
from tallystick.lab.words import keys, tell

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "lab.md").read_text(encoding="utf-8")
PLANS = re.findall(r"^```toml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


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
    absent = [tell(f"missing.{key}") for key in keys("missing")]
    assert re.findall(r"^- (.*)$", section, re.MULTILINE) == absent


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
