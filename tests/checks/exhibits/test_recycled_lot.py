"""Are cases that share a lot found by pairs that a hand can count, and are innocent pairs told?"""

from datetime import datetime, timedelta

import pytest

from tallystick.audit.execution import cases, explanations, results_of
from tallystick.audit.selection import why_not
from tallystick.checks.exhibits.recycled_lot import CHECK
from tallystick.checks.exhibits.recycled_lot.query import ASPECT, FALLING
from worlds import tables_of

UNITS = "ABCDE"
DAY = datetime(2024, 1, 2)


def exhibit(unit, number, grams, purity, *, day=0, case=None, name=None, unit_of="1", **more):
    """A case of its own, with one exhibit, weighed and measured by the laboratory."""
    case = case or f"{unit}{number}"
    same = {"incident_id": case, "exhibit_id": name or f"{case}/{number}", "unit_id": unit,
            "officer_id": f"{unit}{number % 2}", "substance_code": "heroin", "stage": "lab",
            "measured_at": DAY + timedelta(days=day), **more}  # fmt: skip
    return [
        {**same, "kind": "net_weight", "value": grams, "unit": "g"},
        {**same, "kind": "purity", "value": purity, "unit": unit_of},
    ]


def ordinary(unit, *, mixed=False):
    """Twenty cases: each weight of five four times, with four purities.

    Each purity comes once with each weight, so that no pair is alike; when `mixed` they come 8, 5,
    3 and 4 times, and six pairs are alike.
    """
    rows = []
    for k in range(20):
        purity = k * k // 7 % 4 if mixed else k // 5
        rows += exhibit(unit, k, 1.5 ** (k % 5), 0.2 + 0.1 * purity, day=k)
    return rows


def lot(unit, number=8, **more):
    rows = []
    for k in range(number):
        rows += exhibit(unit, 100 + k, 3.47 - 0.01 * k, 0.611, day=3 * k, **more)
    return rows


def audited(rows, engine, aspect=ASPECT, **more):
    tables = tables_of({"measurements": rows, **more})
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.subject: each for each in results if each.aspect == aspect}


def everybody(*more, mixed=False):
    rows = [row for unit in UNITS for row in ordinary(unit, mixed=mixed)]
    return rows + [row for each in more for row in each]


def test_a_lot_in_eight_cases_is_found_in_its_unit_and_not_in_another(engine):
    tables, found = audited(everybody(lot("A"), mixed=True), engine)
    result = found["A"]
    assert (result.verdict, result.n) == ("shared", 28)
    assert result.detail["alike"] == 8 * 7 // 2 + 6
    assert result.estimate == pytest.approx(34 / result.detail["expected"])
    assert {found[unit].verdict for unit in "BCDE"} == {"not_found"}
    assert {found[unit].detail["alike"] for unit in "BCDE"} == {6}
    # Purities make 28 + 10 + 3 + 6 of 190 pairs, weights of four cases each 30: 7.4 by chance.
    assert found["B"].detail["expected"] == pytest.approx(47 * 30 / 190)
    assert "34 pairs of cases" in CHECK.describe(result, tables).condition
    pairs = engine.rows(cases(CHECK, result, tables))
    assert len(pairs) == 34
    assert sum(row["purity"] == row["other_purity"] == 0.611 for row in pairs) == 28
    assert len({frozenset((row["incident_id"], row["other_incident_id"])) for row in pairs}) == 34


def test_an_officer_is_tested_by_the_pairs_of_that_officer_alone(engine):
    _, found = audited(everybody(lot("A", officer_id="A0")), engine)
    assert found["A0"].detail["alike"] == 28
    assert found["A0"].verdict == "insufficient"
    rows = everybody(lot("A", officer_id="A0"), mixed=True)
    rows = [{**row, "officer_id": "A0" if row["unit_id"] == "A" else "Z"} for row in rows]
    _, found = audited(rows, engine)
    assert (found["A0"].verdict, found["A0"].detail["alike"]) == ("shared", 34)
    # Pairs of one officer in two units count, and those of two officers of one unit do not.
    assert found["Z"].n == 80


def test_exhibits_of_one_case_make_no_pair_and_the_heaviest_counts(engine):
    rows = []
    for k in range(8):
        rows += exhibit("A", 100 + k, 3.47 + 0.01 * k, 0.611, case="one case")
    _, found = audited(everybody(rows), engine)
    assert (found["A"].n, found["A"].detail["alike"]) == (21, 0)
    _, found = audited(everybody(rows, exhibit("A", 90, 3.67, 0.611, case="other")), engine)
    # 3.54 g, the heaviest, is alike to 3.67 g; 3.47 g, the lightest, would not be.
    assert found["A"].detail["alike"] == 1


def test_other_substances_half_years_and_units_make_no_pair(engine):
    parts = [lot("A", 2), lot("A", 2, substance_code="cocaine"), lot("B", 2)]
    rows = [{**row, "incident_id": f"{row['incident_id']}{k}", "exhibit_id": f"{k}"}
            for k, part in enumerate(parts) for row in part]  # fmt: skip
    rows = [{**row, "exhibit_id": f"{row['exhibit_id']}{row['incident_id']}"} for row in rows]
    later = exhibit("A", 300, 3.46, 0.611, day=200)
    _, found = audited(everybody(rows, later), engine)
    assert (found["A"].detail["alike"], found["B"].detail["alike"]) == (2, 1)


def test_the_laboratorys_weight_counts_before_the_officers_and_that_before_none(engine):
    first, second = exhibit("A", 200, 9.0, 0.5), exhibit("A", 201, 9.1, 0.5)
    field = [{**first[0], "stage": "field", "value": 4.0}, {**second[0], "stage": "field"}]
    _, found = audited(everybody(first, [second[1]], field), engine)
    assert (found["A"].n, found["A"].detail["alike"]) == (22, 1)
    charge = [{**second[0], "stage": "charge"}]
    assert audited(everybody(first, [second[1]], charge), engine)[1]["A"].n == 21


def test_purities_in_per_cent_are_those_in_shares(engine):
    rows = everybody(lot("A"))
    shares = audited(rows, engine)[1]["A"]
    for unit in ("%", None):
        rows = [row if row["kind"] != "purity" else {**row, "value": row["value"] * 100,
                "unit": unit} for row in rows]  # fmt: skip
        assert audited(rows, engine)[1]["A"] == shares
        rows = everybody(lot("A"))


def told(rows, engine, subject="A", **more):
    tables, found = audited(rows, engine, **more)
    said = explanations(CHECK, found[subject], tables, engine)
    return [(each.explains, each.of) for each in said]


def test_packs_days_and_double_entries_are_asked_for(engine):
    packs = [row for k in range(3) for row in exhibit("A", 100 + k, 1.0, 0.9, day=k)]
    beside = exhibit("A", 110, 1.03, 0.9, day=9)
    assert told(everybody(packs, beside), engine)[0] == (3, 6)
    one_day = exhibit("A", 100, 3.47, 0.9, day=5) + exhibit("A", 101, 3.47, 0.9, day=5)
    assert told(everybody(one_day, exhibit("A", 102, 3.47, 0.9, day=6)), engine)[1] == (1, 3)
    twice = [
        *exhibit("A", 100, 3.47, 0.9, name="K7"), *exhibit("A", 101, 3.47, 0.9, name="K7"),
        *exhibit("A", 102, 3.48, 0.9, name="K7"), *exhibit("A", 103, 3.47, 0.9, name="K8"),
    ]  # fmt: skip
    assert told(everybody(twice), engine)[3] == (1, 6)


def test_a_dealer_of_one_area_and_month_is_asked_for(engine):
    rows = [row for k, day in enumerate((0, 31, 63)) for row in
            exhibit("A", 100 + k, 3.47, 0.9, day=day)]  # fmt: skip
    incidents = [
        {"incident_id": f"A10{k}", "unit_id": "A", "area_id": area, "occurred_at": DAY}
        for k, area in enumerate(("north", "north", "north"))
    ]
    assert told(everybody(rows), engine)[2] == (None, None)
    assert told(everybody(rows), engine, incidents=incidents)[2] == (1, 3)
    elsewhere = [{**each, "area_id": each["incident_id"]} for each in incidents]
    assert told(everybody(rows), engine, incidents=elsewhere)[2] == (0, 3)


def recut(unit, number=9, **more):
    """A lot of a weight of its own, seized every twelve days, ever a tenth less pure."""
    rows = []
    for k in range(number):
        rows += exhibit(unit, 100 + k, 9.2 - 0.05 * k, 0.9 * 0.9**k, day=12 * k, **more)
    return rows


def test_a_lot_that_is_cut_again_is_found_in_its_unit_and_not_in_another(engine):
    later = exhibit("A", 120, 9.2, 0.05, day=96 + 184)
    tables, found = audited(everybody(recut("A"), later, mixed=True), engine, FALLING)
    result, other = found["A"], found["B"]
    assert (result.verdict, result.n) == ("shared", 30)
    assert result.detail["alike"] == 9 * 8 // 2 + other.detail["alike"]
    assert result.detail["rising"] == other.detail["rising"]
    assert result.p_value == max(result.detail["p_pairs"], result.detail["p_order"])
    assert result.p_value < 0.02
    assert {found[unit].p_value < 0.05 for unit in "BCDE"} == {False}
    said = CHECK.describe(result, tables)
    assert (
        f"{result.detail['alike']} pairs of cases of one substance, at most half" in said.condition
    )
    assert "weigh the same, the later one less pure" in said.title
    pairs = engine.rows(cases(CHECK, result, tables))
    assert len(pairs) == result.detail["alike"]
    assert all(row["purity"] <= 0.95 * row["other_purity"] for row in pairs)
    assert all(row["on_day"] > row["other_on_day"] for row in pairs)
    assert sum(min(row["weight_g"], row["other_weight_g"]) > 8 for row in pairs) == 36


def test_a_lot_of_one_purity_and_one_that_rises_are_no_recut_ones(engine):
    _, found = audited(everybody(lot("A"), mixed=True), engine, FALLING)
    assert found["A"].p_value > 0.05
    rising = [{**row, "measured_at": DAY + timedelta(days=200) - (row["measured_at"] - DAY)}
              for row in recut("A")]  # fmt: skip
    _, found = audited(everybody(rising, mixed=True), engine, FALLING)
    assert found["A"].p_value > 0.9


@pytest.mark.parametrize("rows", [
    [], exhibit("A", 1, 3.47, 0.5)[:1], exhibit("A", 1, 3.47, 0.5)[1:],
    exhibit("A", 1, 0.0, 0.5), exhibit(None, 1, 3.47, 0.5, officer_id=None),
    exhibit("A", 1, 3.47, 0.5, measured_at=None),
])  # fmt: skip
def test_empty_and_odd_input_is_insufficient(engine, rows):
    _, found = audited([*rows, {"kind": "speed", "value": 5.0}], engine)
    assert {each.verdict for each in found.values()} == {"insufficient"}
    assert not any(each.n for each in found.values())


def test_without_subjects_it_is_not_run():
    bare = tables_of({"measurements": [{"kind": "purity", "value": 1.0, "exhibit_id": "x"}]})
    assert "whose cases" in why_not(CHECK, bare)
