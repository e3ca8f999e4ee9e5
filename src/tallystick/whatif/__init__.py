"""What would recorded cases and reported figures have been, had the law been another?"""

from tallystick.whatif.answer import Changed, Figure, Near, Unplaced, WhatIf, what_if
from tallystick.whatif.change import NO_DAYS, Act, Change, Days, Term
from tallystick.whatif.reading import read_change

__all__ = [
    "NO_DAYS",
    "Act",
    "Change",
    "Changed",
    "Days",
    "Figure",
    "Near",
    "Term",
    "Unplaced",
    "WhatIf",
    "read_change",
    "what_if",
]
