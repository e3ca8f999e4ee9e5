"""What are the checks of the paper itself held to?"""

from __future__ import annotations

from tallystick.calibrate.departments import days, everything, precincts, tickets, writing
from tallystick.calibrate.duties import LOOSE, WAYS
from tallystick.calibrate.neighbours import NEIGHBOURS, SERIOUS
from tallystick.calibrate.trial import Held, Variant
from tallystick.simulate.entry import STEPS
from tallystick.tables import CANONICAL

EVERY_TABLE = frozenset(table.name for table in CANONICAL)
TWO = {"officers": ("K1001", "K1002"), "units": ()}
WHOLE = EVERY_TABLE - {"narratives", "targets", "aliases", "duties", "earlier_incidents"}
LATE = Variant("tickets entered once a month", "late_tickets", {"every": "month"})
TOWN = Variant("two areas of each district in a town's system", "town_tickets", {"areas": 2})
GHOSTS = Variant("records without an event", "ghosts")
RECORDS: dict[str, Held] = {
    "records.integrity": Held(
        world=everything,
        tables=WHOLE,
        steps=("force", *STEPS),
        planted=(Variant("police-supplied cases", "supply"),),
    ),
    "records.entry_lag": Held(
        world=days,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        innocent=(
            Variant(
                "festival in the last days of months", "festival", {"first_day": 28, "days": 4}
            ),
            LATE,
        ),
        planted=(
            Variant("back-dating to month ends", "back_dating", {"periods": "month"}),
            Variant(
                "back-dating to month ends, by a day only",
                "back_dating",
                {"periods": "month", "days": 1, "last_days": 1},
            ),
        ),
    ),
    "records.unmatched": Held(
        world=tickets,
        tables=frozenset({"incidents", "counterparts", "officers", "postings"}),
        steps=("force", "cases", "counterparts"),
        innocent=(
            LATE,
            TOWN,
        ),
        planted=(
            GHOSTS,
            Variant("back-dating to month ends", "back_dating", {"periods": "month"}),
        ),
    ),
    "records.supported_figure": Held(
        world=tickets,
        tables=frozenset({"incidents", "counterparts", "officers", "postings", "reported_figures"}),
        steps=("counterparts",),
        planted=(GHOSTS,),
    ),
    "records.unfounded": Held(
        world=precincts,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        planted=(
            Variant("complaints closed as unfounded", "unfounding"),
            Variant(
                "complaints closed by exceptional means", "unfounding", {"mode": "exceptional"}
            ),
            Variant("downgrading", "downgrading"),
            Variant("downgrading of all complaints", "downgrading", {"uncleared_only": False}),
        ),
        how={"metrics": SERIOUS, "substitutions": NEIGHBOURS},
    ),
    "records.impossible_activity": Held(
        world=tickets,
        tables=frozenset({"incidents", "officers", "postings", "duties"}),
        steps=("force", "cases"),
        innocent=(
            LATE,
            Variant("an operation paid by the ticket", "grant_operation"),
            Variant("duties that are often not kept, by some officers", how={"rosters": LOOSE}),
        ),
        planted=(
            Variant("records without an event, in series", "ghosts", {"bursts": 1.0}),
            GHOSTS,
            *(Variant(f"records dated {way}", figures=way) for way in WAYS),
        ),
    ),
    "records.default_values": Held(
        world=tickets,
        tables=frozenset({"incidents", "counterparts", "officers", "postings"}),
        steps=("force", "cases", "counterparts"),
        innocent=(
            LATE,
            TOWN,
        ),
        planted=(
            GHOSTS,
            Variant(
                "records without an event, none in series",
                "ghosts",
                {"bursts": 0.0, "default_share": 1.0},
            ),
        ),
    ),
    "records.copied_narratives": Held(
        world=writing,
        tables=frozenset({"incidents", "narratives"}),
        steps=("texts",),
        planted=(
            Variant("reports pasted by all of three units", "copied_narratives"),
            Variant("reports pasted by two officers", "copied_narratives", TWO),
            Variant(
                "one text for a quarter, pasted by two officers",
                "copied_narratives",
                {"masters": 1, "edit": 0.0, **TWO},
            ),
        ),
    ),
    "records.vanished": Held(
        world=days,
        tables=frozenset({"incidents", "earlier_incidents"}),
        steps=(),
        planted=(
            Variant("records removed after a first release", figures="removed"),
            Variant("complaints lowered after a first release", figures="lowered"),
        ),
    ),
}
OUTSIDERS = Held(world=everything, tables=WHOLE, steps=())
