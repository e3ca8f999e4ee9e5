"""Is each fault of a file of replies told with its entry and the next move, before all writing?"""

import json

import pytest
from test_formats import finding, result, run
from typer.testing import CliRunner

from tallystick.cli import app

GOOD = """\
[[reply]]
finding = "F-01"
by = "Unit A"
on = 2026-03-02
text = "Ours."
"""


def said(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code == 0 else done.stderr


@pytest.fixture
def folder(tmp_path):
    results = [result(each) for each in "ABC"]
    found = [finding(each, number) for number, each in enumerate(results, 1)]
    return run(tmp_path / "run", results, found)


@pytest.fixture
def asked(folder, tmp_path):
    """Write a file of replies, ask for the report with it, and return what is said."""

    def ask(text, *more, code=0):
        path = tmp_path / "REPLIES.toml"
        path.write_text(text, encoding="utf-8")
        return said("report", folder, "--replies", path, *more, code=code)

    return ask


# A second entry with one fault, and the message: place, what was read, the rule, the next move.
FAULTS = {
    "an unknown finding": (
        ('"F-01"', '"F-1"'),
        "finding: read 'F-1'; this run has no such finding; did you mean 'F-01'",
    ),
    "a finding like no other": (
        ('"F-01"', '"Q"'),
        "finding: read 'Q'; this run has no such finding; write one of 'F-01', 'F-02', 'F-03'",
    ),
    "no finding": (('finding = "F-01"\n', ""), 'finding: it is missing; write finding = "F-01"'),
    "nobody": (('"Unit A"', '"  "'), "by: read '  '; it must not be empty; write by = "),
    "no text": (('"Ours."', '""'), "text: read ''; it must not be empty; write text = "),
    "a day in quotes": (
        ("2026-03-02", '"2026-03-02"'),
        "on: read '2026-03-02'; it must be a day such as 2019-01-31, without quotes or a time; "
        "write on = 2026-03-02",
    ),
    "a day with a time": (
        ("2026-03-02", "2026-03-02T10:00:00"),
        "on: read 2026-03-02 10:00:00; it must be a day such as 2019-01-31, without quotes",
    ),
    "an unknown key": (
        ('by = "Unit A"', 'by = "Unit A"\ndispostion = "open"'),
        "dispostion: there is no such key; did you mean 'disposition'?",
    ),
    "an unknown disposition": (
        ('by = "Unit A"', 'by = "Unit A"\ndisposition = "closed"'),
        "disposition: read 'closed'; it must be one of 'explained', 'corrected', 'referred' or "
        "'open'; write disposition = ",
    ),
    "checked before it was given": (
        ("on = 2026-03-02", "on = 2026-03-02\nchecked_on = 2026-03-01"),
        "checked_on: read 2026-03-01; it lies before on = 2026-03-02; correct one of the two days",
    ),
    "a number for a name": (("\"Unit A\"", "7"), "by: read 7; it must be text in quotes; write"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_with_its_entry_and_nothing_is_written(name, asked, folder):
    (old, new), words = FAULTS[name]
    assert GOOD.count(old) == 1
    told = asked(GOOD + GOOD.replace(old, new), code=2)
    assert told.startswith(f"REPLIES.toml: reply (no. 2).{words}")
    assert told.count("\n") == 1
    assert not (folder / "report.html").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "REPLIES.toml: reply: there is none; write [[reply]] with finding, by, on and text"),
        (GOOD.replace("reply", "replies"),
         "REPLIES.toml: 'replies': there is no such table; did you mean 'reply'?"),
        (GOOD.replace("-02", "-32"), "REPLIES.toml: it is not valid TOML: "),
        ("reply = 3", "REPLIES.toml: reply: read 3; write [[reply]] and its keys below it"),
        ('reply = ["x"]', "REPLIES.toml: reply: read 'x'; it must be a table of keys and values"),
        (GOOD.replace("Ours.", r"a\u0000b"), "REPLIES.toml: reply.text: read 'a\\x00b'; text"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_replies_is_refused(text, words, asked):
    assert words in asked(text, code=2)


def test_every_fault_is_told_at_once(asked):
    told = asked(GOOD.replace("F-01", "x") + GOOD.replace("2026-03-02", "7"), code=2)
    assert [each.split(":")[1] for each in told.splitlines()] == [
        " reply (no. 1).finding", " reply (no. 2).on",
    ]  # fmt: skip


def test_a_file_that_is_not_there_is_told_with_those_that_are(folder, tmp_path):
    (tmp_path / "REPLIES.toml").write_text(GOOD)
    told = said("report", folder, "--replies", tmp_path / "REPLISE.toml", code=2)
    assert "there is no such file; did you mean 'REPLIES.toml'?" in told


def test_the_run_folder_is_not_altered_and_forms_have_the_replies(asked, folder, tmp_path):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    out = tmp_path / "out"
    forms = [each for kind in ("html", "json", "csv", "md") for each in ("--format", kind)]
    told = asked(GOOD, *forms, "--out", out)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert f"Written: {out / 'replies.csv'}" in told
    assert json.loads((out / "document.json").read_text())["replies"][0]["text"] == "Ours."
    assert "Responses received for 1 of 3 findings" in (out / "report.html").read_text()
    assert "> Ours." in (out / "report.md").read_text()
    said("report", folder, "--format", "json", "--format", "csv", "--out", tmp_path / "plain")
    assert json.loads((tmp_path / "plain" / "document.json").read_text())["replies"] == []
    assert not (tmp_path / "plain" / "replies.csv").exists()
