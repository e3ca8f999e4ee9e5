"""A replay keeps what it read until that is written to; rows are those that Django writes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from decided import Clock, decide_all
from made_runs import changed, make_run
from opened_case import ACTOR
from people_at_work import add as add_person
from two_runs import STILL

ANA = "person:ana"


def found(case):
    from tallystick.review.log.verification import verify_case

    return verify_case(case, replayed=True).differences


def of_still():
    from tallystick.review.models import Pattern

    return Pattern.objects.get(subject=STILL.subject, check_name=STILL.check)


def marked(seal=None, **more):
    """Who marks a record of STILL as what: the parts of an entry."""
    pattern = of_still()
    told = {"pattern": pattern.fingerprint, "seal": seal or pattern.latest.run.manifest_sha256}
    return {**told, "row": "a row", "said": "explained", **more}


def waits(seal=None):
    from tallystick.review.decisions.disposition import decided_last

    told = {"value": "open", "until": "2090-01-01", "second": "not needed"}
    held = {name: marked(seal)[name] for name in ("pattern", "seal")}
    return {**told, **held, "after": decided_last(of_still())}


def import_third(tmp_path):
    from tallystick.review.runs.importing import import_run

    made = changed(STILL, estimate=20.0)
    import_run(ACTOR, make_run(tmp_path / "run3", made, name="Zhambyl, 2025",
                               last_day="2025-12-31"))  # fmt: skip


def test_a_replay_sees_what_its_own_entries_changed(case_of_two, tmp_path):
    from tallystick.review.log.entries import append

    add_person("ana", ["analyst"])
    append(ANA, "row.mark", marked(), "seen")
    append(ANA, "disposition.propose", waits(), "the file")
    # Only a reviewer may see names, and only of the newest run may anybody decide.
    append(ACTOR, "person.roles", {"login": "ana", "roles": ["reviewer"]})
    append(ANA, "pattern.unmask", {"pattern": of_still().fingerprint}, "to ask")
    import_third(tmp_path)
    append(ANA, "row.mark", marked(), "seen again")
    append(ANA, "disposition.propose", waits(), "the file of 2025")
    assert found(case_of_two) == ()


def forged(act, object):
    """Write an entry of Ana that follows the chain, and nothing that it makes."""
    from tallystick.review.log.entries import last, write
    from tallystick.review.models import Body
    from tallystick.seal import body_hash, entry

    salt = b"s" * 16
    body = body_hash(salt, "forged")
    Body.objects.create(sha256=body, salt=salt.hex(), text="forged")
    write(entry(last(), datetime.now(UTC) + timedelta(seconds=1), ANA, act, object, body))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("person.roles", {"login": "ana", "roles": ["read_only"]}), "NotAllowedError: role"),
        (("recusal.add", {"login": "ana", "kind": "finding"}), "RecusedError: recused_finding"),
    ],
)
def test_an_act_that_an_earlier_entry_forbids_cannot_be_replayed(case_of_two, change, told):
    from tallystick.review.log.entries import append

    add_person("ana", ["analyst"])
    append(ANA, "row.mark", marked(), "seen")
    act, object = change
    if act == "recusal.add":
        object = {**object, "value": of_still().fingerprint}
    append(ACTOR, act, object, "a reason")
    forged("row.mark", marked())
    assert found(case_of_two) == (f"the log cannot be replayed: {told}",)


def test_a_decision_on_a_run_that_is_not_the_newest_cannot_be_replayed(case_of_two, tmp_path):
    from tallystick.review.log.entries import append

    add_person("ana", ["analyst"])
    seal = marked()["seal"]
    append(ANA, "disposition.propose", waits(), "the file")
    import_third(tmp_path)
    forged("disposition.propose", waits(seal))
    assert found(case_of_two) == ("the log cannot be replayed: MeanwhileError: newer_run",)


WRITES = {
    "update": lambda row: type(row).objects.filter(pk=row.pk).update(name="x"),
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "bulk_create": lambda row: type(row).objects.bulk_create(
        [type(row)(pk=9, login="b", created_seq=1)]
    ),
    "bulk_update": lambda row: type(row).objects.bulk_update([row], ["name"]),
}


@pytest.mark.parametrize("way", [*WRITES, "add", "add_all", "change"])
def test_what_is_kept_is_read_again_after_each_way_of_writing(case, way):
    from django.db import connection, transaction

    from tallystick.review.log import rows
    from tallystick.review.log.entries import last
    from tallystick.review.log.memory import kept, remembering
    from tallystick.review.models import Person, Run

    own = {
        "add": lambda row: rows.add(Person, last(), login="b", name="B"),
        "add_all": lambda row: rows.add_all(Person, [(9, "b", "B", "[]", "", "", None, 1)]),
        "change": lambda row: rows.change(row, name="x"),
    }
    n = 0

    def read():
        nonlocal n
        n += 1
        return n

    with transaction.atomic(), remembering(connection):
        assert [kept("one", read, Person, Run), kept("one", read, Person, Run)] == [1, 1]
        assert kept("other", read, Run) == 2
        ({**WRITES, **own}[way])(Person.objects.get())
        assert kept("one", read, Person, Run) == 3
        assert kept("other", read, Run) == 2
        transaction.set_rollback(True)
    # An office at work keeps nothing.
    assert [kept("one", read, Person), kept("one", read, Person)] == [4, 5]


@pytest.fixture
def decided(case, monkeypatch, tmp_path):
    """A case with rows of many tables: tests/review/decided.py says which."""
    decide_all(Clock(monkeypatch), tmp_path / "run")
    return case


def stored(model, key):
    """A row as SQLite holds it, each value with its type there."""
    from django.db import connection

    with connection.cursor() as cursor:
        columns = [each.column for each in model._meta.concrete_fields]
        told = ", ".join(f'"{each}", typeof("{each}")' for each in columns)
        cursor.execute(f'SELECT {told} FROM "{model._meta.db_table}" WHERE id = %s', [key])
        return cursor.fetchone()


def test_a_row_is_written_and_read_as_django_does(decided):
    from django.db import connection, transaction

    from tallystick.review.log.replay import state
    from tallystick.review.log.rows import add, one
    from tallystick.seal import Entry

    seen = set()
    for model in state():
        row = model.objects.order_by("-pk").first()
        if row is None or not hasattr(row, "created_seq"):
            continue
        names = [each.attname for each in model._meta.concrete_fields]
        read = one(model, "id = %s", row.pk)
        assert [getattr(read, each) for each in names] == [getattr(row, each) for each in names]
        with transaction.atomic():
            row.save()
            by_django = stored(model, row.pk)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA defer_foreign_keys = ON")
                cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id = %s', [row.pk])
            told = {each: getattr(row, each) for each in names if each not in ("id", "created_seq")}
            entry = Entry(row.created_seq, "", "", "", {}, None, "", "")
            assert add(model, entry, **told).pk == row.pk
            assert stored(model, row.pk) == by_django
            transaction.set_rollback(True)
        seen.add(model.__name__)
    assert seen >= {"Disposition", "Referral", "Run", "Sighting", "Pattern", "Person"}


def test_columns_that_change_are_those_that_django_reads_then(decided):
    from tallystick.review.log.rows import change
    from tallystick.review.models import Disposition, Person

    row, person = Disposition.objects.first(), Person.objects.get(login="rev")
    told = {"second_by": person, "second_seq": 7, "holds_while": {"a": [1]}, "row_marks": [3],
            "on_day": date(2026, 2, 1), "has_document": False}  # fmt: skip
    before = {each.pk: each.state for each in Disposition.objects.all()}
    change(row, state="ended", **told)
    read = Disposition.objects.get(pk=row.pk)
    for name, value in told.items():
        assert getattr(read, name) == getattr(row, name) == value
    after = {each.pk: each.state for each in Disposition.objects.all()}
    assert after == before | {row.pk: "ended"}
