"""List the files in a ZIP archive, or unpack one of them, no further than its limits."""

from __future__ import annotations

import encodings.cp437  # noqa: F401 - zipfile needs it when no file can be opened any more
import io
import zipfile
import zlib

from tallystick.load.sandbox.limits import RefusedError
from tallystick.load.sandbox.workbook_size import unpacked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, Any

LOCKED = 1
STORED, DEFLATED = 0, 8


def answers(request: dict[str, Any], files: Iterator[IO[bytes]]) -> Iterator[Any]:
    """Yield the ``names`` of the files in it; with a ``member``, what that one holds, in pieces.

    Raises
    ------
    RefusedError
        When it is no ZIP archive, is damaged, locked or packed in another way, has too many parts,
        or unpacks to more than ``most`` bytes or to more than a ratio that no export reaches.
    """
    file = next(files)
    if request["member"] is None:
        yield {"names": [part.filename for part in _parts(file, request["limits"])]}
        return
    yield from pieces(file, request["member"], request["most"], request["limits"])


def held(file: IO[bytes], member: str | None, limits: dict[str, int]) -> IO[bytes]:
    """Return a file, or what the member of that name holds, in memory."""
    if member is None:
        return file
    return io.BytesIO(b"".join(pieces(file, member, limits["ZIP_HELD"], limits, "ZIP_HELD")))


def pieces(
    file: IO[bytes], member: str, most: int, limits: dict[str, int], of: str = ""
) -> Iterator[bytes]:
    """Yield what the member of that name unpacks to, whatever size the archive states."""
    found = [part for part in _parts(file, limits) if part.filename == member]
    if len(found) != 1:
        raise RefusedError(f"it holds {len(found)} files of the name in member; unpack it first")
    (part,) = found
    if part.flag_bits & LOCKED or part.compress_type not in (STORED, DEFLATED):
        what = "locked by a password" if part.flag_bits & LOCKED else "packed by a rare method"
        raise RefusedError(f"the file in it is {what}; unpack it first")
    size = crc = 0
    try:
        for piece in unpacked(file, part):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            _within(size, part.compress_size, most, limits, of)
            yield piece
    except (zipfile.BadZipFile, zlib.error, ValueError):
        raise RefusedError("it is a damaged ZIP archive; copy it again") from None
    if crc != part.CRC:
        raise RefusedError("it is a damaged ZIP archive; copy it again")


def _within(size: int, packed: int, most: int, limits: dict[str, int], of: str) -> None:
    if size > most:
        why = "the most that is held" if of else "the free room on the disk"
        raise RefusedError(
            f"it unpacks to more than {most:,} bytes, which is {why}; unpack it first, or export "
            "fewer columns or a shorter period"
        )
    if size > limits["GZIP_RATIO_FROM"] and size > limits["GZIP_RATIO"] * max(packed, 1):
        raise RefusedError(
            f"it unpacks to more than {limits['GZIP_RATIO']} times its size, which no export does; "
            "export it again without .zip"
        )


def _parts(file: IO[bytes], limits: dict[str, int]) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except MemoryError:
        raise
    except Exception:  # zipfile raises many kinds on a damaged archive
        raise RefusedError("it is no ZIP archive, or is damaged; copy it again") from None
    if len(parts) > limits["ZIP_PARTS"]:
        raise RefusedError(
            f"it holds {len(parts):,} files, more than {limits['ZIP_PARTS']:,}; unpack it first"
        )
    return parts
