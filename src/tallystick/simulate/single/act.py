"""What is planted in the whole tables of a world, and where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tallystick.simulate.single.columns import Flags, texts


@dataclass(frozen=True)
class Act:
    """What some units do to the tables of a world.

    Parameters
    ----------
    units
        The names of the units that do it.
    way
        One of the ``WAYS`` of the modules of this room; a module that does not know it plants
        nothing.
    dose
        The share of the opportunities that are taken, 0 to 1.
    """

    units: tuple[str, ...] = ()
    way: str = ""
    dose: float = 0.0

    def within(self, table: pa.Table) -> Flags:
        """Which rows of a table, (R,), are of these units."""
        return np.isin(texts(table, "unit_id"), self.units)
