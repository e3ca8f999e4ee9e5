"""Become the program that audits: with its parent's life, last in turn, and without a network.

Run as a script, with the parent's process id and then the command. It imports nothing of
Tallystick. Where the system does not let it leave the network, it ends with `NETWORK` instead.
"""

import os
import sys
from contextlib import suppress

NETWORK, PARENT_GONE = 96, 97
NICE = 10
NEW_NETWORK, NEW_USER, DEATH_SIGNAL, KILL = 0x40000000, 0x10000000, 1, 9


def main(parent: int, command: list[str]) -> None:
    """Leave the network and become the command."""
    if not without_network():
        os._exit(NETWORK)
    end_with_parent(parent)
    os.nice(NICE)
    os.execv(command[0], command)


def without_network() -> bool:
    """Whether this process has a network of its own from here on, which leads nowhere."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    library, user, group = ctypes.CDLL(None), os.getuid(), os.getgid()
    if not library.unshare(NEW_NETWORK):
        return True
    if library.unshare(NEW_NETWORK | NEW_USER):
        return False
    maps = (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"))  # fmt: skip
    for name, text in maps:
        # Without a map it works as nobody by name, with the same rights on files.
        with suppress(OSError), open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)
    return True


def end_with_parent(parent: int) -> None:
    """Let this process be killed when the one that started it ends."""
    import ctypes

    ctypes.CDLL(None).prctl(DEATH_SIGNAL, KILL)
    if os.getppid() != parent:
        os._exit(PARENT_GONE)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
