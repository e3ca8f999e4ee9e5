"""A colleague's letters are signed by the code, and a letter of somebody else shows it."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tallystick.intake.codes.code import Code, new_code
from tallystick.intake.codes.keys import keys_of
from tallystick.intake.letters.hand import is_proven, signed
from tallystick.intake.letters.letter import Letter, packed, unpacked
from tallystick.intake.reading import OpenLetter, lines

LETTER = Letter("colleague", "text", ("ab",), {"kind": "goods", "how": "saw"}, [[b"page"]])


@pytest.fixture
def signer():
    return Ed25519PrivateKey.generate()


def test_a_letter_is_proven_after_its_way_through_the_box(signer):
    back = unpacked(packed(signed(LETTER, "thread", signer)))
    assert is_proven(back, "thread")
    assert back.hand == signer.public_key().public_bytes_raw().hex()


@pytest.mark.parametrize(
    "changed",
    [{"text": "other"}, {"readers": ()}, {"answers": {}}, {"files": [[b"pagE"]]},
     {"sender": "readers"}, {"proof": ""}, {"proof": "00" * 64}, {"hand": ""}, {"hand": "00" * 32},
     {"hand": "xy"}],
)  # fmt: skip
def test_what_was_changed_is_not_proven(signer, changed):
    letter = signed(LETTER, "thread", signer)
    assert is_proven(letter, "thread")
    assert not is_proven(replace(letter, **changed), "thread")


def test_a_letter_of_another_thread_or_of_another_hand_is_not_proven(signer):
    letter = signed(LETTER, "thread", signer)
    assert not is_proven(letter, "other")
    other = signed(LETTER, "thread", Ed25519PrivateKey.generate())
    assert not is_proven(replace(letter, hand=other.hand), "thread")
    assert not is_proven(replace(letter, proof=other.proof), "thread")


def test_a_code_has_one_hand_and_another_code_another():
    code = Code((1, 2, 3, 4, 5, 6, 7, 8))
    hands = [
        signed(LETTER, "thread", keys_of(each, bytes(32)).signer).hand
        for each in (code, code, new_code())
    ]
    assert hands[0] == hands[1] != hands[2]


def test_a_reader_sees_the_hand_or_that_it_is_not_proven(signer):
    letter = signed(LETTER, "thread", signer)
    told = "\n".join(lines(OpenLetter("thread", "2026-12-01", "colleague", letter)))
    assert f"hand: {letter.hand[:16]}. " in told
    forged = replace(letter, text="forged")
    told = "\n".join(lines(OpenLetter("thread", "2026-12-01", "colleague", forged)))
    assert "hand: NOT PROVEN" in told
    unsigned = Letter("readers", "answer", (), {})
    told = "\n".join(lines(OpenLetter("thread", "2026-12-01", "readers", unsigned)))
    assert "hand" not in told
