"""Selects and runs checks, corrects once for their number, and writes the run folder."""

import sys

from tallystick.audit.called import Room
from tallystick.audit.evidence import TABLES
from tallystick.audit.folder import PARTIAL, run_folder
from tallystick.audit.run import About, Outcome, audit
from tallystick.audit.selection import UnknownCheckError, catalogue, chosen, outside_checks

__all__ = [
    "PARTIAL",
    "TABLES",
    "About",
    "Outcome",
    "UnknownCheckError",
    "audit",
    "catalogue",
    "chosen",
    "outside_checks",
    "run_folder",
]

sys.modules[__name__].__class__ = Room
