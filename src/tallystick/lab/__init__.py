"""The policy lab: which regimes earn their figures in a model, over which doubts, and when not."""

from tallystick.lab.levels import LabError
from tallystick.lab.plan import Plan, read_plan

__all__ = ["LabError", "Plan", "read_plan"]
