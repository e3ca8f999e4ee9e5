"""What do audits find, what do colleagues tell, and what do officers come to believe?

An audit of a unit-year reads `sample` of its N records: each gamed act is seen with probability
``iota delta sample / N``. A colleague learns of a record with probability `seen` and tells with
probability ``chi P_stated`` (more under a protected channel, less while other schemes run).
"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.incentives import quantile
from tallystick.simulate.incentives.audits import Audits
from tallystick.simulate.incentives.decision import Flags, Floats, Ints
from tallystick.simulate.incentives.insiders import Insiders, tells
from tallystick.simulate.incentives.worth import ACT

FORGET = 0.5


def believed(chance: Floats, audited: Flags, audits: Audits) -> Floats:
    """The believed chance of audit next year: up after one in sight, then halfway back; [U]."""
    usual = audits.usual(len(chance))
    back = usual + FORGET * (chance - usual)
    return np.clip(np.where(audited, chance + audits.memory, back), 0, 1)


def risk(chance: Floats, audits: Audits) -> Floats:
    """Believed audits that bite: chance, independence and sanction; [U]."""
    return np.asarray(chance * audits.independence * audits.sanction)


def seen_by_audit(act: str, audited: Flags, records: Floats, audits: Audits) -> Floats:
    """Chance that this year's audit sees one act; [U]; `records` [U] is the unit's year."""
    read = np.minimum(1.0, audits.sample / np.maximum(records, 1.0))
    return np.where(audited, audits.independence * ACT[act].detect * read, 0.0)


def told_rate(act: str, colleagues: Floats, live: Floats, insiders: Insiders) -> Floats:
    """Expected tellings of one act; [U]; `live` counts the unit's running supply schemes."""
    learn = np.maximum(colleagues - 1, 0) * insiders.seen
    return np.asarray(learn * tells(ACT[act].serious, live, insiders))


def come_out(uniform: Floats, acts: Floats, chance: Floats, whole: bool) -> Ints:
    """How many of each officer's acts come out; [O]; never more than there are when `whole`."""
    out = quantile.poisson(uniform, acts * chance)
    return np.minimum(out, acts.astype(np.int64)) if whole else out
