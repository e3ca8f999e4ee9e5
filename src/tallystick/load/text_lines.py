"""The lines of a text, many at once, each with its number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def numbered_lines(chunks: Iterator[bytes]) -> Iterator[tuple[np.ndarray, Any]]:
    """Yield the numbers of lines, from 1, and the lines of UTF-8 as an Arrow array of text."""
    done, held = 0, b""
    for chunk in chunks:
        held += chunk
        cut = held.rfind(b"\n")
        if cut >= 0:
            lines = _split(held[:cut])
            yield np.arange(done + 1, done + len(lines) + 1), lines
            done, held = done + len(lines), held[cut + 1 :]
    if held:
        yield np.array([done + 1]), _split(held)


def _split(text: bytes) -> Any:
    return pc.split_pattern(pa.array([text.decode("utf-8")], pa.string()), "\n").values
