"""Whole worlds that are audited as an export is: clean, odd, and planted in three units of fifteen.

Each has all kinds of units over three years and about as many incidents as asked. What is planted
or odd is so in the same three units, in half of its opportunities.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.simulate.oddities import ODDITIES
from tallystick.simulate.world import World

UNITS = {"narcotics": 5, "patrol": 5, "traffic": 2, "investigation": 3}
RATES = {"narcotics": 1.0, "patrol": 1.0, "traffic": 1.5, "investigation": 0.6}
MONTHS, FEWEST, OFFICERS_AT_10_000, DOSE = 36, 3, 8, 0.5
SPECIAL = ("N01", "N02", "N03")
CLEAN = "clean"
SEES: Mapping[str, tuple[str, ...]] = {
    "back_dating": ("records.entry_lag",),
    "copied_narratives": ("records.copied_narratives",),
    "downgrading": ("figures.substitution", "people.peer_benchmark", "records.unfounded"),
    "easy_arrests": ("people.peer_benchmark",),
    "ghosts": ("records.unmatched",),
    "ratchet": ("figures.ratchet",),
    "recycled_exhibits": ("exhibits.recycled_lot",),
    "reused_informants": ("people.repeat_subjects",),
    "stock_witnesses": ("people.stock_witnesses",),
    "supply": ("people.supplied_buyers",),
    "threshold": ("exhibits.threshold_bunching",),
    "unfounding": ("records.unfounded",),
}
"""The checks that are there to see each behaviour: no other counts as having seen it."""
LAW = (
    {
        "substance": "cannabis_herb",
        "possession": "A",
        "possession_months": (0, 12),
        "sale": "B",
        "sale_months": (12, 48),
        "lines": (
            {
                "g": 6.0,
                "name": "large",
                "possession": "C",
                "possession_months": (12, 36),
                "sale": "D",
                "sale_months": (48, 96),
                "citation": "an invented act",
            },
        ),
    },
)


def kinds(only: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the kinds of worlds: clean, with an oddity, with a behaviour.

    With `only`, the clean ones and those with a behaviour that one of these checks is to see.
    """
    seen = tuple(kind for kind, checks in SEES.items() if not only or set(only) & set(checks))
    odd = () if only else tuple(sorted(each.name for each in ODDITIES))
    return (CLEAN, *odd, *seen)


def nature_of(kind: str) -> str:
    """Return whether a world of this kind is clean, odd or planted."""
    return "clean" if kind == CLEAN else "planted" if kind in SEES else "odd"


def whole_world(kind: str, size: int, seed: int) -> World:
    """Return the world of a kind with about `size` incidents."""
    officers = max(FEWEST, round((size / 10_000) ** 0.5 * OFFICERS_AT_10_000))
    cases = size / (sum(UNITS.values()) * officers * MONTHS)
    units = [
        {
            "kind": each,
            "count": count,
            "officers": officers,
            "cases_per_officer_month": round(cases * RATES[each], 4),
        }
        for each, count in UNITS.items()
    ]
    entry: dict[str, Any] = {"kind": kind, "dose": DOSE, "units": SPECIAL}
    nature = nature_of(kind)
    return World.model_validate(
        {
            "name": "A whole audit",
            "months": MONTHS,
            "seed": seed,
            "department": {"units": units},
            "law": LAW,
            "behaviours": [{**entry, "driven_by": "decree"}] if nature == "planted" else [],
            "oddities": [entry] if nature == "odd" else [],
        }
    )
