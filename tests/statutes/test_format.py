"""Does a law pack say what its format can: days read, partial lists, office, forms, life terms?"""

from datetime import date
from decimal import Decimal

import pytest
from small_pack import FILES, write_pack

from tallystick.cli.penalty_text import prison
from tallystick.statutes import LawError, Question, answer, read_pack

ON = date(2021, 1, 1)


def pack_with(tmp_path, **texts):
    """The small pack with whole files replaced."""
    folder = write_pack(tmp_path / "xa")
    for stem, text in texts.items():
        name = f"{stem}.toml" if stem == "pack" else f"{stem}.csv"
        (folder / name).write_text(text, encoding="utf-8")
    return read_pack(folder)


def with_column(table, column, **cells):
    """The text of a table with a column more; a cell by how its row begins."""
    lines = FILES[f"{table}.csv"].splitlines()
    rows = [
        f"{line},{next((cell for start, cell in cells.items() if line.startswith(start)), '')}"
        for line in lines[1:]
    ]
    return "\n".join([f"{lines[0]},{column}", *rows]) + "\n"


def ask(pack, *circumstances, on=ON, substance="heroin", amount="1", act="sale", **more):
    weight = None if amount is None else Decimal(amount)
    return answer(pack, Question(on, substance, weight, False, act, circumstances, **more))


def test_a_stamp_holds_for_the_days_that_its_source_covers(tmp_path):
    sources = (
        "key,text,read_from,read_to\ncode,the invented code,2018-01-01,\npress,a paper of 2,,\n"
    )
    pack = pack_with(tmp_path, sources=sources)
    assert ask(pack, on=date(2018, 1, 1)).confidence == "verified_text"
    assert ask(pack, on=date(2017, 12, 31)).confidence == "inferred"


def test_a_stamp_needs_every_source_and_a_start_one(tmp_path):
    sources = "key,text,read_from\ncode,the invented code,2018-01-01\n"
    sources += "press,a paper of 2,2020-01-01\n"
    text = FILES["penalties.csv"].replace(
        "2015-01-01,,verified_text,code", ",,verified_text,code press"
    )  # fmt: skip
    pack = pack_with(tmp_path, sources=sources, penalties=text,
                     offences=FILES["offences.csv"].replace("2015-01-01", ""))  # fmt: skip
    for day, sure in ((date(2019, 12, 31), "inferred"), (date(2020, 1, 1), "verified_text")):
        (row,) = (each for each in pack.penalties if each.offence == "1(1)")
        assert row.holds(day)
        assert row.confidence_on(day) == sure
    assert not row.holds(date(2017, 12, 31))


def test_an_open_start_is_known_no_earlier_than_it_was_read(tmp_path):
    sources = "key,text,read_from,read_to\ncode,the invented code,2018-01-01,2020-06-30\n"
    sources += "press,a paper of 2,,\n"
    offences = FILES["offences.csv"].replace("1(1),1,1,criminal,sale,selling,any,,,,2015-01-01",
                                             "1(1),1,1,criminal,sale,selling,any,,,,")  # fmt: skip
    penalties = FILES["penalties.csv"].replace("1(1),1,3,no,,,,,,,,2015-01-01",
                                               "1(1),1,3,no,,,,,,,,")  # fmt: skip
    pack = pack_with(tmp_path, sources=sources, offences=offences, penalties=penalties)
    for day, keys in (((2017, 12, 31), []), ((2018, 1, 1), ["1(1)"]), ((2020, 6, 30), ["1(1)"]),
                      ((2020, 7, 1), [])):  # fmt: skip
        found = ask(pack, on=date(*day)).charges.found
        assert [each.offence.key for each in found] == keys, day
    bare = pack_with(tmp_path, sources=sources, offences=offences.replace("1(2),1,2", "1(2),2,2")
                     .replace("1(3),1,3,criminal,sale", "1(3),1,3,criminal,theft")
                     .replace("1(2),2,2,criminal,sale", "1(2),2,2,criminal,theft"),
                     penalties=penalties)  # fmt: skip
    assert ask(bare, on=date(2017, 1, 1)).charges.why_none == (
        "not known for this day: the pack has the offences of sale only from 2018-01-01 on"
    )


def test_a_partial_list_never_says_no_effect(tmp_path):
    text = FILES["circumstances.csv"] + "school,in a school,element,,no,,,verified_text,code,\n"
    partial = pack_with(tmp_path, circumstances=text)
    assert [each.key for each in ask(partial, "school").counted.unknown] == ["school"]
    assert ask(partial, "school").counted.idle == ()
    closed = FILES["pack.toml"].replace('kind = "', 'aggravating_list = "closed"\nkind = "')
    parts = {"1(1)": "yes", "1(2)": "yes", "1(3)": "yes"}
    whole = pack_with(tmp_path, circumstances=text, pack=closed,
                      offences=with_column("offences", "complete", **parts))  # fmt: skip
    assert [each.key for each in ask(whole, "school").counted.idle] == ["school"]
    half = pack_with(tmp_path, circumstances=text, pack=closed,
                     offences=with_column("offences", "complete", **{"1(1)": "yes"}))  # fmt: skip
    assert [each.key for each in ask(half, "school").counted.unknown] == ["school"]


def test_what_is_inherent_in_an_offence_is_not_counted_again(tmp_path):
    pack = pack_with(tmp_path, offences=with_column("offences", "inherent", **{"1(1)": "oath"}))
    counted = ask(pack, "oath").counted
    assert ([each.key for each in counted.not_twice], counted.aggravating) == (["oath"], ())
    counted = ask(pack, "oath", amount="2.5").counted
    assert [each.key for each in counted.aggravating] == ["oath"]


def test_a_circumstance_works_for_its_articles_alone(tmp_path):
    pack = pack_with(
        tmp_path, circumstances=with_column("circumstances", "articles", age="1(2)")
    )  # fmt: skip
    counted = ask(pack, "age").counted
    assert ([each.key for each in counted.elsewhere], counted.milder) == (["age"], ())
    assert [each.key for each in ask(pack, "age", amount="2.5").counted.milder] == ["age"]


def test_a_life_term_that_must_be_given_is_told_as_such(tmp_path):
    text = FILES["penalties.csv"].replace("1(3),5,10,yes", "1(3),,,mandatory")
    (found,) = ask(pack_with(tmp_path, penalties=text), "officer").charges.found
    assert prison(found.penalty) == "prison for life, and no less"


def test_one_penalty_stands_for_several_offences(tmp_path):
    text = FILES["penalties.csv"].replace("1(1),1,3,no", "1(1); 1(2),1,3,no")
    text = text.replace("1(2),3,6,no,,,,,,,,2015-01-01,,verified_text,code,\n", "")
    pack = pack_with(tmp_path, penalties=text)
    for amount in ("1", "2.5"):
        (found,) = ask(pack, amount=amount).charges.found
        assert found.penalty.prison_max_years == 3


def test_a_table_of_one_act_tells_nothing_of_another(tmp_path):
    acts = with_column("thresholds", "acts", heroin="possession")
    said = ask(pack_with(tmp_path, thresholds=acts))
    assert said.quantity.row is None
    assert said.quantity.why_none == (
        "the table of heroin is of possession, and decides nothing of other acts"
    )
    assert [each.offence.key for each in said.charges.found] == ["1(1)", "1(2)", "1(3)"]


def test_a_purity_turns_a_weight_into_what_the_table_weighs(tmp_path):
    text = FILES["thresholds.csv"].replace("heroin,small,total_weight", "heroin,small,pure_weight")
    text = text.replace("heroin,large,total_weight", "heroin,large,pure_weight")
    pack = pack_with(tmp_path, thresholds=text)
    assert ask(pack, amount="20").quantity.row.class_ == "large"
    said = ask(pack, amount="20", purity=Decimal("7.5")).quantity
    assert (said.row.class_, said.weighed) == ("small", Decimal("1.5"))


def test_a_substance_without_amounts_has_its_offences(tmp_path):
    header = FILES["pack.toml"].replace('kind = "', 'other_substances = ["khat"]\nkind = "')
    text = FILES["offences.csv"].replace("selling,any,,,,2015", "selling,any,,,khat,2015", 1)
    pack = pack_with(tmp_path, pack=header, offences=text)
    said = ask(pack, substance="khat", amount=None)
    assert said.quantity.why_none == ("not known here: the pack holds no amounts of khat by weight")
    assert "1(1)" in [each.offence.key for each in said.charges.found]
    with pytest.raises(LawError):
        ask(pack, substance="betel")


def test_acts_of_officials_are_acts():
    from tallystick.statutes import ACTS

    assert {
        "falsified_evidence", "falsified_material", "abuse_of_office", "excess_of_power",
        "provocation", "unlawful_detention", "planting_of_evidence", "destruction_of_exhibits",
    } <= set(ACTS)  # fmt: skip
