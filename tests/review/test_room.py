"""A unit sees what was released to it and nothing else, replies, and keeps a half that verifies."""

import pytest
from exchanges import (
    OTHER,
    OWN,
    PDF,
    add_document,
    ask,
    everybody,
    file_of,
    last_seq,
    mask_of,
    release,
    release_document,
    release_request,
    seq_of,
)
from made_runs import changed, make_run
from opened_case import ACTOR
from people_at_work import browser_of
from test_dispositions import pattern_of, replay
from two_runs import GONE, LEAD, NEW, OFFICER_NOW, STILL, TURNED


@pytest.fixture
def office(case_of_two):
    everybody()
    return case_of_two


def addresses_of_rooms():
    """Every address of a room, by every number that an entry of the log has, and two beyond."""
    from tallystick.review.urls import urlpatterns

    for each in urlpatterns:
        if getattr(each.callback, "in_room", False):
            address = "/" + str(each.pattern)
            numbers = range(1, last_seq() + 3) if "<int:seq>" in address else (0,)
            for number in numbers:
                yield address.replace("<int:seq>", str(number))


def seen_by(login):
    """The addresses of the room that open to somebody, by GET."""
    browser, found = browser_of(login), set()
    for address in addresses_of_rooms():
        status = browser.get(address).status_code
        assert status in (200, 404, 405), (address, status)
        if status == 200:
            found.add(address)
    return found


def worked_out():
    """Both units have a finding, a request and a document, and each replied to both."""
    from tallystick.review.models import LogEntry

    made = {}
    for login, unit, pattern in (("uno", OWN, pattern_of(STILL)), ("dos", OTHER, pattern_of(GONE))):
        to = mask_of(unit)
        finding = release(pattern, to)
        asked = ask(to, pattern)
        release_request(asked)
        document = add_document(pattern, PDF + unit.encode())
        release_document(document, to)
        browser = browser_of(login)
        reply = browser.post(
            f"/room/findings/{finding}/reply",
            {
                "text": f"We of {unit} explain it",
                "documents": file_of(PDF + b"reply " + to.encode()),
            },
        )
        assert reply.status_code == 302, reply.content.decode()
        replied, own = seq_of("reply.give"), seq_of("document.add")
        browser.post(f"/room/requests/{asked}/answer", {"text": f"Here it is, says {unit}"})
        answered = seq_of("request.answer")
        assert LogEntry.objects.get(seq=answered).actor == f"person:{login}"
        made[login] = {
            "/room", f"/room/findings/{finding}", f"/room/requests/{asked}",
            f"/room/documents/{document}", f"/room/documents/{own}",
            f"/room/halves/{replied}/half.txt", f"/room/halves/{answered}/half.txt",
        }  # fmt: skip
    return made


def test_of_all_addresses_a_unit_opens_its_own_alone(office):
    for pattern in (pattern_of(TURNED), pattern_of(NEW), pattern_of(LEAD)):
        ask(mask_of(OWN), pattern, "Not released to anybody")
        add_document(pattern, PDF + pattern.code.encode())
    made = worked_out()
    assert seen_by("uno") == made["uno"]
    assert seen_by("dos") == made["dos"]
    assert seen_by("chief") == seen_by("who") == {"/room"}
    assert replay() == []


def test_no_page_of_a_unit_holds_a_word_of_the_other_or_of_what_was_not_released(office):
    ask(mask_of(OWN), pattern_of(STILL), "Not released to anybody")
    made = worked_out()
    for login, other in (("uno", OTHER), ("dos", OWN)):
        pages = [browser_of(login).get(each).content.decode() for each in sorted(made[login])]
        for text in pages:
            assert other not in text
            assert f"{mask_of(other)}<" not in text
            assert "Not released" not in text
            assert "K1029" not in text
        assert any("explain it" in text for text in pages)
    text = browser_of("who").get("/room").content.decode()
    assert "explain" not in text
    assert "Unit " not in text


def test_what_a_unit_cannot_see_it_cannot_write_to(office):
    from tallystick.review.models import LogEntry

    worked_out()
    hidden = ask(mask_of(OWN), text="Not released")
    before = LogEntry.objects.count()
    for login in ("uno", "dos", "who", "chief"):
        browser, open_to = browser_of(login), seen_by(login)
        for address in addresses_of_rooms():
            page, _, verb = address.rpartition("/")
            if verb in ("reply", "answer") and page not in open_to:
                answer = browser.post(address, {"text": "Me too", "documents": file_of()})
                assert answer.status_code == 404, address
    assert f"/room/requests/{hidden}" not in seen_by("uno")
    assert LogEntry.objects.count() == before
    assert len(list((office.folder / "documents").rglob(".*"))) == 0


def test_the_pages_of_the_office_are_closed_to_a_unit_whatever_their_number(office):
    from tallystick.review.urls import urlpatterns

    finding = pattern_of(STILL)
    release(finding, mask_of(OWN))
    uno, asked = browser_of("uno"), 0
    for each in urlpatterns:
        act, in_room = getattr(each.callback, "act", None), getattr(each.callback, "in_room", False)
        if act in ("inside", "outside") or in_room:
            continue
        for code, number in ((finding.code, "1"), ("0" * 16, "999")):
            address = "/" + str(each.pattern)
            for part, value in (("slug:code", code), ("int:number", number), ("int:seq", number),
                                ("int:other", number), ("int:place", "1"),
                                ("str:quarter", "2026-04-01"), ("str:name", "x")):  # fmt: skip
                address = address.replace(f"<{part}>", value)
            for answer in (uno.get(address), uno.post(address)):
                asked += 1
                assert answer.status_code == 403, address
    assert asked > 150
    assert uno.get("/")["Location"] == "/room"


def test_the_log_does_not_take_from_a_unit_what_its_room_does_not_show(office):
    """The projections ask too, so that no page is the only guard."""
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append
    from tallystick.review.models import LogEntry

    pattern = pattern_of(STILL)
    finding = release(pattern, mask_of(OWN))
    asked = ask(mask_of(OWN), pattern)
    name = {"pattern": pattern.fingerprint}
    document = {"sha256": "a" * 64, "size": 9, "suffix": ".pdf"}
    entries = (
        ("dos", "reply.give", {**name, "release": finding, "documents": []}, "not_released"),
        ("who", "reply.give", {**name, "release": finding, "documents": []}, "no_unit"),
        ("ana", "reply.give", {**name, "release": finding, "documents": []}, "role"),
        ("leg", "reply.give", {**name, "release": finding, "documents": []}, "role"),
        ("uno", "reply.give", {**name, "release": 1, "documents": []}, "not_released"),
        ("uno", "reply.give", {**name, "release": finding, "documents": [2]}, "document"),
        ("uno", "request.answer", {**name, "request": asked, "documents": []}, "not_released"),
        ("uno", "request.close", {**name, "request": asked}, "role"),
        ("uno", "request.ask", {"to": mask_of(OTHER), "due": "2090-01-01"}, "role"),
        ("uno", "release.propose", {**name, "what": "request", "request": asked,
                                    "to": mask_of(OWN), "second": "not needed"}, "role"),
        ("dos", "document.add", {**document, **name}, "not_released"),
        ("uno", "document.add", {**document, **name, "request": asked}, "not_released"),
        ("uno", "document.add", document, "document"),
        ("uno", "document.add", {**document, **name, "size": 0}, "document"),
        ("uno", "document.add", {**document, **name, "suffix": ".exe"}, "document"),
        ("uno", "document.add", {**document, **name, "sha256": "../x"}, "document"),
        ("uno", "task.give", {"holder": "ana", "due": "2090-01-01"}, "role"),
    )  # fmt: skip
    before = LogEntry.objects.count()
    for login, act, object, why in entries:
        with pytest.raises(NotAllowedError, match=f"^{why}$"):
            append(f"person:{login}", act, object, "words")
    assert LogEntry.objects.count() == before


def test_a_lead_on_an_officer_is_never_released_nor_shown_when_it_becomes_one(office, tmp_path):
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append
    from tallystick.review.models import Release
    from tallystick.review.runs.importing import import_run

    lead, leg, to = pattern_of(OFFICER_NOW), browser_of("leg"), mask_of(OWN)
    for opened in (False, True):
        if opened:
            browser_of("rev").post(f"/findings/{lead.code}/open", {"reason": "Asked by the court"})
        printed = leg.get(f"/findings/{lead.code}/statement").status_code
        assert printed == (200 if opened else 404)
        answer = leg.post(f"/findings/{lead.code}/release", {"to": to})
        assert answer.status_code == 409
        assert "shown to no unit" in answer.content.decode()
    asked = ask(to, lead, "Of the opened lead")
    answer = leg.post(f"/requests/{asked}/release", {"to": to})
    assert answer.status_code == 409
    with pytest.raises(NotAllowedError, match="officer_lead"):
        append("person:leg", "release.propose",
               {"what": "finding", "pattern": lead.fingerprint, "to": to, "second": "not needed",
                "seal": lead.latest.run.manifest_sha256})  # fmt: skip
    assert not Release.objects.exists()
    # A finding on an officer that was released turns into a lead when its run is withdrawn.
    found = changed(OFFICER_NOW, subject="K1029", lead=False, aspect="heroin")
    run, _ = import_run(ACTOR, make_run(tmp_path / "found", found, name="A", last_day="2025-06-30"))
    seq = release(pattern_of(found), to)
    assert browser_of("uno").get(f"/room/findings/{seq}").status_code == 200
    later = make_run(tmp_path / "lead", changed(found, lead=True), name="B", last_day="2025-12-31")
    import_run(ACTOR, later)
    browser_of("rev").post(f"/runs/{run.id}/withdraw", {"reason": "Wrong export"})
    assert pattern_of(found).kind == "lead"
    assert browser_of("uno").get(f"/room/findings/{seq}").status_code == 404
    assert browser_of("uno").post(f"/room/findings/{seq}/reply", {"text": "x"}).status_code == 404
    # The next run does not trip over what was said of it.
    import_run(ACTOR, make_run(tmp_path / "next", STILL, name="2026", last_day="2026-06-30"))
    assert replay() == []


def test_what_a_reviewer_releases_waits_for_another_and_can_be_ended(office):
    pattern, to = pattern_of(STILL), mask_of(OWN)
    seq = release(pattern, to, by="rev")
    uno, rev, leg = browser_of("uno"), browser_of("rev"), browser_of("leg")
    assert uno.get(f"/room/findings/{seq}").status_code == 404
    assert uno.get("/room").content.decode().count("/room/findings/") == 0
    own = rev.post(f"/releases/{seq}/second", {"choice": "agrees"})
    assert own.status_code == 409
    text = leg.get(f"/releases/{seq}").content.decode()
    assert "What the unit sees" in text
    assert STILL.subject not in text
    assert leg.post(f"/releases/{seq}/second", {"choice": "disagrees"}).status_code == 400
    leg.post(f"/releases/{seq}/second", {"choice": "agrees"})
    assert uno.get(f"/room/findings/{seq}").status_code == 200
    assert leg.post(f"/releases/{seq}/second", {"choice": "agrees"}).status_code == 409
    again = leg.post(f"/findings/{pattern.code}/release", {"to": to})
    assert "released to that unit already" in again.content.decode()
    assert leg.post(f"/releases/{seq}/end", {"reason": ""}).status_code == 400
    leg.post(f"/releases/{seq}/end", {"reason": "The wrong unit"})
    assert uno.get(f"/room/findings/{seq}").status_code == 404
    # That it was released, and ended, the unit's own log still says.
    assert uno.get("/room").content.decode().count("a release") == 2
    other = release(pattern, to, by="rev")
    leg.post(f"/releases/{other}/second", {"choice": "disagrees", "reason": "Ask first"})
    assert uno.get(f"/room/findings/{other}").status_code == 404
    assert replay() == []


def test_who_served_in_a_unit_does_not_release_on_it(office):
    from tallystick.review.log.entries import append

    pattern = pattern_of(STILL)
    told = {"login": "leg", "kind": "finding", "value": pattern.fingerprint}
    append("person:leg", "recusal.add", told, "A relative")
    answer = browser_of("leg").post(f"/findings/{pattern.code}/release", {"to": mask_of(OWN)})
    assert answer.status_code == 409
    assert "recused from this finding" in answer.content.decode()


def test_names_in_the_text_of_a_request_are_masked_for_the_unit(office):
    asked = ask(mask_of(OWN), pattern_of(STILL), "What did K1029 and Division 1 weigh in C-1?")
    release_request(asked)
    text = browser_of("uno").get(f"/room/requests/{asked}").content.decode()
    assert "weigh in C-1?" in text
    assert "K1029" not in text
    assert "Division 1" not in text
    assert "K1029" in browser_of("ana").get(f"/requests/{asked}").content.decode()


def test_a_request_goes_to_the_unit_that_it_asks_and_to_no_other(office):
    asked = ask(mask_of(OWN))
    answer = browser_of("leg").post(f"/requests/{asked}/release", {"to": mask_of(OTHER)})
    assert answer.status_code == 409
    release_request(asked)
    assert browser_of("dos").get(f"/room/requests/{asked}").status_code == 404
    chief = ask("agency")
    release_request(chief)
    assert browser_of("chief").get(f"/room/requests/{chief}").status_code == 200
    assert browser_of("uno").get(f"/room/requests/{chief}").status_code == 404


def test_a_half_that_came_with_a_reply_verifies_later_with_case_and_bundle(office, tmp_path):
    from tallystick.review.log.verification import verify_case
    from tallystick.seal import Half, verify_bundle

    seq = release(pattern_of(STILL), mask_of(OWN))
    uno = browser_of("uno")
    uno.post(f"/room/findings/{seq}/reply", {"text": "It was a delivery", "documents": file_of()})
    replied = seq_of("reply.give")
    answer = uno.get(f"/room/halves/{replied}/half.txt")
    assert answer["Content-Disposition"] == 'attachment; filename="half.txt"'
    held = Half.read(answer.content.decode())
    assert held.seq == replied
    assert held.text().splitlines()[1][5:] in uno.get(f"/room/findings/{seq}").content.decode()
    ask(mask_of(OTHER))
    assert verify_case(office, held, replayed=True).differences == ()
    path = tmp_path / "bundle.zip"
    path.write_bytes(
        browser_of("leg").post("/bundle/make", {"how": "masked", "reason": "Asked"}).content
    )
    assert verify_bundle(path, held, check_signature=False).differences == ()
    # A log in which the reply was changed disagrees.
    from test_case_verification import NO_TRIGGERS, by_hand

    by_hand(office, *NO_TRIGGERS, f"UPDATE entry SET actor = 'person:ana' WHERE seq = {replied}")
    found = verify_case(office, held).differences
    assert [each for each in found if each.startswith(f"half of entry {replied}: the log was")]


def test_a_reply_stands_on_the_finding_in_the_file_of_the_report_and_the_statement(office):
    from tallystick.review.models import Run

    pattern = pattern_of(STILL)
    seq = release(pattern, mask_of(OWN))
    form = {"text": "K1029 was on leave", "documents": file_of(PDF, "leave.pdf")}
    browser_of("uno").post(f"/room/findings/{seq}/reply", form)
    rev = browser_of("rev")
    page = rev.get(f"/findings/{pattern.code}").content.decode()
    assert "K1029 was on leave" in page
    assert "leave.pdf" in page
    run = Run.objects.last()
    toml = rev.get(f"/runs/{run.id}/replies.toml").content.decode()
    assert 'text = "K1029 was on leave"' in toml
    assert f'finding = "{pattern.latest.number}"' in toml
    statement = rev.get(f"/findings/{pattern.code}/statement").content.decode()
    # Under no heading "That anyone did anything wrong." would be read as said.
    assert "<h2>What this does not show</h2>\n<p>That any" in statement
    assert "was on leave" in statement
    assert "K1029" not in statement
    assert "hash " in statement
    assert pattern.dispositions.count() == 0


def test_a_lead_on_a_unit_can_be_released_and_its_reply_is_not_in_the_file(office):
    from tallystick.review.models import Run

    seq = release(pattern_of(LEAD), mask_of(OWN))
    browser_of("uno").post(f"/room/findings/{seq}/reply", {"text": "Of a lead"})
    run = Run.objects.last()
    toml = browser_of("rev").get(f"/runs/{run.id}/replies.toml").content.decode()
    assert "Of a lead" not in toml
    assert (
        "Of a lead" in browser_of("rev").get(f"/findings/{pattern_of(LEAD).code}").content.decode()
    )
