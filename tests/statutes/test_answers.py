"""Does the law answer as its sources say, on the days and at the amounts that were read?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from small_pack import write_pack

from tallystick.cli.told_law import told
from tallystick.statutes import (
    LawError,
    Question,
    answer,
    apart,
    built_in,
    lines_of,
    meant_in,
    read_pack,
    scales,
)

PACKS = {code: read_pack(folder) for code, folder in built_in().items()}
OLD, NEW = date(2024, 1, 1), date(2025, 3, 3)


def ask(code, on, substance=None, amount=None, act=None, *circumstances, plants=False):
    weight = None if amount is None else Decimal(str(amount))
    pack = PACKS[code] if isinstance(code, str) else code
    return answer(pack, Question(on, substance, weight, plants, act, circumstances))


def charge(code, *asked, **options):
    """The one charge: its key, and the least and most years with whether life is possible."""
    (only,) = ask(code, *asked, **options).charges.found
    penalty = only.penalty
    return only.offence.key, penalty and (
        *(None if each is None else float(each)
          for each in (penalty.prison_min_years, penalty.prison_max_years)),
        penalty.life,
    )  # fmt: skip


def class_of(*asked, **options):
    row = ask(*asked, **options).quantity.row
    return row and row.class_


# The project's example: just over a kilogram of marijuana, an officer, the oath.
def test_the_example_under_the_law_before_the_reform():
    said = ask("KZ", OLD, "marijuana", 1050, "sale", "oath")
    assert said.quantity.row.class_ == "especially_large"
    assert charge("KZ", OLD, "marijuana", 1050, "sale", "oath") == ("297(3)", (10, 15, False))
    (found,) = said.charges.found
    assert found.penalty.prison_min_years <= 11 <= found.penalty.prison_max_years
    assert [(each.key, each.article) for each in said.counted.aggravating] == [
        ("oath", "54(1)(13)")
    ]
    assert said.counted.not_twice == ()
    assert said.confidence == "conflicting"
    assert any("was not read" in caveat.text for caveat in said.caveats)


def test_the_example_under_the_law_after_the_reform():
    on = date(2025, 3, 3)
    assert charge("KZ", on, "marijuana", 1050, "sale", "oath") == ("297(3)", (7, 12, False))
    as_officer = ask("KZ", on, "marijuana", 1050, "sale", "oath", "official_position")
    assert charge("KZ", on, "marijuana", 1050, "sale", "oath", "official_position") == (
        "297(4)", (15, 20, False),
    )  # fmt: skip
    assert [each.key for each in as_officer.counted.aggravating] == ["oath"]
    assert [(each.key, each.article) for each in as_officer.counted.not_twice] == [
        ("official_position", "54(1)(16)")
    ]
    assert charge("KZ", date(2025, 3, 2), "marijuana", 1050, "sale")[1] == (10, 15, False)


def test_before_the_reform_the_official_position_was_an_element_of_part_3():
    said = ask("KZ", OLD, "marijuana", 500, "sale", "official_position")
    assert [each.offence.key for each in said.charges.found] == ["297(3)"]
    assert [each.key for each in said.counted.not_twice] == ["official_position"]


@pytest.mark.parametrize(
    ("grams", "key", "years", "arrest"),
    [(50, "296(2)", (None, None, False), 40), (50.01, "296(3)", (None, None, False), 50),
     (1000, "296(3)", (None, None, False), 50), (1000.01, "296(4)", (3, 7, False), None)],
)  # fmt: skip
def test_possession_without_intent_jumps_at_the_lines(grams, key, years, arrest):
    assert charge("KZ", NEW, "cannabis", grams, "possession") == (key, years)
    (found,) = ask("KZ", NEW, "cannabis", grams, "possession").charges.found
    assert found.penalty.arrest_days_max == arrest


def test_of_a_line_that_no_source_gives_to_a_side_the_milder_class_is_told_as_such():
    said = ask("KZ", NEW, "cannabis", 50, "possession")
    assert (said.quantity.row.class_, said.quantity.unsure) == ("small", True)
    assert ask("KZ", NEW, "cannabis", 1000, "possession").quantity.unsure is False


def test_fines_are_stated_in_tenge_where_the_index_is_held():
    said = ask("KZ", date(2025, 6, 1), "cannabis", 10, "possession")
    (found,), (unit,) = said.charges.found, said.units
    assert found.penalty.fine_max * unit.value == 629_120
    (unit,) = ask("KZ", date(2024, 6, 1), "cannabis", 10, "possession").units
    assert (unit.value, unit.confidence) == (3692, "verified_secondary")
    assert ask("KZ", date(2020, 6, 1), "cannabis", 10, "possession").units == ()


def test_the_least_sure_word_leaves_out_an_amount_on_which_the_article_does_not_rest():
    """Article 296(1) holds whatever the amount: its word is that of the question without one."""
    for grams in (5, 60, 5000):
        said = ask("KZ", date(2021, 1, 1), "cannabis", grams, "public_use")
        bare = ask("KZ", date(2021, 1, 1), act="public_use")
        assert said.charges.found == bare.charges.found
        assert said.amount_aside
        assert said.confidence == bare.confidence
        assert said.quantity.row.confidence != bare.confidence
    # Texts of the code of 2020, 2022 and 2025 were read; the table of sizes, in 2025, was not.
    for day in (date(2021, 1, 1), NEW):
        assert ask("KZ", day, act="public_use").confidence == "verified_text"
    large = ask("KZ", NEW, "cannabis", 1050, "possession")
    assert (large.amount_aside, large.confidence) == (False, "conflicting")
    # 297(4) is made by the position of an officer whatever the amount, 297(3) by the amount.
    assert ask("KZ", NEW, "cannabis", 1050, "sale", "official_position").amount_aside
    assert not ask("KZ", NEW, "cannabis", 1050, "sale").amount_aside
    # Without an act, or an article, the answer is the class itself.
    assert not ask("KZ", NEW, "cannabis", 1050).amount_aside
    assert not ask("KZ", NEW, "cannabis", 1050, "theft").amount_aside


@pytest.mark.parametrize(
    ("code", "year"),
    [("KZ", 2026), ("RU", 2019), ("US-FED", 2026), ("US-NY", 2026), ("UA", 2021)],
)
def test_an_article_rests_on_the_amount_where_another_amount_gives_another(code, year):
    on, pack = date(year, 1, 1), PACKS[code]
    for scale in (each for each in scales(pack) if each.rows[0].holds(on)):
        amounts = {
            row.class_: (scale.lower(place) or 0) + 1 for place, row in enumerate(scale.rows)
        }
        acts = {act for each in pack.offences for act in each.acts} - {"cultivation"}
        for act in acts if not scale.counts_plants else ():
            said = {
                name: ask(code, on, scale.substance, amount, act)
                for name, amount in amounts.items()
            }
            keys = {tuple(each.charges.found) for each in said.values()}
            if len(keys) > 1:
                assert not any(
                    each.amount_aside for each in said.values()
                    if each.charges.found and each.quantity.row
                )  # fmt: skip


def test_what_is_from_memory_in_a_row_that_was_read_is_told_of_the_answer():
    read = PACKS["IN"]
    thresholds = tuple(
        replace(each, from_memory=("upper",))
        if (each.substance, each.class_) == ("heroin", "small") else each
        for each in read.thresholds
    )  # fmt: skip
    penalties = tuple(
        replace(each, from_memory=("from",)) if each.offence == "21(a)" else each
        for each in read.penalties
    )
    unread = replace(read, thresholds=thresholds, penalties=penalties)
    said = answer(unread, Question(NEW, "heroin", Decimal(3), act="possession"))
    assert said.confidence == "verified_secondary"
    assert said.from_memory == (
        "upper bound of heroin, a small quantity", "start date of 21(a)",
    )  # fmt: skip
    assert ask("IN", NEW, "heroin", 3, "possession").from_memory == ()
    assert ask("US-FL", NEW, "cannabis", 12_000, "sale").from_memory == ()
    assert ask("KZ", NEW, "cannabis", 1050, "sale").from_memory == ()
    assert ask("MX", NEW, "heroin", 1, "sale").from_memory == ()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("KZ", NEW, None, None, "public_use"), ("296(1)", (None, None, False))),
        (("KZ", date(2020, 2, 1), None, None, "public_use"), ("296(1)", (None, None, False))),
        (("KZ", NEW, "cannabis", 200, "manufacture", "official_position"),
         ("297-1(4)", (15, 20, True))),
        (("KZ", OLD, "cannabis", 5, "sale"), ("297(1)", (5, 10, False))),
        (("KZ", NEW, None, None, "provocation", "grave_crime"), ("412-1(3)", (10, 12, False))),
        (("RU", date(2020, 1, 1), "heroin", 0.5, "possession"),
         ("KoAP 6.8(1)", (None, None, False))),
        (("RU", date(2020, 1, 1), "heroin", 0.51, "possession"), ("228(1)", (0, 3, False))),
        (("RU", date(2020, 1, 1), "heroin", 2.51, "sale"), ("228.1(4)", (10, 20, False))),
        (("RU", date(2019, 1, 1), "marijuana", 100_001, "sale"), ("228.1(5)", (15, 20, True))),
        (("RU", date(2020, 1, 1), "heroin", 2.51, "sale", "listed_place_or_internet"),
         ("228.1(4)", (10, 20, False))),
        (("RU", date(2020, 1, 1), "heroin", 0.1, "sale", "listed_place_or_internet"),
         ("228.1(2)", (5, 12, False))),
        (("US-FED", date(2010, 8, 2), "crack", 50, "sale"), ("841(b)(1)(A)", (10, None, True))),
        (("US-FED", date(2010, 8, 3), "crack", 50, "sale"), ("841(b)(1)(B)", (5, 40, False))),
        (("US-FED", date(2010, 8, 3), "crack", 280, "sale"), ("841(b)(1)(A)", (10, None, True))),
        (("US-FED", date(2020, 1, 1), "crack", 280, "sale", "prior_serious_felony"),
         ("841(b)(1)(A) prior felony", (15, None, True))),
        (("US-FED", date(2020, 1, 1), "marijuana", 49_999, "sale"),
         ("841(b)(1)(D)", (0, 5, False))),
        (("US-FL", date(2020, 1, 1), "marijuana", 11_340, "sale"),
         ("893.135(1)(a) 3 y", (3, 30, False))),
        (("US-FL", date(2023, 1, 1), "fentanyl", 4, "possession"),
         ("893.135(1)(c)4 tier 1", (7, 30, False))),
        (("US-FL", date(2022, 1, 1), "cocaine", 200, "sale"),
         ("893.135(1)(b) 7 y", (7, 30, False))),
        (("US-NY", date(2022, 1, 1), "heroin", 3.6, "possession"), ("PL 220.09", None)),
        (("DE", date(2024, 4, 1), "cannabis_thc", 7.5, "sale"), ("KCanG 34(3)", (0.25, 5, False))),
        (("DE", date(2024, 3, 31), "cannabis_thc", 7.5, "sale"),
         ("BtMG 29a(1) cannabis", (1, 15, False))),
        (("DE", date(2020, 1, 1), "heroin_hydrochloride", 1.5, "sale", "gang"),
         ("BtMG 30a(1)", (5, 15, False))),
        (("PT", date(2020, 1, 1), "hashish", 5, "possession"), ("Law 30/2000 2", None)),
        (("PT", date(2020, 1, 1), "hashish", 5.01, "possession"), ("DL 15/93 40", (0, 1, False))),
        (("UA", date(2020, 1, 1), "amphetamine", 0.16, "possession"), ("309(1)", (0, 3, False))),
        (("CZ", date(2020, 1, 1), "meth", 1.51, "possession"), ("284", (0, 2, False))),
        (("PL", date(2020, 1, 1), None, None, "possession", "minor_case"),
         ("UPN 62(3)", (0, 1, False))),
        (("UZ", date(2024, 1, 1), None, None, "possession", "repeated"),
         ("276(2)", (3, 5, False))),
    ],
)  # fmt: skip
def test_the_charge_and_its_range(asked, expected):
    assert charge(*asked) == expected


@pytest.mark.parametrize(
    ("asked", "class_"),
    [
        (("RU", date(2012, 12, 31), "heroin", 2.6), None),
        (("RU", date(2013, 1, 1), "heroin", 2.6), "large"),
        (("US-FL", date(2020, 1, 1), "cannabis", Decimal("11339.80925")), None),
        (("US-FL", date(2020, 1, 1), "cannabis", Decimal("11339.8093")), "trafficking_3y"),
        (("US-NY", date(2022, 1, 1), "heroin", Decimal("3.543690390625")), "CPCS4"),
        (("US-NY", date(2020, 1, 1), "ketamine", 1), None),
        (("UA", date(2020, 1, 1), "amphetamine", 1.5), "large"),
        (("UA", date(2020, 1, 1), "cannabis", 20), None),
        (("UK-EW", date(2020, 1, 1), "heroin", 5000), None),
        (("CZ", date(2013, 12, 1), "cannabis", 20), None),
    ],
)
def test_the_class_of_an_amount(asked, class_):
    assert class_of(*asked) == class_


@pytest.mark.parametrize(
    ("plants", "class_"), [(1, "lawful"), (3, "lawful"), (4, "minor_offence"), (6, "crime")]
)
def test_plants_are_counted(plants, class_):
    assert class_of("CZ", date(2026, 1, 1), "cannabis", plants, plants=True) == class_


def test_where_the_law_gives_none_it_is_said_why():
    gap = ask("CZ", date(2013, 12, 1), "cannabis", 20).quantity
    assert "struck down" in gap.why_none
    assert "indicative" in ask("UK-EW", date(2020, 1, 1), "heroin", 5000).quantity.why_none
    ukraine = ask("UA", date(2021, 1, 1), "cannabis", 20).quantity
    assert ukraine.why_none.startswith("more than 5 g is a crime")
    none = ask("KZ", NEW, "cocaine", 20, "sale")
    assert (
        none.quantity.why_none == "not known here: the pack holds no amounts of cocaine by weight"
    )
    assert (none.charges.decided, len(none.charges.found)) == (False, 4)
    old = ask("KZ", date(2010, 1, 1), "heroin", 2, "possession")
    assert old.quantity.row.class_ == "especially_large"
    assert old.charges.why_none == (
        "not known for this day: the pack has the offences of possession only from 2020-02-01 on"
    )
    assert (
        "it has possession, sale, use"
        in ask("RU", date(2020, 1, 1), None, None, "theft").charges.why_none
    )
    assert not ask("PT", NEW, None, None, "sale").rests_on_something


def test_a_weight_decides_nothing_of_cultivation():
    said = ask("KZ", NEW, "cannabis", 5000, "cultivation")
    assert not said.charges.decided
    assert [each.offence.key for each in said.charges.found] == ["300(1)", "300(2)", "300(3)"]
    by_group = ask("KZ", NEW, "cannabis", 5000, "cultivation", "criminal_group")
    assert [each.offence.key for each in by_group.charges.found] == ["300(3)"]


def test_without_an_act_only_what_an_amount_decides_is_told():
    said = ask("KZ", NEW, "heroin")
    articles = {each.offence.article for each in said.charges.found}
    assert articles == {"296", "297", "297-1", "298", "286"}
    assert not said.charges.decided
    decided = ask("KZ", NEW, "heroin", 2)
    assert [each.offence.key for each in decided.charges.found] == [
        "296(4)", "297(3)", "297-1(3)", "286(4)", "298(4)",
    ]  # fmt: skip


def test_a_part_of_one_substance_is_not_told_of_another():
    """21 USC 841(b)(1)(D) is of less than 50 kg of marijuana."""
    parts = {name: [each.offence.part for each in ask("US-FED", NEW, name).charges.found]
             for name in ("heroin", "marijuana")}  # fmt: skip
    assert sorted(set(parts["heroin"])) == ["A", "B", "C"]
    assert sorted(set(parts["marijuana"])) == ["A", "B", "C", "D"]
    (held,) = ask("US-FED", NEW, "marijuana", 49_999, "sale").charges.found
    assert held.offence.part == "D"


def test_what_an_officer_did_needs_no_weight():
    said = ask("KZ", NEW, None, None, "sale", "official_position")
    assert said.charges.decided
    assert [each.offence.key for each in said.charges.found] == ["297(4)"]


def test_a_circumstance_that_changes_nothing_is_told():
    said = ask("KZ", NEW, "cannabis", 10, "possession", "in_school")
    assert [each.key for each in said.counted.idle] == ["in_school"]
    early = ask("UA", date(2020, 6, 30), "cannabis", 100, "possession", "within_year_309")
    assert [each.key for each in early.counted.not_in_force] == ["within_year_309"]
    assert [each.offence.key for each in early.charges.found] == ["309(1)", "309(2)", "309(3)"]
    prior = ask("US-FED", date(2018, 12, 20), "crack", 280, "sale", "prior_serious_felony")
    assert [each.offence.key for each in prior.charges.found] == ["841(b)(1)(A) prior felony"]
    assert [each.name for each in prior.counted.elements] == ["one prior felony drug offense"]


@pytest.mark.parametrize(
    ("code", "word", "meant"),
    [
        ("KZ", "marijuana", "cannabis_herb_dried"),
        ("KZ", "Cannabis Herb", "cannabis_herb_dried"),
        ("KZ", "марихуана", "cannabis_herb_dried"),
        ("KZ", "hashish", "cannabis_resin_hashish"),
        ("KZ", "a-PVP", "alpha_pvp"),
        ("RU", "cannabis", "cannabis_herb"),
        ("RU", "hash oil", "cannabis_oil"),
        ("US-FED", "CRACK", "cocaine_base_crack"),
        ("US-NY", "heroin", "narcotic_drug"),
        ("KZ", "cocaine", None),
        ("KZ", "dried cannabis herb", "cannabis_herb_dried"),
        ("DE", "THC of cannabis", "cannabis_thc"),
        ("MX", "mota", "cannabis_herb"),
        ("UA", "канабіс", "cannabis_herb"),
        ("RU", "трава", "cannabis_herb"),
        ("KZ", "трава", "cannabis_herb_dried"),
        ("GE", "მარიხუანა", "cannabis_herb_dried"),
        ("GE", "ანაშა", "cannabis_herb_dried"),
        ("RU", "кенеп", "cannabis_plant_genus"),
        ("UK-EW", "JWH-018", "synthetic_cannabinoids"),
        ("UK-EW", "hashish", "cannabis_resin"),
        ("IN", "bhang", None),
    ],
)
def test_a_substance_by_its_whole_terms(code, word, meant):
    assert meant_in(PACKS[code], word) == meant


@pytest.mark.parametrize(
    ("code", "word", "says"),
    [
        ("KZ", "canabis", "did you mean cannabis"),
        ("KZ", "herb", "substance 'herb'"),
        ("US-FED", "cocaine", "it may be cocaine powder, cocaine base crack; name one of them"),
        ("DE", "heroin", "it may be heroin hydrochloride, heroin base"),
        ("RU", "анаша", "it may be cannabis herb, cannabis resin hashish; name one of them"),
        ("KZ", "соль", "it may be alpha pvp, mephedrone; name one of them"),
        ("RU", "соль", "there is heroin, cannabis herb, cannabis resin hashish"),
        ("DE", "horse", "THC of cannabis, cannabis herb held away from home"),
        ("KZ", "\x1b[2J", r"substance '\x1b[2J'"),
    ],
)
def test_a_substance_that_is_none_or_several(code, word, says):
    with pytest.raises(LawError) as raised:
        meant_in(PACKS[code], word)
    assert says in str(raised.value)


@pytest.mark.parametrize(
    ("code", "word", "others"),
    [
        ("KZ", "cannabis", ("cannabis_resin_hashish",)),
        ("IN", "ganja", ("cannabis_resin_hashish",)),
        ("RU", "каннабис", ("cannabis_resin_hashish", "cannabis_oil")),
        ("PT", "cannabis", ("cannabis_resin_hashish", "cannabis_oil")),
        ("UK-EW", "cannabis", ("cannabis_resin",)),
        ("RU", "cannabis_herb", ()),
        ("KZ", "dried cannabis herb", ()),
        ("RU", "hashish", ()),
        ("CZ", "cannabis", ()),
    ],
)
def test_resin_and_oil_are_named_where_the_pack_holds_them(code, word, others):
    """An answer of cannabis is of the herb; who means hashish must learn that it is another."""
    assert apart(PACKS[code], word) == others
    text = " ".join(told(answer(PACKS[code], Question(date(2020, 1, 1), word))))
    assert ("asked apart" in text) == bool(others)


def test_only_whole_terms_of_a_packs_own_synonyms(tmp_path):
    pack = read_pack(write_pack(tmp_path / "xa"))
    assert meant_in(pack, "Brown  Sugar") == "heroin"
    with pytest.raises(LawError):
        meant_in(pack, "sugar")


def test_the_small_pack_answers_by_hand(tmp_path):
    pack = read_pack(write_pack(tmp_path / "xa"))
    on = date(2021, 1, 1)
    assert charge(pack, on, "heroin", 2, "sale") == ("1(1)", (1, 3, False))
    assert charge(pack, on, "heroin", 2.1, "sale") == ("1(2)", (3, 6, False))
    assert charge(pack, on, "heroin", 1, "sale", "group") == ("1(2)", (3, 6, False))
    assert charge(pack, on, "heroin", 1, "sale", "officer") == ("1(3)", (5, 10, True))
    said = ask(pack, on, "heroin", 2.1, "sale", "officer", "oath", "age")
    assert [each.key for each in said.counted.aggravating] == ["oath"]
    assert [each.key for each in said.counted.not_twice] == ["officer"]
    assert [each.key for each in said.counted.milder] == ["age"]
    assert said.confidence == "memory"
    assert [each.text for each in said.caveats] == ["an invented caveat"]
    assert ask(pack, date(2019, 12, 31), "heroin", 2, "sale").caveats == ()
    assert ask(pack, on, "cannabis plant", 6, "cultivation", plants=True).charges.decided


@pytest.mark.parametrize(
    ("upper", "lower", "at_the_bound", "unsure"),
    [
        ("yes", "unknown", "small", False),
        ("no", "unknown", "large", False),
        ("unknown", "yes", "large", False),
        ("unknown", "no", "small", False),
        ("yes", "no", "small", False),
        ("no", "yes", "large", False),
        ("unknown", "unknown", "small", True),
    ],
)
def test_one_side_of_a_bound_tells_the_other(tmp_path, upper, lower, at_the_bound, unsure):
    folder = write_pack(tmp_path / "xa", thresholds=("g,0,no,2,unknown", f"g,0,no,2,{upper}"))
    path = folder / "thresholds.csv"
    path.write_text(path.read_text().replace("g,2,unknown", f"g,2,{lower}"))
    quantity = ask(read_pack(folder), date(2021, 1, 1), "heroin", 2).quantity
    assert (quantity.row.class_, quantity.unsure) == (at_the_bound, unsure)
    for amount, class_ in (("1.999", "small"), ("2.001", "large")):
        assert class_of(read_pack(folder), date(2021, 1, 1), "heroin", amount) == class_


@pytest.mark.parametrize(
    ("inclusive", "class_", "unsure"),
    [("yes", "large", False), ("no", None, False), ("unknown", "large", True)],
)
def test_the_end_of_a_table_without_a_class_above(tmp_path, inclusive, class_, unsure):
    gap = '[[gaps]]\nsubstance = "opium"\nlower = 90\nwhy = "not read"\n\n[[caveats]]'
    folder = write_pack(
        tmp_path / "xa", thresholds=("g,10,yes,,,", f"g,10,yes,90,{inclusive},"),
        pack=("[[caveats]]", gap),
    )  # fmt: skip
    quantity = ask(read_pack(folder), date(2021, 1, 1), "opium", 90).quantity
    assert (quantity.row and quantity.row.class_, quantity.unsure) == (class_, unsure)
    assert class_ or quantity.why_none == "not read"


LINES = {
    ("KZ", "cannabis_herb_dried"): [(50, False, True), (1000, False, False)],
    ("RU", "heroin"): [(0.5, False, False), (2.5, False, False), (1000, False, False),
                       (0.5, False, False)],
    ("US-FED", "cocaine_base_crack"): [(5, True, False), (50, True, False), (28, True, False),
                                       (280, True, False), (5, False, False)],
    ("US-FL", "cannabis_herb"): [(11339.80925, False, False), (907184.74, True, False),
                                 (4535923.7, True, False)],
    ("UA", "cannabis_herb"): [(5, False, False)],
    ("UA", "cannabis_plant"): [(10, True, False), (50, True, False)],
    ("CZ", "cannabis_plant"): [(4, True, False), (6, True, False), (51, True, False),
                               (501, True, False), (6, True, False)],
    ("PT", "cannabis_herb"): [(25, False, False)],
    ("UA", "amphetamine"): [(0.15, False, False), (1.5, True, False), (15, True, False)],
}  # fmt: skip


@pytest.mark.parametrize(("code", "substance"), LINES)
def test_the_lines_of_a_substance(code, substance):
    drawn = lines_of(PACKS[code], substance)
    assert [(float(each.value), each.inclusive, each.unsure) for each in drawn] == LINES[
        code, substance
    ]


def test_a_line_says_how_sure_it_is():
    _, line = lines_of(PACKS["KZ"], "cannabis_herb_dried")
    assert line.confidence == "conflicting"
    assert line.citation.startswith(
        "Kazakhstan, Government Resolution 470 of 3 July 2019, summary table: especially large "
        "from here (more than 1,000 g; conflicting, sources disagree: check the law before use"
    )
    assert "1.5 kg" in line.citation


def test_a_line_is_as_sure_as_the_less_sure_of_its_sides():
    sure = [each.confidence for each in lines_of(PACKS["LT"], "poppy_straw")]
    assert sure == ["inferred", "inferred", "verified_text"]


@pytest.mark.parametrize(("code", "substance"), [("UK-EW", "heroin"), ("DE", "cannabis_thc")])
def test_what_a_weight_cannot_be_judged_by_draws_no_line(code, substance):
    with pytest.raises(LawError):
        lines_of(PACKS[code], substance)


def _bounds(scale):
    places = range(len(scale.rows))
    return {*map(scale.lower, places), *map(scale.upper, places)}


def test_on_both_sides_of_every_line_the_class_differs():
    for code, pack in PACKS.items():
        for scale in scales(pack):
            if not scale.testable:
                continue
            step = Decimal(1) if scale.counts_plants else Decimal("0.000001")
            drawn = (each for each in lines_of(pack, scale.substance) if each.dates == scale.dates)
            for line in (each for each in drawn if each.value in _bounds(scale)):
                over = line.value if line.inclusive else line.value + step
                assert scale.places(over) != scale.places(over - step), (code, line)
