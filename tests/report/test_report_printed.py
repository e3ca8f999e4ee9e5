"""Is the report of a whole example fit for paper, a phone and a screen reader, in each language?

The example is audited once, by `make browser` and the slow tests: an audit and its printing take
half a minute. What a browser makes of a small run is asked in every run of the tests, by
test_report_browser.py and test_report_axe.py.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from browser import NEEDS_CHROMIUM, NEEDS_PDFTOTEXT, asked, sheets

from tallystick.report import write_report
from tallystick.report.masks.opened import Sealed
from tallystick.seal import verify_folder

HARBOUR = Path(__file__).parents[2] / "examples" / "harbour" / "engagement.toml"
PAPERS = [(language, paper) for language in ("en", "ru") for paper in ("A4", "Letter")]
WORDS = {
    "en": ("Contents", "How to read this report", "Page", "of", "Unit"),
    "ru": ("Содержание", "Как читать отчёт", "Стр.", "из", "Подразделение"),
}
# A sheet's head and foot are three or four lines, and no sheet is to hold a line or two more.
LEAST_LINES, MOST_OF_A_UNIT, MOST_OF_A_FINDING = 8, 5, 3
pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM, NEEDS_PDFTOTEXT]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs")
    command = [sys.executable, "-m", "tallystick", "audit", HARBOUR, "--out", out]
    subprocess.run(command, check=True, capture_output=True, timeout=900)
    (folder,) = out.iterdir()
    return folder


@pytest.fixture(scope="module")
def page(run, tmp_path_factory):
    @cache
    def of(language):
        sealed = Sealed(verify_folder(run).seal)
        return write_report(run, tmp_path_factory.mktemp(language), language, sealed=sealed)

    return of


@pytest.fixture(scope="module")
def printed(page):
    @cache
    def on(language, paper):
        made = page(language)
        return sheets(made, made.parent, paper)

    return on


def headed(sheet):
    """The lines of a sheet that may hold its running head: a long status pushes it down."""
    return " ".join(line.strip() for line in sheet.strip().splitlines()[:3])


def is_accounted_for(finding):
    """Whether it was counted, and one cause accounts for every record: its unit has no page."""
    causes = [(each["explains"], each["of"]) for each in finding["explanations"]]
    return finding["p_value"] is None and any(of and explains == of for explains, of in causes)


@pytest.mark.parametrize(("language", "paper"), PAPERS)
def test_the_first_page_is_one_sheet_and_the_contents_are_the_next(printed, run, language, paper):
    first, second, *_ = printed(language, paper)
    contents, how, *_, unit = WORDS[language]
    assert re.search(r"[0-9a-f]{64}", first)  # the seal is its last line
    assert contents in second
    assert how in second
    findings = json.loads((run / "findings.json").read_text(encoding="utf-8"))
    assert {each["id"] for each in findings} <= set(re.findall(r"F-\d+", second))
    of_units = [each for each in findings if each["subject_kind"] == "unit"]
    units = {each["subject"] for each in of_units if not is_accounted_for(each)}
    assert len(units) > 3
    assert {each["subject"] for each in of_units} > units
    assert [each for each in units if f"{unit} {each}" not in second] == []


@pytest.mark.parametrize(("language", "paper"), PAPERS)
def test_every_sheet_has_its_number_and_something_to_read(printed, language, paper):
    made = printed(language, paper)
    *_, page, of, _ = WORDS[language]
    for number, sheet in enumerate(made, 1):
        assert re.search(rf"{page}\s*{number}\s*{of}\s*{len(made)}\b", sheet), number
        lines = [line for line in sheet.splitlines() if line.strip()]
        assert len(lines) >= LEAST_LINES, (number, lines)


@pytest.mark.parametrize(("language", "paper"), PAPERS)
def test_a_unit_and_a_finding_take_few_sheets(printed, language, paper):
    unit = WORDS[language][-1]
    of_finding = r"(?:Finding|Наблюдение) (F-\d+):"
    heads = [headed(sheet) for sheet in printed(language, paper)]
    findings = Counter(found[1] for head in heads if (found := re.search(of_finding, head)))
    names = (re.search(rf"{unit} ([A-Z]\w+(?: [A-Z]\w+)?)", head) for head in heads)
    units = Counter(
        found[1] for found, head in zip(names, heads, strict=True)
        if found and not re.search(of_finding, head)
    )  # fmt: skip
    assert len(findings) > 10
    assert len(units) > 3
    assert max(findings.values()) <= MOST_OF_A_FINDING, findings
    assert max(units.values()) <= MOST_OF_A_UNIT, units


@pytest.mark.parametrize(("language", "paper"), PAPERS)
def test_tests_without_a_finding_take_a_line_a_question_on_paper(printed, language, paper):
    """Each test is on the screen and in results.parquet."""
    made = printed(language, paper)
    lines = sum(len(re.findall(r"on the screen|на экране", sheet)) for sheet in made)
    assert lines > 20
    assert len(made) < 60


def excerpt(page):
    """One section of each kind, and few rows of a table: axe needs minutes for all of them."""
    once = re.sub(
        r'<section id="(?:finding|subject)-(?!1")\d+".*?</section>', "", page, flags=re.DOTALL
    )
    assert once.count("<section ") < page.count("<section ") - 10

    def few(body):
        return "<tbody>" + "</tr>".join(body[1].split("</tr>")[:4]) + "</tr></tbody>"

    return re.sub(r"<tbody>(.*?)</tbody>", few, once, flags=re.DOTALL)


def unfolded(page):
    """The page with what is folded open: axe passes over what is not shown."""
    made = page.replace("<details", "<details open")
    assert made.count("<details open") > 10
    return made


def test_axe_finds_nothing_in_an_excerpt_which_is_as_wide_as_its_window(page, tmp_path):
    found, passed, wide = asked(excerpt(page("ru").read_text(encoding="utf-8")), tmp_path, 390)
    assert found == []
    assert passed > 20
    assert wide <= 390


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_axe_finds_nothing_in_the_whole_report(page, tmp_path, language, width):
    whole = unfolded(page(language).read_text(encoding="utf-8"))
    found, passed, wide = asked(whole, tmp_path, width, seconds=1_800)
    assert found == []
    assert passed > 20
    assert wide <= width


def test_axe_reads_the_last_folded_table_of_the_whole_report(page, tmp_path):
    before, details, after = unfolded(page("en").read_text(encoding="utf-8")).rpartition(
        "</details>"
    )
    spoiled = f'{before}<svg role="img"></svg>{details}{after}'
    found, _, _ = asked(spoiled, tmp_path, 390, seconds=1_800)
    assert [name for name, _, _ in found] == ["svg-img-alt"]
