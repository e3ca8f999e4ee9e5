"""Does a dossier gather what stands on one unit, with the records that its findings share?"""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tallystick.audit.dossiers import dossiers
from tallystick.findings import Evidence, Explanation, Finding, Result
from tallystick.stats.combination import cauchy_combination


def result(check, unit="A", p_value=0.5, verdict="not_found", aspect="x", kind="unit"):
    return Result(check, kind, unit, aspect, verdict, 10, p_value=p_value)


def finding(folder, number, columns, unit="A", kind="unit"):
    """A finding whose case list holds `columns`."""
    table = pa.table(columns)
    path = f"evidence/F-{number:02}.parquet"
    (folder / "evidence").mkdir(exist_ok=True)
    pq.write_table(table, folder / path)
    told = Finding.of(
        result("figures.recount", unit, None, "differs", kind=kind),
        title="t", criteria="c", condition="d", cause="", effect="e", suggestion="s",
    )  # fmt: skip
    return told.with_(id=f"F-{number:02}", evidence=Evidence("q", path, "csv", len(table)))


def test_overlaps_are_counted_by_the_key_that_both_lists_hold(tmp_path, engine):
    rows = {"source_file": ["a", "a", "b"], "source_row": [1, 2, 2], "incident_id": ["1", "2", "3"]}
    again = {"source_file": ["a", "b", "b", "c"], "source_row": [2, 2, 2, 9]}
    cases = {"incident_id": ["3", "3", "4"], "exhibit_id": ["x", "y", "z"]}
    exhibits = {"exhibit_id": ["y"]}
    neither = {"day": [1, 2]}
    findings = [finding(tmp_path, n, each) for n, each in
                enumerate((rows, again, cases, exhibits, neither), 1)]  # fmt: skip
    (told,) = dossiers(tmp_path, [], findings, engine)
    shared = {(each.one, each.other): (each.shared, each.of) for each in told.overlaps}
    assert shared["F-01", "F-02"] == (2, 3)
    assert shared["F-01", "F-03"] == (1, 2)
    assert shared["F-02", "F-03"] == (None, 3)
    assert shared["F-03", "F-04"] == (1, 1)
    assert shared["F-04", "F-05"] == (None, 1)
    assert len(shared) == 10


def test_p_values_are_combined_over_all_tests_of_the_subject_null_or_not(tmp_path, engine):
    results = [
        result("figures.ratchet", p_value=0.001, verdict="follows"),
        result("figures.pace", p_value=0.4),
        result("exhibits.threshold_bunching", p_value=0.03),
        result("records.integrity", p_value=None, verdict="exceptions"),
        result("figures.digits", p_value=None, verdict="insufficient"),
        result("figures.pace", unit="B", p_value=1e-9),
        result("figures.pace", unit="A", kind="officer", p_value=1e-9),
        result("figures.pace", unit="", kind="agency", p_value=1e-9),
    ]
    held = finding(tmp_path, 1, {"incident_id": ["1"]})
    (told,) = dossiers(tmp_path, results, [held], engine)
    assert (told.subject_kind, told.subject, told.findings) == ("unit", "A", ("F-01",))
    assert (told.tests, told.undecided, told.overlaps) == (5, 1, ())
    combined = {each.family: (each.tests, each.p_value) for each in told.together}
    assert combined == {
        "": (3, pytest.approx(cauchy_combination(np.array([0.001, 0.4, 0.03])))),
        "figures": (2, pytest.approx(cauchy_combination(np.array([0.001, 0.4])))),
    }


def test_only_units_and_officers_with_something_to_explain_have_one(tmp_path, engine):
    findings = [
        finding(tmp_path, 1, {"day": [1]}, unit="", kind="agency"),
        finding(tmp_path, 2, {"day": [1]}, unit="B"),
        finding(tmp_path, 3, {"day": [1]}, unit="A"),
        finding(tmp_path, 4, {"day": [1]}, unit="o", kind="officer"),
        finding(tmp_path, 5, {"day": [1]}, unit="D").with_(
            explanations=(Explanation("late entry", "ask", 1, 1),)
        ),
    ]
    told = dossiers(tmp_path, [result("figures.pace", unit="C")], findings, engine)
    assert [(each.subject_kind, each.subject) for each in told] == [
        ("officer", "o"), ("unit", "A"), ("unit", "B"),
    ]  # fmt: skip
