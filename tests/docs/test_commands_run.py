"""Does every command that a page shows run as it is shown, here or in the test that is named?"""

import re
import shlex
from pathlib import Path

import pytest
from shown import ROOT, in_blocks
from small import STOPS, write_small
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.statutes import built_in

ANSWERS = "City Police\nUTC\n\n"
# What stands for a command that shows what may be left out: each way of writing it.
WAYS = {
    "tallystick init FOLDER [--yes] [--preset NAME]": (
        "tallystick init FOLDER --yes",
        "tallystick init FOLDER --yes --preset openpolicedata",
    ),
    "tallystick audit ENGAGEMENT.toml [--out DIR] [--alpha 0.05] [--only CHECK …]"
    " [--key FILE | --identify]": (
        "tallystick audit ENGAGEMENT.toml --out DIR --alpha 0.05 --only figures.recount"
        " --only records.integrity --key FILE",
        "tallystick audit ENGAGEMENT.toml --out DIR --only figures.recount --identify",
    ),
    "tallystick profile exports/engagement.toml": (
        "tallystick init exports/ --yes && tallystick profile exports/engagement.toml",
    ),
    "tallystick audit FOLDER/engagement.toml": (
        "tallystick init FOLDER && tallystick audit FOLDER/engagement.toml",
    ),
    "tallystick audit appg/engagement.toml --out appg/run": (
        "tallystick simulate examples/worlds/appg.toml --out appg"
        " && tallystick audit appg/engagement.toml --out appg/run",
    ),
    "tallystick law check FOLDER": ("tallystick law check PACK",),
    "tallystick law [JURISDICTION] [--substance S --grams G --act A --on DATE"
    " --circumstance C …] [--json]": (
        "tallystick law",
        "tallystick law KZ",
        "tallystick law KZ --substance cannabis --grams 5 --act sale --on 2024-01-01"
        " --circumstance oath --json",
    ),
    "tallystick simulate WORLD.toml --out DIR [--seed N] [--scale 1.0]": (
        "tallystick simulate WORLD.toml --out DIR",
        "tallystick simulate WORLD.toml --out DIR --seed 3 --scale 1.0",
    ),
}  # fmt: skip
# Pages and commands that another test runs, and what it must say of them.
ELSEWHERE = {
    "docs/reports.md": ("tests/docs/test_reports_page.py", "reports.md"),
    "docs/sampling.md": ("tests/examples/test_sampling_page.py", "sampling.md"),
    "docs/law.md": ("tests/examples/test_law_page.py", "law.md"),
    "law whatif": ("tests/cli/test_cli_whatif.py", '"whatif"'),
    "law US-FED": (
        "tests/examples/audited/test_readme.py",
        "test_the_readme_shows_what_the_law_answers",
    ),
    "audit examples/zhambyl": (
        "tests/examples/audited/test_readme.py",
        "examples/zhambyl/engagement.toml",
    ),
    "simulate examples/zhambyl": ("tests/examples/test_zhambyl.py", "world.toml"),
    "generate.py": ("tests/examples/test_harbour.py", "generate"),
    "audit examples/claim": ("tests/validation/test_valuation_claim.py", "claim"),
    "audit examples/public": ("tests/validation/test_public_data.py", "ny_regents"),
    "--engine spark": ("tests/engines/test_same_answers.py", "spark"),
    "identify ENGAGEMENT.toml": ("tests/cli/test_identity.py", "identify"),
    "calibrate": ("tests/cli/test_cli_worlds.py", '"calibrate"'),
    "pin_canary": ("tests/test_pins.py", "pin_canary.py"),
    "openssl": ("tests/load/test_person_key.py", "openssl"),
}
# What no test runs: the continuous integration itself, installers, and measurements of hours.
NOT_RUN = ("make audit", "make test", "pip install", "python3 -m venv")
HOURS = ("docs/benchmarks_apart.md",)
SLOW = ("examples/zhambyl/", "examples/harbour/", "appg")  # from ten seconds to a minute each


def elsewhere(shown):
    return next((ELSEWHERE[key] for key in ELSEWHERE if key in str(shown)), None)


def left_alone(shown):
    return shown.page in HOURS or shown.command.startswith(NOT_RUN)


HERE = [each for each in in_blocks() if not left_alone(each) and elsewhere(each) is None]
COMMANDS = [
    pytest.param(way, marks=pytest.mark.slow if any(each in way for each in SLOW) else (), id=way)
    for way in dict.fromkeys(
        way for shown in HERE for way in WAYS.get(shown.command, (shown.command,))
    )
]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two finished runs of a small engagement."""
    home = tmp_path_factory.mktemp("shown")
    for name, reported in (("RUN1", 5), ("RUN2", 2)):
        engagement = write_small(home / f"of_{name}", reported=reported)
        told(f"tallystick audit {engagement} --out {home / 'out'} --only figures.recount")
        (made,) = (home / "out").iterdir()
        made.rename(home / name)
    return home


@pytest.fixture
def desk(runs, tmp_path, monkeypatch):
    """A folder in which every name of the pages lies."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    write_small(tmp_path).rename("ENGAGEMENT.toml")
    for folder in ("FOLDER", "exports"):
        Path(folder).mkdir()
        (Path(folder) / "stops.csv").write_text(STOPS, encoding="utf-8")
    for name, run in (("RUN", "RUN1"), ("RUN1", "RUN1"), ("RUN2", "RUN2"), ("runs/RUN", "RUN1")):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).symlink_to(runs / run)
    Path("FILE").write_text("0123456789abcdef" * 4)
    Path("PACK").symlink_to(built_in()["KZ"])
    Path("examples").symlink_to(ROOT / "examples")
    world = (ROOT / "docs" / "worlds.md").read_text("utf-8")
    Path("WORLD.toml").write_text(re.search(r"```toml\n(.*?)```", world, re.DOTALL).group(1))


def told(command):
    done = CliRunner().invoke(app, shlex.split(command)[1:], input=ANSWERS)
    assert done.exit_code == 0, (command, done.output, done.exception)
    return done.stdout


def test_what_another_test_runs_is_run_there():
    for path, words in ELSEWHERE.values():
        assert words in (ROOT / path).read_text("utf-8"), (path, words)


def test_every_exception_is_of_a_command_that_is_shown():
    shown = in_blocks()
    assert set(WAYS) <= {each.command for each in shown}
    assert all(any(key in str(each) for each in shown) for key in ELSEWHERE)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("desk")
def test_a_command_runs_as_it_is_shown(command):
    for step in command.split(" && "):
        assert told(step)
