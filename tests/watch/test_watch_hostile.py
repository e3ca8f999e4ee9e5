"""What does a watch make of a folder that somebody else wrote?"""

import json
import os
import re
import sys

import pytest
from test_watch_command import ENDS, look, office, run, run_of, said, watch  # noqa: F401

from tallystick.findings.whole_file import write_whole
from tallystick.watch.declared import WatchError, read_declared


def changed(path, **changes):
    held = json.loads(path.read_text())
    one = held[0] if isinstance(held, list) else held
    one |= changes
    path.write_text(json.dumps(held))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"windows": 10**9}, "--quarters 1000000000: from 1 to 80"),
        ({"alpha": 1.0}, "--alpha 1: above 0 and at most 0.05"),
        ({"alpha": "none"}, "alpha"),
        ({"first_day": "2020-13-01"}, "first_day"),
        ({"checks": []}, "no check is left"),
        ({"checks": {"figures.recount": "never"}}, "checks"),
        ({"format": "tallystick-watch/2"}, "format"),
    ],
)
def test_a_plan_that_is_none_is_refused_with_the_place(watch, changes, why):  # noqa: F811
    changed(watch / "watch.json", **changes)
    done = run("show", watch)
    assert (done.exit_code, type(done.exception)) == (2, SystemExit)
    assert why in said(done)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b"{" * 100_000])
def test_what_is_no_json_is_refused(watch, content):  # noqa: F811
    (watch / "watch.json").write_bytes(content)
    assert run("show", watch).exit_code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with a name")
def test_a_pipe_in_the_place_of_the_plan_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "watch.json")
    with pytest.raises(WatchError, match="not a regular file"):
        read_declared(tmp_path)


@pytest.mark.parametrize("folder", ["../../..", "/etc", "..", ".", "a/b", "a\\b", ""])
def test_a_run_that_would_lie_elsewhere_is_refused(watch, folder):  # noqa: F811
    assert look(watch, ENDS[0]).exit_code == 0
    ledger = watch / "looks.json"
    held = json.loads(ledger.read_text())
    held[0]["audits"][0]["folder"] = folder
    ledger.write_text(json.dumps(held))
    done = run("show", watch)
    assert done.exit_code == 2
    assert "the name of a folder without a path" in said(done)


def test_a_look_that_the_plan_does_not_have_there_is_refused(watch):  # noqa: F811
    assert look(watch, ENDS[0]).exit_code == 0
    changed(watch / "looks.json", last_day="2020-06-30")
    done = run("show", watch)
    assert done.exit_code == 2
    assert "look 1: not the look that the plan has there" in said(done)


def test_a_run_that_is_gone_is_refused(watch):  # noqa: F811
    assert look(watch, ENDS[0]).exit_code == 0
    run_of(watch, 1).rename(watch / "elsewhere")
    assert run("show", watch).exit_code == 2


def test_a_name_is_shown_and_does_nothing(watch):  # noqa: F811
    """The name is in the plan, whose hash the look has: so it stands there from the beginning."""
    changed(watch / "watch.json", name='<script>alert(1)</script>\x1b[2J"')
    assert look(watch, ENDS[0]).exit_code == 0
    done = run("show", watch)
    assert done.exit_code == 0
    assert "\x1b" not in done.output
    page = (watch / "watch.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_no_page_is_written_through_a_link(watch, tmp_path):  # noqa: F811
    assert look(watch, ENDS[0]).exit_code == 0
    precious = tmp_path / "precious"
    precious.write_text("mine")
    for name in ("watch.html", f".watch.html.{os.getpid()}"):
        (watch / name).symlink_to(precious)
    assert run("show", watch).exit_code == 0
    assert precious.read_text() == "mine"
    assert not (watch / "watch.html").is_symlink()


def test_no_run_is_written_through_a_link(watch, tmp_path):  # noqa: F811
    (tmp_path / "there").mkdir()
    (watch / "looks").symlink_to(tmp_path / "there")
    done = look(watch, ENDS[0])
    assert done.exit_code == 2
    assert "it is a link" in said(done)
    assert list((tmp_path / "there").iterdir()) == []


def test_a_file_is_the_old_one_or_the_new_one(tmp_path, monkeypatch):
    path = tmp_path / "looks.json"
    write_whole(path, b"old")

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_text() == "old"
    assert re.fullmatch("old|new", path.read_text())
