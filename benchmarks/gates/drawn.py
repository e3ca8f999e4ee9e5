"""Which worlds of one seed have been decided so far?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from benchmarks.gates import worlds
from benchmarks.gates.presets import PRESETS
from numpy.typing import NDArray

from tallystick.simulate.incentives import Decision


@dataclass
class World:
    """The presets of one seed, each decided when first asked for."""

    seed: int
    made: dict[str, Decision] = field(default_factory=dict)

    def __getitem__(self, preset: str) -> Decision:
        if preset not in self.made:
            settings, acts = PRESETS[preset]
            self.made[preset] = worlds.world(self.seed, settings, acts)[1]
        return self.made[preset]

    def act(self, preset: str, act: str) -> int:
        """The place of an act among the preset's entries."""
        return PRESETS[preset][1].index(act)

    def propensity(self, preset: str, act: str) -> NDArray[np.float64]:
        """[O, M]."""
        return self[preset].propensity[self.act(preset, act)]

    def added(self, preset: str, act: str) -> NDArray[np.int64]:
        """[O, M]."""
        return self[preset].added[self.act(preset, act)]

    def records(self, preset: str) -> NDArray[np.int64]:
        """[O, M] records: honest and made ones."""
        return self[preset].honest + sum(self[preset].added)
