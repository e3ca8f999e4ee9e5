"""What is one trial of a check, and what is a check held to?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from tallystick.calibrate.departments import Size
from tallystick.simulate.single.spec import Spec
from tallystick.simulate.world import World

Nature = Literal["innocent", "planted"]


@dataclass(frozen=True, kw_only=True)
class Trial(Spec):
    """One kind of world in which a check is tried, some number of times.

    Parameters
    ----------
    check, nature, name
        Which check; whether the worlds are innocent; what they are called.
    size
        Of the department.
    asked
        What the aspect of a result says for it to count; "" counts all.
    """

    check: str
    nature: Nature
    name: str
    size: Size = "medium"
    asked: str = ""

    def seed(self, base: int, number: int) -> int:
        """The seed of its `number`-th world: it depends on nothing that else is run."""
        text = f"{self.check}|{self.nature}|{self.name}|{self.dose}|{self.size}"
        words = np.frombuffer(text.encode(), dtype=np.uint8).tolist()
        return int(np.random.SeedSequence([base, number, *words]).generate_state(1)[0])


@dataclass(frozen=True)
class Variant:
    """A world that differs from the plain one: an oddity or a behaviour, with its options.

    `entry` names it, in the innocent worlds at `dose`, and `options` go with it; `change` alters
    the world first, `how` the trial. `figures` is that of the trial. `unseen`, of a planted world,
    is the reason why the check cannot find it; "" where it is there to find it (power_floor.py).
    """

    name: str
    entry: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    change: Callable[[World], World] = lambda world: world
    how: Mapping[str, Any] = field(default_factory=dict)
    dose: float = 1.0
    figures: str = ""
    unseen: str = ""


@dataclass(frozen=True)
class Held:
    """What one check is held to.

    `steps` are the steps of an oddity that touch the check's columns: each oddity that acts in
    one of them has its innocent worlds. `innocent` are further innocent worlds, `planted` the
    acts that the check is there to see, but for those with a reason in `unseen`. `how` is what
    every trial of the check is given.
    """

    world: Callable[[Size], World]
    tables: frozenset[str]
    steps: tuple[str, ...]
    innocent: tuple[Variant, ...] = ()
    planted: tuple[Variant, ...] = ()
    how: Mapping[str, Any] = field(default_factory=dict)
