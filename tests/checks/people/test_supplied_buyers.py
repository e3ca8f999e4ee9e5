"""Is a person behind many arrests found, by cases that a hand can count, and are dealers let be?"""

from datetime import datetime, timedelta

import pytest

from every_fault import holds_of_each
from one_cause import said_of
from tallystick.audit.execution import cases, results_of
from tallystick.audit.leads import leads_among
from tallystick.audit.multiplicity import correct, settled
from tallystick.audit.selection import why_not
from tallystick.checks.people.supplied_buyers import CHECK, results
from tallystick.findings.words import Words
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendering
from tallystick.tables.incidents import ORIGINS
from worlds import tables_of

START = datetime(2024, 3, 1, 9)
OFFICERS = "pqrsxy"


class Town:
    """Cases with their people, one after the other."""

    def __init__(self):
        self.incidents, self.involvements, self.measurements, self.outcomes = [], [], [], []
        self.persons = []

    def case(self, day, officer, subjects, *, unit="A", **more):
        number = f"case {len(self.incidents)}"
        roles = {role: more.pop(role, None) for role in ("supplier", "informant")}
        known_as = ("subject", "buyer") if more.pop("traded", True) else ("subject",)
        self.incidents.append({
            "incident_id": number, "unit_id": unit, "officer_id": officer,
            "occurred_at": START + timedelta(days=day), "clearance": "arrest",
            "origin": "patrol", "area_id": "north", **more,
        })  # fmt: skip
        people = [*((each, role) for each in subjects for role in known_as),
                  *((person, role) for role, person in roles.items() if person)]  # fmt: skip
        self.involvements += [
            {"incident_id": number, "person_id": person, "role": role} for person, role in people
        ]
        return number

    def tables(self):
        held = {"incidents": self.incidents, "involvements": self.involvements}
        more = {"measurements": self.measurements, "outcomes": self.outcomes,
                "persons": self.persons}  # fmt: skip
        return tables_of(held | {name: rows for name, rows in more.items() if rows})


def ordinary(units="AB", sources=15):
    """Each unit's suppliers are named four times, and charged each time a week later.

    So of a supplier's 7 events after the first 3 go on and 4 break; the officers take turns.
    """
    town = Town()
    for unit in units:
        for k in range(sources):
            for turn in range(4):
                day, officer = 2 * k + 14 * turn, OFFICERS[(k + turn) % 6]
                town.case(day, officer, [f"{unit}{k} buyer {turn}"], unit=unit,
                          supplier=f"{unit} dealer {k}")  # fmt: skip
                town.case(day + 7, officer, [f"{unit} dealer {k}"], unit=unit)
    return town


def behind(town, number=12, *, officers="xy", role="supplier", **more):
    """One person behind `number` arrests in a row, every four days."""
    for k in range(number):
        town.case(4 * k + 1, officers[k % len(officers)], [f"arrested {k}"],
                  **{role: "centre", **more})  # fmt: skip
    return town


def audited(town, engine):
    tables = town.tables()
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.subject: each for each in results}


def is_lead_at_most(result):
    """Whether a pattern that stands out is listed as a lead, and is no finding."""
    (proposed,) = correct([result], "bh")
    stands = settled(proposed, 0.05)
    assert (stands.verdict, stands.p_value) == ("withheld", None)
    return leads_among([proposed], [stands], 3.0) == (proposed,)


def in_a_row(more, mean):
    """The chance of going on `more` times, of sources that are all alike."""
    return mean**more


def test_one_person_behind_twelve_arrests_by_two_officers_is_found(engine):
    tables, found = audited(behind(ordinary()), engine)
    result = found["A"]
    assert (result.verdict, result.estimate, result.n) == ("behind", 12.0, 72)
    # 61 streaks; of 30 other dealers' events 90 go on and 120 break: (90.5 / 211) ** 11 x 61.
    assert result.detail["streaks"] == 61
    assert result.p_value == pytest.approx(61 * in_a_row(11, 90.5 / 211), rel=0.06)
    assert {name: result.detail[name] for name in ("people", "named", "officers", "sources")} == {
        "people": 12, "named": 12, "officers": 2, "sources": 16,
    }  # fmt: skip
    assert (result.detail["first"], result.detail["last"]) == ("2024-03-02", "2024-04-15")
    assert result.detail["hands"] < 0.01
    # Of each dealer the first five events count: with its own, all go on in 64.3 + 5.5 of 156, and
    # 9 times have a chance below .05 / 61.
    assert result.smallest_detectable == 10.0
    assert (found["B"].verdict, found["B"].estimate, found["B"].p_value) == ("not_found", 1.0, 1.0)
    finding = CHECK.describe(result, tables)
    assert "12 people were arrested in a row through one person" in finding.title
    assert "never before, and never after" in finding.condition
    assert "61 streaks of 16 suppliers" in finding.condition
    assert "authorisation" in finding.suggestion


def test_the_cases_come_in_order(engine):
    town = behind(ordinary())
    tables, found = audited(town, engine)
    rows = engine.rows(cases(CHECK, found["A"], tables))
    assert [row["incident_id"] for row in rows] == [f"case {240 + k}" for k in range(12)]
    assert {row["centre"] for row in rows} == {"centre"} == {found["A"].detail["centre"]}
    assert rows[3]["arrested"] == "arrested 3"
    assert {row["centre_is"] for row in rows} == {"supplier"}


def test_officers_who_take_turns_make_no_finding_and_neither_do_few_arrests(engine):
    _, found = audited(behind(ordinary(), officers=OFFICERS), engine)
    assert is_lead_at_most(found["A"])
    assert found["A"].detail["hands"] > 0.2
    _, found = audited(behind(ordinary(), 8), engine)
    assert (found["A"].verdict, found["A"].estimate) == ("not_found", 8.0)
    assert found["A"].p_value == pytest.approx(61 * in_a_row(7, 90.5 / 211), rel=0.05)
    assert found["A"].detail["hands"] is None
    assert audited(behind(ordinary(), 5), engine)[1]["A"].p_value == 1.0


def test_a_charge_in_between_breaks_the_streak_wherever_it_is(engine):
    for unit, clearance in (("A", "arrest"), ("B", "arrest")):
        town = behind(ordinary())
        town.case(23, "p", ["centre"], unit=unit, clearance=clearance)
        result = audited(town, engine)[1]["A"]
        assert (result.verdict, result.estimate, result.detail["streaks"]) == ("not_found", 6.0, 62)
    town = behind(ordinary())
    number = town.case(23, "p", ["centre"], clearance="none")
    assert audited(town, engine)[1]["A"].verdict == "behind"
    town.outcomes.append({"incident_id": number, "person_id": "centre", "verdict": "pending"})
    assert audited(town, engine)[1]["A"].estimate == 6.0


def test_one_person_counts_once_and_one_officers_day_counts_once(engine):
    town = ordinary()
    for k in range(12):
        town.case(4 * k + 1, "xy"[k % 2], ["arrested again"], supplier="centre")
    assert audited(town, engine)[1]["A"].estimate == 1.0
    raid = ordinary()
    for k in range(12):
        raid.case(5 + k // 6, "x", [f"arrested {k}"], supplier="centre")
    raid.case(9, "x", [f"arrested {k}" for k in range(20, 30)], supplier="centre")
    assert audited(raid, engine)[1]["A"].estimate == 3.0


def test_arrests_alone_count_and_the_subject_of_a_case_is_not_behind_it(engine):
    assert audited(behind(ordinary(), clearance="none"), engine)[1]["A"].estimate == 1.0
    town = ordinary()
    for k in range(12):
        town.case(4 * k + 1, "xy"[k % 2], [f"arrested {k}", "centre"], supplier="centre")
    assert audited(town, engine)[1]["A"].detail["sources"] == 15


def test_an_informant_counts_as_often_as_the_same_person_is_a_supplier(engine):
    town = behind(behind(ordinary(), 6), 6, role="informant")
    for each in town.involvements[-18:]:
        each["person_id"] = each["person_id"].replace("arrested", "told of")
    for each in town.incidents[-6:]:
        each["occurred_at"] += timedelta(days=2)
    result = audited(town, engine)[1]["A"]
    assert (result.estimate, result.detail["people"], result.detail["named"]) == (12.0, 12, 6)
    assert result.n == 72
    informant = behind(ordinary(), 30, role="informant")
    assert audited(informant, engine)[1]["A"].detail["sources"] == 15
    for k in (3, 4):
        informant.case(4 * k + 1, "p", [f"named by {k}"], supplier="centre")
    result = audited(informant, engine)[1]["A"]
    assert (result.estimate, result.n) == (4.0, 92)
    assert result.p_value == 1.0


def test_suppliers_whom_a_unit_never_charges_are_its_practice(engine):
    def town(unit):
        made = ordinary("ABDEFG")
        for k in range(12):
            for turn in range(3):
                made.case(3 * k + 15 * turn, OFFICERS[(k + turn) % 6], [f"C{k} {turn}"], unit="C",
                          supplier=f"C dealer {k}")  # fmt: skip
        return behind(made, 16, unit=unit)

    found = audited(town("A"), engine)[1]
    assert (found["A"].verdict, found["C"].verdict) == ("behind", "not_found")
    found = audited(town("C"), engine)[1]
    assert (found["C"].verdict, found["C"].estimate, found["C"].p_value) == ("not_found", 16.0, 1.0)
    assert found["C"].detail["streaks"] == 13


def test_fewness_of_hands_is_that_of_days_of_drug_arrests_that_name_the_supplier(engine):
    plain = audited(behind(ordinary(), officers="xypq"), engine)[1]["A"].detail["hands"]
    assert 0.001 < plain < 0.5

    town = behind(ordinary(), officers="xypq")
    for k in range(12):
        for turn in range(3):
            town.case(4 * k + 1, "xypq"[k % 4], [f"with {k} {turn}"], supplier="centre")
    assert audited(town, engine)[1]["A"].detail["hands"] == plain
    for k in range(60):
        town.case(k % 45, OFFICERS[k % 3], [f"driver {k}"], traded=False)
    assert audited(town, engine)[1]["A"].detail["hands"] == plain
    for k in range(6):
        town.case(4 * k + 1, "xypq"[k % 4], [f"told of {k}"], informant="centre")
        town.case(4 * k + 3, "x", [f"told {k}"], informant="centre", traded=False)
    assert audited(town, engine)[1]["A"].detail["hands"] == plain
    for k in range(40):
        town.case(k, "xypq"[k % 4], [f"other {k}"])
    assert audited(town, engine)[1]["A"].detail["hands"] != plain


def test_a_team_that_works_one_area_alone_is_no_finding(engine):
    _, found = audited(behind(ordinary(), area_id="south"), engine)
    assert is_lead_at_most(found["A"])
    assert found["A"].detail["hands"] == 1.0
    assert "12 people were arrested in a row" in str(found["A"].reason)
    _, found = audited(behind(ordinary(), area_id="north"), engine)
    assert found["A"].verdict == "behind"


def test_a_supplier_who_was_charged_is_no_lead_where_the_hands_are_usual(engine):
    town = behind(ordinary(), 16, officers=OFFICERS)
    assert is_lead_at_most(audited(town, engine)[1]["A"])
    town.case(100, "x", ["centre"])
    result = audited(town, engine)[1]["A"]
    assert (result.verdict, result.p_value, result.estimate) == ("not_found", 1.0, 16.0)


def test_two_streaks_are_looked_at_twice(engine, monkeypatch):
    monkeypatch.setattr(results, "_hands", lambda rows: 0.008)
    town = behind(ordinary(sources=40), 20)
    assert audited(town, engine)[1]["A"].verdict == "behind"
    for k in range(22):
        town.case(3 * k + 2, "x", [f"taken {k}"], supplier="another")
    result = audited(town, engine)[1]["A"]
    assert is_lead_at_most(result)
    assert result.estimate == 22.0
    monkeypatch.setattr(results, "_hands", lambda rows: 0.005)
    result = audited(town, engine)[1]["A"]
    assert (result.verdict, result.estimate, result.detail["unlikely"]) == ("behind", 22.0, 2)


def told(town, engine):
    tables, found = audited(town, engine)
    assert found["A"].verdict == "behind"
    first = tuple(each.cause for each in CHECK.explanations[:3])
    said = said_of(CHECK, found["A"], tables, engine, *first)
    return [(each.explains, each.of) for each in said]


def test_a_dealer_charged_in_the_end_an_informant_and_a_delivery_are_asked_for(engine):
    assert told(behind(ordinary()), engine) == [(0, 12), (0, 12), (0, 12)]
    town = behind(ordinary())
    # The first two arrests lie 181 and 177 days before it.
    town.case(182, "p", ["centre"])
    assert told(town, engine)[0] == (11, 12)
    town = behind(ordinary())
    town.case(0, "p", ["centre"])
    assert told(town, engine)[0] == (0, 12)
    town.case(60, "p", ["centre"], unit="B")
    assert told(town, engine)[0] == (12, 12)
    town = behind(ordinary(), 8)
    for k in range(5):
        town.case(4 * k + 3, "xy"[k % 2], [f"told of {k}"], informant="centre",
                  origin="controlled_delivery")  # fmt: skip
    assert told(town, engine) == [(0, 13), (5, 13), (5, 13)]


def test_what_was_weighed_is_summed_once_for_each_exhibit(engine):
    town = behind(ordinary())
    last = town.incidents[-1]["incident_id"]
    town.measurements += [
        {"incident_id": last, "exhibit_id": exhibit, "kind": kind, "stage": stage, "value": grams,
         "unit": "g"}
        for exhibit, kind, stage, grams in (
            ("x", "net_weight", "field", 50.25), ("x", "net_weight", "lab", 50.0),
            ("x", "net_weight", "destruction", 60.0), ("x", "purity", "lab", 99.0),
            ("y", "net_weight", None, 2.5), ("y", "gross_weight", "field", 70.0),
        )
    ]  # fmt: skip
    town.measurements.append({**town.measurements[0], "incident_id": "case 0", "value": 900.0})
    tables, found = audited(town, engine)
    assert found["A"].detail["grams"] == 52.75
    assert "add up to 52.75 g" in CHECK.describe(found["A"], tables).condition
    weights = [row["net_weight_g"] for row in engine.rows(cases(CHECK, found["A"], tables))]
    assert weights[-1] == 52.75
    assert sum(each is None or each != each for each in weights) == 11


def origins_told(town, engine):
    tables, found = audited(town, engine)
    told = CHECK.describe(found["A"], tables)
    with rendering("ru") as untold:
        russian = in_language.finding(told).condition
    assert not untold
    return found["A"].detail["origins"], told.condition, russian


def test_what_began_the_cases_is_told_and_a_case_of_two_people_is_one(engine):
    """Of 12 cases every fourth began by patrol; two people more stand in the first of them."""
    town = behind(ordinary())
    for k, case in enumerate(town.incidents[-12:]):
        case["origin"] = "controlled_purchase" if k % 4 else "patrol"
    town.incidents[-1]["origin"] = None
    town.involvements += [{**town.involvements[-36], "person_id": each} for each in ("and", "more")]
    began, told, russian = origins_told(town, engine)
    assert [(each["origin"], each["cases"]) for each in began] == [
        ("controlled_purchase", 8), ("patrol", 3), ("", 1)
    ]  # fmt: skip
    assert "Origin of the cases: controlled purchase 8; patrol 3; not recorded 1." in told
    assert "14 different people" in told
    assert "контролируемая закупка — 8; патрулирование — 3; не указано — 1." in russian
    for case in town.incidents:
        del case["origin"]
    began, told, _ = origins_told(town, engine)
    assert "Origin" not in told


PRIORS = [
    ([("centre", 3), ("arrested 1", 7)], "3"),
    ([("centre", 0)], "0"),
    ([("centre", 2), ("centre", 2)], "2"),
    ([("centre", 2), ("centre", 4)], None),
    ([("centre", None), ("arrested 1", 7)], None),
    ([("arrested 1", 7)], None),
    ([], None),
]


def test_earlier_convictions_of_the_one_at_the_centre_are_told_where_known(engine):
    town = behind(ordinary())
    without = audited(town, engine)[1]["A"]

    def rule(given):
        priors, said = given
        town.persons = [{"person_id": who, "prior_convictions": times} for who, times in priors]
        tables, found = audited(town, engine)
        finding = CHECK.describe(found["A"], tables)
        assert ("Earlier convictions" in finding.condition) == (said is not None)
        words = f"never after. Earlier convictions on record: {said}. With"
        assert said is None or words in finding.condition
        for each in ("verdict", "n", "estimate", "p_value", "smallest_detectable"):
            assert getattr(found["A"], each) == getattr(without, each), each
        assert found["A"].detail["people"] == 12
        with rendering("ru") as untold:
            russian = in_language.finding(finding).condition
        assert not untold
        assert (f"Прежних судимостей по записям: {said}." in russian) == (said is not None)

    holds_of_each(rule, PRIORS, "src/tallystick/checks/people/supplied_buyers/results.py")


def test_every_origin_that_a_case_may_have_has_its_words():
    began = set(Words.beside(results.__file__, {}).entries["began_by"])
    assert began == {*ORIGINS, "", "by"}


def test_records_entered_twice_change_nothing(engine):
    town = behind(ordinary())
    once = audited(town, engine)[1]
    town.incidents += [dict(each) for each in town.incidents]
    town.involvements += [dict(each) for each in town.involvements]
    assert audited(town, engine)[1] == once


def test_with_too_few_other_suppliers_it_is_insufficient(engine):
    found = audited(behind(ordinary(sources=9)), engine)[1]
    assert {each.reason for each in found.values()} == {
        "fewer than 20 other suppliers with a second event to compare with"
    }
    assert (found["A"].smallest_detectable, found["A"].estimate) == (None, None)
    assert audited(behind(ordinary(sources=10)), engine)[1]["A"].verdict == "behind"


def test_suppliers_who_hardly_ever_are_charged_are_insufficient(engine):
    town = Town()
    for k in range(25):
        for turn in range(400):
            town.case(turn, OFFICERS[turn % 6], [f"{k} buyer {turn}"], supplier=f"dealer {k}")
    (result,) = audited(town, engine)[1].values()
    assert (result.verdict, result.p_value) == ("insufficient", None)
    assert result.reason.startswith("suppliers are charged so rarely here")


def test_a_unit_too_small_for_any_streak_to_stand_out_is_insufficient(engine):
    """Three arrests through one dealer; a streak of fewer than six is never named."""
    town = ordinary()
    for k in range(3):
        town.case(k, "p", [f"C buyer {k}"], unit="C", supplier="C dealer")
    result = audited(town, engine)[1]["C"]
    assert (result.verdict, result.p_value, result.n) == ("insufficient", None, 3)
    assert result.reason == (
        "only a streak of 6 would stand out, and the unit's sources stand behind 3 arrests"
    )


@pytest.mark.parametrize(("incidents", "involvements"), [
    ([], []),
    ([{"incident_id": "1", "clearance": "arrest"}], [{"incident_id": "1", "role": "supplier"}]),
    ([{"incident_id": None, "clearance": "arrest", "occurred_at": START}],
     [{"incident_id": None, "person_id": "p", "role": "supplier"}]),
    ([{"incident_id": "1", "clearance": "arrest", "occurred_at": START}],
     [{"incident_id": "1", "person_id": "p", "role": "supplier"},
      {"incident_id": "1", "person_id": "q", "role": "subject"}]),
    ([{"incident_id": "1", "clearance": "arrest", "occurred_at": None, "unit_id": "A"}],
     [{"incident_id": "1", "person_id": "p", "role": "supplier"},
      {"incident_id": "1", "person_id": "q", "role": "subject"}]),
])  # fmt: skip
def test_empty_and_odd_input_is_insufficient(engine, incidents, involvements):
    tables = tables_of({"incidents": incidents, "involvements": involvements})
    results, _ = results_of(CHECK, tables, engine)
    assert [each.verdict for each in results] == ["insufficient"]
    assert results[0].reason == "no arrest of a known unit names somebody else as the supplier"


def test_cases_of_no_officer_and_no_area_are_still_cases(engine):
    town = behind(ordinary())
    for each in town.incidents:
        each["area_id"] = None
        each["officer_id"] = None if each["officer_id"] == "p" else each["officer_id"]
    assert audited(town, engine)[1]["A"].verdict == "behind"


def test_without_roles_it_is_not_run():
    bare = tables_of({"incidents": [{"incident_id": "1"}]})
    assert "involvements" in why_not(CHECK, bare)
