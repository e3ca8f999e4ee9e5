"""Bytes as a Bech32 text (BIP-173), the form in which age writes keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
FIVE, EIGHT = 5, 8


def encoded(prefix: str, data: bytes) -> str:
    """Return `prefix`, the sign 1, `data` in groups of five bits, and six signs of checksum."""
    low = prefix.lower()
    values = list(_fives(data))
    expanded = [*(ord(each) >> 5 for each in low), 0, *(ord(each) & 31 for each in low)]
    rest = _remainder([*expanded, *values, *[0] * 6]) ^ 1
    values += [(rest >> FIVE * (5 - place)) & 31 for place in range(6)]
    return low + "1" + "".join(LETTERS[each] for each in values)


def _fives(data: bytes) -> Iterator[int]:
    value = bits = 0
    for byte in data:
        value, bits = (value << EIGHT) | byte, bits + EIGHT
        while bits >= FIVE:
            bits -= FIVE
            yield (value >> bits) & 31
    if bits:
        yield (value << (FIVE - bits)) & 31


def _remainder(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << FIVE ^ value
        for place, each in enumerate(GENERATOR):
            check ^= each if (top >> place) & 1 else 0
    return check
