"""Which group bears more cases that fail, or more weights over a line, in tables made by hand?"""

from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from numpy.random import default_rng

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.outcomes.disparity import CHECK, query, unready
from tallystick.checks.outcomes.disparity.query import GROUPED, sortings
from tallystick.stats.peers.group_share import Records, borne
from tallystick.stats.proportions.shares import compared
from tallystick.tables import Frame, Line
from worlds import tables_of

START = datetime(2022, 1, 1, 8)
OFFICERS, EACH = 12, 40


def rows_of(**tables):
    return dict(tables)


def agency(more=0, officers=OFFICERS, each=EACH):
    """Officers with 40 cases: 10 against XX, of which 2 fail and `more`, and 6 of 30 others."""
    incidents, outcomes, persons = [], [], []
    for officer in range(officers):
        for k in range(each):
            number, group = f"{officer}-{k}", "XX" if k < 10 else "YY"
            lost = k < 2 + more if group == "XX" else k % 5 == 0
            incidents.append({
                "incident_id": number, "unit_id": f"U{officer % 3}", "officer_id": f"O{officer:02}",
                "occurred_at": START + timedelta(days=k), "offense_code": "theft",
                "area_id": f"A{officer % 3}", "origin": "patrol",
            })  # fmt: skip
            outcomes.append({
                "incident_id": number, "person_id": number, "statute": "175",
                "verdict": "dismissed" if lost else "convicted",
                "decided_at": START + timedelta(days=200 + 30 * (k % 7)),
            })  # fmt: skip
            persons.append({"person_id": number, "nationality": group, "prior_convictions": k % 2})
    return {"incidents": incidents, "outcomes": outcomes, "persons": persons}


def audited(engine, rows, frame=None):
    tables = tables_of(rows, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.aspect: each for each in results}


XX, YY = "charges, by nationality: XX", "charges, by nationality: YY"


def test_groups_whose_cases_fail_alike_are_not_found(engine):
    _, found = audited(engine, agency())
    assert set(found) == {
        XX, YY, "charges, by prior convictions: none", "charges, by prior convictions: one or more",
        "charges, by district",
    }  # fmt: skip
    assert {each.verdict for each in found.values()} == {"not_found", "insufficient"}
    assert found[XX].estimate == pytest.approx(0)
    assert 0 < found[XX].smallest_detectable < 0.3
    # Each officer has cases of one district alone.
    assert "3 groups have fewer than 20" in found["charges, by district"].reason


def test_a_group_whose_cases_fail_more_is_found_with_its_cases(engine):
    tables, found = audited(engine, agency(more=4))
    result = found[XX]
    assert (result.verdict, result.subject_kind, result.n) == ("differs", "agency", 120)
    # Of each officer's ten, six fail, and of the other thirty, six.
    assert result.estimate == pytest.approx(0.6 - 0.2)
    assert result.detail["expected"] == pytest.approx(120 * 0.2)
    assert result.detail["officers"] == 12
    assert result.p_value == max(result.detail["p_exact"], result.detail["p_clusters"])
    assert result.detail["p_groups"] is None
    listed = engine.rows(cases(CHECK, result, tables))
    assert {row["incident_id"] for row in listed} == {
        f"{officer}-{k}" for officer in range(OFFICERS) for k in range(6)
    }
    finding = describe(CHECK, result, tables, engine)
    assert "Of 120 decided cases that can be compared, 72 failed" in finding.condition
    assert "would have. The difference is +40% of them (95% range" in finding.condition
    assert "60% of the group's 120 decided cases failed, and 20% of 360 others" in finding.condition
    assert any("no evidence of a motive" in each for each in finding.caveats)
    assert any("As" not in each and "as recorded by those" in each for each in finding.caveats)
    assert found[YY].verdict == "not_found"
    assert found[YY].estimate == pytest.approx(-0.4)


def test_what_officers_differ_by_is_no_difference_of_groups(engine):
    """Those who meet XX most lose most of all their cases: XX bears more, in like cases not."""
    rows = agency()
    for at, row in enumerate(rows["outcomes"]):
        officer, k = at // EACH, at % EACH
        often = officer < 6
        rows["persons"][at]["nationality"] = "XX" if k % 10 < (8 if often else 2) else "YY"
        # Of both groups a half where XX is often met, and a quarter where it is not.
        lost = k % 10 in (0, 1, 2, 3, 8) if often else k % 20 in (0, 2, 3, 4, 5)
        row["verdict"] = "acquitted" if lost else "convicted"
    _, found = audited(engine, rows)
    detail = found[XX].detail
    own, rest = detail["all_found"] / detail["all_n"], detail["rest_found"] / detail["rest_n"]
    assert own > rest + 0.15
    assert found[XX].verdict == "not_found"


def test_a_person_counts_once_in_a_half_year(engine):
    """Of XX one person has two cases of each officer in it, which all fail: one case counts."""
    rows = agency()
    for at, row in enumerate(rows["outcomes"]):
        if at % EACH < 2:
            row["person_id"] = "again"
    rows["persons"].append({"person_id": "again", "nationality": "XX", "prior_convictions": 0})
    _, found = audited(engine, rows)
    # All cases lie in the first half of 2022: of 24 of the person's, one is left.
    assert found[XX].detail["all_n"] == OFFICERS * 8 + 1
    assert found[XX].detail["all_found"] == 1
    for row in rows["outcomes"]:
        row["verdict"] = "pending" if row["person_id"] == "again" else row["verdict"]
    _, found = audited(engine, rows)
    assert found[XX].detail["all_n"] == OFFICERS * 8


def test_two_officers_differences_are_two_events(engine):
    """All of two officers' cases against XX fail, of the others' as many as against anybody."""
    rows = agency()
    for at, row in enumerate(rows["outcomes"]):
        if at < 2 * EACH and at % EACH < 10:
            row["verdict"] = "dismissed"
    _, found = audited(engine, rows)
    result = found[XX]
    assert result.detail["p_exact"] < 0.05 < result.detail["p_clusters"]
    assert result.verdict == "not_found"


def test_few_officers_few_cases_and_one_group_are_insufficient(engine):
    _, found = audited(engine, agency(4, officers=4))
    assert "fewer than 5 officers" in found[XX].reason
    _, found = audited(engine, agency(4, officers=1))
    assert "1 groups have fewer than 20" in found["charges, by nationality"].reason
    rows = agency(4)
    rows["persons"] = [row | {"nationality": "ZZ"} for row in rows["persons"]]
    _, found = audited(engine, rows)
    assert (
        found["charges, by nationality"].reason == "all cases that can be sorted are of one group"
    )


def test_units_stand_in_for_officers_where_none_is_known(engine):
    rows = agency(4)
    for at, row in enumerate(rows["incidents"]):
        row["officer_id"], row["unit_id"] = None, f"U{at // EACH}"
    _, found = audited(engine, rows)
    assert (found[XX].verdict, found[XX].detail["officers"]) == ("differs", 12)


def test_a_case_of_several_groups_belongs_to_none(engine):
    rows = {
        "incidents": [{"incident_id": each, "occurred_at": START, "subject_group": group}
                      for each, group in zip("abcd", ("g'--", None, "h", "h"), strict=True)],
        "persons": [
            {"person_id": "1", "nationality": "XX", "prior_convictions": 0},
            {"person_id": "2", "nationality": "XX", "prior_convictions": 3},
            {"person_id": "3", "nationality": "YY", "prior_convictions": None},
        ],
        "involvements": [
            {"incident_id": case, "person_id": who, "role": role}
            for case, who, role in [
                ("a", "1", "subject"), ("a", "2", "subject"), ("b", "1", "subject"),
                ("b", "3", "witness"), ("c", "2", "subject"), ("c", "3", "subject"),
                ("d", "2", "subject"), ("d", "unknown", "subject"),
            ]
        ],
        "outcomes": [{"incident_id": "b", "person_id": "2", "verdict": "convicted"}],
    }  # fmt: skip
    tables = tables_of(rows)
    assert sortings(tables) == ["prior convictions", "nationality", "group"]
    said = {(row["sorting"], row["incident_id"], row["member"])
            for row in engine.rows(GROUPED(tables))}  # fmt: skip
    assert said == {
        ("nationality", "a", "XX"), ("nationality", "b", "XX"),
        ("group", "a", "g'--"), ("group", "c", "h"), ("group", "d", "h"),
    }  # fmt: skip


def test_what_is_missing_is_named(engine):
    bare = tables_of({"incidents": [{"incident_id": "a", "occurred_at": START}]})
    assert "persons.nationality" in unready(bare)
    rows = agency()
    rows.pop("outcomes")
    assert "needs outcomes.verdict" in unready(tables_of(rows))
    assert unready(tables_of(agency())) == ""
    assert engine.columns(query(tables_of(agency())))["n"].sum() == 3 * OFFICERS * EACH


def test_each_cause_counts_the_records_that_it_would_explain(engine):
    rows = agency(more=4)
    lost = [at for at, row in enumerate(rows["outcomes"])
            if row["verdict"] == "dismissed" and at % EACH < 10]  # fmt: skip
    assert len(lost) == 72
    for place, at in enumerate(lost):
        row, said = rows["incidents"][at], rows["outcomes"][at]
        if place < 30:
            row["occurred_at"] = START + timedelta(hours=place % 5)
        else:
            row["occurred_at"] = START + timedelta(days=10 + place)
        said["decided_at"] = (
            datetime(2022, 12, 3) if place < 25 else datetime(2023, 1 + place % 9, 1)
        )
    rows["involvements"] = [
        {"incident_id": rows["incidents"][at]["incident_id"], "person_id": who, "role": role}
        for place, at in enumerate(lost)
        for who, role in [
            ("w", "witness"), (rows["outcomes"][at]["person_id"], "subject"),
        ][0 if place < 9 else 1 :]
    ]  # fmt: skip
    tables, found = audited(engine, rows)
    said = {each.cause: (each.explains, each.of)
            for each in explanations(CHECK, found[XX], tables, engine)}  # fmt: skip
    assert list(said.values()) == [
        (0, 72), (30, 72), (25, 72), (9, 72), (24, 72), (6, 72), (24, 72), (None, None),
    ]  # fmt: skip


def test_a_prior_conviction_may_be_part_of_the_charge(engine):
    rows = agency()
    for at, (person, row) in enumerate(zip(rows["persons"], rows["outcomes"], strict=True)):
        again = person["prior_convictions"] > 0
        row["statute"] = "175 again" if again and at % 3 == 0 else "175"
        row["verdict"] = "acquitted" if again and at % 4 < 2 else row["verdict"]
    tables, found = audited(engine, rows)
    result = found["charges, by prior convictions: one or more"]
    assert result.verdict == "differs"
    said = explanations(CHECK, result, tables, engine)
    lost = [row for row, person in zip(rows["outcomes"], rows["persons"], strict=True)
            if person["prior_convictions"] and row["verdict"] != "convicted"]  # fmt: skip
    again = sum(row["statute"] == "175 again" for row in lost)
    part = next(each for each in said if "part of the charge" in each.cause)
    assert (part.explains, part.of) == (again, len(lost))


LINE = Line("2 g", "net_weight", Decimal(2), "g", "the act's s. 1", substance_code="heroin")


def weighed(moved, seed=3, records=6000):
    """Weights of eight officers; `moved` of XX's just below 2 g are written at or over it."""
    rng = default_rng(seed)
    incidents, measurements = [], []
    for number in range(records):
        true = float(np.exp(rng.normal(0.5, 0.7)))
        value = round(true, 1 if rng.random() < 0.6 else 2)
        group = "XX" if rng.random() < 0.4 else "YY"
        if group == "XX" and 1.5 <= true < 2 and rng.random() < moved:
            value = float(rng.choice([2.0, 2.0, 2.1, 2.2]))
        day = START + timedelta(days=int(rng.integers(700)))
        officer = number % 8
        incidents.append({"incident_id": f"{number}", "unit_id": f"U{officer % 4}",
                          "officer_id": f"O{officer}", "occurred_at": day, "subject_group": group,
                          "area_id": "a"})  # fmt: skip
        measurements.append({"incident_id": f"{number}", "exhibit_id": f"x{number}",
                             "kind": "net_weight", "substance_code": "heroin", "stage": "field",
                             "measured_at": day, "value": value, "unit": "g"})  # fmt: skip
    return {"incidents": incidents, "measurements": measurements}


def test_a_group_whose_weights_are_moved_is_found_with_its_records(engine):
    frame = Frame(lines=(LINE,))
    tables, found = audited(engine, weighed(0.9), frame)
    assert set(found) == {"2 g, by group: XX", "2 g, by group: YY", "2 g, by district"}
    result = found["2 g, by group: XX"]
    assert result.verdict == "moved"
    assert 0.4 < result.estimate < 1.1
    assert found["2 g, by group: YY"].verdict != "moved"
    listed = engine.rows(cases(CHECK, result, tables))
    assert {row["value"] for row in listed} <= {2 + k / 100 for k in range(21)}
    group = {row["incident_id"]: row["subject_group"] for row in weighed(0.9)["incidents"]}
    assert {group[row["incident_id"]] for row in listed} == {"XX"}
    finding = describe(CHECK, result, tables, engine)
    assert finding.title.startswith("group: XX, 2 g: more records are missing just below")
    assert finding.picture is not None
    said = explanations(CHECK, result, tables, engine)
    assert all(each.of in (None, len(listed)) for each in said)
    assert not any("one day" in each.how_to_check for each in said)


def test_groups_that_are_weighed_alike_are_not_found(engine):
    _, found = audited(engine, weighed(0.0), Frame(lines=(LINE,)))
    assert not any(each.names_pattern for each in found.values())
    few = [each for each in found.values() if "fewer than 200 records" in each.reason]
    assert [each.aspect for each in few] == ["2 g, by district"]


def test_the_risk_difference_of_two_strata_by_hand():
    """Strata of 4 + 6 and 10 + 10: (3/4 - 2/6) and (5/10 - 2/10) weigh 2.4 and 5."""
    records = Records(*(np.array(each) for each in (
        [0, 1, 0, 1], [0, 0, 1, 1], [0, 0, 1, 1], [3, 2, 5, 2], [4, 6, 10, 10],
    )))  # fmt: skip
    first, second = borne(records, 2, 6)
    assert first.estimate == pytest.approx((2.4 * (3 / 4 - 2 / 6) + 5 * 0.3) / 7.4)
    assert second.estimate == pytest.approx(-first.estimate)
    assert first.numbers.expected == pytest.approx(4 * 2 / 6 + 10 * 0.2)
    own = [np.array(each) for each in ([3, 5], [4, 10], [2, 2], [6, 10])]
    assert first.numbers.p_exact == pytest.approx(compared(*own).p_value)
    # Variances of a hypergeometric number: 5 of 10 are in the property, 4 drawn; 7 of 20, 10.
    chance = np.array([4 * 0.5 * 0.5 * 6 / 9, 10 * 0.35 * 0.65 * 10 / 19])
    assert first.numbers.clusters == pytest.approx(chance.sum() ** 2 / (chance**2).sum())


def test_the_spread_of_groups_counts_where_six_are_large_enough():
    def said(small):
        """Ten groups with one officer after another, of 20 cases each, `small` of them of one."""
        size = np.where(np.arange(10) < 10 - small, 20, 1)
        group, officer = (each.ravel() for each in np.indices((10, 6)))
        n = size[group]
        return borne(Records(group, officer, officer, np.where(n > 1, 3 + (group + officer) % 3, 0),
                             n), 10, 6)  # fmt: skip

    assert np.isnan([each.numbers.p_groups for each in said(5)]).all()
    told = said(4)
    assert [bool(np.isnan(each.numbers.p_groups)) for each in told] == [False] * 6 + [True] * 4
    assert all(each.p_value >= each.numbers.p_groups for each in told[:6])


def drawn(rng, groups, officers, per, more=1.0, apart=0.0):
    """Records of officers who differ in whom they meet and in how often their cases fail."""
    rows = []
    effect = np.exp(rng.normal(0, 0.3 if groups > 5 else 0.0, groups))
    for officer in range(officers):
        meets = rng.dirichlet(np.full(groups, 1.5))
        level = 0.15 * np.exp(rng.normal(0, 0.6))
        own = np.exp(rng.normal(0, apart, groups) - apart**2 / 2) * effect
        own[0] *= more
        for stratum in range(4):
            n = rng.multinomial(rng.poisson(per / 4), meets)
            k = rng.binomial(n, np.minimum(level * own, 0.95))
            if rng.random() < 0.5:
                raided, size = rng.integers(groups), rng.integers(3, 9)
                n[raided] += size
                k[raided] += size * (rng.random() < level)
            rows += [(group, officer * 4 + stratum, officer, k[group], n[group])
                     for group in range(groups)]  # fmt: skip
    return Records(*np.array(rows, dtype=np.int64).T)


def rejected(groups, officers, times, seed, more=1.0, apart=0.0):
    rng, said = default_rng(seed), []
    for _ in range(times):
        told = borne(drawn(rng, groups, officers, 80, more, apart), groups, 6)
        said += [each.p_value < 0.05 for each in (told[:1] if more > 1 else told)]
    return np.mean(said), len(said)


def test_groups_are_found_no_more_often_than_promised_where_officers_differ():
    for groups in (2, 8):
        share, n = rejected(groups, 20, 60, 5, apart=0.5)
        assert share <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / n) + 0.01
    assert rejected(2, 20, 20, 5, more=2.5)[0] >= 0.8


@pytest.mark.slow
@pytest.mark.parametrize("groups", [2, 3, 8])
@pytest.mark.parametrize("officers", [8, 20, 60])
@pytest.mark.parametrize("apart", [0.0, 0.5])
def test_the_size_of_groups_over_the_whole_grid(groups, officers, apart):
    share, n = rejected(groups, officers, 800 // groups, 6, apart=apart)
    assert share <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / n) + 0.01
