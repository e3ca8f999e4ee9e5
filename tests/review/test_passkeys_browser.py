"""A passkey made and used in Debian's Chromium, with its virtual authenticator, and without script.

tests/review/test_passkeys.py asks the same of the server by a key in software.
"""

import os
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import pytest
from browser import NEEDS_CHROMIUM
from logged_in import PASSWORD, accounts_on, invitation, totp_now
from people_at_work import add
from test_browser import beside_a_loop, chromium

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM]
__all__ = ["beside_a_loop", "chromium"]
HOST = "localhost"
"""A browser takes it for safe without TLS."""
ASKED = "axe.run().then(done => done.violations.map(each => [each.id, each.nodes[0].html]))"
KEY = {
    "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
PICTURES = os.environ.get("PAGES_TO_LOOK_AT")


@pytest.fixture
def served(case):
    from flow_reader import serving

    add("ana", ("administrator",))
    about = {
        "ALLOWED_HOSTS": [HOST],
        "OTP_WEBAUTHN_RP_ID": HOST,
        "OTP_WEBAUTHN_ALLOWED_ORIGINS": [],
    }
    with accounts_on(**about), serving() as address:
        from django.conf import settings

        at = address.replace("127.0.0.1", HOST)
        settings.OTP_WEBAUTHN_ALLOWED_ORIGINS.append(at)
        yield at


@contextmanager
def window(chromium, width, **how):
    """A page, what its browser said, and a session by which its authenticator is set."""
    size = {"width": width, "height": 900}
    context = chromium.new_context(viewport=size, bypass_csp=False, **how)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.set_default_timeout(20_000)
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    yield page, devices
    context.close()
    # Chromium's own hints on password fields begin so.
    assert [each for each in said if not each.startswith("[DOM]")] == []


def looked_at(page, width, name):
    """Hold that axe finds nothing, and that the page is no wider than the screen."""
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(axe)
    assert (name, page.evaluate(ASKED)) == (name, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    if PICTURES:
        page.screenshot(path=Path(PICTURES, f"{name}-{width}.png"), full_page=True)


def device():
    from django_otp.plugins.otp_totp.models import TOTPDevice

    return TOTPDevice.objects.get(user__username="ana", confirmed=True)


def set_up(page, served, language):
    """Come in for the first time: password, authenticator, printed codes."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    page.goto(f"{served}{invitation('ana')}?language={language}")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/log-in/enrol")
    page.locator("#code").fill(totp_now(TOTPDevice.objects.get(user__username="ana")))
    page.locator("main button").click()
    page.locator("ol.printed").wait_for()


def after_the_password(page, served, language="en"):
    page.goto(f"{served}/log-in?language={language}")
    page.locator("#login").fill("ana")
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/log-in/second")


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "ru")])
def test_one_is_made_and_lets_in_and_a_strange_one_does_not(chromium, served, width, language):
    from django_otp_webauthn.models import WebAuthnCredential

    with window(chromium, width) as (page, devices):
        own = devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
        set_up(page, served, language)
        page.goto(f"{served}/account")
        page.locator("#passkey-code").fill(totp_now(device()))
        page.locator("form[action='/account/passkey'] button").click()
        page.locator("#name").fill("Blue key")
        looked_at(page, width, f"passkey-new-{language}")
        page.locator("form[data-passkey] button").click()
        page.wait_for_url("**/account#passkeys")
        page.get_by_text("Blue key").wait_for()
        looked_at(page, width, f"passkey-account-{language}")
        assert WebAuthnCredential.objects.get().name == "Blue key"
        page.locator(".out button").click()
        after_the_password(page, served, language)
        use = page.locator("form[data-passkey] button")
        use.wait_for()
        for told in ("[data-failed]", "[data-plain]"):
            assert not page.locator(told).is_visible()
        looked_at(page, width, f"passkey-second-{language}")
        # The key is taken away, and another is there: the browser has none to offer.
        held = devices.send("WebAuthn.getCredentials", {"authenticatorId": own})["credentials"]
        devices.send("WebAuthn.clearCredentials", {"authenticatorId": own})
        use.click()
        page.locator("[data-failed]").wait_for()
        looked_at(page, width, f"passkey-failed-{language}")
        devices.send("WebAuthn.addCredential", {"authenticatorId": own, "credential": held[0]})
        use.click()
        page.wait_for_url(f"{served}/")
        assert page.goto(f"{served}/account").status == 200


def test_without_script_the_codes_work_as_before_and_the_page_says_why(chromium, served):
    from django_otp_webauthn.models import WebAuthnCredential

    with window(chromium, 390) as (page, devices):
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        set_up(page, served, "en")
        page.goto(f"{served}/account")
        page.locator("#passkey-code").fill(totp_now(device()))
        page.locator("form[action='/account/passkey'] button").click()
        page.locator("#name").fill("Blue key")
        page.locator("form[data-passkey] button").click()
        page.wait_for_url("**/account#passkeys")
    assert WebAuthnCredential.objects.exists()
    with window(chromium, 390, java_script_enabled=False) as (page, _):
        after_the_password(page, served)
        page.get_by_text("A passkey needs script").wait_for()
        assert not page.locator("form[data-passkey]").is_visible()
        page.locator("#code").fill(totp_now(device()))
        page.locator("main button").first.click()
        page.wait_for_url(f"{served}/")
