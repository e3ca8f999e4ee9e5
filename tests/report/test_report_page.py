"""Is the page sound for those who read it with a keyboard, a screen reader or offline?"""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from fixture import FINDINGS, RESULTS, RUN
from reading import foreign, read
from worst_cases import pages

from tallystick.findings import NotRun
from tallystick.report import render
from tallystick.report.pages.page import script

PAGES = pages()
UNPLANNED = "records.revised"
"""A check whose findings are counted as patterns, which broken rules of record keeping are not."""


@pytest.fixture(params=PAGES)
def page(request):
    return read(PAGES[request.param])


def test_one_title_and_no_skipped_heading(page):
    levels = [int(each.tag[1]) for each in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert all(each.text() for each in page.all("h1", "h2", "h3"))


def test_tables_have_captions_and_scoped_heads(page):
    for table in page.all("table"):
        assert table.all("caption")
        assert table.all("caption")[0].text()
        assert all(head.attributes.get("scope") for head in table.all("th"))
        assert not [cell.tag for cell in table.all("td", "th") if not cell.text()]
        columns = len(table.all("thead")[0].all("th"))
        for row in table.all("tbody")[0].all("tr"):
            spans = [int(c.attributes.get("colspan", 1)) for c in row.all("td", "th")]
            assert sum(spans) == columns
            assert row.all("th")[0]["scope"] in ("row", "rowgroup")


def test_charts_have_text_alternatives_and_a_table(page):
    for svg in page.all("svg"):
        assert [each.tag for each in svg.children[:2]] == ["title", "desc"]
        if svg.attributes.get("aria-hidden"):
            continue
        ids = {each["id"]: each.text() for each in svg.all("title", "desc")}
        assert svg["role"] == "img"
        assert all(ids[name] for name in svg["aria-labelledby"].split())
        assert svg.children[2]["aria-hidden"] == "true"
    figures = page.all("figure")
    tables = [each for each in page.all("details") if each.attributes.get("class") != "each"]
    assert len(figures) == len(tables)
    assert all(len(each.all("svg")) == 2 and each.all("figcaption") for each in figures)


def test_nothing_comes_from_outside_and_no_script_of_another_runs(page):
    assert not page.all("iframe", "object", "embed", "form", "base", "audio")
    assert foreign(page) == []
    (policy,) = [each["content"] for each in page.all("meta") if "http-equiv" in each.attributes]
    assert f"script-src '{script()[1]}';" in policy
    for each in page.walk():
        assert not [name for name in each.attributes if name.startswith("on")]
        for value in each.attributes.values():
            assert "http:" not in value
            assert "https:" not in value
            assert "javascript:" not in value
    assert [each["href"] for each in page.all("link")] == ["data:,"]
    style = page.all("style")[0].text()
    assert "url(" not in style
    assert "@import" not in style
    assert "@font-face" not in style


def test_ids_are_unique_and_links_resolve(page):
    ids = [each["id"] for each in page.walk() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        if link["href"].startswith("#"):
            assert link["href"][1:] in ids
        assert link.text()
    for each in page.walk():
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(each.attributes.get(name, "").split()) <= set(ids)


def test_scrolling_regions_can_be_reached_and_are_named(page):
    for each in page.walk():
        if "scroll" in each.attributes.get("class", "").split():
            assert each["tabindex"] == "0"
            assert each["role"] == "region"
            assert each["aria-labelledby"]


def test_the_page_says_its_language_and_its_only_theme(page):
    assert page.all("html")[0]["lang"] == "en"
    assert [each["content"] for each in page.all("meta") if each.attributes.get("name") ==
            "color-scheme"] == ["light"]  # fmt: skip


def test_the_first_page_answers_and_counts():
    summary = next(
        each for each in read(PAGES["fixture"]).all("section") if each["id"] == "summary"
    )
    text = summary.text()
    assert "Draft for Port Alder Police response" in text
    assert "Two years of enforcement records at Port Alder Police" in text
    assert "46,902 incidents, 9,310 measurements and 48 reported figures" in text
    assert "Five patterns need an explanation from Port Alder Police." in text
    assert "5 patterns to explain" in text
    assert "1 rule of record keeping broken" in text
    assert "One rule of record keeping is broken; records that break it: 61." in text
    assert "63 tests found nothing unusual" in text
    assert "3 tests could not decide" in text
    assert "2 checks could not be run" in text
    assert "Of the tests that could decide, most found nothing unusual." in text
    assert "makes no finding about any person" in text
    assert "56,260 of 57,641 (97.6%)" in text
    order = [each.text().split()[0] for each in summary.all("tbody")[0].all("th")]
    assert order == ["F-01", "F-04", "F-02", "F-03", "F-05"]


def test_rules_that_were_not_run_are_counted_apart_from_checks():
    rule = NotRun("records.integrity: orphan.duties", "records", "Is it?", "needs duties.kind")
    run = replace(RUN, not_run=(*RUN.not_run, rule))
    text = first_page((), (), run, {}).text()
    assert "Two checks could not be run. One rule of another check could not be tested." in text
    assert "2 checks could not be run" in text


def test_nothing_found_is_not_all_clear():
    text = read(PAGES["no findings"]).text()
    assert "found a pattern that needs explaining" in text
    assert "This does not show that every record is right." in text


def test_a_finding_has_its_elements_and_counts():
    section = next(e for e in read(PAGES["fixture"]).all("section") if e["id"] == "finding-1")
    heads = [each.text() for each in section.all("h3")]
    wanted = (
        "How sure are we?", "What this does not show", "Before quoting this",
        "What we would expect", "What the records show", "Why it matters",
        "What could explain it", "What we suggest", "Records to review", "Evidence files",
        "Response of Port Alder Police to finding F-01",
    )  # fmt: skip
    assert heads == list(wanted)
    text = section.text()
    assert "47% (95% range 29% to 66%)" in text
    assert "Explains 3 of 58." in text
    assert "97 recorded, about 38 expected" in text
    assert "fewer than 1 in 10,000 such data sets" in text
    assert "64 statistical tests were made" in text


def test_nulls_are_grouped_and_units_collapse():
    section = next(e for e in read(PAGES["fixture"]).all("section") if e["id"] == "nothing-unusual")
    text = section.text()
    assert "1 of 11 would be more than expected if tested alone; none is after allowing" in text
    assert "21.4% 19.7% to 23.2%" in text
    assert "Foundry" not in text


def test_results_of_one_aspect_are_told_apart_by_what_they_estimate():
    other = replace(RESULTS[0], verdict="not_found", estimand="records beyond the line", n=77)
    page = read(render(FINDINGS, (*RESULTS, other), RUN, {}))
    assert "64 tests found nothing unusual" in page.text()


@pytest.mark.parametrize(
    ("smallest", "said"),
    [(0.3, " or more 8 times"), (-0.3, " or further below 8 times")],
)
def test_what_would_have_been_found_is_said_in_its_direction(smallest, said):
    finding = FINDINGS[0].with_(smallest_detectable=smallest)
    assert said in read(render([finding], RESULTS, RUN, {})).text()


def test_a_table_that_does_not_add_up_says_so():
    run = replace(RUN, rows={**RUN.rows, "incidents": 46_900})
    text = read(render(FINDINGS, RESULTS, run, {})).text()
    assert "2 records are neither used nor set aside" in text
    assert "neither used nor set aside" not in read(PAGES["fixture"]).text()


def test_more_than_eight_patterns_are_counted_on():
    findings = [FINDINGS[0].with_(id=f"F-{i}") for i in range(11)]
    page = read(render(findings, RESULTS, RUN, {}))
    summary = next(each for each in page.all("section") if each["id"] == "summary")
    assert len(summary.all("tbody")[0].all("tr")) == 8
    assert "each with its own section: 3." in summary.text()


def first_page(*told):
    page = read(render(*told))
    return next(each for each in page.all("section") if each["id"] == "summary")


def test_the_headline_speaks_of_the_tests_that_could_decide_alone():
    few = [replace(RESULTS[0], verdict="insufficient", subject=str(n)) for n in range(900)]
    text = first_page(FINDINGS, (*RESULTS, *few), RUN, {}).text()
    assert "Of the tests that could decide, most found nothing unusual." in text
    assert "903 tests could not decide" in text
    nothing = [each for each in RESULTS if each.verdict == "not_found"][:5]
    text = first_page(FINDINGS, (*nothing, *few), RUN, {}).text()
    assert "Of the tests that could decide, fewer than half found nothing unusual." in text


def test_one_total_is_on_the_first_page_and_other_counts_say_what_they_count():
    described = replace(RESULTS[0], verdict="described", p_value=None)
    page = read(render(FINDINGS, (*RESULTS, described), RUN, {}))
    summary = next(each for each in page.all("section") if each["id"] == "summary").text()
    made, by_chance = map(int, re.search(
        r"(\d+) tests were made\. Statistical tests, which chance can mislead: (\d+)\.", summary
    ).groups())  # fmt: skip
    assert made == 6 + 63 + 3
    assert by_chance == sum(each.p_value is not None for each in RESULTS) == 64
    text = page.text()
    counts = re.findall(r"(\d+) (?:statistical )?tests were made(?! here)", text)
    assert set(counts) == {str(made), str(by_chance)}
    assert f"{by_chance} statistical tests were made; each can be wrong by chance." in text
    further = int(re.search(r"(\d+) further tests have no sampling error", text)[1])
    assert by_chance + further == made


def test_findings_that_list_the_same_records_again_are_one_pattern():
    whole = FINDINGS[5].with_(check=UNPLANNED, explanations=())
    assert (whole.subject_kind, whole.p_value) == ("agency", None)
    parts = [
        whole.with_(id=f"F-{n}", subject_kind="unit", subject=f"Unit {n}", part_of=whole.id)
        for n in range(20, 29)
    ]
    estimated = FINDINGS[1].with_(id="F-40", part_of=FINDINGS[0].id)
    summary = first_page((*FINDINGS[:5], whole, *parts, estimated), RESULTS, RUN, {})
    text = summary.text()
    assert "Six patterns need an explanation" in text
    assert "6 patterns to explain" in text
    assert "There are 16 findings. A finding whose records are all in another one counts" in text
    rows = [each.text() for each in summary.all("tbody")[0].all("tr")]
    assert [re.match(r"F-\d+", row)[0] for row in rows] == [
        "F-01", "F-04", "F-02", "F-03", "F-40", "F-05", "F-06",
    ]  # fmt: skip
    last = rows[-1].replace(" ,", ",")
    assert "its parts: F-20, F-21, F-22, F-23, F-24, F-25 and 3 more" in last
    assert "its parts: F-40" in rows[0]
    section = next(
        each for each in read(render((whole, *parts), RESULTS, RUN, {})).all("section")
        if each["id"] == "finding-2"
    )  # fmt: skip
    assert f"All its records are also in {whole.id}" in section.text()


def test_a_counted_difference_that_one_cause_accounts_for_is_no_pattern():
    """By hand: of the recount's three periods one cause has 3, or 2; a tested pattern stays one."""
    recount, tested = FINDINGS[4], FINDINGS[0]
    assert (recount.id, recount.evidence.rows) == ("F-05", 3)
    whole = (replace(recount.explanations[0], explains=3),)
    told = first_page((tested, recount.with_(explanations=whole)), RESULTS, RUN, {})
    text = told.text()
    assert "One pattern needs an explanation" in text
    assert "Accounted for. One difference was counted, and one ordinary cause" in text
    assert "Old Harbour Patrol" not in text
    assert recount.suggestion not in text
    for kept in (
        recount,
        recount.with_(explanations=(replace(whole[0], of=2, explains=2),)),
        recount.with_(explanations=whole, p_value=0.001, q_value=0.01),
    ):
        text = first_page((tested, kept), RESULTS, RUN, {}).text()
        assert "Two patterns need an explanation" in text
        assert "Accounted for." not in text


def test_a_pattern_on_the_cases_of_another_is_counted_and_says_so():
    """Six findings are six questions, so six patterns; one of them rests on two cases of F-01."""
    last = FINDINGS[5].with_(check=UNPLANNED, explanations=(), same_as="F-01", shared=2)
    first = FINDINGS[0].with_(same_by=("F-06",))
    page = read(render((first, *FINDINGS[1:5], last), RESULTS, RUN, {}))
    text = page.text()
    assert "Six patterns need an explanation" in text
    assert "One of them rests on the same cases as another." in text
    assert text.count("same cases as F-01") == text.count("same cases as F-06") == 1
    sections = {each.attributes.get("id"): each.text() for each in page.all("section")}
    assert "It shares 2 cases with F-01" in sections["finding-6"]
    assert "F-06 shares at least eight in ten of its cases" in sections["finding-1"]
    first = FINDINGS[0].with_(same_by=("F-06", "F-07"))
    text = read(render((first, *FINDINGS[1:5], last), RESULTS, RUN, {})).text()
    assert "F-06, F-07 each share at least eight in ten" in text
    assert "same cases as F-06, F-07" in text
    assert "same cases as" not in read(render(FINDINGS, RESULTS, RUN, {})).text()
    assert "counts as a part of that one" not in first_page(FINDINGS, RESULTS, RUN, {}).text()


def test_the_first_page_names_the_tables_that_were_not_given_and_what_they_would_have_shown():
    text = first_page(FINDINGS, RESULTS, RUN, {}).text()
    assert (
        "Not received, so not tested: records of a second system (which events another system has "
        "too) and custody entries (where exhibits went)."
    ) in text
    assert "No figure can be given here of what independent records support." in text
    given = replace(RUN, rows={**RUN.rows, "counterparts": 9, "custody": 9})
    figure = replace(
        RESULTS[0], check="records.supported_figure", verdict="described", interval=(1.0, 2.0)
    )
    text = first_page(FINDINGS, (*RESULTS, figure), given, {}).text()
    assert "Not given" not in text
    assert "No figure can be given" not in text
    many = ("narratives.text", "persons.person_id", "targets.target", "outcomes.statute")
    lacking = [replace(RUN.not_run[0], why=f"needs {each}") for each in many]
    text = first_page((), (), replace(RUN, not_run=(*RUN.not_run, *lacking)), {}).text()
    assert "whether figures stop at a goal" not in text
    assert "outcomes (what became of the cases) and two other tables." in text


def test_counts_have_columns_at_a_glance_only_where_a_picture_draws_some():
    bare = [replace(each, picture=None) for each in FINDINGS]
    for findings, there in ((FINDINGS, True), (bare, False)):
        page = read(render(findings, RESULTS, RUN, {}))
        table = next(
            t for t in page.all("table") if "glance" in t.attributes.get("class", "").split()
        )
        heads = [each.text() for each in table.all("thead")[0].all("th")]
        assert ("Recorded" in heads, "Expected" in heads) == (there, there)
        rows = table.all("tbody")[0].all("tr")
        assert {len(row.all("th")) + len(row.all("td")) for row in rows} == {len(heads)}


def test_rules_are_one_row_a_check_and_reason_each_told_behind_it():
    """By hand: two rules lack columns of two tables, one has another reason; none is a check."""
    rules = [
        NotRun(f"records.integrity: {name}", "records", f"Is {name} so?", why)
        for name, why in (
            ("orphan.duties", "needs duties.officer_id, officers.officer_id"),
            ("repeated.officers", "needs officers.officer_id"),
            ("repeated.incidents", "not tested: no number"),
        )
    ]
    page = read(render((), (), replace(RUN, not_run=tuple(rules)), {}))
    section = next(each for each in page.all("section") if each["id"] == "not-run")
    rows = section.all("tbody")[0].all("tr")
    assert len(rows) == 2
    first, second = rows
    assert first.all("summary")[0].text() == "2 rules of a check that was run"
    assert len(first.all("li")) == 2
    assert first.all("td")[0].text() == "needs columns of officers and shifts on duty"
    assert second.all("td")[0].text() == "not tested: no number"


def test_a_file_of_which_several_tables_are_made_is_received_once():
    """By hand: 100 rows make 300 records, of which 10 are set aside."""
    file = replace(RUN.inputs[0], rows=100)
    tables = ("incidents", "persons", "involvements")
    run = replace(
        RUN,
        inputs=tuple(replace(file, table=each) for each in tables),
        rows={"incidents": 100, "persons": 95, "involvements": 95},
        exclusions=(),
    )
    text = read(render((), (), run, {})).text()
    assert "Rows of the files received: 100. Records made of them, in all tables: 300." in text
    assert "Usable: 290 of 300" in text
    once = replace(run, inputs=run.inputs[:1], rows={"incidents": 90})
    assert (
        "Every record in the files received: 100. Usable: 90 of 100"
        in read(render((), (), once, {})).text()
    )


def test_the_first_page_asks_for_the_three_records_that_let_most_checks_run_with_blanks_to_fill():
    """Counted by hand: two checks and a rule lack duties, one check each two other tables."""
    lacking = [
        replace(RUN.not_run[0], name=f"a.{place}", why=f"needs {column}")
        for place, column in enumerate(
            ("duties.officer_id", "duties.on", "targets.target, or incidents.origin",
             "persons.person_id", "outcomes.statute, outcomes.role")
        )
    ]  # fmt: skip
    rule = replace(RUN.not_run[0], name="records.integrity: orphan.duties", why="needs duties.kind")
    run = replace(RUN, not_run=(*lacking, rule), rows={**RUN.rows, "outcomes": 4})
    page = first_page(FINDINGS, RESULTS, run, {})
    (table,) = [each for each in page.all("table") if each.attributes["class"] == "to-do"]
    *patterns, records = table.all("tbody")[0].all("tr")
    assert [row.all("th")[0].text() for row in patterns] == ["F-01", "F-04", "F-02"]
    asked = records.all("td")[0].text()
    assert asked.startswith(
        "1) shifts on duty (2 checks and 1 rule); 2) outcomes with statute, role"
    )
    assert asked.count("(1 check)") == 2
    assert "4)" not in asked
    for row in (*patterns, records):
        assert [cell.text() for cell in row.all("td")[1:]] == ["…", "…"]
