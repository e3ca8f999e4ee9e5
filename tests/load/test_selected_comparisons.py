"""Which comparisons does a selection of the records decide, and are these alone withheld?"""

from dataclasses import replace

import numpy as np
import pytest

from tallystick.audit.execution import judged
from tallystick.checks import every
from tallystick.checks.figures.too_smooth import CHECK as TOO_SMOOTH
from tallystick.findings import Result
from tallystick.tables import Frame, Metric

SHARES = {
    "exhibits.threshold_bunching": ({"subject_kind": "unit"}, {"subject_kind": "agency"}),
    "figures.recount": (
        {"detail": {"table": "reported_figures"}},
        {"detail": {"table": "incidents"}},
    ),
    "exhibits.custody": ({"p_value": None, "verdict": "exceptions"}, {"subject_kind": "unit"}),
    **{
        f"figures.{name}": ({"detail": {"source": "published"}}, {"detail": {"source": "recorded"}})
        for name in ("too_smooth", "ratchet", "reversion", "substitution")
    },
}


@pytest.mark.parametrize("name", SHARES)
def test_what_the_selection_does_not_decide_is_still_tested(name):
    kept, broken = SHARES[name]
    bare = Result("", "agency", "", "", "not_found", 100, p_value=0.3)
    results = [replace(bare, **each) for each in (kept, broken)]
    check = replace(next(each for each in every() if each.name == name), test=lambda frame: results)
    for on, verdicts in {
        "": [results[0].verdict, "not_found"],
        "cases": [results[0].verdict, "withheld"],
        "units": [results[0].verdict, "withheld" if "units" in check.broken_by else "not_found"],
    }.items():
        assert [each.verdict for each in judged(check, {}, Frame(selected_on=on))] == verdicts


def test_a_hundred_cases_picked_of_each_day_are_no_finding_of_an_agency():
    days = np.datetime64("2020-01-06", "D") + np.arange(112)
    columns = {
        "source": np.full(112, "recorded"), "metric": np.full(112, "stops"),
        "unit_id": np.full(112, ""), "first": days, "last": days,
        "milli": np.full(112, 100_000), "per": np.zeros(112, int), "of": np.zeros(112, int),
    }  # fmt: skip
    frame = Frame(metrics=(Metric("stops", "incidents"),))
    told = {
        on: judged(TOO_SMOOTH, columns, replace(frame, selected_on=on))[0] for on in ("", "cases")
    }
    assert told[""].names_pattern
    assert told["cases"].verdict == "withheld"
    assert "a sample selected on certain cases" in told["cases"].reason
