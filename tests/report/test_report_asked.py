"""Does a unit's page say everything that was asked of it, and do its counts add up?"""

import re
from dataclasses import replace
from datetime import date

import pytest
from fixture import FINDINGS, RESULTS, RUN
from reading import read
from worst_cases import ATTRIBUTE, CSS, SCRIPT, TEMPLATE

from tallystick.findings import CheckRun, Dossier, Figure, Result
from tallystick.findings.document import FORMAT, Document
from tallystick.report import render
from tallystick.report.masks.mask import Mask
from tallystick.report.masks.run import masked
from tallystick.report.pages.asked import LEAST_ROWS, MOST_IN_REPORT, MOST_ROWS, most_rows

UNIT = "Eastgate Patrol"
QUESTIONS = {name: f"Is {name[2:]} as elsewhere?" for name in ("x.a", "x.b", "x.c", "x.d")}
CHECKS = tuple(CheckRun(name, "x", told, 0, 0, 0, 0.1) for name, told in QUESTIONS.items())


def result(check, aspect, verdict="not_found", unit=UNIT, **more):
    told = {"n": 400, "estimand": "share of late records", "estimate": 0.25, "p_value": 0.4}
    if verdict in ("insufficient", "withheld", "described"):
        told |= {"estimate": None, "p_value": None}
    return Result(check, "unit", unit, aspect, verdict, **(told | more))


# Six results in four checks: one finding, two nulls, two that could not tell, one description.
HELD = (
    result("x.a", "nights", interval=(0.2, 0.3), smallest_detectable=0.08),
    result("x.a", "days", "insufficient", reason="9 records; 20 are needed"),
    result("x.b", "all", "differs", p_value=1e-9),
    result("x.b", "some"),
    result("x.c", "all", "withheld"),
    result("x.d", "all", "described"),
)
FOUND = FINDINGS[0].with_(
    check="x.b", subject_kind="unit", subject=UNIT, aspect="all", verdict="differs", id="F-01",
    estimand="share of late records", picture=None, evidence=None,
)  # fmt: skip


def run_of(unit=UNIT, findings=("F-01",)):
    return replace(RUN, checks=CHECKS, dossiers=(Dossier("unit", unit, findings, 9, 9, (), ()),))


def section(held=HELD, findings=(FOUND,), run=None, figures=None, **more):
    run = run or run_of(findings=tuple(each.id for each in findings))
    page = read(render(findings, held, run, {}, figures, **more))
    return next(each for each in page.all("section") if each.attributes.get("id") == "subject-1")


def tables(held):
    """The table of checks, and that of results one by one, as texts of cells."""
    classed = {each.attributes.get("class"): each for each in held.all("table")}
    return tuple(
        [[cell.text() for cell in row.all("th", "td")] for row in classed[name].all("tr")[1:]]
        for name in ("asked", "nulls asked-each")
    )


def answer(held):
    (told,) = [each for each in held.all("p") if each.attributes.get("class") == "answer"]
    return told.text()


def test_every_check_has_a_row_that_says_how_its_results_ended():
    checks, _ = tables(section())
    assert checks == [
        ["Is b as elsewhere? x.b", "2", "Finding F-01 ; 1 found nothing unusual"],
        ["Is a as elsewhere? x.a", "2", "1 found nothing unusual; 1 could not tell"],
        ["Is c as elsewhere? x.c", "1", "1 could not tell"],
        ["Is d as elsewhere? x.d", "1", "1 is a count without a test"],
    ]


def test_every_result_has_a_row_with_its_number_and_what_it_would_have_found():
    _, rows = tables(section())
    assert rows == [
        ["Is b as elsewhere? x.b The number: share of late records"],
        ["all", "400", "25%", "—", "Finding F-01 . It stands after allowing for every test."],
        ["some", "400", "25%", "—", "The pattern asked about was not found."],
        ["Is a as elsewhere? x.a The number: share of late records"],
        ["nights", "400", "25% 20% to 30%", "8%", "The pattern asked about was not found."],
        ["days", "400", "—", "—", "Could not tell. 9 records; 20 are needed."],
        ["Is c as elsewhere? x.c"],
        ["all", "400", "—", "—", "Could not tell. Withheld by a guard of the check."],
        ["Is d as elsewhere? x.d"],
        ["all", "400", "—", "—", "A count, not a test."],
    ]


def test_the_sum_says_the_same_in_one_line():
    assert (
        "6 results in 4 checks: 1 led to a finding; 2 found nothing unusual; 2 could not tell; "
        "1 is a count without a test." in section().text()
    )


def test_a_finding_leads_to_its_own_section():
    links = [each["href"] for each in section().all("a") if each.text() == "Finding F-01"]
    assert links == ["#finding-1", "#finding-1"]


NO_NULL = tuple(each for each in HELD if each.check in ("x.c", "x.d"))


@pytest.mark.parametrize(
    ("held", "findings", "said"),
    [
        (HELD, (FOUND,), "The records here differ from what we would expect in one of two checks "
         "that could tell. One more check could not tell."),
        (HELD[:4], (), "None of the two checks that could tell found anything that needs "
         "explaining here."),
        (HELD[:1], (), "The one check that could tell found nothing that needs explaining here."),
        (HELD[2:3], (FOUND,), "The records here differ from what we would expect in the one check "
         "that could tell."),
        ((*HELD[1:2], *NO_NULL), (), "None of the two checks that asked could tell."),
        (NO_NULL[:1], (), "The one check that asked could not tell."),
        (NO_NULL[1:], (), "Its figures are described here; no test was made of them."),
    ],
)  # fmt: skip
def test_the_answer_counts_checks_that_could_tell_and_that_could_not(held, findings, said):
    assert answer(section(held, findings)) == said


def test_a_unit_without_a_finding_is_not_called_right():
    held = section(HELD[:2], (), run_of(findings=()))
    assert "This does not show that every record is right." in held.text()


def test_results_of_others_are_not_counted():
    others = tuple(replace(each, subject="Foundry Patrol") for each in HELD)
    agency = tuple(replace(each, subject_kind="agency", subject="") for each in HELD)
    assert tables(section((*others, *HELD, *agency))) == tables(section())


def test_a_long_list_is_cut_without_its_findings_and_counts_what_it_leaves_out():
    many = [result("x.b", f"part {n}") for n in range(250)]
    many += [result("x.a", f"part {n}", "insufficient") for n in range(130)]
    held = section((*many, *HELD))
    checks, rows = tables(held)
    assert sum(int(row[1]) for row in checks) == 386
    shown = [row for row in rows if len(row) == 5]
    assert any("Finding F-01" in row[-1] for row in shown)
    assert len(shown) <= MOST_ROWS
    left = [row[0] for row in rows if len(row) == 1 and "further result" in row[0]]
    assert len(shown) + sum(int(each.split()[0]) for each in left) == 386
    assert f"{386 - len(shown)} results are not shown one by one." in held.text()
    assert f"{len(shown)} of 386 results, one by one" in held.text()
    for each in left:
        n, *ended = map(int, re.findall(r"\d+", each))
        assert n == sum(ended)


def test_many_pages_show_fewer_results_each():
    assert most_rows(1) == MOST_ROWS
    assert most_rows(100) * 100 <= MOST_IN_REPORT
    assert most_rows(10**6) == LEAST_ROWS
    own = [result(check, f"part {n}") for check in ("x.a", "x.b") for n in range(15)]
    held = [replace(each, subject=f"Unit {k}") for k in range(320) for each in own]
    page = read(render((), held, run_of("Unit 0", ()), {}, every_unit=True))
    each_of = [each for each in page.all("table")
               if each.attributes.get("class") == "nulls asked-each"]  # fmt: skip
    assert {len([row for row in each.all("tr") if row.attributes.get("class") == "ends-nothing"])
            for each in each_of} == {LEAST_ROWS}  # fmt: skip
    assert len(each_of) == 320


@pytest.mark.parametrize("unit", [SCRIPT, ATTRIBUTE, TEMPLATE, CSS, "<b>x</b>", "шестой", "=1+1"])
def test_a_hostile_name_is_a_name_and_has_its_own_results(unit):
    held = tuple(replace(each, subject=unit) for each in HELD)
    page = read(render((FOUND.with_(subject=unit),), held, run_of(unit), {}))
    plain = read(render((FOUND,), HELD, run_of(), {}))
    assert [each.tag for each in page.walk()] == [each.tag for each in plain.walk()]
    assert {name for each in page.walk() for name in each.attributes} == {
        name for each in plain.walk() for name in each.attributes
    }
    shown = next(each for each in page.all("section") if each.attributes.get("id") == "subject-1")
    assert tables(shown) == tables(section())
    assert " ".join(unit.split()) in shown.all("h3")[-1].text()


def facts(held):
    told = [each for each in held.all("p") if each.attributes.get("class") == "scope"]
    return told[0].text() if told else ""


def test_facts_are_those_that_the_run_holds():
    recount = {"total": "records", "recounted": 1842.0}
    held = (
        result("x.a", "arrests", detail=recount),
        result("x.a", "cases", detail=recount | {"recounted": 90.0}),
        result("x.a", "grams", detail=recount | {"total": "value"}),
        result("x.b", "all", detail={"officers_in_unit": 23}),
        result("x.b", "all", unit="Foundry Patrol"),
        result("x.b", "all", unit="Linden Patrol"),
        result("x.b", "elsewhere", unit="Station Patrol"),
    )
    assert facts(section(held, ())) == (
        "Examined: records from 1 January 2024 to 31 December 2025. "
        "Records counted for it: arrests 1,842 and cases 90. "
        "At least 23 officers appear in its records. 2 other units had some of the same tests."
    )


def test_records_by_month_are_added_where_no_figure_is_published():
    months = [Figure("recorded", "stops", unit, date(2024, n, 1), date(2024, n, 28), 10.0 * n)
              for n in (1, 2, 3) for unit in (UNIT, "Foundry Patrol")]  # fmt: skip
    published = [replace(each, source="published") for each in months]
    assert "Records counted for it: stops 60." in facts(section((), (), figures=months))
    assert "Records counted" not in facts(section((), (), figures=published))


def test_a_fact_that_the_run_does_not_hold_is_left_out():
    run = replace(run_of(findings=()), first_day=None, last_day=None)
    assert facts(section(HELD, (), run)) == ""


def test_there_is_an_empty_space_for_a_reply():
    (box,) = [each for each in section().all("div") if each.attributes.get("class") == "response"]
    assert box.all("h3")[0].text() == "Reply of Unit Eastgate Patrol"
    (space,) = [each for each in box.all("div") if each.attributes.get("class") == "space"]
    assert space.text() == ""


def test_a_masked_page_says_the_same_and_names_nobody():
    held = (*HELD, result("x.a", f"beside {UNIT}"), result("x.b", "some", unit="Foundry Patrol"))
    run = replace(run_of(), named={})
    document = Document(FORMAT, run, held, (FOUND,))
    mask = Mask.of([("unit", UNIT), ("unit", "Foundry Patrol")], b"0123456789abcdef")
    told = masked(document, mask)
    shown = section(told.results, told.findings, told.run)
    assert mask.exact("unit", UNIT) in shown.text()
    assert not re.search("Eastgate|Foundry", shown.text())
    plain = section(held, (FOUND,), run)
    assert [row[1:] for row in tables(shown)[1]] == [row[1:] for row in tables(plain)[1]]
    assert (answer(shown), facts(shown)) == (answer(plain), facts(plain))


def test_a_page_in_russian_says_it_in_russian():
    told = section(language="ru")
    assert "Записи здесь отличаются от ожидаемого в 1 из 2 проверок, давших ответ." in answer(told)
    assert "Ещё 1 проверка ответа не дала." in answer(told)
    assert "Всё, что проверялось об этом подразделении" in told.text()
    assert not re.search("found nothing|could not tell|results? in|Reply of", told.text())


def test_every_unit_of_the_fixture_is_told_whole():
    """The oracle counts the results of each unit in the list that was given."""
    page = read(render(FINDINGS, RESULTS, RUN, {}, every_unit=True))
    counted = {}
    for each in RESULTS:
        if each.subject_kind == "unit":
            counted[f"Unit {each.subject}"] = counted.get(f"Unit {each.subject}", 0) + 1
    told = {
        held.all("h2")[0].text(): sum(int(row[1]) for row in tables(held)[0])
        for held in page.all("section")
        if held.attributes.get("id", "").startswith("subject-")
    }
    assert told == counted
