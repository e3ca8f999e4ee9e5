"""Is what --json prints what the run folder, or the profile, holds, and as the schema says?"""

import json
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator
from small import write_small
from typer.testing import CliRunner

from tallystick.checks import every
from tallystick.cli import app

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "terminal.schema.json").read_text(encoding="utf-8")
)


def run(*arguments):
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, (done.output, done.exception)
    return done


def valid(text):
    Draft202012Validator.check_schema(SCHEMA)
    told = json.loads(text)
    Draft202012Validator(SCHEMA).validate(told)
    return told


@pytest.fixture
def given(tmp_path):
    return write_small(tmp_path / "given", reported=5, unit="Отдел\u202e № 1")


def stored(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_an_audit_is_told_as_its_run_folder_holds_it(given, tmp_path):
    done = run("audit", "--json", given, "--out", tmp_path / "runs")
    told, (folder,) = valid(done.stdout), (tmp_path / "runs").iterdir()
    record, findings = stored(folder, "run.json"), stored(folder, "findings.json")
    verdicts = pq.read_table(folder / "results.parquet")["verdict"].to_pylist()
    assert (told["run"], told["report"]) == (str(folder), str(folder / "report.html"))
    assert told["seal"] in run("verify", folder).stdout
    assert told["records"] == record["rows"] == {"incidents": 3, "reported_figures": 1}
    assert [(each["id"], each["title"]) for each in told["findings"]] == [
        (each["id"], each["title"]) for each in findings
    ]
    assert [each["check"] for each in told["tests"]] == [each["name"] for each in record["checks"]]
    names = [f"{each['check']}: {each['rule']}".removesuffix(": ") for each in told["not_run"]]
    assert names == [each["name"] for each in record["not_run"]]
    counts, rules = told["counts"], sum(": " in each for each in names)
    assert (counts["findings"], counts["patterns"]) == (len(findings), 1)
    assert counts["nothing_unusual"] == verdicts.count("not_found")
    assert (counts["checks_not_run"], counts["rules_not_run"]) == (len(names) - rules, rules)
    assert counts["checks_run"] + counts["checks_not_run"] == len(every())
    assert rules > 0


def test_json_steers_no_terminal_and_progress_is_apart(given, tmp_path):
    done = run("audit", "--json", given, "--out", tmp_path / "runs")
    assert done.stdout.isascii()
    assert "check figures.recount" in done.stderr
    quiet = run("audit", "--json", "--quiet", given, "--out", tmp_path / "quiet")
    assert quiet.stderr == ""


def test_masked_json_names_no_unit(given, tmp_path):
    told = valid(run("audit", "--json", "--mask", given, "--out", tmp_path / "runs").stdout)
    (finding,) = told["findings"]
    assert finding["subject"] in ("Unit 1", "Unit 2")  # Their order is drawn for each run.
    assert finding["title"].endswith(finding["subject"])
    assert "Отдел" not in json.dumps(told, ensure_ascii=False)
    assert told["report"] == os.path.join(told["run"], "masked", "report.html")
    assert Path(told["report"]).is_file()


def test_a_quiet_audit_prints_where_its_report_is_and_nothing_else(given, tmp_path):
    done = run("audit", "-q", given, "--out", tmp_path / "runs")
    assert Path(done.stdout.rstrip("\n")).is_file()
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_a_profile_is_told_as_counted_by_hand(given):
    told = valid(run("profile", "--json", given).stdout)
    cases = told["tables"][0]
    assert (cases["table"], cases["records"]) == ("incidents", 3)
    columns = {each["name"]: each for each in cases["columns"]}
    assert columns["unit_id"]["distinct"] == 2
    assert (columns["occurred_at"]["least"], columns["occurred_at"]["most"]) == (
        "2020-01-05T00:00:00", "2020-01-11T00:00:00",
    )  # fmt: skip
    checks = {each["check"] for each in told["not_run"] if not each["rule"]}
    assert checks | set(told["runnable"]) == {each.name for each in every()}
    assert {each["check"] for each in told["detectability"]} == set(told["runnable"])
    assert 0 < len(told["unlocking"]) <= 3


def test_a_quiet_profile_asks_no_check(given):
    loud, quiet = (valid(run("profile", *more, given).stdout) for more in (
        ("--json",), ("--json", "-q"),
    ))  # fmt: skip
    assert quiet["detectability"] == []
    assert {**quiet, "detectability": loud["detectability"]} == loud
    text = run("profile", "-q", given).stdout
    assert text.startswith(f"{len(quiet['runnable'])} of {len(every())} checks can be run")
    assert "What each check could see" not in text


def test_checks_are_told_with_the_columns_that_they_need():
    told = json.loads(run("checks", "--json").stdout)
    assert [each["check"] for each in told] == [each.name for each in every()]
    for each, check in zip(told, every(), strict=True):
        needs = getattr(check, "needs", {})
        assert each["needs"] == [f"{table}.{name}" for table in needs for name in needs[table]]
        assert len(each["rules"]) == len(getattr(check, "rules", ()))
