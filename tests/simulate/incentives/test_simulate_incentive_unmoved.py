"""Do worlds that say nothing of the policy lab's settings stay as they were, count by count?"""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from decided_worlds import everything, world

from tallystick.simulate.incentives import Audits, Regime

# Made at 831c16aa, before there were any such settings.
BEFORE = {
    "none": "6350c9eac3fc54e4",
    "count": "838d94cfc0a956b0",
    "prior_year": "f6c08a376fd0498d",
    "peer_median": "c8379cabfd253d3f",
    "clearance": "325e8c39d25204a9",
    "severity": "dfabfa9450a86aee",
    "quota": "6a9b9bb97c5ab78a",
    "verified": "39650d531a703863",
}


def counts(decision):
    """A digest of all whole numbers of a decision: whom, when, how often, found and told."""
    schemes = decision.schemes
    held = [
        decision.honest, decision.held, *decision.added, decision.sales, decision.audited,
        decision.sanctioned, schemes.officer, schemes.bought, schemes.stopped, schemes.reason,
        *(counts[act] for counts in (decision.found.by_audit, decision.found.by_insider)
          for act in sorted(counts)),
    ]  # fmt: skip
    told = hashlib.sha256()
    for each in held:
        told.update(np.ascontiguousarray(each, dtype=np.int64).tobytes())
    return told.hexdigest()[:16]


@pytest.mark.parametrize("kind", sorted(BEFORE))
def test_a_world_without_the_labs_settings_is_as_it_was(kind):
    audits = Audits(chance=0.3, severity=2.0, sanction=0.8)
    decision = world(everything(), regime=Regime(kind=kind, hold_back=0.15), audits=audits)
    assert counts(decision) == BEFORE[kind]
    assert decision.sanctioned.any()
