"""Does a browser print the first page on one page, and every page with its head and status?"""

import re
import shutil
import subprocess

import pytest
from fixture import FINDINGS, write_run

from tallystick.report import write_report

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed"),
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    folder = write_run(tmp_path_factory.mktemp("run"))
    page, pdf = write_report(folder), folder / "report.pdf"
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [CHROMIUM, *QUIET, profile, f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    said = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return said.stdout.decode().split("\f")[:-1]


def test_the_first_page_is_one_page(printed):
    assert "Two years of enforcement records" in printed[0]
    assert "Input fingerprint" in printed[0]
    assert "How to read this report" in printed[1]


def test_every_page_has_its_status_and_number(printed):
    for number, page in enumerate(printed, 1):
        assert "Draft for Port Alder Police response" in page
        assert re.search(rf"Page\s*{number}\s*of\s*{len(printed)}", page)


def test_findings_start_new_pages_with_their_own_heads(printed):
    for finding in FINDINGS:
        head = f"Finding {finding.id}: {finding.title[:30]}"
        first = next(page for page in printed if head in page)
        assert first.strip().splitlines()[0].strip().startswith(head)


def test_what_is_folded_on_the_screen_is_printed(printed):
    assert "Values in the chart" in "".join(printed)
