"""Is every value reckoned again, with its sum, and is what rounding allows no exception?"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from tallystick.audit.execution import cases, describe, results_of
from tallystick.audit.selection import why_not
from tallystick.checks.figures.valuation import CHECK
from tallystick.checks.figures.valuation.results import plain
from tallystick.tables import Frame, Price, Rate, Value
from worlds import tables_of

PLANTS = Value("value", "plants", "KZT", "{plant}", "cannabis plant")
GRAMS = Value("value", "grams", "USD", "g", "cocaine")
ROUBLES = Value("roubles", "plants", "RUB", "{plant}", "cannabis plant")


def price(low, high, value=PLANTS, unit=None, **when):
    return Price(
        Decimal(str(low)), Decimal(str(high)), "a list", what=value.what,
        unit=unit or value.unit, currency=value.currency, **when,
    )  # fmt: skip


def rate(low, high, one="RUB", costs="KZT", **when):
    return Rate(Decimal(str(low)), Decimal(str(high)), "a bank", one=one, costs=costs, **when)


def figures(month=4, unit=None, **values):
    first, after = date(2024, month, 1), date(2024 + month // 12, month % 12 + 1, 1)
    return [
        {"unit_id": unit, "metric": metric, "value": float(value), "period_start": first,
         "period_end": after - timedelta(days=1)}
        for metric, value in values.items()
    ]  # fmt: skip


def audited(rows, engine, values=(PLANTS,), prices=(), rates=()):
    frame = Frame(values=tuple(values), prices=tuple(prices), rates=tuple(rates))
    tables = tables_of({"reported_figures": rows}, frame)
    results, _ = results_of(CHECK, tables, engine)
    return tables, {(each.aspect, each.subject): each for each in results}


def told(finding):
    return {each.cause.partition(" ")[0]: (each.explains, each.of) for each in finding.explanations}


CLAIM = figures(plants=15_000, value=7.5e9, roubles=1.5e9)


def test_a_published_claim_of_plants_tenge_and_roubles(engine):
    """15,000 plants, 7.5 billion tenge, "about 1.5 billion roubles"; the official rate was 4.76.

    By hand: 7.5e9 / 15,000 = 500,000. 7.5e9 / 1.5e9 = 5.0; rounded, 7.45 / 1.55 = 4.8065 to
    7.55 / 1.45 = 5.2069, which leaves 4.76 out; cut off, 7.5 / 1.6 = 4.6875 to 7.6 / 1.5, which
    does not.
    """
    rates = [rate(4.76, 4.76, from_date=date(2024, 4, 1), to_date=date(2024, 4, 30))]
    tables, found = audited(CLAIM, engine, (PLANTS, ROUBLES), rates=rates)
    flat = describe(CHECK, found["value: flat price", ""], tables, engine)
    assert "7,500,000,000 KZT / 15,000 plant = 500,000" in flat.condition
    assert told(flat) == {"The": (1, 1), "A": (0, 1)}
    implied = found["value: rate of RUB in KZT", ""]
    assert (implied.verdict, implied.n, implied.estimate) == ("exceptions", 1, 1.0)
    assert implied.p_value is None
    finding = describe(CHECK, implied, tables, engine)
    assert (
        "2024-04-01: 7,500,000,000 KZT / 1,500,000,000 RUB = 5; with rounding 4.8065 to 5.2069; "
        "reference 4.7600 (a bank)"
    ) in finding.condition.replace("4.7600 to 4.7600", "4.7600")
    assert told(finding)["Digits"] == (1, 1)
    listed = engine.rows(cases(CHECK, implied, tables))
    assert {row["metric"] for row in listed} == {"value", "roubles"}


@pytest.mark.parametrize(
    ("low", "high", "breaks"),
    [(4.70, 4.80, True), (4.70, 4.81, False), (5.20, 5.30, False), (5.21, 5.30, True)],
)
def test_a_rate_within_rounding_is_no_exception(engine, low, high, breaks):
    _, found = audited(CLAIM, engine, (PLANTS, ROUBLES), rates=[rate(low, high)])
    assert (found["value: rate of RUB in KZT", ""].verdict == "exceptions") == breaks
    turned = [rate(round(1 / high, 12), round(1 / low, 12), "KZT", "RUB")]
    _, found = audited(CLAIM, engine, (PLANTS, ROUBLES), rates=turned)
    assert (found["value: rate of RUB in KZT", ""].verdict == "exceptions") == breaks


@pytest.mark.parametrize(
    ("value", "breaks", "why"),
    [
        (1234 * 60.0, True, None),  # 74,040: four digits, price 60
        (74_041, False, None),
        (74_000, False, None),  # 59.97: rounding made it no round price
        (1234 * 65.0, True, None),
        (1234 * 61.3, False, None),  # three digits are no round price
        (1234 * 250.0, True, "list"),
        (1234 * 0.5, True, None),
    ],
)
def test_a_flat_price_is_one_of_one_or_two_digits(engine, value, breaks, why):
    rows = figures(grams=1234, value=value)
    tables, found = audited(rows, engine, (GRAMS,), [price(200, 300, GRAMS)])
    result = found["value: flat price", ""]
    assert (result.verdict == "exceptions") == breaks
    if breaks:
        finding = describe(CHECK, result, tables, engine)
        assert told(finding) == {"The": (0, 1), "A": (int(why == "list"), 1)}


def test_one_piece_has_a_price_and_not_a_flat_one(engine):
    _, found = audited(figures(plants=1, value=500), engine)
    assert found["value: flat price", ""].verdict == "not_found"


@pytest.mark.parametrize(
    ("grams", "value", "verdict", "slip"),
    [
        (123, 9_864.6, "not_found", None),  # 80.2 in 60 to 100
        (123, 12_331, "exceptions", 0),  # 100.25: (12,330.5 to 12,331.5) / (122.5 to 123.5) > 99.8
        (123, 18_331, "exceptions", 0),  # 149.03
        (123, 9_864_600, "exceptions", 1),
        (123_000, 9_864.61, "exceptions", 1),
    ],
)
def test_a_price_outside_the_reference_and_a_slip_of_a_thousand(
    engine, grams, value, verdict, slip
):
    prices = [price(60, 100, GRAMS)] if value != 12_331 else [price(60, 99.8, GRAMS)]
    tables, found = audited(figures(grams=grams, value=value), engine, (GRAMS,), prices)
    result = found["value: price", ""]
    assert result.verdict == verdict
    if slip is not None:
        finding = describe(CHECK, result, tables, engine)
        assert told(finding)["Kilograms"] == (slip, 1)
        assert "reference 60 to" in finding.condition


def test_rounding_of_value_and_count_widens_the_price(engine):
    """12,331 / 123 is 100.25; 12,330.5 / 123.5 is 99.84, within 100."""
    rows = figures(grams=123, value=12_331)
    _, found = audited(rows, engine, (GRAMS,), [price(60, 100, GRAMS)])
    assert found["value: price", ""].verdict == "not_found"


def test_references_of_the_day_the_unit_and_the_currency_are_taken(engine):
    rows = figures(grams=123, value=9_864.6) + figures(9, grams=123, value=9_864.6)
    by_kilogram = price(60_000, 100_000, GRAMS, "kg", to_date=date(2024, 4, 30))
    later = price(1, 2, GRAMS, from_date=date(2024, 9, 1))
    foreign = replace(price(1, 2, GRAMS), currency="EUR")
    other = replace(price(1, 2, GRAMS), what="heroin")
    by_litre = price(1, 2, GRAMS, "mL")
    _, found = audited(rows, engine, (GRAMS,), [by_kilogram, foreign, other, by_litre])
    result = found["value: price", ""]
    assert (result.verdict, result.n) == ("not_found", 1), "September has no reference"
    last_day = price(60, 100, GRAMS, from_date=date(2024, 4, 30), to_date=date(2024, 4, 30))
    _, found = audited(rows, engine, (GRAMS,), [last_day])
    assert found["value: price", ""].n == 1
    tables, found = audited(rows, engine, (GRAMS,), [by_kilogram, later])
    result = found["value: price", ""]
    assert (result.n, result.estimate) == (2, 1.0)
    assert result.detail["periods"] == ["2024-09-01"]
    assert len(engine.rows(cases(CHECK, result, tables))) == 2
    _, found = audited(rows, engine, (GRAMS,), [by_kilogram, later, price(70, 90, GRAMS)])
    assert found["value: price", ""].verdict == "not_found", "one reference is enough"


def test_units_are_asked_apart_and_their_parts_added_up(engine):
    rows = [
        *figures(grams=1234.5, value=92_587.25), *figures(unit="A", grams=1000.5, value=75_037.25),
        *figures(unit="B", grams=234, value=99_000.75),
    ]  # fmt: skip
    tables, found = audited(rows, engine, (GRAMS,), [price(60, 100, GRAMS)])
    assert found["value: price", "A"].verdict == found["value: price", ""].verdict == "not_found"
    assert found["value: price", "B"].verdict == "exceptions"
    assert found["value: price", "B"].subject_kind == "unit"
    assert len(engine.rows(cases(CHECK, found["value: price", "B"], tables))) == 2
    assert found["grams: parts", ""].verdict == "not_found"
    money = found["value: parts", ""]
    assert money.verdict == "exceptions"
    condition = CHECK.describe(money, tables).condition
    assert "2 parts add up to 174,038; published 92,587" in condition
    assert len(engine.rows(cases(CHECK, money, tables))) == 3


@pytest.mark.parametrize(
    ("parts", "total", "verdict"),
    [
        ((1001, 2002), 3003, "not_found"),
        ((1001, 2002), 3004, "not_found"),  # half a unit on each of three
        ((1001, 2002), 3005, "exceptions"),
        ((1001, 2002), 3000, "not_found"),  # the total is written by the thousand
        ((1000, 2000), 3900, "not_found"),
        ((1001, 2002), 2501, "exceptions"),
    ],
)
def test_parts_differ_by_more_than_rounding(engine, parts, total, verdict):
    rows = figures(plants=total, value=1)
    rows += [
        row for unit, n in zip("AB", parts, strict=True) for row in figures(unit=unit, plants=n)
    ]
    _, found = audited(rows, engine)
    assert found["plants: parts", ""].verdict == verdict


def test_a_missing_part_explains_a_total_that_is_larger(engine):
    rows = []
    for month, units in ((1, "ABC"), (2, "AB"), (3, "ABC"), (4, "A")):
        rows += figures(month, plants=303, value=1)
        rows += [row for unit in units for row in figures(month, unit=unit, plants=101)]
    rows += figures(5, plants=171, value=1)
    rows += [row for unit in "AB" for row in figures(5, unit=unit, plants=101)]
    rows += figures(6, plants=407, value=1)
    rows += [row for unit in "ABC" for row in figures(6, unit=unit, plants=101)]
    tables, found = audited(rows, engine)
    result = found["plants: parts", ""]
    assert result.n == 5, "one part alone is not compared"
    assert result.detail["periods"] == ["2024-02-01", "2024-05-01", "2024-06-01"]
    assert told(describe(CHECK, result, tables, engine)) == {"A": (1, 3)}


@pytest.mark.parametrize(
    ("rows", "values", "aspect", "reason"),
    [
        (figures(plants=5), (PLANTS,), "value: flat price", "no metric value; they hold plants"),
        (figures(grams=5, worth=7), (PLANTS,), "value: flat price", "none of these"),
        (figures(plants=0, value=0), (PLANTS,), "value: flat price", "no figure above 0"),
        (figures(plants=5, value=-7), (PLANTS,), "value: flat price", "no figure above 0"),
        (figures(plants=5) + figures(5, value=7), (PLANTS,), "value: flat price", "the same unit"),
        (figures(plants=5, value=7) + figures(plants=6), (PLANTS,), "value: flat price", "same"),
        (CLAIM, (PLANTS,), "value: price", "what cannabis plant cost in KZT"),
        (CLAIM, (replace(PLANTS, what=""),), "value: price", "give [[values]] a what"),
        (CLAIM, (PLANTS, ROUBLES), "value: rate of RUB in KZT", "what RUB cost in KZT"),
    ],
)  # fmt: skip
def test_what_cannot_be_reckoned_says_why(engine, rows, values, aspect, reason):
    _, found = audited(rows, engine, values)
    result = found[aspect, ""]
    assert result.verdict == "insufficient"
    assert reason in result.reason


def test_values_of_other_goods_or_of_one_currency_imply_no_rate(engine):
    other = replace(ROUBLES, count="grams")
    again = replace(ROUBLES, currency="KZT")
    for second in (other, again):
        _, found = audited(CLAIM, engine, (PLANTS, second), rates=[rate(4, 5)])
        assert not [aspect for aspect, _ in found if "rate" in aspect]


def test_it_says_what_it_needs(engine):
    tables = tables_of({"reported_figures": CLAIM}, Frame())
    assert "[[values]]" in why_not(CHECK, tables)
    _, found = audited([dict(CLAIM[0], metric="else")], engine)
    assert {each.verdict for each in found.values()} == {"insufficient"}


def test_numbers_are_written_as_a_reader_does():
    assert plain(500_000) == "500,000"
    assert plain(Fraction(7502, 100)) == "75.02"
    assert plain(Fraction(48064516, 10_000_000), 4) == "4.8065"
    assert plain(Fraction(1_234_567, 10)) == "123,457"
