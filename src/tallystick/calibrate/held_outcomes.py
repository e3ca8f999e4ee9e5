"""What are the checks of what became of the cases held to?"""

from __future__ import annotations

from tallystick.calibrate import searched
from tallystick.calibrate.departments import stopped
from tallystick.calibrate.trial import Held, Variant

OUTCOMES: dict[str, Held] = {
    "outcomes.hit_rate": Held(
        world=stopped,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        innocent=(
            Variant("groups unlike at one line", how={"searches": searched.UNLIKE}),
            Variant("groups unlike in each unit", how={"searches": searched.UNEVEN}),
            Variant("units and officers far apart", how={"searches": searched.APART}),
            Variant("inventories ordered in three units", how={"searches": searched.ORDERS}),
            Variant("finds not entered by some officers", how={"searches": searched.BLANK}),
        ),
        planted=tuple(Variant(way, figures=way) for way in searched.WAYS),
        how={"searches": searched.ORDINARY},
    ),
}
