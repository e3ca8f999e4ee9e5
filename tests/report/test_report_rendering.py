"""Is a text rendered in Russian of its key and its values, whatever stands in these?"""

import pytest

from tallystick.checks.exhibits.unaccounted import CHECK as UNACCOUNTED
from tallystick.checks.exhibits.unaccounted.results import AGES
from tallystick.findings import Named, Result
from tallystick.findings.keyed_text import KeyedText
from tallystick.findings.words import words_of
from tallystick.report.words import in_language
from tallystick.report.words.rendering import rendered, rendered_name, rendering
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
from worlds import tables_of

NBSP = "\u00a0"
STRANGE = ("Отдел «3»", "{g}", "heroin 1 g", "\\1", "%s", "<b>", "1,050")


def said(check, path, **values):
    """A text as its check makes it: its English, with the key and the values."""
    return words_of(check, "en").say(path, **values)


@pytest.mark.parametrize(
    ("text", "russian"),
    [
        (said("exhibits.unaccounted", "ages.between", first=91, last=365), "от 91 до 365~дней"),
        (said("exhibits.unaccounted", "shared.not_beyond", p=2.3e-5),
         "сам по себе p~=~2,3 × 10⁻⁵; с учётом всех тестов не выходит за пределы случайности"),
        (said("exhibits.unaccounted", "shared.place", n=2.5, number="2.5", unit="g"), "2,5~г"),
        (said("exhibits.unaccounted", "shared.place", n=65, number="65", unit="points"),
         "65~баллов"),
        (said("exhibits.unaccounted", "shared.year_before", period="month"),
         "тот же период (месяц) годом ранее"),
    ],
)  # fmt: skip
def test_texts_rendered_in_russian(text, russian):
    with rendering("ru") as left:
        shown = rendered("exhibits.unaccounted", text)
    assert (shown, type(shown), left) == (russian.replace("~", NBSP), Told, set())


def test_a_text_within_another_is_rendered_too():
    share = said("exhibits.custody", "estimands.late")
    with rendering("ru"):
        shown = rendered(
            "exhibits.custody", said("exhibits.custody", "estimands.of_rest", share=share)
        )
        alone = rendered("exhibits.custody", share)
    assert shown == f"{alone}, за вычетом такой доли в остальном ведомстве"


@pytest.mark.parametrize("text", STRANGE)
def test_a_name_is_carried_over_whatever_it_is(text):
    shown = said("outcomes.disparity", "aspects.of_group", what="charges", sorting="district",
                 member=Named(text, "any"))  # fmt: skip
    with rendering("ru"):
        assert rendered("outcomes.disparity", shown) == f"обвинения; район: {text}"


def test_a_text_without_a_key_stays_english_and_is_counted():
    with rendering("ru") as left:
        shown = rendered("exhibits.unaccounted", "bought by somebody")
        unknown = rendered("exhibits.unaccounted", KeyedText("it is so", "reasons.nothing_like_it"))
        lacking = rendered("exhibits.unaccounted", KeyedText("p = 1", "shared.not_beyond"))
    assert all(isinstance(each, Foreign) for each in (shown, unknown, lacking))
    assert left == {"bought by somebody", "it is so", "p = 1"}


def test_an_aspect_without_a_key_is_a_name():
    with rendering("ru") as left:
        assert rendered_name("figures.recount", "cases") == "дела"
        assert rendered_name("figures.recount", "Calls, all") == "Calls, all"
        assert isinstance(rendered_name("own.check", "Calls, all"), Foreign)
    assert left == {"Calls, all"}


@pytest.mark.parametrize("check", ["../wording", "/etc/passwd", "", "general.toml", "a\x00b"])
def test_a_check_with_a_hostile_name_reads_no_file(check):
    with rendering("ru") as left:
        assert isinstance(rendered(check, said("exhibits.custody", "aspects.late")), Foreign)
    assert len(left) == 1


def unaccounted(unit, taken, young=0):
    result = Result(
        UNACCOUNTED.name, "unit", unit, "purchased", "exceptions", taken, estimate=1050.0,
        detail={"source": "purchased", "taken_g": 1050.0, "open": taken, "holders": 1,
                "grace_days": 30,
                "ages": [[AGES[1][1], taken, 1050.0]], "oldest": "2024-09-09",
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
    for unit in STRANGE:
        with rendering("ru") as left:
            told = in_language.finding(unaccounted(unit, taken, young))
        assert told.title == (
            f"подразделение {unit}: 1~050~г, закупленные сотрудником: дальнейшая передача не "
            "записана"
        ).replace("~", NBSP)
        assert told.condition == said.replace("~", NBSP)
        assert left == set()


def test_english_is_not_touched():
    text = said("exhibits.custody", "aspects.late")
    with rendering("en") as left:
        assert (rendered("exhibits.custody", text), left) == (text, set())


def test_what_is_made_of_a_text_is_in_its_language():
    text = Foreign(" a text, that\tis long ")
    for made in (clean(text), name(text), short(text, 8), sentence(text), heading(text)):
        assert isinstance(made, Foreign)
    assert isinstance(joined(("x", Foreign("y"))), Foreign)
    assert not isinstance(joined(("x", Told("y"))), Foreign)


def test_a_space_between_a_number_and_its_unit_holds_in_what_was_told_alone():
    assert short(Told(f"1{NBSP}050{NBSP}г  и{NBSP}далее"), 40) == f"1{NBSP}050{NBSP}г и далее"
    assert short(f"1{NBSP}050{NBSP}г", 40) == "1 050 г"
