"""What does the system say of a command when it has ended? Where GNU time is missing.

``python -I -S waiter.py REPORT COMMAND ...`` writes REPORT in the words of ``time -v``. It is a
small process of its own because a child's largest resident set is never told as less than that
of the process that started it.
"""

import os
import sys
import time

FORM = """\tUser time (seconds): {used.ru_utime:.2f}
\tSystem time (seconds): {used.ru_stime:.2f}
\tElapsed (wall clock) time (h:mm:ss or m:ss): 0:{wall:.2f}
\tMaximum resident set size (kbytes): {used.ru_maxrss}
"""


def main(report: str, *command: str) -> int:
    began = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    with open(report, "w", encoding="utf-8") as file:
        file.write(FORM.format(used=used, wall=time.perf_counter() - began))
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
