"""How is an audit made, read and taken further in Python?"""

from tallystick.notebook.alone import CheckAlone, check
from tallystick.notebook.rows import Rows
from tallystick.notebook.runs import Run, open_run, run_audit

__all__ = ["CheckAlone", "Rows", "Run", "check", "open_run", "run_audit"]
