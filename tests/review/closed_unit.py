"""A command as a unit of deploy/ closes it in, where no systemd runs: ``UNIT COMMAND…``.

What of the unit holds here: the calls of the system that it allows, no memory that is both written
and executed, no new privilege, no capability, its mask of files, no core.
"""

import ctypes
import errno
import os
import resource
import subprocess
import sys
from configparser import ConfigParser

ALLOW, FAIL = 0x7FFF0000, 0x00050000 | errno.EPERM
SET_NO_NEW_PRIVILEGES, DROP_BOUNDING, SET_WRITE_EXECUTE, REFUSE_GAIN = 38, 24, 65, 1
FILTER = "libseccomp.so.2"


def allowed(group):
    """The names of the calls in a group of systemd's, those of its groups among them."""
    told = subprocess.run(["systemd-analyze", "syscall-filter", group], check=True,
                          capture_output=True, text=True).stdout  # fmt: skip
    for line in told.splitlines()[1:]:
        name = line.strip()
        if name.startswith("@"):
            yield from allowed(name)
        elif name and not name.startswith("#"):
            yield name


def hold_to(groups):
    """Let every call fail from here on that is in none of the groups."""
    library = ctypes.CDLL(FILTER)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(FAIL))
    for name in {each for group in groups for each in allowed(group)}:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            library.seccomp_rule_add(context, ALLOW, number, 0)
    if library.seccomp_load(context):
        raise SystemExit("the filter of calls could not be loaded")


def main(unit, command):
    read = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    read.optionxform = str
    read.read(unit, "utf-8")
    asked, library = read["Service"], ctypes.CDLL(None)
    os.umask(int(asked["UMask"], 8))
    resource.setrlimit(resource.RLIMIT_CORE, (int(asked["LimitCORE"]),) * 2)
    if asked["CapabilityBoundingSet"] == "" and os.geteuid() == 0:
        for each in range(64):
            library.prctl(DROP_BOUNDING, each, 0, 0, 0)
    if asked["NoNewPrivileges"] == "yes" and library.prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise SystemExit("no new privilege: cannot be asked for")
    if asked["MemoryDenyWriteExecute"] == "yes":
        library.prctl(SET_WRITE_EXECUTE, REFUSE_GAIN, 0, 0, 0)
    hold_to(asked["SystemCallFilter"].split())
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
