"""How does an agency's export become canonical tables, every excluded record counted?"""

from tallystick.load.engagement import Engagement, read_engagement
from tallystick.load.engagement_record import engagement_record
from tallystick.load.identifying import numbers_of
from tallystick.load.law_block import LawChoice, LawLine
from tallystick.load.line_units import drawn_twice
from tallystick.load.loading import Loaded, load
from tallystick.load.person_key import PersonKey, find_key
from tallystick.load.source_blocks import TableSource
from tallystick.load.unchanged import Sources
from tallystick.load.window import limited, within
from tallystick.load.wording import InputError

__all__ = [
    "Engagement",
    "InputError",
    "LawChoice",
    "LawLine",
    "Loaded",
    "PersonKey",
    "Sources",
    "TableSource",
    "drawn_twice",
    "engagement_record",
    "find_key",
    "limited",
    "load",
    "numbers_of",
    "read_engagement",
    "within",
]
