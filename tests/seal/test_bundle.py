"""Is a bundle the same bytes for the same case, and can an outsider check all that it claims?"""

import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sealed_case import rehashed, sha256, small_case, write_lines
from typer.testing import CliRunner

import tallystick as ts
from tallystick.cli import app
from tallystick.seal import SealError, entry, half, verify_bundle, write_bundle
from tallystick.seal.signature import make_keys
from tallystick.seal.verify_case import differences

SCRIPT = Path(ts.__file__).parent / "seal" / "verify_case.py"
NEEDS_SSH = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen (OpenSSH) here"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A key, a case of 60 entries, and its bundle."""
    folder = tmp_path_factory.mktemp("case")
    make_keys(folder / "key", "office")
    parts = small_case(folder / "case")
    write_bundle(folder / "bundle.zip", parts, folder / "key")
    return folder, parts


@pytest.fixture
def unpacked(made, tmp_path):
    """The bundle unpacked, which a test may change."""
    with zipfile.ZipFile(made[0] / "bundle.zip") as bundle:
        bundle.extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


def said(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code in (0, 4) else done.stderr


def outsider(folder, code):
    """What verify.py says, isolated and without site packages."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, (done.stdout, done.stderr)
    return done.stdout


def faults(folder):
    """The differences that both checks find, that of an outsider and ours."""
    return list(differences(folder, [])), verify_bundle(folder, check_signature=False).differences


def test_a_bundle_holds_what_it_lists_in_order_and_without_compression(made):
    folder, parts = made
    body = sorted(f"bodies/{each}.json" for each in parts.bodies)
    (document,) = parts.documents
    with zipfile.ZipFile(folder / "bundle.zip") as bundle:
        assert bundle.testzip() is None
        assert bundle.namelist() == [
            "allowed_signers", *body, f"documents/{document}", "head.txt", "head.txt.sig",
            "log.jsonl", "precision.csv", "run/2026q4/findings.masked.json",
            "run/2026q4/manifest.json", "run/2026q4/run.json", "state.json", "verify.py",
        ]  # fmt: skip
        for each in bundle.infolist():
            assert each.date_time == (1980, 1, 1, 0, 0, 0)
            assert (each.external_attr >> 16, each.compress_type) == (0o100644, 0)
        head = bundle.read("head.txt").decode().splitlines()
        assert head[:5] == ["tallystick-bundle/1", "seq 60", f"hash {parts.entries[-1].hash}",
                            "day 2026-12-01", ""]  # fmt: skip
        assert head[5:] == [f"{sha256(bundle.read(name))}  {name}" for name in bundle.namelist()
                            if not name.startswith("head.txt")]  # fmt: skip
        assert bundle.read("verify.py") == SCRIPT.read_bytes()


def test_the_same_contents_give_the_same_bytes(made, tmp_path):
    folder, parts = made
    other = replace(
        parts,
        bodies=dict(reversed(parts.bodies.items())),
        runs={name: dict(reversed(held.items())) for name, held in parts.runs.items()},
    )
    write_bundle(tmp_path / "again.zip", other, folder / "key")
    assert (tmp_path / "again.zip").read_bytes() == (folder / "bundle.zip").read_bytes()
    assert (tmp_path / "again.zip").stat().st_mode & 0o777 == 0o600
    write_bundle(tmp_path / "again.zip", replace(parts, state=b"{}"), folder / "key")
    assert (tmp_path / "again.zip").read_bytes() != (folder / "bundle.zip").read_bytes()


@NEEDS_SSH
def test_an_outsider_needs_python_and_ssh_keygen_alone(unpacked):
    told = outsider(unpacked, 0)
    assert told.splitlines()[:5] == [
        "entries of the log: 60",
        "state.json: as listed; that it follows from the log, the office alone can show, by "
        "replaying the log",
        "texts here: 2; erased: 1; not released: 1",
        "documents here: 1; erased: 0",
        "run/2026q4: files here and as sealed: 1 of 2; others, such as masked copies, which rest "
        "on the signature alone: 1",
    ]
    command = told.splitlines()[5].partition("signature: ")[2]
    assert command == ("ssh-keygen -Y verify -f allowed_signers -I office -n tallystick-bundle "
                       "-s head.txt.sig < head.txt")  # fmt: skip
    done = subprocess.run(command, shell=True, cwd=unpacked, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    head = unpacked / "head.txt"
    head.write_text(head.read_text().replace("day 2026-12-01", "day 2026-12-02"))
    done = subprocess.run(command, shell=True, cwd=unpacked, capture_output=True, check=False)
    assert done.returncode != 0


@NEEDS_SSH
def test_one_command_checks_a_bundle_packed_or_unpacked(made, unpacked):
    for path in (made[0] / "bundle.zip", unpacked):
        told = said("verify", path)
        assert "signed by office with the key that came in the bundle, SHA256:" in told
        assert told.splitlines()[-1] == f"{path}: as signed."


@NEEDS_SSH
def test_a_bundle_made_anew_by_another_key_fails_with_the_signers_known(made, tmp_path):
    folder, parts = made
    make_keys(tmp_path / "other", "office")
    write_bundle(tmp_path / "false.zip", parts, tmp_path / "other")
    with zipfile.ZipFile(folder / "bundle.zip") as bundle:
        (tmp_path / "signers").write_bytes(bundle.read("allowed_signers"))
    assert "the key that came in the bundle" in said("verify", tmp_path / "false.zip")
    told = said("verify", tmp_path / "false.zip", "--signers", tmp_path / "signers", code=4)
    assert "head.txt.sig: no signature of head.txt by a key in" in told
    told = said("verify", folder / "bundle.zip", "--signers", tmp_path / "signers")
    assert "signed by office, whose key is in" in told


def changes(whole, at):
    """Each way to change entry `at` of a log: the new log, its kind, and the entries to name."""
    other = (at * 7 + 11) % 200 if (at * 7 + 11) % 200 != at else (at + 1) % 200
    swapped = list(whole)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    later = rehashed(whole[at], at="2026-12-02T09:30:00.000000Z")
    return [
        ([*whole[:at], replace(whole[at], act="note"), *whole[at + 1 :]], "edited", {at + 1}),
        ([*whole[:at], later, *whole[at + 1 :]], "edited", {at + 1}),
        ([*whole[:at], *whole[at + 1 :]], "removed", {at + 1}),
        (swapped, "moved", {at + 1, other + 1}),
    ]


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_each_of_two_hundred_entries_edited_removed_or_swapped_is_named(made, tmp_path, every):
    """Threat T16, in the bundle: our check names exactly these, that of an outsider one of them.

    Every day each entry in one way; in the slow turn in all four.
    """
    parts = small_case(tmp_path / "case", 200)
    write_bundle(tmp_path / "bundle.zip", parts, made[0] / "key")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        bundle.extractall(tmp_path / "bundle")
    for at in range(200):
        for way, (changed, kind, seqs) in enumerate(changes(parts.entries, at)):
            if not every and way != at % 4:
                continue
            write_lines(tmp_path / "bundle" / "log.jsonl", changed)
            theirs, ours = faults(tmp_path / "bundle")
            found = re.findall(r"^entry (\d+): (\w+):", "\n".join(ours), re.MULTILINE)
            assert found == [(str(seq), kind) for seq in sorted(seqs)], (at, kind, ours)
            assert theirs[0] == ours[0] == "log.jsonl: changed"
            near = {seq + step for seq in seqs for step in (-1, 0, 1)}
            assert near & {int(each) for each in re.findall(r"entry (\d+)", theirs[1])}


def test_every_file_changed_removed_or_added_is_named(unpacked):
    files = sorted(path for path in unpacked.rglob("*") if path.is_file())
    for path in files:
        told, content = path.relative_to(unpacked).as_posix(), path.read_bytes()
        if told in ("head.txt", "head.txt.sig"):
            continue
        for state in ("changed", "removed"):
            path.write_bytes(content + b" ") if state == "changed" else path.unlink()
            for found in faults(unpacked):
                assert found[0] == f"{told}: {state}"
            path.write_bytes(content)
    (unpacked / "run" / "2026q4" / "more.json").write_text("{}")
    for found in faults(unpacked):
        assert found[0] == "run/2026q4/more.json: added"


def relisted(folder):
    """Write a head that fits the files again, as whoever has no key can."""
    lines = (folder / "head.txt").read_text().splitlines()
    held = [f"{sha256(path.read_bytes())}  {path.relative_to(folder).as_posix()}"
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith("head.txt")]  # fmt: skip
    (folder / "head.txt").write_text("\n".join([*lines[:5], *held, ""]))


@NEEDS_SSH
def test_what_the_log_does_not_name_is_found_although_the_list_fits(unpacked):
    (body, *_) = (unpacked / "bodies").iterdir()
    (document,) = (unpacked / "documents").iterdir()
    manifest = unpacked / "run" / "2026q4" / "manifest.json"
    for path, content, message in (
        (body, b'{"salt":"' + b"00" * 16 + b'","text":"another"}\n', "not a text that"),
        (body, b"[" * 100_000, "not a text that"),
        (unpacked / "bodies" / f"{'ab' * 32}.json", body.read_bytes(), "not a text that"),
        (document, b"another", "not a document that the log names"),
        (unpacked / "documents" / sha256(b"x"), b"x", "not a document that the log names"),
        (manifest, manifest.read_bytes().replace(b"run.json", b"ran.json"),
         "not the manifest of a run that the log names"),
        (manifest, b"[]", "removed, or no manifest"),
        (unpacked / "run" / "2026q4" / "run.json", b"{ }", "not as its run was sealed"),
        (unpacked / "run" / "2025q4" / "run.json", b"{}", "not the manifest of a run"),
    ):  # fmt: skip
        before = path.read_bytes() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        relisted(unpacked)
        for found in faults(unpacked):
            assert [each for each in found if message in each], (path, message, found)
        assert "head.txt.sig: no signature" in "\n".join(verify_bundle(unpacked).differences)
        path.unlink() if before is None else path.write_bytes(before)
        if path.parent.name == "2025q4":
            path.parent.rmdir()
    relisted(unpacked)
    assert faults(unpacked) == ([], ())


@pytest.mark.parametrize("depth", [300, 480, 495])
def test_a_deep_object_in_a_hostile_log_breaks_no_check(unpacked, depth):
    log = unpacked / "log.jsonl"
    rest = log.read_bytes().partition(b"\n")[2]
    deep = b'{"a":' * depth + b'"' + b"ab" * 32 + b'"' + b"}" * depth
    line = b'{"act":"a","actor":"b","at":"2026-12-01T09:30:00.000000Z","body":null,"hash":"'
    zeros = b"0" * 64
    line += zeros + b'","object":' + deep + b',"prev":"' + zeros + b'","seq":1}\n'
    log.write_bytes(line + rest)
    for found in faults(unpacked):
        assert "log.jsonl: changed" in found
    assert "log.jsonl: changed" in outsider(unpacked, 4)


@NEEDS_SSH
def test_a_log_written_anew_with_a_head_that_fits_has_no_signature(made, unpacked):
    _, parts = made
    last = parts.entries[29]
    anew = list(parts.entries[:30])
    for each in parts.entries[30:]:
        last = entry(last, time_of(each), "another", each.act, each.object, each.body)
        anew.append(last)
    write_lines(unpacked / "log.jsonl", anew)
    text = (unpacked / "head.txt").read_text()
    (unpacked / "head.txt").write_text(text.replace(parts.entries[-1].hash, last.hash))
    relisted(unpacked)
    assert faults(unpacked) == ([], ())
    told = said("verify", unpacked, code=4)
    assert "head.txt.sig: no signature of head.txt by a key in allowed_signers" in told


def time_of(given):
    return datetime.fromisoformat(given.at)


@NEEDS_SSH
def test_a_half_is_compared_with_the_log_of_a_bundle(made, tmp_path):
    folder, parts = made
    bundle = folder / "bundle.zip"
    paper = tmp_path / "half.txt"
    paper.write_text(half(parts.entries[20], folder / "key").text().replace("\n", "  \r\n"))
    assert "half of entry 21: every entry up to this one is as it was" in said(
        "verify", bundle, "--half", paper
    )
    make_keys(tmp_path / "other", "office")
    false = small_case(tmp_path / "case", 70).entries
    anew = entry(parts.entries[19], time_of(parts.entries[19]), "another", "page.open", {})
    for held, message in (
        (half(anew, folder / "key"), "the log was changed after the half was made"),
        (half(false[64], folder / "key"), "the log ends before this entry"),
        (half(parts.entries[20], tmp_path / "other"), "it is signed with another key"),
        (replace(half(parts.entries[20], folder / "key"), seq=20), "it has no valid signature"),
    ):
        paper.write_text(held.text())
        told = said("verify", bundle, "--half", paper, code=4)
        assert f"half of entry {held.seq}: {message}" in told
    paper.write_text("seq 1")
    assert "this is no half" in said("verify", bundle, "--half", paper, code=2)


@NEEDS_SSH
def test_a_half_needs_the_extra_and_says_so(made, tmp_path, monkeypatch):
    folder, parts = made
    (tmp_path / "half.txt").write_text(half(parts.entries[20], folder / "key").text())
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives", None)
    assert "as signed" in said("verify", folder / "bundle.zip")
    told = said("verify", folder / "bundle.zip", "--half", tmp_path / "half.txt", code=2)
    assert "run: pip install 'tallystick[seal]'" in told


def test_options_of_a_run_and_of_a_bundle_do_not_mix(made, tmp_path):
    bundle = made[0] / "bundle.zip"
    for option in ("--seal", "--inputs", "--again", "--key"):
        told = said("verify", bundle, option, "x", code=2)
        assert "of these options it takes --signers and --half alone" in told
    assert "give the bundle" in said("verify", tmp_path, "--half", bundle, code=2)


def test_where_there_is_no_openssh_it_is_said(unpacked, monkeypatch):
    monkeypatch.setenv("PATH", str(unpacked))
    assert "needs ssh-keygen; install OpenSSH" in said("verify", unpacked, code=2)
    assert "Now check its signature: ssh-keygen" in outsider(unpacked, 0)


def wrong_parts(parts, folder):
    """Parts that are not as the log names them, and what is said of each."""
    (digest, (salt, text)), *_ = parts.bodies.items()
    run = parts.runs["2026q4"]
    other = folder / "other"
    other.write_bytes(b"other")
    erased = {parts.entries[5].body: (bytes([3]) * 16, "text 3, Отчёт")}
    return {
        "the log of the case has no entry": replace(parts, entries=[]),
        "edited": replace(parts, entries=[replace(parts.entries[0], act="x"),
                                          *parts.entries[1:]]),
        "removed": replace(parts, entries=parts.entries[1:]),
        "not a text that the log names": replace(parts, bodies={digest: (salt, text + ".")}),
        "or one that was erased": replace(parts, bodies=erased),
        "not a document that the log": replace(parts, documents={sha256(b"other"): other}),
        "documents/": replace(parts, documents={sha256(b"another"): other}),
        "not as its run was sealed": replace(parts, runs={"a": {**run, "findings.json": b"[]"}}),
        "not the manifest of a run": replace(parts, runs={"a": {"run.json": b"{}"}}),
        "mask.key: a bundle cannot": replace(parts, runs={"a": {**run, "mask.key": b""}}),
        "deep/mask.key: a bundle": replace(parts, runs={"a": {**run, "deep/mask.key": b""}}),
        "run/a/../x: a bundle cannot": replace(parts, runs={"a": {**run, "../x": b""}}),
        "run/../a/x: a bundle cannot": replace(parts, runs={"../a": {"x": b""}}),
        "run/a//x: a bundle cannot": replace(parts, runs={"a": {"/x": b""}}),
        "bodies/x.json: a bundle cannot": replace(parts, bodies={"x": (salt, text)}),
    }  # fmt: skip


def test_a_bundle_that_would_not_verify_is_not_written(made, tmp_path):
    folder, parts = made
    for message, wrong in wrong_parts(parts, tmp_path).items():
        with pytest.raises(SealError, match=re.escape(message)):
            write_bundle(tmp_path / "x.zip", wrong, folder / "key")
        assert [path.name for path in tmp_path.iterdir()] == ["other"]
