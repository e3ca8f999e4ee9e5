"""What of a case cannot be masked: entries and manifests of which every byte is hashed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tallystick.report.masks.mask import Mask
from tallystick.review.log.entries import entries
from tallystick.review.models import LogEntry, Run
from tallystick.review.runs.sealed import case, folder_of
from tallystick.seal.verify import HASH, MANIFEST

SOURCE = "source"
_LOCK = threading.Lock()
_READ: dict[str, _Read] = {}
"""What was read of the log of each case."""


@dataclass(frozen=True)
class Named:
    """Entries, by their number, and runs in which a unit or an officer is named as they are."""

    entries: tuple[int, ...]
    runs: tuple[Run, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.entries or self.runs)


@dataclass(frozen=True)
class _Read:
    """The log to entry `last`, with its hash: where `mask` found a name."""

    mask: Mask
    last: int
    hash: str
    found: tuple[int, ...]


def named(runs: Iterable[Run], mask: Mask) -> Named:
    """Return where a name of the case stands in the log, and in a manifest of its runs.

    Raises OSError or ValueError where a manifest cannot be read.
    """
    return Named(
        _named_entries(mask), tuple(each for each in runs if _is_named(_manifest(each), mask))
    )


def _named_entries(mask: Mask) -> tuple[int, ...]:
    """Read what of the log was not read before; all of it with other masks, or where it is another.

    An entry never changes, so that what was found of it stays.
    """
    key = str(case().folder)
    with _LOCK:
        held = _READ.get(key)
        if held is None or held.mask != mask or not _is_there(held):
            held = _Read(mask, 0, "", ())
        last, hash, found = held.last, held.hash, list(held.found)
        for each in entries(after=last):
            last, hash = each.seq, each.hash
            if _is_named({each.actor: each.object}, mask):
                found.append(each.seq)
        _READ[key] = _Read(mask, last, hash, tuple(found))
        return tuple(found)


def _is_there(held: _Read) -> bool:
    return not held.last or LogEntry.objects.filter(seq=held.last, hash=held.hash).exists()


def _manifest(run: Run) -> Any:
    return json.loads((folder_of(run.manifest_sha256) / MANIFEST).read_bytes())


def _is_named(value: Any, mask: Mask) -> bool:
    """Whether a name stands in a text: any with a letter, and of digits alone a whole text."""
    for text in _texts(value):
        for kind, name in () if HASH.fullmatch(text) else mask.names_in(text):
            if kind != SOURCE and (any(map(str.isalpha, name)) or name == text):
                return True
    return False


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from (key, *_texts(each))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
