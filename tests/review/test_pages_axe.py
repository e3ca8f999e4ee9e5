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


@pytest.fixture
def pages(case, tmp_path, browser):
    """Each page with the styles in it, by its address, in both languages."""
    run = imported(tmp_path / "run", STILL, NEW, figures=FIGURES, tables=TABLES, listed=LISTED,
                   threads=[thread("F-01", "F-02")])  # fmt: skip
    code = pattern_of(STILL).code
    addresses = (
        f"/findings/{code}", f"/findings/{code}/records/again", f"/findings/{code}/picture",
        f"/units/{mask_number('unit', 'Division 3')}",
        f"/officers/{mask_number('officer', 'K1029')}", f"/runs/{run.id}/threads/1",
    )  # fmt: skip
    made = {}
    for language in ("en", "ru"):
        browser.post("/language", {"language": language})
        styles = "".join(
            f"<style>{browser.get(f'/static/{name}').content.decode()}</style>"
            for name in (f"report.{language}.css", "review.css")
        )
        for each in addresses:
            text = browser.get(each).content.decode()
            plain = re.sub(r"<link rel=\"stylesheet\"[^>]*>|<script src[^>]*></script>", "", text)
            made[language, each] = plain.replace("</head>", styles + "</head>")
    return made


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.slow), 390])
def test_nothing_is_in_the_way_of_a_reader(pages, width):
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
    assert {each: told for each, told in found.items() if told} == {}
    assert len(found) == 12
