"""Between which numbers must each gate lie?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gate:
    """One gate: F may set defaults, V is looked at afterwards, a note is no gate."""

    name: str
    role: str
    what: str
    published: str
    low: float
    high: float


GATES = (
    Gate("G2a", "V", "month at target, no regime", ".069", 0.05, 0.09),
    Gate("G2b", "V", "same half-month, behind", "1.32", 1.2, 1.4),
    Gate("G2c", "V", "same half-month, ahead", ".88", 0.8, 0.95),
    Gate("G2d", "V", "split on earlier month, behind", "1.00", 0.98, 1.02),
    Gate("G3a", "V", "effort only: mass in [1, 1.05) over no regime", ".058", 1e-9, 1),
    Gate("G3b", "V", "effort only: December over no regime", ".03", 1e-9, 1),
    Gate("G3c", "V", "effort only: gamed acts", "0", 0, 0),
    Gate("G4", "F", "month at target less no regime", ".04", 0.02, 0.06),
    Gate("G4b", "note", "the same with hold-back .15", ".04", 0.02, 0.06),
    Gate("G5", "V", "the same, pressure 4", ".23", 0.15, 0.30),
    Gate("G6a", "F", "share moved over the line, strong severity", "> .40", 0.30, 0.50),
    Gate("G6b", "F", "least share of any unit", "> 0: all schools", 0.05, 1),
    Gate("G7a", "V", "moved, re-weighing banned", "-.80", -0.9, -0.7),
    Gate("G7b", "V", "moved, weighed elsewhere", "-1", -1, -0.999),
    Gate("G8a", "F", "quota: quarter ends over other months less no quota", "> 0", 1e-9, 1),
    Gate("G8b", "F", "quota: behind (earlier data) against average", "1.10", 1.0, 1.5),
    Gate("G8c", "F", "quota: ahead (earlier data) against average", ".7", 0.5, 1.0),
    Gate("G8d", "F", "quota: P(count = Q) over neighbours", "> 1 (prototype 1.76)", 1.2, 3),
    Gate("G9a", "V", "count regime: easy arrests", "up", 1.05, 10),
    Gate("G9b", "V", "count regime: honest cases", "unchanged", 0.95, 1.05),
    Gate("G9c", "V", "count regime: unfounding", "up", 1.05, 10),
    Gate("G10a", "V", "clearance: rise of the published rate", ">= .03", 0.03, 0.3),
    Gate("G10b", "V", "clearance: unfounding", "2 to 3 times", 2, 3),
    Gate("G11a", "F", "audit .05 to .25: fabricated", "-.20", -0.25, -0.10),
    Gate("G11b", "F", "the same without sanctions", "0", -0.02, 0.02),
    Gate("G11c", "F", "audit .05 to .25: all but easy", "-.10 to -.25", -0.25, -0.10),
    Gate("G12a", "V", "audit .04 to 1: copied, stock witness, recycled", "-.30", -0.45, -0.20),
    Gate("G12b", "V", "audit .04 to 1: fabricated", "-.30", -0.45, -0.20),
    Gate("G13", "V", "findings an act, auditor chosen over drawn", "most vanish", 0, 0.4),
    Gate("G14", "F", "officers not moved by monitoring", "a substantial part", 0.3, 0.7),
    Gate("G15a", "V", "ghosts over honest cases", ".015", 0.01, 0.02),
    Gate("G15b", "V", "ghost share of units, 95th over 50th centile", "heavy tail", 2, 50),
    Gate("G16a", "V", "units that ever had a scheme", "a few", 0.005, 0.2),
    Gate("G16b", "V", "schemes a unit: variance over mean", "> 1.3", 1.3, 20),
    Gate("G16c", "V", "Dallas-like: buyers arrested", "50 to 90", 50, 90),
    Gate("G16d", "V", "Dallas-like: months of selling", "< 12", 1, 11.99),
    Gate("G17a", "F", "staff who learn of manipulation in a career", ">= half", 0.5, 1),
    Gate("G17b", "F", "of these, tell", "< half", 0.05, 0.5),
    Gate("G18", "V", "stopped before a sale, less closed form", "0", -0.02, 0.02),
    Gate("G19a", "F", "aligned: acquitted", "< .005", 0, 0.005),
    Gate("G19b", "F", "independent: dismissed", ".25", 0.22, 0.28),
    Gate("G20a", "V", "January test without hold-back: reports it", "<= .05", 0, 0.05),
    Gate("G20b", "V", "January test with strong hold-back: finds it", "high", 0.5, 1),
)  # fmt: skip
