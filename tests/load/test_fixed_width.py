"""Is a text of fixed widths cut where its columns are, every line of it accounted for?"""

import pytest
from proposed import block, looked
from test_sources import incidents

from tallystick.load import InputError
from tallystick.propose.files.widths import found_widths

TEXT = (
    "Register of 2019\n"
    "id    at         place\n"
    "1     2019-01-01 Москва\n"
    "22    2019-01-02 St. John, NB\n"
    "\n"
    "333   2019-01-03\n"
    "4444  2019-01-04 Łódź\n"
    "55555 2019-01-05 a\n"
)
READ = [
    ("1", "2019-01-01", "Москва", 3),
    ("22", "2019-01-02", "St. John, NB", 4),
    ("333", "2019-01-03", None, 6),
    ("4444", "2019-01-04", "Łódź", 7),
    ("55555", "2019-01-05", "a", 8),
]
SAID = 'format = "fwf"\nwidths = [6, 11, 13]\nheader_row = 2'
MAPPED = {"incident_id": "id", "occurred_at": "at", "area_id": "place"}


def read(rows):
    return [
        (r["incident_id"], str(r["occurred_at"])[:10], r["area_id"], r["source_row"])
        for r in rows["incidents"]
    ]


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n")], ids=["lf", "crlf"])
def test_lines_are_cut_by_their_letters(loads, text):
    loaded, rows = loads({"i.txt": text}, incidents("i.txt", SAID))
    assert read(rows) == READ
    assert loaded.received.sources[0].note == "1 empty rows are no records"


def test_without_a_header_the_columns_have_numbers(loads):
    text = TEXT.partition("place\n")[2]
    said = 'format = "fwf"\nwidths = [6, 11, 13]\nheader = false'
    tables = incidents("i.txt", said).replace('"id"', '"c1"').replace('"at"', '"c2"')
    _, rows = loads({"i.txt": text}, tables.replace('"place"', '"c3"'))
    assert read(rows) == [(*each[:3], each[3] - 2) for each in READ]


def test_a_line_longer_than_the_widths_is_set_aside(loads):
    text = TEXT + "6     2019-01-06 somewhere far away\n" + "x" * 31 + "\n"
    loaded, rows = loads({"i.txt": text}, incidents("i.txt", SAID))
    assert read(rows) == READ
    (aside,) = loaded.received.set_aside
    assert (aside.rule, aside.rows, loaded.received.sources[0].rows) == ("ragged", 2, 7)
    assert aside.examples == (
        "row 9: it has 35 characters and the widths 30",
        "row 10: it has 31 characters and the widths 30",
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('format = "fwf"', 'write format = "fwf" and widths'),
        ("widths = [6]", 'write format = "fwf" and widths'),
        ('format = "fwf"\nwidths = []', "it must not be empty"),
        ('format = "fwf"\nwidths = [0]', "it must be >= 1"),
        ('format = "fwf"\nwidths = [1000000000]', "it must be <= 100000"),
        (f'format = "fwf"\nwidths = {[1] * 1001}', "widths"),
        ('format = "fwf"\nwidths = [6]\ndelimiter = ";"', "has none; leave it out"),
        (SAID.replace("header_row = 2", "header_row = 99"), "it has fewer than 99 rows"),
        (SAID.replace("6, 11", "7, 11"), "there is no column 'id'"),
    ],
)
def test_what_cannot_be_is_refused(loads, said, words):
    with pytest.raises(InputError, match=words):
        loads({"i.txt": TEXT}, incidents("i.txt", said))


def test_huge_widths_take_no_memory(loads):
    said = f'format = "fwf"\nwidths = {[6, 11, *[100_000] * 998]}\nheader_row = 2'
    assert read(loads({"i.txt": TEXT}, incidents("i.txt", said))[1]) == READ


def test_init_sees_columns_of_blanks(loads, tmp_path):
    (look,) = looked(tmp_path, "i.txt", TEXT)
    assert (look.header, look.header_row) == (("id", "at", "place"), 2)
    assert look.keys == (("format", "fwf"), ("widths", (6, 11, 62)))
    written = block(look, MAPPED)
    assert 'format = "fwf"\nwidths = [6, 11, 62]\nheader_row = 2\n' in written
    assert read(loads({"i.txt": TEXT}, written)[1]) == READ


OTHERS = {
    "csv": "id,at,place\n" + "1, 2019-01-01, x\n" * 9,
    "prose": "a page of words that\nhas lines of one\nlength, more or less,\nand no columns at all"
    "\nthat go through them\n",
    "tabs": "a b c\td\n" * 9,
    "long lines": f"a  b  {'c' * 6000}\n" * 9,
    "few lines": "a  b  c\n" * 4,
    "two columns": "a  b\n" * 9,
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_is_unsure_has_no_widths(tmp_path, text):
    if text != OTHERS["csv"]:
        assert found_widths(text.splitlines(keepends=True)) == ((), 0)
        return
    (look,) = looked(tmp_path, "i.csv", text)
    assert (look.header, look.keys) == (("id", "at", "place"), ())
