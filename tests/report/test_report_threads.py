"""Is a thread shown with what joins it, by codes alone, in every form?"""

import json
from dataclasses import replace

import pytest
from fixture import FINDINGS, RESULTS, RUN, page_of, write_run
from reading import foreign, read
from worst_cases import HOSTILE

from tallystick.cli.summary import told_threads
from tallystick.findings import store
from tallystick.findings.mask_key import write_mask_key
from tallystick.findings.thread import Join, PersonIn, Thread, ThreadEvent, write_threads
from tallystick.report import render
from tallystick.report.exports.folder import write_page
from tallystick.report.exports.markdown import markdown
from tallystick.report.masks.opened import opened

OFFICER, PERSON, UNIT = "Ruiz 4471", "p3f0c9a41be77d2056a18", "Harbour"
FIRST, SECOND = (each.id for each in FINDINGS[:2])


def events(text=""):
    """A purchase, then two arrests through one person; `text` stands in each free field."""
    bought = ThreadEvent("2024-09-02", "purchased", f"x1{text}", (SECOND,), UNIT, "", OFFICER,
                         grams=1050.0)  # fmt: skip
    arrests = [
        ThreadEvent(
            f"2024-1{month}-05", "arrest", f"c{month}{text}", (FIRST,), UNIT, f"area{text}",
            OFFICER, ("cannabis_herb",), 52.5,
            (PersonIn(PERSON, "supplier"), PersonIn(f"q{month}", "buyer"),
             PersonIn(f"q{month}", "subject")),
            f"2024-1{month}-07",
        )
        for month in (0, 1)
    ]  # fmt: skip
    return (bought, *arrests)


def thread_of(text="", **more):
    join = Join(FIRST, SECOND, "officers", 1, 0.0106)
    return replace(Thread("T-1", (FIRST, SECOND), (join,), events(text)), **more)


@pytest.fixture
def run(tmp_path):
    folder = write_run(tmp_path, run=replace(RUN, named={}))
    write_mask_key(folder)
    write_threads(folder, (thread_of(),))
    return folder


def section(page, name):
    return next(each for each in read(page).all("section") if each["id"] == name)


def test_the_first_page_says_what_is_one_thread_since_when_and_by_what(run, tmp_path):
    told = section(page_of(run, tmp_path), "summary").text()
    assert f"{FIRST} and {SECOND} are one thread, since 2 September 2024" in told
    assert "Bought by an officer: 1 (1,050 g), 2 September 2024." in told
    assert "Arrest: 2 (105 g), from 5 October 2024 to 5 November 2024." in told
    assert "records of 1 officer in common, at most 30 days apart" in told
    assert "about 1 in 94" in told


def test_the_table_has_every_event_in_order_with_roles_of_a_person_together(run, tmp_path):
    own = section(page_of(run, tmp_path), "threads")
    (table,) = own.all("table")
    rows = [[cell.text() for cell in row.all("td")] for row in table.all("tbody")[0].all("tr")]
    assert [row[0] for row in rows] == ["2024-09-02", "2024-10-05", "2024-11-05"]
    assert [row[6] for row in rows] == ["1,050 g", "cannabis herb 52.5 g", "cannabis herb 52.5 g"]
    assert rows[1][5] == "P1 (supplier); P2 (buyer, arrested)"
    assert rows[2][5] == "P1 (supplier); P3 (buyer, arrested)"
    assert {link["href"] for link in own.all("a")} == {"#finding-1", "#finding-2"}


def test_its_two_pictures_have_their_marks_and_are_told_to_who_does_not_see_them(run, tmp_path):
    own = section(page_of(run, tmp_path), "threads")
    pictures = own.all("svg")
    assert len(pictures) == 4  # each of the two on a screen and on a phone
    for each in pictures:
        assert "Arrest: 2 (105 g)" in each.all("desc")[0].text()
    labels = [each.text() for each in pictures[0].all("text")]
    assert "1,050 g" in labels
    assert "2024-10" in labels
    assert "P1" in [each.text() for each in pictures[2].all("text")]


@pytest.mark.parametrize("mask", [False, True])
def test_no_form_names_the_officer_or_the_person(run, tmp_path, mask):
    own = section(page_of(run, tmp_path, mask=mask), "threads").text()
    document = opened(run, mask=mask).document
    held = json.dumps([repr(each) for each in document.threads])
    for text in (own, held):
        assert OFFICER not in text
        assert PERSON not in text
        assert "Officer" in text
    assert (UNIT in held) != mask


def test_a_thread_with_a_lead_on_an_officer_is_shown_nowhere_in_a_masked_copy(run, tmp_path):
    lead = FINDINGS[1].with_(id="L-01", subject_kind="officer", subject=OFFICER, evidence=None)
    store.write_findings(run, (lead,), store.LEADS)
    write_threads(run, (thread_of(members=(FIRST, "L-01")),))
    assert opened(run, mask=True).document.threads == ()
    assert "are one thread" not in page_of(run, tmp_path, mask=True)


def test_a_run_of_an_older_release_has_no_thread(run, tmp_path):
    (run / "threads.json").unlink()
    assert opened(run).document.threads == ()
    assert "one thread" not in page_of(run, tmp_path)


def test_without_the_key_of_the_masks_no_thread_is_shown(run):
    (run / "mask.key").unlink()
    assert opened(run).document.threads == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_of_a_thread_adds_nothing(text):
    plain = read(render(FINDINGS, RESULTS, RUN, {}, threads=(thread_of(),)))
    odd = ThreadEvent(text, text, text, (text,), text, text, text, (text,), 1.0,
                      (PersonIn(text, text),), text)  # fmt: skip
    join = Join(text, text, "cases", 3, 0.01)
    hostile = thread_of(text, joins=(join,), events=(*events(text), odd), id=text)
    page = read(render(FINDINGS, RESULTS, RUN, {}, threads=(hostile,)))
    assert {each.tag for each in page.walk()} <= {each.tag for each in plain.walk()} | {"span"}
    known = {name for each in plain.walk() for name in each.attributes}
    assert {name for each in page.walk() for name in each.attributes} <= known
    assert foreign(page) == []


def test_a_thread_is_told_in_russian(run):
    out = run / "ru"
    out.mkdir()
    page = write_page(opened(run), out, "ru").read_text("utf-8")
    own = section(page, "threads").text()
    assert "одна нить, с 2 сентября 2024" in own
    assert "Куплено сотрудником: 1 (1" in own
    assert "сбытчик" in own


def test_the_ticket_and_the_terminal_have_a_line_a_thread(run):
    document = opened(run).document
    assert f"- T-1: {FIRST} and {SECOND} are one thread, since 2 September 2024" in markdown(
        document
    )
    (line,) = told_threads(document.threads)
    assert line == (f"  T-1   {FIRST}, {SECOND} are one thread, since 2024-09-02 "
                    f"({FIRST} and {SECOND} share 1 officer; "
                    "probability by chance: 0.011)")  # fmt: skip


def test_events_without_a_day_are_drawn_as_a_picture_of_who_and_what_alone(run):
    bare = thread_of(events=tuple(replace(each, day="", closed="") for each in events()))
    page = render(FINDINGS, RESULTS, RUN, {}, threads=(bare,))
    assert len(section(page, "threads").all("svg")) == 2
