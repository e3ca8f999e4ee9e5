"""The law as data: citation, thresholds, penalty ranges, dates in force, confidence."""

from tallystick.statutes.answering import Answer, Quantity, answer, answers
from tallystick.statutes.charges import Charge
from tallystick.statutes.counting import Counted
from tallystick.statutes.doubts import (
    doubt_of_bounds,
    doubt_of_days,
    in_part,
    parts_from_memory,
)
from tallystick.statutes.faults import LawError, PackError
from tallystick.statutes.later import Later, later_of, rule_of, turns
from tallystick.statutes.lines import LegalLine, lines_of
from tallystick.statutes.pack import Pack
from tallystick.statutes.question import Question
from tallystick.statutes.reading import digest, read_pack
from tallystick.statutes.rows import (
    ACTS,
    CONFIDENCES,
    MUST_BE_SAID,
    SAID,
    Confidence,
    Penalty,
    Row,
    in_force,
    weakest,
)
from tallystick.statutes.scale import Scale, bounds, scales
from tallystick.statutes.shelf import built_in, chosen, every_pack, folders, pack_of, read_at
from tallystick.statutes.substances import apart, meant_in

__all__ = [
    "ACTS",
    "CONFIDENCES",
    "MUST_BE_SAID",
    "SAID",
    "Answer",
    "Charge",
    "Confidence",
    "Counted",
    "Later",
    "LawError",
    "LegalLine",
    "Pack",
    "PackError",
    "Penalty",
    "Quantity",
    "Question",
    "Row",
    "Scale",
    "answer",
    "answers",
    "apart",
    "bounds",
    "built_in",
    "chosen",
    "digest",
    "doubt_of_bounds",
    "doubt_of_days",
    "every_pack",
    "folders",
    "in_force",
    "in_part",
    "later_of",
    "lines_of",
    "meant_in",
    "pack_of",
    "parts_from_memory",
    "read_at",
    "read_pack",
    "rule_of",
    "scales",
    "turns",
    "weakest",
]
