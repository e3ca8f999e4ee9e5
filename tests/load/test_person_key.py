"""Is a key made once, kept from others, and refused when it protects nobody?"""

import hashlib
import os
import re
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import which

import pytest

from tallystick.load import InputError
from tallystick.load.person_key import VARIABLE, find_key, own_key, own_place, read_key

WORD = "0123456789abcdef" * 4


def written(folder, content, name="a.key"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_users_own_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "config" / "tallystick" / "person.key"
    first = own_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text()) == 65
    assert own_key(path) == first == read_key(path)
    assert [each.name for each in path.parent.iterdir()] == ["person.key"]
    assert own_key(tmp_path / "other" / "person.key").secret != first.secret


def test_many_who_need_it_at_once_get_one_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(own_key, [tmp_path / "deep" / "person.key"] * 16))
    assert len(keys) == 1
    assert [each.name for each in (tmp_path / "deep").iterdir()] == ["person.key"]


def test_secret_and_fingerprint_are_hashes_of_the_word_alone(tmp_path):
    """The oracle is the shell line of docs/identity.md: printf %s WORD | sha256sum."""
    for content in (WORD, f"{WORD}\n", f"  {WORD}\r\n"):
        key = read_key(written(tmp_path, content))
        assert key.secret == hashlib.sha256(WORD.encode()).hexdigest()[:32]
        assert key.fingerprint == hashlib.sha256(f"fingerprint {WORD}".encode()).hexdigest()[:12]
    assert key.fingerprint not in hashlib.sha256(WORD.encode()).hexdigest()
    assert key.secret not in repr(key)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "one word of 32 to 1,024 letters"),
        ("two words " + WORD, "one word"),
        ("x" * 1025, "one word"),
        ("x" * 31, "its key has 31 letters"),
        (b"\xff\xfe" + b"x" * 64, "no text in UTF-8"),
    ],
)
def test_a_key_that_protects_nobody_is_refused(tmp_path, content, said):
    with pytest.raises(InputError, match=said) as told:
        read_key(written(tmp_path, content))
    assert "openssl rand -hex 32" in str(told.value)
    if len(content) > 20:
        assert str(content)[:20] not in str(told.value)


@pytest.mark.skipif(which("openssl") is None, reason="there is no openssl here")
def test_the_page_s_command_makes_a_key_that_is_taken(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "identity.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^ *(openssl rand -hex 32 > .* && chmod 600 .*)$", page, re.MULTILINE)
    subprocess.run(command, shell=True, cwd=tmp_path, check=True)
    (path,) = tmp_path.iterdir()
    assert (path.name, stat.S_IMODE(path.stat().st_mode)) == ("harbour.key", 0o600)
    word = path.read_text().strip()
    assert re.fullmatch("[0-9a-f]{64}", word)
    assert read_key(path).secret == hashlib.sha256(word.encode()).hexdigest()[:32]


def test_the_shortest_key_is_taken(tmp_path):
    assert read_key(written(tmp_path, "x" * 32)).secret


def test_a_key_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_key(tmp_path / "none.key")
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        read_key(tmp_path)
    written(tmp_path, "", "file")
    with pytest.raises(InputError, match=r"cannot be made there: .*--key FILE"):
        own_key(tmp_path / "file" / "person.key")


def test_the_command_line_comes_first_then_the_environment_then_the_engagement(
    tmp_path, monkeypatch, own_config
):
    asked, named, theirs = (
        written(tmp_path, letter * 40, f"{letter}.key") for letter in ("a", "b", "c")
    )
    monkeypatch.setenv(VARIABLE, str(named))
    assert find_key(asked, theirs) == read_key(asked)
    assert find_key(None, theirs) == read_key(named)
    monkeypatch.delenv(VARIABLE)
    assert find_key(None, theirs) == read_key(theirs)
    assert find_key(None, None) == read_key(own_config / "tallystick" / "person.key")


def test_the_own_place_is_that_of_xdg():
    assert own_place({"XDG_CONFIG_HOME": "/c"}) == Path("/c/tallystick/person.key")
    # A relative path is to be ignored, by the specification.
    for environment in ({"XDG_CONFIG_HOME": "c"}, {}):
        expected = Path(os.path.expanduser("~/.config/tallystick/person.key"))
        assert own_place(environment) == expected
