"""Does the page on worlds say what the code says, and refuse to hide a gate that is missed?"""

import json
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.gates import run_file
from benchmarks.gates.table import Gate
from benchmarks.worlds_page import __main__ as command
from benchmarks.worlds_page import gate_tables, meanings
from benchmarks.worlds_page.misses import REASONS
from benchmarks.worlds_page.page import page

from every_fault import holds_of_each
from tallystick.cli import app
from tallystick.simulate.behaviours import BEHAVIOURS
from tallystick.simulate.entry import BehaviourEntry
from tallystick.simulate.oddities import ODDITIES
from tallystick.simulate.world import World, read_world

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
COUNTS, RECORDS = (DOCS / "worlds" / f"gates_{name}.json" for name in ("counts", "records"))
PROCESSES = (*BEHAVIOURS, *ODDITIES)


@cache
def written():
    return page(COUNTS, RECORDS)


@cache
def section(title):
    """The text under a heading of the third level."""
    return written().partition(f"\n### {title}\n")[2].partition("\n##")[0]


def first_column(text, place=0):
    """The names in the first column of a table in this text."""
    tables = re.findall(r"\|---.*\n((?:\|.*\n?)+)", text)
    return re.findall(r"^\| `(\w+)` \|", tables[place], re.MULTILINE)


@cache
def rows(path):
    return {row["gate"]: row for row in json.loads(path.read_text())["rows"]}


def changed(tmp_path, gate, **said):
    """The counts with another value for one gate."""
    held = json.loads(COUNTS.read_text())
    for row in held["rows"]:
        if row["gate"] == gate:
            row |= said
    path = tmp_path / "counts.json"
    path.write_text(json.dumps(held))
    return path


# A gate that is met, and how far off a value is that is not.
MET = next(
    gate.name
    for gate in gate_tables.GATES
    if gate.role == "F" and gate.low <= rows(COUNTS)[gate.name]["value"] <= gate.high
)
OFF = 1e6


def test_every_snippet_of_the_page_is_toml():
    found = re.findall(r"^```toml\n(.*?)^```", written(), re.MULTILINE | re.DOTALL)
    assert len(found) > 2
    assert all(tomllib.loads(each) for each in found)


def test_a_part_that_may_stand_once_or_not_at_all_is_no_list_of_parts():
    assert "\n### `[incentives.reform]`\n" in written()
    assert "\n### `[[incentives.penalties]]`\n" in written()


def has_its_section_with_each_of_its_options(process):
    text = section(f"`{process.name}`")
    question = sys.modules[process.options.__module__].__doc__.partition("\n\n")[0]
    assert " ".join(question.split()) in text
    own = set(process.options.model_fields) - set(BehaviourEntry.model_fields)
    told = set(first_column(text)) if own else set()
    assert own <= told
    for name in own:
        default = process.options.model_fields[name].default
        row = re.search(rf"^\| `{name}` \| (.*?) \|", text, re.MULTILINE)[1]
        if isinstance(default, int | float | bool):
            assert row == f"`{str(default).lower()}`"


def test_a_behaviour_or_oddity_has_its_section_with_each_of_its_options():
    mend = "the docstring of the options, or benchmarks/worlds_page/planted.py"
    rule = has_its_section_with_each_of_its_options
    holds_of_each(rule, PROCESSES, mend, lambda each: f"worlds.md as built, {each.name}")


def test_each_setting_of_the_world_file_stands_in_the_table_of_its_part():
    schema = World.model_json_schema()
    for name, part in schema["$defs"].items():
        plain = {
            option
            for option, said in part.get("properties", {}).items()
            if "$ref" not in json.dumps(said)
        }
        if name != "Entry" and plain:
            tables = re.findall(r"\|---.*\n((?:\|.*\n?)+)", written())
            held = [set(re.findall(r"^\| `(\w+)` \|", each, re.MULTILINE)) for each in tables]
            assert plain in held, name


def test_what_an_entry_of_either_kind_may_say_is_told_once():
    told = written().partition("## 3. ")[2].partition("\n### ")[0]
    assert first_column(told) + first_column(told, 1) == list(BehaviourEntry.model_fields)


@pytest.fixture(scope="module")
def smallest(tmp_path_factory):
    """The folder of the world that the page shows first."""
    folder = tmp_path_factory.mktemp("smallest")
    text = re.search(r"```toml\n(.*?)```", written(), re.DOTALL)[1]
    (folder / "world.toml").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(
        app, ["simulate", str(folder / "world.toml"), "--out", str(folder / "made")]
    )
    assert done.exit_code == 0, done.output
    return folder / "made"


def test_the_smallest_world_has_a_label_for_every_record_made_up(smallest):
    labels = pq.read_table(smallest / "truth" / "labels.parquet")
    assert set(labels["name"].to_pylist()) == {"ghosts"}
    assert set(labels["unit_id"].to_pylist()) == {"N02"}
    assert set(labels["table"].to_pylist()) == {"incidents"}
    happened = pq.read_table(smallest / "truth" / "happened.parquet")
    ghosts = pc.sum(happened.filter(pc.equal(happened["measure"], "ghost"))["value"]).as_py()
    assert len(labels) == ghosts > 0
    cases = pq.read_table(smallest / "tables" / "incidents.parquet")["incident_id"].to_pylist()
    assert set(labels["incident_id"].to_pylist()) <= set(cases)


def test_the_columns_of_the_truth_are_those_of_the_page(smallest):
    def are_those_of_the_page(name):
        title = re.search(rf"\n### (`truth/{name}.parquet`.*)\n", written())[1]
        columns = pq.read_schema(smallest / "truth" / f"{name}.parquet").names
        assert first_column(section(title)) == columns

    truth = ("labels", "happened", "schemes", "units")
    holds_of_each(are_those_of_the_page, truth, "the table of columns on the page")


def test_the_summary_and_the_places_are_those_of_the_page(smallest):
    told = json.loads((smallest / "truth" / "summary.json").read_text())
    assert set(first_column(section("`truth/summary.json`"))) == set(told)
    files = {each.relative_to(smallest).as_posix() for each in smallest.rglob("*.*")}
    truth = {each for each in files if each.startswith("truth/")}
    assert truth == {each for each in files if f"| `{each}` |" in written()} - {"engagement.toml"}
    tables = {Path(each).stem for each in files if each.startswith("tables/")}
    assert tables <= set(first_column(section("`tables/`: what an auditor gets")))


def test_an_empty_file_is_a_world_as_the_page_says(tmp_path):
    (tmp_path / "world.toml").write_text("")
    world = read_world(tmp_path / "world.toml")
    assert (world.incentives.regime.kind, world.behaviours, world.oddities) == ("none", (), ())


def test_each_gate_has_its_verdict_on_the_page():
    for gate in gate_tables.GATES + gate_tables.RATES + gate_tables.GAMES:
        held = (rows(COUNTS) | rows(RECORDS))[gate.name]
        line = next(each for each in written().splitlines() if each.startswith(f"| {gate.name} |"))
        if gate.role != "note" and held["value"] is not None:
            met = gate.low <= held["value"] <= gate.high
            assert line.endswith("| pass |" if met else "| **miss** |"), gate.name
            assert met != (gate.name in REASONS), gate.name


def test_a_miss_without_a_reason_stops_the_page(tmp_path):
    path = changed(tmp_path, MET, value=OFF)
    with pytest.raises(gate_tables.GateError, match=f"{MET}: missed, and no reason is given"):
        page(path, RECORDS)
    text = page(path, RECORDS, REASONS | {MET: "because of the test"})
    (named,) = [line for line in text.splitlines() if "because of the test" in line]
    assert named.startswith(f"| {MET} |")


def test_a_reason_for_a_gate_that_is_met_stops_the_page():
    with pytest.raises(gate_tables.GateError, match=f"{MET}: a reason is given, and it is not"):
        page(COUNTS, RECORDS, REASONS | {MET: "out of date"})


def test_the_command_says_what_is_wrong_and_writes_nothing(tmp_path, monkeypatch):
    out = tmp_path / "worlds.md"
    said = ["--counts", str(changed(tmp_path, MET, value=OFF)), "--out", str(out)]
    monkeypatch.setattr(sys, "argv", ["worlds_page", *said])
    with pytest.raises(SystemExit, match=f"not written:\n  {MET}: missed"):
        command.main()
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "no run of the gates"),
        ("[]", "not a run of the gates"),
        (json.dumps({"on": "", "seeds": {}, "scale": 1, "versions": {}, "rows": []}), "without G"),
    ],
)
def test_results_that_are_no_whole_run_stop_the_page(tmp_path, text, match):
    (tmp_path / "counts.json").write_text(text)
    with pytest.raises(gate_tables.GateError, match=match):
        page(tmp_path / "counts.json", RECORDS)


def test_a_run_of_one_role_is_no_whole_run(tmp_path):
    path = tmp_path / "counts.json"
    run_file.write(path, list(rows(COUNTS).values()), 1, 2, shown={"role": "F"})
    with pytest.raises(gate_tables.GateError, match="a part of the gates"):
        page(path, RECORDS)
    run_file.write(path, list(rows(COUNTS).values()), 1, 2, shown={"role": None})
    assert "| 1 to 2 | 60 units of 12 officers, 6 years |" in page(path, RECORDS)


def test_the_limits_of_a_gate_belong_to_it():
    gate = Gate("G", "F", "", "", 0.2, 0.4)
    assert gate_tables.Row(gate, 0.2, 0).met
    assert gate_tables.Row(gate, 0.4, 0).met
    assert gate_tables.Row(gate, 0.41, 0).missed
    assert not gate_tables.Row(gate, None, 0).missed


def test_a_setting_of_which_nothing_is_said_stops_the_page():
    class Silent(BaseModel):
        """A part."""

        loud: int = 1

    with pytest.raises(meanings.UndocumentedError, match=r"Silent\.loud: nothing says"):
        meanings.of_field(Silent, "loud")


def test_every_world_that_lies_ready_is_named():
    told = written().partition("## 7. ")[2]
    for path in (ROOT / "examples" / "worlds").glob("*.toml"):
        assert f"(../examples/worlds/{path.name})" in told
