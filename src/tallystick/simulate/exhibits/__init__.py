"""How does the weight of an exhibit come to be what a record says?"""

from tallystick.simulate.exhibits.drying import dry
from tallystick.simulate.exhibits.handovers import Handovers, HolderCodes, hand_over, missing_rates
from tallystick.simulate.exhibits.lots import (
    SUBSTANCES,
    Lots,
    draw_lots,
    draw_substances,
    exhibits_per_case,
)
from tallystick.simulate.exhibits.movement import Margin, Merged, merge, move_over, with_mass
from tallystick.simulate.exhibits.scales import GRIDS_G, grid_of, read_scale
from tallystick.simulate.exhibits.settings import (
    GRIDS,
    Custody,
    Laboratory,
    Mix,
    Pack,
    Scale,
    Substance,
    Weighing,
)
from tallystick.simulate.exhibits.stages import Readings, sample_g, weigh, with_field_net
from tallystick.simulate.exhibits.styles import Styles, styles

__all__ = [
    "GRIDS",
    "GRIDS_G",
    "SUBSTANCES",
    "Custody",
    "Handovers",
    "HolderCodes",
    "Laboratory",
    "Lots",
    "Margin",
    "Merged",
    "Mix",
    "Pack",
    "Readings",
    "Scale",
    "Styles",
    "Substance",
    "Weighing",
    "draw_lots",
    "draw_substances",
    "dry",
    "exhibits_per_case",
    "grid_of",
    "hand_over",
    "merge",
    "missing_rates",
    "move_over",
    "read_scale",
    "sample_g",
    "styles",
    "weigh",
    "with_field_net",
    "with_mass",
]
