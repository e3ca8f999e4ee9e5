"""Do the commands of docs/lab.md run as they are shown, on a small plan of that name?

`tests/docs/test_commands_run.py` reads this file from another folder, so that nothing beside it is
imported until a test runs.
"""

from typer.testing import CliRunner

from tallystick.cli import app

COMMANDS = (
    "tallystick lab examples/lab/plan.toml --out LAB --quick",
    "tallystick lab show LAB",
    "tallystick lab examples/lab/seen.toml --out SEEN",
    "tallystick lab show SEEN",
)
TINY = """\
[lab]
base = "world.toml"
seeds = 1
sets = 1
trajectories = 0
sobol = 0
ladders = []
grids = []
[[lab.factor]]
name = "regime"
levels = ["severity"]
"""


def test_the_commands_of_the_page_run_in_turn_on_a_plan_of_that_name(tmp_path, monkeypatch):
    from labs import SHORT, write_plan

    folder = tmp_path / "examples" / "lab"
    write_plan(folder, TINY, SHORT)
    (folder / "seen.toml").write_text(TINY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for command in COMMANDS:
        done = CliRunner().invoke(app, command.split()[1:])
        assert done.exit_code == 0, done.output
    page = (tmp_path / "LAB" / "lab.html").read_text(encoding="utf-8")
    assert "A quick plan" in page
    assert '<h2 id="levers">' in page
    assert '<h2 id="drives">' not in page
