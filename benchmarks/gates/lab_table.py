"""Between which numbers must each gate of the policy lab lie?"""

from __future__ import annotations

from benchmarks.gates.table import Gate

GATES = (
    Gate("G10a", "F", "clearance: rise of the published rate", ">= .03", 0.03, 0.3),
    Gate("G10b", "F", "clearance: unfounding", "2 to 3 times", 2, 3),
    Gate("G10c", "F", "clearance: truly solved", "constant", 0.95, 1.05),
    Gate("G10d", "F", "clearance, strong: rise of the published rate", ">= .03", 0.03, 0.3),
    Gate("G10e", "F", "clearance, strong: unfounding", "2 to 3 times", 2, 3),
    Gate("G10f", "F", "clearance, strong: truly solved", "constant", 0.95, 1.05),
    Gate("G26a", "F", "officers sanctioned a year, with warnings", ".002 to .02", 0.002, 0.02),
    Gate("G26b", "F", "officers who lose the post a year", ".002 to .02", 0.002, 0.02),
    Gate("G30a", "F", "no figure judged: ghosts over the base", "<= .1", 0, 0.1),
    Gate("G30b", "F", "the same, all acts that the base rewards", "<= .1", 0, 0.1),
    Gate("G30c", "F", "the same, all gamed acts", "<= .1", 0, 0.1),
)  # fmt: skip
