"""What Debian's Chromium makes of the pages: both widths, script on and off, two languages, axe."""

import os
import re
from importlib import resources

import pytest
from browser import CHROMIUM, NEEDS_CHROMIUM
from flow_reader import serving

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM]
WIDTHS = (1280, 390)


@pytest.fixture(scope="module", autouse=True)
def beside_a_loop():
    """Playwright leaves an event loop in the thread, in which Django refuses to ask a database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def served(case_of_two):
    """The address of a served case, without its token."""
    with serving() as address:
        yield address


@pytest.fixture
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def entered(chromium, served, **how):
    from tallystick.review.loopback import DOOR

    page = chromium.new_context(**how).new_page()
    page.goto(f"{served}/enter/{DOOR.make()}")
    return page


def addresses(page, served):
    """Every page that the list, the runs and the log lead to."""
    found = ["/", "/findings", "/runs", "/log", "/half", "/bundle", "/log/2", "/runs/2/against/1",
             "/checks", "/checks/people.supplied_buyers", "/readings"]  # fmt: skip
    for address in ("/findings", "/runs"):
        page.goto(served + address)
        links = page.eval_on_selector_all("main a", "all => all.map(a => a.getAttribute('href'))")
        found += [each for each in links if re.fullmatch(r"/(findings|runs)/\w+", each)]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(chromium, served, width):
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    size = {"width": width, "height": 900}
    page = entered(chromium, served, viewport=size, bypass_csp=True)
    told = []
    page.on("console", lambda message: told.append(message.text))
    for language in ("English", "Русский"):
        page.goto(served)
        page.get_by_role("button", name=language).click()
        for address in addresses(page, served):
            page.goto(served + address)
            page.evaluate(axe)
            found = page.evaluate("axe.run().then(done => done.violations.map(each => each.id))")
            assert (address, found) == (address, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert told == []


@pytest.mark.parametrize("script", [True, False])
def test_the_list_is_narrowed_searched_and_unmasked_with_and_without_script(
    chromium, served, script
):
    page = entered(chromium, served, java_script_enabled=script)
    page.goto(f"{served}/findings")
    rows = page.locator("table.patterns tbody tr")
    assert rows.count() == 7
    page.get_by_role("link", name="gone").click()
    page.wait_for_url("**/findings?over=gone")
    page.get_by_text("1 of 7 patterns").wait_for()
    assert rows.count() == 1
    page.get_by_role("link", name="Show all").click()
    page.get_by_text("7 of 7 patterns").wait_for()
    page.get_by_label("Search titles and checks").fill("supplied")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("4 of 7 patterns").wait_for()
    page.go_back()
    page.get_by_text("7 of 7 patterns").wait_for()
    page.locator("table.patterns a").first.click()
    page.get_by_text("Ask to see the names").click()
    page.get_by_label("Why do you need the names").fill("To ask for the file")
    page.get_by_role("button", name="Show the names").click()
    page.get_by_text("Names are shown to you").wait_for()
    assert "Division" in page.inner_text("main")


def test_a_decision_of_two_people_with_script_off(chromium, served):
    """Propose, be refused in words, read the records, agree: by forms alone, at 390 pixels."""
    from people_at_work import add

    from tallystick.review.models import Disposition

    add("rev", ("reviewer",))
    page = entered(
        chromium, served, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page.goto(f"{served}/findings?kind=finding&over=new")
    page.locator("table.patterns th a").first.click()
    finding = page.url
    page.get_by_label("Which cause").select_option("slip")
    page.get_by_label("How it explains the pattern").fill("Seen in the file")
    page.get_by_label("This day").fill("2090-01-01")
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("Name a document that shows it").wait_for()
    assert page.get_by_label("How it explains the pattern").input_value() == "Seen in the file"
    page.get_by_label("Document that shows it").fill("Decree 7")
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("heading", name="A proposal waits").wait_for()
    second = page.context.browser.new_context(java_script_enabled=False).new_page()
    second.context.add_cookies([cookie_of("rev", served)])
    second.goto(served)
    second.get_by_role("link", name="Read the records").click()
    assert "Decree 7" not in second.inner_text("main")
    second.get_by_role("button", name="I have read the records").click()
    assert "Decree 7" in second.inner_text("main")
    second.get_by_label("agree", exact=True).check()
    second.get_by_role("button", name="Say so").click()
    assert second.url.startswith(finding)
    made = Disposition.objects.get()
    assert (made.state, made.second_by.login) == ("in force", "rev")


def cookie_of(login, served):
    from django.conf import settings
    from people_at_work import browser_of

    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": browser_of(login).cookies[name].value, "url": served}
