"""Did the machine run out of something, whatever error that came out as?"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from typing import Literal

Shortage = Literal["disk", "memory"]

# A full disk, a quota, and a file larger than the file system or the shell allows.
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
# DuckDB names the setting when what it spills no longer fits on the disk.
DISK_WORDS = re.compile(
    r"No space left on device|Disk quota exceeded|File too large|max_temp_directory_size"
)
MEMORY_WORDS = re.compile(
    r"Out of Memory Error|bad.?alloc|Allocation failure|Cannot allocate memory"
    r"|can't start new thread|OutOfMemoryError"
)


def shortage(error: BaseException) -> Shortage | None:
    """Return what ran out, by `error` or an error behind it; None when nothing did."""
    return next((found for each in behind(error) if (found := _of_one(each))), None)


def behind(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and, one after the other, the errors during whose handling it was raised."""
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        yield each
        seen.add(id(each))
        each = each.__cause__ or each.__context__


def _of_one(error: BaseException) -> Shortage | None:
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, OSError) and error.errno is not None:
        if error.errno == errno.ENOMEM:
            return "memory"
        return "disk" if error.errno in FULL else None
    words = str(error) if _speaks_of_the_machine(error) else ""
    if DISK_WORDS.search(words):
        return "disk"
    return "memory" if MEMORY_WORDS.search(words) else None


def _speaks_of_the_machine(error: BaseException) -> bool:
    """Whether an error is of a kind that quotes no record, whose words could be any."""
    import duckdb

    kinds = (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.FatalException)
    others = (duckdb.InternalException, OSError, RuntimeError, ImportError, SystemError)
    return isinstance(error, (*kinds, *others)) or type(error) is duckdb.Error
