"""Does the README print what the program prints?"""

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
from docs_site.picture import tells
from typer.testing import CliRunner

from tallystick.checks import FAMILIES
from tallystick.cli import app

ROOT = Path(__file__).parents[3]


def test_the_readme_shows_the_audit_of_the_bundled_example(audited):
    printed = audited[0].partition("\nReport: ")[0].rstrip()
    shown = re.search(r"```text\n(.*?)\n```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert shown.group(1) == printed


def test_the_command_that_the_audit_names_says_the_same_of_what_was_not_run(audited):
    engagement = ROOT / "examples" / "zhambyl" / "engagement.toml"
    done = CliRunner().invoke(app, ["profile", "-q", "--json", str(engagement)])
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    told, record = json.loads(done.stdout), json.loads((audited[1] / "run.json").read_text())
    assert told["runnable"] == [each["name"] for each in record["checks"]]
    assert [(each["check"], each["rule"]) for each in told["not_run"]] == [
        (check, rule) for each in record["not_run"]
        for check, _, rule in [each["name"].partition(": ")]
    ]  # fmt: skip


def test_the_picture_of_the_readme_is_of_the_audit_that_it_prints():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "](docs/report.png)" in readme
    of = tells((ROOT / "docs" / "report.png").read_bytes())
    assert f"```text\n{of}\n```" in readme, "make picture"


def test_what_found_nothing_says_what_it_would_have_found(audited):
    results = pq.read_table(audited[1] / "results.parquet").to_pylist()
    nothing = [each for each in results if each["verdict"] == "not_found"]
    assert len(nothing) > 100
    assert [each for each in nothing if each["smallest_detectable"] is None] == []


def test_every_finding_is_of_what_was_planted_and_none_of_what_only_looks_odd(audited):
    """By the truth beside the records: the labels of the cases, or exhibits, that are listed."""
    labels = pq.read_table(ROOT / "examples" / "zhambyl" / "truth" / "labels.parquet").to_pylist()
    lists = sorted((audited[1] / "evidence").glob("F-*.parquet"))
    assert len(lists) == 4
    for path in lists:
        rows = pq.read_table(path).to_pylist()
        key = "exhibit_id" if "exhibit_id" in rows[0] else "incident_id"
        listed = {row[key] for row in rows}
        natures = {each[key]: each["nature"] for each in labels if each[key] in listed}
        assert set(natures.values()) == {"behaviour"}, path.name
        assert len(natures) >= 0.75 * len(listed), path.name


def test_the_commands_of_the_readme_are_targets_of_make():
    readme = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^    make (\w+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_readme_counts_the_checks_of_each_family():
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    told = re.search(r"The (\d+) checks ask about (.*?)\.", readme)
    assert int(told.group(1)) == sum(map(len, FAMILIES.values()))
    assert f"runs {told.group(1)} checks" in readme
    numbers = [int(each) for each in re.findall(r"\((\d+)\)", told.group(2))]
    assert numbers == [len(checks) for checks in FAMILIES.values()]


def test_the_page_of_the_example_is_wholly_said_in_russian(audited, tmp_path):
    done = CliRunner().invoke(
        app, ["report", str(audited[1]), "--language", "ru", "--out", str(tmp_path)]
    )
    assert done.exit_code == 0, done.stdout
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert '<html lang="ru"' in page
    assert re.findall(r'<[^>]*lang="en"[^>]*>[^<]*', page) == []
    assert "по-английски" not in page
    assert "2\N{NO-BREAK SPACE}закономерности требуют пояснения" in page
