"""Axe finds nothing in the pages of log-in and accounts, in two languages, at two widths."""

import os
import re
from importlib import resources
from pathlib import Path

import pytest
from browser import CHROMIUM, NEEDS_CHROMIUM
from logged_in import PASSWORD, accounts_on, invitation, log_in, stranger, totp_now
from people_at_work import add

pytestmark = NEEDS_CHROMIUM
LOADED = re.compile(r"<link rel=\"stylesheet\"[^>]*>|<script src[^>]*></script>")
ASKED = "axe.run().then(said => said.violations.map(each => [each.id, each.nodes[0].html]))"


def of_language(language):
    """Each page as a browser gets it, in the order in which a person meets them."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    login = f"ana.{language}"
    add(login, ("administrator",))
    asked = f"?language={language}"
    path = invitation(login) + asked
    client = stranger()
    yield "log_in", client.get(f"/log-in{asked}")
    told = {"login": "nobody", "password": "wrong"}
    answers = [client.post(f"/log-in{asked}", told) for _ in range(6)]
    yield "wrong", answers[0]
    yield "pause", answers[-1]
    yield "invitation", client.get(path)
    yield "weak", client.post(path, {"password": "short", "again": "other"})
    client.post(path, {"password": PASSWORD, "again": PASSWORD})
    yield "enrol", client.get("/log-in/enrol")
    device = TOTPDevice.objects.get(user__username=login)
    yield "printed", client.post("/log-in/enrol", {"code": totp_now(device)})
    yield "account", client.get("/account")
    yield "new_passkey", client.post("/account/passkey", {"code": totp_now(device)})
    yield "people", client.get("/people")
    yield "invited", client.post("/people/invite", {"login": "me"})
    client, _ = log_in(login)
    yield "second", client.get(f"/log-in/second{asked}")
    yield "not_in", client.post("/people/unit")
    yield "no_invitation", client.get(path)


@pytest.fixture
def pages(case):
    """Each page with the styles in it."""
    from django.core.cache import cache

    made = {}
    with accounts_on():
        for language in ("en", "ru"):
            cache.clear()
            styles = "".join(
                f"<style>{stranger().get(f'/static/{name}').content.decode()}</style>"
                for name in (f"report.{language}.css", "review.css")
            )
            for name, answer in of_language(language):
                text = answer.content.decode()
                plain = re.sub(
                    r"<link rel=\"stylesheet\"[^>]*>|<script src[^>]*></script>", "", text
                )
                made[language, name] = plain.replace("</head>", styles + "</head>")
            from tallystick.review.models import Attempts

            Attempts.objects.all().delete()
    return made


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.slow), 390])
def test_nothing_is_in_the_way_of_who_logs_in(pages, width):
    sync = pytest.importorskip("playwright.sync_api")
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    pictures = os.environ.get("PAGES_TO_LOOK_AT")
    found = {}
    with sync.sync_playwright() as started:
        window = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sheet = window.new_page(viewport={"width": width, "height": 700})
        for each, text in pages.items():
            sheet.set_content(text)
            sheet.evaluate(axe)
            found[each] = sheet.evaluate(ASKED)
            if sheet.evaluate("document.documentElement.scrollWidth") > width:
                found[each].append("wider than the window")
            if pictures:
                sheet.screenshot(path=Path(pictures, f"{'-'.join(each)}-{width}.png"))
        window.close()
    assert {each: told for each, told in found.items() if told} == {}
    assert len(found) == 28
