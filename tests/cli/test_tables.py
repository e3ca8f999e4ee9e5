"""Does `tallystick tables` say of tables and columns what the source says of them?"""

import csv

import pytest
from typer.testing import CliRunner

from every_fault import holds_of_each
from tallystick.cli import app
from tallystick.cli.dictionary import entries
from tallystick.propose.headers.concepts import FILLS, TERMS
from tallystick.tables import CANONICAL, canonical


def printed(*arguments, code=0, columns=200):
    done = CliRunner().invoke(app, ["tables", *arguments], env={"COLUMNS": str(columns)})
    assert done.exit_code == code, (done.output, done.exception)
    return done.stderr if code else done.stdout


def entry(table, column):
    return next(each for each in entries(canonical(table)) if each.column.name == column)


def test_every_table_is_listed_with_what_a_row_is():
    text = printed()
    assert all(f"{table.name} " in text and table.row in text for table in CANONICAL)


def is_listed_with_its_columns_codes_and_types(table):
    text = printed(table.name)
    for column in table.columns:
        assert f"{column.name} *" in text if column.required else column.name in text
        assert all(code in " ".join(text.split()) for code in column.codes)


def test_a_table_is_listed_with_its_columns_codes_and_types():
    rule, mend = is_listed_with_its_columns_codes_and_types, "src/tallystick/cli/dictionary.py"
    holds_of_each(rule, CANONICAL, mend, lambda table: table.name)


@pytest.mark.parametrize("columns", [80, 100])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_cut(columns):
    text = printed("incidents", columns=columns)
    assert max(map(len, text.splitlines())) <= columns
    assert "…" not in text
    assert all(code in text for code in canonical("incidents").column("origin").codes)


def test_a_column_is_told_with_its_checks_and_every_term_of_its_concepts():
    """By the file of terms itself, read line by line."""
    with TERMS.open(encoding="utf-8") as file:
        terms = {row["term"] for row in csv.DictReader(file)
                 if row["concept"] in FILLS["incidents"]["recorded_at"]}  # fmt: skip
    text = printed("incidents.recorded_at")
    assert terms
    assert all(term in text for term in terms)
    assert "Checks that need it: records.entry_lag" in text


def test_a_column_without_its_table_is_told_for_each_table_that_has_it():
    text = printed("verdict")
    assert text.startswith("outcomes.verdict: ")
    assert printed("officer_id").count(".officer_id: ") == sum(
        "officer_id" in table.names for table in CANONICAL
    )


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("custody", "net_weight_g", "number, in grams"),
        ("outcomes", "sentence_months", "number, in months"),
        ("measurements", "value", "number, in the unit of `unit`"),
        ("aliases", "value", "text"),
        ("incidents", "occurred_at", "date and time"),
        ("incidents", "count", "whole number"),
        ("targets", "target", "number"),
    ],
)
def test_a_type_is_told_in_words_with_its_unit(table, column, kind):
    assert entry(table, column).kind == kind


def test_a_name_that_nothing_has_is_refused_with_the_next_move():
    said = printed("incident", code=2)
    assert "did you mean incidents?" in said
    assert "`tallystick tables` lists the tables" in said
