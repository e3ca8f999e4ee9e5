"""A finding that is printed from the workbench says, word for word, what the report says of it."""

import pytest
from browser import CHROMIUM, NEEDS_CHROMIUM
from flow_reader import serving
from made_runs import CAUSES, Made, make_run
from opened_case import ACTOR
from people_at_work import browser_of
from reading import read

MADE = (
    Made("Division 3"),
    Made("Division 4", check="exhibits.threshold_bunching", verdict="spike", aspect="cannabis"),
    Made("Division 5", estimate=None, explanations=CAUSES[:1], part_of="F-01"),
    Made("", kind="agency", check="exhibits.unaccounted", cases=("C-9",), same_as="F-01"),
)
APART = {"close", "scroll", "small", "over", "paper"}
"""Classes of the report's records, files and replies, which the page has in its own way."""
OF_BOTH = {"number", "facts", "limits", "causes", "sure-title"}
"""Classes and names of those parts of the page that say what the report says."""


def in_report(section):
    """Each sentence of the report on a finding."""
    apart = [each for each in section.walk() if each.attributes.get("class") in APART]
    left_out = {id(inner) for each in apart for inner in (each, *each.walk())}
    return [
        each.text("span") or each.text()
        for each in section.all("h2", "p", "dd", "td", "th") if id(each) not in left_out
    ]  # fmt: skip


def on_page(main):
    """Each sentence of the page that is the report's to say."""
    parts = [each for each in main.walk() if OF_BOTH & set(each.attributes.values())]
    return [each.text("strong") for part in parts for each in part.all("p", "dd", "td")]


@pytest.fixture
def reported(case, tmp_path):
    """For each finding: what the report says, and the page; and who was shown the names."""
    from tallystick.report import write_report
    from tallystick.review.models import Sighting
    from tallystick.review.runs.importing import import_run

    run, me = make_run(tmp_path / "run", *MADE), browser_of("me")
    import_run(ACTOR, run)
    report = read(write_report(run, tmp_path).read_text(encoding="utf-8"))
    sections = [
        each
        for each in report.all("section")
        if each.attributes.get("class", "").startswith("finding page")
    ]
    pages = {}
    for each in Sighting.objects.all():
        address = f"/findings/{each.pattern.code}"
        me.post(f"{address}/unmask", {"reason": "To print it"})
        pages[address] = in_report(sections[int(each.number[2:]) - 1])
    assert len(pages) == len(sections) == len(MADE)
    return pages, me


def test_each_sentence_of_the_report_stands_on_the_page_and_no_other(reported):
    pages, me = reported
    for address, sentences in pages.items():
        (main,) = read(me.get(address).content.decode()).all("main")
        assert len(sentences) > 20
        assert [each for each in sentences if each not in main.text()] == []
        assert len(on_page(main)) > 15
        assert [each for each in on_page(main) if each not in sentences] == []


@pytest.mark.slow
@NEEDS_CHROMIUM
def test_each_sentence_of_the_report_is_seen_on_the_page_that_is_printed(reported):
    from django.conf import settings
    from playwright.sync_api import sync_playwright

    pages, me = reported
    name = settings.SESSION_COOKIE_NAME
    with serving() as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        cookie = {"name": name, "value": me.cookies[name].value, "url": served}
        page.context.add_cookies([cookie])
        page.emulate_media(media="print")
        for address, sentences in pages.items():
            page.goto(served + address)
            seen = " ".join(page.inner_text("main").split())
            assert [each for each in sentences if each not in seen] == []
        browser.close()
