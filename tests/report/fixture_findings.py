"""Which findings does the fixture hold: moved, a unit, a spike, a rise, a recount, exceptions?"""

from fixture_counted import EXCEPTIONS, RECOUNT, evidence
from fixture_pictures import heap, month_end, unit_weights, weights

from tallystick.findings import Explanation, Finding

MOVED = Finding(
    check="exhibits.threshold",
    family="exhibits",
    subject_kind="agency",
    subject="",
    aspect="powder, 0.10 g, net weight in the field",
    verdict="moved",
    title="Seizure weights gather just above the 0.10 g line",
    criteria=(
        "Department order 12.4 requires weights to be recorded as measured. Measured weights "
        "thin out smoothly as they grow, with small peaks at round numbers."
    ),
    condition=(
        "59 more records than expected lie just above the line, and 27 fewer just below it. "
        "Before July 2024, when the line lay at 0.20 g, neither gap was present."
    ),
    cause=(
        "Not established. Rule out first: scales that round up, packaging weighed with the "
        "substance, small cases that were no longer recorded."
    ),
    effect=(
        "The more serious charge starts at 0.10 g. A record on either side of the line changes "
        "what a person can be charged with."
    ),
    estimand="share of the weights expected just below the line that appear at or just above it",
    n=334,
    estimate=0.47,
    interval=(0.29, 0.66),
    p_value=0.0000021,
    q_value=0.00004,
    smallest_detectable=0.22,
    suggestion=(
        "Compare the recorded weights with laboratory results, starting with the listed records. "
        "A random sample of 30 would be enough to tell a scale problem from other causes."
    ),
    caveats=("From this sample alone, goods packed slightly above the line look the same.",),
    explanations=(
        Explanation(
            "Scales that round up to 0.1 g",
            "Scale model and setting, by unit and month",
            12,
            97,
            "Rounding at 0.20 g and 0.30 g is as usual",
        ),
        Explanation(
            "Packaging weighed with the substance",
            "Gross and net weight on the property sheet",
            3,
            58,
            "Net weight was entered for 58 of the 97",
        ),
        Explanation(
            "Smaller cases not recorded after the change", "Dispatch calls with no seizure record"
        ),
        Explanation(
            "Weights entered that were not measured", "Laboratory weight against recorded weight"
        ),
    ),
    picture=weights(),
    evidence=evidence(1, 97),
    id="F-01",
)

UNIT = Finding(
    check="exhibits.unit_threshold",
    family="exhibits",
    subject_kind="unit",
    subject="Eastgate Patrol",
    aspect="powder, 0.10 g",
    verdict="differs",
    title="Weights from Eastgate lie above 0.10 g more often than those of the other units",
    criteria=(
        "The eleven other patrol units handle the same substances; at the same number their "
        "weights fall on both sides of it."
    ),
    condition=(
        "19 of Eastgate’s 58 weights lie at 0.10 g or 0.11 g; at the other units’ mix about 9 "
        "would."
    ),
    cause=(
        "Not established. Rule out first: a different scale, a different beat, a clerk who rounds."
    ),
    effect=(
        "Whether a person is charged with the more serious offense would depend on the unit that "
        "made the record."
    ),
    estimand="ratio of records just above the line to the number expected from the other units",
    n=58,
    estimate=2.2,
    interval=(1.3, 3.6),
    p_value=0.0009,
    q_value=0.008,
    smallest_detectable=1.9,
    suggestion="Ask which scale Eastgate used in each month, and weigh 20 stored exhibits again.",
    caveats=(
        "Units’ own habits can be large; a second source is needed before this is relied on.",
    ),
    explanations=(
        Explanation(
            "Eastgate used a scale with 0.05 g steps",
            "Scale register",
            6,
            19,
            "Weights end in 0 or 5",
        ),
        Explanation(
            "The beat includes a place where ready-made portions are sold", "Packaging notes"
        ),
        Explanation(
            "One clerk enters the unit’s weights",
            "Entry log",
            0,
            19,
            "No two thirds were entered by one person",
        ),
    ),
    picture=unit_weights(),
    evidence=evidence(2, 19),
    id="F-02",
)

SPIKE = Finding(
    check="exhibits.threshold",
    family="exhibits",
    subject_kind="agency",
    subject="",
    aspect="resin, 5 g",
    verdict="spike",
    title="Resin weights gather exactly on 5 g",
    criteria=(
        "Round numbers attract records. How strongly is learned from the other round numbers of "
        "the same records."
    ),
    condition=(
        "96 records read exactly 5.0 g; 41 would be expected from how 1, 2.5, 7.5 and 10 g "
        "attract. No gap lies below."
    ),
    cause="Not established. Rule out first: goods sold in packages of 5 g.",
    effect="The heavier penalty starts at 5 g, so a record on the line counts as over it.",
    estimand="ratio of the records on the line to the number expected there",
    n=279,
    estimate=2.34,
    interval=(1.7, 3.2),
    p_value=0.0004,
    q_value=0.002,
    smallest_detectable=1.6,
    suggestion="Look at the photographs of 20 exhibits of exactly 5.0 g for ready-made packages.",
    explanations=(
        Explanation("Goods are sold in 5 g packages", "Photographs of the exhibits"),
        Explanation(
            "The form offers 5 g as a default",
            "Blank form, before and after each version",
            96,
            96,
            "All 96 were entered on form 7b, whose default is 5.0",
        ),
    ),
    picture=heap(),
    evidence=evidence(3, 96),
    id="F-03",
)

RISE = Finding(
    check="figures.period_end",
    family="figures",
    subject_kind="agency",
    subject="",
    aspect="arrests, month",
    verdict="rise",
    title="Arrest records rise in the last three days of a month",
    criteria=(
        "Without a date that matters, each day of a month holds about the same number of "
        "arrests, after weekdays and holidays."
    ),
    condition=(
        "647 arrests are dated in the last three days of the 24 months; 360 would be expected. "
        "The three days after hold 301 instead of 360."
    ),
    cause=(
        "Not established. Rule out first: a clerk who enters a month’s paper at its end, "
        "sign-off dates, planned operations."
    ),
    effect="A monthly figure drawn on the last day shows events that belong to other days.",
    estimand="ratio of daily records in the last three days to the other days of the month",
    n=3601,
    estimate=1.44,
    interval=(1.33, 1.56),
    p_value=0.0000001,
    q_value=0.0000009,
    smallest_detectable=1.07,
    suggestion=(
        "Compare the paper dates of 120 records from three month ends with the dates entered."
    ),
    explanations=(
        Explanation(
            "Paper reports are entered at the end of the month",
            "Compare the day of entry with the day on the paper",
            204,
            647,
            "204 were entered more than two days after the event",
        ),
        Explanation(
            "Operations were planned for the month’s end", "Operation orders of three months"
        ),
        Explanation(
            "The rise is everywhere, also in calls from the public",
            "The same count for complaints",
            0,
            647,
            "Complaints show no rise",
        ),
    ),
    picture=month_end(),
    evidence=evidence(4, 647),
    id="F-04",
)

FINDINGS = (MOVED, UNIT, SPIKE, RISE, RECOUNT, EXCEPTIONS)
