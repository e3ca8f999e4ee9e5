"""Unpack a gzip file, no further than its limits."""

from __future__ import annotations

import gzip
import zlib

from tallystick.load.sandbox.limits import RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, Any


def answers(request: dict[str, Any], files: Iterator[IO[bytes]]) -> Iterator[bytes]:
    """Yield what the file holds in pieces of ``size`` bytes.

    Raises
    ------
    RefusedError
        When it is no gzip file, is damaged or cut short, or unpacks to more than ``most`` bytes,
        or to more than a ratio of its own size that no export reaches.
    """
    limits, most = request["limits"], request["most"]
    packed = next(files)
    unpacked = 0
    try:
        with gzip.GzipFile(fileobj=packed, mode="rb") as file:
            while piece := file.read(request["size"]):
                unpacked += len(piece)
                if unpacked > most:
                    raise RefusedError(
                        f"it unpacks to more than {most:,} bytes, which is the free room on the "
                        "disk; make room, or export fewer columns or a shorter period"
                    )
                ratio = unpacked / max(packed.tell(), 1)
                if unpacked > limits["GZIP_RATIO_FROM"] and ratio > limits["GZIP_RATIO"]:
                    raise RefusedError(
                        f"it unpacks to more than {limits['GZIP_RATIO']} times its size, which no "
                        "export does; export it again without .gz"
                    )
                yield piece
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RefusedError(
            f"it cannot be unpacked as gzip ({_why(error)}); copy it again, or take .gz from its "
            "name"
        ) from None


def _why(error: Exception) -> str:
    if isinstance(error, gzip.BadGzipFile):
        return "it is no gzip file, or is damaged"
    return "it is cut short" if isinstance(error, EOFError) else "it is damaged"
