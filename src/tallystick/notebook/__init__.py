"""How is an audit made, read and taken further in Python?"""

from tallystick.notebook.alone import asked, check
from tallystick.notebook.runs import Run, audited, open_run

__all__ = ["Run", "asked", "audited", "check", "open_run"]
