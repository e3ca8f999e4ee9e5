"""Are neighbouring metrics read as they are meant, and is what is wrong told with the next move?"""

import pytest

from tallystick.load import InputError, read_engagement
from tallystick.tables import Substitution

ABOUT = """
[engagement]
name = "n"
agency = "a"
time_zone = "UTC"
[[tables.incidents]]
source = "i.csv"
columns = {occurred_at = "at"}
"""
METRICS = """
[[metrics]]
name = "assault"
table = "incidents"
[[metrics]]
name = "minor_assault"
table = "incidents"
[[metrics]]
name = "affray"
table = "incidents"
[[metrics]]
name = "grams"
table = "measurements"
total = "value"
[[metrics]]
name = "weighings"
table = "measurements"
"""
PAIR = """
[[substitutions]]
from = "assault"
to = "minor_assault"
"""


def read(tmp_path, text):
    path = tmp_path / "e.toml"
    path.write_text(ABOUT + text, encoding="utf-8")
    return read_engagement(path)


def test_a_pair_has_one_neighbour_or_several_and_a_name(tmp_path):
    several = (
        '[[substitutions]]\nname = "all"\nfrom = "assault"\nto = ["minor_assault", "affray"]\n'
    )
    assert read(tmp_path, METRICS + PAIR + several).frame.substitutions == (
        Substitution("assault to minor_assault", "assault", ("minor_assault",)),
        Substitution("all", "assault", ("minor_assault", "affray")),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (METRICS + PAIR.replace('"assault"', '"asault"'),
         "e.toml: substitutions.from: there is no metric 'asault' under [[metrics]]; "
         "did you mean 'assault'"),
        (PAIR, "substitutions.to: there is no metric 'minor_assault' under [[metrics]]; "
               "declare it there"),
        (METRICS + PAIR.replace('from = "assault"', ""),
         'substitutions.from: it is missing; write from = "assault"'),
        (METRICS + PAIR + PAIR.replace("from", "form"),
         'substitutions (no. 2).from: it is missing; write from = "assault"'),
        (METRICS + PAIR.replace('"minor_assault"', '["affray", "assault"]'), "stands twice"),
        (METRICS + PAIR.replace('"minor_assault"', '"grams"'), "adds up values"),
        (METRICS + PAIR.replace('"minor_assault"', '"weighings"'), "records of two tables"),
        (METRICS + PAIR + PAIR, "'assault to minor_assault' is used before"),
        (METRICS + PAIR.replace("[[sub", "[[sup"), "did you mean 'substitutions'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(tmp_path, text, words):
    with pytest.raises(InputError) as raised:
        read(tmp_path, text)
    assert words in str(raised.value)
