"""Does a stored English sentence become one Russian one, whole, or stay as it is?"""

import pytest
from fixture import MOVED

from tallystick.checks.exhibits.unaccounted import CHECK as UNACCOUNTED
from tallystick.findings import Picture, Result
from tallystick.report.words import retold, told
from tallystick.report.words.template import TemplateError, fit, parts_of
from tallystick.report.words.text import (
    Foreign,
    Told,
    clean,
    heading,
    joined,
    name,
    sentence,
    short,
)
from tallystick.report.words.told import tell, telling
from worlds import tables_of

NBSP = "\u00a0"
ANSWER = "by itself p = {}; not beyond chance with all tests counted"


def fitted(template, text, known=()):
    return fit(parts_of(template), text, lambda part: part in known)


@pytest.mark.parametrize(
    ("template", "text", "values"),
    [
        ("{n} cases", "1,050 cases", {"n": "1,050"}),
        ("{n} cases", "-0.5 cases", {"n": "-0.5"}),
        ("p = {p}.", "p = 2.3e-05.", {"p": "2.3e-05"}),
        ("{n}, {g} g", "1, 1,050 g", {"n": "1", "g": "1,050"}),
        ("of {d:day}.", "of 2024-09-09.", {"d": "2024-09-09"}),
        ("needs {c:columns}", "needs a.b, c.d", {"c": "a.b, c.d"}),
        ("unit {u:text}: {n} cases", "unit 7: west: 3 cases", {"u": "7: west", "n": "3"}),
        ("{m:word}, by month", "ДТП, by month", {"m": "ДТП"}),
        ("{n} and {n}", "3 and 3", {"n": "3"}),
        ("so{more:text?}", "so", {"more": ""}),
        ("so{e:end}", "so?", {"e": "?"}),
    ],
)
def test_what_fits_gives_its_values(template, text, values):
    assert fitted(template, text) == values


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{n} cases", "1,05 cases"), ("{n} cases", "12,345,6 cases"), ("{n} cases", "nan cases"),
        ("{n} cases", "3 cases of theft"), ("3 cases", " 3 cases"), ("{n} and {n}", "3 and 4"),
        ("of {d:day}", "of 2024-09-099"), ("needs {c:columns}", "needs an officer_id in officers"),
        ("{m:word}, by month", "two words, by month"), ("a{u:text}b", "ab"),
        ("unit {u:text}", "unit " + "x" * 5000),
    ],
)  # fmt: skip
def test_what_does_not_fit_wholly_does_not_fit(template, text):
    assert fitted(template, text) is None


def test_two_ways_to_fit_are_none():
    template = "unit {u:text}: {rest:text}"
    assert fitted(template, "unit A: 3 cases") == {"u": "A", "rest": "3 cases"}
    assert fitted(template, "unit A: unit B: 3 cases") is None


def test_of_two_ways_the_one_whose_rest_can_be_said_fits():
    template, rest = "unit {u:text}: {rest:said}", "a rule: broken"
    assert fitted(template, f"unit A: {rest}", {rest}) == {"u": "A", "rest": rest}
    assert fitted(template, f"unit A: {rest}", {rest, "broken"}) is None


def test_a_list_is_said_when_each_of_its_parts_can_be():
    assert fitted("first {l:list}.", "first a; b.", {"a", "b"}) == {"l": "a; b"}
    assert fitted("first {l:list}.", "first a; c.", {"a", "b"}) is None


def test_a_name_that_offers_many_ways_ends_soon():
    hostile = "unit " + ": unit " * 900
    assert fitted("unit {a:text}: {b:text}: {c:text}: {d:text}.", hostile) is None


def test_a_name_that_nests_messages_without_end_stays_english():
    text = "unit A: " * 400 + "bought by an officer"
    with telling("ru"):
        assert isinstance(tell("exhibits.unaccounted", text), Foreign)


@pytest.mark.parametrize(
    "template", ["{a:text}{b:text}", "{a:grams}", "a {brace", "{a:text}{n}", "{a:said}"]
)
def test_a_template_that_would_be_doubtful_is_refused(template):
    with pytest.raises(TemplateError):
        parts_of(template)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("over a year: 1, 1,050 g", "более года — приёмок 1, 1~050~г"),
        ("unit Отдел «3»: bought by an officer",
         "подразделение Отдел «3»: закупленные сотрудником"),
        (ANSWER.format("2.3e-05"),
         "сам по себе p~=~2,3 × 10⁻⁵; с учётом всех тестов не выходит за пределы случайности"),
        ("91 to 365 days: 1, 30 g", "от 91 до 365~дней — приёмок 1, 30~г"),
    ],
)  # fmt: skip
def test_sentences_told_in_russian(text, said):
    with telling("ru") as untold:
        assert tell("exhibits.unaccounted", text) == said.replace("~", NBSP)
    assert untold == set()


@pytest.mark.parametrize(
    "text",
    [
        "bought by an officer!",
        "bought by somebody",
        "unit 3: bought",
        "bought by an officer. Somebody wrote more.",
        "unit A: unit B: bought by an officer",
    ],
)
def test_what_is_not_known_wholly_stays_english(text):
    with telling("ru") as untold:
        shown = tell("exhibits.unaccounted", text)
    assert (shown, type(shown), untold) == (text, Foreign, {text})


def test_a_unit_called_like_a_slot_or_a_message_is_carried_over():
    for unit in ("{g}", "heroin 1 g", "\\1", "%s", "<b>", "1,050"):
        text = f"unit {unit}: bought by an officer"
        with telling("ru"):
            assert tell("exhibits.unaccounted", text) == (
                f"подразделение {unit}: закупленные сотрудником"
            )


@pytest.mark.parametrize("check", ["../wording", "/etc/passwd", "", "general.toml", "a\x00b"])
def test_a_check_with_a_hostile_name_reads_no_file(check):
    with telling("ru"):
        assert tell(check, "explains 3 of 9") == "объясняет 3 из 9"
    assert told.messages("ru", check) == ()


def test_the_mark_of_a_chart_keeps_its_citation_as_the_law_writes_it():
    picture = Picture("Records gather at 50 g", "", "Recorded net weight, g", "Records", (1.0,),
                      (2.0,), (1.0,), mark_label="50 g: Act of 1990: 12")  # fmt: skip
    found = MOVED.with_(check="exhibits.threshold_bunching", picture=picture)
    with telling("ru"):
        told = retold.finding(found).picture
    assert told.mark_label == f"50{NBSP}г: Act of 1990: 12"
    assert told.caption == f"Записи скапливаются на значении 50{NBSP}г"
    assert (told.x_label, told.y_label) == ("Записано (масса нетто), г", "Записи")


def unaccounted(unit, taken, young=0):
    result = Result(
        UNACCOUNTED.name, "unit", unit, "purchased", "exceptions", taken, estimate=1050.0,
        detail={"source": "purchased", "taken_g": 1050.0, "open": taken, "holders": 1,
                "grace_days": 30,
                "ages": [["91 to 365 days", taken, 1050.0]], "oldest": "2024-09-09",
                "young": young},
    )  # fmt: skip
    return UNACCOUNTED.describe(result, tables_of({}))


@pytest.mark.parametrize(
    ("taken", "young", "said"),
    [
        (1, 0, "Записана 1 приёмка: 1~050~г, закупленные сотрудником. 1 приёмка на 1~050~г (1 "
               "держатель) давностью более 30~дней не закрыта ни одной последующей передачей. По "
               "давности: от 91 до 365~дней — приёмок 1, 1~050~г. Самая давняя — от 9~сентября "
               "2024~г."),
        (2, 3, "Записано приёмок: 2; всего 1~050~г, закупленные сотрудником. Приёмки давностью "
               "более 30~дней, не закрытые ни одной последующей передачей: 2 на 1~050~г (1 "
               "держатель). По давности: от 91 до 365~дней — приёмок 2, 1~050~г. Самая давняя — от "
               "9~сентября 2024~г. Ещё 3 моложе."),
    ],
)  # fmt: skip
def test_a_finding_is_told_in_russian_of_its_values(taken, young, said):
    for unit in ("Отдел «3»", "{g}", "heroin 1 g", "\\1", "%s", "<b>", "1,050"):
        with telling("ru") as untold:
            told = retold.finding(unaccounted(unit, taken, young))
        assert told.title == (
            f"подразделение {unit}: 1~050~г, закупленные сотрудником: дальнейшая передача не "
            "записана"
        ).replace("~", NBSP)
        assert told.condition == said.replace("~", NBSP)
        assert untold == set()


def test_english_is_not_touched():
    with telling("en") as untold:
        shown = tell("exhibits.unaccounted", "explains 3 of 9")
    assert (shown, type(shown), untold) == ("explains 3 of 9", str, set())


def test_what_is_made_of_a_text_is_in_its_language():
    text = Foreign(" a text, that\tis long ")
    for made in (clean(text), name(text), short(text, 8), sentence(text), heading(text)):
        assert isinstance(made, Foreign)
    assert isinstance(joined(("x", Foreign("y"))), Foreign)
    assert not isinstance(joined(("x", Told("y"))), Foreign)


def test_a_space_between_a_number_and_its_unit_holds_in_what_was_told_alone():
    assert short(Told(f"1{NBSP}050{NBSP}г  и{NBSP}далее"), 40) == f"1{NBSP}050{NBSP}г и далее"
    assert short(f"1{NBSP}050{NBSP}г", 40) == "1 050 г"
