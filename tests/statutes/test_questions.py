"""Does the program answer what people ask as the sources answer it, and else say so?

Each table in ``questions`` is of one jurisdiction. Its answers were written from the sources that
each row names, and not from what the program prints.
"""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tallystick.cli.told_law import told
from tallystick.statutes import LawError, Question, answer, built_in, read_pack

QUESTIONS = Path(__file__).parent / "questions"
LEAST, LEAST_OF_EACH = 136, 8
NOT_KNOWN = "not known"


def table(file):
    with file.open(encoding="utf-8", newline="") as opened:
        return [{**row, "pack": file.stem} for row in csv.DictReader(opened)]


ROWS = [row for file in sorted(QUESTIONS.glob("*.csv")) for row in table(file)]
PACKS = {folder.name: read_pack(folder) for folder in built_in().values()}


def asked(row):
    amount = row["grams"] or row["plants"]
    return Question(
        date.fromisoformat(row["on"]),
        row["substance"] or None,
        Decimal(amount) if amount else None,
        bool(row["plants"]),
        row["act"] or None,
        tuple(row["circumstances"].split()),
    )


def as_written(number):
    return "" if number is None else f"{number.normalize():f}"


def terms(penalty):
    """The least and most years of prison and whether life is possible, as a table writes them."""
    years = (penalty.prison_min_years, penalty.prison_max_years)
    return (*map(as_written, years), "yes" if penalty.life else "no")


def judged(row):
    """``right``, ``not known`` or what is wrong with the answer to a row."""
    pack = PACKS[row["pack"]]
    try:
        said = answer(pack, asked(row))
    except LawError:
        return NOT_KNOWN
    text = " ".join(" ".join(told(said)).split()).casefold()
    quantity, found = said.quantity, said.charges.found
    class_ = quantity.row.class_ if quantity and quantity.row else NOT_KNOWN
    decided = said.charges.decided and found
    key = found[0].offence.key if decided else NOT_KNOWN
    if wrong := [each for each in row["unsaid"].split("|") if each and each.casefold() in text]:
        return f"it says {wrong}"
    if NOT_KNOWN not in (class_, row["class"]) and row["class"] and class_ not in (
        row["class"].split("|")
    ):  # fmt: skip
        return f"class {class_}"
    if row["class"] == NOT_KNOWN and class_ != NOT_KNOWN:
        return f"class {class_}"
    if key != NOT_KNOWN and row["article"] and row["act"]:
        if key not in row["article"].split("|"):
            return f"article {key}"
        if row["life"]:
            if found[0].penalty is None:
                return NOT_KNOWN
            if (penalty := terms(found[0].penalty)) != (
                row["prison_min"], row["prison_max"], row["life"]
            ):  # fmt: skip
                return f"penalty {penalty}"
    told_class = class_ != NOT_KNOWN or row["class"] in ("", NOT_KNOWN)
    told_article = not row["act"] or key != NOT_KNOWN or row["article"] in ("", NOT_KNOWN)
    silent = [each for each in row["says"].split("|") if each and each.casefold() not in text]
    return NOT_KNOWN if silent or not (told_class and told_article) else "right"


VERDICTS = {row["id"]: judged(row) for row in ROWS}


def test_enough_is_asked_of_each_jurisdiction():
    assert len(ROWS) >= LEAST
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    of_each = Counter(row["pack"] for row in ROWS)
    assert set(of_each) == set(PACKS)
    assert min(of_each.values()) >= LEAST_OF_EACH


def test_each_answer_names_its_source():
    assert [row["id"] for row in ROWS if not row["source"].strip() or not row["asked"]] == []


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_no_answer_is_wrong(pack):
    wrong = {
        row["id"]: f"{row['asked']} {VERDICTS[row['id']]}"
        for row in ROWS
        if row["pack"] == pack and VERDICTS[row["id"]] not in ("right", NOT_KNOWN)
    }
    assert wrong == {}


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_what_the_sources_tell_is_answered(pack):
    silent = {
        row["id"]: row["asked"]
        for row in ROWS
        if row["pack"] == pack and not row["may_decline"] and VERDICTS[row["id"]] == NOT_KNOWN
    }
    assert silent == {}
