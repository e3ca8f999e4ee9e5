"""What `init --yes` makes of the messy workbooks of a narcotics unit, in Russian and in English."""

import re
import tomllib

import pytest
from benchmarks.real_exports.score import uses
from messy_workbooks import CASES, ENGLISH, RUSSIAN, make_workbook
from typer.testing import CliRunner

from tallystick.cli import app
from tallystick.load import load, read_engagement
from tallystick.propose import look_at, propose

WORDS = {"ru": RUSSIAN, "en": ENGLISH}


@pytest.fixture(scope="module", params=WORDS)
def made(request, tmp_path_factory):
    """The language, what its workbook holds, and the path of what `init --yes` wrote."""
    folder = tmp_path_factory.mktemp(request.param)
    truth = make_workbook(WORDS[request.param], folder)
    done = CliRunner().invoke(app, ["init", str(folder), "--yes"])
    assert done.exit_code == 0, done.output
    return request.param, truth, folder / "engagement.toml"


def is_asked(header, text):
    """Whether a comment offers a column for a field, to be taken if a person says so."""
    return re.search(rf'^# [a-z_]+ = .*"{re.escape(header)}"', text, re.MULTILINE) is not None


def test_the_two_rows_of_names_are_found_below_the_titles(made):
    language, truth, path = made
    register, officers = look_at(truth.path, "register.xlsx")
    assert (register.header_row, register.header_rows) == (4, 2)
    assert set(truth.means) <= set(register.header)
    assert (officers.header_row, officers.header_rows) == (3, 1)
    assert register.lower == tuple(lower for _, lower in WORDS[language].headers)
    assert officers.lower == ()
    blocks = tomllib.loads(path.read_text())["tables"]
    assert len(blocks["officers"]) == 1


@pytest.mark.parametrize("at", range(6))
def test_a_column_that_matters_is_right_or_asked(made, at):
    _, truth, path = made
    header, means = list(truth.means.items())[at]
    text = path.read_text()
    used = uses(text).get(header, set())
    assert used <= set(means)
    assert used or is_asked(header, text)


def test_no_column_is_used_for_what_it_does_not_mean(made):
    _, truth, path = made
    known = {**truth.means, **OFFICERS}
    for header, used in uses(path.read_text()).items():
        assert used <= set(known.get(header, ())), header


OFFICERS = {
    header: means
    for words in WORDS.values()
    for header, means in zip(
        words.officer_headers,
        (
            ("officers.officer_id", "postings.officer_id"),
            ("officers.rank",),
            ("postings.unit_id",),
        ),
        strict=True,
    )
}


def test_totals_are_left_out_and_rows_that_stand_twice_are_told(made, tmp_path, engine, request):
    _, truth, path = made
    loaded = load(read_engagement(path), tmp_path / "out", engine)
    rows = engine.rows(loaded.tables.relations["incidents"])
    assert {row["incident_id"]: row["occurred_at"].date() for row in rows} == truth.days
    assert len(rows) == CASES
    aside = {each.rule: each.rows for each in loaded.received.set_aside if
             each.table == "incidents"}  # fmt: skip
    assert aside.pop("left_out") == truth.totals
    assert sum(aside.values()) == truth.copies
    assert set(aside) <= {"copy", "same_record"}
    assert len(engine.rows(loaded.tables.relations["officers"])) == truth.officers


def test_numbers_that_begin_with_an_n_are_numbers_of_cases(tmp_path):
    rows = [f"N-{at},2024-01-02,Squad {at % 3}" for at in range(100, 200)]
    (tmp_path / "i.csv").write_text("\n".join(["Case No,Date of seizure,Unit", *rows]))
    (look,) = look_at(tmp_path / "i.csv", "i.csv")
    (table,) = propose(look).tables
    assert table.columns["incident_id"].headers == ("Case No",)


def test_cells_of_totals_are_no_values_of_a_column(made):
    _, truth, _ = made
    register, _ = look_at(truth.path, "register.xlsx")
    number, *_, weight = truth.means
    assert set(register.column(number)) == set(truth.days)
    assert len(register.column(weight)) == CASES + truth.copies
    assert len(register.rows) == CASES + truth.copies + truth.totals


def test_rows_that_are_left_out_as_stated_are_no_fault_of_the_mapping(made):
    _, truth, path = made
    done = CliRunner().invoke(
        app, ["init", str(truth.path.parent), "--yes", "--out", str(path.parent / "again.toml")]
    )
    assert "limit" not in done.output
