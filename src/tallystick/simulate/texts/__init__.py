"""Free-text narratives of cases: phrases drawn by slot, rendered many at a time.

A text has six sentences: three that a department's form fixes (opening, procedure, closing) and
three that only this case has (what was seen, what was found, what was said). Every choice is one
integer, a slot; the facts of the case come from outside. `render` is a pure function of family,
slots and facts, so a narrative re-used for another case is the same free slots with other facts.
"""

from tallystick.simulate.texts.facts import Facts
from tallystick.simulate.texts.phrases import FAMILIES
from tallystick.simulate.texts.rendering import render
from tallystick.simulate.texts.slots import FREE, N_SLOTS, SLOTS, draw_slots, edit_slots

__all__ = [
    "FAMILIES",
    "FREE",
    "N_SLOTS",
    "SLOTS",
    "Facts",
    "draw_slots",
    "edit_slots",
    "render",
]
