"""The keys and letters here are those of the program age, both ways, where it is installed."""

import shutil
import subprocess

import pytest
from pyrage.x25519 import Identity

from tallystick.intake.codes.code import Code
from tallystick.intake.codes.keys import identity_of
from tallystick.intake.letters.locking import locked, opened

pytestmark = pytest.mark.skipif(
    shutil.which("age") is None or shutil.which("age-keygen") is None,
    reason="the program age is not installed (apt install age), so that it was not asked",
)


@pytest.fixture
def key(tmp_path):
    """A code's identity, and the file of it as age reads it."""
    identity = identity_of(Code((5, 6, 7, 8, 9, 10, 11, 12)), bytes(32))
    path = tmp_path / "key.txt"
    path.write_text(f"{identity}\n")
    return identity, path


def run(*command, data=b""):
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_age_knows_the_public_key_of_a_code(key):
    identity, path = key
    assert run("age-keygen", "-y", str(path)).decode().strip() == str(identity.to_public())


def test_age_opens_what_is_locked_here(key):
    identity, path = key
    reader = Identity.generate()
    data = locked(b"\0letter" * 99, [str(reader.to_public())], str(identity.to_public()), 3)
    assert run("age", "-d", "-i", str(path), data=data) == b"\0letter" * 99


def test_what_age_locks_is_opened_here(key):
    identity, _ = key
    data = run("age", "-r", str(identity.to_public()), data=b"\0letter" * 99)
    assert opened(data, identity) == b"\0letter" * 99


def test_a_key_of_age_keygen_opens_what_is_locked_here(tmp_path):
    run("age-keygen", "-o", str(tmp_path / "key.txt"))
    public = run("age-keygen", "-y", str(tmp_path / "key.txt")).decode().strip()
    data = locked(b"x", [public], str(Identity.generate().to_public()), places=1)
    assert run("age", "-d", "-i", str(tmp_path / "key.txt"), data=data) == b"x"
