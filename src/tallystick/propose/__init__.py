"""What may each file and column of an agency's export be? Proposals, with reasons and doubts."""

import sys

from tallystick.propose.alike_names import alike_names, spelled
from tallystick.propose.called import Proposer
from tallystick.propose.columns.masked import is_masked
from tallystick.propose.files.look import Look
from tallystick.propose.files.looking import look_at
from tallystick.propose.headers.composed import recognised
from tallystick.propose.mapping import Choice, Doubt, FileProposal, TableProposal, propose
from tallystick.propose.preset import Preset, presets
from tallystick.propose.twice import told_twice
from tallystick.propose.waiting import Waiting, waiting
from tallystick.propose.writing import Answers, added_text, engagement_text, is_ready

__all__ = [
    "Answers",
    "Choice",
    "Doubt",
    "FileProposal",
    "Look",
    "Preset",
    "TableProposal",
    "Waiting",
    "added_text",
    "alike_names",
    "engagement_text",
    "is_masked",
    "is_ready",
    "look_at",
    "presets",
    "propose",
    "recognised",
    "spelled",
    "told_twice",
    "waiting",
]

sys.modules[__name__].__class__ = Proposer
