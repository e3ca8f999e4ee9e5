"""Is an engagement file read as it is meant, and every fault in it told at once?"""

from datetime import date
from decimal import Decimal

import pytest

from tallystick.load import InputError, read_engagement
from tallystick.load.units import GRAMS, near_unit, ucum
from tallystick.load.wording import meant, shown
from tallystick.tables import Frame, Line, Metric, Period

GOOD = """
[engagement]
name = "Harbour 2019"
agency = "City Police"
jurisdiction = "US-MA"
time_zone = "America/New_York"
currency = "USD"
first_day = 2019-01-01
[[tables.incidents]]
source = "i.csv"
columns = {incident_id = "id", occurred_at = "at"}
[[lines]]
name = "65 points"
kind = "score"
substance_code = "english"
value = 65
unit = "{score}"
citation = "x"
below = 5
above = 4.5
from = 2010-01-01
[[lines]]
name = "0.08"
kind = "blood_alcohol"
value = 0.08
unit = "g/dl"
inclusive = false
direction = "down"
stage = "lab"
citation = "y"
[[periods]]
name = "month"
rule = "month"
[[periods]]
name = "half"
ends = [2019-06-30, 2019-12-31]
window_days = 3
[[metrics]]
name = "arrests"
table = "incidents"
where = {clearance = ["arrest"]}
is_control = true
direction = "at most"
"""


def read(tmp_path, text):
    path = tmp_path / "e.toml"
    path.write_text(text, encoding="utf-8")
    return read_engagement(path)


def test_a_good_one(tmp_path):
    made = read(tmp_path, GOOD)
    assert (made.name, made.agency, made.jurisdiction, made.time_zone, made.currency) == (
        "Harbour 2019",
        "City Police",
        "US-MA",
        "America/New_York",
        "USD",
    )
    assert (made.first_day, made.last_day, made.max_set_aside) == (date(2019, 1, 1), None, 0.05)
    assert made.folder == tmp_path
    assert [source.table for source in made.sources] == ["incidents"]
    assert made.frame == Frame(
        lines=(
            Line(
                "65 points",
                "score",
                Decimal(65),
                "{score}",
                "x",
                substance_code="english",
                from_date=date(2010, 1, 1),
                below=Decimal(5),
                above=Decimal("4.5"),
            ),
            Line(
                "0.08",
                "blood_alcohol",
                Decimal("0.08"),
                "g/dL",
                "y",
                stage="lab",
                inclusive=False,
                direction="down",
            ),
        ),
        periods=(
            Period("month", "month"),
            Period("half", None, (date(2019, 6, 30), date(2019, 12, 31)), 3),
        ),
        metrics=(
            Metric(
                "arrests",
                "incidents",
                (("clearance", ("arrest",)),),
                is_control=True,
                direction="at most",
            ),
        ),
        first_day=date(2019, 1, 1),
    )
    assert made.frame.lines[1].milli == 80


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "Harbour 2019"', "", "engagement.name: it is missing; write name = "),
        ('"City Police"', "7", "engagement.agency: read 7; it must be text in quotes"),
        ("America/New_York", "America/NewYork", "did you mean 'America/New_York'"),
        ("US-MA", "Boston", "engagement.jurisdiction: read 'Boston'; write an ISO 3166 code"),
        ("2019-01-01\n[[t", '"2019"\n[[t', "it must be a day such as 2019-01-31"),
        ("2019-01-01\n[[t", "2019-01-01\nlast_day = 2018-01-01\n[[t", "lies before first_day"),
        ("2019-01-01\n[[t", "2019-01-01\nmax_set_aside = 5\n[[t", "it is a share from 0 to 1"),
        ("tables.incidents", "tables.incident", "did you mean 'incidents'"),
        ('source = "i.csv"', "", 'it needs one source; write either source = "file.csv" or url'),
        (
            'source = "i.csv"',
            'url = "mysql://x"\nquery = "select 1"',
            "begin with sqlite:/// or post",
        ),
        ('source = "i.csv"', 'url = "sqlite:///x"', "url and query go together"),
        ('source = "i.csv"', 'sorce = "i.csv"', "did you mean 'source'"),
        ('source = "i.csv"', 'source = "i.csv"\ndelimiter = "ab"', "delimiter"),
        ('source = "i.csv"', 'source = "i.csv"\ndelimiter = "x"', "write one ASCII sign"),
        ('source = "i.csv"', 'source = "i.csv"\nheader_row = 0', "it must be >= 1"),
        ('occurred_at = "at"', 'ocurred_at = "at"', "perhaps it is 'ocurred_at'"),
        ('"id"', '{column = "id", columns = ["a"]}', "exactly one of column, columns, constant"),
        ('"id"', '{constant = "x", empty = "y"}', "has no meaning beside constant"),
        ('"id"', '{column = "id", decimal = ","}', "incident_id is a text, which does not take it"),
        ('"id"', '{column = "id", otherwise = "y"}', "it needs values to be other than"),
        ('"at"', '{column = "at", format = "%d/%m"}', "it has no year"),
        ('"at"', "{constant = 2019-02-30}", "not valid TOML"),
        ('"at"', '{constant = "30 Feb"}', "write a day such as"),
        ('"at"}', '"at", origin = {constant = "patol"}}', "did you mean 'patrol'"),
        ('"at"}', '"at", count = {column = "n", empty = "1.5"}}', "write a whole number"),
        (
            '"at"}',
            '"at", clearance = {column = "c", values = {A = "arrested"}}}',
            "did you mean 'arr",
        ),
        ("value = 65", "value = 65.0001", "at most three decimals"),
        ("value = 65", "value = nan", "value"),
        ('unit = "{score}"', 'unit = "points"', "did you mean '{score}'"),
        ('kind = "score"', 'kind = "net_weight"', "weights are stored in g"),
        ("below = 5", "below = 0", "a width must be > 0"),
        ("from = 2010-01-01", "from = 2010-01-01\nto = 2009-01-01", "lies before from"),
        ('direction = "down"', 'direction = "left"', "it must be one of 'up' or 'down'"),
        ('name = "0.08"', 'name = "65 points"', "is used before; names are unique"),
        ('rule = "month"', 'rule = "week"', "'month', 'quarter' or 'year'"),
        ('rule = "month"', "", "it needs one rule; write rule"),
        ("2019-06-30, 2019-12-31", "2019-12-31, 2019-06-30", "list the last days in order"),
        ("window_days = 3", "window_days = 3.5", "it must be a whole number"),
        ('{clearance = ["arrest"]}', '{clearence = ["arrest"]}', "did you mean 'clearance'"),
        ('{clearance = ["arrest"]}', '{clearance = ["arrested"]}', "did you mean 'arrest'"),
        ("is_control = true", 'is_control = true\ntotal = "value"', "only measurements have one"),
        ('"incidents"\nwhere', '"reported_figures"\nwhere', "name the other source"),
        ('"at most"', '"below"', "direction"),
        ("[engagement]", "[enagement]", "did you mean 'engagement'"),
    ],
)
def test_each_fault_is_told(tmp_path, old, new, words):
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert words in str(caught.value)
    assert all(message.startswith("e.toml: ") for message in caught.value.messages)


def test_all_faults_are_told_at_once(tmp_path):
    text = (
        GOOD.replace("US-MA", "x")
        .replace('"i.csv"', "3")
        .replace('"at"', "4")
        .replace("value = 65", 'value = "65"')
        .replace("is_control = true", "is_controll = true")
    )
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    told = "\n".join(caught.value.messages)
    assert len(caught.value.messages) == 5
    for key in (
        "engagement.jurisdiction",
        "tables.incidents.source",
        "columns.occurred_at",
        "lines (no. 1).value",
        "metrics.is_controll",
    ):
        assert key in told
    assert str(caught.value) == told


def test_a_weight_needs_a_unit(tmp_path):
    weights = """
[[tables.measurements]]
source = "w.csv"
columns = {kind = {constant = "net_weight"}, value = VALUE}
"""
    for value, words in [
        ('"w"', "it has no unit"),
        ('{column = "w", unit = "lbs"}', "did you mean '[lb_av]'"),
        ('{column = "w", units = {a = "g"}}', "write unit_column"),
        ('{column = "w", unit = "g", unit_column = "u"}', "keep one of them"),
        ('{column = "w", unit_column = "u", units = {OZ = "oz"}}', "did you mean '[oz_av]'"),
        ('{column = "w", unit = "g", decimal = ";"}', 'write decimal = ","'),
        ('{column = "w", unit = "g", thousands = "."}', "the two must differ"),
    ]:
        with pytest.raises(InputError) as caught:
            read(tmp_path, GOOD + weights.replace("VALUE", value))
        assert words in str(caught.value)


def test_words_and_units():
    assert shown("a\nb\u202e") == "'a\\nb\\u202e'"
    assert len(shown("x" * 10_000)) < 90
    assert meant("Case no", ["Case No", "Date"]) == "did you mean 'Case No'?"
    assert ucum("ml") == "mL"
    assert ucum("G") is None
    assert near_unit("Ounces.") == "did you mean '[oz_av]'?"
    assert all(ucum(code) == code for code in GRAMS)
    assert 16 * GRAMS["[oz_av]"] == GRAMS["[lb_av]"] == 7000 * GRAMS["[gr]"]
    assert 12 * GRAMS["[oz_tr]"] == GRAMS["[lb_tr]"]
    assert 16 * GRAMS["[dr_av]"] == GRAMS["[oz_av]"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a." * 1_199 + "a = 1", "e.toml: line 1: a key has more than 32 parts; "),
        ("\n[" + '"b" . ' * 40 + "b]", "e.toml: line 2: a key has more than 32 parts; "),
        ("x = {" + "a." * 4_000_000 + "a = 1}", "e.toml: line 1: a key has more than 32 parts; "),
        ("engine" + ".a" * 30 + " = {" + "b." * 30 + "b = 1}", "e.toml: engine: its values nest"),
        ("x = " + "[" * 5_000 + "]" * 5_000, "e.toml: it nests values too deep; "),
    ],
)  # fmt: skip
def test_what_nests_too_deep_is_told_in_one_line_and_at_once(text, words, tmp_path):
    """The parser takes hours for a key of a million parts."""
    path = tmp_path / "e.toml"
    path.write_text(text)
    with pytest.raises(InputError) as told:
        read_engagement(path)
    (message,) = told.value.messages
    assert message.startswith(words)
