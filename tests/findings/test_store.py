"""Do results, findings and the account of a run come back as they were stored?"""

import json
import math
from dataclasses import replace

import pytest
from pydantic import ValidationError

from tallystick.findings import (
    CheckRun,
    Evidence,
    Exclusion,
    Explanation,
    Finding,
    Input,
    Named,
    NotRun,
    Picture,
    Result,
    RunRecord,
    store,
)
from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.made_from import made_from, with_made

PICTURE = Picture(
    caption="c", subcaption="s", x_label="g", y_label="records",
    x=(1.0, 2.0), recorded=(3.0, 4.0), expected=(2.5, 4.5), excess=(1, 2),
)  # fmt: skip
FINDING = Finding(
    check="exhibits.threshold_bunching", family="exhibits", subject_kind="unit", subject="Übung",
    aspect="2 g", verdict="moved", title="t", criteria="a", condition="b", cause="c", effect="e",
    estimand="share", n=10, estimate=0.1, interval=(0.05, 0.15), p_value=0.001, q_value=0.01,
    smallest_detectable=0.2, caveats=("x",), explanations=(Explanation("ounces", "look", 3, 58),),
    picture=PICTURE, evidence=Evidence("evidence/F-01.sql", "a.parquet", "a.csv", 3), id="F-01",
)  # fmt: skip


def test_findings_come_back(tmp_path):
    store.write_findings(tmp_path, [FINDING])
    assert store.read_findings(tmp_path) == (FINDING,)


def test_a_text_comes_back_with_what_it_is_made_from(tmp_path):
    group = KeyedText("A: 2 of 9", "aspects.of", {"group": Named("A", "unit"), "n": 2, "of": 9})
    few = KeyedText("fewer than 9", "reasons.few", {"n": 9, "whose": group})
    result = Result("own.check", "agency", "", group, "insufficient", 2, reason=few)
    finding = FINDING.with_(aspect=group, values={"of": group})
    account = NotRun("own.check", "own", "why?", few)
    store.write_results(tmp_path, [result])
    store.write_findings(tmp_path, [finding])
    held = (*store.read_results(tmp_path), *store.read_findings(tmp_path))
    assert held == (result, finding)
    made = with_made(replace(account, why=str(few)), json.loads(json.dumps(made_from(account))))
    for text in (held[0].aspect, held[1].aspect, held[1].values["of"], made.why.values["whose"]):
        assert (str(text), text.key, text.values) == ("A: 2 of 9", group.key, group.values)
        assert text.values["group"].kind == "unit"
    assert (held[0].reason.key, made.why.values["n"]) == ("reasons.few", 9)


@pytest.mark.parametrize("made", [[], "x", {"reason": 1}, {"reason": {"key": 1, "values": {}}},
                                  {"id": {"key": "a", "values": {}}}])  # fmt: skip
def test_what_is_no_account_of_a_text_leaves_it_plain(made):
    result = Result("own.check", "agency", "", "a", "insufficient", 2, reason="b")
    assert not isinstance(with_made(result, made).reason, KeyedText)


def test_findings_that_are_not_findings_are_refused(tmp_path):
    (tmp_path / store.FINDINGS).write_text('[{"check": 1}]')
    with pytest.raises(ValidationError):
        store.read_findings(tmp_path)


def test_results_come_back_null_or_not(tmp_path):
    results = (
        Result("figures.recount", "unit", "A", "arrests", "differs", 12, estimate=3.0),
        Result("figures.period_end", "agency", "", "month", "not_found", 99, p_value=0.4,
               interval=(-0.1, 0.1), smallest_detectable=0.07, detail={"k": [1, 2]}),
    )  # fmt: skip
    store.write_results(tmp_path, results)
    assert store.read_results(tmp_path) == results


def test_no_results_are_still_a_table(tmp_path):
    store.write_results(tmp_path, [])
    assert store.read_results(tmp_path) == ()


def test_run_record_comes_back(tmp_path):
    record = RunRecord(
        engagement="e", jurisdiction="KZ", agency="a", first_day="2020-01-01", last_day=None,
        version="0", versions={"python": "3"}, parameters={"alpha": 0.05},
        started_at="s", finished_at="f", rows={"incidents": 4},
        inputs=(Input("incidents", "i.csv", "00", 9, 4, "csv", "utf-8"),),
        exclusions=(Exclusion("incidents", "i.csv", "missing", "no date", 1, ("row 2",)),),
        checks=(CheckRun("a.b", "a", "Why?", 1, 0, 0, 0.1),),
        not_run=(NotRun("a.c", "a", "How?", "needs custody.at"),), notes=("n",),
    )  # fmt: skip
    store.write_run(tmp_path, record)
    assert store.read_run(tmp_path) == record


def test_undefined_numbers_are_null_and_floats_have_ten_digits(tmp_path):
    store.write_json(tmp_path / "x.json", {"a": math.nan, "b": 1 / 3, "c": (1, math.inf)})
    assert json.loads((tmp_path / "x.json").read_text()) == {
        "a": None, "b": 0.3333333333, "c": [1, None],
    }  # fmt: skip


@pytest.mark.parametrize("change", [{"verdict": "guilty"}, {"p_value": 1.5}])
def test_a_result_that_the_audit_cannot_read_is_refused(change):
    fields = {"verdict": "moved", "p_value": 0.5} | change
    with pytest.raises(ValueError, match=r"a\.b"):
        Result("a.b", "agency", "", "x", n=1, **fields)
