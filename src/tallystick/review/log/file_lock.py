"""A file that one process at a time holds, on systems that know such locks."""

from __future__ import annotations


def hold(number: int) -> None:
    """Wait until no other process holds the open file; it is let go when it is closed."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(number, fcntl.LOCK_EX)


def take(number: int) -> bool:
    """Take the open file as `hold` does, if nobody holds it; False also without such locks."""
    try:
        import fcntl

        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True
