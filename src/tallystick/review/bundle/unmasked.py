"""What of a case cannot be masked: entries and manifests of which every byte is hashed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tallystick.report.masks.mask import Mask
from tallystick.review.models import Run
from tallystick.review.runs.sealed import folder_of
from tallystick.seal import Entry
from tallystick.seal.verify import HASH, MANIFEST

SOURCE = "source"


@dataclass(frozen=True)
class Named:
    """Entries, by their number, and runs in which a unit or an officer is named as they are."""

    entries: tuple[int, ...]
    runs: tuple[Run, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.entries or self.runs)


def named(entries: Iterable[Entry], runs: Iterable[Run], mask: Mask) -> Named:
    """Return where a name of the case stands in the log, and in a manifest of its runs.

    Raises OSError or ValueError where a manifest cannot be read.
    """
    return Named(
        tuple(each.seq for each in entries if _is_named({each.actor: each.object}, mask)),
        tuple(each for each in runs if _is_named(_manifest(each), mask)),
    )


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
