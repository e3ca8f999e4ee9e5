"""A document that is erased is nowhere in the case, is told as erased, and does not come back."""

import hashlib
from types import SimpleNamespace

import pytest
from exchanges import (
    OWN,
    PDF,
    add_document,
    everybody,
    file_of,
    mask_of,
    release,
    release_document,
    seq_of,
)
from people_at_work import add, browser_of
from test_bundle_of_office import exported, faults, members
from test_dispositions import pattern_of, replay
from test_erasing import folder_holds
from two_runs import STILL

CONTENT = PDF + b"quince-lantern-31"
NAMES = ("marble-otter.pdf", "copper-heron.pdf")
SHA256 = hashlib.sha256(CONTENT).hexdigest()
REASON = "Order 5 of the court"


@pytest.fixture
def office(case_of_two):
    """A case in which office and unit handed in the same file, and the office another one too."""
    everybody()
    add("lex", ("legal",))
    pattern = pattern_of(STILL)
    released = release(pattern, mask_of(OWN))
    form = {"text": "See it", "documents": file_of(CONTENT, NAMES[1])}
    browser_of("uno").post(f"/room/findings/{released}/reply", form)
    add_document(pattern, PDF, "another.pdf")
    first, by_unit = add_document(pattern, CONTENT, NAMES[0]), seq_of("reply.give") - 1
    return SimpleNamespace(case=case_of_two, first=first, unit=by_unit)


def erase(seq):
    """Ask as one person, agree as another; give the number of the entry that erases."""
    where = f"/log/{seq}/erase"
    assert browser_of("leg").post(where, {"reason": REASON}).status_code == 302
    assert browser_of("lex").post(where, {"agree": "yes"}).status_code == 302
    return seq_of("erasure.agree")


def file_in(case):
    return case.folder / "documents" / SHA256[:2] / SHA256[2:]


def verdict(case):
    from tallystick.review.log.verification import verify_case

    return verify_case(case, replayed=True)


def test_it_goes_with_every_name_once_a_second_person_agrees(office):
    from tallystick.review.models import Document, LogEntry

    release_document(office.first, mask_of(OWN))
    where = f"/log/{office.first}/erase"
    assert browser_of("ana").post(where, {"reason": REASON}).status_code == 403
    leg = browser_of("leg")
    assert "Erase this document" in leg.get(f"/log/{office.first}").content.decode()
    leg.post(where, {"reason": REASON})
    assert leg.post(where, {"agree": "yes"}).status_code == 409
    assert file_in(office.case).read_bytes() == CONTENT
    browser_of("lex").post(where, {"agree": "yes"})
    by = seq_of("erasure.agree")
    assert LogEntry.objects.get(seq=by).held == {"of": office.first, "document": SHA256}
    for canary in ("quince-lantern-31", *NAMES):
        assert folder_holds(office.case, canary) == []
    erased = Document.objects.exclude(erased_seq=None).values_list("created_seq", "erased_seq")
    assert sorted(erased) == [(office.unit, by), (office.first, by)]
    told = verdict(office.case)
    assert told.differences == ()
    assert "documents compared with the log: 1; erased by an entry: 1" in told.shown
    assert [each for each in told.shown if each.endswith("; erased by an entry: 2")]


def test_its_pages_say_that_it_was_erased_and_not_that_it_is_lost(office):
    shown = release_document(office.first, mask_of(OWN))
    by = erase(office.first)
    said = f"Document {office.first} was erased by entry {by}."
    for login, where in (("ana", "/documents"), ("uno", "/room/documents")):
        answer = browser_of(login).get(f"{where}/{office.first}")
        assert answer.status_code == 410
        assert said in answer.content.decode()
        assert "<h1>The document was erased</h1>" in answer.content.decode()
    code = pattern_of(STILL).code
    for login, where in (
        ("ana", f"/findings/{code}/exchange"),
        ("leg", f"/findings/{code}/statement"),
        ("leg", f"/releases/{shown}"),
        ("leg", "/log"),
        ("uno", "/room"),
    ):
        answer = browser_of(login).get(where)
        text = answer.content.decode()
        assert answer.status_code == 200, where
        assert f"erased by entry {by}" in text or "The text was erased" in text, where
        assert f'/documents/{office.first}"' not in text, where
        assert not [name for name in NAMES if name in text], where
    assert f"#{by}" in browser_of("leg").get(f"/log/{office.unit}").content.decode()


def test_it_comes_back_by_no_form_no_entry_and_no_release(office):
    from tallystick.review.decisions.people import NotAllowedError
    from tallystick.review.log.entries import append
    from tallystick.review.models import LogEntry

    pattern, released = pattern_of(STILL), seq_of("release.propose")
    waiting = release_document(office.first, mask_of(OWN), by="rev")
    erase(office.first)
    before = LogEntry.objects.count()
    for login, where in (
        ("ana", f"/findings/{pattern.code}/document"),
        ("uno", f"/room/findings/{released}/reply"),
    ):
        form = {"text": "Again", "documents": file_of(CONTENT, "new-name.pdf")}
        answer = browser_of(login).post(where, form)
        assert answer.status_code == 409
        assert "was erased, and does not come back" in answer.content.decode()
    leg = browser_of("leg")
    form = {"to": mask_of(OWN), "reason": REASON}
    assert leg.post(f"/documents/{office.unit}/release", form).status_code == 409
    assert leg.post(f"/releases/{waiting}/second", {"choice": "agrees"}).status_code == 409
    again = leg.post(f"/log/{office.unit}/erase", {"agree": "yes"})
    assert again.status_code == 409
    entry = {"sha256": SHA256, "size": 9, "suffix": ".pdf", "pattern": pattern.fingerprint}
    for act, object in (
        ("document.add", entry),
        ("erasure.ask", {"of": office.unit, "second": "needed", "document": SHA256}),
        ("erasure.ask", {"of": office.unit - 1, "second": "needed", "document": SHA256}),
    ):
        with pytest.raises(NotAllowedError, match=r"^(document_erased|erasure)$"):
            append("person:leg", act, object, "words")
    assert LogEntry.objects.count() == before
    assert not file_in(office.case).exists()


def test_a_file_that_is_put_back_is_named_and_goes_at_the_next_start(office):
    from tallystick.review.office import bring_up_to_date

    by = erase(office.first)
    file_in(office.case).write_bytes(CONTENT)
    (told,) = verdict(office.case).differences
    assert told == (f"document of entry {office.first}: erased by entry {by}, and it lies in "
                    "documents again; the next start removes it")  # fmt: skip
    bring_up_to_date(office.case)
    assert not file_in(office.case).exists()
    assert verdict(office.case).differences == ()


def test_a_process_that_ends_before_the_file_is_removed_leaves_it_to_the_next_start(
    office, monkeypatch
):
    from tallystick.review.office import bring_up_to_date
    from tallystick.review.pages import log

    def full(case):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(log, "remove_unnamed", full)
    where = f"/log/{office.first}/erase"
    browser_of("leg").post(where, {"reason": REASON})
    answer = browser_of("lex").post(where, {"agree": "yes"})
    assert answer.status_code == 500
    assert "could not be removed (Permission denied)" in answer.content.decode()
    assert "Document" in browser_of("ana").get(f"/documents/{office.first}").content.decode()
    assert browser_of("ana").get(f"/documents/{office.first}").status_code == 410
    assert len(verdict(office.case).differences) == 1
    bring_up_to_date(office.case)
    assert verdict(office.case).differences == ()


def test_a_bundle_says_that_it_was_erased_and_one_that_holds_it_is_refused(office, tmp_path):
    from dataclasses import replace

    from tallystick.review.bundle.export import parts
    from tallystick.seal import SealError, verify_bundle, write_bundle

    kept = file_in(office.case).read_bytes()
    erase(office.first)
    path = exported(browser_of("leg"), tmp_path, "unmasked", REASON)
    assert faults(path) == ()
    assert "documents here: 1; erased: 1" in verify_bundle(path, check_signature=False).shown
    held = members(path)
    assert f"documents/{SHA256}" not in held
    assert b"quince-lantern-31" not in b"".join(held.values())
    (tmp_path / "old").write_bytes(kept)
    wrong = replace(parts(masked=False), documents={SHA256: tmp_path / "old"})
    told = f"documents/{SHA256}: not a document that the log names, or one that was erased"
    with pytest.raises(SealError, match=told):
        write_bundle(tmp_path / "wrong.zip", wrong, office.case.office_key)


def test_a_backup_made_after_it_restores_without_it(office, tmp_path):
    from django.db import connections
    from office_command import run

    erase(office.first)
    connections.close_all()
    made = run("review", "backup", office.case.folder, tmp_path / "OUT")
    assert made.returncode == 0, made.stderr
    assert "documents compared with the log: 1; erased by an entry: 1" in made.stdout
    # As if the file came from a backup of an earlier day.
    back = tmp_path / "OUT" / "documents" / SHA256[:2]
    back.mkdir(exist_ok=True)
    (back / SHA256[2:]).write_bytes(CONTENT)
    done = run("review", "restore", tmp_path / "OUT", tmp_path / "BACK")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "BACK" / "documents" / SHA256[:2] / SHA256[2:]).exists()
    verified = run("verify", tmp_path / "BACK", "--replay")
    assert verified.returncode == 0, verified.stdout


def test_who_works_alone_erases_it_at_once(case_of_two, browser):
    from tallystick.review.models import LogEntry

    pattern = pattern_of(STILL)
    form = {"documents": file_of(CONTENT, NAMES[0])}
    browser.post(f"/findings/{pattern.code}/document", form)
    seq = seq_of("document.add")
    browser.post(f"/log/{seq}/erase", {"reason": REASON})
    told = {"of": seq, "second": "off", "document": SHA256}
    assert LogEntry.objects.last().held == told
    assert folder_holds(case_of_two, "quince-lantern-31") == []
    assert replay() == []
