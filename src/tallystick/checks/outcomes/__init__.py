"""Checks of what became of the cases."""

from tallystick.checks.check import Check, RelationalCheck
from tallystick.checks.outcomes.case_collapse import CHECK as CASE_COLLAPSE
from tallystick.checks.outcomes.disparity import CHECK as DISPARITY

CHECKS: tuple[Check | RelationalCheck, ...] = (CASE_COLLAPSE, DISPARITY)
