"""Between which numbers must each gate of the policy lab lie?"""

from __future__ import annotations

from benchmarks.gates.table import Gate

GATES = (
    Gate("G4", "F", "month at target less no regime", ".04", 0.02, 0.06),
    Gate("G6a", "F", "share moved over the line, strong severity", "> .40", 0.30, 0.50),
    Gate("G6b", "F", "least share of any unit", "> 0: all schools", 0.05, 1),
    Gate("G10a", "F", "clearance: rise of the published rate", ">= .03", 0.03, 0.3),
    Gate("G10b", "F", "clearance: unfounding", "2 to 3 times", 2, 3),
    Gate("G10c", "F", "clearance: truly solved", "constant", 0.95, 1.05),
    Gate("G10d", "F", "clearance, strong: rise of the published rate", ">= .03", 0.03, 0.3),
    Gate("G10e", "F", "clearance, strong: unfounding", "2 to 3 times", 2, 3),
    Gate("G10f", "F", "clearance, strong: truly solved", "constant", 0.95, 1.05),
    Gate("G11a", "F", "audit .05 to .25: ghosts", "-.15 to -.10", -0.30, -0.10),
    Gate("G11b", "F", "audit .05 to .25: all gamed acts", "-.15 to -.10", -0.30, -0.10),
    Gate("G12a", "V", "audit .04 to 1: copied, stock witness, recycled", "-.30", -0.45, -0.20),
    Gate("G12b", "V", "audit .04 to 1: ghosts", "-.30", -0.45, -0.20),
    Gate("G23", "V", "gamed acts in two years after an audit", "-.08", -0.13, -0.03),
    Gate("G24", "V", "findings an act, auditor chosen over drawn", "most vanish", 0, 0.4),
    Gate("G25", "F", "10 to 15 years made 15 to 20: hard acts", "little", -0.05, 0),
    Gate("G26a", "F", "officers sanctioned a year, with warnings", ".002 to .02", 0.002, 0.02),
    Gate("G26b", "F", "officers who lose the post a year", ".002 to .02", 0.002, 0.02),
    Gate("G27", "V", "telling, ratio 10 made 3", "x 1.4 to 4", 1.4, 4),
    Gate("G28", "F", "silent of those who saw a hard act", "> 1/3", 0.25, 0.5),
    Gate("G29a", "V", "use no crime: arrests for possession", "-.83", -0.9, -0.6),
    Gate("G29b", "V", "use no crime: displaced arrests over all", "> 0", 1e-9, 1),
    Gate("G29c", "V", "use no crime: all arrests", "unchanged", -0.1, 0.1),
    Gate("G30a", "F", "no figure judged: ghosts over the base", "<= .1", 0, 0.1),
    Gate("G30b", "F", "the same, all acts that the base rewards", "<= .1", 0, 0.1),
    Gate("G30c", "F", "the same, acts on complaints over severity", "<= .1", 0, 0.1),
    Gate("G31a", "V", "a count: easy arrests over no figure", "up", 1.05, 100),
    Gate("G31b", "V", "a count: serious cases solved over no figure", "unchanged", 0.95, 1.05),
    Gate("G32", "F", "officers who learn of an act in a year", ".11 and .18", 0.08, 0.25),
)  # fmt: skip
