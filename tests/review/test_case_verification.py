"""`tallystick verify CASE`: what was changed by hand in a case is named, and what was not checked
is said."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from opened_case import ACTOR
from two_runs import STILL

import tallystick

SOURCE = Path(tallystick.__file__).parents[1]


def verify(*arguments, without=""):
    """The command in a process of its own; `without` names a package that is not installed."""
    start = f"import sys; sys.modules[{without!r}] = None; " if without else "import sys; "
    start += "from tallystick.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", start, "verify", *map(str, arguments)],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )  # fmt: skip


def found(case, half=None, *, replayed=False):
    from tallystick.review.log.verification import verify_case

    return verify_case(case, half, replayed=replayed)


def by_hand(case, *statements):
    """Change the database as somebody with the file can, past Django and its triggers."""
    from django.db import connections

    connections.close_all()
    with sqlite3.connect(case.database) as database:
        for statement in statements:
            database.execute(statement)
    database.close()


NO_TRIGGERS = ("DROP TRIGGER entry_update", "DROP TRIGGER entry_delete",
               "DROP TRIGGER entry_insert")  # fmt: skip


@pytest.fixture
def worked(case_of_two, browser):
    """The case after a person asked for names, with the reason as a text of entry 4."""
    from tallystick.review.models import Pattern

    code = Pattern.objects.get(subject=STILL.subject).code
    browser.post(f"/findings/{code}/unmask", {"reason": "To ask for the file"})
    return case_of_two


def test_a_case_as_it_was_written_says_what_was_not_checked(worked, browser):
    verdict = found(worked)
    assert verdict.differences == ()
    assert "entries of the log: 4" in verdict.shown
    assert "texts: 1; erased by an entry: 0" in verdict.shown
    assert "runs compared with their seals in the log: 2" in verdict.shown
    assert sum(each.startswith("not checked") for each in verdict.shown) == 2
    browser.post("/bundle/make", {"how": "masked"})
    again = found(worked, replayed=True)
    assert again.differences == ()
    assert sum(each.startswith("not checked") for each in again.shown) == 1
    assert again.shown[-1].startswith("tables made anew from the log and compared: ")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE entry SET actor = 'person:x' WHERE seq = 2", "entry 2: edited"),
        ('UPDATE entry SET object = \'{"seal":"x"}\' WHERE seq = 3', "entry 3: edited"),
        ("UPDATE entry SET object = '{' WHERE seq = 3", "entry 3: edited"),
        ("UPDATE entry SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 1", "entry 1: edited"),
        ("DELETE FROM entry WHERE seq = 2", "entry 2: removed"),
        ("UPDATE entry SET about = 'x' WHERE seq = 2", "entry 2: its columns"),
        ("UPDATE body SET text = 'Another reason'", "text of entry 4: edited"),
        ("UPDATE body SET salt = 'x'", "text of entry 4: edited"),
        ("DELETE FROM body", "text of entry 4: removed"),
        ("UPDATE body SET text = '', salt = '', erased_seq = 2", "text of entry 4: said to be"),
        ("INSERT INTO body VALUES ('ab', 'ab', 'more', NULL)", "text ab: no entry"),
    ],
)
def test_what_was_changed_by_hand_is_named(worked, statement, told):
    by_hand(worked, *NO_TRIGGERS, statement)
    differences = found(worked).differences
    assert [each for each in differences if each.startswith(told)], differences
    shown = found(worked, replayed=True).shown
    assert [each for each in shown if each.startswith("not checked: the tables")]


@pytest.fixture
def long_log(case_of_two):
    """A case of 200 entries."""
    from tallystick.review.log.entries import append, last
    from tallystick.review.log.halves import GIVEN

    while last().seq < 200:
        append(ACTOR, GIVEN, {"seq": 1, "hash": "0" * 64, "to": f"unit {last().seq}",
                              "how": "printed"})  # fmt: skip
    return case_of_two


ALL = range(1, 201)


@pytest.mark.parametrize(
    "places", [ALL[7::25], pytest.param(ALL, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_each_entry_that_is_edited_removed_or_swapped_is_named(long_log, places):
    from django.db import connection, transaction

    from tallystick.seal import half

    with connection.cursor() as cursor:
        for each in NO_TRIGGERS:
            cursor.execute(each)

        def named(*statements, half=None):
            with transaction.atomic():
                for each in statements:
                    cursor.execute(each)
                differences = found(long_log, half).differences
                transaction.set_rollback(True)
            return {each.partition(":")[0] for each in differences}

        assert named() == set()
        from tallystick.review.log.entries import last

        held = half(last(), long_log.office_key)
        for seq in places:
            edited = named(f"UPDATE entry SET actor = 'person:x' WHERE seq = {seq}")
            assert edited == {f"entry {seq}"}
            # A half and the head in the folder show that the last one is gone.
            removed = named(f"DELETE FROM entry WHERE seq = {seq}", half=held)
            assert f"entry {seq}" in removed or (seq == 200 and removed == {
                "half of entry 200",
                "the log ends at entry 199, and this folder knew entry 200",
            })  # fmt: skip
            other = seq % 200 + 1
            swapped = named(*(f"UPDATE entry SET seq = {new} WHERE seq = {old}" for old, new in
                              ((seq, 0), (other, seq), (0, other))))  # fmt: skip
            assert {f"entry {seq}", f"entry {other}"} <= swapped, swapped


def test_a_text_that_two_people_erased_is_no_difference(worked, browser):
    browser.post("/log/4/erase", {"reason": "A court said so"})
    verdict = found(worked, replayed=True)
    assert verdict.differences == ()
    assert "texts: 1; erased by an entry: 1" in verdict.shown


def test_a_run_that_was_changed_or_added_is_named(worked):
    from tallystick.review.models import Run

    folder = worked.run_folder(Run.objects.first().manifest_sha256)
    findings = folder / "findings.json"
    findings.chmod(0o644)
    findings.write_bytes(findings.read_bytes() + b" ")
    (worked.folder / "runs" / "of-nobody").mkdir()
    (worked.folder / "runs" / ".incoming-x").mkdir()
    differences = found(worked).differences
    assert len(differences) == 2
    assert differences[0].startswith(f"runs/{folder.name}/findings.json: changed")
    assert differences[1] == "runs/of-nobody: no entry of the log names it"
    assert "not checked: drafts in runs, which go at the next start: 1" in found(worked).shown
    (worked.folder / "runs" / "of-nobody").rmdir()
    folder.rename(worked.folder / "moved")
    assert [each for each in found(worked).differences if each.startswith(f"runs/{folder.name}")]


def test_a_row_changed_by_hand_and_one_removed_are_named_alone(worked):
    by_hand(worked, "UPDATE sighting SET estimate = 1 WHERE id = 2",
            "DELETE FROM absence WHERE id = 1", "UPDATE person SET name = 'x'")  # fmt: skip
    assert found(worked).differences == ()
    differences = found(worked, replayed=True).differences
    assert len(differences) == 3
    assert "absence: only the replay has the row 1" in differences
    assert [each for each in differences if each.startswith("sighting 2, estimate: 1.0 live")]
    assert [each for each in differences if each.startswith("person 1, name: 'x' live")]


def test_a_half_shows_a_log_that_ends_too_early_or_was_written_anew(worked, browser):
    from tallystick.review.log.entries import last
    from tallystick.seal import half

    held = half(last(), worked.office_key)
    verdict = found(worked, held)
    assert verdict.differences == ()
    assert [each for each in verdict.shown if each.startswith("half of entry 4: every entry")]
    by_hand(worked, *NO_TRIGGERS, "DELETE FROM entry WHERE seq = 4", "DELETE FROM body")
    (told,) = found(worked).differences
    assert told.startswith("the log ends at entry 3, and this folder knew entry 4")
    # Whoever can write to the folder can hide that, and not the half that somebody else holds.
    (worked.folder / "head.txt").unlink()
    assert found(worked).differences == ()
    (told,) = found(worked, held).differences
    assert told.startswith("half of entry 4: the log ends before this entry")


def test_the_command_ends_as_it_does_for_runs(worked, browser, tmp_path):
    import html
    import re

    from django.db import connections

    text = browser.get("/half").content.decode()
    half = tmp_path / "half.txt"
    half.write_text(html.unescape(re.search(r"<code>(seq .*?)</code>", text, re.DOTALL)[1]))
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(browser.post("/bundle/make", {"how": "masked"}).content)
    connections.close_all()
    before = worked.database.read_bytes()
    good = verify(worked.folder, "--replay", "--half", half)
    assert good.returncode == 0, good.stdout + good.stderr
    assert good.stdout.endswith("CASE: as its log says.\n")
    assert worked.database.read_bytes() == before
    packed = verify(bundle, "--half", half)
    assert packed.returncode == 0, packed.stdout + packed.stderr
    assert "half of entry 4: every entry" in packed.stdout
    by_hand(worked, "UPDATE pattern SET over = 'gone' WHERE id = 1")
    alone = verify(worked.folder)
    assert alone.returncode == 0
    assert "not checked: whether the tables are those that the log makes" in alone.stdout
    bad = verify(worked.folder, "--replay")
    assert bad.returncode == 4
    assert "pattern 1, over: 'gone' live, 'still' replayed" in bad.stdout
    whole = worked.database.read_bytes()
    worked.database.write_bytes(whole[: len(whole) // 4])
    assert verify(worked.folder).returncode == 2
    worked.database.write_bytes(b"no database")
    unusable = verify(worked.folder)
    assert unusable.returncode == 2
    assert "cannot be read" in unusable.stderr


def test_the_command_says_what_to_do_next(worked, tmp_path):
    missing = verify(worked.folder, without="django")
    assert missing.returncode == 2
    assert missing.stderr == (
        "the review workbench needs django; run: pip install 'tallystick[review]'\n"
    )
    other = verify(worked.folder, "--signers", tmp_path / "x")
    assert other.returncode == 2
    assert "a case; of these options" in other.stderr
    no_case = verify(tmp_path, "--replay")
    assert no_case.returncode == 2
    assert "is no case" in no_case.stderr
