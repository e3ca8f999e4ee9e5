"""Do `simulate` and `calibrate` answer, exit and refuse as they say?"""

import json

import pytest
from test_cli import fingerprint, run
from typer.testing import CliRunner

from tallystick import calibrate
from tallystick.cli import app, calibration, worlds
from tallystick.simulate.folder import simulate
from tallystick.simulate.incentives import REASONS
from tallystick.simulate.world import World

WORLD = """
name = "Port <b>Harbour</b>"
months = 3
seed = 5

[[department.units]]
kind = "narcotics"
count = 2
officers = 4

[[behaviours]]
kind = "ghosts"
dose = 0.5
driven_by = "decree"
"""


@pytest.fixture
def world(tmp_path):
    path = tmp_path / "world.toml"
    path.write_text(WORLD)
    return path


def test_a_world_is_made_told_of_and_audited(world, tmp_path):
    made = run("simulate", world, "--out", tmp_path / "made")
    assert made.returncode == 0, made.stderr
    told = json.loads((tmp_path / "made" / "truth" / "summary.json").read_text())
    assert "Port <b>Harbour</b>: 2 units, 8 officers, 3 months, seed 5, scale 1" in made.stdout
    assert f"{told['rows']['tables/incidents']:,} incidents" in made.stdout
    assert f"{told['happened']['ghost']:,.0f}  records without an event" in made.stdout
    engagement = tmp_path / "made" / "engagement.toml"
    assert f"Audit it: tallystick audit {engagement}" in made.stdout
    audited = run("audit", engagement, "--out", tmp_path / "runs")
    assert audited.returncode == 0, audited.stderr
    (report,) = (tmp_path / "runs").glob("*/report.html")
    assert "<b>Harbour</b>" not in report.read_text()


def test_every_measure_and_every_end_of_a_scheme_has_words(tmp_path):
    """Every behaviour at once: what they count, and the words for it."""
    planted = [
        {"kind": kind, "dose": 0.5, "driven_by": "decree", **options}
        for kind, options in (
            ("ghosts", {}), ("easy_arrests", {}), ("under_recording", {}), ("downgrading", {}),
            ("unfounding", {}), ("unfounding", {"mode": "exceptional"}), ("back_dating", {}),
            ("threshold", {}), ("recycled_exhibits", {}), ("copied_narratives", {}),
            ("supply", {}), ("stock_witnesses", {}), ("reused_informants", {}),
            ("ratchet", {}),
        )
    ]  # fmt: skip
    units = [{"kind": kind, "officers": 6} for kind in ("narcotics", "patrol")]
    law = {"substance": "cannabis_herb", "possession": "A", "possession_months": [0, 1],
           "sale": "B", "sale_months": [2, 3], "lines": [
               {"g": 5.0, "name": "large", "possession": "C", "possession_months": [0, 1],
                "sale": "D", "sale_months": [2, 3], "citation": "an article"}]}  # fmt: skip
    said = World(months=30, department={"units": units}, law=[law], behaviours=planted)
    told = simulate(said, tmp_path / "made")
    assert set(told["happened"]) <= set(worlds.WORDS)
    assert len(told["happened"]) >= len(planted)
    assert set(worlds.REASONS) == set(REASONS)


def test_a_seed_and_a_scale_may_be_given(world, tmp_path):
    for name, options in {"a": (), "b": ("--seed", 5), "c": ("--seed", 6, "--scale", 2)}.items():
        assert run("simulate", world, "--out", tmp_path / name, *options).returncode == 0
    bytes_of = {
        name: (tmp_path / name / "tables" / "incidents.parquet").read_bytes() for name in "abc"
    }
    assert bytes_of["a"] == bytes_of["b"] != bytes_of["c"]
    told = json.loads((tmp_path / "c" / "truth" / "summary.json").read_text())
    assert (told["seed"], told["scale"], told["units"], told["officers"]) == (6, 2, 4, 16)


def test_a_folder_that_holds_something_is_left_as_it_is(world, tmp_path):
    out = tmp_path / "made"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    before = fingerprint(out)
    refused = run("simulate", world, "--out", out)
    assert refused.returncode == 2
    assert refused.stderr.strip() == f"{out}: already holds something; choose another --out"
    assert fingerprint(out) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WORLD.replace("months", "moths"), "moths"),
        (WORLD.replace("dose = 0.5", "dose = 1.5"), "dose"),
        (WORLD.replace("ghosts", "gosts"), "gosts"),
        ("months = ", "world.toml"),
    ],
)
def test_a_world_file_that_is_wrong_is_named_in_one_message(world, tmp_path, text, said):
    world.write_text(text)
    refused = run("simulate", world, "--out", tmp_path / "made")
    assert refused.returncode == 2
    assert str(world) in refused.stderr
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "made").exists()


def test_calibrate_refuses_a_check_or_a_folder_that_is_not_there():
    unknown = run("calibrate", "--check", "figures.recont")
    assert unknown.returncode == 2
    assert "did you mean figures.recount?" in unknown.stderr
    unwritable = run("calibrate", "--check", "figures.recount", "--out", "/proc/none")
    assert unwritable.returncode == 2
    assert unwritable.stderr.strip().endswith("choose another --out")


@pytest.fixture
def two_trials(monkeypatch):
    every = calibrate.trials_for(("figures.recount",))
    few = [every[0], every[-1]]
    assert [each.nature for each in few] == ["innocent", "planted"]
    for module in (calibrate, calibration):
        monkeypatch.setattr(module, "trials_for", lambda only: few)


@pytest.mark.usefixtures("two_trials")
def test_calibrate_prints_its_tables_and_writes_its_page(tmp_path):
    options = ["--worlds", "2", "--out", str(tmp_path), "--seed", "3"]
    done = CliRunner().invoke(app, ["calibrate", *options])
    assert done.exit_code == 0, done.output
    first = (tmp_path / "calibration.md").read_text()
    page = (tmp_path / "calibration" / "figures.recount.md").read_text()
    for heading, where in (
        ("Does each check keep its size?", first),
        ("Does it find what was planted?", first),
        ("figures.recount: innocent worlds", page),
        ("figures.recount: planted worlds", page),
        ("How long does it take on one core?", page),
    ):
        assert heading in done.stdout
        assert f"## {heading}\n" in where
    assert "figures.recount │ 1 " in done.stdout
    assert (tmp_path / "calibration" / "figures.recount.parquet").exists()


@pytest.mark.usefixtures("two_trials")
def test_a_broken_check_can_fail_the_command(monkeypatch):
    arguments = ["calibrate", "--worlds", "1", "--fail-on-broken"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    monkeypatch.setattr(calibrate.measures.Cell, "broken", True)
    assert CliRunner().invoke(app, arguments).exit_code == 3
