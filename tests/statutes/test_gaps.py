"""Which offences does an amount make that lies outside all classes of its table?"""

from datetime import date
from decimal import Decimal

import pytest

from every_fault import holds_of_each
from tallystick.statutes import Question, answer, built_in, read_pack, scales

PACKS = {code: read_pack(folder) for code, folder in built_in().items()}
NEW = date(2025, 3, 3)


def ask(code, on, substance, amount, act=None, *, plants=False):
    weight = None if amount is None else Decimal(str(amount))
    return answer(PACKS[code], Question(on, substance, weight, plants, act))


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        # Trafficking begins above 25 lb, and at 28 g of cocaine.
        (("US-FL", NEW, "cannabis", "11339.80925", "sale"), []),
        (("US-FL", NEW, "cannabis", "11339.80926", "sale"), ["893.135(1)(a) 3 y"]),
        (("US-FL", NEW, "cocaine", "27.99"), []),
        # An amount up to 10 g is not greater than small.
        (("CZ", date(2025, 12, 31), "marijuana", 10, "possession"), []),
        (("CZ", date(2025, 12, 31), "marijuana", "10.01", "possession"), ["284 cannabis"]),
        # Where a large amount begins was not read: any part above a small amount it may be.
        (("UA", date(2021, 1, 1), "cannabis", 20, "possession"), ["309(1)", "309(2)", "309(3)"]),
        (("UA", date(2021, 1, 1), "cannabis", 20, "sale"), ["307(2)", "307(2) cannabis", "307(3)"]),
        # What no table holds, and what was not given, may be of any class.
        (("UA", date(2021, 1, 1), "amphetamine", None, "sale"), ["307(1)", "307(2)", "307(3)"]),
    ],
)
def test_an_amount_outside_all_classes_of_its_table_makes_no_offence_of_one(asked, keys):
    said = ask(*asked).charges
    assert [each.offence.key for each in said.found] == keys
    assert bool(keys) or said.why_none.endswith("that covers such an amount")


def tells_no_part_of_classes_beside_a_gap(code):
    pack = PACKS[code]
    for scale in scales(pack):
        drawn = {row.class_ for row in scale.rows}
        day = scale.dates[0] or scale.dates[1] or NEW
        amounts = [Decimal(each) for each in ("1", "20", "100", "1e8", "0.001")]
        for amount in amounts[: 4 if scale.counts_plants else 5]:
            if scale.indicative or scale.places(amount):
                continue
            said = ask(code, day, scale.substance, amount, plants=scale.counts_plants)
            told = [each.offence for each in said.charges.found]
            alone = [each for each in told if set(each.classes) <= drawn and not each.or_with]
            assert [each.key for each in alone if "cultivation" not in each.acts] == [], (
                f"{scale.substance}, {amount}"
            )


def test_in_a_declared_gap_no_part_is_told_that_only_classes_beside_it_make():
    holds_of_each(tells_no_part_of_classes_beside_a_gap, PACKS, "the answers of statutes")
