"""Is a file in a ZIP archive read as that file, within limits, and never put on the disk?"""

import io
import json
import zipfile

import bombs
import pytest
from proposed import block, looked
from test_sandbox import limit, refused  # noqa: F401 - fixtures
from test_sources import CSV, ROWS, incidents, read

from tallystick.load import InputError
from tallystick.load.sandbox import limits

MAPPED = {"incident_id": "id", "occurred_at": "at", "area_id": "place"}


def packed(**files):
    """An archive of files, by their names with a double underscore for a dot."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return held.getvalue()


def as_json():
    keys = ("id", "at", "place")
    return json.dumps([dict(zip(keys, row, strict=True)) for row in ROWS])


def as_workbook():
    cell = b'<c t="inlineStr"><is><t>%s</t></is></c>'
    rows = [b"<row>" + b"".join(cell % each.encode() for each in row) + b"</row>" for row in ROWS]
    return bombs.workbook(bombs.deflated(bombs.SHEET[0], *rows, bombs.SHEET[1]))


FILES = {"a.csv": CSV, "a.json": as_json(), "a.xlsx": as_workbook()}


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.xlsx"])
def test_the_one_data_file_is_read_as_itself(loads, tmp_path, name):
    extra = {"__MACOSX/._a.csv": b"x", "read me.pdf": b"x", "folder/.hidden.csv": b"x"}
    content = packed(**extra, **{f"data/{name}": FILES[name]})
    loaded, rows = loads({"i.zip": content}, incidents("i.zip"))
    assert read(rows) == ROWS
    (source,) = loaded.received.sources
    assert (source.path, source.format) == ("i.zip", name[2:])
    (look,) = looked(tmp_path, "i.zip", content)
    written = block(look, MAPPED)
    assert "member" not in written
    assert read(loads({"i.zip": content}, written)[1]) == ROWS


def test_of_several_files_one_is_named(loads, tmp_path, refused):  # noqa: F811
    other = CSV.replace("2019", "2020")
    content = packed(**{"2019.csv": CSV, "y/2020.csv": other, "notes.txt": "just\nwords\n"})
    message = (
        r"i.zip: it holds 3 files \('2019.csv', 'y/2020.csv', 'notes.txt'\); write "
        "member = '2019.csv'"
    )
    with pytest.raises(InputError, match=message):
        loads({"i.zip": content}, incidents("i.zip"))
    with pytest.raises(InputError, match=r"there is no '2091.csv' in it; did you mean '2019.csv'"):
        loads({"i.zip": content}, incidents("i.zip", 'member = "2091.csv"'))
    _, rows = loads({"i.zip": content}, incidents("i.zip", 'member = "y/2020.csv"'))
    assert read(rows) == [(a, b.replace("2019", "2020"), c) for a, b, c in ROWS]
    looks = looked(tmp_path, "i.zip", content)
    assert [look.keys for look in looks] == [(("member", "2019.csv"),), (("member", "y/2020.csv"),)]
    assert read(loads({"i.zip": content}, block(looks[1], MAPPED))[1]) == read(rows)


def test_paths_inside_lead_nowhere(loads, tmp_path):
    content = packed(**{"../../outside.csv": CSV})
    _, rows = loads({"i.zip": content}, incidents("i.zip"))
    assert read(rows) == ROWS
    assert not list(tmp_path.rglob("outside.csv"))
    assert not list(tmp_path.parent.glob("outside.csv"))


def locked():
    content = bytearray(packed(a__csv=CSV))
    content[6] |= 1
    content[content.rindex(b"PK\1\2") + 8] |= 1
    return bytes(content)


def twice():
    stream = bombs.deflated(CSV.encode())
    made = bombs.archive({"a.csv": stream, "b.csv": stream})
    return made.replace(b"b.csv", b"a.csv")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: CSV, "it is no ZIP archive, or is damaged"),
        (lambda: packed(a__csv=CSV)[:60], "it is no ZIP archive, or is damaged"),
        (lambda: packed(), "there is no file of a known kind in it, it is empty"),
        (
            lambda: packed(**{"b.zip": packed(a__csv=CSV)}),
            r"there is no file of a known kind in it, it holds 'b\.zip'; unpack it first",
        ),
        (lambda: packed(**{"a.parquet": b"PAR1"}), "there is no file of a known kind in it"),
        (lambda: packed(**{"a.csv.gz": b"x"}), "there is no file of a known kind in it"),
        (lambda: packed(a__csv=CSV).replace(b"PK\3\4", b"PK\3\5", 1), "it is a damaged ZIP"),
    ],
    ids=range(7),
)
def test_an_archive_that_is_none_is_refused(loads, make, words):
    with pytest.raises(InputError, match=words):
        loads({"i.zip": make()}, incidents("i.zip"))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (locked, "the file in it is locked by a password; unpack it first"),
        (twice, "it holds 2 files of the name in member; unpack it first"),
    ],
    ids=["locked", "twice"],
)
def test_a_member_that_cannot_be_read_is_refused(loads, make, words):
    with pytest.raises(InputError, match=words):
        loads({"i.zip": make()}, incidents("i.zip", 'member = "a.csv"'))


def flipped():
    content = bytearray(packed(a__csv=CSV * 50))
    content[60] ^= 0xFF
    return bytes(content)


def test_a_damaged_member_is_refused(refused):  # noqa: F811
    refused("i.zip", flipped(), "it is a damaged ZIP archive; copy it again")


@pytest.mark.parametrize("stated", [0, 100, 2**32 - 2])
def test_a_bomb_is_known_by_its_ratio_whatever_size_it_states(refused, limit, stated):  # noqa: F811
    limit(GZIP_RATIO_FROM=1_000_000)
    stream, crc, _ = bombs.deflated(b"id,at,place\n", (b"1,2019-01-01,x\n" * 10_000, 100))
    made = bombs.archive({"a.csv": (stream, crc, stated)})
    refused("i.zip", made, "it unpacks to more than 250 times its size, which no export does")


def test_a_workbook_in_an_archive_meets_all_limits(refused, limit):  # noqa: F811
    made = packed(**{"a.xlsx": bombs.workbook(bombs.cells(100_000))})
    limit(SHEET_CELLS=50_000)
    refused("i.zip", made, "a sheet has more than 50,000 cells")
    limit(ZIP_HELD=100)
    refused("i.zip", made, "it unpacks to more than 100 bytes, which is the most that is held")


def test_too_many_files_in_it_are_refused(loads, limit):  # noqa: F811
    limit(ZIP_PARTS=3)
    with pytest.raises(InputError, match="it holds 4 files, more than 3; unpack it first"):
        loads({"i.zip": packed(a=b"", b=b"", c=b"", d=b"")}, incidents("i.zip"))


def test_member_has_no_meaning_for_a_file_alone(loads):
    with pytest.raises(InputError, match=r"is no .zip, so that member names nothing"):
        loads({"i.csv": CSV}, incidents("i.csv", 'member = "a.csv"'))
    assert limits.ZIP_HELD < limits.MEMORY


def test_an_archive_in_a_folder_is_read_when_it_is_named(loads):
    files = {"in/a.csv": CSV, "in/a.zip": packed(a__csv=CSV)}
    assert len(read(loads(files, incidents("in"))[1])) == 3
    assert read(loads(files, incidents("in/*.zip"))[1]) == ROWS
