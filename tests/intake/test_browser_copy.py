"""The copy for a browser has each ciphertext where its list says, and nothing of the instance."""

import json

import pytest
from pyrage.x25519 import Identity

from tallystick.intake.box import threads
from tallystick.intake.box.database import BoxError, make_box
from tallystick.intake.box.readers import agree, all_readers, end, propose
from tallystick.intake.browser_copy import browser_copy


@pytest.fixture
def box(tmp_path):
    """Two readers in force and one whose key ended; three letters in two threads."""
    box = make_box(tmp_path / "case")
    for name in ("Inspector", "Ombudsman", "Gone"):
        reader = propose(box, str(Identity.generate().to_public()), name, name != "Inspector", "a")
        agree(box, reader.fingerprint, "b")
    with box.reading() as db:
        (gone,) = [each for each in all_readers(db) if each.name == "Gone"]
    end(box, gone.fingerprint, "a")
    threads.begin(box, "1" * 32, "age1colleague", (4096, b"first"))
    threads.add(box, "1" * 32, "readers", (4096, b"an answer"))
    threads.begin(box, "2" * 32, "age1other", (4096, b"\0second"))
    return box


def test_each_letter_lies_where_the_list_says(box, tmp_path):
    out = tmp_path / "copy"
    browser_copy(box, out)
    data = out.read_bytes()
    size = int.from_bytes(data[-4:], "big")
    told, at, found = json.loads(data[-4 - size : -4]), 0, {}
    for thread in told["threads"]:
        for letter in thread["letters"]:
            found[thread["id"][0], letter["sender"]] = data[at : at + letter["bytes"]]
            at += letter["bytes"]
    assert at == len(data) - 4 - size
    assert found == {
        ("1", "colleague"): b"first",
        ("1", "readers"): b"an answer",
        ("2", "colleague"): b"\0second",
    }
    assert [each["colleague"] for each in told["threads"]] == ["age1colleague", "age1other"]
    assert [each["name"] for each in told["readers"]] == ["Inspector", "Ombudsman"]
    assert box.instance not in data
    assert box.instance.hex().encode() not in data
    assert out.stat().st_mode & 0o777 == 0o600


def test_it_is_written_over_nothing_and_a_place_that_cannot_be_is_named(box, tmp_path):
    (tmp_path / "copy").write_text("there")
    with pytest.raises(BoxError, match="name another file"):
        browser_copy(box, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "there"
    with pytest.raises(BoxError, match="name another file"):
        browser_copy(box, tmp_path / "none" / "copy")
