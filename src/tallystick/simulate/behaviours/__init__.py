"""Which ways of making a figure can be planted? One file each; the tuple is the whole list.

They act in the order of the tuple: what adds or removes cases first, then what changes them.
"""

from tallystick.simulate.behaviours import (
    back_dating,
    copied_narratives,
    crew,
    downgrading,
    easy_arrests,
    ghosts,
    ratchet,
    recycled_exhibits,
    reused_informants,
    stock_witnesses,
    supply,
    threshold,
    under_recording,
    unfounding,
)
from tallystick.simulate.entry import Process

BEHAVIOURS: tuple[Process, ...] = (
    easy_arrests.PROCESS,
    ghosts.PROCESS,
    under_recording.PROCESS,
    downgrading.PROCESS,
    unfounding.PROCESS,
    back_dating.PROCESS,
    ratchet.PROCESS,
    supply.PROCESS,
    threshold.PROCESS,
    recycled_exhibits.PROCESS,
    stock_witnesses.PROCESS,
    reused_informants.PROCESS,
    copied_narratives.PROCESS,
    crew.PROCESS,
)


def behaviour(name: str) -> Process:
    """Return the behaviour called `name`; KeyError when there is none."""
    for each in BEHAVIOURS:
        if each.name == name:
            return each
    raise KeyError(name)
