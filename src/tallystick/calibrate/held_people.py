"""What are the checks of who appears with whom held to?"""

from __future__ import annotations

from tallystick.calibrate.departments import few_at_hand, passers_by, seizures
from tallystick.calibrate.trial import Held, Variant

CREW = ("K1001", "K1002", "K1003")
NIGHTS = {"from_hour": 18, "to_hour": 9, "weekdays": tuple(range(7))}
PEOPLE: dict[str, Held] = {
    "people.stock_witnesses": Held(
        world=seizures,
        tables=frozenset({"incidents", "involvements"}),
        steps=("force", "cases", "people"),
        innocent=(
            Variant("a clerk who attests every search of the night", "station_clerk", NIGHTS),
            Variant("five people at hand", change=few_at_hand),
            Variant("nobody is asked twice but by chance", change=passers_by),
        ),
        planted=(
            Variant("witnesses of the officer's own", "stock_witnesses"),
            Variant("eight witnesses of the officer's own", "stock_witnesses", {"pool": 8}),
            Variant(
                "three officers with the same two",
                "stock_witnesses",
                {"shared": True, "officers": CREW, "units": ()},
            ),
        ),
    ),
}
