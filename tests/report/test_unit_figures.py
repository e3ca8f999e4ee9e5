"""Does a page show a unit's figures as they are, against levels, and say what is missing?"""

import re
from dataclasses import replace
from datetime import date

import pytest
from fixture import FINDINGS, RESULTS, RUN, write_run
from reading import read

from tallystick.findings import Explanation, Figure
from tallystick.findings.figure import write_figures
from tallystick.report import render, write_report
from tallystick.report.charts.series import by_unit, months_of
from tallystick.report.charts.timeline import TOP, draw
from tallystick.report.pages.unit_figures import period, views
from tallystick.report.words.rendering import rendering

UNIT = "Eastgate Patrol"
LEVELS = {1: 10.0, 2: 10.0, 3: 10.0, 4: 10.0}


def month(number, value, level=None, unit=UNIT, **more):
    last = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31}[number]
    figure = Figure("published", "arrests", unit, date(2025, number, 1), date(2025, number, last),
                    float(value), "", level, "the plan" if level is not None else "")  # fmt: skip
    return replace(figure, **more)


# Two reach the level of 10 (one of them exactly), two do not.
FIGURES = (month(1, 9, 10.0), month(2, 10, 10.0), month(3, 12, 10.0), month(4, 8, 10.0))


def view(figures, unit=UNIT):
    (held, *_), _ = views(by_unit(figures)[unit], "subject-1")
    return held


def page_of(figures, run=RUN, **more):
    return read(render(FINDINGS, RESULTS, run, {}, figures, **more))


def section(page, place=1):
    return next(
        each for each in page.all("section") if each.attributes.get("id") == f"subject-{place}"
    )


def test_the_caption_counts_what_reaches_the_level():
    assert view(FIGURES).caption == "arrests: two of 4 months reach the level, one of them exactly"
    ceilings = [replace(each, at_most=True) for each in FIGURES]
    told = "arrests: three of 4 months stay within the ceiling, one of them exactly on it"
    assert view(ceilings).caption == told
    low = [replace(each, value=1.0) for each in FIGURES]
    assert view(low).caption == "arrests: none of 4 months reach the level, none of them exactly"


def test_without_levels_it_says_between_what_the_figures_lie():
    bare = [replace(each, level=None, basis="") for each in FIGURES]
    assert view(bare).caption == "arrests: between 8 and 12 a month"
    assert view(bare).heads == ("Period", "Figure")
    assert view(bare[:1]).caption == "arrests: 9 throughout"


def test_the_table_holds_every_figure_with_its_level():
    assert view(FIGURES).rows == (
        ("January 2025", "9", "10", "the plan"), ("February 2025", "10", "10", "the plan"),
        ("March 2025", "12", "10", "the plan"), ("April 2025", "8", "10", "the plan"),
    )  # fmt: skip


def test_in_russian_the_basis_of_a_level_is_told_in_russian():
    with rendering("ru") as untold:
        assert {row[-1] for row in view(FIGURES).rows} == {"план"}
    assert untold == set()


def test_a_level_that_was_reached_before_is_neither_drawn_nor_counted():
    """A growing level of which -3 and 0 were lacking when March and April began."""
    reached = [*FIGURES[:2], replace(FIGURES[2], level=-3.0), replace(FIGURES[3], level=0.0)]
    said = view(reached)
    assert said.caption == "arrests: one of 2 months reach the level, one of them exactly"
    assert [row[2] for row in said.rows] == ["10", "10", "reached before", "reached before"]
    ticks = re.findall(r"<text[^>]*>(-?[−\d,]+)</text>", said.svg)
    assert "0" in ticks
    assert not any(each.startswith(("-", "−")) for each in ticks)
    # No case at all is what a ceiling of none asks for.
    (ceiling,) = view([replace(FIGURES[3], value=0.0, level=0.0, at_most=True)]).rows
    assert ceiling[2] == "0"


def test_the_table_on_the_page_adds_up_to_the_figures():
    tables = [each for each in section(page_of(FIGURES)).all("table")
              if each.attributes.get("class") == "dense"]  # fmt: skip
    (table,) = tables
    cells = [row.all("td")[0].text() for row in table.all("tbody")[0].all("tr")]
    assert sum(map(int, cells)) == sum(each.value for each in FIGURES) == 39


def test_a_month_that_others_have_and_a_gap_are_said_to_be_without_a_figure():
    """The unit has January, March and April; another has May too."""
    held = view([FIGURES[0], FIGURES[2], FIGURES[3], month(5, 1, unit="B")])
    assert held.rows[1] == ("February 2025", "no figure", "—", "—")
    assert "Dashed: no figure for 2 of 5 periods (February 2025 and May 2025)." in held.note
    assert "no figure for 2 of 5 periods" in held.svg


def test_where_records_are_counted_an_empty_month_has_no_record():
    held = view([replace(each, source="recorded") for each in (FIGURES[0], FIGURES[2])])
    assert held.rows[1][1] == "no record"
    assert "Dashed: no record in 1 of 3 periods (February 2025)." in held.note
    assert held.subcaption.startswith("No figure is published")


def test_a_period_published_twice_is_drawn_as_neither():
    held = view([*FIGURES, month(2, 11, 10.0)])
    assert held.rows[1][1] == "10, 11"
    assert "several figures for 1 of 4 periods (February 2025)" in held.note
    assert "one of 3 months reach" in held.caption


def test_a_bar_is_as_high_as_its_figure_and_the_level_lies_where_it_is():
    (series,) = by_unit(FIGURES)[UNIT]
    drawing = draw(series, "x")
    bars, _, levels = [re.search(r'd="([^"]+)"', each)[1] for each in drawing.parts[-3:]]
    heights = [float(each) for each in re.findall(r"h[\d.]+v([\d.]+)h", bars)]
    scale = heights[2] / 12
    assert heights == pytest.approx([9 * scale, 10 * scale, 12 * scale, 8 * scale], abs=0.15)
    assert min(heights) > TOP
    bottoms = {round(float(y) + h, 0) for y, h in
               zip(re.findall(r"M[\d.]+ ([\d.]+)h", bars), heights, strict=True)}  # fmt: skip
    (bottom,) = bottoms
    (y,) = {float(each) for each in re.findall(r"M[\d.]+ ([\d.]+)L", levels)}
    assert bottom - y == pytest.approx(10 * scale, abs=0.7)


def test_a_chart_has_its_words_and_no_script():
    chart = next(each for each in section(page_of(FIGURES)).all("svg"))
    title, desc = chart.all("title")[0].text(), chart.all("desc")[0].text()
    assert title == view(FIGURES).caption
    assert "Bars of 4 figures of arrests, from January 2025 to April 2025" in desc
    assert "All values are in the table that follows." in desc
    assert chart["role"] == "img"


@pytest.mark.parametrize(
    ("first", "last", "months", "words"),
    [
        ("2025-01-01", "2025-01-31", 1, "January 2025"),
        ("2025-04-01", "2025-06-30", 3, "April to June 2025"),
        ("2024-12-01", "2025-02-28", 3, "December 2024 to February 2025"),
        ("2024-01-01", "2024-12-31", 12, "2024"),
        ("2024-07-01", "2025-06-30", 12, "July 2024 to June 2025"),
        ("2025-01-06", "2025-01-12", 0, "from 6 January 2025 to 12 January 2025"),
        ("2025-12-01", "2025-12-31", 1, "December 2025"),
    ],
)
def test_periods_are_told_by_their_calendar(first, last, months, words):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    assert months_of(first, last) == months
    (series,) = by_unit([replace(FIGURES[0], first=first, last=last)])[UNIT]
    assert period(series.slots[0]) == words


def test_periods_that_are_not_of_one_length_are_drawn_as_they_are():
    weeks = [replace(FIGURES[0], first=date(2025, 1, k), last=date(2025, 1, k + 6), level=None)
             for k in (1, 15)]  # fmt: skip
    assert len(view(weeks).rows) == 2
    askew = [replace(FIGURES[0], first=date(2025, k, 1), last=date(2025, k + 2, 30))
             for k in (4, 9)]  # fmt: skip
    assert [len(each.slots) for each in by_unit(askew)[UNIT]] == [2]


def test_negative_and_hostile_figures_are_drawn():
    name = "</svg><script>x</script>"
    held = view([replace(each, metric=name, value=-each.value) for each in FIGURES])
    assert "<script" not in held.svg
    assert not re.search(r'(height|v)="?-', held.svg)


def test_at_most_so_many_charts_and_periods_are_shown():
    many = [replace(each, metric=f"m{k}") for k in range(10) for each in FIGURES]
    shown, more = views(by_unit(many)[UNIT], "a")
    assert len(shown) == 8
    assert more.startswith("2 further series")
    years = [replace(FIGURES[0], first=date(1800 + k, 1, 1), last=date(1800 + k, 12, 31))
             for k in range(130)]  # fmt: skip
    assert len(view(years).rows) == 120
    assert "10 earlier periods are left out" in view(years).note


def test_a_unit_without_a_finding_has_a_page_when_it_is_asked_for():
    others = (*FIGURES, month(1, 3, unit="Unit 10"), month(1, 3, unit="Unit 9"))
    titles = [each.text() for each in page_of(others, every_unit=True).all("h2")]
    assert "Unit Millrace Patrol" in titles
    assert titles.index("Unit 9") < titles.index("Unit 10")
    told = page_of(others, every_unit=True).text()
    assert "No finding stands after allowing for every test" in told
    assert "Unit 9" not in [each.text() for each in page_of(others).all("h2")]


def test_an_older_run_says_that_it_has_no_figures(tmp_path):
    folder = write_run(tmp_path)
    assert "it was made by an earlier version" in section(read_page(folder)).text()
    write_figures(folder, FIGURES)
    told = section(read_page(folder)).text()
    assert "two of 4 months reach the level" in told
    assert "earlier version" not in told
    write_figures(folder, ())
    assert "No figure of this unit was published" in section(read_page(folder)).text()


def read_page(folder):
    return read(write_report(folder).read_text(encoding="utf-8"))


def test_what_to_ask_for_is_told_once():
    """Two findings of the second dossier suggest the same, and one cause is of both."""
    cause = Explanation("a clerk", "Ask for the log of the clerk")
    alike = [each.with_(suggestion="Ask for the log.", explanations=(cause,)) for each in FINDINGS]
    held = section(read(render(alike, RESULTS, RUN, {}, ())), 2)
    lists = [each for each in held.all("ul") if each.attributes.get("class") == "requests"]
    assert [[item.text() for item in each.all("li")] for each in lists] == [
        ["Ask for the log. F-05 , F-02"], ["Ask for the log of the clerk. F-05 , F-02"],
    ]  # fmt: skip


def test_explanations_that_were_tested_are_told_with_their_results():
    told = Explanation("packed alike", "look", 3, 12, "explains 3 of 12")
    untold = Explanation("one operation", "Ask for the plan")
    held = [each.with_(explanations=(told, untold)) for each in FINDINGS]
    shown = section(read(render(held, RESULTS, RUN, {}, ())), 1)
    table = next(each for each in shown.all("table") if each.attributes.get("class") == "tested")
    assert [row.text() for row in table.all("tbody")[0].all("tr")] == [
        "Packed alike. F-02 Explains 3 of 12."
    ]
    assert "Ask for the plan." in shown.text()
