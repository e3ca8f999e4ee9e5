"""Do audits that run side by side into one folder disturb each other?"""

import os

import pytest
from processes import audited, kept, started
from small import write_small

from tallystick.audit import folder as run_folders


def side_by_side(tmp_path, count):
    engagement = write_small(tmp_path / "in", reported=5)
    before = sorted((tmp_path / "in").iterdir())
    out, temporary = tmp_path / "runs", tmp_path / "tmp"
    temporary.mkdir()
    processes = [started(engagement, out, temporary=temporary) for _ in range(count)]
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0] * count, said
    folders = sorted(out.iterdir())
    assert len(folders) == count
    assert not [path for path in folders if path.name.endswith(run_folders.PARTIAL)]
    reports = {words.rpartition("Report: ")[2].splitlines()[0] for words, _ in said}
    assert reports == {str(path / "report.html") for path in folders}
    for path in folders:
        assert kept(path) == kept(folders[0])
    assert sorted((tmp_path / "in").iterdir()) == before
    assert list(temporary.iterdir()) == []
    return kept(folders[0])


def test_two_audits_at_once(tmp_path):
    side_by_side(tmp_path, 2)


@pytest.mark.slow
def test_ten_audits_at_once(tmp_path):
    answers = side_by_side(tmp_path, 10)
    assert audited(tmp_path / "in" / "engagement.toml", tmp_path / "alone")[0] == 0
    assert kept(next((tmp_path / "alone").iterdir())) == answers


def test_a_name_that_another_run_has_just_finished_is_not_taken(tmp_path, monkeypatch):
    """The other run ends between the questions whether its names are there."""
    other, mkdir = tmp_path / "other", os.mkdir
    other.mkdir()
    (other / "run.json").write_text("{}")
    names = []

    def late(path, *more):
        if not names and path.suffix == run_folders.PARTIAL:
            final = path.with_suffix("")
            other.rename(final)
            names.append(final.name)
        mkdir(path, *more)

    monkeypatch.setattr(run_folders.os, "mkdir", late)
    out = tmp_path / "runs"
    out.mkdir()
    with run_folders.run_folder(out, "x") as (partial, final):
        (partial / "own").touch()
    assert final.name == f"{names[0]}-2"
    assert sorted(path.name for path in out.iterdir()) == [names[0], final.name]
    assert (out / names[0] / "run.json").exists()
    assert (final / "own").exists()
