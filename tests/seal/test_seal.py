"""Does a seal name every change of a run, and does everything that reads a run ask for it?"""

import base64
import hashlib
import json
import os
import random
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from processes import in_this_process
from small import write_small
from typer.testing import CliRunner

import tallystick as ts
from tallystick.cli import app
from tallystick.cli.sealing import UnsealedRunError
from tallystick.load.engagement_record import engagement_record
from tallystick.report.words.text import css_string
from tallystick.seal import canonical, verify_folder, write_manifest
from tallystick.seal.manifest import add_pages, tree_hash
from tallystick.seal.signature import make_keys, sign
from tallystick.seal.verify import UNSEALED, SealError

SCRIPT = Path(ts.__file__).parent / "seal" / "verify.py"
NEEDS_SSH = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen (OpenSSH) here"
)
OTHER = "0" * 64


def said(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code in (0, 4) else done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A sealed run with a workbook and CSV files, its engagement, and a key."""
    folder = tmp_path_factory.mktemp("sealed")
    engagement = write_small(folder / "given", reported=5)
    in_this_process(engagement, folder / "runs")
    (run,) = (folder / "runs").iterdir()
    said("report", run, "--format", "csv", "--format", "json", "--format", "md", "--format", "xlsx")
    line = make_keys(folder / "key", "ig@example.org")
    (folder / "signers").write_text(line)
    return folder, run, engagement


@pytest.fixture
def run(made, tmp_path):
    """A copy of the run that a test may change."""
    return Path(shutil.copytree(made[1], tmp_path / "run"))


def seal_of(run):
    return hashlib.sha256((run / "manifest.json").read_bytes()).hexdigest()


def named(verdict):
    return {each.path for each in verdict.differences}


def files_of(run):
    return sorted(
        path.relative_to(run).as_posix() for path in run.rglob("*")
        if path.is_file() and path.name not in UNSEALED
    )  # fmt: skip


def test_an_unchanged_run_verifies_in_one_line(made):
    _, run, _ = made
    (line,) = said("verify", run).splitlines()
    assert "consistent in itself; compare the seal with the printed one" in line
    assert line.endswith(seal_of(run))
    (line,) = said("verify", run, "--seal", seal_of(run).upper()).splitlines()
    assert "as sealed (the seal given)" in line


def test_the_manifest_lists_every_file_and_where_it_comes_from(made):
    _, run, engagement = made
    held = json.loads((run / "manifest.json").read_bytes())
    pages = json.loads((run / "pages.json").read_bytes())
    assert sorted([*held["files"], *pages["files"]]) == files_of(run)
    assert pages["seal"] == seal_of(run)
    assert set(pages["files"]) > {"report.html", "export/run.csv", "export/document.json"}
    for path, each in {**held["files"], **pages["files"]}.items():
        content = (run / path).read_bytes()
        assert each == {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    raw = engagement.read_bytes()
    assert held["engagement"] == {
        "path": "engagement.toml", "sha256": hashlib.sha256(raw).hexdigest(), "size": len(raw)
    }  # fmt: skip
    assert held["package"]["sha256"] == tree_hash(Path(ts.__file__).parent)
    incidents = (engagement.parent / "incidents.csv").read_bytes()
    assert {
        "table": "incidents", "path": "incidents.csv", "format": "csv", "rows": 3,
        "sha256": hashlib.sha256(incidents).hexdigest(), "size": len(incidents),
    } in held["inputs"]  # fmt: skip


def flip(path, rng):
    """Change one bit of one byte."""
    content = bytearray(path.read_bytes())
    at = rng.randrange(len(content))
    content[at] ^= 1 << rng.randrange(8)
    path.write_bytes(content)


def revalue(path, rng):
    """Change one digit of a JSON file, so that it stays JSON; else one byte."""
    text = path.read_bytes()
    digits = [at for at, each in enumerate(text) if each in b"123456789"]
    if path.suffix != ".json" or not digits:
        flip(path, rng)
        return
    at = rng.choice(digits)
    path.write_bytes(text[:at] + (b"9" if text[at : at + 1] != b"9" else b"8") + text[at + 1 :])


CHANGES = (flip, revalue, lambda path, rng: path.unlink(), lambda path, rng: path.write_bytes(b""),
           lambda path, rng: path.write_bytes(path.read_bytes() + b"\n"))  # fmt: skip


def test_two_hundred_changes_are_all_named(made, run):
    """A hundred and fifty as they are; fifty with manifest and pages rewritten to fit."""
    rng = random.Random(20261129)
    seal = seal_of(run)
    whole = {path: (run / path).read_bytes() for path in [*files_of(run), "manifest.json",
                                                           "pages.json"]}  # fmt: skip
    told = json.loads(whole["manifest.json"])
    made_from = {key: told[key] for key in told if key not in ("files", "format")}
    pages = set(json.loads(whole["pages.json"])["files"])
    for turn in range(200):
        path = rng.choice(sorted(whole if turn < 150 else set(whole) - set(pages) - set(UNSEALED)))
        before = (run / path).read_bytes()
        while (run / path).exists() and (run / path).read_bytes() == before:
            rng.choice(CHANGES)(run / path, rng)
        if turn < 150:
            found = named(verify_folder(run))
            # A hash that was changed in a list differs from its file, which was not.
            assert path in found or (found and path in UNSEALED), path
        else:
            for page in pages:
                (run / page).unlink()
            write_manifest(run, made_from)
            for page in pages:
                (run / page).write_bytes(whole[page])
            add_pages(run, seal_of(run), [run / page for page in pages])
            assert not verify_folder(run).differences, path
            assert named(verify_folder(run, seal)) == {"manifest.json"}, path
        for name, content in whole.items():
            (run / name).write_bytes(content)
    assert not verify_folder(run, seal).differences


@NEEDS_SSH
def test_a_rewritten_manifest_has_no_signature(made, run):
    folder, _, _ = made
    sign(run, seal_of(run), folder / "key")
    assert verify_folder(run, signers=folder / "signers").known == "signed by ig@example.org"
    (run / "findings.json").write_text("[]\n")
    told = json.loads((run / "manifest.json").read_bytes())
    for page in json.loads((run / "pages.json").read_bytes())["files"]:
        (run / page).unlink()
    write_manifest(run, {key: told[key] for key in told if key not in ("files", "format")})
    assert {"seal.txt", "seal.txt.sig"} <= named(verify_folder(run, signers=folder / "signers"))
    (run / "seal.txt").write_text(seal_of(run) + "\n")
    shutil.rmtree(run / "export")
    assert named(verify_folder(run, signers=folder / "signers")) == {"seal.txt.sig"}


def test_what_was_added_is_named_and_links_are_not_followed(run, tmp_path):
    (run / "tables" / "notes.txt").write_text("x")
    (run / "empty").mkdir()
    os.symlink(tmp_path, run / "evidence" / "up")
    os.mkfifo(run / "pipe")
    report = (run / "report.html").read_bytes()
    (run / "report.html").unlink()
    (tmp_path / "elsewhere.html").write_bytes(report)
    os.symlink(tmp_path / "elsewhere.html", run / "report.html")
    assert named(verify_folder(run)) == {
        "tables/notes.txt", "empty", "evidence/up", "pipe", "report.html"
    }  # fmt: skip


@pytest.mark.parametrize("path", ["run.json", "results.parquet", "manifest.json", "pages.json"])
def test_a_file_without_end_is_named_and_not_read(run, path):
    (run / path).unlink()
    os.symlink("/dev/zero", run / path)
    assert path in named(verify_folder(run))
    (run / path).unlink()
    os.mkfifo(run / path)
    assert path in named(verify_folder(run))


def listing(path, size=1):
    files = {path: {"sha256": OTHER, "size": size}}
    return canonical({"files": files, "format": "tallystick-manifest/1"}).decode()


@pytest.mark.parametrize("held", [
    "[" * 100_000, "{}", "[]", "null", '{"files": {}, "format": "tallystick-manifest/1"}',
    listing("../x"), listing("/etc/passwd"), listing("a", True), listing("a", 1 << 70), "\xff\xfe",
])  # fmt: skip
def test_a_hostile_manifest_is_named_as_changed(run, held):
    (run / "manifest.json").write_bytes(held.encode("latin-1"))
    assert "manifest.json" in named(verify_folder(run))
    assert "/etc/passwd" not in " ".join(named(verify_folder(run)))


def test_names_of_files_cannot_steer_the_terminal(run):
    (run / "a\x1b[2J\nmanifest.json: fine").write_text("x")
    told = said("verify", run, code=4)
    assert "\x1b" not in told
    assert len(told.splitlines()) == 2
    assert r"a\x1b[2J\nmanifest.json: fine: added" in told


@NEEDS_SSH
def test_the_script_of_a_signed_run_says_the_same_by_itself(made, run):
    """`verify.py` needs nothing of ours: it runs isolated and without site packages."""
    folder, _, _ = made
    told = said("seal", "sign", run, "--key", folder / "key")
    assert seal_of(run) in told
    assert (run / "verify.py").read_bytes() == SCRIPT.read_bytes()
    command = [sys.executable, "-I", "-S", str(run / "verify.py"), "--seal", seal_of(run),
               "--signers", str(folder / "signers")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == said("verify", run, "--seal", seal_of(run), "--signers",
                               folder / "signers")  # fmt: skip
    (run / "findings.json").write_text("[]")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert done.stdout.splitlines()[1].startswith("findings.json: changed")


@NEEDS_SSH
def test_openssh_accepts_the_signature_and_no_other(made, run):
    folder, _, _ = made
    seal = seal_of(run)
    sign(run, seal, folder / "key")
    command = ["ssh-keygen", "-Y", "verify", "-f", str(folder / "signers"), "-I", "ig@example.org",
               "-n", "tallystick-run", "-s", str(run / "seal.txt.sig")]  # fmt: skip

    def accepts(text):
        return subprocess.run(command, input=text, capture_output=True, check=False).returncode == 0

    assert accepts(f"{seal}\n".encode())
    assert not accepts(f"{OTHER}\n".encode())
    public = (folder / "key.pub").read_text().split()[1]
    own = ["ssh-keygen", "-y", "-f", str(folder / "key")]
    assert public in subprocess.run(own, capture_output=True, text=True, check=True).stdout


def test_the_signature_is_an_ed25519_signature_of_the_seal(made, run):
    """The blob is read by RFC 4251's rules and the signature checked by the library alone."""
    folder, _, _ = made
    seal = seal_of(run)
    sign(run, seal, folder / "key")
    armour = (run / "seal.txt.sig").read_text().splitlines()
    blob = base64.b64decode("".join(armour[1:-1]))
    assert blob[:10] == b"SSHSIG" + struct.pack(">I", 1)
    parts, at = [], 10
    while at < len(blob):
        (n,) = struct.unpack(">I", blob[at : at + 4])
        parts.append(blob[at + 4 : at + 4 + n])
        at += 4 + n
    public, namespace, reserved, hashed_by, signature = parts
    assert (namespace, reserved, hashed_by) == (b"tallystick-run", b"", b"sha512")
    fields = [b"tallystick-run", b"", b"sha512", hashlib.sha512(f"{seal}\n".encode()).digest()]
    signed = b"SSHSIG" + b"".join(struct.pack(">I", len(each)) + each for each in fields)
    Ed25519PublicKey.from_public_bytes(public[-32:]).verify(signature[-64:], signed)


@NEEDS_SSH
def test_a_key_that_is_not_among_the_signers_does_not_count(made, run, tmp_path):
    folder, _, _ = made
    make_keys(tmp_path / "other", "friend@example.org")
    sign(run, seal_of(run), tmp_path / "other")
    told = said("verify", run, "--signers", folder / "signers", code=4)
    assert "seal.txt.sig: no signature of this seal by a key in" in told
    assert "no such file" in said("verify", run, "--signers", tmp_path / "none", code=2)


def test_a_key_is_private_and_never_written_over(tmp_path):
    line = said("seal", "keys", "--identity", "a@b", "--out", tmp_path / "deep" / "key")
    assert re.fullmatch(r'a@b namespaces="tallystick-run" ssh-ed25519 [A-Za-z0-9+/=]{68}\n', line)
    assert (tmp_path / "deep" / "key").stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "deep" / "key").read_bytes()
    told = said("seal", "keys", "--identity", "a@b", "--out", tmp_path / "deep" / "key", code=2)
    assert "choose another --out" in told
    assert (tmp_path / "deep" / "key").read_bytes() == before
    assert "no name for a signer" in said("seal", "keys", "--identity", "a b", "--out",
                                          tmp_path / "x", code=2)  # fmt: skip


def test_a_run_that_is_not_as_sealed_is_not_signed(made, run):
    (run / "run.json").write_text("{}")
    said("seal", "sign", run, "--key", made[0] / "key", code=2)
    assert not (run / "seal.txt.sig").exists()
    assert "no such key" in said("seal", "sign", made[1], "--key", run / "none", code=2)
    assert "not an OpenSSH private key" in said("seal", "sign", made[1], "--key",
                                                run / "pages.json", code=2)  # fmt: skip


def test_whatever_reads_a_run_refuses_one_that_was_changed(made, run, tmp_path):
    (run / "findings.json").write_text("[]\n")
    for command in (["report", run], ["compare", made[1], run], ["compare", run, made[1]],
                    ["sample", "draw", run, "--out", tmp_path / "s.csv", "--seed", 1,
                     "--table", "incidents", "--size", 1]):  # fmt: skip
        told = said(*command, code=2)
        assert "not as sealed: findings.json: changed" in told, command
        assert "--unverified" in told
    with pytest.raises(UnsealedRunError, match=r"findings\.json"):
        ts.open_run(run)
    assert ts.open_run(run, unverified=True).differences[0].startswith("findings.json: changed")


def test_every_form_of_an_unverified_report_says_so(run, tmp_path):
    (run / "findings.json").write_text("[]\n")
    kinds = [word for kind in ("html", "json", "csv", "md", "parquet", "xlsx")
             for word in ("--format", kind)]  # fmt: skip
    for language, word in (("en", "NOT VERIFIED"), ("ru", "НЕ ПРОВЕРЕНО")):
        out = tmp_path / language
        said("report", run, "--unverified", "--out", out, "--language", language, *kinds)
        page = (out / "report.html").read_text(encoding="utf-8")
        # The status, the box, and the head of each printed sheet, where CSS escapes Cyrillic.
        assert page.count(word) == (3 if language == "en" else 2)
        assert css_string(word)[:-1] in page
        assert "findings.json: changed" in page
        assert word in (out / "report.md").read_text(encoding="utf-8")
        assert "findings.json: changed" in (out / "run.csv").read_text(encoding="utf-8-sig")
        document = json.loads((out / "document.json").read_text(encoding="utf-8"))
        assert document["unverified"][0].startswith("findings.json: changed")
    told = said("compare", run, run, "--unverified")
    assert told.count("NOT VERIFIED (") == 2


def test_the_seal_stands_in_every_form(made):
    import openpyxl
    import pyarrow.parquet as pq

    _, run, _ = made
    seal = seal_of(run)
    assert seal in (run / "report.html").read_text(encoding="utf-8")
    for name in ("run.csv", "document.json", "report.md"):
        assert seal in (run / "export" / name).read_text(encoding="utf-8-sig"), name
    book = openpyxl.load_workbook(run / "export" / "report.xlsx")
    assert seal in [cell.value for row in book["run"].rows for cell in row]
    told = said("report", run, "--format", "parquet")
    assert told.splitlines()[-1] == f"Seal: {seal}"
    assert pq.read_schema(run / "export" / "results.parquet").metadata[b"tallystick.seal"] == (
        seal.encode()
    )
    assert ts.open_run(run).seal == seal
    assert f"Seal after: {seal}" in said("compare", run, run)


def test_a_run_of_an_earlier_version_gets_one_message(run):
    (run / "manifest.json").unlink()
    record = json.loads((run / "run.json").read_text())
    sheet = ("--finding", "F-01", "--within", "0.1", "--seed", "7", "--out", run.parent / "s.csv")
    commands = (["report", run], ["compare", run, run], ["sample", "draw", run, *sheet])
    for version in ("0.2.0", "0.1.0"):
        (run / "run.json").write_text(json.dumps(record | {"version": version}))
        forced = [[*each, "--unverified"] for each in commands]
        for command in (["verify", run], *commands, *forced):
            (line,) = said(*command, code=2).splitlines()
            assert f"made by version {version}, " in line
            assert line.endswith("Audit again.")
    assert named(verify_folder(run, OTHER)) == {"manifest.json"}
    (run / "run.json").write_text(json.dumps(record))
    assert named(verify_folder(run)) == {"manifest.json"}
    with pytest.raises(SealError, match=r"no run\.json"):
        verify_folder(run.parent)


def test_sources_are_compared_where_they_lie(made, tmp_path):
    _, run, engagement = made
    given = Path(shutil.copytree(engagement.parent, tmp_path / "given"))
    told = said("verify", run, "--inputs", given / "engagement.toml")
    assert told.count("\n") == 1
    assert "3 inputs unchanged" in told
    assert "consistent in itself" in told
    (given / "figures.csv").write_text("Unit,From,To,Cases\nA,2020-01-01,2020-01-31,2\n")
    told = said("verify", run, "--inputs", given / "engagement.toml", code=4)
    assert "figures.csv: changed" in told
    (given / "figures.csv").unlink()
    assert "figures.csv: removed" in said("verify", run, "--inputs", given / "engagement.toml",
                                          code=4)  # fmt: skip


def test_an_audit_again_gives_the_same_bytes(made, tmp_path):
    _, run, engagement = made
    told = said("verify", run, "--again", engagement)
    assert "audited again with the same result" in told
    given = Path(shutil.copytree(engagement.parent, tmp_path / "given"))
    text = (given / "figures.csv").read_text().replace(",5", ",4")
    (given / "figures.csv").write_text(text)
    told = said("verify", run, "--again", given / "engagement.toml", code=4)
    assert "results.parquet: differs when audited again" in told
    assert "run.json: differs when audited again" in told
    (given / "figures.csv").write_text("nothing")
    assert "--again: " in said("verify", run, "--again", given / "engagement.toml", code=2)


def test_the_engagement_stands_whole_in_the_run_without_secrets(made):
    record = ts.open_run(made[1]).record.engagement_file
    assert record["metrics"] == [{"name": "cases", "table": "incidents", "total": "records"}]
    assert record["tables"]["incidents"][0]["columns"]["unit_id"] == "Unit"
    told = engagement_record(
        {
            "engine": {"url": "sc://user:secret@host"},
            "tables": {
                "incidents": [
                    {
                        "url": "postgresql://u:secret@host/db?password=secret",
                        "columns": {
                            "officer_id": {"column": "Who", "values": {"J. Doe": "7"}},
                            "unit_id": {"constant": "North"},
                        },
                        "leave_out": [
                            {"column": "Who", "equals": ["J. Doe"]},
                            {"column": "Kind", "equals": ["total"]},
                        ],
                    }
                ]
            },
            "lines": [{"name": "half", "value": 0.5, "units": ["North"]}],
        }
    )
    text = json.dumps(told)
    assert "secret" not in text
    assert "J. Doe" not in text
    (source,) = told["tables"]["incidents"]
    assert source["columns"]["unit_id"] == {"constant": "North"}
    assert source["leave_out"][1] == {"column": "Kind", "equals": ["total"]}
    assert told["lines"] == [{"name": "half", "value": 0.5, "units": ["North"]}]


def test_there_is_one_way_to_write_a_value():
    assert canonical({"b": [1, "é"], "a": None}) == b'{"a":null,"b":[1,"\\u00e9"]}'
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"a": float("nan")})


def test_a_check_from_outside_is_in_the_manifest(tmp_path, monkeypatch):
    package = tmp_path / "theirs"
    package.mkdir()
    (package / "__init__.py").write_text("def describe(): ...\n")
    before = tree_hash(package)
    (package / "__init__.py").write_text("def describe(): return 1\n")
    assert tree_hash(package) != before
    monkeypatch.syspath_prepend(tmp_path)
    import theirs  # type: ignore[import-not-found]

    from tallystick.audit import selection

    class Check:
        name, module, describe = "figures.own", "", staticmethod(theirs.describe)

    monkeypatch.setattr(selection, "every", lambda: (Check,))
    assert selection.outside_checks() == [("figures.own", package)]
