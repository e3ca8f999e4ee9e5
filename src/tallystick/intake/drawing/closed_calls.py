"""A filter of system calls (seccomp) for the process that draws: read, write, memory, the end."""

from __future__ import annotations

import ctypes
import platform
import struct

# Numbers of asm/unistd_64.h and asm-generic/unistd.h: read, write, close, fstat, mmap, mprotect,
# munmap, brk, rt_sigaction, rt_sigprocmask, rt_sigreturn, madvise, mremap, getpid, gettid, exit,
# exit_group, futex, clock_gettime, getrandom, lseek, fcntl, sched_yield, sigaltstack, getrusage,
# sched_getaffinity, prlimit64, sysinfo, rseq, tgkill, get_mempolicy.
ALLOWED = {
    "x86_64": (
        0xC000003E,
        (0, 1, 3, 5, 9, 10, 11, 12, 13, 14, 15, 28, 25, 39, 186, 60, 231, 202, 228, 318, 8, 72,
         24, 131, 98, 204, 302, 99, 334, 234, 239),
    ),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 80, 222, 226, 215, 214, 134, 135, 139, 233, 216, 172, 178, 93, 94, 98, 113,
         278, 62, 25, 124, 132, 165, 123, 261, 179, 293, 131, 236),
    ),
}  # fmt: skip
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000
CALL, ARCHITECTURE = 0, 4
SET_SECCOMP, FILTER = 22, 2


def program(architecture: int, allowed: tuple[int, ...]) -> bytes:
    """Return the filter: another architecture ends the process, another call fails with EPERM."""
    lines = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL)]
    lines.append((LOAD, 0, 0, CALL))
    for place, number in enumerate(allowed):
        lines.append((EQUAL, len(allowed) - place, 0, number))
    lines += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *each) for each in lines)


def close_calls(library: ctypes.CDLL) -> bool:
    """Allow this process no call but those of the list; whether the system could be told so."""
    known = ALLOWED.get(platform.machine())
    if known is None:
        return False
    code = program(*known)
    filter_bytes = ctypes.create_string_buffer(code, len(code))
    pointer = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(filter_bytes))
    )
    told = library.prctl(SET_SECCOMP, FILTER, ctypes.c_void_p(ctypes.addressof(pointer)))
    return bool(told == 0)
