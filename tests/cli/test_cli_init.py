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
    assert re.search(r"\d+ of \d+ checks can be run: .*figures\.period_end", said)
    assert re.search(r"3 more columns would let \d+ more checks run:\n  incidents\.", said)
    assert "profile -q" in said


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
    assert '"%m/%d/%Y"' in (folder / "engagement.toml").read_text(encoding="utf-8")
    assert "incidents: 9 records" in said


def test_an_answer_that_cannot_be_written_down_is_asked_for_again(folder, monkeypatch):
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    said = run(folder, said="City\nAstana\nAsia/Almaty\nKazakhstan\nKZ\n")
    assert "there is no such zone" in said
    assert "write an ISO 3166 code" in said
    read = read_engagement(folder / "engagement.toml")
    assert (read.agency, read.time_zone, read.jurisdiction) == ("City", "Asia/Almaty", "KZ")


def test_what_a_sample_was_selected_on_is_asked_where_a_file_speaks_of_complaints(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    (tmp_path / "complaints.csv").write_text(STOPS, encoding="utf-8")
    said = run(tmp_path, said="City\nUTC\n\nluck\ncomplaints\n")
    assert said.count("What the records were selected on") == 2
    assert "one of complaints, officers" in said
    read = read_engagement(tmp_path / "engagement.toml")
    assert read.frame.selected_on == "complaints"


def test_it_is_not_asked_of_other_files(folder, monkeypatch):
    monkeypatch.setattr("tallystick.cli.first_look.asks", lambda: True)
    assert "selected on" not in run(folder, said="City\nUTC\n\n")
    assert read_engagement(folder / "engagement.toml").frame.selected_on == ""
    written = (folder / "engagement.toml").read_text(encoding="utf-8")
    assert "# [sample]" in written
    shown = written.replace("# [sample]", "[sample]").replace("# selected_on", "selected_on")
    (folder / "engagement.toml").write_text(shown, encoding="utf-8")
    assert read_engagement(folder / "engagement.toml").frame.selected_on == "complaints"


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
    asked = "\nt.csv (1 of 1): In which unit is 'MPHover'?\n"
    assert f"{asked}  1  mph   MPHover: 9, 99\n  2  km/h   MPHover: 9, 99\n" in said
    assert "\N{REPLACEMENT CHARACTER}" not in said
    assert re.search(r"^0 of \d+ checks can be run$", said, re.MULTILINE)


def test_the_lines_that_it_shows_can_be_used_as_they_are(tmp_path):
    rows = "".join(f"{k},{k % 20}\n" for k in range(99))
    (tmp_path / "t.csv").write_text(f"Case ID,Weight g\n{rows}", encoding="utf-8")
    run(tmp_path, "--yes")
    path = tmp_path / "engagement.toml"
    before, mark, after = path.read_text(encoding="utf-8").partition("# [[lines]]\n")
    shown, _, rest = (mark + after).partition("# Or those")
    path.write_text(before + shown.replace("# ", "") + "# Or those" + rest, encoding="utf-8")
    assert 'units = ["North", "East"]' in rest
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
        'Fall,Größe,Am\n"7 \n[x]",1,Montag\n8,2,Dienstag\n', encoding="utf-8"
    )
    run(tmp_path, "--yes", "--time-zone", "Europe/Berlin", code=2)
    path = tmp_path / "engagement.toml"
    text = path.read_text(encoding="utf-8")
    assert "# Größe: 9" in text
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


def test_the_command_that_it_names_says_what_each_other_check_needs(folder):
    said = run(folder, "--yes")
    path = folder / "engagement.toml"
    assert f"What each of the others needs: tallystick profile -q {path}\n" in said
    ids = re.compile(r"\b(?:exhibits|figures|outcomes|people|records)\.[a-z_]+")
    every = {check.name for check in chosen(())}
    (can,) = re.findall(r"checks can be run: (.*)", said)
    profile = CliRunner().invoke(app, ["profile", "-q", str(path)]).stdout
    assert f"checks can be run: {can}\n" in profile
    needed = profile.partition("Checks not run:")[2].partition("Rules of")[0]
    assert every - set(ids.findall(can)) <= set(ids.findall(needed))


def test_what_is_recognised_of_a_file_that_fills_no_table_is_told(tmp_path):
    (tmp_path / "q.csv").write_text("Foo,ARREST_ZONE\nx,1\ny,2\n", encoding="utf-8")
    (tmp_path / "t.csv").write_text("Case No,Stop Date\n1,2024-01-02\n", encoding="utf-8")
    said = run(tmp_path, "--yes")
    assert (
        "\n  No table matched. Recognised: ARREST_ZONE. Missing: when each case was, or the "
        "period of a figure.\n"
    ) in said


def test_the_period_of_figures_is_shown_with_its_rule(tmp_path):
    rows = "".join(f"North,{year},{year % 7}\n" for year in range(2001, 2021))
    (tmp_path / "t.csv").write_text(f"State,Year,Murders\n{rows}", encoding="utf-8")
    said = run(tmp_path, "--yes")
    assert re.search(r"^    period +Year +by year$", said, re.MULTILINE)


def test_of_several_reasons_for_rows_set_aside_the_commonest_is_told_with_its_number(tmp_path):
    """By hand: 3 rows repeat case 1, and 1 day is of 1903: 4 set aside, by two reasons."""
    cases = "".join(f"{k},2024-01-{1 + k % 28:02},A\n" for k in range(2, 400))
    same = "1,2024-01-05,B\n" * 4
    text = f"Case Number,Date,Beat\n7000,1903-01-01,A\n{same}{cases}"
    (tmp_path / "cases.csv").write_text(text, encoding="utf-8")
    assert (
        "incidents: 399 records, 4 rows set aside, 3 of them: an earlier row is of the same "
        "record, by one_row_per; nothing is to be done if a row is a part of a record (row 4); "
        "the others by 1 more reason\n"
    ) in run(tmp_path, "--yes")
