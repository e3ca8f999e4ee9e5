"""Does a header meet the concept that it names, and no other, however it is written?"""

import csv
import random
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from tallystick.propose.cases.amounts import UNITS
from tallystick.propose.cells.code_words import WORDS
from tallystick.propose.headers.concepts import FILLS, LANGUAGES, TELLING, TERMS, met_by
from tallystick.propose.headers.folded import joined, tokens, without_marks, without_noise
from tallystick.tables import canonical

MET = {
    "Case No.": "incident_id", "CASE #": "incident_id", "caseNumber": "incident_id",
    "Number of the Case": "incident_id", "incident_id_txt": "incident_id", "№ КУСП": "incident_id",
    "ID del incidente": "incident_id", "OfficerID": "officer_id", "Табельный номер": "officer_id",
    "Matrícula do policial": "officer_id", "Dienststelle": "unit", "Отдел полиции": "unit",
    "Fecha del hecho": "occurred_at", "FECHA_HECHO": "occurred_at", "Тіркеу күні": "recorded_at",
    "Дата рег.": "recorded_at", "Вес, г": "weight", "Net Weight (g)": "weight",
    "MPHover": "speed_over_limit", "Stop Resolution": "disposition", "uom": "unit_of_measure",
    "Единица измерения": "unit_of_measure", "Роль": "role", "Urteil": "verdict",
    "recorded_at": "recorded_at", "unit_id": "unit", "sentence_months": "sentence",
    "Recieved by": "to_holder", "Adjudication": "disposition", "Кезең басы": "period_start",
    "КЕЗЕҢНІҢ СОҢЫ": "period_end", "Саны": "figure", "Қабылдады": "to_holder",
    "Сараптама_күні": "measured_at", "Арнаулы атағы": "rank", "Raça/Cor": "subject_group",
    "Excès de vitesse": "speed_over_limit", "Число записей": "count",
}  # fmt: skip
UNRELATED = (
    "officer race", "officer age", "officer sex", "officer years of service", "charge date",
    "weather", "latitude", "longitude", "zip code", "vehicle make", "vehicle color", "plate type",
    "birth date", "date of birth", "victim age", "victim weight", "hair color", "eye color",
    "phone", "email", "employer", "height", "occupation", "language", "court code", "judge",
    "вес потерпевшего", "рост", "цвет глаз", "дата рождения", "адрес проживания", "телефон",
    "место работы", "погода", "Geburtsdatum", "Haarfarbe", "Kennzeichen", "Fahrzeugtyp",
    "fecha de nacimiento", "color de ojos", "marca del vehículo", "cor dos olhos",
    "data de nascimento", "date de naissance", "couleur des yeux", "туған күні", "көз түсі",
)  # fmt: skip
# Concepts that have no term of their own in a language, with what stands for them there.
WITHOUT = {
    ("denominator", "kk"): "бөлім, which is the word for a department",
    **{
        (concept, language): "recorded_at and time hold the words, and fill the same columns"
        for concept in ("reported_date", "reported_time")
        for language in ("ru", "kk", "es", "pt", "fr", "de")
    },
}
# One word for two things, of which neither is decided by its values: both fill it, in two tables
# or as the day and its hour.
SHARED = {"incident time", "stop time", "event time", "urteil"}
PAGE = Path(__file__).parents[2] / "docs" / "mapping.md"


def terms():
    with TERMS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("header", "concept"), MET.items())
def test_a_header_meets_its_concept(header, concept):
    assert concept in {each.concept for each in met_by(header)}


@pytest.mark.parametrize("header", UNRELATED)
def test_an_unrelated_header_meets_none(header):
    assert met_by(header) == []


def spoiled(term, rng):
    """A term as some export may write it: case, joints, accents, affixes, one letter lost."""
    way = rng.randrange(7)
    words = term.split()
    if way == 0:
        return term.upper()
    if way == 1:
        return "_".join(words)
    if way == 2:
        return "".join(word.capitalize() for word in words)
    if way == 3:
        marks = unicodedata.normalize("NFD", term)
        return unicodedata.normalize("NFC", "".join(c for c in marks if ord(c) != 0x301))
    if way == 4:
        return f"rms_{'_'.join(words)}"
    if way == 5:
        return f"{term}_txt"
    long = max(words, key=len)
    if len(term) < 12 or len(long) < 6:
        return term.title()
    at = rng.randrange(1, len(long) - 1)
    return term.replace(long, long[:at] + long[at + 1 :])


def test_terms_are_met_however_they_are_written_and_seldom_for_another():
    """2,000 of them; the same measure as the research that chose whole terms over substrings."""
    rng, known = random.Random(20261127), terms()
    right = wrong = 0
    for _ in range(2_000):
        term = rng.choice(known)
        found = {each.concept for each in met_by(spoiled(term["term"], rng))}
        right += term["concept"] in found
        wrong += bool(found) and term["concept"] not in found
    assert right >= 1_940
    assert wrong <= 4


def test_every_term_is_known_once_and_every_concept_fills_something():
    rows = terms()
    assert {row["language"] for row in rows} == set(LANGUAGES)
    assert {row["decided_by"] for row in rows} == {"header", "values"}
    filled = {
        concept for columns in FILLS.values() for each in columns.values() for concept in each
    }
    also = {"time", "reported_time", "unit_of_measure", *UNITS}
    assert {row["concept"] for row in rows} == filled | also
    keys = [(row["concept"], row["language"], row["term"].casefold()) for row in rows]
    assert len(keys) == len(set(keys))


def test_every_concept_has_a_term_in_every_language_or_its_reason_not_to():
    had = {(row["concept"], row["language"]) for row in terms()}
    asked = {(concept, language) for concept, _ in had for language in LANGUAGES}
    assert asked - had == set(WITHOUT)


def test_the_page_says_how_many_terms_there_are_and_which_are_lacking():
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"The terms ({len(terms()):,} in" in text
    lacking = re.search(r"Without a term: (.*?)\.", text).group(1)
    assert set(re.findall(r"`(\w+)`", lacking)) == {concept for concept, _ in WITHOUT}


def test_a_word_for_two_concepts_is_decided_by_its_values():
    met = defaultdict(list)
    for row in terms():
        met[without_marks(joined(tokens(row["term"])))].append(row)
    shared = {word: rows for word, rows in met.items() if len({row["concept"] for row in rows}) > 1}
    plain = {
        word for word, rows in shared.items() if all(row["decided_by"] == "header" for row in rows)
    }
    assert plain == SHARED


def test_words_of_values_are_known_in_kazakh_wherever_they_are_in_russian():
    with WORDS.open(encoding="utf-8", newline="") as file:
        had = {(row["column"], row["language"]) for row in csv.DictReader(file)}
    assert {column for column, language in had if language == "kk"} == {
        column for column, language in had if language == "ru"
    }


@pytest.mark.parametrize("table", FILLS)
def test_what_is_filled_are_columns_that_tell(table):
    assert set(FILLS[table]) <= set(canonical(table).names)
    for group in TELLING.get(table, ()):
        assert set(group) <= set(FILLS[table])


def test_words_stand_for_canonical_values():
    codes = {each.name: set(each.codes) for table in FILLS for each in canonical(table).columns}
    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["column"] != "unit":
                assert row["canonical"] in codes[row["column"]], row


def test_noise_is_taken_off_the_ends_alone():
    assert without_noise(tokens("rms_officer_cd_id")) == ("officer", "cd", "id")
    assert without_noise(tokens("txt")) == ("txt",)
