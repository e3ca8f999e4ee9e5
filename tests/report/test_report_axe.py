"""Does axe find nothing in the page that keeps somebody from reading it?"""

import json
from datetime import date

import pytest
from browser import NEEDS_CHROMIUM, asked
from fixture import write_run

from tallystick.findings import Reply
from tallystick.report.exports.folder import write_page
from tallystick.report.masks.opened import answered, opened

SLOW = pytest.mark.slow
pytestmark = NEEDS_CHROMIUM
REPLIES = (
    Reply("F-01", "Chief", date(2026, 3, 2), "Scales.\nThey round.", disposition="explained"),
    Reply("F-02", "Eastgate Patrol", date(2026, 3, 3), "Nothing to add.", "Office"),
)


@pytest.fixture(
    scope="module",
    params=[pytest.param((), id="plain"), pytest.param(REPLIES, id="answered", marks=SLOW)],
)
def page(request, tmp_path_factory):
    folder = write_run(tmp_path_factory.mktemp("run"))
    made = write_page(answered(opened(folder), request.param), folder)
    return made.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [pytest.param(1280, marks=SLOW), 390])
def test_nothing_is_in_the_way_of_a_reader(page, tmp_path, width):
    found, passed, wide = asked(page, tmp_path, width)
    assert found == []
    assert passed > 20
    assert wide <= width


@SLOW
def test_a_glance_at_findings_that_are_parts_is_as_wide_as_its_window(tmp_path):
    folder = write_run(tmp_path)
    stored = folder / "findings.json"
    told = json.loads(stored.read_text(encoding="utf-8"))
    for each in told[1:]:
        each["part_of"] = told[0]["id"]
    stored.write_text(json.dumps(told), encoding="utf-8")
    page = write_page(opened(folder), folder).read_text(encoding="utf-8")
    assert page.count("the two count as one pattern") > 1
    found, _, wide = asked(page, tmp_path, 1000)
    assert found == []
    assert wide <= 1000


@SLOW
def test_a_picture_without_words_and_a_table_without_heads_would_be_found(page, tmp_path):
    spoiled = page.replace("</main>", '<svg role="img"></svg></main>').replace('lang="en"', "", 1)
    found, _, _ = asked(spoiled, tmp_path, 1280)
    assert {"svg-img-alt", "html-has-lang"} <= {name for name, _, _ in found}
