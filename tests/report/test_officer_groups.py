"""Are the officers named together most a folded list of their own, escaped, and never masked?"""

from dataclasses import replace
from datetime import date

import pytest
from fixture import FINDINGS, RESULTS, RUN
from reading import read

from tallystick.findings.document import FORMAT, Document
from tallystick.findings.officer_group import (
    OFFICER_GROUPS,
    OfficerGroup,
    read_officer_groups,
    write_officer_groups,
)
from tallystick.report.masks.mask import Mask
from tallystick.report.masks.run import masked
from tallystick.report.pages import officer_groups
from tallystick.report.pages.page import render
from tallystick.stats.networks.team_ranking import MOST_LISTED

HOSTILE = "<script>alert(1)</script>"
GROUP = OfficerGroup(
    "complained_of", "group", 2, ("K1", "K2", HOSTILE, "K4"), ("U2", "U1", "U3", "U4", "U5"), 40,
    date(2001, 3, 1), date(2013, 12, 4), 3.7, 0.81,
)  # fmt: skip
PAIR = replace(GROUP, kind="pair", place=1, officers=("K1", "K9"), units=("U2",), expected=0.0)


def page(groups, language="en"):
    return render(FINDINGS, RESULTS, RUN, {}, (), groups=groups, language=language)


def section(text):
    found = [each for each in read(text).all("section")
             if each.attributes.get("id") == "officer-groups"]  # fmt: skip
    return found[0] if found else None


def test_rows_are_those_of_the_file_in_words():
    pairs, groups = officer_groups.parts((PAIR, GROUP))
    assert pairs.caption == "Pairs by shared complaints"
    assert groups.caption == "Groups of four and more by shared complaints"
    (row,) = groups.rows
    assert (row.place, row.files, row.expected) == ("2", "40", "0.8")
    assert row.units == "U2, U1, U3 and 2 others"
    assert row.period == "from 1 March 2001 to 4 December 2013"
    assert pairs.rows[0].expected == "below 0.05"
    assert "partners and squads" in groups.note


def test_where_most_work_in_teams_the_list_says_that_it_cannot_tell():
    (part,) = officer_groups.parts((replace(GROUP, most_in_teams=True),))
    assert part.note.startswith("Cannot tell: most of the officers")
    assert "selected" in part.note


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_list_is_folded_escaped_and_no_finding(language):
    text = page((PAIR, GROUP), language)
    assert text.count("<script>") == 1, "the page's own, of its tables"
    told = section(text)
    assert [each.attributes.get("open") for each in told.all("details")] == [None, None]
    assert HOSTILE in told.text()
    assert "K9" in told.text()
    assert "lead" not in told.text().lower().split()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "a sample selected on certain officers"), ("ru", "отобранная по определённым сотр")],
)
def test_a_selected_sample_is_told_on_page_one_and_above_the_list(language, said):
    run = replace(RUN, parameters={**RUN.parameters, "selected_on": "officers"})
    text = render([], RESULTS, run, {}, (), groups=(GROUP,), language=language)
    summary = next(x for x in read(text).all("section") if x.attributes.get("id") == "summary")
    assert said in summary.text()
    assert said in section(text).text()
    assert said not in render([], RESULTS, RUN, {}, (), groups=(GROUP,), language=language)


def test_the_list_says_how_many_it_holds_at_most():
    for language in ("en", "ru"):
        assert f" {MOST_LISTED} " in section(page((GROUP,), language)).text()


def test_without_groups_there_is_no_section():
    assert section(page(())) is None
    assert section(page(None)) is None


def test_a_masked_copy_has_no_list():
    document = Document(FORMAT, RUN, (), (), officer_groups=(GROUP,))
    assert masked(document, Mask.of([("officer", "K1")], b"key")).officer_groups is None


def test_the_file_is_read_as_it_was_written(tmp_path):
    assert read_officer_groups(tmp_path) is None
    write_officer_groups(tmp_path, (PAIR, GROUP))
    assert read_officer_groups(tmp_path) == (PAIR, GROUP)
    write_officer_groups(tmp_path, ())
    assert read_officer_groups(tmp_path) == ()
    (tmp_path / OFFICER_GROUPS).write_text("no parquet")
    with pytest.raises((OSError, ValueError)):
        read_officer_groups(tmp_path)
