"""Are people arrested again counted by the day, and the last days set against the others?"""

from datetime import date, timedelta

import pytest
from scipy.stats import ttest_1samp

from tallystick.audit.execution import cases, describe, results_of
from tallystick.audit.selection import why_not
from tallystick.checks.people.repeat_subjects import CHECK
from tallystick.tables import Frame, Period
from worlds import instant, tables_of

FRAME = Frame(periods=(Period("month", "month"),))
# Exactly, 1 / C(7, 2), 1 / C(3, 2) and five times 1 / C(6, 2); Student's t over what each end has
# beyond its part is larger.
BY_HAND = ttest_1samp([2 - 4 / 7, 2 - 4 / 3, *[2 - 4 / 6] * 5], 0, alternative="greater").pvalue
LAST = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31}


def arrest(person, day, unit="A", note="", **more):
    case = {"incident_id": f"{person} {day} {unit}{note}", "unit_id": unit, "area_id": "X",
            "occurred_at": instant(f"{day}T12:00"), "clearance": "arrest"} | more  # fmt: skip
    return case, {"incident_id": case["incident_id"], "person_id": person, "role": "subject"}


def months(late, through=8):
    """Four people a month from January on, and those of the 15th and 20th on the last two days."""
    rows = []
    for month in range(1, through + 1):
        for day in (5, 10, 15, 20):
            rows.append(arrest(f"{month}-{day}", f"2024-{month:02d}-{day:02d}"))
        for before, day in ((1, 15), (0, 20)):
            when = date(2024, month, LAST[month]) - timedelta(days=before)
            rows.append(arrest(f"{month}-{day}" if late else f"{month} new {before}", str(when)))
    return rows


def audited(rows, engine, frame=FRAME):
    incidents, involvements = zip(*rows, strict=True)
    given = {"incidents": list(incidents), "involvements": list(involvements)}
    tables = tables_of(given, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {each.subject: each for each in results}


def test_people_arrested_again_on_the_last_days_added_up_by_hand(engine):
    """The first 30 days, to 3 February, only tell who was arrested. Then seven ends, with both of
    the 2 again ones among the 2 late ones, beside 5 others around 29 February (15 and 20 February,
    5, 10 and 15 March), 1 around 31 August (the 20th) and 4 around each of the rest."""
    tables, found = audited(months(late=True), engine)
    for result in found.values():
        assert result.verdict == "rise"
        assert result.p_value == pytest.approx(BY_HAND)
        assert result.estimate == pytest.approx(1.0)
        told = result.detail
        assert (told["found"], told["late"], told["rest_found"], told["rest"]) == (14, 14, 0, 26)
        assert (told["periods"], told["window"]) == (7, 3)
        assert told["first_day"] == "2024-02-04"
    listed = engine.columns(cases(CHECK, found["A"], tables))
    assert len(listed["person"]) == 14
    finding = describe(CHECK, found["A"], tables, engine)
    assert "14 of 14 arrests are of people arrested in the 30 days before" in finding.condition


def test_a_share_that_only_grows_through_the_year_is_no_pattern(engine):
    """Of 31 people a day one more comes every day from each twelfth day on: the last days come
    later than the other days of their month, and as late as those around their end."""
    days = [date(2024, 1, 1) + timedelta(days=k) for k in range(366)]
    rows = [arrest(f"new {day}", str(day)) for day in days]
    for place, day in enumerate(days):
        rows += [arrest(f"back {k}" if k * 12 < place else f"{k} {day}", str(day), note=f" {k}")
                 for k in range(30)]  # fmt: skip
    _, found = audited(rows, engine)
    assert found["A"].detail["rest_found"] == 5059
    assert found["A"].estimate == pytest.approx(0, abs=0.01)
    assert found["A"].verdict == "not_found"


def test_new_people_on_the_last_days_are_no_pattern(engine):
    _, found = audited(months(late=False), engine)
    assert {(each.verdict, each.reason == "") for each in found.values()} == {("not_found", True)}
    assert all(each.p_value == 1 for each in found.values())


def test_who_is_met_every_day_is_met_on_the_last_days_too(engine):
    daily = [arrest("Drifter", str(date(2024, 1, 1) + timedelta(days=k))) for k in range(244)]
    _, found = audited(months(late=False) + daily, engine)
    assert found["A"].verdict == "not_found"
    assert found["A"].detail["found"] == 3 * 7 + 1  # 31 January is the first day that tells


def test_thirty_days_count_and_thirty_one_do_not(engine):
    for gap, again in ((30, 1), (31, 0)):
        second = date(2024, 3, 1) + timedelta(days=gap)
        twice = [arrest("Drifter", "2024-03-01"), arrest("Drifter", str(second))]
        _, found = audited(months(late=False) + twice, engine)
        assert found["A"].detail["found"] + found["A"].detail["rest_found"] == again


def test_several_charges_of_a_day_are_one_arrest(engine):
    again = [arrest(row["person_id"], str(case["occurred_at"].date()), note=" again")
             for case, row in months(late=True)]  # fmt: skip
    _, found = audited(months(late=True) + again, engine)
    assert found["A"].p_value == pytest.approx(BY_HAND)


def test_other_clearances_roles_and_unknown_units_are_left_out(engine):
    more = [arrest("Other", f"2024-06-{day:02d}", clearance="none") for day in range(1, 31)]
    more += [arrest("Other", f"2024-05-{day:02d}", unit=None) for day in range(1, 31)]
    case, row = arrest("2-15", "2024-02-10")
    more.append((case, dict(row, role="witness")))
    _, found = audited(months(late=True) + more, engine)
    assert set(found) == {"", "A"}
    assert found[""].p_value == pytest.approx(BY_HAND)


def test_an_area_of_its_own_is_compared_with_itself(engine):
    """The second area has arrests on the last days alone: nothing there can be compared."""
    fair = [arrest("Visitor", f"2024-{month:02d}-{LAST[month] - back}", area_id="Fair")
            for month in LAST for back in (0, 1, 2)]  # fmt: skip
    _, found = audited(months(late=False) + fair, engine)
    assert found["A"].verdict == "not_found"
    assert found["A"].detail["found"] == 0


def test_too_few_periods_and_none_say_so(engine):
    _, found = audited(months(late=True, through=6), engine)
    assert {each.reason for each in found.values()} == {
        "fewer than 6 periods have arrests in the last days and on others"
    }
    _, found = audited(months(late=True)[:3], engine)
    assert found[""].reason.startswith("no arrest of a known person and unit")
    assert "periods" in why_not(CHECK, audited(months(late=True), engine, Frame())[0])


def test_each_innocent_cause_is_asked_of_the_records(engine):
    rows = months(late=True)
    for case, _ in rows:
        case["origin"] = "warrant" if case["occurred_at"].month == 3 else "patrol"
    last = [arrest("Drifter", f"2024-07-{day}") for day in (29, 30, 31)]
    tables, found = audited(rows + last, engine)
    told = describe(CHECK, found["A"], tables, engine).explanations
    assert [(each.explains, each.of) for each in told[:3]] == [(2, 16), (2, 16), (2, 16)]
