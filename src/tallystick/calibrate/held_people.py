"""What are the checks of who appears with whom held to?"""

from __future__ import annotations

from tallystick.calibrate.departments import (
    busy,
    days,
    few_at_hand,
    of_forty,
    of_fourteen,
    often_the_same,
    passers_by,
    seizures,
    squads,
)
from tallystick.calibrate.held_figures import QUARTERS
from tallystick.calibrate.trial import Held, Variant
from tallystick.simulate.single.attendance import JOINT_CASES, JOINT_COMPLAINTS, Attendance
from tallystick.tables import Metric

OPERATION = {"team": 3, "from_month": "2023-07", "to_month": "2023-11", "units": ("N02",)}
CREW = ("K1001", "K1002", "K1003")
FOUR = (*CREW, "K1004")
SHARED = {"shared": True, "officers": CREW, "units": ()}
NIGHTS = {"from_hour": 18, "to_hour": 9, "weekdays": tuple(range(7))}
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
                SHARED,
            ),
            Variant(
                "a whole unit with the same three",
                "stock_witnesses",
                {"shared": True, "pool": 3, "units": ("N01",)},
            ),
        ),
    ),
    "people.crews": Held(
        world=squads,
        tables=frozenset({"incidents", "involvements", "named_officers"}),
        steps=("force", "cases", "people"),
        innocent=(
            Variant("a clerk who attests every search of the night", "station_clerk", NIGHTS),
            Variant("five people at hand", change=few_at_hand),
            Variant("nobody is asked twice but by chance", change=passers_by),
            Variant(
                "dealer at large who is also an informant", "dealer_at_large", {"informs": 1.0}
            ),
            Variant("people known to the police in six of ten cases", change=often_the_same),
            Variant("units of three squads", how={"attendance": Attendance(squads=3)}),
            Variant("officers who like some colleagues", how={"attendance": Attendance(liking=1)}),
        ),
        planted=(
            Variant("three officers with the same two", "stock_witnesses", SHARED),
            Variant(
                "four officers with the same two",
                "stock_witnesses",
                {**SHARED, "officers": FOUR},
            ),
            Variant(
                "four officers with the same eight",
                "stock_witnesses",
                {**SHARED, "pool": 8, "officers": FOUR},
            ),
            Variant("crews of four in three units, joint cases", figures=JOINT_CASES),
            Variant(
                "crews of four in three units of 40, joint complaints",
                figures=JOINT_COMPLAINTS,
                change=of_forty,
            ),
        ),
    ),
    "people.sting_share": Held(
        world=squads,
        tables=frozenset({"incidents", "involvements"}),
        steps=("force", "cases", "people"),
        innocent=(
            Variant("a long funded operation", "grant_operation", {"weeks": 26, "rise": 3.0}),
        ),
        planted=(Variant("purchases on days behind", figures="bought"),),
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
            Variant(
                "complaints cleared without arrest", "unfounding", {"mode": "exceptional", **TWO}
            ),
            Variant("easy arrests", "easy_arrests", TWO, how={"metrics": ON_SIGHT}),
            Variant("complaints entered as less", "downgrading", TWO, how={"metrics": LESSER}),
        ),
    ),
}
