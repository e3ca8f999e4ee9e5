"""Is no cell of a CSV file a formula, at whichever sign a spreadsheet splits it?"""

import csv
import io

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tallystick.findings.spreadsheet import REPLACED, disarmed

STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
HARD = "=+-@;,|\t\r\n\"' a1\x1b\x00\x9b\u202e\u2028\u00a0\uff1d"
TEXTS = st.text(st.sampled_from(HARD), max_size=12)


def cells(text, separator):
    """What a spreadsheet makes of a file: quotes count where a cell begins with one alone."""
    found, cell, at, quoted, begins = [], "", 0, False, True
    while at < len(text):
        sign = text[at]
        if quoted:
            if sign == '"' and text[at + 1 : at + 2] == '"':
                cell, at = cell + sign, at + 1
            elif sign == '"':
                quoted = False
            else:
                cell += sign
        elif sign == '"' and begins:
            quoted, begins = True, False
        elif sign in (separator, "\n", "\r"):
            found, cell, begins = [*found, cell], "", True
        else:
            cell, begins = cell + sign, False
        at += 1
    return [*found, cell]


def file_of(rows, quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator="\n").writerows(rows)
    return text.getvalue()


def test_the_twin_splits_as_a_spreadsheet_does():
    assert cells('A,"N;=1;x"\n', ",") == ["A", "N;=1;x", ""]
    assert cells('A,"N;=1;x"\n', ";") == ['A,"N', "=1", 'x"', ""]
    assert cells('A,"N;""=1;x"', ";") == ['A,"N', "=1", 'x"']


@settings(max_examples=400, deadline=None)
@example([["N;=1+1"]])
@example([["x", 'N;"=1;y']])
@example([["x", "a\r\n=1"]])
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=3), min_size=1, max_size=3))
def test_no_cell_is_a_formula_at_whichever_sign_the_file_is_split(rows):
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
        written = file_of([[disarmed(text) for text in row] for row in rows], quoting)
        for separator in ",;|\t":
            for cell in cells(written, separator):
                assert not cell.lstrip(' "').startswith(STARTS), (written, separator)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_no_control_character_is_left_and_nothing_is_guarded_twice(text):
    told = disarmed(text)
    assert all(sign.isprintable() or sign in "\n\u00a0" for sign in told)
    assert disarmed(told) == told


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_duckdb_writes_what_python_writes(texts):
    asked = "x"
    for pattern, instead in REPLACED:
        asked = f"regexp_replace({asked}, {quoted(pattern)}, {quoted(instead)}, 'g')"
    rows = duckdb.execute(f"select {asked} from unnest(?) t(x)", [texts]).fetchall()
    assert [row[0] for row in rows] == [disarmed(each) for each in texts]


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize(
    "text", ["", "Unit 7", "A-B", "2020-01-05", "a = b", "Smith, John", "x; y", "O'Brien", "a\nb"]
)
def test_a_plain_text_stays_as_it_is(text):
    assert disarmed(text) == text
