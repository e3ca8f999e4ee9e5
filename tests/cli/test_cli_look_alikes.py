"""Does a user read of look-alike names before any result, and join them with one key?"""

import json
import re

import pytest
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.load import read_engagement

ENGAGEMENT = """\
[engagement]
name = "Harbour"
agency = "City Police"
time_zone = "UTC"
{more}

[[tables.incidents]]
source = "incidents.csv"
[tables.incidents.columns]
incident_id = "case"
unit_id = "unit"
officer_id = "officer"
occurred_at = "at"

[[tables.reported_figures]]
source = "figures.csv"
[tables.reported_figures.columns]
unit_id = "unit"
metric = {{ constant = "cases" }}
period_start = "from"
period_end = "to"
value = "cases"

[[metrics]]
name = "cases"
table = "incidents"
"""
CLEAN = "Division 3"
SPELLINGS = (
    CLEAN, CLEAN, CLEAN, "Division\u200b 3", "Divi\u00adsion 3", "Divisi\u043en 3", "DIVISION 3",
    "Division  3", "Division\u00a03",
)  # fmt: skip
JOIN = 'join_alike = ["units"]'
MOST = 'units: 1 name in 7 spellings that look alike: counted apart; join_alike = ["units"]'


def export(folder, spellings, more=""):
    folder.mkdir()
    rows = "".join(f"{n},{unit},o{n % 2},2020-01-0{n}\n" for n, unit in enumerate(spellings, 1))
    figures = f"{CLEAN},2020-01-01,2020-01-31,12\nNorth,2020-01-01,2020-01-31,1\n"
    (folder / "incidents.csv").write_text(
        f"case,unit,officer,at\n{rows}n,North,o3,2020-01-11\n", encoding="utf-8"
    )
    (folder / "figures.csv").write_text(f"unit,from,to,cases\n{figures}", encoding="utf-8")
    file = folder / "engagement.toml"
    file.write_text(ENGAGEMENT.format(more=more), encoding="utf-8")
    return file


def audited(file, *options):
    only = ("--only", "figures.recount", "--only", "records.integrity")
    asked = ["audit", str(file), "--out", str(file.parent / "runs"), *only, *options]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, (done.output, done.exception)
    (folder,) = (file.parent / "runs").iterdir()
    return folder, done.stdout


def told(folder):
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))["alike"]


def test_each_spelling_is_told_before_any_result_and_counted_apart(tmp_path):
    folder, said = audited(export(tmp_path / "split", SPELLINGS))
    assert said.index(MOST) < said.index("to explain")
    assert "  'Division 3': 4 records\n" in said
    assert r"'Division\u200b 3': 1 record (9: + U+200B ZERO WIDTH SPACE)" in said
    (names,) = told(folder)
    assert (names["kind"], names["names"], names["records"], names["joined"]) == (
        "units", 7, 10, False,
    )  # fmt: skip
    assert {one["text"]: one["records"] for one in names["spellings"]} == {
        text: SPELLINGS.count(text) + (text == CLEAN) for text in SPELLINGS
    }
    page = (folder / "report.html").read_text(encoding="utf-8")
    front, _, rest = page.partition("</section>")
    sentence = "1 name in the records (units: 1) has several spellings that look alike"
    assert front.index(sentence) < front.index('class="answer"')
    assert '<th scope="row" dir="auto">Division[U+200B] 3</th>' in rest
    assert "7: U+006F LATIN SMALL LETTER O &gt; U+043E CYRILLIC SMALL LETTER O" in rest


def test_joined_results_are_those_of_a_clean_export_byte_for_byte(tmp_path):
    clean, said = audited(export(tmp_path / "clean", [CLEAN] * len(SPELLINGS)))
    assert told(clean) == []
    assert "look alike" not in said
    assert "look alike" not in (clean / "report.html").read_text(encoding="utf-8")
    split, _ = audited(export(tmp_path / "split", SPELLINGS))
    joined, said = audited(export(tmp_path / "joined", SPELLINGS, JOIN))
    assert "joined under the first spelling, as join_alike says" in said
    results = [(folder / "results.parquet").read_bytes() for folder in (clean, joined, split)]
    assert results[0] == results[1] != results[2]
    tables = [(folder / "tables" / "incidents.parquet").read_bytes() for folder in (clean, joined)]
    assert tables[0] == tables[1]
    (names,) = told(joined)
    assert (names["joined"], names["records"], names["spellings"][0]["text"]) == (True, 10, CLEAN)
    run = json.loads((joined / "run.json").read_text(encoding="utf-8"))
    assert run["parameters"]["join_alike"] == ["units"]
    page = (joined / "report.html").read_text(encoding="utf-8")
    assert "They are counted as one name, as the engagement asks" in page


def test_the_report_tells_it_in_russian(tmp_path):
    folder, _ = audited(export(tmp_path / "split", SPELLINGS), "--language", "ru")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "1 название в записях (подразделения: 1) имеет несколько похожих" in page


def test_a_masked_run_gives_counts_and_no_spelling(tmp_path):
    folder, said = audited(export(tmp_path / "split", SPELLINGS), "--mask")
    assert MOST in said
    page = (folder / "masked" / "report.html").read_text(encoding="utf-8")
    assert "has several spellings that look alike" in page
    for text in (said, page):
        assert not re.search("divisi.?n", text, re.IGNORECASE)
        assert "U+200B" not in text


def test_profile_tells_it_first(tmp_path):
    done = CliRunner().invoke(app, ["profile", str(export(tmp_path / "split", SPELLINGS))])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(MOST)


@pytest.mark.parametrize(
    ("answer", "written", "joins"),
    [(None, f"# {JOIN}", ()), ("y", f"\n{JOIN}", ("units",)), ("n", f"# {JOIN}", ())],
)
def test_init_proposes_the_key(tmp_path, monkeypatch, answer, written, joins):
    folder = tmp_path / "split"
    export(folder, SPELLINGS).unlink()
    (folder / "incidents.csv").rename(folder / "cases.csv")
    (folder / "figures.csv").unlink()
    text = (folder / "cases.csv").read_text(encoding="utf-8")
    (folder / "cases.csv").write_text(
        text.replace("case,unit,officer,at", "Case Number,Unit,Officer ID,Date"), encoding="utf-8"
    )
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    asked = ["init", str(folder)] + (["--yes"] if answer is None else [])
    said = None if answer is None else f"City Police\nUTC\n\n{answer}\n"
    done = CliRunner().invoke(app, asked, input=said)
    assert done.exit_code == 0, (done.output, done.exception)
    assert "units: 1 name in spellings that look alike" in done.stdout
    text = (folder / "engagement.toml").read_text(encoding="utf-8")
    assert written in text
    assert "# units: 1 in spellings that look alike, such as 'Division 3'" in text
    assert read_engagement(folder / "engagement.toml").join_alike == joins
