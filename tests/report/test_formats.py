"""Do all forms of a run hold what its folder holds, typed, and nothing that would be run?"""

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt
from pydantic import TypeAdapter

from tallystick.checks import FAMILIES
from tallystick.checks.shared.figure_levels import BASES
from tallystick.findings import (
    NO_PATTERN,
    PATTERNS,
    Disposition,
    Evidence,
    Exclusion,
    Explanation,
    Figure,
    Finding,
    Reply,
    Result,
    RunRecord,
    SubjectKind,
    store,
)
from tallystick.findings.document import Document, plain_document, read_document, schema
from tallystick.findings.figure import Told, write_figures
from tallystick.report.comparison import compare, plain
from tallystick.report.exports import codes
from tallystick.report.exports.flat import TYPES, columns_of, flat_tables
from tallystick.report.exports.formats import FORMATS, write_format
from tallystick.report.exports.markdown import escaped, markdown
from tallystick.report.masks.opened import Opened
from tallystick.report.words.wording import spoken
from tallystick.seal import write_manifest

HOSTILE = "=cmd|'/c calc'!A1"
LINK = "https://example.org"
FIGURE = Figure("recorded", "cases", "A", date(2024, 1, 1), date(2024, 1, 31), 3.0)


def result(subject="A", verdict="differs", estimate=0.25, check="records.unfounded", **more):
    told = {"interval": (0.1, 0.4), "p_value": 0.001, "n": 40} | more
    return Result(check, "unit", subject, "arrests", verdict, estimand="a share",
                  estimate=estimate, **told)  # fmt: skip


def finding(one, number, **more):
    told = {
        "title": f"unit {one.subject}: more than elsewhere", "criteria": "units do alike",
        "condition": "it did more", "cause": "not established", "effect": "the figure",
        "caveats": ("units differ", "read the files"), "id": f"F-{number:02d}",
        "explanations": (Explanation("one place has most", "look", 3, 12, "3 of 12"),),
    }  # fmt: skip
    return Finding.of(one, **(told | more))


def record(**more):
    told = {
        "engagement": "North", "jurisdiction": "KZ", "agency": HOSTILE, "first_day": "2024-01-01",
        "last_day": "2024-03-31", "version": "1", "versions": {}, "parameters": {"alpha": 0.05},
        "started_at": "2024-04-01T00:00:00+00:00", "finished_at": "2024-04-01T00:01:00+00:00",
        "inputs": (), "rows": {"incidents": 40},
        "exclusions": (Exclusion("incidents", "a.csv", "missing", HOSTILE, 2, ("row 3",)),),
    }  # fmt: skip
    return RunRecord(**(told | more))


def run(folder, results, findings, **more):
    folder.mkdir(parents=True)
    store.write_results(folder, results)
    store.write_findings(folder, findings)
    store.write_run(folder, record(**more))
    write_manifest(folder, {})
    return folder


@pytest.fixture
def folder(tmp_path):
    one = result()
    made = finding(one, 1, evidence=Evidence("evidence/F-01.sql", "evidence/F-01.parquet",
                                             "evidence/F-01.csv", 2))  # fmt: skip
    made_in = run(tmp_path / "run", [one, result("B", "not_found", 0.01)], [made])
    (made_in / "evidence").mkdir()
    cases = pa.table({
        "incident_id": [HOSTILE, LINK], "at": [datetime(2024, 1, 2, 3, 4), None],
        "day": [date(2024, 1, 2), None], "grams": [1.5, 2.0], "n": [1, 2],
    })  # fmt: skip
    pq.write_table(cases, made_in / "evidence" / "F-01.parquet")
    return made_in


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_workbook_has_a_sheet_for_each_table_and_case_list_with_typed_cells(folder, tmp_path):
    (path,), left = write_format(folder, "xlsx", tmp_path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["findings", "explanations", "results", "exclusions", "cases F-01"]
    assert left == []
    assert cells(book["cases F-01"]) == [
        ["incident_id", "at", "day", "grams", "n"],
        [HOSTILE, datetime(2024, 1, 2, 3, 4), datetime(2024, 1, 2), 1.5, 1],
        [LINK, None, None, 2, 2],
    ]
    assert all(cell.data_type != "f" and cell.hyperlink is None
               for sheet in book for row in sheet.iter_rows() for cell in row)  # fmt: skip
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    head, row = cells(book["findings"])[:2]
    told = dict(zip(head, row, strict=True))
    assert (told["id"], told["estimate"], told["low"], told["high"]) == ("F-01", 0.25, 0.1, 0.4)
    assert cells(book["exclusions"])[1][3] == HOSTILE


def test_the_russian_workbook_has_a_russian_head_over_every_column_of_its_tables(folder, tmp_path):
    write_figures(folder, [FIGURE])
    document = replace(read_document(folder), replies=(Reply("F-01", "A", date(2024, 5, 1), "x"),))
    (path,), _ = write_format(Opened(folder, document), "xlsx", tmp_path, "ru")
    *sheets, of_cases = openpyxl.load_workbook(path)
    tables = flat_tables(document)
    assert len(sheets) == len(tables) == 6
    for sheet, (name, rows) in zip(sheets, tables.items(), strict=True):
        heads = [cell.value for cell in sheet[1]]
        assert len(heads) == len(set(heads)) == len(columns_of(name, rows))
        assert [each for each in heads if re.search("[a-z_]{2}", each)] == [], name
    assert [cell.value for cell in of_cases[1]] == ["incident_id", "at", "day", "grams", "n"]


CLOSED = {
    "disposition": get_args(Disposition),
    "family": FAMILIES,
    "source": get_args(Told),
    "subject_kind": get_args(SubjectKind),
    "verdict": (*PATTERNS, *NO_PATTERN),
    "basis": BASES.values(),
}


@pytest.mark.parametrize("column", CLOSED)
def test_a_code_of_a_closed_list_has_a_russian_name_of_its_own_and_is_itself_in_english(column):
    held = list(CLOSED[column])
    assert [codes.told(column, each) for each in held] == held
    with spoken("ru"):
        names = [codes.told(column, each) for each in held]
        assert codes.told(column, "of another list") == "of another list"
    assert len(set(names)) == len(held)
    assert [each for each in names if re.search("[a-z]", each)] == []


def test_the_russian_workbook_names_the_codes_of_closed_lists(folder, tmp_path):
    write_figures(folder, [replace(FIGURE, level=1.0, basis="the plan")])
    given = Reply("F-01", "A", date(2024, 5, 1), "x", disposition="open")
    document = replace(read_document(folder), replies=(given,))
    (path,), _ = write_format(Opened(folder, document), "xlsx", tmp_path, "ru")
    findings, _, results, _, figures, replies, _ = openpyxl.load_workbook(path)

    def under(sheet, head):
        (at,) = (cell.column for cell in sheet[1] if cell.value == head)
        return {sheet.cell(row, at).value for row in range(2, sheet.max_row + 1)}

    assert under(findings, "семейство") == {"записи"}
    assert under(results, "вид объекта") == {"подразделение"}
    assert under(results, "вывод теста") == {"расхождение", "не найдено"}
    assert under(figures, "откуда") == {"подсчитано по записям"}
    assert under(figures, "чем установлен") == {"план"}
    assert under(replies, "решение") == {"вопрос открыт"}


def test_csv_disarms_what_a_spreadsheet_would_run_and_parquet_keeps_it(folder, tmp_path):
    paths, _ = write_format(folder, "csv", tmp_path)
    assert [path.name for path in paths] == [
        "findings.csv", "explanations.csv", "results.csv", "exclusions.csv",
    ]  # fmt: skip
    with paths[3].open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["reason"] == f"'{HOSTILE}"
    kept, _ = write_format(folder, "parquet", tmp_path)
    assert pq.read_table(kept[3]).column("reason").to_pylist() == [HOSTILE]
    assert pq.read_table(kept[2]).num_rows == 2


def test_a_table_has_the_same_columns_with_rows_and_without(folder):
    document = replace(read_document(folder), figures=(FIGURE,))
    for name, rows in flat_tables(document).items():
        assert rows
        assert columns_of(name, rows) == columns_of(name, []), name


def test_the_parquet_files_of_an_empty_a_sparse_and_a_full_run_are_read_together(folder, tmp_path):
    """By DuckDB, which takes the types of the first file and refuses what it cannot cast."""
    bare = result("C", estimate=None, interval=None, p_value=None)
    full = result("D", q_value=0.01, smallest_detectable=0.2, local_fdr=0.1, shrunk=(0.2, 0.1, 0.3))
    made = [finding(bare, 1, explanations=(Explanation("c", "h"),)), finding(full, 2)]
    sparse = run(tmp_path / "sparse", [bare, full], made)
    empty = run(tmp_path / "empty", [], [], exclusions=())
    write_figures(folder, [FIGURE])
    write_figures(sparse, [replace(FIGURE, level=5.0)])
    write_figures(empty, [])
    written = {}
    for each in (empty, sparse, folder):
        out = tmp_path / "out" / each.name
        out.mkdir(parents=True)
        for path in write_format(each, "parquet", out)[0]:
            written.setdefault(path.stem, []).append(path)
    assert set(written) == {"findings", "explanations", "results", "exclusions", "figures"}
    for paths in written.values():
        assert len({pq.read_schema(path).remove_metadata().to_string() for path in paths}) == 1
        rows = sum(pq.read_metadata(path).num_rows for path in paths)
        for listed in (paths, paths[::-1]):
            told = duckdb.read_parquet([str(path) for path in listed])
            assert len(told.fetchall()) == rows > 0
    told = duckdb.read_parquet([str(path) for path in written["results"]])
    assert told.aggregate("sum(estimate), max(smallest_detectable), sum(n)").fetchall() == [
        (pytest.approx(0.25 + 0.01 + 0.25), 0.2, 160)
    ]
    days = duckdb.read_parquet([str(path) for path in written["figures"]])
    assert set(days.project("first, level").fetchall()) == {
        (date(2024, 1, 1), None), (date(2024, 1, 1), 5.0),
    }  # fmt: skip


def test_every_column_has_the_type_that_its_values_have_in_a_run(folder):
    """By the values themselves, which the program did not declare."""
    reply = Reply("F-01", "A", date(2024, 5, 1), "x", "B", date(2024, 5, 2), "open", "y")
    document = replace(
        read_document(folder), figures=(replace(FIGURE, level=5.0),), replies=(reply,), seal="5e"
    )
    for name, rows in flat_tables(document).items():
        for row in rows:
            for column, value in row.items():
                assert value is None or TYPES[name][column] is type(value), (name, column)
    assert set(TYPES) == set(flat_tables(document))


def test_json_holds_all_and_keeps_to_its_schema(folder, tmp_path):
    (path,), _ = write_format(folder, "json", tmp_path)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told == plain_document(read_document(folder))
    back = TypeAdapter(Document).validate_python(told)
    assert back.findings == read_document(folder).findings
    said = schema()
    assert said["$schema"].endswith("2020-12/schema")
    assert set(said["required"]) == {"format", "run", "results", "findings"}
    assert set(told) == set(said["properties"])
    for name, key in (("Finding", "findings"), ("Result", "results")):
        assert set(told[key][0]) == set(said["$defs"][name]["properties"])


def test_markdown_has_the_four_elements_and_no_sign_of_a_record_steers_it(folder, tmp_path):
    (path,), _ = write_format(folder, "md", tmp_path)
    text = path.read_text(encoding="utf-8")
    for words in ("**Criteria**", "**Condition**", "**Cause**", "**Effect**", "Innocent cause"):
        assert words in text
    assert "1 pattern to explain; 1 test found nothing unusual, 0 could not tell." in text
    assert escaped("<b> [x](y)\n# @all") == r"\<b\> \[x\](y) \# \@all"
    assert (escaped("- 1"), escaped("1. x"), escaped("a-b")) == (r"\- 1", r"1\. x", "a-b")
    assert markdown(read_document(folder)) == text


@pytest.mark.parametrize(
    "said",
    ["0.2.0", "1. x", "1) x", "12.", "3.5 g", "- 1", "+ x", "-1", "<b> [x](y) # @all", "1.x",
     "`a` *b* _c_", "# x", "> x", "a | b ~~c~~", "&amp; !", HOSTILE,
     "see https://a.example/b.c?d=1", "www.a.example", "évil.example", "a. b", "...x",
     "evidence/F-01.csv"],
)  # fmt: skip
def test_what_is_escaped_reads_in_commonmark_as_it_was(said):
    """By another's parser: one paragraph that holds the text and nothing else."""
    opened, inline, closed = MarkdownIt("commonmark").parse(escaped(said))
    assert (opened.type, closed.type) == ("paragraph_open", "paragraph_close")
    assert {each.type for each in inline.children} <= {"text", "text_special"}
    assert "".join(each.content for each in inline.children) == said


@pytest.mark.parametrize(
    "said",
    ["https://a.example/b", "HTTP://x", "ftp://a.example", "www.a.example", "see a.example."],
)
def test_no_reader_of_markdown_finds_an_address_to_make_a_link_of(said):
    """As they are found: a scheme and slashes, "www.", or a name, a full stop and a domain."""
    assert not re.search(r"\w://|www\.\w|\w\.[^\W\d]", escaped(said))


def test_csv_holds_the_further_numbers_of_a_result_as_json(tmp_path):
    detail = {"beside": [1, -2.5e-07], "N;=1": ["x\x1b", "a, -3"], "": {"+": None}}
    made = run(tmp_path / "run", [replace(result(), detail=detail)], [])
    write_format(made, "csv", tmp_path)
    with (tmp_path / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        held = json.loads(next(csv.DictReader(file))["detail"])
    assert held == {
        "beside": [1, -2.5e-07], "N;'=1": ["x\N{REPLACEMENT CHARACTER}", "a, '-3"],
        "": {"'+": None},
    }  # fmt: skip


def test_the_ticket_counts_findings_that_list_records_again_once(folder):
    document = read_document(folder)
    (one,) = document.findings
    again = one.with_(id="F-02", part_of="F-01")
    text = markdown(replace(document, findings=(one, again)))
    assert "1 pattern to explain in 2 findings; 1 test found nothing unusual" in text
    assert text.count("All its records are also in F-01") == 1
    same = one.with_(id="F-02", same_as="F-01", shared=1)
    named = one.with_(same_by=("F-02",))
    text = markdown(replace(document, findings=(named, same)))
    assert "2 patterns to explain; 1 test found nothing unusual" in text
    assert text.count("F-02 shares at least eight in ten of its cases") == 1
    assert text.count("It shares 1 case with F-01") == 1


def test_an_empty_run_is_written_in_every_form(tmp_path):
    empty = run(tmp_path / "run", [], [], exclusions=())
    (tmp_path / "out").mkdir()
    for kind in FORMATS:
        paths, _ = write_format(empty, kind, tmp_path / "out")
        assert all(path.stat().st_size for path in paths)


def test_two_runs_are_compared_by_check_subject_and_aspect(tmp_path):
    stays, goes = result("A"), result("B")
    before = run(tmp_path / "one", [stays, goes, result("C", "insufficient", reason="too few")],
                 [finding(stays, 1), finding(goes, 2)])  # fmt: skip
    more = replace(stays, estimate=0.6, interval=(0.5, 0.7))
    comes, other = result("C"), result("D", check="records.revised")
    after = run(tmp_path / "two", [more, replace(goes, verdict="not_found"), comes, other],
                [finding(more, 1), finding(comes, 2), finding(other, 3)],
                last_day="2024-06-30", parameters={"alpha": 0.01})  # fmt: skip
    done = compare(read_document(before), read_document(after))
    assert [(each.finding.subject, each.other.said) for each in done.new] == [
        ("C", "could not tell: too few"), ("D", "the check was not run"),
    ]  # fmt: skip
    assert [(each.finding.subject, each.other.said) for each in done.gone] == [
        ("B", "found nothing unusual")
    ]
    (still,) = done.still
    assert (still.other.estimate, still.finding.estimate, still.apart) == (0.25, 0.6, True)
    assert done.differences == (
        "the period examined: 2024-01-01 to 2024-03-31 then, 2024-01-01 to 2024-06-30 now",
        "declared differently: alpha",
    )
    assert json.loads(json.dumps(plain(done)))["still"][0]["ranges_apart"] is True


def test_the_created_time_of_a_workbook_is_that_of_the_run(folder, tmp_path):
    (path,), _ = write_format(folder, "xlsx", tmp_path)
    made = openpyxl.load_workbook(path).properties.created
    assert made.replace(tzinfo=UTC) == datetime(2024, 4, 1, 0, 1, tzinfo=UTC)
