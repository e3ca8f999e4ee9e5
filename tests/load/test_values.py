"""Are values, prices and rates read as they are meant, and is what is wrong told?"""

from datetime import date
from decimal import Decimal

import pytest

from tallystick.load import InputError, read_engagement
from tallystick.tables import Price, Rate, Value

ABOUT = """
[engagement]
name = "n"
agency = "a"
time_zone = "UTC"
currency = "KZT"
[[tables.reported_figures]]
source = "f.csv"
columns = {metric = "m", period_start = "s", period_end = "e", value = "v"}
"""
GOOD = """
[[values]]
metric = "worth"
count = "plants"
unit = "{plant}"
what = "cannabis plant"
[[values]]
metric = "roubles"
count = "plants"
currency = "RUB"
[[prices]]
what = "cannabis plant"
unit = "{plant}"
low = 400_000
high = 600_000
source = "a list"
from = 2024-01-01
to = 2024-12-31
[[rates]]
one = "RUB"
costs = "KZT"
low = 4.7
high = 4.9
source = "a bank"
"""


def read(tmp_path, text):
    path = tmp_path / "e.toml"
    path.write_text(ABOUT + text, encoding="utf-8")
    return read_engagement(path).frame


def test_a_good_one(tmp_path):
    frame = read(tmp_path, GOOD)
    assert frame.values == (
        Value("worth", "plants", "KZT", "{plant}", "cannabis plant"),
        Value("roubles", "plants", "RUB", "1", ""),
    )
    assert frame.prices == (
        Price(
            Decimal(400_000), Decimal(600_000), "a list", date(2024, 1, 1), date(2024, 12, 31),
            "cannabis plant", "{plant}", "KZT",
        ),
    )  # fmt: skip
    assert frame.rates == (
        Rate(Decimal("4.7"), Decimal("4.9"), "a bank", None, None, "RUB", "KZT"),
    )
    price = frame.prices[0]
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    assert [price.holds(day) for day in days] == [False, True, True, False]
    assert frame.rates[0].holds(date(1700, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('metric = "worth"\n', "", 'values (no. 1).metric: it is missing; write metric = '),
        ('count = "plants"\nunit', 'count = "worth"\nunit', "it is the value itself"),
        ('"RUB"\n[[p', '"rubles"\n[[p', "values (no. 2).currency: read 'rubles'; write an ISO"),
        ('metric = "roubles"', 'metric = "worth"', "'worth' is valued before"),
        ('"{plant}"\nlow', '"grams"\nlow', "prices.unit: read 'grams'; did you mean 'g'?"),
        ('what = "cannabis plant"\nunit', 'what = "canabis plant"\nunit',
         "prices.what: no [[values]] entry is of 'canabis plant'; did you mean 'cannabis plant'?"),
        ("low = 400_000", "low = 700_000", "prices.low: read 700000; it lies above high = 600000"),
        ("low = 400_000", "low = 0", "prices.low: read 0; it is a number > 0"),
        ("low = 4.7", "low = nan", "rates.low: read NaN; it must be a finite number; write low ="),
        ("high = 4.9", "", "rates.high: it is missing; write high = 4.90"),
        ("to = 2024-12-31", "to = 2023-12-31", "it lies before from = 2024-01-01; swap them"),
        ('costs = "KZT"', 'costs = "RUB"', "a rate is between two currencies"),
        ('one = "RUB"', 'one = "rub"', "rates.one: read 'rub'; write an ISO 4217 code"),
        ("[[rates]]", "[[rate]]", "did you mean 'rates'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(tmp_path, old, new, words):
    assert old in GOOD
    with pytest.raises(InputError) as raised:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert words in str(raised.value)


def test_a_currency_that_is_nowhere_said_is_asked_for(tmp_path):
    path = tmp_path / "e.toml"
    path.write_text((ABOUT + GOOD).replace('currency = "KZT"', "", 1), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_engagement(path)
    assert "values (no. 1).currency: it is missing; write an ISO 4217 code" in str(raised.value)
    assert "prices.currency: it is missing" in str(raised.value)


def test_a_price_without_any_named_goods_says_so(tmp_path):
    text = GOOD.replace('what = "cannabis plant"\n', "", 1)
    with pytest.raises(InputError) as raised:
        read(tmp_path, text)
    assert "give one of them what = 'cannabis plant'" in str(raised.value)


FIGURES = """
[[tables.reported_figures]]
source = "f.csv"
columns = {metric = "m", period_start = "s", period_end = "e", value = "v", denominator = "d"}
"""


def test_a_denominator_is_a_whole_number_that_may_be_missing(loads):
    content = (
        "m,s,e,v,d\na,2020-01-01,2020-01-31,33.3,30\na,2020-02-01,2020-02-29,33.3,\n"
        "a,2020-03-01,2020-03-31,33.3,30.5\na,2020-04-01,2020-04-30,33.3,-3\n"
    )
    _, rows = loads({"f.csv": content}, FIGURES)
    assert [row["denominator"] for row in rows["reported_figures"]] == [30, None]
