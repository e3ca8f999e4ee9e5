"""Does any text of a record reach the page as anything but text?"""

import csv
import json
import re
import zipfile
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from fixture import FINDINGS, RESULTS, RUN
from reading import foreign, read
from worst_cases import (
    CONTROL,
    CSS,
    FORMULA,
    HOSTILE,
    RIGHT_TO_LEFT,
    SCRIPT,
    hostile_page,
    poisoned,
)

from tallystick.findings import Evidence
from tallystick.findings.document import FORMAT, Document
from tallystick.report import CaseList, render
from tallystick.report.exports.formats import FORMATS, write_format
from tallystick.report.masks.opened import Opened
from tallystick.report.words.text import css_string, is_plain_path, name, short

IDS = ("script", "attribute", "template", "formula", "rtl", "long", "control", "css", "empty")
PLAIN = read(render(FINDINGS, RESULTS, RUN, {}))


@pytest.mark.parametrize("text", HOSTILE, ids=IDS)
def test_hostile_text_in_every_field_adds_no_element_or_attribute(text):
    page = read(hostile_page(text))
    known = {each.tag for each in PLAIN.walk()}
    assert {each.tag for each in page.walk()} <= known | {"span"}
    attributes = {name for each in PLAIN.walk() for name in each.attributes}
    assert {name for each in page.walk() for name in each.attributes} <= attributes
    assert len(page.all("style")) == 1
    assert foreign(page) == []


@pytest.mark.parametrize("text", HOSTILE, ids=IDS)
def test_no_text_of_a_record_becomes_a_link(text):
    for link in read(hostile_page(text)).all("a"):
        href = link["href"]
        known = ("results.parquet", "findings.json", "run.json")
        assert href.startswith("#") or href in known or is_plain_path(href)


def test_the_page_can_be_written_and_read_whatever_a_record_holds():
    page = hostile_page(CONTROL)
    page.encode("utf-8")
    assert "\x00" not in page
    assert "\u202e" not in hostile_page(RIGHT_TO_LEFT)


def test_a_template_is_not_run():
    page = hostile_page("{{ 7*7 }}")
    assert "49" not in read(page).all("h1")[0].text()


def test_style_holds_no_rule_of_a_record():
    for text in (CSS, SCRIPT):
        style = read(hostile_page(text)).all("style")[0].text()
        assert "url(" not in style
        assert "@import" not in style
        assert "alert(" not in style
        assert style.count("{") == style.count("}")


def test_css_strings_cannot_be_left():
    assert css_string('a"}\n</style>') == '"a\\22 \\7d  \\3c \\2f style\\3e "'


@pytest.mark.parametrize(
    "path",
    [
        "../x.csv",
        "/etc/passwd",
        "javascript:alert(1)",
        "a/../b",
        "//x/y",
        "C:\\x",
        "",
        "x y",
        "./x",
    ],
)
def test_a_path_that_leads_elsewhere_is_no_link(path):
    finding = FINDINGS[0].with_(evidence=Evidence(path, path, path, 3))
    page = read(render((finding,), RESULTS, RUN, {}))
    assert path not in [link["href"] for link in page.all("a")]


def test_formulas_are_shown_as_they_are():
    cases = CaseList(("remark",), ((FORMULA,),))
    assert FORMULA in read(render(FINDINGS, RESULTS, RUN, {"F-01": cases})).text()


def test_names_are_isolated_only_where_they_run_the_other_way():
    assert name("Eastgate") == "Eastgate"
    assert name("مثال") == "\u2068مثال\u2069"
    assert name(" \n ", "nobody") == "nobody"


def test_long_texts_are_cut_at_a_word():
    assert short("one two three four", 12) == "one two…"
    assert len(short("W" * 300, 90)) == 90


def held(form, path):
    """Hold that a file of a form has no text that a program which opens it would act on."""
    if form == "xlsx":
        with zipfile.ZipFile(path) as book:
            parts = b"".join(map(book.read, book.namelist()))
        assert not re.search(rb"<f[ >]|<hyperlink", parts)
    elif form == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if re.match(r"[=+@\t\r]|-[^0-9.]", cell)]
    elif form == "json":
        json.loads(path.read_bytes())
    elif form == "parquet":
        pq.read_table(path)
    elif form == "md":
        assert not re.search(
            r"(?<!\\)<(script|/?style|img|title)", path.read_text(encoding="utf-8")
        )
    else:
        assert foreign(read(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("text", HOSTILE, ids=IDS)
def test_hostile_text_in_every_field_stays_text_in_all_six_forms(text, tmp_path):
    text = text.replace("\ud800", "")  # which no JSON or Parquet file of a run can hold
    findings, results, run = (poisoned(each, text) for each in (FINDINGS, RESULTS, RUN))
    run = replace(run, started_at=RUN.started_at, finished_at=RUN.finished_at)
    findings = [replace(each, evidence=None) for each in findings]
    opened = Opened(tmp_path, Document(FORMAT, run, tuple(results), tuple(findings)))
    for form in FORMATS:
        (tmp_path / form).mkdir()
        paths, _ = write_format(opened, form, tmp_path / form)
        assert paths
        for path in paths:
            held(form, path)
