"""Does a run folder get its report: complete, the same each time, small and soon?"""

import subprocess
import sys
import time

import pytest
from fixture import FINDINGS, RESULTS, RUN, write_run
from reading import read

from tallystick.findings import Evidence
from tallystick.report import CaseList, render, write_report
from tallystick.report.pages.cases import read_cases, shown

SIZE_BUDGET, SECONDS_BUDGET = 2_000_000, 0.5


@pytest.fixture
def folder(tmp_path):
    return write_run(tmp_path)


def test_the_report_is_written_beside_the_run(folder):
    path = write_report(folder)
    assert path == folder / "report.html"
    page = read(path.read_text(encoding="utf-8"))
    for link in page.all("a"):
        if not link["href"].startswith("#"):
            assert (folder / link["href"]).exists(), link["href"]


def test_the_same_run_gives_the_same_bytes(folder):
    first = write_report(folder).read_bytes()
    assert write_report(folder).read_bytes() == first


def test_fifty_case_rows_are_shown_and_the_rest_named(folder):
    page = read(write_report(folder).read_text(encoding="utf-8"))
    tables = [each for each in page.all("table") if each.attributes.get("class") == "records"]
    assert [len(each.all("tbody")[0].all("tr")) for each in tables] == [50, 19, 50, 50, 3, 50]
    assert "50 of 97 records" in page.text()
    assert "24-118204" in tables[0].text()


def test_a_missing_case_list_is_said(folder):
    (folder / "evidence" / "F-01.csv").unlink()
    page = read(write_report(folder).read_text(encoding="utf-8"))
    assert "does not lie beside this report" in page.text()


def test_a_case_list_outside_the_folder_is_not_read(folder):
    outside = folder.parent / "outside.csv"
    outside.write_text("secret\nx\n")
    (folder / "evidence" / "link.csv").symlink_to(outside)
    for path in ("../outside.csv", str(outside), "evidence/link.csv", "evidence"):
        finding = FINDINGS[0].with_(evidence=Evidence("a", "b", path, 1))
        assert read_cases(folder, finding) is None


def test_ragged_and_badly_encoded_case_lists_are_read(folder):
    path = folder / "evidence" / "F-01.csv"
    path.write_bytes(b"\xef\xbb\xbfa,b\n1\n1,2,3\n\xff,4\n")
    cases = read_cases(folder, FINDINGS[0])
    assert cases == CaseList(("a", "b"), (("1", ""), ("1", "2"), ("\ufffd", "4")))


def test_columns_that_say_the_same_in_every_row_give_way():
    columns = (*(f"same {i}" for i in range(10)), "value")
    rows = tuple((*("x" * 10), str(value)) for value in range(3))
    assert shown(CaseList(columns, rows)).columns == (*columns[:9], "value")


def test_columns_that_hold_nothing_are_left_out_and_the_origin_kept():
    columns = (*(f"c{i}" for i in range(12)), "empty", "source_file", "source_row")
    kept = shown(CaseList(columns, ((*("x" * 12), " ", "f", "1"),)))
    assert kept.columns == (*columns[:8], "source_file", "source_row")


def test_a_large_run_stays_small_and_soon():
    findings = [FINDINGS[i % 6].with_(id=f"F-{i:02}") for i in range(30)]
    results = [each for i in range(50) for each in RESULTS]
    row = tuple(f"value {i}" for i in range(10))
    cases = {each.id: CaseList(row, (row,) * 50) for each in findings}
    began = time.process_time()
    page = render(findings, results, RUN, cases)
    assert time.process_time() - began < 4 * SECONDS_BUDGET
    assert len(page.encode()) < SIZE_BUDGET


def test_the_fixture_renders_within_its_budget():
    render(FINDINGS, RESULTS, RUN, {})
    began = time.process_time()
    render(FINDINGS, RESULTS, RUN, {})
    assert time.process_time() - began < SECONDS_BUDGET


def test_importing_the_room_loads_no_engine():
    code = (
        "import sys, tallystick.report; "
        "print([m for m in ('pyarrow', 'numpy', 'ibis', 'duckdb', 'pydantic', 'scipy') "
        "if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
