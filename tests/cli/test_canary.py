"""Does a name planted in an export come out of it, but where docs/identity.md says that it may?"""

import json
import os
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from canaries import Canaries, write
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.report.exports.formats import FORMATS

# What may stand where: kinds of words by the start of a file's path in the run folder.
NAMED = {"unit", "path"}
EXCEPTIONS = {
    "tables/": {"badge", "text", *NAMED},
    "review/badges.": {"badge", *NAMED},
}
FORMS = [each for kind in FORMATS for each in ("--format", kind)]


def said(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done


@pytest.fixture(scope="module")
def a():
    return Canaries()


@pytest.fixture(scope="module")
def given(a, tmp_path_factory):
    return write(tmp_path_factory.mktemp("canary") / "given", a)


@pytest.fixture(scope="module")
def run(given):
    """The folder of a run, and all that it printed."""
    done = said("audit", given, "--out", given.parent / "runs", "--allow-exclusions")
    (folder,) = (given.parent / "runs").iterdir()
    return folder, done.output + done.stderr


def beyond(held, exceptions=EXCEPTIONS, everywhere=NAMED):
    """The words that stand in a file and may not."""
    told = {}
    for name, kinds in held.items():
        may = next((each for start, each in exceptions.items() if name.startswith(start)), set())
        if kinds - may - everywhere:
            told[name] = kinds - may - everywhere
    return told


def test_every_kind_of_word_is_planted_and_the_search_finds_those_that_may_be_seen(a, run):
    folder, printed = run
    held = a.in_folder(folder)
    assert set(a.kinds.values()) == {
        "unit", "officer", "badge", "person", "holder", "shifted", "former", "text", "path",
    }  # fmt: skip
    assert held["run.json"] >= {"path"}
    assert held["findings.json"] == {"unit"}
    assert held["tables/narratives.parquet"] >= {"text"}
    assert held["review/badges.csv"] >= {"badge"}
    assert "path" in a.in_text(printed)
    assert len(list((folder / "evidence").glob("*.sql"))) >= 12


def test_a_run_holds_no_name_but_in_the_named_exceptions(a, run):
    folder, printed = run
    assert beyond(a.in_folder(folder)) == {}
    assert a.in_text(printed) - NAMED == set()


def test_what_is_kept_for_later_audits_holds_no_name(a, run):
    """Not of a unit either, nor a path: queries are kept without their texts."""
    caches = Path(os.environ["XDG_CACHE_HOME"]) / "tallystick"
    assert len([*caches.rglob("*")]) > 100
    assert a.in_folder(caches) == {}


def test_no_form_of_a_report_holds_a_name(a, run, tmp_path):
    done = said("report", run[0], *FORMS, "--units", "all", "--out", tmp_path / "out")
    held = a.in_folder(tmp_path / "out")
    assert len(held) >= 10
    assert beyond(held, {}) == {}
    assert a.in_text(done.output + done.stderr) - NAMED == set()


def test_with_masks_neither_units_nor_files_are_named_either(a, run, tmp_path):
    done = said("report", run[0], "--mask", *FORMS, "--units", "all", "--out", tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) >= 10
    assert a.in_folder(tmp_path / "out") == {}
    assert a.in_text(done.output + done.stderr) == set()
    for more in ((), ("--json",)):
        done = said("compare", run[0], run[0], "--mask", *more)
        assert a.in_text(done.output + done.stderr) == set()
        done = said("compare", run[0], run[0], *more)
        assert a.in_text(done.output + done.stderr) - NAMED == set()


def test_an_audit_with_masks_prints_no_name(a, given, tmp_path):
    done = said(
        "audit",
        given,
        "--out",
        tmp_path / "runs",
        "--allow-exclusions",
        "--mask",
        "--only",
        "records.integrity",
        "--only",
        "figures.recount",
        "--only",
        "exhibits.custody",
    )
    (folder,) = (tmp_path / "runs").iterdir()
    assert a.in_folder(folder / "masked") == {}
    assert a.in_text(done.output + done.stderr) == set()
    assert beyond(a.in_folder(folder)) == {}


@pytest.mark.slow  # It asks what every check could see.
def test_a_profile_prints_no_name(a, given):
    done = said("profile", given)
    assert a.in_text(done.output + done.stderr) - NAMED == set()


def test_no_other_command_prints_a_name(a, given):
    (folder,) = given.parent.glob("of *")
    made = given.parent / "proposed.toml"
    init = said("init", folder, "--yes", "--out", made)
    assert a.in_text(init.output + init.stderr) - NAMED == set()
    assert a.in_file(made) - NAMED == set()
    other = said("identify", given, "o0123456789ab", "p01234567890123456789", code=2)
    assert a.in_text(other.output + other.stderr) == set()


def test_a_sheet_for_coders_holds_the_text_that_they_are_to_read(a, run, tmp_path):
    drawn = said("sample", "draw", run[0], "--table", "narratives", "--seed", 1, "--size", 5,
                 "--out", tmp_path / "sheet.csv")  # fmt: skip
    assert a.in_text(drawn.output + drawn.stderr) - NAMED == set()
    assert beyond(a.in_folder(tmp_path), {"sheet.csv": {"text"}}) == {}


def test_a_code_of_an_officer_leads_back_for_who_holds_the_key(a, given, run):
    names = pq.read_table(run[0] / "tables" / "names.parquet").to_pylist()
    codes = [each["name"] for each in names if re.fullmatch(r"o[0-9a-f]{12}", each["name"])]
    told = said("identify", given, codes[0], codes[-1]).output.splitlines()
    for code in (codes[0], codes[-1]):
        (line,) = [each for each in told if code in each]
        assert a.in_text(line) in ({"officer"}, {"holder"})


REFUSED = {
    "an open quote": ("case,at\n1,2024-01-05\n2,\"{0}\n3,2024-01-05\n", "at"),
    "no header": ("{0},2024-01-05\n{0},2024-01-06\n", "at"),
    "no date": ("case,at\n{0},{0}\n2,{0}\n", "at"),
    "no column": ("case,day\n{0},2024-01-05\n", "at"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_a_refusal_quotes_no_cell(fault, tmp_path):
    own = Canaries()
    text, column = REFUSED[fault]
    (tmp_path / "i.csv").write_text(text.format(own("shifted")))
    (tmp_path / "engagement.toml").write_text(
        '[engagement]\nname = "x"\nagency = "x"\ntime_zone = "UTC"\n[[tables.incidents]]\n'
        f'source = "i.csv"\ncolumns = {{incident_id = "case", occurred_at = "{column}"}}\n'
    )
    done = said("audit", tmp_path / "engagement.toml", "--out", tmp_path / "runs", code=2)
    assert "i.csv" in done.stderr
    assert own.in_text(done.output + done.stderr) == set()


def test_ready_made_tables_are_told_of_as_little(a, given, tmp_path):
    plain = tmp_path / "plain"
    said("audit", given, "--out", plain, "--allow-exclusions", "--identify", "--only",
         "records.integrity")  # fmt: skip
    (folder,) = plain.iterdir()
    assert {"person", "officer"} <= a.in_file(
        folder / "tables" / "involvements.parquet"
    ) | a.in_file(folder / "tables" / "incidents.parquet")
    lake = tmp_path / "lake"
    lake.mkdir()
    (folder / "tables").rename(lake / "tables")
    (lake / "engagement.toml").write_text(
        '[engagement]\nname = "x"\nagency = "x"\ntime_zone = "UTC"\n[engine]\ntables = "tables"\n'
    )
    done = said("audit", lake / "engagement.toml", "--out", lake / "runs", "--only",
                "records.integrity")  # fmt: skip
    (made,) = (lake / "runs").iterdir()
    assert beyond(a.in_folder(made)) == {}
    assert a.in_text(done.output + done.stderr) - NAMED == set()
    assert json.loads((made / "run.json").read_text())["notes"][-1].startswith(
        "what names officers"
    )
