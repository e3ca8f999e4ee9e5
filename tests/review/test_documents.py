"""Documents: by hash and read only, refused with the next move, whole before their entry."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from exchanges import (
    OWN,
    PDF,
    add_document,
    ask,
    everybody,
    file_of,
    mask_of,
    release,
    release_request,
    seq_of,
)
from people_at_work import browser_of
from test_dispositions import pattern_of, replay
from two_runs import STILL

SOURCE = Path(__file__).parents[2] / "src"
MIB = 1 << 20
HTML = b"<script>alert(1)</script>"
# By hand: the name, the content, and the key of why it is refused, "" where it is taken.
FILES = (
    ("letter.pdf", PDF, ""),
    ("LETTER.PDF", PDF, ""),
    ("письмо дежурного.pdf", PDF, ""),
    ("photo.jpeg", b"\xff\xd8\xff\xe0rest", ""),
    ("table.xlsx", b"PK\x03\x04rest", ""),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", ""),
    ("list.csv", "день;вес\n1;2".encode(), ""),
    ("old.csv", "день;вес".encode("cp1251"), ""),
    ("wide.txt", "день".encode("utf-16"), ""),
    ("x" * 196 + ".pdf", PDF, ""),
    ("x" * 197 + ".pdf", PDF, "document_name"),
    ("x" * 3996 + ".pdf", PDF, "document_name"),
    ("../../secrets/office.key.pdf", PDF, "document_name"),
    ("..\\office.pdf", PDF, "document_name"),
    ("/etc/passwd.pdf", PDF, "document_name"),
    ("a\x00b.pdf", PDF, "document_name"),
    ("a\nb.pdf", PDF, "document_name"),
    ("txt.\u202efdp.pdf", PDF, "document_name"),
    ("zero\u200bwidth.pdf", PDF, "document_name"),
    ("", PDF, "document_name"),
    ("   ", PDF, "document_name"),
    (".pdf", PDF, "document_kind"),
    ("letter", PDF, "document_kind"),
    ("page.html", HTML, "document_kind"),
    ("drawing.svg", b"<svg onload='x'/>", "document_kind"),
    ("run.exe", b"MZ", "document_kind"),
    ("letter.pdf.exe", b"MZ", "document_kind"),
    ("macro.docm", b"PK\x03\x04", "document_kind"),
    ("page.pdf", HTML, "document_content"),
    ("page.png", PDF, "document_content"),
    ("list.csv", b"a;b\x00c", "document_content"),
    ("empty.pdf", b"", "document_empty"),
    ("empty.txt", b"", "document_empty"),
)


@pytest.fixture
def office(case_of_two):
    everybody()
    return case_of_two


@pytest.mark.parametrize(("name", "content", "why"), FILES, ids=lambda each: str(each)[:16])
def test_which_files_are_taken(django_ready, name, content, why):
    from tallystick.review.exchange.documents import DocumentError, looked_at

    if not why:
        assert looked_at(name, content).name == name
        return
    with pytest.raises(DocumentError, match=f"^{why}$"):
        looked_at(name, content)


def files(case):
    return sorted(each for each in (case.folder / "documents").rglob("*") if each.is_file())


def refused(answer, words):
    text = answer.content.decode()
    assert answer.status_code == 400, text[-1500:]
    assert words in text
    assert 'class="wrong"' in text


def test_what_is_refused_says_the_next_move_and_leaves_nothing(office):
    from tallystick.review.models import LogEntry

    pattern = pattern_of(STILL)
    seq = release(pattern, mask_of(OWN))
    asked = ask(mask_of(OWN), pattern)
    release_request(asked)
    before = LogEntry.objects.count()
    hostile = (
        ("letter.pdf", b"", "Look whether it was copied whole"),
        ("letter.pdf", PDF + b" " * (10 * MIB), "Split it, or scan it at a lower resolution"),
        ("x" * 3996 + ".pdf", PDF, "Rename it"),
        ("x" * 297 + ".pdf", PDF, "Rename the file"),
        ("page.html", HTML, "Save it as PDF"),
        ("page.pdf", HTML, "Save it again in the form that its name says"),
    )
    for name, content, words in hostile:
        for login, address in (
            ("uno", f"/room/findings/{seq}/reply"),
            ("uno", f"/room/requests/{asked}/answer"),
            ("ana", f"/requests/{asked}/answer"),
            ("ana", f"/findings/{pattern.code}/document"),
        ):
            form = {"text": "What we say", "documents": file_of(content, name)}
            answer = browser_of(login).post(address, form)
            if len(name) > 1000:
                assert answer.status_code == 400
                assert "Rename it to 200 characters at most" in answer.content.decode()
                continue
            refused(answer, words)
            if address.endswith(("reply", "answer")):
                assert "What we say" in answer.content.decode()
            assert name not in answer.content.decode()
    uno, where = browser_of("uno"), f"/room/findings/{seq}/reply"
    many = [file_of(PDF + bytes([65 + at]), f"{at}.pdf") for at in range(11)]
    refused(uno.post(where, {"text": "x", "documents": many}), "10 documents at most")
    large = [file_of(PDF + b" " * (9 * MIB), f"{at}.pdf") for at in range(3)]
    refused(uno.post(where, {"text": "x", "documents": large}), "20 MiB at most together")
    refused(uno.post(where, {"text": "", "documents": file_of()}), "This is needed")
    refused(browser_of("ana").post(f"/findings/{pattern.code}/document", {}), "Choose a file")
    assert LogEntry.objects.count() == before
    assert files(office) == []


def test_a_path_in_a_name_is_no_path_in_the_case(office):
    from tallystick.review.models import Body, LogEntry

    pattern = pattern_of(STILL)
    browser_of("ana").post(
        f"/findings/{pattern.code}/document",
        {"documents": file_of(PDF, "../../../secrets/office.key.pdf")},
    )
    entry = LogEntry.objects.get(act="document.add")
    assert Body.objects.get(sha256=entry.body_sha256).text == "office.key.pdf"
    assert entry.held.keys() == {"pattern", "sha256", "size", "suffix"}
    sha = entry.held["sha256"]
    assert files(office) == [office.folder / "documents" / sha[:2] / sha[2:]]


def test_a_document_is_read_only_by_its_hash_and_never_shown_by_a_browser(office):
    import hashlib

    pattern = pattern_of(STILL)
    seq = add_document(pattern, PDF, "a.pdf")
    assert add_document(pattern, PDF, "same.pdf") > seq
    (path,) = files(office)
    assert path.parent.name + path.name == hashlib.sha256(PDF).hexdigest()
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    answer = browser_of("ana").get(f"/documents/{seq}")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="document-{seq}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert browser_of("see") .get(f"/documents/{seq}").status_code == 403  # fmt: skip


def test_a_file_of_nine_mib_needs_no_temporary_file(office, monkeypatch):
    def none(*args, **kwargs):
        raise AssertionError("a temporary file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, none)
    add_document(pattern_of(STILL), PDF + os.urandom(9 * MIB))
    assert [each.stat().st_size for each in files(office)] == [len(PDF) + 9 * MIB]


def test_a_document_that_was_changed_or_removed_is_named_and_not_handed_out(office):
    from tallystick.review.log.verification import verify_case

    seq = add_document(pattern_of(STILL))
    verdict = verify_case(office, replayed=True)
    assert verdict.differences == ()
    assert "documents compared with the log: 1; erased by an entry: 0" in verdict.shown
    (path,) = files(office)
    path.chmod(0o600)
    path.write_bytes(PDF + b"!")
    ana = browser_of("ana")
    answer = ana.get(f"/documents/{seq}")
    assert answer.status_code == 500
    assert "Restore the case from its backup" in answer.content.decode()
    (told,) = verify_case(office).differences
    assert told == f"document of entry {seq}: changed: it does not give its SHA-256"
    again = ana.post(f"/findings/{pattern_of(STILL).code}/document", {"documents": file_of()})
    assert again.status_code == 500
    assert "Run tallystick verify" in again.content.decode()
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert ana.get(f"/documents/{seq}").status_code == 500
    path.unlink()
    assert verify_case(office).differences == (f"document of entry {seq}: removed",)


def test_documents_leave_with_names_alone(office, tmp_path):
    from test_bundle_of_office import REASON, exported, members

    seq = add_document(pattern_of(STILL))
    leg = browser_of("leg")
    (path,) = files(office)
    name = f"documents/{path.parent.name}{path.name}"
    assert not [each for each in members(exported(leg, tmp_path, "masked", REASON))
                if each.startswith("documents/")]  # fmt: skip
    assert members(exported(leg, tmp_path, "unmasked", REASON))[name] == PDF
    path.unlink()
    answer = leg.post("/bundle/make", {"how": "unmasked", "reason": REASON})
    assert answer.status_code == 400
    assert seq


KILLED = """
import os, sys
from pathlib import Path
from tallystick.review.case_folder import open_case
from tallystick.review.office import open_office
open_office(open_case(Path(sys.argv[1])))
from tallystick.review.exchange import answers, documents, handing_in
from tallystick.review.log import entries
from tallystick.review.models import Person

def ends(*args, **kwargs):
    os._exit(9)

where, count = sys.argv[2], [0]
real = entries.append

def appended(*args, **kwargs):
    count[0] += 1
    if where == f"before entry {count[0]}":
        ends()
    made = real(*args, **kwargs)
    if where == f"after entry {count[0]}":
        ends()
    return made

handing_in.append = answers.append = appended
if where == "before fsync":
    os.fsync = ends
if where == "before rename":
    Path.rename = ends
if where == "after rename":
    documents.synced = ends
of = {"pattern": sys.argv[3], "release": int(sys.argv[4])}
uploads = [documents.looked_at(f"{at}.pdf", b"%PDF-" + bytes([65 + at])) for at in (0, 1)]
uno = Person.objects.get(login="uno")
answers.reply(uno, sys.argv[5], of, "What we say", uploads)
"""
# Two documents, the reply and its half are four entries.
POINTS = ("before fsync", "before rename", "after rename",
          *(f"{when} entry {n}" for n in (1, 2, 3, 4) for when in ("before", "after")))  # fmt: skip


@pytest.mark.parametrize("where", POINTS)
def test_a_process_that_is_killed_leaves_nothing_half_there(office, where):
    from django.db import connections

    from tallystick.review.log.verification import verify_case
    from tallystick.review.models import Document, LogEntry, Reply
    from tallystick.review.office import bring_up_to_date

    pattern, to = pattern_of(STILL), mask_of(OWN)
    seq, before = release(pattern, to), LogEntry.objects.count()
    connections.close_all()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, office.folder, where, pattern.fingerprint, str(seq), to],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 9, done.stderr
    assert LogEntry.objects.count() == before
    assert (Document.objects.count(), Reply.objects.count()) == (0, 0)
    verdict = verify_case(office, replayed=True)
    assert verdict.differences == ()
    left = len(files(office))
    assert left > 0 or where == "before entry 1"
    if left:
        assert [each for each in verdict.shown if f"at the next start: {left}" in each]
    for each in files(office):
        if not each.name.startswith(".incoming-"):
            assert each.stat().st_size == 6
    bring_up_to_date(office)
    assert files(office) == []
    form = {"text": "Again", "documents": file_of()}
    browser_of("uno").post(f"/room/findings/{seq}/reply", form)
    assert seq_of("reply.give") > before
    bring_up_to_date(office)
    assert len(files(office)) == 1
    assert replay() == []
