"""Does the shell write a finished run again, beside it and never over it, and compare two?"""

import json
import shutil
from dataclasses import replace

import pytest
from test_formats import finding, result, run
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.cli.summary import listed, told_patterns
from tallystick.findings import Explanation
from tallystick.seal.verify import PAGES


def said(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code == 0 else done.stderr


@pytest.fixture
def folder(tmp_path):
    one = result()
    return run(tmp_path / "run", [one], [finding(one, 1)])


def test_forms_lie_in_a_folder_of_their_own_and_the_run_is_left_as_it_was(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != PAGES}
    words = said("report", folder, "--format", "json", "--format", "parquet", "--format", "csv")
    assert words.count("Written: ") == 11
    assert (folder / "export" / "document.json").is_file()
    assert {name: (folder / name).read_bytes() for name in before} == before
    said("report", folder)
    assert "North" in (folder / "report.html").read_text(encoding="utf-8")


def test_no_form_is_written_over_a_run(folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    assert "a run lies there" in said("report", folder, "--format", "csv", "--out", other, code=2)
    assert "cannot be read as a run" in said("report", tmp_path, code=2)
    assert "write one of html" in said("report", folder, "--format", "docx", code=2)
    assert "name the folder of a run" in said("report", code=2)


def test_the_schema_is_printed():
    assert json.loads(said("report", "--schema"))["title"] == "A run of Tallystick"


def test_two_runs_are_compared(folder, tmp_path):
    later = result(estimate=0.6, interval=(0.5, 0.7))
    new = result("\x1b[31mB")
    after = run(tmp_path / "later", [later, new], [finding(later, 1), finding(new, 2)])
    words = said("compare", folder, after)
    assert "1 pattern new" in words
    assert "(0.25 -> 0.6); the ranges have no value in common" in words
    assert "\x1b" not in words
    told = json.loads(said("compare", folder, after, "--json"))
    assert [each["ranges_apart"] for each in told["still"]] == [True]
    back = said("compare", after, folder)
    assert "1 pattern gone" in back
    assert "shows no change by itself" in back


def test_three_of_what_one_cause_accounts_for_are_printed_after_the_patterns():
    cause = (Explanation("late entry", "ask", explains=9, of=9),)
    counted = [replace(finding(result(p_value=None), place), explanations=cause, evidence=None)
               for place in range(1, 6)]  # fmt: skip
    pattern = finding(result(), 6)
    assert [each.id for each in listed([*counted, pattern])] == ["F-06", "F-01", "F-02", "F-03"]


def test_patterns_are_counted_as_the_terminal_of_an_audit_counts_them(tmp_path):
    """The oracle is the count that `audit` prints of each run; its parts are listed below it."""
    agency = replace(result(""), subject_kind="agency")
    one, other = result("A"), result("B")
    whole = finding(agency, 1)
    parts = [finding(one, 2, part_of="F-01"), finding(other, 3, part_of="F-01")]
    before = run(tmp_path / "one", [], [])
    after = run(tmp_path / "two", [agency, one, other], [whole, *parts])
    words = said("compare", before, after)
    assert told_patterns([whole, *parts]) == "1 pattern to explain in 3 findings"
    assert words.splitlines()[2] == "1 pattern new, and 2 parts of wider ones"
    assert [line[:8].rstrip() for line in words.splitlines()[3:6]] == [
        "  F-01", "    F-02", "    F-03"
    ]  # fmt: skip
    assert words.count("; a part of F-01") == 2
    told = json.loads(said("compare", before, after, "--json"))
    assert told["patterns"] == {"new": 1, "gone": 0, "still": 0}
    assert [each["part_of"] for each in told["new"]] == ["", "F-01", "F-01"]


def test_a_part_of_a_pattern_that_is_still_there_is_no_new_pattern(tmp_path):
    agency, one, other = replace(result(""), subject_kind="agency"), result("A"), result("B")
    before = run(tmp_path / "one", [agency, one],
                 [finding(one, 1, part_of="F-02"), finding(agency, 2)])  # fmt: skip
    after = run(tmp_path / "two", [agency, other],
                [finding(agency, 1), finding(other, 2, part_of="F-01")])  # fmt: skip
    words = said("compare", before, after)
    assert "0 patterns new, and 1 part of a wider one" in words
    assert "0 patterns gone, and 1 part of a wider one, by the numbers of the earlier run" in words
    assert "1 pattern still there" in words
    # The earlier run's F-02 is the later one's F-01.
    assert "a part of F-02 (now F-01, still there)" in words
    alone = run(tmp_path / "three", [one], [finding(one, 1)])
    assert "; then a part of a wider pattern" in said("compare", before, alone)
    assert "; then a pattern by itself" in said("compare", alone, before)


def test_two_patterns_on_the_same_cases_say_so(tmp_path):
    one, other = result("A"), result("A", check="records.revised")
    after = run(tmp_path / "two", [one, other],
                [finding(one, 1, same_by=("F-02",)),
                 finding(other, 2, same_as="F-01", shared=9)])  # fmt: skip
    before = run(tmp_path / "one", [], [])
    words = said("compare", before, after)
    assert "2 patterns new" in words
    assert words.count("; on the same cases as F-01") == 1
    assert words.count("; on the same cases as F-02") == 1
    assert "; on the same cases as F-01" in said("compare", after, before)


def test_a_pattern_that_became_another_is_told_and_its_numbers_are_not_compared(tmp_path):
    """A heap of 34 records and a share of .15 differ, and not because anything fell."""
    was = result(verdict="spike", estimate=34.0, interval=(30.0, 40.0))
    now = replace(was, verdict="moved", estimand="another share", estimate=0.15,
                  interval=(0.1, 0.2))  # fmt: skip
    before = run(tmp_path / "one", [was], [finding(was, 1, title="a heap on the line")])
    after = run(tmp_path / "two", [now], [finding(now, 1, title="a share moved")])
    words = said("compare", before, after)
    assert "a share moved (another verdict: spike -> moved; then: a heap on the line)" in words
    assert "no value in common" not in words
    assert "34" not in words.partition("Seal before: ")[0]
    (told,) = json.loads(said("compare", before, after, "--json"))["still"]
    assert (told["other_verdict"], told["verdict"], told["ranges_apart"]) == (
        "spike", "moved", False)  # fmt: skip
    same = replace(now, verdict="spike")
    again = run(tmp_path / "three", [same], [finding(same, 1)])
    words = said("compare", before, again)
    assert "; the estimates of the two runs are not of the same" in words
    assert "34" not in words.partition("Seal before: ")[0]


def test_a_heap_at_a_line_that_gave_way_to_movement_is_told_beside_it(tmp_path):
    """`exhibits.threshold_bunching` asks both of one line, each with a result of its own."""
    heap = replace(result(verdict="spike"), aspect="5 g: heap")
    moved = replace(result(verdict="moved"), aspect="5 g")
    far = replace(result(verdict="moved"), aspect="5 g or so")
    before = run(tmp_path / "one", [heap], [finding(heap, 1, title="a heap")])
    found = [finding(moved, 1, title="a share moved"), finding(far, 2, title="a share elsewhere")]
    after = run(tmp_path / "two", [moved, far], found)
    words = said("compare", before, after)
    assert "a share moved (then: the check was not run; but F-01 a heap, spike -> moved)" in words
    assert "a share elsewhere (then: the check was not run)" in words
    assert "a heap (now: the check was not run; but F-01 a share moved, spike -> moved)" in words
    (told,) = json.loads(said("compare", before, after, "--json"))["gone"]
    assert told["beside"] == ["F-01"]
