"""Is a report in another language whole, idiomatic where it counts, and English where it is not?"""

import re
import threading

import openpyxl
import pytest
from fixture import FINDINGS, RESULTS, RUN, write_run
from reading import foreign, read
from worst_cases import HOSTILE, pages, poisoned

from stopped_words import STOPPED_RU
from tallystick.report import render
from tallystick.report.exports.formats import write_format
from tallystick.report.words import dates, numbers
from tallystick.report.words.plurals import RULES, form
from tallystick.report.words.wording import (
    UnknownLanguageError,
    catalogue,
    languages,
    say,
    say_count,
    spoken,
)

NBSP = "\u00a0"
MOST_WORDS = 25


def families(language):
    """The keys of a catalogue, its plural forms taken together, with the names in braces."""
    held = catalogue(language)
    forms = (*RULES[held["language.plural"]].forms, "fraction")
    found = {}
    for key, text in held.items():
        head, _, last = key.rpartition(".")
        counted = last in forms and f"{head}.{forms[0]}" in held
        found.setdefault(head if counted else key, set()).update(re.findall(r"\{(\w+)\}", text))
    return found


@pytest.mark.parametrize("language", languages())
def test_every_catalogue_has_the_same_keys_and_the_same_names_in_braces(language):
    assert families(language) == families("en")


@pytest.mark.parametrize("language", languages())
def test_every_counted_message_has_each_form_of_its_language(language):
    held = catalogue(language)
    forms = RULES[held["language.plural"]].forms
    heads = {key.rpartition(".")[0] for key in held if key.endswith(f".{forms[0]}")}
    assert {f"{head}.{each}" for head in heads for each in forms} - set(held) == set()


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "many"), (1, "one"), (2, "few"), (4, "few"), (5, "many"), (10, "many"), (11, "many"),
        (12, "many"), (14, "many"), (20, "many"), (21, "one"), (22, "few"), (25, "many"),
        (100, "many"), (101, "one"), (102, "few"), (111, "many"), (112, "many"), (121, "one"),
        (1001, "one"), (1011, "many"), (1_000_000, "many"),
    ],
)  # fmt: skip
def test_russian_plurals_are_those_of_cldr(count, said):
    assert form("east_slavic", count) == said


def test_english_and_undeclined_plurals():
    assert [form("one_other", n) for n in (0, 1, 2, 21)] == ["other", "one", "other", "other"]
    assert {form("only_other", n) for n in (0, 1, 2)} == {"other"}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (48216, "48~216"), (1234567.5, "1~234~568"), (2.5, "2,50"), (-12, "−12"), (0.1, "0,100"),
        (-0.0001, "−0,000100"), (None, "—"), (float("inf"), "без ограничения"),
        (-2.5e15, "−2,5 × 10¹⁵"), (-0.2, "−0,200"),
    ],
)  # fmt: skip
def test_numbers_in_russian(value, said):
    with spoken("ru"):
        assert numbers.number(value) == said.replace("~", NBSP)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: numbers.percent(0.17), "17~%"),
        (lambda: numbers.percent(0.14332, 1), "14,3~%"),
        (lambda: numbers.percent(0.002), "менее 1~%"),
        (lambda: numbers.change(0.44), "+44~%"),
        (lambda: numbers.change(0.0, 1), "0,0~%"),
        (lambda: numbers.change(-0.031, 1), "−3,1~%"),
        (lambda: numbers.part(377, 48216), "377 из 48~216 (0,8~%)"),
        (lambda: numbers.chance(0.00041), "примерно 1 из 2~400 таких наборов данных"),
        (lambda: numbers.chance(0.0), "менее 1 из 10~000 таких наборов данных"),
        (lambda: dates.day("2025-03-03"), "3~марта 2025~г."),
        (lambda: dates.moment("2026-01-09T12:15:00+02:00"), "9~января 2026~г., 10:15~UTC"),
        (lambda: dates.length("2024-01-01", "2025-12-31"), "2~года"),
        (lambda: dates.length("2024-02-15", "2025-03-14"), "13~месяцев"),
        (lambda: dates.length("2024-01-01", "2024-02-10"), "41~день"),
        (lambda: dates.between("2024-01-01", None), "начиная с 1~января 2024~г. и далее"),
        (lambda: say_count("answer.patterns", 22, n=22, agency="X"),
         "22~закономерности требуют пояснения от проверяемой стороны: X."),
    ],
)  # fmt: skip
def test_what_is_counted_and_dated_in_russian(made, said):
    with spoken("ru"):
        assert made() == said.replace("~", NBSP)


def test_a_language_is_spoken_within_its_scope_alone():
    heard = []
    with spoken("ru"):
        other = threading.Thread(target=lambda: heard.append(say("and")))
        other.start()
        other.join()
        assert say("and") == "и"
        with spoken("en"):
            assert say("and") == "and"
        assert say("and") == "и"
    assert (say("and"), heard) == ("and", ["and"])


@pytest.mark.parametrize("language", ["xx", "", "../en", "en.toml", "RU", "e\nn"])
def test_an_unknown_language_is_refused_with_those_there_are(language):
    with pytest.raises(UnknownLanguageError, match=r"choose one of en, ru$"):
        render(FINDINGS, RESULTS, RUN, {}, language=language)


@pytest.mark.parametrize("name", pages())
def test_english_is_what_is_said_when_nothing_else_is_asked_for(name):
    before = pages()[name]
    render(FINDINGS, RESULTS, RUN, {}, language="ru")
    pages.cache_clear()
    assert pages()[name] == before
    assert 'lang="en"' not in before.split("<head>")[1]


def spoken_text(element):
    """The text of a page without what is marked as English, or is a record's or a setting's."""
    marked = element.attributes.get("lang") == "en" and element.tag != "html"
    if marked or element.tag in ("style", "code", "td", "desc"):
        return ""
    parts = (each if isinstance(each, str) else spoken_text(each) for each in element.children)
    return " ".join(" ".join(parts).split())


def test_the_russian_page_holds_no_english_sentence_of_the_catalogue():
    page = read(render(FINDINGS, RESULTS, RUN, {}, language="ru"))
    (html,) = page.all("html")
    assert html["lang"] == "ru"
    said = [re.sub(r"\{\w+\}", "\0", text) for key, text in catalogue("en").items()
            if not key.startswith(("language", "number", "column", "sheet", "ticket"))]  # fmt: skip
    pieces = {piece.strip(" .,:;") for each in said for piece in each.split("\0")}
    sentences = {each for each in pieces if len(re.findall("[A-Za-z]{2,}", each)) >= 2}
    text = spoken_text(page)
    assert {each for each in sentences if each in text} == set()
    english = spoken_text(read(render(FINDINGS, RESULTS, RUN, {})))
    assert len({each for each in sentences if each in english}) > 100


@pytest.mark.parametrize("language", languages())
def test_no_sentence_of_a_catalogue_runs_on(language):
    sentences = [
        sentence
        for text in catalogue(language).values()
        for sentence in re.split(r"(?<=[.?!:;])\s", text)
    ]
    assert [each for each in sentences if len(each.split()) > MOST_WORDS] == []


def test_no_sentence_of_the_russian_catalogue_accuses():
    held = catalogue("ru").items()
    assert {key: text for key, text in held if STOPPED_RU.search(text)} == {}


def test_russian_writes_its_own_quotes_and_spaces():
    for key, text in catalogue("ru").items():
        assert not re.search("[“”\"']", text), key
        assert not re.search(r"\d %|\} %", text), f"{key}: a no-break space before %"


def test_what_no_message_says_stays_english_is_marked_and_is_counted():
    told = FINDINGS[0].with_(check="house.unknown", title="Nobody has translated this")
    page = read(render([told], (), RUN, {}, language="ru"))
    marked = [each.text() for each in page.walk() if each.attributes.get("lang") == "en"]
    assert "Nobody has translated this" in marked
    assert re.search(r"\d+ текст\w* проверок показан\w* по-английски", page.text())


def test_the_ticket_and_the_workbook_speak_and_the_data_do_not(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    # The fixture's case lists are empty files, which no workbook can hold.
    run = write_run(folder, [each.with_(evidence=None) for each in FINDINGS])
    for kind in ("md", "xlsx", "csv", "json"):
        write_format(run, kind, tmp_path, "ru")
    assert "- **Критерий**: " in (tmp_path / "report.md").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert book.sheetnames == ["наблюдения", "объяснения", "тесты", "исключённые записи"]
    assert "заголовок" in [cell.value for cell in book["наблюдения"][1]]
    for kind, name in (("csv", "findings.csv"), ("json", "document.json")):
        spoken_file = (tmp_path / name).read_bytes()
        write_format(run, kind, tmp_path)
        assert (tmp_path / name).read_bytes() == spoken_file


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_stay_texts_in_a_page_in_another_language(text):
    findings, results, run = (poisoned(each, text) for each in (FINDINGS, RESULTS, RUN))
    page = read(render(findings, results, run, {}, language="ru"))
    assert foreign(page) == []
    assert {each.tag for each in page.walk() if "onmouseover" in each.attributes} == set()
