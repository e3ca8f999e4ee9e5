"""What does the account of the fixture's run say?"""

from tallystick.findings import (
    CheckRun,
    Dossier,
    Exclusion,
    Input,
    NotRun,
    Overlap,
    RunRecord,
    Together,
)

CHECKS = tuple(
    CheckRun(name, name.partition(".")[0], question, tests, found, few, 0.1)
    for name, question, tests, found, few in (
        ("figures.recount", "Does the reported figure equal what the records add up to?", 2, 1, 0),
        (
            "figures.period_end",
            "Do records rise before the end of a period that is judged?",
            3,
            1,
            0,
        ),
        ("figures.end_of_shift", "Do arrests cluster in the last hour of a shift?", 40, 0, 0),
        ("exhibits.threshold", "Do weights gather over a line that the law draws?", 5, 2, 1),
        (
            "exhibits.unit_threshold",
            "Does a unit’s share over a line differ from its peers’?",
            12,
            1,
            0,
        ),
        ("exhibits.last_digit", "Do last digits repeat more than rounding explains?", 1, 0, 0),
        (
            "exhibits.digits_by_stage",
            "Do digits differ between the field and the laboratory?",
            1,
            0,
            1,
        ),
        (
            "people.same_witness",
            "Do the same people attest more often than postings explain?",
            2,
            0,
            1,
        ),
        ("outcomes.hit_rate", "Do searches find as often as those of comparable units?", 1, 0, 0),
        ("outcomes.exceptional", "Are cases closed by exception more often than before?", 1, 0, 0),
        ("records.integrity", "Do the records fit together?", 3, 1, 0),
        ("records.wording", "Do reports repeat one another’s words?", 1, 0, 0),
    )
)
DOSSIERS = (
    Dossier(
        "unit", "Eastgate Patrol", ("F-02",), 41, 12,
        (Together("", 29, 3.2e-6), Together("exhibits", 11, 1.1e-6), Together("figures", 18, 0.62)),
        (),
    ),
    Dossier(
        "unit", "Old Harbour Patrol", ("F-05", "F-02", "F-09"), 1, 0, (),
        (Overlap("F-05", "F-02", 40, 52), Overlap("F-05", "F-09", 0, 9),
         Overlap("F-02", "F-09", None, 9)),
    ),
)  # fmt: skip

RUN = RunRecord(
    engagement="port-alder-2026",
    jurisdiction="US-OR",
    agency="Port Alder Police",
    first_day="2024-01-01",
    last_day="2025-12-31",
    version="0.1.0",
    versions={"python": "3.11.7", "numpy": "2.3.1", "duckdb": "1.5.6", "ibis-framework": "12.0.0"},
    parameters={
        "alpha": 0.05,
        "correction": "bh",
        "seed": 7,
        "engine": "duckdb",
        "lines": [
            {"name": "powder 0.10 g", "value": "0.10", "unit": "g", "citation": "ORS 475.752"}
        ],
        "peers": {"minimum": 5},
    },
    started_at="2026-01-09T10:15:00+00:00",
    finished_at="2026-01-09T10:15:41+00:00",
    inputs=(
        Input(
            "incidents",
            "exports/incidents_2024_2025.csv",
            "41be" + "0" * 56 + "d07a",
            9_204_112,
            48_216,
            "csv",
            "utf-8",
        ),
        Input(
            "measurements",
            "exports/exhibits.xlsx",
            "77aa" + "1" * 56 + "9c1e",
            1_204_455,
            9_377,
            "xlsx",
            None,
            "sheet 2",
        ),
        Input(
            "reported_figures",
            "exports/monthly.csv",
            "0c3d" + "2" * 56 + "51aa",
            14_200,
            48,
            "csv",
            "windows-1252",
        ),
    ),
    rows={"incidents": 46_902, "measurements": 9_310, "reported_figures": 48},
    exclusions=(
        Exclusion(
            "incidents",
            "exports/incidents_2024_2025.csv",
            "missing.occurred_at",
            "no date",
            802,
            ("row 88", "row 130", "row 2044"),
        ),
        Exclusion(
            "incidents",
            "exports/incidents_2024_2025.csv",
            "repeated.row",
            "exact copy of another row",
            377,
            ("row 1202",),
        ),
        Exclusion(
            "incidents",
            "exports/incidents_2024_2025.csv",
            "out_of_frame",
            "outside the period examined",
            135,
            ("row 9: 2019-03-01",),
        ),
        Exclusion(
            "measurements",
            "exports/exhibits.xlsx",
            "not_a_number.value",
            "the weight is not a number",
            67,
            ('row 88: "less than 0.01"',),
        ),
    ),
    checks=CHECKS,
    not_run=(
        NotRun(
            "people.court_match",
            "people",
            "Do citations have a court record?",
            "needs counterparts.record_id",
        ),
        NotRun(
            "exhibits.custody_weight",
            "exhibits",
            "Does an exhibit weigh the same at each hand-over?",
            "needs custody.at, custody.net_weight_g",
        ),
    ),
    notes=("the clock of the export is local time",),
    dossiers=DOSSIERS,
)
