"""Is a look made once, in order, on its own quarter alone, and refused where something changed?"""

import json
import re
from datetime import date

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.watch import read_declared

ENGAGEMENT = """\
[engagement]
name = "Small town"
agency = "Small Town Police"
time_zone = "UTC"

[[tables.incidents]]
source = "incidents.csv"
[tables.incidents.columns]
incident_id = "Case"
unit_id = "Unit"
occurred_at = "Date"

[[tables.reported_figures]]
source = "figures.csv"
[tables.reported_figures.columns]
unit_id = "Unit"
metric = {constant = "cases"}
period_start = "From"
period_end = "To"
value = "Cases"

[[metrics]]
name = "cases"
table = "incidents"
total = "records"
"""
DAYS = [f"2020-{month:02}-{day:02}" for month in range(1, 7) for day in (3, 17)]
FIRST = "Case,Unit,Date\n" + "".join(f"{n},Harbour,{day}\n" for n, day in enumerate(DAYS, 1))
# Two cases each month; the figure of May has one more.
FIGURES = "Unit,From,To,Cases\n" + "".join(
    f"Harbour,2020-{m:02}-01,2020-{m:02}-{28 if m == 2 else 30},{2 + (m == 5)}\n"
    for m in range(1, 7)
)
CHECKS = ("figures.recount", "records.integrity")
ENDS = ("2020-03-31", "2020-06-30")


def run(*words):
    return CliRunner().invoke(app, ["watch", *map(str, words)])


def said(done):
    return re.sub(r"\s+", " ", done.output)


@pytest.fixture
def office(tmp_path):
    folder = tmp_path / "office"
    folder.mkdir()
    for name, text in (
        ("engagement.toml", ENGAGEMENT), ("incidents.csv", FIRST), ("figures.csv", FIGURES),
    ):  # fmt: skip
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def watch(office, tmp_path):
    only = [word for check in CHECKS for word in ("--only", check)]
    done = run("init", office / "engagement.toml", "--quarters", 2, "--from", "2020-01-01",
               "--out", tmp_path / "W", *only)  # fmt: skip
    assert done.exit_code == 0, done.output
    return tmp_path / "W"


def look(watch, through):
    return run("look", watch, "--through", through, "--quiet")


def run_of(watch, number):
    """The run of a look's quarter."""
    return runs_of(watch, number)[0]


def runs_of(watch, number):
    """The runs of a look: of its quarter, and from the second on of all so far."""
    audits = json.loads((watch / "looks.json").read_text())[number - 1]["audits"]
    assert [each["kind"] for each in audits] == ["window", "so_far"][: min(number, 2)]
    return [watch / "looks" / f"{number:02}" / each["folder"] for each in audits]


def rows_of(watch, number, name):
    return pq.read_table(run_of(watch, number) / "tables" / f"{name}.parquet").to_pylist()


def test_two_looks_each_on_its_quarter_and_a_page(office, watch):
    """A record of the first quarter that comes later enters the audit of all so far alone."""
    assert said(run("show", watch)).startswith("Small town: no look is made yet")
    assert look(watch, ENDS[0]).exit_code == 0
    assert {row["incident_id"] for row in rows_of(watch, 1, "incidents")} == set("123456")
    # The figures of the second quarter are in the files too, without their cases.
    assert "found now Unit" not in said(run("show", watch))
    late = FIRST + "99,Harbour,2020-02-09\n"
    (office / "incidents.csv").write_text(late)
    assert look(watch, ENDS[1]).exit_code == 0
    held = {row["incident_id"] for row in rows_of(watch, 2, "incidents")}
    assert held == {"7", "8", "9", "10", "11", "12"}
    assert len(rows_of(watch, 1, "incidents")) == 6

    shown = said(run("show", watch))
    assert "look 2 of 2" in shown
    # May's figure is counted, not estimated; so is February's, by all quarters so far.
    assert re.search(r"found Unit Harbour, figures.recount, .*look 2: counted", shown), shown
    own, so_far = (
        json.loads((folder / "findings.json").read_text()) for folder in runs_of(watch, 2)
    )
    assert [each["values"]["differing"] for each in (*own, *so_far)] == [1, 2]
    page = (watch / "watch.html").read_text()
    assert "Gathering is not a finding" in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert "Harbour" in page
    for seal in (each["seal"] for look in json.loads((watch / "looks.json").read_text())
                 for each in look["audits"]):  # fmt: skip
        assert seal in page


def test_a_difference_that_one_cause_accounts_for_is_not_found(office, watch):
    """By hand: of May's three rows two have one case number, and the figure counts numbers."""
    (office / "incidents.csv").write_text(FIRST + "9,Harbour,2020-05-09\n")
    (office / "figures.csv").write_text(FIGURES.replace("05-30,3", "05-30,2"))
    for end in ENDS:
        assert look(watch, end).exit_code == 0
    (finding,) = (each for each in json.loads((run_of(watch, 2) / "findings.json").read_text())
                  if each["check"] == "figures.recount")  # fmt: skip
    assert finding["estimate"] == -1
    assert "figures.recount" not in said(run("show", watch))


def test_a_mapping_that_the_program_proposed_is_said(office, watch):
    assert look(watch, ENDS[0]).exit_code == 0
    said_first = "Mapping proposed by the program."
    assert said_first not in said(run("show", watch)) + (watch / "watch.html").read_text()
    engagement = office / "engagement.toml"
    zone = 'time_zone = "UTC"\n'
    engagement.write_text(ENGAGEMENT.replace(zone, f'{zone}mapping = "proposed"\n'))
    assert look(watch, ENDS[1]).exit_code == 0
    assert said_first in said(run("show", watch))
    assert said_first in (watch / "watch.html").read_text()


def test_names_are_masked_and_the_page_speaks_russian(office, watch):
    for end in ENDS:
        assert look(watch, end).exit_code == 0
    masked = said(run("show", watch, "--mask"))
    page = (watch / "watch.html").read_text()
    assert "Harbour" not in masked + page
    assert "Unit 1" in masked
    assert "Unit 1" in page
    russian = run("show", watch, "--language", "ru")
    assert russian.exit_code == 0
    page = (watch / "watch.html").read_text()
    assert '<html lang="ru"' in page
    assert "найдено сейчас" in page
    assert run("show", watch, "--language", "xx").exit_code == 2


def test_a_look_is_made_once_and_in_order(watch):
    early = look(watch, ENDS[1])
    assert early.exit_code == 2
    assert "the next look is look 1, 2020-01-01 to 2020-03-31" in said(early)
    assert look(watch, ENDS[0]).exit_code == 0
    again = look(watch, ENDS[0])
    assert again.exit_code == 2
    assert "look 1 is made already, and a look is made once" in said(again)
    assert look(watch, ENDS[1]).exit_code == 0
    beyond = look(watch, "2020-09-30")
    assert beyond.exit_code == 2
    assert "all 2 looks of the plan are made" in said(beyond)
    assert len(json.loads((watch / "looks.json").read_text())) == 2


def test_a_window_whose_export_changed_is_refused_with_both_hashes(office, watch):
    assert look(watch, ENDS[0]).exit_code == 0
    was = json.loads((watch / "looks.json").read_text())[0]["audits"][0]["inputs"]["incidents.csv"]
    (office / "incidents.csv").write_text(FIRST + "99,Harbour,2020-02-09\n")
    refused = look(watch, ENDS[0])
    assert refused.exit_code == 2
    hashes = re.findall(r"[0-9a-f]{64}", said(refused))
    assert was in hashes
    assert len(set(hashes)) == 2


@pytest.mark.parametrize("command", ["look", "show"])
def test_a_frozen_export_that_changed_is_refused_with_both_hashes(watch, command):
    assert look(watch, ENDS[0]).exit_code == 0
    held = run_of(watch, 1) / "results.parquet"
    content = bytearray(held.read_bytes())
    content[len(content) // 2] ^= 1
    held.write_bytes(content)
    refused = look(watch, ENDS[1]) if command == "look" else run("show", watch)
    assert refused.exit_code == 2
    assert "frozen export changed since: results.parquet" in said(refused)
    assert len(set(re.findall(r"[0-9a-f]{64}", said(refused)))) == 2


def test_a_check_added_after_the_first_look_is_refused_with_the_reason(watch):
    plan = watch / "watch.json"
    assert look(watch, ENDS[0]).exit_code == 0
    told = json.loads(plan.read_text())
    told["checks"].append("records.entry_lag")
    plan.write_text(json.dumps(told))
    refused = look(watch, ENDS[1])
    assert refused.exit_code == 2
    assert "adds a check or a key after it can choose by what was seen" in said(refused)
    assert len(re.findall(r"[0-9a-f]{64}", said(refused))) == 2


def test_an_export_without_the_quarters_before_is_refused(office, watch):
    assert look(watch, ENDS[0]).exit_code == 0
    head, *rows = FIRST.splitlines()
    (office / "incidents.csv").write_text("\n".join([head, *rows[6:]]) + "\n")
    refused = look(watch, ENDS[1])
    assert refused.exit_code == 2
    assert "holds no record of the quarters before, of which 6 were looked at" in said(refused)
    assert len(json.loads((watch / "looks.json").read_text())) == 1
    (office / "incidents.csv").write_text(FIRST)
    assert look(watch, ENDS[1]).exit_code == 0


def test_a_quarter_that_is_not_over_is_refused(office, tmp_path):
    out, year = tmp_path / "F", date.today().year + 1
    start = ("--from", f"{year}-01-01", "--only", CHECKS[0])
    assert run("init", office / "engagement.toml", "--out", out, *start).exit_code == 0
    refused = look(out, f"{year}-03-31")
    assert refused.exit_code == 2
    assert "that day is not over" in said(refused)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--quarters", "0", "--from", "2020-01-01"), "--quarters 0: from 1 to 80"),
        (("--alpha", "0.2", "--from", "2020-01-01"), "--alpha 0.2: above 0 and at most 0.05"),
        (("--from", "2020-01-02"), "the first day of a month, such as 2020-01-01"),
        ((), "engagement.first_day is not stated; give --from"),
        (("--from", "2020-01-01", "--only", "figures.recont"), "did you mean figures.recount?"),
    ],
)
def test_what_can_be_no_plan_is_refused(office, tmp_path, words, why):
    done = run("init", office / "engagement.toml", "--out", tmp_path / "W", *words)
    assert done.exit_code == 2
    assert why in said(done)


def test_a_folder_that_holds_something_is_not_taken(office, watch):
    done = run("init", office / "engagement.toml", "--out", watch, "--from", "2020-01-01")
    assert done.exit_code == 2
    assert "is not empty" in said(done)


def test_a_period_that_does_not_hold_the_window_is_refused(office, watch):
    text = ENGAGEMENT.replace('zone = "UTC"', 'zone = "UTC"\nlast_day = 2020-02-29')
    (office / "engagement.toml").write_text(text)
    done = look(watch, ENDS[0])
    assert done.exit_code == 2
    assert "engagement.last_day is 2020-02-29, and the window is 2020-01-01 to" in said(done)
    assert read_declared(watch).windows == 2


def test_a_look_s_run_comes_out_again_by_its_engagement(office, watch):
    """`verify --again` audits the same window, as run.json states it."""
    assert look(watch, ENDS[0]).exit_code == 0
    held = run_of(watch, 1)
    told = json.loads((held / "run.json").read_text())["parameters"]
    assert told["window"] == ["2020-01-01", ENDS[0]]
    assert told["alpha"] == pytest.approx(0.05 / 3)
    again = CliRunner().invoke(
        app, ["verify", str(held), "--again", str(office / "engagement.toml")]
    )
    assert again.exit_code == 0, again.output
    assert "audited again with the same result" in said(again)
