"""Which failures are those of the machine, and how are they told?"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tallystick.engine import shortage

NO_ROOM = "{out}: no room is left on the disk (at: {step}); free some, or choose another with --out"
DUCKDB_IS_FULL = (
    "{engagement}: [engine] memory: DuckDB used up what it may have (at: {step}): {said}; give it "
    'more, as in memory = "8GB", or run it where there is more'
)
NO_MEMORY = (
    "{engagement}: [engine] memory: this process may have no more memory (at: {step}); lift its "
    "limit, end what runs beside it, or run it where there is more; if the engine was given too "
    "much of it, give it less"
)
NOT_WRITTEN = "{where}: {said} (at: {step}); free the path or choose another with --out"


def told(error: Exception, engagement: Path, out: Path, step: str) -> str | None:
    """Return what to say of an error that is not ours, with the next move; None when it is ours.

    `step` is what the audit was at.
    """
    short = shortage(error)
    if short == "disk":
        return NO_ROOM.format(out=out, step=step)
    if short == "memory":
        words = DUCKDB_IS_FULL if _by_its_own_limit(error) else NO_MEMORY
        return words.format(engagement=engagement.name, step=step, said=_said(error))
    if isinstance(error, OSError):
        where, said = error.filename or out, error.strerror or error
        return NOT_WRITTEN.format(where=where, said=said, step=step)
    if isinstance(error, duckdb.IOException):
        return NOT_WRITTEN.format(where=out, said=_said(error), step=step)
    return None


def _by_its_own_limit(error: Exception) -> bool:
    """Whether DuckDB kept to the limit that it was given, rather than the system refusing."""
    return isinstance(error, duckdb.OutOfMemoryException) and " used)" in str(error)


def _said(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0].partition("Error: ")[2][:300]
