"""In which encoding is a text file, and is every byte of it text?"""

from __future__ import annotations

import codecs
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from tallystick.load.places import Place
from tallystick.load.sandbox.process import Sandbox
from tallystick.load.wording import InputError, meant, shown

CHUNK = 1 << 20
LINE_LIMIT = 16 << 20
_SAMPLE = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = ("undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7")
_LIKELY = (
    *("cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"),
    *("cp866", "cp850", "cp437", "iso8859_2", "iso8859_5", "mac_roman", "mac_cyrillic"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
)
_CONTROLS = re.compile("[\x80-\x9f\ufffd]")
_NAMES = {f"cp125{i}": f"windows-125{i}" for i in range(9)}


@dataclass(frozen=True)
class Script:
    """How a text file is to be decoded; `note` tells when that was a guess."""

    encoding: str
    note: str = ""


def find_script(place: Place, stated: str | None, *, line_limit: int = LINE_LIMIT) -> Script:
    """Return the encoding of a text file, after decoding all of it once.

    Order: the encoding stated; a byte-order mark; strict UTF-8; a guess from the lines that are
    not ASCII, which is then told in `note`.

    Raises
    ------
    InputError
        When a byte does not decode, a NUL stands in the text, a line is longer than
        `line_limit` bytes, or the file cannot be unpacked.
    """
    chunks = _chunks(place, min(CHUNK, line_limit))
    first = next(chunks, b"")
    marked = next((name for bom, name in _BOMS if first.startswith(bom)), None)
    whole = chain([first], chunks)
    if stated is not None:
        encoding = _stated(place, stated, marked)
        _survey(place, encoding, whole, line_limit, f"correct encoding = {shown(stated)}")
        return Script(encoding)
    if marked is not None:
        _survey(place, marked, whole, line_limit, "the file is damaged; export it again")
        return Script(marked)
    try:
        _survey(place, "utf-8", whole, line_limit, "")
        return Script("utf-8")
    except UnicodeDecodeError as error:
        return _guess(place, line_limit, error.start)


def utf8_chunks(place: Place, encoding: str) -> Iterator[bytes]:
    """Yield the text of `place` as UTF-8 without a byte-order mark, in chunks."""
    first = True
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for chunk in _chunks(place, CHUNK):
        if encoding == "utf-8":
            piece = chunk.removeprefix(codecs.BOM_UTF8) if first else chunk
        else:
            text = decoder.decode(chunk)
            piece = (text.removeprefix("\ufeff") if first else text).encode("utf-8")
        first = False
        if piece:
            yield piece
    tail = decoder.decode(b"", final=True).encode("utf-8") if encoding != "utf-8" else b""
    if tail:
        yield tail


def _chunks(place: Place, size: int) -> Iterator[bytes]:
    if place.zipped:
        yield from _unpacked(place, size)
        return
    try:
        with place.path.open("rb") as file:
            while chunk := file.read(size):
                yield chunk
    except OSError as error:
        raise InputError(
            f"{place.name}: it cannot be read: {error.strerror or error}; check the file"
        ) from None


def _unpacked(place: Place, size: int) -> Iterator[bytes]:
    most = shutil.disk_usage(place.scratch or tempfile.gettempdir()).free
    with Sandbox(place.name, "gzip_file", [place.path], size=size, most=most) as child:
        yield from child.answers()


def _stated(place: Place, stated: str, marked: str | None) -> str:
    try:
        found = codecs.lookup(stated)
        good = bool(found._is_text_encoding) and found.name not in _NO_TEXT
        good = good and codecs.getincrementaldecoder(stated) is not None
    except (LookupError, ValueError):
        good = False
    if not good:
        known = ("utf-8", "utf-16", "windows-1252", "windows-1251", "latin-1", "koi8-r", "cp866")
        raise InputError(
            f"{place.name}: encoding: read {shown(stated)}; there is no such encoding; "
            f"{meant(stated, known)}"
        )
    name = found.name
    if marked is not None and not name.startswith(marked):
        raise InputError(
            f"{place.name}: it begins with the byte-order mark of {marked}, and the engagement "
            f"says encoding = {shown(stated)}; leave encoding out"
        )
    return "utf-8" if name == "utf-8-sig" else name


def _survey(
    place: Place, encoding: str, chunks: Iterable[bytes], line_limit: int, move: str
) -> None:
    """Decode all of `place`; with no next `move` a UnicodeDecodeError is let through."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line, read, since = 1, 0, 0
    for chunk in chain(chunks, [b""]):
        read += len(chunk)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            start = read - len(error.object) + error.start
            row = line + bytes(error.object[: error.start]).count(b"\n")
            if not move:
                raise UnicodeDecodeError(encoding, b"?", start, start + 1, "no text") from None
            raise InputError(
                f"{place.name} row {row}: byte {start:,} ({error.object[error.start]:#04x}) is no "
                f"text in {encoding}; {move}"
            ) from None
        _no_nul(place, text, line, encoding)
        since = _within_limit(place, text, since, line, line_limit)
        line += text.count("\n")


def _no_nul(place: Place, text: str, line: int, encoding: str) -> None:
    at = text.find("\0")
    if at >= 0:
        many = text.count("\0") > len(text) // 16
        move = (
            'it may be UTF-16 without a mark: write encoding = "utf-16-le"'
            if many and encoding == "utf-8"
            else "the file is damaged or no text; export it again"
        )
        row = line + text.count("\n", 0, at)
        raise InputError(f"{place.name} row {row}: it holds a NUL, which text never does; {move}")


def _within_limit(place: Place, text: str, since: int, line: int, limit: int) -> int:
    first = min((at for at in (text.find("\n"), text.find("\r")) if at >= 0), default=len(text))
    if since + first > limit:
        raise InputError(
            f"{place.name} row {line}: it is longer than {limit:,} bytes; a line ends within that; "
            "check the line ends and the quotes"
        )
    last = max(text.rfind("\n"), text.rfind("\r"))
    return since + len(text) if last < 0 else len(text) - last - 1


def _guess(place: Place, line_limit: int, start: int) -> Script:
    from charset_normalizer import from_bytes

    sample = _telling_lines(place)
    matches = list(from_bytes(sample, cp_isolation=list(_LIKELY)))
    best = matches[0] if matches else None
    near = [
        match
        for match in matches
        if best and match.chaos <= best.chaos + 0.05 and match.coherence >= best.coherence - 0.1
        if not _CONTROLS.search(sample.decode(match.encoding, "replace"))
    ]
    readings: dict[tuple[str, ...], str] = {}
    for match in near[:4]:
        readings.setdefault(_words(sample, match.encoding), match.encoding)
    said = "; or ".join(f"{_known_as(name)} ({_letters(words)})"
                        for words, name in readings.items())  # fmt: skip
    if len(readings) != 1:
        what = f"it may be {said}; " if readings else ""
        raise InputError(
            f"{place.name}: byte {start:,} is not UTF-8; {what}state the encoding, such as "
            'encoding = "windows-1252"'
        )
    found = near[0].encoding
    chunks = _chunks(place, min(CHUNK, line_limit))
    _survey(
        place, found, chunks, line_limit, 'state the encoding, such as encoding = "windows-1252"'
    )
    return Script(found, f"the encoding was guessed from the bytes, not stated: {said}")


def _known_as(encoding: str) -> str:
    return _NAMES.get(encoding, encoding.replace("_", "-"))


def _words(sample: bytes, encoding: str) -> tuple[str, ...]:
    """Return the first words that tell encodings apart, as they read in `encoding`."""
    words = re.findall(r"\w*[^\W\d_a-zA-Z]\w*|[^\x00-\x7f]+", sample.decode(encoding, "replace"))
    return tuple(dict.fromkeys(words[:4]))


def _letters(words: Iterable[str]) -> str:
    """Return the letters of `words` beyond ASCII, sorted, so that they spell nobody's name."""
    letters = sorted({each for word in words for each in word if not each.isascii()})
    return "with letters such as " + shown(" ".join(letters[:8]))


def _telling_lines(place: Place) -> bytes:
    kept, held, rest = [], 0, b""
    for chunk in _chunks(place, CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        rest = rest[-_SAMPLE:]
        for line in (*lines, rest) if len(chunk) < CHUNK else lines:
            if not line.isascii():
                kept.append(line[:2000])
                held += len(kept[-1])
        if held > _SAMPLE:
            break
    return b"\n".join(kept)[: 2 * _SAMPLE]
