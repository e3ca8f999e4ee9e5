"""Does one flag mask units and officers in every form of a run, and nothing give them away?"""

import csv
import json
import re
import shutil

import pytest
from reading import read
from texts_of_exports import everything
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.findings.store import read_findings
from tallystick.report.exports.formats import FORMATS
from tallystick.seal.verify import PAGES

# Names that can be told from words, so that any trace of one is a name that was left.
UNITS = ("North 41", "North 411", "Südwache 7", "<b>Block 9</b>", '=HYPERLINK("x9")')
OFFICERS = ("QX-1", "QX-11", "O'N 3")
# Names that are words and numbers of sentences.
WORDS = ("1", "a", "the", "records", "unit")
ENGAGEMENT = """\
[engagement]
name = "NAME"
agency = "City Police"
time_zone = "UTC"

[[tables.incidents]]
source = "North 41/incidents.csv"
[tables.incidents.columns]
incident_id = "case"
unit_id = "unit"
officer_id = "officer"
occurred_at = "at"
recorded_at = "entered"

[[tables.officers]]
source = "officers.csv"
[tables.officers.columns]
officer_id = "officer"

[[tables.reported_figures]]
source = "figures.csv"
[tables.reported_figures.columns]
unit_id = "unit"
metric = { constant = "cases" }
period_start = "from"
period_end = "to"
value = "cases"

[[metrics]]
name = "cases"
table = "incidents"
"""


def rows_of(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def engagement(folder, units=UNITS, name="A review"):
    """Two cases of each unit in January, of which three were published, and one entered before."""
    (folder / "North 41").mkdir(parents=True)
    path = folder / "engagement.toml"
    path.write_text(ENGAGEMENT.replace("NAME", name), encoding="utf-8")
    cases, figures = [("case", "unit", "officer", "at", "entered")], [("unit", "from", "to",
                                                                        "cases")]  # fmt: skip
    for place, unit in enumerate(units):
        for number in (1, 2):
            entered = "2023-12-31" if number == 1 else "2024-01-09"
            officer = OFFICERS[place % len(OFFICERS)]
            cases.append((f"{unit}-{place}{number}", unit, officer, "2024-01-05", entered))
        figures.append((unit, "2024-01-01", "2024-01-31", "3"))
    # A cell in the wrong column is quoted as an example of what was set aside.
    cases.append(("x", units[0], OFFICERS[0], units[0], ""))
    rows_of(folder / "North 41" / "incidents.csv", cases)
    rows_of(folder / "figures.csv", figures)
    rows_of(folder / "officers.csv", [("officer",), *((each,) for each in OFFICERS)])
    return path


def said(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done


def audited(folder, *more, **changes):
    path = engagement(folder / "given", **changes)
    done = said("audit", path, "--out", folder / "runs", "--only", "figures.recount", "--only",
                "records.integrity", "--allow-exclusions", *more)  # fmt: skip
    (run,) = (folder / "runs").iterdir()
    return run, done


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return audited(tmp_path_factory.mktemp("mask"))[0]


def left(text, names=(*UNITS, *OFFICERS)):
    """Which names stand in a text, in whatever way a form has escaped them."""
    words = [re.findall(r"[^\W_]+", each.casefold()) for each in names]
    held = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    return {name for name, own in zip(names, words, strict=True)
            if re.search(rf"(?<!\S){re.escape(' '.join(own))}(?!\S)", held)}  # fmt: skip


def forms(run, out, *more):
    kinds = [each for kind in FORMATS for each in ("--format", kind)]
    said("report", run, *kinds, "--units", "all", "--out", out, *more)
    return {path.name: everything(path) for path in out.iterdir()}


def test_no_form_holds_a_name_with_the_flag_and_each_does_without(run, tmp_path):
    shown, hidden = forms(run, tmp_path / "shown"), forms(run, tmp_path / "hidden", "--mask")
    assert shown.keys() == hidden.keys()
    assert len(hidden) == 4 + 2 * 6
    assert {name: left(text) for name, text in hidden.items() if left(text)} == {}
    for name, text in shown.items():
        if name.startswith("exclusions"):
            assert left(text) == {"North 41"}, name
        elif not name.startswith(("explanations", "run.")):
            assert left(text) >= {"North 41", "North 411", "Südwache 7"}, name
    # Officers stand in case lists, which a page and a workbook show.
    for name in ("report.html", "report.xlsx"):
        assert left(shown[name]) >= {"QX-1", "QX-11"}, name
        assert "Officer 2" in hidden[name]


def test_a_unit_wears_one_mask_in_all_forms(run, tmp_path):
    key = tmp_path / "key.csv"
    hidden = forms(run, tmp_path / "hidden", "--mask", "--mask-key", key)
    with key.open(encoding="utf-8-sig", newline="") as file:
        masks = {row["name"].removeprefix("'"): row["mask"] for row in csv.DictReader(file)
                 if row["kind"] == "unit"}  # fmt: skip
    assert set(masks) == set(UNITS)
    true = {each.id: each for each in read_findings(run)}
    told = json.loads(hidden["document.json"])
    for each in told["findings"]:
        if each["subject_kind"] == "unit":
            mask = masks[true[each["id"]].subject]
            assert each["subject"] == mask
            assert each["title"] == f"Reported cases differ from the records of {mask}"
            assert each["title"] in hidden["report.html"]
            assert each["title"] in hidden["report.md"]
    assert {each["unit_id"] for each in told["figures"]} == set(masks.values())
    paths = {each["path"] for each in told["run"]["inputs"] + told["run"]["exclusions"]}
    assert paths == {"Source 1", "Source 2", "Source 3"}
    assert sum(each["subject_kind"] == "unit" for each in told["findings"]) == 5


def test_the_list_of_masks_is_for_its_owner_and_runs_nothing(run, tmp_path):
    key = tmp_path / "key.csv"
    said("report", run, "--mask", "--mask-key", key, "--out", tmp_path / "out")
    assert key.stat().st_mode & 0o777 == 0o600
    text = key.read_text(encoding="utf-8-sig")
    assert text.startswith("kind,mask,name\n")
    assert '"\'=HYPERLINK(""x9"")"' in text
    again = said("report", run, "--mask", "--mask-key", key, code=2).stderr
    assert "it is there already" in again
    for inside in (run / "key.csv", tmp_path / "out" / "key.csv"):
        refused = said("report", run, "--mask", "--mask-key", inside, "--out", tmp_path / "out",
                       code=2).stderr  # fmt: skip
        assert "apart from what is handed on" in refused
        assert not inside.exists()
    assert "give --mask too" in said("report", run, "--mask-key", key, code=2).stderr


def test_masked_forms_go_into_a_folder_of_their_own_and_no_link_leads_out(run):
    before = {path.name: path.read_bytes() for path in run.iterdir()
              if path.is_file() and path.name != PAGES}  # fmt: skip
    done = said("report", run, "--mask", "--format", "html", "--format", "json")
    assert sorted(path.name for path in (run / "masked").iterdir()) == [
        "document.json", "report.html",
    ]  # fmt: skip
    assert done.stdout.count("masked") == 2
    assert {name: (run / name).read_bytes() for name in before} == before
    page = read((run / "masked" / "report.html").read_text(encoding="utf-8"))
    assert [link["href"] for link in page.all("a") if not link["href"].startswith("#")] == []
    assert "Names of units and officers are masked" in page.text()
    assert "Text from the engagement file is not masked" in page.text()
    assert "a run lies there" in said("report", run, "--mask", "--out", run, code=2).stderr


def test_an_audit_prints_and_writes_masks_alone(tmp_path):
    run, done = audited(tmp_path, "--mask")
    assert left(done.stdout) == set()
    assert "Unit 1" in done.stdout
    assert not (run / "report.html").exists()
    assert left(everything(run / "masked" / "report.html")) == set()
    assert "masked/report.html\nSeal: " in done.stdout


def test_two_runs_are_compared_by_the_masks_of_the_later(run, tmp_path):
    other, _ = audited(tmp_path, units=(*UNITS, "South 5"))
    for more in ((), ("--json",)):
        told = said("compare", run, other, "--mask", *more).stdout
        assert left(told, (*UNITS, *OFFICERS, "South 5")) == set()
        assert left(said("compare", run, other, *more).stdout) >= {"North 41", "North 411"}
    said("report", other, "--mask", "--format", "json")
    later = json.loads((other / "masked" / "document.json").read_text())
    told = json.loads(said("compare", run, other, "--mask", "--json").stdout)
    titles = {each["title"] for each in later["findings"]}
    assert {each["title"] for each in told["still"] + told["new"]} == titles
    assert len(told["new"]) == 1


def test_words_and_numbers_of_sentences_stay_when_a_unit_is_called_so(tmp_path):
    """The oracle is the sentence of the run with the name alone put out of it."""
    run, _ = audited(tmp_path, units=WORDS)
    said("report", run, "--mask", "--format", "json", "--mask-key", tmp_path / "key.csv")
    with (tmp_path / "key.csv").open(encoding="utf-8-sig", newline="") as file:
        masks = {row["name"]: row["mask"] for row in csv.DictReader(file)
                 if row["kind"] == "unit"}  # fmt: skip
    told = json.loads((run / "masked" / "document.json").read_text(encoding="utf-8"))
    true = {each.id: each for each in read_findings(run)}
    units = [each for each in told["findings"] if each["subject_kind"] == "unit"]
    assert len(units) == 5
    for each in units:
        one = true[each["id"]]
        assert each["title"] == f"Reported cases differ from the records of {masks[one.subject]}"
        for part in ("criteria", "condition", "cause", "effect", "suggestion"):
            assert each[part] == getattr(one, part)
        assert each["explanations"][0]["cause"] == one.explanations[0].cause


def test_a_name_in_the_engagements_own_words_is_left_and_told(tmp_path):
    run, _ = audited(tmp_path, name="The Südwache 7 review")
    done = said("report", run, "--mask")
    assert "1 name of units or officers still in the engagement's own words" in done.stderr
    assert "The Südwache 7 review" in everything(run / "masked" / "report.html")


def test_a_run_that_did_not_mark_names_is_not_masked(run, tmp_path):
    older = tmp_path / "older"
    shutil.copytree(run, older)
    (older / "mask.key").unlink()
    assert "made by an earlier version" in said("report", older, "--mask", code=2).stderr
    assert "made by an earlier version" in said("compare", older, run, "--mask", code=2).stderr
    said("report", older)
