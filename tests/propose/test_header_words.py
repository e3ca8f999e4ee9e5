"""Headers that meet no term as a whole: their words, the rules, and what excludes a rule."""

import csv

import pytest

from tallystick.propose.cases.amounts import UNITS
from tallystick.propose.headers.composed import FACETS, GROUPS, RULES, facets_of, mets_of
from tallystick.propose.headers.concepts import FILLS

# As published: New York, Seattle, Austin, Philadelphia, Los Angeles; Fortaleza; Cologne; Kharkiv.
MEANT = {
    "ARREST_KEY": "incident_id",
    "ARREST_DATE": "occurred_at",
    "OFNS_DESC": "offense",
    "ARREST_BORO": "area",
    "ISSUING_OFFICER_COMMAND_CODE": "unit",
    "PERP_RACE": "subject_group",
    "SUSPECT_ARRESTED_FLAG": "disposition",
    "Current_Case_Number": "incident_id",
    "Arresting_Ofc_Badge": "badge",
    "Search Based On": "search_basis",
    "FRISKED_FLAG": "search_conducted",
    "datestop": "occurred_at",
    "stop_tm": "time",
    "DateReported": "recorded_at",
    "Tipo Droga": "substance",
    "Dt. Apreensao": "occurred_at",
    "Fecha de la detención": "occurred_at",
    "Tattag": "occurred_at",
    "Орган внутрішніх справ": "unit",
}


@pytest.mark.parametrize("header", MEANT)
def test_the_words_of_a_header_tell_its_concept(header):
    assert mets_of(header)[0].concept == MEANT[header]


@pytest.mark.parametrize(
    "header",
    ["Officer Race", "VICTIM_SEX", "Date of Birth", "Vehicle Make", "Effect on Officer", "PERP_AGE",
     "False Arrest/Imprisonment Alleged?", "Last Updated Date", "Betrag", "Investigation status"],
)  # fmt: skip
def test_a_header_of_something_else_tells_none(header):
    assert mets_of(header) == []


def test_a_whole_term_comes_before_words():
    (met,) = mets_of("Case Number")
    assert met.score == 1.0
    assert met.why.startswith("the term")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_rule_names_known_facets_and_a_concept_that_fills_a_column():
    known = {row["facet"] for row in rows(FACETS)}
    concepts = {each for columns in FILLS.values() for found in columns.values() for each in found}
    for rule in rows(RULES):
        words = {*rule["needs"].split(), *rule["without"].split()}
        named = {facet for word in words for facet in GROUPS.get(word, (word,))}
        assert named <= known, rule
        assert rule["concept"] in concepts | {"time", "unit_of_measure", *UNITS}, rule
        assert not set(rule["needs"].split()) & named & set(rule["without"].split()), rule
        assert 0 < float(rule["score"]) < 1


def test_words_written_in_one_are_divided_into_known_words_alone():
    assert {"date", "occurred"} <= facets_of("incidentdate")
    assert facets_of("arrestxyzdate") == frozenset()
    assert facets_of("id") == facets_of("ID2") == {"number"}
