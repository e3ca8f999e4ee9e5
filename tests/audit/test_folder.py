"""Does a run folder appear only when it is finished?"""

import pytest

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


def test_two_runs_in_one_second_do_not_meet(tmp_path):
    with run_folder(tmp_path, "x") as (_, first), run_folder(tmp_path, "x") as (_, second):
        assert first != second
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Harbour Police 2024", "harbour-police-2024"),
        ("../../etc/passwd", "etc-passwd"),
        ("Полиция", "audit"),
        ("=cmd|' /C calc'!A0", "cmd-c-calc-a0"),
        ("é" * 200, "e" * 60),
    ],
)
def test_a_name_never_becomes_a_path(name, expected):
    assert slug(name) == expected
