"""Has the site a page for every check and every document, and do its examples come from a run?"""

import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from docs_site import check_pages
from docs_site.__main__ import main
from docs_site.check_pages import page, write_check_pages
from docs_site.made_example import made_example
from fixture_run import RUN
from markdown_it import MarkdownIt

from every_fault import holds_of_each, no_fault
from tallystick.checks import every
from tallystick.findings import NotRun, Result
from tallystick.findings.document import FORMAT, Document

ROOT = Path(__file__).parents[2]
CHECKS = {each.name: each for each in every()}
RESULTS = tuple(
    Result(name, "unit", "A|B <b>", "an aspect", "not_found", 1_234, estimate=0.25, p_value=p)
    for name in CHECKS
    for p in (0.75, 0.125)
)
DOCUMENT = Document(FORMAT, RUN, RESULTS, ())
UNASKED = (
    "figures.substitution", "figures.valuation", "exhibits.moved_line",
    "records.vanished", "records.revised", "outcomes.hit_rate",
)  # fmt: skip
CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>")
MARKDOWN = MarkdownIt("commonmark").enable("table")


def headings(text):
    return re.findall(r"^#+ (.*)$", text, re.MULTILINE)


def tables(text):
    """The cells of the rows of each table, as a reader of Markdown sees them."""
    html = MARKDOWN.render(text)
    return [
        [
            re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)
            for row in re.findall(r"<tr>.*?</tr>", each, re.DOTALL)
        ]
        for each in re.findall(r"<table>.*?</table>", html, re.DOTALL)
    ]


def words(text):
    return re.findall(r"\w+", text)


def faults_of_a_page(name):
    text = page(CHECKS[name], DOCUMENT)
    parts = [name, "Criteria", "Test", "Cause, innocent first", "References"]
    if headings(text)[:5] != parts:
        yield f"page of {name}: its headings are {headings(text)[:5]}, not {parts}"
    said = text.partition("## What it needs")[0].replace("&lt;", "<").replace("\\", "")
    if words(said) != words(f"{name} {CHECKS[name].doc}"):
        yield f"page of {name}: its words are not those of the docstring"


def test_a_page_holds_the_docstring_whole_and_in_its_order():
    no_fault(
        (fault for name in CHECKS for fault in faults_of_a_page(name)),
        "docs_site/check_pages.py, or the docstring of the check",
    )


def test_a_page_shows_what_the_run_holds_the_least_likely_first():
    (shown,) = tables(page(CHECKS["figures.recount"], DOCUMENT))
    assert shown[1:] == [
        ["unit A|B &lt;b&gt;", "an aspect", "not_found", "1,234", "0.25", "0.125", ""],
        ["unit A|B &lt;b&gt;", "an aspect", "not_found", "1,234", "0.25", "0.75", ""],
    ]
    assert "2 results of `tallystick audit examples/zhambyl" in page(
        CHECKS["figures.recount"], DOCUMENT
    )


def test_a_page_leads_to_the_calibration_that_is_there(monkeypatch, tmp_path):
    name = "figures.recount"
    assert f"(../docs/calibration/{name}.md)" in page(CHECKS[name], DOCUMENT)
    monkeypatch.setattr(check_pages, "ROOT", tmp_path)
    assert "There is no page of made worlds yet" in page(CHECKS[name], DOCUMENT)


OF_SAMPLES = {
    "exhibits.other_substance": ["exhibits.other_substance", "other_substance"],
    "exhibits.moved_line": ["exhibits.moved_line", "moved_line"],
    "exhibits.moved_when": ["exhibits.moved_when", "moved_when"],
    "exhibits.threshold_bunching": [
        "exhibits.threshold_bunching", "threshold_bunching_m", "threshold_bunching_u",
    ],
    "figures.period_end": ["figures.period_end", "period_end"],
    "figures.pace": ["figures.pace"],
}  # fmt: skip


def leads_to_its_samples(name):
    told = page(CHECKS[name], DOCUMENT).partition("## Does it keep its promise?")[2]
    links = re.findall(r"\(\.\./docs/calibration/([\w.]+)\.md\)", told)
    assert links == [*OF_SAMPLES[name], "remarks"]


def test_a_page_leads_to_the_samples_by_which_a_check_was_measured():
    holds_of_each(leads_to_its_samples, OF_SAMPLES, "what docs_site links of a check")


def test_every_page_of_samples_is_reached_from_a_check_or_is_of_several(site):
    pages = {each.stem for each in (ROOT / "docs" / "calibration").glob("*.md")}
    text = "".join(each.read_text() for each in (site / "checks").glob("*.md"))
    assert {each for each in pages if f"docs/calibration/{each}.md)" not in text} == {
        "all_lines", "finer_samples",
    }  # fmt: skip


def test_what_the_bundled_example_lacks_is_computed_on_a_made_world():
    check = CHECKS["figures.valuation"]
    why = NotRun(check.name, check.family, check.question, "needs a [[values]] entry")
    run = replace(RUN, not_run=(why,))
    text = page(check, replace(DOCUMENT, results=(), run=run))
    assert "What it says of the bundled example" not in text
    assert "It is not run on `examples/zhambyl`: needs a \\[\\[values\\]\\] entry." in text
    rows = tables(text)[0][1:]
    planted = re.search(r"in ((?:P\d+(?:, )?)+), and in no other unit", text).group(1).split(", ")
    assert len(planted) == 3
    found = {row[0] for row in rows if row[2] == "exceptions"}
    assert found == {f"unit {each}" for each in planted}


@pytest.mark.slow
@pytest.mark.parametrize("name", UNASKED)
def test_a_made_example_finds_what_was_planted_and_nothing_else(name):
    made = made_example(CHECKS[name])
    found = [each for each in made.results if each.names_pattern]
    assert found
    assert {each.subject for each in found if each.subject_kind == "unit"} <= set(made.units)
    assert "officer" not in {each.subject_kind for each in found}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages as `make site` lays them out, of a run in which each check says something."""
    out = tmp_path_factory.mktemp("site") / "pages"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["docs_site", "--out", str(out), "--run", "RUN"])
        patch.setattr(check_pages, "read_document", lambda run: DOCUMENT)
        main()
        (out / "left.md").write_text("of a former build")
        main()
    return out


def test_every_document_and_every_check_is_laid_out(site):
    for page_of_docs in (ROOT / "docs").rglob("*"):
        assert (site / "docs" / page_of_docs.relative_to(ROOT / "docs")).exists()
    assert {each.stem for each in (site / "checks").glob("*.md")} == {*CHECKS, "index"}
    assert (site / "index.md").read_text() == (ROOT / "README.md").read_text()
    assert not (site / "README.md").exists()
    assert not (site / "left.md").exists()
    assert not [
        each for each in (site / "examples").rglob("*") if each.suffix in (".csv", ".parquet")
    ]


def test_the_list_of_checks_has_each_with_its_question(site):
    (shown,) = tables((site / "checks" / "index.md").read_text())
    told = [
        (re.search(r'href="(.*?)\.md"', name).group(1), question) for name, question in shown[1:]
    ]
    assert told == [(name, MARKDOWN.renderInline(each.question)) for name, each in CHECKS.items()]


def test_the_navigation_names_every_page_of_docs_and_none_that_is_not_there(site):
    nav = (ROOT / "mkdocs.yml").read_text().partition("\nnav:\n")[2]
    named = re.findall(r"^  - [^:]+: (\S+)$", nav, re.MULTILINE)
    assert len(named) == len(set(named)) == len(nav.strip().splitlines())
    assert all((site / each).is_file() for each in named)
    pages = {f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md")}
    assert pages - set(named) == {"docs/benchmarks_apart.md"}


def test_a_run_is_made_where_none_is_given(tmp_path, monkeypatch):
    asked = []

    class Made:
        folder = tmp_path / "run"

    given = SimpleNamespace(audit=lambda engagement, out: asked.append(engagement) or Made)
    monkeypatch.setattr(check_pages, "ts", given)
    monkeypatch.setattr(
        check_pages, "read_document", lambda run: DOCUMENT if run == Made.folder else None
    )
    write_check_pages(tmp_path / "checks")
    (engagement,) = asked
    assert engagement.samefile(ROOT / "examples" / "zhambyl" / "engagement.toml")
    assert len(list((tmp_path / "checks").iterdir())) == len(CHECKS) + 1
