"""Does the program answer what people ask as the sources answer it, and else say so?

Each table in ``questions`` is of one jurisdiction. Its answers were written from the sources that
each row names, and not from what the program prints.
"""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tallystick.cli.told_law import told
from tallystick.statutes import LawError, Question, answers, built_in, later_of, read_pack

QUESTIONS = Path(__file__).parent / "questions"
LEAST, LEAST_OF_EACH, LEAST_SOURCED = 200, 8, 300
RIGHT, LISTED, NOT_KNOWN = "right", "listed", "not known"
BEST_FIRST = (RIGHT, LISTED, NOT_KNOWN)
ENOUGH = {"": {RIGHT}, "listed": {RIGHT, LISTED}, "yes": {RIGHT, LISTED, NOT_KNOWN}}


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
        Decimal(row["purity"]) if row["purity"] else None,
    )


def as_written(number):
    return "" if number is None else f"{number.normalize():f}"


def terms(penalty):
    """The least and most years of prison and whether life is possible, as a table writes them."""
    years = (penalty.prison_min_years, penalty.prison_max_years)
    return (*map(as_written, years), "yes" if penalty.life else "no")


def penalties(row):
    """The ranges of prison that a row takes for right; none where it asks for no penalty."""
    cells = [row[name].split("|") for name in ("prison_min", "prison_max", "life")]
    most = max(map(len, cells))
    return {tuple(each[min(place, len(each) - 1)] for each in cells) for place in range(most)} if (
        row["life"]
    ) else set()  # fmt: skip


def fault_of_article(row, found):
    """What is wrong with the article and its penalty; `NOT_KNOWN` where it has none."""
    if found.offence.key not in row["article"].split("|"):
        return f"article {found.offence.key}"
    if not row["life"]:
        return ""
    if found.penalty is None:
        return NOT_KNOWN
    told = terms(found.penalty)
    return "" if told in penalties(row) else f"penalty {told}"


def of_article(row, charges):
    """How the article of a row is answered: a verdict, or what is wrong."""
    if not row["act"] or row["article"] in ("", NOT_KNOWN):
        decided = charges.found[0].offence.key if charges.decided and charges.found else ""
        wrong = row["article"] == NOT_KNOWN and decided and charges.found[0].penalty
        return f"article {decided}" if wrong else RIGHT
    if charges.decided and charges.found:
        return fault_of_article(row, charges.found[0]) or RIGHT
    return LISTED if any(fault_of_article(row, each) == "" for each in charges.found) else NOT_KNOWN


def of_later_law(row, said):
    """What is wrong with the law that holds later, for a private person and for an officer."""
    if not row["today"]:
        return ""
    changed = later_of(said, date.fromisoformat(row["today"]))
    for column, office in (("holds", False), ("holds_for_officer", True)):
        told = {as_held(each.holds) for each in changed if each.office == office} or {"none"}
        if row[column] and not told <= {*row[column].split("|")}:
            return f"{column} {sorted(told)}"
    return ""


def as_held(charge):
    """A charge that holds, as a table writes it: its key, years and life term."""
    if charge is None:
        return "unknown"
    told = terms(charge.penalty) if charge.penalty else ()
    return " ".join([charge.offence.key, *told])


def answers_of(row):
    """The answers to a row; none where what it names is not known."""
    try:
        return answers(PACKS[row["pack"]], asked(row))
    except LawError:
        return ()


def judged(row):
    """The best of the answers to a row: a word may mean several things, and each is answered."""
    verdicts = [judged_alone(row, each) for each in answers_of(row)]
    return next((each for each in BEST_FIRST if each in verdicts), (*verdicts, NOT_KNOWN)[0])


def printed_sources(said):
    """The lines of an answer from its label of the sources on; none where it has none."""
    lines = told(said)
    starts = [place for place, line in enumerate(lines) if line.startswith("Sources")]
    return lines[starts[0] :] if starts else []


def judged_alone(row, said):
    """`RIGHT`, `LISTED` among all that could apply, `NOT_KNOWN`, or what is wrong with it."""
    if wrong := of_later_law(row, said):
        return wrong
    later = later_of(said, date.fromisoformat(row["today"])) if row["today"] else ()
    text = " ".join(" ".join(told(said, later)).split()).casefold()
    if wrong := [each for each in row["unsaid"].split("|") if each and each.casefold() in text]:
        return f"it says {wrong}"
    placed = said.quantity and said.quantity.row
    class_, expected = placed.class_ if placed else NOT_KNOWN, row["class"].split("|")
    if class_ != NOT_KNOWN and row["class"] and class_ not in expected:
        return f"class {class_}"
    verdict = of_article(row, said.charges)
    silent = [each for each in row["says"].split("|") if each and each.casefold() not in text]
    unplaced = class_ == NOT_KNOWN and row["class"] not in ("", NOT_KNOWN)
    return NOT_KNOWN if verdict == RIGHT and (silent or unplaced) else verdict


@cache
def verdicts():
    return {row["id"]: judged(row) for row in ROWS}


def test_enough_is_asked_of_each_jurisdiction():
    assert len(ROWS) >= LEAST
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    of_each = Counter(row["pack"] for row in ROWS)
    assert set(of_each) == set(PACKS)
    assert min(of_each.values()) >= LEAST_OF_EACH


def test_each_row_names_its_source():
    assert [row["id"] for row in ROWS if not row["source"].strip() or not row["asked"]] == []


def test_each_answer_names_its_source():
    """What rests on a row of law tells that row's sources, by the text that `law` prints."""
    resting, unsourced = 0, []
    for row in ROWS:
        for said in answers_of(row):
            if said.rests_on_something:
                resting += 1
                at = printed_sources(said)
                texts = [said.pack.sources[key] for each in said.rows for key in each.source]
                if not at or not all(any(line.endswith(text) for line in at) for text in texts):
                    unsourced.append(row["id"])
    assert resting >= LEAST_SOURCED
    assert unsourced == []


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_no_answer_is_wrong(pack):
    wrong = {
        row["id"]: f"{row['asked']} {verdicts()[row['id']]}"
        for row in ROWS
        if row["pack"] == pack and verdicts()[row["id"]] not in (RIGHT, LISTED, NOT_KNOWN)
    }
    assert wrong == {}


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_what_the_sources_tell_is_answered(pack):
    silent = {
        row["id"]: row["asked"]
        for row in ROWS
        if row["pack"] == pack and verdicts()[row["id"]] in (LISTED, NOT_KNOWN)
        and verdicts()[row["id"]] not in ENOUGH[row["may_decline"]]
    }  # fmt: skip
    assert silent == {}
