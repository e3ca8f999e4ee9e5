"""What Chromium makes of rooms, requests and releases: axe, two widths, languages, no script."""

from importlib import resources
from pathlib import Path

import pytest
from browser import NEEDS_CHROMIUM
from exchanges import OWN, PDF, add_document, ask, everybody, mask_of, release, release_document
from exchanges import release_request as released
from people_at_work import browser_of
from test_browser import beside_a_loop, chromium, cookie_of, served
from test_dispositions import pattern_of
from two_runs import STILL

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM]
__all__ = ["beside_a_loop", "chromium", "served"]


@pytest.fixture
def pages(served):
    """Addresses of the office and of the room, with something on each."""
    everybody()
    pattern, to = pattern_of(STILL), mask_of(OWN)
    seq = release(pattern, to)
    asked, waits = ask(to, pattern), ask("agency", text="The cash book of 2024")
    released(asked)
    listed = add_document(pattern)
    document = release_document(listed, to)
    form = {"text": "We had the order of the court.\nIt is in the file."}
    uno = browser_of("uno")
    uno.post(f"/room/findings/{seq}/reply", form)
    uno.post(f"/room/requests/{asked}/answer", form)
    other = release(pattern_of(STILL), "agency", by="rev")
    task = {"holder": "rev", "text": "Read the weigh book", "due": "2090-05-01"}
    browser_of("ana").post("/tasks/give", task | {"pattern": pattern.code})
    own = f"/findings/{pattern.code}"
    return {
        "leg": ("/", "/nowhere", "/log/names", "/requests", "/requests?state=answered",
                f"/requests/{asked}", f"/requests/{waits}", "/releases", f"/releases/{other}",
                f"/releases/{document}", own, f"{own}/exchange", f"{own}/statement"),
        "uno": ("/room", f"/room/findings/{seq}", f"/room/requests/{asked}", "/findings"),
        "who": ("/room",),
    }  # fmt: skip


def window(chromium, served, login, **how):
    page = chromium.new_context(**how).new_page()
    page.context.add_cookies([cookie_of(login, served)])
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(chromium, served, pages, width):
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    for login, addresses in pages.items():
        size = {"width": width, "height": 900}
        page = window(chromium, served, login, viewport=size, bypass_csp=True)
        for language in ("English", "Русский"):
            page.goto(served)
            page.get_by_role("button", name=language).click()
            for address in addresses:
                page.goto(served + address)
                page.evaluate(axe)
                found = page.evaluate(
                    "axe.run().then(done => done.violations.map(each => each.id))"
                )
                assert (address, found) == (address, [])
                assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_unit_replies_and_keeps_its_half_with_script_off(chromium, served, tmp_path):
    from tallystick.review.log.verification import verify_case
    from tallystick.review.runs.sealed import case
    from tallystick.seal import Half

    everybody()
    release(pattern_of(STILL), mask_of(OWN))
    page = window(chromium, served, "uno", java_script_enabled=False, accept_downloads=True,
                  viewport={"width": 390, "height": 800})  # fmt: skip
    page.goto(served)
    assert page.url == f"{served}/room"
    page.locator("#findings + ul a").first.click()
    letter = tmp_path / "letter.html"
    letter.write_bytes(b"<script>alert(1)</script>")
    page.get_by_label("What does your unit say").fill("It was a delivery")
    page.locator("input[type=file]").set_input_files(letter)
    page.get_by_role("button", name="Send the reply").click()
    page.get_by_text("Such a file is not taken").wait_for()
    assert page.get_by_label("What does your unit say").input_value() == "It was a delivery"
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(PDF)
    page.locator("input[type=file]").set_input_files(letter)
    page.get_by_role("button", name="Send the reply").click()
    with page.expect_download() as got:
        page.get_by_role("link", name="Keep it as half.txt").click()
    assert got.value.suggested_filename == "half.txt"
    half = Half.read(Path(got.value.path()).read_text())
    assert verify_case(case(), half, replayed=True).differences == ()
    with page.expect_download() as got:
        page.get_by_role("link", name="letter.pdf").click()
    assert Path(got.value.path()).read_bytes() == PDF


def test_a_statement_prints_on_one_page(chromium, served, pages, tmp_path):
    page = window(chromium, served, "leg")
    page.goto(served + pages["leg"][-1])
    path = tmp_path / "statement.pdf"
    page.pdf(path=path, format="A4")
    assert path.read_bytes().count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    assert not page.locator("header.bar").is_visible()
    assert page.get_by_text("We had the order of the court").is_visible()
