"""Does a run folder appear only when it is finished?"""

import os
import stat
from pathlib import Path

import pytest

from tallystick.audit import folder as run_folders
from tallystick.audit.folder import PARTIAL, run_folder, slug


def test_the_folder_appears_under_its_name_at_the_end(tmp_path):
    with run_folder(tmp_path / "runs", "Harbour Police") as (partial, final):
        (partial / "x").write_text("1")
        assert not final.exists()
        assert partial.name.endswith(PARTIAL)
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [final.name]
    assert (final / "x").read_text() == "1"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failed_run_leaves_nothing(tmp_path, error):
    def fail() -> None:
        with run_folder(tmp_path, "x") as (partial, _):
            (partial / "x").write_text("1")
            raise error

    with pytest.raises(error):
        fail()
    assert list(tmp_path.iterdir()) == []


def modes(folder):
    return {stat.S_IMODE(p.stat().st_mode): p.is_dir() for p in (folder, *folder.rglob("*"))}


def test_all_of_it_is_its_owners_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        with run_folder(tmp_path / "runs", "x") as (partial, final):
            assert modes(partial) == {0o700: True}
            (partial / "tables").mkdir()
            (partial / "tables" / "a").touch()
            (partial / "b").touch(mode=0o777)
        assert modes(final) == {0o700: True, 0o600: False}
        assert len(list(final.rglob("*"))) == 3
    finally:
        os.umask(before)


def test_everything_is_on_the_disk_before_the_folder_gets_its_name(tmp_path, monkeypatch):
    """Each file and folder is synced, inside before outside; then the renamed folder's parent."""
    done = []

    def sync(number):
        at = Path(f"/proc/self/fd/{number}").resolve()
        done.append(at.relative_to(tmp_path).as_posix())

    if not Path("/proc/self/fd").exists():
        pytest.skip("this system does not tell which file is open")
    monkeypatch.setattr(run_folders.os, "fsync", sync)
    (tmp_path / "real").mkdir()
    (tmp_path / "runs").symlink_to("real")
    with run_folder(tmp_path / "runs", "x") as (partial, _):
        (partial / "t").mkdir()
        (partial / "t" / "a").touch()
        (partial / "b").touch()
    at = f"real/{partial.name}"
    assert done == [f"{at}/t/a", f"{at}/t", f"{at}/b", at, "real"]


def test_a_disk_that_fails_when_synced_leaves_nothing(tmp_path, monkeypatch):
    def fail(number):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(run_folders.os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output"), run_folder(tmp_path, "x") as (partial, _):
        (partial / "a").touch()
    assert list(tmp_path.iterdir()) == []


def test_two_runs_in_one_second_do_not_meet(tmp_path):
    with run_folder(tmp_path, "x") as (_, first), run_folder(tmp_path, "x") as (_, second):
        assert first != second
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Harbour Police 2024", "harbour-police-2024"),
        ("../../etc/passwd", "etc-passwd"),
        ("Полиция, 2-й отдел", "полиция-2-й-отдел"),
        ("Policía de São Paulo", "policía-de-são-paulo"),
        ("e\u0301", "é"),
        ("हिन्दी पुलिस", "हिन्दी-पुलिस"),
        ("警察 ２課", "警察-２課"),
        ("شرطة", "شرطة"),
        ("a\u202eb\u200bc\x1b[2Jd", "a-b-c-2jd"),
        ("a／b∕c\\d:e", "a-b-c-d-e"),
        ("\u3164\ufe0f\u0301", "audit"),
        ("\U0001f46e\ufe0f", "audit"),
        (".. .", "audit"),
        ("=cmd|' /C calc'!A0", "cmd-c-calc-a0"),
        ("é" * 200, "é" * 60),
        ("警" * 200, "警" * 40),
    ],
)
def test_a_name_never_becomes_a_path(name, expected):
    assert slug(name) == expected


def test_a_system_without_the_letters_gets_a_name_in_those_that_it_has(monkeypatch):
    monkeypatch.setattr(run_folders.os, "fsencode", lambda name: name.encode("ascii"))
    assert slug("Полиция 2024, Nord") == "2024-nord"
    assert slug("Полиция") == "audit"
