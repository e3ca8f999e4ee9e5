"""A text that is erased is nowhere in the case folder, and the chain stays whole."""

from people_at_work import add, browser_of, explained
from test_dispositions import address, pattern_of, replay
from two_runs import STILL

CANARY = "marzipan-lighthouse-77"


def folder_holds(case, text):
    return [path.name for path in case.folder.rglob("*")
            if path.is_file() and text.encode() in path.read_bytes()]  # fmt: skip


def written(login):
    """The entry of a proposal whose words hold the canary."""
    from tallystick.review.models import LogEntry

    pattern = pattern_of(STILL)
    browser_of(login).post(address(pattern, "explained"), explained(pattern, explains=CANARY))
    return LogEntry.objects.get(act="disposition.propose")


def test_a_text_goes_when_a_second_person_agrees_and_the_chain_stays_whole(case_of_two):
    from tallystick.review.log.entries import entries
    from tallystick.review.models import Body
    from tallystick.seal import verify_chain

    add("ana", ("analyst",))
    add("leg", ("legal",))
    add("lex", ("legal",))
    entry = written("ana")
    leg, lex, where = browser_of("leg"), browser_of("lex"), f"/log/{entry.seq}/erase"
    assert browser_of("ana").post(where, {"reason": "no"}).status_code == 403
    leg.post(where, {"reason": "Order 5 of the court"})
    assert leg.post(where, {"agree": "yes"}).status_code == 409
    assert folder_holds(case_of_two, CANARY)
    lex.post(where, {"agree": "yes"})
    body = Body.objects.get(sha256=entry.body_sha256)
    assert (body.text, body.salt) == ("", "")
    assert folder_holds(case_of_two, CANARY) == []
    assert verify_chain(entries()) == []
    assert replay() == []
    assert "The text was erased" in leg.get(f"/log/{entry.seq}").content.decode()
    page = leg.get(f"/findings/{entry.about[:16]}").content.decode()
    assert CANARY not in page


def test_one_person_alone_erases_and_the_log_says_that_there_was_no_second(case_of_two, browser):
    from tallystick.review.models import LogEntry

    entry = written("me")
    browser.post(f"/log/{entry.seq}/erase", {"reason": "Order 5"})
    assert LogEntry.objects.last().held == {"of": entry.seq, "second": "off"}
    assert folder_holds(case_of_two, CANARY) == []
    assert replay() == []
