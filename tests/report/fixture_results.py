"""Which results lie behind the fixture's findings, and which led to none?"""

from fixture_findings import FINDINGS

from tallystick.findings import Finding, Result

UNITS = tuple(
    f"{name} Patrol"
    for name in (
        "Bellfield",
        "Eastgate",
        "Foundry",
        "Highmoor",
        "Linden",
        "Millrace",
        "Northbank",
        "Old Harbour",
        "Quarry Hill",
        "Saltmarsh",
        "Station",
        "Westpier",
    )
)


def result_of(finding: Finding) -> Result:
    return Result(
        finding.check,
        finding.subject_kind,
        finding.subject,
        finding.aspect,
        finding.verdict,
        finding.n,
        finding.estimand,
        finding.estimate,
        finding.interval,
        finding.p_value,
        finding.q_value,
        finding.smallest_detectable,
    )


def quiet(
    check: str, aspect: str, n: int, estimand: str, estimate: float, **more: object
) -> Result:
    return Result(check, "agency", "", aspect, "not_found", n, estimand, estimate, **more)


SHARE = "share of records that end in 0 or 5"
NULLS = (
    quiet(
        "exhibits.last_digit",
        "all weights",
        2118,
        SHARE,
        0.214,
        interval=(0.197, 0.232),
        p_value=0.31,
        q_value=0.6,
        smallest_detectable=0.03,
    ),
    quiet(
        "exhibits.threshold",
        "powder, 0.20 g",
        334,
        "share moved over the line",
        -0.03,
        interval=(-0.14, 0.08),
        p_value=0.7,
        q_value=0.9,
        smallest_detectable=0.22,
    ),
    quiet(
        "exhibits.threshold",
        "resin, 10 g",
        279,
        "share moved over the line",
        0.05,
        interval=(-0.1, 0.2),
        p_value=0.3,
        q_value=0.6,
        smallest_detectable=0.3,
    ),
    quiet(
        "outcomes.hit_rate",
        "searches",
        4112,
        "difference in the share of searches with a find",
        0.004,
        interval=(-0.011, 0.019),
        p_value=0.6,
        q_value=0.8,
        smallest_detectable=0.02,
    ),
    quiet(
        "outcomes.exceptional",
        "clearances",
        6204,
        "share of clearances by exception",
        0.082,
        interval=(0.075, 0.089),
        p_value=0.22,
        q_value=0.5,
        smallest_detectable=0.01,
    ),
    quiet(
        "people.same_witness",
        "attesting witnesses",
        1893,
        "ratio of the most frequent pair to its expected number",
        1.3,
        interval=(0.7, 2.2),
        p_value=0.2,
        q_value=0.5,
        smallest_detectable=2.4,
    ),
    quiet(
        "figures.period_end",
        "tickets, month",
        28211,
        "ratio of daily records in the last three days to the other days of the month",
        1.02,
        interval=(0.98, 1.05),
        p_value=0.24,
        q_value=0.5,
        smallest_detectable=1.05,
    ),
    quiet(
        "figures.period_end",
        "complaints, month",
        5120,
        "ratio of daily records in the last three days to the other days of the month",
        0.99,
        interval=(0.91, 1.07),
        p_value=0.6,
        q_value=0.8,
        smallest_detectable=1.11,
    ),
    quiet(
        "figures.recount",
        "tickets",
        24,
        "reported minus recounted, summed over the periods",
        0.0,
        smallest_detectable=1.0,
    ),
    quiet(
        "records.integrity",
        "orphan.measurements.incident_id",
        9310,
        "records that break the rule",
        0.0,
        smallest_detectable=1.0,
    ),
    quiet(
        "records.integrity",
        "repeated.incidents",
        46902,
        "records that break the rule",
        0.0,
        smallest_detectable=1.0,
    ),
    quiet(
        "records.wording",
        "narratives",
        8240,
        "share of reports with near-identical wording",
        0.006,
        interval=(0.004, 0.008),
        p_value=0.4,
        q_value=0.7,
        smallest_detectable=0.01,
    ),
)
UNIT_ROWS = tuple(
    Result(
        "exhibits.unit_threshold",
        "unit",
        unit,
        "powder, 0.10 g",
        "differs" if unit.startswith("Foundry") else "not_found",
        20 + 7 * i,
        "ratio of records just above the line to the number expected from the other units",
        0.8 + 0.05 * i,
        (0.3, 1.2 + 0.05 * i),
        0.03 if unit.startswith("Foundry") else 0.4,
        0.2,
        1.7 + 0.02 * i,
    )
    for i, unit in enumerate(UNITS)
    if unit != "Eastgate Patrol"
)
OFFICER_ROWS = tuple(
    Result(
        "figures.end_of_shift",
        "officer",
        f"{4000 + 37 * i}",
        "arrests in the last hour",
        "not_found",
        18 + i,
        "share of arrests in the last hour of a shift",
        0.1 + i / 400,
        (0.02, 0.3),
        0.2 + i / 100,
        0.8,
        0.2,
    )
    for i in range(40)
)
FEW = (
    Result(
        "people.same_witness",
        "unit",
        "Saltmarsh Patrol",
        "attesting witnesses",
        "insufficient",
        9,
        "ratio of the most frequent pair to its expected number",
        reason="9 records; 20 are needed",
    ),
    Result(
        "exhibits.threshold",
        "agency",
        "",
        "tablets, 100",
        "insufficient",
        14,
        "share moved over the line",
        reason="14 weights in range; fewer than two other round numbers to compare with",
        smallest_detectable=0.9,
    ),
    Result(
        "exhibits.digits_by_stage",
        "agency",
        "",
        "laboratory weights",
        "withheld",
        1200,
        SHARE,
        reason="the weights lie in lumps that rounding does not explain",
    ),
)
RESULTS = tuple(map(result_of, FINDINGS)) + NULLS + UNIT_ROWS + OFFICER_ROWS + FEW
