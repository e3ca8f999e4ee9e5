"""Where does a world depart from the review of evidence, and why?"""

from __future__ import annotations

from benchmarks.worlds_page.tables import table

from tallystick.simulate.department import Recording
from tallystick.simulate.incentives import Audits, Regime
from tallystick.simulate.incentives.worth import ACT

LATE, JUDGED = Recording(), Regime()
PENALTIES = [act.penalty for act in ACT.values() if act.penalty]

# What the review says or asks for, what a world does, and why.
MODEL = (
    (
        "A push within the month: +25 % from its first to its last day (Auerbach 2017)",
        "The regime decides how much is done in a month and not on which day. `ratchet` with "
        '`mode = "push"` moves work to the last days by its dose',
        "the decision model has months; days would need a second model of pressure, for which "
        "one department's tickets are the only evidence",
    ),
    (
        "Pressure raises honest cases",
        "Only cases that officers begin themselves rise; no more complaints come",
        "a series of complaints is the control of a figure that officers make, and must not "
        "follow their target",
    ),
    (
        "Acts respond to pressure one by one (prototype)",
        "Acts draw on one budget of need: a unit looks at its forecast twice, and closing one "
        "act raises the pressure on the others",
        "the review names the lack of substitution as a fault of the prototype",
    ),
    (
        "Hold-back low (.15), in half of the worlds",
        f"`hold_back` is {JUDGED.hold_back:g} unless it is set",
        "it is contested (not found by Fisman & Wang 2017, nor by Matejka et al. 2024), and it "
        "turns the excess at the target, G4, into a deficit (G4b)",
    ),
    (
        "Penalty per act: .85 to 4",
        f"{min(PENALTIES):g} to {max(PENALTIES):g}, times the chance of a sanction "
        f"({Audits().sanction:g})",
        "twice the review's value with half the chance of a sanction is the same; dating back and "
        "moving weights cost 2 and 3 times that, within the review's range, so that more audits "
        "deter all misconduct by a tenth or more (G11)",
    ),
    (
        "Nearness of judgement far from a check: .25",
        f"`weight_between` is {JUDGED.weight_between:g}",
        "within the review's range (.05 to .6)",
    ),
    (
        "A prosecutor refuses a share of gamed cases; drugs are prosecuted in over 70 % of cases, "
        "property and violence in 30 to 50 %, minor offences in fewer than 20 %",
        "Arrests are charged at a share by group of offence (`courts.charged_…`); for drugs and "
        "traffic it is 1. Whether a case is gamed does not change whether it is charged; what an "
        "honest prosecutor, laboratory and court refuse of it is dismissed later "
        "(`incentives.filters`)",
        "the published shares are by group of offence; 'over 70 %' leaves it open whether all are",
    ),
    (
        "Late entry: 12 % of cases, median 40 hours",
        f"{LATE.late:.0%}, median {LATE.late_hours:g} hours, log standard deviation "
        f"{LATE.late_log_sd:g}",
        "so that both parts together have the published shares after a day, a week and 30 days "
        "(G1 entry)",
    ),
    (
        "Rounding of weights, measured on whole grams from 10 g up",
        "below 10 g the mix is a design choice; from 10 g it is solved for the measured shares",
        "nothing was published for street weights",
    ),
    (
        "Pressure differs by chief",
        "`pressure_log_sd` draws it once for each unit; a file cannot give one unit its own. In "
        "`one_bad_unit.toml` all units are pressed alike, and in one of them the acts are open",
        "a regime is one for the department",
    ),
    (
        "Gypsum that passed for a drug (Dallas 2001)",
        "In `dallas.toml` the powder has a substance code of its own, shared with worthless goods "
        "that honest officers meet; a check must not use that code",
        "there is no field test that could take it for a drug",
    ),
    (
        "A law changes on any day",
        "A line is in force from the first day of a month to the last day of one",
        "a world is made month by month",
    ),
)
LAB = (
    (
        "A logit of choice, shifted so that an act that brings nothing has a base rate",
        "`people.base_rate` takes the logit's floor away and puts the base rate in its place",
        "a shift alone cannot bring an act of small worth below its floor, and never to 0",
    ),
    (
        "Records under a law by which use is no crime",
        "`incentives.use` decides; `simulate` refuses to make the records",
        "a table of administrative cases does not exist",
    ),
    (
        "Records of a world whose figure changes",
        "`incentives.reform` decides; `simulate` refuses to make the records",
        "figures, goals and their sources in an engagement are those of one regime",
    ),
    (
        "A dismissed officer leaves",
        "Under `sanctions.by_act` the post is filled the month after; the records keep its number",
        "postings are drawn before anybody decides",
    ),
    (
        "An office hears reports and checks them in time",
        "`insiders.capacity` lets graver reports go first; a report that waits never lapses",
        "nothing published says when one does",
    ),
)
LEFT_OUT = (
    ("Field tests that are wrong (15 to 38 %)", "there is no field test and no table for one"),
    (
        "Fewer arrests at the end of a shift (−28 %)",
        "hours follow the kind of offence; shifts do not end",
    ),
    (
        "Fewer tickets in July and December",
        "one season for all kinds of unit, with its peak in `flow.peak_month`",
    ),
    (
        "Records wrongly cancelled without intent (7 to 23 %)",
        "complaints are found to be no offence at a fixed share; none of them wrongly, unless "
        "`unfounding` does it",
    ),
    (
        "System faults that multiply a unit's counts (Ireland: up to +385 %)",
        "the second system loses records by officer; no fault multiplies a whole unit",
    ),
    (
        "Losses in evidence rooms",
        "receipts are missing (`custody`); no exhibit is lost, since no rate per item is published",
    ),
    (
        "Buy money and an informant's pay (Dallas)",
        "no table holds money, so that its absence leaves no trace",
    ),
    (
        "Pleas before the laboratory answers",
        "nobody pleads; a decision waits for the weight that is charged",
    ),
    (
        "Learning by officers, and a race for promotion",
        "none; the review's own prototype has none either",
    ),
)
UNIDENTIFIED = """\
How often supply schemes begin (`incentives.supply.start`) cannot be estimated from anything
published, nor can `chiefs.start`. Both are there to test detectors, and say nothing of how common
such schemes are. What an act is worth and costs is an ordinal judgement: its order may be relied
on (`regime.worth_draw` draws other digits), its digits may not. Nothing published gives
`chiefs.reacts`, `insiders.upheld` and `use.arrested`; `insiders.benefit` was set by the share of
witnesses who told nobody (G28), and a strong clearance regime by G10. Very different sets of
settings pass the same gates."""


def departures() -> str:
    """Section 6."""
    return "\n\n".join(
        [
            "Defaults are those of the review of evidence. Otherwise:",
            table(("the evidence, or the review", "a world", "why"), MODEL),
            "Settings of the policy lab, off unless a file says them:",
            table(("the design", "a world", "why"), LAB),
            "Measured in the field and not in a world:",
            table(("what", "instead"), LEFT_OUT),
            UNIDENTIFIED,
        ]
    )
