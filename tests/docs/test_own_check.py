"""Is the check of docs/own_check.md found by its entry point, run, and right?"""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tallystick.calibrate.trials import trials_of

TEXT = (Path(__file__).parents[2] / "docs" / "own_check.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', TEXT, re.DOTALL))
NAME = "records.no_place"
UNITS, EACH = 10, 60
ENGAGEMENT = """
[engagement]
name = "own"
agency = "Our Police"
time_zone = "UTC"
[[tables.incidents]]
source = "cases.csv"
[tables.incidents.columns]
incident_id = "no"
unit_id = "unit"
offense_code = "offence"
area_id = "place"
occurred_at = "day"
"""


def missing(unit, k):
    """Every tenth record lacks its place; in unit u3 every second one does."""
    return k % 2 == 0 if unit == 3 else k % 10 == unit % 10


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The package as an installer leaves it, and records to audit."""
    home = tmp_path_factory.mktemp("own")
    for name, content in FILES.items():
        path = home / Path(name).relative_to("own")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    project = tomllib.loads(FILES["own/pyproject.toml"])["project"]
    info = home / f"own_checks-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\n")
    ((group, entries),) = project["entry-points"].items()
    lines = "".join(f"{name} = {where}\n" for name, where in entries.items())
    (info / "entry_points.txt").write_text(f"[{group}]\n{lines}")
    rows = [
        f"{unit}-{k},u{unit},theft,{'' if missing(unit, k) else 'centre'},2024-{1 + k % 12:02d}-03"
        for unit in range(UNITS)
        for k in range(EACH)
    ]
    (home / "cases.csv").write_text("no,unit,offence,place,day\n" + "\n".join(rows) + "\n")
    (home / "engagement.toml").write_text(ENGAGEMENT)
    return home


def tallystick(home, *arguments):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(home), *sys.path])}
    return subprocess.run(
        [sys.executable, "-m", "tallystick", *map(str, arguments)],
        capture_output=True, text=True, env=env, check=True, cwd=home,
    ).stdout  # fmt: skip


def test_it_is_listed_with_its_question(own):
    assert "Do a unit's records lack their place more often than those of others?" in " ".join(
        tallystick(own, "checks").split()
    )


def test_an_audit_corrects_explains_and_proves_it_as_one_of_ours(own):
    tallystick(own, "audit", "engagement.toml", "--out", own / "runs")
    (run,) = (own / "runs").iterdir()
    findings = json.loads((run / "findings.json").read_text())
    (finding,) = [each for each in findings if each["check"] == NAME]
    assert (finding["subject"], finding["family"]) == ("u3", "records")
    assert "30 of 60 records have no place; 6.0 would" in finding["condition"]
    assert finding["q_value"] >= finding["p_value"] > 0
    assert finding["evidence"]["rows"] == 30
    first, *others = finding["explanations"]
    assert (first["explains"], first["of"]) == (5, 30)
    assert [each["explains"] for each in others] == [None, None]


ASKED = """
from pyarrow.csv import ConvertOptions, read_csv
import tallystick as ts
from own_checks.no_place import CHECK
texts = ConvertOptions(strings_can_be_null=True)
names = ["incident_id", "unit_id", "offense_code", "area_id", "occurred_at"]
results = CHECK.run(read_csv("cases.csv", convert_options=texts).rename_columns(names))
print(ts.check(CHECK.name) is CHECK, *(each.subject for each in results if each.p_value < 0.01))
"""


def test_it_is_asked_of_a_frame_and_found_by_its_name(own):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(own), *sys.path])}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, env=env, check=True, cwd=own
    )
    assert done.stdout.split() == ["True", "u3"]


def test_calibrate_holds_it_to_the_worlds_that_the_page_tells():
    (trial,) = trials_of(NAME)
    assert (trial.nature, trial.name) == ("innocent", "clean")
    assert (trial.world.oddities, trial.world.behaviours) == ((), ())
    after = " ".join(TEXT.rpartition("```")[2].split())
    assert (
        f"`tallystick calibrate --check {NAME}`, which holds it to the clean worlds alone" in after
    )
