"""Which findings of the fixture are counted, not estimated?"""

from tallystick.findings import Evidence, Explanation, Finding


def evidence(number: int, rows: int) -> Evidence:
    stem = f"evidence/F-{number:02}"
    return Evidence(f"{stem}.sql", f"{stem}.parquet", f"{stem}.csv", rows)


RECOUNT = Finding(
    check="figures.recount",
    family="figures",
    subject_kind="unit",
    subject="Old Harbour Patrol",
    aspect="arrests",
    verdict="differs",
    title="Reported arrests differ from the records of Old Harbour Patrol",
    criteria="A published figure equals the sum of the records of its unit and period.",
    condition=(
        "In 3 of 24 periods the reported arrests and the recount differ: 14 more were reported "
        "than recorded, and 2 fewer. In all 512 were reported and 500 are recorded."
    ),
    cause=(
        "Not established. Rule out first: figures drawn before late records came in, counting by "
        "the day of entry, another definition of the metric."
    ),
    effect=(
        "Whoever compares units or years by the published figure compares something that the "
        "records do not show."
    ),
    estimand="reported minus recounted, summed over the periods",
    n=24,
    estimate=12.0,
    interval=None,
    p_value=None,
    q_value=None,
    smallest_detectable=1.0,
    suggestion=(
        "Ask for the list of case numbers behind one differing figure, and compare it with the "
        "case list of this finding."
    ),
    caveats=("Records set aside by this audit are not in the recount; see the data section.",),
    explanations=(
        Explanation(
            "The figure counts by the day of entry, not of the event",
            "Recount by recorded_at",
            2,
            3,
            "2 of 3 periods agree when counted by day of entry",
        ),
        Explanation(
            "The figure was drawn before late records came in", "Ask on which day it was drawn"
        ),
    ),
    evidence=evidence(5, 3),
    id="F-05",
)

EXCEPTIONS = Finding(
    check="records.integrity",
    family="records",
    subject_kind="agency",
    subject="",
    aspect="order.measurements.measured_at",
    verdict="exceptions",
    title="Some measurements are dated before their case",
    criteria="In measurements, measured_at is not before the case’s occurred_at.",
    condition="61 of 9,310 records in measurements (0.66%) do not.",
    cause=(
        "Not established. Rule out first: a date was mistyped, or day and month were read in the "
        "wrong order."
    ),
    effect=(
        "Until it is explained, these records fall in the wrong period of any figure drawn by date."
    ),
    estimand="records that break the rule",
    n=9310,
    estimate=61.0,
    interval=None,
    p_value=None,
    q_value=None,
    smallest_detectable=1.0,
    suggestion="Look the listed records up in the source system, starting with the oldest.",
    explanations=(
        Explanation(
            "A date was mistyped, or day and month were read in the wrong order",
            "Look whether the exceptions share a day below 13",
            61,
            61,
            "All 61 agree when day and month change places",
        ),
    ),
    evidence=evidence(6, 61),
    id="F-06",
)
