"""Does the page say only what may be said, and do its pictures show the numbers of the worlds?"""

import json
import re
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from labs import PLAN, SHORT, plan_of
from markupsafe import escape

from tallystick.lab import LabError
from tallystick.lab.design.ranking import Ranking
from tallystick.lab.gates import read_gates
from tallystick.lab.levels import inputs, known
from tallystick.lab.pictures.levers import against_base, levers
from tallystick.lab.pictures.picture import Shown
from tallystick.lab.pictures.together import together
from tallystick.lab.pictures.turns import HARM, turns
from tallystick.lab.pictures.water_bed import returned
from tallystick.lab.results import LEVERS
from tallystick.lab.runs import make
from tallystick.lab.sentences import Ground, Sentence, comparison, effect, faults, mechanism
from tallystick.lab.shown import pictures_of, render, write_page
from tallystick.lab.tables import read_results
from tallystick.lab.words import keys, tell

FIRST = (
    "This is a model. It was fitted to published figures, and misses some; they are listed. It "
    "tells which arguments hold together, not what happens where."
)
FORBIDDEN = {
    "An estimated 1,200 cases a year are made up.": "a number of cases or persons",
    "The law would spare 300 innocent persons.": "a number of cases or persons",
    "Ghost records rise in Kazakhstan.": "a country or an agency",
    "Fear falls in the agency.": "a country or an agency",
    "Audits work in every one of 6 drawn parameter sets.": "a measure that works",
    "A protected channel works.": "a measure that works",
    "Longer penalties deter.": "a measure that works",
    "Under “regime: verified” there is no gaming.": "gaming that is gone",
    "“regime: none” has zero wrongful charges.": "gaming that is gone",
    "A second system removes all ghosts.": "gaming that is gone",
    "“regime: none” has fewer ghosts than the base.": "a ranking without its share of sets",
    "The best regime is “regime: verified”.": "a ranking without its share of sets",
}
GATES = {
    "on": "2026-01-02",
    "seeds": {"first": 1, "number": 40},
    "versions": {"tallystick": "0.1"},
    "rows": [
        {"gate": name, "role": role, "what": name.lower(), "published": "2", "low": 1e-9, "high": 3,
         "value": value, "met": met}
        for name, role, value, met in (
            ("G1", "F", 2, True), ("G10a", "V", 0.5, False), ("G10b", "V", 2, True),
            ("G4b", "note", 9, False), ("G0", "V", None, None),
        )
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("lab")
    text = PLAN.replace("seeds = 2", "seeds = 1").replace("sobol = 2", "sobol = 8")
    text = text.replace("grids = []\n", "")
    make(plan_of(home, text, world=SHORT), home / "LAB", 1)
    return home / "LAB"


@pytest.fixture(scope="module")
def shown(lab):
    from tallystick.lab.runs import read_identity

    return Shown(read_results(lab, read_identity(lab)), None)


@pytest.mark.parametrize("text", FORBIDDEN)
def test_a_sentence_of_a_forbidden_form_cannot_be_made(text):
    assert FORBIDDEN[text] in faults(text)
    with pytest.raises(ValueError, match=FORBIDDEN[text]):
        Sentence(text)


NAMES = [f"{factor.name}: {level.name}" for factor in known().factor for level in factor.level]
GROUNDS = st.builds(
    Ground, st.none() | st.tuples(st.integers(0, 60), st.integers(1, 60)), st.booleans()
)
RANKINGS = st.integers(1, 4000).flatmap(
    lambda sets: st.integers(0, sets).flatmap(
        lambda less: st.integers(0, sets - less).map(
            lambda more: Ranking(sets, less, more, sets, less)
        )
    )
)
FORMS = re.compile(
    r"In a model that (?:meets \d+ of \d+ published figures|was held to no published figure for "
    r"this page), (?:“[^”]+”|the base) (?:raises|lowers) [a-z ]+, "
    r"in (?:every one of [\d,]+|the one) (?:drawn|accepted) parameter sets?\."
    r"|(?:“[^”]+”|The base) has (?:fewer|less) [a-z ]+ than (?:“[^”]+”|the base) "
    r"in (?:every one of [\d,]+|[\d,]+ of [\d,]+|the one) (?:drawn|accepted) parameter sets?"
    r"(?:; where it has not, [a-z -]+ is (?:high|low))?\."
    r"|Of gaming that a regime drives in this model, these checks find [\d,]+ of [\d,]+ units, "
    r"against [\d,.]+ with the units permuted; of units with a wrongful charge they find [\d,]+ "
    r"of [\d,]+, against [\d,.]+"
    r"(?:, half of them within [\d,]+ months|, not half of them by the end)?\."
)


@given(
    GROUNDS, RANKINGS, st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(LEVERS),
    st.none() | st.tuples(st.sampled_from([each.name for each in inputs()]), st.booleans()),
)  # fmt: skip
def test_whatever_the_numbers_a_sentence_has_an_allowed_form(on, found, a, b, outcome, where):
    for told in (
        comparison(on, a, b, outcome, found, where),
        effect(on, a, outcome, found),
        mechanism(on, a, outcome, found.more > found.less, found.sets),
    ):
        assert FORMS.fullmatch(told.text), told.text
        assert not faults(told.text)


def test_a_sentence_says_who_has_less_and_in_how_many_sets():
    on = Ground((37, 42), accepted=False)
    found = Ranking(sets=100, less=94, more=5, worlds=200, worlds_less=180)
    told = comparison(on, "audits: lot 25", "base", "acts.ghost", found, ("noise", True))
    assert told.text == (
        "“audits: lot 25” has fewer ghost records than the base in 94 of 100 drawn parameter sets; "
        "where it has not, noise is high."
    )
    some = effect(on, "audits: lot 25", "acts.ghost", found).text
    assert some == told.text.partition(";")[0] + "."
    turned = replace(found, less=5, more=94)
    assert comparison(on, "audits: lot 25", "base", "acts.ghost", turned).text == (
        "The base has fewer ghost records than “audits: lot 25” in 94 of 100 drawn parameter sets."
    )
    every = Ranking(sets=30, less=0, more=30, worlds=60, worlds_less=0)
    accepted = Ground((37, 42), accepted=True)
    assert effect(accepted, "pressure: 3", "persons_charged_wrongly", every).text == (
        "In a model that meets 37 of 42 published figures, “pressure: 3” raises wrongful charges, "
        "in every one of 30 accepted parameter sets."
    )


def test_every_sentence_of_the_page_is_one_that_may_be_made(shown):
    text = render(shown)
    told = [each.text for each in map(sentence_of, pictures_of(shown)) if each]
    assert len(told) >= 5
    for each in told:
        assert FORMS.fullmatch(each), each
    answers = re.findall(r'<p class="answer">(.*?)</p>', text)
    assert answers[0] == FIRST
    none = "Too few worlds decide; no sentence is made."
    assert [each for each in answers[1:] if each != none] == told


def sentence_of(picture):
    return picture.sentence


def test_the_page_is_offline_has_no_script_and_each_picture_has_its_table(shown, lab):
    text = render(shown)
    assert text.index(FIRST) < text.index("<h1") < text.index("Gates met and missed")
    assert "<script" not in text
    assert not re.search(r"(?:src|href)=\"(?!#|data:,)", text)
    assert "The gates were not run for this page." in text
    assert "No world was audited: the plan asks for none (detect)." in text
    drawn = [each.key for each in pictures_of(shown)]
    assert drawn == [
        "reported", "levers", "water", "hours", "certainty", "schemes", "drives", "turns",
        "together", "ladders",
    ]  # fmt: skip
    for picture in pictures_of(shown):
        section = text.partition(f'<section aria-labelledby="{picture.key}">')[2]
        section = section.partition("</section>")[0]
        assert section.count("<svg") == len(picture.drawings)
        assert section.count("<table") == len(picture.tables) >= 1
        for table in picture.tables:
            assert {len(row) for row in table.rows} == {len(table.heads)}
    assert write_page(lab).read_text(encoding="utf-8") == text
    absent = [tell(f"missing.{key}") for key in keys("missing")]
    assert all(f"<li>{escape(each)}</li>" in text for each in absent)


def test_the_page_says_what_each_level_means(shown):
    text = render(shown)
    for factor, levels in shown.results.plan.lab.factors():
        for level in levels:
            name = f"{factor.name}: {level.name}"
            assert f'<th scope="row">{name}</th><td>{escape(level.means)}</td>' in text


def test_a_level_whose_gates_are_not_met_is_not_shown(shown, tmp_path):
    assert shown.withheld == ("regime: clearance",)
    assert "regime: clearance" not in shown.levers()
    text = render(shown)
    assert "are left out: regime: clearance." in text
    # In the table of what levels mean, and in no other.
    assert text.count('<th scope="row">regime: clearance') == 1
    (tmp_path / "gates.json").write_text(json.dumps(GATES))
    gates = read_gates(tmp_path, None)
    with_gates = Shown(shown.results, gates)
    assert with_gates.withheld == ("regime: clearance",)
    assert with_gates.ground == Ground((2, 3), accepted=False)
    said = render(with_gates)
    assert "The model meets 2 of 3 published figures, as measured on 2026-01-02" in said
    assert "That version is not the one that made these worlds" in said
    assert '<th scope="row">G10a</th>' in said
    assert '<th scope="row">G4b</th>' not in said
    rows = tuple(each.model_copy(update={"met": True}) for each in gates.rows)
    met = Shown(shown.results, replace(gates, rows=rows))
    assert met.withheld == ()
    assert "No gate is missed." in render(met)
    assert render(met).count('<th scope="row">regime: clearance') > 4


def test_gates_that_cannot_be_read_are_refused(tmp_path):
    assert read_gates(tmp_path, None) is None
    with pytest.raises(LabError, match="give a file of `make gates`"):
        read_gates(tmp_path, tmp_path / "none.json")
    for text in ("[", "[]", '{"rows": [{}]}'):
        (tmp_path / "gates.json").write_text(text)
        with pytest.raises(LabError, match="not what `make gates` writes"):
            read_gates(tmp_path, None)


def with_column(shown, name, values):
    """The same worlds with an outcome in place of theirs, or one more."""
    worlds = shown.results.worlds
    if name in worlds.column_names:
        worlds = worlds.drop_columns([name])
    return Shown(replace(shown.results, worlds=worlds.append_column(name, pa.array(values))), None)


def test_a_lever_is_shown_over_no_regime_in_per_cent_of_the_base(shown):
    """Of three sets the base has 10, 20, 0, no regime 5, 0, 0, one lever 15, 10, 5."""
    told = shown.results.of("levers", "acts.ghost").copy()
    for cell, values in (("base", (10, 20, 0)), ("no regime", (5, 0, 0)),
                         ("audits: lot 25", (15, 10, 5))):  # fmt: skip
        told[shown.results.lever_names.index(cell)] = np.array(values)[:, None]
    rest = shown.results.worlds["acts.ghost"].to_numpy()[told.size :]
    made = with_column(shown, "acts.ghost", np.concatenate([told.ravel(), rest]))
    over = made.over_none("audits: lot 25", "acts.ghost")
    assert over[:2].tolist() == [100, 50]
    assert np.isnan(over[2])
    row = next(
        each
        for each in levers(made).tables[0].rows
        if each[:2] == ("audits: lot 25", "ghost records")
    )
    assert row == ("audits: lot 25", "ghost records", "50.0", "75.0", "100.0", "1 of 3", "2 of 3")
    assert against_base(made, "audits: lot 25", "acts.ghost").less == 1


def test_what_comes_back_for_a_hundred_that_go_is_counted_by_hand(shown):
    """Ten ghosts less and four easy arrests more in each seed: 40 for 100."""
    acts = ["acts.ghost", "acts.easy"]
    made = shown
    for act, closed in (("acts.ghost", 2.0), ("acts.easy", 54.0)):
        told = made.results.of("levers", act).copy()
        told[0] = 12.0 if act == "acts.ghost" else 50.0
        told[made.results.lever_names.index("act closed: ghost")] = closed
        rest = made.results.worlds[act].to_numpy()[told.size :]
        made = with_column(made, act, np.concatenate([told.ravel(), rest]))
    assert returned(made, "act closed: ghost", acts) == pytest.approx([40, 40, 40])


def test_the_box_where_the_arms_change_places_is_that_of_the_planted_points(shown):
    """Of sixteen points the second arm has more at the six with the lowest pressure alone."""
    stage = shown.results.stage("sobol")
    pressure = stage.sets[:16, 0]
    inside, outside = np.sort(pressure)[5:7]
    told = shown.results.of("sobol", HARM).copy()
    told[0], told[1] = 10.0, 9.0
    told[1, :16][pressure <= inside] = 11.0
    before = shown.results.worlds[HARM].to_numpy().copy()
    begin = sum(each.worlds for each in shown.results.stages[:-1])
    before[begin:] = told.ravel()
    picture = turns(with_column(shown, HARM, before))
    row = picture.tables[0].rows[-1]
    assert row[:5] == ("wrongful charges", "regime: severity", "16", "38%", "100% of 6")
    end = float(re.fullmatch(r"pressure 0\.500 to ([\d.]+)", row[5]).group(1))
    assert inside - 0.001 <= end <= outside + 0.001
    assert picture.sentence.text == (
        "“regime: severity” has fewer wrongful charges than the base in 10 of 16 drawn parameter "
        "sets; where it has not, pressure is low."
    )
    calm = np.where(before == 11.0, 9.0, before)
    few = turns(with_column(shown, HARM, calm)).tables[0].rows[-1]
    assert few[3:] == ("0%", "—", "fewer than 5 points turn")


def test_two_levers_that_only_multiply_are_beyond_their_product_by_nothing(shown):
    """1 + charges are 10, doubled by one level, trebled by another: six times as many by both."""
    stage = shown.results.stage("main")
    told = np.array([
        10 * 2.0 ** ("audits: lot 25" in each.name) * 3.0 ** ("channel: protected" in each.name) - 1
        for each in stage.cells
    ])  # fmt: skip
    values = shown.results.worlds[HARM].to_numpy().copy()
    begin = shown.results.stages[0].worlds
    values[begin : begin + stage.worlds] = np.repeat(told, stage.worlds // len(told))
    picture = together(with_column(shown, HARM, values))
    row = next(each for each in picture.tables[0].rows if "audits: lot 25, channel" in each[0])
    assert row[1:5] == ("500.0", "0.0", "0.0", "0.0")
    assert all(float(each[1].replace("−", "-")) > -100 for each in picture.tables[0].rows)
    assert not any("clearance" in each[0] for each in picture.tables[0].rows)
