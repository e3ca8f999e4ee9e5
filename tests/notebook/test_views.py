"""Do runs, findings and their charts show in a notebook what the report says, and do nothing?"""

import rlcompleter
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from fixture_findings import MOVED, UNIT
from fixture_funnel import funnel
from reading import read

import tallystick as ts
from every_fault import holds_of_each
from tallystick.checks import FAMILIES
from tallystick.findings import Explanation
from tallystick.report.charts.chart import chart, sound

SVG = "{http://www.w3.org/2000/svg}"
EVIL = "</style></svg><script>alert(1)</script><b>x</b>"


def shapes(svg):
    """What is drawn: paths and labels, without the names that refer to a hatching."""
    root = ET.fromstring(svg)
    paths = [each.attrib["d"] for each in root.iter() if each.tag.endswith("path")]
    return paths, [each.text for each in root.iter() if each.tag.endswith("text")]


@pytest.mark.parametrize("finding", [MOVED, UNIT, replace(UNIT, picture=funnel())])
def test_a_plot_is_the_chart_of_the_report(finding):
    plot = finding.plot()
    assert shapes(plot.svg) == shapes(str(chart(sound(finding.picture), "any").wide))
    assert plot._repr_svg_() == plot.svg
    root = ET.fromstring(plot.svg)
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title").text == plot.chart.caption
    page = read(plot._repr_html_())
    assert len(page.all("svg")) == 1
    assert len(page.all("tr")) == 1 + len(plot.chart.rows)
    assert plot.chart.caption in repr(plot)


def test_the_charts_of_two_findings_in_a_page_share_no_id():
    ids = [each.attrib["id"] for finding in (MOVED, UNIT)
           for each in ET.fromstring(finding.plot().svg).iter() if "id" in each.attrib]  # fmt: skip
    assert len(ids) == len(set(ids)) > 4


def test_without_a_picture_there_is_no_plot():
    assert replace(MOVED, picture=None).plot() is None
    assert "<svg" not in replace(MOVED, picture=None)._repr_html_()


def test_a_finding_is_shown_with_its_numbers_and_its_innocent_causes():
    page = read(MOVED._repr_html_())
    assert page.all("h4")[0].text() == f"F-01 {MOVED.title}"
    facts, _, causes = page.all("table")
    rows = [[each.text() for each in row.walk() if each.tag in ("th", "td")]
            for row in facts.all("tr")]  # fmt: skip
    assert rows == [
        ["where", "Whole agency"],
        ["records", "334"],
        ["range", "29% to 66%"],
        ["p", "2.1e-06"],
        ["q", "4e-05"],
        ["explained", "Partly (12 of 97)"],
        ["check", "exhibits.threshold"],
    ]
    told = [each.all("td")[0].text() for each in causes.all("tr")[1:]]
    assert told == [f"{each.cause}." for each in MOVED.explanations]
    assert MOVED.caveats[0] in page.text()


def test_texts_of_records_are_no_markup():
    finding = replace(
        MOVED, title=EVIL, subject=EVIL, subject_kind="unit", caveats=(EVIL,), id=EVIL, check=EVIL,
        explanations=(Explanation(EVIL, EVIL),),
        picture=replace(MOVED.picture, caption=EVIL, subcaption=EVIL, x_label=EVIL, y_label=EVIL,
                        mark_label=EVIL),
    )  # fmt: skip
    html = finding._repr_html_()
    assert "<script" not in html
    assert "<b>" not in html
    assert len(read(html).all("svg")) == 1
    ET.fromstring(finding.plot().svg)


def offers_its_checks(family):
    room = getattr(ts.checks, family)
    names = sorted(check.name.partition(".")[2] for check in FAMILIES[family])
    assert dir(room) == names
    typed = rlcompleter.Completer({"ts": ts})
    found = [typed.complete(f"ts.checks.{family}.", at) for at in range(len(names) + 1)]
    offered = {each.partition("(")[0] for each in found if each}
    assert {f"ts.checks.{family}.{name}" for name in names} == offered
    assert all(getattr(room, name).run for name in names)


def test_the_names_of_a_family_are_its_checks():
    holds_of_each(offers_its_checks, FAMILIES, "the names that tallystick.checks gives")


def test_the_names_of_the_checks_are_the_families_and_what_is_public():
    assert set(dir(ts.checks)) == {*FAMILIES, *ts.checks.__all__}
