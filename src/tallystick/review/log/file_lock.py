"""A file that one process at a time holds, on systems that know such locks."""

from __future__ import annotations


def hold(number: int) -> None:
    """Wait until no other process holds the open file; it is let go when it is closed."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(number, fcntl.LOCK_EX)
