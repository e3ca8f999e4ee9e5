"""A passkey is a second factor after the password, of its own person and host, once a page."""

import json
import re
from html import unescape

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from logged_in import HOST, PASSWORD, accounts_on, enrolled, invitation, log_in, stranger, totp_now
from people_at_work import add
from soft_key import SoftKey

ORIGIN = f"https://{HOST}"
FORM = re.compile(r'data-passkey="(\w+)" data-options="([^"]*)"')


@pytest.fixture
def office(case):
    add("ana", ("administrator",))
    add("bo", ("analyst",))
    with accounts_on():
        yield case


def options_in(answer):
    found = FORM.search(answer.content.decode())
    return json.loads(unescape(found[2])) if found else None


def with_passkey(login, name="Blue key"):
    """Somebody who is in and has made a passkey; the client, the authenticator, and the key."""
    client, device, _ = enrolled(login)
    asked = client.post("/account/passkey", {"code": totp_now(device)})
    key = SoftKey(ORIGIN)
    told = {"credential": key.made(options_in(asked)), "name": name}
    answer = client.post("/account/passkey/add", told)
    assert answer["Location"] == "/account#passkeys", answer.content.decode()
    return client, device, key


def between(login):
    """A client after the password, and what its page asks of a passkey."""
    client, _ = log_in(login)
    return client, options_in(client.get("/log-in/second"))


def enter(client, credential):
    return client.post("/log-in/passkey", {"credential": credential})


def is_in(client):
    return client.get("/account").status_code == 200


def test_it_lets_in_after_the_password_and_no_challenge_works_twice(office):
    client, _, key = with_passkey("ana")
    assert "Blue key" in client.get("/account").content.decode()
    client, options = between("ana")
    assert [each["id"] for each in options["allowCredentials"]] == [json.loads(
        key.used(options))["id"]]  # fmt: skip
    assert not is_in(client)
    credential = key.used(options)
    assert enter(client, credential)["Location"] == "/"
    assert is_in(client)
    # The same answer in another session, whose challenge is another one, and again in this.
    other, _ = between("ana")
    assert enter(other, credential).status_code == 400
    assert enter(other, credential).status_code == 400
    assert not is_in(other)
    assert "last used" in client.get("/account").content.decode()


def test_what_does_not_fit_lets_nobody_in_and_the_code_still_does(office):
    _, device, key = with_passkey("ana")
    _, _, strange = with_passkey("bo")
    unknown = SoftKey(ORIGIN)
    wrong = (
        lambda options: key.used(options, origin="https://review.example.com"),
        lambda options: key.used(options, challenge="AAAA"),
        lambda options: key.used(options, type="webauthn.create"),
        lambda options: key.used({**options, "rpId": "example.org"}),
        lambda options: key.used(options, by=ec.generate_private_key(ec.SECP256R1())),
        lambda options: strange.used(options),
        lambda options: unknown.used(options),
        lambda options: "",
        lambda options: "null",
        lambda options: "[]",
        lambda options: "[" * 9000,
        lambda options: '{"id": 1, "rawId": {}, "response": []}',
        lambda options: key.used(options)[:-9],
        lambda options: key.used(options).replace("public-key", "password"),
        lambda options: " " * 20_000 + key.used(options),
    )
    for number, answer in enumerate(wrong):
        client, options = between("ana")
        refused = enter(client, answer(options))
        assert refused.status_code == 400, number
        assert "no passkey of yours for this page" in refused.content.decode()
        # A new challenge stands in the page that says so.
        assert options_in(refused)["challenge"] != options["challenge"]
        assert not is_in(client), number
    assert client.post("/log-in/second", {"code": totp_now(device)})["Location"] == "/"
    assert is_in(client)


def test_a_key_whose_count_goes_back_is_refused_as_a_copy(office):
    _, _, key = with_passkey("ana")
    for uses, let_in in ((5, True), (5, True), (3, False)):
        client, options = between("ana")
        key.uses = uses if not let_in else max(key.uses, uses)
        enter(client, key.used(options))
        assert is_in(client) == let_in, uses


def test_it_opens_nothing_without_the_password(office):
    _, _, key = with_passkey("ana")
    _, options = between("ana")
    assert enter(stranger(), key.used(options))["Location"] == "/log-in"
    assert options_in(stranger().get("/log-in")) is None
    # Who has not set up an authenticator yet does that first.
    client = stranger()
    client.post(invitation("bo"), {"password": PASSWORD, "again": PASSWORD})
    assert enter(client, key.used(options))["Location"] == "/log-in/enrol"


def test_there_is_none_on_loopback(case, browser):
    for address in ("/log-in/passkey", "/account/passkey", "/account/passkey/add",
                    "/account/passkey/1/forget"):  # fmt: skip
        assert browser.post(address).status_code == 404


def test_one_is_made_after_a_code_alone_and_by_the_page_that_asked(office):
    from django_otp_webauthn.models import WebAuthnCredential

    client, device, _ = enrolled("ana")
    refused = client.post("/account/passkey", {"code": "000000"})
    assert refused.status_code == 400
    assert options_in(refused) is None
    device.refresh_from_db()
    device.throttle_reset()
    key = SoftKey(ORIGIN)
    told = {"name": "Key"}
    made_up = {"challenge": "AAAA", "rp": {"id": HOST}}
    assert client.post("/account/passkey/add", told | {"credential": key.made(made_up)}
                       ).status_code == 400  # fmt: skip

    def asked():
        return options_in(client.post("/account/passkey", {"code": totp_now(device)}))

    for changes in ({"origin": "https://example.org"}, {"challenge": "AAAA"},
                    {"type": "webauthn.get"}):  # fmt: skip
        answer = client.post(
            "/account/passkey/add", told | {"credential": key.made(asked(), **changes)}
        )
        assert answer.status_code == 400
        assert "The passkey was not kept" in answer.content.decode()
    for credential, name in ((key.made(asked()), ""), (key.made(asked()), "x" * 65), ("{}", "Key")):
        answer = client.post("/account/passkey/add", {"credential": credential, "name": name})
        assert answer.status_code == 400
    assert not WebAuthnCredential.objects.exists()
    credential = key.made(asked())
    assert client.post("/account/passkey/add", told | {"credential": credential}).status_code == 302
    assert client.post("/account/passkey/add", told | {"credential": credential}).status_code == 400
    again = client.post("/account/passkey/add", told | {"credential": key.made(asked())})
    assert again.status_code == 400
    held = WebAuthnCredential.objects.get()
    assert (held.name, held.user.username) == ("Key", "ana")


def test_a_challenge_to_come_in_by_makes_none(office):
    from django_otp_webauthn.models import WebAuthnCredential

    _, device, _ = with_passkey("ana")
    client, options = between("ana")
    client.post("/log-in/second", {"code": totp_now(device)})
    assert is_in(client)
    credential = SoftKey(ORIGIN).made({**options, "rp": {"id": options["rpId"]}})
    told = {"credential": credential, "name": "Without a code"}
    assert client.post("/account/passkey/add", told).status_code == 400
    assert WebAuthnCredential.objects.count() == 1


def test_no_more_than_ten_are_kept(office):
    from django_otp_webauthn.models import WebAuthnCredential

    client, device, _ = with_passkey("ana")
    held = WebAuthnCredential.objects.get()
    for number in range(9):
        held.pk, held.credential_id_sha256, held.credential_id = None, "", bytes([number]) * 32
        held._state.adding = True
        held.save()
    assert 'action="/account/passkey"' not in client.get("/account").content.decode()
    options = options_in(client.post("/account/passkey", {"code": totp_now(device)}))
    told = {"credential": SoftKey(ORIGIN).made(options), "name": "Eleventh"}
    assert client.post("/account/passkey/add", told).status_code == 400
    assert WebAuthnCredential.objects.count() == 10


def test_one_is_made_void_after_a_code_by_its_own_person_alone(office):
    from django_otp_webauthn.models import WebAuthnCredential

    client, device, key = with_passkey("ana")
    other, strange, _ = with_passkey("bo")
    number = WebAuthnCredential.objects.get(user__username="ana").id
    where = f"/account/passkey/{number}/forget"
    other.post(where, {"code": totp_now(strange)})
    assert WebAuthnCredential.objects.filter(id=number).exists()
    assert client.post(where, {"code": "000000"}).status_code == 400
    device.refresh_from_db()
    device.throttle_reset()
    assert client.post(where, {"code": totp_now(device)}).status_code == 302
    client, options = between("ana")
    assert options is None
    assert enter(client, key.used({"challenge": "AAAA", "rpId": HOST})).status_code == 400


@pytest.mark.parametrize("how", ["left", "invited", "closed"])
def test_what_makes_the_authenticator_void_makes_passkeys_void(office, how):
    from django_otp_webauthn.models import WebAuthnCredential, WebAuthnUserHandle

    ana, _, _ = with_passkey("ana")
    bo, device, _ = with_passkey("bo")
    if how == "left":
        bo.post("/account/authenticator", {"code": totp_now(device)})
    else:
        ana.post("/people/invite" if how == "invited" else "/people/close", {"login": "bo"})
    assert [each.user.username for each in WebAuthnCredential.objects.all()] == ["ana"]
    assert [each.user.username for each in WebAuthnUserHandle.objects.all()] == ["ana"]


def test_neither_log_nor_bundle_nor_replay_has_a_passkey(office, tmp_path):
    from tallystick.review.bundle.export import export
    from tallystick.review.log.replay import differences

    _, _, key = with_passkey("ana", "zebra-quartz")
    export("person:me", tmp_path / "bundle.zip", "Asked", masked=False)
    import zipfile

    with zipfile.ZipFile(tmp_path / "bundle.zip") as held:
        for each in held.namelist():
            assert b"zebra-quartz" not in held.read(each)
            assert key.id not in held.read(each)
    assert differences() == []


def test_the_script_is_a_file_of_the_program_and_stands_where_it_is_needed_alone(office):
    client, _, _ = with_passkey("ana")
    assert client.get("/static/passkey.js")["Content-Type"] == "text/javascript; charset=utf-8"
    assert "passkey.js" not in client.get("/account").content.decode()
    page, _ = log_in("ana")
    answer = page.get("/log-in/second")
    assert answer.content.decode().count('src="/static/passkey.js"') == 1
    assert "script-src 'self';" in answer["Content-Security-Policy"]
    assert "<script>" not in answer.content.decode()
