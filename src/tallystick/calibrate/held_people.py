"""What are the checks of who appears with whom held to?"""

from __future__ import annotations

from tallystick.calibrate.departments import of_fourteen, seizures
from tallystick.calibrate.trial import Held, Variant

OPERATION = {"team": 3, "from_month": "2023-07", "to_month": "2023-11", "units": ("N02",)}
PEOPLE: dict[str, Held] = {
    "people.supplied_buyers": Held(
        world=seizures,
        tables=frozenset({"incidents", "involvements"}),
        steps=("force", "cases", "people"),
        innocent=(
            Variant(
                "dealer at large who is also an informant", "dealer_at_large", {"informs": 1.0}
            ),
            Variant("buyers first, the dealer charged in the end", "dealer_at_large", OPERATION),
        ),
        planted=(
            Variant("police-supplied cases", "supply"),
            Variant("police-supplied cases, units of 14", "supply", change=of_fourteen),
            Variant("police-supplied cases for a year", "supply", {"to_month": "2023-12"}),
        ),
    ),
}
