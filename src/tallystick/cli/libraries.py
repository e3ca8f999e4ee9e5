"""What must be known and said before NumPy, Arrow and DuckDB are imported?"""

from __future__ import annotations

import os
from collections.abc import Iterator

MB = 10**6
# Below these, measured, the libraries themselves end the process or hang while they start.
LEAST = {"RLIMIT_AS": (1000 * MB, "ulimit -v"), "RLIMIT_DATA": (500 * MB, "ulimit -d")}


def prepare_libraries() -> str | None:
    """Set, where the user has not, what the libraries read from the environment once.

    Returns why they cannot be started here, with the next move; None when they can.
    """
    # Small matrices: a second BLAS thread costs time, and one thread sums in one order.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    limits = list(_limits())
    if limits:
        # Arrow's usual allocator reserves a gibibyte of addresses in advance.
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    for name, limit in limits:
        least, command = LEAST[name]
        if limit < least:
            return (
                f"{command}: this process may have {limit // MB:,} MB; the program itself needs "
                f"{least // MB:,} MB; raise the limit, or lift it: {command} unlimited"
            )
    if limits:
        _take_blas_memory()
    return None


def _take_blas_memory() -> None:
    """Let OpenBLAS take its buffer now: when it asks in vain later, it ends the process."""
    import numpy as np

    np.linalg.cholesky(np.eye(2) @ np.eye(2))


def _limits() -> Iterator[tuple[str, int]]:
    """Yield the limits that the shell has set on addresses, in bytes."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return
    for name in LEAST:
        limit = resource.getrlimit(getattr(resource, name))[0]
        if limit != resource.RLIM_INFINITY:
            yield name, limit
