"""The meaning of a column as other exports tell it: what it adds, what it takes away."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from benchmarks.real_exports import learn
from benchmarks.real_exports.form import Header, read_exports
from benchmarks.real_exports.learn import fit, label_of, softmax, write
from scipy.optimize import approx_fprime, minimize
from scipy.sparse import csr_matrix

from tallystick.propose import look_at, propose
from tallystick.propose.classifier import concepts, regression
from tallystick.propose.classifier.features import features_of
from tallystick.propose.classifier.regression import NOTHING, probabilities, read_weights
from tallystick.propose.column_concepts import concepts_told
from tallystick.tables import canonical

TWO = {"": {"none": 0.0, "incidents.area_id": -1.0}, "word zone": {"incidents.area_id": 3.0}}


def look(folder, header, row, rows=30):
    path = folder / "list.csv"
    lines = [row(at, date(2024, 1, 1) + timedelta(days=at)) for at in range(rows)]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    (found,) = look_at(path, path.name)
    return found


def weighed(monkeypatch, weights, seen):
    monkeypatch.setattr(regression, "read_weights", lambda: weights)
    clean, _, told = concepts_told(seen)
    return concepts.with_predictions(clean, told)


def test_probabilities_by_hand():
    """exp(3 - 1) to 1, and exp(-1) to 1 where the feature is not there."""
    likely = probabilities({"word zone": 1.0, "word never seen": 1.0}, TWO)
    assert likely["incidents.area_id"] == pytest.approx(math.exp(2) / (1 + math.exp(2)))
    assert probabilities({}, TWO)["none"] == pytest.approx(1 / (1 + math.exp(-1)))


def test_a_regression_is_least_where_a_slow_twin_finds_it():
    """Three features with the intercept, three labels and shares that differ, row by row."""
    draw = np.random.default_rng(5)
    table = np.column_stack([np.ones(40), draw.random((40, 2))])
    aims, shares = draw.integers(0, 3, 40), draw.uniform(0.3, 1.0, 40)

    def slow(flat):
        own = flat.reshape(3, 3)
        loss = 0.0
        for row, aim, share in zip(table, aims, shares, strict=True):
            scores = [float(row @ own[:, label]) for label in range(3)]
            loss -= share * (scores[aim] - math.log(sum(map(math.exp, scores))))
        return loss + learn.PENALTY / 2 * float((own[1:] ** 2).sum())

    found = softmax(csr_matrix(table), aims, 3, shares)
    best = minimize(slow, np.zeros(9), method="BFGS")
    assert slow(found.ravel()) == pytest.approx(best.fun, abs=1e-3)
    assert np.abs(approx_fprime(found.ravel(), slow)).max() < 0.05


def test_a_likely_meaning_is_added_with_its_reason(tmp_path, monkeypatch):
    """A header whose words tell of a zone; the rules know no concept of it."""
    weights = TWO | {"word vicinity": {"incidents.area_id": 4.0}}
    seen = look(
        tmp_path, "Case No,Date,Place Vicinity", lambda at, day: f"{at},{day},{'NSE'[at % 3]}"
    )
    found = weighed(monkeypatch, weights, seen)["Place Vicinity"]
    (added,) = [each for each in found if each.concept == "area"]
    share = math.exp(3) / (1 + math.exp(3))
    assert added.score == pytest.approx(share)
    assert f"{share:.0%}" in added.why


@pytest.mark.parametrize(("header", "kept"), [("Patrol Sector", False), ("Sector", True)])
def test_an_unlikely_meaning_goes_but_not_that_of_a_whole_term(tmp_path, monkeypatch, header, kept):
    weights = {"": {"none": 0.0, "incidents.area_id": -4.0}}
    seen = look(tmp_path, f"Case No,Date,{header}", lambda at, day: f"{at},{day},{'NSE'[at % 3]}")
    told = concepts_told(seen)[2][header]
    assert any(each.concept == "area" for each in told)
    found = weighed(monkeypatch, weights, seen)[header]
    assert any(each.concept == "area" for each in found) is kept


def test_few_rows_and_rare_meanings_are_left_to_the_rules(tmp_path, monkeypatch):
    weights = {"": {"none": 0.0, "incidents.area_id": -4.0}}
    row = lambda at, day: f"{at},{day},{'NSE'[at % 3]},{at % 7}"  # noqa: E731
    for rows in (9, 10):
        seen = look(tmp_path, "Case No,Date,Patrol Sector,Plan Target", row, rows)
        found = weighed(monkeypatch, weights, seen)
        told = concepts_told(seen)[2]
        assert found["Plan Target"] == told["Plan Target"]
        assert (found["Patrol Sector"] == told["Patrol Sector"]) is (rows == 9)


def test_features_of_a_small_table_by_hand(tmp_path):
    seen = look(tmp_path, "Beat,Date", lambda at, day: f"{('North', 'South')[at % 2]},{day}")
    clean, _, told = concepts_told(seen)
    found = features_of(clean, told)
    beat, day = found["Beat"], found["Date"]
    assert {"word beat", "value north", "value south", "kinds 1", "different 0", "filled 4",
            "letters 3", "date none", "number False", "from the end 1"} <= beat.keys()  # fmt: skip
    assert {"date day", "different 10", "all different 1", "dates 1"} <= day.keys()
    assert not any(each.startswith("value") for each in day)
    assert "after: date" in beat
    assert "before: date" not in beat


def test_labels_are_canonical_columns_and_each_feature_is_told_once():
    weights = read_weights()
    for label in weights[""]:
        table, _, column = label.rpartition(".")
        assert label == NOTHING or not table or column in canonical(table).names
    assert set().union(*weights.values()) == set(weights[""])


def test_what_is_fitted_is_read_again_as_it_was(tmp_path, monkeypatch):
    """A word of three agencies is learned, one of two is not, nor a meaning of few columns."""
    monkeypatch.setattr(learn, "LEAST_COLUMNS", 3)
    told = [
        (agency, [({"word beat": 1.0, f"word {agency}": 1.0}, "incidents.area_id"),
                  ({"word note": 1.0}, NOTHING), ({"word rare": 1.0}, rare)])
        for agency, rare in (("a", NOTHING), ("b", "officers.rank"), ("c", "officers.rank"))
    ]  # fmt: skip
    fitted = fit(told)
    write(fitted, tmp_path / "w.csv")
    assert read_weights(tmp_path / "w.csv") == fitted
    assert set(fitted) == {"", "word beat", "word note"}
    assert set(fitted[""]) == {"incidents.area_id", NOTHING}
    assert probabilities({"word beat": 1.0}, fitted)["incidents.area_id"] > 1 / 2


@pytest.mark.slow
def test_the_weights_are_those_of_the_labels_as_they_are_read_now():
    """Terms, facets and readings change what is learned: fit anew where they did."""
    kept = read_weights()
    again = fit((each.agency, learn.examples(each)) for each in read_exports("develop"))
    both = kept.keys() & again.keys()
    assert len(both) >= 0.98 * max(len(kept), len(again)), "python -m benchmarks.real_exports.learn"
    gaps = [abs(own.get(label, 0.0) - again[name].get(label, 0.0))
            for name, own in kept.items() if name in both for label in own]  # fmt: skip
    assert np.quantile(gaps, 0.99) <= 0.1, "python -m benchmarks.real_exports.learn"


def test_names_of_columns_are_one_where_they_mean_one():
    assert label_of(Header("a", "id", ("measurements.incident_id",))) == "incident_id"
    assert label_of(Header("a", "id", ("named_officers.unit_id",))) == "incidents.unit_id"
    assert label_of(Header("a", "id")) == NOTHING


def test_what_is_learned_changes_no_proposal_of_a_plain_list(tmp_path):
    seen = look(tmp_path, "Case Number,Occurred Date,Beat,Offense",
                lambda at, day: f"C{at},{day},{at % 4},{('Theft', 'Fraud')[at % 2]}")  # fmt: skip
    (table,) = propose(seen).tables
    assert {name: each.headers for name, each in table.columns.items()} == {
        "incident_id": ("Case Number",), "occurred_at": ("Occurred Date",),
        "area_id": ("Beat",), "offense_code": ("Offense",),
    }  # fmt: skip
