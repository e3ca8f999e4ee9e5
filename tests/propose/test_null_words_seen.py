"""Words for empty cells are seen, written as `null`, and take no column from what it is."""

from test_proposals import ANSWERS, looked, tables

from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.propose import engagement_text, propose

TEXT = "Case No,Stop Date,Race,Note\n" + "".join(
    f"{i},2021-01-{1 + i % 28:02},{'(null)' if i % 5 == 0 else 'White'},N/A\n" for i in range(60)
)


def test_null_words_of_the_columns_read_are_written_and_load_as_empty(tmp_path):
    file = propose(looked(tmp_path, "a.csv", TEXT))
    (table,) = file.tables
    assert table.columns["subject_group"].headers == ("Race",)
    assert table.beside == {"null": ["(null)"]}
    engagement = tmp_path / "engagement.toml"
    engagement.write_text(engagement_text(ANSWERS, [file]))
    engine = connect(threads=1)
    try:
        loaded = load(read_engagement(engagement), tmp_path / "out", engine)
        rows = engine.rows(loaded.tables.relations["incidents"])
    finally:
        engine.close()
    assert sum(row["subject_group"] is None for row in rows) == 12
    assert {row["subject_group"] for row in rows} == {None, "White"}


def test_dates_among_which_some_are_missing_by_a_word_are_read(tmp_path):
    text = TEXT.replace("2021-01-03", "N/A")
    columns = tables(looked(tmp_path, "a.csv", text))["incidents"].columns
    assert columns["occurred_at"].mapping == {"column": "Stop Date"}


def test_a_column_that_holds_nothing_else_keeps_its_word(tmp_path):
    (table,) = propose(looked(tmp_path, "a.csv", TEXT.replace(",White,", ",(null),"))).tables
    assert "null" not in table.beside
