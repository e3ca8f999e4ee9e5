"""Pages, evidence run again and audits work under what the units of deploy/ leave them."""

import shutil
import subprocess
import sys
import time
from ctypes import CDLL
from dataclasses import replace
from pathlib import Path

import pytest
from closed_unit import FILTER
from office_command import command, environment, run
from opened_case import point_to
from people_at_work import add, browser_of
from proxied import HOST, Proxied, serving, short_folder
from test_audits_from_pages import ENGAGEMENT, INCIDENTS
from whole_case import whole

HERE, DEPLOY = Path(__file__).parent, Path(__file__).parents[2] / "deploy"


def why_not():
    """Why nothing can be closed in here; "" where it can."""
    try:
        CDLL(FILTER)
    except OSError:
        return f"no unit was closed in: {FILTER} is not installed"
    if shutil.which("systemd-analyze") is None:
        return "no unit was closed in: systemd-analyze is not installed"
    return ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


def closed(unit, *words):
    return [sys.executable, str(HERE / "closed_unit.py"), str(DEPLOY / unit), *command(*words)]


def test_what_a_unit_takes_away_is_gone():
    probe = (
        "import ctypes, mmap, os\n"
        "try: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC); print('written')\n"
        "except PermissionError: print('closed')\n"
        "print(ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, 0))\n"
        "print(open('/proc/self/status').read().split('CapEff:')[1].split()[0], oct(os.umask(0)))\n"
    )
    words = [sys.executable, HERE / "closed_unit.py", DEPLOY / "tallystick-work.service"]
    told = subprocess.run([*words, sys.executable, "-c", probe], capture_output=True, text=True)
    assert told.stdout.split() == ["closed", "-1", "0" * 16, "0o77"], told.stderr


def test_an_audit_that_was_asked_for_ends_under_the_unit_of_the_worker(case, tmp_path):
    from django.db import connections

    from tallystick.review.models import Audit

    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/engagement.toml").write_text(ENGAGEMENT)
    (tmp_path / "exports/incidents.csv").write_text(INCIDENTS)
    point_to(replace(case, engagements=tmp_path / "exports"))
    own = case.folder / "case.toml"
    own.write_text(own.read_text() + 'engagements = "../exports"\n')
    assert (
        browser_of("me").post("/audits/start", {"engagement": "engagement.toml"}).status_code == 302
    )
    connections.close_all()
    words = closed("tallystick-work.service", "review", "work", case.folder)
    worker = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=environment())
    try:
        for _ in range(1200):
            if Audit.objects.get().state == "ended" or worker.poll() is not None:
                break
            time.sleep(0.1)
    finally:
        worker.terminate()
        said = worker.communicate(timeout=60)[1]
    assert (Audit.objects.get().how, worker.returncode) == ("finished", 0), said
    whole(case)


def test_a_query_runs_again_under_the_unit_of_the_pages(case, office):
    from django.db import connections

    from tallystick.review.models import Pattern

    office()
    add("ana", ("analyst",))
    code = Pattern.objects.get().code
    connections.close_all()
    made = run("review", "account", case.folder, "ana", "--host", HOST)
    path = made.stdout.strip().removeprefix(f"https://{HOST}")
    with short_folder() as folder:
        at = folder / "o"
        words = closed("tallystick-review.service", "review", "serve", case.folder, "--host", HOST,
                       "--listen", f"unix:{at}")  # fmt: skip
        with serving(*words, wait_for=at.exists):
            ana = Proxied(at)
            ana.enter(path)
            told, page = ana.ask("GET", f"/findings/{code}/records/again")
            assert told.status == 200
            assert "Equal: the query selects 4 records" in page
    whole(case)
