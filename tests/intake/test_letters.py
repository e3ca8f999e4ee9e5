"""A letter is padded to a class, comes back whole, and its lock shows nobody who was excluded."""

import json
import subprocess
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage.x25519 import Identity

from tallystick.intake.letters.letter import (
    CLASSES,
    Letter,
    NoLetterError,
    TooLargeError,
    packed,
    unpacked,
)
from tallystick.intake.letters.locking import (
    RecipientError,
    checked,
    fingerprint,
    locked,
    opened,
    stanzas,
)

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=3000)


def letter(text="", files=()):
    return Letter("colleague", text, ("ab", "cd"), {"kind": "goods"}, files)


@given(TEXT, st.lists(st.lists(st.binary(max_size=5000), max_size=3), max_size=3))
def test_a_letter_comes_back_whole_in_a_class_of_size(text, files):
    data = packed(letter(text, files))
    assert len(data) in CLASSES
    back = unpacked(data)
    assert (back.text, back.readers, back.answers) == (text, ("ab", "cd"), {"kind": "goods"})
    assert [list(pages) for pages in back.files] == files


def test_the_class_is_the_smallest_that_fits_and_what_fits_none_is_refused():
    head = len(packed(letter()).rstrip(b"\0"))
    for size, larger in pairwise(CLASSES):
        assert len(packed(letter("a" * (size - head)))) == size
        assert len(packed(letter("a" * (size - head + 1)))) == larger
    with pytest.raises(TooLargeError, match="10,485,760"):
        packed(letter("a" * (CLASSES[-1] - head + 1)))


def head_of(**changed):
    held = {"form": 1, "sender": "colleague", "text": "", "readers": [], "answers": {},
            "hand": "", "proof": "", "files": []}  # fmt: skip
    body = json.dumps(held | changed).encode()
    return len(body).to_bytes(4, "big") + body


@pytest.mark.parametrize(
    "data",
    [b"", b"\0\0\0\1", b"\xff" * 40, head_of(form=2), head_of(text=3), head_of(answers=[1]),
     head_of(files=[[5]]), head_of(files=[[-1]]), head_of(files=[["1"]]), head_of(readers=[None]),
     b"\0\0\xff\xff" + b"[" * 65535],
)  # fmt: skip
def test_bytes_that_are_no_letter_are_refused(data):
    with pytest.raises(NoLetterError):
        unpacked(data)


def test_a_letter_shows_nothing_of_itself_in_a_trace():
    assert "secret" not in repr(letter("secret"))


def test_those_it_is_locked_to_open_it_and_nobody_else():
    people = [Identity.generate() for _ in range(4)]
    keys = [str(each.to_public()) for each in people]
    data = locked(b"data", keys[:2], keys[2], places=3)
    assert [opened(data, each) for each in people] == [b"data", b"data", b"data", None]
    assert opened(data[:-1] + bytes([data[-1] ^ 1]), people[0]) is None


def test_an_excluded_reader_does_not_show_in_number_or_order():
    people = [str(Identity.generate().to_public()) for _ in range(4)]
    whole = locked(b"data", people[:3], people[3], places=3)
    less = locked(b"data", people[:1], people[3], places=3)
    # age adds a stanza of random length that nobody opens, so that lengths differ anyhow.
    assert stanzas(whole) == stanzas(less) == 4


def test_the_colleague_stands_at_any_place_of_the_head():
    reader, colleague = Identity.generate(), Identity.generate()
    first = 0
    for _ in range(60):
        data = locked(b"", [str(reader.to_public())], str(colleague.to_public()), places=1)
        lines = data.split(b"\n")
        cut = b"\n".join([lines[0], *lines[1:3], *lines[5:]])
        # With the second place gone the check of the head fails; who holds the first can tell.
        first += opened_head(cut, colleague)
    assert 10 < first < 50


def opened_head(data, identity):
    """Whether `identity` finds its own place, though the head no longer fits its check."""
    import pyrage

    try:
        pyrage.decrypt(data, [identity])
    except pyrage.DecryptError as error:
        return "No matching keys" not in str(error)
    return True


def test_a_fingerprint_is_of_the_key_and_a_key_is_in_its_one_form():
    own = str(Identity.generate().to_public())
    assert checked(f" {own.upper()}\n") == own or checked(f" {own}\n") == own
    assert len(fingerprint(own)) == 39
    # As docs/channel.md has a reader compute it.
    shown = 'printf %s "$0" | sha256sum | cut -c 1-32'
    digits = subprocess.run(["sh", "-c", shown, own], capture_output=True, text=True, check=True)
    assert fingerprint(own).replace(" ", "") == digits.stdout.strip()
    assert fingerprint(own) != fingerprint(str(Identity.generate().to_public()))
    for wrong in ("", "age1", own[:-1] + "q", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA"):
        with pytest.raises(RecipientError, match="age-keygen"):
            checked(wrong)
