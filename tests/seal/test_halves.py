"""Does a half show that its log was changed, and is it signed as OpenSSH reads it?"""

import base64
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.seal import Half, HalfVerdict, SealError, entry, half, verify_half
from tallystick.seal.halves import HALF_NAMESPACE, read_half
from tallystick.seal.signature import (
    armour,
    fingerprint,
    is_signature,
    make_keys,
    public_key,
    signature,
    signing_key,
)

START = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def log(size, actor="inspector"):
    entries, last = [], None
    for number in range(size):
        last = entry(last, START, actor, "note", {"number": number})
        entries.append(last)
    return entries


LOG = log(40)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    line = make_keys(folder / "key", "office", (HALF_NAMESPACE,))
    (folder / "signers").write_text(line)
    make_keys(folder / "other", "office")
    return folder


def verdict(keys, held, entries, name="key"):
    return verify_half(held, entries, public_key(keys / name))


def test_a_half_is_four_lines_of_the_last_entry(keys):
    made = half(LOG[19], keys / "key")
    seq, digest, day, signed = made.text().splitlines()
    assert (seq, digest, day) == ("seq 20", f"hash {LOG[19].hash}", "day 2026-12-01")
    assert signed.startswith("signature U1NIU0lH")  # SSHSIG in base64
    assert made.text().isascii()
    assert made == half(LOG[19], keys / "key")


def test_a_half_says_same_rewritten_other_or_shorter(keys):
    made = half(LOG[19], keys / "key")
    assert verdict(keys, made, LOG) is HalfVerdict.SAME
    assert verdict(keys, made, LOG[:20]) is HalfVerdict.SAME
    assert verdict(keys, made, LOG[:19]) is HalfVerdict.SHORTER
    assert verdict(keys, made, []) is HalfVerdict.SHORTER
    assert verdict(keys, made, log(40, "another")) is HalfVerdict.REWRITTEN
    assert verdict(keys, made, LOG, "other") is HalfVerdict.OTHER_CASE
    assert verdict(keys, half(LOG[19], keys / "other"), LOG) is HalfVerdict.OTHER_CASE


def test_a_half_shows_a_log_written_anew_from_any_entry_up_to_its_own(keys):
    """The rewriting that no chain shows; what comes after the half is not its matter."""
    made = half(LOG[19], keys / "key")
    for at in range(1, 40):
        anew, last = list(LOG[:at]), LOG[at - 1]
        for each in LOG[at:]:
            last = entry(last, START, "another", each.act, each.object)
            anew.append(last)
        expected = HalfVerdict.REWRITTEN if at < 20 else HalfVerdict.SAME
        assert verdict(keys, made, anew) is expected, at


def test_an_entry_edited_under_its_old_hash_does_not_pass_for_the_same(keys):
    made = half(LOG[19], keys / "key")
    for at in range(40):
        edited = [*LOG[:at], replace(LOG[at], actor="another"), *LOG[at + 1 :]]
        expected = HalfVerdict.REWRITTEN if at < 20 else HalfVerdict.SAME
        assert verdict(keys, made, edited) is expected, at


def test_each_character_of_a_half_counts(keys):
    made = half(LOG[19], keys / "key")
    for field in ("hash", "signature"):
        text = getattr(made, field)
        for at in range(len(text.rstrip("="))):
            other = "0" if text[at] != "0" else "1"
            wrong = replace(made, **{field: text[:at] + other + text[at + 1 :]})
            # The last digit before padding has bits that base64 leaves unused.
            if base64.b64decode(wrong.signature) != base64.b64decode(made.signature) or (
                field == "hash"
            ):
                assert verdict(keys, wrong, LOG) is HalfVerdict.NOT_SIGNED, (field, at)
    assert verdict(keys, replace(made, day="2026-12-02"), LOG) is HalfVerdict.NOT_SIGNED
    assert verdict(keys, replace(made, seq=21), LOG) is HalfVerdict.NOT_SIGNED


def test_a_signature_of_something_else_is_none(keys):
    """A signature for a run or a bundle by the same key does not count as a half."""
    made = half(LOG[19], keys / "key")
    for namespace, message in (
        ("tallystick-run", made.message()), ("tallystick-bundle", made.message()),
        (HALF_NAMESPACE, made.message() + b"\n"),
    ):  # fmt: skip
        blob = signature(message, namespace, keys / "key")
        wrong = replace(made, signature=base64.b64encode(blob).decode())
        assert verdict(keys, wrong, LOG) is HalfVerdict.NOT_SIGNED
    for blob in (b"", b"SSHSIG", bytes(200), base64.b64decode(made.signature) + b"\0"):
        wrong = replace(made, signature=base64.b64encode(blob).decode())
        assert verdict(keys, wrong, LOG) is HalfVerdict.NOT_SIGNED


@given(st.data())
def test_a_half_is_read_again_with_blanks_and_broken_lines(data):
    made = Half(20, "ab" * 32, "2026-12-01", "QUJD" * 62)
    blank = st.text(" \t\r\n", min_size=1, max_size=3)
    text = data.draw(st.sampled_from(["", "\ufeff", "\n\n"]))
    for word in made.text().split(" "):
        text += word + data.draw(blank)
    at = data.draw(st.integers(1, 200))
    start = text.index("QUJD")
    wrapped = text[: start + at] + "\r\n  " + text[start + at :]
    assert Half.read(text) == made
    assert Half.read(wrapped) == made


@pytest.mark.parametrize("text", [
    "", "seq 1", "seq 0\nhash {h}\nday 2026-12-01\nsignature QUJD", "seq 1\nhash {h}\nday today",
    "seq 1\nhash {h}x\nday 2026-12-01\nsignature QUJD",
    "seq 1\nhash {h}\nday 2026-12-01\nsignature \N{CYRILLIC SMALL LETTER A}",
    "seq 1\nhash {h}\nday 2026-12-01\nsignature " + "A" * 5000,
    "seq " + "9" * 4000 + "\nhash {h}\nday 2026-12-01\nsignature QUJD",
])  # fmt: skip
def test_what_is_no_half_is_refused_with_the_next_move(text, tmp_path):
    (tmp_path / "half.txt").write_text(text.replace("{h}", "ab" * 32), encoding="utf-8")
    with pytest.raises(SealError, match=r"half\.txt: this is no half: .* Copy it again"):
        read_half(tmp_path / "half.txt")
    with pytest.raises(SealError, match="give the file of a half"):
        read_half(tmp_path / "none.txt")


def test_a_key_that_is_none_is_refused(keys, tmp_path):
    with pytest.raises(SealError, match="is no public Ed25519 key; give one"):
        verify_half(half(LOG[19], keys / "key"), LOG, "ssh-rsa AAAA")
    with pytest.raises(SealError, match="no such key"):
        half(LOG[19], tmp_path / "none")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen (OpenSSH)")
def test_openssh_reads_a_half_and_its_signatures_are_read(keys, tmp_path):
    """Both ways: ssh-keygen verifies ours, and we verify what ssh-keygen signs."""
    made = half(LOG[19], keys / "key")
    (tmp_path / "half.sig").write_text(armour(base64.b64decode(made.signature)))
    command = ["ssh-keygen", "-Y", "verify", "-f", str(keys / "signers"), "-I", "office",
               "-n", "tallystick-half", "-s", str(tmp_path / "half.sig")]  # fmt: skip
    lines = "".join(made.text().splitlines(keepends=True)[:3]).encode()
    assert subprocess.run(command, input=lines, capture_output=True, check=False).returncode == 0
    wrong = lines.replace(b"seq 20", b"seq 21")
    assert subprocess.run(command, input=wrong, capture_output=True, check=False).returncode != 0

    message = tmp_path / "message"
    message.write_bytes(lines)
    signing = ["ssh-keygen", "-Y", "sign", "-f", str(keys / "key"), "-n", "tallystick-half"]
    subprocess.run([*signing, str(message)], capture_output=True, check=True)
    rows = (tmp_path / "message.sig").read_text().splitlines()
    blob = base64.b64decode("".join(rows[1:-1]))
    public = public_key(keys / "key")
    assert is_signature(blob, lines, HALF_NAMESPACE, public)
    assert signing_key(blob) == public
    shown = subprocess.run(["ssh-keygen", "-lf", str(keys / "key.pub")], capture_output=True,
                           text=True, check=True)  # fmt: skip
    assert fingerprint(public) in shown.stdout
