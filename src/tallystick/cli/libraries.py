"""What must be said to NumPy and Arrow before either is imported?"""

from __future__ import annotations

import os


def prepare_libraries() -> None:
    """Set, where the user has not, what the libraries read from the environment once."""
    # Small matrices: a second BLAS thread costs time, and one thread sums in one order.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if _addresses_are_limited():
        # Arrow's usual allocator reserves a gibibyte of addresses in advance.
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def _addresses_are_limited() -> bool:
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return False
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_DATA)
    return any(resource.getrlimit(kind)[0] != resource.RLIM_INFINITY for kind in kinds)
