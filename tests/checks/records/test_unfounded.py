"""Which units close more complaints so, in tables added up by hand?"""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tallystick.audit.execution import cases, describe, explanations, results_of
from tallystick.checks.records.unfounded import CHECK
from tallystick.stats.peers.standardised import beside_the_rest
from tallystick.tables import Frame, Metric, Substitution
from worlds import tables_of

START = datetime(2024, 1, 1, 8)
PAIR = Frame(
    metrics=(
        Metric("robbery", "incidents", (("offense_code", ("robbery",)),)),
        Metric("larceny", "incidents", (("offense_code", ("larceny",)),)),
        Metric("grams", "measurements", total="value"),
    ),
    substitutions=(
        Substitution("down", "robbery", ("larceny",)), Substitution("no", "grams", ("larceny",)),
    ),
)  # fmt: skip
UNITS = 8


def complaint(number, unit, clearance="none", after=0, **more):
    at = START + timedelta(hours=after)
    return {"incident_id": number, "unit_id": unit, "officer_id": f"{unit}#1", "occurred_at": at,
            "closed_at": at + timedelta(days=3), "origin": "complaint", "offense_code": "larceny",
            "area_id": "a", "clearance": clearance} | more  # fmt: skip


def agency(first=0, each=80, clearance="unfounded", units=UNITS, **more):
    """Units of 80 complaints, a day apart; 5 to 7 of each are closed so, of the first `first`."""
    return [
        complaint(f"{unit}-{k}", f"U{unit}", after=24 * k, **more)
        | ({"clearance": clearance} if k < (first if first and unit == 0 else 5 + unit % 3) else {})
        for unit in range(units) for k in range(each)
    ]  # fmt: skip


def audited(engine, rows, frame=None):
    tables = tables_of({"incidents": rows}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def test_units_that_close_alike_are_not_found(engine):
    _, found = audited(engine, agency())
    closed = [each for (aspect, _), each in found.items() if aspect == "unfounded"]
    assert len(closed) == UNITS
    assert {each.verdict for each in closed} == {"not_found"}
    assert all(0 < each.smallest_detectable < 1 for each in closed)
    rest = [each for (aspect, _), each in found.items() if aspect == "exceptional"]
    assert {each.verdict for each in rest} == {"not_found"}


@pytest.mark.parametrize("clearance", ["unfounded", "exceptional"])
def test_a_unit_that_closes_far_more_is_found_with_its_complaints(engine, clearance):
    tables, found = audited(engine, agency(50, clearance=clearance))
    result = found[clearance, "U0"]
    assert result.verdict == "differs"
    assert result.p_value == max(result.detail["p_rest"], result.detail["p_spread"])
    others = sum(5 + unit % 3 for unit in range(1, UNITS)) / (80 * 7)
    assert result.estimate == pytest.approx(50 / 80 - others)
    assert result.detail["found"] == result.detail["listed"] == 50
    assert result.detail["expected"] == pytest.approx(80 * others, abs=0.001)
    # 96.04 of records without end; of 50, 96.04 / (1 + 95.04 / 50) = 33.1.
    assert result.detail["draw"] == 34
    listed = engine.rows(cases(CHECK, result, tables))
    assert {row["incident_id"] for row in listed} == {f"0-{k}" for k in range(50)}
    finding = describe(CHECK, result, tables, engine)
    assert "Of 80 complaints that are compared, 50 were closed" in finding.condition
    assert "Draw 34 of the 50 listed files" in finding.suggestion
    assert {each.verdict for (_, who), each in found.items() if who != "U0"} <= {
        "not_found", "insufficient",
    }  # fmt: skip


def test_like_is_compared_with_like(engine):
    """An offence of which all units close half makes no unit stand out that has more of it."""
    rows = []
    for unit in range(UNITS):
        for k in range(80):
            alarm = k < (70 if unit == 0 else 10)
            closed = k % 2 if alarm else k % 16 == 0
            rows.append(complaint(f"{unit}-{k}", f"U{unit}", ("none", "unfounded")[int(closed)],
                                  k, offense_code="alarm" if alarm else "theft"))  # fmt: skip
    _, found = audited(engine, rows)
    result = found["unfounded", "U0"]
    # Theft: of 70 of every other unit's, those with k 16, 32, 48 and 64; U0's ten begin at 70.
    assert result.detail["found"] == 35
    assert result.detail["expected"] == pytest.approx(70 * 5 / 10 + 10 * 4 / 70, abs=0.001)
    assert result.verdict == "not_found"
    assert result.detail["p_rest"] > 0.3


def test_what_no_complaint_is_and_what_is_not_known_is_not_counted(engine):
    rows = agency(50)
    odd = [
        complaint("patrol", "U0", "unfounded", origin="patrol"),
        complaint("open", "U0", None), complaint("when", "U0", "unfounded", occurred_at=None),
        complaint("none", "U0", "unfounded", count=0),
        complaint("nobody's", None, "unfounded"),
        complaint("odd\"'--", "U0", "unfounded", after=24, offense_code=None),
    ]  # fmt: skip
    _, plain = audited(engine, rows)
    tables, found = audited(engine, [*rows, *odd])
    assert ("unfounded", "") not in found
    was, now = (each["unfounded", "U0"].detail for each in (plain, found))
    # The one without an offence is listed, and compared with nobody.
    assert (now["found"], now["listed"]) == (was["found"], was["listed"] + 1)
    assert len(engine.rows(cases(CHECK, found["unfounded", "U0"], tables))) == now["listed"]
    frame = Frame(first_day=(START + timedelta(days=40)).date())
    _, later = audited(engine, rows, frame)
    assert (later["unfounded", "U0"].n, later["unfounded", "U0"].detail["listed"]) == (40, 10)
    frame = Frame(last_day=(START + timedelta(days=39)).date())
    assert audited(engine, rows, frame)[1]["unfounded", "U0"].detail["listed"] == 40
    assert audited(engine, [])[1] == {}


def test_few_units_few_complaints_and_few_closed_are_insufficient(engine):
    _, found = audited(engine, agency(50, units=4))
    assert "fewer than 5 units" in found["unfounded", "U0"].reason
    assert found["unfounded", "U0"].estimate > 0.5
    _, found = audited(engine, agency(12, each=12))
    assert "fewer than 20 complaints" in found["unfounded", "U0"].reason
    assert {each.p_value for each in found.values()} == {None}


def test_a_unit_that_enters_complaints_in_the_lesser_category_is_found(engine):
    def rows(first):
        return [
            complaint(f"{unit}-{k}", f"U{unit}", after=24 * k,
                      offense_code="larceny" if k < (first if unit == 0 else 20 + unit % 3)
                      else "robbery" if k < 60 else "arson")
            for unit in range(UNITS) for k in range(80)
        ]  # fmt: skip

    tables, found = audited(engine, rows(50), PAIR)
    assert {aspect for aspect, _ in found} == {"unfounded", "exceptional", "down"}
    result = found["down", "U0"]
    assert (result.verdict, result.n, result.detail["found"]) == ("differs", 60, 50)
    others = sum(20 + unit % 3 for unit in range(1, UNITS)) / (60 * 7)
    assert result.estimate == pytest.approx(50 / 60 - others, abs=0.001)
    assert {row["offense_code"] for row in engine.rows(cases(CHECK, result, tables))} == {"larceny"}
    said = explanations(CHECK, result, tables, engine)
    assert not any("review" in each.cause for each in said)
    assert "entered in the lesser category (down)" in CHECK.describe(result, tables).title
    _, found = audited(engine, rows(21), PAIR)
    assert found["down", "U0"].verdict == "not_found"


def test_each_cause_counts_the_complaints_that_it_would_explain(engine):
    rows = agency(50)
    for k, row in enumerate(row for row in rows if row["unit_id"] == "U0"):
        row["area_id"] = "alarm" if k < 20 else f"a{k}"
        row["officer_id"] = "desk" if k < 30 else f"k{k}"
        row["closed_at"] = datetime(2024, 6, 3) if k < 40 else datetime(2024, 7 + k % 6, 3)
    # Told again on the same day, in the same area: the first two; in another unit, or later, none.
    again = [
        complaint("again", "U0", after=3, area_id="alarm"),
        complaint("again 2", "U0", after=24, area_id="alarm"),
        complaint("later", "U0", after=24 * 60 + 1, area_id="alarm"),
        complaint("away", "U1", after=24 * 2, area_id="alarm"),
        complaint("none", "U0", after=24 * 3, area_id=None),
    ]
    tables, found = audited(engine, rows + again)
    said = explanations(CHECK, found["unfounded", "U0"], tables, engine)
    assert [(each.explains, each.of) for each in said] == [
        (20, 50), (2, 50), (40, 50), (30, 50), (None, None),
    ]  # fmt: skip


def test_shares_are_brought_to_one_mix():
    """By hand: two kinds of which all but the first member do .1 and .5 of equally many."""
    member, kind = (each.ravel() for each in np.indices((6, 2)))
    n = np.where(member == 0, np.where(kind == 0, 20, 180), 100)
    found = np.where(kind == 0, n // 10, n // 2)
    first = beside_the_rest(member, kind, found, n, 6)[0]
    assert (first.numbers.found, first.n, first.numbers.expected) == (92, 200, pytest.approx(92.0))
    assert first.estimate == pytest.approx(0.0)
    assert first.numbers.p_rest > 0.4
    assert first.numbers.p_spread > 0.4


def rejected(units, spread, times, seed, more=1.0):
    """How often units are found, of which the first closes `more` times as many as it would."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(times):
        rows = []
        for unit in range(units):
            share = 0.05 * np.exp(rng.normal(0, spread)) * (more if unit == 0 else 1)
            mix = rng.dirichlet(np.full(6, 2.0))
            n = rng.multinomial(500, np.repeat(mix, 4) / 4)
            ways = np.exp(rng.normal(0, 0.3, 4))[np.tile(np.arange(4), 6)]
            closed = rng.binomial(n, np.minimum(share * ways, 0.9))
            rows += [(unit, cell, closed[cell], n[cell]) for cell in np.flatnonzero(n)]
        said = beside_the_rest(*np.array(rows, dtype=np.int64).T, units)
        found += [each.p_value < 0.05 for each in (said[:1] if more > 1 else said)]
    return float(np.mean(found)), len(found)


def test_it_keeps_its_size_among_units_that_differ_and_finds_one_that_differs_more():
    share, n = rejected(12, 0.4, 12, 3)
    assert n == 144
    assert share <= 0.12
    assert rejected(12, 0.2, 12, 3, more=4.0)[0] >= 0.7


@pytest.mark.slow
@pytest.mark.parametrize("units", [6, 12, 25])
@pytest.mark.parametrize("spread", [0.0, 0.3, 0.6])
def test_its_size_over_the_whole_grid(units, spread):
    share, n = rejected(units, spread, 1500 // units, 4)
    assert share <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / n) + 0.01
