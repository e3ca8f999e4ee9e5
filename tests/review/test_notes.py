"""A note on a finding: who reads it, on each page and in a bundle, and what it does not do."""

import json
import zipfile

import pytest
from exchanges import OWN, everybody, last_seq, mask_of, release
from people_at_work import browser_of
from test_dispositions import pattern_of
from two_runs import OFFICER_NOW, STILL
from whole_case import whole

OPEN, CLOSED = "Ask Taraz for the weigh book", "Counsel says: the order is void"


@pytest.fixture
def noted(case_of_two):
    """A case with two notes of an analyst on a finding that a unit can see."""
    everybody()
    pattern = pattern_of(STILL)
    release(pattern, mask_of(OWN))
    for text, reader in ((OPEN, "office"), (CLOSED, "legal")):
        told = browser_of("ana").post(
            f"/findings/{pattern.code}/note", {"reason": text, "seen_by": reader}
        )
        assert told.status_code == 302, told.content.decode()
    return case_of_two


def texts_read_by(login):
    """Which of the two notes stand on the pages on which a note of theirs could."""
    code, browser = pattern_of(STILL).code, browser_of(login)
    seqs = range(last_seq() - 1, last_seq() + 1)
    addresses = [f"/findings/{code}", f"/findings/{code}/exchange", f"/findings/{code}/statement",
                 "/log", *(f"/log/{seq}" for seq in seqs)]  # fmt: skip
    read = "".join(browser.get(each).content.decode() for each in addresses)
    return [text in read for text in (OPEN, CLOSED)]


@pytest.mark.parametrize(
    ("login", "reads"),
    [("ana", [True, True]), ("leg", [True, True]), ("rev", [True, False]), ("uno", [False, False])],
)
def test_a_note_for_legal_is_read_by_legal_and_its_author_alone(noted, login, reads):
    assert texts_read_by(login) == reads
    assert ("A note for legal alone" in browser_of(login).get("/log").content.decode()) == (
        login == "rev"
    )
    whole(noted)


def test_no_room_tells_a_unit_of_a_note(noted):
    uno = browser_of("uno")
    room = uno.get("/room").content.decode()
    assert f"#{last_seq()}" not in room
    assert "note" not in uno.get(f"/room/findings/{last_seq() - 2}").content.decode()
    told = uno.post(
        f"/findings/{pattern_of(STILL).code}/note", {"reason": "x", "seen_by": "office"}
    )
    assert told.status_code == 403


def test_a_note_is_refused_in_words_and_keeps_what_was_typed(case_of_two):
    from tallystick.review.models import Note

    everybody()
    ana, address = browser_of("ana"), f"/findings/{pattern_of(STILL).code}/note"
    for form in ({"reason": "", "seen_by": "legal"}, {"reason": "Typed", "seen_by": "unit"}):
        told = ana.post(address, form)
        assert (told.status_code, form["reason"] in told.content.decode()) == (400, True)
    on_lead = ana.post(
        f"/findings/{pattern_of(OFFICER_NOW).code}/note", {"reason": "x", "seen_by": "office"}
    )
    assert on_lead.status_code == 409
    assert not Note.objects.exists()


def test_a_bundle_with_names_has_the_note_for_the_office_alone(noted, tmp_path):
    from tallystick.review.bundle.export import export

    export("person:leg", tmp_path / "bundle.zip", "A court asked", masked=False)
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        held = [json.loads(bundle.read(each))["text"] for each in bundle.namelist()
                if each.startswith("bodies/")]  # fmt: skip
        log = bundle.read("log.jsonl").decode()
    assert (OPEN in held, CLOSED in held) == (True, False)
    assert CLOSED not in log
