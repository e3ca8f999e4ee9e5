"""What are the checks of what became of the cases held to?"""

from __future__ import annotations

from tallystick.calibrate import charged
from tallystick.calibrate.departments import seizures, with_law
from tallystick.calibrate.trial import Held, Variant

CHARGED = {"charged": charged.ORDINARY}
JUDGED = frozenset({"incidents", "measurements", "outcomes"})
STEPS = ("force", "cases", "exhibits", "readings")
OUTCOMES: dict[str, Held] = {
    "outcomes.class_mismatch": Held(
        world=seizures,
        tables=JUDGED,
        steps=STEPS,
        innocent=(
            Variant("no errors", how={"charged": ""}),
            Variant("one charge in twenty in error", how={"charged": charged.MANY}),
            Variant("units that err at unlike rates", how={"charged": charged.UNLIKE}),
            Variant("kilograms written as grams", how={"charged": charged.IN_KILOGRAMS}),
            Variant("line at 10 g and 1 g", change=with_law(("cannabis_herb", 10), ("heroin", 1))),
        ),
        planted=(
            Variant("charged above the weight", figures=charged.RAISED),
            Variant("charged below the weight", figures=charged.LOWERED),
            Variant("threshold: charged weight chosen", "threshold", {"mode": "charge"}),
        ),
        how=CHARGED,
    ),
    "outcomes.penalty_range": Held(
        world=seizures,
        tables=JUDGED,
        steps=("cases",),
        innocent=(
            Variant("no errors", how={"charged": ""}),
            Variant("years written as months", how={"charged": charged.IN_YEARS}),
        ),
        planted=(
            Variant("sentences above the range", figures=charged.LONGER),
            Variant("sentences below the range", figures=charged.SHORTER),
            Variant("charged above the weight", figures=charged.RAISED),
        ),
        how=CHARGED,
    ),
}
