"""Does any number of a person leave an audit that was not asked for numbers?"""

import csv
import json
from contextlib import chdir, closing
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.cli.identification import run_identify
from tallystick.cli.session import Choices, UnusableInputError, run_audit
from tallystick.load import person_codes
from tallystick.load.officer_codes import officer_code
from tallystick.load.person_codes import code_of
from tallystick.load.person_key import read_key

MARK = "ZEUGE"
ENGAGEMENT = """\
[engagement]
name = "Small town"
agency = "Small Town Police"
time_zone = "UTC"
max_set_aside = 1
"""
SOURCES = """
[[tables.incidents]]
source = "incidents.csv"
columns = {incident_id = "case", occurred_at = "day"}
[[tables.involvements]]
source = "involvements.csv"
columns = {incident_id = "case", person_id = "who", role = "role"}
[[tables.persons]]
source = "persons.csv"
columns = {person_id = "who", prior_convictions = "priors"}
"""
# Two broken rules whose case lists hold persons: a person named twice, and one in no register.
FILES = {
    "incidents.csv": "case,day\n1,2020-01-05\n2,2020-01-09\n",
    "involvements.csv": "case,who,role\n1,ZEUGE-1,subject\n2,ZEUGE-2,subject\n2,ZEUGE-3,witness\n",
    "persons.csv": 'who,priors\nZEUGE-1,0\nZEUGE-2,1\nZEUGE-2,2\n"ZEUGE-4\n",3\n',
}
WORD = "correct-horse-battery-staple-correct-horse"


@pytest.fixture
def given(tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content)
    (folder / "engagement.toml").write_text(ENGAGEMENT + SOURCES)
    (tmp_path / "my.key").write_text(WORD + "\n")
    return folder / "engagement.toml"


def audited(engagement, out, **more):
    choices = Choices(engagement, out, 0.05, ("records.integrity",), "bh", False, True, **more)
    assert run_audit(choices) == 2
    (folder,) = out.iterdir()
    return folder


def holding(folder: Path, text: str) -> set[str]:
    """The files of a run in which a text stands, those of Parquet read as tables."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        and text in (str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet"
                     else path.read_text(encoding="utf-8"))
    }  # fmt: skip


def run_again(folder, query, before=""):
    """The rows that the query of a case list gives in a DuckDB of its own, in the run's folder."""
    with chdir(folder), closing(duckdb.connect()) as connection:
        for each in (before + query).split(";\n"):
            if each.strip():
                connection.execute(each)
        return str(connection.fetchall())


def test_no_number_and_no_key_is_in_the_folder_of_a_run(given, tmp_path, capsys):
    folder = audited(given, tmp_path / "runs", key=tmp_path / "my.key")
    key = read_key(tmp_path / "my.key")
    assert holding(folder, MARK) == holding(folder, WORD) == holding(folder, key.secret) == set()
    assert MARK not in "".join(capsys.readouterr())
    two, three = code_of("ZEUGE-2", key), code_of("ZEUGE-3", key)
    assert {"tables/persons.parquet", "tables/involvements.parquet"} <= holding(folder, two)
    assert {path for path in holding(folder, three) if path.endswith(".csv")}
    run = json.loads((folder / "run.json").read_text())
    assert run["parameters"]["persons"] == {
        "shown_by": "codes", "key_fingerprint": key.fingerprint,
    }  # fmt: skip
    assert key.fingerprint in (folder / "report.html").read_text()
    for path in (folder / "evidence").glob("*.sql"):
        assert (
            code_of("ZEUGE-2", key) in (said := run_again(folder, path.read_text()))
            or three in said
        )


def test_the_same_key_gives_the_same_run_and_another_other_codes(given, tmp_path):
    (tmp_path / "other.key").write_text("o" * 40)
    first, again, other = (
        audited(given, tmp_path / name, key=tmp_path / key)
        for name, key in (("a", "my.key"), ("b", "my.key"), ("c", "other.key"))
    )
    for name in ("results.parquet", "findings.json", "evidence/F-01.csv"):
        assert (first / name).read_bytes() == (again / name).read_bytes()
    assert (first / "results.parquet").read_bytes() == (other / "results.parquet").read_bytes()
    assert (first / "evidence/F-01.csv").read_bytes() != (other / "evidence/F-01.csv").read_bytes()


def test_without_a_key_the_users_own_is_made_and_kept(given, tmp_path, own_config):
    audited(given, tmp_path / "a")
    kept = (own_config / "tallystick" / "person.key").read_bytes()
    run = json.loads((audited(given, tmp_path / "b") / "run.json").read_text())
    assert (own_config / "tallystick" / "person.key").read_bytes() == kept
    fingerprint = read_key(own_config / "tallystick" / "person.key").fingerprint
    assert run["parameters"]["persons"]["key_fingerprint"] == fingerprint


def test_numbers_are_shown_to_who_asks_and_the_run_says_so(given, tmp_path, capsys):
    folder = audited(given, tmp_path / "runs", identify=True)
    assert "Persons are shown by their numbers" in capsys.readouterr().out
    assert {"tables/persons.parquet", "evidence/F-01.csv"} <= holding(folder, MARK)
    run = json.loads((folder / "run.json").read_text())
    assert run["parameters"]["persons"] == {"shown_by": "numbers"}
    assert "as was asked for with --identify" in (folder / "report.html").read_text()
    with pytest.raises(UnusableInputError, match="give one of the two"):
        audited(given, tmp_path / "both", identify=True, key=tmp_path / "my.key")


def test_a_code_leads_back_to_the_number_for_who_holds_key_and_records(given, tmp_path, capsys):
    key = tmp_path / "my.key"
    code = code_of("ZEUGE-3", read_key(key))
    assert run_identify(given, [code, "p00"], key, False) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{code}\tZEUGE-3"
    assert said[1].startswith("p00\tnobody in these records has it by the key ")
    (tmp_path / "other.key").write_text("o" * 40)
    assert run_identify(given, [code], tmp_path / "other.key", False) == 1
    assert MARK not in capsys.readouterr().out
    with pytest.raises(UnusableInputError, match="no such file"):
        run_identify(given, [code], tmp_path / "none.key", False)


def test_the_command_tells_the_number_behind_a_code(given, tmp_path):
    code = code_of("ZEUGE-3", read_key(tmp_path / "my.key"))
    asked = ["identify", str(given), code, "--key", str(tmp_path / "my.key")]
    done = CliRunner().invoke(app, asked)
    assert (done.exit_code, done.stdout) == (0, f"{code}\tZEUGE-3\n")


def test_ready_made_tables_give_the_same_codes_and_their_queries_hold_no_secret(given, tmp_path):
    numbers = audited(given, tmp_path / "n", identify=True)
    (tmp_path / "lake").mkdir()
    (numbers / "tables").rename(tmp_path / "lake" / "tables")
    ready = tmp_path / "lake" / "engagement.toml"
    ready.write_text(f'{ENGAGEMENT}person_key = "../my.key"\n[engine]\ntables = "tables"\n')
    folder = audited(ready, tmp_path / "b")
    key = read_key(tmp_path / "my.key")
    assert holding(folder, MARK) == holding(folder, WORD) == holding(folder, key.secret) == set()
    assert code_of("ZEUGE-3", key) in (folder / "evidence/F-01.csv").read_text()
    query = (folder / "evidence" / "F-01.sql").read_text()
    told = [line[3:] for line in query.splitlines() if line.startswith("--   ")]
    before = "\n".join(told).replace("/path/to/person.key", str(tmp_path / "my.key"))
    assert before.lstrip().startswith("CREATE TEMP MACRO")
    rows = duckdb.sql(f"FROM read_parquet('{folder}/evidence/F-01.parquet')").fetchall()
    assert str(rows) == run_again(folder, query, before + "\n")


def test_nobody_is_asked_for_a_key_where_no_person_is_given(given, tmp_path):
    text = ENGAGEMENT + 'person_key = "none.key"\n' + SOURCES.partition("[[tables.involve")[0]
    given.write_text(text)
    choices = Choices(given, tmp_path / "runs", 0.05, ("records.integrity",), "bh", False, True)
    assert run_audit(choices) == 0
    (folder,) = (tmp_path / "runs").iterdir()
    run = json.loads((folder / "run.json").read_text())
    assert run["parameters"]["persons"] == {"shown_by": "none given"}
    del run["engagement_file"]
    assert person_codes.NAME not in json.dumps(run)


BADGES = """
[[tables.incidents]]
source = "incidents.csv"
columns = {incident_id = "case", badge = "badge", occurred_at = "day"}
[[tables.postings]]
source = "postings.csv"
columns = {officer_id = "who", unit_id = "unit", badge = "badge"}
"""
POSTINGS = "who,unit,badge\nann,N,10\nbob,N,20\n=cay,S,20\n"


def with_badges(given, *badges):
    rows = "".join(f"{n},{badge},2020-01-0{n}\n" for n, badge in enumerate(badges, start=1))
    (given.parent / "incidents.csv").write_text(f"case,badge,day\n{rows}")
    (given.parent / "postings.csv").write_text(POSTINGS)
    given.write_text(ENGAGEMENT + BADGES)
    return Choices(given, given.parent.parent / "runs", 0.05, ("records.integrity",), "bh",
                   False, True)  # fmt: skip


def test_what_a_badge_leaves_open_is_listed_for_a_clerk(given, tmp_path, capsys, own_config):
    key = own_config / "tallystick" / "person.key"
    run_audit(with_badges(given, "10", "20", "=1+1"))
    (folder,) = (tmp_path / "runs").iterdir()
    run = json.loads((folder / "run.json").read_text())
    assert run["links"] == {"settled": 1, "unsettled": 2, "sheet": "review/badges.csv"}
    said = "2 records can name no officer until a clerk has looked: review/badges.csv"
    assert said in capsys.readouterr().out
    with (folder / "review" / "badges.csv").open(newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["record"], first["named"], first["day"]) == ("2", "20", "2020-01-02")
    bob, cay = (officer_code(each, read_key(key)) for each in ("bob", "=cay"))
    told = sorted([f"{bob} (N, undated)", f"{cay} (S, undated)"])
    assert first["candidates"] == "; ".join(told)
    assert (second["named"], second["source_row"]) == ("'=1+1", "4")
    assert first["officer_id"] == first["settled_by"] == first["remark"] == ""
    rows = pq.read_table(folder / "review" / "badges.parquet").to_pylist()
    assert [row["named"] for row in rows] == ["20", "=1+1"]
    report = (folder / "report.html").read_text()
    assert "2 records name an officer in a way that fits none or several" in report
    assert "1 record named its officer by a badge" in report
    cases = pq.read_table(folder / "tables" / "incidents.parquet")["officer_id"].to_pylist()
    assert cases == [officer_code("ann", read_key(key)), None, None]
    assert run_identify(given, [bob], None, False) == 0
    assert capsys.readouterr().out == f"{bob}\tbob\n"


def test_where_every_badge_is_settled_there_is_no_sheet(given, tmp_path, capsys):
    run_audit(with_badges(given, "10", "10"))
    (folder,) = (tmp_path / "runs").iterdir()
    assert not (folder / "review").exists()
    run = json.loads((folder / "run.json").read_text())
    assert run["links"] == {"settled": 2, "unsettled": 0, "sheet": None}
    assert "clerk" not in capsys.readouterr().out
