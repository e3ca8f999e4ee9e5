"""What are the checks of the paper itself held to?"""

from __future__ import annotations

from dataclasses import replace

from tallystick.calibrate.departments import (
    days,
    everything,
    often_the_same,
    posts,
    precincts,
    sections,
    sloppy,
    tickets,
    writing,
)
from tallystick.calibrate.neighbours import NEIGHBOURS, SERIOUS
from tallystick.calibrate.trial import Held, Variant
from tallystick.simulate.entry import STEPS
from tallystick.simulate.single import releases
from tallystick.simulate.single.duties import LOOSE, WAYS
from tallystick.simulate.single.publication_days import ENTERED, FILLED, PAPER, SOME_PAPER
from tallystick.simulate.single.releases import BY_TWO, LOWERED, OPEN_REMOVED, REMOVED
from tallystick.tables import CANONICAL

EVERY_TABLE = frozenset(table.name for table in CANONICAL)
TWO = {"officers": ("K1001", "K1002"), "units": ()}
WHOLE = EVERY_TABLE - {"narratives", "targets", "aliases", "duties", "earlier_incidents"}
LATE = Variant("tickets entered once a month", "late_tickets", {"every": "month"})
TOWN = Variant("two areas of each district in a town's system", "town_tickets", {"areas": 2})
FROM_PAPER = {"published": PAPER}
NOT_IN_TRAINING = {
    "in training": "An officer has about one day of training a month here, and all records "
    "within one training count as one: units of large departments are found alone, and none after "
    "the correction."
}
GHOSTS = Variant("records without an event", "ghosts")
SPLIT = {"split": True, "nameless": 0}
RECORDS: dict[str, Held] = {
    "records.integrity": Held(
        world=everything,
        tables=WHOLE,
        steps=("force", *STEPS),
        planted=(Variant("police-supplied cases", "supply"),),
    ),
    "records.entry_lag": Held(
        world=posts,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        innocent=(
            Variant(
                "festival in the last days of months", "festival", {"first_day": 28, "days": 4}
            ),
            LATE,
            Variant("figures made from paper", how=FROM_PAPER),
            Variant("figures of three units made from paper", how={"published": SOME_PAPER}),
            Variant("figures made from paper, entry sloppy", change=sloppy, how=FROM_PAPER),
            Variant(
                "figures made from paper, tickets entered once a week",
                "late_tickets",
                how=FROM_PAPER,
            ),
        ),
        planted=(
            Variant("back-dating to month ends", "back_dating", {"periods": "month"}),
            Variant(
                "back-dating to month ends, by a day only",
                "back_dating",
                {"periods": "month", "days": 1, "last_days": 1},
            ),
            Variant(
                "cases entered in one sitting at month ends",
                "back_dating",
                {"periods": "month", "mode": "batch", "every": "period"},
            ),
            Variant("a fifth of a figure entered after it was published", figures=FILLED),
        ),
        how={"published": ENTERED},
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
        steps=("force", "cases", "counterparts"),
        innocent=(LATE, TOWN),
        planted=(
            replace(
                GHOSTS,
                unseen="The check tests nothing and has no findings: it gives a range for each "
                "figure, and its page says how often the range holds the truth.",
            ),
        ),
        how={"ranged": True},
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
    "records.split_arrests": Held(
        world=precincts,
        tables=frozenset({"incidents", "involvements"}),
        steps=("force", "cases", "people"),
        innocent=(
            Variant("people known to the police in six of ten cases", change=often_the_same),
        ),
        planted=(Variant("arrests entered in several records", "ghosts", SPLIT),),
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
            *(
                Variant(f"records dated {way}", figures=way, unseen=NOT_IN_TRAINING.get(way, ""))
                for way in WAYS
            ),
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
        steps=("force", "cases", "texts"),
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
            Variant("records removed after a first release", figures=REMOVED),
            Variant("complaints lowered after a first release", figures=LOWERED),
        ),
    ),
    "records.revised": Held(
        world=sections,
        tables=frozenset({"incidents", "earlier_incidents"}),
        steps=(),
        innocent=(
            Variant("many offences lowered and raised alike", how={"between": releases.BOTH_WAYS}),
            Variant("a tenth of all records taken out", how={"between": releases.PURGED}),
            Variant("two codes changed for all", how={"between": releases.RECODED}),
            Variant("units that revise far more than others", how={"between": releases.UNEVEN}),
            Variant("duplicates of complaints taken out", how={"between": releases.DUPLICATES}),
        ),
        planted=(
            Variant("records removed after a first release", figures=REMOVED),
            Variant("open cases removed after a first release", figures=OPEN_REMOVED),
            Variant("records removed by two officers", figures=BY_TWO),
            Variant("offences lowered after a first release", figures=LOWERED),
        ),
        how={
            "metrics": SERIOUS,
            "substitutions": NEIGHBOURS,
            "between": releases.ORDINARY,
        },
    ),
}
OUTSIDERS = Held(world=everything, tables=WHOLE, steps=())
