"""Does a browser print the first page on one page, and every page with its head and status?"""

import re
from datetime import date

import pytest
from browser import NEEDS_CHROMIUM, NEEDS_PDFTOTEXT, sheets
from fixture import FINDINGS, write_run

from tallystick.findings import Reply
from tallystick.report import write_report
from tallystick.report.exports.folder import write_page
from tallystick.report.masks.opened import answered, opened

pytestmark = [NEEDS_CHROMIUM, NEEDS_PDFTOTEXT]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    folder = write_run(tmp_path_factory.mktemp("run"))
    return sheets(write_report(folder), folder)


def test_the_first_page_is_one_page(printed):
    assert "Two years of enforcement records" in printed[0]
    assert "Input fingerprint" in printed[0]
    assert "How to read this report" in printed[1]


def test_every_page_has_its_status_and_number(printed):
    for number, page in enumerate(printed, 1):
        assert "Draft for Port Alder Police to answer" in page
        assert re.search(rf"Page\s*{number}\s*of\s*{len(printed)}", page)


def test_findings_start_new_pages_with_their_own_heads(printed):
    for finding in FINDINGS:
        head = f"Finding {finding.id}: {finding.title[:30]}"
        first = next(page for page in printed if head in page)
        assert first.strip().splitlines()[0].strip().startswith(head)


def test_what_is_folded_on_the_screen_is_printed(printed):
    assert "Values in the chart" in "".join(printed)


@pytest.mark.slow
def test_replies_are_printed_whole_and_leave_the_first_page_one_page(tmp_path):
    text = "\n".join(f"line {n} of the reply" for n in range(150))
    given = [Reply(each.id, "Chief", date(2026, 3, 2), "Ours.") for each in FINDINGS[1:4]]
    given += [Reply("F-01", "Chief", date(2026, 3, 2), text, disposition="explained")]
    run = answered(opened(write_run(tmp_path)), tuple(given))
    printed = sheets(write_page(run, tmp_path), tmp_path)
    assert "Input fingerprint" in printed[0]
    assert "How to read this report" in printed[1]
    assert all("Responses received for 4 of 6 findings" in each for each in printed)
    whole = "".join(printed)
    assert [n for n in range(150) if f"line {n} of the reply" not in whole] == []
