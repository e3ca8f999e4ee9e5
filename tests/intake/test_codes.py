"""A code has 88 bits, is recognised as people type it, and makes the key that others make of it."""

import hashlib
import hmac
from collections import Counter

import pytest

from tallystick.intake.codes.bech32 import encoded
from tallystick.intake.codes.code import LOCATOR, SECRET, Code, new_code, typed_code
from tallystick.intake.codes.keys import identity_of, keys_of, signing_key, thread_of
from tallystick.intake.codes.words import WORDS, number_of, words

CODE = Code((0, 2047, 1, 2, 3, 4, 5, 1024))
INSTANCE = bytes(range(32))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_list_has_2048_words_that_four_letters_tell_apart(language):
    held = words(language)
    assert len(held) == len(set(held)) == WORDS == 2048
    assert len({word[:4] for word in held}) == WORDS
    assert [word for word in held if not word.isalpha()] == []
    assert list(held) == sorted(held)
    assert [number_of(word) for word in held] == list(range(WORDS))
    assert [number_of(word[:4].upper()) for word in held] == list(range(WORDS))


@pytest.mark.parametrize(
    ("typed", "number"),
    [("abandon", 0), (" Zoo ", 2047), ("aban", 0), ("abandoned", None), ("aba", None), ("", None),
     ("abanxyz", None), ("zo", None), ("абзац", 0), ("АБЗА", 0), ("абза\u0301ц", None)],
)  # fmt: skip
def test_a_word_is_recognised_by_four_letters_that_are_right(typed, number):
    assert number_of(typed) == number


def test_the_lists_stay_as_they_are_since_codes_on_paper_are_of_them():
    told = "\n".join((*words("en"), *words("ru"))).encode()
    assert (
        hashlib.sha256(told).hexdigest()
        == "3e193e5ba59d4367b1825dd97888441930c4e02789e7738e078168c0fd5b9065"
    )


def test_a_code_is_eight_words_by_chance_and_two_of_them_find_it():
    drawn = [new_code() for _ in range(4000)]
    assert len({code.numbers for code in drawn}) == 4000
    counts = Counter(number for code in drawn for number in code.numbers)
    # 32,000 draws of 2,048: the mean is 15.6, and chi-square has 2,047 degrees of freedom.
    statistic = sum((counts[n] - 15.625) ** 2 / 15.625 for n in range(2048))
    assert 1700 < statistic < 2400
    assert (LOCATOR, SECRET) == (2, 6)
    assert CODE.locator == b"\0\0\x07\xff"
    assert CODE.secret == b"\0\1\0\2\0\3\0\4\0\5\4\0"
    assert "abandon" not in repr(CODE)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_code_is_read_as_people_write_it(language):
    told = CODE.words(language)
    assert typed_code(" ".join(told)) == CODE
    assert typed_code("-".join(told).upper()) == CODE
    assert typed_code("".join(f"{n}. {word}\n" for n, word in enumerate(told, 1))) == CODE
    assert typed_code(" ".join(told[:-1])) is None
    assert typed_code(" ".join((*told, told[0]))) is None
    assert typed_code(" ".join((*told[:-1], "xylophones"))) is None
    assert typed_code("x " * 100_000) is None


@pytest.mark.parametrize(
    ("prefix", "data", "text"),
    [("a", "", "a12uel5l"),
     ("abcdef", "00443214c74254b635cf84653a56d7c675be77df",
      "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw")],
)  # fmt: skip
def test_the_examples_of_bip_173_are_written_as_published(prefix, data, text):
    assert encoded(prefix, bytes.fromhex(data)) == text


def test_the_key_of_a_code_is_what_another_library_makes_of_it():
    argon2 = pytest.importorskip("cryptography.hazmat.primitives.kdf.argon2")
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    salt = hmac.new(INSTANCE, b"salt\0" + CODE.locator, hashlib.sha256).digest()
    try:
        kdf = argon2.Argon2id(salt=salt, length=64, iterations=3, lanes=1, memory_cost=65536)
    except UnsupportedAlgorithm:
        pytest.skip("this OpenSSL has no Argon2id")
    made = kdf.derive(CODE.secret)
    key = X25519PrivateKey.from_private_bytes(made[:32])
    public = encoded("age", key.public_key().public_bytes_raw())
    assert str(identity_of(CODE, INSTANCE).to_public()) == public
    assert keys_of(CODE, INSTANCE).signer.private_bytes_raw() == made[32:]
    assert repr(keys_of(CODE, INSTANCE)) == "ThreadKeys(…)"


def test_locator_instance_and_secret_each_change_the_key_and_the_thread_is_of_the_locator_alone():
    other = Code((1, *CODE.numbers[1:]))
    unlike = Code((*CODE.numbers[:-1], 7))
    keys = {
        str(identity_of(code, instance))
        for code, instance in (
            (CODE, INSTANCE), (other, INSTANCE), (unlike, INSTANCE), (CODE, bytes(32)),
        )
    }  # fmt: skip
    assert len(keys) == 4
    assert thread_of(CODE, INSTANCE) == thread_of(unlike, INSTANCE)
    assert len({thread_of(CODE, INSTANCE), thread_of(other, INSTANCE),
                thread_of(CODE, bytes(32))}) == 3  # fmt: skip
    assert signing_key(INSTANCE) != INSTANCE
