"""Does the shape of a value help to mend it and name nobody?"""

import pytest

from tallystick.load import InputError
from tallystick.load.value_shape import shape, shown_header, without_values, words


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ivanova Anna 2019-01-31", "Aaaaa Aaaa 9999-99-9…"),
        ("Иванова", "Aaaaa"),
        ("山田太郎", "aaaa"),
        ("1.234,5", "9.999,9"),
        ("٣١", "99"),
        ("WITNESS", "AAAA"),
        ("a\nb\x07", "a\na "),
        ("", ""),
        ("🕵", "a"),
        ("Ⅻ", "9"),
        ("-" * 50, "--"),
        ("123456789012", "99999999"),
    ],
)
def test_a_shape_keeps_what_a_form_is_seen_by(value, expected):
    assert shape(value) == expected


@pytest.mark.parametrize("script", ["Abcdefghijk", "БВГДежзий", "ΑΒΓΔεζηθ", "אבגדהוז", "ابتثجح"])
def test_no_word_of_any_script_is_in_its_shape(script):
    told = shape(script + "7" + script[::-1])
    assert not set(script) & set(told) - {"A", "a"}
    assert len(told) <= 21


def test_a_driver_may_quote_what_the_query_says_and_no_cell():
    words = "invalid input for type integer: \"SECRET\" in column 'age'"
    told = without_values(words, "select age from persons")
    assert told == "invalid input for type integer: \"AAAA\" in column 'age'"


def test_a_header_with_a_number_among_its_names_is_taken_for_a_record():
    assert shown_header(["case", "Officer 7"]) == ["case", "Officer 7"]
    assert shown_header(["17", "Smith", "2019-01-31"]) == ["99", "Aaaaa", "9999-99-99"]


def test_a_file_without_a_header_is_told_by_shapes(loads):
    tables = '[[tables.incidents]]\nsource = "i.csv"\ncolumns = {occurred_at = "at"}\n'
    for name, text in (("i.csv", "SECRET,2019-01-31\n"), ("i.jsonl", '{"SECRET": 1, "7": 2}\n')):
        with pytest.raises(InputError) as caught:
            loads({name: text}, tables.replace("i.csv", name), identify=False)
        assert "SECRET" not in str(caught.value)
        assert "'AAAA'" in str(caught.value)


def test_the_words_of_a_column_of_codes_are_told_and_a_shifted_name_is_not():
    cells = ["Arrest"] * 20 + ["Warned"] * 19 + ["J. Doe 12"]
    assert words(cells, 3) == "Arrest, Aaaaa, A. Aaa 99"
    assert words(cells, 3, ["J. Doe 12"]) == "A. Aaa 99"
