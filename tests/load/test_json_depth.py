"""Is a line of JSON that is nested too deep set aside before any parser sees it?"""

import json

from hypothesis import given
from hypothesis import strategies as st
from test_sources import incidents, read

from tallystick.load.json_lines import _depth
from tallystick.load.sandbox.limits import JSON_DEPTH

VALUES = st.recursive(
    st.text(alphabet='[]{}"\\a,', max_size=6) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(alphabet='[]{}\\"', max_size=3), inner)
    ),
)


def depth(value):
    """The depth of a parsed value, level by level."""
    if isinstance(value, str | int):
        return 0
    inside = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth, inside), default=0)


@given(VALUES)
def test_depth_is_that_of_the_parsed_value(value):
    assert _depth(json.dumps(value, ensure_ascii=False)) == depth(value)


def test_a_line_nested_too_deep_is_set_aside_and_others_are_read(loads):
    """The object is a level of its own; brackets in a text, or beside one another, are no depth."""

    def line(number, more):
        return f'{{"id": "{number}", "at": "2019-01-0{number}", "place": "x", "more": {more}}}'

    def nested(levels):
        return "[" * levels + "]" * levels

    lines = [
        line(1, nested(JSON_DEPTH - 1)),
        line(2, nested(JSON_DEPTH)),
        line(3, json.dumps("[" * 5000)),
        line(4, json.dumps([[1, 2]] * 2000)),
        line(5, '"' + "[" * 5000),
        line(6, "[" * 100_000),
    ]
    loaded, rows = loads({"i.jsonl": "\n".join(lines)}, incidents("i.jsonl"))
    assert [row[0] for row in read(rows)] == ["1", "3", "4"]
    (aside,) = loaded.received.set_aside
    assert (aside.rule, aside.rows) == ("not_an_object", 3)
    assert aside.examples[:2] == (
        "row 2: it is nested more than 1,000 levels deep",
        "row 6: it is nested more than 1,000 levels deep",
    )
