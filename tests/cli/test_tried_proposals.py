"""A proposal is tried on the rows of its file, and what they refuse is left open."""

import tomllib
from dataclasses import replace

import pytest

from tallystick.cli.tried import tried
from tallystick.cli.tried_together import tried_together
from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.propose import Answers, Waiting, engagement_text, is_ready, look_at, propose
from tallystick.propose.columns.choices import Choice

ANSWERS = Answers("n", "a", "UTC")
TEXT = "Case No,Occurred,Beat,Weight\n" + "".join(
    f"{i},2021-01-{1 + i % 28:02},{i % 4},{'much' if i % 3 else i}\n" for i in range(60)
)


def looked(folder, name, text):
    (folder / name).write_text(text)
    (look,) = look_at(folder / name, name)
    return look


def proposal(folder, name, mapping):
    """The proposal of the file with `name` of incidents filled by `mapping` as well."""
    found = propose(looked(folder, "a.csv", TEXT))
    (table,) = found.tables
    headers = (mapping["column"],) if "column" in mapping else ()
    columns = dict(table.columns) | {name: Choice(headers, mapping, "by hand")}
    return replace(found, tables=(replace(table, columns=columns),))


def test_what_loads_stays_as_it_is(tmp_path):
    found = propose(looked(tmp_path, "a.csv", TEXT))
    assert tried([found], tmp_path) == [found]


def test_a_column_that_most_rows_break_becomes_a_question_and_the_rest_loads(tmp_path):
    wrong = proposal(tmp_path, "closed_at", {"column": "Weight"})
    (file,) = tried([wrong], tmp_path)
    (table,) = file.tables
    assert "closed_at" not in table.columns
    (doubt,) = table.doubts
    assert (doubt.column, doubt.headers) == ("closed_at", ("Weight",))
    engagement = tmp_path / "engagement.toml"
    engagement.write_text(engagement_text(ANSWERS, [file]))
    assert "\n# closed_at = " in engagement.read_text()
    engine = connect(threads=1)
    try:
        loaded = load(read_engagement(engagement), tmp_path / "out", engine)
        assert engine.rows(loaded.tables.relations["incidents"].count().as_table())
    finally:
        engine.close()


def test_a_needed_column_that_does_not_load_leaves_the_table_open(tmp_path):
    wrong = proposal(tmp_path, "occurred_at", {"column": "Weight"})
    (file,) = tried([wrong], tmp_path)
    (table,) = file.tables
    assert "occurred_at" not in table.columns
    assert "occurred_at" in {each.column for each in table.doubts}


def test_a_large_file_is_not_read_twice(tmp_path, monkeypatch):
    monkeypatch.setattr("tallystick.cli.tried.LARGEST", 10)
    wrong = proposal(tmp_path, "closed_at", {"column": "Weight"})
    assert tried([wrong], tmp_path) == [wrong]


def test_rows_whose_required_column_is_empty_are_left_out_with_the_reason(tmp_path):
    text = "Case No,Occurred,Beat\n" + "".join(
        f"{i},{f'2021-01-{1 + i % 28:02}' if i % 5 else ''},{i % 4}\n" for i in range(60)
    )
    (file,) = tried([propose(looked(tmp_path, "a.csv", text))], tmp_path)
    (table,) = file.tables
    assert not table.doubts
    assert table.left_out == (("Occurred", ("",), "occurred_at is empty"),)
    engagement = tmp_path / "engagement.toml"
    engagement.write_text(engagement_text(ANSWERS, [file]))
    engine = connect(threads=1)
    try:
        loaded = load(read_engagement(engagement), tmp_path / "out", engine)
        assert len(engine.rows(loaded.tables["incidents"])) == 48
    finally:
        engine.close()
    assert [(each.rule, each.rows) for each in loaded.received.set_aside] == [("left_out", 12)]


def test_a_required_column_that_is_nearly_always_empty_stays_a_question(tmp_path):
    text = "Case No,Occurred,Beat\n" + "".join(
        f"{i},{f'2021-01-{1 + i % 28:02}' if i % 20 == 0 else ''},{i % 4}\n" for i in range(60)
    )
    (file,) = tried([propose(looked(tmp_path, "a.csv", text))], tmp_path)
    (table,) = file.tables
    assert [each.column for each in table.doubts] == ["occurred_at"]
    assert not table.left_out


def test_a_day_is_read_alone_where_the_times_beside_it_refuse_the_rows(tmp_path):
    """Weights such as *much* in two of three rows are no times of day."""
    found = propose(looked(tmp_path, "a.csv", TEXT))
    (table,) = found.tables
    mapping = {"columns": ["Occurred", "Weight"], "format": ["%Y-%m-%d %H", "%Y-%m-%d"]}
    both = Choice(("Occurred", "Weight"), mapping, "by hand", clock=True)
    joined = replace(table, columns=dict(table.columns) | {"occurred_at": both})
    (file,) = tried([replace(found, tables=(joined,))], tmp_path)
    (table,) = file.tables
    assert not table.doubts
    when = table.columns["occurred_at"]
    assert when.headers == ("Occurred",)
    assert when.mapping == {"column": "Occurred", "format": "%Y-%m-%d"}


def test_rows_whose_role_is_not_known_are_left_out_with_the_reason(tmp_path):
    roles = ("Witness", "Complainant", "Robot")
    text = "FILENUM,INVOLVEMENT,SUBJECT NO\n" + "".join(
        f"CIF{1000 + i},{roles[i % 3]},{5000 + i}\n" for i in range(60)
    )
    (file,) = tried([propose(looked(tmp_path, "a.csv", text))], tmp_path)
    (table,) = (each for each in file.tables if each.table == "involvements")
    why = "role is empty or its word is not known"
    assert not table.doubts
    assert table.left_out == (("INVOLVEMENT", ("", "Robot"), why),)


@pytest.mark.parametrize(("blank", "end"), [("  ", " - 12/31/2021 11:15"), ("\xa0", "")])
def test_dates_with_another_blank_before_their_time_load(tmp_path, blank, end):
    text = "Case No,Occurred,Beat\n" + "".join(
        f"{i},{1 + i % 12:02}/{1 + i % 28:02}/2021{blank}10:{i % 60:02}{end},{i % 4}\n"
        for i in range(60)
    )
    (file,) = tried([propose(looked(tmp_path, "a.csv", text))], tmp_path)
    (table,) = file.tables
    assert is_ready(table)
    assert not table.left_out
    assert sum(table.days.values()) == 60


def test_a_table_whose_rows_are_refused_waits_with_the_rule_and_the_share(tmp_path):
    """By hand: 6 of 60 rows have a cell more than the header, which is 10.0 % (limit 5 %)."""
    rows = [f"{i},2021-01-{1 + i % 28:02},{i % 4}{',x' if i % 10 == 0 else ''}" for i in range(60)]
    text = "Case No,Occurred,Beat\n" + "\n".join(rows) + "\n"
    (file,) = tried([propose(looked(tmp_path, "a.csv", text))], tmp_path)
    (table,) = file.tables
    assert isinstance(table, Waiting)
    assert table.why.startswith(
        "6 of 60 rows (10.0%) would be set aside, 6 of them by ragged: the record has more or "
        "fewer cells than the header"
    )
    assert not is_ready(table)
    text = engagement_text(ANSWERS, [file])
    assert "\n# Left out: a.csv, incidents: 6 of 60 rows (10.0%) would be set aside" in text
    assert "\n# [[tables.incidents]]" in text
    assert "tables" not in tomllib.loads(text)


FIGURES = "Ano,Mês,Município,Tipo de crime,Ocorrências\n" + "".join(
    f"2021,{month},{district},Roubo,{month + more}\n"
    for month in range(1, 13)
    for district in ("North", "South")
    for more in range(2)
)


def test_figures_whose_rows_are_parts_of_a_figure_wait(tmp_path):
    """By hand: each figure of a month and district stands in two rows that nothing tells apart."""
    (file,) = tried([propose(looked(tmp_path, "a.csv", FIGURES))], tmp_path)
    (table,) = file.tables
    assert table.table == "reported_figures"
    assert isinstance(table, Waiting)
    assert table.why.startswith("48 of 48 figures have the unit, metric and period of another")


CASE_ROWS = "Case No,Arrest Date,Arrestee ID,Charge\n" + "".join(
    f"{i},2021-01-{1 + i % 28:02},p{i},c{n}\n" for i in range(40) for n in range(2)
)


def test_of_people_with_a_row_for_each_charge_the_first_is_read(tmp_path):
    (file,) = tried([propose(looked(tmp_path, "a.csv", CASE_ROWS))], tmp_path)
    tables = {each.table: each for each in file.tables}
    assert tables["involvements"].beside == {"one_row_per": ["incident_id", "person_id", "role"]}
    engagement = tmp_path / "engagement.toml"
    engagement.write_text(engagement_text(ANSWERS, [file]))
    engine = connect(threads=1)
    try:
        loaded = load(read_engagement(engagement), tmp_path / "out", engine)
        for name in ("incidents", "involvements"):
            (n,) = engine.rows(loaded.tables.relations[name].count().name("n").as_table())
            assert n["n"] == 40
    finally:
        engine.close()


def test_sources_that_load_alone_and_not_together_are_read_as_far_as_they_load(tmp_path):
    """The second file has the 12 figures of the first again: 12 copies of 24 rows (50 %)."""
    rows = "".join(f"2021,{n},Caucaia,Roubo,{3 * n % 7 + 1}\n" for n in range(1, 13))
    text = f"Ano,Mês,Município,Tipo de crime,Ocorrências\n{rows}"
    files = [propose(looked(tmp_path, name, text)) for name in ("a.csv", "b.csv")]
    one, two = tried_together(tried(files, tmp_path), tmp_path)
    assert is_ready(one.tables[0])
    assert two.tables[0].why.startswith(
        "read beside a.csv, 12 of 24 rows (50.0%) would be set aside, 12 of them by copy"
    )
    engagement = tmp_path / "engagement.toml"
    engagement.write_text(engagement_text(ANSWERS, [one, two]))
    engine = connect(threads=1)
    try:
        load(read_engagement(engagement), tmp_path / "out", engine)
    finally:
        engine.close()
