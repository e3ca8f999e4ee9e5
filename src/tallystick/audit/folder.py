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

from tallystick.findings.store import as_named

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
    out = as_named(out)
    out.mkdir(parents=True, exist_ok=True)
    started = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    final, partial = _reserve(out, f"{slug(name)}-{started}")
    try:
        yield partial, final
        partial.rename(final)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _reserve(out: Path, stem: str) -> tuple[Path, Path]:
    """Make a partial folder that no other run has, whose final name is free and stays so."""
    attempt = 1
    while True:
        final = out / (stem if attempt == 1 else f"{stem}-{attempt}")
        partial = out / f"{final.name}{PARTIAL}"
        attempt += 1
        if final.exists():
            continue
        try:
            os.mkdir(partial)
        except FileExistsError:
            continue
        # Another run may have had the name, and finished, since it was asked for.
        if not final.exists():
            return final, partial
        partial.rmdir()
