"""Do leads stand apart from findings, with their price, and without the name of an officer?"""

import json
import re
from dataclasses import replace

import pytest
from fixture import FINDINGS, RUN, page_of, write_run
from reading import read

from tallystick.findings import store
from tallystick.findings.mask_key import write_mask_key
from tallystick.report.exports.markdown import markdown
from tallystick.report.masks.opened import opened

OFFICER = "Ruiz 4471"


@pytest.fixture
def run(tmp_path):
    """A run with the lead on a unit and one on an officer, both as findings of the fixture."""
    record = replace(RUN, named={}, parameters={**RUN.parameters, "leads": 3.0})
    folder = write_run(tmp_path, run=record)
    write_mask_key(folder)
    unit = FINDINGS[1].with_(id="L-01", q_value=0.2, expected_by_chance=0.184, evidence=None)
    officer = unit.with_(
        id="L-02",
        subject_kind="officer",
        subject=OFFICER,
        title=f"officer {OFFICER}: more records than expected",
        expected_by_chance=0.91,
    )
    store.write_findings(folder, (unit, officer), store.LEADS)
    return folder


def test_the_first_page_has_each_lead_with_what_chance_would_give(run, tmp_path):
    page = read(page_of(run, tmp_path))
    summary = next(each for each in page.all("section") if each["id"] == "summary")
    table = summary.all("table")[1]
    assert "Where else to look" in table.all("caption")[0].text()
    caption, rows = table.all("caption")[0].text(), table.all("tbody")[0].all("tr")
    assert "Above expectation, but not significant after allowing for all tests." in caption
    assert "about 3 leads" in caption
    assert [row.all("th")[0].text()[:4] for row in rows] == ["L-01", "L-02"]
    assert [row.all("td")[2].text() for row in rows] == ["0.18", "0.91"]
    assert "L-01" not in next(e for e in summary.all("table")).text()
    section = next(each for each in page.all("section") if each["id"] == "leads").text()
    assert section.count(f"The number: {FINDINGS[1].estimand}") == 2


def test_an_officer_is_a_code_in_a_lead_and_is_left_out_of_a_masked_copy(run, tmp_path):
    plain, masked = page_of(run, tmp_path), page_of(run, tmp_path, mask=True)
    assert "L-02" in plain
    assert re.search(r"Officer \d+: more records", plain)
    assert "4471" not in plain
    assert "Ruiz" not in plain
    assert "L-01" in masked
    assert "L-02" not in masked
    assert "4471" not in masked
    assert "Ruiz" not in masked


def test_no_form_of_the_run_names_the_officer_of_a_lead(run):
    document = opened(run).document
    text = markdown(document)
    assert "Where else to look" in text
    assert "(expected by chance: 0.18)" in text
    assert "4471" not in text
    assert "Ruiz" not in text
    held = json.dumps([store.as_object(each) for each in document.leads])
    assert "4471" not in held
    assert "Ruiz" not in held


def test_a_run_of_before_has_none_and_a_run_without_its_key_shows_none(run):
    (run / "mask.key").unlink()
    assert opened(run).document.leads == ()
    (run / store.LEADS).unlink()
    assert opened(run).document.leads == ()
