"""The log is append only, its chain is whole, and the live tables are those that it makes."""

import pytest
from opened_case import ACTOR


def test_a_chain_of_acts_is_whole(case_of_two):
    from tallystick.review.log.entries import append, entries
    from tallystick.review.log.halves import GIVEN
    from tallystick.seal import verify_chain

    for number in range(20):
        append(ACTOR, GIVEN, {"seq": 1, "hash": "0" * 64, "to": f"unit {number}", "how": "printed"})
    held = list(entries())
    assert [each.seq for each in held] == list(range(1, 24))
    assert verify_chain(held) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET actor = 'nobody' WHERE seq = 2",
        "UPDATE entry SET about = 'x'",
        "DELETE FROM entry WHERE seq = 3",
        "INSERT OR REPLACE INTO entry SELECT seq, at, day, 'nobody', act, object, about, "
        "body_sha256, prev, hash FROM entry WHERE seq = 2",
        "INSERT INTO entry SELECT seq + 2, at, day, actor, act, object, about, body_sha256, "
        "hash, hash FROM entry WHERE seq = 3",
        "INSERT INTO entry SELECT seq + 1, at, day, actor, act, object, about, body_sha256, "
        "prev, hash FROM entry WHERE seq = 3",
    ],
    ids=lambda statement: statement[:24],
)
def test_the_database_itself_refuses_every_other_change(case_of_two, statement):
    from django.db import IntegrityError, connection

    from tallystick.review.models import LogEntry

    before = list(LogEntry.objects.values_list())
    refused = pytest.raises(IntegrityError, match=r"append only|follows the last")
    with connection.cursor() as cursor, refused:
        cursor.execute(statement)
    assert list(LogEntry.objects.values_list()) == before


def test_an_act_that_is_refused_leaves_nothing(case_of_two):
    from tallystick.review.log.entries import append
    from tallystick.review.log.projections import UnknownActError
    from tallystick.review.models import Body, LogEntry
    from tallystick.review.runs.questions import ANSWERED, AnswerError

    before = LogEntry.objects.count()
    told = {"pattern": "x", "seal": "x", "kind": "came_back", "answer": "keep"}
    with pytest.raises(AnswerError):
        append(ACTOR, ANSWERED, told, "a reason")
    with pytest.raises(UnknownActError):
        append(ACTOR, "nothing.known", {})
    assert (LogEntry.objects.count(), Body.objects.count()) == (before, 0)


def test_eight_writers_at_once_keep_the_chain_whole(case_of_two):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from tallystick.review.log.entries import append, entries
    from tallystick.review.log.halves import GIVEN
    from tallystick.review.models import Half
    from tallystick.seal import verify_chain

    def write(number):
        for turn in range(5):
            told = {"seq": 1, "hash": "0" * 64, "to": f"{number}-{turn}", "how": "printed"}
            append(ACTOR, GIVEN, told)
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    held = list(entries())
    assert len(held) == 3 + 40
    assert verify_chain(held) == []
    assert Half.objects.count() == len({each.given_to for each in Half.objects.all()}) == 40


@pytest.mark.parametrize(
    ("model", "change", "told"),
    [
        ("Pattern", {"over": "gone"}, "over: 'gone' live, 'still' replayed"),
        ("Sighting", {"estimate": 1.0}, "estimate: 1.0 live, 16.0 replayed"),
        ("Question", {"answer": "keep"}, "answer: 'keep' live, '' replayed"),
        ("CaseKey", {"key": "C-99"}, "key: 'C-99' live, 'C-1' replayed"),
    ],
)
def test_a_row_that_the_log_does_not_make_is_named(case_of_two, model, change, told):
    from tallystick.review import models
    from tallystick.review.log.replay import differences

    rows = getattr(models, model).objects
    rows.filter(pk=rows.order_by("pk").first().pk).update(**change)
    found = differences()
    assert [each for each in found if told in each], found
    assert len(found) == 1


def test_a_row_too_many_or_too_few_is_named(case_of_two):
    from tallystick.review.log.replay import differences
    from tallystick.review.models import Absence, Half

    Half.objects.create(
        id=1, seq=1, hash="0", given_to="x", on="2026-01-01", how="x", created_seq=9
    )
    assert differences() == ["half: only the live table has the row 1"]
    Half.objects.all().delete()
    Absence.objects.order_by("-id").first().delete()
    (told,) = differences()
    assert told.startswith("absence: only the replay has the row")


def test_a_text_that_was_erased_does_not_hinder_a_replay(case_of_two, browser):
    from tallystick.review.log.replay import differences
    from tallystick.review.models import Body, Pattern

    code = Pattern.objects.first().code
    browser.post(f"/findings/{code}/unmask", {"reason": "A name that must go"})
    Body.objects.update(text="", salt="", erased_seq=4)
    assert differences() == []
    assert "The text was erased" in browser.get("/log").content.decode()
