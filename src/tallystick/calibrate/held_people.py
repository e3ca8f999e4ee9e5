"""What are the checks of who appears with whom held to?"""

from __future__ import annotations

from tallystick.calibrate.departments import (
    days,
    few_at_hand,
    of_fourteen,
    often_the_same,
    passers_by,
    seizures,
)
from tallystick.calibrate.held_figures import QUARTERS
from tallystick.calibrate.trial import Held, Variant

OPERATION = {"team": 3, "from_month": "2023-07", "to_month": "2023-11", "units": ("N02",)}
CREW = ("K1001", "K1002", "K1003")
NIGHTS = {"from_hour": 18, "to_hour": 9, "weekdays": tuple(range(7))}
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
    "people.repeat_subjects": Held(
        world=days,
        tables=frozenset({"incidents", "involvements"}),
        steps=("force", "cases", "people"),
        innocent=(
            Variant("people known to the police in six of ten cases", change=often_the_same),
            Variant("judged by quarter", how={"periods": QUARTERS}),
            Variant(
                "festival in the last days of months", "festival", {"first_day": 28, "days": 4}
            ),
        ),
        planted=(
            Variant("easy arrests in the last five days", "easy_arrests", {"last_days": 5}),
            Variant("easy arrests in the last ten days", "easy_arrests", {"last_days": 10}),
        ),
    ),
}
