"""Does `tallystick init` write an engagement that loads, ask what it must, and spoil nothing?"""

import re

import pytest
from small import STOPS
from typer.testing import CliRunner

from tallystick.audit import chosen
from tallystick.cli import app
from tallystick.load import InputError, read_engagement


def run(*arguments, code=0, said=None):
    done = CliRunner().invoke(app, ["init", *map(str, arguments)], input=said)
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code == 0 else done.stderr


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "stops.csv").write_text(STOPS, encoding="utf-8")
    return tmp_path


def test_it_writes_an_engagement_that_loads_and_tells_what_can_be_checked(folder):
    said = run(folder, "--yes", "--agency", "City Police", "--time-zone", "Asia/Almaty")
    read = read_engagement(folder / "engagement.toml")
    assert (read.agency, read.time_zone) == ("City Police", "Asia/Almaty")
    assert "incidents: 40 records" in said
    assert "figures.period_end" in said
    assert "incidents.recorded_at would unlock records.entry_lag" in said


def test_it_overwrites_nothing_and_leaves_the_exports_alone(folder):
    (folder / "engagement.toml").write_text("mine", encoding="utf-8")
    assert "it is there already" in run(folder, "--yes", code=2)
    assert (folder / "engagement.toml").read_text(encoding="utf-8") == "mine"
    run(folder, "--yes", "--out", folder / "other.toml")
    assert (folder / "stops.csv").read_text(encoding="utf-8") == STOPS


def test_more_files_are_added_to_what_was_mended_by_hand(folder):
    run(folder, "--yes")
    first = folder / "engagement.toml"
    mended = first.read_text(encoding="utf-8") + "\n# mended by hand\n"
    first.write_text(mended, encoding="utf-8")
    assert "every file in it is named already" in run(folder, "--yes", "--onto", first, code=2)
    (folder / "roster.csv").write_text(
        "Officer ID,Unit,From Date\no1,A,2020-01-01\no2,B,2020-01-02\n"
    )
    said = run(folder, "--yes", "--onto", first)
    assert first.read_text(encoding="utf-8") == mended
    longer = folder / "engagement.new.toml"
    assert longer.read_text(encoding="utf-8").startswith(mended.rstrip())
    assert "stops.csv" not in said.partition("Written")[0]
    tables = [source.table for source in read_engagement(longer).sources]
    assert tables == ["incidents", "postings"]


def test_files_of_a_folder_that_is_named_are_not_added_again(folder):
    run(folder, "--yes")
    first = folder / "engagement.toml"
    (folder / "year").mkdir()
    (folder / "stops.csv").rename(folder / "year" / "stops.csv")
    text = first.read_text(encoding="utf-8").replace('source = "stops.csv"', 'source = "year"')
    first.write_text(text, encoding="utf-8")
    assert [each.block.source for each in read_engagement(first).sources] == [("year",)]
    assert "every file in it is named already" in run(folder, "--yes", "--onto", first, code=2)


def test_what_is_added_to_lies_where_its_sources_are_named_from(folder, tmp_path_factory):
    run(folder, "--yes")
    elsewhere = tmp_path_factory.mktemp("other") / "e.toml"
    said = run(folder, "--yes", "--onto", folder / "engagement.toml", "--out", elsewhere, code=2)
    assert "from which its sources are named" in said


def test_without_a_terminal_it_says_what_it_would_have_asked(folder):
    assert "give --yes" in run(folder, code=2)


def test_it_asks_for_what_no_file_tells(folder, monkeypatch):
    head, *lines = STOPS.replace(".01.2024", "/01/2024").splitlines()
    (folder / "stops.csv").write_text("\n".join([head, *lines[:9]]), encoding="utf-8")
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    said = run(folder, said="1\nCity\nUTC\n\n")
    assert "Every value fits both" in said
    assert "%d/%m/%Y" in (folder / "engagement.toml").read_text(encoding="utf-8")
    assert "incidents: 9 records" in said


def test_an_answer_that_cannot_be_written_down_is_asked_for_again(folder, monkeypatch):
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    said = run(folder, said="City\nAstana\nAsia/Almaty\nKazakhstan\nKZ\n")
    assert "there is no such zone" in said
    assert "write an ISO 3166 code" in said
    read = read_engagement(folder / "engagement.toml")
    assert (read.agency, read.time_zone, read.jurisdiction) == ("City", "Asia/Almaty", "KZ")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--time-zone", "Astana", "--time-zone: time_zone: read 'Astana'; there is no such zone"),
        ("--jurisdiction", "kz", "--jurisdiction: jurisdiction: read 'kz'; write an ISO 3166"),
    ],
)
def test_a_wrong_option_is_told_before_anything_is_written(folder, option, value, words):
    assert words in run(folder, "--yes", option, value, code=2)
    assert not (folder / "engagement.toml").exists()


def test_a_speed_is_asked_for_by_the_words_of_the_road(tmp_path, monkeypatch):
    rows = "".join(f"{k},30\n" for k in range(5, 40))
    (tmp_path / "t.csv").write_text(f"MPHover,Age\n{rows}", encoding="utf-8")
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    said = run(tmp_path, said="1\nState\nUTC\n\n")
    assert "\nt.csv: In which unit is 'MPHover'?\n  1  mph\n  2  km/h\n" in said
    assert "\N{REPLACEMENT CHARACTER}" not in said
    assert "0 checks can be run now\n" in said


def test_the_lines_that_it_shows_can_be_used_as_they_are(tmp_path):
    rows = "".join(f"{k},{k % 20}\n" for k in range(99))
    (tmp_path / "t.csv").write_text(f"Case ID,Weight g\n{rows}", encoding="utf-8")
    run(tmp_path, "--yes")
    path = tmp_path / "engagement.toml"
    before, mark, after = path.read_text(encoding="utf-8").partition("# [[lines]]\n")
    shown, _, rest = (mark + after).partition("# Or those")
    path.write_text(before + shown.replace("# ", "") + "# Or those" + rest, encoding="utf-8")
    (line,) = read_engagement(path).frame.lines
    assert (line.kind, line.value, line.unit) == ("net_weight", 10, "g")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "there is no file of a known kind"),
        ({"a.csv": "Height,Eyes\n1,blue\n2,brown\n"}, "no header tells which table a file fills"),
    ],
)
def test_a_folder_without_records_is_told(tmp_path, files, words):
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert words in run(tmp_path, "--yes", code=2)


def test_a_file_that_fills_no_table_is_written_down_to_be_mapped_by_hand(tmp_path):
    (tmp_path / "a.csv").write_text(
        'Fall,Größe,Am\n"7 \n[x]",1,2024-01-02\n8,2,2024-01-03\n', encoding="utf-8"
    )
    run(tmp_path, "--yes", "--time-zone", "Europe/Berlin", code=2)
    path = tmp_path / "engagement.toml"
    text = path.read_text(encoding="utf-8")
    assert "# Größe: 1, 2" in text
    named = text.replace("# [[tables.incidents]]", "[[tables.incidents]]", 1)
    named = named.replace('# source = "a.csv"', 'source = "a.csv"', 1)
    named = named.replace("# [tables.incidents.columns]", "[tables.incidents.columns]", 1)
    path.write_text(
        named.replace('# incident_id = ""', 'incident_id = "Fall"', 1), encoding="utf-8"
    )
    with pytest.raises(InputError, match="occurred_at: it is missing"):
        read_engagement(path)
    path.write_text(path.read_text("utf-8").replace('# occurred_at = ""', 'occurred_at = "Am"', 1))
    (source,) = read_engagement(path).sources
    assert source.table == "incidents"


def test_what_waits_is_told_where_nothing_can_be_read_yet(tmp_path):
    (tmp_path / "t.csv").write_text("Case ID,Weight\n" + "1,2\n" * 30, encoding="utf-8")
    said = run(tmp_path, "--yes", code=2)
    assert "Nothing can be read by it yet: first settle" in said
    assert "value:" in said


def test_an_encoding_is_taken_as_it_is_said(tmp_path):
    text = "Stop ID,Stop Date,Officer ID\n" + "".join(
        f"{k},2024-01-{1 + k % 28:02d},Peña\n" for k in range(40)
    )
    (tmp_path / "s.csv").write_bytes(text.encode("windows-1252"))
    run(tmp_path, "--yes", "--encoding", "cp1252")
    assert 'encoding = "cp1252"' in (tmp_path / "engagement.toml").read_text("utf-8")
    (tmp_path / "engagement.toml").unlink()
    assert "there is none" in run(tmp_path, "--yes", "--encoding", "latin-99", code=2)
    done = CliRunner().invoke(app, ["init", str(tmp_path), "--yes", "--encoding", "utf-8"])
    assert done.exit_code == 2
    assert "its bytes are no text in utf-8" in done.stderr


def test_an_unknown_preset_names_those_that_are_known(folder):
    assert "seattle_terry" in run(folder, "--yes", "--preset", "seatle", code=2)


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_used(folder):
    (folder / "bad.parquet").write_bytes(b"no parquet")
    done = CliRunner().invoke(app, ["init", str(folder), "--yes"])
    assert done.exit_code == 0
    assert "bad.parquet: it cannot be read as Parquet" in done.stderr


def test_an_engagement_elsewhere_names_its_files_from_there(folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("elsewhere") / "engagement.toml"
    assert "lies outside the engagement's folder" in run(folder, "--yes", "--out", out, code=2)
    out.unlink()
    assert "40 records" in run(folder, "--yes", "--out", out, "--allow-outside")


def test_a_preset_that_no_file_has_is_refused_and_says_what_each_file_lacks(folder):
    said = run(folder, "--yes", "--preset", "seattle_terry", code=2)
    assert "stops.csv has no column 'Terry Stop ID', 'Reported Date', 'Reported Time'" in said
    assert not (folder / "engagement.toml").exists()


def test_a_preset_speaks_for_the_agency_only_where_a_file_is_of_it(folder):
    (folder / "terry.csv").write_text(
        "Terry Stop ID,Reported Date,Reported Time,Officer Squad\n"
        "1,2024-01-02T00:00:00,10:15:00,A\n",
        encoding="utf-8",
    )
    said = run(folder, "--yes", "--preset", "seattle_terry")
    assert said.count("no file of the preset seattle_terry") == 1
    assert "stops.csv: 40 rows" in said.partition("  it is no file of the preset")[0]
    read = read_engagement(folder / "engagement.toml")
    assert (read.agency, read.jurisdiction) == ("Seattle Police Department", "US-WA")


def test_formats_that_contradict_each_other_speak_for_no_agency(tmp_path):
    (tmp_path / "terry.csv").write_text(
        "Terry Stop ID,Reported Date,Reported Time,Officer Squad\n"
        "1,2024-01-02T00:00:00,10:15:00,A\n",
        encoding="utf-8",
    )
    (tmp_path / "chicago.csv").write_text(
        "cr_id,complaint_date,incident_date\n7,2024-01-03,2024-01-02\n", encoding="utf-8"
    )
    run(tmp_path, "--yes", "--agency", "Two cities")
    read = read_engagement(tmp_path / "engagement.toml")
    assert (read.agency, read.jurisdiction, read.time_zone) == ("Two cities", None, "UTC")


TICKETS = (
    "Ticket Number,Date,Officer ID,Beat\n"
    "1,2024-01-05,o1,B\n2,2024-01-06,o2,C\n"
)  # fmt: skip
COURT = "Docket Number,Date,Officer ID\nC1,2024-01-05,o1\nC2,2024-01-06,o2\n"


def by_the_block_below(text, table):
    """The text once the reader takes a commented block in place of the one above it."""
    mark = f"# [[tables.{table}]]\n"
    before, _, after = text.partition(mark)
    at = before.rindex("[[tables.incidents]]")
    shown, _, rest = (mark + after).partition("\n\n")
    block = [line.removeprefix("# ") for line in shown.splitlines()]
    kept = [line for line in before[at:].splitlines() if line.startswith("#")]
    return "\n".join([before[:at], *kept, *block, "", rest])


def test_a_second_system_is_told_and_its_block_reads_each_event_once(tmp_path):
    (tmp_path / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "court.csv").write_text(COURT, encoding="utf-8")
    said = run(tmp_path, "--yes")
    assert "incidents: 4 records" in said
    assert said.count("a second system, such as a court") == 1
    assert "tickets.csv fills incidents too" in said.partition("tickets.csv: 2 rows")[0]
    path = tmp_path / "engagement.toml"
    path.write_text(by_the_block_below(path.read_text("utf-8"), "counterparts"), "utf-8")
    read = {each.table: each.block for each in read_engagement(path).sources}
    assert {table: each.source for table, each in read.items()} == {
        "counterparts": ("court.csv",), "incidents": ("tickets.csv",),
    }  # fmt: skip
    profile = CliRunner().invoke(app, ["profile", str(path)])
    assert "incidents: 2 records" in profile.stdout
    assert "counterparts: 2 records\n  record_id            100.0%  2 different" in profile.stdout


def test_a_release_that_shares_numbers_is_told_and_its_block_reads_it_apart(tmp_path):
    (tmp_path / "jan.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "mar.csv").write_text(TICKETS + "3,2024-01-07,o1,B\n", encoding="utf-8")
    said = run(tmp_path, "--yes")
    assert "2 of the numbers looked at stand in both. Are these two releases" in said
    path = tmp_path / "engagement.toml"
    path.write_text(by_the_block_below(path.read_text("utf-8"), "earlier_incidents"), "utf-8")
    assert [each.table for each in read_engagement(path).sources] == [
        "incidents", "earlier_incidents",
    ]  # fmt: skip


def test_parts_of_one_register_that_share_no_number_raise_no_doubt(tmp_path):
    (tmp_path / "2023.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "2024.csv").write_text(TICKETS.replace("\n1,", "\n3,").replace("\n2,", "\n4,"))
    assert "incidents: 4 records" in (said := run(tmp_path, "--yes"))
    assert "twice" not in said + (tmp_path / "engagement.toml").read_text("utf-8")


def test_incidents_added_to_an_engagement_that_has_some_raise_the_doubt(tmp_path):
    (tmp_path / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    assert "twice" not in run(tmp_path, "--yes")
    (tmp_path / "court.csv").write_text(COURT, encoding="utf-8")
    said = run(tmp_path, "--yes", "--onto", tmp_path / "engagement.toml")
    assert "engagement.toml has incidents already" in said
    assert "# [[tables.counterparts]]" in (tmp_path / "engagement.new.toml").read_text("utf-8")


def test_the_checks_that_are_not_named_are_counted_and_profile_names_them(folder):
    said = run(folder, "--yes")
    listed = said.partition(" can be run now")[2].partition("\nRead ")[0]
    (more,) = re.findall(r"and (\d+) more checks?: (.*)", listed)
    path = folder / "engagement.toml"
    assert more[1].endswith(f" profile {path}")
    ids = re.compile(r"\b(?:exhibits|figures|outcomes|people|records)\.[a-z_]+")
    every = {check.name for check in chosen(())}
    named = set(ids.findall(listed)) & every
    assert int(more[0]) == len(every - named) > 0
    profile = CliRunner().invoke(app, ["profile", str(path)]).stdout
    assert every - named <= set(ids.findall(profile.partition("Not run:")[2]))
