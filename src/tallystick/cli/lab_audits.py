"""Whole audits of worlds of the policy lab, by every check, and what they name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tallystick.cli.whole_audits import audited
from tallystick.lab.detect.rows import Seen


def audit(made: Path, first: date, last: date) -> list[Seen]:
    """Audit the world in the folder `made` over these days; return its findings and leads.

    An officer stands for the unit of the last posting.
    """
    return [
        Seen(each.check, each.unit, each.finding)
        for each in audited(made, (), (first, last))
        if each.finding or each.lead
    ]
