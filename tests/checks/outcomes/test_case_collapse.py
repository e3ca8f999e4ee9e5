"""Whose cases fail more than like cases of others, in tables added up by hand?"""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.audit.multiplicity import at_level
from tallystick.checks.outcomes.case_collapse import CHECK, query, unready
from tallystick.checks.outcomes.case_collapse.results import collapse_results, is_ripe
from tallystick.checks.shared.case_dispositions import ENDED
from tallystick.checks.shared.laboratory_cases import EXAMINED
from tallystick.tables import Frame
from worlds import tables_of

START = datetime(2022, 1, 1, 8)
UNITS, EACH = 8, 80
FATES = ("acquitted", "dismissed", "withdrawn", "negative", "pending")


def case(number, unit, after=0, **more):
    return {"incident_id": number, "unit_id": unit, "officer_id": f"{unit}#0", "area_id": "a",
            "occurred_at": START + timedelta(days=after), "offense_code": "theft",
            "origin": "patrol"} | more  # fmt: skip


def charge(number, verdict="convicted", after=0, **more):
    return {"incident_id": number, "person_id": f"p {number}", "verdict": verdict,
            "statute": "175", "decided_at": START + timedelta(days=after + 100)} | more  # fmt: skip


def agency(first=0, units=UNITS, each=EACH):
    """Units of 80 cases, a day apart; 6 to 8 of each are dismissed, of the first one `first`."""
    incidents, outcomes = [], []
    for unit in range(units):
        few = first if first and unit == 0 else 6 + unit % 3
        for k in range(each):
            number = f"{unit}-{k}"
            incidents.append(case(number, f"U{unit}", k, officer_id=f"U{unit}#{k % 4}"))
            outcomes.append(charge(number, "dismissed" if k < few else "convicted", k))
    return {"incidents": incidents, "outcomes": outcomes}


def audited(engine, rows, frame=None):
    tables = tables_of(rows, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject_kind, each.subject): each for each in results}


def fates_of(engine, charges):
    rows = {"incidents": [case("c", "U")], "outcomes": [charge("c", each) for each in charges]}
    return [row["fate"] for row in engine.rows(ENDED(tables_of(rows)))]


@pytest.mark.parametrize(
    ("charges", "fate"),
    [
        (["convicted", "dismissed"], "held"), (["convicted", "pending"], "held"),
        (["dismissed", "pending"], "pending"), (["dismissed", "acquitted"], "acquitted"),
        (["withdrawn", "dismissed"], "dismissed"), (["withdrawn", "withdrawn"], "withdrawn"),
        (["withdrawn", None], "withdrawn"),
    ],
)  # fmt: skip
def test_a_case_of_many_charges_ends_once(engine, charges, fate):
    assert fates_of(engine, charges) == [fate]


def test_a_case_without_a_verdict_or_without_a_record_is_not_counted(engine):
    assert fates_of(engine, [None]) == []
    rows = {"incidents": [case("c", "U"), case(None, "U")], "outcomes": [charge("gone")]}
    assert engine.rows(ENDED(tables_of(rows))) == []


def test_units_whose_cases_fail_alike_are_not_found(engine):
    _, found = audited(engine, agency())
    units = [each for (_, kind, _), each in found.items() if kind == "unit"]
    assert len(units) == UNITS
    assert {each.verdict for each in units} == {"not_found"}
    assert all(0 < each.smallest_detectable < 1 for each in units)
    level = found["charges", "agency", ""]
    assert (level.verdict, level.n, level.detail["dismissed"]) == ("insufficient", 640, 55)
    assert level.estimate == pytest.approx(55 / 640)
    assert "no proof that the cases were earned" in level.reason


def test_a_unit_whose_cases_fail_far_more_is_found_with_its_cases(engine):
    tables, found = audited(engine, agency(45))
    result = found["charges", "unit", "U0"]
    assert result.verdict == "differs"
    known = ("p_rest", "p_spread", "p_ordinary")
    assert result.p_value == max(result.detail[name] for name in known)
    # The cases of each unit are a day apart, 80 from 1 January: one quarter of the others.
    others = sum(6 + unit % 3 for unit in range(1, UNITS)) / (EACH * (UNITS - 1))
    assert result.estimate == pytest.approx(45 / EACH - others)
    assert (result.detail["found"], result.detail["dismissed"]) == (45, 45)
    listed = engine.rows(cases(CHECK, result, tables))
    assert {row["incident_id"] for row in listed} == {f"0-{k}" for k in range(45)}
    finding = describe(CHECK, result, tables, engine)
    assert "Of 80 decided cases that can be compared, 45 failed" in finding.condition
    assert "In all: 45 dismissed; 0 are pending" in finding.condition
    assert any("no evidence that cases were earned" in each for each in finding.caveats)
    rest = {each.verdict for (_, kind, who), each in found.items() if kind == "unit" and who > "U0"}
    assert rest <= {"not_found", "insufficient"}


def test_like_is_compared_with_like(engine):
    """An offence of which all units lose half makes no unit stand out that has more of it."""
    rows = {"incidents": [], "outcomes": []}
    for unit in range(UNITS):
        for k in range(EACH):
            hard = k < (70 if unit == 0 else 10)
            lost = k % 2 if hard else k % 16 == 0
            number = f"{unit}-{k}"
            rows["incidents"].append(
                case(number, f"U{unit}", k % 60, offense_code="at home" if hard else "theft")
            )
            rows["outcomes"].append(charge(number, ("convicted", "withdrawn")[int(lost)]))
    _, found = audited(engine, rows)
    result = found["charges", "unit", "U0"]
    # Theft: of 70 of every other unit's, those with k 16, 32, 48 and 64; U0's ten begin at 70.
    assert result.detail["found"] == 35
    assert result.detail["expected"] == pytest.approx(70 * 5 / 10 + 10 * 4 / 70, abs=0.001)
    assert result.verdict == "not_found"


def test_an_officer_is_set_beside_the_own_unit(engine):
    """All cases of two units fail often, and no officer of theirs is found; one of another is."""
    rows = {"incidents": [], "outcomes": []}
    for unit in range(UNITS):
        for officer in range(5):
            for k in range(60):
                number = f"{unit}/{officer}/{k}"
                lost = 30 if unit < 2 else 45 if (unit, officer) == (5, 0) else 6
                who = f"U{unit}#{officer}"
                rows["incidents"].append(case(number, f"U{unit}", k, officer_id=who))
                rows["outcomes"].append(charge(number, "acquitted" if k < lost else "convicted"))
    tables, found = audited(engine, rows)
    differ = [who for (_, kind, who), each in found.items()
              if kind == "officer" and each.verdict == "differs"]  # fmt: skip
    assert differ == ["U5#0"]
    result = found["charges", "officer", "U5#0"]
    assert result.detail["acquitted"] == 45
    assert "the other officers of the same unit" in CHECK.describe(result, tables).condition
    said = explanations(CHECK, result, tables, engine)
    assert not any("One officer" in each.cause for each in said)


def test_quarters_that_are_not_decided_yet_are_set_aside(engine):
    """Of a unit's second quarter half is pending, and all that is decided of it has failed."""
    rows = agency()
    for k in range(40):
        number, verdict = f"late {k}", "pending" if k < 20 else "dismissed"
        rows["incidents"].append(case(number, "U0", 100 + k))
        rows["outcomes"].append(charge(number, verdict))
        rows["incidents"].append(case(f"1 {number}", "U1", 100 + k))
        rows["outcomes"].append(charge(f"1 {number}", "pending" if k < 8 else "convicted"))
    _, found = audited(engine, rows)
    first, second = (found["charges", "unit", each] for each in ("U0", "U1"))
    assert (first.n, first.detail["aside"], first.detail["pending"]) == (EACH, 20, 20)
    assert first.verdict == "not_found"
    # Four fifths of U1's are decided, but nobody else's of that quarter are left beside them.
    assert (second.n, second.detail["aside"], second.detail["pending"]) == (EACH, 0, 8)
    assert "28 of its cases are pending and 20 of quarters" in found["charges", "agency", ""].reason


def test_the_rule_of_four_fifths():
    cell, n, pending = np.array([0, 0, 1, 2]), np.array([3, 5, 7, 0]), np.array([1, 1, 2, 0])
    assert is_ripe(cell, n, pending).tolist() == [True, True, False, True]


def test_few_units_and_few_cases_are_insufficient(engine):
    _, found = audited(engine, agency(45, units=4))
    assert "fewer than 5 units" in found["charges", "unit", "U0"].reason
    _, found = audited(engine, agency(10, each=12))
    assert "fewer than 20 records" in found["charges", "unit", "U0"].reason
    rows = agency()
    rows["outcomes"] = [each | {"verdict": "convicted"} for each in rows["outcomes"]]
    _, found = audited(engine, rows)
    assert list(found) == [("charges", "agency", "")]
    assert "no proof" in found["charges", "agency", ""].reason
    rows["outcomes"] = [charge("gone")]
    assert audited(engine, rows)[1] == {}


def test_only_the_period_examined_is_counted(engine):
    frame = Frame(
        first_day=(START + timedelta(days=10)).date(), last_day=(START + timedelta(days=69)).date()
    )
    _, found = audited(engine, agency(45), frame)
    assert (found["charges", "unit", "U0"].n, found["charges", "unit", "U0"].detail["found"]) == (
        60, 35,
    )  # fmt: skip
    assert frame.first_day == date(2022, 1, 11)


def weighing(number, exhibit, stage, value, **more):
    return {"incident_id": number, "exhibit_id": exhibit, "kind": "net_weight", "stage": stage,
            "value": value, "unit": "g", "substance_code": "heroin",
            "measured_at": START + timedelta(days=9)} | more  # fmt: skip


@pytest.mark.parametrize(
    ("readings", "fate"),
    [
        ([("lab", 0.0, {})], "negative"), ([("lab", 1.9, {})], "held"), ([], "pending"),
        ([("lab", 2.0, {}), ("lab", 0.0, {"kind": "purity", "unit": "1"})], "negative"),
        ([("lab", 0.3, {"kind": "purity", "unit": "1"})], "held"),
        ([("court", 0.0, {})], "pending"),
        ([("lab", 0.0, {}), ("lab", 2.0, {"exhibit_id": "y"})], "negative"),
    ],
)  # fmt: skip
def test_a_case_is_negative_where_nothing_was_found_in_any_exhibit(engine, readings, fate):
    weighings = [weighing("c", "x", "field", 2.0)]
    weighings += [weighing("c", "x", stage, value, **more) for stage, value, more in readings]
    rows = engine.rows(EXAMINED(tables_of({"incidents": [case("c", "U")],
                                           "measurements": weighings})))  # fmt: skip
    assert [row["fate"] for row in rows] == [fate]
    assert rows[0]["kind"] == "heroin"


def test_a_unit_in_whose_seizures_the_laboratory_finds_nothing_is_found(engine):
    rows = {"incidents": [], "measurements": []}
    for unit in range(UNITS):
        few = 40 if unit == 0 else 6 + unit % 3
        for k in range(EACH):
            number = f"{unit}-{k}"
            rows["incidents"].append(case(number, f"U{unit}", k))
            day = START + timedelta(days=9 if k < 25 else k)
            rows["measurements"] += [
                weighing(number, number, "field", 2.0),
                weighing(number, number, "lab", 0.0 if k < few else 1.9, measured_at=day),
            ]
    tables, found = audited(engine, rows)
    assert {aspect for aspect, *_ in found} == {"laboratory"}
    result = found["laboratory", "unit", "U0"]
    assert (result.verdict, result.detail["negative"]) == ("differs", 40)
    assert "laboratory finds no goods" in CHECK.describe(result, tables).title
    said = {each.cause: each for each in explanations(CHECK, result, tables, engine)}
    batch = said["A batch that the laboratory or the courier spoiled"]
    assert (batch.explains, batch.of) == (25, 40)
    assert not any("article" in cause for cause in said)


def test_each_cause_counts_the_cases_that_it_would_explain(engine):
    rows = agency(50)
    own = [row for row in rows["incidents"] if row["unit_id"] == "U0"]
    charges = [row for row in rows["outcomes"] if row["incident_id"].startswith("0-")]
    for k, (row, said) in enumerate(zip(own, charges, strict=True)):
        said["decided_at"] = (
            datetime(2022, 6, 3 + k % 9) if k < 20 else datetime(2023, 1 + k % 9, 3)
        )
        said["person_id"] = "one" if k < 12 else f"p{k}"
        said["statute"] = "struck" if k < 30 else "175"
        row["area_id"] = "far" if k < 35 else f"a{k}"
        row["origin"] = "checkpoint" if k < 28 else "patrol"
        row["officer_id"] = "desk" if k < 41 else f"U0#{k}"
    rows["involvements"] = [
        {"incident_id": f"0-{k}", "person_id": "neighbour" if k < 7 else f"w{k}", "role": "witness"}
        for k in range(15)
    ] + [{"incident_id": "0-20", "person_id": "x", "role": "subject"}]
    tables, found = audited(engine, rows)
    said = explanations(CHECK, found["charges", "unit", "U0"], tables, engine)
    assert [(each.explains, each.of) for each in said] == [
        (20, 50), (12, 50), (7, 50), (15, 50), (28, 50), (30, 50), (35, 50), (41, 50), (0, 50),
        (None, None),
    ]  # fmt: skip


def test_what_all_cases_have_anyway_explains_nothing(engine):
    """All are of one area and origin, under one article, and name a witness."""
    rows = agency(50)
    rows["involvements"] = [
        {"incident_id": row["incident_id"], "person_id": row["incident_id"], "role": "victim"}
        for row in rows["incidents"]
    ]
    tables, found = audited(engine, rows)
    said = explanations(CHECK, found["charges", "unit", "U0"], tables, engine)
    by_month, by_person, by_one, told, origin, article, place, officer, *_ = (
        each.explains for each in said
    )
    assert (told, origin, article, place) == (0, 0, 0, 0)
    assert (by_month, by_person, by_one, officer) == (30, 1, 1, 13)


def test_the_newest_cases_are_a_cause_where_no_pending_ones_are_recorded(engine):
    rows = agency(50)
    rows["incidents"] += [case("early", "U1", -300), case("late", "U1", 90)]
    rows["outcomes"] += [charge("early"), charge("late")]
    tables, found = audited(engine, rows)
    said = explanations(CHECK, found["charges", "unit", "U0"], tables, engine)
    assert [(each.explains, each.of) for each in said if "newest" in each.cause] == [(50, 50)]
    rows["outcomes"][50] = charge("0-50", "pending")
    tables, found = audited(engine, rows)
    said = explanations(CHECK, found["charges", "unit", "U0"], tables, engine)
    assert not any("newest" in each.cause for each in said)


def test_what_is_missing_is_named():
    tables = tables_of({"incidents": [case("c", "U")]})
    assert unready(tables).startswith("needs outcomes.incident_id, outcomes.verdict; or meas")
    assert unready(tables_of(agency())) == ""


def test_counts_name_every_fate(engine):
    columns = engine.columns(query(tables_of(agency())))
    assert set(FATES) < set(columns)
    assert columns["n"].sum() == EACH * UNITS


def rejected(spread, worlds, seed, more=1.0, units=12):
    """How often units and officers are found; the first unit's cases fail `more` times as often."""
    rng, said = np.random.default_rng(seed), {"unit": [], "officer": []}
    for _ in range(worlds):
        rows = []
        for unit in range(units):
            way = np.exp(rng.normal(0, spread)) * (more if unit == 0 else 1)
            for officer in range(5):
                share = min(0.1 * way * np.exp(rng.normal(0, spread)), 0.9)
                n = rng.poisson(12, 8)
                for quarter, (size, k) in enumerate(zip(n, rng.binomial(n, share), strict=True)):
                    rows.append((f"U{unit:02}", f"O{unit}/{officer}", 8001 + quarter, size, k))
        unit, officer, quarter, n, k = (np.array(column) for column in zip(*rows, strict=True))
        none = np.zeros(len(n), dtype=np.int64)
        texts = {"unit_id": unit, "officer_id": officer, "kind": np.full(len(n), "theft"),
                 "aspect": np.full(len(n), "charges")}  # fmt: skip
        numbers = {"quarter": quarter, "n": n, "failed": k} | dict.fromkeys(FATES, none)
        for each in map(at_level, collapse_results(**texts, **numbers, frame=Frame())):
            if each.p_value is not None and (more == 1 or each.subject == "U00"):
                said[each.subject_kind].append(each.p_value < 0.05)
    return said


def test_it_keeps_its_size_among_members_that_differ_and_finds_a_unit_that_differs_more():
    said = rejected(0.3, 6, 3)
    assert np.mean(said["unit"]) <= 0.12
    assert np.mean(said["officer"]) <= 0.09
    assert np.mean(rejected(0.2, 6, 3, more=4.0)["unit"]) >= 0.8


@pytest.mark.slow
@pytest.mark.parametrize("units", [6, 12, 25])
@pytest.mark.parametrize("spread", [0.0, 0.3, 0.5])
def test_the_size_of_failing_cases_over_the_whole_grid(units, spread):
    said = rejected(spread, 600 // units, 4, units=units)
    for each in said.values():
        assert np.mean(each) <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / len(each)) + 0.015
