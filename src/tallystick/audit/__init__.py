"""Selects and runs checks, corrects once for their number, and writes the run folder."""

import sys

from tallystick.audit.called import Room
from tallystick.audit.evidence import TABLES
from tallystick.audit.folder import run_folder, slug
from tallystick.audit.leads import MOST_EXPECTED, most_expected_fault
from tallystick.audit.left_over import PARTIAL, remove_left_over
from tallystick.audit.multiplicity import alpha_fault
from tallystick.audit.run import About, Outcome, audit
from tallystick.audit.selection import (
    UnknownCheckError,
    catalogue,
    chosen,
    outside_checks,
)
from tallystick.checks import UnusableCheckError

__all__ = [
    "MOST_EXPECTED",
    "PARTIAL",
    "TABLES",
    "About",
    "Outcome",
    "UnknownCheckError",
    "UnusableCheckError",
    "alpha_fault",
    "audit",
    "catalogue",
    "chosen",
    "most_expected_fault",
    "outside_checks",
    "remove_left_over",
    "run_folder",
    "slug",
]

sys.modules[__name__].__class__ = Room
