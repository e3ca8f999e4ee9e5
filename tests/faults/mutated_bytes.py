"""What is done to the bytes of a file that a hostile hand, or a bad disk, has had in between?"""

from __future__ import annotations

import gzip

CELLS = [
    *("", '"', '""', "\x00", ",", ",,", "\n", "\r", "\r\n", "'", '"\n"', "\t", ";", " ", "\x1f"),
    *("1e999", "1e400", "-1e400", "NaN", "inf", "-0", "-5", "9" * 400, "1_000", "٣", "0x1F"),
    *("NULL", "N/A", "=1+1", "@SUM(A1)", "TOTAL", "g", "kg", "KILO", "%", "{}", "0", "1,5", "é"),
    *("31/02/2019", "2019-01-01", "0000-00-00", "9999-12-31", "1699-12-31", "2019-02-30T25:61"),
    *("2019-07-01T12:00+99:99", "\ufeff", "\u2028", "\u200b", "\u202e", "\x1e", "\x1a", "\x1b[2J"),
    *("\udcff", "Ａ", "\u0430", "a\u0301", "\U0001f693", "w" * 70_000, "'; drop table x; --"),
]  # fmt: skip
MARKS = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"+/v8-"]
ENCODINGS = ["utf-16", "utf-16-le", "utf-8-sig", "cp1251", "utf-32", "shift-jis", "utf-7", "cp037"]


def mutate_bytes(rng, raw):
    """Flip, drop, add, copy or cut some bytes of `raw`."""
    raw = bytearray(raw)
    for _ in range(rng.choice([1, 1, 2, 5])):
        at, act = rng.randrange(len(raw) + 1), rng.randrange(9)
        if act == 0:
            raw[at : at + rng.randrange(9)] = b""
        elif act == 1:
            raw[at:at] = rng.choice(CELLS).encode("utf-8", "surrogateescape")
        elif act == 2 and at < len(raw):
            raw[at] ^= 1 << rng.randrange(8)
        elif act == 3:
            raw = raw[:at]
        elif act == 4:
            raw[at:at] = raw[rng.randrange(len(raw) + 1) :][:40]
        elif act == 5:
            raw[at:at] = b"\0" * rng.choice([1, 3, 4_096])
        elif act == 6:
            raw = raw * 2
        elif act == 7:
            raw[0:0] = rng.choice(MARKS)
        else:
            raw[at:at] = rng.randbytes(rng.randrange(1, 6))
    return bytes(raw)


def packed(rng, raw):
    """`raw` as gzip, perhaps of several members, with bytes behind it, or spoiled."""
    made = gzip.compress(raw, mtime=0)
    act = rng.randrange(8)
    if act == 0:
        return made + gzip.compress(raw, mtime=0)
    if act == 1:
        return made + rng.randbytes(9)
    if act == 2:
        return raw
    return mutate_bytes(rng, made) if act == 3 else made
