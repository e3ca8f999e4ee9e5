"""Do the law packs hold what was gathered, row for row, and does every amount have one class?"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from every_fault import holds_of_each
from tallystick.statutes import CONFIDENCES, Scale, built_in, read_pack, scales
from tallystick.statutes.amounts import GRAMS, grams

GATHERED = Path(__file__).parents[3] / "shared" / "law"
beside = pytest.mark.skipif(
    not GATHERED.is_dir(), reason="the rows that were gathered are not beside the project "
    "(../shared/law): the packs are not compared with them here",
)  # fmt: skip
PACKS = {code: read_pack(folder) for code, folder in built_in().items()}
SCALES = [(code, scale) for code, pack in PACKS.items() for scale in scales(pack)]
WITH_CLASSES = [(code, scale) for code, scale in SCALES if not scale.indicative]
# Gathered rows that say of the law what a text that was read since says otherwise.
MENDED = {
    ("CZ", "cannabis_plant", "lawful"), ("CZ", "cannabis_plant", "crime"),
    ("CZ", "cannabis_herb_dried", "crime_home"), ("PT", "DL 15/93 40", ""),
    ("KZ", "heroin", "large"), ("UA", "cannabis_plant", "administrative"),
    ("UA", "cannabis_plant", "crime_310_1"), ("BY", "328", "3"), ("UZ", "273", ""),
    ("US-FL", "heroin", "trafficking_tier3_25y"), ("US-NY", "cocaine_pure", "CPCS5"),
    ("US-FL", "cannabis_plant", "trafficking_7y"), ("US-FL", "cannabis_plant", "trafficking_15y"),
    ("US-NY", "ketamine", "CPCS5"), ("US-NY", "stimulant", "CPCS3"), ("US-NY", "lsd", "CPCS3"),
    ("DE", "BtMG 30a", ""), ("PL", "UPN 53", "2"), ("US-NY", "ghb", "CPCS5"),
} | {
    # Courts weigh the active principle alone; gathered as the weight of the whole.
    ("PT", substance, "administrative_10_days")
    for substance in (
        "heroin", "methadone", "morphine", "cocaine_hydrochloride", "cocaine_base", "pcp", "lsd",
        "mdma", "amphetamine", "delta9_thc",
    )
}  # fmt: skip
# A gathered row that is so sure was read in no text: its pack may hold another, or none.
UNREAD = ("memory", "conflicting")
# What a pack may say otherwise: when a row holds, how sure it is, where it was read, and notes.
LEFT = (
    "jurisdiction", "in_force_from", "in_force_to", "confidence", "source", "offence_hook", "note",
)  # fmt: skip


def gathered(name):
    with (GATHERED / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {code: [row for row in rows if row["jurisdiction"] == code] for code in PACKS} | {
        "rows": rows
    }


def test_the_folders_are_named_after_the_codes():
    assert {code: pack.code for code, pack in PACKS.items()} == {code: code for code in PACKS}
    assert {"KZ", "RU", "US-FED", "US-FL", "US-NY", "UA", "PT", "CZ", "DE", "UK-EW"} <= set(PACKS)


def is_in_its_pack_or_mended(row, key, confidence, held):
    """A gathered row says what its pack says, unless a text says otherwise."""
    if confidence not in UNREAD:
        assert (row in held) != (key in MENDED), (row, key)


@beside
def test_every_gathered_threshold_is_in_a_pack_or_mended():
    rows = gathered("thresholds.csv")
    assert {row["jurisdiction"] for row in rows["rows"]} <= set(PACKS)
    for code, pack in PACKS.items():
        for row in rows[code]:
            theirs = {name: row[name] for name in row if name not in LEFT}
            own = [each for each in pack.thresholds if each.substance == row["substance"]]
            held = [
                {name: value for name, value in as_gathered(pack, each, row).items()
                 if name not in LEFT}
                for each in own
            ]  # fmt: skip
            key = code, row["substance"], row["class"]
            is_in_its_pack_or_mended(theirs, key, row["confidence"], held)


def as_gathered(pack, row, theirs):
    """Write a row of a pack as `theirs` is written."""
    own_unit = {"{plant}": "plant"}.get(row.unit, row.unit)
    said = {True: "yes", False: "no", None: "unknown"}

    def amount(value, name):
        return "" if value is None or row.unit == "{plant}" else shown(
            grams(value, row.unit), theirs[name]
        )  # fmt: skip

    def native(value, name):
        return "" if value is None or not theirs[name] else shown(value, theirs[name])

    def inclusive(value, bound, name):
        if bound is None or theirs[name] == "":
            # Florida's plants and the indicative quantities: the gathered cell is empty.
            return "" if bound is None or pack.code in {"US-FL", "UK-EW"} else said[value]
        return said[value]

    return {
        "substance": row.substance,
        "class": row.class_,
        "lower_g": amount(row.lower, "lower_g"),
        "upper_g": amount(row.upper, "upper_g"),
        "lower_inclusive": inclusive(row.lower_inclusive, row.lower, "lower_inclusive"),
        "upper_inclusive": inclusive(row.upper_inclusive, row.upper, "upper_inclusive"),
        "quantity_basis": row.basis,
        "native_unit": own_unit,
        "native_lower": native(row.lower, "native_lower"),
        "native_upper": native(row.upper, "native_upper"),
    }


def shown(value, theirs):
    """Round to the decimals that `theirs` has; a difference beyond them shows."""
    decimals = len(theirs.partition(".")[2])
    return f"{round(value, decimals):.{decimals}f}"


@beside
def test_every_gathered_penalty_is_in_a_pack_or_mended():
    rows = gathered("penalties.csv")
    assert {row["jurisdiction"] for row in rows["rows"]} <= set(PACKS)
    for code, pack in PACKS.items():
        held = [_as_gathered_penalty(pack, each) for each in pack.penalties]
        for row in rows[code]:
            years = row["prison_min_y"], row["prison_max_y"], row["life_possible"]
            key = code, row["article"], row["part"]
            is_in_its_pack_or_mended((*key[1:], years), key, row["confidence"], held)


def _as_gathered_penalty(pack, penalty):
    offence = next(each for each in pack.offences if each.key == penalty.offence)
    return offence.article, offence.part, terms(penalty)


def terms(penalty):
    years = (penalty.prison_min_years, penalty.prison_max_years)
    return (*("" if each is None else f"{each}" for each in years), "yes" if penalty.life else "no")


MEND = "the rows of the table in src/tallystick/statutes/packs/<code>/thresholds.csv"


def table_of(place):
    code, scale = place
    return f"{code}, {scale.substance} from {scale.dates[0] or 'the first day'}"


def has_the_class_of_a_slow_twin_at_its_bounds(place):
    _, scale = place
    step = Decimal(1) if scale.counts_plants else Decimal("0.0000001")
    places = range(len(scale.rows))
    bounds = {*map(scale.lower, places), *map(scale.upper, places)} - {None, Decimal(0)}
    for bound in bounds:
        for amount in (bound - step, bound, bound + step):
            if amount > 0:
                placed = [scale.rows[place].class_ for place in scale.places(amount)]
                assert placed == twin(scale, amount)
                assert len(placed) == 1 or scale.gap_at(amount)


def test_at_its_bounds_and_beside_them_an_amount_has_the_class_of_a_slow_twin():
    assert len(WITH_CLASSES) > 90
    holds_of_each(has_the_class_of_a_slow_twin_at_its_bounds, WITH_CLASSES, MEND, table_of)


def twin(scale: Scale, amount: Decimal) -> list[str]:
    """Ask each row alone; of a bound that no source gives to either side, the milder has it."""
    found = []
    for row in scale.rows:
        lower, upper = (None if each is None else each * GRAMS.get(row.unit, 1)
                        for each in (row.lower, row.upper))  # fmt: skip
        above = lower is None or amount > lower or (amount == lower and row.lower_inclusive is True)
        below = upper is None or amount < upper or (
            amount == upper and row.upper_inclusive is not False
        )  # fmt: skip
        if above and below:
            found.append(row.class_)
    return found


COMPLETE = [(code, scale) for code, scale in SCALES if scale.is_complete]


def test_most_tables_are_complete():
    assert len(COMPLETE) >= 84
    assert {code for code, _ in COMPLETE} >= {
        "CZ", "DE", "KZ", "PT", "RU", "UA", "US-FED", "US-NY"
    }  # fmt: skip
    assert len(SCALES) >= 106


AMOUNTS = st.decimals("0.000001", "50000000", places=6) | st.decimals("0.000001", 50, places=6)


@given(amount=AMOUNTS)
def test_every_amount_has_exactly_one_class_in_each_complete_table(amount):
    def has_exactly_one_class(place):
        _, scale = place
        asked = (amount.to_integral_value() or Decimal(1)) if scale.counts_plants else amount
        places = scale.places(asked)
        assert len(places) == 1
        assert [scale.rows[places[0]].class_] == twin(scale, asked)

    holds_of_each(has_exactly_one_class, COMPLETE, MEND, table_of)


@given(st.sampled_from(WITH_CLASSES), AMOUNTS)
def test_an_amount_without_a_class_lies_in_a_declared_gap(picked, amount):
    _, scale = picked
    whole = amount.to_integral_value() or Decimal(1)
    amount = whole if scale.counts_plants else amount
    places = scale.places(amount)
    assert len(places) <= 1
    assert places or scale.gap_at(amount).why


def says_where_it_was_read_and_how_sure_it_is(place):
    code, row = place
    assert row.confidence in CONFIDENCES
    assert row.source
    for key in row.source:
        assert PACKS[code].sources[key]
        assert key != "none" or row.confidence == "memory"


def test_every_row_says_where_it_was_read_and_how_sure_it_is():
    rows = [(code, row) for code, pack in PACKS.items() for row in pack.rows]
    holds_of_each(says_where_it_was_read_and_how_sure_it_is, rows, "source and confidence")
