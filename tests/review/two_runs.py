"""What the two runs of the fixture hold, and what has to become of it, worked out by hand.

| pattern | run 1 | run 2 | over |
|---|---|---|---|
| STILL | found, 16 | found, 18, with a case more | still |
| GONE | found | tested, nothing, could have been seen | gone |
| UNSAID | found | could not tell | unsaid |
| NEW | | found | new |
| TURNED | found, behind | found, differs | still, and a question |
| LEAD | | a lead on a unit | new |
| OFFICER_THEN | a lead on an officer | | let go by run 2, which nobody opened |
| OFFICER_NOW | | a lead on an officer | new |
"""

from made_runs import Made, changed

STILL = Made("Division 3")
GONE = Made("Division 1", check="figures.recount", aspect="arrests", verdict="exceptions")
UNSAID = Made("Division 2", aspect="one supplier")
NEW = Made("", kind="agency", check="exhibits.unaccounted", aspect="purchased",
           verdict="exceptions", estimate=1050.0, cases=("C-9",))  # fmt: skip
TURNED = Made("Division 4", check="exhibits.unaccounted", aspect="weights")
LEAD = Made("Division 5", lead=True)
OFFICER_THEN = Made("K1029", kind="officer", lead=True, aspect="cannabis, 50 g")
OFFICER_NOW = Made("K1031", kind="officer", lead=True, aspect="cannabis, 50 g")
RUNS = (
    (
        (STILL, GONE, UNSAID, TURNED, OFFICER_THEN),
        {"name": "Zhambyl, 2023", "last_day": "2023-12-31"},
    ),
    (
        (
            changed(STILL, estimate=18.0, cases=(*STILL.cases, "C-5")),
            changed(GONE, found=False, verdict="not_found", estimate=1.0, smallest=10.0),
            changed(UNSAID, found=False, verdict="insufficient", reason="fewer than 20 cases"),
            NEW,
            changed(TURNED, verdict="differs"),
            LEAD,
            OFFICER_NOW,
        ),
        {"name": "Zhambyl, 2024"},
    ),
)  # fmt: skip
OVER = (
    (STILL, "still"), (GONE, "gone"), (UNSAID, "unsaid"), (NEW, "new"), (TURNED, "still"),
    (LEAD, "new"), (OFFICER_NOW, "new"),
)  # fmt: skip
