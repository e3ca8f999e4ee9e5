"""What Debian's Chromium makes of the pages: both widths, script on and off, two languages, axe."""

import os
import re
import threading
from importlib import resources

import pytest
from browser import CHROMIUM, NEEDS_CHROMIUM

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
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    from tallystick.review import loopback

    at = loopback.listening(0)
    server = create_server(get_wsgi_application(), sockets=[at], threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{at.getsockname()[1]}"
    server.close()
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()


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
    found = ["/", "/findings", "/runs", "/log", "/half", "/log/2", "/runs/2/against/1"]
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
