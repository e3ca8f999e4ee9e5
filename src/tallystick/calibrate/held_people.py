"""What are the checks of who appears with whom held to?"""

from __future__ import annotations

from tallystick.calibrate.departments import busy
from tallystick.calibrate.trial import Held, Variant
from tallystick.tables import Metric

TWO = {"officers": ("K1001", "K1002"), "units": ()}
CLOSED = (
    Metric("arrests", "incidents", (("clearance", ("arrest",)),)),
    Metric("unfounded", "incidents", (("clearance", ("unfounded",)),)),
)
ON_SIGHT = (Metric("on patrol", "incidents", (("origin", ("patrol",)),)),)
LESSER = (
    Metric("lesser", "incidents", (("offense_code", ("larceny", "trespass", "simple_assault")),)),
)
PEOPLE: dict[str, Held] = {
    "people.peer_benchmark": Held(
        world=busy,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        innocent=(
            Variant("station clerk", "station_clerk"),
            Variant("judged by unfounded complaints", how={"metrics": CLOSED}),
            Variant("judged by cases on patrol", how={"metrics": ON_SIGHT}),
            Variant("judged by lesser offences", how={"metrics": LESSER}),
        ),
        planted=(
            Variant("complaints closed as unfounded", "unfounding", TWO, how={"metrics": CLOSED}),
            Variant("complaints cleared without arrest", "unfounding",
                    {"mode": "exceptional", **TWO}),
            Variant("easy arrests", "easy_arrests", TWO, how={"metrics": ON_SIGHT}),
            Variant("complaints entered as less", "downgrading", TWO, how={"metrics": LESSER}),
        ),
    ),
}  # fmt: skip
