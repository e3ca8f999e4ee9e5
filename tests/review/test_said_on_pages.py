"""What somebody who opens a case for the first time has to find on its pages, in plain words."""

import pytest
from exchanges import everybody, mask_of, release
from made_runs import Made, make_run, resealed
from opened_case import ACTOR
from people_at_work import browser_of, explained
from reading import read
from test_dispositions import pattern_of
from two_runs import STILL, TURNED


def shown(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, address
    (main,) = read(answer.content.decode()).all("main")
    return main


def decided_alone():
    """Explain a finding with two conditions; return its page."""
    page = f"/findings/{pattern_of(STILL).code}"
    form = explained(pattern_of(STILL), until="", estimate_at_most="20", no_new_officer="on")
    answer = browser_of("me").post(f"{page}/propose", form)
    assert answer.status_code == 302, answer.content.decode()
    return page


def test_a_statement_says_until_when_the_decision_holds(case_of_two):
    told = shown(browser_of("me"), f"{decided_alone()}/statement").text()
    assert "while the estimate is at most 20" in told
    assert "while no new officer" in told


def test_the_log_names_people_and_values_in_words(case_of_two):
    from tallystick.review.log.entries import PROGRAM, append

    decided_alone()
    append(PROGRAM, "case.restore", {"seq": 1, "hash": "0" * 64})
    me = browser_of("me")
    program, proposed = [row.text() for row in shown(me, "/log").all("tr")[1:3]]
    assert " the program " in program
    assert " me proposed a disposition" in proposed
    assert "document yes marks no" in proposed
    assert "while estimate_at_most 20.0, no_new_officer yes" in proposed
    assert "person:" not in proposed


@pytest.mark.parametrize("runs", [1, 2])
def test_what_is_new_is_told_from_the_second_run_on(case, two_runs, tmp_path, runs):
    from tallystick.review.runs.importing import import_run

    for number in range(runs):
        import_run(
            ACTOR,
            make_run(
                tmp_path / f"run{number}",
                STILL,
                TURNED,
                Made("K1", kind="officer", lead=True),
                name=f"run {number}",
            ),
        )
    me = browser_of("me")
    for address in ("/", "/findings"):
        told = shown(me, address).text()
        assert ("It has 2 findings." in told) == (runs == 1)
        assert ("Findings: 0 new, 2 still there, 0 gone" in told) == (runs == 2)
    headings = [each.text() for each in shown(me, "/").all("h2")]
    assert ("New findings that nobody has decided" in headings) == (runs == 1)


def test_units_and_officers_stand_in_the_order_of_their_numbers(case, tmp_path):
    from tallystick.review.runs.importing import import_run

    import_run(ACTOR, make_run(tmp_path / "run", *(Made(f"Division {at}") for at in range(12))))
    options = [each.text() for each in shown(browser_of("me"), "/people").all("option")]
    units = [each for each in options if each.startswith("Unit ")]
    assert units == [f"Unit {at}" for at in range(1, 13)]


def test_releases_name_what_is_released(case_of_two):
    everybody()
    release(pattern_of(STILL), mask_of("Division 3"))
    (row,) = shown(browser_of("leg"), "/releases").all("li")
    assert "5 cases in a row" in row.text()


def test_who_works_alone_is_told_how_a_unit_is_heard(case_of_two):
    from django.test import override_settings

    page = f"/findings/{pattern_of(STILL).code}/exchange"
    assert "No unit can log in" in shown(browser_of("me"), page).text()
    with override_settings(WITH_ACCOUNTS=True):
        assert "No unit can log in" not in shown(browser_of("me"), page).text()


def test_titles_stand_in_the_language_of_the_page(case_of_two, monkeypatch):
    from tallystick.report.words.wording import language
    from tallystick.review.pages import pattern

    def spoken(finding):
        return finding.with_(title=f"{language()}: {finding.title}")

    monkeypatch.setattr(pattern, "in_language", spoken)
    me = browser_of("me")
    me.post("/language", {"language": "ru"})
    titles = [each.all("a")[0].text() for each in shown(me, "/runs/2").all("li")[:4]]
    assert [each[:4] for each in titles] == ["ru: "] * 4
    (asked,) = [each for each in shown(me, f"/findings/{pattern_of(TURNED).code}").all("div")
                if each.attributes.get("id") == "questions"]  # fmt: skip
    assert asked.text().lower().count("ru: unit 4") == 2


def test_two_runs_of_one_name_are_told_apart_by_when_they_were_made(case, tmp_path):
    from tallystick.review.runs.importing import import_run

    for number in (1, 2):
        run = make_run(tmp_path / f"run{number}", STILL)
        told = (run / "run.json").read_text()
        (run / "run.json").write_text(told.replace("2025-01-02", f"2025-01-0{number}"))
        import_run(ACTOR, resealed(run))
    me = browser_of("me")
    (title,) = shown(me, "/runs/2/against/1").all("h1")
    assert title.text() == (
        "Zhambyl, 2024, 2 January 2025, 00:00 UTC against Zhambyl, 2024, 1 January 2025, 00:00 UTC"
    )
    seen = shown(me, f"/findings/{pattern_of(STILL).code}").text()
    assert "Zhambyl, 2024 2 January 2025, 00:00 UTC F-01" in seen
    assert "Zhambyl, 2024 1 January 2025, 00:00 UTC F-01" in seen
