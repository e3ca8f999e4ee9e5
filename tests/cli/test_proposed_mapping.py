"""Is no officer named in anything that shows a run, until a person has confirmed the mapping?"""

import csv
import json
import re
from datetime import datetime, timedelta

import pytest
from reading import read
from texts_of_exports import everything
from typer.testing import CliRunner

import tallystick as ts
from tallystick.cli import app
from tallystick.findings.store import read_findings
from tallystick.report.exports.formats import FORMATS

# Words that stand nowhere else, so that any trace of one is a name.
OFFICERS = [f"Qzv{letter}" for letter in "bcdfghjklmnpqrstvwxyaeio"]
FAST = OFFICERS[0]
START = datetime(2024, 1, 1, 8, 3)
KEYS = 'name = "Stops"\nagency = "City Police"\ntime_zone = "UTC"\n'
ENGAGEMENT = """\
[engagement]
{keys}
[[tables.incidents]]
source = "stops.csv"
[tables.incidents.columns]
incident_id = "Stop ID"
occurred_at = "Stopped at"
officer_id = "Officer ID"
unit_id = "Squad"
"""


def write_stops(folder, squads=("North", "South")):
    """Forty stops of each officer; of one alone every second is two minutes after the first."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "stops.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("Stop ID", "Stopped at", "Officer ID", "Squad"))
        for place, officer in enumerate(OFFICERS):
            for k in range(80):
                gap = 2 if officer == FAST else 47
                at = START + timedelta(days=k // 2, minutes=11 * place + gap * (k % 2))
                rows.writerow((f"s{place}-{k}", at.isoformat(" "), officer, squads[place % 2]))
    return path


def said(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done


def audited(folder, keys, *more, **changes):
    write_stops(folder / "given", **changes)
    path = folder / "given" / "engagement.toml"
    path.write_text(ENGAGEMENT.format(keys=KEYS + keys), encoding="utf-8")
    done = said("audit", path, "--out", folder / "runs", "--identify",
                "--only", "records.impossible_activity", *more)  # fmt: skip
    (run,) = (folder / "runs").iterdir()
    return run, done


def named_in(text):
    return {each for each in OFFICERS if each.casefold() in text.casefold()}


def forms(run, out):
    kinds = [each for kind in FORMATS for each in ("--format", kind)]
    said("report", run, *kinds, "--units", "all", "--out", out)
    return {path.name: everything(path) for path in out.iterdir()}


@pytest.fixture(scope="module")
def proposed(tmp_path_factory):
    return audited(tmp_path_factory.mktemp("proposed"), 'mapping = "proposed"\n')


@pytest.fixture(scope="module")
def confirmed(tmp_path_factory):
    return audited(tmp_path_factory.mktemp("confirmed"), 'mapping = "confirmed"\n')


def test_the_same_records_name_an_officer_where_a_person_confirmed_the_mapping(
    proposed, confirmed, tmp_path
):
    run, done = confirmed
    (found,) = read_findings(run)
    assert (found.subject_kind, found.subject) == ("officer", FAST)
    shown = ("report", "findings", "results")
    told = [text for name, text in forms(run, tmp_path).items() if name.startswith(shown)]
    for text in (done.stdout, *told):
        assert FAST in named_in(text)
        assert "mapping proposed" not in text.casefold()
    assert named_in(everything(run / "report.html")) >= {FAST}
    assert [each.subject for each in read_findings(proposed[0])] == [FAST]


def test_no_form_and_no_line_names_an_officer_while_the_mapping_is_proposed(proposed, tmp_path):
    run, done = proposed
    assert named_in(done.stdout + done.stderr) == set()
    assert re.search(r"F-01  Officer \d+: more stops", done.stdout)
    assert "Mapping proposed by the program" in done.stdout
    assert "map --confirm" in done.stdout
    told = forms(run, tmp_path)
    assert {name: named_in(text) for name, text in told.items() if named_in(text)} == {}
    for name in ("report.html", "report.md"):
        assert "Mapping proposed by the program." in told[name]
    for name in ("run.csv", "run.parquet", "report.xlsx", "document.json"):
        assert "proposed by the program" in told[name]
    # Units are named, since the reader must find the records.
    assert "North" in told["results.csv"]
    for name in ("report.html", "run.json"):
        assert named_in(everything(run / name)) == set()
    assert json.loads((run / "run.json").read_text())["mapping"] == "proposed by the program"


def test_the_page_says_first_that_nobody_confirmed_and_leads_to_no_case_list(proposed):
    page = read((proposed[0] / "report.html").read_text(encoding="utf-8"))
    status = next(each for each in page.all("p") if each["class"] == "status")
    assert status.text().startswith("Mapping proposed by the program. Draft for City Police")
    assert "Names of units" not in status.text()
    assert [each["href"] for each in page.all("a") if not each["href"].startswith("#")] == []


def test_json_comparison_language_and_python_name_no_officer_either(proposed, confirmed, tmp_path):
    told = audited(tmp_path, 'mapping = "proposed"\n', "--json")[1].stdout
    assert json.loads(told)["mapping"] == "proposed by the program"
    compared = said("compare", proposed[0], proposed[0]).stdout
    said("report", proposed[0], "--language", "ru", "--out", tmp_path)
    russian = everything(tmp_path / "report.html")
    assert "Соответствие столбцов предложено программой." in russian
    sheet = tmp_path / "sheet.csv"
    asked = ("--finding", "F-01", "--seed", 1, "--size", 5)
    drawn = said("sample", "draw", proposed[0], *asked, "--out", sheet).stdout
    run = ts.open_run(proposed[0])
    seen = [
        told,
        compared,
        drawn,
        russian,
        str(list(run.findings)),
        str(list(run.results)),
        run._repr_html_(),
    ]
    assert set().union(*map(named_in, seen)) == set()
    assert FAST in str(list(ts.open_run(confirmed[0]).findings))


def test_codes_of_officers_wear_masks_as_their_numbers_do(proposed, tmp_path):
    engagement = proposed[0].parents[1] / "given" / "engagement.toml"
    done = said("audit", engagement, "--out", tmp_path / "runs", "--only",
                "records.impossible_activity")  # fmt: skip
    (run,) = (tmp_path / "runs").iterdir()
    (found,) = read_findings(run)
    assert re.fullmatch("o[0-9a-f]{12}", found.subject)
    shown = [done.stdout, *forms(run, tmp_path / "out").values()]
    assert [text for text in shown if found.subject in text] == []


def test_a_unit_that_is_called_as_an_officer_is_masked_with_the_officer(tmp_path):
    run, _ = audited(tmp_path, 'mapping = "proposed"\n', squads=(OFFICERS[3], "South"))
    told = forms(run, tmp_path / "out")
    assert {name: named_in(text) for name, text in told.items() if named_in(text)} == {}
    assert "South" in told["results.csv"]


def test_the_flag_masks_units_too(tmp_path):
    run, done = audited(tmp_path, 'mapping = "proposed"\n', "--mask")
    page = everything(run / "masked" / "report.html")
    assert not (run / "report.html").exists()
    assert "Mapping proposed by the program." in page
    assert "Names of units and officers are masked" in page
    assert "North" not in page + done.stdout


def test_a_mapping_is_one_of_two_words(tmp_path):
    write_stops(tmp_path)
    path = tmp_path / "engagement.toml"
    path.write_text(ENGAGEMENT.format(keys=KEYS + 'mapping = "guessed"\n'), encoding="utf-8")
    message = said("audit", path, code=2).stderr
    assert "engagement.mapping: read 'guessed'" in message
    assert "proposed" in message
