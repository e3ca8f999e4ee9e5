"""Is a text with bytes that are in doubt, or broken, read by what `init` writes of it?"""

import json

import pytest
from proposed import block, looked
from test_sources import incidents

from tallystick.load import InputError
from tallystick.load.encoding_guess import broken_lines, readings, telling_lines

MAPPED = {"incident_id": "id", "occurred_at": "at", "area_id": "place"}


def table(*places):
    return "id,at,place\n" + "".join(
        f"{k},2019-01-{k % 28 + 1:02d},{place}\n" for k, place in enumerate(places)
    )


def areas(read):
    return [r["area_id"] for r in read["incidents"]]


PLACES = {
    "windows-1252": ["São João", "Plain", "Conceição"],
    "koi8-r": ["Отдел полиции", "Город", "Северный район"],
    "windows-1251": ["Отдел полиции", "Город", "Северный район"],
    "windows-1250": ["Łódź Śródmieście", "Żoliborz", "Kraków"],
    "shift_jis": ["新宿警察署", "渋谷警察署", "東京都"],
    "cp932": ["新宿警察署①", "髙島町", "東京都"],
    "euc_kr": ["강남경찰서", "서초경찰서", "서울특별시"],
    "gb18030": ["朝阳区派出所", "海淀区派出所", "北京市公安局"],
    "big5": ["中山區派出所", "大安區派出所", "臺北市政府"],
}


@pytest.mark.parametrize("encoding", PLACES)
def test_what_init_writes_of_any_encoding_loads(loads, tmp_path, encoding):
    places = PLACES[encoding] * 20
    content = table(*places).encode(encoding)
    (look,) = looked(tmp_path, "i.csv", content)
    assert areas(loads({"i.csv": content}, block(look, MAPPED))[1]) == places


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_needs_no_mark(loads, tmp_path, encoding):
    places = PLACES["koi8-r"]
    content = table(*places).encode(encoding)
    (look,) = looked(tmp_path, "i.csv", content)
    assert look.encoding == (encoding if encoding != "utf-16" else None)
    assert areas(loads({"i.csv": content}, block(look, MAPPED))[1]) == places


def test_one_letter_outside_utf_8_is_guessed_and_the_doubt_is_told(loads, tmp_path):
    places = ["Plain"] * 50 + ["Jo\u00e3o"]
    content = table(*places).encode("latin-1")
    with pytest.raises(InputError, match="state the encoding"):
        loads({"i.csv": content}, incidents("i.csv"))
    (look,) = looked(tmp_path, "i.csv", content)
    written = block(look, MAPPED)
    assert look.encoding == "windows-1252"
    assert "# a guess; the bytes may be" in written
    assert areas(loads({"i.csv": content}, written)[1]) == places


def broken(many=2000, at=1200):
    """A text of Cyrillic UTF-8 in which one letter of one row lost a byte."""
    lines = table(*(["Отдел"] * many)).encode().splitlines(keepends=True)
    lines[at - 1] = lines[at - 1].replace("О".encode(), b"\xd0", 1)
    return b"".join(lines)


def test_utf_8_with_a_broken_letter_is_read_with_a_mark_in_its_place(loads, tmp_path):
    words = (
        r"i.csv row 1,200: byte [0-9,]+ is not UTF-8; 1 of 2,001 lines hold bytes that are no "
        'UTF-8, the rest are: write encoding = "utf-8" and broken_bytes = "replace"'
    )
    with pytest.raises(InputError, match=words):
        loads({"i.csv": broken()}, incidents("i.csv"))
    said = 'encoding = "utf-8"\nbroken_bytes = "replace"'
    loaded, read = loads({"i.csv": broken()}, incidents("i.csv", said))
    assert len(read["incidents"]) == 2000
    assert {
        r["source_row"]: r["area_id"] for r in read["incidents"] if r["area_id"] != "Отдел"
    } == {1200: "\ufffdтдел"}
    (source,) = loaded.received.sources
    assert "1 places are no text in utf-8 and are read as U+FFFD, first in row 1,200" in source.note
    (look,) = looked(tmp_path, "i.csv", broken())
    written = block(look, MAPPED)
    assert said in written
    assert "# 1 of 2,001 lines hold bytes that are no UTF-8, the first is row 1,200" in written
    assert len(loads({"i.csv": broken()}, written)[1]["incidents"]) == 2000


@pytest.mark.parametrize("name", ["i.json", "i.jsonl"])
def test_json_with_a_broken_letter_is_read_too(loads, tmp_path, name):
    rows = [{"id": k, "at": "2019-01-01", "place": "Отдел"} for k in range(1500)]
    lines = [json.dumps(each, ensure_ascii=False) for each in rows]
    text = "[" + ",\n".join(lines) + "]" if name == "i.json" else "\n".join(lines)
    content = text.encode().replace("О".encode(), b"\xd0", 1)
    (look,) = looked(tmp_path, name, content)
    loaded, read = loads({name: content}, block(look, MAPPED))
    assert areas(read) == ["\ufffdтдел"] + ["Отдел"] * 1499
    assert "read as U+FFFD" in loaded.received.sources[0].note


def test_many_broken_lines_are_no_slip(loads):
    content = broken(1200).replace("Отдел".encode(), "Отдел".encode("koi8-r"), 900)
    with pytest.raises(InputError, match=r"state the encoding|no text"):
        loads({"i.csv": content}, incidents("i.csv"))
    with pytest.raises(InputError, match='it needs the encoding; write encoding = "utf-8" beside'):
        loads({"i.csv": content}, incidents("i.csv", 'broken_bytes = "replace"'))
    with pytest.raises(InputError, match=r"it must be .?'?replace|broken_bytes: read 'drop'"):
        loads({"i.csv": content}, incidents("i.csv", 'broken_bytes = "drop"'))


def test_lines_are_counted_across_chunks_and_a_long_line_is_cut_at_a_word():
    pieces = ["aé\n".encode()[:2], "aé\n".encode()[2:], b"x\xff\n", b"b"]
    found = broken_lines(iter(pieces), 100)
    assert (found.lines, found.broken, found.first, found.telling) == (3, 1, 2, 1)
    assert not broken_lines(iter([b"x" * 200, b"\xff\n"]), 100).few
    long = b"a " * 5000 + "é".encode("latin-1") + b" b" * 5000
    assert telling_lines(iter([long])) == b"\xe9" + b" b" * 1000


def test_bytes_that_are_ascii_tell_no_encoding():
    assert [each.words for each in readings(b"plain")] == [()]
    assert readings(b"") == []
