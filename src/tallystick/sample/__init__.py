"""Draws records for people to read, takes their codes back, and estimates from them."""

from tallystick.sample.coded import Coded, SheetError, read_sheet
from tallystick.sample.drawing import Draw, draw
from tallystick.sample.estimate import Estimate, estimate
from tallystick.sample.lot import lot, lot_size
from tallystick.sample.plan import Plan, Stratum
from tallystick.sample.population import Population, PopulationError, of_finding, of_table
from tallystick.sample.sheet import disarmed, plan_path, write_sheet
from tallystick.sample.size import Wanted, size_of
from tallystick.stats.proportions.binomial import jeffreys
from tallystick.stats.sampling.reliability import Reliability, krippendorff

__all__ = [
    "Coded",
    "Draw",
    "Estimate",
    "Plan",
    "Population",
    "PopulationError",
    "Reliability",
    "SheetError",
    "Stratum",
    "Wanted",
    "disarmed",
    "draw",
    "estimate",
    "jeffreys",
    "krippendorff",
    "lot",
    "lot_size",
    "of_finding",
    "of_table",
    "plan_path",
    "read_sheet",
    "size_of",
    "write_sheet",
]
