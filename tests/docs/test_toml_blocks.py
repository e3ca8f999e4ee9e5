"""Is every snippet of an engagement, and of words, that a page shows read as the page says?"""

import json
import re
import shutil
import tomllib
import zipfile
from decimal import Decimal

from shown import PAGES, ROOT, name
from small import write_small

from tallystick.cli.law_lines import take_lines
from tallystick.engine import connect
from tallystick.findings.words import words_of
from tallystick.load import load, read_engagement
from tallystick.statutes import built_in

CASES = """\
Case No;Date;Time;Qty;UOM
H-1;05/01/2019;14:30;1.000,5;KILO
H-2;06/01/2019;09:05;12;g
TOTAL;;;1.012,5;KILO
"""
COLLECTED = {  # the pages whose snippets the tests below, or a test of their own, read
    "docs/engagement.md", "docs/engines.md", "docs/languages.md", "docs/law.md",
    "docs/worlds.md", "docs/first_audit.md", "docs/own_check.md", "docs/reports.md", "docs/lab.md",
}  # fmt: skip


def blocks(page):
    text = (ROOT / page).read_text("utf-8")
    return re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def measured(folder, text, table="measurements"):
    """The measurements, or another table, that an engagement of this text loads."""
    (folder / "engagement.toml").write_text(text, encoding="utf-8")
    engine = connect(threads=1)
    try:
        engagement = read_engagement(folder / "engagement.toml")
        read = load(engagement, folder / "tables", engine)
        table = read.tables.relations[table].order_by("incident_id").to_pyarrow()
        return engagement, read, table.to_pylist()
    finally:
        engine.close()


def test_no_page_with_a_snippet_is_left_out():
    assert {name(page) for page in PAGES if "```toml" in page.read_text("utf-8")} == COLLECTED


def test_every_snippet_is_toml():
    found = [each for page in COLLECTED for each in blocks(page)]
    assert len(found) > 10
    assert all(tomllib.loads(each) for each in found)


def test_the_engagement_of_its_page_reads_what_it_says(tmp_path):
    text, *_ = blocks("docs/engagement.md")
    (tmp_path / "seizures").mkdir()
    (tmp_path / "seizures" / "a.csv").write_text(CASES)
    _, read, rows = measured(tmp_path, text)
    assert [each["value"] for each in rows] == [1000.5 * 1000, 12.0]
    assert str(rows[0]["measured_at"]) == "2019-01-05 14:30:00"
    assert read.received.set_aside[0].reason.endswith("the total row")


HEAD = """\
[engagement]
name = "n"
agency = "a"
time_zone = "UTC"
"""
REGISTER = """\
Case  Seized     Place
No    on
7     2019-01-05 \u041e\u0442\u0434\u0435\u043b
"""


def test_the_files_of_other_shapes_of_its_page_are_read(tmp_path):
    text = next(each for each in blocks("docs/engagement.md") if "fines.csv" in each)
    (tmp_path / "fines.csv").write_text("2019-01-03,North,K-5\n2019-01-04,North,K-6\n")
    records = {"result": {"records": [{"id": "J-1", "stopped": {"at": "2019-01-01 10:00"}}]}}
    with zipfile.ZipFile(tmp_path / "stops.zip", "w") as archive:
        archive.writestr("2019/stops.json", json.dumps(records))
        archive.writestr("2018/stops.json", "[]")
    (tmp_path / "register.txt").write_bytes(REGISTER.encode()[:-2] + b"\n")
    _, read, rows = measured(tmp_path, HEAD + text, "incidents")
    assert [(each["incident_id"], str(each["occurred_at"])) for each in rows] == [
        ("7", "2019-01-05 00:00:00"),
        ("J-1", "2019-01-01 10:00:00"),
        ("K-5", "2019-01-03 00:00:00"),
        ("K-6", "2019-01-04 00:00:00"),
    ]
    assert "read as U+FFFD, first in row 3" in read.received.sources[-1].note


def test_the_entries_of_its_page_are_read(tmp_path):
    *_, text = blocks("docs/engagement.md")
    small = write_small(tmp_path).read_text() + text
    (tmp_path / "engagement.toml").write_text(small)
    frame = read_engagement(tmp_path / "engagement.toml").frame
    assert [each.name for each in frame.metrics][-2:] == ["assault", "minor_assault"]
    (rate,) = frame.rates
    assert (rate.low, rate.high) == (Decimal("4.7"), Decimal("4.9"))


def test_the_engine_of_its_page_is_read(tmp_path):
    (text,) = blocks("docs/engines.md")
    path = write_small(tmp_path)
    path.write_text(path.read_text() + text)
    assert read_engagement(path).engine.name == "spark"


def test_the_lines_of_the_law_page_are_those_of_the_pack(tmp_path):
    text, _ = blocks("docs/law.md")
    shutil.copytree(built_in()["KZ"], tmp_path / "law" / "xa")
    small = write_small(tmp_path)
    heading, _, rest = small.read_text().partition('jurisdiction = "XX"\n')
    own = text.partition('jurisdiction = "KZ"\n')[2]
    small.write_text(f'{heading}jurisdiction = "KZ"\n{rest}\n{own}')
    lines = take_lines(read_engagement(small))[0].frame.lines
    assert {(each.substance_code, each.stage) for each in lines} == {("cannabis_herb", "lab")}
    assert len(lines) > 1


def test_the_words_of_its_page_are_those_of_the_check():
    (text,) = blocks("docs/languages.md")
    shown = tomllib.loads(text)
    words = words_of("people.supplied_buyers", "ru")
    assert words is not None
    assert words.entries["title"] == shown["title"]
    assert shown["reasons"].items() <= words.entries["reasons"].items()
    assert shown["terms"].items() <= words.entries["terms"].items()
