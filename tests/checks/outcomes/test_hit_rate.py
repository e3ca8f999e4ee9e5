"""Whose searches find less, in tables added up by hand?"""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.audit.selection import why_not
from tallystick.checks.outcomes.hit_rate import CHECK
from tallystick.checks.outcomes.hit_rate.results import NO_PLACES, NO_STOPS, ONE_LINE
from tallystick.stats.proportions.discriminant import searched
from tallystick.tables import Frame
from worlds import tables_of

START = datetime(2024, 1, 1, 8)
UNITS, EACH, OFFICERS = 8, 80, 4


def search(number, unit, officer, hit, day=0, **more):
    return {
        "incident_id": number, "unit_id": unit, "officer_id": officer, "origin": "patrol",
        "occurred_at": START + timedelta(days=day % 80), "search_conducted": "yes",
        "contraband_found": "yes" if hit else "no", "search_basis": "consent", "area_id": "a",
        "subject_group": "A",
    } | more  # fmt: skip


def agency(hits=None, units=UNITS, each=EACH, **more):
    """Units of 80 searches by four officers: 40 to 42 find something, `hits` of the first unit."""
    rows = []
    for unit in range(units):
        found = 40 + unit % 3 if hits is None or unit else hits
        for k in range(each):
            # The finds lie evenly over the searches, and so over officers, days and groups.
            hit = (k * found) // EACH != ((k + 1) * found) // EACH
            rows.append(search(f"{unit}-{k}", f"U{unit}", f"U{unit}#{k % 7 % OFFICERS}", hit, k,
                               subject_group="AAB"[k % 3], **more))  # fmt: skip
    return rows


def audited(engine, rows, frame=None):
    tables = tables_of({"incidents": rows}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.subject_kind, each.subject or each.aspect): each for each in results}


def test_units_officers_and_groups_that_find_alike_are_not_found(engine):
    _, found = audited(engine, agency())
    kinds = [kind for kind, _ in found]
    assert [kinds.count(kind) for kind in ("unit", "officer", "agency")] == [8, 32, 1]
    units = [each for (kind, _), each in found.items() if kind == "unit"]
    assert {each.verdict for each in units} == {"not_found"}
    assert all(0 < each.smallest_detectable < 1 for each in units)
    assert not any(each.names_pattern for each in found.values())


def test_a_unit_that_finds_far_less_is_found_with_its_searches(engine):
    tables, found = audited(engine, agency(8))
    result = found["unit", "U0"]
    assert result.verdict == "differs"
    assert result.p_value == max(result.detail["p_rest"], result.detail["p_spread"])
    others = sum(40 + unit % 3 for unit in range(1, UNITS)) / (EACH * 7)
    assert result.estimate == pytest.approx((72 / 80) - (1 - others))
    assert (result.n, result.detail["hits"]) == (80, 8)
    assert result.detail["expected"] == pytest.approx(80 * others, abs=0.001)
    listed = engine.rows(cases(CHECK, result, tables))
    assert len(listed) == 72
    assert {row["contraband_found"] for row in listed} == {"no"}
    assert set(listed[0]) == set(engine.rows(tables["incidents"].limit(1))[0])
    finding = describe(CHECK, result, tables, engine)
    assert "Of 80 searches that are compared, 8 ended in a find" in finding.condition
    assert "infra-marginality" in " ".join(finding.caveats)
    assert not any(each.names_pattern for (_, who), each in found.items() if who != "U0")


def test_an_officer_is_set_beside_the_officers_of_the_same_unit(engine):
    """A whole unit that finds less makes none of its officers stand out; one of the unit does."""
    rows = agency(each=160)
    for row in rows:
        if row["officer_id"] == "U3#1":
            row["contraband_found"] = "no"
    tables, found = audited(engine, rows)
    result = found["officer", "U3#1"]
    own = [row for row in rows if row["unit_id"] == "U3"]
    rest = [row["contraband_found"] == "yes" for row in own if row["officer_id"] != "U3#1"]
    assert result.verdict == "differs"
    assert result.n == len(own) - len(rest)
    assert result.detail["expected"] == pytest.approx(result.n * np.mean(rest), abs=0.001)
    assert "other officers of the same unit" in CHECK.describe(result, tables).condition
    _, found = audited(engine, agency(8, each=160))
    assert not any(each.names_pattern for (kind, _), each in found.items() if kind == "officer")


def test_like_is_compared_with_like(engine):
    """A unit that is ordered to search where little is found does not stand out for it."""
    rows = []
    for unit in range(UNITS):
        for k in range(120):
            bare = k < (100 if unit == 0 else 20)
            hit = k % 5 < 2 if bare else k % 4 < 3
            rows.append(search(f"{unit}-{k}", f"U{unit}", f"U{unit}#{k % 4}", hit, k,
                               search_basis="inventory" if bare else "consent"))  # fmt: skip
    _, found = audited(engine, rows)
    result = found["unit", "U0"]
    assert result.detail["hits"] == 40 + 15
    assert result.detail["expected"] == pytest.approx(100 * 8 / 20 + 20 * 75 / 100, abs=0.001)
    assert result.verdict == "not_found"
    assert result.detail["p_rest"] > 0.3


def groups(gap=0.0, units=UNITS, **more):
    """Per officer 12 searches of A and 6 of B: half of A's find something, B's fewer by `gap`."""
    rows = []
    for unit in range(units):
        for officer in range(OFFICERS):
            for k in range(18):
                at = k * 37 + unit * 5 + officer * 11
                share = 0.5 if k < 12 else 0.5 - gap
                rows.append(search(
                    f"{unit}-{officer}-{k}", f"U{unit}", f"U{unit}#{officer}",
                    at % 100 < 100 * share, k, subject_group="A" if k < 12 else "B", **more,
                ))  # fmt: skip
    return rows


def test_without_thresholds_a_group_whose_searches_find_less_is_withheld(engine):
    tables, found = audited(engine, groups(0.35))
    result = found["agency", "B beside A"]
    rows = engine.rows(tables["incidents"])
    share = {
        group: np.mean([row["contraband_found"] == "yes" for row in rows
                        if row["subject_group"] == group])
        for group in "AB"
    }  # fmt: skip
    # Every unit has 48 and 24: the weighted difference is the plain one.
    assert result.estimate == pytest.approx(share["B"] - share["A"])
    assert result.interval[0] < result.estimate < result.interval[1] < 0
    assert (result.verdict, result.n, result.detail["reference_n"]) == ("withheld", 192, 384)
    assert max(result.detail["p_exact"], result.detail["p_hands"]) < 0.05
    assert (result.p_value, result.reason.key) == (None, "reasons.no_line")
    assert result.reason.values == {"why": NO_STOPS}
    _, found = audited(engine, groups())
    assert found["agency", "B beside A"].verdict == "not_found"


def only_group(found):
    (result,) = (each for (kind, _), each in found.items() if kind == "agency")
    return result


def stopped(carried, apart, line, seed=5, places=12):
    """Stops in totals by unit, officer and group, from the model itself: (A, B) each."""
    rng, rows = np.random.default_rng(seed), []
    for unit in range(places):
        shift = rng.normal(0, 0.3, 2)
        for at, group in enumerate("AB"):
            shares = searched(*(
                np.array([each]) for each in
                (carried[at] + shift[0], apart[at] + shift[1] / 2, line[at] + rng.normal(0, 0.1))
            ))  # fmt: skip
            hit, miss = float(shares.hits[0]), float(shares.misses[0])
            for officer in range(3):
                drawn = rng.multinomial((2400, 1200)[at], (hit, miss, 1 - hit - miss))
                for k, many in enumerate(drawn.tolist()):
                    rows.append(search(
                        f"{unit}{group}{officer}{k}", f"U{unit}", f"U{unit}#{officer}", k == 0,
                        k * 100, subject_group=group, count=many,
                        search_conducted="no" if k == 2 else "yes",
                        search_basis=None if k == 2 else "consent",
                    ) | ({"contraband_found": None} if k == 2 else {}))  # fmt: skip
    return rows


def test_a_lower_threshold_is_told_and_lower_hits_at_one_threshold_are_not(engine):
    tables, found = audited(engine, stopped((-3, -3), (0.5, 0.5), (-1.0, -2.2)))
    result = only_group(found)
    detail = result.detail
    # So many more of B are searched that B has most of the searches.
    assert (result.verdict, detail["group"], detail["fewer"]) == ("differs", "A", "B")
    assert detail["threshold"] > detail["reference_threshold"]
    assert detail["threshold_low"] > 0
    assert detail["places"] == 12
    assert result.estimate > 0
    assert result.p_value == max(detail["p_exact"], detail["p_hands"])
    assert {row["subject_group"] for row in engine.rows(cases(CHECK, result, tables))} == {"B"}
    finding = describe(CHECK, result, tables, engine)
    assert finding.title == "searches of B: fewer end in a find than those of A"
    assert "does not by itself mean a lower threshold" in finding.caveats[0]
    assert "Read from stops, searches and finds of 12 places" in finding.condition
    # What B carries shows less well: fewer finds at the same line, and a quarter of the searches.
    _, found = audited(engine, stopped((-3, -3.3), (0.9, 0.2), (-2.0, -2.0)))
    result = found["agency", "B beside A"]
    assert result.estimate < -0.1
    assert max(result.detail["p_exact"], result.detail["p_hands"]) < 0.05
    assert (result.verdict, result.p_value, result.reason) == ("withheld", None, ONE_LINE)


def test_thresholds_need_five_places_with_both_groups(engine):
    rows = stopped((-3, -3), (0.5, 0.5), (-1.0, -2.2), places=4)
    _, found = audited(engine, rows)
    assert only_group(found).detail["no_lines"] == NO_PLACES
    # Two areas of each unit make eight places.
    for number, row in enumerate(rows):
        row["area_id"] = f"a{number // 3 % 2}"
    _, found = audited(engine, rows)
    assert only_group(found).detail["places"] == 8


def test_a_ground_that_leaves_no_choice_tells_no_threshold(engine):
    """Inventories of B's that find nothing lower B's hit rate, and not the line from which on."""
    rows = stopped((-3, -3), (0.5, 0.5), (-1.5, -1.5))
    ordered = [
        dict(row, incident_id=f"i{number}", search_conducted="yes", contraband_found="no",
             search_basis="Inventory", count=10)
        for number, row in enumerate(rows) if row["subject_group"] == "B"
    ]  # fmt: skip
    one, other = (only_group(audited(engine, each)[1]).detail for each in (rows, rows + ordered))
    names = ("threshold", "reference_threshold", "threshold_low", "threshold_high")
    assert [one[name] for name in names] == pytest.approx([other[name] for name in names])


def test_where_no_searches_are_recorded_an_arrest_is_the_find_of_a_stop(engine):
    def stop(row):
        kept = {name: value for name, value in row.items() if not name.startswith("search_")}
        kept["clearance"] = "arrest" if kept.pop("contraband_found") == "yes" else "none"
        return kept | {"offense_code": "stop"}

    rows = [stop(row) for row in agency(8)]
    told = stop(search("told", "U0", "U0#1", False)) | {"origin": "complaint"}
    tables, found = audited(engine, [*rows, told])
    result = found["unit", "U0"]
    assert (result.verdict, result.n, result.detail["hits"]) == ("differs", 80, 8)
    assert "stops that are compared, 8 ended in an arrest" in (
        CHECK.describe(result, tables).condition
    )
    assert found["agency", "B beside A"].detail["no_lines"] == NO_STOPS
    bare = tables_of({"incidents": [{"unit_id": "U", "occurred_at": START}]})
    assert why_not(CHECK, bare) == (
        "needs incidents.search_conducted, incidents.contraband_found, or incidents.subject_group, "
        "incidents.clearance"
    )


def test_what_is_no_search_and_what_is_not_known_is_not_counted(engine):
    rows = agency(8)
    odd = [
        search("not", "U0", "U0#1", False, search_conducted="no"),
        search("?", "U0", "U0#1", False, search_conducted=None),
        search("when", "U0", "U0#1", False, occurred_at=None),
        search("none", "U0", "U0#1", False, count=0),
        search("nobody's", None, None, False),
        search("result", "U0", "U0#1", False, contraband_found=None),
        search("odd\"'--", "U0", "U0#1", False, search_basis="of its own"),
    ]
    _, plain = audited(engine, rows)
    tables, found = audited(engine, [*rows, *odd])
    assert ("unit", "") not in found
    was, now = (each["unit", "U0"] for each in (plain, found))
    # The one on a ground of its own is listed, and compared with nobody.
    assert (now.n, now.detail["hits"]) == (was.n, was.detail["hits"])
    assert now.detail["unknown"] == 1
    assert len(engine.rows(cases(CHECK, now, tables))) == 73
    first = START + timedelta(days=40)
    _, later = audited(engine, rows, Frame(first_day=first.date()))
    assert later["unit", "U0"].n == 40
    _, earlier = audited(engine, rows, Frame(last_day=(first - timedelta(days=1)).date()))
    assert earlier["unit", "U0"].n == 40
    assert audited(engine, [])[1] == {}


def test_few_searches_units_and_officers_are_insufficient(engine):
    _, found = audited(engine, agency(8, units=4))
    assert "fewer than 5 units" in found["unit", "U0"].reason
    assert found["unit", "U0"].estimate > 0.3
    _, found = audited(engine, agency(0, each=15))
    assert "fewer than 20 searches" in found["unit", "U0"].reason
    _, found = audited(engine, groups(0.35, units=1))
    result = found["agency", "B beside A"]
    assert (result.verdict, result.p_value) == ("insufficient", None)
    assert "too few officers" in result.reason
    few = [dict(row, subject_group="A" if k else "B") for k, row in enumerate(agency())]
    assert "fewer than 20" in audited(engine, few)[1]["agency", "B beside A"].reason
    alike = [dict(row, subject_group="A") for row in agency()]
    assert ("agency", "B beside A") not in audited(engine, alike)[1]


def test_where_no_officer_is_known_quarters_and_places_hang_together(engine):
    rows = [dict(row, officer_id=None) for row in groups(0.35)]
    for number, row in enumerate(rows):
        row["occurred_at"] += timedelta(days=number % 4 * 92)
    _, found = audited(engine, rows)
    result = found["agency", "B beside A"]
    assert result.verdict == "withheld"
    # Eight units in four quarters each, of nearly like weight.
    assert 20 < result.detail["hands"] <= 32
    assert not any(kind == "officer" for kind, _ in found)


def test_each_cause_counts_the_searches_that_it_would_explain(engine):
    rows = agency(8)
    own = [r for r in rows if r["unit_id"] == "U0" and r["contraband_found"] == "no"]
    for k, row in enumerate(own):
        row["area_id"] = "yard" if k < 20 else f"a{k}"
        row["officer_id"] = "blank" if k < 30 else f"k{k % 9}"
        row["occurred_at"] = START + timedelta(days=0 if k < 12 else k)
        row["search_basis"] = "inventory" if k < 5 else "consent"
    # On the inventories of another unit, too, nothing is found.
    rows += [search(f"i{k}", "U5", "U5#0", False, k, search_basis="inventory") for k in range(9)]
    tables, found = audited(engine, rows)
    said = explanations(CHECK, found["unit", "U0"], tables, engine)
    answers = [(each.explains, each.of) for each in said]
    nobody_finds = sum(
        all(r["contraband_found"] == "no" for r in rows if r["officer_id"] == name)
        * sum(r["officer_id"] == name for r in own)
        * (sum(r["officer_id"] == name for r in rows) >= 10)
        for name in {r["officer_id"] for r in own}
    )
    assert nobody_finds == 30
    assert answers == [(30, 72), (5, 72), (12, 72), (30, 72), (20, 72), (None, None)]
    said = explanations(CHECK, found["agency", "B beside A"], tables, engine)
    assert "infra-marginality" in said[-1].cause
    said = explanations(CHECK, found["officer", "U5#0"], tables, engine)
    assert not any("One officer" in each.cause for each in said)
