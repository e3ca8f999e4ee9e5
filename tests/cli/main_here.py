"""How is the whole program run in this process, where its imports are made already?"""

from __future__ import annotations

import io
import os
import sys
from types import SimpleNamespace
from typing import TextIO

from tallystick.cli import main


def main_here(*arguments: object, stdout: TextIO | None = None) -> SimpleNamespace:
    """Run `main` under the loosest umask; return its exit code and what it printed.

    Standard output goes to `stdout`, if given, and is then not told.
    """
    printed, said = stdout or io.StringIO(), io.StringIO()
    before = sys.argv, sys.stdout, sys.stderr
    umask = os.umask(0)
    sys.argv = ["tallystick", *map(str, arguments)]
    sys.stdout, sys.stderr = printed, said
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.argv, sys.stdout, sys.stderr = before
        os.umask(umask)
    told = "" if stdout else printed.getvalue()
    return SimpleNamespace(returncode=code, stdout=told, stderr=said.getvalue())
