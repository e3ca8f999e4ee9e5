"""Is what lies in a folder of caches used only where none but its user could put it there?"""

import os

import pytest

from tallystick.engine import private_folder
from tallystick.engine.private_folder import opened, own_caches


def test_it_lies_where_the_user_keeps_caches(monkeypatch):
    assert str(own_caches({"XDG_CACHE_HOME": "/c"}, "x")) == "/c/tallystick/x"
    monkeypatch.setenv("HOME", "/home/one")
    for environment in ({"XDG_CACHE_HOME": "relative"}, {"XDG_CACHE_HOME": ""}, {}):
        assert str(own_caches(environment, "x")) == "/home/one/.cache/tallystick/x"


def test_what_was_written_is_read_by_its_name_alone_and_by_its_user_alone(tmp_path):
    folder = opened(tmp_path / "a" / "b")
    folder.write("one", b"first\nsecond")
    folder.write("one", b"third\nfourth")
    assert folder.read("one") == b"third\nfourth"
    assert folder.read("other") is None
    assert [each.name for each in (tmp_path / "a" / "b").iterdir()] == ["one"]
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a" / "b" / "one").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o720, 0o702, 0o750, 0o704])
def test_a_folder_that_others_may_reach_is_not_used(tmp_path, mode):
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(mode)
    assert opened(folder) is None


def test_a_folder_of_another_user_is_not_used(tmp_path, monkeypatch):
    opened(tmp_path / "x").write("one", b"theirs")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert opened(tmp_path / "x") is None


def test_a_link_in_place_of_the_folder_or_of_a_file_is_not_followed(tmp_path):
    real = opened(tmp_path / "real")
    real.write("one", b"first")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert opened(tmp_path / "link") is None
    (tmp_path / "real" / "one").rename(tmp_path / "elsewhere")
    (tmp_path / "real" / "one").symlink_to(tmp_path / "elsewhere")
    assert real.read("one") is None


def test_a_file_that_others_may_write_or_a_pipe_is_not_read(tmp_path):
    folder = opened(tmp_path / "x")
    folder.write("one", b"first")
    (tmp_path / "x" / "one").chmod(0o622)
    os.mkfifo(tmp_path / "x" / "pipe", 0o600)
    assert folder.read("one") is None
    assert folder.read("pipe") is None


def test_another_folder_put_in_its_place_is_not_read(tmp_path):
    folder = opened(tmp_path / "x")
    folder.write("one", b"first")
    (tmp_path / "x").rename(tmp_path / "moved")
    opened(tmp_path / "x").write("one", b"planted")
    assert folder.read("one") == b"first"


def test_a_file_cut_off_is_not_read(tmp_path):
    folder = opened(tmp_path / "x")
    folder.write("one", b"first")
    for length in range(len((tmp_path / "x" / "one").read_bytes())):
        os.truncate(tmp_path / "x" / "one", length)
        assert folder.read("one") is None
        folder.write("one", b"first")


def test_where_no_folder_can_be_made_there_is_none(tmp_path):
    (tmp_path / "file").write_text("")
    assert opened(tmp_path / "file" / "x") is None
    assert opened(tmp_path / "file") is None
    assert opened(None) is None


def test_of_too_many_files_those_asked_for_last_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(private_folder, "MOST_FILES", 3)
    folder = opened(tmp_path / "x")
    for number in range(4):
        folder.write(str(number), b"")
        os.utime(tmp_path / "x" / str(number), (number, number))
    assert folder.read("0") == b""
    assert opened(tmp_path / "x").read("0") == b""
    assert sorted(each.name for each in (tmp_path / "x").iterdir()) == ["0", "3"]
