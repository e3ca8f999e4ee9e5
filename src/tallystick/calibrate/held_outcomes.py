"""What are the checks of what became of the cases held to?"""

from __future__ import annotations

from tallystick.calibrate.trial import Held

OUTCOMES: dict[str, Held] = {}
