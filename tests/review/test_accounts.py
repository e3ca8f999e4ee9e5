"""Accounts: opened and closed by the log, two factors, codes taken once, guesses slowed down."""

import json

import pytest
from logged_in import HOST, PASSWORD, accounts_on, enrolled, invitation, log_in, stranger, totp_now
from people_at_work import add, browser_of


@pytest.fixture
def office_of_two(case):
    """An administrator and an analyst, before either has an account."""
    add("adm", ("administrator",))
    add("ana", ("analyst",))
    with accounts_on():
        yield case


def acts():
    from tallystick.review.models import LogEntry

    return [(each.act, each.actor) for each in LogEntry.objects.filter(act__startswith="account.")]


def test_password_alone_opens_nothing_and_both_factors_open_the_office(office_of_two):
    _, device, _ = enrolled("adm")
    client, told = log_in("adm")
    assert (told.status_code, told["Location"]) == (302, "/log-in/second")
    for address in ("/", "/people", "/log", "/account"):
        assert client.get(address)["Location"] == "/log-in"
    client, _ = log_in("adm")
    assert client.post("/log-in/second", {"code": "000000"}).status_code == 400
    device.refresh_from_db()
    device.throttle_reset()
    before = client.cookies["__Host-tallystick"].value
    assert client.post("/log-in/second", {"code": totp_now(device)})["Location"] == "/"
    assert client.get("/people").status_code == 200
    assert client.cookies["__Host-tallystick"].value != before
    assert client.post("/log-out")["Location"] == "/log-in"
    assert client.get("/people")["Location"] == "/log-in"


def test_a_code_is_taken_once_whether_shown_or_printed(office_of_two):
    _, device, printed = enrolled("adm")
    assert len(set(printed)) == 10
    code = totp_now(device)
    for turn, status in enumerate((302, 400)):
        client, _ = log_in("adm")
        device.refresh_from_db()
        device.throttle_reset()
        answer = client.post("/log-in/second", {"code": code})
        assert answer.status_code == status, turn
    for code, status in ((printed[0], 302), (printed[0], 400), (printed[1].replace(" ", ""), 302)):
        client, _ = log_in("adm")
        reset_throttles()
        assert client.post("/log-in/second", {"code": code}).status_code == status


def reset_throttles():
    from django_otp.plugins.otp_static.models import StaticDevice
    from django_otp.plugins.otp_totp.models import TOTPDevice

    for each in (*StaticDevice.objects.all(), *TOTPDevice.objects.all()):
        each.throttle_reset()


def test_two_who_use_one_code_in_the_same_moment_are_one_too_many(office_of_two):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    _, _, printed = enrolled("adm")
    clients = [log_in("adm")[0] for _ in range(4)]

    def enter(client):
        status = client.post("/log-in/second", {"code": printed[0]}).status_code
        connections.close_all()
        return status

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(enter, clients)) == [302, 400, 400, 400]


def test_wrong_passwords_pause_for_that_name_alone_however_right_the_next_is(office_of_two):
    from datetime import timedelta

    from tallystick.review.models import Attempts

    enrolled("adm")
    enrolled("ana")
    for name in ("adm", "nobody"):
        told = [log_in(name, "wrong")[1] for _ in range(6)]
        assert [each.status_code for each in told] == [400] * 5 + [429], name
        assert 0 < int(told[-1]["Retry-After"]) <= 30
        assert "Wait 1 minute" in told[-1].content.decode()
    assert log_in("adm")[1].status_code == 429
    assert log_in("ana")[1].status_code == 302
    held = Attempts.objects.order_by("-wrong").first()
    Attempts.objects.update(last_at=held.last_at - timedelta(seconds=31))
    assert log_in("adm")[1].status_code == 302
    assert Attempts.objects.filter(wrong__gt=0).count() == 1


def test_many_guesses_at_once_are_counted_as_many(office_of_two):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from tallystick.review.accounts.attempts import counted

    def guess(_):
        pause = counted("adm")
        connections.close_all()
        return pause

    with ThreadPoolExecutor(8) as pool:
        pauses = list(pool.map(guess, range(24)))
    assert sum(each == 0 for each in pauses) == 5


def test_pauses_double_and_end_at_a_quarter_of_an_hour():
    from tallystick.review.accounts.attempts import _pause

    assert [_pause(wrong) for wrong in (0, 4, 5, 6, 7, 8, 9, 10, 10_000)] == [
        0, 0, 30, 60, 120, 240, 480, 900, 900
    ]  # fmt: skip


def test_an_invitation_opens_once_and_the_newest_alone(office_of_two):
    void, path = invitation("ana"), invitation("ana")
    assert stranger().get(void).status_code == 403
    weak = {"short": "fewer than twelve", "5310975310975": "digits alone",
            "administrator": "most common"}  # fmt: skip
    for password, why in weak.items():
        told = stranger().post(path, {"password": password, "again": password})
        assert told.status_code == 400
        assert why in told.content.decode(), password
    told = stranger().post(path, {"password": PASSWORD, "again": PASSWORD})
    assert told["Location"] == "/log-in/second"
    assert stranger().get(path).status_code == 403
    assert stranger().get("/invitation/nobody/x").status_code == 403
    assert acts() == [("account.open", "program"), ("account.invite", "program")]


def test_two_passwords_that_differ_are_refused_in_words(office_of_two):
    told = stranger().post(invitation("ana"), {"password": PASSWORD, "again": PASSWORD + "x"})
    assert "The two are not the same" in told.content.decode()
    assert PASSWORD not in told.content.decode()


def test_an_account_that_is_closed_is_out_at_once_and_its_roles_are_gone(office_of_two):
    from django.contrib.auth.models import User
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from tallystick.review.models import Person

    adm, _, _ = enrolled("adm")
    ana, _, _ = enrolled("ana")
    assert ana.get("/findings").status_code == 200
    assert adm.post("/people/close", {"login": "ana"}).status_code == 302
    assert ana.get("/findings")["Location"] == "/log-in"
    assert log_in("ana")[1].status_code == 400
    assert not User.objects.filter(username="ana").exists()
    assert not TOTPDevice.objects.filter(user__username="ana").exists()
    assert Person.objects.get(login="ana").roles == []
    assert adm.post("/people/close", {"login": "ana"}).status_code == 409
    again = adm.post("/people/invite", {"login": "ana"}).content.decode()
    assert f"https://{HOST}/invitation/ana/" in again
    assert [act for act, actor in acts()] == ["account.open", "account.open", "account.close",
                                              "account.open"]  # fmt: skip


def test_the_last_administrator_is_not_closed(office_of_two):
    from tallystick.review.models import Account

    browser_of("me").post("/people/roles", {"login": "me", "roles": ["analyst"]})
    adm, _, _ = enrolled("adm")
    adm.post("/people/roles", {"login": "me", "roles": ["analyst"]})
    assert adm.post("/people/close", {"login": "adm"}).status_code == 409
    assert Account.objects.get().closed_seq is None
    assert adm.get("/people").status_code == 200


def test_a_role_or_unit_that_was_changed_holds_at_the_next_page(office_of_two):
    from tallystick.review.models import Person

    adm, _, _ = enrolled("adm")
    ana, _, _ = enrolled("ana")
    assert ana.get("/people").status_code == 403
    adm.post("/people/roles", {"login": "ana", "roles": ["administrator"]})
    assert ana.get("/people").status_code == 200
    adm.post("/people/unit", {"login": "ana", "unit": "Division 3", "officer": "K1029"})
    person = Person.objects.get(login="ana")
    assert (person.unit_id, person.officer_id) == ("Division 3", "K1029")


def test_sessions_are_short(office_of_two, monkeypatch):
    import time

    from tallystick.review.accounts import door

    client, _, _ = enrolled("adm")
    now = time.time()
    for later, status in ((1_700, 200), (3_400, 200), (5_300, 302)):
        monkeypatch.setattr(door, "time", lambda later=later: now + later)
        assert client.get("/people").status_code == status, later
    monkeypatch.setattr(door, "time", lambda: now)
    assert client.get("/people").status_code == 302
    client, _ = log_in("adm")
    monkeypatch.setattr(door, "time", lambda: now + 601)
    assert client.get("/log-in/second")["Location"] == "/log-in"
    client, _, _ = enrolled("ana")
    for later in range(0, 36_000, 1_000):
        monkeypatch.setattr(door, "time", lambda later=later: now + 601 + later)
        assert client.get("/findings").status_code == 200
    monkeypatch.setattr(door, "time", lambda: now + 601 + 36_001)
    assert client.get("/findings")["Location"] == "/log-in"


def test_cookies_are_for_tls_and_this_host_alone(office_of_two):
    client, _, _ = enrolled("adm")
    answer = client.get("/")
    assert answer["Strict-Transport-Security"] == "max-age=31536000"
    assert {name for name in client.cookies} == {"__Host-tallystick", "__Host-tallystick-form"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Strict", "/", "")
    assert client.get("/", headers={"host": "other.example.org"}).status_code == 400
    assert stranger().get("/enter/none").status_code in (302, 403)


def test_a_password_that_is_changed_ends_other_sessions_and_codes_are_made_anew(office_of_two):
    one, device, printed = enrolled("adm")
    other, _ = log_in("adm")
    other.post("/log-in/second", {"code": printed[0]})
    assert other.get("/people").status_code == 200
    new = "another long sentence"
    wrong = {"now": "wrong", "password": new, "again": new}
    assert one.post("/account/password", wrong).status_code == 400
    assert one.post("/account/password", wrong | {"now": PASSWORD}).status_code == 200
    assert one.get("/people").status_code == 200
    assert other.get("/people")["Location"] == "/log-in"
    assert one.post("/account/codes", {"code": "nonsense"}).status_code == 400
    reset_throttles()
    assert (
        '<ol class="printed">' in one.post("/account/codes", {"code": printed[1]}).content.decode()
    )
    reset_throttles()
    assert one.post("/account/codes", {"code": printed[2]}).status_code == 400
    reset_throttles()
    gone = one.post("/account/authenticator", {"code": totp_now(device)})
    assert gone["Location"] == "/log-in"
    client, _ = log_in("adm", new)
    assert client.get("/log-in/second")["Location"] == "/log-in/enrol"


def test_nothing_of_an_account_is_in_the_log_a_bundle_or_a_replay(office_of_two, tmp_path):
    import zipfile

    from django.contrib.auth.models import User
    from django_otp.plugins.otp_static.models import StaticToken
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from tallystick.review.bundle.export import export
    from tallystick.review.log.replay import differences
    from tallystick.review.models import Account, Body, LogEntry

    enrolled("adm")
    enrolled("ana")
    export("person:me", tmp_path / "bundle.zip", "A court asked", masked=False)
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        held = b"".join(bundle.read(each) for each in bundle.namelist())
    log = json.dumps([*LogEntry.objects.values_list("object", flat=True),
                      *Body.objects.values_list("text", flat=True)]).encode()  # fmt: skip
    secrets = [*User.objects.values_list("password", flat=True),
               *TOTPDevice.objects.values_list("key", flat=True),
               *StaticToken.objects.values_list("token", flat=True)]  # fmt: skip
    assert len(secrets) == 2 + 2 + 20
    for each in secrets:
        assert each.encode() not in held + log
    assert Account.objects.count() == 2
    assert differences() == []


def test_what_a_role_may_not_do_with_accounts_the_log_refuses_too(office_of_two):
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append

    for act, object in (("account.open", {"login": "ana"}), ("account.invite", {"login": "ana"}),
                        ("account.close", {"login": "ana"}),
                        ("person.unit", {"login": "ana", "unit": "", "officer": ""})):  # fmt: skip
        with pytest.raises(NotAllowedError, match="role"):
            append("person:ana", act, object)


def test_a_form_that_is_not_ours_logs_nobody_in(office_of_two):
    enrolled("adm")
    strict = stranger(enforce_csrf_checks=True)
    told = {"login": "adm", "password": PASSWORD}
    assert strict.post("/log-in", told).status_code == 403
    assert strict.get("/log-in/second")["Location"] == "/log-in"


def test_pages_of_log_in_speak_both_languages_and_keep_the_choice(office_of_two):
    path = invitation("ana")
    assert "Choose a password" in stranger().get(path).content.decode()
    client = stranger()
    assert "Вход" in client.get("/log-in?language=ru").content.decode()
    assert "Выберите пароль" in client.get(f"{path}?language=ru").content.decode()
    client.post(f"{path}?language=ru", {"password": PASSWORD, "again": PASSWORD})
    assert "Настройте второй фактор" in client.get("/log-in/enrol").content.decode()
    assert "Set up your second" in client.get("/log-in/enrol?language=en").content.decode()
    assert "Set up your second" in client.get("/log-in/enrol").content.decode()


def test_on_loopback_there_is_no_log_in(case, browser):
    for address in ("/log-in", "/log-in/second", "/invitation/me/x", "/account", "/healthy"):
        assert browser.get(address).status_code == 404, address
    for address in ("/people/invite", "/people/close", "/log-out", "/account/password"):
        assert browser.post(address, {"login": "me"}).status_code == 404, address


def test_healthy_says_nothing_but_whether_the_office_can_work(office_of_two, monkeypatch):
    from tallystick.review.pages import healthy

    answer = stranger().get("/healthy")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    monkeypatch.setattr(healthy, "LEAST_FREE", 1 << 62)
    answer = stranger().get("/healthy")
    assert (answer.status_code, answer.content) == (503, b"disk\n")


def test_from_the_shell_the_first_person_of_a_case_becomes_its_administrator(
    django_ready, tmp_path
):
    from opened_case import point_to

    from tallystick.review.accounts.opening import invite_from_shell
    from tallystick.review.case_folder import make_case
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.models import LogEntry, Person
    from tallystick.review.office import bring_up_to_date

    case = make_case(tmp_path / "NEW", "Office")
    point_to(case)
    bring_up_to_date(case)
    with accounts_on():
        assert invite_from_shell("adm").startswith("/invitation/adm/")
        assert Person.objects.get().roles == ["administrator"]
        with pytest.raises(NotAllowedError, match="person"):
            invite_from_shell("nobody")
        # Locked out, the administrator is let in again, and the log says from where.
        invite_from_shell("adm")
    assert [(each.act, each.actor) for each in LogEntry.objects.all()] == [
        ("person.add", "person:adm"), ("account.open", "program"), ("account.invite", "program")
    ]  # fmt: skip
