"""What Debian's Chromium makes of the pages: without script, at both widths, in two languages."""

import io
import os
import re
from importlib import resources
from pathlib import Path

import pytest
from browser import CHROMIUM, NEEDS_CHROMIUM
from PIL import Image

from tallystick.intake.words import catalogue

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM]
SETTINGS = [(width, language) for width in (1280, 390) for language in ("en", "ru")]
PICTURES = os.environ.get("TALLYSTICK_PICTURES")
"""A folder that gets a picture of each page, for people to look at."""
AXE = resources.files("axe_core_python") / "axe.min.js"


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--host-resolver-rules=MAP tell.example.org 127.0.0.1"],
        )
        yield browser
        browser.close()


class Visit:
    """A colleague's way over the pages in one setting; each page is looked at and asked."""

    def __init__(self, browser, channel, width, language, *, script):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, bypass_csp=script,
        )  # fmt: skip
        self.page, self.width, self.script = context.new_page(), width, script
        self.language, self.words = language, catalogue(language)
        self.root = f"http://tell.example.org:{channel.port}"
        self.told = []
        self.page.on("console", lambda message: self.told.append(message.text))

    def go(self, path):
        self.page.goto(f"{self.root}{path}?language={self.language}")

    def look(self, name):
        """No fault of axe, nothing wider than the screen, no cookie, the trial is said."""
        assert self.words["trial"] in self.page.inner_text("body")
        assert self.page.context.cookies() == []
        if PICTURES:
            path = Path(PICTURES) / f"{name}-{self.width}-{self.language}.png"
            self.page.screenshot(path=path, full_page=True)
        if self.script:
            assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
            found = self.page.evaluate(
                "axe.run().then(done => done.violations.map(each => [each.id, "
                "each.nodes.map(node => node.html)]))"
            )
            assert (name, found) == (name, [])

    def fill(self, text, *, right=True, file=None):
        page = self.page
        code = [each.inner_text() for each in page.query_selector_all(".code li b")]
        for name, value in (("kind", "weights"), ("how", "documents"), ("know", "some")):
            page.check(f'input[name="{name}"][value="{value}"]')
        page.fill("#text", text)
        if file:
            page.set_input_files("#file", file)
        for label in page.query_selector_all(".word"):
            number = int(re.search(r"\d", label.inner_text())[0])
            word = code[number - 1] if right else "?"
            label.query_selector("input").fill(word)
        page.click("form button")
        return " ".join(code)


def gone_through(visit):
    words, page = visit.words, visit.page
    visit.go("/")
    visit.look("front")
    page.click(f'main a:has-text("{words["front.go"]}")')
    visit.look("tell")
    visit.fill("Gewicht <script>", right=False)
    assert words["error.back"] in page.inner_text(".faults")
    visit.look("tell-fault")
    data = io.BytesIO()
    Image.effect_noise((60, 40), 50).save(data, "PNG")
    file = {"name": "a.png", "mimeType": "image/png", "buffer": data.getvalue()}
    code = visit.fill("The weight was changed.\nTwice.", file=file)
    assert words["sent.title"] in page.inner_text("h1")
    visit.look("sent")
    visit.go("/answer")
    visit.look("answer")
    page.fill("#code", "wrong")
    page.click("form button")
    assert words["wrong.text"] in page.inner_text("main")
    visit.look("wrong")
    visit.go("/answer")
    page.fill("#code", code)
    page.click("form button")
    assert "Twice." in page.inner_text("article")
    page.fill("#text", "One thing more.")
    page.click('button[value="write"]')
    assert words["letters.added"] in page.inner_text("main")
    assert "One thing more." in page.inner_text("article:last-of-type")
    visit.look("letters")
    page.check('input[name="sure"]')
    page.click('button[value="delete"]')
    assert words["deleted.text"] in page.inner_text("main")
    visit.look("deleted")
    page.click(".leave")
    visit.look("left")
    # A browser tells of the answers 422 and 403, and that a test has no TLS; nothing else.
    known = ("a status of 4", "Cross-Origin-Opener-Policy header has been ignored",
             "Not supported for insecure origins")  # fmt: skip
    assert [each for each in visit.told if not any(word in each for word in known)] == []


@pytest.mark.parametrize(("width", "language"), SETTINGS)
def test_axe_finds_nothing_on_any_page(chromium, channel, width, language):
    gone_through(Visit(chromium, channel, width, language, script=True))


@pytest.mark.parametrize(("width", "language"), SETTINGS)
def test_a_colleague_goes_all_the_way_without_script(chromium, channel, width, language):
    gone_through(Visit(chromium, channel, width, language, script=False))


def test_all_is_done_by_keyboard_alone(chromium, channel):
    visit = Visit(chromium, channel, 1280, "en", script=False)
    visit.go("/tell")
    page = visit.page
    code = [each.inner_text() for each in page.query_selector_all(".code li b")]
    asked = [int(re.search(r"\d", each.inner_text())[0]) for each in
             page.query_selector_all(".word")]  # fmt: skip
    page.focus('input[name="kind"]')
    for key in (" ", "Tab", " ", "Tab", " ", "Tab"):
        page.keyboard.press(key if key != " " else "Space")
    page.keyboard.type("By keyboard.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(code[asked[0] - 1])
    page.keyboard.press("Tab")
    page.keyboard.type(code[asked[1] - 1])
    page.keyboard.press("Enter")
    page.wait_for_selector("h1")
    assert visit.words["sent.title"] in page.inner_text("h1")
