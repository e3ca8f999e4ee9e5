"""How is an audit made, read and taken further in Python?"""

from tallystick.notebook.alone import asked, check
from tallystick.notebook.auditing import audited
from tallystick.notebook.proposal import Proposal
from tallystick.notebook.proposal import proposed_from as proposed
from tallystick.notebook.runs import Run, open_run
from tallystick.notebook.views import Plot, plotted, viewed

__all__ = [
    "Plot",
    "Proposal",
    "Run",
    "asked",
    "audited",
    "check",
    "open_run",
    "plotted",
    "proposed",
    "viewed",
]
