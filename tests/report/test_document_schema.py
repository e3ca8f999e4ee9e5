"""Do the runs that are exported as JSON keep to the schema that docs/ publishes?"""

import json
from pathlib import Path

import pytest
from fixture import write_run
from jsonschema import Draft202012Validator
from small import write_small
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.findings.document import FORMAT, SCHEMA_ID, schema
from tallystick.seal import write_manifest

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "run.schema.json"
EARLIER = Path(__file__).with_name("document_0_2.json")
REPLIES = """
[[reply]]
finding = "F-01"
by = "Начальник отдела"
on = 2026-03-02
text = "По реестру всё верно."
checked_by = "City Audit Office"
checked_on = 2026-04-20
disposition = "explained"
changed = "All three cases were found in the register."
"""


def told(*arguments):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def closed(part):
    """The schema with no key admitted that it does not name."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    more = {"additionalProperties": False} if "properties" in part else {}
    return {key: closed(value) for key, value in part.items()} | more


def faults(document, held_to):
    validator = Draft202012Validator(held_to, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [(each.json_path, each.validator) for each in validator.iter_errors(document)]


@pytest.fixture(scope="module")
def published():
    return json.loads(PUBLISHED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """The folder of a small run of which one unit is written in Cyrillic, with a finding."""
    folder = tmp_path_factory.mktemp("schema")
    engagement = write_small(folder / "given", reported=5, unit="Отдел № 1")
    told("audit", engagement, "--out", folder / "runs")
    (folder / "replies.toml").write_text(REPLIES, encoding="utf-8")
    (made,) = (folder / "runs").iterdir()
    return made.rename(folder / "RUN")


def exported(run, out, *options):
    told("report", run, "--format", "json", "--out", out, *options)
    return (out / "document.json").read_text(encoding="utf-8")


def test_the_published_schema_is_the_one_that_the_program_prints(published):
    mend = "tallystick report --schema > docs/run.schema.json"
    assert PUBLISHED.read_text(encoding="utf-8") == told("report", "--schema"), mend
    assert published == schema()


def test_the_published_schema_is_a_schema_and_bears_the_number_of_the_format(published):
    Draft202012Validator.check_schema(published)
    assert published["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert published["$id"] == SCHEMA_ID
    assert SCHEMA_ID.rpartition(":")[2] == FORMAT.rpartition("/")[2]
    assert published["properties"]["format"] == {"const": FORMAT}


@pytest.mark.parametrize(
    "options", [(), ("--mask",), ("--language", "ru"), ("--replies", "replies.toml")], ids=str
)
def test_what_is_exported_of_a_run_keeps_to_the_schema(audited, tmp_path, published, options):
    given = [audited.parent / each if each.endswith(".toml") else each for each in options]
    document = json.loads(exported(audited, tmp_path, *given))
    assert faults(document, closed(published)) == []
    assert document["$schema"] == published["$id"]
    assert document["findings"]
    assert document["results"]
    subjects = {each["subject"] for each in document["results"]}
    if options == ("--mask",):
        assert {"Unit 1", "Unit 2"} & subjects
        assert "Отдел № 1" not in subjects
    else:
        assert "Отдел № 1" in subjects
    assert len(document["replies"]) == ("--replies" in options)


def test_a_run_with_every_part_keeps_to_the_schema(tmp_path, published):
    (tmp_path / "run").mkdir()
    folder = write_run(tmp_path / "run")
    write_manifest(folder, {})
    document = json.loads(exported(folder, tmp_path))
    assert faults(document, closed(published)) == []
    held = document["run"]
    assert all(held[each] for each in ("exclusions", "checks", "not_run", "inputs"))
    assert any(each["explanations"] for each in document["findings"])


def test_the_language_of_the_report_changes_no_byte_of_the_document(audited, tmp_path):
    (tmp_path / "ru").mkdir()
    assert exported(audited, tmp_path) == exported(audited, tmp_path / "ru", "--language", "ru")


def test_a_document_that_an_earlier_release_wrote_keeps_to_the_schema_of_the_same_number(published):
    document = json.loads(EARLIER.read_text(encoding="utf-8"))
    assert document["format"] == FORMAT
    assert faults(document, published) == []


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("format",), "tallystick-run/2", ("$.format", "const")),
        (("run",), None, ("$.run", "type")),
        (("results", 0, "verdict"), "proved", ("$.results[0].verdict", "enum")),
        (("results", 0, "n"), 1.5, ("$.results[0].n", "type")),
        (("findings", 0, "subject_kind"), "city", ("$.findings[0].subject_kind", "enum")),
        (("findings", 0, "caveats"), "none", ("$.findings[0].caveats", "type")),
        (("run", "rows", "incidents"), "3", ("$.run.rows.incidents", "type")),
        (("replies", 0, "on"), "2 March", ("$.replies[0].on", "format")),
    ],
    ids=str,
)
def test_a_document_that_is_none_is_refused_for_that(published, place, value, said):
    document = json.loads(EARLIER.read_text(encoding="utf-8"))
    inner = document
    for each in place[:-1]:
        inner = inner[each]
    inner[place[-1]] = value
    assert faults(document, published) == [said]


def test_a_document_without_its_results_is_refused(published):
    document = json.loads(EARLIER.read_text(encoding="utf-8"))
    del document["results"]
    assert faults(document, published) == [("$", "required")]
