"""Does `audit` of a file or folder propose, tell, keep and audit, and reach nothing else?"""

import gzip
import json
import re
import zipfile

import openpyxl
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pytest
from small import STOPS, write_small
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.findings.store import read_run
from tallystick.load import read_engagement

WEIGHED = "Case ID,Drug,Weight\n" + "".join(f"c{k},cannabis,{k}.5\n" for k in range(60))
ONLY = ("--only", "records.integrity")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The working folder, beside the one that holds the records."""
    (tmp_path / "given").mkdir()
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    return tmp_path / "home"


def audit(*arguments, code=0):
    done = CliRunner().invoke(app, ["audit", *map(str, arguments), *ONLY])
    assert done.exit_code == code, (done.output, done.exception)
    return done


def write_stops(path):
    path.write_text(STOPS, encoding="utf-8")
    return path


def the_run(home):
    (run,) = (home / "runs").iterdir()
    return read_run(run)


def test_a_file_is_proposed_told_kept_and_audited(home):
    done = audit(write_stops(home / "stops.csv"))
    assert re.search(r"incidents +\n +incident_id +Stop ID +\S.* the term", done.stdout)
    assert "Written: stops-engagement.toml" in done.stdout
    assert "Mapping proposed by the program" in done.stdout
    report, seal, move = done.stdout.splitlines()[-3:]
    assert report.startswith("Report: runs/stops-")
    assert move == "Next: tallystick map --confirm stops-engagement.toml"
    read = read_engagement(home / "stops-engagement.toml")
    assert (read.mapping, read.name) == ("proposed", "stops")
    assert read.agency == "the agency of stops.csv"
    told = 'No agency is named: the report says "the agency of stops.csv". Write its name at agency'
    assert f"{told} in stops-engagement.toml" in done.stdout
    assert [each.block.source for each in read.sources] == [("stops.csv",)]
    record = the_run(home)
    assert record.rows == {"incidents": 40}
    assert record.is_proposed
    assert record.parameters["allow_outside"] is False
    assert done.stderr.startswith("looking at stops.csv\n")
    assert seal.startswith("Seal: ")


def test_the_next_move_confirms_and_the_next_audit_names(home):
    audit(write_stops(home / "stops.csv"))
    confirmed = CliRunner().invoke(app, ["map", "--confirm", "--yes", "stops-engagement.toml"])
    assert confirmed.stdout.endswith("Next: tallystick audit stops-engagement.toml\n")
    told = audit("stops-engagement.toml", "--json").stdout
    assert json.loads(told)["mapping"] == "confirmed"


def test_nothing_is_written_over(home):
    write_stops(home / "stops.csv")
    (home / "stops-engagement.toml").write_text("mine")
    (home / "stops-engagement-2.toml").symlink_to("nowhere")
    done = audit("stops.csv")
    assert "Written: stops-engagement-3.toml" in done.stdout
    assert (home / "stops-engagement.toml").read_text() == "mine"
    assert not (home / "nowhere").exists()
    assert (home / "stops.csv").read_text(encoding="utf-8") == STOPS


def test_a_folder_is_read_whole_or_by_its_own_engagement(home):
    given = home / "given"
    write_small(given)
    done = audit("given")
    assert "Small Town Police" in done.stdout
    assert "Mapping proposed" not in done.stdout
    (given / "engagement.toml").unlink()
    assert "Written: given-engagement.toml" in audit(given).stdout
    sources = {
        each.block.source for each in read_engagement(home / "given-engagement.toml").sources
    }
    assert sources == {("given/figures.csv",), ("given/incidents.csv",)}


def as_gz(path):
    path.write_bytes(gzip.compress(STOPS.encode()))


def as_xlsx(path):
    book = openpyxl.Workbook()
    for line in STOPS.splitlines():
        book.active.append(line.split(","))
    book.save(path)


def as_json(path):
    head, *lines = (line.split(",") for line in STOPS.splitlines())
    path.write_text(json.dumps([dict(zip(head, line, strict=True)) for line in lines]))


def as_zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("stops.csv", STOPS)


def as_parquet(path):
    pq.write_table(arrow_csv.read_csv(write_stops(path.with_suffix(".csv"))), path)


@pytest.mark.parametrize(
    ("name", "write"),
    [("stops.csv.gz", as_gz), ("stops.xlsx", as_xlsx), ("stops.json", as_json),
     ("stops.zip", as_zip), ("stops.parquet", as_parquet)],
)  # fmt: skip
def test_every_kind_of_file_is_audited(home, name, write):
    write(home / name)
    audit(name)
    assert the_run(home).rows == {"incidents": 40}
    assert (home / "stops-engagement.toml").exists()


def test_a_file_elsewhere_is_named_from_here_and_it_alone_is_read(home):
    given = home.parent / "given"
    write_stops(given / "stops.csv")
    write_stops(given / "other.csv")
    done = audit("../given/stops.csv")
    assert done.stdout.endswith("map --confirm stops-engagement.toml --allow-outside\n")
    record = the_run(home)
    assert [each.path for each in record.inputs] == ["../given/stops.csv"]
    assert record.parameters["allow_outside"] is True
    refused = audit("stops-engagement.toml", code=2).stderr
    assert "lies outside the engagement's folder" in refused


def test_a_link_is_the_file_that_it_names(home):
    write_stops(home.parent / "given" / "stops.csv")
    (home / "link.csv").symlink_to("../given/stops.csv")
    audit("link.csv")
    assert [each.path for each in the_run(home).inputs] == ["../given/stops.csv"]


def test_a_link_that_leads_out_of_a_folder_is_not_followed(home):
    write_stops(home.parent / "secret.csv")
    given = home.parent / "given"
    write_stops(given / "stops.csv")
    (given / "link.csv").symlink_to("../secret.csv")
    done = audit(given)
    assert "'link.csv' lies outside" in done.stderr
    assert [each.path for each in the_run(home).inputs] == ["../given/stops.csv"]


def test_a_name_that_looks_like_a_pattern_is_that_file_alone(home):
    write_stops(home / "q[1].csv")
    (home / "q1.csv").write_text(STOPS.replace("s", "t"), encoding="utf-8")
    audit("q[1].csv")
    assert [each.path for each in the_run(home).inputs] == ["q[1].csv"]


def test_json_and_quiet_print_what_they_do_elsewhere(home):
    write_stops(home / "stops.csv")
    told = audit("stops.csv", "--json")
    assert json.loads(told.stdout)["mapping"] == "proposed by the program"
    assert "Written: stops-engagement.toml" in told.stderr
    told = audit("stops.csv", "--quiet")
    assert re.fullmatch(r"runs/\S+/report\.html\n", told.stdout)
    assert told.stderr == "Written: stops-engagement-2.toml\n"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.pdf", "%PDF", "neither an engagement file (.toml) nor a kind of file that is read"),
        ("a.csv", "Height,Eyes\n1,blue\n2,brown\n", "no header tells which table a file fills"),
        ("a.csv", WEIGHED, "first settle what stands there as a comment"),
        ("a.csv", "", "a.csv: nothing in it can be read"),
        ("a.csv", "", "say it: tallystick init . --encoding windows-1252"),
        ("none.csv", None, "there is no such file"),
    ],
)
def test_what_cannot_be_audited_is_told_with_the_next_move(home, name, text, words):
    if text is not None:
        (home / name).write_text(text, encoding="utf-8")
    said = audit(name, code=2).stderr
    assert words in said
    assert not (home / "runs").exists()
    asked = said.endswith("Next: tallystick map a-engagement.toml\n")
    assert asked == ("first settle" in words)
    assert (home / "a-engagement.toml").exists() == (asked or "no header" in words)


def test_a_folder_of_nothing_is_told(home):
    (home / "empty").mkdir()
    assert "there is no file of a known kind" in audit("empty", code=2).stderr


def test_a_folder_in_the_way_is_no_file_to_write_over(home):
    write_stops(home / "stops.csv")
    (home / "stops-engagement.toml").mkdir()
    assert "Written: stops-engagement-2.toml" in audit("stops.csv").stdout


def test_masks_leave_no_name_of_a_source_on_the_way(home):
    write_stops(home / "stops.csv")
    done = audit("stops.csv", "--mask")
    assert "looking at a source" in done.stderr
    assert "looking at stops" not in done.stderr


WITH_MORE = "Stop ID,Stop Date,GO NO,PIN\n" + "".join(
    f"s{k},2024-01-{1 + k % 28:02},SJ20{k:04},{9000 + k}\n" for k in [*range(30), 0, 1]
)
MORE = re.compile(r"stops.csv: not used *\n +GO NO +AA999999 *\n +PIN +9999 ")


def test_columns_that_fill_nothing_are_shown_with_first_values_and_equal_rows_once(home):
    """By hand: GO NO and PIN fill nothing, and the last 2 of 32 rows are the first two again."""
    (home / "stops.csv").write_text(WITH_MORE, encoding="utf-8")
    equal = (
        "2 rows looked at equal an earlier row of the file in every cell (stops.csv: 2). Is each "
        "event exported once?\n"
    )
    done = audit("stops.csv")
    assert MORE.search(done.stdout)
    assert done.stdout.count(equal) == 1
    for options in ((), ("--confirm", "--yes")):
        shown = CliRunner().invoke(app, ["map", "stops-engagement.toml", *options]).stdout
        assert MORE.search(shown)
        assert shown.count(equal) == 1
    said = CliRunner().invoke(app, ["init", ".", "--yes"]).stdout
    assert "  not used           GO NO: AA999999\n  not used           PIN: 9999\n" in said
    assert said.count(equal) == 1


def test_what_an_earlier_run_wrote_is_no_export(home):
    """The second audit of a folder reads what the first one read: 40 stops, not 80."""
    write_stops(home / "stops.csv")
    for _ in range(2):
        done = audit(".")
    first = min(path.name for path in (home / "runs").iterdir())
    (line,) = [each for each in done.stderr.splitlines() if "passed over" in each]
    assert line == (
        f"runs/{first}: passed over, since an earlier run of Tallystick wrote it: figures.parquet, "
        "findings.json, leads.json, manifest.json, pages.json, results.parquet, run.json, "
        "threads.json, 2 files of tables"
    )
    for run in (home / "runs").iterdir():
        assert read_run(run).rows == {"incidents": 40}


def test_a_sheet_of_a_sample_and_what_a_killed_run_left_are_no_exports(home):
    write_stops(home / "stops.csv")
    for name in ("sheet.csv", "r.partial/tables/incidents.csv", "part.partial/stops2.csv"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(STOPS.replace("\ns", "\nt"), encoding="utf-8")
    (home / "sheet.plan.json").write_text("{}")
    (home / "r.partial.lock").write_text("")
    done = audit(".")
    assert "sheet.csv: passed over, since it and sheet.plan.json are the sheet" in done.stderr
    assert (
        "r.partial: passed over, since an earlier run of Tallystick wrote it: 1 file of tables\n"
    ) in done.stderr
    read = [line for line in done.stderr.splitlines() if line.startswith("looking at")]
    assert read == ["looking at part.partial/stops2.csv", "looking at stops.csv"]


def test_of_a_folder_the_rest_is_audited_where_a_table_waits(home):
    """By hand: each figure of a month and district stands in two rows that nothing tells apart."""
    write_stops(home / "stops.csv")
    rows = [f"2021,{n},{d},Roubo,{n + m}" for n in range(1, 13) for d in "NS" for m in range(2)]
    head = "Ano,Mês,Município,Tipo de crime,Ocorrências"
    (home / "totals.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    done = audit(".")
    (line,) = [each for each in done.stdout.splitlines() if each.startswith("Left out")]
    assert line.startswith("Left out: totals.csv, reported_figures: 48 of 48 figures have the unit")
    assert the_run(home).rows == {"incidents": 40}
    (home / "stops.csv").unlink()
    alone = audit(".", code=2)
    assert line in alone.stdout
    assert "every table that was matched is left out, for the reason told of it" in alone.stderr


def test_an_export_in_the_folder_of_a_run_is_read(home):
    write_stops(home / "stops.csv")
    audit(".")
    (run,) = (home / "runs").iterdir()
    assert "every file in it was written by an earlier run" in audit(run, code=2).stderr
    (home / "stops.csv").rename(run / "stops.csv")
    done = audit(".")
    assert f"looking at runs/{run.name}/stops.csv\n" in done.stderr
    assert "stops.csv" not in next(e for e in done.stderr.splitlines() if "passed over" in e)
