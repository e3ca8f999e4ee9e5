"""A proposal is tried on the rows of its file, and what they refuse is left open."""

from dataclasses import replace

from tallystick.cli.tried import tried
from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.propose import Answers, engagement_text, look_at, propose
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


def test_a_required_column_that_is_mostly_empty_stays_a_question(tmp_path):
    text = "Case No,Occurred,Beat\n" + "".join(
        f"{i},{f'2021-01-{1 + i % 28:02}' if i % 5 == 0 else ''},{i % 4}\n" for i in range(60)
    )
    (file,) = tried([propose(looked(tmp_path, "a.csv", text))], tmp_path)
    (table,) = file.tables
    assert [each.column for each in table.doubts] == ["occurred_at"]
    assert not table.left_out
