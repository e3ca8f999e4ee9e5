"""When is a run folder finished?"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

PARTIAL = ".partial"


def slug(name: str) -> str:
    """Return `name` as a folder may be called: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "audit"


@contextmanager
def run_folder(out: Path, name: str) -> Iterator[tuple[Path, Path]]:
    """Yield the folder to write in and the folder that it becomes when all went well.

    The first lies beside the second and its name ends in ``.partial``. It is renamed at the
    end, and removed when an exception passes; a killed run leaves at most the ``.partial``
    folder, which no reader takes for a run.
    """
    out.mkdir(parents=True, exist_ok=True)
    started = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    owned: list[Path] = []
    try:
        final, partial = _reserve(out, f"{slug(name)}-{started}", owned)
        yield partial, final
        partial.rename(final)
    except BaseException:
        for folder in owned:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _reserve(out: Path, stem: str, owned: list[Path]) -> tuple[Path, Path]:
    """Make the partial folder; `owned` names it before it is there, for an interrupt."""
    attempt = 1
    while True:
        final = out / (stem if attempt == 1 else f"{stem}-{attempt}")
        partial = out / f"{final.name}{PARTIAL}"
        attempt += 1
        if final.exists() or partial.exists():
            continue
        owned.append(partial)
        try:
            os.mkdir(partial)
        except FileExistsError:
            owned.clear()
            continue
        return final, partial
