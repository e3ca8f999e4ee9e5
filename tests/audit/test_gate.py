"""Does the gate name the field of a world in which two folders differ, and only that?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import gate

ROOT = Path(__file__).parents[2]


def written(folder, **changes):
    fields = {name: [] for name in gate.FIELDS}
    fields["results"] = [{"check": "people.crews", "p_value": 0.25, "n": 7}]
    path = folder / "people.crews" / f"clean{gate.ENDING}"
    gate.write_fields(fields | changes, path)
    return path


def compared(*arguments):
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "gate.py", "compare", *map(str, arguments)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.splitlines()


def test_equal_folders_are_equal_to_the_byte(tmp_path):
    one, other = (written(tmp_path / name) for name in ("old", "new"))
    assert one.read_bytes() == other.read_bytes()
    code, lines = compared(tmp_path / "old", tmp_path / "new")
    assert (code, lines) == (0, ["1 pairs of check and world are equal, 0 are not"])


@pytest.mark.parametrize(
    ("changes", "without", "said"),
    [
        ({"results": [{"check": "people.crews", "p_value": 0.26, "n": 7}]}, (),
         'people.crews clean: results: "p_value": 0.25 | "p_value": 0.26'),
        ({"words": [{"form": "md en", "lines": ["F-01"]}]}, (), "people.crews clean: words: "),
        ({"queries": ["SELECT 1"]}, ("--without", "queries"), None),
    ],
)  # fmt: skip
def test_the_first_line_of_each_field_that_differs_is_shown(tmp_path, changes, without, said):
    written(tmp_path / "old")
    written(tmp_path / "new", **changes)
    code, lines = compared(tmp_path / "old", tmp_path / "new", *without)
    assert code == (1 if said else 0)
    assert said is None or lines[0].startswith(said)


def test_a_world_that_one_side_lacks_differs_unless_it_is_passed_over(tmp_path):
    written(tmp_path / "old")
    (tmp_path / "new").mkdir()
    code, lines = compared(tmp_path / "old", tmp_path / "new")
    assert (code, lines[0]) == (1, "people.crews clean: only in the old")
    assert compared(tmp_path / "old", tmp_path / "new", "--common")[0] == 0


def test_json_is_written_in_one_form_and_code_has_one_digest(tmp_path):
    assert gate.canonical({"b": 1, "a": [0.1]}) == gate.canonical(json.loads('{"a":[0.1],"b":1}'))
    (tmp_path / "one.py").write_text("1\n")
    first = gate.code_digest(tmp_path)
    (tmp_path / "one.py").write_text("2\n")
    assert gate.code_digest(tmp_path) != first
