"""A run is sealed into the case as it is, once, and nothing else is taken for a run."""

import json
import os
import stat

import pytest
from made_runs import Made, copied, json_of, make_run, resealed
from opened_case import ACTOR

EVIL = "<script>alert(1)</script>"
HOSTILE = (
    EVIL,
    "=cmd()|' /C calc'!A0",
    "../../../etc/passwd",
    "'; DROP TABLE entry; --",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe\u2066\u200b",
    "עברית العربية",
    "x" * 4000,
)


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run", Made(), Made("Division 2", aspect="another"))


def files(folder):
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_copy_is_the_run_read_only_and_the_original_is_untouched(case, run):
    from tallystick.review.runs.importing import import_run
    from tallystick.seal import verify_folder

    before = files(run)
    held, new = import_run(ACTOR, run)
    assert new
    assert files(run) == before
    copy = case.run_folder(held.manifest_sha256)
    assert {name: content for name, (content, _) in files(copy).items()} == {
        name: content for name, (content, _) in before.items()
    }
    modes = {stat.S_IMODE(path.stat().st_mode) for path in copy.rglob("*") if path.is_file()}
    assert modes == {0o444, 0o400}
    assert verify_folder(copy).differences == ()
    assert [each.name for each in (case.folder / "runs").iterdir()] == [copy.name]


def test_a_run_is_not_taken_in_twice(case, run, tmp_path):
    from tallystick.review.models import LogEntry, Run, Sighting
    from tallystick.review.runs.importing import import_run

    first, _ = import_run(ACTOR, run)
    entries = LogEntry.objects.count()
    again, new = import_run(ACTOR, copied(run, tmp_path / "elsewhere"))
    assert (again, new) == (first, False)
    assert (Run.objects.count(), Sighting.objects.count()) == (1, 2)
    assert LogEntry.objects.count() == entries


def test_pages_write_nothing_into_a_run(case_of_two, browser):
    """R2: the tree of the run folders is the same after every page and every form."""
    from tallystick.review.models import Pattern, Question
    from tallystick.seal import tree_hash

    folder = case_of_two.folder / "runs"
    before, modes = tree_hash(folder), sorted(path.stat().st_mode for path in folder.rglob("*"))
    question = Question.objects.get()
    for pattern in Pattern.objects.all():
        browser.get(f"/findings/{pattern.code}")
        browser.post(f"/findings/{pattern.code}/unmask", {"reason": "why"})
        browser.get(f"/findings/{pattern.code}?rows=2")
    browser.post(f"/findings/{question.pattern.code}/question/{question.id}",
                 {"answer": "keep", "reason": "why"})  # fmt: skip
    for address in ("/", "/findings", "/runs/1", "/runs/2/against/1", "/log", "/half"):
        assert browser.get(address).status_code == 200
    browser.post("/runs/1/withdraw", {"reason": "why"})
    assert tree_hash(folder) == before
    assert sorted(path.stat().st_mode for path in folder.rglob("*")) == modes
    assert Question.objects.get(id=question.id).answer == "keep"


def edited(run):
    (run / "findings.json").write_text("[]\n")


def without_findings(run):
    (run / "findings.json").unlink()


def older_without_findings(run):
    (run / "findings.json").unlink()
    resealed(run)


def linked(run):
    (run / "evidence" / "passwd").symlink_to("/etc/passwd")


def linked_and_sealed(run):
    (run / "leads.json").unlink()
    (run / "leads.json").symlink_to("/etc/passwd")
    resealed(run)


def older(run):
    told = json_of(run / "run.json") | {"version": "0.2.0"}
    (run / "run.json").write_text(json.dumps(told))
    (run / "manifest.json").unlink()


def later(run):
    """What a version to come may write: it says more than this one reads."""
    told = json_of(run / "run.json") | {"version": "9.0.0", "more": "that is not known yet"}
    (run / "run.json").write_text(json.dumps(told))
    resealed(run)


def unmaskable(run):
    (run / "mask.key").unlink()


def broken_json(run):
    (run / "findings.json").write_text('[{"check": ')
    resealed(run)


def another_schema(run):
    (run / "findings.json").write_text('[{"what": "a later version"}]')
    resealed(run)


def deep(run):
    (run / "findings.json").write_text("[" * 100_000 + "]" * 100_000)
    resealed(run)


def broken_results(run):
    (run / "results.parquet").write_bytes(b"PAR1 and nothing else")
    resealed(run)


def a_pipe(run):
    os.mkfifo(run / "evidence" / "pipe")


def out_of_the_folder(run):
    manifest = (run / "manifest.json").read_text()
    (run / "manifest.json").write_text(manifest.replace('"findings.json"', '"../findings.json"'))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (edited, "findings.json: changed.*restore the folder"),
        (without_findings, "findings.json: removed"),
        (older_without_findings, "there is no findings.json.*Audit again"),
        (linked, "evidence/passwd: added: a link"),
        (linked_and_sealed, "leads.json"),
        (older, "version 0.2.0.*Audit again"),
        (later, r"version 9\.0\.0, and this is .*Update Tallystick, or audit again"),
        (unmaskable, "cannot be masked.*Audit again"),
        (broken_json, "cannot be read as a run of this version.*Audit again"),
        (another_schema, "cannot be read as a run of this version.*Audit again"),
        (deep, "cannot be read as a run of this version.*Audit again"),
        (broken_results, "cannot be read as a run of this version.*Audit again"),
        (a_pipe, "evidence/pipe: added"),
        (out_of_the_folder, "manifest.json: changed"),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_what_is_no_run_as_sealed_is_refused_with_the_next_move(case, run, change, said):
    from tallystick.review.models import LogEntry, Run
    from tallystick.review.runs.copying import RunRefusedError
    from tallystick.review.runs.importing import import_run

    entries = LogEntry.objects.count()
    change(run)
    with pytest.raises(RunRefusedError, match=f"(?s){said}"):
        import_run(ACTOR, run)
    assert (Run.objects.count(), LogEntry.objects.count()) == (0, entries)
    assert list((case.folder / "runs").iterdir()) == []


def test_what_is_no_folder_or_no_run_is_refused(case, tmp_path):
    from tallystick.review.runs.copying import RunRefusedError
    from tallystick.review.runs.importing import import_run

    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nothing", tmp_path):
        with pytest.raises(RunRefusedError, match=r"no run\.json"):
            import_run(ACTOR, folder)


def test_texts_of_a_hostile_run_are_texts_on_every_page(case, browser, tmp_path):
    from tallystick.review.log.replay import differences
    from tallystick.review.models import Pattern
    from tallystick.review.runs.importing import import_run

    made = [
        Made(each[:300], title=f"title {each}", aspect=f"aspect {each}", cases=(each, EVIL),
             officers=(each[:300],))
        for each in HOSTILE
    ]  # fmt: skip
    run, _ = import_run(ACTOR, make_run(tmp_path / "run", *made, name=f"run {EVIL}"))
    addresses = ["/", "/findings", "/runs", f"/runs/{run.id}", "/log"]
    for pattern in Pattern.objects.all():
        browser.post(f"/findings/{pattern.code}/unmask", {"reason": EVIL})
        addresses.append(f"/findings/{pattern.code}")
    for address in addresses:
        answer = browser.get(address)
        text = answer.content.decode()
        assert answer.status_code == 200, address
        assert EVIL not in text
        assert "49" not in text.split("title {{", 1)[-1][:9]
        assert "\u202e" not in text
    assert differences() == []


def test_an_import_that_was_killed_leaves_nothing_that_counts(case, run):
    from tallystick.review.models import Run
    from tallystick.review.runs import copying, importing

    def killed(*_):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "_sealed", killed)
        with pytest.raises(KeyboardInterrupt):
            importing.import_run(ACTOR, run)
    assert Run.objects.count() == 0
    assert list((case.folder / "runs").iterdir()) == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "write_absences", killed)
        with pytest.raises(KeyboardInterrupt):
            importing.import_run(ACTOR, run)
    assert Run.objects.count() == 0
    held, new = importing.import_run(ACTOR, run)
    assert new
    assert held.sightings.count() == 2
