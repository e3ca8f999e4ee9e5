"""Axe finds nothing in the pages of records, pictures, dossiers and threads, at two widths."""

import re
import shutil
from importlib import resources

import pytest
from test_subject_pages import FIGURES, LISTED, TABLES, imported, mask_number, pattern_of, thread
from two_runs import NEW, STILL

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
ASKED = "axe.run().then(said => said.violations.map(each => [each.id, each.nodes[0].html]))"


def with_styles(browsers):
    """Each page of some browsers with the styles in it, by language and address, in both."""
    made = {}
    for language in ("en", "ru"):
        for browser, addresses in browsers:
            browser.post("/language", {"language": language})
            styles = "".join(
                f"<style>{browser.get(f'/static/{name}').content.decode()}</style>"
                for name in (f"report.{language}.css", "review.css")
            )
            for each in addresses:
                text = browser.get(each).content.decode()
                plain = re.sub(
                    r"<link rel=\"stylesheet\"[^>]*>|<script src[^>]*></script>", "", text
                )
                made[language, each] = plain.replace("</head>", styles + "</head>")
    return made


def faults(pages, width):
    """What axe finds in pages, and whether one is wider than the window, by address."""
    sync = pytest.importorskip("playwright.sync_api")
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    found = {}
    with sync.sync_playwright() as started:
        window = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sheet = window.new_page(viewport={"width": width, "height": 900})
        for each, text in pages.items():
            sheet.set_content(text)
            sheet.evaluate(axe)
            found[each] = sheet.evaluate(ASKED)
            if sheet.evaluate("document.documentElement.scrollWidth") > width:
                found[each].append("wider than the window")
        window.close()
    assert len(found) == len(pages)
    return {each: told for each, told in found.items() if told}


@pytest.fixture
def pages(case, tmp_path, browser):
    """The pages of one subject and its records."""
    run = imported(tmp_path / "run", STILL, NEW, figures=FIGURES, tables=TABLES, listed=LISTED,
                   threads=[thread("F-01", "F-02")])  # fmt: skip
    code = pattern_of(STILL).code
    addresses = (
        f"/findings/{code}", f"/findings/{code}/records/again", f"/findings/{code}/picture",
        f"/units/{mask_number('unit', 'Division 3')}",
        f"/officers/{mask_number('officer', 'K1029')}", f"/runs/{run.id}/threads/1",
    )  # fmt: skip
    return with_styles([(browser, addresses)])


WIDTHS = pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.slow), 390])


@WIDTHS
def test_nothing_is_in_the_way_of_a_reader(pages, width):
    assert len(pages) == 12
    assert faults(pages, width) == {}


@WIDTHS
def test_nothing_is_in_the_way_of_who_acts_on_a_report(case, tmp_path, monkeypatch, width):
    from company_cases import begun
    from people_at_work import browser_of
    from test_reader_statements import THREE, done, drafts

    begun(tmp_path / "run", monkeypatch)
    ria = browser_of("ria")
    written = {"text": "A book is missing", "finding": "F-01", **THREE}
    ria.post("/reports/statements/write", written)
    done("rob", "second", drafts().get().code, THREE)
    ria.post("/reports/statements/write", written)
    pages = with_styles([
        (ria, ("/reports", "/reports/statements", "/requests/company")),
        (browser_of("leg"), ("/reports/legal", "/")),
    ])  # fmt: skip
    ria.post("/requests/company/ask", {"text": "Books", "due": "2090-01-01"})
    again = with_styles([(ria, ("/requests/company",))])
    pages |= {(*each, "asked"): text for each, text in again.items()}
    counted = ria.post("/reports/circle", {**THREE, "exhibit": "E-9"}).content.decode()
    assert "Fewer than" in counted or "Меньше" in counted
    assert len(pages) == 12
    assert faults(pages, width) == {}
