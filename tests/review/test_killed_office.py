"""The office killed in an import, a decision or a reply with a document: nothing half is there.

Ten points of each act, from its first to its last, are tried by `make test-slow`, on SQLite and on
PostgreSQL; four in all and one by `make test`.
"""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from exchanges import OWN, everybody, mask_of, release
from made_runs import Made, make_run
from on_server import case_on_server, copy_on_server
from opened_case import opened_copy
from postgres_server import started, why_not
from test_dispositions import pattern_of
from two_runs import STILL
from whole_case import whole

import tallystick

HERE = Path(__file__).parent
SOURCE = Path(tallystick.__file__).parents[1]
SHARES = (0.0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.85, 0.95, 1.0)
EVERY_DAY = {("import", 0.6), ("import", 0.95), ("decide", 0.5), ("reply", 0.75)}
ENTRIES = {"import": (1,), "decide": (1, 2), "reply": (3,)}
"""How many entries an act may have written before it was killed, but for none."""
TEXTS = {("decide", 1): 1, ("decide", 2): 1, ("reply", 3): 2}
"""How many texts lie beside them: the words of a proposal; a reply's, and its document's name."""
POINTS = [(act, share) for act in ENTRIES for share in SHARES]


def often(every_day):
    """Each point, slow but for those of every day."""
    return [
        pytest.param(*each, marks=() if each in every_day else pytest.mark.slow) for each in POINTS
    ]


def third_run(folder):
    return make_run(folder / "run3", Made("Division 3"), Made("Division 9"), name="third")


@contextmanager
def copy_of(case, folder):
    yield opened_copy(case, folder)


@pytest.fixture(scope="module")
def office(two_runs, tmp_path_factory):
    """How a case of two runs, its people and a release is copied; a third run; how many points
    each act has."""
    root = tmp_path_factory.mktemp("office")
    case = opened_copy(two_runs, root / "CASE")
    everybody()
    release(pattern_of(STILL), mask_of(OWN))
    return partial(copy_of, case), third_run(root), {}


@pytest.fixture(scope="module")
def office_on_server(django_ready, tmp_path_factory):
    """The same, with its tables on a server."""
    root = tmp_path_factory.mktemp("on_server")
    with started() as server:
        with copy_on_server(server, *case_on_server(server, root), root / "OFFICE") as case:
            everybody()
            release(pattern_of(STILL), mask_of(OWN))
            url = os.environ["DATABASE_URL"]
        yield partial(copy_on_server, server, case, url), third_run(root), {}


def run_child(folder, act, run, point):
    from django.db import connections

    connections.close_all()
    path = os.pathsep.join(map(str, (SOURCE, HERE)))
    return subprocess.run(
        [sys.executable, HERE / "killed_office.py", folder, act, run, str(point)],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


def counted(office, act, folder):
    """How many points the act has, counted once in a copy of its own, which ends as it must."""
    copied, run, points = office
    if act not in points:
        with copied(folder) as case:
            done = run_child(case.folder, act, run, 0)
        assert done.returncode == 0, done.stderr
        points[act] = int(done.stdout)
    return points[act]


def opened_again(case):
    """Open the case as the next start does; it is as its log says, and its tables as replayed."""
    from django.core.cache import cache

    from tallystick.review.models import LogEntry
    from tallystick.review.office import bring_up_to_date

    cache.clear()
    bring_up_to_date(case)
    shown = whole(case)
    return LogEntry.objects.count(), shown


def documents(case):
    return [each for each in (case.folder / "documents").rglob("*") if each.is_file()]


@pytest.mark.parametrize(("act", "share"), often(EVERY_DAY))
def test_nothing_half_is_there_and_the_act_can_be_done_again(office, tmp_path, act, share):
    killed_at(office, tmp_path, act, share)


@pytest.mark.skipif(bool(why_not()), reason=why_not())
@pytest.mark.parametrize(("act", "share"), often({("reply", 0.75)}))
def test_nothing_half_is_there_on_a_server_either(office_on_server, tmp_path, act, share):
    killed_at(office_on_server, tmp_path, act, share)


def killed_at(office, folder, act, share):
    """Kill a copy of the office at a share of an act."""
    n = counted(office, act, folder / "whole")
    assert n >= len(SHARES)
    with office[0](folder / "CASE") as case:
        killed_and_done_again(case, act, office[1], 1 + round(share * (n - 1)))


def killed_and_done_again(case, act, run, point):
    """Kill the office before a point of an act; nothing half is there, and the act can be done."""
    from tallystick.review.models import Body, Disposition, Document, Reply, Run

    before, _ = opened_again(case)
    texts = Body.objects.count()
    killed = run_child(case.folder, act, run, point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    entries, shown = opened_again(case)
    new = entries - before
    assert new in (0, *ENTRIES[act])
    assert not list((case.folder / "runs").glob(".incoming-*"))
    if act == "import":
        assert Run.objects.count() == 2 + new
        # A copy without its entry is told, with what to do.
        told = [each for each in shown if "import it again" in each]
        assert len(told) == len(list((case.folder / "runs").iterdir())) - 2 - new
    assert Body.objects.count() == texts + TEXTS.get((act, new), 0)
    assert len(documents(case)) == Document.objects.count() == (act == "reply" and new > 0)
    if act == "import" or new < max(ENTRIES[act]):
        again = run_child(case.folder, act, run, 0)
        assert again.returncode == 0, again.stderr
    end, _ = opened_again(case)
    assert end == before + max(ENTRIES[act])
    assert Run.objects.count() == (3 if act == "import" else 2)
    assert Reply.objects.count() == Document.objects.count() == len(documents(case))
    assert (Reply.objects.count() > 0) == (act == "reply")
    assert Disposition.objects.filter(state="in force").count() == (act == "decide")


@pytest.mark.parametrize("how", ["open", "serve", "import"])
def test_the_next_command_says_what_to_do_with_a_copy_without_its_entry(office, tmp_path, how):
    from typer.testing import CliRunner

    from tallystick.cli import app
    from tallystick.review import loopback, serving
    from tallystick.review.runs.copying import copied, verified

    with office[0](tmp_path / "CASE") as case:
        folder = copied(case, office[1], verified(office[1]))
    (case.folder / "runs" / "of-nobody").mkdir()
    other = make_run(tmp_path / "run4", Made("Division 5"), name="fourth")
    words = {
        "open": ["--at", str(case.folder), "--no-browser"],
        "serve": ["serve", str(case.folder), "--host", "review.example.org"],
        "import": ["import", str(case.folder), str(other), "--by", "ana"],
    }[how]
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TALLYSTICK_HOST", "TALLYSTICK_CASE"):
            patch.setenv(name, "")
        patch.setattr(loopback, "serve", lambda at: at.close())
        patch.setattr(serving, "serve", lambda *_: None)
        done = CliRunner().invoke(app, ["review", *words])
    assert done.exit_code == 0, done.output
    assert f"{folder}: not in the log: a whole run whose import did not end" in done.stderr
    assert "import it again" in done.stderr
    assert f"{folder.parent / 'of-nobody'}: not in the log: no whole run; remove it" in done.stderr
    assert done.stderr.count("not in the log") == 2
