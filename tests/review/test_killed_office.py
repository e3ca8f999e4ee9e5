"""The office killed in the middle of an import, a decision or a reply: nothing half is there.

Ten points of each act, from its first to its last, are tried by `make test-slow`, four in all by
`make test`.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from made_runs import Made, make_run
from opened_case import opened_copy, point_to
from people_at_work import add

import tallystick

HERE = Path(__file__).parent
SOURCE = Path(tallystick.__file__).parents[1]
SHARES = (0.0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.85, 0.95, 1.0)
EVERY_DAY = {("import", 0.6), ("import", 0.95), ("decide", 0.5), ("reply", 0.75)}
ENTRIES = {"import": (1,), "decide": (1, 2), "reply": (1, 2)}
"""How many entries an act may have written before it was killed, but for none."""
POINTS = [
    pytest.param(act, share, marks=() if (act, share) in EVERY_DAY else pytest.mark.slow)
    for act in ENTRIES for share in SHARES
]  # fmt: skip


@pytest.fixture(scope="module")
def office(two_runs, tmp_path_factory):
    """A case of two runs and three people, a third run, and how many points each act has."""
    root = tmp_path_factory.mktemp("office")
    case = opened_copy(two_runs, root / "CASE")
    add("ana", ("analyst",))
    add("rev", ("reviewer",))
    return case, make_run(root / "run3", Made("Division 3"), Made("Division 9"), name="third"), {}


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
    case, run, points = office
    if act not in points:
        copied = opened_copy(case, folder)
        done = run_child(copied.folder, act, run, 0)
        assert done.returncode == 0, done.stderr
        points[act] = int(done.stdout)
    return points[act]


def whole(case):
    """Open the case as the next start does; it is as its log says, and its tables as replayed."""
    from tallystick.review.log.verification import verify_case
    from tallystick.review.models import LogEntry
    from tallystick.review.office import bring_up_to_date

    point_to(case)
    bring_up_to_date(case)
    verdict = verify_case(case, replayed=True)
    assert verdict.differences == ()
    return LogEntry.objects.count(), verdict.shown


@pytest.mark.parametrize(("act", "share"), POINTS)
def test_nothing_half_is_there_and_the_act_can_be_done_again(office, tmp_path, act, share):
    from tallystick.review.models import Body, Disposition, Reply, Run

    n = counted(office, act, tmp_path / "whole")
    assert n >= len(SHARES)
    case = opened_copy(office[0], tmp_path / "CASE")
    before, _ = whole(case)
    texts = Body.objects.count()
    killed = run_child(case.folder, act, office[1], 1 + round(share * (n - 1)))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    entries, shown = whole(case)
    new = entries - before
    assert new in (0, *ENTRIES[act])
    assert not list((case.folder / "runs").glob(".incoming-*"))
    if act == "import":
        assert Run.objects.count() == 2 + new
        # A copy without its entry is told, with what to do.
        told = [each for each in shown if "import it again" in each]
        assert len(told) == len(list((case.folder / "runs").iterdir())) - 2 - new
    else:
        assert Body.objects.count() == texts + (min(new, 1) if act == "decide" else new)
    if not (act == "decide" and new == 2):
        again = run_child(case.folder, act, office[1], 0)
        assert again.returncode == 0, again.stderr
    end, _ = whole(case)
    assert end == before + max(ENTRIES[act])
    assert Run.objects.count() == (3 if act == "import" else 2)
    assert Reply.objects.count() == (2 if act == "reply" else 0)
    assert Disposition.objects.filter(state="in force").count() == (act == "decide")


def test_the_next_start_says_what_to_do_with_a_copy_without_its_entry(office, tmp_path):
    from typer.testing import CliRunner

    from tallystick.cli import app
    from tallystick.review import loopback
    from tallystick.review.runs.copying import copied, verified

    case = opened_copy(office[0], tmp_path / "CASE")
    folder = copied(case, office[1], verified(office[1]))
    (case.folder / "runs" / "of-nobody").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loopback, "serve", lambda at: at.close())
        done = CliRunner().invoke(app, ["review", "--at", str(case.folder), "--no-browser"])
    assert done.exit_code == 0, done.output
    assert f"{folder}: not in the log: a whole run whose import did not end" in done.stderr
    assert "import it again" in done.stderr
    assert f"{folder.parent / 'of-nobody'}: not in the log: no whole run; remove it" in done.stderr
