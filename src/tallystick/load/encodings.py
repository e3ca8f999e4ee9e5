"""In which encoding is a text file, and is every byte of it text?"""

from __future__ import annotations

import codecs
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tallystick.load.encoding_guess import broken_lines, readings, telling_lines
from tallystick.load.places import Place
from tallystick.load.sandbox.process import Sandbox
from tallystick.load.wording import InputError, meant, shown

CHUNK = 1 << 20
LINE_LIMIT = 16 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = ("undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7")


@dataclass(frozen=True)
class Script:
    """How a text file is to be decoded; `note` tells when that was a guess.

    `errors` is ``replace`` where bytes that do not decode are read as U+FFFD.
    """

    encoding: str
    note: str = ""
    errors: str = "strict"


def find_script(
    place: Place,
    stated: str | None,
    *,
    line_limit: int = LINE_LIMIT,
    broken_bytes: str | None = None,
) -> Script:
    """Return the encoding of a text file, after decoding all of it once.

    Order: the encoding stated; a byte-order mark; strict UTF-8; a guess from the lines that are
    not ASCII, which is then told in `note`. With `broken_bytes` ``replace``, bytes that do not
    decode in the encoding stated are read as U+FFFD, and `note` tells how many such there are.

    Raises
    ------
    InputError
        When a byte does not decode, a NUL stands in the text, a line is longer than
        `line_limit` bytes, or the file cannot be unpacked.
    """
    chunks = chunks_of(place, min(CHUNK, line_limit))
    first = next(chunks, b"")
    marked = next((name for bom, name in _BOMS if first.startswith(bom)), None)
    whole = chain([first], chunks)
    if stated is not None:
        encoding = _stated(place, stated, marked)
        if broken_bytes is not None:
            return _replaced(place, encoding, whole, line_limit)
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


def utf8_chunks(place: Place, encoding: str, errors: str = "strict") -> Iterator[bytes]:
    """Yield the text of `place` as UTF-8 without a byte-order mark, in chunks."""
    first, as_it_is = True, encoding == "utf-8" and errors == "strict"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for chunk in chunks_of(place, CHUNK):
        if as_it_is:
            piece = chunk.removeprefix(codecs.BOM_UTF8) if first else chunk
        else:
            text = decoder.decode(chunk)
            piece = (text.removeprefix("\ufeff") if first else text).encode("utf-8")
        first = False
        if piece:
            yield piece
    tail = b"" if as_it_is else decoder.decode(b"", final=True).encode("utf-8")
    if tail:
        yield tail


def chunks_of(place: Place, size: int) -> Iterator[bytes]:
    """Yield the bytes of a text file, unpacked, at most `size` at a time."""
    if place.zipped or place.member is not None:
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
    reader = "gzip_file" if place.member is None else "zip_file"
    request: dict[str, Any] = {"size": size, "most": most, "member": place.member}
    with Sandbox(place.name, reader, [place.path], **request) as child:
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


def _replaced(place: Place, encoding: str, chunks: Iterable[bytes], line_limit: int) -> Script:
    """Decode all of `place` with U+FFFD for what is no text, and count the lines that get one."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    line, since, first, many, whole = 1, 0, 0, 0, ""
    for chunk in chain(chunks, [b""]):
        text = decoder.decode(chunk, final=not chunk)
        _no_nul(place, text, line, encoding)
        since = _within_limit(place, text, since, line, line_limit)
        many += text.count("\ufffd")
        if many and not first:
            first = line + text.count("\n", 0, text.index("\ufffd"))
        line += text.count("\n")
    if many:
        whole = f"{many:,} places are no text in {encoding} and are read as U+FFFD, first in row "
        whole += f"{first:,}"
    return Script(encoding, whole, "replace")


def _guess(place: Place, line_limit: int, start: int) -> Script:
    size = min(CHUNK, line_limit)
    broken = broken_lines(chunks_of(place, size), line_limit)
    if broken.few:
        raise InputError(
            f"{place.name} row {broken.first:,}: byte {start:,} is not UTF-8; {broken}, the rest "
            'are: write encoding = "utf-8" and broken_bytes = "replace", or export it again'
        )
    found = readings(telling_lines(chunks_of(place, CHUNK)))
    said = "; or ".join(map(str, found))
    if len(found) != 1:
        what = f"it may be {said}; " if found else ""
        raise InputError(
            f"{place.name}: byte {start:,} is not UTF-8; {what}state the encoding, such as "
            'encoding = "windows-1252"'
        )
    encoding, move = found[0].encoding, 'state the encoding, such as encoding = "windows-1252"'
    _survey(place, encoding, chunks_of(place, size), line_limit, move)
    return Script(encoding, f"the encoding was guessed from the bytes, not stated: {said}")
