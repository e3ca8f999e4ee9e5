"""An office whose case lies on a disk of its own that really fills, and has room again."""

import os
import shlex
import subprocess
from dataclasses import replace

import pytest
from exchanges import PDF
from office_command import command, run
from opened_case import opened_copy
from people_at_work import add
from proxied import HOST, Proxied, serving, short_folder
from test_dispositions import pattern_of
from two_runs import STILL
from whole_case import whole

MIB = 1 << 20


def why_not():
    """Why no disk can be made here that fills; "" where one can."""
    try:
        tried = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/tmp"],
                               capture_output=True, text=True, check=False)  # fmt: skip
    except FileNotFoundError:
        return "no disk was filled: there is no unshare"
    return f"no disk was filled: {tried.stderr.strip()[:80]}" if tried.returncode else ""


def on_own_disk(disk, case, size, words):
    """The command on a copy of the case on a disk of so many MiB; then a copy lies beside it."""
    quoted = shlex.join(words)
    script = (
        f"mount -t tmpfs -o size={size}m tmpfs {disk} && cp -a {case.folder} {disk}/CASE && "
        f"{{ trap 'kill $!' TERM; {quoted} & wait; wait; cp -a {disk}/CASE {disk}/../CASE.left; }}"
    )
    return ["unshare", "--mount", "sh", "-c", script]


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_disk_that_fills_is_said_on_the_page_and_the_form_is_taken_when_there_is_room(
    case_of_two, tmp_path
):
    from django.db import connections

    from tallystick.review.models import Document, LogEntry

    add("ana", ("analyst",))
    code, before = pattern_of(STILL).code, LogEntry.objects.count()
    page, to = f"/findings/{code}/exchange", f"/findings/{code}/document"
    connections.close_all()
    made = run("review", "account", case_of_two.folder, "ana", "--host", HOST)
    path = made.stdout.strip().removeprefix(f"https://{HOST}")
    (disk := tmp_path / "disk").mkdir()
    with short_folder() as folder:
        at = folder / "o"
        words = command("review", "serve", disk / "CASE", "--host", HOST, "--listen", f"unix:{at}")
        with serving(*on_own_disk(disk, case_of_two, 32, words), wait_for=at.exists) as office:
            ana, full, taken = Proxied(at), "", 0
            ana.enter(path)
            while not full and taken < 9:
                content = PDF + os.urandom(8 * MIB)
                told, text = ana.hand_in(page, to, [(f"{taken}.pdf", content)])
                taken += told.status == 302
                full = text if told.status != 302 else ""
            assert "No space left on device" in full
            assert "Make room on the disk of the case, and send them again" in full
            # What asks for no room still works.
            assert [ana.ask("GET", each)[0].status for each in ("/", page, "/log")] == [200] * 3
            room = ["nsenter", "-t", str(office.pid), "-m", "mount", "-o", "remount,size=64m", disk]
            subprocess.run(room, check=True)
            assert ana.hand_in(page, to, [("again.pdf", content)])[0].status == 302
    left = opened_copy(replace(case_of_two, folder=disk.with_name("CASE.left")), tmp_path / "LEFT")
    assert 0 < taken < 9
    assert Document.objects.count() == taken + 1
    # The entry of the account stands between.
    assert LogEntry.objects.count() == before + 1 + taken + 1
    assert not [each for each in whole(left) if "no entry names" in each]
